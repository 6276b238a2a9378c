//! What a batch of new orders reads of its carts and writes of its orders, whoever sells: the shop, the API or a till.

use super::{OrderDraft, OrderOutline, PlacedOrder, audit_line, placed_by};
use crate::Selling;
use base::Fault;
use chrono::{DateTime, Utc};
use domain::audit::SYSTEM;
use domain::checkout::{CheckoutCart, CheckoutLine, PAY_MINUTES};
use domain::hold::HoldState;
use domain::ids::{OrganizerId, PaymentId, TillId};
use domain::ledger::Account;
use domain::money::Money;
use domain::order::OrderState;
use domain::payment::{GatewayKind, PaymentState};
use money::settle::PaidOrder;
use std::collections::{BTreeSet, HashMap};
use storage::audit::AuditLine;
use storage::carts::{self as rows, LockedCart};
use storage::idempotency::{self, UsedKey};
use storage::jobs::NewJob;
use storage::orders::{self, NewLine, NewOrder, OrderHead, OrderLineRow};
use storage::payments::PaymentToInsert;
use storage::{Conn, holds, payments};
use uuid::Uuid;

/// All that a batch of new orders writes.
#[derive(Default)]
pub struct NewOrders {
    pub orders: Vec<NewOrder>,
    pub lines: Vec<NewLine>,
    pub payments: Vec<PaymentToInsert>,
    pub holds: Vec<Uuid>,
    pub at_once: Vec<SettledOrder>,
    pub keys: Vec<UsedKey>,
    pub jobs: Vec<NewJob>,
}

/// An order that is settled with its placing: it owes nothing, or its money is in the drawer.
pub struct SettledOrder {
    head: OrderHead,
    lines: Vec<OrderLineRow>,
    payment: PaymentId,
    /// What the gateway calls the payment; a free order has none.
    reference: Option<String>,
    received: Option<Account>,
    /// Who took the money, as the audit log names them.
    by: String,
}

/// Cash for an order.
#[derive(Clone, Copy)]
pub struct CashReceived {
    /// Whose drawer it lies in.
    pub till: TillId,
    /// Handed over, change included, where that is known.
    pub tendered: Option<Money>,
}

impl SettledOrder {
    pub(super) fn free(order: &NewOrder, lines: &[NewLine], live: &[CheckoutLine], payment: PaymentId) -> SettledOrder {
        SettledOrder {
            head: head(order),
            lines: lines.iter().zip(live).map(line_row).collect(),
            payment,
            reference: None,
            received: None,
            by: SYSTEM.to_owned(),
        }
    }

    fn sale(&self) -> PaidOrder<'_> {
        PaidOrder {
            head: &self.head,
            lines: &self.lines,
            payment: self.payment,
            unpaid: &PaymentState::Created,
            started: self.reference.as_deref().map(|reference| (reference, None)),
            received: self.received,
            by: &self.by,
        }
    }
}

impl Selling {
    /// Adds an order that was paid in cash, or costs nothing: it is settled with its placing.
    pub fn draw_up_for_cash(
        &self,
        outline: &OrderOutline<'_>,
        live: &[CheckoutLine],
        cash: CashReceived,
        new: &mut NewOrders,
        now: DateTime<Utc>,
    ) -> PlacedOrder {
        let OrderDraft { order, lines, placed } = self.draw_up(outline, live, now);
        let (id, amount) = (PaymentId(self.base.chance.uuid(now)), outline.total);
        let mut at_once = SettledOrder { by: placed_by(&order), ..SettledOrder::free(&order, &lines, live, id) };
        let mut payment = PaymentToInsert {
            id,
            order: placed.order,
            gateway: GatewayKind::Free,
            amount,
            tendered: None,
            asked: None,
        };
        if !amount.is_zero() {
            payment = PaymentToInsert { gateway: GatewayKind::Cash, tendered: cash.tendered, ..payment };
            at_once.reference = Some(::payments::cash::taken(id, amount));
            at_once.received = Some(Account::Drawer(cash.till));
        }
        new.payments.push(payment);
        new.at_once.push(at_once);
        new.holds.extend(live.iter().map(|line| line.hold.0));
        new.orders.push(order);
        new.lines.extend(lines);
        placed
    }

