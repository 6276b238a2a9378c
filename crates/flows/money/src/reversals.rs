//! The desk where places come back: tickets that are refunded, and orders that end unpaid. Whatever an organizer is asked
//! at the same time shares a transaction and is decided in the order of arrival.

mod locked_orders;

use crate::papers::{PaperHead, print_job, refund_receipt};
use crate::{Billing, jobs};
use base::batch::{Batch, answer_batch};
use base::desk::IfAbandoned;
use base::idempotency::{IdempotencyRefusal, KeyedRequest};
use base::live::News;
use base::outbox::OutgoingEmail;
use base::{Failure, Fault};
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::email::kind::EmailKind;
use domain::hold::trail::Via;
use domain::ids::{OrderId, OrderLineId, OrganizerId, PaymentId, PrintJobId, RefundId, TicketId, TillId};
use domain::ledger::{self, PostingKind};
use domain::money::Money;
use domain::order::OrderState;
use domain::paper::{Paper, PrintJob, TenderKind};
use domain::reason::ReasonRefusal;
use domain::refusal::OrderRefusal;
use domain::reversals::{RefundDecision, ReversalDecision};
use domain::till::Till;
use locked_orders::{Answer, LockedOrder, LockedOrders, lock_and_read};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use storage::audit::AuditLine;
use storage::idempotency::{self, UsedKey};
use storage::jobs::NewJob;
use storage::ledger::NewPosting;
use storage::reversals::{self as rows, OrderEnd, PlacesBack, RefundToInsert};
use storage::{Conn, holds};
use uuid::Uuid;

/// Places of an order are to come back.
#[derive(Debug)]
pub struct Reversal {
    pub order: OrderId,
    /// Who wants it, as the audit log names them.
    pub by: String,
    pub how: ReversalKind,
}

#[derive(Debug)]
pub enum ReversalKind {
    /// These tickets of a paid order are refunded.
    Refund {
        tickets: Vec<TicketId>,
        reason: String,
        /// Also those whose holders are inside.
        though_inside: bool,
        /// Through which channel the places come back, for the trail.
        via: Via,
        /// Kept with the record.
        key: String,
        once: Option<KeyedRequest>,
        /// A till that takes them back, and prints a receipt for it.
        counter: Option<Box<CounterReturn>>,
    },
    /// The organizer ends the order: unpaid it just ends, of a paid one every valid ticket is refunded. Without a reason it
    /// is refused, unless something else stands against it.
    Cancel { reason: Result<String, ReasonRefusal>, though_inside: bool },
    /// The buyer doesn't want it any more.
    GiveUp,
    /// The time to pay is over, if it is.
    Expire,
}

/// Tickets come back over a counter.
#[derive(Debug)]
pub struct CounterReturn {
    pub till: TillId,
    pub cashier: String,
    /// The money leaves the drawer, which opens; otherwise it goes back the way it came.
    pub in_cash: bool,
}

impl Reversal {
    fn once(&self) -> Option<&KeyedRequest> {
        match &self.how {
            ReversalKind::Refund { once, .. } => once.as_ref(),
            ReversalKind::Cancel { .. } | ReversalKind::GiveUp | ReversalKind::Expire => None,
        }
    }
}

/// What is printed for it, where it came back over a counter that prints.
pub type ReversalResult = Result<Option<PrintJobId>, ReversalRefused>;
type ReversalRefused = Failure<IdempotencyRefusal<OrderRefusal>>;

impl Billing {
    /// Queues a reversal at the organizer's desk and waits for its answer.
    pub async fn reverse_order(&self, organizer: OrganizerId, reversal: Reversal) -> ReversalResult {
        let work = move |billing: Billing, asked: Vec<Reversal>| async move {
            answer_batch(&ReversalBatch { billing, organizer }, &asked).await
        };
        self.desks().reversing.serve(self, organizer, reversal, IfAbandoned::Do, work).await
    }

