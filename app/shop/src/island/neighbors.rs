//! The rows of the drawn seats, for a word of advice before a choice is sent.

use super::dom;
use domain::ids::{SeatId, SeatMapId, ZoneId};
use domain::locale::Translated;
use domain::seating::{Rows, Seat, SeatKind, SeatMap, SeatSet, Zone, ZoneKind};
use std::collections::HashMap;
use web_sys::Element;

pub struct Neighbors {
    /// Nothing where no seat is drawn.
    rows: Option<Rows>,
    ids: Vec<String>,
    by_id: HashMap<String, u32>,
}

impl Neighbors {
    /// Of seats as they are drawn, each with its place.
    pub fn of<'a>(drawings: impl Iterator<Item = (&'a Element, i32, i32)>) -> Neighbors {
        let mut zones: Vec<Zone> = Vec::new();
        let mut ids: Vec<String> = Vec::new();
        for (drawing, x, y) in drawings {
            let (seat, zone) = (dom::data(drawing, "data-seat"), dom::data(drawing, "data-zone"));
            let (Ok(id), Ok(zone)) = (seat.parse::<SeatId>(), zone.parse::<ZoneId>()) else { continue };
            if zones.last().is_none_or(|last| last.id != zone) {
                zones.push(empty(zone));
            }
            let kind = dom::data(drawing, "data-kind").parse().unwrap_or(SeatKind::Standard);
            let row = dom::data(drawing, "data-row");
            if let Some(zone) = zones.last_mut() {
                zone.seats.push(Seat { id, row, number: String::new(), x, y, kind });
            }
            ids.push(seat);
        }
        let rows = zones
            .first()
            .map(|zone| SeatMapId(zone.id.0))
            .map(|id| Rows::of(&SeatMap { id, name: String::new(), width: 0, height: 0, stage: None, zones }));
        let by_id = ids.iter().zip(0..).map(|(id, number)| (id.clone(), number)).collect();
        Neighbors { rows, ids, by_id }
    }

    /// Whether these seats, taken out of the free ones, leave one alone that had a neighbor.
    pub fn leave_single(&self, chosen: &[&str], is_free: impl Fn(&str) -> bool) -> bool {
        let mut free = SeatSet::empty(self.ids.len());
        for (id, number) in self.ids.iter().zip(0..) {
            if is_free(id) {
                free.insert(number);
            }
        }
        let chosen: Vec<u32> = chosen.iter().filter_map(|id| self.by_id.get(*id).copied()).collect();
        self.rows.as_ref().is_some_and(|rows| rows.leaves_single_seat(&free, &chosen).is_some())
    }
}

fn empty(id: ZoneId) -> Zone {
    Zone {
        id,
        name: Translated::default(),
        kind: ZoneKind::Seated,
        capacity: 0,
        rank: 0,
        color: 0,
        area: None,
        seats: Vec::new(),
    }
}
