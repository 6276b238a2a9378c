//! How the e-mails of orders fared, and sending again what reached nobody.

use crate::Billing;
use base::failure::Never;
use base::{Actor, Failure, Fault, outbox};
use domain::audit::Action;
use domain::cart::Secret;
use domain::email::{Delivery, OrderEmail, SentTo, Undelivered};
use domain::ids::{EmailId, OrderId};
use domain::refusal::OrderRefusal;
use domain::role::Permission;
use serde_json::json;
use storage::deliveries;

impl Billing {
    /// All e-mails about an order, the newest first.
    pub async fn order_emails(&self, actor: &Actor, order: OrderId) -> Result<Vec<OrderEmail>, Failure<Never>> {
        actor.require(Permission::SeeOrders)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        Ok(deliveries::of_order(&mut tx, actor.organizer, order).await?)
    }

    /// Orders with an e-mail that reached nobody, the newest first.
    pub async fn undelivered(&self, actor: &Actor) -> Result<Vec<Undelivered>, Failure<Never>> {
        actor.require(Permission::SeeOrders)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        Ok(deliveries::undelivered(&mut tx, actor.organizer).await?)
    }

    /// Sends an e-mail again that could not be delivered: as it would be written now, to the address it has now. Pressed
    /// twice it goes once.
    pub async fn send_again(&self, actor: &Actor, order: OrderId, email: EmailId) -> Result<(), Failure<OrderRefusal>> {
        actor.require(Permission::MendOrders)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let known = deliveries::of_order(&mut tx, organizer, order).await?;
        let Some(known) = known.into_iter().find(|known| known.id == email) else {
            return Err(Failure::Refused(OrderRefusal::Unknown));
        };
        if known.delivery != Delivery::Failed {
            return Ok(());
        }
        if !deliveries::ask_again(&mut tx, organizer, email, now).await? {
            return Ok(());
        }
        storage::jobs::enqueue_many(&mut tx, &outbox::send_emails(organizer, &[email])?).await?;
        let detail = json!({"kind": known.kind, "to": known.to});
        self.base.record(&mut tx, organizer, now, actor, Action::OrderEmailSentAgain, order, detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// To whom the tickets of an order were sent last, and how that fared, for whoever holds its link.
    pub async fn tickets_delivery(&self, secret: &Secret) -> Result<Option<(SentTo, Delivery)>, Fault> {
        let Some((mut tx, organizer, order)) = self.open_order(secret).await? else { return Ok(None) };
        let Some(sent) = deliveries::of_tickets(&mut tx, organizer, order).await? else { return Ok(None) };
        Ok(Some((SentTo::of(sent.to, sent.placed.as_deref(), sent.current.as_deref()), sent.delivery)))
    }
}