    /// One answer for each. Locks their orders, then their pools.
    async fn reverse_orders(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        asked: &[Reversal],
        now: DateTime<Utc>,
    ) -> Result<Vec<ReversalResult>, Fault> {
        let mut seen = lock_and_read(conn, organizer, asked).await?;
        let mut made = ReversalWrites::default();
        let mut answers = Vec::with_capacity(asked.len());
        for reversal in asked {
            answers.push(match seen.answer(reversal, now) {
                Ok(Answer::Same(job)) => Ok(job),
                Ok(Answer::New(decision)) => {
                    let job = self.draw_up_reversal(organizer, &seen, reversal, decision, now, &mut made)?;
                    made.keys.extend(seen.done(reversal, job));
                    Ok(job)
                }
                Err(refused) => Err(refused),
            });
        }
        made.write(self, conn, organizer, now).await?;
        Ok(answers)
    }

    /// Adds what is to be written for a reversal that was decided.
    fn draw_up_reversal<'a>(
        &self,
        organizer: OrganizerId,
        seen: &LockedOrders,
        reversal: &'a Reversal,
        decision: ReversalDecision,
        now: DateTime<Utc>,
        made: &mut ReversalWrites<'a>,
    ) -> Result<Option<PrintJobId>, Fault> {
        let Some(order) = seen.orders.get(&reversal.order) else { return Ok(None) };
        let job = match decision {
            ReversalDecision::Nothing => return Ok(None),
            ReversalDecision::End(state) => {
                self.draw_up_end(organizer, order, reversal, state, made)?;
                None
            }
            ReversalDecision::Refund(refund) => {
                self.draw_up_refund(organizer, seen, order, reversal, refund, now, made)?
            }
        };
        made.pools.extend(order.lines.iter().flat_map(|l| l.pools.iter().map(|p| p.0)));
        let of_lines = order.lines.iter().map(|l| News::Availability { organizer, performance: l.performance });
        made.news.extend(of_lines.chain([News::Order { organizer, order: reversal.order }]));
        Ok(job)
    }

    fn draw_up_end<'a>(
        &self,
        organizer: OrganizerId,
        order: &LockedOrder,
        reversal: &'a Reversal,
        state: OrderState,
        made: &mut ReversalWrites<'a>,
    ) -> Result<(), Fault> {
        made.voided.extend(order.lines.iter().map(|l| l.hold.0));
        for payment in order.reversal.payments.iter().filter(|p| p.state.is_open()) {
            made.jobs.push(jobs::cancel_payment(organizer, payment.id)?);
        }
        let reason = match &reversal.how {
            ReversalKind::Cancel { reason, .. } => reason.as_ref().ok(),
            ReversalKind::Refund { .. } | ReversalKind::GiveUp | ReversalKind::Expire => None,
        };
        if let (Some(reason), Some(to)) = (reason, &order.head.buyer_email) {
            made.emails.push(email(order, to, EmailKind::OrderCancelled { reason: reason.clone() }));
        }
        let action = if state == OrderState::Expired { Action::OrderExpired } else { Action::OrderCancelled };
        let detail = reason.map_or_else(|| json!({}), |reason| json!({"reason": reason}));
        made.told.push(line(reversal, action, detail));
        made.end(order, state, Money::zero(order.head.currency))
    }

    fn draw_up_refund<'a>(
        &self,
        organizer: OrganizerId,
        seen: &LockedOrders,
        order: &LockedOrder,
        reversal: &'a Reversal,
        refund: RefundDecision,
        now: DateTime<Utc>,
        made: &mut ReversalWrites<'a>,
    ) -> Result<Option<PrintJobId>, Fault> {
        let RefundDecision { tickets, inside, prices, amount, parts, reason } = refund;
        let id = order.head.id;
        let (via, key, counter) = match &reversal.how {
            ReversalKind::Refund { via, key, counter, .. } => (*via, key.as_str(), counter.as_deref()),
            ReversalKind::Cancel { .. } | ReversalKind::GiveUp | ReversalKind::Expire => (Via::Office, "cancel", None),
        };
        // Whoever is inside sits where they sit: their place is nobody else's.
        let mut places: BTreeMap<OrderLineId, u32> = BTreeMap::new();
        for (_, line) in tickets.iter().filter(|(ticket, _)| !inside.contains(ticket)) {
            *places.entry(*line).or_default() += 1;
        }
        for line in &order.lines {
            if let Some(places) = places.remove(&line.id) {
                made.places_back.push(PlacesBack { hold: line.hold, places, via, actor: &reversal.by });
            }
        }
        made.postings.push(NewPosting {
            id: self.base.chance.uuid(now),
            order: Some(id),
            kind: PostingKind::Return,
            posting: ledger::sale_returned(id, order.head.currency, &prices)?,
        });
        for (payment, amount) in parts {
            let refund = RefundId(self.base.chance.uuid(now));
            made.jobs.push(jobs::send_refund(organizer, refund)?);
            made.refunds.push(RefundPart { refund, order: id, payment, amount, reason: reason.clone() });
        }
        let dead: Vec<TicketId> = tickets.iter().map(|(ticket, _)| *ticket).collect();
        let detail =
            json!({"tickets": dead, "amount": amount, "reason": reason, "key": key, "places_kept": inside.len()});
        made.told.push(line(reversal, Action::OrderRefunded, detail));
        made.dead.extend(dead.iter().map(|ticket| ticket.0));
        let till = counter.and_then(|counter| seen.tills.get(&counter.till)).filter(|till| till.terminal.is_some());
        let receipt = counter.zip(till).map(|(counter, till)| CounterReceipt {
            till: till.clone(),
            job: PrintJobId(self.base.chance.uuid(now)),
            order: id,
            tickets: dead.clone(),
            amount,
            counter,
        });
        let job = receipt.as_ref().map(|receipt| receipt.job);
        made.receipts.extend(receipt);
        if let Some(to) = &order.head.buyer_email {
            made.emails.push(email(order, to, EmailKind::OrderRefunded { amount, tickets: dead, reason }));
        }
        made.end(order, order.reversal.state, amount)?;
        Ok(job)
    }
}

