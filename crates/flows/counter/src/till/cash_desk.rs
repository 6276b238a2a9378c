//! The desk where tills sell for cash: whatever an organizer's tills sell at the same time shares a transaction and is decided
//! in the order of arrival. Order, payment, tickets, books and paper are written together, once per key.

use super::{answered, cashier_name};
use crate::Counter;
use base::batch::{Batch, answer_batch};
use base::desk::IfAbandoned;
use base::idempotency::{KeyedRequest, UsedKeys};
use base::organizer::organizer_by_id;
use base::{Actor, Failure, Fault};
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::cash_sale::{AcceptedSale, CashOffered, accept};
use domain::checkout::{CheckoutCart, pay_until};
use domain::event::Channel;
use domain::ids::{OrderId, OrganizerId, PrintJobId, TicketId, TillId};
use domain::money::{Currency, Money};
use domain::order::Order;
use domain::paper::{Paper, PrintJob};
use domain::refusal::CartRefusal;
use domain::till::{Sold, Till, TillRefusal};
use money::orders::secrets::Hash;
use money::papers::{self as paper, CashTendered, PaperHead, print_job, ticket_papers};
use selling::checkout::OrderOutline;
use selling::checkout::write_orders::{CashReceived, NewOrders, look_at_carts, to_the_microsecond};
use serde_json::{Value, json};
use std::collections::HashMap;
use storage::audit::{self, AuditLine};
use storage::idempotency::UsedKey;
use storage::{Conn, print_jobs, tills};

/// A cart is to be sold for cash.
pub(crate) struct CashSale {
    pub actor: Actor,
    /// The actor, as the audit log names them.
    pub by: String,
    pub till: TillId,
    /// Of the cart's secret.
    pub cart: Hash,
    pub tendered: Money,
    /// Name and e-mail address, as typed; either may be empty.
    pub buyer: Option<(String, String)>,
    pub once: KeyedRequest,
}

pub(crate) type CashSaleResult = Result<Sold, Failure<TillRefusal>>;

impl Counter {
    /// Queues a sale at the desk of its organizer's tills.
    pub(super) async fn queue_cash_sale(&self, sale: CashSale) -> CashSaleResult {
        let (counter, organizer) = (self.clone(), sale.actor.organizer);
        let work = move |sales: Vec<CashSale>| {
            let selling = CashSaleBatch { counter: counter.clone(), organizer };
            async move { answer_batch(&selling, &sales).await }
        };
        let sold = self.desk.ask(organizer, sale, IfAbandoned::Do, work).await;
        sold.map_err(|none| none.refused(|busy| TillRefusal::Cart(CartRefusal::Busy { seconds: busy.seconds })))?
    }
}

struct CashSaleBatch {
    counter: Counter,
    organizer: OrganizerId,
}

/// What all sales of a batch are decided on.
struct CashSaleState {
    /// Of what costs nothing.
    currency: Currency,
    tills: HashMap<TillId, Till>,
    carts: HashMap<Vec<u8>, CheckoutCart>,
    keys: UsedKeys,
}

/// What a sale comes to.
enum CashSaleDecision {
    /// It was made before.
    Same(Sold),
    New(AcceptedSale),
}

/// All that a batch writes.
#[derive(Default)]
struct CashSaleWrites<'a> {
    new: NewOrders,
    papers: Vec<ToPrint>,
    notes: Vec<AuditLine<'a>>,
}

/// A sale whose receipt and tickets come out of a printer.
struct ToPrint {
    job: PrintJobId,
    order: OrderId,
    till: TillId,
    cashier: String,
    cash: CashTendered,
}

impl Batch for CashSaleBatch {
    type Ask = CashSale;
    type Answer = CashSaleResult;

    async fn run(&self, sales: &[CashSale]) -> Result<Vec<CashSaleResult>, Fault> {
        let (counter, organizer) = (&self.counter, self.organizer);
        let now = to_the_microsecond(counter.base.clock.now());
        let mut tx = counter.base.db.begin_batch(organizer, None).await?;
        let mut seen = self.lock_and_read(&mut tx, sales, now).await?;
        let mut made = CashSaleWrites::default();
        let answers: Vec<_> = sales.iter().map(|sale| self.answer(&mut seen, sale, now, &mut made)).collect();
        if !counter.selling.write_orders(&mut tx, organizer, &made.new, now).await? {
            // A place was needed by someone else between our look and our lock.
            if let [_] = sales {
                return Ok(vec![Err(of_cart(CartRefusal::Expired))]);
            }
            return Err(Fault::Broken("a place of a batch lapsed meanwhile".into()));
        }
        self.print(&mut tx, &seen, &made.papers, now).await?;
        audit::record(&mut tx, organizer, now, &made.notes).await?;
        tx.commit().await?;
        Ok(answers)
    }
}

impl CashSaleBatch {
    /// Locks the carts and reads what decides.
    async fn lock_and_read(
        &self,
        conn: &mut Conn,
        sales: &[CashSale],
        now: DateTime<Utc>,
    ) -> Result<CashSaleState, Fault> {
        let carts = look_at_carts(conn, self.organizer, sales.iter().map(|s| s.cart.to_vec()), now).await?;
        let organizer = organizer_by_id(conn, self.organizer).await?;
        let keys = UsedKeys::look(conn, self.organizer, sales.iter().map(|sale| sale.once.clone())).await?;
        let tills = tills::all(conn, self.organizer).await?;
        Ok(CashSaleState {
            currency: organizer.currency,
            tills: tills.into_iter().map(|till| (till.id, till)).collect(),
            carts,
            keys,
        })
    }

