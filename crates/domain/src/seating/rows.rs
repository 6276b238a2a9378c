//! The rows of a hall, made ready once: which seats are neighbors, which lie best, and what a choice leaves behind.
//!
//! A seat is named by its number: its place in the map, zone after zone, seat after seat, from 0.

use super::{Seat, SeatKind, SeatMap, SeatSet, Zone, ZoneKind};
use crate::ids::SeatId;
use crate::refusal::HoldRefusal;
use std::collections::HashMap;

/// Farther apart than this, in tenths of a seat's width, two places of a row have an aisle between them.
pub(super) const NEIGHBOR_GAP_MAX: i32 = 16;

/// Who comes, and what they need to sit on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// Ordinary seats.
    pub seats: usize,
    /// Spaces for wheelchairs; given only when asked for.
    pub wheelchairs: usize,
    /// Seats beside a wheelchair space; given only together with one.
    pub companions: usize,
}

impl Party {
    pub fn of(seats: usize) -> Party {
        Party { seats, ..Party::default() }
    }

    /// So many people, of whom some need a space for a wheelchair and some sit beside one. Who names more of those than people is
    /// taken to mean that many. `order_max`: how many tickets an order may have.
    pub fn of_people(
        people: usize,
        wheelchairs: usize,
        companions: usize,
        order_max: u32,
    ) -> Result<Party, HoldRefusal> {
        if people.max(wheelchairs).max(companions) > order_max as usize {
            return Err(HoldRefusal::OverLimit { max: order_max });
        }
        Ok(Party { seats: people.saturating_sub(wheelchairs).saturating_sub(companions), wheelchairs, companions })
    }

    pub fn places(&self) -> usize {
        self.seats + self.wheelchairs + self.companions
    }
}

/// Seats side by side, without an aisle between them.
#[derive(Clone, Copy, Debug)]
struct Block {
    start: usize,
    end: usize,
    zone: usize,
    /// Which row of the hall it is a part of.
    row: usize,
    rank: i32,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    seat: u32,
    kind: SeatKind,
    /// The square of the distance to the stage.
    far: i64,
    block: u32,
}

/// Built once for each map. Looking for seats goes once along all slots, whatever the hall's size.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The best rank first, block after block, each from left to right.
    slots: Vec<Slot>,
    blocks: Vec<Block>,
    /// A seat's slot, by its number.
    slot_of: Vec<u32>,
}

/// What makes one choice better than another, the least is the best: restricted view, ordinary seats for companions, a seat
/// left alone, rank, distance, place.
type Key = (bool, usize, bool, i32, i64, usize);

impl Rows {
    pub fn of(map: &SeatMap) -> Rows {
        let stage = map.stage.as_ref().map_or((map.width / 2, 0), |s| (s.x + s.width / 2, s.y + s.height / 2));
        let mut order: Vec<(usize, &Zone)> = map.zones.iter().enumerate().collect();
        order.sort_by_key(|(_, zone)| zone.rank);
        let mut firsts = Vec::with_capacity(map.zones.len());
        let mut count = 0usize;
        for zone in &map.zones {
            firsts.push(count);
            count += zone.seats.len();
        }
        let mut rows = Rows { slots: Vec::with_capacity(count), blocks: Vec::new(), slot_of: vec![u32::MAX; count] };
        let mut row_count = 0;
        for (at, zone) in order.into_iter().filter(|(_, zone)| zone.kind == ZoneKind::Seated) {
            for row in rows_of(zone) {
                rows.add_row(at, zone, firsts[at], row, row_count, stage);
                row_count += 1;
            }
        }
        rows
    }

    fn add_row(&mut self, at: usize, zone: &Zone, first: usize, row: Vec<usize>, name: usize, stage: (i32, i32)) {
        let mut left: Option<i32> = None;
        for place in row {
            let seat = &zone.seats[place];
            if left.is_none_or(|left| seat.x - left > NEIGHBOR_GAP_MAX) {
                let start = self.slots.len();
                self.blocks.push(Block { start, end: start, zone: at, row: name, rank: zone.rank });
            }
            left = Some(seat.x);
            let (number, slot) = (first + place, self.slots.len());
            self.slot_of[number] = slot as u32;
            let block = self.blocks.len() - 1;
            let far = distance_squared(seat, stage);
            self.slots.push(Slot { seat: number as u32, kind: seat.kind, far, block: block as u32 });
            self.blocks[block].end = slot + 1;
        }
    }

    /// How many seats the map has.
    pub fn count(&self) -> usize {
        self.slot_of.len()
    }