impl Billing {
    /// The drawer opens for what leaves it in cash.
    async fn print_receipts(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        receipts: &[CounterReceipt<'_>],
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        if receipts.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = receipts.iter().map(|receipt| receipt.order.0).collect();
        let orders = self.whole_orders(conn, organizer, &ids).await?;
        let mut jobs = Vec::with_capacity(receipts.len());
        for CounterReceipt { job, order, tickets, amount, counter: CounterReturn { cashier, in_cash, .. }, till } in
            receipts
        {
            let whole = orders.iter().find(|whole| whole.id == *order);
            let whole = whole.ok_or_else(|| Fault::Broken(format!("{order}, under its lock, is gone")))?;
            let counter = PaperHead { till: &till.name, cashier, at: now, copy: 0 };
            let kind = if *in_cash { TenderKind::Cash } else { TenderKind::Online };
            let papers = vec![Paper::Receipt(refund_receipt(whole, &counter, tickets, *amount, kind)?)];
            let open_drawer = *in_cash && !amount.is_zero();
            jobs.extend(print_job(till, Some(*order), PrintJob { id: *job, open_drawer, papers }));
        }
        self.enqueue_prints(conn, organizer, &jobs).await
    }
}

struct ReversalBatch {
    billing: Billing,
    organizer: OrganizerId,
}

impl Batch for ReversalBatch {
    type Ask = Reversal;
    type Answer = ReversalResult;

