//! How many places of an event one person may have, over all their carts and orders: a visitor while they choose, an
//! e-mail address when they order.

use super::{Asked, Knock, Settings};
use crate::{Failure, Fault, Flows};
use chrono::{DateTime, Duration, Utc};
use domain::cart::Cart;
use domain::event::Channel;
use domain::ids::{CartId, EventId, OrganizerId};
use domain::person::normal_email;
use domain::refusal::{CartRefusal, HoldRefusal};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use storage::{Conn, persons};
use uuid::Uuid;

/// How long places count that somebody asked for and whose process then died.
const ASK_FOR: Duration = Duration::seconds(60);

/// Places that a person is just asking for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PersonAsk {
    organizer: OrganizerId,
    event: EventId,
    visitor: Option<[u8; 32]>,
    id: Uuid,
}

/// A visitor as the counters in memory know them.
pub(super) fn fingerprint(visitor: &str) -> [u8; 32] {
    Sha256::digest(visitor.as_bytes()).into()
}

impl Flows {
    /// Whether the person may have what they ask for, besides what they have; if so, it counts from now on. Needs none of the
    /// hold's locks and holds none of its own: [`Flows::person_answered`] ends it when it is known what came of it.
    pub(crate) async fn person_asks(
        &self,
        asked: &[Asked],
        knock: &Knock<'_>,
        cart: Option<[u8; 32]>,
        now: DateTime<Utc>,
    ) -> Result<Vec<PersonAsk>, Failure<HoldRefusal>> {
        // A cart is one organizer's; what is another's, the hold refuses.
        let Some(organizer) = asked.first().map(|one| one.organizer) else { return Ok(Vec::new()) };
        let limited = |one: &&Asked| one.organizer == organizer && one.protection.person_max.is_some();
        if !asked.iter().any(|one| limited(&one)) {
            return Ok(Vec::new());
        }
        let mut asks = Vec::new();
        let mut tx = self.organizer(organizer).await?;
        let known = match &cart {
            Some(hash) => persons::cart_of(&mut tx, organizer, hash).await?,
            None => None,
        };
        // Without a cookie, as in the API, the cart is all that is known of a person.
        let visitor = knock.visitor.map(|visitor| self.keys.visitor(visitor));
        let person = visitor.or(cart);
        for one in asked.iter().filter(limited) {
            let Asked { event, protection, places, .. } = *one;
            let Some(max) = protection.person_max else { continue };
            let mut had = 0u32;
            if let Some(person) = &person {
                persons::lock(&mut tx, organizer, event, person).await?;
                had = persons::asked(&mut tx, organizer, event, person, now).await?;
            }
            let has = persons::places(&mut tx, organizer, event, person.as_ref(), known, now).await?;
            had = had.saturating_add(has);
            if had.saturating_add(places) > max {
                return Err(Failure::Refused(HoldRefusal::PersonLimit { max, had }));
            }
            let Some(person) = person.filter(|_| places > 0) else { continue };
            let id = self.chance.uuid(now);
            persons::ask(&mut tx, organizer, event, &person, id, places, now + ASK_FOR).await?;
            asks.push(PersonAsk { organizer, event, visitor, id });
        }
        tx.commit().await?;
        Ok(asks)
    }

    /// The places were held in this cart, or they weren't.
    pub(crate) async fn person_answered(
        &self,
        asks: &[PersonAsk],
        cart: Option<CartId>,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let Some(organizer) = asks.first().map(|ask| ask.organizer) else { return Ok(()) };
        let mut tx = self.organizer(organizer).await?;
        for ask in asks {
            if let (Some(visitor), Some(cart)) = (&ask.visitor, cart) {
                persons::remember(&mut tx, organizer, ask.event, visitor, cart).await?;
            }
            persons::answered(&mut tx, organizer, ask.id, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The same for whoever has this e-mail address, when a cart is to become their order. Runs in the transaction that
    /// writes it, before pools are locked.
    pub(crate) async fn person_may_order(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        channel: Channel,
        cart: &Cart,
        email: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Failure<CartRefusal>> {
        if channel == Channel::Till || email.is_empty() {
            return Ok(());
        }
        let person = self.keys.buyer(&normal_email(email));
        for (event, (settings, places)) in self.ordered(conn, organizer, cart, now).await? {
            if channel == Channel::Shop {
                let rate = settings.protection.visitor_per_minute;
                let asked = self.0.guard.accounts.ask((event, person), rate, now);
                asked.map_err(|wait_seconds| Failure::Refused(CartRefusal::TooOften { wait_seconds }))?;
            }
            let Some(max) = settings.protection.person_max else { continue };
            persons::lock(conn, organizer, event, &person).await?;
            let had = persons::places(conn, organizer, event, Some(&person), None, now).await?;
            if had.saturating_add(places) > max {
                return Err(Failure::Refused(CartRefusal::PersonLimit { max, had }));
            }
            persons::remember(conn, organizer, event, &person, cart.id).await?;
        }
        Ok(())
    }

    /// How many places of each event are in a cart.
    async fn ordered(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        cart: &Cart,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<EventId, (Settings, u32)>, Fault> {
        let mut events = BTreeMap::new();
        for line in &cart.lines {
            let performance = line.performance.id;
            let settings = match self.0.guard.remembered(performance, now) {
                Some(known) => known,
                // By the connection that is there: who holds one and waits for another may wait for itself.
                None => self.read_settings(conn, organizer, line.event, performance, now).await?,
            };
            let (_, places) = events.entry(line.event).or_insert((settings, 0u32));
            *places = places.saturating_add(line.quantity);
        }
        Ok(events)
    }

    /// Counts the orders that are there already, when a limit is set. `event`: of this one, else of all that go by the
    /// shop's settings.
    pub(crate) async fn count_buyers(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        event: Option<EventId>,
    ) -> Result<(), Fault> {
        let buyers = persons::buyers(conn, organizer, event).await?;
        let all: Vec<_> = buyers
            .into_iter()
            .map(|(event, cart, email)| (event, cart, self.keys.buyer(&normal_email(&email))))
            .collect();
        Ok(persons::remember_all(conn, organizer, &all).await?)
    }
}
