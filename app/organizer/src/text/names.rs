//! Names: roles, kinds, states, and refusals in words.

domain::texts! {
    owner() { en: "Owner", it: "Titolare" }
    manager() { en: "Manager", it: "Responsabile" }
    box_office() { en: "Box office", it: "Biglietteria" }
    steward() { en: "Steward", it: "Addetto agli ingressi" }
    viewer() { en: "Viewer", it: "Osservatore" }
    owner_may() { en: "everything, people and tokens too", it: "tutto, anche persone e token" }
    manager_may() { en: "everything but people and tokens", it: "tutto tranne persone e token" }
    box_office_may() { en: "sells, finds and mends orders, scans", it: "vende, trova e sistema ordini, scansiona" }
    steward_may() { en: "scans tickets at the gate", it: "scansiona i biglietti all'ingresso" }
    viewer_may() { en: "sees events and sales, no buyers", it: "vede eventi e vendite, non gli acquirenti" }
    see_sales() { en: "Read events and sales", it: "Leggere eventi e vendite" }
    see_orders() { en: "Read orders and buyers", it: "Leggere ordini e acquirenti" }
    edit_events() { en: "Edit events", it: "Modificare gli eventi" }
    mend_orders() { en: "Resend, cancel, refund", it: "Rispedire, annullare, rimborsare" }
    sell() { en: "Sell at a till", it: "Vendere alla cassa" }
    admit() { en: "Scan at a gate", it: "Scansionare all'ingresso" }
    export_data() { en: "Export data", it: "Esportare dati" }
    manage_people() { en: "Manage people and tokens", it: "Gestire persone e token" }
    theatre() { en: "Theatre", it: "Teatro" }
    opera() { en: "Opera", it: "Opera" }
    concert() { en: "Concert", it: "Concerto" }
    club() { en: "Club night", it: "Serata in discoteca" }
    festival() { en: "Festival", it: "Festival" }
    sport() { en: "Sport", it: "Sport" }
    museum() { en: "Museum", it: "Museo" }
    talk() { en: "Talk", it: "Incontro" }
    family() { en: "Family", it: "Famiglie" }
    other() { en: "Other", it: "Altro" }
    in_shop() { en: "Online shop", it: "Negozio online" }
    at_till() { en: "Box office", it: "Biglietteria" }
    by_api() { en: "API", it: "API" }
    draft() { en: "Draft", it: "Bozza" }
    published() { en: "On sale", it: "In vendita" }
    cancelled() { en: "Cancelled", it: "Annullato" }
    over() { en: "Over", it: "Concluso" }
    undated() { en: "No dates", it: "Senza date" }
    test_gateway() { en: "Test gateway", it: "Pagamento di prova" }
    cash() { en: "Cash", it: "Contanti" }
    free() { en: "Free of charge", it: "Gratuito" }
    payment_open() { en: "waiting for the gateway", it: "in attesa del pagamento" }
    payment_captured() { en: "paid", it: "pagato" }
    payment_failed(reason) { en: "failed: {reason}", it: "non riuscito: {reason}" }
    payment_cancelled() { en: "given up by the buyer", it: "abbandonato dall'acquirente" }
    payment_returned() { en: "came too late, given back whole", it: "arrivato tardi, restituito per intero" }
    printer_ready() { en: "Ready", it: "Pronta" }
    printer_paper_low() { en: "Paper is running low", it: "Carta quasi finita" }
    printer_paper_out() { en: "Out of paper", it: "Carta finita" }
    printer_cover_open() { en: "Cover open", it: "Coperchio aperto" }
    printer_offline() { en: "Offline", it: "Non raggiungibile" }
    printer_error() { en: "Needs a look", it: "Da controllare" }
    event_unknown() {
        en: "It isn't there any more. Someone else may have changed it.",
        it: "Non c'è più. Forse l'ha modificato qualcun altro."
    }
    cancelled_already() { en: "It is cancelled already.", it: "È già annullato." }
    in_use(places | places) {
        en: "{places} place is sold or in a cart. Refund it or wait until the cart ends, then try again."
          | "{places} places are sold or in carts. Refund them or wait until the carts end, then try again.",
        it: "{places} posto è venduto o in un carrello. Rimborsalo o attendi che il carrello scada, poi riprova."
          | "{places} posti sono venduti o nei carrelli. Rimborsali o attendi che i carrelli scadano, poi riprova."
    }
    has_dates(dates | dates) {
        en: "{dates} date is or was here, past and cancelled ones included, so it stays."
          | "{dates} dates are or were here, past and cancelled ones included, so it stays.",
        it: "{dates} data è o era qui, comprese quelle passate e annullate: quindi resta."
          | "{dates} date sono o erano qui, comprese quelle passate e annullate: quindi resta."
    }
    reason_missing() {
        en: "Please say why: buyers and colleagues will ask.",
        it: "Indica il motivo: acquirenti e colleghi lo chiederanno."
    }
    member_unknown() { en: "This person doesn't work here any more.", it: "Questa persona non lavora più qui." }
    last_owner() {
        en: "This is the only owner. Make someone else an owner first.",
        it: "È l'unico titolare. Nomina prima un altro titolare."
    }
    member_already() { en: "They work here already.", it: "Lavora già qui." }
    member_invalid() { en: "Please check the details.", it: "Controlla i dati." }
    capacity_refused(typed, problem) {
        en: "The capacity stays as it was, “{typed}” can't be taken: {problem}",
        it: "La capienza resta com'era, «{typed}» non va bene: {problem}"
    }
    till_unknown() { en: "This till isn't there any more.", it: "Questa cassa non c'è più." }
    has_terminal() {
        en: "This till has a terminal already. Make a new token for it instead.",
        it: "Questa cassa ha già un terminale. Crea invece un nuovo token."
    }
    has_no_terminal() { en: "This till has no terminal any more. Add one first.", it: "Questa cassa non ha più un terminale. Prima aggiungine uno." }
    art_opera() { en: "Opera", it: "Opera" }
    art_play() { en: "Play", it: "Teatro" }
    art_jazz() { en: "Jazz", it: "Jazz" }
    art_club() { en: "Club night", it: "Serata in discoteca" }
    art_festival() { en: "Festival", it: "Festival" }
    art_stadium() { en: "Stadium", it: "Stadio" }
    art_museum() { en: "Museum", it: "Museo" }
    art_talk() { en: "Talk", it: "Conferenza" }
    art_kids() { en: "For children", it: "Per bambini" }
    places(n | n) { en: "{n} place" | "{n} places", it: "{n} posto" | "{n} posti" }
}
