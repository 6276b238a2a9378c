//! Proof of work in ALTCHA's protocol: a hash whose number the buyer's device has to find, signed, with an end. Where no
//! script runs, waiting does instead of working.
//!
//! Challenge and answer carry for whom and for which event they are inside the salt, so that nothing has to be stored
//! until an answer is used up. They stand before the salt's one parameter: the library writes parameters in any order.

use altcha_lib_rs::algorithm::AltchaAlgorithm;
use altcha_lib_rs::{ChallengeOptions, Payload, create_challenge, verify_solution};
use base::Chance;
use chrono::{DateTime, Duration, Utc};
use data_encoding::{BASE64, HEXLOWER};
use domain::ids::EventId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How long an answer is good, from when its challenge was given: enough to choose seats in peace.
pub const PROOF_MINUTES: i64 = 20;
/// The highest number of a challenge while it isn't busy; a phone finds it in a blink.
const NUMBER_MAX_CALM: u64 = 50_000;
/// It gets harder with the crowd, up to so many times: a second or two of an old phone.
const HARDER_MAX: u32 = 10;
/// How long who has no script waits while it isn't busy, and at most.
const WAIT_SECONDS: u32 = 5;
const WAIT_SECONDS_MAX: u32 = 30;
/// An answer of ours has some 500 characters.
const TEXT_CHARS_MAX: usize = 2048;
const WAIT_PREFIX: &str = "wait";

/// What a device gets to work on, as ALTCHA writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    pub algorithm: String,
    pub challenge: String,
    pub maxnumber: u64,
    pub salt: String,
    pub signature: String,
}

/// For whom and for what a proof is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofSubject<'a> {
    pub event: EventId,
    /// What the visitor's cookie says, where there is one.
    pub visitor: Option<&'a str>,
}

impl ProofSubject<'_> {
    fn text(&self, nonce: &str) -> String {
        // The cookie's value is a secret; a piece of its hash is enough to know it by.
        let visitor = match self.visitor {
            Some(visitor) => HEXLOWER.encode(&Sha256::digest(visitor.as_bytes())[..8]),
            None => "nobody".to_owned(),
        };
        format!("{nonce}.{}.{visitor}", self.event.0.simple())
    }
}

/// A proof that was right, to be used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SolvedProof {
    pub id: [u8; 32],
    pub expires_at: DateTime<Utc>,
}

/// Who has no script waits with this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitPass {
    pub token: String,
    pub seconds: u32,
}

