//! Changes to the cart. Each answers with the whole cart, so that page and server never disagree for long.

use crate::model::Basket;
use domain::cart::Secret;
use domain::hold::Claim;
use domain::ids::{HoldId, PerformanceId, TicketTypeId};
use face::error::FaceError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::{seller, view},
    crate::house::{access, selling},
    base::Actor,
    base::Failure,
    domain::cart::Cart,
    domain::event::{Channel, Event, PerformanceOffers},
    domain::ids::SeatId,
    domain::refusal::{CartRefusal, HoldRefusal},
    domain::seating::{Seat, SeatState, SeatingPlan, Zone, best_together},
    face::refusal,
    std::collections::HashMap,
    ui::locale::current_locale,
    ui::text::refusal::{About, cart_refusal},
};

/// How often other seats are tried when someone is faster.
#[cfg(feature = "ssr")]
const BEST_TRIES: u32 = 4;
/// Places nearer than this, in tenths of a seat's width, are neighbors.
#[cfg(feature = "ssr")]
const NEIGHBOR: i32 = 16;

/// The cart as it stands; none if there is no such cart.
#[server(prefix = "/do", endpoint = "till/cart", input = Json)]
pub async fn look_at_cart(cart: Secret) -> Result<Option<Basket>, FaceError> {
    let actor = seller().await?;
    let found = selling().cart(&cart).await?.filter(|found| found.organizer.id == actor.organizer);
    Ok(found.map(|found| shown(cart, &found)))
}

/// Keeps places: those of a claim, all or none.
#[server(prefix = "/do", endpoint = "till/add", input = Json)]
pub async fn add(cart: Option<Secret>, claim: Claim) -> Result<Basket, FaceError> {
    let actor = seller().await?;
    let (event, offers) = mine(&actor, claim.performance).await?;
    match hold_places(cart.as_ref(), claim.clone()).await? {
        Ok(basket) => Ok(basket),
        Err(refusal) => Err(refused(&event, &offers, &claim, &refusal).await?),
    }
}

/// Keeps the best free seats: side by side, and beside those that are in the cart already.
#[server(prefix = "/do", endpoint = "till/best", input = Json)]
pub async fn best(
    cart: Option<Secret>,
    performance: PerformanceId,
    ticket_type: TicketTypeId,
    count: u32,
) -> Result<Basket, FaceError> {
    let actor = seller().await?;
    let (event, offers) = mine(&actor, performance).await?;
    let locale = current_locale();
    let mut last = None;
    for _ in 0..BEST_TRIES {
        let plan = selling().seating(performance, cart.as_ref(), Channel::Till).await?.ok_or(FaceError::Missing)?;
        let Some(seats) = best_seats(&plan, ticket_type, count as usize) else {
            return Err(FaceError::Refused(crate::text::not_together(locale, count)));
        };
        let claim = Claim { performance, ticket_type, quantity: 0, seats };
        match hold_places(cart.as_ref(), claim.clone()).await? {
            Ok(basket) => return Ok(basket),
            Err(refusal @ HoldRefusal::SeatTaken { .. }) => last = Some((claim, refusal)),
            Err(refusal) => return Err(refused(&event, &offers, &claim, &refusal).await?),
        }
    }
    match last {
        Some((claim, refusal)) => Err(refused(&event, &offers, &claim, &refusal).await?),
        None => Err(FaceError::Refused(crate::text::not_together(locale, count))),
    }
}

/// Lets places go; they are free for everyone at once. Those that went already are as good as removed.
#[server(prefix = "/do", endpoint = "till/remove", input = Json)]
pub async fn remove(cart: Secret, holds: Vec<HoldId>) -> Result<Basket, FaceError> {
    let actor = seller().await?;
    for hold in holds {
        selling().remove_from_cart(&cart, hold).await.map_err(of_cart)?;
    }
    again(&actor, cart).await
}

/// One place less of a line without seats. A hold of several places is let go and taken again, smaller.
#[server(prefix = "/do", endpoint = "till/less", input = Json)]
pub async fn less(cart: Secret, hold: HoldId) -> Result<Basket, FaceError> {
    let actor = seller().await?;
    let before = selling().cart(&cart).await?.filter(|one| one.organizer.id == actor.organizer);
    let before = before.ok_or(FaceError::Missing)?;
    let line = before.lines.iter().find(|line| line.hold == hold);
    selling().remove_from_cart(&cart, hold).await.map_err(of_cart)?;
    if let Some(line) = line.filter(|line| line.quantity > 1 && line.seat.is_none()) {
        let (performance, ticket_type) = (line.performance.id, line.ticket_type);
        let claim = Claim { performance, ticket_type, quantity: line.quantity - 1, seats: Vec::new() };
        let (event, offers) = mine(&actor, performance).await?;
        if let Err(refusal) = hold_places(Some(&cart), claim.clone()).await? {
            return Err(refused(&event, &offers, &claim, &refusal).await?);
        }
    }
    again(&actor, cart).await
}

/// Keeps everything longer, once.
#[server(prefix = "/do", endpoint = "till/extend", input = Json)]
pub async fn extend(cart: Secret) -> Result<Basket, FaceError> {
    let actor = seller().await?;
    selling().extend_cart(&cart).await.map_err(of_cart)?;
    again(&actor, cart).await
}

#[cfg(feature = "ssr")]
pub(crate) fn shown(secret: Secret, cart: &Cart) -> Basket {
    view::basket(current_locale(), secret, cart, access().now())
}

#[cfg(feature = "ssr")]
async fn again(actor: &Actor, secret: Secret) -> Result<Basket, FaceError> {
    let found = selling().cart(&secret).await?.filter(|cart| cart.organizer.id == actor.organizer);
    found.map(|cart| shown(secret, &cart)).ok_or(FaceError::Missing)
}