    fn answer<'a>(
        &self,
        seen: &mut CashSaleState,
        sale: &'a CashSale,
        now: DateTime<Utc>,
        made: &mut CashSaleWrites<'a>,
    ) -> CashSaleResult {
        match seen.decide(sale)? {
            CashSaleDecision::Same(sold) => Ok(sold),
            CashSaleDecision::New(agreed) => {
                let sold = self.draw_up(seen, sale, agreed, now, made)?;
                let answer = serde_json::to_value(&sold).map_err(|e| Fault::Broken(e.to_string()))?;
                made.new.keys.push(seen.sold(sale, &sold, answer));
                Ok(sold)
            }
        }
    }

    fn draw_up<'a>(
        &self,
        seen: &CashSaleState,
        sale: &'a CashSale,
        agreed: AcceptedSale,
        now: DateTime<Utc>,
        made: &mut CashSaleWrites<'a>,
    ) -> Result<Sold, Fault> {
        let AcceptedSale { buyer, total, change } = agreed;
        let CashSale { actor, tendered, .. } = sale;
        let (Some(till), Some(cart)) = (seen.tills.get(&sale.till), seen.carts.get(sale.cart.as_slice())) else {
            return Err(Fault::Broken("a sale that was decided on lost its till or cart".into()));
        };
        let outline = OrderOutline {
            cart: cart.id,
            channel: Channel::Till,
            locale: cart.locale,
            buyer: buyer.as_ref(),
            till: Some(till.id),
            cashier: actor.person(),
            total,
            until: pay_until(now, cart.live.iter().map(|l| l.expires_at)),
        };
        let cash = CashReceived { till: till.id, tendered: Some(*tendered) };
        let placed = self.counter.selling.draw_up_for_cash(&outline, &cart.live, cash, &mut made.new, now);
        let print_job = till.terminal.as_ref().map(|_| PrintJobId(self.counter.base.chance.uuid(now)));
        made.papers.extend(print_job.map(|job| ToPrint {
            job,
            order: placed.order,
            till: till.id,
            cashier: cashier_name(actor).to_owned(),
            cash: CashTendered { due: total, tendered: *tendered },
        }));
        let detail = json!({ "till": till.id, "tendered": tendered, "change": change });
        made.notes.push(AuditLine {
            actor: &sale.by,
            action: Action::OrderSold,
            subject: placed.order.to_string(),
            detail,
        });
        Ok(Sold { order: placed.order, number: placed.number, total, change, print_job })
    }

    /// Receipts and tickets, the drawer first.
    async fn print(
        &self,
        conn: &mut Conn,
        seen: &CashSaleState,
        papers: &[ToPrint],
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        if papers.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = papers.iter().map(|p| p.order.0).collect();
        let orders = self.counter.money.whole_orders(conn, self.organizer, &ids).await?;
        let orders: HashMap<OrderId, Order> = orders.into_iter().map(|order| (order.id, order)).collect();
        let tickets: Vec<TicketId> = orders.values().flat_map(|order| order.tickets.iter().map(|t| t.id)).collect();
        let printed = print_jobs::count_tickets(conn, self.organizer, &tickets).await?;
        let mut jobs = Vec::with_capacity(papers.len());
        for ToPrint { job, order, till, cashier, cash } in papers {
            let (Some(till), Some(order)) = (seen.tills.get(till), orders.get(order)) else {
                return Err(Fault::Broken(format!("{order}, just written, is gone")));
            };
            let counter = PaperHead { till: &till.name, cashier, at: now, copy: 0 };
            let open_drawer = !cash.due.is_zero();
            let mut all = vec![Paper::Receipt(paper::receipt(order, &counter, open_drawer.then_some(*cash))?)];
            all.extend(ticket_papers(order, &printed));
            jobs.extend(print_job(till, Some(order.id), PrintJob { id: *job, open_drawer, papers: all }));
        }
        self.counter.money.enqueue_prints(conn, self.organizer, &jobs).await
    }
}

impl CashSaleState {
    fn decide(&self, sale: &CashSale) -> Result<CashSaleDecision, Failure<TillRefusal>> {
        if let Some(sold) = answered(&self.keys, &sale.once)? {
            return Ok(CashSaleDecision::Same(sold));
        }
        let cart = self.carts.get(sale.cart.as_slice()).ok_or_else(|| of_cart(CartRefusal::Unknown))?;
        let till = self.tills.get(&sale.till).ok_or(Failure::Refused(TillRefusal::UnknownTill))?;
        let buyer = sale.buyer.as_ref().map(|(name, email)| (name.as_str(), email.as_str()));
        let offered = CashOffered { till, tendered: sale.tendered, buyer, currency: self.currency };
        Ok(CashSaleDecision::New(accept(cart, offered)?))
    }

    /// From now on the cart is this order, and its key is used.
    fn sold(&mut self, sale: &CashSale, sold: &Sold, answer: Value) -> UsedKey {
        if let Some(cart) = self.carts.get_mut(sale.cart.as_slice()) {
            cart.order = Some((sold.order, sold.number.clone()));
        }
        self.keys.keep(&sale.once, answer)
    }
}

fn of_cart(refusal: CartRefusal) -> Failure<TillRefusal> {
    Failure::Refused(TillRefusal::Cart(refusal))
}
