//! What is asked before a save that has consequences for others.

domain::texts! {
    move_title(n | n) {
        en: "Move a date that is sold?" | "Move {n} dates that are sold?",
        it: "Spostare una data già venduta?" | "Spostare {n} date già vendute?"
    }
    from_to(from, to) { en: "From {from} to {to}.", it: "Da {from} a {to}." }
    and_more(n | n) { en: "And {n} more date." | "And {n} more dates.", it: "E {n} altra data." | "E {n} altre date." }
    tickets_sold(n | n, buyers) {
        en: "{n} ticket is sold, to {buyers}." | "{n} tickets are sold, to {buyers}.",
        it: "{n} biglietto è venduto, a {buyers}." | "{n} biglietti sono venduti, a {buyers}."
    }
    buyers(n | n) { en: "{n} buyer" | "{n} buyers", it: "{n} acquirente" | "{n} acquirenti" }
    without_address(n | n) {
        en: "{n} buyer left no e-mail address and can't be told." | "{n} buyers left no e-mail address and can't be told.",
        it: "{n} acquirente non ha lasciato un indirizzo e-mail e non può essere avvisato."
          | "{n} acquirenti non hanno lasciato un indirizzo e-mail e non possono essere avvisati."
    }
    write_to_buyers() { en: "Write to the buyers", it: "Scrivi agli acquirenti" }
    write_to_buyers_hint() {
        en: "They get the old and the new hour and place, their tickets as they read now, and a calendar file that moves the entry.",
        it: "Ricevono ora e luogo di prima e di adesso, i biglietti aggiornati e un file che sposta l'appuntamento nel calendario."
    }
    same_place_title() { en: "Two dates in one hall at one time?", it: "Due date nella stessa sala alla stessa ora?" }
    taken(title, when) { en: "“{title}” is there already: {when}.", it: "C'è già «{title}»: {when}." }
    price_title() { en: "A price that leaps?", it: "Un salto di prezzo?" }
    price_change(was, now) { en: "Buyers pay {was} now. It would be {now}.", it: "Ora si paga {was}. Diventerebbe {now}." }
    price_sold(n | n) {
        en: "{n} ticket is sold at the old price and keeps it." | "{n} tickets are sold at the old price and keep it.",
        it: "{n} biglietto è venduto al vecchio prezzo e lo mantiene." | "{n} biglietti sono venduti al vecchio prezzo e lo mantengono."
    }
    withdraw_title(name) { en: "Withdraw “{name}”?", it: "Ritirare «{name}»?" }
    withdraw_sold(n | n) {
        en: "{n} ticket of it is sold. It stays valid, and nobody can buy another." | "{n} tickets of it are sold. They stay valid, and nobody can buy another.",
        it: "{n} biglietto è venduto. Resta valido, e nessuno può più comprarne." | "{n} biglietti sono venduti. Restano validi, e nessuno può più comprarne."
    }
    meant_address(address) { en: "Did you mean {address}?", it: "Volevi scrivere {address}?" }
    typed_address(address) { en: "You typed {address}.", it: "Hai scritto {address}." }
    keep_address() { en: "What I typed is right", it: "Va bene come ho scritto" }
    change_address() { en: "Go back and change it", it: "Torna indietro e cambialo" }
    send_all_the_same(meant, typed) {
        en: "Did you mean {meant}? To send to {typed} all the same, press again.",
        it: "Volevi scrivere {meant}? Per inviare comunque a {typed}, premi di nuovo."
    }
    yes_move() { en: "Yes, move it", it: "Sì, sposta" }
    yes_withdraw() { en: "Yes, withdraw it", it: "Sì, ritira" }
    yes_save() { en: "Yes, save it so", it: "Sì, salva così" }
    no_back() { en: "No, go back", it: "No, torna indietro" }

    both_title() { en: "What differs", it: "Che cosa cambia" }
    both_text() {
        en: "Yours isn't saved yet. Take over what you want to keep, then save: what is in the form then counts.",
        it: "Le tue modifiche non sono ancora salvate. Riporta ciò che vuoi tenere, poi salva: vale ciò che è nel modulo."
    }
    field() { en: "Field", it: "Campo" }
    yours() { en: "Yours", it: "Tuo" }
    saved_meanwhile() { en: "Saved meanwhile", it: "Salvato nel frattempo" }
    yes() { en: "yes", it: "sì" }
    no() { en: "no", it: "no" }
}
