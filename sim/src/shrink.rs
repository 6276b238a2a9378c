//! Makes a failing story short: leaves steps out as long as the same kind of thing still goes wrong.

use crate::lane::Lane;
use crate::plan::Step;
use crate::play::{self, Failure};
use std::time::{Duration, Instant};

/// Tries ever smaller pieces until nothing more can go, or until the time is over.
pub async fn shrink(
    lane: &Lane,
    seed: u64,
    steps: &[Step],
    failure: Failure,
    patience: Duration,
) -> anyhow::Result<(Vec<Step>, Failure)> {
    let begun = Instant::now();
    let (mut steps, mut failure) = (steps.to_vec(), failure);
    let mut piece = steps.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at < steps.len() {
            if begun.elapsed() > patience {
                return Ok((steps, failure));
            }
            let mut fewer = steps.clone();
            fewer.drain(at..(at + piece).min(steps.len()));
            match play::play(lane, seed, &fewer).await?.failure {
                Some(same) if same.kind() == failure.kind() => (steps, failure) = (fewer, same),
                _ => at += piece,
            }
        }
        piece /= 2;
    }
    Ok((steps, failure))
}
