//! What is said before a face has words of its own.

domain::texts! {
    style() { en: "Style", it: "Stile" }
}
