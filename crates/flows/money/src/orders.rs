//! Orders as the organizer sees and mends them, and as buyers find them again.

mod read;
pub mod secrets;

use crate::Billing;
use base::outbox::OutgoingEmail;
use base::{Actor, Failure, Fault};
use chrono::{DateTime, Duration, Utc};
use domain::audit::Action;
use domain::email::kind::EmailKind;
use domain::ids::OrderId;
use domain::locale::Locale;
use domain::order::{Order, OrderList, OrderQuery};
use domain::refusal::OrderRefusal;
use domain::role::Permission;
use serde_json::json;
use storage::{Scope, audit, orders};

/// How long after its end a performance's tickets are still found by e-mail.
pub const FOUND_FOR_DAYS: i64 = 30;

/// One line of an order's history, to be shown: nothing follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    pub at: DateTime<Utc>,
    pub actor: String,
    /// A [`domain::audit::Action`]'s name, or one that this version doesn't know.
    pub action: String,
    pub detail: serde_json::Value,
}

impl Billing {
    /// A ticket leads to its order by its whole code, and by its number, which each date has its own of.
    pub async fn find_orders(
        &self,
        actor: &Actor,
        query: &OrderQuery,
    ) -> Result<OrderList, Failure<base::failure::Never>> {
        actor.require(Permission::SeeOrders)?;
        let organizer = actor.organizer;
        let code = self.base.read_code(organizer, &query.text).await?;
        let mut tx = self.base.organizer(organizer).await?;
        let of_ticket: Vec<OrderId> = match (code, sale_number(&query.text)) {
            (Ok(claim), _) => orders::of_ticket(&mut tx, organizer, claim.ticket).await?.into_iter().collect(),
            (Err(_), Some(number)) => orders::of_sale_number(&mut tx, organizer, number).await?,
            (Err(_), None) => Vec::new(),
        };
        Ok(orders::search(&mut tx, organizer, query, &of_ticket).await?)
    }

    pub async fn order(&self, actor: &Actor, id: OrderId) -> Result<Option<Order>, Failure<base::failure::Never>> {
        actor.require(Permission::SeeOrders)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        Ok(self.whole_order(&mut tx, actor.organizer, id).await?)
    }

    /// The newest first.
    pub async fn order_history(
        &self,
        actor: &Actor,
        id: OrderId,
    ) -> Result<Vec<HistoryEntry>, Failure<base::failure::Never>> {
        actor.require(Permission::SeeOrders)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let written = audit::of(&mut tx, actor.organizer, &id.to_string()).await?;
        let entry = |w: audit::Written| HistoryEntry { at: w.at, actor: w.actor, action: w.action, detail: w.detail };
        Ok(written.into_iter().map(entry).collect())
    }

    /// Sends the tickets that are valid again, to the buyer or to another address the buyer named.
    pub async fn resend_tickets(
        &self,
        actor: &Actor,
        id: OrderId,
        to: Option<&str>,
    ) -> Result<(), Failure<OrderRefusal>> {
        actor.require(Permission::MendOrders)?;
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(actor.organizer).await?;
        let unknown = || Failure::Refused(OrderRefusal::Unknown);
        orders::lock(&mut tx, actor.organizer, id).await?.ok_or_else(unknown)?;
        let order = self.whole_order(&mut tx, actor.organizer, id).await?.ok_or_else(unknown)?;
        let to = order.resend_to(to.unwrap_or_default()).map_err(Failure::Refused)?;
        let email =
            OutgoingEmail { order: Some(id), to: to.clone(), locale: order.locale, kind: EmailKind::TicketsResent };
        self.base.queue_email(&mut tx, actor.organizer, &email).await?;
        self.base.record(&mut tx, actor.organizer, now, actor, Action::OrderResent, id, json!({"to": to})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Mails a buyer the links to their coming orders, at every organizer. The page says the same whether there are any.
    pub async fn find_my_tickets(&self, email: &str, locale: Locale) -> Result<(), Fault> {
        let Ok(email) = domain::email::check(email) else { return Ok(()) };
        let mut tx = self.base.db.begin(Scope::Nothing).await?;
        let organizers = storage::organizers::all(&mut tx).await?;
        drop(tx);
        let since = self.base.clock.now() - Duration::days(FOUND_FOR_DAYS);
        for organizer in organizers {
            let mut tx = self.base.organizer(organizer).await?;
            let mut found = Vec::new();
            for id in orders::coming_of_email(&mut tx, organizer, &email, since).await? {
                let order = self.whole_order(&mut tx, organizer, id).await?;
                found.extend(order.and_then(|o| self.found_order(&o, locale)));
            }
            if !found.is_empty() {
                let kind = EmailKind::FindMyTickets { orders: found };
                self.base
                    .queue_email(&mut tx, organizer, &OutgoingEmail { order: None, to: email.clone(), locale, kind })
                    .await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

/// The number of a ticket, as it is shown or with the zeros of its paper.
fn sale_number(text: &str) -> Option<i64> {
    let text = domain::typed::trim(text);
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
