use super::super::check::SeatStatus;
use super::*;
use crate::ids::EventId;
use crate::locale::Translated;
use crate::pricing::adjustment::PriceChange;
use crate::sale_terms::example::{DATE, HALL, SEATED, STALLS, STALLS_ZONE, STANDING, at, sale};
use crate::seating::SeatKind;
use proptest::prelude::*;
use std::sync::Arc;
use uuid::Uuid;

const SEATS: u128 = 6;

fn seat(n: u128) -> SeatId {
    SeatId(Uuid::from_u128(n))
}

/// The stalls' seats; those with these numbers are somebody else's.
fn seats(taken: &[u128]) -> Seats {
    let now = |n: u128| SeatStatus {
        performance: DATE,
        seat: seat(n),
        zone: STALLS_ZONE,
        row: "A".into(),
        number: n.to_string(),
        kind: SeatKind::Standard,
        taken: taken.contains(&n),
        due: false,
    };
    (0..SEATS).map(|n| ((DATE, seat(n)), now(n))).collect()
}

fn free(capacity: i32, held: i32, sold: i32) -> FreePlaces {
    let pool = |pool, capacity, held, sold| PoolCounts { pool, performance: Some(DATE), capacity, held, sold };
    FreePlaces::new(vec![pool(HALL, capacity, held, sold), pool(STALLS, SEATS as i32, 0, 0)])
}

fn standing(quantity: u32) -> Claim {
    Claim { performance: DATE, ticket_type: STANDING, quantity, seats: Vec::new() }
}

fn seated(seats: &[u128]) -> Claim {
    Claim { performance: DATE, ticket_type: SEATED, quantity: 0, seats: seats.iter().map(|n| seat(*n)).collect() }
}

/// The counter's, so that limits don't stand before what is free.
fn ask(
    free: &mut FreePlaces,
    seats: &Seats,
    partly: bool,
    claims: &[Claim],
) -> Result<(Vec<Granted>, Vec<MissedPlaces>), HoldRefused> {
    let by_performance = TermsByPerformance::from([(DATE, Arc::new(sale()))]);
    let wish = HoldWish { claims, channel: Channel::Till, partly, in_cart: &[], code: None };
    let mut id = || HoldId(Uuid::nil());
    grant(&wish, &by_performance, seats, free, &mut id, at(50)).map_err(|error| match error {
        RuleError::Refused(refused) => refused,
        RuleError::Money(error) => panic!("{error}"),
    })
}

fn places(granted: &[Granted]) -> u32 {
    granted.iter().map(|grant| grant.quantity).sum()
}

fn refusals(missed: &[MissedPlaces]) -> Vec<(Option<SeatId>, HoldRefusal)> {
    missed.iter().map(|m| (m.seat, m.refusal.clone())).collect()
}

proptest! {
    /// Whatever is asked in whatever order: no pool gives more than it has and no seat twice; what is refused takes nothing;
    /// of what is asked in part each place is granted or missed.
    #[test]
    fn no_place_is_granted_twice(
        capacity in 0i32..12,
        taken in prop::collection::vec(0..SEATS, 0..3),
        asks in prop::collection::vec(
            (any::<bool>(), 0u32..5, prop::collection::btree_set(0..SEATS, 0..4)),
            1..12,
        ),
    ) {
        let (seats, mut free) = (seats(&taken), free(capacity, 0, 0));
        let (mut hall, mut had) = (i64::from(capacity), BTreeSet::new());
        for (partly, quantity, wanted) in asks {
            let wanted: Vec<u128> = wanted.into_iter().collect();
            let claims = [standing(quantity), seated(&wanted)];
            if let Ok((granted, missed)) = ask(&mut free, &seats, partly, &claims) {
                let missing: u32 = missed.iter().map(|m| m.places).sum();
                prop_assert_eq!(places(&granted) + missing, quantity + wanted.len() as u32);
                prop_assert!(partly || missed.is_empty());
                hall -= i64::from(places(&granted));
                for got in granted.iter().filter_map(|grant| grant.seat) {
                    prop_assert!(had.insert(got), "a seat is granted twice");
                    prop_assert!(!taken.iter().any(|n| seat(*n) == got), "a seat is somebody else's");
                }
            }
            prop_assert!(hall >= 0);
            prop_assert_eq!(free.of(HALL), hall);
            prop_assert_eq!(free.of(STALLS), SEATS as i64 - had.len() as i64);
        }
    }
}

#[test]
fn sold_out_and_in_carts_and_not_enough_are_different_answers() {
    let why =
        |mut free: FreePlaces, quantity| ask(&mut free, &seats(&[]), false, &[standing(quantity)]).unwrap_err().refusal;
    let ticket_type = STANDING;
    assert_eq!(why(free(10, 0, 10), 1), HoldRefusal::SoldOut { ticket_type });
    assert_eq!(why(free(10, 0, 8), 3), HoldRefusal::NotEnough { ticket_type, left: 2 });
    let mut in_carts = free(10, 4, 6);
    in_carts.back_at.insert(HALL, Some(at(51)));
    assert_eq!(why(in_carts, 1), HoldRefusal::AllInCarts { ticket_type, count: 4, back_at: Some(at(51)) });
}

