//! From a hall in a few words to a drawing: where each seat lies. Geometry only; money never comes here, so floats may.

use crate::locale::Translated;
use crate::seating::{SeatKind, Shape, ZoneKind};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A hall in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HallPlan {
    pub name: String,
    /// The word on the stage or the pitch.
    pub stage: Option<Translated>,
    pub zones: Vec<ZonePlan>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZonePlan {
    pub name: Translated,
    pub side: Side,
    pub layout: Layout,
}

/// Where a zone lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Side {
    /// Behind the zones named before it, facing the stage at the top.
    Front,
    North,
    South,
    East,
    West,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Crowd {
        capacity: u32,
    },
    Rows {
        rows: u32,
        seats_per_row: u32,
        /// Seats each row has more than the one before.
        widening: u32,
        aisles: u32,
        /// 0 straight to 3.
        curve: u32,
        wheelchairs: u32,
        /// At each end of each row.
        restricted: u32,
    },
}

impl ZonePlan {
    /// Numbered seats; none in a crowd.
    pub fn seats(&self) -> u32 {
        match self.layout {
            Layout::Crowd { .. } => 0,
            Layout::Rows { rows, seats_per_row, widening, .. } => {
                rows * seats_per_row + widening * rows * rows.saturating_sub(1) / 2
            }
        }
    }

    pub fn capacity(&self) -> u32 {
        match self.layout {
            Layout::Crowd { capacity } => capacity,
            Layout::Rows { .. } => self.seats(),
        }
    }
}

