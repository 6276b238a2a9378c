//! A sale for cash and its reverse: order, payment, tickets, books and paper in one transaction, once per key.

use super::paper::{self, Cash, Counter};
use super::{cashier_name, checked_reason};
use crate::checkout::{OrderPlan, Placed};
use crate::returns::{How, Return, without_key};
use crate::settle::Settled;
use crate::{Actor, Failure, Fault, Flows, keys};
use chrono::{DateTime, Utc};
use domain::buyer::{Buyer, EMAIL_CHARS_MAX, NAME_CHARS_MAX, check_email};
use domain::cart::{Cart, Secret};
use domain::event::Channel;
use domain::ids::{OrderId, PaymentId, PrintJobId, TicketId, TillId};
use domain::ledger::Account;
use domain::locale::Locale;
use domain::money::Money;
use domain::order::Order;
use domain::paper::{Paper, TenderKind};
use domain::payment::{GatewayKind, PaymentState};
use domain::refusal::{CartRefusal, FieldProblem, OrderRefusal, Problem};
use domain::role::Permission;
use domain::ticket::TicketState;
use domain::till::{Sold, Till, TillRefusal};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::holds::Via;
use storage::idempotency::{self, Begun};
use storage::payments::NewPayment;
use storage::{Conn, carts, orders, payments, tills};

const KEY_CHARS_MAX: usize = 100;
const SELL: &str = "till.sell_for_cash";
const REFUND: &str = "till.refund";

impl Flows {
    /// Sells a cart for cash. The same `key` with the same request is the same sale and gets the same answer; with
    /// another request it is refused. `buyer` is a name and an e-mail address; either may be empty, but the address not at
    /// a till that prints nothing.
    pub async fn sell_for_cash(
        &self,
        actor: &Actor,
        till: TillId,
        cart: &Secret,
        tendered: Money,
        buyer: Option<(String, String)>,
        key: &str,
    ) -> Result<Sold, Failure<TillRefusal>> {
        actor.require(Permission::Sell)?;
        let (organizer, now) = (actor.organizer, self.clock.now());
        let request = request_hash(&(till, cart, tendered, &buyer));
        let whole = self.cart(cart).await?.filter(|c| c.organizer.id == organizer);
        let whole = whole.ok_or(Failure::Refused(TillRefusal::Cart(CartRefusal::Unknown)))?;
        let mut tx = self.organizer(organizer).await?;
        if let Some(sold) = begin(&mut tx, actor, SELL, key, &request, now).await? {
            return Ok(sold);
        }
        let till = tills::find(&mut tx, organizer, till).await?.ok_or(Failure::Refused(TillRefusal::UnknownTill))?;
        let locale = lock_cart(&mut tx, &whole, cart).await?;
        let change = change_of(whole.total, tendered)?;
        let buyer = buyer.map(|(name, email)| checked_buyer(&name, &email, whole.tickets())).transpose()?;
        if till.terminal.is_none() && buyer.as_ref().is_none_or(|buyer| buyer.email.is_empty()) {
            return Err(Failure::Refused(TillRefusal::EmailNeeded));
        }
        let placed = self.write_paid(&mut tx, actor, &till, &whole, locale, buyer.as_ref(), tendered, now).await?;
        let cash = Cash { due: whole.total, tendered };
        let print_job = self.print_sale(&mut tx, actor, &till, placed.order, cash, now).await?;
        let sold = Sold { order: placed.order, number: placed.number, total: whole.total, change, print_job };
        finish(&mut tx, actor, SELL, key, &sold).await?;
        let detail = json!({ "till": till.id, "tendered": tendered, "change": change });
        self.note(&mut tx, actor, "order.sold", &placed.order.to_string(), detail).await?;
        tx.commit().await?;
        Ok(sold)
    }

