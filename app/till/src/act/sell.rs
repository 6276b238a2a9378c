//! Cash for tickets.

use crate::model::{SaleAnswer, SaleAttempt};
use face::error::FaceError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::{cart::shown, seller},
    crate::house::{counter, selling},
    crate::model::CompletedSale,
    domain::typed,
    face::refusal,
};

/// Sells the cart. The same attempt again is the same sale.
#[server(prefix = "/do", endpoint = "till/sell", input = Json)]
pub async fn sell(attempt: SaleAttempt) -> Result<SaleAnswer, FaceError> {
    let actor = seller().await?;
    let SaleAttempt { key, till, cart, tendered, name, email } = attempt;
    let says_nothing = typed::is_blank(&name) && typed::is_blank(&email);
    let mailed_to = Some(typed::trim(&email).to_owned()).filter(|email| !email.is_empty());
    let buyer = (!says_nothing).then_some((name, email));
    match counter().sell_for_cash(&actor, till, &cart, tendered, buyer, &key).await {
        Ok(sold) => Ok(SaleAnswer::Sold(CompletedSale {
            order: sold.order,
            number: sold.number,
            total: sold.total,
            tendered,
            change: sold.change,
            print_job: sold.print_job,
            mailed_to,
        })),
        Err(failure) => {
            let refusal = refusal::of(failure)?;
            let now = selling().cart(&cart).await?.filter(|now| now.organizer.id == actor.organizer);
            Ok(SaleAnswer::Refused { refusal, basket: now.map(|now| shown(cart, &now)) })
        }
    }
}
