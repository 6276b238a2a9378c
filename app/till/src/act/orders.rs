//! Sales that were made: found again, printed and sent again, taken back.

use crate::model::{OrderView, SaleRow};
use crate::refusal::TillError;
use domain::ids::{OrderId, PrintJobId, TicketId, TillId};
use domain::till::Reprint;
use face::error::FaceError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::print::zone_of,
    super::{seller, sent, view},
    crate::house::{counter, money},
    crate::refusal::CounterRefusal,
    domain::order::{OrderQuery, search_text},
    domain::refusal::OrderRefusal,
    domain::till::TillRefusal,
    face::refusal,
    money::refund::RefundReason,
    ui::locale::current_locale,
};

/// The newest sales of this till; with a text, any order of the organizer that it fits.
#[server(prefix = "/do", endpoint = "till/sales", input = Json)]
pub async fn sales(till: TillId, text: String) -> Result<Vec<SaleRow>, FaceError> {
    let actor = seller().await?;
    let zone = zone_of(&actor).await?;
    let text = search_text(&text);
    let rows = if text.is_empty() {
        counter().recent_sales(&actor, till).await?
    } else {
        money().find_orders(&actor, &OrderQuery { text, ..OrderQuery::default() }).await?.rows
    };
    Ok(rows.into_iter().map(|row| view::sale_row(current_locale(), zone, row)).collect())
}

#[server(prefix = "/do", endpoint = "till/order", input = Json)]
pub async fn order(order: OrderId) -> Result<OrderView, FaceError> {
    let actor = seller().await?;
    let found = money().order(&actor, order).await?.ok_or(FaceError::Missing)?;
    Ok(view::order(current_locale(), &found))
}

/// Prints again. The same key with the same request prints once.
#[server(prefix = "/do", endpoint = "till/reprint", input = Json)]
pub async fn print_again(
    till: TillId,
    order: OrderId,
    what: Reprint,
    reason: String,
    key: String,
) -> Result<PrintJobId, TillError> {
    let actor = seller().await?;
    counter().reprint(&actor, till, order, &what, &reason, &key).await.map_err(sent)
}

/// Sends the tickets by e-mail: to the buyer where `to` is empty.
#[server(prefix = "/do", endpoint = "till/send_tickets", input = Json)]
pub async fn send_tickets(order: OrderId, to: String) -> Result<(), TillError> {
    let actor = seller().await?;
    let sent = money().resend_tickets(&actor, order, Some(to.as_str())).await;
    sent.map_err(|failure| {
        refusal::sent(failure, |refusal| match refusal {
            OrderRefusal::Nothing => CounterRefusal::AddressNeeded,
            refusal => CounterRefusal::Till(TillRefusal::Order(refusal)),
        })
    })
}

/// Takes tickets back. The same key with the same request is the same refund. `though_inside`: the cashier was told that
/// holders are inside.
#[server(prefix = "/do", endpoint = "till/refund", input = Json)]
pub async fn refund(
    till: TillId,
    order: OrderId,
    tickets: Vec<TicketId>,
    reason: String,
    key: String,
    #[server(default)] though_inside: bool,
) -> Result<Option<PrintJobId>, TillError> {
    let actor = seller().await?;
    let reason = RefundReason { words: &reason, though_inside };
    counter().refund_at_till(&actor, till, order, &tickets, reason, &key).await.map_err(sent)
}
