//! Giving money back: tickets die and places return in the transaction that decides it; the money follows by a job, through
//! the gateway that took it.

use crate::letters::{Letter, LetterKind};
use crate::settle::total_of;
use crate::{Actor, Failure, Fault, Flows, live::News};
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrderLineId, OrganizerId, RefundId, TicketId};
use domain::ledger;
use domain::money::Money;
use domain::order::OrderState;
use domain::payment::{GatewayKind, PaymentState};
use domain::pricing::Price;
use domain::refusal::OrderRefusal;
use domain::role::Permission;
use domain::ticket::TicketState;
use payments::gateway::{RefundOutcome, RefundRequest};
use serde_json::json;
use std::collections::BTreeMap;
use storage::holds::Via;
use storage::orders::{self, LineRow, OrderHead};
use storage::payments::{self as rows, RefundRow};
use storage::{Conn, Tx, holds};
use uuid::Uuid;

/// A reason is a sentence, not an essay.
const REASON_CHARS_MAX: usize = 500;

/// What is taken back, why and where.
#[derive(Clone, Copy)]
pub(crate) struct Return<'a> {
    pub order: OrderId,
    pub tickets: &'a [TicketId],
    pub reason: &'a str,
    /// Kept with the record.
    pub key: &'a str,
    pub via: Via,
}

