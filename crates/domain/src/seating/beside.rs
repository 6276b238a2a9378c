//! Where one more seat goes: beside those that are chosen already.

use super::rows::NEIGHBOR_GAP_MAX;
use super::{Seat, SeatKind, SeatState, SeatingPlan, Zone, best_together};
use crate::ids::{SeatId, TicketTypeId};
use std::collections::HashMap;

/// Seats of a ticket type that may be taken now. One more seat goes beside those that are chosen already, if it can.
pub fn beside_or_best(plan: &SeatingPlan, ticket_type: TicketTypeId, count: usize) -> Option<Vec<SeatId>> {
    let taken: HashMap<SeatId, SeatState> = plan.taken.iter().copied().collect();
    let sold_in = |zone: &Zone| plan.prices.iter().any(|p| p.zone == zone.id && p.ticket_type == ticket_type);
    let free = |zone: &Zone, seat: &Seat| sold_in(zone) && !taken.contains_key(&seat.id);
    if count == 1 {
        for zone in plan.map.zones.iter().filter(|zone| sold_in(zone)) {
            let mine: Vec<&Seat> =
                zone.seats.iter().filter(|seat| taken.get(&seat.id) == Some(&SeatState::Mine)).collect();
            let beside = |seat: &&Seat| {
                let near = |other: &&Seat| other.row == seat.row && (other.x - seat.x).abs() <= NEIGHBOR_GAP_MAX;
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
    use crate::ids::{SeatMapId, ZoneId};
    use crate::locale::Translated;
    use crate::money::{Currency, Money};
    use crate::seating::{SeatMap, ZoneKind, ZonePrice};
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
