//! Seat maps in memory, with what is made from them once: but for its name a map never changes.

use crate::Selling;
use base::Fault;
use data_encoding::HEXLOWER;
use domain::ids::{OrganizerId, SeatId, SeatMapId};
use domain::seating::{Rows, Seat, SeatKind, SeatMap, Zone};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use storage::{Conn, venues};

/// So many maps are kept; of those that nobody works with, any gives way.
const HALLS_MAX: usize = 64;
/// More seats than this aren't shown on one page.
const PAGE_SEATS: usize = 1_500;
/// So many seats at most are in one part of a hall that is shown in parts, unless one row alone has more.
const PART_SEATS: usize = 600;

pub(super) type Halls = Mutex<HashMap<SeatMapId, Arc<HallMap>>>;

/// A hall: its map, its rows made ready, and its seats by number.
pub struct HallMap {
    pub map: SeatMap,
    pub rows: Rows,
    /// Whether it has spaces for wheelchairs.
    pub has_spaces: bool,
    /// Names what the map holds: another map has another.
    pub version: String,
    ids: Vec<SeatId>,
    numbers: HashMap<SeatId, u32>,
    /// Empty where the whole hall fits on a page.
    parts: Vec<HallPart>,
}

/// Some rows of a zone, few enough to be shown on one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HallPart {
    /// The zone's place in the map.
    pub zone: usize,
    /// The numbers of its seats.
    pub seats: Range<u32>,
    /// The names of its first and its last row.
    pub rows: (String, String),
}

impl HallMap {
    /// Without the map's name: it is for those who work with it, and may be changed.
    pub fn new(map: SeatMap) -> HallMap {
        let map = SeatMap { name: String::new(), ..map };
        let ids: Vec<SeatId> = map.numbered().map(|(_, seat)| seat.id).collect();
        let numbers = ids.iter().enumerate().map(|(number, id)| (*id, number as u32)).collect();
        let parts = if ids.len() > PAGE_SEATS { parts(&map) } else { Vec::new() };
        let has_spaces = map.numbered().any(|(_, seat)| seat.kind == SeatKind::Wheelchair);
        let version = version(&map);
        HallMap { rows: Rows::of(&map), has_spaces, version, ids, numbers, parts, map }
    }

    pub fn seats(&self) -> usize {
        self.ids.len()
    }

    pub fn id(&self, number: u32) -> Option<SeatId> {
        self.ids.get(number as usize).copied()
    }

    pub fn number(&self, seat: SeatId) -> Option<u32> {
        self.numbers.get(&seat).copied()
    }

    /// The zone that a seat is in.
    pub fn zone_of(&self, seat: SeatId) -> Option<&Zone> {
        let mut number = self.number(seat)? as usize;
        self.map.zones.iter().find(|zone| {
            let is_here = number < zone.seats.len();
            number = number.wrapping_sub(zone.seats.len());
            is_here
        })
    }

    /// The map with its zones and none of their seats.
    pub fn outline(&self) -> SeatMap {
        let zones = self.map.zones.iter().map(without_seats).collect();
        SeatMap { zones, stage: self.map.stage.clone(), ..without_zones(&self.map) }
    }

    /// The parts of a hall that is too large for one page; none of one that isn't.
    pub fn parts(&self) -> &[HallPart] {
        &self.parts
    }

    /// The map with the seats of one part only, and only as large as they need.
    pub fn map_of(&self, part: &HallPart) -> SeatMap {
        let mut first = 0u32;
        let mut map = SeatMap { zones: Vec::new(), stage: None, ..without_zones(&self.map) };
        for (at, zone) in self.map.zones.iter().enumerate() {
            if at == part.zone {
                let range = (part.seats.start - first) as usize..(part.seats.end - first) as usize;
                let seats = zone.seats.get(range).unwrap_or_default().to_vec();
                map.zones.push(Zone { seats, ..without_seats(zone) });
            }
            first += zone.seats.len() as u32;
        }
        crop(&mut map);
        map
    }
}

/// Of what is in it, so that whoever has kept a drawing under this name has the right one.
fn version(map: &SeatMap) -> String {
    // A map is plain data: it can always be written.
    let written = serde_json::to_vec(map).unwrap_or_default();
    HEXLOWER.encode(&Sha256::digest(written)[..16])
}

fn without_zones(map: &SeatMap) -> SeatMap {
    SeatMap { id: map.id, name: String::new(), width: map.width, height: map.height, stage: None, zones: Vec::new() }
}

fn without_seats(zone: &Zone) -> Zone {
    Zone {
        id: zone.id,
        name: zone.name.clone(),
        kind: zone.kind,
        capacity: zone.capacity,
        rank: zone.rank,
        color: zone.color,
        area: zone.area.clone(),
        seats: Vec::new(),
    }
}

/// Moves the seats to the corner of the drawing, with room for the names of rows.
fn crop(map: &mut SeatMap) {
    const MARGIN: i32 = 20;
    let seats = || map.zones.iter().flat_map(|zone| &zone.seats);
    let (Some(left), Some(top)) = (seats().map(|s| s.x).min(), seats().map(|s| s.y).min()) else { return };
    let (right, bottom) = (seats().map(|s| s.x).max().unwrap_or(left), seats().map(|s| s.y).max().unwrap_or(top));
    map.width = right - left + 2 * MARGIN;
    map.height = bottom - top + 2 * MARGIN;
    for seat in map.zones.iter_mut().flat_map(|zone| &mut zone.seats) {
        seat.x += MARGIN - left;
        seat.y += MARGIN - top;
    }
}

/// Whole rows, zone after zone. A map keeps a row's seats together.
fn parts(map: &SeatMap) -> Vec<HallPart> {
    let mut parts: Vec<HallPart> = Vec::new();
    let mut first = 0u32;
    for (at, zone) in map.zones.iter().enumerate() {
        for row in zone.seats.chunk_by(|a: &Seat, b: &Seat| a.row == b.row) {
            let (next, name) = (first + row.len() as u32, row[0].row.clone());
            match parts.last_mut().filter(|part| part.zone == at && (next - part.seats.start) as usize <= PART_SEATS) {
                Some(part) => {
                    part.seats.end = next;
                    part.rows.1 = name;
                }
                None => parts.push(HallPart { zone: at, seats: first..next, rows: (name.clone(), name) }),
            }
            first = next;
        }
    }
    parts
}

impl Selling {
    /// A map of the organizer's whose scope the transaction has.
    pub async fn hall(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        map: SeatMapId,
    ) -> Result<Option<Arc<HallMap>>, Fault> {
        if let Some(hall) = super::lock(&self.feed().halls).get(&map) {
            return Ok(Some(hall.clone()));
        }
        let Some(found) = venues::map(conn, organizer, map).await? else { return Ok(None) };
        let hall = Arc::new(HallMap::new(found));
        let mut halls = super::lock(&self.feed().halls);
        if halls.len() >= HALLS_MAX {
            halls.retain(|_, hall| Arc::strong_count(hall) > 1);
        }
        halls.insert(map, hall.clone());
        Ok(Some(hall))
    }
}
