//! Commands that sell or pay, done once per key of the caller: the API's `Idempotency-Key`. What is kept is what was made, not the
//! answer's words: a face reads it again, as it is by then.

use crate::{Failure, Fault};
use domain::ids::{CartId, OrganizerId};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use storage::Conn;
use storage::idempotency::{self, UsedKey};

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

/// A request with its caller's key: the same request with the same key is done once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyedRequest {
    pub command: Command,
    pub key: String,
    /// Its [`request_hash`].
    pub request: [u8; 32],
}

impl KeyedRequest {
    /// As keys are kept: by command and key.
    fn id(&self) -> (String, String) {
        (self.command.to_string(), self.key.clone())
    }
}

/// The key was used for another request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyReused;

impl<R: std::fmt::Debug + std::fmt::Display> From<KeyReused> for Failure<IdempotencyRefusal<R>> {
    fn from(_: KeyReused) -> Self {
        Failure::Refused(IdempotencyRefusal::KeyReused)
    }
}

/// The keys that the requests of a batch come with, as far as they were used: for which request each was, and its answer.
#[derive(Debug, Default)]
pub struct UsedKeys(HashMap<(String, String), (Vec<u8>, Value)>);

impl UsedKeys {
    /// Those that were used before. To be read under the locks of what the requests are about: then whoever used one of them
    /// for the same thing has committed.
    pub async fn look(
        conn: &mut Conn,
        organizer: OrganizerId,
        requests: impl IntoIterator<Item = KeyedRequest>,
    ) -> Result<UsedKeys, Fault> {
        let wanted: BTreeSet<_> = requests.into_iter().map(|request| request.id()).collect();
        if wanted.is_empty() {
            return Ok(UsedKeys::default());
        }
        let (commands, keys): (Vec<String>, Vec<String>) = wanted.into_iter().unzip();
        let used = idempotency::used(conn, organizer, &commands, &keys).await?;
        Ok(UsedKeys(used.into_iter().map(|k| ((k.command, k.key), (k.request_hash, k.response))).collect()))
    }

    /// What the same request with the same key was answered; `None` where the key is new.
    pub fn answer(&self, request: &KeyedRequest) -> Result<Option<&Value>, KeyReused> {
        match self.0.get(&request.id()) {
            Some((used_for, _)) if *used_for != request.request => Err(KeyReused),
            Some((_, answer)) => Ok(Some(answer)),
            None => Ok(None),
        }
    }

    /// From now on the key is this request's, which has this answer. Returns what is to be written down with what was done.
    pub fn keep(&mut self, request: &KeyedRequest, answer: Value) -> UsedKey {
        let (command, key) = request.id();
        let request_hash = request.request.to_vec();
        self.0.insert((command.clone(), key.clone()), (request_hash.clone(), answer.clone()));
        UsedKey { command, key, request_hash, response: answer }
    }
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
    fn a_key_answers_its_request_and_no_other() {
        let request = |command, key: &str, n| KeyedRequest { command, key: key.into(), request: [n; 32] };
        let mut keys = UsedKeys::default();
        let first = request(Command::Refund, "a", 1);
        assert_eq!(keys.answer(&first), Ok(None));
        let kept = keys.keep(&first, serde_json::json!(7));
        assert_eq!((kept.command.as_str(), kept.key.as_str(), kept.request_hash), ("api.refund", "a", vec![1; 32]));
        assert_eq!(keys.answer(&first), Ok(Some(&serde_json::json!(7))));
        assert_eq!(keys.answer(&request(Command::Refund, "a", 2)), Err(KeyReused));
        assert_eq!(keys.answer(&request(Command::Refund, "b", 2)), Ok(None));
        assert_eq!(keys.answer(&request(Command::TillRefund, "a", 2)), Ok(None), "each command has keys of its own");
    }

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
