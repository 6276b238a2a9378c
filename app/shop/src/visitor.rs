//! Whoever makes a request, as the guard counts them: the number of chance in the visitor's cookie.

use face::visitor::known_visitor;

/// Whoever makes this request; they get a cookie where they have none.
pub fn visitor() -> String {
    known_visitor().id.map(|id| id.0.simple().to_string()).unwrap_or_default()
}
