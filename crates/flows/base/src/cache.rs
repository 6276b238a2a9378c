//! What was made a moment ago, for all who ask for the same: a thousand at once make it once.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Keeps each thing for a while, and so many things at most. A fault is kept for nobody.
pub struct Recent<V> {
    kept: Mutex<HashMap<String, Arc<Slot<V>>>>,
    age_max: Duration,
    count_max: usize,
}

struct Slot<V> {
    made: Mutex<Option<(Instant, V)>>,
    /// Held by whoever makes it, so that all others wait for the same.
    making: tokio::sync::Mutex<()>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is kept is put in and taken out whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<V: Clone> Slot<V> {
    fn fresh(&self, age_max: Duration) -> Option<V> {
        let made = lock(&self.made);
        made.as_ref().filter(|(at, _)| at.elapsed() <= age_max).map(|(_, value)| value.clone())
    }
}

impl<V: Clone> Recent<V> {
    pub fn new(age_max: Duration, count_max: usize) -> Recent<V> {
        Recent { kept: Mutex::default(), age_max, count_max }
    }

    /// What is kept under this key, or what `make` makes. Its age counts from when its making began.
    pub async fn get<E, F>(&self, key: &str, make: impl FnOnce() -> F) -> Result<V, E>
    where
        F: Future<Output = Result<V, E>>,
    {
        let slot = self.slot(key);
        if let Some(value) = slot.fresh(self.age_max) {
            return Ok(value);
        }
        let _making = slot.making.lock().await;
        if let Some(value) = slot.fresh(self.age_max) {
            return Ok(value);
        }
        let began_at = Instant::now();
        let value = make().await?;
        *lock(&slot.made) = Some((began_at, value.clone()));
        Ok(value)
    }

    fn slot(&self, key: &str) -> Arc<Slot<V>> {
        let mut kept = lock(&self.kept);
        if let Some(slot) = kept.get(key) {
            return slot.clone();
        }
        if kept.len() >= self.count_max {
            // What is old, and what nobody is about to make. Where all is new, all of it gives way.
            let age_max = self.age_max;
            kept.retain(|_, slot| slot.fresh(age_max).is_some() || Arc::strong_count(slot) > 1);
            if kept.len() >= self.count_max {
                kept.clear();
            }
        }
        let slot = Arc::new(Slot { made: Mutex::new(None), making: tokio::sync::Mutex::new(()) });
        kept.insert(key.to_owned(), slot.clone());
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test(start_paused = true)]
    async fn a_thousand_at_once_make_it_once_and_later_ones_anew() {
        let (recent, made) = (Recent::new(Duration::from_millis(500), 3), AtomicU32::new(0));
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
        assert!(lock(&recent.kept).len() <= 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_fault_is_kept_for_nobody() {
        let recent: Recent<u32> = Recent::new(Duration::from_secs(1), 3);
        assert_eq!(recent.get("a", || async { Err("broken") }).await, Err("broken"));
        assert_eq!(recent.get("a", || async { Ok::<_, ()>(2) }).await, Ok(2));
    }
}