#[test]
fn what_the_batch_granted_before_is_in_carts_until_it_would_lapse() {
    let (seats, mut free) = (seats(&[]), free(2, 0, 0));
    let (granted, _) = ask(&mut free, &seats, false, &[standing(2)]).unwrap();
    assert_eq!(granted[0].expires_at, at(50) + Duration::minutes(10));
    let refused = ask(&mut free, &seats, false, &[standing(1)]).unwrap_err().refusal;
    let back_at = Some(granted[0].expires_at);
    assert_eq!(refused, HoldRefusal::AllInCarts { ticket_type: STANDING, count: 2, back_at });
}

#[test]
fn a_wish_is_granted_whole_or_every_seat_in_its_way_is_named() {
    let (seats, mut all) = (seats(&[1, 2]), free(10, 0, 0));
    let claims = [seated(&[0, 1, 2]), standing(2)];
    let refused = ask(&mut all, &seats, false, &claims).unwrap_err();
    let taken = |n| (Some(seat(n)), HoldRefusal::SeatTaken { seat: seat(n) });
    assert_eq!(refusals(&refused.missed), [taken(1), taken(2)]);
    assert_eq!((all.of(HALL), all.of(STALLS)), (10, SEATS as i64));
    let (granted, missed) = ask(&mut all, &seats, true, &claims).unwrap();
    assert_eq!((places(&granted), refusals(&missed)), (3, vec![taken(1), taken(2)]));
}

#[test]
fn in_part_a_pool_gives_what_it_has_but_no_fewer_than_must_be_bought_together() {
    let by_performance = TermsByPerformance::from([(DATE, Arc::new(sale()))]);
    let in_part = |free: &mut FreePlaces| {
        let wish = HoldWish { claims: &[standing(4)], channel: Channel::Shop, partly: true, in_cart: &[], code: None };
        grant(&wish, &by_performance, &Seats::new(), free, &mut || HoldId(Uuid::nil()), at(50))
    };
    let (granted, missed) = in_part(&mut free(3, 0, 0)).unwrap();
    assert_eq!((places(&granted), missed[0].places), (3, 1));
    let mut one = free(1, 0, 0);
    let Err(RuleError::Refused(refused)) = in_part(&mut one) else { panic!("one alone can't be bought") };
    assert_eq!((refused.missed[0].places, one.of(HALL)), (4, 1));
    assert_eq!(refused.refusal, HoldRefusal::NotEnough { ticket_type: STANDING, left: 1 });
}

#[test]
fn a_code_lowers_the_price_while_it_has_uses_and_costs_nobody_a_place() {
    let by_performance = TermsByPerformance::from([(DATE, Arc::new(sale()))]);
    let pool = PoolId(Uuid::from_u128(70));
    let code = DiscountCode {
        id: DiscountCodeId(Uuid::from_u128(71)),
        code: "HALF".into(),
        words: Translated::default(),
        change: PriceChange::ByShare { share_bp: -5000 },
        currency: crate::money::Currency::EUR,
        event: None,
        from: None,
        until: None,
        active: true,
        pool,
    };
    let uses = PoolCounts { pool, performance: None, capacity: 3, held: 0, sold: 0 };
    let hall = PoolCounts { pool: HALL, performance: Some(DATE), capacity: 10, held: 0, sold: 0 };
    let mut free = FreePlaces::new(vec![hall, uses]);
    let mut asked = |code: &DiscountCode| {
        let claims = [standing(2)];
        let wish = HoldWish { claims: &claims, channel: Channel::Till, partly: false, in_cart: &[], code: Some(code) };
        let mut id = || HoldId(Uuid::nil());
        let (granted, _) = grant(&wish, &by_performance, &Seats::new(), &mut free, &mut id, at(50)).unwrap();
        (granted[0].code, granted[0].quote.price.net.minor, granted[0].pools.contains(&pool), free.of(pool))
    };
    let (coded, half, counted, left) = asked(&code);
    assert_eq!((coded, counted, left), (Some(code.id), true, 1));
    let (coded, whole, counted, left) = asked(&code);
    assert_eq!((coded, counted, left), (None, false, 1), "one use is left, two are needed");
    assert_eq!(half * 2, whole);
    let others = DiscountCode { event: Some(EventId(Uuid::from_u128(99))), ..code.clone() };
    let off = DiscountCode { active: false, ..code };
    for none in [others, off] {
        assert_eq!(asked(&none).0, None);
    }
}
