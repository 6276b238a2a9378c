//! What a process keeps in mind, so that a scan asks Postgres for nothing but itself, from a program as from a gate's page:
//! whose tokens and sessions were shown just now, and the public keys of organizers.

use crate::actor::ActorKind;
use crate::{Actor, Base, Fault};
use chrono::{DateTime, Utc};
use domain::ids::{OrganizerId, PersonId, TokenId};
use ed25519_dalek::VerifyingKey;
use quick_cache::sync::Cache;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long somebody may still be taken for who they were when another server knows better: that a token was revoked, a
/// session ended, a role changed. What this server hears of counts at once.
const CACHED_FOR: Duration = Duration::from_secs(2);
const CACHED_MAX: usize = 10_000;

type Keys = Arc<HashMap<u16, VerifyingKey>>;

pub struct AuthCache {
    tokens: Mutex<ActorCache>,
    sessions: Mutex<ActorCache>,
    /// Keys are added and retired, never changed, and retired ones stay valid: what is known here stays true.
    keys: Cache<OrganizerId, Keys>,
}

impl Default for AuthCache {
    fn default() -> AuthCache {
        AuthCache { tokens: Mutex::default(), sessions: Mutex::default(), keys: Cache::new(CACHED_MAX) }
    }
}

/// Who showed which secret. A map under one lock and not a cache of many shards, since keeping and forgetting need one
/// order: what was read before a revocation is never kept after it, not for a moment.
#[derive(Default)]
struct ActorCache {
    /// By the secret's hash. Only those that are there: guesses take no room.
    actors: HashMap<[u8; 32], CachedActor>,
    /// The last moment something was forgotten here. What was read before isn't kept.
    forgotten_at: Option<Instant>,
}

struct CachedActor {
    actor: Actor,
    /// A moment before they were looked up.
    read_at: Instant,
    /// When the secret ends by itself, if it does.
    until: Option<DateTime<Utc>>,
}

impl ActorCache {
    fn get(&self, hash: &[u8; 32], now: Instant) -> Option<&CachedActor> {
        let cached = self.actors.get(hash)?;
        (now.saturating_duration_since(cached.read_at) < CACHED_FOR).then_some(cached)
    }

    fn keep(&mut self, hash: [u8; 32], cached: CachedActor) {
        let read_at = cached.read_at;
        if self.forgotten_at.is_some_and(|forgotten_at| forgotten_at >= read_at) {
            return;
        }
        if self.actors.len() >= CACHED_MAX && !self.actors.contains_key(&hash) {
            self.actors.retain(|_, old| read_at.saturating_duration_since(old.read_at) < CACHED_FOR);
            if self.actors.len() >= CACHED_MAX {
                return;
            }
        }
        self.actors.insert(hash, cached);
    }

    fn forget(&mut self, now: Instant, which: impl Fn(&[u8; 32], &Actor) -> bool) {
        self.forgotten_at = Some(now);
        self.actors.retain(|hash, cached| !which(hash, &cached.actor));
    }
}

impl AuthCache {
    pub fn token(&self, hash: &[u8; 32], now: Instant) -> Option<Actor> {
        lock(&self.tokens).get(hash, now).map(|cached| cached.actor.clone())
    }

    /// `read_at` is a moment before the look at the database began.
    pub fn keep_token(&self, hash: [u8; 32], actor: &Actor, read_at: Instant) {
        lock(&self.tokens).keep(hash, CachedActor { actor: actor.clone(), read_at, until: None });
    }

    /// `now` is a moment after the revocation was committed.
    pub fn forget_token(&self, token: TokenId, now: Instant) {
        let is_it = |actor: &Actor| matches!(actor.kind, ActorKind::Token { id, .. } if id == token);
        lock(&self.tokens).forget(now, |_, actor| is_it(actor));
    }

    /// `clock` is the shop's time, by which sessions end.
    pub fn session(&self, hash: &[u8; 32], now: Instant, clock: DateTime<Utc>) -> Option<Actor> {
        let sessions = lock(&self.sessions);
        let cached = sessions.get(hash, now)?;
        cached.until.is_none_or(|until| until > clock).then(|| cached.actor.clone())
    }

