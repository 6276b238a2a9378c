//! The visitor's carts, by the secrets in their cookie.

use crate::house::selling;
use domain::cart::{Cart, Secret};
use domain::ids::{CartId, OrganizerId};
use face::error::FaceError;
use face::request::cart_secrets;

/// A cart with the secret that opens it.
pub struct OwnCart {
    pub secret: Secret,
    pub cart: Cart,
}

/// Newest first, those that became orders too. Secrets nobody knows are skipped.
pub async fn carts() -> Result<Vec<OwnCart>, FaceError> {
    let all = selling().carts(&cart_secrets()).await?;
    Ok(all.into_iter().map(|(secret, cart)| OwnCart { secret, cart }).collect())
}

/// Those that became orders.
pub async fn ordered() -> Result<Vec<Secret>, FaceError> {
    let all = selling().find_carts(&cart_secrets()).await?;
    Ok(all.into_iter().filter(|cart| cart.order.is_some()).map(|cart| cart.secret).collect())
}

/// The cart a form names; or the newest that has something in it, else the newest whose time ran out. `None` when the
/// visitor has no such cart.
pub async fn cart_named(id: Option<&str>) -> Result<Option<OwnCart>, FaceError> {
    let all = carts().await?;
    Ok(match id.filter(|id| !id.is_empty()) {
        Some(id) => {
            let id: Option<CartId> = id.parse().ok();
            all.into_iter().find(|mine| Some(mine.cart.id) == id)
        }
        None => {
            let open = |mine: &&OwnCart| mine.cart.order.is_none();
            let filled = all.iter().filter(open).find(|mine| !mine.cart.lines.is_empty());
            let lapsed = || all.iter().filter(open).find(|mine| !mine.cart.lapsed.is_empty());
            let id = filled.or_else(lapsed).map(|mine| mine.cart.id);
            all.into_iter().find(|mine| Some(mine.cart.id) == id)
        }
    })
}

/// What opens the cart a form names, as [`cart_named`] finds it.
pub async fn secret_named(id: &str) -> Result<Option<Secret>, FaceError> {
    if id.is_empty() {
        return Ok(cart_named(None).await?.map(|mine| mine.secret));
    }
    let id: Option<CartId> = id.parse().ok();
    let all = selling().find_carts(&cart_secrets()).await?;
    Ok(all.into_iter().find(|cart| Some(cart.id) == id).map(|cart| cart.secret))
}

/// What opens the open cart for this organizer's tickets, for whoever doesn't look into it.
pub async fn open_secret_of(organizer: OrganizerId) -> Result<Option<Secret>, FaceError> {
    let all = selling().find_carts(&cart_secrets()).await?;
    Ok(all.into_iter().find(|cart| cart.organizer == organizer && cart.order.is_none()).map(|cart| cart.secret))
}

/// The open cart for this organizer's tickets.
pub async fn open_cart_of(organizer: OrganizerId) -> Result<Option<OwnCart>, FaceError> {
    let all = carts().await?;
    Ok(all.into_iter().find(|mine| mine.cart.organizer.id == organizer && mine.cart.order.is_none()))
}

/// How many tickets wait in all open carts.
pub fn tickets_in(carts: &[OwnCart]) -> u32 {
    carts.iter().filter(|mine| mine.cart.order.is_none()).map(|mine| mine.cart.tickets()).sum()
}
