//! What the pay page says.

domain::texts! {
    bank() { en: "Test Bank", it: "Banca di Prova" }
    not_real() {
        en: "A bank for trying things out. No money moves here.",
        it: "Una banca per fare prove. Qui non si muove denaro."
    }
    to_pay() { en: "To pay", it: "Da pagare" }
    order(number) { en: "Order {number}", it: "Ordine {number}" }
    card() { en: "Card", it: "Carta" }
    card_holder() { en: "Nobody in Particular", it: "Nessuno in Particolare" }
    what_now() { en: "What should the bank answer?", it: "Che cosa deve rispondere la banca?" }

    approve() { en: "Approve", it: "Approva" }
    approve_hint() { en: "The money is there at once.", it: "Il denaro arriva subito." }
    decline() { en: "Decline", it: "Rifiuta" }
    decline_hint() { en: "Not enough money on the card.", it: "Il credito della carta non basta." }

    odd_ways() { en: "Or in one of the odd ways banks have", it: "O in uno dei modi strani delle banche" }
    slowly() { en: "Approve, but take 10 seconds", it: "Approva, ma in 10 secondi" }
    slowly_hint() { en: "The shop waits, and learns of it.", it: "Il negozio aspetta, poi lo viene a sapere." }
    twice() { en: "Approve, and say so twice", it: "Approva, e dillo due volte" }
    twice_hint() {
        en: "Two identical messages; they must count once.",
        it: "Due messaggi uguali: devono contare una volta sola."
    }
    untold() { en: "Approve, but never say so", it: "Approva, ma non dirlo mai" }
    untold_hint() { en: "The shop has to find out by asking.", it: "Il negozio deve scoprirlo chiedendo." }
    silent() { en: "Never answer", it: "Non rispondere mai" }
    silent_hint() { en: "Nothing comes, ever. Close the page.", it: "Non arriva mai nulla. Chiudi la pagina." }
    late() { en: "Approve, but late", it: "Approva, ma in ritardo" }
    late_hint() {
        en: "Later than the hold lasts, by the demo's clock: the money comes when the places may be gone.",
        it: "Oltre la scadenza della prenotazione, secondo l'orologio della demo: il denaro arriva quando i posti potrebbero non esserci più."
    }
    minutes() { en: "Minutes until the answer", it: "Minuti prima della risposta" }
    minutes_wrong(most) {
        en: "Write a whole number of minutes from 1 to {most}.",
        it: "Scrivi un numero intero di minuti da 1 a {most}."
    }
    choice_unknown() { en: "Choose one of the answers below.", it: "Scegli una delle risposte qui sotto." }
    cancel() { en: "Cancel and go back", it: "Annulla e torna indietro" }

    state_thinking() { en: "Approved. The bank is taking its time.", it: "Approvato. La banca se la prende comoda." }
    state_silent() {
        en: "The bank keeps silent about this payment. You can close this page.",
        it: "La banca tace su questo pagamento. Puoi chiudere la pagina."
    }
    state_captured() { en: "This payment is made.", it: "Questo pagamento è fatto." }
    state_declined() { en: "This payment was declined.", it: "Questo pagamento è stato rifiutato." }
    state_expired() {
        en: "This payment was not made in time, and can't be made any more.",
        it: "Questo pagamento non è stato fatto in tempo e non si può più fare."
    }
    state_cancelled() { en: "This payment was cancelled.", it: "Questo pagamento è stato annullato." }
    back() { en: "Back to the shop", it: "Torna al negozio" }

    unknown_heading() { en: "No such payment", it: "Pagamento inesistente" }
    unknown() {
        en: "The bank knows no payment at this address. Go back to the shop and start again from your order.",
        it: "La banca non conosce pagamenti a questo indirizzo. Torna al negozio e ricomincia dal tuo ordine."
    }
    closed_heading() { en: "The bank is closed", it: "La banca è chiusa" }
    closed() {
        en: "It can't take payments at the moment. Your order is kept while its time runs; try again shortly.",
        it: "Al momento non può ricevere pagamenti. Il tuo ordine resta valido finché ha tempo: riprova tra poco."
    }
    trouble_heading() { en: "The answer was not kept", it: "La risposta non è stata registrata" }
    trouble() {
        en: "The bank could not write to its disk. Nothing has changed; try again.",
        it: "La banca non è riuscita a scrivere sul disco. Nulla è cambiato: riprova."
    }
}
