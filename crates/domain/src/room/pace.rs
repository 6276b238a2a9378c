//! How many are let in a second. While holds are answered quickly the rate grows by a little, again and again; when they become
//! slow, or are refused because the desk is busy, it falls at once.

use std::time::Duration;

/// A second, before anything was seen.
pub const RATE_FIRST: u32 = 40;
pub const RATE_MIN: u32 = 1;
pub const RATE_MAX: u32 = 5_000;
/// What a good second adds.
const RATE_STEP: u32 = 5;
/// An answer that takes as long is slow.
pub const SLOW: Duration = Duration::from_millis(256);
/// More than one slow answer in so many is too many.
const SLOW_ONE_IN: u64 = 20;
/// More than one refused as busy in so many is too many.
const BUSY_ONE_IN: u64 = 100;

/// What was seen of the answers of a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeenAnswers {
    pub all: u32,
    /// Of them, those that took [`SLOW`] or longer.
    pub slow: u32,
    /// Of them, those that were "busy, try again".
    pub busy: u32,
}

impl SeenAnswers {
    /// How many are let in in the next second, after so many in this one. Where nothing was asked nothing is said of it.
    pub fn next_rate(self, rate: u32) -> u32 {
        let (all, slow, busy) = (u64::from(self.all), u64::from(self.slow), u64::from(self.busy));
        let next = match slow * SLOW_ONE_IN <= all && busy * BUSY_ONE_IN <= all {
            _ if all == 0 => rate,
            true => rate.saturating_add(RATE_STEP),
            false => rate / 2,
        };
        next.clamp(RATE_MIN, RATE_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_grows_by_little_and_falls_by_half() {
        for (all, slow, busy, next) in [
            (0, 0, 0, 40),
            (100, 0, 0, 45),
            (100, 100, 0, 20),
            (100, 0, 2, 20),
            // One slow or refused hold in a hundred is no reason to slow down.
            (100, 1, 1, 45),
            (100, 5, 0, 45),
            (100, 6, 0, 20),
        ] {
            assert_eq!(SeenAnswers { all, slow, busy }.next_rate(40), next, "{all} {slow} {busy}");
        }
    }

    proptest! {
        #[test]
        fn it_never_stands_still_nor_runs_away(rate: u32, all: u32, slow: u32, busy: u32) {
            let next = SeenAnswers { all, slow, busy }.next_rate(rate);
            prop_assert!((RATE_MIN..=RATE_MAX).contains(&next));
            let (good, bad) = (SeenAnswers { all, slow: 0, busy: 0 }, SeenAnswers { all, slow: all, busy });
            let rate = rate.clamp(RATE_MIN, RATE_MAX);
            prop_assert!(good.next_rate(rate) >= rate);
            prop_assert!(bad.next_rate(rate) <= rate || all == 0);
        }
    }
}
