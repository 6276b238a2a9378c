//! What the pages of people, tokens, tills and venues say.

domain::texts! {
    people() { en: "People", it: "Persone" }
    role() { en: "Role", it: "Ruolo" }
    role_of(name) { en: "Role of {name}", it: "Ruolo di {name}" }
    access() { en: "Access", it: "Accesso" }
    you() { en: "you", it: "tu" }
    remove() { en: "Remove", it: "Rimuovi" }
    remove_text(name) { en: "{name} loses access at once. What they did stays written down.", it: "{name} perde subito l'accesso. Ciò che ha fatto resta annotato." }
    remove_sure() { en: "Remove for good", it: "Rimuovi definitivamente" }
    add_person() { en: "Add someone", it: "Aggiungi qualcuno" }
    first_password() { en: "First password", it: "Prima password" }
    password_hint() {
        en: "At least 10 characters. Not needed for someone who has an account; they keep theirs.",
        it: "Almeno 10 caratteri. Non serve a chi ha già un account: tiene la sua."
    }
    what_roles_may() { en: "What roles may do", it: "Che cosa possono fare i ruoli" }
    tokens() { en: "API tokens", it: "Token API" }
    may() { en: "May do", it: "Può fare" }
    made() { en: "Made", it: "Creato" }
    by(name) { en: "by {name}", it: "da {name}" }
    revoke() { en: "Revoke", it: "Revoca" }
    revoke_text() { en: "Programs that use it are refused within seconds. This can't be undone.", it: "I programmi che lo usano sono respinti entro pochi secondi. Non si può tornare indietro." }
    revoke_sure() { en: "Revoke for good", it: "Revoca definitivamente" }
    revoked(at) { en: "revoked {at}", it: "revocato {at}" }
    new_token() { en: "Your new token", it: "Il tuo nuovo token" }
    new_token_text() {
        en: "Copy it now: it is shown this once and kept nowhere in words.",
        it: "Copialo ora: è mostrato solo questa volta e non è conservato in chiaro."
    }
    no_tokens() { en: "No tokens yet", it: "Ancora nessun token" }
    no_tokens_text() { en: "A token lets a program of yours work with the API.", it: "Un token permette a un tuo programma di usare l'API." }
    make_token() { en: "Make a token", it: "Crea un token" }
    token_name_hint() { en: "What uses it: “Website”, “North gate scanners”.", it: "Chi lo usa: «Sito web», «Lettori ingresso nord»." }
    till() { en: "Till", it: "Cassa" }
    terminal() { en: "Terminal", it: "Terminale" }
    printer() { en: "Printer", it: "Stampante" }
    last_seen() { en: "Last heard of", it: "Ultimo contatto" }
    never() { en: "never", it: "mai" }
    no_terminal() { en: "none: nothing is printed here", it: "nessuno: qui non si stampa" }
    no_tills() { en: "No tills yet", it: "Ancora nessuna cassa" }
    no_tills_text() { en: "An owner can add one here.", it: "Un titolare può aggiungerne una qui." }
    no_tills_owner() {
        en: "Add the first one below. The terminal beside its printer comes after; without one a till sells and prints nothing.",
        it: "Aggiungi la prima qui sotto. Il terminale accanto alla stampante viene dopo; senza, la cassa vende ma non stampa."
    }
    rename_till_hint() { en: "Receipts printed from now on have it.", it: "Comparirà sugli scontrini stampati da ora." }
    add_till() { en: "Add a till", it: "Aggiungi una cassa" }
    till_name_hint() { en: "Where it stands: “Foyer”. It is printed on receipts.", it: "Dove si trova: «Foyer». È stampato sugli scontrini." }
    set_up() { en: "Set-up", it: "Configurazione" }
    add_terminal() { en: "Add a terminal", it: "Aggiungi un terminale" }
    change_terminal() { en: "New token, withdraw", it: "Nuovo token, ritiro" }
    renew_terminal() { en: "Make a new token", it: "Crea un nuovo token" }
    renew_terminal_text() {
        en: "For another machine, or when the token is lost. The old one is refused at once; what waits to be printed stays.",
        it: "Per un'altra macchina, o se il token è perso. Il vecchio è respinto subito; ciò che attende la stampa resta."
    }
    withdraw_terminal() { en: "Withdraw the terminal", it: "Ritira il terminale" }
    withdraw_terminal_text() {
        en: "Or the till prints nothing any more. What waits to be printed is cancelled; it can be printed again later.",
        it: "Oppure la cassa non stampa più. Ciò che attende la stampa è annullato; si può ristampare in seguito."
    }
    new_terminal(till) { en: "The terminal of “{till}” is ready to be started", it: "Il terminale di «{till}» è pronto per l'avvio" }
    new_terminal_text() {
        en: "Type this on the machine beside the printer. It has the terminal's token in it, which is shown this once and kept nowhere in words.",
        it: "Scrivi questo sulla macchina accanto alla stampante. Contiene il token del terminale, mostrato solo questa volta e non conservato in chiaro."
    }
    new_terminal_printer() {
        en: "In place of 192.168.1.40 write your printer's address. “terminal --help” says the rest, such as the printer models.",
        it: "Al posto di 192.168.1.40 scrivi l'indirizzo della tua stampante. «terminal --help» dice il resto, ad esempio i modelli di stampante."
    }
    open_till() { en: "Open the till", it: "Apri la cassa" }
    venue() { en: "Venue", it: "Luogo" }
    city() { en: "Town", it: "Città" }
    street() { en: "Street and number", it: "Via e numero" }
    country() { en: "Country", it: "Paese" }
    directions() { en: "How to get there", it: "Come arrivare" }
    directions_hint() { en: "For wheelchair users too.", it: "Anche per chi è in sedia a rotelle." }
    no_venues() { en: "No venues yet", it: "Ancora nessun luogo" }
    no_venues_text() { en: "A venue is added with the first event, or here.", it: "Un luogo si aggiunge con il primo evento, o qui." }
    new_venue() { en: "New venue", it: "Nuovo luogo" }
    seat_maps() { en: "Seat maps", it: "Piante" }
    no_maps() { en: "none", it: "nessuna" }
    maps_hint() {
        en: "A map's seats are never changed, because sold tickets name them. Draw a new one for another layout.",
        it: "I posti di una pianta non cambiano mai, perché i biglietti venduti li nominano. Per un'altra disposizione disegnane una nuova."
    }
    rename() { en: "Rename", it: "Rinomina" }
    rename_or_delete() { en: "Rename or delete", it: "Rinomina o elimina" }
    delete_map() { en: "Delete the map", it: "Elimina la pianta" }
    delete_map_text() { en: "Only while no date is on it.", it: "Solo finché nessuna data la usa." }
    delete_venue() { en: "Delete the venue", it: "Elimina il luogo" }
    delete_venue_text() {
        en: "With its maps, and only while nothing takes place or ever took place there.",
        it: "Con le sue piante, e solo se non vi si tiene né si è mai tenuto nulla."
    }
    delete_sure() { en: "Delete for good", it: "Elimina definitivamente" }
    new_map() { en: "Draw a seat map", it: "Disegna una pianta" }
    map_name() { en: "Name of the map", it: "Nome della pianta" }
    map_intro() {
        en: "Say each zone in a few words: how many rows of how many seats, or how many people stand. Zones left empty are left out.",
        it: "Descrivi ogni settore in poche parole: quante file di quanti posti, o quante persone in piedi. I settori vuoti si ignorano."
    }
    stage() { en: "Word on the stage", it: "Parola sul palco" }
    draw() { en: "Draw it", it: "Disegna" }
    one_more_zone() { en: "One more zone", it: "Un settore in più" }
    zone_number(n) { en: "Zone {n}", it: "Settore {n}" }
    zone_kind() { en: "Kind", it: "Tipo" }
    seated() { en: "Numbered seats", it: "Posti numerati" }
    standing() { en: "Standing, or free seating", it: "In piedi o posti liberi" }
    standing_only() { en: "Without numbered seats only.", it: "Solo senza posti numerati." }
    rows() { en: "Rows", it: "File" }
    seats_per_row() { en: "Seats per row", it: "Posti per fila" }
    finer() { en: "Aisles, curve, wheelchair spaces, side", it: "Corridoi, curva, posti per sedie a rotelle, lato" }
    widening() { en: "Seats more with each row", it: "Posti in più a ogni fila" }
    aisles() { en: "Aisles", it: "Corridoi" }
    curve() { en: "Curve, 0 to 3", it: "Curva, da 0 a 3" }
    wheelchairs() { en: "Wheelchair spaces", it: "Posti per sedie a rotelle" }
    restricted() { en: "Restricted view, each end", it: "Visibilità limitata, ai lati" }
    side() { en: "Where it lies", it: "Dove si trova" }
    side_front() { en: "In front of the stage", it: "Davanti al palco" }
    side_north() { en: "North of the pitch", it: "A nord del campo" }
    side_east() { en: "East of the pitch", it: "A est del campo" }
    side_south() { en: "South of the pitch", it: "A sud del campo" }
    side_west() { en: "West of the pitch", it: "A ovest del campo" }
}
