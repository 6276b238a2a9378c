//! Seat maps: zones with rows of seats or with one standing crowd, and what is free in them.

use crate::ids::{SeatId, SeatMapId, TicketTypeId, ZoneId};
use crate::locale::{Locale, Translated};
use crate::money::Money;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use strum::{EnumString, IntoStaticStr, VariantArray};

mod beside;
pub mod follow;
pub mod picture;
mod rows;
mod set;

pub use beside::beside_or_best;
pub use picture::Picture;
pub use rows::{Party, Rows, best_together};
pub use set::SeatSet;

/// A hall as it is drawn. Coordinates are in tenths of a seat's width; the drawing spans `width` by `height`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatMap {
    pub id: SeatMapId,
    pub name: String,
    pub width: i32,
    pub height: i32,
    /// Where the stage or the pitch is.
    pub stage: Option<Shape>,
    pub zones: Vec<Zone>,
}

impl SeatMap {
    /// All seats in the order of their numbers: zone after zone, seat after seat. A map never changes, so a number always
    /// means the same seat.
    pub fn numbered(&self) -> impl Iterator<Item = (&Zone, &Seat)> {
        self.zones.iter().flat_map(|zone| zone.seats.iter().map(move |seat| (zone, seat)))
    }
}

/// A rectangle of the drawing with a word in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    pub label: Translated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum ZoneKind {
    /// One crowd with a capacity.
    General,
    /// Rows of numbered seats.
    Seated,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    pub id: ZoneId,
    pub name: Translated,
    pub kind: ZoneKind,
    pub capacity: u32,
    /// 0 is the best; best available looks there first.
    pub rank: i32,
    /// Which of the map's category colours it has, 0 to 7.
    pub color: u8,
    /// Where a general zone is drawn.
    pub area: Option<Shape>,
    /// In drawing order: row by row, left to right.
    pub seats: Vec<Seat>,
}

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum SeatKind {
    #[default]
    Standard,
    /// A space for a wheelchair; there is no chair.
    Wheelchair,
    /// Beside a wheelchair space, for who comes along.
    Companion,
    RestrictedView,
}

/// How many of these seats are for companions of nobody: a companion sits beside a wheelchair space, one beside each. They
/// may be bought, by a friend of somebody who has theirs already; whoever took them by mistake is glad to be asked.
pub fn lone_companions(kinds: impl IntoIterator<Item = SeatKind>) -> usize {
    let (mut spaces, mut companions) = (0usize, 0usize);
    for kind in kinds {
        match kind {
            SeatKind::Wheelchair => spaces += 1,
            SeatKind::Companion => companions += 1,
            SeatKind::Standard | SeatKind::RestrictedView => {}
        }
    }
    companions.saturating_sub(spaces)
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub id: SeatId,
    /// `C`
    pub row: String,
    /// `14`
    pub number: String,
    pub x: i32,
    pub y: i32,
    pub kind: SeatKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatState {
    Free,
    /// In someone's cart; it may come back.
    Held,
    Sold,
    /// In the cart of the person who looks.
    Mine,
    /// Not sold through this channel.
    Locked,
}

impl SeatState {
    /// Of a seat that somebody has; `mine` where it is in the cart of the person who looks.
    pub fn of_taken(mine: bool, sold: bool) -> SeatState {
        match (mine, sold) {
            (true, _) => SeatState::Mine,
            (false, true) => SeatState::Sold,
            (false, false) => SeatState::Held,
        }
    }
}

/// What a person sees of a hall for one performance: the drawing, the prices, and which seats are gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatingPlan {
    pub map: SeatMap,
    /// Seats that are not free; all others are.
    pub taken: Vec<(SeatId, SeatState)>,
    pub prices: Vec<ZonePrice>,
}

impl SeatingPlan {
    /// Of a hall with these seats taken. What is free in zones that nothing is sold for here is locked.
    pub fn of(map: SeatMap, mut taken: Vec<(SeatId, SeatState)>, prices: Vec<ZonePrice>) -> SeatingPlan {
        let gone: BTreeSet<SeatId> = taken.iter().map(|(seat, _)| *seat).collect();
        let without_price = map.zones.iter().filter(|zone| !prices.iter().any(|price| price.zone == zone.id));
        let free = without_price.flat_map(|zone| &zone.seats).filter(|seat| !gone.contains(&seat.id));
        taken.extend(free.map(|seat| (seat.id, SeatState::Locked)));
        SeatingPlan { map, taken, prices }
    }
}

