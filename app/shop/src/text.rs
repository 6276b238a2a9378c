//! What the shop says.

domain::texts! {
    events() { en: "Events", it: "Eventi" }
    my_tickets() { en: "My tickets", it: "I miei biglietti" }
    cart() { en: "Cart", it: "Carrello" }
    terms() { en: "Terms", it: "Condizioni" }
    privacy() { en: "Privacy", it: "Privacy" }
    accessibility() { en: "Accessibility", it: "Accessibilità" }
    find_tickets() { en: "Find my tickets", it: "Trova i miei biglietti" }

    search() { en: "Search", it: "Cerca" }
    search_hint() { en: "Event, artist or place", it: "Evento, artista o luogo" }
    whats_on() { en: "What's on", it: "In programma" }
    whats_on_by(name) { en: "What's on: {name}", it: "In programma: {name}" }
    catalogue_summary() {
        en: "Theatre, concerts, festivals and museums: choose a date and a place, and the ticket is on your phone.",
        it: "Teatro, concerti, festival e musei: scegli data e posto, e il biglietto è sul telefono."
    }
    when() { en: "When", it: "Quando" }
    any_day() { en: "Any day", it: "Qualsiasi giorno" }
    today() { en: "Today", it: "Oggi" }
    weekend() { en: "This weekend", it: "Questo fine settimana" }
    from_day() { en: "From", it: "Dal" }
    until_day() { en: "Until", it: "Al" }
    place() { en: "Place", it: "Luogo" }
    anywhere() { en: "Anywhere", it: "Ovunque" }
    kind() { en: "Kind", it: "Genere" }
    any_kind() { en: "Everything", it: "Tutto" }
    more_filters() { en: "Dates, place, kind", it: "Date, luogo, genere" }
    show() { en: "Show events", it: "Mostra eventi" }
    clear_filters() { en: "Clear all filters", it: "Togli tutti i filtri" }
    events_found(n | n) { en: "{n} event" | "{n} events", it: "{n} evento" | "{n} eventi" }
    nothing_found() { en: "Nothing matches that", it: "Nessun evento corrisponde" }
    did_you_mean() { en: "Did you mean", it: "Forse cercavi" }
    nothing_found_text() {
        en: "Try fewer words, another day, or look at everything that is on.",
        it: "Prova con meno parole o un altro giorno, oppure guarda tutto il programma."
    }
    nothing_on() { en: "Nothing is on sale yet", it: "Non c'è ancora nulla in vendita" }
    nothing_on_text() {
        en: "New events appear here as soon as an organizer publishes them.",
        it: "I nuovi eventi appaiono qui appena un organizzatore li pubblica."
    }
    all_events() { en: "All events", it: "Tutti gli eventi" }
    more_dates(n | n, when) {
        en: "{when} and {n} more date" | "{when} and {n} more dates",
        it: "{when} e un'altra data" | "{when} e altre {n} date"
    }

    theatre() { en: "Theatre", it: "Teatro" }
    opera() { en: "Opera", it: "Opera" }
    concert() { en: "Concerts", it: "Concerti" }
    club() { en: "Club nights", it: "Serate in club" }
    festival() { en: "Festivals", it: "Festival" }
    sport() { en: "Sport", it: "Sport" }
    museum() { en: "Museums", it: "Musei" }
    talk() { en: "Talks", it: "Incontri" }
    family() { en: "Family", it: "Famiglia" }
    other() { en: "Other", it: "Altro" }

    choose_a_day() { en: "Choose a day", it: "Scegli un giorno" }
    choose_a_time() { en: "Choose a time", it: "Scegli un orario" }
    choose() { en: "Choose", it: "Scegli" }
    get_tickets() { en: "Get tickets", it: "Prendi i biglietti" }
    all_in() { en: "Fees and tax included", it: "Commissioni e imposte incluse" }
    about_event() { en: "About", it: "Descrizione" }
    where_it_is() { en: "Where", it: "Dove" }
    directions() { en: "Getting there", it: "Come arrivare" }
    on_the_map() { en: "Show on OpenStreetMap", it: "Mostra su OpenStreetMap" }
    doors(at) { en: "Doors open at {at}", it: "Apertura porte alle {at}" }
    until(at) { en: "until {at}", it: "fino alle {at}" }
    age(n) { en: "From {n} years", it: "Dai {n} anni" }
    organizer() { en: "Organizer", it: "Organizzatore" }
    organizer_email() { en: "E-mail", it: "E-mail" }
    organizer_phone() { en: "Phone", it: "Telefono" }
    organizer_site() { en: "Website", it: "Sito web" }
    by_organizer() { en: "By", it: "A cura di" }
    event_cancelled() { en: "This event has been cancelled", it: "Quest'evento è stato annullato" }
    event_cancelled_text() {
        en: "Whoever bought a ticket and left an e-mail address has been written to. No tickets are sold any more.",
        it: "Chi ha comprato un biglietto lasciando un indirizzo e-mail è stato avvisato. Non si vendono più biglietti."
    }
    called_off() { en: "Cancelled: it does not take place", it: "Annullato: non si tiene" }
    all_past() { en: "This event is over", it: "Quest'evento si è concluso" }
    no_dates() { en: "No dates have been announced yet", it: "Le date non sono ancora state annunciate" }
    earlier_days() { en: "Earlier days", it: "Giorni precedenti" }
    later_days() { en: "Later days", it: "Giorni successivi" }
    dates_and_prices() { en: "Dates and tickets", it: "Date e biglietti" }
    date_at_venue(venue) { en: "at {venue}", it: "presso {venue}" }

    how_many() { en: "How many tickets?", it: "Quanti biglietti?" }
    add_to_cart() { en: "Add to cart", it: "Metti nel carrello" }
    other_dates() { en: "Other dates", it: "Altre date" }
    total() { en: "Total", it: "Totale" }
    per_order(n | n) {
        en: "At most {n} ticket per order" | "At most {n} tickets per order",
        it: "Al massimo {n} biglietto per ordine" | "Al massimo {n} biglietti per ordine"
    }
    had_in_cart(n | n) {
        en: "{n} is in your cart already." | "{n} are in your cart already.",
        it: "{n} è già nel carrello." | "{n} sono già nel carrello."
    }
    most_of_kind(n | n) {
        en: "At most {n} more of this ticket." | "At most {n} more of this ticket.",
        it: "Al massimo ancora {n} di questo biglietto." | "Al massimo ancora {n} di questo biglietto."
    }
    no_network() {
        en: "There is no network right now, and nothing was sent. Your choice stays here: try again in a moment.",
        it: "Ora non c'è rete e non è stato inviato nulla. La tua scelta resta qui: riprova tra poco."
    }
    kept_for(n | n) {
        en: "Your places are kept for {n} minute while you pay." | "Your places are kept for {n} minutes while you pay.",
        it: "I posti restano tuoi per {n} minuto mentre paghi." | "I posti restano tuoi per {n} minuti mentre paghi."
    }
    at_the_counter() { en: "Box office only", it: "Solo in biglietteria" }
    availability_changed() { en: "Availability has just changed.", it: "La disponibilità è appena cambiata." }
    not_for_sale_now() { en: "Nothing can be bought here right now", it: "Ora qui non si può comprare nulla" }

    choose_seats() { en: "Choose your seats", it: "Scegli i posti" }
    choose_from_list() { en: "Choose from a list", it: "Scegli da un elenco" }
    back_to_map() { en: "Back to the map", it: "Torna alla pianta" }
    seats_list() { en: "Seats by row", it: "Posti per fila" }
    chosen_seats() { en: "Chosen seats", it: "Posti scelti" }
    row(name) { en: "Row {name}", it: "Fila {name}" }
    places_left(n | n) { en: "{n} place left." | "{n} places left.", it: "{n} posto disponibile." | "{n} posti disponibili." }
    lone_companions() { en: "A companion seat without a wheelchair space", it: "Un posto accompagnatore senza posto per sedia a rotelle" }
    lone_companions_text() {
        en: "Companion seats are kept for whoever comes along with a person in a wheelchair, one beside each space. Choose the space as well, or another seat; if the space is booked already, keep your choice.",
        it: "I posti accompagnatore sono riservati a chi accompagna una persona in sedia a rotelle, uno accanto a ogni posto. Scegli anche quello, oppure un altro posto; se è già prenotato, tieni la tua scelta."
    }
    lone_companions_keep() { en: "Keep these seats", it: "Tieni questi posti" }
    seats_free(n | n) { en: "{n} seat free" | "{n} seats free", it: "{n} posto libero" | "{n} posti liberi" }
    price_category(zone) { en: "Ticket for {zone}", it: "Biglietto per {zone}" }
    best_seats() { en: "Best seats together", it: "Posti migliori vicini" }
    best_how_many() { en: "How many", it: "Quanti" }
    best_where() { en: "Where", it: "Dove" }
    best_anywhere() { en: "Best available", it: "I migliori disponibili" }
    best_wheelchairs() { en: "Wheelchair spaces", it: "Posti per sedia a rotelle" }
    best_companions() { en: "Companions beside them", it: "Accompagnatori accanto" }
    choose_a_part() { en: "Choose a part of the hall", it: "Scegli un settore" }
    parts_of_hall() { en: "Parts of the hall", it: "Settori" }
    rows_from_to(first, last) { en: "Rows {first} to {last}", it: "File da {first} a {last}" }
    part_before() { en: "Previous rows", it: "File precedenti" }
    part_after() { en: "Next rows", it: "File successive" }
    all_parts() { en: "The whole hall", it: "Tutti i settori" }
    best_button() { en: "Choose them for me", it: "Sceglili per me" }
    best_hint() {
        en: "We keep the best free seats side by side and put them in your cart. You can still change them.",
        it: "Teniamo i migliori posti liberi vicini e li mettiamo nel carrello. Puoi sempre cambiarli."
    }
    best_none(n | n) {
        en: "There is no seat free there. Try another part of the hall."
          | "There are no {n} seats side by side there. Try fewer, another part of the hall, or choose them yourself.",
        it: "Lì non c'è un posto libero. Prova un'altra zona della sala."
          | "Lì non ci sono {n} posti vicini. Prova con meno posti, un'altra zona, o sceglili tu."
    }
    zoom_in() { en: "Zoom in", it: "Ingrandisci" }
    zoom_out() { en: "Zoom out", it: "Riduci" }
    whole_hall() { en: "Whole hall", it: "Tutta la sala" }
    seat_gone() {
        en: "was just taken by someone else",
        it: "è stato appena preso da qualcun altro"
    }
    seat_chosen() { en: "chosen", it: "scelto" }
    seats_chosen(n | n) { en: "{n} seat chosen" | "{n} seats chosen", it: "{n} posto scelto" | "{n} posti scelti" }
    in_your_cart() { en: "in your cart", it: "nel tuo carrello" }
    /// Advice: the choice is taken all the same.
    single_seat() {
        en: "This leaves one empty seat by itself. You can keep your choice; if it is the same to you, move one seat along.",
        it: "Così resta un posto vuoto da solo. Puoi tenere la tua scelta; se per te è uguale, spostati di un posto."
    }
    map_help() {
        en: "Tap a seat to choose it; on a small screen the first tap comes closer. Arrow keys move, Space chooses.",
        it: "Tocca un posto per sceglierlo; su uno schermo piccolo il primo tocco ingrandisce. Frecce per spostarti, Spazio per scegliere."
    }
    max_reached(n | n) {
        en: "At most {n} ticket per order." | "At most {n} tickets per order.",
        it: "Al massimo {n} biglietto per ordine." | "Al massimo {n} biglietti per ordine."
    }

    your_cart() { en: "Your cart", it: "Il tuo carrello" }
    cart_empty() { en: "Your cart is empty", it: "Il carrello è vuoto" }
    cart_empty_text() {
        en: "Find something to see, and your places will wait here.",
        it: "Trova qualcosa da vedere: i tuoi posti aspetteranno qui."
    }
    find_something() { en: "Find something to see", it: "Trova qualcosa da vedere" }
    kept_until(at) { en: "Kept for you until {at}", it: "Tenuti per te fino alle {at}" }
    more_time() { en: "I need more time", it: "Mi serve più tempo" }
    more_time_hint(n) { en: "{n} minutes more, once", it: "{n} minuti in più, una volta" }
    minutes_left(n | n) { en: "{n} minute left" | "{n} minutes left", it: "Resta {n} minuto" | "Restano {n} minuti" }
    time_is_up() {
        en: "The time is up. Reload the page to see what is still yours.",
        it: "Il tempo è scaduto. Ricarica la pagina per vedere cosa è ancora tuo."
    }
    time_is_over() { en: "The time is up", it: "Il tempo è scaduto" }
    time_is_over_text() {
        en: "Your places went back on sale; often they are still free.",
        it: "I posti sono tornati in vendita; spesso sono ancora liberi."
    }
    see_whats_yours() { en: "See your cart", it: "Vedi il carrello" }
    remove() { en: "Remove", it: "Togli" }
    remove_what(what) { en: "Remove {what}", it: "Togli {what}" }
    removed() { en: "Removed. The places are free for others again.", it: "Tolto. I posti sono di nuovo liberi per gli altri." }
    have_a_code() { en: "Have a discount code?", it: "Hai un codice sconto?" }
    another_code() { en: "Another discount code", it: "Un altro codice sconto" }
    discount_code() { en: "Discount code", it: "Codice sconto" }
    use_code() { en: "Use it", it: "Usalo" }
    code_used() { en: "Your code is in use. The prices below have it in them.", it: "Il codice vale. I prezzi qui sotto lo comprendono già." }
    code_dropped() { en: "The code was taken out.", it: "Il codice è stato tolto." }
    drop_code_named(code) { en: "Take out the code {code}", it: "Togli il codice {code}" }
    code_for_some(of, all) { en: "for {of} of {all} tickets", it: "per {of} biglietti su {all}" }
    one_taken_out() { en: "One ticket less. Its place is free for others again.", it: "Un biglietto in meno. Il posto è di nuovo libero per gli altri." }
    under_minimum() {
        en: "Take the line out whole, or leave it as it is.",
        it: "Togli la riga intera, oppure lasciala com'è."
    }
    extended() { en: "Your places are kept longer.", it: "I posti restano tuoi più a lungo." }
    person_limit() {
        en: "Take some out of the cart, or look at your earlier orders.",
        it: "Togline qualcuno dal carrello, o guarda i tuoi ordini precedenti."
    }
    too_often() {
        en: "Your places are kept meanwhile.",
        it: "Intanto i tuoi posti restano riservati."
    }
    wait_title() { en: "One moment, please", it: "Un momento, per favore" }
    wait_text(seconds | seconds) {
        en: "It goes on by itself in {seconds} second. Your choice is kept." | "It goes on by itself in {seconds} seconds. Your choice is kept.",
        it: "Si prosegue da soli tra {seconds} secondo. La tua scelta resta." | "Si prosegue da soli tra {seconds} secondi. La tua scelta resta."
    }
    wait_why() {
        en: "Many people and some robots are asking for these tickets. A short wait keeps it fair; with JavaScript there is none.",
        it: "Molte persone e qualche robot chiedono questi biglietti. Una breve attesa è più equa per tutti; con JavaScript non c'è."
    }
    wait_over() { en: "Now it goes on", it: "Ora si prosegue" }
    wait_over_text() {
        en: "Thank you for waiting. Your choice is still here: one press keeps the places.",
        it: "Grazie per l'attesa. La tua scelta è ancora qui: basta un clic per riservare i posti."
    }
    wait_too_late() {
        en: "This page has been open for too long. Please choose again; nothing was bought.",
        it: "Questa pagina è rimasta aperta troppo a lungo. Scegli di nuovo: non è stato acquistato nulla."
    }
    lapsed_title(n | n) {
        en: "{n} ticket went back on sale" | "{n} tickets went back on sale",
        it: "{n} biglietto è tornato in vendita" | "{n} biglietti sono tornati in vendita"
    }
    called_off_title(n | n) {
        en: "{n} ticket is gone from your cart" | "{n} tickets are gone from your cart",
        it: "{n} biglietto non è più nel carrello" | "{n} biglietti non sono più nel carrello"
    }
    called_off_text() {
        en: "This was cancelled, and nothing was paid:",
        it: "È stato annullato, e non è stato pagato nulla:"
    }
    lapsed_text() {
        en: "Their time ran out before they were bought. They may still be free:",
        it: "Il tempo è scaduto prima dell'acquisto. Potrebbero essere ancora liberi:"
    }
    several_carts() {
        en: "Your tickets come from several organizers. Each is paid separately.",
        it: "I biglietti sono di organizzatori diversi. Ognuno si paga a parte."
    }
    go_to_checkout() { en: "Go to checkout", it: "Vai alla cassa" }
    continue_shopping() { en: "Continue looking around", it: "Continua a guardare" }
    open_order(number) { en: "Order {number} is waiting for its payment.", it: "L'ordine {number} attende il pagamento." }
    see_order() { en: "See the order", it: "Vedi l'ordine" }
    tickets_count(n | n) { en: "{n} ticket" | "{n} tickets", it: "{n} biglietto" | "{n} biglietti" }
    in_it_fees(fee) { en: "Includes {fee} in fees", it: "Di cui {fee} di commissioni" }
    in_it_tax(tax) { en: "Includes {tax} in tax", it: "Di cui {tax} di imposte" }

    checkout() { en: "Checkout", it: "Cassa" }
    step_details() { en: "Your details", it: "I tuoi dati" }
    step_review() { en: "Review and pay", it: "Riepilogo e pagamento" }
    step_tickets() { en: "Tickets", it: "Biglietti" }
    your_name() { en: "Your name", it: "Il tuo nome" }
    your_email() { en: "E-mail", it: "E-mail" }
    email_hint() { en: "Your tickets are sent here.", it: "I biglietti arrivano qui." }
    meant_address(address) { en: "Did you mean {address}?", it: "Volevi scrivere {address}?" }
    typed_address(address) {
        en: "You typed {address}. Your tickets are sent there.",
        it: "Hai scritto {address}. I biglietti arrivano lì."
    }
    take_meant() { en: "Yes, use it", it: "Sì, usalo" }
    keep_typed() { en: "No, mine is right", it: "No, il mio è giusto" }
    your_phone() { en: "Phone", it: "Telefono" }
    phone_hint() {
        en: "Only if something about the event changes at the last minute.",
        it: "Solo se all'ultimo minuto cambia qualcosa dell'evento."
    }
    who_goes() { en: "Who is going?", it: "Chi partecipa?" }
    who_goes_hint() {
        en: "The event asks for each holder's name. Leave a line empty if it is you.",
        it: "L'evento chiede il nome di ogni partecipante. Lascia vuoto se sei tu."
    }
    holder(n, what) { en: "Ticket {n}: {what}", it: "Biglietto {n}: {what}" }
    accept_terms(organizer) {
        en: "I accept the terms of sale of {organizer}",
        it: "Accetto le condizioni di vendita di {organizer}"
    }
    read_terms() { en: "Read the terms", it: "Leggi le condizioni" }
    read_privacy() { en: "What happens to your data", it: "Che cosa succede ai tuoi dati" }
    to_review() { en: "Continue to review", it: "Vai al riepilogo" }
    change() { en: "Change", it: "Modifica" }
    your_order() { en: "Your order", it: "Il tuo ordine" }
    how_to_pay() { en: "How do you want to pay?", it: "Come vuoi pagare?" }
    pay(amount) { en: "Pay {amount}", it: "Paga {amount}" }
    order_for_free() { en: "Get the tickets", it: "Prendi i biglietti" }
    sold_by() { en: "You buy from", it: "Compri da" }
    no_withdrawal() {
        en: "These tickets are for a fixed date: the law gives no right to withdraw from the purchase.",
        it: "I biglietti sono per una data precisa: la legge non prevede il diritto di recesso."
    }
    pay_hint() {
        en: "You go on to the payment page; your places are kept for at least 15 minutes.",
        it: "Vai alla pagina di pagamento; i posti restano tuoi per almeno 15 minuti."
    }
    gateway_test() { en: "Test Bank", it: "Banca di prova" }
    gateway_test_hint() { en: "A bank to try things with: no real money moves.", it: "Una banca per provare: non si muove denaro vero." }
    gateway_cash() { en: "Cash at the box office", it: "Contanti in biglietteria" }
    gateway_free() { en: "Nothing to pay", it: "Niente da pagare" }
    no_gateway() {
        en: "This organizer takes no online payments yet. Please write to them.",
        it: "Questo organizzatore non accetta ancora pagamenti online. Scrivigli."
    }
    checkout_gone() { en: "Nothing left to pay here", it: "Qui non c'è nulla da pagare" }

    order(number) { en: "Order {number}", it: "Ordine {number}" }
    thank_you() { en: "Here are your tickets", it: "Ecco i tuoi biglietti" }
    order_called_off() { en: "It does not take place", it: "Non si tiene" }
    order_called_off_text() {
        en: "What these tickets are for is cancelled: they let nobody in. To ask about a refund, write to the organizer below.",
        it: "Ciò per cui valgono questi biglietti è annullato: non fanno entrare nessuno. Per chiedere del rimborso scrivi all'organizzatore, qui sotto."
    }
    sent_to(to) { en: "We have sent them to {to} too.", it: "Li abbiamo inviati anche {to}." }
    sending_to(to) { en: "We are sending them to {to} too.", it: "Li stiamo inviando anche {to}." }
    sending_delayed(to) {
        en: "We could not send them to {to} yet, and keep trying. Everything you need is on this page.",
        it: "Non siamo ancora riusciti a inviarli {to}, e continuiamo a provare. Tutto ciò che serve è in questa pagina."
    }
    not_delivered(to) { en: "They could not be delivered to {to}", it: "Non è stato possibile consegnarli {to}" }
    /// To whom, in the four above.
    to_address(email) { en: "{email}", it: "a {email}" }
    to_current_address() { en: "the address this order has now", it: "all'indirizzo che quest'ordine ha ora" }
    to_another_address() { en: "another address", it: "a un altro indirizzo" }
    not_delivered_text(organizer) {
        en: "The tickets are valid all the same: save them as PDF or keep the link of this page, and write to {organizer} to have the address corrected.",
        it: "I biglietti sono comunque validi: salvali come PDF o conserva il link di questa pagina, e scrivi a {organizer} per correggere l'indirizzo."
    }
    show_at_door() { en: "Show this code at the entrance.", it: "Mostra questo codice all'ingresso." }
    download_pdf() { en: "Save as PDF", it: "Salva come PDF" }
    add_calendar() { en: "Add to calendar", it: "Aggiungi al calendario" }
    print() { en: "Print", it: "Stampa" }
    wait_payment() { en: "Waiting for your payment", it: "In attesa del pagamento" }
    wait_payment_text() {
        en: "This page goes on by itself as soon as the bank answers. You may close it: the tickets also come by e-mail.",
        it: "La pagina si aggiorna da sola appena la banca risponde. Puoi chiuderla: i biglietti arrivano anche per e-mail."
    }
    opening_payment() { en: "Opening the payment page…", it: "Apertura della pagina di pagamento…" }
    places_kept_until(at) { en: "Your places are kept until {at}.", it: "I posti restano tuoi fino alle {at}." }
    go_and_pay() { en: "Go to the payment page", it: "Vai alla pagina di pagamento" }
    look_again() { en: "Look again", it: "Aggiorna" }
    payment_failed() { en: "The payment did not work", it: "Il pagamento non è riuscito" }
    payment_failed_text() {
        en: "Nothing was taken. Your places are still yours: try again, with another card if you like.",
        it: "Non è stato addebitato nulla. I posti sono ancora tuoi: riprova, anche con un'altra carta."
    }
    not_paid_yet() { en: "Not paid yet", it: "Non ancora pagato" }
    turned_back_text() {
        en: "You turned back before paying, and nothing was taken. Your places are still yours: pay when you are ready.",
        it: "Sei tornato indietro prima di pagare e non è stato addebitato nulla. I posti sono ancora tuoi: paga quando vuoi."
    }
    bank_is_slow() {
        en: "The bank has not answered yet. If you have paid, there is nothing left to do: this page goes on by itself, and the tickets also come by e-mail. Please don't pay a second time.",
        it: "La banca non ha ancora risposto. Se hai pagato, non devi fare altro: la pagina si aggiorna da sola e i biglietti arrivano anche per e-mail. Non pagare una seconda volta."
    }
    not_paid() { en: "I have not paid", it: "Non ho pagato" }
    not_paid_text() {
        en: "Then go back to the bank's page and finish there. It is the same payment, so it can't be taken twice.",
        it: "Allora torna alla pagina della banca e concludi lì. È lo stesso pagamento: non può essere addebitato due volte."
    }
    try_again() { en: "Try again", it: "Riprova" }
    give_up() { en: "Cancel the order", it: "Annulla l'ordine" }
    give_up_hint() { en: "Your places go back on sale at once.", it: "I posti tornano subito in vendita." }
    give_up_sure() { en: "Yes, cancel it", it: "Sì, annullalo" }
    order_cancelled() { en: "This order was cancelled", it: "Quest'ordine è stato annullato" }
    order_cancelled_text() { en: "Nothing is owed and its tickets are not valid.", it: "Non c'è nulla da pagare e i biglietti non sono validi." }
    order_expired() { en: "This order was not paid in time", it: "Quest'ordine non è stato pagato in tempo" }
    paid_after_end(amount) {
        en: "Your payment of {amount} arrived after that. It goes back to you whole; depending on your bank that can take a few days.",
        it: "Il tuo pagamento di {amount} è arrivato dopo. Ti viene restituito per intero; a seconda della banca possono servire alcuni giorni."
    }
    order_expired_text() {
        en: "Its places went back on sale. If a payment still arrives, you get the tickets or your money back.",
        it: "I posti sono tornati in vendita. Se arriva ancora un pagamento, ricevi i biglietti o il rimborso."
    }
    order_refunded() { en: "This order was refunded", it: "Quest'ordine è stato rimborsato" }
    order_partly_refunded() { en: "Part of this order was refunded", it: "Parte di quest'ordine è stata rimborsata" }
    refunded_amount(amount) { en: "{amount} goes back the way it was paid.", it: "{amount} torna con il metodo usato per pagare." }
    choose_again() { en: "Choose again", it: "Scegli di nuovo" }
    ticket_of(n, all) { en: "Ticket {n} of {all}", it: "Biglietto {n} di {all}" }
    qr_title(what) { en: "Code of the ticket: {what}", it: "Codice del biglietto: {what}" }
    holder_name() { en: "Holder", it: "Intestatario" }
    seat() { en: "Seat", it: "Posto" }
    ticket_kind() { en: "Ticket", it: "Biglietto" }
    was_scanned() { en: "Scanned already", it: "Già passato all'ingresso" }
    help() { en: "Questions about this order?", it: "Domande su quest'ordine?" }
    write_to(email) { en: "Write to {email}", it: "Scrivi a {email}" }
    keep_link() {
        en: "Keep this page's link to yourself: whoever has it has the tickets.",
        it: "Tieni per te il link di questa pagina: chi lo ha, ha i biglietti."
    }

    bought_here() { en: "Bought on this device", it: "Comprati con questo dispositivo" }
    bought_here_hint() {
        en: "Whoever uses this device sees them here. If you share it, have them forgotten: the tickets stay yours, by e-mail.",
        it: "Li vede qui chi usa questo dispositivo. Se lo condividi, falli dimenticare: i biglietti restano tuoi, per e-mail."
    }
    forget_device() { en: "Forget this device", it: "Dimentica questo dispositivo" }
    unpaid_here_hint() {
        en: "An order that isn't paid has no e-mail yet: pay it first, or keep its link.",
        it: "Per un ordine non pagato non c'è ancora un'e-mail: pagalo prima, o conservane il link."
    }
    device_forgotten() {
        en: "Forgotten: this device shows no orders any more. The e-mails about paid ones still lead to their tickets.",
        it: "Fatto: questo dispositivo non mostra più ordini. Le e-mail di quelli pagati portano ancora ai biglietti."
    }
    see_tickets() { en: "Show tickets", it: "Mostra i biglietti" }
    and_more(event) { en: "{event} and more", it: "{event} e altro" }
    find_others() { en: "Bought elsewhere?", it: "Comprati altrove?" }
    find_others_intro() {
        en: "Write the e-mail address you bought with, and we send you the links to all your orders.",
        it: "Scrivi l'indirizzo con cui hai comprato: ti mandiamo i link a tutti i tuoi ordini."
    }
    find_intro() {
        en: "Write the e-mail address you bought with, and we send you the links to your orders.",
        it: "Scrivi l'indirizzo con cui hai comprato: ti mandiamo i link ai tuoi ordini."
    }
    find_send() { en: "Send me my tickets", it: "Mandami i biglietti" }
    find_sent() { en: "Look in your mailbox", it: "Controlla la posta" }
    find_sent_text() {
        en: "If there are orders for that address, an e-mail with their links is on its way. It can take a minute; look into the spam folder too.",
        it: "Se ci sono ordini per quell'indirizzo, sta arrivando un messaggio con i link. Può volerci un minuto; guarda anche nello spam."
    }
    find_another() { en: "Try another address", it: "Prova un altro indirizzo" }

    not_found() { en: "There is nothing here", it: "Qui non c'è nulla" }
    not_found_text() {
        en: "The page has moved or never was. Perhaps you find it by its name:",
        it: "La pagina è stata spostata o non è mai esistita. Forse la trovi per nome:"
    }
    broken() { en: "This page could not be made", it: "Impossibile mostrare la pagina" }
    broken_text() {
        en: "The fault is ours and has been written down. Nothing you chose is lost; please try again.",
        it: "L'errore è nostro ed è stato registrato. Non hai perso nulla; riprova."
    }
    try_page_again() { en: "Try again", it: "Riprova" }
}