    /// Takes tickets back at the counter. What was paid in cash leaves the drawer, which opens; what was paid online goes
    /// back the way it came. A receipt prints. The same `key` with the same request is the same refund.
    pub async fn refund_at_till(
        &self,
        actor: &Actor,
        till: TillId,
        order: OrderId,
        tickets: &[TicketId],
        reason: &str,
        key: &str,
    ) -> Result<Option<PrintJobId>, Failure<TillRefusal>> {
        actor.require(Permission::Sell)?;
        actor.require(Permission::MendOrders)?;
        let reason = checked_reason(reason)?;
        let (organizer, now) = (actor.organizer, self.clock.now());
        let of_order = |refusal| Failure::Refused(TillRefusal::Order(refusal));
        if tickets.is_empty() {
            return Err(of_order(OrderRefusal::Nothing));
        }
        let request = request_hash(&(till, order, tickets, &reason));
        let mut tx = self.organizer(organizer).await?;
        if let Some(job) = begin(&mut tx, actor, REFUND, key, &request, now).await? {
            return Ok(job);
        }
        let till = tills::find(&mut tx, organizer, till).await?.ok_or(Failure::Refused(TillRefusal::UnknownTill))?;
        let head = orders::lock(&mut tx, organizer, order).await?.ok_or(of_order(OrderRefusal::Unknown))?;
        let before = self.whole_order(&mut tx, organizer, order).await?.ok_or(of_order(OrderRefusal::Unknown))?;
        let in_cash = was_paid_in_cash(&before);
        if in_cash && head.till.is_some_and(|sold_at| sold_at != till.id) {
            return Err(Failure::Refused(TillRefusal::OtherTill));
        }
        let how = How::Refund { tickets: tickets.to_vec(), reason, via: Via::Till, key: key.to_owned(), once: None };
        let back = Return { order, by: actor.to_string(), how };
        for returned in self.take_back_in(&mut tx, organizer, &[back], now).await? {
            returned.map_err(|refused| of_till(without_key(refused)))?;
        }
        let amount = price_of(&before, tickets)?;
        let counter = Counter { till: &till.name, cashier: cashier_name(actor), at: now, copy: 0 };
        let kind = if in_cash { TenderKind::Cash } else { TenderKind::Online };
        let receipt = Paper::Receipt(paper::refund_receipt(&before, &counter, tickets, amount, kind)?);
        let opens = in_cash && !amount.is_zero();
        let job = self.enqueue_print(&mut tx, organizer, &till, Some(order), opens, vec![receipt]).await?;
        finish(&mut tx, actor, REFUND, key, &job).await?;
        tx.commit().await?;
        Ok(job)
    }

    /// Order, payment and tickets.
    #[expect(clippy::too_many_arguments, reason = "everything a sale is made of")]
    async fn write_paid(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        till: &Till,
        cart: &Cart,
        locale: Locale,
        buyer: Option<&Buyer>,
        tendered: Money,
        now: DateTime<Utc>,
    ) -> Result<Placed, Failure<TillRefusal>> {
        let organizer = actor.organizer;
        let plan =
            OrderPlan { cart, channel: Channel::Till, locale, buyer, till: Some(till.id), cashier: actor.person() };
        let placed = self.write_order(conn, organizer, &plan, now).await.map_err(of_cart)?;
        let payment = PaymentId(self.chance.uuid(now));
        let free = cart.total.is_zero();
        let (gateway, tendered) = if free { (GatewayKind::Free, None) } else { (GatewayKind::Cash, Some(tendered)) };
        payments::insert(
            conn,
            organizer,
            NewPayment { id: payment, order: placed.order, gateway, amount: cart.total, tendered, asked: None },
            now,
        )
        .await?;
        if !free {
            let reference = ::payments::cash::taken(payment, cart.total);
            payments::set_reference(conn, organizer, payment, &reference, None).await?;
        }
        let received = (!free).then_some(Account::Drawer(till.id));
        match self.settle_paid(conn, organizer, placed.order, payment, received, now).await? {
            Settled::Paid => Ok(placed),
            Settled::NoPlaces => Err(Failure::Refused(TillRefusal::Cart(CartRefusal::Expired))),
            Settled::AlreadyPaid => Err(Fault::Broken(format!("{} was paid before it was", placed.order)).into()),
        }
    }

    /// Receipt and tickets, the drawer first.
    async fn print_sale(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        till: &Till,
        order: OrderId,
        cash: Cash,
        now: DateTime<Utc>,
    ) -> Result<Option<PrintJobId>, Fault> {
        if till.terminal.is_none() {
            return Ok(None);
        }
        let order = self.whole_order(conn, actor.organizer, order).await?;
        let order = order.ok_or_else(|| Fault::Broken("the order just written is gone".into()))?;
        let counter = Counter { till: &till.name, cashier: cashier_name(actor), at: now, copy: 0 };
        let in_cash = !cash.due.is_zero();
        let mut papers = vec![Paper::Receipt(paper::receipt(&order, &counter, in_cash.then_some(cash))?)];
        let all: Vec<TicketId> = order.tickets.iter().map(|t| t.id).collect();
        papers.extend(self.ticket_papers(conn, &order, &all).await?);
        self.enqueue_print(conn, actor.organizer, till, Some(order.id), in_cash, papers).await
    }
}

