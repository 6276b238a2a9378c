use super::*;
use chrono::TimeZone;
use domain::event::Channel;
use domain::ids::*;
use domain::locale::Locale;
use domain::money::Currency;
use domain::payment::GatewayKind;
use proptest::prelude::*;
use storage::holds::Via;
use uuid::Uuid;

const PRICE: i64 = 2650;

fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR".parse::<Currency>().unwrap())
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
fn paid(tickets: usize) -> OrderSeen {
    let price = Price { net: eur(2273), tax: eur(227), tax_rate_bp: 1000, fee: eur(150) };
    let total = PRICE * tickets as i64;
    let line = |n: usize| LineRow {
        id: OrderLineId(id(2, n)),
        order: OrderId(id(3, 0)),
        hold: HoldId(id(4, n)),
        held: false,
        performance: PerformanceId(id(5, 0)),
        ticket_type: TicketTypeId(id(6, 0)),
        seat: None,
        quantity: 2,
        price,
        holders: Vec::new(),
        pools: Vec::new(),
    };
    let payment = |n: usize, minor: i64| Payment {
        id: PaymentId(id(7, n)),
        gateway: GatewayKind::Test,
        amount: eur(minor),
        state: PaymentState::Captured,
        pay_url: None,
        refunded: eur(0),
    };
    OrderSeen {
        head: OrderHead {
            id: OrderId(id(3, 0)),
            number: "K7QM2XPD".into(),
            cart: CartId(id(8, 0)),
            channel: Channel::Shop,
            state: OrderState::Paid,
            locale: Locale::En,
            currency: eur(0).currency,
            total: eur(total),
            refunded: eur(0),
            buyer_email: None,
            till: None,
            expires_at: Some(now()),
        },
        lines: (0..tickets.div_ceil(2)).map(line).collect(),
        tickets: (0..tickets)
            .map(|n| TicketRow {
                id: ticket(n),
                order: OrderId(id(3, 0)),
                line: OrderLineId(id(2, n / 2)),
                state: TicketState::Valid,
                inside: false,
            })
            .collect(),
        payments: vec![payment(0, total / 3), payment(1, total - total / 3)],
    }
}

fn seen(order: OrderSeen) -> Seen {
    Seen { orders: HashMap::from([(order.head.id, order)]), keys: HashMap::new(), tills: HashMap::new() }
}

fn back(how: How) -> Return {
    Return { order: OrderId(id(3, 0)), by: "test".into(), how }
}

fn refund(tickets: &[usize], once: Option<Once>) -> Return {
    let tickets = tickets.iter().map(|n| ticket(*n)).collect();
    back(How::Refund {
        tickets,
        reason: "ill".into(),
        though_inside: false,
        via: Via::Office,
        key: "k".into(),
        once,
        counter: None,
    })
}

fn why(refused: Refused) -> String {
    refused.to_string()
}

proptest! {
    /// Whatever is asked together, in whatever order: each ticket dies once, and its price goes back once.
    #[test]
    fn each_ticket_dies_once_and_its_money_goes_back_once(
        asks in prop::collection::vec(prop::collection::vec(0..6_usize, 1..4), 1..8),
    ) {
        let mut seen = seen(paid(6));
        let (mut dead, mut sent) = (BTreeSet::new(), HashMap::<PaymentId, i64>::new());
        for ask in &asks {
            let wanted: BTreeSet<_> = ask.iter().map(|n| ticket(*n)).collect();
            match seen.decide(&refund(ask, None), now()) {
                Ok(Decision::Refund(refund)) => {
                    prop_assert!(dead.is_disjoint(&wanted));
                    prop_assert_eq!(refund.tickets.len(), wanted.len());
                    prop_assert_eq!(refund.amount.minor, PRICE * wanted.len() as i64);
                    prop_assert_eq!(refund.parts.iter().map(|p| p.1.minor).sum::<i64>(), refund.amount.minor);
                    for (payment, part) in refund.parts {
                        *sent.entry(payment).or_default() += part.minor;
                    }
                    dead.extend(wanted);
                }
                Ok(other) => prop_assert!(false, "{other:?}"),
                Err(refused) => {
                    prop_assert!(!dead.is_disjoint(&wanted) || dead.len() == 6);
                    prop_assert!(why(refused).contains("not valid"));
                }
            }
        }
        let order = &seen.orders[&OrderId(id(3, 0))];
        for payment in &order.payments {
            prop_assert!(sent.get(&payment.id).copied().unwrap_or_default() <= payment.amount.minor);
        }
        let expected = match dead.len() {
            0 => OrderState::Paid,
            6 => OrderState::Refunded,
            _ => OrderState::PartlyRefunded,
        };
        prop_assert_eq!(order.head.state, expected);
    }
}

