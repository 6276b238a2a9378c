//! Every word that we put on paper ourselves.

domain::texts! {
    receipt() { en: "Receipt", it: "Ricevuta" }
    refund() { en: "Refund", it: "Rimborso" }
    copy(n) { en: " COPY {n} ", it: " COPIA {n} " }
    order(number) { en: "Order {number}", it: "Ordine {number}" }
    total() { en: "Total", it: "Totale" }
    given_back() { en: "Given back", it: "Restituito" }
    cash() { en: "Cash", it: "Contanti" }
    card() { en: "Card", it: "Carta" }
    online() { en: "Paid online", it: "Pagato online" }
    change() { en: "Change", it: "Resto" }
    vat() { en: "Tax", it: "IVA" }
    net() { en: "Net", it: "Imponibile" }
    tax() { en: "Tax", it: "Imposta" }
    fees() { en: "Fees, tax included", it: "Commissioni, IVA inclusa" }
    doors(time) { en: "Doors open {time}", it: "Apertura porte {time}" }
    starts(time) { en: "Starts {time}", it: "Inizio {time}" }
    area() { en: "AREA", it: "SETTORE" }
    row() { en: "ROW", it: "FILA" }
    seat() { en: "SEAT", it: "POSTO" }
    price() { en: "Price", it: "Prezzo" }
    wheelchair() { en: "Wheelchair space", it: "Posto per sedia a rotelle" }
    companion() { en: "Companion seat", it: "Posto accompagnatore" }
    restricted_view() { en: "Restricted view", it: "Visibilità limitata" }
    age(n) { en: "From {n} years", it: "Dai {n} anni" }
    holder() { en: "Holder", it: "Intestatario" }
    order_label() { en: "Order", it: "Ordine" }
    sale_number() { en: "Ticket no.", it: "Biglietto n." }
    row_of(row) { en: "row {row}", it: "fila {row}" }
    seat_of(seat) { en: "seat {seat}", it: "posto {seat}" }
    show_code() { en: "Show this code at the gate", it: "Mostra questo codice all'ingresso" }
    test_page() { en: "Test page", it: "Pagina di prova" }
    printer_works() { en: "This printer works.", it: "Questa stampante funziona." }
    width_of(columns, dots) { en: "{columns} characters, {dots} dots across", it: "{columns} caratteri, {dots} punti" }
    whole_line() { en: "This line reaches both edges", it: "Questa riga tocca i due bordi" }
    letters() { en: "Letters", it: "Lettere" }
    scan_me() { en: "A scanner reads: TESSERA", it: "Un lettore legge: TESSERA" }
}
