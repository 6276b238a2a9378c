//! Whether buyers are at it: then what nobody stands and waits for is put off.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// So many orders in a second are a rush.
const ORDERS: usize = 20;
const SECOND: Duration = Duration::from_secs(1);
/// How often it is looked whether the rush is over…
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// …and after how long it isn't waited for any longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Counts the orders of this process. Until it is told to watch there is no rush.
#[derive(Debug, Default)]
pub struct OrderRush {
    watches: AtomicBool,
    count: Mutex<Option<Count>>,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    since: Instant,
    now: usize,
    /// In the second before that.
    before: usize,
}

impl OrderRush {
    pub fn watch(&self) {
        self.watches.store(true, Ordering::Relaxed);
    }

    /// So many orders were placed.
    pub fn note(&self, orders: usize) {
        let mut count = self.at(Instant::now());
        count.now += orders;
        self.keep(count);
    }

    fn is_on(&self) -> bool {
        if !self.watches.load(Ordering::Relaxed) {
            return false;
        }
        let count = self.at(Instant::now());
        count.now.max(count.before) >= ORDERS
    }

    /// Returns when buyers have what they want, or after half a minute.
    pub async fn wait_until_over(&self) {
        let until = Instant::now() + PATIENCE;
        while self.is_on() && Instant::now() < until {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn at(&self, now: Instant) -> Count {
        let fresh = Count { since: now, now: 0, before: 0 };
        // A count is written whole.
        let known = *self.count.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match known {
            Some(count) if now - count.since < SECOND => count,
            Some(count) if now - count.since < 2 * SECOND => {
                Count { since: count.since + SECOND, now: 0, before: count.now }
            }
            _ => fresh,
        }
    }

    fn keep(&self, count: Count) {
        *self.count.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_rush_is_waited_for_but_not_for_ever() {
        let rush = OrderRush::default();
        rush.note(1_000);
        let begun = Instant::now();
        rush.wait_until_over().await;
        assert_eq!(Instant::now(), begun, "nobody watches");
        rush.watch();
        rush.note(ORDERS - 1);
        tokio::time::sleep(3 * SECOND).await;
        assert!(!rush.is_on(), "that was long ago");
        rush.note(ORDERS);
        let begun = Instant::now();
        rush.wait_until_over().await;
        assert!(begun.elapsed() >= SECOND && begun.elapsed() <= 3 * SECOND, "{:?}", begun.elapsed());

        let begun = Instant::now();
        let crowd = async {
            loop {
                rush.note(ORDERS);
                tokio::time::sleep(SECOND / 2).await;
            }
        };
        rush.note(ORDERS);
        tokio::select! {
            () = crowd => {}
            () = rush.wait_until_over() => {}
        }
        assert!(begun.elapsed() >= PATIENCE && begun.elapsed() <= PATIENCE + SECOND, "{:?}", begun.elapsed());
    }
}
