//! Many seeds on a few lanes at once, each lane a thread with a database of its own.

use crate::lane::Lane;
use crate::play::{self, Failure};
use crate::tally::Tally;
use crate::{plan, shrink};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// One seed to be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed {
    pub seed: u64,
    pub steps: usize,
}

pub struct Options {
    pub database_url: String,
    pub lanes: usize,
    /// Without the database's own guards against overselling.
    pub without_guards: bool,
    /// How long a failing story may be made shorter.
    pub shrink: Duration,
}

/// A seed that failed, its story made short.
pub struct Found {
    pub seed: Seed,
    pub failure: Failure,
    pub steps: usize,
}

#[derive(Default)]
struct Shared {
    next: AtomicUsize,
    stop: AtomicBool,
    tally: Mutex<Tally>,
    found: Mutex<Vec<Found>>,
}

/// Plays seeds until all are played or one has failed.
pub fn run(
    options: &Options,
    seeds: &[Seed],
    mut progress: impl FnMut(u64, Duration),
) -> anyhow::Result<(Tally, Option<Found>)> {
    let shared = Shared::default();
    let begun = Instant::now();
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let lanes: Vec<_> = (0..options.lanes.max(1))
            .map(|number| {
                let shared = &shared;
                scope.spawn(move || {
                    let ended = lane(options, number, seeds, shared);
                    if ended.is_err() {
                        shared.stop.store(true, Ordering::Relaxed);
                    }
                    ended
                })
            })
            .collect();
        while lanes.iter().any(|lane| !lane.is_finished()) {
            std::thread::sleep(Duration::from_millis(100));
            progress(lock(&shared.tally).seeds, begun.elapsed());
        }
        for lane in lanes {
            lane.join().map_err(|_| anyhow::anyhow!("a lane of the simulator panicked"))??;
        }
        Ok(())
    })?;
    let found = lock(&shared.found).drain(..).next();
    let tally = lock(&shared.tally).clone();
    Ok((tally, found))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn lane(options: &Options, number: usize, seeds: &[Seed], shared: &Shared) -> anyhow::Result<()> {
    // One thread each: what happens between two awaits happens alone.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let lane = Lane::open(&options.database_url, number, options.without_guards).await?;
        while !shared.stop.load(Ordering::Relaxed) {
            let Some(seed) = seeds.get(shared.next.fetch_add(1, Ordering::Relaxed)).copied() else { break };
            let steps = plan::draw(seed.seed, seed.steps);
            let played = play::play(&lane, seed.seed, &steps).await?;
            lock(&shared.tally).add(played.tally);
            if let Some(failure) = played.failure {
                shared.stop.store(true, Ordering::Relaxed);
                let (steps, failure) = shrink::shrink(&lane, seed.seed, &steps, failure, options.shrink).await?;
                lock(&shared.found).push(Found { seed, failure, steps: steps.len() });
            }
        }
        lane.close().await
    })
}
