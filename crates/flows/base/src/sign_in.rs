//! Signing in: passwords, sessions, and the brake on guessing.

use crate::actor::ActorKind;
use crate::{Access, Actor, Base, Failure, Fault, keys};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::{DateTime, Duration, Utc};
use domain::cart::Secret;
use domain::event::Organizer;
use domain::ids::{OrganizerId, PersonId};
use domain::locale::Locale;
use domain::role::Role;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Instant;
use storage::{Scope, people};

/// How long a session lives after it was last used.
const SESSION_HOURS: i64 = 12;
/// A session is written back when it was last extended longer ago than this, so that most requests only read.
const EXTEND_AFTER_MINUTES: i64 = 10;
/// What every API token begins with, so that one found in a log or a repository is known for what it is.
pub const TOKEN_PREFIX: &str = "tsr_";

/// Why someone wasn't signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum SignInRefusal {
    /// Or there is no such person; which of them isn't said.
    #[error("the e-mail address or the password is wrong")]
    WrongPassword,
    #[error("too many tries; try again in {minutes} minutes")]
    TooManyTries { minutes: u32 },
    #[error("this person works for no organizer")]
    NoOrganizer,
}

/// A person with a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub locale: Locale,
    /// All organizers they work for.
    pub organizers: Vec<(Organizer, Role)>,
    /// For the organizer they chose; `None` once they are no member of it any more.
    pub current: Option<Actor>,
}

