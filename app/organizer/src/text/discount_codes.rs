//! The discount codes.

domain::texts! {
    discount_codes() { en: "Discount codes", it: "Codici sconto" }
    codes() { en: "Codes", it: "Codici" }
    none_yet() { en: "No codes yet", it: "Ancora nessun codice" }
    none_yet_text() {
        en: "Whoever types a code into the cart, in the shop or at the till, pays less: friends of the house, members, a newspaper's readers.",
        it: "Chi scrive un codice nel carrello, online o in cassa, paga meno: amici della casa, soci, lettori di un giornale."
    }
    code() { en: "Code", it: "Codice" }
    code_hint() { en: "Spaces and capitals make no difference.", it: "Spazi e maiuscole non contano." }
    gives() { en: "What it gives", it: "Cosa dà" }
    percent_off(percent) { en: "{percent}% off", it: "{percent}% di sconto" }
    off(amount) { en: "{amount} off", it: "{amount} di sconto" }
    costs(amount) { en: "For {amount}", it: "A {amount}" }
    valid_for() { en: "For", it: "Per" }
    all_events() { en: "All events", it: "Tutti gli eventi" }
    used() { en: "Used", it: "Usato" }
    used_of(used, limit) { en: "{used} of {limit}", it: "{used} su {limit}" }
    in_carts(n) { en: "{n} in carts", it: "{n} nei carrelli" }
    switched_off() { en: "Off", it: "Spento" }
    switch_off() { en: "Switch off", it: "Spegni" }
    switch_on() { en: "Switch on", it: "Accendi" }
    change() { en: "Change", it: "Modifica" }
    another_limit() { en: "Another limit", it: "Un altro limite" }
    set_limit() { en: "Set the limit", it: "Imposta il limite" }
    uses() { en: "How often it can be used", it: "Quante volte si può usare" }
    uses_hint() { en: "Each ticket is one use. Empty: without limit.", it: "Ogni biglietto è un uso. Vuoto: senza limite." }
    percent() { en: "Percent off", it: "Percentuale di sconto" }
    amount() { en: "or an amount off each ticket", it: "oppure un importo per biglietto" }
    words(language) { en: "What buyers read, {language}", it: "Cosa legge chi compra, {language}" }
    words_hint() { en: "Beside the price: 10% for friends of the house.", it: "Accanto al prezzo: 10% agli amici della casa." }
    add() { en: "Add a code", it: "Aggiungi un codice" }
    add_text() {
        en: "It lowers the price of each ticket, not the fee. What was priced with a code keeps its price when the code is switched off.",
        it: "Riduce il prezzo di ogni biglietto, non la commissione. Ciò che ha già il prezzo ridotto lo mantiene se il codice viene spento."
    }
}
