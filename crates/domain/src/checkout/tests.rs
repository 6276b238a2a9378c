use super::*;
use crate::ids::EventId;
use crate::refusal::Problem;
use std::collections::HashMap;
use uuid::Uuid;

const OFFERED: &[GatewayKind] = &[GatewayKind::Test, GatewayKind::Cash];

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::minutes(minute)
}

fn line(net: i64, quantity: u32, expires_at: DateTime<Utc>) -> CheckoutLine {
    CheckoutLine {
        cart: CartId(Uuid::from_u128(1)),
        hold: HoldId(Uuid::from_u128(2)),
        pending: true,
        expires_at,
        performance: PerformanceId(Uuid::from_u128(3)),
        ticket_type: TicketTypeId(Uuid::from_u128(4)),
        pools: Vec::new(),
        seat: None,
        quantity,
        quote: Quote::of(eur(net), 0),
        event_title: Translated::default(),
        ask_holder_names: false,
        ask_phone: false,
    }
}

fn cart(lines: Vec<CheckoutLine>) -> CheckoutCart {
    let draft = BuyerDraft {
        name: "Maria Rossi".into(),
        email: "maria@example.org".into(),
        accept_terms: true,
        ..BuyerDraft::default()
    };
    let mut cart = CheckoutCart {
        id: CartId(Uuid::from_u128(1)),
        channel: Channel::Shop,
        locale: Locale::En,
        draft,
        draft_is_new: false,
        order: None,
        live: Vec::new(),
        lapsed: false,
    };
    lines.into_iter().for_each(|line| cart.take_line(line, at(0)));
    cart
}

fn buy(gateway: GatewayKind, seen_total: Option<Money>) -> Purchase<'static> {
    Purchase { gateway, seen_total, offered: OFFERED, currency: Currency::EUR, limits: Ok(&[]) }
}

fn decide(cart: &CheckoutCart, purchase: Purchase<'_>) -> Result<CheckoutDecision, CartRefusal> {
    cart.decide(&purchase, &mut PersonBook::default()).map_err(|error| match error {
        RuleError::Refused(refusal) => refusal,
        RuleError::Money(error) => panic!("{error}"),
    })
}

fn agreed(decision: Result<CheckoutDecision, CartRefusal>) -> AcceptedOrder {
    match decision {
        Ok(CheckoutDecision::New(agreed)) => agreed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_cart_becomes_an_order_at_the_price_that_was_seen() {
    let cart = cart(vec![line(2500, 2, at(5)), line(1000, 1, at(5))]);
    let order = agreed(decide(&cart, buy(GatewayKind::Test, Some(eur(6000)))));
    assert_eq!((order.gateway, order.total), (GatewayKind::Test, eur(6000)));
    let changed = CartRefusal::PriceChanged { was: eur(5000), now: eur(6000) };
    assert_eq!(decide(&cart, buy(GatewayKind::Test, Some(eur(5000)))), Err(changed));
}

#[test]
fn what_is_ordered_is_the_same_order_whatever_is_pressed() {
    let mut cart = cart(vec![line(2500, 1, at(5))]);
    let order = OrderId(Uuid::from_u128(9));
    cart.order = Some((order, "K7QM2XPD".into()));
    assert_eq!(
        decide(&cart, buy(GatewayKind::Cash, Some(eur(1)))),
        Ok(CheckoutDecision::Same(order, "K7QM2XPD".into()))
    );
    cart.type_in(&BuyerDraft::default());
    assert_eq!((cart.draft.name.as_str(), cart.draft_is_new), ("Maria Rossi", false), "an order's buyer stays");
}

#[test]
fn a_cart_without_live_places_says_why() {
    assert_eq!(decide(&cart(vec![]), buy(GatewayKind::Test, None)), Err(CartRefusal::Empty));
    assert_eq!(decide(&cart(vec![line(2500, 1, at(0))]), buy(GatewayKind::Test, None)), Err(CartRefusal::Expired));
    let ended = CheckoutLine { pending: false, ..line(2500, 1, at(5)) };
    assert_eq!(decide(&cart(vec![ended]), buy(GatewayKind::Test, None)), Err(CartRefusal::Expired));
}

#[test]
fn cash_is_no_way_to_pay_online_and_nothing_owed_needs_none() {
    let offered_none = Purchase { offered: &[], ..buy(GatewayKind::Test, None) };
    let priced = cart(vec![line(2500, 1, at(5))]);
    assert_eq!(decide(&priced, buy(GatewayKind::Cash, None)), Err(CartRefusal::GatewayNotOffered));
    assert_eq!(decide(&priced, offered_none), Err(CartRefusal::GatewayNotOffered));
    let free = agreed(decide(&cart(vec![line(0, 1, at(5))]), offered_none));
    assert_eq!((free.gateway, free.total), (GatewayKind::Free, eur(0)));
}

#[test]
fn what_was_typed_has_to_be_complete() {
    let mut cart = cart(vec![CheckoutLine { ask_phone: true, ..line(2500, 1, at(5)) }]);
    let Err(CartRefusal::Invalid { problems }) = decide(&cart, buy(GatewayKind::Test, None)) else {
        panic!("a phone number is asked for")
    };
    assert_eq!(
        problems.iter().map(|p| (p.field.as_str(), &p.problem)).collect::<Vec<_>>(),
        [("phone", &Problem::Missing)]
    );
    cart.type_in(&BuyerDraft { phone: "+39 0586 123456".into(), ..cart.draft.clone() });
    agreed(decide(&cart, buy(GatewayKind::Test, None)));
    assert!(cart.draft_is_new);
}

#[test]
fn a_person_has_no_more_over_all_carts_and_a_refused_press_counts_for_nothing() {
    let cart = cart(vec![line(2500, 2, at(5))]);
    let wish = [PersonWish { event: EventId(Uuid::from_u128(5)), person: [7; 32], places: 2, max: 3 }];
    let limited = Purchase { limits: Ok(&wish), ..buy(GatewayKind::Test, None) };
    let mut persons = PersonBook::new(HashMap::new());
    let refused = cart.decide(&Purchase { seen_total: Some(eur(1)), ..limited }, &mut persons);
    assert!(refused.is_err() && persons.remembered.is_empty());
    assert!(cart.decide(&limited, &mut persons).is_ok());
    let limit = RuleError::Refused(CartRefusal::PersonLimit { max: 3, had: 2 });
    assert_eq!(cart.decide(&limited, &mut persons), Err(limit));
    let too_often = CartRefusal::TooOften { wait_seconds: 9 };
    let often = Purchase { limits: Err(&too_often), ..buy(GatewayKind::Test, None) };
    assert_eq!(decide(&cart, often), Err(too_often.clone()));
}

#[test]
fn an_order_may_be_paid_as_long_as_its_places_were_promised() {
    assert_eq!(pay_until(at(0), [at(5), at(30)].into_iter()), at(PAYMENT_MINUTES));
    assert_eq!(pay_until(at(0), [at(20), at(30)].into_iter()), at(20));
    assert_eq!(pay_until(at(0), std::iter::empty()), at(PAYMENT_MINUTES));
}