/// A hall as it is drawn, before its parts have ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    pub width: i32,
    pub height: i32,
    pub stage: Option<Shape>,
    pub zones: Vec<DrawnZone>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnZone {
    pub name: Translated,
    pub kind: ZoneKind,
    pub capacity: u32,
    pub area: Option<Shape>,
    pub seats: Vec<DrawnSeat>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnSeat {
    pub row: String,
    pub number: String,
    pub x: i32,
    pub y: i32,
    pub kind: SeatKind,
}

/// From one seat's middle to the next, in tenths of a seat's width.
const SEAT_PITCH: i32 = 12;
const ROW_PITCH: i32 = 14;
const AISLE: i32 = 14;
const GAP: i32 = 26;
const MARGIN: i32 = 20;
const STAGE_HEIGHT: i32 = 36;

/// Draws a hall. Zones in front of the stage lie behind one another, centered; the others around it.
pub fn draw(plan: &HallPlan) -> Drawing {
    let blocks: Vec<Block> = plan.zones.iter().map(Block::of).collect();
    let around = plan.zones.iter().any(|z| z.side != Side::Front);
    let mut drawing = if around { draw_around(plan, &blocks) } else { draw_front(plan, &blocks) };
    drawing.zones.iter_mut().for_each(|zone| zone.seats.shrink_to_fit());
    drawing
}

fn draw_front(plan: &HallPlan, blocks: &[Block]) -> Drawing {
    let widest = blocks.iter().map(|b| b.width).max().unwrap_or(0).max(120);
    let middle = MARGIN + widest / 2;
    let mut y = MARGIN;
    let stage = plan.stage.clone().map(|label| {
        let width = (widest * 3 / 5).max(100);
        Shape { x: middle - width / 2, y, width, height: STAGE_HEIGHT, label }
    });
    if stage.is_some() {
        y += STAGE_HEIGHT + GAP;
    }
    let mut zones = Vec::new();
    for (zone, block) in plan.zones.iter().zip(blocks) {
        zones.push(block.place(zone, middle - block.width / 2, y, Side::Front));
        y += block.height + GAP;
    }
    Drawing { width: widest + 2 * MARGIN, height: y - GAP + MARGIN, stage, zones }
}

/// The pitch in the middle, stands on its four sides; several on one side lie behind one another, outwards.
fn draw_around(plan: &HallPlan, blocks: &[Block]) -> Drawing {
    let on = |side: Side| {
        plan.zones
            .iter()
            .zip(blocks)
            .filter(move |(z, _)| z.side == side || (side == Side::South && z.side == Side::Front))
    };
    let depth = |side: Side| on(side).map(|(_, b)| b.height + GAP).sum::<i32>();
    let longest = |a: Side, b: Side| on(a).chain(on(b)).map(|(_, b)| b.width).max().unwrap_or(0);
    let pitch_width = longest(Side::North, Side::South).max(420);
    let pitch_height = longest(Side::East, Side::West).max(270);
    let left = MARGIN + depth(Side::West);
    let top = MARGIN + depth(Side::North);
    let (middle_x, middle_y) = (left + pitch_width / 2, top + pitch_height / 2);
    let mut used = [0; 4];
    let mut zones = Vec::new();
    for (zone, block) in plan.zones.iter().zip(blocks) {
        let (n, x, y) = match zone.side {
            Side::North => (0, middle_x - block.width / 2, top - GAP - used[0] - block.height),
            Side::South | Side::Front => (1, middle_x - block.width / 2, top + pitch_height + GAP + used[1]),
            Side::East => (2, left + pitch_width + GAP + used[2], middle_y - block.width / 2),
            Side::West => (3, left - GAP - used[3] - block.height, middle_y - block.width / 2),
        };
        used[n] += block.height + GAP;
        zones.push(block.place(zone, x, y, zone.side));
    }
    let stage =
        plan.stage.clone().map(|label| Shape { x: left, y: top, width: pitch_width, height: pitch_height, label });
    Drawing {
        width: left + pitch_width + depth(Side::East) + MARGIN,
        height: top + pitch_height + depth(Side::South) + MARGIN,
        stage,
        zones,
    }
}

/// A zone drawn by itself, facing up, its corner at zero.
struct Block {
    width: i32,
    height: i32,
    seats: Vec<DrawnSeat>,
}

impl Block {
    fn of(zone: &ZonePlan) -> Block {
        match zone.layout {
            Layout::Crowd { capacity } => Block::crowd(capacity, zone.side),
            Layout::Rows { .. } => Block::rows(&zone.layout),
        }
    }

    /// A rectangle whose area grows with the crowd, within what can still be read and tapped.
    fn crowd(capacity: u32, side: Side) -> Block {
        let step = (31 - capacity.max(1).leading_zeros() as i32).clamp(4, 14);
        let width = if side == Side::Front { 120 + step * 18 } else { 100 + step * 20 };
        Block { width, height: 40 + step * 4, seats: Vec::new() }
    }

    fn rows(layout: &Layout) -> Block {
        let Layout::Rows { rows, seats_per_row, widening, aisles, curve, wheelchairs, restricted } = *layout else {
            return Block { width: 0, height: 0, seats: Vec::new() };
        };
        let last_row_seats = (seats_per_row + widening * rows.saturating_sub(1)) as i32;
        let width = last_row_seats * SEAT_PITCH + aisles as i32 * AISLE;
        // The rounder, the nearer the middle of the circle the rows lie on.
        let radius = match curve {
            0 => None,
            1 => Some(f64::from(width) * 2.2),
            2 => Some(f64::from(width) * 1.3),
            _ => Some(f64::from(width) * 0.85),
        };
        let mut seats = Vec::new();
        for row in 0..rows {
            let count = seats_per_row + widening * row;
            for n in 0..count {
                let (along, back) = (along_row(n, count, aisles), (row as i32) * ROW_PITCH);
                let (x, y) = bend(along, back, radius);
                let kind = seat_kind(n, count, row + 1 == rows, wheelchairs, restricted);
                seats.push(DrawnSeat { row: row_label(row), number: (n + 1).to_string(), x, y, kind });
            }
        }
        Block::fit(seats)
    }

    /// Moves the seats so that the block's corner is at zero and measures it.
    fn fit(mut seats: Vec<DrawnSeat>) -> Block {
        let half = SEAT_PITCH / 2;
        let min_x = seats.iter().map(|s| s.x).min().unwrap_or(0) - half;
        let min_y = seats.iter().map(|s| s.y).min().unwrap_or(0) - half;
        for seat in &mut seats {
            seat.x -= min_x;
            seat.y -= min_y;
        }
        let width = seats.iter().map(|s| s.x).max().unwrap_or(0) + half;
        let height = seats.iter().map(|s| s.y).max().unwrap_or(0) + half;
        Block { width, height, seats }
    }

    /// Turns the block towards the stage and moves it to its place.
    fn place(&self, zone: &ZonePlan, x: i32, y: i32, side: Side) -> DrawnZone {
        let (width, height) = match side {
            Side::East | Side::West => (self.height, self.width),
            _ => (self.width, self.height),
        };
        let turn = |seat: &DrawnSeat| match side {
            Side::Front | Side::South => (seat.x, seat.y),
            Side::North => (self.width - seat.x, self.height - seat.y),
            Side::East => (seat.y, self.width - seat.x),
            Side::West => (self.height - seat.y, seat.x),
        };
        let seats = self.seats.iter().map(|seat| {
            let (sx, sy) = turn(seat);
            DrawnSeat { x: x + sx, y: y + sy, ..seat.clone() }
        });
        let crowd = matches!(zone.layout, Layout::Crowd { .. });
        DrawnZone {
            name: zone.name.clone(),
            kind: if crowd { ZoneKind::General } else { ZoneKind::Seated },
            capacity: zone.capacity(),
            area: Some(Shape { x, y, width, height, label: zone.name.clone() }),
            seats: seats.collect(),
        }
    }
}

/// Where a seat lies along its row, the row's middle at zero, aisles between equal parts.
fn along_row(n: u32, count: u32, aisles: u32) -> i32 {
    let parts = aisles + 1;
    let aisles_before = (n * parts / count.max(1)) as i32;
    let length = count as i32 * SEAT_PITCH + aisles as i32 * AISLE;
    n as i32 * SEAT_PITCH + SEAT_PITCH / 2 + aisles_before * AISLE - length / 2
}

/// Lays a straight row on a circle around the stage: the ends come forward.
fn bend(along: i32, back: i32, radius: Option<f64>) -> (i32, i32) {
    let Some(radius) = radius else { return (along, back) };
    let r = radius + f64::from(back);
    let angle = f64::from(along) / r;
    ((r * angle.sin()).round() as i32, (r * angle.cos() - radius).round() as i32)
}

fn seat_kind(n: u32, count: u32, last_row: bool, wheelchairs: u32, restricted: u32) -> SeatKind {
    // From both ends inwards: space, companion, space, companion …
    let from_end = n.min(count - 1 - n);
    let left = n <= count - 1 - n;
    let on_this_side = if left { wheelchairs.div_ceil(2) } else { wheelchairs / 2 };
    if last_row && from_end < on_this_side * 2 {
        return if from_end.is_multiple_of(2) { SeatKind::Wheelchair } else { SeatKind::Companion };
    }
    if from_end < restricted { SeatKind::RestrictedView } else { SeatKind::Standard }
}

/// `A` to `Z` without I and O, which read like digits; then `AA`, `BB` …
pub fn row_label(row: u32) -> String {
    const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let letter = char::from(LETTERS[(row % 24) as usize]);
    std::iter::repeat_n(letter, (row / 24 + 1) as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(side: Side, rows: u32, seats_per_row: u32, curve: u32, aisles: u32) -> ZonePlan {
        let layout = Layout::Rows { rows, seats_per_row, widening: 1, aisles, curve, wheelchairs: 0, restricted: 0 };
        ZonePlan { name: Translated::new("Zone", ""), side, layout }
    }

    #[test]
    fn rows_are_lettered_without_look_alikes() {
        let labels: Vec<String> = [0, 7, 8, 13, 23, 24, 48].into_iter().map(row_label).collect();
        assert_eq!(labels, ["A", "H", "J", "P", "Z", "AA", "AAA"]);
    }

    #[test]
    fn wheelchair_spaces_have_companions_beside_them_at_both_ends() {
        let kinds: Vec<SeatKind> = (0..8).map(|n| seat_kind(n, 8, true, 3, 0)).collect();
        use SeatKind::*;
        assert_eq!(kinds, [Wheelchair, Companion, Wheelchair, Companion, Standard, Standard, Companion, Wheelchair]);
        assert_eq!(seat_kind(0, 8, false, 3, 1), RestrictedView);
    }

    proptest! {
        /// Whatever is described, every seat lies within the drawing and no two lie on each other.
        #[test]
        fn seats_lie_apart_and_inside(
            zones in prop::collection::vec((prop::sample::select(vec![Side::Front, Side::North, Side::South, Side::East, Side::West]), 1u32..8, 2u32..24, 0u32..4, 0u32..3), 1..5),
        ) {
            let zones = zones.into_iter().map(|(side, r, s, c, a)| rows(side, r, s, c, a)).collect();
            let plan = HallPlan { name: "Hall".into(), stage: Some(Translated::new("Stage", "")), zones };
            let drawing = draw(&plan);
            let seats: Vec<&DrawnSeat> = drawing.zones.iter().flat_map(|z| &z.seats).collect();
            prop_assert_eq!(seats.len() as u32, plan.zones.iter().map(ZonePlan::seats).sum::<u32>());
            for (n, seat) in seats.iter().enumerate() {
                prop_assert!(seat.x >= 0 && seat.y >= 0 && seat.x <= drawing.width && seat.y <= drawing.height, "{seat:?} outside");
                for other in &seats[n + 1..] {
                    let (dx, dy) = (seat.x - other.x, seat.y - other.y);
                    prop_assert!(dx * dx + dy * dy >= 81, "{seat:?} on {other:?}");
                }
            }
        }
    }
}