impl Flows {
    /// Refunds some tickets of a paid order: their codes are refused from now on and their places are on sale again. The
    /// same tickets again are refused, so a repeated call does nothing more; `key` is kept with the record.
    pub async fn refund_tickets(
        &self,
        actor: &Actor,
        order: OrderId,
        tickets: &[TicketId],
        reason: &str,
        key: &str,
    ) -> Result<(), Failure<OrderRefusal>> {
        actor.require(Permission::MendOrders)?;
        let reason = check_reason(reason)?;
        if tickets.is_empty() {
            return Err(Failure::Refused(OrderRefusal::Nothing));
        }
        let mut tx = self.organizer(actor.organizer).await?;
        let what = Return { order, tickets, reason: &reason, key, via: Via::Office };
        self.refund_in(&mut tx, actor, &what, self.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Cancels an order: an unpaid one ends, of a paid one every valid ticket is refunded.
    pub async fn cancel_order(&self, actor: &Actor, order: OrderId, reason: &str) -> Result<(), Failure<OrderRefusal>> {
        actor.require(Permission::MendOrders)?;
        let mut tx = self.organizer(actor.organizer).await?;
        let head =
            orders::lock(&mut tx, actor.organizer, order).await?.ok_or(Failure::Refused(OrderRefusal::Unknown))?;
        if head.state == OrderState::AwaitingPayment {
            let reason = check_reason(reason)?;
            self.end_unpaid(&mut tx, actor.organizer, order, OrderState::Cancelled, &actor.to_string()).await?;
            if let Some(email) = &head.buyer_email {
                let kind = LetterKind::OrderCancelled { reason: reason.clone() };
                let letter = Letter { order: Some(order), to: email.clone(), locale: head.locale, kind };
                self.want_email(&mut tx, actor.organizer, &letter).await?;
            }
        } else {
            let all = orders::ticket_states(&mut tx, actor.organizer, order).await?;
            let valid: Vec<TicketId> = all.iter().filter(|t| t.2 == TicketState::Valid).map(|t| t.0).collect();
            if valid.is_empty() {
                return Err(Failure::Refused(OrderRefusal::Ended));
            }
            // After what ended meanwhile, which no reason mends.
            let reason = check_reason(reason)?;
            let what = Return { order, tickets: &valid, reason: &reason, key: "cancel", via: Via::Office };
            self.refund_in(&mut tx, actor, &what, self.clock.now()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn refund_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        what: &Return<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), Failure<OrderRefusal>> {
        let Return { order: id, tickets, reason, key, via } = *what;
        let organizer = actor.organizer;
        let head = orders::lock(tx, organizer, id).await?.ok_or(Failure::Refused(OrderRefusal::Unknown))?;
        if !head.state.has_tickets() {
            return Err(Failure::Refused(OrderRefusal::NotPaid));
        }
        let known = orders::ticket_states(tx, organizer, id).await?;
        for ticket in tickets {
            match known.iter().find(|k| k.0 == *ticket) {
                None => return Err(Failure::Refused(OrderRefusal::UnknownTicket)),
                Some((_, _, TicketState::Valid)) => {}
                Some(_) => return Err(Failure::Refused(OrderRefusal::TicketNotValid)),
            }
        }
        let lines = orders::line_rows(tx, organizer, id).await?;
        self.lock_line_pools(tx, organizer, &lines).await?;
        let wanted: Vec<Uuid> = tickets.iter().map(|t| t.0).collect();
        let ended = orders::end_tickets(tx, organizer, id, &wanted, TicketState::Refunded, now).await?;
        let by = (via, actor.to_string());
        let prices = self.return_places(tx, organizer, &lines, &ended, &by, now).await?;
        let amount = total_of(&prices, head.currency)?;
        let returned = ledger::sale_returned(id, head.currency, &prices).map_err(Fault::from)?;
        self.post(tx, organizer, id, "return", &returned, now).await?;
        if !amount.is_zero() {
            self.refund_payments(tx, organizer, &head, amount, reason, now).await?;
            orders::add_refunded(tx, organizer, id, amount).await?;
        }
        let all_gone = known.iter().filter(|k| k.2 == TicketState::Valid).count() == ended.len();
        let state = if all_gone { OrderState::Refunded } else { OrderState::PartlyRefunded };
        let state = head.state.become_state(state).map_err(|_| Failure::Refused(OrderRefusal::Ended))?;
        orders::set_state(tx, organizer, id, state, None).await?;
        if let Some(email) = &head.buyer_email {
            let tickets = ended.iter().map(|(t, _)| *t).collect();
            let kind = LetterKind::OrderRefunded { amount, tickets, reason: reason.to_owned() };
            self.want_email(tx, organizer, &Letter { order: Some(id), to: email.clone(), locale: head.locale, kind })
                .await?;
        }
        let detail = json!({"tickets": tickets, "amount": amount, "reason": reason, "key": key});
        self.record(tx, organizer, now, &actor.to_string(), "order.refunded", &id.to_string(), detail).await?;
        self.say_lines(tx, organizer, id, &lines).await?;
        Ok(())
    }

    /// Puts the places of ended tickets back on sale. Returns the price of each.
    async fn return_places(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        lines: &[LineRow],
        ended: &[(TicketId, OrderLineId)],
        (via, actor): &(Via, String),
        now: DateTime<Utc>,
    ) -> Result<Vec<Price>, Fault> {
        let mut counts: BTreeMap<OrderLineId, u32> = BTreeMap::new();
        for (_, line) in ended {
            *counts.entry(*line).or_default() += 1;
        }
        let mut prices = Vec::new();
        for (line, count) in counts {
            let line = lines.iter().find(|l| l.id == line).ok_or_else(|| Fault::Broken(format!("{line} is gone")))?;
            holds::take_back(conn, organizer, line.hold, count, (*via, actor), now).await?;
            prices.extend(std::iter::repeat_n(line.price, count as usize));
        }
        Ok(prices)
    }

    /// Spreads an amount over the captured payments, oldest first.
    async fn refund_payments(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        head: &OrderHead,
        amount: Money,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Failure<OrderRefusal>> {
        let mut left = amount;
        for payment in rows::of_order(conn, organizer, head.id).await? {
            if payment.state != PaymentState::Captured || left.is_zero() {
                continue;
            }
            let room = payment.amount.checked_sub(payment.refunded).map_err(Fault::from)?;
            let part = if room.minor < left.minor { room } else { left };
            if part.minor > 0 {
                self.give_back(conn, organizer, head.id, payment.id, part, reason, now).await?;
                left = left.checked_sub(part).map_err(Fault::from)?;
            }
        }
        if left.is_zero() {
            Ok(())
        } else {
            let left = amount.checked_sub(left).map_err(Fault::from)?;
            Err(Failure::Refused(OrderRefusal::OverRefund { left }))
        }
    }

    /// Sends a refund to its gateway, or asks about one that was sent. The refund's id is the idempotency key.
    pub(crate) async fn send_refund(&self, organizer: OrganizerId, id: RefundId) -> Result<(), Fault> {
        let mut tx = self.organizer(organizer).await?;
        let Some(refund) = rows::find_refund(&mut tx, organizer, id, false).await? else { return Ok(()) };
        let Some(payment) = rows::find(&mut tx, organizer, refund.payment, false).await? else { return Ok(()) };
        drop(tx);
        if !matches!(refund.state.as_str(), "created" | "pending") {
            return Ok(());
        }
        let gateway = self.gateways.get(payment.payment.gateway).cloned();
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
        let now = self.clock.now();
        let mut tx = self.organizer(organizer).await?;
        let Some(head) = orders::lock(&mut tx, organizer, refund.order).await? else { return Ok(()) };
        let Some(current) = rows::find_refund(&mut tx, organizer, refund.id, true).await? else { return Ok(()) };
        if !matches!(current.state.as_str(), "created" | "pending") {
            return Ok(());
        }
        match outcome {
            RefundOutcome::Pending(reference) => {
                rows::set_refund_state(&mut tx, organizer, refund.id, "pending", Some(reference), None, now).await?;
            }
            RefundOutcome::Done(reference) => {
                rows::set_refund_state(&mut tx, organizer, refund.id, "done", Some(reference), None, now).await?;
                let account = crate::payment::account_of(gateway, &head);
                let posting = ledger::given_back(refund.order, account, refund.amount)?;
                self.post(&mut tx, organizer, refund.order, "refund", &posting, now).await?;
                if let Some(payment) = rows::find(&mut tx, organizer, refund.payment, true).await? {
                    let whole = payment.payment.refunded == payment.payment.amount;
                    if whole && !head.state.has_tickets() {
                        rows::set_state(&mut tx, organizer, refund.payment, &PaymentState::Returned, now).await?;
                    }
                }
            }
            RefundOutcome::Failed { reason } => {
                rows::set_refund_state(&mut tx, organizer, refund.id, "failed", None, Some(reason), now).await?;
                orders::set_attention(&mut tx, organizer, refund.order, Some("refund_failed")).await?;
                let detail = json!({"refund": refund.id, "reason": reason});
                self.record(&mut tx, organizer, now, "system", "refund.failed", &refund.order.to_string(), detail)
                    .await?;
            }
        }
        self.say(&mut tx, News::Order { organizer, order: refund.order }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Sends failed refunds of an order once more, as new refunds with new keys.
    pub async fn retry_refunds(&self, actor: &Actor, order: OrderId) -> Result<(), Failure<OrderRefusal>> {
        actor.require(Permission::MendOrders)?;
        let now = self.clock.now();
        let mut tx = self.organizer(actor.organizer).await?;
        orders::lock(&mut tx, actor.organizer, order).await?.ok_or(Failure::Refused(OrderRefusal::Unknown))?;
        for failed in rows::failed_refunds(&mut tx, actor.organizer, order).await? {
            rows::set_refund_state(&mut tx, actor.organizer, failed.id, "failed", None, Some("tried again"), now)
                .await?;
            let refund = RefundId(self.chance.uuid(now));
            rows::insert_refund(
                &mut tx,
                actor.organizer,
                rows::NewRefund {
                    id: refund,
                    order,
                    payment: failed.payment,
                    amount: failed.amount,
                    reason: &failed.reason,
                },
                now,
            )
            .await?;
            self.enqueue(&mut tx, &crate::jobs::SendRefund { organizer: actor.organizer, refund }, None).await?;
        }
        orders::set_attention(&mut tx, actor.organizer, order, None).await?;
        self.record(&mut tx, actor.organizer, now, &actor.to_string(), "refund.retried", &order.to_string(), json!({}))
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

pub(crate) fn check_reason(reason: &str) -> Result<String, Failure<OrderRefusal>> {
    let reason: String = reason.replace(char::is_control, " ").split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() {
        return Err(Failure::Refused(OrderRefusal::ReasonMissing));
    }
    Ok(reason.chars().take(REASON_CHARS_MAX).collect())
}