/// What a seat of a zone can be bought as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZonePrice {
    pub zone: ZoneId,
    pub ticket_type: TicketTypeId,
    pub name: Translated,
    /// All-in.
    pub price: Money,
}

/// How a place is named on a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub area: Option<Translated>,
    pub row: Option<String>,
    pub seat: Option<String>,
    /// What is special about the seat: whoever buys it is told wherever it is named.
    #[serde(default)]
    pub kind: SeatKind,
}

crate::texts! {
    row(row) { en: "row {row}", it: "fila {row}" }
    seat(seat) { en: "seat {seat}", it: "posto {seat}" }
    wheelchair() { en: "wheelchair space", it: "posto per sedia a rotelle" }
    companion() { en: "companion seat", it: "posto accompagnatore" }
    restricted_view() { en: "restricted view", it: "visibilità limitata" }
}

impl Place {
    /// `Stalls, row C, seat 14`; nothing where there is nothing to say.
    pub fn words(&self, locale: Locale) -> Option<String> {
        let parts = [
            self.area.as_ref().map(|area| area.get(locale).to_owned()),
            self.row.as_ref().map(|name| row(locale, name)),
            self.seat.as_ref().map(|number| seat(locale, number)),
            match self.kind {
                SeatKind::Standard => None,
                SeatKind::Wheelchair => Some(wheelchair(locale).to_owned()),
                SeatKind::Companion => Some(companion(locale).to_owned()),
                SeatKind::RestrictedView => Some(restricted_view(locale).to_owned()),
            },
        ];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_companion_belongs_to_a_wheelchair_space() {
        use SeatKind::*;
        assert_eq!(lone_companions([]), 0);
        assert_eq!(lone_companions([Standard, RestrictedView, Wheelchair]), 0);
        assert_eq!(lone_companions([Companion, Wheelchair]), 0);
        assert_eq!(lone_companions([Companion, Companion, Wheelchair]), 1);
        assert_eq!(lone_companions([Companion, Standard]), 1);
    }

    #[test]
    fn what_nothing_is_sold_for_is_locked_unless_somebody_has_it() {
        let seat = |n: u128| Seat {
            id: SeatId(Uuid::from_u128(n)),
            row: "A".into(),
            number: n.to_string(),
            x: 0,
            y: 0,
            kind: SeatKind::Standard,
        };
        let zone = |n: u128, seats: &[u128]| Zone {
            id: ZoneId(Uuid::from_u128(n)),
            name: Translated::default(),
            kind: ZoneKind::Seated,
            capacity: 2,
            rank: 0,
            color: 0,
            area: None,
            seats: seats.iter().map(|n| seat(*n)).collect(),
        };
        let map = SeatMap {
            id: SeatMapId(Uuid::nil()),
            name: String::new(),
            width: 10,
            height: 10,
            stage: None,
            zones: vec![zone(1, &[11, 12]), zone(2, &[21, 22])],
        };
        let price = ZonePrice {
            zone: map.zones[0].id,
            ticket_type: TicketTypeId(Uuid::nil()),
            name: Translated::default(),
            price: Money::zero(crate::money::Currency::EUR),
        };
        let taken = [(12, SeatState::of_taken(true, false)), (21, SeatState::of_taken(false, true))];
        let taken = taken.map(|(n, state)| (SeatId(Uuid::from_u128(n)), state)).to_vec();
        let plan = SeatingPlan::of(map, taken, vec![price]);
        let states: Vec<_> = plan.taken.iter().map(|(seat, state)| (seat.0.as_u128(), *state)).collect();
        assert_eq!(states, [(12, SeatState::Mine), (21, SeatState::Sold), (22, SeatState::Locked)]);
        assert_eq!(SeatState::of_taken(true, true), SeatState::Mine);
        assert_eq!(SeatState::of_taken(false, false), SeatState::Held);
    }
}
