//! The waiting room's rules: how places are drawn, how many are before one, when to ask again. When a room closes and how many
//! come in is in [`opening`], how many the shop carries in [`pace`].

pub mod opening;
pub mod pace;

use crate::ids::EventId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use strum::{EnumString, IntoStaticStr, VariantArray};
use uuid::Uuid;

/// Places are counted in lots of so many: what a server keeps of a queue is one number for each.
pub const LOT: u64 = 64;
/// Who waits asks again after so long at most, so that a call is heard in time.
pub const ASK_SECONDS_MAX: u32 = 120;
/// After the draw people look for their place over so many seconds, not all in one.
pub const AFTER_DRAW_SECONDS: u32 = 15;

/// How a visitor stands to the waiting room of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// No room is open: the sale is open to everyone.
    Free,
    /// One may wait from then on.
    Opens { at: DateTime<Utc> },
    /// A room is open and the visitor has no place in it.
    Outside { waiting: u32 },
    /// Waits for the draw. `entry` is the id that the draw's list shows.
    BeforeDraw { entry: Uuid, draw_at: DateTime<Utc>, waiting: u32 },
    /// At most `before` people are let in before them. `minutes` is an estimate, where there is enough to make one of.
    Queued { entry: Uuid, place: u64, before: u32, waiting: u32, minutes: Option<u32> },
    /// May shop now, and should begin by then.
    Turn { begin_by: DateTime<Utc> },
}

/// What has become of somebody's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum EntryState {
    Waiting,
    /// They were let in, and may shop.
    Inside,
    Left,
}

/// Why somebody can't take a place in a waiting room just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum RoomRefusal {
    /// So many have come from this address that others have to be let through first.
    #[error("many take places from this address; try again in {wait_seconds} s")]
    TooOften { wait_seconds: u32 },
}

/// What is published of a draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawNotice {
    pub event: EventId,
    /// SHA-256 of the seed, in hexadecimal; published since the room was set up.
    pub seed_hash: String,
    /// In hexadecimal; published once the places are drawn.
    pub seed: Option<String>,
    pub draw_at: DateTime<Utc>,
    pub drawn_at: Option<DateTime<Utc>>,
    /// How many places were drawn, or how many wait for the draw.
    pub entries: u32,
}

/// Puts entries in the order of the draw: ascending by SHA-256 of the seed followed by the entry's sixteen bytes. It
/// depends on seed and ids only, not on the order in which they are given.
pub fn draw(seed: &[u8; 32], entries: &[Uuid]) -> Vec<Uuid> {
    let lot = |entry: &Uuid| -> [u8; 32] {
        Sha256::new().chain_update(seed).chain_update(entry.as_bytes()).finalize().into()
    };
    let mut lots: Vec<([u8; 32], Uuid)> = entries.iter().map(|entry| (lot(entry), *entry)).collect();
    lots.sort_unstable();
    lots.into_iter().map(|(_, entry)| entry).collect()
}

/// What is shown of a seed before the draw.
pub fn seed_hash(seed: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(seed).into()
}

/// How many wait, lot by lot, from the first place that wasn't called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// Everyone up to this place was called.
    front: u64,
    /// The last place that was given when this was counted.
    last: u64,
    /// How many of each lot of places wait; the first is the lot of `front + 1`.
    lots: Vec<u32>,
}

impl Queue {
    /// `lots`: which lot (place − 1 over [`LOT`]) has how many waiting above the front.
    pub fn new(front: u64, last: u64, lots: impl IntoIterator<Item = (u64, u32)>) -> Queue {
        let first = front / LOT;
        let mut queue = Queue { front, last, lots: Vec::new() };
        for (lot, count) in lots {
            let Some(at) = lot.checked_sub(first).and_then(|at| usize::try_from(at).ok()) else { continue };
            if queue.lots.len() <= at {
                queue.lots.resize(at + 1, 0);
            }
            queue.lots[at] = count;
        }
        queue
    }

    pub fn front(&self) -> u64 {
        self.front
    }

    /// How many may be let in before whoever has this place: never fewer than there are, and no more than a lot too many.
    pub fn before(&self, place: u64) -> u32 {
        if place <= self.front {
            return 0;
        }
        if place > self.last {
            // Came after the count: all who were counted are before, and whoever came in between.
            let between = u32::try_from(place - 1 - self.last.max(self.front)).unwrap_or(u32::MAX);
            return self.lots.iter().sum::<u32>().saturating_add(between);
        }
        let (first, lot) = (self.front / LOT, (place - 1) / LOT);
        let whole = usize::try_from(lot - first).unwrap_or(usize::MAX);
        let lots: u32 = self.lots.iter().take(whole).sum();
        // Of one's own lot only those with a lower place count: no more than there are such places, nor than wait.
        let lower = u32::try_from(place - 1 - self.front.max(lot * LOT)).unwrap_or(u32::MAX);
        let others = self.lots.get(whole).map_or(0, |count| count.saturating_sub(1));
        lots.saturating_add(lower.min(others))
    }
}

/// About how long it takes until so many were let in, at the rate of the last minutes. `None`: nobody was, so one can't know.
pub fn wait_minutes(before: u32, per_minute: u32) -> Option<u32> {
    (per_minute > 0).then(|| before.div_ceil(per_minute).max(1))
}

/// When to ask again: seldom far from the front, often near it. `entry` spreads people who would ask at the same moment.
pub fn ask_again_seconds(entry: Uuid, before: u32, per_minute: u32) -> u32 {
    let seconds = match u64::from(before).checked_mul(60).and_then(|n| n.checked_div(u64::from(per_minute))) {
        // A tenth of the wait.
        Some(wait) => wait / 10,
        None => u64::from(before) / 50,
    };
    let seconds = u32::try_from(seconds).unwrap_or(u32::MAX).clamp(4, ASK_SECONDS_MAX * 3 / 4);
    seconds + spread(entry, seconds / 3)
}

/// The same before the draw: just after it, everybody at another moment.
pub fn ask_again_before_draw(entry: Uuid, until_draw_seconds: i64) -> u32 {
    let until = u32::try_from(until_draw_seconds.max(0)).unwrap_or(u32::MAX);
    if until < ASK_SECONDS_MAX {
        until + 1 + spread(entry, AFTER_DRAW_SECONDS)
    } else {
        ASK_SECONDS_MAX * 3 / 4 + spread(entry, ASK_SECONDS_MAX / 4 - 1)
    }
}

/// A number up to `most`, another for each entry.
fn spread(entry: Uuid, most: u32) -> u32 {
    let tail = &entry.as_bytes()[12..];
    tail.iter().fold(0u32, |n, byte| n.wrapping_mul(31).wrapping_add(u32::from(*byte))) % (most + 1)
}

#[cfg(test)]
mod tests;
