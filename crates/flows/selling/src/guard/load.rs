//! How busy the sale of an event is in this process: how many asked for its places during the last seconds.

use chrono::{DateTime, Utc};
use domain::ids::EventId;
use std::collections::HashMap;
use std::sync::Mutex;

/// The seconds that are looked back on.
const WINDOW_SECONDS: usize = 10;
/// More than so many a second is busy: a hall that sells out in a quarter of an hour has fewer.
pub const BUSY_PER_SECOND: u32 = 5;
const SWEEP_EVERY: u32 = 4096;

#[derive(Default)]
pub struct LoadMeter(Mutex<LoadState>);

#[derive(Default)]
struct LoadState {
    events: HashMap<EventId, EventLoad>,
    noted: u32,
}

#[derive(Clone, Copy, Default)]
struct EventLoad {
    /// The newest second that was counted.
    second: i64,
    /// Each second at its number modulo the window.
    counts: [u32; WINDOW_SECONDS],
}

impl EventLoad {
    /// Forgets the seconds that are too long ago.
    fn turn(&mut self, second: i64) {
        // After a clock was set back, old counts say nothing.
        let passed = if second < self.second { WINDOW_SECONDS as i64 } else { second - self.second };
        for back in 0..passed.min(WINDOW_SECONDS as i64) {
            self.counts[slot(second - back)] = 0;
        }
        self.second = second;
    }

    fn sum(&self) -> u32 {
        self.counts.iter().fold(0, |sum, n| sum.saturating_add(*n))
    }
}

fn slot(second: i64) -> usize {
    second.rem_euclid(WINDOW_SECONDS as i64) as usize
}

impl LoadMeter {
    /// Counts one request.
    pub fn note(&self, event: EventId, now: DateTime<Utc>) {
        let second = now.timestamp();
        let mut seen = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        seen.noted = seen.noted.wrapping_add(1);
        if seen.noted.is_multiple_of(SWEEP_EVERY) {
            seen.events.retain(|_, load| (load.second - second).unsigned_abs() < WINDOW_SECONDS as u64);
        }
        let load = seen.events.entry(event).or_default();
        load.turn(second);
        let count = &mut load.counts[slot(second)];
        *count = count.saturating_add(1);
    }

    /// How many times as busy it is as what counts as busy: 0 when it isn't, then 1 and more.
    pub fn times_busy(&self, event: EventId, now: DateTime<Utc>) -> u32 {
        let mut seen = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let Some(load) = seen.events.get_mut(&event) else { return 0 };
        load.turn(now.timestamp());
        let busy = BUSY_PER_SECOND * WINDOW_SECONDS as u32;
        load.sum().saturating_sub(1) / busy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::seconds(second)
    }

    #[test]
    fn it_is_busy_while_many_ask_and_calm_again_after() {
        let (loads, event, other) = (LoadMeter::default(), EventId(Uuid::from_u128(1)), EventId(Uuid::from_u128(2)));
        for n in 0..50 {
            loads.note(event, at(n / 10));
        }
        assert_eq!(loads.times_busy(event, at(4)), 0, "so many are allowed");
        loads.note(event, at(4));
        assert_eq!(loads.times_busy(event, at(4)), 1);
        assert_eq!(loads.times_busy(other, at(4)), 0);
        assert_eq!(loads.times_busy(event, at(10)), 0, "the first second is forgotten");
        assert_eq!(loads.times_busy(event, at(60)), 0);
    }

    proptest! {
        /// The counter says what counting all of the last seconds would say.
        #[test]
        fn it_counts_the_last_seconds(gaps in prop::collection::vec(0i64..4, 1..400)) {
            let (loads, event) = (LoadMeter::default(), EventId(Uuid::from_u128(1)));
            let (mut now, mut all) = (0, Vec::new());
            for gap in gaps {
                now += gap;
                all.push(now);
                loads.note(event, at(now));
                let recent = all.iter().filter(|t| **t > now - WINDOW_SECONDS as i64).count() as u32;
                let expected = (recent - 1) / (BUSY_PER_SECOND * WINDOW_SECONDS as u32);
                prop_assert_eq!(loads.times_busy(event, at(now)), expected);
            }
        }
    }
}
