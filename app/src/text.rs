//! What is said before a face has words of its own.

domain::texts! {
    gate() { en: "Gate", it: "Ingresso" }
    style() { en: "Style", it: "Stile" }
}
