//! What the waiting room says.

domain::texts! {
    title() { en: "Waiting room", it: "Sala d'attesa" }
    before_draw(n | n) {
        en: "You're in. {n} person is waiting for the draw." | "You're in. {n} people are waiting for the draw.",
        it: "Ci sei. {n} persona aspetta il sorteggio." | "Ci sei. {n} persone aspettano il sorteggio."
    }
    before_draw_detail() {
        en: "When the sale begins, everyone who waits gets a place by lot. It makes no difference who came first.",
        it: "All'inizio della vendita ogni persona in attesa riceve un posto a sorte. Non conta chi è arrivato prima."
    }
    draw_at(at) { en: "The places are drawn on {at}.", it: "I posti si sorteggiano {at}." }
    next() { en: "You're next.", it: "Tocca a te tra un attimo." }
    people_before(n | n) {
        en: "At most {n} person is before you." | "At most {n} people are before you.",
        it: "Al massimo {n} persona prima di te." | "Al massimo {n} persone prima di te."
    }
    about(n | n) {
        en: "About {n} minute to go." | "About {n} minutes to go.",
        it: "Manca circa {n} minuto." | "Mancano circa {n} minuti."
    }
    no_estimate() {
        en: "We'll say how long it takes once people are being let in.",
        it: "Diremo quanto manca appena si comincia a entrare."
    }
    turn() { en: "It's your turn", it: "Tocca a te" }
    begin_by(at) {
        en: "Choose your tickets by {at}. What you put in your cart is kept for you while you pay.",
        it: "Scegli i biglietti entro le {at}. Quello che metti nel carrello resta tuo mentre paghi."
    }
    begin() { en: "Choose tickets", it: "Scegli i biglietti" }
    your_place(place) { en: "Your place in the queue: {place}.", it: "Il tuo posto in coda: {place}." }
    your_entry(entry) { en: "Your entry in the draw: {entry}", it: "Il tuo numero nel sorteggio: {entry}" }
    what_happens() { en: "What happens next", it: "Che cosa succede ora" }
    keeps_place() {
        en: "You may close the laptop or come back later: your place is kept. If you are away when you're called, you come in as soon as you are back.",
        it: "Puoi chiudere il computer e tornare più tardi: il posto resta tuo. Se quando ti chiamiamo non ci sei, entri appena torni."
    }
    page_follows() {
        en: "This page brings itself up to date. Reloading doesn't cost you your place, and opening it twice gains nothing.",
        it: "La pagina si aggiorna da sola. Ricaricarla non fa perdere il posto, aprirla due volte non serve."
    }
    how_drawn() { en: "How the places are drawn", it: "Come si sorteggiano i posti" }
    leave() { en: "Leave the waiting room", it: "Lascia la sala d'attesa" }
    done_shopping() { en: "I'm done: let the next one in", it: "Ho finito: fai entrare il prossimo" }
    to_event() { en: "Back to the event", it: "Torna all'evento" }
    join() { en: "Take a place in the waiting room", it: "Entra in sala d'attesa" }
    to_room() { en: "To your place in the waiting room", it: "Vai al tuo posto in sala d'attesa" }
    opens(at) { en: "The waiting room opens on {at}", it: "La sala d'attesa apre {at}" }
    opens_detail() {
        en: "Come then, or any time before the sale begins: everyone who waits by then has the same chance.",
        it: "Vieni a quell'ora o quando vuoi prima dell'inizio della vendita: chi è in attesa ha le stesse possibilità."
    }
    is_open() { en: "The waiting room is open", it: "La sala d'attesa è aperta" }
    is_open_detail() {
        en: "More people want tickets than we can serve at once. Take a place and it will be your turn.",
        it: "Ci sono più persone di quante possiamo servirne insieme. Prendi un posto e arriverà il tuo turno."
    }
    many_join(seconds | seconds) {
        en: "Very many people are joining from your network. Try again in {seconds} second."
          | "Very many people are joining from your network. Try again in {seconds} seconds.",
        it: "Dalla tua rete si stanno mettendo in attesa moltissime persone. Riprova tra {seconds} secondo."
          | "Dalla tua rete si stanno mettendo in attesa moltissime persone. Riprova tra {seconds} secondi."
    }
    you_wait() { en: "You have a place in the waiting room", it: "Hai un posto in sala d'attesa" }
    you_may_shop(at) { en: "It's your turn: begin by {at}", it: "Tocca a te: comincia entro le {at}" }
    nothing_to_wait_for() { en: "No need to wait", it: "Non c'è da aspettare" }
    nothing_to_wait_for_text() {
        en: "The sale is open to everyone now.", it: "La vendita ora è aperta a tutti."
    }
    now_waiting(n | n) {
        en: "{n} person is waiting." | "{n} people are waiting.", it: "{n} persona in attesa." | "{n} persone in attesa."
    }

    draw_title() { en: "The draw", it: "Il sorteggio" }
    draw_lead() {
        en: "The places in this waiting room come from a number nobody could choose. Its fingerprint was published before the draw, the number itself after it, so that anyone can compute the draw again.",
        it: "I posti di questa sala d'attesa vengono da un numero che nessuno ha potuto scegliere. La sua impronta è pubblica da prima del sorteggio, il numero da dopo: chiunque può rifare il conto."
    }
    no_draw() { en: "There is no draw for this event", it: "Per questo evento non c'è un sorteggio" }
    no_draw_text() {
        en: "Its places, if one has to wait, are given in the order of arrival.",
        it: "Se c'è da aspettare, i posti vanno in ordine di arrivo."
    }
    fingerprint() { en: "Fingerprint (SHA-256 of the seed)", it: "Impronta (SHA-256 del seme)" }
    seed() { en: "Seed", it: "Seme" }
    seed_later() { en: "Published when the places are drawn", it: "Pubblicato al momento del sorteggio" }
    drawn_on() { en: "Drawn", it: "Sorteggiato" }
    to_be_drawn_on() { en: "To be drawn", it: "Da sorteggiare" }
    entries() { en: "Entries", it: "Iscritti" }
    download_list() { en: "Download all entries with their places", it: "Scarica tutti gli iscritti con i loro posti" }
    check_it() { en: "Check it yourself", it: "Controlla da te" }
    check_how() {
        en: "Order all entries by the SHA-256 of the seed followed by the entry's sixteen bytes, smallest first: the first has place 1, and so on. Ten lines of any programming language will do; the documentation has them in Python.",
        it: "Ordina gli iscritti per lo SHA-256 del seme seguito dai sedici byte dell'iscritto, dal più piccolo: il primo ha il posto 1 e così via. Bastano dieci righe di qualsiasi linguaggio; la documentazione le dà in Python."
    }
}
