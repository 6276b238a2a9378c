//! What the pages of an event say.

domain::texts! {
    event() { en: "Event", it: "Evento" }
    new_event() { en: "New event", it: "Nuovo evento" }
    no_events() { en: "No events to come", it: "Nessun evento in arrivo" }
    no_events_text() {
        en: "Make one: title, date, place and price are enough, and it is on sale in minutes.",
        it: "Creane uno: bastano titolo, data, luogo e prezzo, ed è in vendita in pochi minuti."
    }
    coming_events() { en: "Events to come", it: "Eventi in arrivo" }
    past_events(n) { en: "Past events ({n})", it: "Eventi passati ({n})" }
    next_date() { en: "Next date", it: "Prossima data" }
    and_more_dates(n | n) { en: "and {n} more" | "and {n} more", it: "e un'altra" | "e altre {n}" }
    no_places_yet() { en: "no places yet", it: "ancora nessun posto" }
    sold() { en: "Sold", it: "Venduti" }
    gross() { en: "Gross", it: "Lordo" }
    gross_note() { en: "paid, less refunds", it: "incassato, meno rimborsi" }
    fees() { en: "Fees", it: "Commissioni" }
    tax() { en: "Tax", it: "Imposte" }
    net() { en: "Net", it: "Netto" }
    net_note() { en: "yours", it: "tuo" }
    refunded() { en: "Refunded", it: "Rimborsato" }
    money() { en: "Money", it: "Denaro" }
    places() { en: "Places", it: "Posti" }
    of_places(n) { en: "of {n}", it: "su {n}" }
    in_carts() { en: "In carts", it: "Nei carrelli" }
    free() { en: "Free", it: "Liberi" }
    today() { en: "Sold today", it: "Venduti oggi" }
    yesterday(n) { en: "yesterday {n}", it: "ieri {n}" }
    nothing_sold_yet() { en: "Nothing is sold yet. The curve begins with the first ticket.", it: "Ancora nessuna vendita. La curva comincia con il primo biglietto." }
    by_day() { en: "Tickets per day", it: "Biglietti al giorno" }
    by_channel() { en: "By channel", it: "Per canale" }
    by_ticket() { en: "By ticket", it: "Per biglietto" }
    by_date() { en: "By date", it: "Per data" }
    sold_through() { en: "Sold through", it: "Venduti tramite" }
    ticket() { en: "Ticket", it: "Biglietto" }
    date() { en: "Date", it: "Data" }
    admitted() { en: "Admitted", it: "Entrati" }
    at_most(n) { en: "at most {n}", it: "al massimo {n}" }
    as_table() { en: "As a table", it: "Come tabella" }
    export() { en: "Take along", it: "Esporta" }
    export_text() {
        en: "Tables for a spreadsheet. They hold personal data, so who took them is written down.",
        it: "Tabelle per il foglio di calcolo. Contengono dati personali: resta annotato chi le scarica."
    }
    parts_of_event() { en: "Parts of the event", it: "Parti dell'evento" }
    numbers() { en: "Numbers", it: "Numeri" }
    scans() { en: "Scans", it: "Scansioni" }
    places_trail() { en: "Trail of places", it: "Percorso dei posti" }
    details() { en: "Details", it: "Dettagli" }
    dates() { en: "Dates", it: "Date" }
    tickets() { en: "Tickets", it: "Biglietti" }
    on_sale() { en: "On sale", it: "Vendita" }
    preview() { en: "Preview", it: "Anteprima" }
    put_on_sale() { en: "Put on sale", it: "Metti in vendita" }

    what_and_when() { en: "What and when", it: "Che cosa e quando" }
    where_is_it() { en: "Where", it: "Dove" }
    tickets_and_prices() { en: "Tickets and prices", it: "Biglietti e prezzi" }
    title() { en: "Title", it: "Titolo" }
    category() { en: "Kind of event", it: "Tipo di evento" }
    begins() { en: "Begins", it: "Inizio" }
    local_time(zone) { en: "Local time, {zone}", it: "Ora locale, {zone}" }
    venue_and_map() { en: "Venue and seat map", it: "Luogo e pianta" }
    without_map(name) { en: "{name}: without numbered seats", it: "{name}: senza posti numerati" }
    a_new_venue() { en: "A new venue", it: "Un luogo nuovo" }
    choose_venue() { en: "Please choose", it: "Scegli" }
    new_venue_hint() {
        en: "Only when no venue is chosen above.",
        it: "Solo se sopra non è scelto nessun luogo."
    }
    venue_name() { en: "Name of the venue", it: "Nome del luogo" }
    city() { en: "Town", it: "Città" }
    capacity() { en: "Capacity", it: "Capienza" }
    capacity_hint() { en: "How many people; a seat map counts its own seats.", it: "Quante persone; una pianta conta i propri posti." }
    ticket_name() { en: "Name of the ticket", it: "Nome del biglietto" }
    full_price() { en: "Full price", it: "Intero" }
    price() { en: "Price", it: "Prezzo" }
    price_hint() { en: "0 is free of charge.", it: "0 è gratuito." }
    second_ticket() { en: "A second ticket, such as “Reduced”", it: "Un secondo biglietto, come «Ridotto»" }
    tax_rate() { en: "Tax rate", it: "Aliquota IVA" }
    tax_hint() { en: "Contained in the price. Empty: none.", it: "Compresa nel prezzo. Vuoto: nessuna." }
    tax_included() { en: "The price has the tax in it", it: "Il prezzo comprende l'imposta" }
    tax_included_hint() { en: "If not, it is added; buyers always see the whole sum first.", it: "Altrimenti si aggiunge; gli acquirenti vedono sempre subito la somma intera." }
    fee() { en: "Fee per ticket", it: "Commissione per biglietto" }
    fee_absorbed() { en: "The fee is in the price", it: "La commissione è compresa nel prezzo" }
    fee_absorbed_hint() { en: "You bear it: buyers pay the price alone.", it: "È a tuo carico: chi compra paga solo il prezzo." }
    fee_as_share() { en: "The fee as a share of the price", it: "La commissione come quota del prezzo" }
    fee_share() { en: "Fee, share of the price", it: "Commissione, quota del prezzo" }
    fee_cap() { en: "At most", it: "Al massimo" }
    fee_hint() { en: "On top of the price; shown with it from the start.", it: "In più rispetto al prezzo; mostrata insieme fin dall'inizio." }
    make_and_look() { en: "Create and preview", it: "Crea e vedi l'anteprima" }
    make_and_publish() { en: "Create and put on sale", it: "Crea e metti in vendita" }
    change_later() {
        en: "Everything can be changed later: texts in both languages, picture, more dates and tickets.",
        it: "Tutto si può cambiare dopo: testi nelle due lingue, immagine, altre date e biglietti."
    }

    texts() { en: "Words", it: "Testi" }
    texts_hint() {
        en: "Where one language is empty, buyers read the other.",
        it: "Dove una lingua è vuota, gli acquirenti leggono l'altra."
    }
    summary() { en: "In one sentence", it: "In una frase" }
    summary_hint() { en: "For cards and search results.", it: "Per le schede e i risultati di ricerca." }
    description() { en: "Description", it: "Descrizione" }
    description_hint() { en: "Plain text; an empty line begins a new paragraph.", it: "Testo semplice; una riga vuota inizia un nuovo paragrafo." }
    picture() { en: "Picture", it: "Immagine" }
    no_picture() { en: "none", it: "nessuna" }
    how_it_is_sold() { en: "How it is sold", it: "Come si vende" }
    age_min() { en: "From which age", it: "Da quale età" }
    age_hint() { en: "Years; buyers and stewards see it.", it: "Anni; lo vedono acquirenti e addetti." }
    order_min() { en: "At least per order", it: "Minimo per ordine" }
    order_max() { en: "At most per order", it: "Massimo per ordine" }
    hold_minutes() { en: "Minutes in the cart", it: "Minuti nel carrello" }
    hold_minutes_hint() { en: "How long places are kept while someone buys.", it: "Per quanto i posti restano riservati durante l'acquisto." }
    ask_holder_names() { en: "Ask for each ticket holder's name", it: "Chiedi il nome per ogni biglietto" }
    ask_holder_names_hint() { en: "It is printed on the ticket and shown at the gate.", it: "È stampato sul biglietto e mostrato all'ingresso." }
    ask_phone() { en: "Ask for a phone number", it: "Chiedi un numero di telefono" }
    ask_phone_hint() { en: "For changes at the last minute.", it: "Per cambiamenti dell'ultimo minuto." }
    series() { en: "Series", it: "Rassegna" }
    slug() { en: "Address of its page", it: "Indirizzo della pagina" }
    slug_hint() { en: "Small letters, digits, hyphens. Links to the old one end.", it: "Minuscole, cifre, trattini. I vecchi link smettono di funzionare." }
    time_zone() { en: "Time zone", it: "Fuso orario" }

    new_date() { en: "Add a date", it: "Aggiungi una data" }
    no_dates() { en: "No dates yet", it: "Ancora nessuna data" }
    no_dates_text() { en: "An event needs at least one date to be sold.", it: "Per vendere serve almeno una data." }
    held_now(n | n) { en: "{n} place is in a cart now" | "{n} places are in carts now", it: "{n} posto è ora in un carrello" | "{n} posti sono ora nei carrelli" }
    edit() { en: "Edit", it: "Modifica" }
    delete() { en: "Delete", it: "Elimina" }
    delete_date_text() { en: "Nothing was ever sold for this date, so it can go without a trace.", it: "Per questa data non si è mai venduto nulla: può sparire senza traccia." }
    delete_sure() { en: "Delete this date", it: "Elimina questa data" }
    cancel_date() { en: "Cancel this date", it: "Annulla questa data" }
    cancel_date_text(n | n) {
        en: "Nobody can buy it or be let in any more. {n} ticket is sold: whoever left an e-mail address is told; refund it afterwards. This can't be undone."
          | "Nobody can buy it or be let in any more. {n} tickets are sold: whoever left an e-mail address is told; refund them afterwards. This can't be undone.",
        it: "Nessuno potrà più comprare o entrare. {n} biglietto è venduto: chi ha lasciato un indirizzo e-mail viene avvisato; rimborsalo dopo. Non si può tornare indietro."
          | "Nessuno potrà più comprare o entrare. {n} biglietti sono venduti: chi ha lasciato un indirizzo e-mail viene avvisato; rimborsali dopo. Non si può tornare indietro."
    }
    cancel_date_sure() { en: "Cancel it for good", it: "Annulla definitivamente" }
    back_to_dates() { en: "Back to the dates", it: "Torna alle date" }
    doors() { en: "Doors open", it: "Apertura porte" }
    ends() { en: "Ends", it: "Fine" }
    on_sale_from() { en: "On sale from", it: "In vendita dal" }
    on_sale_from_hint() { en: "Empty: at once.", it: "Vuoto: da subito." }
    on_sale_until() { en: "On sale until", it: "In vendita fino al" }
    on_sale_until_hint() { en: "Empty: until it begins. The box office sells on.", it: "Vuoto: fino all'inizio. La biglietteria continua." }
    date_label() { en: "Name of the date", it: "Nome della data" }
    date_label_hint() { en: "“Matinée”, “Day 2”.", it: "«Matinée», «Giorno 2»." }
    zone() { en: "Zone", it: "Settore" }

    other_prices() { en: "Other prices", it: "Altri prezzi" }
    other_prices_of(n) { en: "Other prices: {n}", it: "Altri prezzi: {n}" }
    buyers_pay() { en: "Buyers pay", it: "Prezzo finale" }
    sold_for() { en: "Sold for", it: "Venduto per" }
    sold_for_hint() { en: "None ticked: all places.", it: "Nessuno scelto: tutti i posti." }
    actions() { en: "Change", it: "Modifica" }
    new_ticket() { en: "Add a ticket", it: "Aggiungi un biglietto" }
    no_tickets() { en: "No tickets yet", it: "Ancora nessun biglietto" }
    no_tickets_text() { en: "Add one: a name and a price are enough.", it: "Aggiungine uno: bastano nome e prezzo." }
    no_places() { en: "no places", it: "nessun posto" }
    withdraw() { en: "Withdraw", it: "Ritira" }
    restore() { en: "Sell again", it: "Rimetti in vendita" }
    withdrawn() { en: "Withdrawn", it: "Ritirato" }
    till_only() { en: "Box office only", it: "Solo in biglietteria" }
    back_to_tickets() { en: "Back to the tickets", it: "Torna ai biglietti" }
    ticket_about() { en: "For whom", it: "Per chi" }
    position() { en: "Place in the list", it: "Posto nell'elenco" }
    position_hint() { en: "Smaller numbers come first.", it: "I numeri più piccoli vengono prima." }
    sold_online() { en: "Sold online", it: "Venduto online" }
    sold_online_hint() { en: "If not, only at the box office.", it: "Altrimenti solo in biglietteria." }

    ready() { en: "Ready to go on sale", it: "Pronto per la vendita" }
    not_ready() { en: "Before it can go on sale", it: "Prima di metterlo in vendita" }
    has_date() { en: "It has a date to come.", it: "Ha una data futura." }
    has_ticket() { en: "It has a ticket with a price.", it: "Ha un biglietto con un prezzo." }
    has_places() { en: "Every ticket has places, every date has a ticket.", it: "Ogni biglietto ha posti, ogni data ha un biglietto." }
    missing_date() { en: "Add a date that lies ahead.", it: "Aggiungi una data futura." }
    missing_ticket() { en: "Add a ticket with a price.", it: "Aggiungi un biglietto con un prezzo." }
    missing_ticket_for(when) { en: "Nothing can be bought for {when}: let a ticket have its places.", it: "Per {when} non si può comprare nulla: assegna i posti a un biglietto." }
    missing_places(name) { en: "“{name}” has no places on any date.", it: "«{name}» non ha posti in nessuna data." }
    missing_cancelled() { en: "It is cancelled and can't go back on sale.", it: "È annullato e non può tornare in vendita." }
    missing_event() { en: "It isn't there any more.", it: "Non c'è più." }
    put_on_sale_now() { en: "Put on sale now", it: "Metti in vendita ora" }
    see_as_buyer() { en: "See it as a buyer", it: "Vedi come acquirente" }
    is_on_sale() { en: "It is in the shop", it: "È nel negozio" }
    to_shop_page() { en: "Open its page in the shop", it: "Apri la pagina nel negozio" }
    take_back() { en: "Take it off sale", it: "Togli dalla vendita" }
    take_back_text() {
        en: "It becomes a draft that only you see. That is possible while nothing is sold or in carts.",
        it: "Torna una bozza che vedi solo tu. È possibile finché nulla è venduto o nei carrelli."
    }
    take_back_sure() { en: "Make it a draft again", it: "Rendilo di nuovo bozza" }
    is_cancelled() { en: "This event is cancelled", it: "Questo evento è annullato" }
    is_cancelled_text() {
        en: "Buyers read it on its page, and no gate lets its tickets in. Tickets that are sold stay until you refund them.",
        it: "Gli acquirenti lo leggono sulla pagina, e nessun ingresso accetta i biglietti. I biglietti venduti restano finché non li rimborsi."
    }
    cancel_event() { en: "Cancel the event", it: "Annulla l'evento" }
    cancel_event_text(n | n) {
        en: "All its dates to come are cancelled. {n} ticket is sold; refund it afterwards. This can't be undone."
          | "All its dates to come are cancelled. {n} tickets are sold; refund them afterwards. This can't be undone.",
        it: "Tutte le date future sono annullate. {n} biglietto è venduto; rimborsalo dopo. Non si può tornare indietro."
          | "Tutte le date future sono annullate. {n} biglietti sono venduti; rimborsali dopo. Non si può tornare indietro."
    }
    cancel_event_sure() { en: "Cancel the event for good", it: "Annulla l'evento definitivamente" }

    preview_draft() { en: "As buyers will see it. Only you see it now.", it: "Come lo vedranno gli acquirenti. Ora lo vedi solo tu." }
    preview_live() { en: "As buyers see it.", it: "Come lo vedono gli acquirenti." }
    age_from(n) { en: "From {n} years", it: "Dai {n} anni" }
    nothing_offered() { en: "Nothing can be bought for this date yet.", it: "Per questa data non si può ancora comprare nulla." }

    no_scans() { en: "Nobody has been scanned yet", it: "Ancora nessuna scansione" }
    no_scans_text() { en: "What happens at the gates shows here at once.", it: "Ciò che accade agli ingressi compare qui subito." }
    expected() { en: "Expected", it: "Attesi" }
    inside() { en: "Inside now", it: "Ora dentro" }
    not_come() { en: "Not come", it: "Non arrivati" }
    by_quarter() { en: "Entries per quarter of an hour", it: "Ingressi ogni quarto d'ora" }
    by_gate() { en: "By gate", it: "Per ingresso" }
    entries() { en: "In", it: "Entrate" }
    exits() { en: "Out", it: "Uscite" }
    refused() { en: "Refused", it: "Respinti" }
    last_scan() { en: "Last scan", it: "Ultima scansione" }
    nobody_refused() { en: "Nobody was refused.", it: "Nessuno è stato respinto." }
    refused_why() { en: "Refused, and why", it: "Respinti, e perché" }
}
