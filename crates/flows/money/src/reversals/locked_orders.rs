//! What a batch of reversals is decided on, read under the orders' locks: the orders, and which reversals have been done before.

use super::{Reversal, ReversalKind, ReversalRefused};
use base::idempotency::{IdempotencyRefusal, UsedKeys};
use base::{Failure, Fault};
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrganizerId, PrintJobId, TillId};
use domain::refusal::{OrderRefusal, RuleError};
use domain::reversals::{ReversalDecision, ReversalOrder, ReversalTicket};
use domain::till::Till;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use storage::idempotency::UsedKey;
use storage::orders::{OrderHead, OrderLineRow};
use storage::{Conn, orders, payments, reversals as rows, tills};
use uuid::Uuid;

/// An order under its lock.
pub(super) struct LockedOrder {
    pub head: OrderHead,
    pub lines: Vec<OrderLineRow>,
    /// As its reversals are decided on: what one leaves, the next finds.
    pub reversal: ReversalOrder,
}

/// What all reversals of a batch are decided on.
#[derive(Default)]
pub(super) struct LockedOrders {
    pub orders: HashMap<OrderId, LockedOrder>,
    /// What they were answered is what prints for it.
    keys: UsedKeys,
    /// Read where tickets come back over a counter.
    pub tills: HashMap<TillId, Till>,
}

/// What is answered to a reversal.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    /// It has been done before, and this prints for it.
    Same(Option<PrintJobId>),
    New(ReversalDecision),
}

impl LockedOrders {
    pub(super) fn answer(&mut self, reversal: &Reversal, now: DateTime<Utc>) -> Result<Answer, ReversalRefused> {
        if let Some(once) = reversal.once()
            && let Some(printed) = self.keys.answer(once)?
        {
            let printed = serde_json::from_value(printed.clone());
            return Ok(Answer::Same(printed.map_err(|e| Fault::Broken(format!("{}: {e}", once.command)))?));
        }
        let decision = self.decide(reversal, now);
        decision.map(Answer::New).map_err(|error| Failure::from(error).map(IdempotencyRefusal::Refused))
    }

    fn decide(&mut self, reversal: &Reversal, now: DateTime<Utc>) -> Result<ReversalDecision, RuleError<OrderRefusal>> {
        let Some(LockedOrder { reversal: order, .. }) = self.orders.get_mut(&reversal.order) else {
            return match reversal.how {
                ReversalKind::Expire => Ok(ReversalDecision::Nothing),
                ReversalKind::Refund { .. } | ReversalKind::Cancel { .. } | ReversalKind::GiveUp => {
                    Err(RuleError::Refused(OrderRefusal::Unknown))
                }
            };
        };
        match &reversal.how {
            ReversalKind::Refund { tickets, reason, though_inside, .. } => {
                order.refund(tickets, reason, *though_inside).map(ReversalDecision::Refund)
            }
            ReversalKind::Cancel { reason, though_inside } => {
                order.cancel(reason.as_deref().map_err(|why| *why), *though_inside)
            }
            ReversalKind::GiveUp => order.give_up(),
            ReversalKind::Expire => order.expire(now),
        }
    }

    /// A reversal is done, and its key used: this prints for it, also when it is asked for again.
    pub(super) fn done(&mut self, reversal: &Reversal, job: Option<PrintJobId>) -> Option<UsedKey> {
        Some(self.keys.keep(reversal.once()?, json!(job)))
    }
}

impl LockedOrder {
    fn new(head: OrderHead) -> LockedOrder {
        let reversal = ReversalOrder {
            state: head.state,
            currency: head.currency,
            expires_at: head.expires_at,
            tickets: Vec::new(),
            payments: Vec::new(),
        };
        LockedOrder { head, lines: Vec::new(), reversal }
    }
}

