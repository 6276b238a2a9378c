//! What the admin says, in every language.

pub mod ask;
pub mod done;
pub mod event;
pub mod fair;
pub mod announcements;
pub mod names;
pub mod order;
pub mod people;
pub mod discount_codes;
pub mod prices;
pub mod settings;
pub mod table;

domain::texts! {
    events() { en: "Events", it: "Eventi" }
    orders() { en: "Orders", it: "Ordini" }
    venues() { en: "Venues", it: "Luoghi" }
    people() { en: "Team", it: "Persone" }
    tills() { en: "Tills", it: "Casse" }
    till() { en: "Sell", it: "Vendi" }
    gate() { en: "Gate", it: "Ingresso" }
    switch_organizer() { en: "Switch organizer", it: "Cambia organizzatore" }
    choose_organizer() { en: "For whom do you work now?", it: "Per chi lavori adesso?" }
    choose_organizer_text() {
        en: "You work for several organizers. Everything you see and do is for the one you choose.",
        it: "Lavori per più organizzatori. Tutto ciò che vedi e fai riguarda quello scelto."
    }
    works_here_now() { en: "now", it: "ora" }
    sign_in_title() { en: "Sign in to your events", it: "Accedi ai tuoi eventi" }
    email() { en: "E-mail address", it: "Indirizzo e-mail" }
    not_signed_in() { en: "You are not signed in", it: "Accesso non riuscito" }
    not_done() { en: "Nothing was changed", it: "Non è cambiato nulla" }
    denied_title() { en: "Not for your role", it: "Non per il tuo ruolo" }
    denied() { en: "Your role doesn't include this page", it: "Il tuo ruolo non comprende questa pagina" }
    denied_text(role) {
        en: "You are signed in as: {role}. An owner can give you another role.",
        it: "Hai accesso come: {role}. Un titolare può darti un altro ruolo."
    }
    missing_title() { en: "Nothing here", it: "Niente qui" }
    missing() { en: "There is nothing at this address", it: "A questo indirizzo non c'è nulla" }
    missing_text() {
        en: "It may have been deleted, or it belongs to another organizer.",
        it: "Forse è stato eliminato, o appartiene a un altro organizzatore."
    }
    broken_title() { en: "Something broke", it: "Qualcosa si è rotto" }
    broken() { en: "This page could not be made", it: "Non è stato possibile mostrare la pagina" }
    broken_text() {
        en: "That is our fault, and it is written down. Nothing of yours is lost; please try again in a moment.",
        it: "È colpa nostra, ed è stato annotato. Nulla è andato perso; riprova tra un momento."
    }
    try_again() { en: "Try again", it: "Riprova" }
    to_start() { en: "To the start", it: "All'inizio" }
    missing_first() {
        en: "Something is missing before it can go on sale. It is listed below.",
        it: "Manca ancora qualcosa prima della vendita. È elencato qui sotto."
    }
    save() { en: "Save", it: "Salva" }
    show() { en: "Show", it: "Mostra" }
    all() { en: "All", it: "Tutti" }
    english() { en: "English", it: "inglese" }
    italian() { en: "Italian", it: "italiano" }
    name() { en: "Name", it: "Nome" }
    state() { en: "State", it: "Stato" }
    total() { en: "Total", it: "Totale" }
    reason() { en: "Reason", it: "Motivo" }
    /// A part of a form that is folded away.
    more() { en: "More", it: "Altro" }
    steward_start() { en: "Ready for the gate", it: "Pronti per l'ingresso" }
    steward_start_text() {
        en: "You scan tickets. Open the gate on a phone or with a hand scanner.",
        it: "Tu scansioni i biglietti. Apri l'ingresso su un telefono o con un lettore."
    }
    open_gate() { en: "Open the gate", it: "Apri l'ingresso" }
}
