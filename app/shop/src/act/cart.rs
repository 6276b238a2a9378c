//! Changes to the cart.

use super::go;
use crate::visit;
use domain::refusal::CartRefusal;
use face::error::FaceError;
use face::request::flows;
use flows::Failure;
use leptos::prelude::*;

/// Lets a line go; its places are free for others at once. A line that is gone already is as good as removed.
#[server(prefix = "/do", endpoint = "shop/remove")]
pub async fn remove(#[server(default)] cart: String, #[server(default)] hold: String) -> Result<(), FaceError> {
    let mine = visit::cart_named(Some(&cart)).await?;
    if let (Some(mine), Ok(hold)) = (mine, hold.parse()) {
        answer(flows().remove_from_cart(&mine.secret, hold).await, "removed")?;
    } else {
        go(&format!("/cart?said={}", crate::cart::refusal_name(&CartRefusal::Unknown)));
    }
    Ok(())
}

/// Keeps the places longer, once.
#[server(prefix = "/do", endpoint = "shop/extend")]
pub async fn extend(#[server(default)] cart: String) -> Result<(), FaceError> {
    match visit::cart_named(Some(&cart)).await? {
        Some(mine) => answer(flows().extend_cart(&mine.secret).await, "extended")?,
        None => go(&format!("/cart?said={}", crate::cart::refusal_name(&CartRefusal::Unknown))),
    }
    Ok(())
}

/// Back to the cart, which says what was done or why it wasn't.
fn answer<T>(result: Result<T, Failure<CartRefusal>>, done: &str) -> Result<(), FaceError> {
    match result {
        Ok(_) => go(&format!("/cart?said={done}")),
        Err(Failure::Refused(refusal)) => go(&format!("/cart?said={}", crate::cart::refusal_name(&refusal))),
        Err(other) => return Err(other.into()),
    }
    Ok(())
}
