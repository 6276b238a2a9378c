//! What the kit itself says.

pub mod refusal;

domain::texts! {
    language() { en: "Language", it: "Lingua" }
    skip_to_content() { en: "Skip to content", it: "Vai al contenuto" }
    optional() { en: "(optional)", it: "(facoltativo)" }
    day() { en: "Day", it: "Giorno" }
    time_of_day() { en: "Time, 24 hours", it: "Ora, 24 ore" }
    check_these() { en: "Please check these", it: "Controlla questi dati" }
    /// The name of a stepper's button.
    one_less() { en: "One less", it: "Uno in meno" }
    one_more() { en: "One more", it: "Uno in più" }
    from_price() { en: "from", it: "da" }
    free() { en: "Free", it: "Gratis" }
    you_are_here() { en: "You are here", it: "Ti trovi qui" }
    pages() { en: "Pages", it: "Pagine" }
    page_number(n) { en: "Page {n}", it: "Pagina {n}" }
    previous() { en: "Previous", it: "Precedente" }
    next() { en: "Next", it: "Successiva" }
    steps() { en: "Steps", it: "Passaggi" }
    step_done() { en: "done", it: "fatto" }
    needs_script() {
        en: "This page needs JavaScript: it has to go on working without a network.",
        it: "Questa pagina ha bisogno di JavaScript: deve continuare a funzionare senza rete."
    }
    loading() { en: "One moment…", it: "Un momento…" }
    main_menu() { en: "Main menu", it: "Menu principale" }
    events() { en: "Events", it: "Eventi" }
    my_tickets() { en: "My tickets", it: "I miei biglietti" }
    cart() { en: "Cart", it: "Carrello" }
    made_with() { en: "Open ticketing by Tessera", it: "Biglietteria aperta con Tessera" }
    organizer() { en: "Organizer", it: "Organizzatore" }
    switch_organizer() { en: "Switch organizer", it: "Cambia organizzatore" }
    sign_out() { en: "Sign out", it: "Esci" }
    online() { en: "Online", it: "In rete" }
    offline() { en: "Offline", it: "Senza rete" }
    sold_out() { en: "Sold out", it: "Esaurito" }
    seat_map() { en: "Seat map", it: "Pianta dei posti" }
    /// A seat's whole name, for people who don't see the map.
    seat(row, number) { en: "Row {row}, seat {number}", it: "Fila {row}, posto {number}" }
    row(row) { en: "Row {row}", it: "Fila {row}" }
    seat_free() { en: "available", it: "libero" }
    seat_chosen() { en: "chosen by you", it: "scelto da te" }
    seat_held() { en: "in someone's cart", it: "nel carrello di qualcuno" }
    seat_sold() { en: "sold", it: "venduto" }
    seat_blocked() { en: "not on sale", it: "non in vendita" }
    wheelchair() { en: "wheelchair space", it: "posto per sedia a rotelle" }
    companion() { en: "companion seat", it: "posto accompagnatore" }
    easy_access() { en: "easy access", it: "accesso facilitato" }
    restricted_view() { en: "restricted view", it: "visibilità limitata" }
    stage() { en: "Stage", it: "Palco" }
    legend() { en: "What the signs mean", it: "Legenda" }
}
