use super::*;
use crate::payment::GatewayKind;
use chrono::TimeZone;
use proptest::prelude::*;
use uuid::Uuid;

const PRICE: i64 = 2650;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn id(kind: u128, n: usize) -> Uuid {
    Uuid::from_u128(kind << 64 | n as u128)
}

fn ticket(n: usize) -> TicketId {
    TicketId(id(1, n))
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 3, 1, 20, 0, 0).unwrap()
}

/// A paid order of `tickets` on lines of two, whose money came as two payments.
fn paid(tickets: usize) -> ReversalOrder {
    let price = Price { net: eur(2273), tax: eur(227), tax_rate_bp: 1000, fee: eur(150), absorbed_fee: eur(0) };
    let total = PRICE * tickets as i64;
    let payment = |n: usize, minor: i64| Payment {
        id: PaymentId(id(7, n)),
        gateway: GatewayKind::Test,
        amount: eur(minor),
        state: PaymentState::Captured,
        pay_url: None,
        refunded: eur(0),
    };
    ReversalOrder {
        state: OrderState::Paid,
        currency: Currency::EUR,
        expires_at: Some(now()),
        tickets: (0..tickets)
            .map(|n| ReversalTicket {
                id: ticket(n),
                line: OrderLineId(id(2, n / 2)),
                state: TicketState::Valid,
                price,
                inside: false,
            })
            .collect(),
        payments: vec![payment(0, total / 3), payment(1, total - total / 3)],
    }
}

fn refund(order: &mut ReversalOrder, tickets: &[usize]) -> Decided<RefundDecision> {
    let tickets: Vec<TicketId> = tickets.iter().map(|n| ticket(*n)).collect();
    order.refund(&tickets, "ill", false)
}

proptest! {
    /// Whatever is asked together, in whatever order: each ticket dies once, and its price goes back once.
    #[test]
    fn each_ticket_dies_once_and_its_money_goes_back_once(
        asks in prop::collection::vec(prop::collection::vec(0..6_usize, 1..4), 1..8),
    ) {
        let mut order = paid(6);
        let (mut dead, mut sent) = (BTreeSet::new(), HashMap::<PaymentId, i64>::new());
        for ask in &asks {
            let wanted: BTreeSet<_> = ask.iter().map(|n| ticket(*n)).collect();
            match refund(&mut order, ask) {
                Ok(refund) => {
                    prop_assert!(dead.is_disjoint(&wanted));
                    prop_assert_eq!(refund.tickets.len(), wanted.len());
                    prop_assert_eq!(refund.amount.minor, PRICE * wanted.len() as i64);
                    prop_assert_eq!(refund.parts.iter().map(|p| p.1.minor).sum::<i64>(), refund.amount.minor);
                    for (payment, part) in refund.parts {
                        *sent.entry(payment).or_default() += part.minor;
                    }
                    dead.extend(wanted);
                }
                Err(error) => {
                    prop_assert!(!dead.is_disjoint(&wanted) || dead.len() == 6);
                    prop_assert_eq!(error, refused(OrderRefusal::TicketNotValid));
                }
            }
        }
        for payment in &order.payments {
            prop_assert!(sent.get(&payment.id).copied().unwrap_or_default() <= payment.amount.minor);
        }
        let expected = match dead.len() {
            0 => OrderState::Paid,
            6 => OrderState::Refunded,
            _ => OrderState::PartlyRefunded,
        };
        prop_assert_eq!(order.state, expected);
    }
}

#[test]
fn a_refused_refund_changes_nothing() {
    let mut order = paid(4);
    assert_eq!(refund(&mut order, &[0, 9]), Err(refused(OrderRefusal::UnknownTicket)));
    assert_eq!(refund(&mut order, &[0]).unwrap().tickets, [(ticket(0), OrderLineId(id(2, 0)))]);
}

#[test]
fn an_unpaid_order_ends_once_and_only_when_its_time_is_over() {
    let unpaid = |expires_at| ReversalOrder {
        state: OrderState::AwaitingPayment,
        expires_at: Some(expires_at),
        tickets: Vec::new(),
        ..paid(2)
    };
    let mut early = unpaid(now() + chrono::Duration::seconds(1));
    assert_eq!(early.expire(now()), Ok(ReversalDecision::Nothing));
    assert_eq!(refund(&mut early, &[0]), Err(refused(OrderRefusal::NotPaid)));
    let mut over = unpaid(now());
    assert_eq!(over.expire(now()), Ok(ReversalDecision::End(OrderState::Expired)));
    assert_eq!(over.expire(now()), Ok(ReversalDecision::Nothing));
    assert_eq!(over.give_up(), Ok(ReversalDecision::Nothing));
    assert_eq!(early.cancel(Err(ReasonRefusal::Missing), false), Err(refused(OrderRefusal::ReasonMissing)));
    let long = Err(ReasonRefusal::TooLong { max: 500 });
    assert_eq!(early.cancel(long, false), Err(refused(OrderRefusal::ReasonTooLong { max: 500 })));
    assert_eq!(early.cancel(Ok("ill"), false), Ok(ReversalDecision::End(OrderState::Cancelled)));
    assert_eq!(early.cancel(Ok("ill"), false), Err(refused(OrderRefusal::Ended)));
    assert_eq!(early.cancel(long, false), Err(refused(OrderRefusal::Ended)), "no reason mends that");
}

#[test]
fn a_paid_order_is_cancelled_by_refunding_what_is_left_of_it() {
    let mut order = paid(3);
    assert_eq!(order.give_up(), Err(refused(OrderRefusal::PaidAlready)));
    refund(&mut order, &[1]).unwrap();
    let Ok(ReversalDecision::Refund(rest)) = order.cancel(Ok("ill"), false) else { panic!("the rest is refunded") };
    assert_eq!(rest.tickets.iter().map(|t| t.0).collect::<Vec<_>>(), [ticket(0), ticket(2)]);
    assert_eq!(order.state, OrderState::Refunded);
}

#[test]
fn whoever_is_inside_is_asked_about_and_known_to_be_there() {
    let mut order = paid(3);
    order.tickets[1].inside = true;
    let about = refused(OrderRefusal::HolderInside { count: 1 });
    assert_eq!(refund(&mut order, &[0, 1]).unwrap_err(), about);
    assert_eq!(order.cancel(Ok("ill"), false).unwrap_err(), about);
    // Nobody is asked about who isn't meant.
    assert!(refund(&mut order, &[0]).unwrap().inside.is_empty());
    let Ok(ReversalDecision::Refund(rest)) = order.cancel(Ok("ill"), true) else { panic!("the rest is refunded") };
    assert_eq!(rest.tickets.iter().map(|t| t.0).collect::<Vec<_>>(), [ticket(1), ticket(2)]);
    assert_eq!(rest.inside, BTreeSet::from([ticket(1)]));
}

#[test]
fn more_than_came_is_never_given_back() {
    let mut order = paid(2);
    order.payments.pop();
    let left = eur(PRICE * 2 / 3);
    assert_eq!(refund(&mut order, &[0, 1]), Err(refused(OrderRefusal::OverRefund { left })));
}