/// What the same command was answered before, if it was.
pub(super) async fn begin<T: DeserializeOwned>(
    conn: &mut Conn,
    actor: &Actor,
    command: &str,
    key: &str,
    request: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<T>, Failure<TillRefusal>> {
    if key.is_empty() || key.chars().count() > KEY_CHARS_MAX || key.chars().any(char::is_control) {
        return Err(Failure::Refused(TillRefusal::KeyNeeded));
    }
    match idempotency::begin(conn, actor.organizer, command, key, request, now).await? {
        Begun::New => Ok(None),
        Begun::OtherRequest => Err(Failure::Refused(TillRefusal::KeyReused)),
        Begun::Repeated(answer) => {
            let answer = serde_json::from_value(answer).map_err(|e| Fault::Broken(format!("{command}: {e}")))?;
            Ok(Some(answer))
        }
    }
}

pub(super) async fn finish<T: Serialize>(
    conn: &mut Conn,
    actor: &Actor,
    command: &str,
    key: &str,
    answer: &T,
) -> Result<(), Fault> {
    let answer = serde_json::to_value(answer).map_err(|e| Fault::Broken(e.to_string()))?;
    Ok(idempotency::finish(conn, actor.organizer, command, key, &answer).await?)
}

pub(super) fn request_hash(request: &impl Serialize) -> [u8; 32] {
    Sha256::digest(serde_json::to_vec(request).unwrap_or_default()).into()
}

/// Holds the cart still, and refuses one that can't be sold. Says in which language it was filled.
async fn lock_cart(conn: &mut Conn, cart: &Cart, secret: &Secret) -> Result<Locale, Failure<TillRefusal>> {
    let refuse = |refusal| Failure::Refused(TillRefusal::Cart(refusal));
    let row = carts::find(conn, cart.organizer.id, &keys::hash(secret), true).await?;
    match row {
        None => Err(refuse(CartRefusal::Unknown)),
        Some(row) if row.order.is_some() => Err(refuse(CartRefusal::Ordered)),
        Some(_) if cart.lines.is_empty() && cart.lapsed.is_empty() => Err(refuse(CartRefusal::Empty)),
        Some(_) if cart.lines.is_empty() => Err(refuse(CartRefusal::Expired)),
        Some(row) => Ok(row.locale),
    }
}

fn change_of(total: Money, tendered: Money) -> Result<Money, Failure<TillRefusal>> {
    if tendered.currency != total.currency {
        return Err(Failure::Refused(TillRefusal::OtherCurrency { total }));
    }
    if tendered.minor < total.minor {
        return Err(Failure::Refused(TillRefusal::CashTooLittle { total }));
    }
    Ok(tendered.checked_sub(total)?)
}

/// A buyer at the counter may say nothing of themselves; what they do say has to be right.
fn checked_buyer(name: &str, email: &str, tickets: u32) -> Result<Buyer, Failure<TillRefusal>> {
    let mut problems = Vec::new();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > NAME_CHARS_MAX as usize {
        problems.push(FieldProblem::new("name", Problem::TooLong { max: NAME_CHARS_MAX }));
    } else if name.chars().any(char::is_control) {
        problems.push(FieldProblem::new("name", Problem::NotAChoice));
    }
    let email = match email.trim() {
        "" => Ok(String::new()),
        long if long.chars().count() > EMAIL_CHARS_MAX as usize => Err(Problem::TooLong { max: EMAIL_CHARS_MAX }),
        typed => check_email(typed),
    };
    let email = email.unwrap_or_else(|problem| {
        problems.push(FieldProblem::new("email", problem));
        String::new()
    });
    if !problems.is_empty() {
        return Err(Failure::Refused(TillRefusal::Cart(CartRefusal::Invalid { problems })));
    }
    let holders = if name.is_empty() { Vec::new() } else { vec![name.clone(); tickets as usize] };
    Ok(Buyer { name, email, phone: None, holders })
}

fn was_paid_in_cash(order: &Order) -> bool {
    order.payments.iter().any(|p| p.gateway == GatewayKind::Cash && p.state == PaymentState::Captured)
}

/// What was paid for these tickets.
fn price_of(order: &Order, tickets: &[TicketId]) -> Result<Money, Fault> {
    let named = order.tickets.iter().filter(|t| tickets.contains(&t.id) && t.state == TicketState::Valid);
    let prices = named.filter_map(|t| order.lines.iter().find(|line| line.id == t.line)).map(|line| line.unit_total);
    Ok(Money::sum(order.total.currency, prices)?)
}

fn of_cart(failure: Failure<CartRefusal>) -> Failure<TillRefusal> {
    match failure {
        Failure::Refused(refusal) => Failure::Refused(TillRefusal::Cart(refusal)),
        Failure::Denied(denied) => Failure::Denied(denied),
        Failure::Fault(fault) => Failure::Fault(fault),
    }
}

fn of_till(failure: Failure<OrderRefusal>) -> Failure<TillRefusal> {
    match failure {
        Failure::Refused(refusal) => Failure::Refused(TillRefusal::Order(refusal)),
        Failure::Denied(denied) => Failure::Denied(denied),
        Failure::Fault(fault) => Failure::Fault(fault),
    }
}
