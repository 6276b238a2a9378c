//! Every random choice of a run comes from here: one generator, a stream of it for each purpose.

use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

/// What a stream of numbers is for, so that one more draw here changes nothing there.
#[derive(Clone, Copy)]
pub enum Purpose {
    World = 1,
    Plan = 2,
    Bank = 3,
    Servers = 4,
    Step = 5,
}

pub struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new(seed: u64, purpose: Purpose) -> Dice {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(purpose as u64);
        Dice(generator)
    }

    pub fn number(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// From 0 to `n - 1`; 0 for an `n` of 0.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.number() % (n.max(1) as u64)).unwrap_or(0)
    }

    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below(usize::try_from(to - from + 1).unwrap_or(1)) as i64
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// The newest more often than not, so that stories go on.
    pub fn recent<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if self.chance(50) { of.last() } else { self.pick(of) }
    }

    pub fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}
