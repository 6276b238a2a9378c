//! Every text of an e-mail.

domain::texts! {
    hello() { en: "Hello,", it: "Ciao," }
    hello_name(name) { en: "Hello {name},", it: "Ciao {name}," }

    confirmed_subject(event) { en: "Your tickets for {event}", it: "I tuoi biglietti per {event}" }
    confirmed_subject_several(number) { en: "Your tickets, order {number}", it: "I tuoi biglietti, ordine {number}" }
    confirmed_heading() { en: "Your tickets are here", it: "Ecco i tuoi biglietti" }
    confirmed_body(number) {
        en: "thank you for your order {number}. Your tickets are attached as a PDF, and on the page of your order: open it at the entrance and show the code.",
        it: "grazie per il tuo ordine {number}. Trovi i biglietti nel PDF allegato e nella pagina dell'ordine: aprila all'ingresso e mostra il codice."
    }
    resent_heading() { en: "Your tickets once more", it: "Di nuovo i tuoi biglietti" }
    resent_body(number) {
        en: "here are the tickets of order {number} again, attached as a PDF. They are the same tickets: each code still lets one person in, once.",
        it: "ecco di nuovo i biglietti dell'ordine {number}, nel PDF allegato. Sono gli stessi biglietti: ogni codice vale per una persona, una volta sola."
    }
    open_order() { en: "Open your order", it: "Apri il tuo ordine" }
    keep_link() {
        en: "Whoever has this link can use the tickets, so share it only with the people who come with you.",
        it: "Chi ha questo link può usare i biglietti: condividilo solo con chi viene con te."
    }

    refunded_subject(amount, number) { en: "{amount} refunded, order {number}", it: "Rimborso di {amount}, ordine {number}" }
    refunded_heading() { en: "Your refund is on its way", it: "Il tuo rimborso è in arrivo" }
    refunded_body(amount, number) {
        en: "we are refunding {amount} of your order {number}, the way you paid. Depending on your bank it can take a few days to arrive.",
        it: "ti stiamo rimborsando {amount} del tuo ordine {number}, con lo stesso metodo di pagamento. A seconda della banca possono servire alcuni giorni."
    }
    refunded_tickets(n | n) {
        en: "This ticket is no longer valid:" | "These {n} tickets are no longer valid:",
        it: "Questo biglietto non è più valido:" | "Questi {n} biglietti non sono più validi:"
    }
    refunded_sum() { en: "Refunded", it: "Rimborsato" }
    reason(reason) { en: "The reason given: {reason}", it: "Motivo indicato: {reason}" }

    cancelled_subject(number) { en: "Order {number} is cancelled", it: "L'ordine {number} è annullato" }
    cancelled_heading() { en: "Your order is cancelled", it: "Il tuo ordine è annullato" }
    cancelled_body(number) {
        en: "order {number} is cancelled. Its tickets are no longer valid.",
        it: "l'ordine {number} è annullato. I suoi biglietti non sono più validi."
    }
    cancelled_refund(amount) {
        en: "We are refunding {amount}, the way you paid. Depending on your bank it can take a few days to arrive.",
        it: "Ti stiamo rimborsando {amount}, con lo stesso metodo di pagamento. A seconda della banca possono servire alcuni giorni."
    }
    cancelled_nothing_paid() { en: "Nothing was charged.", it: "Non ti è stato addebitato nulla." }

    called_off_subject(what) { en: "Cancelled: {what}", it: "Annullato: {what}" }
    called_off_heading() { en: "It does not take place", it: "Lo spettacolo non si tiene" }
    called_off_body(number) {
        en: "we are sorry: what you have tickets for in order {number} is cancelled. The tickets let nobody in.",
        it: "ci dispiace: ciò per cui hai biglietti nell'ordine {number} è stato annullato. I biglietti non fanno entrare nessuno."
    }
    called_off_price() {
        en: "What you paid is not refunded by itself: the organizer decides when and how, and a refund goes back the way you paid. To ask about yours, answer this e-mail.",
        it: "Quanto hai pagato non viene rimborsato in automatico: decide l'organizzatore quando e come, e un rimborso torna con il metodo di pagamento usato. Per chiedere del tuo, rispondi a questa e-mail."
    }

    moved_subject(what) { en: "Another date or place: {what}", it: "Cambia data o luogo: {what}" }
    moved_heading() { en: "The date or the place has changed", it: "È cambiata la data o il luogo" }
    moved_body(number) {
        en: "what you have tickets for in order {number} is at another time or place now. Your tickets stay valid as they are; here is what counts from now on.",
        it: "ciò per cui hai biglietti nell'ordine {number} ora è in un altro momento o in un altro luogo. I biglietti restano validi così come sono; ecco che cosa vale da adesso."
    }
    moved_before(when, place) { en: "Before: {when}, {place}.", it: "Prima: {when}, {place}." }
    moved_local_time(zone) { en: "All times are local: {zone}.", it: "Gli orari sono locali: {zone}." }
    at_local_time(when, zone) { en: "{when} ({zone})", it: "{when} ({zone})" }
    moved_calendar() {
        en: "Attached are your tickets as they read now, and a calendar file: open it, and the entry in your calendar moves along. If you can't come then, answer this e-mail.",
        it: "In allegato trovi i biglietti aggiornati e un file per il calendario: aprilo, e l'appuntamento si sposta. Se così non puoi venire, rispondi a questa e-mail."
    }

    /// Why somebody gets what the organizer wrote.
    announcement_why(number) {
        en: "You get this e-mail because you have tickets of order {number}.",
        it: "Ricevi questo messaggio perché hai biglietti dell'ordine {number}."
    }
    announcement_trial() {
        en: "This is a trial: only you got it. Buyers also see their tickets here and the way to their order.",
        it: "Questa è una prova: l'hai ricevuta solo tu. Gli acquirenti vedono qui anche i loro biglietti e il link all'ordine."
    }
    address_subject(number) { en: "Order {number} has another e-mail address now", it: "L'ordine {number} ha ora un altro indirizzo e-mail" }
    address_heading() { en: "Another e-mail address", it: "Un altro indirizzo e-mail" }
    address_body(number) {
        en: "order {number} was made with this e-mail address. We have corrected it: e-mails about the order go to another address now.",
        it: "l'ordine {number} è stato fatto con questo indirizzo e-mail. L'abbiamo corretto: i messaggi sull'ordine vanno ora a un altro indirizzo."
    }
    address_wrong() {
        en: "If you asked for that, or have no order with us, there is nothing to do. If it is your order and you did not ask for it, answer this e-mail.",
        it: "Se l'hai chiesto, o non hai ordini da noi, non devi fare nulla. Se l'ordine è tuo e non l'hai chiesto, rispondi a questa e-mail."
    }

    late_subject(number) { en: "Order {number}: your payment came too late and goes back", it: "Ordine {number}: il pagamento è arrivato tardi e ti viene restituito" }
    late_heading() { en: "Your places were gone", it: "I tuoi posti non c'erano più" }
    late_body(number) {
        en: "your payment of order {number} arrived after your places had been released, and someone else has taken them. We are sorry. You have no tickets from this order.",
        it: "il pagamento dell'ordine {number} è arrivato dopo che i posti erano stati liberati, e qualcun altro li ha presi. Ci dispiace. Con questo ordine non hai biglietti."
    }
    late_goes_back() { en: "Your payment goes back", it: "Il pagamento ti viene restituito" }
    late_cancelled_body(number) {
        en: "order {number} had been cancelled when your payment arrived. You have no tickets from this order, and get the whole sum back.",
        it: "quando è arrivato il pagamento, l'ordine {number} era già stato annullato. Con questo ordine non hai biglietti e ti viene restituito l'intero importo."
    }
    late_called_off_body(number) {
        en: "what you ordered with number {number} was cancelled before your payment arrived. You have no tickets from this order, and get the whole sum back.",
        it: "ciò che hai ordinato con il numero {number} è stato annullato prima che arrivasse il pagamento. Con questo ordine non hai biglietti e ti viene restituito l'intero importo."
    }
    look_again() { en: "See what is still free", it: "Vedi che cosa c'è ancora" }

    find_subject() { en: "Your orders", it: "I tuoi ordini" }
    find_heading() { en: "Here are your orders", it: "Ecco i tuoi ordini" }
    find_none_heading() { en: "No orders with this address", it: "Nessun ordine con questo indirizzo" }
    find_body(n | n) {
        en: "someone, probably you, asked for the tickets bought with this e-mail address. There is {n} order:" | "someone, probably you, asked for the tickets bought with this e-mail address. There are {n} orders:",
        it: "qualcuno, probabilmente tu, ha chiesto i biglietti acquistati con questo indirizzo. C'è {n} ordine:" | "qualcuno, probabilmente tu, ha chiesto i biglietti acquistati con questo indirizzo. Ci sono {n} ordini:"
    }
    find_none() {
        en: "someone, probably you, asked for the tickets bought with this e-mail address. No order was made with it. Perhaps another address was used?",
        it: "qualcuno, probabilmente tu, ha chiesto i biglietti acquistati con questo indirizzo. Non risulta nessun ordine. Forse ne è stato usato un altro?"
    }
    find_order(number) { en: "Order {number}", it: "Ordine {number}" }
    not_you() { en: "If it wasn't you, there is nothing to do.", it: "Se non sei stato tu, non devi fare nulla." }

    doors(time) { en: "doors {time}", it: "porte {time}" }
    quantity(count, what) { en: "{count} × {what}", it: "{count} × {what}" }
    fees() { en: "Fees", it: "Commissioni" }
    total() { en: "Total", it: "Totale" }
    /// The rate is in percent, in the numbers of the language.
    tax_included(rate) { en: "Tax included ({rate} %)", it: "IVA inclusa ({rate} %)" }
    free() { en: "Free", it: "Gratuito" }
    questions(email) { en: "Questions? Answer this e-mail or write to {email}.", it: "Domande? Rispondi a questa e-mail o scrivi a {email}." }
    sent_with() { en: "Sent with Tessera", it: "Inviato con Tessera" }
}
