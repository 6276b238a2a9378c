//! How many places of an event one person may have, over all their carts and orders: a visitor while they choose, an
//! e-mail address when they order.

use super::{Asked, Knock, Settings};
use crate::{Failure, Fault, Flows};
use chrono::{DateTime, Utc};
use domain::cart::Cart;
use domain::event::Channel;
use domain::ids::{CartId, EventId, OrganizerId};
use domain::person::normal_email;
use domain::refusal::{CartRefusal, HoldRefusal};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use storage::{Conn, persons};

/// A visitor as the counters in memory know them.
pub(super) fn fingerprint(visitor: &str) -> [u8; 32] {
    Sha256::digest(visitor.as_bytes()).into()
}

impl Flows {
    /// Whether the person may have what they ask for, besides what they have. Runs in the transaction of the hold, before
    /// pools are locked: whoever asks from two carts at once is counted one after the other.
    pub(crate) async fn person_may_hold(
        &self,
        conn: &mut Conn,
        asked: &[Asked],
        knock: &Knock<'_>,
        cart: CartId,
        now: DateTime<Utc>,
    ) -> Result<(), Failure<HoldRefusal>> {
        for one in asked {
            let Asked { organizer, event, protection, places } = *one;
            let Some(max) = protection.person_max else { continue };
            let person = knock.visitor.map(|visitor| self.keys.visitor(visitor));
            if let Some(person) = &person {
                persons::lock(conn, organizer, event, person).await?;
            }
            let had = persons::places(conn, organizer, event, person.as_ref(), Some(cart), now).await?;
            if had.saturating_add(places) > max {
                return Err(Failure::Refused(HoldRefusal::PersonLimit { max, had }));
            }
            if let Some(person) = &person {
                persons::remember(conn, organizer, event, person, cart).await?;
            }
        }
        Ok(())
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
