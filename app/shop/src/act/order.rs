//! What a buyer can do with an order: pay again, give it up, have its links sent.

use crate::house::{money, selling};
use crate::own_carts;
use base::forms::KeptForm;
use domain::cart::Secret;
use domain::payment::GatewayKind;
use domain::refusal::{FieldProblem, OrderRefusal};
use face::device::forget_device;
use face::error::FaceError;
use face::refusal;
use face::request::{go, send_back};
use leptos::prelude::*;
use std::time::Duration;
use ui::kit::current_locale;

const PATIENCE: Duration = Duration::from_millis(1500);

/// A new attempt after a failed one.
#[server(prefix = "/do", endpoint = "shop/pay_again")]
pub async fn pay_again(#[server(default)] order: String, #[server(default)] gateway: String) -> Result<(), FaceError> {
    let (Some(secret), Ok(gateway)) = (Secret::parse(&order), gateway.parse::<GatewayKind>()) else {
        go("/find");
        return Ok(());
    };
    match selling().pay_again(&secret, gateway).await {
        Ok(()) => {
            let pay_url = money().wait_for_pay_url(&secret, PATIENCE).await?;
            go(&pay_url.unwrap_or_else(|| format!("/orders/{}?going=on", secret.as_str())));
        }
        Err(failure) => back(&secret, &refusal::of(failure)?),
    }
    Ok(())
}

face::limited!(PayAgain, Checkout);

/// Gives the order up before it is paid; its places go back on sale.
#[server(prefix = "/do", endpoint = "shop/give_up")]
pub async fn give_up(#[server(default)] order: String) -> Result<(), FaceError> {
    let Some(secret) = Secret::parse(&order) else {
        go("/find");
        return Ok(());
    };
    match selling().give_up_order(&secret).await {
        Ok(()) => go(&format!("/orders/{}", secret.as_str())),
        Err(failure) => back(&secret, &refusal::of(failure)?),
    }
    Ok(())
}

/// To the order's page, which says why nothing was done and shows what the order has become.
fn back(secret: &Secret, refusal: &OrderRefusal) {
    go(&format!("/orders/{}?{}", secret.as_str(), refusal::address(refusal)));
}

/// Forgets what was bought on this device, for whoever shares it.
#[server(prefix = "/do", endpoint = "shop/forget_device")]
pub async fn forget() -> Result<(), FaceError> {
    forget_device(&own_carts::ordered().await?);
    go("/find?forgotten=1");
    Ok(())
}

/// Sends the links to all orders of an address, if there are any. The answer is always the same.
#[server(prefix = "/do", endpoint = "shop/find")]
pub async fn find(#[server(default)] email: String) -> Result<(), FaceError> {
    match domain::email::check(&email) {
        Ok(email) => {
            money().find_my_tickets(&email, current_locale()).await?;
            go("/find?sent=1");
            Ok(())
        }
        Err(problem) => {
            let problems = vec![FieldProblem::new("email", problem)];
            send_back("/find", KeptForm { fields: vec![("email".to_owned(), email)], problems }).await
        }
    }
}

face::limited!(Find, FindOrders);
