//! Every text on the paper of a till.

domain::texts! {
    row(row) { en: "row {row}", it: "fila {row}" }
    seat(seat) { en: "seat {seat}", it: "posto {seat}" }
    /// At the foot of a receipt of a sale.
    thank_you() { en: "Thank you, and enjoy it!", it: "Grazie, e buon divertimento!" }
    /// At the foot of a receipt of a refund.
    not_valid_any_more() {
        en: "The refunded tickets are not valid any more.",
        it: "I biglietti rimborsati non sono più validi."
    }
}
