//! The slow way of a gateway's report: money that came late, twice, or as another sum than was asked for, and attempts that
//! failed. One order, one transaction.

use super::account_of;
use super::gateway_reports::GatewayReport;
use crate::emails::{EmailKind, OutgoingEmail};
use crate::settle::Settlement;
use crate::{Treasury, jobs};
use base::Fault;
use base::live::News;
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::ids::{OrderId, OrganizerId, PaymentId, RefundId};
use domain::ledger;
use domain::money::Money;
use domain::order::Attention;
use domain::order::OrderState;
use domain::payment::{AlreadySettled as Final, PaymentReport, PaymentState};
use notify::email::TooLate;
use payments::gateway::Outcome;
use serde_json::json;
use storage::orders::OrderHead;
use storage::payments::{self as rows, PaymentNote, PaymentRow};
use storage::{Conn, events, orders, returns};

impl Treasury {
    /// Takes one report in, whatever it is.
    pub(super) async fn take_single_report(&self, organizer: OrganizerId, report: &GatewayReport) -> Result<(), Fault> {
        let (now, id) = (self.base.clock.now(), report.payment);
        let mut tx = self.base.organizer(organizer).await?;
        let Some(seen) = rows::find(&mut tx, organizer, id, false).await? else { return Ok(()) };
        let Some(order) = orders::lock(&mut tx, organizer, seen.order).await? else { return Ok(()) };
        let Some(payment) = rows::find(&mut tx, organizer, id, true).await? else { return Ok(()) };
        if let Some((reference, pay_url)) = &report.started {
            let note = PaymentNote { id, state: None, started: Some((reference, pay_url.as_deref())) };
            rows::note_many(&mut tx, organizer, &[note], now).await?;
        }
        self.take_state(&mut tx, organizer, &order, &payment, &report.outcome, now).await?;
        self.base.send_news(&mut tx, News::Order { organizer, order: order.id }).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn take_state(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: &OrderHead,
        payment: &PaymentRow,
        outcome: &Outcome,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let id = payment.payment.id;
        let next = match payment.payment.state.report(&outcome.report()) {
            Ok(Some(next)) => next,
            // Nothing new, or a report against money we have already seen: the money counts.
            Ok(None) | Err(Final) => return Ok(()),
        };
        if let (PaymentState::Captured, Outcome::Captured { amount, .. }) = (&next, outcome) {
            return self.take_money(conn, organizer, order, payment, *amount, now).await;
        }
        rows::set_state(conn, organizer, id, &next, now).await?;
        if outcome.report() != PaymentReport::Pending {
            let detail = json!({"payment": id});
            self.base.record(conn, organizer, now, "system", Action::PaymentFailed, order.id, detail).await?;
        }
        Ok(())
    }

    /// Money has come: it buys the tickets, or it goes back.
    async fn take_money(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: &OrderHead,
        payment: &PaymentRow,
        amount: Money,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let (id, gateway) = (payment.payment.id, payment.payment.gateway);
        let account = account_of(gateway, order);
        let settled = if amount == payment.payment.amount {
            self.settle_order(conn, organizer, order.id, id, account, now).await?
        } else {
            // Not what was asked for: it goes back as it came, and a person is to look.
            rows::set_amount(conn, organizer, id, amount).await?;
            orders::set_attention(conn, organizer, order.id, Some(Attention::AmountMismatch)).await?;
            Settlement::NoPlaces
        };
        if settled == Settlement::Paid {
            return Ok(());
        }
        // A second payment of a paid order, or one that came when its places were gone: given back whole.
        rows::set_state(conn, organizer, id, &PaymentState::Captured, now).await?;
        let received = ledger::received(order.id, account, amount)?;
        self.post(conn, organizer, order.id, "payment", &received, now).await?;
        let (why, action) = match settled {
            Settlement::AlreadyPaid => ("paid_twice", Action::PaymentPaidTwice),
            Settlement::Paid | Settlement::NoPlaces => ("paid_too_late", Action::PaymentPaidTooLate),
        };
        self.give_back(conn, organizer, order.id, id, amount, why, now).await?;
        if let (Ok(expired), Settlement::NoPlaces) = (order.state.become_state(OrderState::Expired), settled) {
            orders::set_state(conn, organizer, order.id, expired, None).await?;
        }
        if let (Some(email), Settlement::NoPlaces) = (&order.buyer_email, settled) {
            let lines = orders::line_rows(conn, organizer, order.id).await?;
            let performances: Vec<_> = lines.iter().map(|line| line.performance.0).collect();
            let because = if order.state == OrderState::Cancelled {
                TooLate::OrderCancelled
            } else if events::any_cancelled(conn, organizer, &performances).await? {
                TooLate::DateCancelled
            } else {
                TooLate::PlacesGone
            };
            let kind = EmailKind::PaidTooLate { amount, because };
            let letter = OutgoingEmail { order: Some(order.id), to: email.clone(), locale: order.locale, kind };
            self.queue_email(conn, organizer, &letter).await?;
        }
        self.base.record(conn, organizer, now, "system", action, order.id, json!({"payment": id})).await
    }

    /// Writes down that money goes back and has a job send it.
    pub async fn give_back(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: OrderId,
        payment: PaymentId,
        amount: Money,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<RefundId, Fault> {
        let refund = RefundId(self.base.chance.uuid(now));
        let new = returns::RefundToInsert { id: refund, order, payment, amount, reason };
        returns::insert_refunds(conn, organizer, &[new], now).await?;
        returns::count_refunded(conn, organizer, &[(payment, amount)]).await?;
        self.base.enqueue(conn, &jobs::SendRefund { organizer, refund }, None).await?;
        Ok(refund)
    }
}
