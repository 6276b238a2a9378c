//! Every text on a ticket and in a calendar file.

domain::texts! {
    document_title(order) { en: "Tickets of order {order}", it: "Biglietti dell'ordine {order}" }
    one_ticket_of(number, count) { en: "Ticket {number} of {count}", it: "Biglietto {number} di {count}" }
    qr_alt(order) {
        en: "QR code of this ticket of order {order}. It is scanned at the entrance.",
        it: "Codice QR di questo biglietto dell'ordine {order}. Si scansiona all'ingresso."
    }
    doors(time) { en: "Doors open {time}", it: "Apertura porte {time}" }
    local_time(zone) { en: "Local time, {zone}", it: "Ora locale, {zone}" }
    area() { en: "Area", it: "Settore" }
    row() { en: "Row", it: "Fila" }
    seat() { en: "Seat", it: "Posto" }
    wheelchair() { en: "wheelchair space", it: "posto per sedia a rotelle" }
    companion() { en: "companion seat", it: "posto accompagnatore" }
    restricted_view() { en: "restricted view", it: "visibilità limitata" }
    age(n) { en: "From {n} years", it: "Dai {n} anni" }
    /// Where a seat would stand, on a ticket without one.
    admit_one() { en: "Admit one", it: "Ingresso per uno" }
    no_fixed_seat() { en: "No fixed seat", it: "Posto non assegnato" }
    ticket_type() { en: "Ticket", it: "Biglietto" }
    price() { en: "Price", it: "Prezzo" }
    free() { en: "Free", it: "Gratuito" }
    holder() { en: "Name", it: "Intestatario" }
    sale_number() { en: "Sale no.", it: "Vendita n." }
    /// The n-th print of the same ticket.
    copy(n) { en: "Copy {n}", it: "Copia {n}" }
    cancelled() { en: "Cancelled", it: "Annullato" }
    cancelled_note() {
        en: "This date does not take place. The ticket lets nobody in.",
        it: "Questa data non si tiene. Il biglietto non fa entrare nessuno."
    }
    place_heading() { en: "The place", it: "Il luogo" }
    order_heading() { en: "Your order", it: "Il tuo ordine" }
    order_number() { en: "Order number", it: "Numero d'ordine" }
    sold_by() { en: "Organizer", it: "Organizzatore" }
    entrance_heading() { en: "At the entrance", it: "All'ingresso" }
    entrance_once() {
        en: "Show the code on paper or on your phone. It lets one person in, once.",
        it: "Mostra il codice su carta o sul telefono. Vale per una persona, una volta sola."
    }
    entrance_private() {
        en: "A photo of this page is the same ticket: whoever shows it first gets in. Keep it to yourself.",
        it: "Una foto di questa pagina è lo stesso biglietto: entra chi lo mostra per primo. Tienilo per te."
    }
    entrance_paper() {
        en: "On paper: fold the page twice, to the size of a postcard, with the code outside.",
        it: "Su carta: piega il foglio due volte, come una cartolina, con il codice all'esterno."
    }
    help_heading() { en: "Something not right?", it: "Qualcosa non va?" }
    help_write(organizer, order) {
        en: "Write to {organizer} and name order {order}:",
        it: "Scrivi a {organizer} e indica l'ordine {order}:"
    }
    help_link_alt(email) { en: "Write an e-mail to {email}", it: "Scrivi un'e-mail a {email}" }
    help_change() {
        en: "If the event is cancelled, you hear it at the e-mail address of your order. The page of your order always has the hour and the place as they are now.",
        it: "Se l'evento viene annullato, ricevi un messaggio all'indirizzo e-mail del tuo ordine. La pagina dell'ordine ha sempre l'ora e il luogo aggiornati."
    }

    tickets_in_order(n | n, order) {
        en: "{n} ticket, order {order}" | "{n} tickets, order {order}",
        it: "{n} biglietto, ordine {order}" | "{n} biglietti, ordine {order}"
    }
    your_tickets() { en: "Your tickets:", it: "I tuoi biglietti:" }
}
