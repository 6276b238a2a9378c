//! What a process keeps in mind, so that a scan asks Postgres for nothing but itself: whose tokens were shown just now, and
//! the public keys of organizers.

use crate::actor::ActorKind;
use crate::{Actor, Fault, Flows};
use domain::ids::{OrganizerId, TokenId};
use ed25519_dalek::VerifyingKey;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a token that was revoked through another server may still be taken. Revoked through this one it is dead at once.
const TOKEN_KNOWN: Duration = Duration::from_secs(2);
const TOKENS_MAX: usize = 10_000;

type Keys = Arc<HashMap<u16, VerifyingKey>>;

#[derive(Default)]
pub(crate) struct Known {
    tokens: Mutex<Tokens>,
    /// Keys are added and retired, never changed, and retired ones stay valid: what is known here stays true.
    keys: Mutex<HashMap<OrganizerId, Keys>>,
}

#[derive(Default)]
struct Tokens {
    /// By the secret's hash, with the moment before they were looked up. Only tokens that are there: guesses take no room.
    known: HashMap<[u8; 32], (Actor, Instant)>,
    /// The last moment one was revoked here. What was read before isn't kept.
    revoked_at: Option<Instant>,
}

impl Known {
    pub(crate) fn token(&self, hash: &[u8; 32], now: Instant) -> Option<Actor> {
        let tokens = whole(&self.tokens);
        let (actor, read_at) = tokens.known.get(hash)?;
        (now.saturating_duration_since(*read_at) < TOKEN_KNOWN).then(|| actor.clone())
    }

    /// `read_at` is a moment before the look at the database began.
    pub(crate) fn keep_token(&self, hash: [u8; 32], actor: &Actor, read_at: Instant) {
        let mut tokens = whole(&self.tokens);
        if tokens.revoked_at.is_some_and(|revoked_at| revoked_at >= read_at) {
            return;
        }
        if tokens.known.len() >= TOKENS_MAX && !tokens.known.contains_key(&hash) {
            tokens.known.retain(|_, (_, at)| read_at.saturating_duration_since(*at) < TOKEN_KNOWN);
            if tokens.known.len() >= TOKENS_MAX {
                return;
            }
        }
        tokens.known.insert(hash, (actor.clone(), read_at));
    }

    /// `now` is a moment after the revocation was committed.
    pub(crate) fn forget_token(&self, token: TokenId, now: Instant) {
        let mut tokens = whole(&self.tokens);
        tokens.revoked_at = Some(now);
        tokens.known.retain(|_, (actor, _)| !matches!(actor.kind, ActorKind::Token { id, .. } if id == token));
    }
}

/// What is behind these locks is put in and taken out whole.
fn whole<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Flows {
    /// The organizer's public keys that this process has met.
    pub(crate) fn known_keys(&self, organizer: OrganizerId) -> Keys {
        whole(&self.0.known.keys).get(&organizer).cloned().unwrap_or_default()
    }

    /// All of the organizer's public keys, from the database.
    pub(crate) async fn read_keys(&self, organizer: OrganizerId) -> Result<Keys, Fault> {
        let mut tx = self.organizer(organizer).await?;
        let keys = Arc::new(self.public_keys(&mut tx, organizer).await?);
        tx.commit().await?;
        whole(&self.0.known.keys).insert(organizer, keys.clone());
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn actor(id: u128) -> Actor {
        let kind = ActorKind::Token { id: TokenId(Uuid::from_u128(id)), permissions: Vec::new() };
        Actor { organizer: OrganizerId(Uuid::from_u128(1)), kind }
    }

    #[test]
    fn a_token_is_known_for_a_moment_and_not_once_it_is_revoked() {
        let (known, begun) = (Known::default(), Instant::now());
        known.keep_token([1; 32], &actor(1), begun);
        known.keep_token([2; 32], &actor(2), begun);
        assert_eq!(known.token(&[1; 32], begun + TOKEN_KNOWN / 2), Some(actor(1)));
        assert_eq!(known.token(&[1; 32], begun + TOKEN_KNOWN), None);
        assert_eq!(known.token(&[3; 32], begun), None);
        known.forget_token(TokenId(Uuid::from_u128(1)), begun + TOKEN_KNOWN / 4);
        assert_eq!(known.token(&[1; 32], begun), None);
        assert_eq!(known.token(&[2; 32], begun), Some(actor(2)));
        // Looked up before it was revoked, found after.
        known.keep_token([1; 32], &actor(1), begun);
        assert_eq!(known.token(&[1; 32], begun + TOKEN_KNOWN / 2), None);
    }

    #[test]
    fn there_is_an_end_to_what_is_kept() {
        let (known, begun) = (Known::default(), Instant::now());
        let hash = |n: usize| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_be_bytes());
            hash
        };
        for n in 0..TOKENS_MAX + 5 {
            known.keep_token(hash(n), &actor(n as u128), begun);
        }
        assert_eq!(whole(&known.tokens).known.len(), TOKENS_MAX);
        // Those that are no use any more make room.
        known.keep_token(hash(TOKENS_MAX + 9), &actor(9), begun + TOKEN_KNOWN);
        assert_eq!(whole(&known.tokens).known.len(), 1);
    }
}