/// Locks the orders and reads what decides.
pub(super) async fn lock_and_read(
    conn: &mut Conn,
    organizer: OrganizerId,
    asked: &[Reversal],
) -> Result<LockedOrders, Fault> {
    let ids: BTreeSet<Uuid> = asked.iter().map(|b| b.order.0).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let locked = orders::lock_many(conn, organizer, &ids).await?;
    let orders = locked.into_iter().map(|head| (head.id, LockedOrder::new(head))).collect();
    let keys = UsedKeys::look(conn, organizer, asked.iter().filter_map(Reversal::once).cloned()).await?;
    let mut seen = LockedOrders { orders, keys, tills: HashMap::new() };
    if asked.iter().any(|reversal| matches!(reversal.how, ReversalKind::Refund { counter: Some(_), .. })) {
        seen.tills = tills::all(conn, organizer).await?.into_iter().map(|till| (till.id, till)).collect();
    }
    for line in orders::line_rows_of(conn, organizer, &ids).await? {
        if let Some(order) = seen.orders.get_mut(&line.order) {
            order.lines.push(line);
        }
    }
    for ticket in rows::tickets_of(conn, organizer, &ids).await? {
        let Some(LockedOrder { lines, reversal, .. }) = seen.orders.get_mut(&ticket.order) else { continue };
        let line = lines.iter().find(|line| line.id == ticket.line);
        let price = line.ok_or_else(|| Fault::Broken(format!("{} is gone", ticket.line)))?.price;
        let rows::TicketRow { id, line, state, inside, .. } = ticket;
        reversal.tickets.push(ReversalTicket { id, line, state, price, inside });
    }
    for row in payments::of_orders(conn, organizer, &ids).await? {
        if let Some(order) = seen.orders.get_mut(&row.order) {
            order.reversal.payments.push(row.payment);
        }
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::idempotency::{Command, KeyedRequest};
    use domain::event::Channel;
    use domain::hold::trail::Via;
    use domain::ids::{CartId, OrderLineId, PaymentId, TicketId};
    use domain::locale::Locale;
    use domain::money::{Currency, Money};
    use domain::order::OrderState;
    use domain::payment::{GatewayKind, Payment, PaymentState};
    use domain::pricing::Price;
    use domain::ticket::TicketState;

    const ORDER: OrderId = OrderId(Uuid::from_u128(1));

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }

    fn ticket(n: u128) -> TicketId {
        TicketId(Uuid::from_u128(n))
    }

    /// A paid order of two tickets.
    fn seen() -> LockedOrders {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let mut order = LockedOrder::new(OrderHead {
            id: ORDER,
            number: "K7QM2XPD".into(),
            cart: CartId(Uuid::from_u128(2)),
            channel: Channel::Shop,
            state: OrderState::Paid,
            locale: Locale::En,
            currency: Currency::EUR,
            total: eur(5000),
            refunded: eur(0),
            buyer_email: None,
            till: None,
            expires_at: None,
        });
        order.reversal.tickets = (0..2)
            .map(|n| ReversalTicket {
                id: ticket(n),
                line: OrderLineId(Uuid::from_u128(3)),
                state: TicketState::Valid,
                price: Price { net: eur(2500), tax: eur(0), tax_rate_bp: 0, fee: eur(0), absorbed_fee: eur(0) },
                inside: false,
            })
            .collect();
        order.reversal.payments = vec![Payment {
            id: PaymentId(Uuid::from_u128(4)),
            gateway: GatewayKind::Test,
            amount: eur(5000),
            state: PaymentState::Captured,
            pay_url: None,
            refunded: eur(0),
        }];
        LockedOrders { orders: HashMap::from([(ORDER, order)]), ..LockedOrders::default() }
    }

    /// A ticket is to be refunded, by a request with a key.
    fn refund(n: u128, request: u8) -> Reversal {
        let once = Some(KeyedRequest { command: Command::Refund, key: "a".into(), request: [request; 32] });
        let how = ReversalKind::Refund {
            tickets: vec![ticket(n)],
            reason: "ill".into(),
            though_inside: false,
            via: Via::Api,
            key: "a".into(),
            once,
            counter: None,
        };
        Reversal { order: ORDER, by: "test".into(), how }
    }

    #[test]
    fn a_key_does_its_request_once_and_no_other() {
        let mut seen = seen();
        assert!(matches!(seen.answer(&refund(0, 1), now()), Ok(Answer::New(ReversalDecision::Refund(_)))));
        let job = Some(PrintJobId(Uuid::from_u128(7)));
        seen.done(&refund(0, 1), job).unwrap();
        assert_eq!(seen.answer(&refund(0, 1), now()).unwrap(), Answer::Same(job));
        let reused = seen.answer(&refund(1, 2), now()).unwrap_err();
        assert!(matches!(reused, Failure::Refused(IdempotencyRefusal::KeyReused)));
    }

    #[test]
    fn a_refused_request_leaves_its_key_for_the_corrected_one() {
        let mut seen = seen();
        let unknown = seen.answer(&refund(9, 1), now()).unwrap_err();
        assert!(matches!(unknown, Failure::Refused(IdempotencyRefusal::Refused(OrderRefusal::UnknownTicket))));
        assert!(matches!(seen.answer(&refund(0, 2), now()), Ok(Answer::New(ReversalDecision::Refund(_)))));
    }
}