    /// `read_at` is a moment before the look at the database began.
    pub fn keep_session(&self, hash: [u8; 32], actor: &Actor, until: DateTime<Utc>, read_at: Instant) {
        lock(&self.sessions).keep(hash, CachedActor { actor: actor.clone(), read_at, until: Some(until) });
    }

    /// Somebody signed out, or works for another organizer. `now` is a moment after that was committed.
    pub fn forget_session(&self, session: &[u8; 32], now: Instant) {
        lock(&self.sessions).forget(now, |hash, _| hash == session);
    }

    /// What a person may do has changed. `now` is a moment after that was committed.
    pub fn forget_person(&self, person: PersonId, now: Instant) {
        lock(&self.sessions).forget(now, |_, actor| actor.person() == Some(person));
    }
}

/// What is behind these locks is put in and taken out whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Base {
    /// The organizer's public keys that this process has met.
    pub fn cached_keys(&self, organizer: OrganizerId) -> Keys {
        self.auth_cache().keys.get(&organizer).unwrap_or_default()
    }

    /// All of the organizer's public keys, from the database.
    pub async fn read_keys(&self, organizer: OrganizerId) -> Result<Keys, Fault> {
        let mut tx = self.organizer(organizer).await?;
        let keys = Arc::new(self.public_keys(&mut tx, organizer).await?);
        tx.commit().await?;
        self.auth_cache().keys.insert(organizer, keys.clone());
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
        let (actors, begun) = (AuthCache::default(), Instant::now());
        actors.keep_token([1; 32], &actor(1), begun);
        actors.keep_token([2; 32], &actor(2), begun);
        assert_eq!(actors.token(&[1; 32], begun + CACHED_FOR / 2), Some(actor(1)));
        assert_eq!(actors.token(&[1; 32], begun + CACHED_FOR), None);
        assert_eq!(actors.token(&[3; 32], begun), None);
        actors.forget_token(TokenId(Uuid::from_u128(1)), begun + CACHED_FOR / 4);
        assert_eq!(actors.token(&[1; 32], begun), None);
        assert_eq!(actors.token(&[2; 32], begun), Some(actor(2)));
        // Looked up before it was revoked, found after.
        actors.keep_token([1; 32], &actor(1), begun);
        assert_eq!(actors.token(&[1; 32], begun + CACHED_FOR / 2), None);
    }

    #[test]
    fn a_session_ends_with_its_time_its_sign_out_and_its_role() {
        let (actors, begun, clock) = (AuthCache::default(), Instant::now(), DateTime::UNIX_EPOCH);
        let person = PersonId(Uuid::from_u128(7));
        let kind = ActorKind::Person { id: person, name: "Sara".into(), role: domain::role::Role::Steward };
        let sara = Actor { organizer: OrganizerId(Uuid::from_u128(1)), kind };
        let until = clock + chrono::Duration::hours(12);
        let keep = |read_at| actors.keep_session([1; 32], &sara, until, read_at);
        keep(begun);
        assert_eq!(actors.session(&[1; 32], begun, clock), Some(sara.clone()));
        assert_eq!(actors.session(&[1; 32], begun, until), None, "its twelve hours are over");
        assert_eq!(actors.session(&[1; 32], begun + CACHED_FOR, clock), None, "it is looked up again");
        assert_eq!(actors.token(&[1; 32], begun), None, "a session is no token");
        actors.forget_session(&[1; 32], begun);
        assert_eq!(actors.session(&[1; 32], begun, clock), None);
        let later = begun + CACHED_FOR / 4;
        keep(later);
        assert_eq!(actors.session(&[1; 32], later, clock), Some(sara.clone()));
        actors.forget_person(person, later);
        assert_eq!(actors.session(&[1; 32], later, clock), None);
    }

    #[test]
    fn there_is_an_end_to_what_is_kept() {
        let (actors, begun) = (AuthCache::default(), Instant::now());
        let hash = |n: usize| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_be_bytes());
            hash
        };
        for n in 0..CACHED_MAX + 5 {
            actors.keep_token(hash(n), &actor(n as u128), begun);
        }
        assert_eq!(lock(&actors.tokens).actors.len(), CACHED_MAX);
        // Those that are no use any more make room.
        actors.keep_token(hash(CACHED_MAX + 9), &actor(9), begun + CACHED_FOR);
        assert_eq!(lock(&actors.tokens).actors.len(), 1);
    }
}
