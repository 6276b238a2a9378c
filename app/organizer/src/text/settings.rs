//! What the organizer's settings say.

domain::texts! {
    settings() { en: "Settings", it: "Impostazioni" }
    intro() {
        en: "Buyers read this on your events, tickets and receipts, and on your page in the shop:",
        it: "Gli acquirenti lo leggono su eventi, biglietti e scontrini, e sulla tua pagina nel negozio:"
    }
    address() { en: "Address", it: "Indirizzo" }
    address_hint() { en: "A line each: street, town, tax number.", it: "Una riga ciascuno: via, città, partita IVA." }
    email_hint() { en: "Where buyers write to.", it: "A cui scrivono gli acquirenti." }
    phone() { en: "Phone", it: "Telefono" }
    site() { en: "Website", it: "Sito web" }
    site_hint() { en: "Your own pages: https://…", it: "Le tue pagine: https://…" }
    zone_hint() {
        en: "For the clocks of these pages and of new events. Events, dates and venues that are there keep theirs.",
        it: "Per gli orologi di queste pagine e dei nuovi eventi. Eventi, date e luoghi esistenti mantengono il loro."
    }
}
