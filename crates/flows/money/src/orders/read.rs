//! Orders as their buyers see them. Those who look at the same time are shown theirs by the same few statements.

use crate::Billing;
use crate::payment::start_now::PaymentStart;
use base::desk::{IfAbandoned, fault_for_all};
use base::live::News;
use base::{Fault, keys};
use domain::cart::Secret;
use domain::ids::{OrderId, OrganizerId};
use domain::order::{Order, OrderState};
use domain::ticket::TicketState;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;
use storage::{Conn, Scope, Tx, orders, payments};
use tokio::time::Instant;
use uuid::Uuid;

/// News can be lost; looking again now and then costs little.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

impl Billing {
    /// The order that a secret opens, whole, with the codes of its valid tickets.
    pub async fn order_by_secret(&self, secret: &Secret) -> Result<Option<Order>, Fault> {
        let Some((organizer, order)) = self.order_of_secret(keys::hash(secret)).await? else { return Ok(None) };
        self.read_order(organizer, order).await
    }

    /// An order, whole, with the codes of its valid tickets. Those who ask at the same time share the statements.
    pub async fn read_order(&self, organizer: OrganizerId, order: OrderId) -> Result<Option<Order>, Fault> {
        let read = move |billing: Billing, ids: Vec<OrderId>| async move {
            match billing.read_orders(organizer, &ids).await {
                Ok(found) => ids.iter().map(|id| Ok(found.get(id).cloned())).collect(),
                Err(fault) => fault_for_all(ids.len(), fault),
            }
        };
        self.desks().reading.serve(self, organizer, order, IfAbandoned::Drop, read).await
    }

    async fn read_orders(&self, organizer: OrganizerId, ids: &[OrderId]) -> Result<HashMap<OrderId, Order>, Fault> {
        let ids: BTreeSet<Uuid> = ids.iter().map(|id| id.0).collect();
        let mut tx = self.base.db.begin_batch(organizer, None).await?;
        let orders = self.whole_orders(&mut tx, organizer, &ids.into_iter().collect::<Vec<_>>()).await?;
        Ok(orders.into_iter().map(|order| (order.id, order)).collect())
    }

    pub async fn open_order(&self, secret: &Secret) -> Result<Option<(Tx, OrganizerId, OrderId)>, Fault> {
        let hash = keys::hash(secret);
        let mut tx = self.base.db.begin(Scope::Secret(hash)).await?;
        let Some((organizer, order)) = orders::by_secret(&mut tx, &hash).await? else { return Ok(None) };
        tx.rescope(organizer).await?;
        Ok(Some((tx, organizer, order)))
    }

    pub async fn whole_order(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        id: OrderId,
    ) -> Result<Option<Order>, Fault> {
        Ok(self.whole_orders(conn, organizer, &[id.0]).await?.pop())
    }

    /// Those of these orders that there are, in no order.
    pub async fn whole_orders(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        ids: &[Uuid],
    ) -> Result<Vec<Order>, Fault> {
        let found = orders::find_many(conn, organizer, ids).await?;
        let mut attempts: HashMap<OrderId, Vec<_>> = HashMap::new();
        for row in payments::of_orders(conn, organizer, ids).await? {
            attempts.entry(row.order).or_default().push(row.payment);
        }
        let any_tickets = found.iter().any(|(_, keys)| !keys.is_empty());
        let signer = if any_tickets { Some(self.base.signer(conn, organizer).await?) } else { None };
        let mut whole = Vec::with_capacity(found.len());
        for (mut order, keys) in found {
            order.payments = attempts.remove(&order.id).unwrap_or_default();
            for (ticket, key) in order.tickets.iter_mut().zip(&keys) {
                if let (TicketState::Valid, Some(signer)) = (ticket.state, &signer) {
                    ticket.code = signer.code(key)?;
                }
            }
            whole.push(order);
        }
        Ok(whole)
    }

    /// Where the buyer pays, as soon as the gateway has said so, so that most people are sent straight there. `None` when
    /// it takes longer than `patience`, or when there is nothing to pay: the order's page goes on from there.
    pub async fn wait_for_pay_url(&self, secret: &Secret, patience: Duration) -> Result<Option<String>, Fault> {
        let mut news = self.base.live.listen();
        let deadline = Instant::now() + patience;
        // This process may be the one that is asking the gateway: then it knows before the database does.
        if let Some(begins) = self.state.payment_starts.of(&keys::hash(secret)) {
            match tokio::time::timeout_at(deadline, begins.ended()).await {
                Ok(Some(PaymentStart::At(url))) => return Ok(Some(url)),
                Ok(Some(PaymentStart::Settled)) | Err(_) => return Ok(None),
                Ok(None) => {}
            }
        }
        loop {
            let Some(order) = self.order_by_secret(secret).await? else { return Ok(None) };
            if order.state != OrderState::AwaitingPayment {
                return Ok(None);
            }
            let open = order.payments.iter().rev().find(|p| p.state.is_open());
            match open {
                Some(payment) if payment.pay_url.is_some() => return Ok(payment.pay_url.clone()),
                None => return Ok(None),
                Some(_) => {}
            }
            let about_this = async {
                loop {
                    match news.recv().await {
                        Ok(News::Order { order: id, .. }) if id == order.id => return,
                        Ok(_) => {}
                        // Too slow, or no listener in this process: look again shortly.
                        Err(_) => return tokio::time::sleep(LOOK_AGAIN / 3).await,
                    }
                }
            };
            tokio::select! {
                () = tokio::time::sleep_until(deadline) => return Ok(None),
                () = about_this => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }
}
