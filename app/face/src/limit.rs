//! What one address may not ask for as often as it likes, said beside the server function it is said of.
//!
//! To limit another one: [`limited!`](crate::limited) below it. The server counts ([`of`]); how often is a setting of its own.

#[doc(hidden)]
pub use leptos::server_fn::inventory;

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Passwords are guessed.
    SignIn,
    /// A bank is asked.
    Checkout,
    /// E-mails are sent to an address that somebody typed.
    FindOrders,
    /// Discount codes are guessed.
    Codes,
    /// Names are searched while guests wait, by all stewards behind one address.
    SearchGate,
}

/// A server function with its limit.
pub struct Limited {
    /// As it is asked for: `/do/shop/find`.
    pub path: &'static str,
    pub limit: Limit,
}

inventory::collect!(Limited);

/// Every server function that has a limit.
pub fn all() -> impl Iterator<Item = &'static Limited> {
    inventory::iter::<Limited>.into_iter()
}

/// The limit of the server function at this path, if it has one.
pub fn of(path: &str) -> Option<Limit> {
    all().find(|limited| limited.path == path).map(|limited| limited.limit)
}
