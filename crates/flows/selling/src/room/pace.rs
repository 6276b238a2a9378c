//! How many are let in a second: the answers that the shop is seen to give are counted here, and what follows from them is
//! [`domain::room::pace`]'s.

use domain::room::pace::{RATE_FIRST, SLOW, SeenAnswers};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Cheap to ask and to tell: no lock, no memory per hold.
#[derive(Debug)]
pub struct Pace {
    rate: AtomicU32,
    all: AtomicU32,
    slow: AtomicU32,
    busy: AtomicU32,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { rate: AtomicU32::new(RATE_FIRST), all: 0.into(), slow: 0.into(), busy: 0.into() }
    }
}

impl Pace {
    /// One answer of the desk: how long it took, and whether it was "busy, try again".
    pub fn observe(&self, latency: Duration, busy: bool) {
        self.all.fetch_add(1, Ordering::Relaxed);
        if latency >= SLOW {
            self.slow.fetch_add(1, Ordering::Relaxed);
        }
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
        let [all, slow, busy] = [&self.all, &self.slow, &self.busy].map(|count| count.swap(0, Ordering::Relaxed));
        self.rate.store(SeenAnswers { all, slow, busy }.next_rate(self.per_second()), Ordering::Relaxed);
    }
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
    fn it_goes_by_what_was_seen_since_the_last_time() {
        assert_eq!(after(&[]), RATE_FIRST);
        assert!(after(&[(255, false); 100]) > RATE_FIRST);
        assert!(after(&[(256, false); 100]) < RATE_FIRST);
        assert!(after(&[(10, true); 100]) < RATE_FIRST);
        let pace = Pace::default();
        pace.observe(SLOW, true);
        pace.adjust();
        let slowed = pace.per_second();
        pace.adjust();
        assert_eq!(pace.per_second(), slowed, "what was seen before counts once");
    }
}
