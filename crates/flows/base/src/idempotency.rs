//! Commands that sell or pay, done once per key of the caller: the API's `Idempotency-Key`.

use crate::{Failure, Fault};
use domain::ids::CartId;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What a key is for: each has keys of its own. They are kept by this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
pub enum Command {
    /// Each cart has keys of its own.
    #[strum(to_string = "api.checkout {0}")]
    Checkout(CartId),
    #[strum(to_string = "api.refund")]
    Refund,
    #[strum(to_string = "till.sell_for_cash")]
    TillSale,
    #[strum(to_string = "till.refund")]
    TillRefund,
    #[strum(to_string = "till.reprint")]
    TillReprint,
}

pub const KEY_CHARS_MAX: usize = 100;

/// Why a command with a key was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdempotencyRefusal<R: std::fmt::Debug + std::fmt::Display> {
    #[error("an idempotency key of 1 to 100 plain characters is needed")]
    KeyNeeded,
    #[error("this key was used for another request")]
    KeyReused,
    #[error("{0}")]
    Refused(R),
}

/// A key is 1 to 100 plain characters.
pub fn check_key<R: std::fmt::Debug + std::fmt::Display>(key: &str) -> Result<(), Failure<IdempotencyRefusal<R>>> {
    if key.is_empty() || key.chars().count() > KEY_CHARS_MAX || key.chars().any(char::is_control) {
        return Err(Failure::Refused(IdempotencyRefusal::KeyNeeded));
    }
    Ok(())
}

pub fn request_hash(request: &impl Serialize) -> [u8; 32] {
    Sha256::digest(serde_json::to_vec(request).unwrap_or_default()).into()
}

/// What was refused, for callers that send no key.
pub fn without_key<R: std::fmt::Debug + std::fmt::Display>(failure: Failure<IdempotencyRefusal<R>>) -> Failure<R> {
    match failure {
        Failure::Refused(IdempotencyRefusal::Refused(refusal)) => Failure::Refused(refusal),
        Failure::Refused(other) => Fault::Broken(format!("a request without a key: {other}")).into(),
        Failure::Denied(denied) => Failure::Denied(denied),
        Failure::Fault(fault) => Failure::Fault(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_kept_are_found_again() {
        let cart = CartId(uuid::Uuid::nil());
        let all =
            [Command::Checkout(cart), Command::Refund, Command::TillSale, Command::TillRefund, Command::TillReprint];
        let checkout = format!("api.checkout {cart}");
        let names = [checkout.as_str(), "api.refund", "till.sell_for_cash", "till.refund", "till.reprint"];
        assert_eq!(all.map(|command| command.to_string()), names);
    }
}
