use super::*;
use crate::sale_terms::example::{DATE, SEATED, STALLS_ZONE, STANDING, at, sale};
use uuid::Uuid;

fn seat(n: u128) -> SeatId {
    SeatId(Uuid::from_u128(n))
}

fn seats() -> Seats {
    let now = |n| SeatStatus {
        performance: DATE,
        seat: seat(n),
        zone: if n == 9 { ZoneId(Uuid::from_u128(99)) } else { STALLS_ZONE },
        row: "A".into(),
        number: n.to_string(),
        kind: SeatKind::Standard,
        taken: false,
        due: false,
    };
    [1, 2, 9].into_iter().map(|n| ((DATE, seat(n)), now(n))).collect()
}

fn standing(quantity: u32) -> Claim {
    Claim { performance: DATE, ticket_type: STANDING, quantity, seats: Vec::new() }
}

fn seated(seats: &[u128]) -> Claim {
    Claim { performance: DATE, ticket_type: SEATED, quantity: 0, seats: seats.iter().map(|n| seat(*n)).collect() }
}

/// What is answered to claims at an hour, of a sale that was changed.
fn answer(
    change: impl FnOnce(&mut SaleTerms),
    (channel, hour): (Channel, i64),
    in_cart: u32,
    claims: &[Claim],
) -> Result<(), HoldRefusal> {
    let mut sale = sale();
    change(&mut sale);
    let by_performance = TermsByPerformance::from([(DATE, Arc::new(sale))]);
    let in_cart = [(DATE, STANDING, in_cart)];
    let terms = Terms { by_performance: &by_performance, seats: &seats(), channel, in_cart: &in_cart, now: at(hour) };
    check(&terms, claims)
}

const SHOP: (Channel, i64) = (Channel::Shop, 50);

#[test]
fn a_date_is_sold_online_in_its_time_and_over_the_counter_until_it_is_over() {
    let said = |channel, hour| answer(|_| {}, (channel, hour), 0, &[standing(2)]);
    assert_eq!(said(Channel::Shop, 9), Err(HoldRefusal::NotYetOnSale { from: at(10) }));
    assert_eq!(said(Channel::Till, 9), Ok(()));
    assert_eq!(said(Channel::Shop, 10), Ok(()));
    assert_eq!(said(Channel::Api, 90), Err(HoldRefusal::SaleEnded { at: at(90) }));
    assert_eq!(said(Channel::Till, 102), Ok(()));
    assert_eq!(said(Channel::Till, 103), Err(HoldRefusal::SaleEnded { at: at(103) }));
}

#[test]
fn what_is_not_sold_says_so_and_a_draft_says_nothing() {
    let draft = |sale: &mut SaleTerms| sale.event.status = EventStatus::Draft;
    let called_off = |sale: &mut SaleTerms| sale.performance.status = PerformanceStatus::Cancelled;
    let counter_only = |sale: &mut SaleTerms| sale.claimables.values_mut().for_each(|kind| kind.online = false);
    let two = [standing(2)];
    assert_eq!(answer(draft, SHOP, 0, &two), Err(HoldRefusal::UnknownPerformance { performance: DATE }));
    assert_eq!(answer(called_off, SHOP, 0, &two), Err(HoldRefusal::Cancelled));
    assert_eq!(answer(counter_only, SHOP, 0, &two), Err(HoldRefusal::WrongChannel { ticket_type: STANDING }));
    assert_eq!(answer(counter_only, (Channel::Till, 50), 0, &two), Ok(()));
    let withdrawn = |sale: &mut SaleTerms| sale.claimables.clear();
    assert_eq!(answer(withdrawn, SHOP, 0, &two), Err(HoldRefusal::UnknownTicketType { ticket_type: STANDING }));
}

#[test]
fn seats_are_named_where_they_are_numbered_and_only_there() {
    let said = |claim: Claim| answer(|_| {}, SHOP, 0, &[claim]);
    assert_eq!(said(seated(&[1, 2])), Ok(()));
    assert_eq!(said(Claim { quantity: 1, ..seated(&[]) }), Err(HoldRefusal::SeatNeeded { ticket_type: SEATED }));
    let numbered = Claim { ticket_type: STANDING, ..seated(&[1]) };
    assert_eq!(said(numbered), Err(HoldRefusal::SeatNotExpected { ticket_type: STANDING }));
    assert_eq!(said(seated(&[3])), Err(HoldRefusal::UnknownSeat { seat: seat(3) }));
    assert_eq!(said(seated(&[9])), Err(HoldRefusal::UnknownTicketType { ticket_type: SEATED }), "of another zone");
    assert_eq!(said(seated(&[1, 1])), Err(HoldRefusal::SeatTaken { seat: seat(1) }));
}

#[test]
fn limits_count_what_the_cart_has_and_bind_nobody_at_the_counter() {
    let said = |in_cart, claims: &[Claim]| answer(|_| {}, SHOP, in_cart, claims);
    assert_eq!(said(0, &[standing(1)]), Err(HoldRefusal::UnderMinimum { min: 2 }));
    assert_eq!(said(1, &[standing(1)]), Ok(()));
    assert_eq!(said(0, &[standing(4)]), Ok(()));
    assert_eq!(said(1, &[standing(4)]), Err(HoldRefusal::OverLimit { max: 4 }));
    let of_all = |sale: &mut SaleTerms| sale.event.order_max = 5;
    let both = [standing(2), seated(&[1, 2])];
    assert_eq!(answer(of_all, SHOP, 1, &both), Ok(()));
    assert_eq!(answer(of_all, SHOP, 2, &both), Err(HoldRefusal::OverLimit { max: 5 }));
    assert_eq!(answer(of_all, (Channel::Till, 50), 2, &both), Ok(()));
    assert_eq!(said(0, &[]), Err(HoldRefusal::Nothing));
    assert_eq!(answer(|_| {}, (Channel::Till, 50), 0, &[standing(201)]), Err(HoldRefusal::OverLimit { max: 200 }));
}

#[test]
fn a_place_is_wanted_of_each_pool_it_draws_on() {
    use crate::sale_terms::example::{HALL, STALLS};
    let by_performance = TermsByPerformance::from([(DATE, Arc::new(sale()))]);
    let unknown = Claim { ticket_type: TicketTypeId(Uuid::from_u128(99)), ..standing(7) };
    let claims = [standing(3), seated(&[1, 9]), unknown];
    // The other seat is of a zone that the ticket type isn't sold for.
    let wanted = wanted_of_pools(claims.iter(), &by_performance, &seats());
    assert_eq!(wanted, HashMap::from([(HALL, 5), (STALLS, 1)]));
    assert_eq!(drawn_pools(claims[..1].iter(), &by_performance), BTreeSet::from([HALL]));
    assert_eq!(drawn_pools(claims.iter(), &by_performance), BTreeSet::from([HALL, STALLS]));
}
