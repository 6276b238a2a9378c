//! How many places of an event one person may have, over all their carts and orders: a visitor while they choose, an
//! e-mail address when they order.

use super::{EventRequest, GuardSettings, RequestOrigin};
use crate::Selling;
use base::{Failure, Fault};
use chrono::{DateTime, Utc};
use domain::cart::Secret;
use domain::event::Channel;
use domain::ids::{EventId, OrganizerId, PerformanceId};
use domain::person::normal_email;
use domain::person_limit::{PersonBook, PersonWish};
use domain::refusal::CartRefusal;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use storage::{Conn, persons};

/// A visitor as the counters in memory know them.
pub(super) fn fingerprint(visitor: &str) -> [u8; 32] {
    Sha256::digest(visitor.as_bytes()).into()
}

impl Selling {
    /// The limits that a visitor's wish is held to. Somebody without a cookie is nobody else than their cart, the one they
    /// have or the one that is made for them.
    pub fn person_wishes(&self, asked: &[EventRequest], origin: &RequestOrigin<'_>, cart: &Secret) -> Vec<PersonWish> {
        let limited = asked.iter().filter_map(|one| Some((one, one.protection.person_max?)));
        limited
            .map(|(one, max)| {
                let person = self.base.keys.visitor(origin.visitor.unwrap_or(cart.as_str()));
                PersonWish { event: one.event, person, places: one.places, max }
            })
            .collect()
    }

    /// The limits that whoever has this e-mail address is held to when a cart is to become their order, and whether they
    /// order too often; `counts` when this is the first look at what they pressed.
    pub async fn buyer_wishes(
        &self,
        conn: &mut Conn,
        channel: Channel,
        email: &str,
        places: &[(PerformanceId, u32)],
        counts: bool,
        now: DateTime<Utc>,
    ) -> Result<Vec<PersonWish>, Failure<CartRefusal>> {
        if channel == Channel::Till || email.is_empty() {
            return Ok(Vec::new());
        }
        let person = self.base.keys.buyer(&normal_email(email));
        let mut wishes: BTreeMap<EventId, (GuardSettings, u32)> = BTreeMap::new();
        for (performance, places) in places {
            let Some(settings) = self.settings_by(conn, *performance, now).await? else { continue };
            let (_, all) = wishes.entry(settings.event).or_insert((settings, 0));
            *all = all.saturating_add(*places);
        }
        let mut limited = Vec::new();
        for (event, (settings, places)) in wishes {
            if counts && channel == Channel::Shop {
                let rate = settings.protection.visitor_per_minute;
                let asked = self.guard().accounts.ask((event, person), rate, now);
                asked.map_err(|wait_seconds| Failure::Refused(CartRefusal::TooOften { wait_seconds }))?;
            }
            limited.extend(settings.protection.person_max.map(|max| PersonWish { event, person, places, max }));
        }
        Ok(limited)
    }

    /// What the persons of a batch have. Whoever asks from two carts at once, or at two servers, is counted one after the
    /// other: they are locked until the transaction ends. Before pools are locked.
    pub async fn person_book(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        wishes: &[PersonWish],
        now: DateTime<Utc>,
    ) -> Result<PersonBook, Fault> {
        let persons: BTreeSet<persons::Person> = wishes.iter().map(|wish| (wish.event, wish.person)).collect();
        let persons: Vec<persons::Person> = persons.into_iter().collect();
        if persons.is_empty() {
            return Ok(PersonBook::default());
        }
        persons::lock_all(conn, organizer, &persons).await?;
        // A second look, now that nobody else counts them.
        let had = persons::places_of_all(conn, organizer, &persons, now).await?;
        Ok(PersonBook::new(had.into_iter().collect()))
    }

    /// Counts the orders that are there already, when a limit is set. `event`: of this one, else of all that go by the
    /// shop's settings.
    pub async fn count_buyers(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        event: Option<EventId>,
    ) -> Result<(), Fault> {
        let buyers = persons::buyers(conn, organizer, event).await?;
        let all: Vec<_> = buyers
            .into_iter()
            .map(|(event, cart, email)| (event, cart, self.base.keys.buyer(&normal_email(&email))))
            .collect();
        Ok(persons::remember_all(conn, organizer, &all).await?)
    }
}
