//! Random numbers, as a parameter: the operating system's in the product, a seed's in tests and the simulator.

use chrono::{DateTime, Utc};
use rand::{RngCore, SeedableRng};
use std::sync::Mutex;
use uuid::Uuid;

pub trait Chance: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator; secrets come from nothing less.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    #[expect(clippy::disallowed_methods, reason = "the one place where chance comes from")]
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

/// The same numbers for the same seed.
#[derive(Debug)]
pub struct SeededChance(Mutex<rand::rngs::StdRng>);

impl SeededChance {
    pub fn new(seed: u64) -> SeededChance {
        SeededChance(Mutex::new(rand::rngs::StdRng::seed_from_u64(seed)))
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        // A generator has no state that a panic elsewhere could have broken.
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).fill_bytes(bytes);
    }
}

impl dyn Chance {
    /// An id that sorts by the time it was made (UUID version 7).
    pub fn uuid(&self, now: DateTime<Utc>) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    pub fn secret(&self) -> domain::cart::Secret {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        domain::cart::Secret::from_bytes(bytes)
    }

    /// A secret that says when it was made.
    pub fn dated_secret(&self, now: DateTime<Utc>) -> domain::cart::Secret {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        domain::cart::Secret::dated(u32::try_from(now.timestamp()).unwrap_or(0), bytes)
    }

    pub fn number(&self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_be_bytes(bytes)
    }
}
