//! The slow way of a gateway's report: money that came late, twice, or as another sum than was asked for, and attempts that
//! failed. One order, one transaction.

use super::gateway_reports::{self, GatewayReport};
use crate::settle::PaidOrder;
use crate::{Billing, jobs};
use base::Fault;
use base::live::News;
use base::outbox::OutgoingEmail;
use chrono::{DateTime, Utc};
use domain::audit::{Action, SYSTEM};
use domain::email::kind::{EmailKind, TooLate};
use domain::ids::{OrderId, OrganizerId, PaymentId, RefundId};
use domain::ledger::{self, Account, PostingKind};
use domain::money::Money;
use domain::payment::PaymentState;
use domain::payment_report::{BackReason, ReportDecision, UnusableMoney};
use serde_json::json;
use storage::orders::OrderHead;
use storage::payments::{self as rows, PaymentNote, PaymentRow};
use storage::{Conn, events, orders, reversals};

impl Billing {
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
        let lines = orders::line_rows(&mut tx, organizer, order.id).await?;
        match gateway_reports::decide(&payment.payment, &order, &lines, &report.outcome) {
            ReportDecision::Nothing => {}
            ReportDecision::Unpaid(next) => {
                rows::set_state(&mut tx, organizer, id, &next, now).await?;
                if !next.is_open() {
                    let detail = json!({"payment": id});
                    let failed = Action::PaymentFailed;
                    self.base.record(&mut tx, organizer, now, SYSTEM, failed, order.id, detail).await?;
                }
            }
            ReportDecision::Settle | ReportDecision::SettleIfFree => {
                if self.renew_lapsed_holds(&mut tx, organizer, &order, &lines, now).await? {
                    let received = Some(Account::of_payment(payment.payment.gateway, order.till));
                    let (head, lines, unpaid) = (&order, lines.as_slice(), &payment.payment.state);
                    let sale = PaidOrder { head, lines, payment: id, unpaid, started: None, received, by: SYSTEM };
                    self.settle_orders(&mut tx, organizer, &[sale], now).await?;
                } else {
                    let (amount, why) = (payment.payment.amount, UnusableMoney::TooLate);
                    self.return_money(&mut tx, organizer, &order, &payment, amount, why, now).await?;
                }
            }
            ReportDecision::GiveBack { amount, why } => {
                self.return_money(&mut tx, organizer, &order, &payment, amount, why, now).await?;
            }
        }
        self.base.send_news(&mut tx, News::Order { organizer, order: order.id }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Money that buys nothing goes back as it came.
    async fn return_money(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: &OrderHead,
        payment: &PaymentRow,
        amount: Money,
        why: UnusableMoney,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let id = payment.payment.id;
        if amount != payment.payment.amount {
            rows::set_amount(conn, organizer, id, amount).await?;
        }
        if let Some(attention) = why.attention() {
            orders::set_attention(conn, organizer, order.id, Some(attention)).await?;
        }
        rows::set_state(conn, organizer, id, &PaymentState::Captured, now).await?;
        let received = ledger::received(order.id, Account::of_payment(payment.payment.gateway, order.till), amount)?;
        self.post(conn, organizer, order.id, PostingKind::Payment, &received, now).await?;
        self.give_back(conn, organizer, order.id, id, amount, why.reason(), now).await?;
        if let Some(ended) = why.ends(order.state) {
            orders::set_state(conn, organizer, order.id, ended, None).await?;
        }
        if let (Some(email), true) = (&order.buyer_email, why.is_told()) {
            let lines = orders::line_rows(conn, organizer, order.id).await?;
            let performances: Vec<_> = lines.iter().map(|line| line.performance.0).collect();
            let date_cancelled = events::any_cancelled(conn, organizer, &performances).await?;
            let kind = EmailKind::PaidTooLate { amount, because: TooLate::of(order.state, date_cancelled) };
            let email = OutgoingEmail { order: Some(order.id), to: email.clone(), locale: order.locale, kind };
            self.base.queue_email(conn, organizer, &email).await?;
        }
        let detail = json!({"payment": id});
        self.base.record(conn, organizer, now, SYSTEM, why.action(), order.id, detail).await
    }

    /// Writes down that money goes back and has a job send it.
    async fn give_back(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: OrderId,
        payment: PaymentId,
        amount: Money,
        reason: BackReason,
        now: DateTime<Utc>,
    ) -> Result<RefundId, Fault> {
        let refund = RefundId(self.base.chance.uuid(now));
        let new = reversals::RefundToInsert { id: refund, order, payment, amount, reason: reason.into_str() };
        reversals::insert_refunds(conn, organizer, &[new], now).await?;
        reversals::count_refunded(conn, organizer, &[(payment, amount)]).await?;
        self.base.enqueue(conn, &jobs::SendRefund { organizer, refund }, None).await?;
        Ok(refund)
    }
}
