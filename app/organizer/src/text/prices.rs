//! The other prices of a ticket type.

domain::texts! {
    prices_of(name) { en: "Other prices of {name}", it: "Altri prezzi di {name}" }
    ordinary(price) { en: "Everywhere else buyers pay {price}.", it: "Altrimenti si pagano {price}." }
    none_yet() { en: "The same price everywhere", it: "Lo stesso prezzo ovunque" }
    none_yet_text() {
        en: "A matinée can cost less, the till more, or everything less until a day you choose.",
        it: "Una matinée può costare meno, la cassa di più, o tutto meno fino a un giorno a scelta."
    }
    holds_for() { en: "For", it: "Per" }
    remove() { en: "Remove", it: "Togli" }
    from(when) { en: "from {when}", it: "dal {when}" }
    until(when) { en: "until {when}", it: "fino al {when}" }
    add() { en: "Add a price", it: "Aggiungi un prezzo" }
    add_text() {
        en: "Where several prices fit, the one for a date counts before one for a channel, and that before one for a time. What is in a cart keeps its price.",
        it: "Se più prezzi valgono, quello di una data conta prima di quello di un canale, e questo prima di quello di un periodo. Ciò che è nel carrello mantiene il suo prezzo."
    }
    price_hint() { en: "In place of the ordinary one; tax and fee as there.", it: "Al posto di quello normale; IVA e commissione restano le stesse." }
    date() { en: "Date", it: "Data" }
    all_dates() { en: "All dates", it: "Tutte le date" }
    channel() { en: "Where it is sold", it: "Dove si vende" }
    all_channels() { en: "Everywhere", it: "Ovunque" }
    from_when() { en: "From", it: "Dal" }
    until_when() { en: "Until", it: "Fino al" }
}
