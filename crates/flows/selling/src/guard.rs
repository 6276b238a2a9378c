//! What stands between a crowd and the places: how often one may ask, a proof of work, and how many places a person may
//! have. What holds for an event is its [`Protection`]; the defaults hold nobody back in normal life.
//!
//! The counter of a till isn't looked at: the cashier sees who is asking. The API is held back by its own limit, and by an
//! event's proof where it is always asked for, and by its limit per person.

pub mod load;
pub mod person;
pub mod proof;
pub mod rate;

use crate::Selling;
use base::timed_cache::kept_or_turn;
use base::{Failure, Fault};
use chrono::{DateTime, Duration, Utc};
use domain::event::Channel;
use domain::hold::Claim;
use domain::ids::{EventId, OrganizerId, PerformanceId};
use domain::protection::{ProofRule, Protection};
use domain::refusal::HoldRefusal;
use proof::{Challenge, ProofSubject, WaitPass};
use quick_cache::sync::Cache;
use std::collections::BTreeMap;
use std::net::IpAddr;
use storage::{Conn, Scope, persons, proofs, protections};

/// Who asks for places, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestOrigin<'a> {
    /// What the visitor's cookie says.
    pub visitor: Option<&'a str>,
    /// Where the request came from.
    pub address: Option<IpAddr>,
    /// An answer to a challenge, or the token of someone who waited.
    pub proof: Option<&'a str>,
}

/// What an event's requests are held to, with what of it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRequest {
    pub organizer: OrganizerId,
    pub event: EventId,
    pub protection: Protection,
    pub places: u32,
}

/// The counters and settings that one process keeps in mind.
#[derive(Default)]
pub struct Guard {
    visitors: rate::RateLimiter<(EventId, [u8; 32])>,
    addresses: rate::RateLimiter<(EventId, IpAddr)>,
    /// Of the e-mail addresses that order.
    accounts: rate::RateLimiter<(EventId, [u8; 32])>,
    loads: load::LoadMeter,
    settings: Remembered,
}

/// With when they were read, by the shop's clock.
struct Remembered(Cache<PerformanceId, (DateTime<Utc>, GuardSettings)>);

impl Default for Remembered {
    fn default() -> Remembered {
        Remembered(Cache::new(REMEMBER_MAX))
    }
}

#[derive(Clone, Copy)]
pub struct GuardSettings {
    pub organizer: OrganizerId,
    pub event: EventId,
    pub protection: Protection,
}

/// How long settings are taken from memory. Those who change them see it at once in the same process.
const REMEMBER_SECONDS: i64 = 2;
const REMEMBER_MAX: usize = 10_000;

/// What is counted as one address: itself, or the /64 of IPv6 that one household is given.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
    }
}

