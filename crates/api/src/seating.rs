//! A hall as it is drawn, with the state of every seat.

use crate::shared::{Money, SeatId, SeatKind, SeatMapId, SeatState, TicketTypeId, Words, ZoneId, ZoneKind};
use domain::locale::Locale;
use domain::seating as of;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A hall for one date. Coordinates are in tenths of a seat's width.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Seating {
    pub map: SeatMapId,
    pub width: i32,
    pub height: i32,
    /// Where the stage or the pitch is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Shape>,
    pub zones: Vec<SeatingZone>,
    pub prices: Vec<ZonePrice>,
}

/// A rectangle of the drawing with a word in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Shape {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    pub label: Words,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SeatingZone {
    pub id: ZoneId,
    pub name: Words,
    pub kind: ZoneKind,
    pub capacity: u32,
    /// Which of the map's category colors it has, 0 to 7.
    pub color: u8,
    /// Where a zone without numbered seats is drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Shape>,
    /// Row by row, left to right.
    pub seats: Vec<Seat>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Seat {
    pub id: SeatId,
    #[schema(example = "C")]
    pub row: String,
    #[schema(example = "14")]
    pub number: String,
    pub x: i32,
    pub y: i32,
    pub kind: SeatKind,
    pub state: SeatState,
}

/// What a seat of a zone can be bought as.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ZonePrice {
    pub zone: ZoneId,
    pub ticket_type: TicketTypeId,
    pub name: Words,
    /// Everything in it.
    pub price: Money,
}

impl Seating {
    pub fn new(plan: of::SeatingPlan, locale: Locale) -> Seating {
        let taken: HashMap<_, _> = plan.taken.into_iter().collect();
        let map = plan.map;
        let zones = map.zones.into_iter().map(|zone| SeatingZone {
            id: zone.id.into(),
            name: zone.name.into(),
            kind: zone.kind.into(),
            capacity: zone.capacity,
            color: zone.color,
            area: zone.area.map(Shape::from),
            seats: zone.seats.into_iter().map(|seat| Seat::new(seat, &taken)).collect(),
        });
        let prices = plan.prices.into_iter().map(|price| ZonePrice {
            zone: price.zone.into(),
            ticket_type: price.ticket_type.into(),
            name: price.name.into(),
            price: Money::new(price.price, locale),
        });
        Seating {
            map: map.id.into(),
            width: map.width,
            height: map.height,
            stage: map.stage.map(Shape::from),
            zones: zones.collect(),
            prices: prices.collect(),
        }
    }
}

impl Seat {
    fn new(seat: of::Seat, taken: &HashMap<domain::ids::SeatId, of::SeatState>) -> Seat {
        let state = taken.get(&seat.id).copied().unwrap_or(of::SeatState::Free);
        Seat {
            id: seat.id.into(),
            row: seat.row,
            number: seat.number,
            x: seat.x,
            y: seat.y,
            kind: seat.kind.into(),
            state: state.into(),
        }
    }
}

impl From<of::Shape> for Shape {
    fn from(shape: of::Shape) -> Shape {
        Shape { x: shape.x, y: shape.y, width: shape.width, height: shape.height, label: shape.label.into() }
    }
}
