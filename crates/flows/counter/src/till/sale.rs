//! A sale for cash and its reverse, each done once per key.

use super::cash_desk::CashSale;
use super::cashier_name;
use crate::Counter;
use base::idempotency::{Command, IdempotencyRefusal, KeyedRequest, request_hash};
use base::{Actor, Failure, keys};
use domain::cart::Secret;
use domain::hold::trail::Via;
use domain::ids::{OrderId, PrintJobId, TicketId, TillId};
use domain::money::Money;
use domain::refusal::OrderRefusal;
use domain::role::Permission;
use domain::till::{Sold, TillRefusal, check_return};
use money::refund::RefundReason;
use money::reversals::{CounterReturn, Reversal, ReversalKind};
use storage::{orders, tills};

impl Counter {
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
        check_key(key)?;
        let request = request_hash(&(till, cart, tendered, &buyer));
        let once = KeyedRequest { command: Command::TillSale, key: key.to_owned(), request };
        let (by, actor, cart) = (actor.to_string(), actor.clone(), keys::hash(cart));
        self.queue_cash_sale(CashSale { actor, by, till, cart, tendered, buyer, once }).await
    }

    /// Takes tickets back at the counter. What was paid in cash leaves the drawer, which opens; what was paid online goes
    /// back the way it came. A receipt prints. The same `key` with the same request is the same refund. Of holders who are
    /// inside as by [`money::Billing::refund_tickets`].
    pub async fn refund_at_till<'a>(
        &self,
        actor: &Actor,
        till: TillId,
        order: OrderId,
        tickets: &[TicketId],
        reason: impl Into<RefundReason<'a>>,
        key: &str,
    ) -> Result<Option<PrintJobId>, Failure<TillRefusal>> {
        actor.require(Permission::Sell)?;
        actor.require(Permission::MendOrders)?;
        let RefundReason { words, though_inside } = reason.into();
        let reason = domain::reason::check(words).map_err(|why| Failure::Refused(why.into()))?;
        let organizer = actor.organizer;
        let of_order = |refusal| Failure::Refused(TillRefusal::Order(refusal));
        if tickets.is_empty() {
            return Err(of_order(OrderRefusal::Nothing));
        }
        check_key(key)?;
        let mut tx = self.base.organizer(organizer).await?;
        tills::find(&mut tx, organizer, till).await?.ok_or(Failure::Refused(TillRefusal::UnknownTill))?;
        let sold = self.money.whole_order(&mut tx, organizer, order).await?.ok_or(of_order(OrderRefusal::Unknown))?;
        let sold_at = orders::till_of(&mut tx, organizer, order).await?;
        drop(tx);
        // How an order was paid and where doesn't change any more.
        let in_cash = sold.was_paid_in_cash();
        check_return(till, sold_at, in_cash).map_err(Failure::Refused)?;
        let request = request_hash(&(till, order, tickets, &reason));
        let how = ReversalKind::Refund {
            tickets: tickets.to_vec(),
            reason,
            though_inside,
            via: Via::Till,
            key: key.to_owned(),
            once: Some(KeyedRequest { command: Command::TillRefund, key: key.to_owned(), request }),
            counter: Some(Box::new(CounterReturn { till, cashier: cashier_name(actor).to_owned(), in_cash })),
        };
        self.money.reverse_order(organizer, Reversal { order, by: actor.to_string(), how }).await.map_err(of_till)
    }
}

pub(super) fn check_key(key: &str) -> Result<(), Failure<TillRefusal>> {
    base::idempotency::check_key(key).map_err(of_till)
}

fn of_till(failure: Failure<IdempotencyRefusal<OrderRefusal>>) -> Failure<TillRefusal> {
    failure.map(|refusal| match refusal {
        IdempotencyRefusal::Refused(refusal) => TillRefusal::Order(refusal),
        IdempotencyRefusal::KeyNeeded => TillRefusal::KeyNeeded,
        IdempotencyRefusal::KeyReused => TillRefusal::KeyReused,
    })
}
