//! What was made a moment ago, for all who ask for the same: a thousand at once make it once.
//!
//! The caches are quick_cache's: one maker for each key while all others wait, a fault that is kept for nobody (whoever
//! waited next makes it), a bound that holds at every moment, and no clock of its own. moka has one that no test can move,
//! hands one fault to all who waited, holds its bound a little later, and is the larger crate.

use quick_cache::sync::{Cache, DefaultLifecycle, PlaceholderGuard};
use quick_cache::{DefaultHashBuilder, Equivalent, UnitWeighter};
use std::future::Future;
use std::hash::Hash;
use std::time::Duration;
use tokio::time::Instant;

/// The turn to make what others are waiting for: whoever has it fills it in, or drops it and lets the next one try. No lock
/// is held by it.
pub type Turn<'a, K, V> = PlaceholderGuard<'a, K, V, UnitWeighter, DefaultHashBuilder, DefaultLifecycle<K, V>>;

/// What is kept under this key and still good; else the turn to make it, one at a time for each key.
///
/// # Errors
/// The turn.
pub async fn kept_or_turn<'a, K, V, Q>(
    cache: &'a Cache<K, V>,
    key: &Q,
    is_good: impl Fn(&V) -> bool,
) -> Result<V, Turn<'a, K, V>>
where
    K: Eq + Hash,
    V: Clone,
    Q: Hash + Equivalent<K> + ToOwned<Owned = K> + ?Sized,
{
    loop {
        match cache.get_value_or_guard_async(key).await {
            Ok(kept) if is_good(&kept) => return Ok(kept),
            Ok(_) => drop(cache.remove_if(key, |kept| !is_good(kept))),
            Err(turn) => return Err(turn),
        }
    }
}

/// Keeps each thing for a while, and so many things at most. A fault is kept for nobody.
pub struct TimedCache<V> {
    /// With when its making began.
    kept: Cache<String, (Instant, V)>,
    age_max: Duration,
}

impl<V: Clone> TimedCache<V> {
    pub fn new(age_max: Duration, count_max: usize) -> TimedCache<V> {
        TimedCache { kept: Cache::new(count_max), age_max }
    }

    /// What is kept under this key, or what `make` makes. Its age counts from when its making began.
    pub async fn get<E, F>(&self, key: &str, make: impl FnOnce() -> F) -> Result<V, E>
    where
        F: Future<Output = Result<V, E>>,
    {
        let is_fresh = |(began_at, _): &(Instant, V)| began_at.elapsed() <= self.age_max;
        let turn = match kept_or_turn(&self.kept, key, is_fresh).await {
            Ok((_, value)) => return Ok(value),
            Err(turn) => turn,
        };
        let began_at = Instant::now();
        let value = make().await?;
        // Refused only where it was forgotten meanwhile.
        let _ = turn.insert((began_at, value.clone()));
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test(start_paused = true)]
    async fn a_thousand_at_once_make_it_once_and_later_ones_anew() {
        let (recent, made) = (TimedCache::new(Duration::from_millis(500), 3), AtomicU32::new(0));
        let make = || async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok::<_, ()>(made.fetch_add(1, Ordering::Relaxed))
        };
        let all = futures::future::join_all((0..1000).map(|_| recent.get("a", make))).await;
        assert!(all.iter().all(|one| *one == Ok(0)));
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(recent.get("a", make).await, Ok(0));
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(recent.get("a", make).await, Ok(1));
        for key in ["b", "c", "d", "e"] {
            recent.get(key, make).await.unwrap();
        }
        assert!(recent.kept.len() <= 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_fault_is_kept_for_nobody() {
        let recent: TimedCache<u32> = TimedCache::new(Duration::from_secs(1), 3);
        assert_eq!(recent.get("a", || async { Err("broken") }).await, Err("broken"));
        assert_eq!(recent.get("a", || async { Ok::<_, ()>(2) }).await, Ok(2));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waited_for_a_fault_makes_it_anew() {
        let (recent, made): (TimedCache<u32>, _) = (TimedCache::new(Duration::from_secs(1), 3), AtomicU32::new(0));
        let make = || async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let count = made.fetch_add(1, Ordering::Relaxed);
            if count == 0 { Err("broken") } else { Ok(count) }
        };
        let all = futures::future::join_all((0..100).map(|_| recent.get("a", make))).await;
        assert_eq!(all.iter().filter(|one| **one == Err("broken")).count(), 1);
        assert_eq!(all.iter().filter(|one| **one == Ok(1)).count(), 99);
    }

    #[tokio::test(start_paused = true)]
    async fn what_took_too_long_is_for_its_maker_only() {
        let (recent, made): (TimedCache<u32>, _) = (TimedCache::new(Duration::from_millis(500), 3), AtomicU32::new(0));
        let make = || async {
            tokio::time::sleep(Duration::from_millis(600)).await;
            Ok::<_, ()>(made.fetch_add(1, Ordering::Relaxed))
        };
        let (first, second) = futures::future::join(recent.get("a", make), recent.get("a", make)).await;
        assert_eq!((first, second), (Ok(0), Ok(1)));
    }
}
