//! Seat maps: zones with rows of seats or with one standing crowd, and what is free in them.

use crate::ids::{SeatId, SeatMapId, TicketTypeId, ZoneId};
use crate::locale::Translated;
use crate::money::Money;
use serde::{Deserialize, Serialize};

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

/// A rectangle of the drawing with a word in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    pub label: Translated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatKind {
    #[default]
    Standard,
    /// A space for a wheelchair; there is no chair.
    Wheelchair,
    /// Beside a wheelchair space, for who comes along.
    Companion,
    RestrictedView,
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
}

/// Farther apart than this, in tenths of a seat's width, two places of a row have an aisle between them.
const NEIGHBOR_GAP_MAX: i32 = 16;
/// What leaving one lonely seat costs, as a squared distance: as much as sitting fifteen seats farther away.
const LONELY_COST: i64 = 150 * 150;

/// The best `count` free seats side by side: of the zone with the lowest rank that has them, those nearest the stage, and
/// rather not such that one seat beside them stays alone. `None` when no row has that many together.
///
/// `may_take` says which seats of which zone are free and sold through this channel. Spaces for wheelchairs and their
/// companions are never given away unasked, and seats with a restricted view only where there are no others.
pub fn best_together(map: &SeatMap, count: usize, may_take: impl Fn(&Zone, &Seat) -> bool) -> Option<Vec<SeatId>> {
    if count == 0 {
        return None;
    }
    let stage = map.stage.as_ref().map_or((map.width / 2, 0), |s| (s.x + s.width / 2, s.y + s.height / 2));
    let mut zones: Vec<&Zone> = map.zones.iter().filter(|zone| zone.kind == ZoneKind::Seated).collect();
    zones.sort_by_key(|zone| zone.rank);
    let kinds: [&[SeatKind]; 2] = [&[SeatKind::Standard], &[SeatKind::Standard, SeatKind::RestrictedView]];
    kinds.into_iter().find_map(|kinds| {
        let takes = |zone: &Zone, seat: &Seat| kinds.contains(&seat.kind) && may_take(zone, seat);
        zones.iter().find_map(|zone| best_in_zone(zone, count, stage, |seat| takes(zone, seat)))
    })
}

fn best_in_zone(zone: &Zone, count: usize, stage: (i32, i32), free: impl Fn(&Seat) -> bool) -> Option<Vec<SeatId>> {
    let mut best: Option<(i64, &[&Seat])> = None;
    let blocks = blocks(zone);
    for block in &blocks {
        for (at, seats) in block.windows(count).enumerate() {
            if !seats.iter().all(|seat| free(seat)) {
                continue;
            }
            let is_free = |index: Option<usize>| index.and_then(|i| block.get(i)).is_some_and(|seat| free(seat));
            let lonely_left = is_free(at.checked_sub(1)) && !is_free(at.checked_sub(2));
            let lonely_right = is_free(Some(at + count)) && !is_free(Some(at + count + 1));
            let cost = seats.iter().map(|seat| distance_squared(seat, stage)).max().unwrap_or(0)
                + if lonely_left || lonely_right { LONELY_COST } else { 0 };
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, seats));
            }
        }
    }
    best.map(|(_, seats)| seats.iter().map(|seat| seat.id).collect())
}

/// The seats of a zone in blocks without an aisle, each from left to right.
fn blocks(zone: &Zone) -> Vec<Vec<&Seat>> {
    let mut rows: Vec<Vec<&Seat>> = Vec::new();
    for seat in &zone.seats {
        match rows.iter_mut().find(|row| row.first().is_some_and(|first| first.row == seat.row)) {
            Some(row) => row.push(seat),
            None => rows.push(vec![seat]),
        }
    }
    let mut blocks = Vec::new();
    for mut row in rows {
        row.sort_by_key(|seat| seat.x);
        let mut block: Vec<&Seat> = Vec::new();
        for seat in row {
            if block.last().is_some_and(|left| seat.x - left.x > NEIGHBOR_GAP_MAX) {
                blocks.push(std::mem::take(&mut block));
            }
            block.push(seat);
        }
        blocks.push(block);
    }
    blocks
}

