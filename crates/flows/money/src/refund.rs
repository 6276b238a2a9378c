//! Giving money back: tickets die and places return in the transaction that decides it; the money follows by a job, through
//! the gateway that took it.

use crate::Billing;
use crate::reversals::{Reversal, ReversalKind};
use base::idempotency::{Command, IdempotencyRefusal, KeyedRequest, check_key, request_hash, without_key};
use base::live::News;
use base::{Actor, Failure, Fault};
use domain::audit::{Action, SYSTEM};
use domain::hold::trail::Via;
use domain::ids::{OrderId, OrganizerId, RefundId, TicketId};
use domain::ledger::{self, Account, PostingKind};
use domain::order::Attention;
use domain::payment::{GatewayKind, RefundState};
use domain::reason;
use domain::refusal::OrderRefusal;
use domain::role::Permission;
use payments::gateway::{RefundOutcome, RefundRequest};
use serde_json::json;
use storage::orders;
use storage::payments::{self as rows, RefundRow};
use storage::reversals::{RefundToInsert, insert_refunds};

/// Why money goes back. A sentence alone will do; where holders are inside it takes more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundReason<'a> {
    pub words: &'a str,
    /// Whoever asks knows that holders are inside and means it. Their places stay taken.
    pub though_inside: bool,
}

impl<'a> From<&'a str> for RefundReason<'a> {
    fn from(words: &'a str) -> RefundReason<'a> {
        RefundReason { words, though_inside: false }
    }
}

impl<'a> From<&'a String> for RefundReason<'a> {
    fn from(words: &'a String) -> RefundReason<'a> {
        RefundReason::from(words.as_str())
    }
}

