//! The gate's words.

domain::texts! {
    gate() { en: "Gate", it: "Varco" }
    sign_in_to_scan() { en: "Sign in to scan", it: "Accedi per controllare i biglietti" }
    sign_out() { en: "Sign out", it: "Esci" }
    sign_out_waits() {
        en: "There is no network: you can sign out once it is back.",
        it: "Non c'è rete: potrai uscire appena torna."
    }
    may_not_scan() { en: "This account can't scan", it: "Questo account non può controllare i biglietti" }
    may_not_scan_text(name) {
        en: "{name}, ask a manager for the role of steward, or sign in as someone else.",
        it: "{name}, chiedi a un responsabile il ruolo di addetto al varco oppure accedi con un altro account."
    }
    scan_for(organizer) { en: "Scan for {organizer}", it: "Controlla per {organizer}" }
    someone_else() { en: "Sign in as someone else", it: "Accedi con un altro account" }
    cannot_open() { en: "The gate can't be opened right now", it: "In questo momento il varco non si apre" }
    cannot_open_text() { en: "The server did not answer. Try again in a moment.", it: "Il server non ha risposto. Riprova fra un momento." }

    set_up() { en: "Set up this gate", it: "Prepara questo varco" }
    gate_name() { en: "Name of the gate", it: "Nome del varco" }
    gate_name_hint() { en: "As people on the radio call it: North, Door 2.", it: "Come lo chiamate alla radio: Nord, Porta 2." }
    gate_name_needed() { en: "Give the gate a name of at most 60 letters.", it: "Dai al varco un nome di al massimo 60 lettere." }
    dates() { en: "Lets in to", it: "Fa entrare a" }
    dates_needed() { en: "Tick the dates this gate lets in to.", it: "Scegli le date a cui fa entrare questo varco." }
    date_cancelled() { en: "cancelled", it: "annullata" }
    no_dates() { en: "Nothing takes place in the next two days.", it: "Nei prossimi due giorni non c'è niente in programma." }
    direction() { en: "Direction", it: "Direzione" }
    way_in() { en: "In", it: "Entrata" }
    way_out() { en: "Out", it: "Uscita" }
    start() { en: "Start scanning", it: "Inizia il controllo" }
    change() { en: "Change gate", it: "Cambia varco" }

    aim() { en: "Point the camera at the code, or use a hand scanner.", it: "Inquadra il codice con la fotocamera o usa un lettore." }
    no_camera() {
        en: "No camera here. A hand scanner or the search below works all the same.",
        it: "Qui non c'è una fotocamera. Funzionano comunque un lettore o la ricerca qui sotto."
    }
    camera_refused() {
        en: "The camera is not allowed. Allow it in the browser's settings for this site, then start again.",
        it: "La fotocamera non è permessa. Permettila nelle impostazioni del browser per questo sito e ricomincia."
    }
    torch() { en: "Torch", it: "Torcia" }
    other_camera() { en: "Other camera", it: "Altra fotocamera" }
    type_code() { en: "Code by hand or scanner", it: "Codice a mano o con lettore" }
    check() { en: "Check", it: "Controlla" }
    find() { en: "Find by name or order", it: "Cerca per nome o ordine" }
    /// Of what was found, for whoever doesn't see it.
    found(count | count) { en: "{count} ticket found" | "{count} tickets found", it: "{count} biglietto trovato" | "{count} biglietti trovati" }
    find_hint() { en: "At least two letters of the name or the order number", it: "Almeno due lettere del nome o del numero d'ordine" }
    search() { en: "Search", it: "Cerca" }
    nobody_found() { en: "No valid ticket by that name here.", it: "Nessun biglietto valido con questo nome per questo varco." }
    let_in() { en: "Let in", it: "Fai entrare" }
    let_out() { en: "Let out", it: "Fai uscire" }
    /// The name of such a button for who doesn't see its row.
    button_for(what, who, ticket) { en: "{what}: {who}, {ticket}", it: "{what}: {who}, {ticket}" }
    ticket_number(number) { en: "No. {number}", it: "N. {number}" }
    in_since(at, gate) { en: "In since {at}, gate {gate}", it: "Dentro dalle {at}, varco {gate}" }
    scanned() { en: "Scanned", it: "Scansionato" }
    more_letters() { en: "Type at least two letters.", it: "Scrivi almeno due lettere." }
    could_not_search() {
        en: "There is no answer from the network, so nothing was searched. Search again in a moment, or scan the code.",
        it: "La rete non risponde, quindi la ricerca non è stata fatta. Riprova fra un momento o leggi il codice."
    }
    no_name() { en: "No name", it: "Senza nome" }

    inside() { en: "inside", it: "dentro" }
    of_expected(count) { en: "of {count}", it: "su {count}" }
    counts(entries, exits, refused) {
        en: "{entries} in · {exits} out · {refused} refused",
        it: "entrate: {entries} · uscite: {exits} · respinti: {refused}"
    }
    next() { en: "Next", it: "Avanti" }

    admitted() { en: "Admitted", it: "Entra" }
    left() { en: "Goodbye", it: "Arrivederci" }
    already_used() { en: "Already used", it: "Già usato" }
    refused() { en: "Not admitted", it: "Non entra" }
    scan_again() { en: "All gates are busy at this moment. Scan again.", it: "In questo momento tutti i varchi sono occupati. Ripeti la scansione." }
    not_read() { en: "The server could not read this scan. Scan the ticket again.", it: "Il server non ha potuto leggere questa scansione. Ripeti la scansione del biglietto." }
    not_this_scan() {
        en: "This device mixed up two scans. Scan this ticket again.",
        it: "Questo dispositivo ha confuso due scansioni. Ripeti la scansione di questo biglietto."
    }
    attention() { en: "One moment", it: "Un momento" }
    used_at(at, gate) { en: "Came in at {at}, gate {gate}", it: "Entrato alle {at}, varco {gate}" }
    left_at(at, gate) { en: "Went out at {at}, gate {gate}", it: "Uscito alle {at}, varco {gate}" }
    from_age(age) { en: "From {age} years", it: "Da {age} anni" }
    clock_off() {
        en: "This device's clock is wrong. Set it in the device's settings, then scan again.",
        it: "L'orologio di questo dispositivo è sbagliato. Regolalo nelle impostazioni e ripeti."
    }
    set_up_again() { en: "Set up this gate again, then scan.", it: "Prepara di nuovo questo varco e ripeti." }
    checking() { en: "Checking…", it: "Controllo…" }
    hold_guest(guest) {
        en: "Waiting for the network. Hold this guest, number {guest}: the answer comes by itself.",
        it: "Attesa della rete. Fai aspettare l'ospite, il numero {guest}: la risposta arriva da sola."
    }
    hold_guests(first, last) {
        en: "Waiting for the network. Hold these guests, numbers {first} to {last}: the answers come by themselves.",
        it: "Attesa della rete. Fai aspettare questi ospiti, dal numero {first} al {last}: le risposte arrivano da sole."
    }
    late_answers() { en: "For the guests you held", it: "Per gli ospiti in attesa" }
    guest_is(guest, verdict) { en: "Number {guest}: {verdict}", it: "Numero {guest}: {verdict}" }
    still_waiting(guest) { en: "Number {guest} still waits", it: "Il numero {guest} aspetta ancora" }
    all_told() { en: "All of them have been told", it: "Lo sanno tutti" }
    no_entry() { en: "No entry was scanned.", it: "Nessun ingresso registrato." }
    not_inside() { en: "Not inside", it: "Non risulta dentro" }
    opened_offline() { en: "Opened without a network", it: "Aperto senza rete" }
    opened_offline_text() {
        en: "The gate is as it was set up last. Scans are kept on this device and answered when the network is back.",
        it: "Il varco è come era stato preparato. Le scansioni restano su questo dispositivo e hanno risposta quando torna la rete."
    }
    never_set_up_text() {
        en: "This device has not been set up as a gate yet, and that takes a network. It goes on by itself once there is one.",
        it: "Questo dispositivo non è ancora stato preparato come varco, e per farlo serve la rete. Appena c'è, riparte da solo."
    }
    not_sent(count | count) {
        en: "{count} scan isn't sent yet. It stays on this device, also when you sign out, and is sent after the next sign-in."
          | "{count} scans aren't sent yet. They stay on this device, also when you sign out, and are sent after the next sign-in.",
        it: "{count} scansione non è ancora inviata. Resta su questo dispositivo, anche se esci, e parte dopo il prossimo accesso."
          | "{count} scansioni non sono ancora inviate. Restano su questo dispositivo, anche se esci, e partono dopo il prossimo accesso."
    }
    not_sent_of(count | count, organizer) {
        en: "{count} scan for {organizer} waits until somebody who scans for it signs in here."
          | "{count} scans for {organizer} wait until somebody who scans for it signs in here.",
        it: "{count} scansione per {organizer} aspetta che acceda qui chi controlla per questo organizzatore."
          | "{count} scansioni per {organizer} aspettano che acceda qui chi controlla per questo organizzatore."
    }
    signed_out() { en: "Sign in again to go on.", it: "Accedi di nuovo per continuare." }
}