fn distance_squared(seat: &Seat, (x, y): (i32, i32)) -> i64 {
    let (dx, dy) = (i64::from(seat.x) - i64::from(x), i64::from(seat.y) - i64::from(y));
    dx * dx + dy * dy
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;
    use uuid::Uuid;

    fn seat_id(row: u32, number: u32) -> SeatId {
        SeatId(Uuid::from_u128(u128::from(row) * 1000 + u128::from(number)))
    }

    /// Two zones of `rows` rows of `seats` seats with an aisle after the fourth; the second zone lies behind the first.
    fn hall(rows: u32, seats: u32) -> SeatMap {
        let zone = |rank: u32| Zone {
            id: ZoneId(Uuid::from_u128(u128::from(rank))),
            name: Translated::default(),
            kind: ZoneKind::Seated,
            capacity: rows * seats,
            rank: rank as i32,
            color: 0,
            area: None,
            seats: (0..rows)
                .flat_map(|row| (0..seats).map(move |number| (row + rank * 100, number)))
                .map(|(row, number)| Seat {
                    id: seat_id(row, number),
                    row: row.to_string(),
                    number: number.to_string(),
                    x: number as i32 * 10 + if number >= 4 { 20 } else { 0 },
                    y: 50 + row as i32 * 10,
                    kind: SeatKind::Standard,
                })
                .collect(),
        };
        let stage = Some(Shape { x: 0, y: 0, width: 120, height: 20, label: Translated::default() });
        SeatMap {
            id: SeatMapId(Uuid::nil()),
            name: String::new(),
            width: 120,
            height: 2000,
            stage,
            zones: vec![zone(1), zone(0)],
        }
    }

    #[test]
    fn the_best_zone_and_row_come_first_and_wheelchair_spaces_are_kept() {
        let mut map = hall(2, 10);
        assert_eq!(best_together(&map, 2, |_, _| true).map(|s| s[0]), Some(seat_id(0, 4)));
        for seat in map.zones[1].seats.iter_mut().filter(|seat| seat.row == "0") {
            seat.kind = SeatKind::Wheelchair;
        }
        let chosen = best_together(&map, 2, |_, _| true).unwrap();
        assert!(chosen.contains(&seat_id(1, 4)), "{chosen:?}");
    }

    #[test]
    fn an_aisle_parts_a_row() {
        let map = hall(1, 6);
        assert_eq!(best_together(&map, 5, |_, _| true), None);
        assert!(best_together(&map, 4, |_, _| true).is_some());
        assert_eq!(best_together(&map, 0, |_, _| true), None);
    }

    #[test]
    fn no_seat_is_left_alone_where_it_can_be_helped() {
        let map = hall(1, 4);
        let only_first_zone = |zone: &Zone, _: &Seat| zone.rank == 0;
        let chosen = best_together(&map, 3, only_first_zone);
        assert!(chosen.is_some(), "better a lonely seat than none");
        assert_eq!(best_together(&map, 2, only_first_zone).map(|seats| seats.len()), Some(2));
    }

    proptest! {
        /// Whatever is taken: what is chosen was free, is as many as asked, in one row, side by side, and nobody who
        /// could have sat together is told otherwise.
        #[test]
        fn chosen_seats_are_free_neighbors(
            rows in 1u32..5, seats in 1u32..12, count in 1usize..7, taken in prop::collection::hash_set((0u32..5, 0u32..12), 0..40),
        ) {
            let map = hall(rows, seats);
            let taken: HashSet<SeatId> = taken.into_iter().flat_map(|(r, n)| [seat_id(r, n), seat_id(r + 100, n)]).collect();
            let free = |_: &Zone, seat: &Seat| !taken.contains(&seat.id);
            let all: Vec<&Seat> = map.zones.iter().flat_map(|z| &z.seats).collect();
            let find = |id: &SeatId| all.iter().find(|s| s.id == *id).unwrap();
            match best_together(&map, count, free) {
                Some(chosen) => {
                    prop_assert_eq!(chosen.len(), count);
                    prop_assert!(chosen.iter().all(|id| !taken.contains(id)));
                    for pair in chosen.windows(2) {
                        prop_assert_eq!(&find(&pair[0]).row, &find(&pair[1]).row);
                        prop_assert_eq!(find(&pair[1]).x - find(&pair[0]).x, 10);
                    }
                }
                None => {
                    for block in map.zones.iter().flat_map(blocks) {
                        prop_assert!(!block.windows(count).any(|run| run.iter().all(|s| !taken.contains(&s.id))));
                    }
                }
            }
        }
    }
}
