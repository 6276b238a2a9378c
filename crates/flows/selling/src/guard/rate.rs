//! How often one asks: a counter that leaks evenly (GCRA). Nothing is written down; each process counts for itself.
//!
//! Not governor's, which the server's edge uses: there all keys of a limiter share one rate that is set when it is made, and
//! here each event has its own, which its organizer may change; and a clock that was set back, as a demo's can be, would shut
//! out there whoever asked before.

use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;

/// What may be asked for in one go, after a minute without asking: a whole minute's worth.
const WINDOW_MICROS: i64 = 60_000_000;
/// After so many questions, whoever has been quiet is forgotten.
const SWEEP_EVERY: u32 = 4096;

pub struct RateLimiter<K>(Mutex<RateState<K>>);

struct RateState<K> {
    /// When each one's last question is forgotten.
    quiet_at: HashMap<K, i64>,
    asked: u32,
}

impl<K> Default for RateLimiter<K> {
    fn default() -> Self {
        RateLimiter(Mutex::new(RateState { quiet_at: HashMap::new(), asked: 0 }))
    }
}

impl<K: Hash + Eq> RateLimiter<K> {
    /// Counts one, or says in how many seconds one more is allowed; what is refused doesn't count.
    pub fn ask(&self, key: K, per_minute: u32, now: DateTime<Utc>) -> Result<(), u32> {
        let now = now.timestamp_micros();
        let step = WINDOW_MICROS / i64::from(per_minute.max(1));
        // A count can't be broken by a panic elsewhere.
        let mut seen = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        seen.asked = seen.asked.wrapping_add(1);
        if seen.asked.is_multiple_of(SWEEP_EVERY) {
            seen.quiet_at.retain(|_, at| *at > now);
        }
        let at = seen.quiet_at.entry(key).or_insert(now);
        // The clock may have been set back, and the rate may have been lower before.
        let next = (*at).clamp(now, now + WINDOW_MICROS) + step;
        let too_early = next - (now + WINDOW_MICROS);
        if too_early > 0 {
            return Err(u32::try_from((too_early + 999_999) / 1_000_000).unwrap_or(u32::MAX));
        }
        *at = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::milliseconds(millis)
    }

    #[test]
    fn one_waits_and_another_does_not() {
        let rates = RateLimiter::default();
        assert_eq!([(); 2].map(|()| rates.ask("a", 2, at(0))), [Ok(()); 2]);
        assert_eq!(rates.ask("a", 2, at(0)), Err(30));
        assert_eq!(rates.ask("b", 2, at(0)), Ok(()));
        assert_eq!(rates.ask("a", 2, at(29_999)), Err(1));
        assert_eq!(rates.ask("a", 2, at(30_000)), Ok(()));
    }

    #[test]
    fn a_clock_that_is_set_back_shuts_nobody_out() {
        let rates = RateLimiter::default();
        assert_eq!(rates.ask("a", 1, at(3_600_000)), Ok(()));
        assert_eq!(rates.ask("a", 1, at(0)), Err(60), "as if it had asked just now");
        assert_eq!(rates.ask("a", 1, at(3_700_000)), Ok(()));
    }

    proptest! {
        /// In no minute are more granted than twice the rate, in the long run no more than the rate, and whoever waits as
        /// long as they were told is let in.
        #[test]
        fn the_rate_holds(per_minute in 1u32..40, gaps in prop::collection::vec(0i64..5_000, 1..200)) {
            let rates = RateLimiter::default();
            let (mut now, mut granted) = (0, Vec::new());
            for gap in gaps {
                now += gap;
                match rates.ask("a", per_minute, at(now)) {
                    Ok(()) => granted.push(now),
                    Err(wait) => {
                        prop_assert!((1..=60).contains(&wait));
                        now += i64::from(wait) * 1000;
                        prop_assert_eq!(rates.ask("a", per_minute, at(now)), Ok(()));
                        granted.push(now);
                    }
                }
            }
            for first in &granted {
                let in_minute = granted.iter().filter(|t| (*first..first + 60_000).contains(t)).count();
                prop_assert!(in_minute <= 2 * per_minute as usize);
            }
            let minutes = now / 60_000 + 2;
            prop_assert!(granted.len() as i64 <= minutes * i64::from(per_minute));
        }
    }
}
