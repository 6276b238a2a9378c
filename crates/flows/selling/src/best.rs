//! The best seats together, kept for somebody in one go.

use crate::Selling;
use crate::carts::{CartGrant, Kept, PlacesWanted};
use base::{Failure, Visitor};
use domain::cart::Secret;
use domain::event::Channel;
use domain::hold::Claim;
use domain::hold::grant::HoldRefused;
use domain::ids::{PerformanceId, SeatId, TicketTypeId, ZoneId};
use domain::locale::Locale;
use domain::refusal::HoldRefusal;
use domain::seating::{Party, Seat, SeatKind, SeatState, SeatingPlan, Zone, best_together};
use std::collections::HashMap;

/// How often other seats are tried when someone is faster.
const TRIES_MAX: usize = 4;
/// Places nearer than this, in tenths of a seat's width, are neighbors.
const NEIGHBOR: i32 = 16;

/// As which ticket types the seats are bought.
#[derive(Clone, Copy)]
pub enum BuyAs<'a> {
    /// All as this one, and only of zones where it is offered.
    All(TicketTypeId),
    /// In each zone as what is wanted there; where nothing is, or it isn't offered, as the first that is.
    InZone(&'a (dyn Fn(ZoneId) -> Option<TicketTypeId> + Sync)),
    /// All as this one, of the seats that the channel sells, at any place of the hall; a single seat goes beside those that are
    /// in the cart, if it can. Of the party only `seats` count.
    BesideCart(TicketTypeId),
}

/// For whom the best seats are wanted, and where.
#[derive(Clone, Copy)]
pub struct BestWanted<'a> {
    /// The cart to put them into; see [`PlacesWanted`].
    pub cart: Option<&'a Secret>,
    pub channel: Channel,
    pub locale: Locale,
    pub performance: PerformanceId,
    pub party: Party,
    /// Only of this zone.
    pub zone: Option<ZoneId>,
    pub buy_as: BuyAs<'a>,
    pub visitor: &'a Visitor,
}

/// Why the best seats aren't kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BestRefusal {
    /// So many seats are nowhere free together, there or at all.
    #[error("no {places} seats are free together")]
    NoneTogether { places: usize },
    #[error("{0}")]
    Refused(HoldRefused),
}

impl Selling {
    /// Keeps the best free seats side by side and says which cart has them; the cart itself isn't read. When someone is faster
    /// the next best are tried.
    pub async fn hold_best_seats(&self, wanted: &BestWanted<'_>) -> Result<Secret, Failure<BestRefusal>> {
        Ok(self.ask_for_best(wanted).await?.secret)
    }

    /// The same, and reads the cart.
    pub async fn hold_best_and_read_cart(&self, wanted: &BestWanted<'_>) -> Result<CartGrant, Failure<BestRefusal>> {
        let kept = self.ask_for_best(wanted).await?;
        Ok(self.read_kept(kept).await?)
    }

    async fn ask_for_best(&self, wanted: &BestWanted<'_>) -> Result<Kept, Failure<BestRefusal>> {
        let mut taken: Option<HoldRefused> = None;
        for _ in 0..TRIES_MAX {
            let Some(claims) = self.best_claims(wanted).await? else { break };
            let wish = PlacesWanted {
                cart: wanted.cart,
                channel: wanted.channel,
                locale: wanted.locale,
                claims: &claims,
                partly: false,
                visitor: wanted.visitor,
            };
            match self.ask_to_hold(&wish).await {
                Ok(kept) => return Ok(kept),
                Err(Failure::Refused(refused)) if matches!(refused.refusal, HoldRefusal::SeatTaken { .. }) => {
                    taken = Some(refused);
                }
                // The first try used the proof of work up: that someone was faster is the truer answer.
                Err(Failure::Refused(refused)) if refused.refusal == HoldRefusal::ProofNeeded => {
                    return Err(Failure::Refused(BestRefusal::Refused(taken.unwrap_or(refused))));
                }
                Err(failure) => return Err(failure.map(BestRefusal::Refused)),
            }
        }
        Err(Failure::Refused(BestRefusal::NoneTogether { places: wanted.party.places() }))
    }

    /// The best that are free now; `None` where so many aren't together.
    async fn best_claims(&self, wanted: &BestWanted<'_>) -> Result<Option<Vec<Claim>>, Failure<BestRefusal>> {
        let performance = wanted.performance;
        if let BuyAs::BesideCart(ticket_type) = wanted.buy_as {
            let plan: Option<SeatingPlan> = self.seating(performance, wanted.cart, wanted.channel).await?;
            let seats = plan.and_then(|plan| beside_or_best(&plan, ticket_type, wanted.party.seats));
            return Ok(seats.map(|seats| vec![Claim { performance, ticket_type, quantity: 0, seats }]));
        }
        let unknown = || BestRefusal::Refused(HoldRefusal::UnknownPerformance { performance }.into());
        let said = self.current_availability(performance).await?.ok_or_else(|| Failure::Refused(unknown()))?;
        Ok(match wanted.buy_as {
            BuyAs::All(ticket_type) => said.best_claims_as(&wanted.party, wanted.zone, ticket_type),
            BuyAs::InZone(wish) => said.best_claims(&wanted.party, wanted.zone, wish),
            BuyAs::BesideCart(_) => None,
        })
    }
}

/// Seats of a ticket type that may be taken now. One more seat goes beside those that are chosen already, if it can.
fn beside_or_best(plan: &SeatingPlan, ticket_type: TicketTypeId, count: usize) -> Option<Vec<SeatId>> {
    let taken: HashMap<SeatId, SeatState> = plan.taken.iter().copied().collect();
    let sold_in = |zone: &Zone| plan.prices.iter().any(|p| p.zone == zone.id && p.ticket_type == ticket_type);
    let free = |zone: &Zone, seat: &Seat| sold_in(zone) && !taken.contains_key(&seat.id);
    if count == 1 {
        for zone in plan.map.zones.iter().filter(|zone| sold_in(zone)) {
            let mine: Vec<&Seat> =
                zone.seats.iter().filter(|seat| taken.get(&seat.id) == Some(&SeatState::Mine)).collect();
            let beside = |seat: &&Seat| {
                let near = |other: &&Seat| other.row == seat.row && (other.x - seat.x).abs() <= NEIGHBOR;
                seat.kind == SeatKind::Standard && free(zone, seat) && mine.iter().any(near)
            };
            if let Some(seat) = zone.seats.iter().find(beside) {
                return Some(vec![seat.id]);
            }
        }
    }
    best_together(&plan.map, count, free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::SeatMapId;
    use domain::locale::Translated;
    use domain::money::{Currency, Money};
    use domain::seating::{SeatMap, ZoneKind, ZonePrice};
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
        assert_eq!(beside_or_best(&plan, kind, 1), Some(vec![id(5)]));
    }

    #[test]
    fn seats_of_others_are_never_given_and_other_kinds_have_none() {
        let (plan, kind) = hall((0..8).map(|n| (id(n), SeatState::Held)).collect());
        assert_eq!(beside_or_best(&plan, kind, 1), None);
        let (plan, _) = hall(Vec::new());
        assert_eq!(beside_or_best(&plan, TicketTypeId(Uuid::from_u128(9)), 2), None);
    }
}
