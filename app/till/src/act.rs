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
    base::Failure, domain::role::Permission, domain::till::TillRefusal, face::error::FaceError,
    ui::locale::current_locale,
};

/// Who asks, who must be allowed to sell.
#[cfg(feature = "ssr")]
pub(crate) async fn seller() -> Result<base::Actor, FaceError> {
    let actor = face::request::actor().await?;
    if actor.may(Permission::Sell) { Ok(actor) } else { Err(FaceError::NotAllowed) }
}

/// What the counter refused, in the cashier's language.
#[cfg(feature = "ssr")]
pub(crate) fn said(failure: Failure<TillRefusal>) -> FaceError {
    face::refusal::said(failure, |refusal| crate::refusal::till(current_locale(), refusal))
}
