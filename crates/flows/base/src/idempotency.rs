//! Commands that sell or pay, done once per key of the caller: the API's `Idempotency-Key`.

use crate::Failure;
use serde::Serialize;
use sha2::{Digest, Sha256};

pub const KEY_CHARS_MAX: usize = 100;

/// Why a command with a key was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OnceRefusal<R: std::fmt::Debug + std::fmt::Display> {
    #[error("an idempotency key of 1 to 100 plain characters is needed")]
    KeyNeeded,
    #[error("this key was used for another request")]
    KeyReused,
    #[error("{0}")]
    Refused(R),
}

/// A key is 1 to 100 plain characters.
pub fn check_key<R: std::fmt::Debug + std::fmt::Display>(key: &str) -> Result<(), Failure<OnceRefusal<R>>> {
    if key.is_empty() || key.chars().count() > KEY_CHARS_MAX || key.chars().any(char::is_control) {
        return Err(Failure::Refused(OnceRefusal::KeyNeeded));
    }
    Ok(())
}

pub fn request_hash(request: &impl Serialize) -> [u8; 32] {
    Sha256::digest(serde_json::to_vec(request).unwrap_or_default()).into()
}

pub fn wrapped<R: std::fmt::Debug + std::fmt::Display>(failure: Failure<R>) -> Failure<OnceRefusal<R>> {
    match failure {
        Failure::Refused(refusal) => Failure::Refused(OnceRefusal::Refused(refusal)),
        Failure::Denied(denied) => Failure::Denied(denied),
        Failure::Fault(fault) => Failure::Fault(fault),
    }
}
