//! What a buyer reads about a payment.

domain::texts! {
    insufficient_funds() {
        en: "The bank said there is not enough money on this card. Nothing was taken; try another card.",
        it: "La banca dice che il credito di questa carta non basta. Nulla è stato addebitato: prova un'altra carta."
    }
    declined() {
        en: "The bank declined the payment. Nothing was taken; try again or use another card.",
        it: "La banca ha rifiutato il pagamento. Nulla è stato addebitato: riprova o usa un'altra carta."
    }
    expired() {
        en: "The payment was not finished in time. Nothing was taken; you can start again.",
        it: "Il pagamento non è stato concluso in tempo. Nulla è stato addebitato: puoi ricominciare."
    }
}
