//! The headings and the words of tables that are taken away.

domain::texts! {
    csv() { en: "CSV", it: "CSV" }
    xlsx() { en: "Excel", it: "Excel" }
    /// A link's name: which table, as what.
    as_format(table, format) { en: "{table}, {format}", it: "{table}, {format}" }

    order() { en: "Order", it: "Ordine" }
    state() { en: "State", it: "Stato" }
    channel() { en: "Sold through", it: "Venduto tramite" }
    placed_at() { en: "Ordered", it: "Ordinato" }
    paid_at() { en: "Paid", it: "Pagato" }
    buyer_name() { en: "Buyer", it: "Acquirente" }
    buyer_email() { en: "Buyer's e-mail", it: "E-mail acquirente" }
    buyer_phone() { en: "Buyer's phone", it: "Telefono acquirente" }
    event() { en: "Event", it: "Evento" }
    starts_at() { en: "Begins", it: "Inizio" }
    zone() { en: "Time zone", it: "Fuso orario" }
    venue() { en: "Venue", it: "Luogo" }
    ticket_type() { en: "Ticket type", it: "Tipo di biglietto" }
    area() { en: "Area", it: "Settore" }
    row() { en: "Row", it: "Fila" }
    seat() { en: "Seat", it: "Posto" }
    quantity() { en: "Tickets", it: "Biglietti" }
    net() { en: "Net", it: "Imponibile" }
    tax() { en: "Tax", it: "IVA" }
    tax_rate() { en: "Tax rate, %", it: "Aliquota IVA, %" }
    fee() { en: "Fee", it: "Commissione" }
    adjustment() { en: "Discount on one", it: "Sconto su uno" }
    adjusted_by() { en: "Discounted by", it: "Scontato per" }
    price() { en: "Price of one", it: "Prezzo di uno" }
    total() { en: "Total", it: "Totale" }
    refunded() { en: "Refunded", it: "Rimborsato" }
    currency() { en: "Currency", it: "Valuta" }
    payment_method() { en: "Paid with", it: "Pagato con" }
    till() { en: "Till", it: "Cassa" }
    cashier() { en: "Cashier", it: "Cassiere" }
    ticket() { en: "Ticket", it: "Biglietto" }
    sale_number() { en: "Ticket no.", it: "Biglietto n." }
    holder() { en: "Holder", it: "Intestatario" }
    issued_at() { en: "Issued", it: "Emesso" }
    ended_at() { en: "Ended", it: "Terminato" }
    first_admitted_at() { en: "First let in", it: "Primo ingresso" }
    at() { en: "When", it: "Quando" }
    received_at() { en: "Received", it: "Ricevuto" }
    gate() { en: "Gate", it: "Varco" }
    direction() { en: "Direction", it: "Direzione" }
    verdict() { en: "Answer", it: "Esito" }
    reason() { en: "Reason", it: "Motivo" }
    scanned_by() { en: "Scanned by", it: "Controllato da" }
    step() { en: "Step", it: "Passaggio" }
    places() { en: "Places", it: "Posti" }
    hold() { en: "Hold", it: "Prenotazione" }
    cart() { en: "Cart", it: "Carrello" }
    taken_back_by() { en: "Taken back by", it: "Ripreso da" }

    going_in() { en: "In", it: "Entrata" }
    going_out() { en: "Out", it: "Uscita" }
    admitted() { en: "Admitted", it: "Ammesso" }
    left() { en: "Left", it: "Uscito" }
    refused() { en: "Refused", it: "Respinto" }
    held() { en: "Held", it: "Tenuto" }
    extended() { en: "Held longer", it: "Tenuto più a lungo" }
    released() { en: "Let go", it: "Lasciato" }
    expired() { en: "Time ran out", it: "Scaduto" }
    sold() { en: "Sold", it: "Venduto" }
    returned() { en: "Returned", it: "Restituito" }
    revived() { en: "Held again", it: "Tenuto di nuovo" }
    office() { en: "Organizer's pages", it: "Pagine dell'organizzatore" }
}