    /// Writes it all; `false` when a hold isn't pending any more and nothing of this may stay.
    pub async fn write_orders(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        new: &NewOrders,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        if new.orders.is_empty() {
            return Ok(true);
        }
        let until = now + PAY_MINUTES;
        orders::insert_many(conn, organizer, &new.orders, &new.lines, now).await?;
        payments::insert_many(conn, organizer, &new.payments, now).await?;
        // Pools before holds, as everywhere; what is to be paid needs none yet.
        let pools: BTreeSet<Uuid> =
            new.at_once.iter().flat_map(|a| &a.lines).flat_map(|l| l.pools.iter().map(|p| p.0)).collect();
        if !pools.is_empty() {
            holds::lock_pools(conn, organizer, &pools.into_iter().collect::<Vec<_>>()).await?;
        }
        let kept = holds::keep_until(conn, organizer, &new.holds, until, false, now).await?;
        if kept != new.holds.len() as u64 {
            return Ok(false);
        }
        let by: Vec<String> = new.orders.iter().map(placed_by).collect();
        let placed: Vec<AuditLine> = new.orders.iter().zip(&by).map(|(order, by)| audit_line(order, by)).collect();
        storage::audit::record(conn, organizer, now, &placed).await?;
        if !new.keys.is_empty() {
            idempotency::keep(conn, organizer, &new.keys, now).await?;
        }
        storage::jobs::enqueue_many(conn, &new.jobs).await?;
        let at_once: Vec<PaidOrder> = new.at_once.iter().map(SettledOrder::sale).collect();
        if !at_once.is_empty() {
            self.money.settle_orders(conn, organizer, &at_once, now).await?;
        }
        Ok(true)
    }
}

/// Locks these carts and reads what decides, by the hash of their secret.
pub async fn look_at_carts(
    conn: &mut Conn,
    organizer: OrganizerId,
    hashes: impl Iterator<Item = Vec<u8>>,
    now: DateTime<Utc>,
) -> Result<HashMap<Vec<u8>, CheckoutCart>, Fault> {
    let hashes: BTreeSet<Vec<u8>> = hashes.collect();
    let locked = rows::lock(conn, organizer, &hashes.into_iter().collect::<Vec<_>>()).await?;
    let ids: Vec<Uuid> = locked.iter().map(|c| c.id.0).collect();
    let hash_of: HashMap<_, _> = locked.iter().map(|c| (c.id, c.secret_hash.clone())).collect();
    let cart = |cart: LockedCart| CheckoutCart {
        id: cart.id,
        channel: cart.channel,
        locale: cart.locale,
        draft: cart.draft,
        draft_is_new: false,
        order: cart.order,
        live: Vec::new(),
        lapsed: false,
    };
    let mut carts: HashMap<_, _> = locked.into_iter().map(|c| (c.secret_hash.clone(), cart(c))).collect();
    for line in rows::checkout_lines(conn, organizer, &ids).await? {
        if let Some(cart) = hash_of.get(&line.cart).and_then(|hash| carts.get_mut(hash)) {
            cart.take_line(line, now);
        }
    }
    Ok(carts)
}

fn line_row((line, of): (&NewLine, &CheckoutLine)) -> OrderLineRow {
    OrderLineRow {
        id: line.id,
        order: line.order,
        hold: line.hold,
        hold_state: HoldState::Pending,
        performance: line.performance,
        ticket_type: line.ticket_type,
        seat: line.seat,
        quantity: line.quantity,
        price: line.quote.price,
        holders: line.holders.clone(),
        pools: of.pools.clone(),
    }
}

fn head(order: &NewOrder) -> OrderHead {
    OrderHead {
        id: order.id,
        number: order.number.clone(),
        cart: order.cart,
        channel: order.channel,
        state: OrderState::AwaitingPayment,
        locale: order.locale,
        currency: order.total.currency,
        total: order.total,
        refunded: Money::zero(order.total.currency),
        buyer_email: order.buyer_email.clone(),
        till: order.till,
        expires_at: None,
    }
}

/// As Postgres keeps it: what is made of a time now and what is made of it once it was stored are the same.
pub fn to_the_microsecond(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}
