//! Seat maps: zones with rows of seats or with one standing crowd, and what is free in them.

use crate::ids::{SeatId, SeatMapId, TicketTypeId, ZoneId};
use crate::locale::{Locale, Translated};
use crate::money::Money;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

pub mod follow;
pub mod picture;
mod rows;
mod set;

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

/// What a person sees of a hall for one performance: the drawing, the prices, and which seats are gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatingPlan {
    pub map: SeatMap,
    /// Seats that are not free; all others are.
    pub taken: Vec<(SeatId, SeatState)>,
    pub prices: Vec<ZonePrice>,
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

    #[test]
    fn a_companion_belongs_to_a_wheelchair_space() {
        use SeatKind::*;
        assert_eq!(lone_companions([]), 0);
        assert_eq!(lone_companions([Standard, RestrictedView, Wheelchair]), 0);
        assert_eq!(lone_companions([Companion, Wheelchair]), 0);
        assert_eq!(lone_companions([Companion, Companion, Wheelchair]), 1);
        assert_eq!(lone_companions([Companion, Standard]), 1);
    }
}
