//! Changes to the cart.

use crate::cart::CheckoutStep;
use crate::house::selling;
use crate::own_carts::{self, OwnCart};
use base::Failure;
use base::forms::KeptForm;
use domain::buyer::BuyerDraft;
use domain::event::Channel;
use domain::refusal::CartRefusal;
use face::error::FaceError;
use face::refusal;
use face::request::{go, send_back};
use leptos::prelude::*;
use ui::kit::current_locale;

/// So much of a code that isn't one comes back to be corrected.
const CODE_KEPT_CHARS: usize = 15_000;

/// Lets a line go; its places are free for others at once. A line that is gone already is as good as removed.
#[server(prefix = "/do", endpoint = "shop/remove")]
pub async fn remove(#[server(default)] cart: String, #[server(default)] hold: String) -> Result<(), FaceError> {
    let mine = own_carts::secret_named(&cart).await?;
    if let (Some(mine), Ok(hold)) = (mine, hold.parse()) {
        answer(selling().remove_from_cart(&mine, hold).await, "removed")?;
    } else {
        to_cart(&CartRefusal::Unknown);
    }
    Ok(())
}

/// Keeps so many of a line's tickets and lets the others go.
#[server(prefix = "/do", endpoint = "shop/fewer")]
pub async fn fewer(
    #[server(default)] cart: String,
    #[server(default)] hold: String,
    #[server(default)] keep: String,
) -> Result<(), FaceError> {
    let mine = own_carts::secret_named(&cart).await?;
    if let (Some(mine), Ok(hold), Ok(keep)) = (mine, hold.parse(), keep.trim().parse()) {
        answer(selling().shorten_line(&mine, hold, keep, Channel::Shop).await, "fewer")?;
    } else {
        to_cart(&CartRefusal::Unknown);
    }
    Ok(())
}

/// Keeps the places longer, once. One stays on the page the button is on, and what was typed there is kept.
#[server(prefix = "/do", endpoint = "shop/extend")]
pub async fn extend(
    #[server(default)] cart: String,
    #[server(default)] at: String,
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] phone: String,
    #[server(default)] holders: Vec<String>,
    #[server(default)] accept_terms: bool,
) -> Result<(), FaceError> {
    let Some(mine) = own_carts::cart_named(Some(&cart)).await? else {
        to_cart(&CartRefusal::Unknown);
        return Ok(());
    };
    let stop = CheckoutStep::named(&at);
    let draft = BuyerDraft { name, email, phone, holders, accept_terms, ..mine.cart.draft.clone() };
    let kept = match stop {
        CheckoutStep::Details | CheckoutStep::Mistakes => {
            selling().save_draft(&mine.secret, &draft, current_locale()).await
        }
        CheckoutStep::Cart | CheckoutStep::Review => Ok(()),
    };
    let extended = match kept {
        Ok(()) => selling().extend_cart(&mine.secret).await,
        Err(failure) => Err(failure),
    };
    let here = stop.page(mine.cart.id);
    match extended {
        Ok(()) => go(&format!("{here}&said=extended")),
        Err(failure) => match refusal::of(failure)? {
            refusal @ (CartRefusal::ExtendedAlready | CartRefusal::Busy { .. }) => {
                go(&format!("{here}&{}", refusal::address(&refusal)));
            }
            refusal => to_cart(&known(refusal, &mine)),
        },
    }
    Ok(())
}

/// Prices a cart with a discount code. One that isn't accepted comes back to be corrected.
#[server(prefix = "/do", endpoint = "shop/use_code")]
pub async fn use_code(#[server(default)] cart: String, #[server(default)] code: String) -> Result<(), FaceError> {
    let Some(mine) = own_carts::secret_named(&cart).await? else {
        to_cart(&CartRefusal::Unknown);
        return Ok(());
    };
    let refused = match selling().use_code(&mine, &code).await {
        Ok(()) => {
            go("/cart?said=code");
            return Ok(());
        }
        Err(failure) => refusal::of(failure)?,
    };
    match refused {
        CartRefusal::CodeUnknown
        | CartRefusal::CodeNotYet
        | CartRefusal::CodeEnded
        | CartRefusal::CodeUsedUp { .. }
        | CartRefusal::CodeFitsNothing => {
            let code: String = code.chars().take(CODE_KEPT_CHARS).collect();
            let fields = vec![("cart".to_owned(), cart), ("code".to_owned(), code), refusal::field(&refused)?];
            send_back("/cart", KeptForm { fields, problems: Vec::new() }).await
        }
        refused => {
            to_cart(&refused);
            Ok(())
        }
    }
}

face::limited!(UseCode, Codes);

/// Takes the discount code out.
#[server(prefix = "/do", endpoint = "shop/drop_code")]
pub async fn drop_code(#[server(default)] cart: String) -> Result<(), FaceError> {
    match own_carts::secret_named(&cart).await? {
        Some(mine) => answer(selling().drop_code(&mine).await, "no_code"),
        None => {
            to_cart(&CartRefusal::Unknown);
            Ok(())
        }
    }
}

/// That time ran out is said only where it did: a cart from which everything was taken out is empty.
fn known(refusal: CartRefusal, mine: &OwnCart) -> CartRefusal {
    match refusal {
        CartRefusal::Expired if mine.cart.lines.is_empty() && mine.cart.lapsed.is_empty() => CartRefusal::Empty,
        other => other,
    }
}

/// Back to the cart, which says what was done or why it wasn't.
fn answer(result: Result<(), Failure<CartRefusal>>, done: &str) -> Result<(), FaceError> {
    match result {
        Ok(()) => go(&format!("/cart?said={done}")),
        Err(failure) => to_cart(&refusal::of(failure)?),
    }
    Ok(())
}

/// To the cart, which says why nothing was done.
pub fn to_cart(refusal: &CartRefusal) {
    go(&format!("/cart?{}", refusal::address(refusal)));
}
