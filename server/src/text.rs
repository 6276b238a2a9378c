//! What the server itself says to people, when there is no page to say it.

domain::texts! {
    to_the_shop() { en: "To the shop", it: "Vai agli eventi" }
    broken() { en: "This could not be done", it: "Impossibile completare la richiesta" }
    broken_text() {
        en: "The fault is ours and has been written down. Nothing you bought is lost; please try again.",
        it: "L'errore è nostro ed è stato registrato. Non hai perso nessun acquisto; riprova."
    }
    form_broken_text() {
        en: "The form did not arrive whole, or the fault is ours. Go back: what you typed is still there; then try again.",
        it: "Il modulo non è arrivato completo, o l'errore è nostro. Torna indietro: quello che hai scritto c'è ancora; poi riprova."
    }
    unreadable() { en: "The form could not be read", it: "Il modulo non è leggibile" }
    unreadable_text() {
        en: "What arrived is not what this form sends; nothing was done. Go back, reload the page, then try again.",
        it: "Quello che è arrivato non è quanto invia questo modulo; non è stato fatto nulla. Torna indietro, ricarica la pagina e riprova."
    }
    only_posted_text() {
        en: "This address only takes forms. Go back and open the page again.",
        it: "Questo indirizzo riceve solo moduli. Torna indietro e riapri la pagina."
    }
    signed_out() { en: "Please sign in", it: "Accedi, per favore" }
    signed_out_text() {
        en: "You have been signed out. Sign in in another tab, come back here and send the form again.",
        it: "La sessione è terminata. Accedi in un'altra scheda, torna qui e invia di nuovo il modulo."
    }
    not_allowed() { en: "Your role does not include this", it: "Il tuo ruolo non lo prevede" }
    not_allowed_text() {
        en: "Ask an owner or a manager to do it, or to change your role.",
        it: "Chiedi a un titolare o a un responsabile di farlo, o di cambiare il tuo ruolo."
    }
    gone() { en: "There is nothing here", it: "Qui non c'è niente" }
    gone_text() {
        en: "What the form was about is not there any more. Go back and open it anew.",
        it: "Quello a cui si riferiva il modulo non c'è più. Torna indietro e riaprilo."
    }
    too_slow() { en: "This took too long", it: "Ci è voluto troppo" }
    too_slow_text() {
        en: "Many people are here right now. Please try again in a moment; nothing you bought is lost.",
        it: "In questo momento c'è molta gente. Riprova tra poco; non hai perso nessun acquisto."
    }
    too_often() { en: "One moment, please", it: "Un momento, per favore" }
    too_often_text(seconds) {
        en: "That was tried very often from your connection. Please try again in {seconds} seconds.",
        it: "Da questa connessione sono arrivati troppi tentativi. Riprova tra {seconds} secondi."
    }
    too_large() { en: "This is too much at once", it: "È troppo in una volta sola" }
    too_large_text() {
        en: "What was sent is larger than we take. Please send less.",
        it: "Quello che è stato inviato è più grande del consentito. Invia di meno."
    }
    foreign() { en: "This came from another site", it: "La richiesta arriva da un altro sito" }
    foreign_text() {
        en: "For your safety only our own pages may do this. Please go to the shop and try again there.",
        it: "Per sicurezza solo le nostre pagine possono farlo. Vai agli eventi e riprova da lì."
    }
    no_tickets() { en: "There are no tickets here", it: "Qui non ci sono biglietti" }
    no_tickets_text() {
        en: "The link may be cut off, or the order has not been paid yet. Please open it from your e-mail.",
        it: "Il link potrebbe essere incompleto, o l'ordine non è ancora pagato. Aprilo dalla tua e-mail."
    }
}
