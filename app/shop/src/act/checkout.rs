//! From the cart to the order.

use super::cart::to_cart;
use crate::cart::CheckoutStep;
use crate::house::{money, selling};
use crate::{email_question, own_carts};
use domain::buyer::BuyerDraft;
use domain::ids::CartId;
use domain::locale::Locale;
use domain::money::Money;
use domain::payment::GatewayKind;
use domain::refusal::CartRefusal;
use face::device::remember_order;
use face::error::FaceError;
use face::refusal;
use face::request::{go, set_cookie};
use leptos::prelude::*;
use std::time::Duration;
use ui::kit::current_locale;
use ui::locale::LOCALE_COOKIE;

/// How long a buyer waits for the gateway before the order's page takes over.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Keeps what was typed, right or not, and goes on to the review when nothing is wrong with it.
#[server(prefix = "/do", endpoint = "shop/details")]
pub async fn details(
    #[server(default)] cart: String,
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] phone: String,
    #[server(default)] holders: Vec<String>,
    #[server(default)] accept_terms: bool,
) -> Result<(), FaceError> {
    let Some(mine) = own_carts::cart_named(Some(&cart)).await? else {
        go("/cart");
        return Ok(());
    };
    let before = mine.cart.draft.clone();
    let asks = asks(&before, &email);
    let asked_about = if asks { email.clone() } else { before.asked_about };
    let draft = BuyerDraft { name, email, phone, holders, accept_terms, asked_about };
    let saved = selling().save_draft(&mine.secret, &draft, current_locale()).await;
    let problems = match saved {
        Ok(()) => selling().buyer_problems(&mine.secret).await,
        Err(failure) => Err(failure),
    };
    let id = mine.cart.id;
    match problems {
        Ok(problems) if problems.is_empty() && asks => {
            go(&format!("/checkout?cart={id}&ask=1#{}", email_question::QUESTION));
        }
        Ok(problems) if problems.is_empty() => go(&review_page(id)),
        Ok(_) => go(&details_again(id)),
        Err(failure) => turned_away(id, &refusal::of(failure)?, &mine),
    }
    Ok(())
}

/// The answer to what was asked about the address: the one that was meant, or the one that was typed.
#[server(prefix = "/do", endpoint = "shop/address")]
pub async fn answer_address(
    #[server(default)] cart: String,
    #[server(default)] email: String,
) -> Result<(), FaceError> {
    let Some(mine) = own_carts::cart_named(Some(&cart)).await? else {
        go("/cart");
        return Ok(());
    };
    let id = mine.cart.id;
    let draft = BuyerDraft { asked_about: email.clone(), email, ..mine.cart.draft.clone() };
    let saved = selling().save_draft(&mine.secret, &draft, current_locale()).await;
    let problems = match saved {
        Ok(()) => selling().buyer_problems(&mine.secret).await,
        Err(failure) => Err(failure),
    };
    match problems {
        Ok(problems) if problems.is_empty() => go(&review_page(id)),
        Ok(_) => go(&details_again(id)),
        Err(failure) => turned_away(id, &refusal::of(failure)?, &mine),
    }
    Ok(())
}

/// Goes on in another language with what was typed so far, which the choice of languages sends along.
#[server(prefix = "/do", endpoint = "shop/language")]
pub async fn language(
    #[server(default)] cart: String,
    #[server(default)] at: String,
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] phone: String,
    #[server(default)] holders: Vec<String>,
    #[server(default)] accept_terms: bool,
    #[server(default)] locale: String,
) -> Result<(), FaceError> {
    let chosen = Locale::from_tag(&locale);
    if let Some(locale) = chosen {
        set_cookie(LOCALE_COOKIE, locale.tag(), 365);
    }
    let Some(mine) = own_carts::cart_named(Some(&cart)).await? else {
        go("/cart");
        return Ok(());
    };
    let draft = BuyerDraft { name, email, phone, holders, accept_terms, ..mine.cart.draft.clone() };
    match selling().save_draft(&mine.secret, &draft, chosen.unwrap_or_else(current_locale)).await {
        Ok(()) => go(&CheckoutStep::named(&at).page(mine.cart.id)),
        Err(failure) => turned_away(mine.cart.id, &refusal::of(failure)?, &mine),
    }
    Ok(())
}