impl Selling {
    /// Everything that is looked at before places are held and needs none of their locks. Runs before the transaction of the
    /// hold; what it returns goes on to [`Selling::person_wishes`].
    pub async fn check_request(
        &self,
        channel: Channel,
        claims: &[Claim],
        origin: &RequestOrigin<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<EventRequest>, Failure<HoldRefusal>> {
        if channel == Channel::Till {
            return Ok(Vec::new());
        }
        let asked = self.event_requests(claims, now).await?;
        for one in &asked {
            if channel == Channel::Shop {
                self.guard().in_rate(one, origin, now).map_err(Failure::Refused)?;
            }
            // Only now: one who asks too often is no crowd.
            self.guard().loads.note(one.event, now);
        }
        for one in &asked {
            if self.needs_proof(channel, one, now) {
                self.spend_proof(one, origin, now).await?;
            }
        }
        Ok(asked)
    }

    /// The events of some claims. What isn't known is left out: the hold itself refuses it by name.
    async fn event_requests(&self, claims: &[Claim], now: DateTime<Utc>) -> Result<Vec<EventRequest>, Fault> {
        let mut events: BTreeMap<EventId, EventRequest> = BTreeMap::new();
        for claim in claims {
            let Some(found) = self.settings_of(claim.performance, now).await? else { continue };
            let GuardSettings { organizer, event, protection } = found;
            let one = events.entry(event).or_insert(EventRequest { organizer, event, protection, places: 0 });
            one.places = one.places.saturating_add(claim.places());
        }
        Ok(events.into_values().collect())
    }

    fn needs_proof(&self, channel: Channel, asked: &EventRequest, now: DateTime<Utc>) -> bool {
        asked.protection.proof.asks(channel, self.guard().loads.times_busy(asked.event, now) > 0)
    }

    /// A proof is good for one request, whatever comes of it: else one would do for trying again and again.
    async fn spend_proof(
        &self,
        asked: &EventRequest,
        origin: &RequestOrigin<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), Failure<HoldRefusal>> {
        let needed = || Failure::Refused(HoldRefusal::ProofNeeded);
        let whose = ProofSubject { event: asked.event, visitor: origin.visitor };
        let text = origin.proof.ok_or_else(needed)?;
        let right = proof::check(&self.base.keys.proof_key(), text, whose, now).ok_or_else(needed)?;
        let mut tx = self.base.organizer(asked.organizer).await?;
        let first = proofs::spend(&mut tx, asked.organizer, &right.id, right.expires_at, now).await?;
        tx.commit().await?;
        if first { Ok(()) } else { Err(needed()) }
    }

    /// Work for a visitor's device, where a date's event may ask for a proof.
    pub async fn challenge(
        &self,
        performance: PerformanceId,
        visitor: Option<&str>,
    ) -> Result<Option<Challenge>, Fault> {
        let now = self.base.clock.now();
        let Some(GuardSettings { event, protection, .. }) = self.settings_of(performance, now).await? else {
            return Ok(None);
        };
        if protection.proof == ProofRule::Off {
            return Ok(None);
        }
        let times_busy = self.guard().loads.times_busy(event, now);
        let whose = ProofSubject { event, visitor };
        let made = proof::challenge(&self.base.keys.proof_key(), &*self.base.chance, whose, times_busy, now);
        made.map(Some).map_err(Fault::Broken)
    }

    /// A token to wait with, for whoever comes without a proof.
    pub async fn wait_pass(
        &self,
        performance: PerformanceId,
        visitor: Option<&str>,
    ) -> Result<Option<WaitPass>, Fault> {
        let now = self.base.clock.now();
        let Some(GuardSettings { event, .. }) = self.settings_of(performance, now).await? else { return Ok(None) };
        let times_busy = self.guard().loads.times_busy(event, now);
        Ok(Some(proof::wait(
            &self.base.keys.proof_key(),
            &*self.base.chance,
            ProofSubject { event, visitor },
            times_busy,
            now,
        )))
    }

    /// How many seconds someone still has to wait; nothing for a token that is none or too old.
    pub fn wait_left(&self, token: &str) -> Option<u32> {
        proof::wait_left(&self.base.keys.proof_key(), token, self.base.clock.now())
    }

    /// When the event of a date asks for a proof.
    pub async fn proof_rule(&self, performance: PerformanceId) -> Result<ProofRule, Fault> {
        let found = self.settings_of(performance, self.base.clock.now()).await?;
        Ok(found.map_or(ProofRule::Off, |settings| settings.protection.proof))
    }

    /// What holds for a date that is in the shop, at most two seconds old.
    pub async fn settings_of(
        &self,
        performance: PerformanceId,
        now: DateTime<Utc>,
    ) -> Result<Option<GuardSettings>, Fault> {
        // A crowd that comes at once looks once.
        let turn = match kept_or_turn(&self.guard().settings.0, &performance, |kept| is_recent(kept, now)).await {
            Ok((_, known)) => return Ok(Some(known)),
            Err(turn) => turn,
        };
        let mut tx = self.base.db.begin(Scope::Catalogue).await?;
        let Some((organizer, event)) = persons::event_of(&mut tx, performance).await? else { return Ok(None) };
        tx.rescope(organizer).await?;
        let settings = read_settings(&mut tx, organizer, event).await?;
        tx.commit().await?;
        // Refused where settings were changed meanwhile.
        let _ = turn.insert((now, settings));
        Ok(Some(settings))
    }

    /// The same, by the organizer's connection that is there: who holds one and waits for another may wait for itself.
    pub async fn settings_by(
        &self,
        conn: &mut Conn,
        performance: PerformanceId,
        now: DateTime<Utc>,
    ) -> Result<Option<GuardSettings>, Fault> {
        let remembered = &self.guard().settings.0;
        if let Some((_, known)) = remembered.get(&performance).filter(|kept| is_recent(kept, now)) {
            return Ok(Some(known));
        }
        let Some((organizer, event)) = persons::event_of(conn, performance).await? else { return Ok(None) };
        let settings = read_settings(conn, organizer, event).await?;
        remembered.insert(performance, (now, settings));
        Ok(Some(settings))
    }
}

fn is_recent((read_at, _): &(DateTime<Utc>, GuardSettings), now: DateTime<Utc>) -> bool {
    (now - *read_at).abs() < Duration::seconds(REMEMBER_SECONDS)
}

async fn read_settings(conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<GuardSettings, Fault> {
    let protection = protections::find(conn, organizer, event).await?;
    Ok(GuardSettings { organizer, event, protection })
}

impl Guard {
    /// Whether the visitor and their address ask no oftener than they may.
    fn in_rate(&self, asked: &EventRequest, origin: &RequestOrigin<'_>, now: DateTime<Utc>) -> Result<(), HoldRefusal> {
        let EventRequest { event, protection, .. } = *asked;
        let too_often = |wait_seconds| HoldRefusal::TooOften { wait_seconds };
        if let Some(visitor) = origin.visitor {
            let key = (event, person::fingerprint(visitor));
            self.visitors.ask(key, protection.visitor_per_minute, now).map_err(too_often)?;
        }
        if let Some(address) = origin.address {
            let key = (event, network_of(address));
            self.addresses.ask(key, protection.address_per_minute, now).map_err(too_often)?;
        }
        Ok(())
    }

    /// After settings were changed.
    pub fn forget_settings(&self) {
        self.settings.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbors_in_one_ipv6_network_are_one_household() {
        let of = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("203.0.113.1"), of("203.0.113.2"));
    }
}