    async fn run(&self, asked: &[Reversal]) -> Result<Vec<ReversalResult>, Fault> {
        let mut tx = self.billing.base.db.begin_batch(self.organizer, None).await?;
        let answers =
            self.billing.reverse_orders(&mut tx, self.organizer, asked, self.billing.base.clock.now()).await?;
        tx.commit().await?;
        Ok(answers)
    }
}

/// All that a batch writes.
#[derive(Default)]
struct ReversalWrites<'a> {
    dead: Vec<Uuid>,
    places_back: Vec<PlacesBack<'a>>,
    voided: Vec<Uuid>,
    /// Of what goes back or is voided.
    pools: BTreeSet<Uuid>,
    postings: Vec<NewPosting>,
    refunds: Vec<RefundPart>,
    ends: HashMap<OrderId, OrderEnd>,
    jobs: Vec<NewJob>,
    emails: Vec<OutgoingEmail>,
    told: Vec<AuditLine<'a>>,
    news: Vec<News>,
    keys: Vec<UsedKey>,
    receipts: Vec<CounterReceipt<'a>>,
}

/// A receipt that prints at the till that took the tickets back.
struct CounterReceipt<'a> {
    job: PrintJobId,
    order: OrderId,
    tickets: Vec<TicketId>,
    amount: Money,
    counter: &'a CounterReturn,
    till: Till,
}

/// Money that goes back the way it came.
struct RefundPart {
    refund: RefundId,
    order: OrderId,
    payment: PaymentId,
    amount: Money,
    reason: String,
}

impl ReversalWrites<'_> {
    /// The order is in this state now; a second reversal of a batch adds to the first one's.
    fn end(&mut self, order: &LockedOrder, state: OrderState, amount: Money) -> Result<(), Fault> {
        let id = order.head.id;
        let zero = Money::zero(order.head.currency);
        let end = self.ends.entry(id).or_insert(OrderEnd { order: id, state, refunded: zero });
        end.state = state;
        end.refunded = end.refunded.checked_add(amount)?;
        Ok(())
    }

    async fn write(
        self,
        billing: &Billing,
        conn: &mut Conn,
        organizer: OrganizerId,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        if self.ends.is_empty() {
            return Ok(());
        }
        // What needs no place comes first: everybody who wants one waits for the pools from their lock to the commit.
        rows::set_orders(conn, organizer, &self.ends.into_values().collect::<Vec<_>>()).await?;
        if !self.keys.is_empty() {
            idempotency::keep(conn, organizer, &self.keys, now).await?;
        }
        if !self.dead.is_empty() {
            rows::end_tickets(conn, organizer, &self.dead, now).await?;
            storage::ledger::post_many(conn, organizer, &self.postings, now).await?;
        }
        if !self.refunds.is_empty() {
            let new: Vec<RefundToInsert> = self.refunds.iter().map(RefundPart::row).collect();
            rows::insert_refunds(conn, organizer, &new, now).await?;
            let parts: Vec<(PaymentId, Money)> = self.refunds.iter().map(|p| (p.payment, p.amount)).collect();
            rows::count_refunded(conn, organizer, &parts).await?;
        }
        storage::jobs::enqueue_many(conn, &self.jobs).await?;
        billing.base.queue_emails(conn, organizer, &self.emails).await?;
        storage::audit::record(conn, organizer, now, &self.told).await?;
        billing.base.send_all_news(conn, self.news).await?;
        billing.print_receipts(conn, organizer, &self.receipts, now).await?;
        holds::lock_pools(conn, organizer, &self.pools.into_iter().collect::<Vec<_>>()).await?;
        if !self.places_back.is_empty() {
            rows::put_back(conn, organizer, &self.places_back, now).await?;
        }
        if !self.voided.is_empty() {
            holds::void(conn, organizer, &self.voided, now).await?;
        }
        Ok(())
    }
}

impl RefundPart {
    fn row(&self) -> RefundToInsert<'_> {
        let RefundPart { refund, order, payment, amount, reason } = self;
        RefundToInsert { id: *refund, order: *order, payment: *payment, amount: *amount, reason }
    }
}

fn email(order: &LockedOrder, to: &str, kind: EmailKind) -> OutgoingEmail {
    OutgoingEmail { order: Some(order.head.id), to: to.to_owned(), locale: order.head.locale, kind }
}

fn line<'a>(reversal: &'a Reversal, action: Action, detail: Value) -> AuditLine<'a> {
    AuditLine { actor: &reversal.by, action, subject: reversal.order.to_string(), detail }
}