/// A new challenge. `times_busy` makes it harder.
pub fn challenge(
    key: &str,
    chance: &(dyn Chance + 'static),
    whose: ProofSubject<'_>,
    times_busy: u32,
    now: DateTime<Utc>,
) -> Result<Challenge, String> {
    let maxnumber = NUMBER_MAX_CALM * u64::from(times_busy.clamp(1, HARDER_MAX));
    let options = ChallengeOptions {
        algorithm: Some(AltchaAlgorithm::Sha256),
        max_number: Some(maxnumber),
        salt_length: None,
        hmac_key: key,
        salt: Some(whose.text(&nonce(chance))),
        number: Some(chance.number() % (maxnumber + 1)),
        expires: Some(now + Duration::minutes(PROOF_MINUTES)),
        params: None,
    };
    let made = create_challenge(options).map_err(|e| e.to_string())?;
    Ok(Challenge {
        algorithm: "SHA-256".to_owned(),
        challenge: made.challenge,
        maxnumber: made.maxnumber,
        salt: made.salt,
        signature: made.signature,
    })
}

/// A token that is as good as a proof once its time has come.
pub fn wait(
    key: &str,
    chance: &(dyn Chance + 'static),
    whose: ProofSubject<'_>,
    times_busy: u32,
    now: DateTime<Utc>,
) -> WaitPass {
    let seconds = WAIT_SECONDS.saturating_mul(times_busy.max(1)).min(WAIT_SECONDS_MAX);
    let ready = now.timestamp() + i64::from(seconds);
    let ends = (now + Duration::minutes(PROOF_MINUTES)).timestamp();
    let said = format!("{WAIT_PREFIX}.{}.{ready}.{ends}", whose.text(&nonce(chance)));
    let token = format!("{said}.{}", signature(key, &said));
    WaitPass { token, seconds }
}

/// Checks what came with a form: an answer to a challenge, or a token to wait with. What isn't right is nothing.
pub fn check(key: &str, text: &str, whose: ProofSubject<'_>, now: DateTime<Utc>) -> Option<SolvedProof> {
    if text.len() > TEXT_CHARS_MAX {
        return None;
    }
    let right = match text.strip_prefix(WAIT_PREFIX) {
        Some(_) => waited(key, text, whose, now)?,
        None => worked(key, text, whose)?,
    };
    (right.expires_at > now).then_some(right)
}

fn worked(key: &str, text: &str, whose: ProofSubject<'_>) -> Option<SolvedProof> {
    let json = BASE64.decode(text.trim().as_bytes()).ok()?;
    let payload: Payload = serde_json::from_slice(&json).ok()?;
    let AltchaAlgorithm::Sha256 = payload.algorithm else { return None };
    let (said, parameters) = payload.salt.split_once('?')?;
    let (nonce, _) = said.split_once('.')?;
    if said != whose.text(nonce) {
        return None;
    }
    let ends = parameters.strip_prefix("expires=")?.strip_suffix('&')?.parse().ok()?;
    verify_solution(&payload, key, false).ok()?;
    let id = Sha256::digest(payload.challenge.as_bytes()).into();
    Some(SolvedProof { id, expires_at: DateTime::from_timestamp(ends, 0)? })
}

fn waited(key: &str, text: &str, whose: ProofSubject<'_>, now: DateTime<Utc>) -> Option<SolvedProof> {
    let token = read_wait(key, text)?;
    if token.whose != whose.text(token.nonce) || token.ready > now {
        return None;
    }
    Some(SolvedProof { id: Sha256::digest(text.as_bytes()).into(), expires_at: token.ends })
}

/// How many seconds are left to wait; nothing for what is no token of ours or too old.
pub fn wait_left(key: &str, text: &str, now: DateTime<Utc>) -> Option<u32> {
    let token = read_wait(key, text)?;
    if token.ends <= now {
        return None;
    }
    let left = (token.ready - now).num_milliseconds().max(0);
    u32::try_from((left + 999) / 1000).ok()
}

struct ReadWaitToken<'a> {
    whose: String,
    nonce: &'a str,
    ready: DateTime<Utc>,
    ends: DateTime<Utc>,
}

fn read_wait<'a>(key: &str, text: &'a str) -> Option<ReadWaitToken<'a>> {
    let (said, signed) = text.rsplit_once('.')?;
    let right: bool = signature(key, said).as_bytes().ct_eq(signed.as_bytes()).into();
    if !right {
        return None;
    }
    let parts: Vec<&str> = said.split('.').collect();
    let [WAIT_PREFIX, nonce, event, visitor, ready, ends] = parts[..] else { return None };
    let time = |text: &str| DateTime::from_timestamp(text.parse().ok()?, 0);
    Some(ReadWaitToken { whose: format!("{nonce}.{event}.{visitor}"), nonce, ready: time(ready)?, ends: time(ends)? })
}

fn signature(key: &str, said: &str) -> String {
    HEXLOWER.encode(&base::keys::mac(key.as_bytes(), said.as_bytes()))
}

