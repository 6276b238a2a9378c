//! The desk where gateways' reports are taken in. Payments that came in time are settled together; whatever isn't plain goes
//! the slow way, one by one, in a transaction of its own.

use crate::Billing;
use crate::settle::PaidOrder;
use base::Fault;
use base::batch::{Batch, run_batch, with_retries};
use base::desk::IfAbandoned;
use base::live::News;
use domain::audit::SYSTEM;
use domain::hold::HoldState;
use domain::ids::{OrderId, OrganizerId, PaymentId};
use domain::ledger::Account;
use domain::order::OrderState;
use domain::payment::{Payment, PaymentState};
use domain::payment_report::{ReportDecision, ReportedPayment};
use payments::gateway::Outcome;
use std::collections::{BTreeSet, HashMap, HashSet};
use storage::Conn;
use storage::orders::{self, OrderHead, OrderLineRow};
use storage::payments::{self as rows, PaymentNote, PaymentRow};
use uuid::Uuid;

/// What a gateway said of a payment.
pub struct GatewayReport {
    pub payment: PaymentId,
    pub order: OrderId,
    /// What it calls the payment and where the buyer pays, when it has just begun.
    pub started: Option<(String, Option<String>)>,
    pub outcome: Outcome,
}

impl GatewayReport {
    fn said(&self) -> Option<(&str, Option<&str>)> {
        self.started.as_ref().map(|(reference, url)| (reference.as_str(), url.as_deref()))
    }
}

/// How far the batch came with a report.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TakenReport {
    Done,
    NotPlain,
}

impl Billing {
    /// Takes a gateway's report in. The order is locked first, so reports that come twice, late or in any order end the same
    /// way: tickets once, or the money back once.
    pub async fn take_report(&self, organizer: OrganizerId, report: GatewayReport) -> Result<(), Fault> {
        let work = move |billing: Billing, reports| billing.take_reports(organizer, reports);
        self.desks().settling.serve(self, organizer, report, IfAbandoned::Do, work).await
    }

    async fn take_reports(self, organizer: OrganizerId, reports: Vec<GatewayReport>) -> Vec<Result<(), Fault>> {
        let settling = ReportBatch { billing: self, organizer };
        let mut answers = Vec::with_capacity(reports.len());
        for (taken, report) in run_batch(&settling, &reports).await.into_iter().zip(&reports) {
            answers.push(match taken {
                Ok(TakenReport::Done) => Ok(()),
                Ok(TakenReport::NotPlain) => {
                    with_retries(|| settling.billing.take_single_report(organizer, report)).await
                }
                Err(fault) => Err(fault),
            });
        }
        answers
    }
}

struct ReportBatch {
    billing: Billing,
    organizer: OrganizerId,
}

/// What the reports are about, locked.
struct LockedPayments {
    orders: HashMap<OrderId, OrderHead>,
    payments: HashMap<PaymentId, PaymentRow>,
    lines: HashMap<OrderId, Vec<OrderLineRow>>,
}

impl LockedPayments {
    /// What a report comes to. Where its payment is unknown there is nothing to be done.
    fn decide(&self, report: &GatewayReport) -> ReportDecision {
        let Some(payment) = self.payments.get(&report.payment) else { return ReportDecision::Nothing };
        let Some(order) = self.orders.get(&payment.order) else { return ReportDecision::Nothing };
        let lines = self.lines.get(&order.id).map(Vec::as_slice).unwrap_or_default();
        decide(&payment.payment, order, lines, &report.outcome)
    }
}

/// What a report of a payment comes to.
pub(super) fn decide(
    payment: &Payment,
    order: &OrderHead,
    lines: &[OrderLineRow],
    outcome: &Outcome,
) -> ReportDecision {
    let holds: Vec<HoldState> = lines.iter().map(|line| line.hold_state).collect();
    let of = ReportedPayment { state: &payment.state, amount: payment.amount, order: order.state, holds: &holds };
    of.decide(&outcome.report())
}