impl Access {
    /// Gives the value of the session's cookie. `address` is where the request came from, where it is known. Whoever works
    /// for several organizers begins with the one they may do most for.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        address: Option<IpAddr>,
    ) -> Result<Secret, Failure<SignInRefusal>> {
        let now = self.base.clock.now();
        let email = domain::email::check(email).unwrap_or_default();
        let tries = Tries::of(&email, address);
        self.sign_ins.check(&tries, now).map_err(Failure::Refused)?;
        let mut tx = self.base.db.begin(Scope::Nothing).await?;
        let person = people::by_email(&mut tx, &email).await?;
        tx.commit().await?;
        // Someone who doesn't exist costs the same work as someone who does.
        let stored = person.as_ref().map_or(NOBODYS_HASH, |p| &p.password_hash).to_owned();
        let right = verify(stored, password.to_owned()).await?;
        let Some(person) = person.filter(|_| right) else {
            self.sign_ins.note_failure(&tries, now);
            return Err(Failure::Refused(SignInRefusal::WrongPassword));
        };
        self.sign_ins.forget(&tries);
        let mut tx = self.base.db.begin(Scope::Person(person.id)).await?;
        let organizers = people::organizers_of(&mut tx, person.id).await?;
        let rank = |role: &Role| Role::ALL.iter().position(|r| r == role);
        let first = organizers.iter().min_by_key(|(_, role)| rank(role));
        let Some((organizer, _)) = first else { return Err(Failure::Refused(SignInRefusal::NoOrganizer)) };
        let secret = self.base.chance.secret();
        let expires_at = now + Duration::hours(SESSION_HOURS);
        people::insert_session(&mut tx, &keys::hash(&secret), person.id, organizer.id, now, expires_at).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Who this session belongs to; being used keeps it alive for another twelve hours.
    pub async fn signed_in(&self, session: &Secret) -> Result<Option<SignedIn>, Fault> {
        Ok(self.read_session(keys::hash(session)).await?.map(|(signed_in, _)| signed_in))
    }

    /// The same, at work for the organizer they chose. A session that was ended or a role that was changed through another
    /// server may be taken for what it was for two seconds more.
    pub async fn actor_of_session(&self, session: &Secret) -> Result<Option<Actor>, Fault> {
        let (hash, asked_at) = (keys::hash(session), Instant::now());
        if let Some(actor) = self.base.auth_cache().session(&hash, asked_at, self.base.clock.now()) {
            return Ok(Some(actor));
        }
        let Some((signed_in, until)) = self.read_session(hash).await? else { return Ok(None) };
        if let Some(actor) = &signed_in.current {
            self.base.auth_cache().keep_session(hash, actor, until, asked_at);
        }
        Ok(signed_in.current)
    }

    /// Whose session it is, and when it ends unless it is used again.
    async fn read_session(&self, hash: [u8; 32]) -> Result<Option<(SignedIn, DateTime<Utc>)>, Fault> {
        let now = self.base.clock.now();
        let mut tx = self.base.db.begin(Scope::Secret(hash)).await?;
        let Some(row) = people::session(&mut tx, &hash, now).await? else { return Ok(None) };
        let (extended, mut until) = (now + Duration::hours(SESSION_HOURS), row.expires_at);
        if extended - until > Duration::minutes(EXTEND_AFTER_MINUTES) {
            people::extend_session(&mut tx, &hash, extended).await?;
            until = extended;
        }
        tx.commit().await?;
        let mut tx = self.base.db.begin(Scope::Person(row.person)).await?;
        let organizers = people::organizers_of(&mut tx, row.person).await?;
        tx.commit().await?;
        let chosen = organizers.iter().find(|(o, _)| Some(o.id) == row.organizer);
        let current = chosen.map(|(organizer, role)| Actor {
            organizer: organizer.id,
            kind: ActorKind::Person { id: row.person, name: row.name.clone(), role: *role },
        });
        let signed_in =
            SignedIn { person: row.person, name: row.name, email: row.email, locale: row.locale, organizers, current };
        Ok(Some((signed_in, until)))
    }

    /// Works for this organizer from now on; `false` if the person isn't a member of it.
    pub async fn choose_organizer(&self, session: &Secret, organizer: OrganizerId) -> Result<bool, Fault> {
        let Some(signed_in) = self.signed_in(session).await? else { return Ok(false) };
        if !signed_in.organizers.iter().any(|(o, _)| o.id == organizer) {
            return Ok(false);
        }
        let hash = keys::hash(session);
        let mut tx = self.base.db.begin(Scope::Secret(hash)).await?;
        people::set_session_organizer(&mut tx, &hash, organizer).await?;
        tx.commit().await?;
        self.base.auth_cache().forget_session(&hash, Instant::now());
        Ok(true)
    }

    pub async fn sign_out(&self, session: &Secret) -> Result<(), Fault> {
        let hash = keys::hash(session);
        let mut tx = self.base.db.begin(Scope::Secret(hash)).await?;
        people::delete_session(&mut tx, &hash).await?;
        tx.commit().await?;
        self.base.auth_cache().forget_session(&hash, Instant::now());
        Ok(())
    }

    /// Whose API token this is: `tsr_` and a secret. A token that was revoked through another server may be taken for two
    /// seconds more.
    pub async fn actor_of_token(&self, token: &str) -> Result<Option<Actor>, Fault> {
        let Some(secret) = token.trim().strip_prefix(TOKEN_PREFIX).and_then(Secret::parse) else { return Ok(None) };
        let (hash, asked_at) = (keys::hash(&secret), Instant::now());
        if let Some(actor) = self.base.auth_cache().token(&hash, asked_at) {
            return Ok(Some(actor));
        }
        let mut tx = self.base.db.begin(Scope::Secret(hash)).await?;
        let found = people::token_by_secret(&mut tx, &hash).await?;
        tx.commit().await?;
        let Some((organizer, id, permissions)) = found else { return Ok(None) };
        let actor = Actor { organizer, kind: ActorKind::Token { id, permissions } };
        self.base.auth_cache().keep_token(hash, &actor, asked_at);
        Ok(Some(actor))
    }
}

impl Base {
    /// Makes what the database keeps of a password.
    pub async fn hash_password(&self, password: &str) -> Result<String, Fault> {
        let mut salt = [0; 16];
        self.chance.fill(&mut salt);
        let password = password.to_owned();
        blocking(move || {
            let salt = SaltString::encode_b64(&salt).map_err(|e| e.to_string())?;
            let hash = argon2()?.hash_password(password.as_bytes(), &salt).map_err(|e| e.to_string())?;
            Ok(hash.to_string())
        })
        .await
    }
}