fn nonce(chance: &(dyn Chance + 'static)) -> String {
    let mut bytes = [0; 12];
    chance.fill(&mut bytes);
    HEXLOWER.encode(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::chance::SeededChance;
    use proptest::prelude::*;
    use uuid::Uuid;

    const KEY: &str = "a key";

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(20_000)
    }

    fn whose() -> ProofSubject<'static> {
        ProofSubject { event: EventId(Uuid::from_u128(7)), visitor: Some("visitor") }
    }

    /// What the browser's worker does.
    fn solve(given: &Challenge) -> String {
        let find = |n: &u64| HEXLOWER.encode(&Sha256::digest(format!("{}{n}", given.salt))) == given.challenge;
        let number = (0..=given.maxnumber).find(find).unwrap();
        answer(given, number)
    }

    fn answer(given: &Challenge, number: u64) -> String {
        let json = serde_json::json!({
            "algorithm": given.algorithm, "challenge": given.challenge, "number": number,
            "salt": given.salt, "signature": given.signature, "took": 12,
        });
        BASE64.encode(json.to_string().as_bytes())
    }

    fn given(seed: u64) -> Challenge {
        challenge(KEY, &SeededChance::new(seed), whose(), 0, now()).unwrap()
    }

    #[test]
    fn an_answer_is_good_for_its_visitor_and_event_until_it_expires() {
        let text = solve(&given(1));
        let right = check(KEY, &text, whose(), now()).unwrap();
        assert_eq!(right.expires_at, now() + Duration::minutes(PROOF_MINUTES));
        assert_eq!(check(KEY, &text, whose(), right.expires_at), None);
        assert_eq!(check("another key", &text, whose(), now()), None);
        assert_eq!(check(KEY, &text, ProofSubject { visitor: Some("another"), ..whose() }, now()), None);
        assert_eq!(check(KEY, &text, ProofSubject { visitor: None, ..whose() }, now()), None);
        assert_eq!(check(KEY, &text, ProofSubject { event: EventId(Uuid::from_u128(8)), ..whose() }, now()), None);
    }

    #[test]
    fn what_was_not_worked_for_is_nothing() {
        let given = given(2);
        let found = (0..=given.maxnumber)
            .find(|n| HEXLOWER.encode(&Sha256::digest(format!("{}{n}", given.salt))) == given.challenge)
            .unwrap();
        assert!(check(KEY, &answer(&given, found), whose(), now()).is_some());
        assert_eq!(check(KEY, &answer(&given, found + 1), whose(), now()), None);
        // The salt's end moved on by some years, with the hash that belongs to it.
        let later = Challenge { salt: given.salt.replacen("expires=1", "expires=9", 1), ..given.clone() };
        let forged = Challenge { challenge: HEXLOWER.encode(&Sha256::digest(format!("{}1", later.salt))), ..later };
        assert_eq!(check(KEY, &answer(&forged, 1), whose(), now()), None);
        for nonsense in ["", "wait", "wait.", "e30=", "!", &"A".repeat(5000)] {
            assert_eq!(check(KEY, nonsense, whose(), now()), None, "{nonsense:?}");
        }
    }

    #[test]
    fn digits_moved_from_the_number_to_the_salt_are_refused() {
        let given = given(3);
        let found = (10..=given.maxnumber)
            .find(|n| HEXLOWER.encode(&Sha256::digest(format!("{}{n}", given.salt))) == given.challenge)
            .unwrap();
        let (head, tail) = {
            let all = found.to_string();
            (all[..1].to_owned(), all[1..].to_owned())
        };
        let spliced = Challenge { salt: format!("{}{head}", given.salt), ..given };
        assert_eq!(check(KEY, &answer(&spliced, tail.parse().unwrap()), whose(), now()), None);
    }

    #[test]
    fn it_gets_harder_with_the_crowd_and_not_without_end() {
        let hard = |times| challenge(KEY, &SeededChance::new(1), whose(), times, now()).unwrap().maxnumber;
        assert_eq!([0, 1, 4, 10, 1000].map(hard), [50_000, 50_000, 200_000, 500_000, 500_000]);
        let seconds = |times| wait(KEY, &SeededChance::new(1), whose(), times, now()).seconds;
        assert_eq!([0, 1, 3, 1000].map(seconds), [5, 5, 15, 30]);
    }

    #[test]
    fn waiting_is_as_good_as_work_once_it_is_over() {
        let waiting = wait(KEY, &SeededChance::new(1), whose(), 0, now());
        let ready = now() + Duration::seconds(5);
        assert_eq!(wait_left(KEY, &waiting.token, now()), Some(5));
        assert_eq!(wait_left(KEY, &waiting.token, ready - Duration::milliseconds(1)), Some(1));
        assert_eq!(check(KEY, &waiting.token, whose(), ready - Duration::milliseconds(1)), None);
        assert_eq!(wait_left(KEY, &waiting.token, ready), Some(0));
        assert!(check(KEY, &waiting.token, whose(), ready).is_some());
        assert_eq!(check(KEY, &waiting.token, ProofSubject { visitor: None, ..whose() }, ready), None);
        assert_eq!(check(KEY, &waiting.token, whose(), now() + Duration::hours(1)), None);
        let sooner = waiting.token.replacen(&ready.timestamp().to_string(), &now().timestamp().to_string(), 1);
        assert_ne!(sooner, waiting.token);
        assert_eq!(check(KEY, &sooner, whose(), ready), None);
        assert_eq!(wait_left(KEY, &sooner, ready), None);
    }

    proptest! {
        #[test]
        fn nothing_typed_breaks_it(text in "\\PC{0,200}") {
            prop_assert_eq!(check(KEY, &text, whose(), now()), None);
            prop_assert_eq!(check(KEY, &format!("wait.{text}"), whose(), now()), None);
        }
    }
}
