//! What a cashier does, each as one server function. Whoever is signed in asks; the flows decide.

pub mod cart;
pub mod counter;
pub mod orders;
pub mod print;
pub mod sell;

#[cfg(feature = "ssr")]
mod view;

/// Who asks, who must be allowed to sell.
#[cfg(feature = "ssr")]
pub(crate) async fn seller() -> Result<base::Actor, crate::error::TillError> {
    let actor = face::request::actor().await?;
    if actor.may(domain::role::Permission::Sell) { Ok(actor) } else { Err(crate::error::TillError::NotAllowed) }
}

/// A refusal of the counter becomes words.
#[cfg(feature = "ssr")]
pub(crate) fn said(failure: base::Failure<domain::till::TillRefusal>) -> crate::error::TillError {
    use crate::error::TillError;
    match failure {
        base::Failure::Refused(refusal) => {
            TillError::Refused(crate::refusal::till(ui::locale::current_locale(), &refusal))
        }
        base::Failure::Denied(_) => TillError::NotAllowed,
        base::Failure::Fault(fault) => fault.into(),
    }
}