/// Argon2id with 19 MiB and two passes: OWASP's first choice for servers (Password Storage Cheat Sheet).
fn argon2() -> Result<Argon2<'static>, String> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|e| e.to_string())?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Of no password at all, with the same cost as all others.
const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async fn verify(stored: String, password: String) -> Result<bool, Fault> {
    blocking(move || {
        let hash = PasswordHash::new(&stored).map_err(|e| e.to_string())?;
        Ok(argon2()?.verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await
}

/// Hashing takes tens of milliseconds of a core; not on the threads that serve pages.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|e| Fault::Broken(e.to_string()))?;
    done.map_err(|e| Fault::Broken(format!("password hashing: {e}")))
}

/// Failed tries for one address before it has to wait.
const FAILURES_MAX: u32 = 10;
/// Of one machine: many people may sit behind one address.
const FAILURES_PER_MACHINE_MAX: u32 = 50;
const FORGET_AFTER_MINUTES: i64 = 15;
/// The table is swept when it grows beyond this.
const ENTRIES_MAX: usize = 10_000;

/// Counts failed tries in memory, by e-mail address and by where they come from. Each process counts for itself. No rate
/// limiter (governor) does this: it would count every try before its end is known, forget them one by one, and couldn't be
/// told that one's own password was right.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<String, Failures>>);

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: DateTime<Utc>,
}

/// The counters of one try, with how many failures each may have.
struct Tries(Vec<(String, u32)>);

impl Tries {
    fn of(email: &str, address: Option<IpAddr>) -> Tries {
        let mut all = vec![(format!("email {}", email.to_lowercase()), FAILURES_MAX)];
        all.extend(address.map(|a| (format!("address {a}"), FAILURES_PER_MACHINE_MAX)));
        Tries(all)
    }
}

impl Throttle {
    fn check(&self, tries: &Tries, now: DateTime<Utc>) -> Result<(), SignInRefusal> {
        let table = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        for (key, max) in &tries.0 {
            if let Some(failures) = table.get(key).filter(|f| f.count >= *max) {
                let over = failures.last + Duration::minutes(FORGET_AFTER_MINUTES);
                if over > now {
                    let minutes = u32::try_from(((over - now).num_seconds() + 59) / 60).unwrap_or(1);
                    return Err(SignInRefusal::TooManyTries { minutes });
                }
            }
        }
        Ok(())
    }

    fn note_failure(&self, tries: &Tries, now: DateTime<Utc>) {
        let mut table = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let old = |f: &Failures| f.last + Duration::minutes(FORGET_AFTER_MINUTES) <= now;
        if table.len() >= ENTRIES_MAX {
            table.retain(|_, f| !old(f));
        }
        for (key, _) in &tries.0 {
            let failures = table.entry(key.clone()).or_insert(Failures { count: 0, last: now });
            *failures = Failures { count: if old(failures) { 1 } else { failures.count + 1 }, last: now };
        }
    }

    /// Only the e-mail's count: signing in with one's own account must not wipe what a machine did to others'.
    fn forget(&self, tries: &Tries) {
        let mut table = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some((email, _)) = tries.0.first() {
            table.remove(email);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_is_slowed_by_person_and_by_machine() {
        let (throttle, now) = (Throttle::default(), DateTime::UNIX_EPOCH);
        let machine = Some(IpAddr::from([192, 0, 2, 1]));
        let giulia = Tries::of("Giulia@example.org", machine);
        for _ in 0..FAILURES_MAX {
            assert_eq!(throttle.check(&giulia, now), Ok(()));
            throttle.note_failure(&giulia, now);
        }
        let elsewhere = Tries::of("giulia@example.org", None);
        assert_eq!(throttle.check(&elsewhere, now), Err(SignInRefusal::TooManyTries { minutes: 15 }));
        assert_eq!(throttle.check(&elsewhere, now + Duration::minutes(15)), Ok(()));
        for n in 0..FAILURES_PER_MACHINE_MAX {
            throttle.note_failure(&Tries::of(&format!("{n}@example.org"), machine), now);
        }
        let own = Tries::of("own@example.org", machine);
        throttle.forget(&own);
        assert!(throttle.check(&own, now).is_err(), "a machine's failures stay");
        assert_eq!(throttle.check(&Tries::of("own@example.org", None), now), Ok(()));
    }

    #[tokio::test]
    async fn nobodys_hash_is_well_formed_and_no_password_fits_it() {
        assert!(!verify(NOBODYS_HASH.to_owned(), String::new()).await.unwrap());
    }
}
