//! How many are let in a second: what the shop is seen to carry. While holds are answered quickly the rate grows by a
//! little, again and again; when they become slow, or are refused because the desk is busy, it falls at once.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A second.
const RATE_FIRST: u32 = 40;
const RATE_MIN: u32 = 1;
const RATE_MAX: u32 = 5_000;
/// What a good second adds.
const RATE_STEP: u32 = 5;
/// Slower than this for one hold in twenty is too slow.
const SLOW: Duration = Duration::from_millis(200);
/// Refused as busy more often than one in so many is too often.
const BUSY_ONE_IN: u32 = 100;
/// Latencies are counted by powers of two of milliseconds: below 1, below 2, …, below 2^14, and slower.
const STEPS: usize = 16;

/// Cheap to ask and to tell: no lock, no memory per hold.
#[derive(Debug)]
pub struct Pace {
    rate: AtomicU32,
    busy: AtomicU32,
    latencies: [AtomicU32; STEPS],
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { rate: AtomicU32::new(RATE_FIRST), busy: AtomicU32::new(0), latencies: Default::default() }
    }
}

impl Pace {
    /// One answer of the desk: how long it took, and whether it was "busy, try again".
    pub fn observe(&self, latency: Duration, busy: bool) {
        let millis = u32::try_from(latency.as_millis()).unwrap_or(u32::MAX);
        self.latencies[step(millis)].fetch_add(1, Ordering::Relaxed);
        if busy {
            self.busy.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many may be let in a second.
    pub fn per_second(&self) -> u32 {
        self.rate.load(Ordering::Relaxed)
    }

    /// Looks at what was observed since the last time, and begins anew. Called about once a second.
    pub fn adjust(&self) {
        let counts = self.latencies.each_ref().map(|count| count.swap(0, Ordering::Relaxed));
        let busy = self.busy.swap(0, Ordering::Relaxed);
        let rate = self.per_second();
        let next = match judge(&counts, busy) {
            None => rate,
            Some(true) => rate.saturating_add(RATE_STEP),
            Some(false) => rate / 2,
        };
        self.rate.store(next.clamp(RATE_MIN, RATE_MAX), Ordering::Relaxed);
    }
}

fn step(millis: u32) -> usize {
    ((u32::BITS - millis.leading_zeros()) as usize).min(STEPS - 1)
}

/// Whether it went well; nothing can be said where nothing was asked.
fn judge(counts: &[u32; STEPS], busy: u32) -> Option<bool> {
    let all: u32 = counts.iter().sum();
    if all == 0 {
        return None;
    }
    let slow: u32 = counts[step(u32::try_from(SLOW.as_millis()).unwrap_or(u32::MAX)) + 1..].iter().sum();
    Some(u64::from(slow) * 20 <= u64::from(all) && u64::from(busy) * u64::from(BUSY_ONE_IN) <= u64::from(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(holds: &[(u64, bool)]) -> u32 {
        let pace = Pace::default();
        for (millis, busy) in holds {
            pace.observe(Duration::from_millis(*millis), *busy);
        }
        pace.adjust();
        pace.per_second()
    }

    #[test]
    fn it_grows_by_little_and_falls_by_half() {
        assert_eq!(after(&[]), RATE_FIRST);
        assert_eq!(after(&[(10, false); 100]), RATE_FIRST + RATE_STEP);
        assert_eq!(after(&[(900, false); 100]), RATE_FIRST / 2);
        assert_eq!(after(&[[(10, false); 98].as_slice(), &[(10, true); 2]].concat()), RATE_FIRST / 2);
        // One slow hold in a hundred is no reason to slow down.
        assert_eq!(after(&[[(10, false); 99].as_slice(), &[(3_000, false)]].concat()), RATE_FIRST + RATE_STEP);
    }

    #[test]
    fn it_never_stands_still_nor_runs_away() {
        let pace = Pace::default();
        for _ in 0..50 {
            pace.observe(Duration::from_secs(60), true);
            pace.adjust();
        }
        assert_eq!(pace.per_second(), RATE_MIN);
        for _ in 0..2_000 {
            pace.observe(Duration::from_millis(1), false);
            pace.adjust();
        }
        assert_eq!(pace.per_second(), RATE_MAX);
    }
}