/// A performance of the organizer this person works for, and of no other.
#[cfg(feature = "ssr")]
async fn mine(actor: &Actor, performance: PerformanceId) -> Result<(Event, PerformanceOffers), FaceError> {
    let found = selling().performance_offers(performance, Channel::Till).await?;
    found.filter(|(event, _)| event.organizer == actor.organizer).ok_or(FaceError::Missing)
}

#[cfg(feature = "ssr")]
async fn hold_places(cart: Option<&Secret>, claim: Claim) -> Result<Result<Basket, HoldRefusal>, FaceError> {
    match selling().add_to_cart(cart, Channel::Till, current_locale(), &[claim], base::Visitor::UNKNOWN).await {
        Ok(grant) => Ok(Ok(shown(grant.secret, &grant.cart))),
        Err(failure) => refusal::of(failure).map(Err),
    }
}

/// The refusal in words, with the names of what it is about.
#[cfg(feature = "ssr")]
async fn refused(
    event: &Event,
    offers: &PerformanceOffers,
    claim: &Claim,
    refusal: &HoldRefusal,
) -> Result<FaceError, FaceError> {
    let locale = current_locale();
    let offer = offers.offers.iter().find(|offer| offer.ticket_type.id == claim.ticket_type);
    let seat = match refusal {
        HoldRefusal::SeatTaken { seat } => {
            let plan = selling().seating(claim.performance, None, Channel::Till).await?;
            let seats = plan.iter().flat_map(|plan| &plan.map.zones).flat_map(|zone| &zone.seats);
            seats.into_iter().find(|one| one.id == *seat).map(|seat| ui::text::seat(locale, &seat.row, &seat.number))
        }
        _ => None,
    };
    let about = About {
        zone: event.zone,
        ticket: offer.map(|offer| offer.ticket_type.name.get(locale)),
        seat: seat.as_deref(),
    };
    Ok(FaceError::Refused(crate::refusal::hold(locale, refusal, about)))
}

#[cfg(feature = "ssr")]
fn of_cart(failure: Failure<CartRefusal>) -> FaceError {
    refusal::said(failure, |refusal| cart_refusal(current_locale(), refusal))
}

/// Seats of a ticket type that may be taken now. One more seat goes beside those that are chosen already, if it can.
#[cfg(feature = "ssr")]
fn best_seats(plan: &SeatingPlan, ticket_type: TicketTypeId, count: usize) -> Option<Vec<SeatId>> {
    let taken: HashMap<SeatId, SeatState> = plan.taken.iter().copied().collect();
    let sold_in = |zone: &Zone| plan.prices.iter().any(|p| p.zone == zone.id && p.ticket_type == ticket_type);
    let free = |zone: &Zone, seat: &Seat| sold_in(zone) && !taken.contains_key(&seat.id);
    if count == 1 {
        for zone in plan.map.zones.iter().filter(|zone| sold_in(zone)) {
            let mine: Vec<&Seat> =
                zone.seats.iter().filter(|seat| taken.get(&seat.id) == Some(&SeatState::Mine)).collect();
            let beside = |seat: &&Seat| {
                let near = |other: &&Seat| other.row == seat.row && (other.x - seat.x).abs() <= NEIGHBOR;
                seat.kind == domain::seating::SeatKind::Standard && free(zone, seat) && mine.iter().any(near)
            };
            if let Some(seat) = zone.seats.iter().find(beside) {
                return Some(vec![seat.id]);
            }
        }
    }
    best_together(&plan.map, count, free)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::ids::{SeatMapId, ZoneId};
    use domain::locale::Translated;
    use domain::money::{Currency, Money};
    use domain::seating::{SeatKind, SeatMap, ZoneKind, ZonePrice};
    use uuid::Uuid;

    fn id(n: u128) -> SeatId {
        SeatId(Uuid::from_u128(n))
    }

    fn hall(taken: Vec<(SeatId, SeatState)>) -> (SeatingPlan, TicketTypeId) {
        let (zone, ticket_type) = (ZoneId(Uuid::nil()), TicketTypeId(Uuid::nil()));
        let seats = (0..8u128).map(|n| Seat {
            id: id(n),
            row: "A".into(),
            number: n.to_string(),
            x: n as i32 * 10,
            y: 50,
            kind: SeatKind::Standard,
        });
        let zone_of_hall = Zone {
            id: zone,
            name: Translated::default(),
            kind: ZoneKind::Seated,
            capacity: 8,
            rank: 0,
            color: 0,
            area: None,
            seats: seats.collect(),
        };
        let map = SeatMap {
            id: SeatMapId(Uuid::nil()),
            name: String::new(),
            width: 80,
            height: 60,
            stage: None,
            zones: vec![zone_of_hall],
        };
        let price = ZonePrice { zone, ticket_type, name: Translated::default(), price: Money::zero(Currency::EUR) };
        (SeatingPlan { map, taken, prices: vec![price] }, ticket_type)
    }

    #[test]
    fn one_more_seat_goes_beside_those_that_are_chosen() {
        let (plan, kind) = hall(vec![(id(6), SeatState::Mine), (id(7), SeatState::Sold)]);
        assert_eq!(best_seats(&plan, kind, 1), Some(vec![id(5)]));
    }

    #[test]
    fn seats_of_others_are_never_given_and_other_kinds_have_none() {
        let (plan, kind) = hall((0..8).map(|n| (id(n), SeatState::Held)).collect());
        assert_eq!(best_seats(&plan, kind, 1), None);
        let (plan, _) = hall(Vec::new());
        assert_eq!(best_seats(&plan, TicketTypeId(Uuid::from_u128(9)), 2), None);
    }
}
