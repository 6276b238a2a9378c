//! What the till says.

domain::texts! {
    till() { en: "Till", it: "Cassa" }
    sign_in_to_sell() { en: "Sign in to sell", it: "Accedi per vendere" }
    sign_in() { en: "Sign in", it: "Accedi" }
    sign_out() { en: "Sign out", it: "Esci" }
    sign_out_waits() {
        en: "There is no network: you can sign out once it is back.",
        it: "Non c'è rete: potrai uscire appena torna."
    }
    may_not_sell() { en: "This account does not sell", it: "Questo account non vende" }
    may_not_sell_text(person) {
        en: "{person} is signed in, but the role does not include the till. Ask whoever manages your team.",
        it: "{person} ha effettuato l'accesso, ma il ruolo non comprende la cassa. Chiedi a chi gestisce il gruppo."
    }
    sell_for(organizer) { en: "Sell for {organizer}", it: "Vendi per {organizer}" }
    someone_else() { en: "Sign in as someone else", it: "Accedi come un'altra persona" }
    cannot_open() { en: "The till can't open right now", it: "La cassa ora non si apre" }
    cannot_open_text() {
        en: "The server has a problem. Try again in a moment.",
        it: "Il server ha un problema. Riprova tra poco."
    }

    more() { en: "More", it: "Altro" }
    what_to_do() { en: "What to do", it: "Che cosa fare" }
    sell() { en: "Sell", it: "Vendi" }
    sales() { en: "Sales", it: "Vendite" }
    printer_and_drawer() { en: "Printer and drawer", it: "Stampante e cassetto" }
    this_sale() { en: "This sale", it: "Questa vendita" }
    put_away() { en: "Close", it: "Chiudi" }
    back() { en: "Back", it: "Indietro" }
    other_till_button() { en: "Another till", it: "Un'altra cassa" }
    which_till() { en: "Which till is this?", it: "Quale cassa è questa?" }
    which_till_text() { en: "This device remembers it.", it: "Questo dispositivo se ne ricorderà." }
    with_printer() { en: "With a printer", it: "Con stampante" }
    without_printer() { en: "No printer", it: "Senza stampante" }
    no_till() { en: "There is no till yet", it: "Non c'è ancora nessuna cassa" }
    no_till_text() {
        en: "Whoever manages your organizer sets one up first.",
        it: "Prima chi gestisce l'organizzatore ne prepara una."
    }

    no_network() { en: "No network", it: "Senza rete" }
    no_network_text() {
        en: "The cart stays. The till goes on by itself as soon as the network is back.",
        it: "Il carrello resta. La cassa riparte da sola appena torna la rete."
    }
    opened_offline() {
        en: "The till opened without a network. Selling begins by itself once there is one; nothing was lost meanwhile.",
        it: "La cassa si è aperta senza rete. Appena c'è, la vendita riparte da sola; intanto non si è perso niente."
    }
    signed_out() { en: "You are signed out", it: "La sessione è finita" }
    signed_out_text() {
        en: "Sign in again: the cart and a payment under way are still here afterwards.",
        it: "Accedi di nuovo: il carrello e un pagamento in corso saranno ancora qui."
    }
    may_not() { en: "Your role does not allow that.", it: "Il tuo ruolo non lo permette." }
    gone() { en: "That is not there any more.", it: "Non c'è più." }
    server_broke() {
        en: "The server has a problem. Nothing you typed is lost; try again.",
        it: "Il server ha un problema. Quello che hai scritto resta; riprova."
    }
    out_of_date() {
        en: "This page is older than the server, and nothing was done. Reload the page; the cart stays.",
        it: "Questa pagina è più vecchia del server e non è stato fatto nulla. Ricarica la pagina; il carrello resta."
    }
    not_changed() {
        en: "No answer came, so that may not be in the cart. The cart shows what is kept; tap again if it is missing.",
        it: "Nessuna risposta: potrebbe non essere nel carrello. Il carrello mostra che cosa è tenuto; tocca di nuovo se manca."
    }

    which_performance() { en: "What do you sell?", it: "Che cosa vendi?" }
    search_performances() { en: "Search by name, date or place", it: "Cerca per nome, data o luogo" }
    nothing_on_sale() { en: "Nothing is on sale", it: "Non c'è niente in vendita" }
    nothing_found() { en: "Nothing found", it: "Nessun risultato" }
    nothing_on_sale_text() {
        en: "Performances appear here from the moment their sale begins until they end.",
        it: "Gli spettacoli compaiono qui dall'inizio della vendita fino alla loro fine."
    }
    other_performance() { en: "Another date", it: "Altra data" }
    tiles_hint() {
        en: "A tap is one ticket. Hold a tile, or type a number before it, for more.",
        it: "Un tocco è un biglietto. Tieni premuto, o digita prima un numero, per averne di più."
    }
    next_tile_gives(times) { en: "{times} ×", it: "{times} ×" }
    how_many(name) { en: "How many: {name}?", it: "Quanti: {name}?" }
    another_number() { en: "Another number", it: "Un altro numero" }
    from_one_to(most) { en: "From 1 to {most}.", it: "Da 1 a {most}." }
    add() { en: "Add", it: "Aggiungi" }
    left(count | count) { en: "{count} left" | "{count} left", it: "{count} libero" | "{count} liberi" }
    in_carts(count | count) { en: "{count} in a cart" | "{count} in carts", it: "{count} in un carrello" | "{count} nei carrelli" }
    sold_out() { en: "Sold out", it: "Esaurito" }
    not_yet() { en: "Not on sale yet", it: "Non ancora in vendita" }
    over() { en: "Over", it: "Finito" }
    cancelled() { en: "Cancelled", it: "Annullato" }

    pick_on_map() { en: "Pick on the map", it: "Scegli sulla pianta" }
    hide_map() { en: "Hide the map", it: "Nascondi la pianta" }
    smaller() { en: "Smaller", it: "Più piccola" }
    larger() { en: "Larger", it: "Più grande" }
    sold_as_kind() { en: "Sold as", it: "Venduto come" }
    usual_kind() { en: "Usual price", it: "Prezzo normale" }
    not_in_this_zone(zone) {
        en: "This kind of ticket is not sold in {zone}. Choose another kind above the map.",
        it: "Questo tipo di biglietto non si vende in {zone}. Scegline un altro sopra la pianta."
    }
    not_together(count | count) {
        en: "No free seat of this kind is left. Pick on the map."
          | "There are no {count} free seats side by side. Choose fewer, or pick on the map.",
        it: "Non resta nessun posto libero di questo tipo. Scegli sulla pianta."
          | "Non ci sono {count} posti vicini liberi. Scegline di meno, o scegli sulla pianta."
    }

    cart() { en: "Cart", it: "Carrello" }
    cart_is_empty() { en: "Tap a ticket to begin.", it: "Tocca un biglietto per cominciare." }
    tickets(count | count) { en: "{count} ticket" | "{count} tickets", it: "{count} biglietto" | "{count} biglietti" }
    in_the_cart(tickets, total) { en: "In the cart: {tickets}, {total}", it: "Nel carrello: {tickets}, {total}" }
    kept_for(time) { en: "Kept for {time}", it: "Tenuti per {time}" }
    discount_code() { en: "Discount code", it: "Codice sconto" }
    code() { en: "Code", it: "Codice" }
    use_code() { en: "Use it", it: "Usalo" }
    keep_longer() { en: "Keep longer", it: "Tieni di più" }
    empty_the_cart() { en: "Empty the cart", it: "Svuota il carrello" }
    remove(what) { en: "Remove {what}", it: "Togli {what}" }
    one_less(what) { en: "One less: {what}", it: "Uno in meno: {what}" }
    one_more(what) { en: "One more: {what}", it: "Uno in più: {what}" }
    went_back(names) {
        en: "The time ran out. Back on sale: {names}. Tap again; often they are still free.",
        it: "Il tempo è scaduto. Di nuovo in vendita: {names}. Tocca di nuovo: spesso sono ancora liberi."
    }

    exact(total) { en: "Exact {total}", it: "Esatto {total}" }
    hand_out() { en: "Hand out · free", it: "Consegna · gratis" }
    notes() { en: "Notes", it: "Banconote" }
    cash_given() { en: "Cash given", it: "Contanti ricevuti" }
    take_cash() { en: "Pay", it: "Paga" }
    not_an_amount() { en: "Type an amount such as 20 or 12.50.", it: "Scrivi un importo, per esempio 20 o 12,50." }
    change_will_be(change) { en: "Change: {change}", it: "Resto: {change}" }
    still_missing(missing) { en: "Still missing: {missing}", it: "Mancano: {missing}" }
    /// Asked about a sum far above the total.
    is_that_right(sum) { en: "{sum}: is that right?", it: "{sum}: è giusto?" }
    change_would_be(change) { en: "You would give back {change}.", it: "Dovresti dare {change} di resto." }
    yes_take(sum) { en: "Yes, {sum}", it: "Sì, {sum}" }
    no_other_sum() { en: "No, type it again", it: "No, riscrivo" }
    keypad() { en: "Keypad", it: "Tastierino" }
    delete_last() { en: "Delete the last digit", it: "Cancella l'ultima cifra" }
    pay_hint() {
        en: "The drawer opens first, then receipt and tickets print.",
        it: "Prima si apre il cassetto, poi escono scontrino e biglietti."
    }
    /// Where nothing is to be paid.
    free_hint() { en: "Receipt and tickets print.", it: "Escono scontrino e biglietti." }
    by_mail_only() {
        en: "Ask for an e-mail address first: the tickets go there.",
        it: "Prima chiedi un indirizzo e-mail: i biglietti vanno lì."
    }
    email_needed() {
        en: "Nothing is printed at this till. Type the buyer's e-mail address, so that the tickets can go there.",
        it: "A questa cassa non si stampa. Scrivi l'e-mail di chi compra: i biglietti vanno lì."
    }
    by_mail_too() { en: "Send by e-mail too", it: "Invia anche per e-mail" }
    buyer_email() { en: "Buyer's e-mail", it: "E-mail di chi compra" }
    buyer_name() { en: "Buyer's name", it: "Nome di chi compra" }
    selling() { en: "Selling…", it: "Vendita in corso…" }
    cash_taken(amount) { en: "Cash taken: {amount}", it: "Contanti presi: {amount}" }
    not_answered() { en: "The sale is not confirmed yet", it: "La vendita non è ancora confermata" }
    not_answered_text() {
        en: "No answer came. The till asks again by itself; however often it asks, this is one sale.",
        it: "Nessuna risposta. La cassa chiede di nuovo da sola; per quante volte chieda, la vendita è una sola."
    }
    ask_again() { en: "Ask now", it: "Chiedi ora" }
    change_due() { en: "Change", it: "Resto" }
    /// Over a sale that cost nothing.
    handed_out() { en: "Handed out", it: "Consegnato" }
    no_change() { en: "None", it: "Nessuno" }
    paid_of(total, tendered) { en: "{total}, paid with {tendered}", it: "{total}, pagati con {tendered}" }
    sold_as(number) { en: "Sold: {number}", it: "Venduto: {number}" }
    sold_no_change(number) { en: "Sold, {number}. No change.", it: "Venduto, {number}. Nessun resto." }
    sold_with_change(number, change) { en: "Sold, {number}. Change: {change}", it: "Venduto, {number}. Resto: {change}" }
    mailed_to(address) { en: "Tickets go to {address}", it: "I biglietti vanno a {address}" }
    next_sale() { en: "Next sale", it: "Prossima vendita" }
    open_sale() { en: "Print, send or take back", it: "Stampa, invia o rimborsa" }
    not_printed() { en: "Nothing is printed at this till", it: "A questa cassa non si stampa" }
    printing() { en: "Receipt and tickets are printing", it: "Scontrino e biglietti in stampa" }
    printed() { en: "Receipt and tickets are out", it: "Scontrino e biglietti stampati" }
    print_waits() { en: "Waiting for the printer", it: "In attesa della stampante" }
    print_unsure() { en: "Did the paper come out? Please answer.", it: "La carta è uscita? Rispondi, per favore." }
    print_cancelled() { en: "Printing was cancelled", it: "Stampa annullata" }

    printer_ready() { en: "Printer ready", it: "Stampante pronta" }
    paper_low() { en: "Paper low", it: "Poca carta" }
    paper_out() { en: "Paper out", it: "Carta finita" }
    cover_open() { en: "Cover open", it: "Coperchio aperto" }
    printer_error() { en: "Printer error", it: "Errore della stampante" }
    printer_offline() { en: "Printer offline", it: "Stampante non raggiungibile" }
    without_printer_text() { en: "Tickets go by e-mail only here.", it: "Qui i biglietti vanno solo per e-mail." }
    printer_ready_text() { en: "It has paper and answers.", it: "Ha carta e risponde." }
    paper_low_text() { en: "It still prints; have a roll at hand.", it: "Stampa ancora; tieni pronto un rotolo." }
    paper_out_text() { en: "Put in a new roll.", it: "Metti un rotolo nuovo." }
    cover_open_text() { en: "Close the cover.", it: "Chiudi il coperchio." }
    printer_error_text() { en: "Switch it off and on again.", it: "Spegnila e riaccendila." }
    printer_offline_text() {
        en: "Check its power and its cable, and that the terminal program runs.",
        it: "Controlla l'alimentazione e il cavo, e che il programma del terminale sia attivo."
    }
    job_waits(what) { en: "Waiting: {what}", it: "In attesa: {what}" }
    goes_on_by_itself() { en: "Printing then goes on by itself.", it: "Poi la stampa riprende da sola." }
    drawer_job() { en: "Opening the drawer", it: "Apertura del cassetto" }
    papers(papers | papers) { en: "{papers} paper" | "{papers} papers", it: "{papers} foglio" | "{papers} fogli" }
    papers_of(papers | papers, number) {
        en: "{papers} paper of {number}" | "{papers} papers of {number}",
        it: "{papers} foglio di {number}" | "{papers} fogli di {number}"
    }
    papers_done(done, papers) { en: "{done} of {papers}", it: "{done} di {papers}" }
    did_it_come_out() { en: "Did it come out?", it: "È uscito?" }
    did_it_open() { en: "Did the drawer open?", it: "Il cassetto si è aperto?" }
    all_came_out() { en: "Yes, all of it", it: "Sì, tutto" }
    it_opened() { en: "Yes", it: "Sì" }
    open_it_again() { en: "No, open it again", it: "No, aprilo di nuovo" }
    print_from(paper) { en: "No, print from paper {paper}", it: "No, stampa dal foglio {paper}" }
    surely_out(done | done) {
        en: "Surely out: {done} paper." | "Surely out: {done} papers.",
        it: "Uscito di sicuro: {done} foglio." | "Usciti di sicuro: {done} fogli."
    }
    do_not_print() { en: "Don't print it", it: "Non stampare" }
    job_is_cancelled() { en: "It will not be printed.", it: "Non sarà stampato." }
    reason() { en: "Reason", it: "Motivo" }
    reason_twice() { en: "Printed elsewhere", it: "Stampato altrove" }
    reason_not_needed() { en: "Not needed", it: "Non serve" }
    reason_change() { en: "Giving change", it: "Cambio monete" }
    reason_float() { en: "Adding float", it: "Fondo cassa" }
    reason_count() { en: "Counting", it: "Conteggio" }
    reason_lost() { en: "Lost by the buyer", it: "Perso da chi ha comprato" }
    reason_paper() { en: "Badly printed", it: "Stampato male" }
    reason_ill() { en: "Can't come", it: "Non può venire" }
    reason_wrong() { en: "Wrong ticket", it: "Biglietto sbagliato" }
    open_drawer() { en: "Open the drawer", it: "Apri il cassetto" }
    open_drawer_text() { en: "Without a sale: who and why is kept.", it: "Senza vendita: resta scritto chi e perché." }
    drawer_opens() { en: "The drawer opens.", it: "Il cassetto si apre." }
    test_page() { en: "Print a test page", it: "Stampa una pagina di prova" }
    test_page_comes() { en: "The test page is on its way.", it: "La pagina di prova è in arrivo." }
    print_jobs() { en: "Print jobs", it: "Stampe" }
    no_jobs() { en: "Nothing was printed yet.", it: "Non è stato ancora stampato niente." }
    print_again() { en: "Print something again", it: "Ristampa qualcosa" }
    job_queued() { en: "In line", it: "In coda" }
    job_printing() { en: "Printing", it: "In stampa" }
    job_done() { en: "Printed", it: "Stampato" }
    job_waiting() { en: "Waiting", it: "In attesa" }
    job_unsure() { en: "Unsure", it: "Incerto" }
    job_cancelled() { en: "Cancelled", it: "Annullato" }

    recent_sales() { en: "Recent sales", it: "Vendite recenti" }
    found_orders() { en: "Orders found", it: "Ordini trovati" }
    no_sales() { en: "No sales here", it: "Nessuna vendita" }
    no_sales_text() {
        en: "Sales of this till appear here. The search finds every order, those from the shop too.",
        it: "Qui compaiono le vendite di questa cassa. La ricerca trova ogni ordine, anche quelli del negozio."
    }
    nothing_fits(typed) { en: "Nothing found for “{typed}”", it: "Nessun risultato per «{typed}»" }
    nothing_fits_text() {
        en: "Try part of a name or of the order's number. A ticket's number and code have to be whole.",
        it: "Prova con una parte del nome o del numero d'ordine. Numero e codice di un biglietto vanno scritti per intero."
    }
    find_order() { en: "Find any order", it: "Trova un ordine" }
    find_order_hint() { en: "Number, name, e-mail or ticket code", it: "Numero, nome, e-mail o codice del biglietto" }
    find() { en: "Find", it: "Trova" }
    all_sales() { en: "All sales", it: "Tutte le vendite" }
    order_title(number) { en: "Order {number}", it: "Ordine {number}" }
    refunded(amount) { en: "Given back: {amount}", it: "Restituiti: {amount}" }
    /// As on the ticket itself.
    ticket_number(number) { en: "No. {number}", it: "N. {number}" }
    printed_times(times | times) { en: "printed once" | "printed {times} times", it: "stampato una volta" | "stampato {times} volte" }
    was_scanned() { en: "was at the gate", it: "passato all'ingresso" }
    is_inside() { en: "is inside", it: "è dentro" }
    inside_warning(n | n) {
        en: "One of the holders is inside. The money goes back; the place stays taken, because somebody is in it."
          | "{n} of the holders are inside. The money goes back; their places stay taken, because somebody is in them.",
        it: "Una delle persone è dentro. Il denaro torna indietro; il posto resta occupato, perché c'è qualcuno."
          | "{n} delle persone sono dentro. Il denaro torna indietro; i posti restano occupati, perché c'è qualcuno."
    }
    send_by_mail() { en: "Send by e-mail", it: "Invia per e-mail" }
    send_to() { en: "Send the tickets to", it: "Invia i biglietti a" }
    empty_is_buyer(email) { en: "Empty: to {email}", it: "Vuoto: a {email}" }
    no_address() { en: "The buyer left no address.", it: "Chi ha comprato non ha lasciato un indirizzo." }
    send_tickets() { en: "Send the tickets", it: "Invia i biglietti" }
    address_needed() {
        en: "Type the e-mail address the tickets should go to.",
        it: "Scrivi l'indirizzo e-mail a cui mandare i biglietti."
    }
    again_or_back() { en: "Print or take back", it: "Stampa o rimborsa" }
    /// Below the reason, where something may be printed.
    reason_hint() {
        en: "Needed for a copy of what was printed before, and for taking tickets back.",
        it: "Serve per la copia di ciò che è già stato stampato e per i rimborsi."
    }
    or_back() { en: "Take back", it: "Rimborsa" }
    reprint_receipt() { en: "Print the receipt", it: "Stampa lo scontrino" }
    reprint_tickets() { en: "Print all tickets", it: "Stampa tutti i biglietti" }
    reprint_chosen(count | count) {
        en: "Print {count} ticket" | "Print {count} tickets",
        it: "Stampa {count} biglietto" | "Stampa {count} biglietti"
    }
    reprint_both() { en: "Print everything", it: "Stampa tutto" }
    comes_out() { en: "It is on its way to the printer.", it: "È in arrivo alla stampante." }
    take_back() { en: "Take tickets back", it: "Rimborsa biglietti" }
    take_back_chosen(count | count, amount) {
        en: "Take {count} ticket back: {amount}" | "Take {count} tickets back: {amount}",
        it: "Rimborsa {count} biglietto: {amount}" | "Rimborsa {count} biglietti: {amount}"
    }
    take_back_cash() {
        en: "To take tickets back, tick them. The cash leaves this drawer; the tickets are not valid any more.",
        it: "Per rimborsare i biglietti, spuntali. I contanti escono da questo cassetto; i biglietti non valgono più."
    }
    take_back_online() {
        en: "To take tickets back, tick them. The money goes back the way it was paid; the tickets are not valid any more.",
        it: "Per rimborsare i biglietti, spuntali. Il denaro torna com'è stato pagato; i biglietti non valgono più."
    }
    take_back_free() {
        en: "To take tickets back, tick them. They are not valid any more.",
        it: "Per annullare i biglietti, spuntali. Non valgono più."
    }
    choose_tickets_first() { en: "Tick the tickets first.", it: "Prima spunta i biglietti." }
    yes_give_back(amount) { en: "Yes, give back {amount}", it: "Sì, restituisci {amount}" }
    yes_take_back() { en: "Yes, take back", it: "Sì, annulla" }
    no_keep() { en: "No", it: "No" }
    taken_back() { en: "Taken back.", it: "Annullato." }
    cash_goes_back(sum) { en: "Taken back. Give back {sum} from the drawer.", it: "Rimborsato. Restituisci {sum} dal cassetto." }
    money_goes_back() { en: "Taken back. The money goes back the way it came.", it: "Rimborsato. Il denaro torna da dove è venuto." }

    unknown_till() { en: "This till does not exist any more. Choose another.", it: "Questa cassa non esiste più. Scegline un'altra." }
    not_refundable() {
        en: "The payment can't be given back here. Refund it where it was paid.",
        it: "Il pagamento non si può restituire qui. Rimborsalo dove è stato pagato."
    }
    cash_too_little(total) { en: "That is less cash than the total of {total}.", it: "I contanti sono meno del totale di {total}." }
    other_currency(total) { en: "This is paid in another currency: {total}.", it: "Si paga in un'altra valuta: {total}." }
    key_reused() {
        en: "This payment was sent before with other figures. Press again to make a new one.",
        it: "Questo pagamento era già stato inviato con altri dati. Premi di nuovo per farne uno nuovo."
    }
    no_printer_here() { en: "This till has no printer.", it: "Questa cassa non ha una stampante." }
    other_till() {
        en: "This was paid at another till: its cash goes back from that drawer.",
        it: "È stato pagato a un'altra cassa: i contanti tornano da quel cassetto."
    }
    reason_missing() { en: "Write a reason; it is kept.", it: "Scrivi un motivo; resta registrato." }
    reason_too_long(max) { en: "The reason is longer than {max} characters.", it: "Il motivo supera {max} caratteri." }
    unknown_job() { en: "This print job does not exist any more.", it: "Questa stampa non esiste più." }
    job_is_printing() { en: "It is being printed right now.", it: "È in stampa proprio ora." }
    job_has_ended() { en: "This print job has ended already.", it: "Questa stampa è già finita." }
    say_what_printed() { en: "Say first whether the paper came out.", it: "Di' prima se la carta è uscita." }
    no_such_paper(papers) { en: "It has only {papers} papers.", it: "Ha solo {papers} fogli." }
    date_is_over() { en: "This date is over: nothing more is sold for it.", it: "Questa data è passata: non si vende più." }
    not_sold_at_the_till() { en: "This kind of ticket is not sold at the till.", it: "Questo tipo di biglietto non si vende in cassa." }
    the_seat() { en: "The seat", it: "Il posto" }
    seat_taken(seat) {
        en: "{seat}: someone was faster. The rest of the cart is as it was.",
        it: "{seat}: qualcuno è stato più veloce. Il resto del carrello è com'era."
    }
}
