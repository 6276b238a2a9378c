//! What is said behind the stage.

domain::texts! {
    backstage() { en: "Backstage", it: "Dietro le quinte" }
    about() {
        en: "This is the demo's other side: the mail that left the shop, the paper in the printer, the bank that takes the money, and the clock. Everything here is real to the shop, and yours to work.",
        it: "È l'altro lato della demo: la posta uscita dalla biglietteria, la carta nella stampante, la banca che incassa e l'orologio. Per la biglietteria è tutto vero, e lo comandi tu."
    }
    overview() { en: "Overview", it: "Panoramica" }
    mailbox() { en: "Mailbox", it: "Posta" }
    printer() { en: "Printer", it: "Stampante" }
    bank() { en: "Test Bank", it: "Banca di prova" }
    shop() { en: "Shop", it: "Eventi" }
    style() { en: "Style", it: "Stile" }
    organizer() { en: "Organizer", it: "Organizzazione" }
    till() { en: "Till", it: "Cassa" }
    gate() { en: "Gate", it: "Ingresso" }

    doors() { en: "Stage doors", it: "Ingressi artisti" }
    doors_text() {
        en: "Go in as someone who works here. You stay signed in as them until you sign out or use another door.",
        it: "Entra come qualcuno che lavora qui. Resti con il suo accesso finché esci o usi un'altra porta."
    }
    to_the_shop() { en: "Buy a ticket", it: "Compra un biglietto" }
    who() { en: "Who", it: "Chi" }
    role() { en: "Role", it: "Ruolo" }
    go_in() { en: "Go in", it: "Entra" }
    password(word) { en: "Everybody's password: {word}", it: "La password di tutti: {word}" }
    owner() { en: "Owner", it: "Proprietario" }
    manager() { en: "Manager", it: "Responsabile" }
    box_office() { en: "Box office", it: "Biglietteria" }
    steward() { en: "Steward", it: "Maschera" }
    viewer() { en: "Viewer", it: "Osservatore" }

    clock() { en: "The clock", it: "L'orologio" }
    clock_text() {
        en: "Move it on to see carts run out, late payments arrive, and doors open. Everybody in the demo lives by it.",
        it: "Spostalo avanti per vedere carrelli che scadono, pagamenti in ritardo e porte che si aprono. Vale per tutta la demo."
    }
    clock_true() { en: "the true time", it: "l'ora vera" }
    clock_moved(by) { en: "moved by {by}", it: "spostato di {by}" }
    days_hours_minutes(days, hours, minutes) {
        en: "{days} d {hours} h {minutes} min",
        it: "{days} g {hours} h {minutes} min"
    }
    ten_minutes() { en: "10 minutes on", it: "Avanti di 10 minuti" }
    one_hour() { en: "1 hour on", it: "Avanti di un'ora" }
    one_day() { en: "1 day on", it: "Avanti di un giorno" }
    clock_back() { en: "Back to the true time", it: "Torna all'ora vera" }
    to_start_of(title, at) { en: "To the start of {title}, {at}", it: "All'inizio di {title}, {at}" }

    subject() { en: "Subject", it: "Oggetto" }
    from() { en: "From", it: "Da" }
    to() { en: "To", it: "A" }
    at() { en: "When", it: "Quando" }
    no_mail() { en: "No mail yet", it: "Ancora nessun messaggio" }
    no_mail_text() { en: "Buy a ticket: its e-mail lands here.", it: "Compra un biglietto: il messaggio arriva qui." }
    mail_gone() { en: "This e-mail is gone", it: "Questo messaggio non c'è più" }
    email() { en: "The e-mail as a mail program shows it", it: "Il messaggio come lo mostra un programma di posta" }
    as_text() { en: "As plain text", it: "Come testo semplice" }
    source() { en: "As it came over the wire", it: "Com'è arrivato in rete" }
    attachments() { en: "Attachments", it: "Allegati" }
    attachment(name, kilobytes) { en: "{name} ({kilobytes} kB)", it: "{name} ({kilobytes} kB)" }
    mail_trouble() { en: "Make trouble", it: "Crea problemi" }
    mail_delay() { en: "Put off the next 3 e-mails", it: "Rimanda i prossimi 3 messaggi" }
    mail_refuse() { en: "Refuse the next e-mail", it: "Rifiuta il prossimo messaggio" }
    mail_well() { en: "Take everything again", it: "Accetta di nuovo tutto" }
    mail_failing(left, code) {
        en: "The mail server answers {code} to the next {left} e-mails.",
        it: "Il server di posta risponde {code} ai prossimi {left} messaggi."
    }

    no_paper() { en: "Nothing printed yet", it: "Ancora nessuna stampa" }
    no_paper_text() { en: "Sell something at the till: its paper comes out here.", it: "Vendi qualcosa alla cassa: la carta esce qui." }
    paper(number) { en: "Paper {number}", it: "Foglio {number}" }
    ready() { en: "Ready", it: "Pronta" }
    paper_out() { en: "Paper out", it: "Carta finita" }
    paper_low() { en: "Paper low", it: "Carta quasi finita" }
    paper_out_after() { en: "Paper out after 20 lines", it: "Carta finita dopo 20 righe" }
    cover_open() { en: "Cover open", it: "Coperchio aperto" }
    cutter_error() { en: "Cutter stuck", it: "Taglierina bloccata" }
    offline() { en: "Cable out", it: "Cavo staccato" }
    faults() { en: "What can be wrong", it: "Che cosa può andare storto" }
    mend(what) { en: "Mend: {what}", it: "Ripara: {what}" }
    mend_all() { en: "Mend everything", it: "Ripara tutto" }
    drawer_open() { en: "Drawer open", it: "Cassetto aperto" }
    drawer_shut() { en: "Drawer shut", it: "Cassetto chiuso" }
    drawer_opened() { en: "the drawer opened before it", it: "prima si è aperto il cassetto" }
    close_drawer() { en: "Push the drawer shut", it: "Chiudi il cassetto" }

    bank_text() {
        en: "The shop asks this bank for money as it would ask a real one. Answer here in a buyer's place, or make it slow, silent or dead.",
        it: "La biglietteria chiede il denaro a questa banca come a una vera. Rispondi qui al posto di chi compra, o rendila lenta, muta o spenta."
    }
    no_payments() { en: "Nobody has paid yet", it: "Nessuno ha ancora pagato" }
    no_payments_text() { en: "Buy a ticket with the Test Bank.", it: "Compra un biglietto con la banca di prova." }
    payments() { en: "Payments", it: "Pagamenti" }
    order() { en: "Order", it: "Ordine" }
    amount() { en: "Amount", it: "Importo" }
    state() { en: "State", it: "Stato" }
    answer() { en: "Answer", it: "Risposta" }
    open() { en: "Open", it: "Aperto" }
    captured() { en: "Paid", it: "Pagato" }
    failed() { en: "Declined", it: "Rifiutato" }
    cancelled() { en: "Cancelled", it: "Annullato" }
    processing() { en: "Under way", it: "In corso" }
    refund(amount) { en: "{amount} given back", it: "{amount} restituiti" }
    approve() { en: "Approve", it: "Approva" }
    decline() { en: "Decline", it: "Rifiuta" }
    slowly() { en: "Approve slowly", it: "Approva con calma" }
    twice() { en: "Approve twice", it: "Approva due volte" }
    untold() { en: "Approve, tell nobody", it: "Approva senza dirlo" }
    late() { en: "Approve 20 minutes late", it: "Approva con 20 minuti di ritardo" }
    silent() { en: "Never answer", it: "Non rispondere mai" }
    say_again() { en: "Say it again", it: "Dillo di nuovo" }
    behavior() { en: "How the bank behaves", it: "Come si comporta la banca" }
    outage() { en: "Calls", it: "Chiamate" }
    outage_none() { en: "are answered", it: "ricevono risposta" }
    outage_refuses() { en: "are refused: the bank is down", it: "sono rifiutate: la banca è spenta" }
    outage_hangs() { en: "hang, though the work is done", it: "restano appese, ma il lavoro è fatto" }
    hang_seconds() { en: "Seconds a call hangs", it: "Secondi in cui una chiamata resta appesa" }
    refunds() { en: "Refunds", it: "Rimborsi" }
    refunds_at_once() { en: "at once", it: "subito" }
    refunds_slowly() { en: "10 seconds later", it: "dopo 10 secondi" }
    refunds_fail() { en: "fail", it: "falliscono" }
    at_once() { en: "Approve every payment at once", it: "Approva subito ogni pagamento" }
    save() { en: "Save", it: "Salva" }
}