    /// The best free places for a party: side by side; rather with a full view, rather so that no seat beside them stays
    /// alone, then of the best rank, then nearest the stage. `None` when there are none together.
    ///
    /// `may_take` holds the seats that are free and sold here. Wheelchair spaces go only to those who ask for them, and a
    /// companion's seat only along with its space; where the party can't sit in one row, its wheelchairs with their
    /// companions sit together and the others near by, in the same zone if it can be.
    pub fn best(&self, party: &Party, may_take: &SeatSet) -> Option<Vec<u32>> {
        if party.places() == 0 || (party.wheelchairs == 0 && party.companions > 0) {
            return None;
        }
        if let Some(start) = self.best_start(party, may_take, None) {
            return Some(self.seats_from(start, party.places()));
        }
        if party.wheelchairs == 0 {
            return None;
        }
        self.best_apart(party, may_take)
    }

    /// Each wheelchair with its companions, then the others together.
    fn best_apart(&self, party: &Party, may_take: &SeatSet) -> Option<Vec<u32>> {
        let mut left = may_take.clone();
        let mut chosen = Vec::new();
        let together = Party { seats: 0, ..*party };
        let units: Vec<Party> = match self.best_start(&together, &left, None) {
            Some(_) => vec![together],
            None => (0..party.wheelchairs)
                .map(|n| {
                    let extra = usize::from(n < party.companions % party.wheelchairs);
                    Party { seats: 0, wheelchairs: 1, companions: party.companions / party.wheelchairs + extra }
                })
                .collect(),
        };
        let mut zone = None;
        let others = (party.seats > 0).then(|| Party::of(party.seats));
        for unit in units.iter().chain(&others) {
            let near = zone.and_then(|zone| self.best_start(unit, &left, Some(zone)));
            let start = near.or_else(|| self.best_start(unit, &left, None))?;
            zone = Some(self.block_at(start).zone);
            for seat in self.seats_from(start, unit.places()) {
                left.remove(seat);
                chosen.push(seat);
            }
        }
        Some(chosen)
    }

    fn seats_from(&self, start: usize, count: usize) -> Vec<u32> {
        self.slots[start..start + count].iter().map(|slot| slot.seat).collect()
    }

    fn block_at(&self, slot: usize) -> Block {
        self.blocks[self.slots[slot].block as usize]
    }

    fn best_start(&self, party: &Party, may_take: &SeatSet, only: Option<usize>) -> Option<usize> {
        let mut best: Option<(Key, usize)> = None;
        for block in self.blocks.iter().filter(|block| only.is_none_or(|zone| zone == block.zone)) {
            let mut run = block.start;
            for slot in block.start..block.end {
                if !self.may_seat(slot, party, may_take) {
                    run = slot + 1;
                    continue;
                }
                if slot + 1 - run < party.places() {
                    continue;
                }
                let start = slot + 1 - party.places();
                if let Some(key) = self.key(block, start, party, may_take)
                    && best.is_none_or(|(least, _)| key < least)
                {
                    best = Some((key, start));
                }
            }
        }
        best.map(|(_, start)| start)
    }

    fn may_seat(&self, slot: usize, party: &Party, may_take: &SeatSet) -> bool {
        let slot = &self.slots[slot];
        let suits = match slot.kind {
            SeatKind::Standard | SeatKind::RestrictedView => true,
            SeatKind::Wheelchair | SeatKind::Companion => party.wheelchairs > 0,
        };
        suits && may_take.has(slot.seat)
    }

    /// How good the places from `start` on are; `None` where they aren't what the party needs.
    fn key(&self, block: &Block, start: usize, party: &Party, may_take: &SeatSet) -> Option<Key> {
        let end = start + party.places();
        let slots = &self.slots[start..end];
        let mut companions = 0;
        if party.wheelchairs > 0 {
            let is_space = |at: usize| slots.get(at).is_some_and(|slot| slot.kind == SeatKind::Wheelchair);
            if (0..slots.len()).filter(|at| is_space(*at)).count() != party.wheelchairs {
                return None;
            }
            for (at, _) in slots.iter().enumerate().filter(|(_, slot)| slot.kind == SeatKind::Companion) {
                companions += 1;
                let beside = is_space(at + 1) || at.checked_sub(1).is_some_and(is_space);
                if !beside || companions > party.companions {
                    return None;
                }
            }
        }
        let restricted = slots.iter().any(|slot| slot.kind == SeatKind::RestrictedView);
        let far = slots.iter().map(|slot| slot.far).max().unwrap_or(0);
        let in_block = |at: usize| at >= block.start && at < block.end;
        let open = |at: usize| in_block(at) && !(start..end).contains(&at) && self.is_open(at, may_take);
        let alone = |at: usize, beyond: Option<usize>| open(at) && !beyond.is_some_and(open);
        // Who was alone before isn't left alone by this choice.
        let left = start.checked_sub(1).is_some_and(|at| alone(at, at.checked_sub(1))) && self.is_open(start, may_take);
        let right = alone(end, Some(end + 1)) && self.is_open(end - 1, may_take);
        let orphan = left || right;
        Some((restricted, party.companions - companions, orphan, block.rank, far, start))
    }

