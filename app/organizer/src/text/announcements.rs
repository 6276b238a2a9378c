//! What the pages say that write to buyers, show how e-mails fared, and correct whom they go to.

domain::texts! {
    announcements() { en: "Messages", it: "Messaggi" }
    write_title() { en: "Write to the buyers", it: "Scrivi agli acquirenti" }
    write_text() {
        en: "Whoever has a valid ticket and left an address gets one e-mail, in their language. Before anything is sent you see it, and to how many people it goes.",
        it: "Chi ha un biglietto valido e ha lasciato un indirizzo riceve un messaggio, nella sua lingua. Prima dell'invio vedi il testo e quante persone lo ricevono."
    }
    which_date() { en: "Of which date", it: "Di quale data" }
    all_dates() { en: "All dates", it: "Tutte le date" }
    which_ticket() { en: "With which ticket", it: "Con quale biglietto" }
    all_tickets() { en: "All tickets", it: "Tutti i biglietti" }
    subject(language) { en: "Subject ({language})", it: "Oggetto ({language})" }
    body(language) { en: "Text ({language})", it: "Testo ({language})" }
    body_hint() {
        en: "A greeting with the name, the tickets and the way to the order are added. An empty line begins a paragraph.",
        it: "Si aggiungono il saluto con il nome, i biglietti e il link all'ordine. Una riga vuota inizia un paragrafo."
    }
    one_language() {
        en: "One language is enough: who reads another gets that one.",
        it: "Basta una lingua: chi ne legge un'altra riceve quella."
    }
    look_first() { en: "See it first", it: "Prima guardalo" }
    preview_title() { en: "This is how it reads", it: "Ecco come si legge" }
    goes_to(n | n) { en: "It goes to {n} person." | "It goes to {n} people.", it: "Va a {n} persona." | "Va a {n} persone." }
    goes_to_nobody() {
        en: "Nobody has a valid ticket of it and left an address: there is nobody to write to.",
        it: "Nessuno ha un biglietto valido e ha lasciato un indirizzo: non c'è nessuno a cui scrivere."
    }
    for_whom(audience) { en: "For: {audience}", it: "Per: {audience}" }
    everybody() { en: "everybody with a ticket", it: "tutti quelli che hanno un biglietto" }
    other_language_too(language) {
        en: "Buyers who read another language get it in {language} as well.",
        it: "Lo ricevono in {language} anche gli acquirenti che leggono un'altra lingua."
    }
    try_it() { en: "Send a trial to me", it: "Invia una prova a me" }
    send_to(n | n) { en: "Send to {n} person" | "Send to {n} people", it: "Invia a {n} persona" | "Invia a {n} persone" }
    change_it() { en: "Change it", it: "Modificalo" }
    cannot_undo() { en: "What is sent can't be called back.", it: "Ciò che è inviato non si può richiamare." }
    sent_before() { en: "Sent", it: "Inviati" }
    nothing_sent() { en: "Nothing has been sent yet.", it: "Non è ancora stato inviato nulla." }
    read_it() { en: "Read it", it: "Leggilo" }
    fared(sent, people) { en: "{sent} of {people} sent", it: "{sent} di {people} inviati" }
    not_delivered_count(n | n) { en: "{n} not delivered" | "{n} not delivered", it: "{n} non consegnato" | "{n} non consegnati" }
    sent_already() {
        en: "This went to the same people already; nothing was sent. To write to them again, change the text.",
        it: "Questo è già stato inviato alle stesse persone; non è partito nulla. Per scrivere di nuovo, cambia il testo."
    }
    nobody() {
        en: "There is nobody to write to: nobody has a valid ticket of it and left an address.",
        it: "Non c'è nessuno a cui scrivere: nessuno ha un biglietto valido e ha lasciato un indirizzo."
    }
    no_such() { en: "That date or ticket is not of this event any more.", it: "Questa data o questo biglietto non fa più parte dell'evento." }
    no_mailbox() { en: "A trial goes to a person's own address.", it: "Una prova va all'indirizzo di una persona." }

    emails() { en: "E-mails", it: "E-mail" }
    no_emails() { en: "No e-mail was written yet.", it: "Non è ancora stata scritta nessuna e-mail." }
    about() { en: "About", it: "Argomento" }
    to() { en: "To", it: "A" }
    when() { en: "When", it: "Quando" }
    waiting() { en: "Waiting", it: "In attesa" }
    delayed() { en: "Tried again soon", it: "Si riprova presto" }
    sent() { en: "Sent", it: "Inviata" }
    not_delivered() { en: "Not delivered", it: "Non consegnata" }
    moot() { en: "Not needed any more", it: "Non serve più" }
    send_again() { en: "Send again", it: "Invia di nuovo" }
    server_said(words) { en: "The mail server said: {words}", it: "Il server di posta ha risposto: {words}" }
    undelivered_title() { en: "An e-mail could not be delivered", it: "Un'e-mail non è stata consegnata" }
    undelivered_text(to) {
        en: "{to} could not be reached. Correct the address if it is wrong; below, each e-mail can be sent again.",
        it: "Non è stato possibile raggiungere {to}. Correggi l'indirizzo se è sbagliato; qui sotto ogni e-mail si può inviare di nuovo."
    }
    undelivered_orders(n | n) {
        en: "An e-mail of {n} order could not be delivered" | "E-mails of {n} orders could not be delivered",
        it: "Un'e-mail di {n} ordine non è stata consegnata" | "E-mail di {n} ordini non sono state consegnate"
    }
    kind_tickets() { en: "Tickets", it: "Biglietti" }
    kind_tickets_again() { en: "Tickets once more", it: "Di nuovo i biglietti" }
    kind_refund() { en: "Refund", it: "Rimborso" }
    kind_cancelled() { en: "Order cancelled", it: "Ordine annullato" }
    kind_dates_cancelled() { en: "Date cancelled", it: "Data annullata" }
    kind_dates_moved() { en: "Another date or place", it: "Cambio di data o luogo" }
    kind_too_late() { en: "Paid too late", it: "Pagato troppo tardi" }
    kind_address() { en: "Another e-mail address", it: "Un altro indirizzo e-mail" }
    kind_announcement() { en: "Message", it: "Messaggio" }

    correct() { en: "Correct", it: "Correggi" }
    correct_title() { en: "Correct names and address", it: "Correggi nomi e indirizzo" }
    correct_text() {
        en: "Order page, PDF, papers and the gate show the names as they are corrected. Tickets that bear the buyer's name follow it.",
        it: "Pagina dell'ordine, PDF, stampe e ingresso mostrano i nomi corretti. I biglietti con il nome dell'acquirente lo seguono."
    }
    buyers_name() { en: "Buyer's name", it: "Nome dell'acquirente" }
    buyers_email() { en: "Buyer's e-mail address", it: "Indirizzo e-mail dell'acquirente" }
    email_hint(email) {
        en: "{email} is told that the order has another address now.",
        it: "{email} viene avvisato che l'ordine ha ora un altro indirizzo."
    }
    send_tickets_there() { en: "Send the tickets to a new address", it: "Invia i biglietti a un nuovo indirizzo" }
    holders() { en: "Names on the tickets", it: "Nomi sui biglietti" }
    holder_of(ticket) { en: "Holder: {ticket}", it: "Intestatario: {ticket}" }
    empty_is_buyer() { en: "Empty: the buyer", it: "Vuoto: l'acquirente" }
    h_name(was, now) { en: "Buyer corrected: {was} → {now}", it: "Acquirente corretto: {was} → {now}" }
    h_email(was, now) { en: "E-mail corrected: {was} → {now}", it: "E-mail corretta: {was} → {now}" }
    h_holder(was, now) { en: "Holder corrected: {was} → {now}", it: "Intestatario corretto: {was} → {now}" }
    h_sent_again(to) { en: "An e-mail was sent again to {to}.", it: "Un'e-mail è stata inviata di nuovo a {to}." }
}