#[test]
fn a_key_does_its_request_once_and_no_other() {
    let mut seen = seen(paid(4));
    let once = |request| Some(Once { command: "api.refund", key: "a".into(), request: [request; 32] });
    assert!(matches!(seen.decide(&refund(&[0], once(1)), now()), Ok(Decision::Refund(_))));
    let job = Some(PrintJobId(Uuid::from_u128(7)));
    seen.printed(&refund(&[0], once(1)), job);
    assert_eq!(seen.decide(&refund(&[0], once(1)), now()).unwrap(), Decision::Same(job));
    assert!(why(seen.decide(&refund(&[1], once(2)), now()).unwrap_err()).contains("another request"));
}

#[test]
fn a_refused_request_leaves_its_key_for_the_corrected_one() {
    let mut seen = seen(paid(4));
    let once = |request| Some(Once { command: "api.refund", key: "a".into(), request: [request; 32] });
    assert!(why(seen.decide(&refund(&[9], once(1)), now()).unwrap_err()).contains("no such ticket"));
    assert!(matches!(seen.decide(&refund(&[0], once(2)), now()), Ok(Decision::Refund(_))));
}

#[test]
fn an_unpaid_order_ends_once_and_only_when_its_time_is_over() {
    let unpaid = |expires_at| {
        let mut order = paid(2);
        order.head.state = OrderState::AwaitingPayment;
        order.head.expires_at = Some(expires_at);
        order.tickets.clear();
        seen(order)
    };
    let mut early = unpaid(now() + chrono::Duration::seconds(1));
    assert_eq!(early.decide(&back(How::Expire), now()).unwrap(), Decision::Nothing);
    let mut over = unpaid(now());
    assert_eq!(over.decide(&back(How::Expire), now()).unwrap(), Decision::End(OrderState::Expired));
    assert_eq!(over.decide(&back(How::Expire), now()).unwrap(), Decision::Nothing);
    assert_eq!(over.decide(&back(How::GiveUp), now()).unwrap(), Decision::Nothing);
    let cancel = |reason: Option<&str>| back(How::Cancel { reason: reason.map(str::to_owned), though_inside: false });
    assert!(why(early.decide(&cancel(None), now()).unwrap_err()).contains("reason"));
    assert_eq!(early.decide(&cancel(Some("ill")), now()).unwrap(), Decision::End(OrderState::Cancelled));
    assert!(why(early.decide(&cancel(Some("ill")), now()).unwrap_err()).contains("ended"));
}

#[test]
fn a_paid_order_is_cancelled_by_refunding_what_is_left_of_it() {
    let mut seen = seen(paid(3));
    assert!(why(seen.decide(&back(How::GiveUp), now()).unwrap_err()).contains("paid"));
    seen.decide(&refund(&[1], None), now()).unwrap();
    let Ok(Decision::Refund(rest)) =
        seen.decide(&back(How::Cancel { reason: Some("ill".into()), though_inside: false }), now())
    else {
        panic!("the rest is refunded")
    };
    assert_eq!(rest.tickets.iter().map(|t| t.0).collect::<Vec<_>>(), [ticket(0), ticket(2)]);
    assert_eq!(seen.orders[&OrderId(id(3, 0))].head.state, OrderState::Refunded);
}

#[test]
fn whoever_is_inside_is_asked_about_and_known_to_be_there() {
    let mut order = paid(3);
    order.tickets[1].inside = true;
    let mut seen = seen(order);
    let asked = refund(&[0, 1], None);
    let refused = seen.decide(&asked, now()).unwrap_err();
    let about = OrderRefusal::HolderInside { count: 1 };
    assert!(matches!(refused, Failure::Refused(OnceRefusal::Refused(why)) if why == about));
    let cancel = |though_inside| back(How::Cancel { reason: Some("ill".into()), though_inside });
    assert!(why(seen.decide(&cancel(false), now()).unwrap_err()).contains("inside"));
    // Nobody is asked about who isn't meant.
    assert!(matches!(seen.decide(&refund(&[0], None), now()), Ok(Decision::Refund(done)) if done.inside.is_empty()));
    let Ok(Decision::Refund(rest)) = seen.decide(&cancel(true), now()) else { panic!("the rest is refunded") };
    assert_eq!(rest.tickets.iter().map(|t| t.0).collect::<Vec<_>>(), [ticket(1), ticket(2)]);
    assert_eq!(rest.inside, BTreeSet::from([ticket(1)]));
}

#[test]
fn more_than_came_is_never_given_back() {
    let mut order = paid(2);
    order.payments.pop();
    let left = eur(PRICE * 2 / 3);
    let refused = seen(order).decide(&refund(&[0, 1], None), now()).unwrap_err();
    assert!(matches!(
        refused,
        Failure::Refused(OnceRefusal::Refused(OrderRefusal::OverRefund { left: l })) if l == left
    ));
}