impl Batch for ReportBatch {
    type Ask = GatewayReport;
    type Answer = TakenReport;

    async fn run(&self, reports: &[GatewayReport]) -> Result<Vec<TakenReport>, Fault> {
        let (billing, organizer) = (&self.billing, self.organizer);
        let now = billing.base.clock.now();
        let mut tx = billing.base.db.begin_batch(organizer, None).await?;
        let seen = self.lock_and_read(&mut tx, reports).await?;
        let mut answers = Vec::with_capacity(reports.len());
        let (mut sales, mut notes, mut news) = (Vec::new(), Vec::new(), Vec::new());
        let mut met = HashSet::new();
        for report in reports {
            // A second report about an order is decided on what the first one leaves.
            let decision = met.insert(report.order).then(|| seen.decide(report));
            answers.push(match (decision, seen.sale(report)) {
                (Some(ReportDecision::Settle), Some(sale)) => {
                    sales.push(sale);
                    TakenReport::Done
                }
                (Some(ReportDecision::Unpaid(state @ PaymentState::Pending)), _) => {
                    notes.push(PaymentNote { id: report.payment, state: Some(state), started: report.said() });
                    news.push(News::Order { organizer, order: report.order });
                    TakenReport::Done
                }
                (Some(ReportDecision::Nothing), Some(_)) if report.started.is_some() => {
                    notes.push(PaymentNote { id: report.payment, state: None, started: report.said() });
                    TakenReport::Done
                }
                (Some(ReportDecision::Nothing), _) => TakenReport::Done,
                _ => TakenReport::NotPlain,
            });
        }
        if !sales.is_empty() {
            billing.settle_orders(&mut tx, organizer, &sales, now).await?;
        }
        if !notes.is_empty() {
            rows::note_many(&mut tx, organizer, &notes, now).await?;
            billing.base.send_all_news(&mut tx, news).await?;
        }
        tx.commit().await?;
        Ok(answers)
    }
}

impl LockedPayments {
    /// The paid order that a report makes. `None`: nothing is known of its payment.
    fn sale<'a>(&'a self, report: &'a GatewayReport) -> Option<PaidOrder<'a>> {
        let payment = self.payments.get(&report.payment)?;
        let head = self.orders.get(&payment.order)?;
        let lines = self.lines.get(&head.id).map(Vec::as_slice).unwrap_or_default();
        let received = Some(Account::of_payment(payment.payment.gateway, head.till));
        Some(PaidOrder {
            head,
            lines,
            payment: report.payment,
            unpaid: &payment.payment.state,
            started: report.said(),
            received,
            by: SYSTEM,
        })
    }
}

impl ReportBatch {
    async fn lock_and_read(&self, conn: &mut Conn, reports: &[GatewayReport]) -> Result<LockedPayments, Fault> {
        let ids: BTreeSet<Uuid> = reports.iter().map(|r| r.payment.0).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let order_ids: BTreeSet<Uuid> = reports.iter().map(|r| r.order.0).collect();
        let order_ids: Vec<Uuid> = order_ids.into_iter().collect();
        let orders = orders::lock_many(conn, self.organizer, &order_ids).await?;
        let payments = rows::lock_many(conn, self.organizer, &ids).await?;
        let unpaid = orders.iter().filter(|o| o.state == OrderState::AwaitingPayment);
        let unpaid: Vec<Uuid> = unpaid.map(|o| o.id.0).collect();
        let mut lines: HashMap<OrderId, Vec<OrderLineRow>> = HashMap::new();
        for line in orders::line_rows_of(conn, self.organizer, &unpaid).await? {
            lines.entry(line.order).or_default().push(line);
        }
        Ok(LockedPayments {
            orders: orders.into_iter().map(|o| (o.id, o)).collect(),
            payments: payments.into_iter().map(|p| (p.payment.id, p)).collect(),
            lines,
        })
    }
}
