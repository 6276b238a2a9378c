//! What the pages of orders say.

domain::texts! {
    order(number) { en: "Order {number}", it: "Ordine {number}" }
    number() { en: "Number", it: "Numero" }
    buyer() { en: "Buyer", it: "Acquirente" }
    event() { en: "Event", it: "Evento" }
    tickets() { en: "Tickets", it: "Biglietti" }
    ticket() { en: "Ticket", it: "Biglietto" }
    placed() { en: "Placed", it: "Effettuato" }
    paid() { en: "Paid", it: "Pagato" }
    phone() { en: "Phone", it: "Telefono" }
    language() { en: "Language", it: "Lingua" }
    bought() { en: "Bought", it: "Acquistato" }
    kept_until() { en: "Places kept until", it: "Posti riservati fino a" }
    search_hint() { en: "Number, name, e-mail or ticket code", it: "Numero, nome, e-mail o codice del biglietto" }
    search_orders() { en: "Search orders", it: "Cerca ordini" }
    all_events() { en: "All events", it: "Tutti gli eventi" }
    all_states() { en: "All states", it: "Tutti gli stati" }
    clear() { en: "Clear", it: "Azzera" }
    no_orders() { en: "No order found", it: "Nessun ordine trovato" }
    no_orders_text() { en: "Try part of a name, or fewer filters.", it: "Prova con una parte del nome, o con meno filtri." }
    orders_found(n | n) { en: "{n} order" | "{n} orders", it: "{n} ordine" | "{n} ordini" }
    needs_a_look() { en: "Needs a look", it: "Da controllare" }
    bought_what() { en: "What was bought", it: "Che cosa è stato comprato" }
    refunded() { en: "Refunded", it: "Rimborsato" }
    no_tickets_yet() { en: "There are no tickets: it isn't paid.", it: "Non ci sono biglietti: non è pagato." }
    holder() { en: "Holder", it: "Intestatario" }
    sale_number() { en: "Sale no.", it: "Vendita n." }
    last_scan() { en: "Last scan", it: "Ultima scansione" }
    came_in(at, gate) { en: "in, {at}, {gate}", it: "entrato, {at}, {gate}" }
    went_out(at, gate) { en: "out, {at}, {gate}", it: "uscito, {at}, {gate}" }
    payment() { en: "Payment", it: "Pagamento" }
    payments() { en: "Payments", it: "Pagamenti" }
    amount() { en: "Amount", it: "Importo" }
    history() { en: "History", it: "Cronologia" }
    no_history() { en: "Nothing is written down.", it: "Non c'è nulla di annotato." }
    what_to_do() { en: "What to do", it: "Che cosa fare" }
    resend() { en: "Send the tickets", it: "Invia i biglietti" }
    send_tickets_to() { en: "Send the tickets to", it: "Invia i biglietti a" }
    empty_is_buyer(email) { en: "Empty: to {email}", it: "Vuoto: a {email}" }
    no_email() { en: "The buyer left no address.", it: "L'acquirente non ha lasciato un indirizzo." }
    refund_tickets() { en: "Refund tickets", it: "Rimborsa biglietti" }
    cancel_order() { en: "Cancel the order", it: "Annulla l'ordine" }
    refund_failed_text() {
        en: "A refund did not go through: the tickets are dead, but the money hasn't gone back yet.",
        it: "Un rimborso non è riuscito: i biglietti non valgono più, ma il denaro non è ancora tornato."
    }
    send_refund_again() { en: "Send the refund again", it: "Invia di nuovo il rimborso" }
    amount_differs_text() {
        en: "Money came that doesn't match this order: another amount, or too late. Look at its payments, agree with the buyer, then take it off the list.",
        it: "È arrivato denaro che non corrisponde a questo ordine: altro importo, o troppo tardi. Guarda i pagamenti, accordati con l'acquirente, poi toglilo dall'elenco."
    }
    looked_at_it() { en: "I have looked at it", it: "L'ho controllato" }
    which_tickets() { en: "Which tickets?", it: "Quali biglietti?" }
    numbered(ticket, number) { en: "{ticket} · no. {number}", it: "{ticket} · n. {number}" }
    was_scanned() { en: "scanned at the gate", it: "scansionato all'ingresso" }
    is_inside() { en: "is inside", it: "è dentro" }
    inside_title(n | n) {
        en: "One holder is inside" | "{n} holders are inside",
        it: "Una persona è dentro" | "{n} persone sono dentro"
    }
    inside_text(n | n) {
        en: "Their ticket was scanned in and not out. The money goes back, and the place stays taken: somebody is in it."
          | "Their tickets were scanned in and not out. The money goes back, and the places stay taken: somebody is in them.",
        it: "Il biglietto è entrato e non è uscito. Il denaro torna indietro e il posto resta occupato: c'è qualcuno."
          | "I biglietti sono entrati e non sono usciti. Il denaro torna indietro e i posti restano occupati: c'è qualcuno."
    }
    refund_though_inside(n | n) {
        en: "Refund it all the same" | "Refund them all the same",
        it: "Rimborsalo lo stesso" | "Rimborsali lo stesso"
    }
    reason_hint() { en: "The buyer reads it in an e-mail.", it: "L'acquirente lo legge in un'e-mail." }
    see_the_sum() { en: "See the sum first", it: "Prima vedi la somma" }
    back_to_order() { en: "Back to the order", it: "Torna all'ordine" }
    nothing_to_refund() { en: "No ticket of this order is valid any more", it: "Nessun biglietto di questo ordine è ancora valido" }
    nothing_to_cancel() { en: "This order has ended already", it: "Questo ordine è già concluso" }
    refund_sum() { en: "To give back", it: "Da restituire" }
    goes_back_by(gateway) { en: "The money goes back the way it came: {gateway}.", it: "Il denaro torna per la via da cui è venuto: {gateway}." }
    refund_warning(n | n) {
        en: "The ticket is refused at the gate at once and its place is on sale again. This can't be undone."
          | "The {n} tickets are refused at the gate at once and their places are on sale again. This can't be undone.",
        it: "Il biglietto è subito respinto all'ingresso e il posto torna in vendita. Non si può tornare indietro."
          | "I {n} biglietti sono subito respinti all'ingresso e i posti tornano in vendita. Non si può tornare indietro."
    }
    refund_now(sum) { en: "Refund {sum}", it: "Rimborsa {sum}" }
    leave_it() { en: "Leave it as it is", it: "Lascia com'è" }
    cancel_unpaid_text() {
        en: "It isn't paid. Its places are free again at once, and the buyer is told.",
        it: "Non è pagato. I posti tornano subito liberi, e l'acquirente viene avvisato."
    }
    cancel_paid_text(n | n, sum) {
        en: "Its ticket is refunded ({sum}) and refused at the gate; the place is on sale again. This can't be undone."
          | "Its {n} valid tickets are refunded ({sum}) and refused at the gate; their places are on sale again. This can't be undone.",
        it: "Il biglietto è rimborsato ({sum}) e respinto all'ingresso; il posto torna in vendita. Non si può tornare indietro."
          | "I {n} biglietti validi sono rimborsati ({sum}) e respinti all'ingresso; i posti tornano in vendita. Non si può tornare indietro."
    }
    cancel_now() { en: "Cancel the order for good", it: "Annulla definitivamente l'ordine" }
    the_buyer() { en: "the buyer", it: "l'acquirente" }
    by_itself() { en: "Tessera by itself", it: "Tessera da sé" }
    a_program() { en: "a program (API)", it: "un programma (API)" }
    a_colleague() { en: "a colleague", it: "un collega" }
    someone() { en: "someone", it: "qualcuno" }
    h_placed() { en: "The order was placed.", it: "L'ordine è stato effettuato." }
    h_paid() { en: "It was paid; the tickets were issued.", it: "È stato pagato; i biglietti sono stati emessi." }
    h_sold() { en: "Sold at the till for cash.", it: "Venduto alla cassa in contanti." }
    h_handed_out() { en: "Handed out at the till, for free.", it: "Consegnato alla cassa, gratis." }
    h_printed() { en: "Printed at the till.", it: "Stampato alla cassa." }
    h_resent(to) { en: "The tickets were sent to {to}.", it: "I biglietti sono stati inviati a {to}." }
    h_refunded(n | n, amount, reason) {
        en: "{n} ticket was refunded, {amount}: “{reason}”" | "{n} tickets were refunded, {amount}: “{reason}”",
        it: "{n} biglietto rimborsato, {amount}: «{reason}»" | "{n} biglietti rimborsati, {amount}: «{reason}»"
    }
    h_cancelled() { en: "The order was cancelled.", it: "L'ordine è stato annullato." }
    h_cancelled_why(reason) { en: "The order was cancelled: “{reason}”", it: "L'ordine è stato annullato: «{reason}»" }
    h_expired() { en: "Nobody paid in time; the places went back on sale.", it: "Nessuno ha pagato in tempo; i posti sono tornati in vendita." }
    h_reprinted(reason) { en: "Printed again: “{reason}”", it: "Ristampato: «{reason}»" }
    h_payment_failed() { en: "A payment failed.", it: "Un pagamento non è riuscito." }
    h_refund_failed(reason) { en: "A refund failed: {reason}", it: "Un rimborso non è riuscito: {reason}" }
    h_refund_retried() { en: "Looked at, and failed refunds were sent again.", it: "Controllato, e i rimborsi non riusciti inviati di nuovo." }
}
