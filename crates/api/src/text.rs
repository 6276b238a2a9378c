//! Every text of the API that a person may read: what went wrong, and what to do about it.

domain::texts! {
    // Titles: the kind of problem.
    not_found() { en: "Not found", it: "Non trovato" }
    not_possible() { en: "Not possible as things are", it: "Non possibile al momento" }
    not_understood() { en: "The request can't be read", it: "La richiesta non è leggibile" }
    not_complete() { en: "Some details need another look", it: "Alcuni dati vanno rivisti" }
    sign_in() { en: "A valid token is needed", it: "Serve un token valido" }
    not_allowed() { en: "This token may not do that", it: "Questo token non è autorizzato" }
    wrong_method() { en: "Not a method of this address", it: "Metodo non ammesso a questo indirizzo" }
    wrong_format() { en: "Not a format we read", it: "Formato non supportato" }
    too_large() { en: "Too large", it: "Troppo grande" }
    too_many() { en: "Too many requests", it: "Troppe richieste" }
    ours() { en: "Something broke on our side", it: "Si è guastato qualcosa da noi" }

    // Details.
    no_route() {
        en: "There is nothing at this address. The list of all addresses is at /api/v1/openapi.json.",
        it: "A questo indirizzo non c'è nulla. L'elenco degli indirizzi è in /api/v1/openapi.json."
    }
    no_such(what) { en: "There is no such {what}.", it: "Non esiste: {what}." }
    method_refused() {
        en: "The header Allow says which methods this address takes.",
        it: "L'intestazione Allow elenca i metodi ammessi."
    }
    send_json() {
        en: "Send JSON, with the header Content-Type: application/json.",
        it: "Invia JSON con l'intestazione Content-Type: application/json."
    }
    body_too_large(limit) {
        en: "A request may be at most {limit} kB long.", it: "Una richiesta può contenere al massimo {limit} kB."
    }
    bad_json(why) { en: "The body isn't as documented: {why}", it: "Il contenuto non è come documentato: {why}" }
    bad_query(why) { en: "The query isn't as documented: {why}", it: "La query non è come documentata: {why}" }
    bad_header(name) {
        en: "The header {name} can't be read.", it: "L'intestazione {name} non è leggibile."
    }
    header_missing(name) {
        en: "The header {name} is needed: 1 to 100 visible ASCII characters.",
        it: "Serve l'intestazione {name}: da 1 a 100 caratteri ASCII visibili."
    }
    null_character() {
        en: "A text has the character U+0000 in it, which can't be stored.",
        it: "Un testo contiene il carattere U+0000, che non può essere salvato."
    }
    token_missing() {
        en: "Send the header Authorization: Bearer and a token.",
        it: "Invia l'intestazione Authorization: Bearer seguita da un token."
    }
    token_unknown() {
        en: "This token is unknown or was revoked. An owner can make a new one.",
        it: "Questo token è sconosciuto o è stato revocato. Un titolare può crearne uno nuovo."
    }
    scope_missing(scope) {
        en: "The token needs the scope {scope}.", it: "Al token manca lo scope {scope}."
    }
    wait_a_little() { en: "Wait a little and try again.", it: "Attendi un momento e riprova." }
    nothing_lost() {
        en: "Nothing was changed. Try again; if it stays like this, tell us when it happened.",
        it: "Non è stato modificato nulla. Riprova; se il problema resta, dicci quando è accaduto."
    }
    see_fields() {
        en: "See 'fields' for each value that needs a correction.",
        it: "In 'fields' trovi ogni valore da correggere."
    }

    // Places.
    unknown_performance() { en: "There is no such performance on sale.", it: "Questa data non esiste o non è in vendita." }
    unknown_ticket_type() {
        en: "This performance has no such ticket type.", it: "Questa data non ha questo tipo di biglietto."
    }
    cancelled() { en: "The performance is cancelled.", it: "La data è annullata." }
    not_yet(from) { en: "Sales begin at {from}.", it: "La vendita inizia alle {from}." }
    sale_ended(at) { en: "Sales ended at {at}.", it: "La vendita è terminata alle {at}." }
    sold_out() { en: "Sold out.", it: "Esaurito." }
    all_in_carts(count | count) {
        en: "The last place is in somebody's cart; it may come back." | "The last {count} places are in other carts; some may come back.",
        it: "L'ultimo posto è in un altro carrello; potrebbe tornare libero." | "Gli ultimi {count} posti sono in altri carrelli; qualcuno potrebbe tornare libero."
    }
    not_enough(left | left) {
        en: "Only {left} place is left. Ask for fewer." | "Only {left} places are left. Ask for fewer.",
        it: "È rimasto solo {left} posto. Chiedine meno." | "Sono rimasti solo {left} posti. Chiedine meno."
    }
    none_together(places) {
        en: "There are not {places} seats free together. Ask for fewer, or for another zone.",
        it: "Non ci sono {places} posti liberi vicini. Chiedine di meno, o in un'altra zona."
    }
    seat_taken() { en: "Someone else has just taken this seat. Choose another.", it: "Il posto è appena stato preso. Scegline un altro." }
    unknown_seat() { en: "There is no such seat in this hall.", it: "Questo posto non esiste in sala." }
    seat_needed() { en: "These places are numbered: name the seats.", it: "I posti sono numerati: indica quali." }
    seat_not_expected() { en: "These places are not numbered: give a quantity.", it: "I posti non sono numerati: indica la quantità." }
    over_limit(max) { en: "At most {max} of these fit into one order.", it: "Al massimo {max} per ordine." }
    under_minimum(min) { en: "These are sold from {min} per order on.", it: "In vendita a partire da {min} per ordine." }
    code_unknown() { en: "There is no such discount code.", it: "Non c'è un codice sconto così." }
    code_not_yet() { en: "The discount code isn't valid yet.", it: "Il codice sconto non è ancora valido." }
    code_ended() { en: "The discount code isn't valid any more.", it: "Il codice sconto non è più valido." }
    code_used_up(left) {
        en: "The discount code can be used {left} more times, fewer than the cart needs.",
        it: "Il codice sconto si può usare ancora {left} volte, meno di quante ne servono."
    }
    code_fits_nothing() {
        en: "The discount code is for nothing in this cart.",
        it: "Il codice sconto non vale per niente di questo carrello."
    }
    nothing_chosen() { en: "Nothing was chosen.", it: "Non è stato scelto nulla." }
    waiting_room() {
        en: "More people want to shop than the sale carries. Take a place with POST /api/v1/rooms/(event) and come back with the pass.",
        it: "Ci sono più acquirenti di quanti la vendita ne regga. Prendi un posto con POST /api/v1/rooms/(event) e torna con il pass."
    }
    wrong_channel() { en: "These tickets are sold at the box office only.", it: "Questi biglietti si vendono solo in biglietteria." }
    busy(seconds | seconds) {
        en: "Too many ask at once. Try again in {seconds} second." | "Too many ask at once. Try again in {seconds} seconds.",
        it: "Troppe richieste insieme. Riprova tra {seconds} secondo." | "Troppe richieste insieme. Riprova tra {seconds} secondi."
    }
    too_often(seconds) {
        en: "That was too often in a short time. Ask again in {seconds} s.",
        it: "Troppe richieste in poco tempo. Riprova tra {seconds} s."
    }
    proof_needed() {
        en: "This event asks for a proof of work: solve the challenge of the performance and send it as `proof`, once for each request.",
        it: "Questo evento chiede una prova di lavoro: risolvi la sfida della data e inviala come `proof`, una per richiesta."
    }
    person_limit(max, had) {
        en: "At most {max} per person for this event, over all carts and orders; {had} are there already.",
        it: "Al massimo {max} a persona per questo evento, tra tutti i carrelli e gli ordini; {had} ci sono già."
    }

    // Carts and orders.
    cart_expired() {
        en: "Its time ran out and the places went back on sale. Claim them again.",
        it: "Il tempo è scaduto e i posti sono tornati in vendita. Richiedili di nuovo."
    }
    cart_empty() { en: "The cart is empty.", it: "Il carrello è vuoto." }
    extended_already() { en: "The time was extended once already.", it: "Il tempo è già stato prolungato una volta." }
    cart_ordered() { en: "This cart has become an order.", it: "Questo carrello è diventato un ordine." }
    price_changed(was, now) {
        en: "The price is {now} now; it was {was}. Look again and repeat.",
        it: "Il prezzo ora è {now}; era {was}. Ricontrolla e ripeti."
    }
    gateway_not_offered() { en: "This way to pay isn't offered here.", it: "Questo metodo di pagamento non è disponibile." }
    not_paid() { en: "The order isn't paid.", it: "L'ordine non è pagato." }
    paid_already() { en: "The order is paid already.", it: "L'ordine è già pagato." }
    order_ended() { en: "The order has ended.", it: "L'ordine è concluso." }
    unknown_ticket() { en: "The order has no such ticket.", it: "L'ordine non contiene questo biglietto." }
    ticket_not_valid() { en: "The ticket isn't valid any more.", it: "Il biglietto non è più valido." }
    no_valid_ticket() { en: "No ticket of the order is valid any more.", it: "Nessun biglietto dell'ordine è ancora valido." }
    holder_inside(count | count) {
        en: "The holder of one of the tickets is inside. With though_inside it is refunded all the same; its place stays taken."
          | "The holders of {count} of the tickets are inside. With though_inside they are refunded all the same; their places stay taken.",
        it: "Chi ha uno dei biglietti è dentro. Con though_inside viene rimborsato lo stesso; il posto resta occupato."
          | "Chi ha {count} dei biglietti è dentro. Con though_inside vengono rimborsati lo stesso; i posti restano occupati."
    }
    over_refund(left) { en: "Only {left} is left to refund.", it: "Si possono rimborsare ancora {left}." }
    not_refundable() { en: "This way to pay can't give money back.", it: "Con questo metodo il rimborso non è possibile." }
    reason_missing() { en: "Say why.", it: "Indica il motivo." }
    reason_too_long(max) { en: "The reason is longer than {max} characters.", it: "Il motivo supera {max} caratteri." }
    key_reused() {
        en: "This Idempotency-Key was used for another request. Make a new key for a new request.",
        it: "Questa Idempotency-Key è già stata usata per un'altra richiesta. Per una nuova richiesta usa una nuova chiave."
    }

    // Scans and printing.
    bad_nonce(max) { en: "A nonce has 1 to {max} plain characters.", it: "Un nonce ha da 1 a {max} caratteri semplici." }
    nonce_reused() {
        en: "This nonce has named another scan at this gate. Scan again with a new nonce; nobody was let in.",
        it: "Questo nonce ha già indicato un'altra scansione a questo varco. Ripeti con un nonce nuovo; nessuno è entrato."
    }
    bad_gate(max) { en: "A gate's name has 1 to {max} plain characters.", it: "Il nome di un varco ha da 1 a {max} caratteri semplici." }
    code_too_long(max) { en: "A code has at most {max} characters.", it: "Un codice ha al massimo {max} caratteri." }
    too_many_performances(max) { en: "A gate admits to at most {max} dates at once.", it: "Un varco può servire al massimo {max} date insieme." }
    scans_busy(seconds) {
        en: "Too many scans are waiting. Send this one again in {seconds} s, with the same nonce.",
        it: "Ci sono troppe scansioni in attesa. Invia di nuovo questa tra {seconds} s, con lo stesso nonce."
    }
    clock_off(now) {
        en: "The device's clock is far off. It is {now} here; set it and scan again.",
        it: "L'orologio del dispositivo non è giusto. Qui sono le {now}; regolalo e ripeti la scansione."
    }
    unknown_job() { en: "This terminal has no such print job.", it: "Questo terminale non ha questo lavoro di stampa." }
    job_printing() { en: "The job is being printed.", it: "Il lavoro è in stampa." }
    job_ended() { en: "The job has ended.", it: "Il lavoro è concluso." }
    say_what_printed() { en: "Say first what came out.", it: "Indica prima che cosa è uscito." }
    no_such_paper(papers) { en: "The job has {papers} papers.", it: "Il lavoro ha {papers} fogli." }
    webhook_refused(why) { en: "The webhook isn't believed: {why}.", it: "Il webhook non è attendibile: {why}." }

    // One field.
    missing() { en: "This is needed.", it: "Campo necessario." }
    too_long(max) { en: "At most {max} characters.", it: "Al massimo {max} caratteri." }
    too_short(min) { en: "At least {min} characters.", it: "Almeno {min} caratteri." }
    not_an_email() { en: "Not an e-mail address.", it: "Non è un indirizzo e-mail." }
    not_a_phone() { en: "Not a telephone number.", it: "Non è un numero di telefono." }
    not_a_number() { en: "Not a number.", it: "Non è un numero." }
    not_an_amount() { en: "Not an amount.", it: "Non è un importo." }
    not_a_date() { en: "Not a date.", it: "Non è una data." }
    not_a_zone() { en: "Not a time zone.", it: "Non è un fuso orario." }
    skipped_hour() { en: "The clocks skip this hour.", it: "Quest'ora viene saltata dal cambio dell'ora." }
    not_a_slug() { en: "Lower-case letters, digits and hyphens only.", it: "Solo lettere minuscole, cifre e trattini." }
    not_a_site() { en: "Not an address on the web.", it: "Non è un indirizzo web." }
    ambiguous_amount(whole, part) { en: "Either {whole} or {part}.", it: "O {whole} o {part}." }
    too_many_decimals(max) { en: "Decimals: {max} at most.", it: "Decimali: {max} al massimo." }
    after_end() { en: "This lies after the end.", it: "È dopo la fine." }
    after_sale_end() { en: "Sales have ended by then.", it: "A quell'ora le vendite sono finite." }
    out_of_range(min, max) { en: "Between {min} and {max}.", it: "Tra {min} e {max}." }
    in_the_past() { en: "This lies in the past.", it: "È nel passato." }
    before_start() { en: "This lies before the start.", it: "È prima dell'inizio." }
    after_start() { en: "This lies after the start.", it: "È dopo l'inizio." }
    already_used() { en: "Used already.", it: "Già in uso." }
    not_a_choice() { en: "Not one of the choices.", it: "Non è tra le scelte possibili." }
    below_sold(sold) { en: "{sold} are held or sold already.", it: "{sold} sono già riservati o venduti." }
    must_be_accepted() { en: "This has to be accepted.", it: "Va accettato." }
    called_off() { en: "It is cancelled and can't be moved.", it: "È annullata e non si può spostare." }
    priced_already(price) { en: "It has a price already: {price}.", it: "Ha già un prezzo: {price}." }
    not_both() { en: "Only one of the two can be said.", it: "Si può indicare solo uno dei due." }
    too_many_entries(max) { en: "There are {max} already.", it: "Ce ne sono già {max}." }
    changed_meanwhile() { en: "Someone changed this meanwhile.", it: "Qualcuno l'ha modificato nel frattempo." }
}