    /// Whether a seat could be sold to somebody who comes alone.
    fn is_open(&self, slot: usize, free: &SeatSet) -> bool {
        let slot = &self.slots[slot];
        matches!(slot.kind, SeatKind::Standard | SeatKind::RestrictedView) && free.has(slot.seat)
    }

    /// The seat that a choice leaves alone: free, between an edge, an aisle or taken seats on both sides, and not alone
    /// before. `None` where there is no such seat, or where as many people could not sit together in that row in any way
    /// that leaves none alone. `free` are the seats that were free before, the chosen ones among them.
    pub fn leaves_single_seat(&self, free: &SeatSet, chosen: &[u32]) -> Option<u32> {
        let slots: Vec<usize> =
            chosen.iter().filter_map(|seat| Some(*self.slot_of.get(*seat as usize)? as usize)).collect();
        let slots: Vec<usize> = slots.into_iter().filter(|slot| *slot < self.slots.len()).collect();
        let mut after = free.clone();
        slots.iter().for_each(|slot| after.remove(self.slots[*slot].seat));
        let mut by_row: HashMap<usize, usize> = HashMap::new();
        for slot in &slots {
            *by_row.entry(self.block_at(*slot).row).or_default() += 1;
        }
        for slot in &slots {
            let block = self.block_at(*slot);
            let near = [slot.checked_sub(1), Some(slot + 1)].into_iter().flatten();
            let left = near
                .filter(|at| (block.start..block.end).contains(at))
                .find(|at| self.is_alone(*at, &block, &after) && !self.is_alone(*at, &block, free));
            let count = by_row.get(&block.row).copied().unwrap_or(0);
            if let Some(left) = left
                && self.fits_without_orphan(block.row, count, free)
            {
                return Some(self.slots[left].seat);
            }
        }
        None
    }

    fn is_alone(&self, at: usize, block: &Block, free: &SeatSet) -> bool {
        let open = |at: usize| (block.start..block.end).contains(&at) && self.is_open(at, free);
        open(at) && !at.checked_sub(1).is_some_and(open) && !open(at + 1)
    }

    /// Whether so many people find seats together in a row such that none beside them stays alone.
    fn fits_without_orphan(&self, row: usize, count: usize, free: &SeatSet) -> bool {
        self.blocks.iter().filter(|block| block.row == row).any(|block| {
            let mut run = 0;
            (block.start..=block.end).any(|at| {
                if at < block.end && self.is_open(at, free) {
                    run += 1;
                    return false;
                }
                // In a run of this length: none left over, or two at least on one side and none on the other.
                let fits = run == count || run >= count + 2;
                run = 0;
                fits
            })
        })
    }
}

/// The places of a zone's seats row by row, each from left to right.
fn rows_of(zone: &Zone) -> Vec<Vec<usize>> {
    let mut names: HashMap<&str, usize> = HashMap::new();
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for (place, seat) in zone.seats.iter().enumerate() {
        let row = *names.entry(seat.row.as_str()).or_insert_with(|| {
            rows.push(Vec::new());
            rows.len() - 1
        });
        rows[row].push(place);
    }
    for row in &mut rows {
        row.sort_by_key(|place| zone.seats[*place].x);
    }
    rows
}

fn distance_squared(seat: &Seat, (x, y): (i32, i32)) -> i64 {
    let (dx, dy) = (i64::from(seat.x) - i64::from(x), i64::from(seat.y) - i64::from(y));
    dx * dx + dy * dy
}

/// The best `count` free seats side by side, in a hall that is looked at once; see [`Rows::best`].
pub fn best_together(map: &SeatMap, count: usize, may_take: impl Fn(&Zone, &Seat) -> bool) -> Option<Vec<SeatId>> {
    let rows = Rows::of(map);
    let mut free = SeatSet::empty(rows.count());
    for (number, (zone, seat)) in map.numbered().enumerate() {
        if may_take(zone, seat) {
            free.insert(number as u32);
        }
    }
    let ids: Vec<SeatId> = map.numbered().map(|(_, seat)| seat.id).collect();
    let chosen = rows.best(&Party::of(count), &free)?;
    Some(chosen.into_iter().map(|seat| ids[seat as usize]).collect())
}

#[cfg(test)]
mod tests;
