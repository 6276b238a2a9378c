//! What the demo says on the shop's own pages.

domain::texts! {
    demo() { en: "This is a demo", it: "Questa è una demo" }
    sign_in_as(email, password) {
        en: "Sign in as {email} with the password {password}. The backstage page knows the people of the other roles.",
        it: "Accedi come {email} con la password {password}. La pagina dietro le quinte conosce le persone degli altri ruoli."
    }
}