/// Whether an address is asked about before it is ordered with. One that is only nearly right is, once; sent again as it was,
/// it is meant. That it was kept before doesn't count: more time and another language keep it unseen.
fn asks(before: &BuyerDraft, email: &str) -> bool {
    before.asked_about != email && email_question::meant(email).is_some()
}

/// Places the order and leads on to the gateway. Pressed twice it is one order, and both lead to the same page.
#[server(prefix = "/do", endpoint = "shop/pay")]
pub async fn pay(
    #[server(default)] cart: String,
    #[server(default)] gateway: String,
    #[server(default)] total: String,
) -> Result<(), FaceError> {
    let Some(mine) = own_carts::cart_named(Some(&cart)).await? else {
        go("/cart");
        return Ok(());
    };
    let id = mine.cart.id;
    let gateway = gateway.parse::<GatewayKind>().ok().filter(|kind| *kind != GatewayKind::Cash);
    let Some(gateway) = gateway else {
        turned_away(id, &CartRefusal::GatewayNotOffered, &mine);
        return Ok(());
    };
    let seen = total.parse().ok().map(|minor| Money::new(minor, mine.cart.currency));
    match selling().place_order(&mine.secret, gateway, seen).await {
        Ok(placed) => {
            remember_order(placed.order);
            let pay_url = match gateway {
                GatewayKind::Free => None,
                _ => money().wait_for_pay_url(&placed.secret, PATIENCE).await?,
            };
            go(&pay_url.unwrap_or_else(|| format!("/orders/{}?going=on", placed.secret.as_str())));
        }
        Err(failure) => turned_away(id, &refusal::of(failure)?, &mine),
    }
    Ok(())
}

face::limited!(Pay, Checkout);

/// The step that can do something about a refusal.
fn turned_away(id: CartId, refusal: &CartRefusal, mine: &own_carts::OwnCart) {
    match refusal {
        CartRefusal::Ordered => match mine.cart.order {
            Some(order) => {
                remember_order(order);
                go(&crate::order::order_path(order));
            }
            None => go("/cart"),
        },
        CartRefusal::Invalid { .. } => go(&details_again(id)),
        CartRefusal::PriceChanged { .. } | CartRefusal::GatewayNotOffered => {
            go(&format!("{}&{}", review_page(id), refusal::address(refusal)));
        }
        CartRefusal::Unknown
        | CartRefusal::Expired
        | CartRefusal::Empty
        | CartRefusal::ExtendedAlready
        | CartRefusal::Busy { .. }
        | CartRefusal::PersonLimit { .. }
        | CartRefusal::UnderMinimum { .. }
        | CartRefusal::CodeUnknown
        | CartRefusal::CodeNotYet
        | CartRefusal::CodeEnded
        | CartRefusal::CodeUsedUp { .. }
        | CartRefusal::CodeFitsNothing
        | CartRefusal::TooOften { .. } => to_cart(refusal),
    }
}

fn review_page(cart: CartId) -> String {
    format!("/checkout/review?cart={cart}")
}

fn details_again(cart: CartId) -> String {
    format!("/checkout?cart={cart}&check=1#error-summary")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_asked_about_once_whatever_kept_it_before() {
        let kept = BuyerDraft { email: "maria@gmial.com".into(), ..BuyerDraft::default() };
        assert!(asks(&kept, "maria@gmial.com"), "more time and another language keep it and ask nothing");
        let asked = BuyerDraft { asked_about: kept.email.clone(), ..kept };
        assert!(!asks(&asked, "maria@gmial.com"));
        assert!(asks(&asked, "maria@gmail.con"), "another slip");
        assert!(!asks(&BuyerDraft::default(), "maria@example.org"));
    }
}
