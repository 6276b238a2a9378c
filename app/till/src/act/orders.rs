//! Sales that were made: found again, printed again, taken back.

use crate::error::TillError;
use crate::model::{OrderView, SaleRow};
use domain::ids::{OrderId, PrintJobId, TicketId, TillId};
use domain::till::Reprint;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::print::zone_of,
    super::{said, seller, view},
    domain::order::OrderQuery,
    face::request::flows,
    ui::locale::current_locale,
};

/// Longer texts are no search.
#[cfg(feature = "ssr")]
const TEXT_CHARS_MAX: usize = 100;

/// The newest sales of this till; with a text, any order of the organizer that it fits.
#[server(prefix = "/do", endpoint = "till/sales", input = Json)]
pub async fn sales(till: TillId, text: String) -> Result<Vec<SaleRow>, TillError> {
    let actor = seller().await?;
    let zone = zone_of(&actor).await?;
    let text: String = text.trim().chars().take(TEXT_CHARS_MAX).collect();
    let rows = if text.is_empty() {
        flows().recent_sales(&actor, till).await?
    } else {
        flows().find_orders(&actor, &OrderQuery { text, ..OrderQuery::default() }).await?.rows
    };
    Ok(rows.into_iter().map(|row| view::sale_row(current_locale(), zone, row)).collect())
}

#[server(prefix = "/do", endpoint = "till/order", input = Json)]
pub async fn order(order: OrderId) -> Result<OrderView, TillError> {
    let actor = seller().await?;
    let found = flows().order(&actor, order).await?.ok_or(TillError::Missing)?;
    Ok(view::order(current_locale(), &found))
}

#[server(prefix = "/do", endpoint = "till/reprint", input = Json)]
pub async fn print_again(till: TillId, order: OrderId, what: Reprint, reason: String) -> Result<PrintJobId, TillError> {
    let actor = seller().await?;
    flows().reprint(&actor, till, order, &what, &reason).await.map_err(said)
}

/// Takes tickets back. The same key with the same request is the same refund.
#[server(prefix = "/do", endpoint = "till/refund", input = Json)]
pub async fn refund(
    till: TillId,
    order: OrderId,
    tickets: Vec<TicketId>,
    reason: String,
    key: String,
) -> Result<Option<PrintJobId>, TillError> {
    let actor = seller().await?;
    flows().refund_at_till(&actor, till, order, &tickets, &reason, &key).await.map_err(said)
}
