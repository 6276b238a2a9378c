//! What a cashier does, each as one server function. Whoever is signed in asks; the flows decide.

pub mod cart;
pub mod counter;
pub mod orders;
pub mod print;
pub mod sell;

#[cfg(feature = "ssr")]
mod view;

#[cfg(feature = "ssr")]
use {
    crate::refusal::{CounterRefusal, TillError},
    base::Failure,
    domain::role::Permission,
    domain::till::TillRefusal,
    face::error::FaceError,
};

/// Who asks, who must be allowed to sell.
#[cfg(feature = "ssr")]
pub(crate) async fn seller() -> Result<base::Actor, FaceError> {
    let actor = face::request::actor().await?;
    if actor.may(Permission::Sell) { Ok(actor) } else { Err(FaceError::NotAllowed) }
}

/// What the counter refused, for the page to say.
#[cfg(feature = "ssr")]
pub(crate) fn sent(failure: Failure<TillRefusal>) -> TillError {
    face::refusal::sent(failure, CounterRefusal::Till)
}