impl Billing {
    /// Refunds tickets; the same request with the same key is one refund, whatever is said of who is inside.
    pub async fn refund_once<'a>(
        &self,
        actor: &Actor,
        order: OrderId,
        tickets: &[TicketId],
        reason: impl Into<RefundReason<'a>>,
        key: &str,
    ) -> Result<(), Failure<IdempotencyRefusal<OrderRefusal>>> {
        actor.require(Permission::MendOrders)?;
        let refused = |refusal| Failure::Refused(IdempotencyRefusal::Refused(refusal));
        let RefundReason { words, though_inside } = reason.into();
        let reason = reason::check(words).map_err(|why| refused(why.into()))?;
        if tickets.is_empty() {
            return Err(refused(OrderRefusal::Nothing));
        }
        let request = request_hash(&(order, tickets, &reason));
        check_key(key)?;
        let once = KeyedRequest { command: Command::Refund, key: key.to_owned(), request };
        let how = ReversalKind::Refund {
            tickets: tickets.to_vec(),
            reason,
            though_inside,
            via: Via::Api,
            key: key.to_owned(),
            once: Some(once),
            counter: None,
        };
        self.reverse_order(actor.organizer, Reversal { order, by: actor.to_string(), how }).await.map(drop)
    }

    /// Refunds some tickets of a paid order: their codes are refused from now on and their places are on sale again, but for
    /// those of holders who are inside: these are refunded only where the reason says so, and their places stay taken. The
    /// same tickets again are refused, so a repeated call does nothing more; `key` is kept with the record.
    pub async fn refund_tickets<'a>(
        &self,
        actor: &Actor,
        order: OrderId,
        tickets: &[TicketId],
        reason: impl Into<RefundReason<'a>>,
        key: &str,
    ) -> Result<(), Failure<OrderRefusal>> {
        actor.require(Permission::MendOrders)?;
        let RefundReason { words, though_inside } = reason.into();
        let reason = reason::check(words).map_err(|why| Failure::Refused(why.into()))?;
        if tickets.is_empty() {
            return Err(Failure::Refused(OrderRefusal::Nothing));
        }
        let how = ReversalKind::Refund {
            tickets: tickets.to_vec(),
            reason,
            though_inside,
            via: Via::Office,
            key: key.to_owned(),
            once: None,
            counter: None,
        };
        self.reverse_order(actor.organizer, by(actor, order, how)).await.map(drop).map_err(without_key)
    }

    /// Cancels an order: an unpaid one ends, of a paid one every valid ticket is refunded, as by [`Billing::refund_tickets`].
    pub async fn cancel_order<'a>(
        &self,
        actor: &Actor,
        order: OrderId,
        reason: impl Into<RefundReason<'a>>,
    ) -> Result<(), Failure<OrderRefusal>> {
        actor.require(Permission::MendOrders)?;
        let RefundReason { words, though_inside } = reason.into();
        let how = ReversalKind::Cancel { reason: reason::check(words), though_inside };
        self.reverse_order(actor.organizer, by(actor, order, how)).await.map(drop).map_err(without_key)
    }

    /// Sends a refund to its gateway, or asks about one that was sent. The refund's id is the idempotency key.
    pub async fn send_refund(&self, organizer: OrganizerId, id: RefundId) -> Result<(), Fault> {
        let mut tx = self.base.organizer(organizer).await?;
        let Some(refund) = rows::find_refund(&mut tx, organizer, id, false).await? else { return Ok(()) };
        let Some(payment) = rows::find(&mut tx, organizer, refund.payment, false).await? else { return Ok(()) };
        drop(tx);
        if !refund.state.is_open() {
            return Ok(());
        }
        let gateway = self.state.gateways.get(payment.payment.gateway).cloned();
        let outcome = match gateway.as_ref().and_then(|g| g.refunds()) {
            None => RefundOutcome::Failed { reason: "this gateway can't give money back".into() },
            Some(refunds) => match (&refund.reference, &payment.reference) {
                (Some(reference), _) => refunds.refund_outcome(reference).await?,
                (None, reference) => {
                    let reference = reference.clone().unwrap_or_else(|| payment.payment.id.to_string());
                    let request =
                        RefundRequest { refund: id, reference, amount: refund.amount, reason: refund.reason.clone() };
                    match refunds.refund(&request).await {
                        Ok(outcome) => outcome,
                        Err(error) if error.outcome_unknown() => return Err(error.into()),
                        Err(error) => RefundOutcome::Failed { reason: error.to_string() },
                    }
                }
            },
        };
        self.take_refund_in(organizer, &refund, payment.payment.gateway, &outcome).await
    }

    async fn take_refund_in(
        &self,
        organizer: OrganizerId,
        refund: &RefundRow,
        gateway: GatewayKind,
        outcome: &RefundOutcome,
    ) -> Result<(), Fault> {
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(organizer).await?;
        let Some(head) = orders::lock(&mut tx, organizer, refund.order).await? else { return Ok(()) };
        let Some(current) = rows::find_refund(&mut tx, organizer, refund.id, true).await? else { return Ok(()) };
        let next = match outcome {
            RefundOutcome::Pending(_) => RefundState::Pending,
            RefundOutcome::Done(_) => RefundState::Done,
            RefundOutcome::Failed { .. } => RefundState::Failed,
        };
        // What ended meanwhile has ended.
        let Ok(next) = current.state.become_state(next) else { return Ok(()) };
        match outcome {
            RefundOutcome::Pending(reference) => {
                rows::set_refund_state(&mut tx, organizer, refund.id, next, Some(reference), None, now).await?;
            }
            RefundOutcome::Done(reference) => {
                rows::set_refund_state(&mut tx, organizer, refund.id, next, Some(reference), None, now).await?;
                let account = Account::of_payment(gateway, head.till);
                let posting = ledger::given_back(refund.order, account, refund.amount)?;
                self.post(&mut tx, organizer, refund.order, PostingKind::Refund, &posting, now).await?;
                if let Some(payment) = rows::find(&mut tx, organizer, refund.payment, true).await?
                    && let Some(returned) = payment.payment.when_refunded(head.state)
                {
                    rows::set_state(&mut tx, organizer, refund.payment, &returned, now).await?;
                }
            }
            RefundOutcome::Failed { reason } => {
                rows::set_refund_state(&mut tx, organizer, refund.id, next, None, Some(reason), now).await?;
                orders::set_attention(&mut tx, organizer, refund.order, Some(Attention::RefundFailed)).await?;
                let detail = json!({"refund": refund.id, "reason": reason});
                self.base.record(&mut tx, organizer, now, SYSTEM, Action::RefundFailed, refund.order, detail).await?;
            }
        }
        self.base.send_news(&mut tx, News::Order { organizer, order: refund.order }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Sends failed refunds of an order once more, as new refunds with new keys.
    pub async fn retry_refunds(&self, actor: &Actor, order: OrderId) -> Result<(), Failure<OrderRefusal>> {
        actor.require(Permission::MendOrders)?;
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(actor.organizer).await?;
        orders::lock(&mut tx, actor.organizer, order).await?.ok_or(Failure::Refused(OrderRefusal::Unknown))?;
        for failed in rows::failed_refunds(&mut tx, actor.organizer, order).await? {
            let replaced = failed.state.become_state(RefundState::Replaced);
            let replaced = replaced.map_err(|error| Fault::Broken(error.to_string()))?;
            rows::set_refund_state(&mut tx, actor.organizer, failed.id, replaced, None, None, now).await?;
            let refund = RefundId(self.base.chance.uuid(now));
            let new = RefundToInsert {
                id: refund,
                order,
                payment: failed.payment,
                amount: failed.amount,
                reason: &failed.reason,
            };
            insert_refunds(&mut tx, actor.organizer, &[new], now).await?;
            self.base.enqueue(&mut tx, &crate::jobs::SendRefund { organizer: actor.organizer, refund }, None).await?;
        }
        orders::set_attention(&mut tx, actor.organizer, order, None).await?;
        self.base.record(&mut tx, actor.organizer, now, actor, Action::RefundRetried, order, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn by(actor: &Actor, order: OrderId, how: ReversalKind) -> Reversal {
    Reversal { order, by: actor.to_string(), how }
}
