//! What the pages on fair sales say.

domain::texts! {
    fair() { en: "Fair sale", it: "Vendita equa" }
    shop_title() { en: "Fair sales", it: "Vendite eque" }
    shop_link() { en: "Settings of the whole shop", it: "Impostazioni di tutto il negozio" }
    event_intro() {
        en: "For mornings when more people come than there are places. As it stands, nobody is held back in normal life.",
        it: "Per le mattine in cui arrivano più persone dei posti. Così com'è, nella vita normale nessuno viene rallentato."
    }
    shop_intro() {
        en: "These hold for every event that has no settings of its own.",
        it: "Valgono per ogni evento che non ha impostazioni proprie."
    }
    whose() { en: "Which settings hold for this event?", it: "Quali impostazioni valgono per questo evento?" }
    as_shop() { en: "Those of the whole shop", it: "Quelle di tutto il negozio" }
    as_shop_hint(now) { en: "Now: {now}. What is chosen below is not looked at.", it: "Ora: {now}. Le scelte qui sotto non contano." }
    its_own() { en: "Its own", it: "Le sue" }
    its_own_hint() { en: "What is chosen below.", it: "Le scelte qui sotto." }
    room_short() { en: "waiting room:", it: "sala d'attesa:" }
    proof_short() { en: "proof of work:", it: "prova di lavoro:" }
    person_max_said(max | max) { en: "{max} place a person" | "{max} places a person", it: "{max} posto a persona" | "{max} posti a persona" }
    person_max_none() { en: "no limit a person", it: "nessun limite a persona" }

    room() { en: "Waiting room", it: "Sala d'attesa" }
    room_text() {
        en: "People wait their turn instead of fighting with a slow page. Places in the queue are drawn when the sale begins; who comes later stands behind.",
        it: "Si aspetta il proprio turno invece di lottare con una pagina lenta. I posti in coda si sorteggiano all'apertura delle vendite; chi arriva dopo si mette in fondo."
    }
    room_question() { en: "When is it open?", it: "Quando è aperta?" }
    room_off_hint() { en: "Everybody goes straight to the tickets.", it: "Tutti vanno subito ai biglietti." }
    room_scheduled_hint() { en: "From the time below people may wait for the sale to begin.", it: "Dall'ora indicata sotto si può aspettare l'apertura delle vendite." }
    room_auto_hint() { en: "When more people shop at once than the number below.", it: "Quando acquistano insieme più persone del numero qui sotto." }
    opens_at() { en: "Opens for waiting", it: "Si può aspettare dal" }
    opens_at_hint(zone) { en: "For a set time. On the clock of {zone}.", it: "Per un'ora stabilita. Orologio di {zone}." }
    shoppers_max() { en: "Shop at the same time", it: "Acquistano insieme" }
    shoppers_hint() { en: "How many at most, while the room is open.", it: "Quanti al massimo, mentre la sala è aperta." }

    proof() { en: "Proof of work", it: "Prova di lavoro" }
    proof_text() {
        en: "The buyer's device computes for a moment while the buyer chooses: no puzzle, no pictures, no other company. A person doesn't notice; a thousand robots pay for it. Without JavaScript one waits a few seconds instead.",
        it: "Il dispositivo calcola un momento mentre l'acquirente sceglie: nessun rompicapo, nessuna immagine, nessun'altra azienda. Una persona non se ne accorge; mille robot la pagano. Senza JavaScript si aspetta qualche secondo."
    }
    proof_question() { en: "When is it asked for?", it: "Quando viene chiesta?" }
    proof_off_hint() { en: "Nothing is asked of anybody.", it: "Non si chiede niente a nessuno." }
    proof_busy_hint() { en: "Only while many ask for places at the same time; harder with the crowd.", it: "Solo mentre molti chiedono posti insieme; più dura con la folla." }
    proof_always_hint() { en: "Of every request for places, those by programs too.", it: "Per ogni richiesta di posti, anche dei programmi." }

    limits() { en: "Limits", it: "Limiti" }
    person_max() { en: "Places a person", it: "Posti a persona" }
    person_max_hint() {
        en: "Over all carts and orders of this event. A person is a browser, and later an e-mail address, however it is written. Empty: no limit. The box office isn't counted.",
        it: "Tra tutti i carrelli e gli ordini dell'evento. Una persona è un browser e poi un indirizzo e-mail, comunque sia scritto. Vuoto: nessun limite. La biglietteria non conta."
    }
    visitor_per_minute() { en: "Requests a minute, one visitor", it: "Richieste al minuto, un visitatore" }
    visitor_hint() { en: "For places, by one browser. Usual: 30.", it: "Di posti, da un browser. Di solito: 30." }
    address_per_minute() { en: "Requests a minute, one address", it: "Richieste al minuto, un indirizzo" }
    address_hint() {
        en: "For places, from one internet address: a whole school may share one. Usual: 120.",
        it: "Di posti, da un indirizzo internet: una scuola intera può averne uno. Di solito: 120."
    }

    off() { en: "never", it: "mai" }
    scheduled() { en: "from a set time", it: "da un'ora stabilita" }
    by_itself() { en: "by itself", it: "da sola" }
    busy() { en: "while it is busy", it: "quando c'è folla" }
    always() { en: "always", it: "sempre" }
}
