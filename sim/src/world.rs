//! The world of a seed: organizers, halls, dates, pools that several ticket types share, types that draw from two pools.

use crate::auditor::facts::{CodeFact, DateFact, Facts, Off, OtherPrice, PoolFact, Tax, TypeFact};
use crate::dice::Dice;
use crate::lane::Lane;
use chrono::{DateTime, Duration, Utc};
use domain::ids::{OrganizerId, TillId};
use uuid::Uuid;

/// One organizer, as those who buy and sell know it.
pub struct House {
    pub organizer: OrganizerId,
    pub till: TillId,
    pub dates: Vec<Date>,
}

#[derive(Clone)]
pub struct Date {
    pub id: Uuid,
    pub types: Vec<Uuid>,
    pub seats: Vec<Uuid>,
    /// The types that are sold by the seat.
    pub seated: Vec<Uuid>,
}

pub struct World {
    pub houses: Vec<House>,
    pub facts: Facts,
}

struct Maker<'a> {
    lane: &'a Lane,
    dice: &'a mut Dice,
    now: DateTime<Utc>,
    facts: Facts,
}

pub async fn make(lane: &Lane, dice: &mut Dice, now: DateTime<Utc>) -> anyhow::Result<World> {
    let mut maker = Maker { lane, dice, now, facts: Facts::default() };
    let mut houses = Vec::new();
    for _ in 0..maker.dice.between(1, 2) {
        houses.push(maker.house().await?);
    }
    Ok(World { houses, facts: maker.facts })
}

/// A ticket type that is on paper.
struct Type {
    id: Uuid,
    fact: TypeFact,
}

impl Maker<'_> {
    async fn house(&mut self) -> anyhow::Result<House> {
        let (organizer, venue, till) = (self.dice.uuid(), self.dice.uuid(), self.dice.uuid());
        let owner = &self.lane.owner;
        sqlx::query(
            "INSERT INTO organizers (id, slug, name, email, address, currency, zone, gateways, created_at) \
             VALUES ($1, $2, 'Teatro', 'ciao@teatro.example', '{Via Roma 1}', 'EUR', 'Europe/Rome', '{test}', $3)",
        )
        .bind(organizer)
        .bind(organizer.simple().to_string())
        .bind(self.now)
        .execute(owner)
        .await?;
        sqlx::query("INSERT INTO venues (organizer_id, id, name, city, country, zone, created_at) VALUES ($1, $2, 'Hall', 'Livorno', 'IT', 'Europe/Rome', $3)")
            .bind(organizer)
            .bind(venue)
            .bind(self.now)
            .execute(owner)
            .await?;
        sqlx::query("INSERT INTO tills (organizer_id, id, name) VALUES ($1, $2, 'Till 1')")
            .bind(organizer)
            .bind(till)
            .execute(owner)
            .await?;
        let mut dates = Vec::new();
        for _ in 0..self.dice.between(1, 2) {
            dates.extend(self.event(organizer, venue).await?);
        }
        self.codes(organizer).await?;
        Ok(House { organizer: OrganizerId(organizer), till: TillId(till), dates })
    }

    async fn event(&mut self, organizer: Uuid, venue: Uuid) -> anyhow::Result<Vec<Date>> {
        let event = self.dice.uuid();
        let (hold_minutes, order_max) = (self.dice.between(3, 12), self.dice.between(4, 10));
        sqlx::query(
            "INSERT INTO events (organizer_id, id, slug, title, category, status, zone, currency, order_max, hold_minutes, created_at) \
             VALUES ($1, $2, $3, '{\"en\": \"Show\", \"it\": \"Spettacolo\"}', 'opera', 'published', 'Europe/Rome', 'EUR', $4, $5, $6)",
        )
        .bind(organizer)
        .bind(event)
        .bind(event.simple().to_string())
        .bind(i32::try_from(order_max)?)
        .bind(i32::try_from(hold_minutes)?)
        .bind(self.now)
        .execute(&self.lane.owner)
        .await?;
        let hall = if self.dice.chance(55) { Some(self.hall(organizer, venue).await?) } else { None };
        let standing = hall.is_none() || self.dice.chance(50);
        let mut types = Vec::new();
        for at in 0..self.dice.between(2, 4) {
            types.push(self.ticket_type(organizer, event, at, hall.is_some(), standing).await?);
        }
        let mut dates = Vec::new();
        for _ in 0..self.dice.between(1, 2) {
            let date = self.date(organizer, event, venue, hall.as_ref()).await?;
            let fact = DateFact {
                organizer,
                event,
                from: date.1,
                until: date.2,
                order_max,
                hold_minutes,
                seats: hall.as_ref().map(|(_, _, seats)| seats.clone()).unwrap_or_default(),
            };
            self.facts.dates.insert(date.0, fact);
            dates.push(self.pools(organizer, date.0, hall.as_ref(), standing, &types).await?);
        }
        let ids: Vec<Uuid> = dates.iter().map(|date| date.id).collect();
        for kind in &types {
            self.prices(organizer, event, kind, &ids).await?;
        }
        Ok(dates)
    }

    /// Seat map, zone and seats.
    async fn hall(&mut self, organizer: Uuid, venue: Uuid) -> anyhow::Result<(Uuid, Uuid, Vec<Uuid>)> {
        let (map, zone) = (self.dice.uuid(), self.dice.uuid());
        let count = self.dice.between(3, 9);
        sqlx::query("INSERT INTO seat_maps (organizer_id, id, venue_id, name, width, height, created_at) VALUES ($1, $2, $3, 'Hall', 100, 100, $4)")
            .bind(organizer)
            .bind(map)
            .bind(venue)
            .bind(self.now)
            .execute(&self.lane.owner)
            .await?;
        sqlx::query("INSERT INTO zones (organizer_id, id, seat_map_id, name, kind, capacity) VALUES ($1, $2, $3, '{\"en\": \"Stalls\"}', 'seated', $4)")
            .bind(organizer)
            .bind(zone)
            .bind(map)
            .bind(i32::try_from(count)?)
            .execute(&self.lane.owner)
            .await?;
        let seats: Vec<Uuid> = (0..count).map(|_| self.dice.uuid()).collect();
        sqlx::query(
            "INSERT INTO seats (organizer_id, id, zone_id, row_label, number, x, y, position) \
             SELECT $1, seat, $2, 'A', at::text, at, 0, at FROM unnest($3::uuid[]) WITH ORDINALITY AS s (seat, at)",
        )
        .bind(organizer)
        .bind(zone)
        .bind(&seats)
        .execute(&self.lane.owner)
        .await?;
        Ok((map, zone, seats))
    }

    async fn ticket_type(
        &mut self,
        organizer: Uuid,
        event: Uuid,
        at: i64,
        has_seats: bool,
        has_standing: bool,
    ) -> anyhow::Result<Type> {
        let id = self.dice.uuid();
        let minor = if self.dice.chance(12) { 0 } else { self.dice.between(1, 9000) };
        let (rate, fee) = (*self.dice.pick(&[0, 400, 1000, 2200]).unwrap_or(&0), self.dice.between(0, 300));
        let included = self.dice.chance(70);
        let min = if self.dice.chance(15) { 2 } else { 1 };
        let max = self.dice.between(min + 1, 8);
        let online = !self.dice.chance(12);
        let seated = has_seats && (!has_standing || at == 0 || self.dice.chance(50));
        sqlx::query(
            "INSERT INTO ticket_types (organizer_id, id, event_id, name, price_minor, tax_rate_bp, tax_included, fee_minor, order_min, order_max, online) \
             VALUES ($1, $2, $3, '{\"en\": \"Ticket\", \"it\": \"Biglietto\"}', $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(organizer)
        .bind(id)
        .bind(event)
        .bind(minor)
        .bind(rate)
        .bind(included)
        .bind(fee)
        .bind(i32::try_from(min)?)
        .bind(i32::try_from(max)?)
        .bind(online)
        .execute(&self.lane.owner)
        .await?;
        let tax = Tax { rate, included, fee };
        let fact = TypeFact { pools: Vec::new(), seated, list: minor, tax, min, max, online, others: Vec::new() };
        Ok(Type { id, fact })
    }

    /// Other prices of a ticket type, for one of the dates or for all of them, at the till or in the shop, from or until a moment
    /// that this season comes to: of each kind one at most.
    async fn prices(&mut self, organizer: Uuid, event: Uuid, kind: &Type, dates: &[Uuid]) -> anyhow::Result<()> {
        for class in 1..8 {
            if !self.dice.chance(12) {
                continue;
            }
            let date = if class & 4 != 0 { self.dice.pick(dates).copied() } else { None };
            let channel = if class & 2 != 0 { self.dice.pick(&["shop", "till", "api"]).copied() } else { None };
            let edge = self.now + Duration::minutes(self.dice.between(1, 90));
            let (from, until) = match class & 1 {
                0 => (None, None),
                _ if self.dice.chance(50) => (Some(edge), None),
                _ => (None, Some(edge)),
            };
            let minor = if self.dice.chance(12) { 0 } else { self.dice.between(1, 9000) };
            sqlx::query(
                "INSERT INTO prices (organizer_id, id, event_id, ticket_type_id, performance_id, channel, from_at, until_at, price_minor) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(organizer)
            .bind(self.dice.uuid())
            .bind(event)
            .bind(kind.id)
            .bind(date)
            .bind(channel)
            .bind(from)
            .bind(until)
            .bind(minor)
            .execute(&self.lane.owner)
            .await?;
            let other = OtherPrice { of_date: date.is_some(), channel, from, until, list: minor };
            for one in dates.iter().filter(|one| date.is_none_or(|date| date == **one)) {
                if let Some(fact) = self.facts.types.get_mut(&(*one, kind.id)) {
                    fact.others.push(other.clone());
                }
            }
        }
        Ok(())
    }

    /// Discount codes: for one event or all, few of them or as many as one likes, from or until a moment that this season comes to.
    async fn codes(&mut self, organizer: Uuid) -> anyhow::Result<()> {
        let mut events: Vec<Uuid> =
            self.facts.dates.values().filter(|date| date.organizer == organizer).map(|date| date.event).collect();
        events.sort();
        events.dedup();
        for number in 1..=self.dice.between(1, 3) {
            let (id, pool) = (self.dice.uuid(), self.dice.uuid());
            let event = if self.dice.chance(50) { self.dice.pick(&events).copied() } else { None };
            let capacity = if self.dice.chance(75) { self.dice.between(1, 4) } else { 1_000_000_000 };
            let (off, change) = if self.dice.chance(60) {
                let share = *self.dice.pick(&[1, 333, 1000, 5000, 10_000]).unwrap_or(&1000);
                (Off::Share(share), format!("{{\"by_share\": {{\"share_bp\": {}}}}}", -share))
            } else {
                let minor = self.dice.between(1, 3000);
                (Off::Minor(minor), format!("{{\"by\": {{\"minor\": {}}}}}", -minor))
            };
            let edge = self.now + Duration::minutes(self.dice.between(1, 90));
            let (from, until) = match self.dice.below(4) {
                0 => (Some(edge), None),
                1 => (None, Some(edge)),
                _ => (None, None),
            };
            let active = !self.dice.chance(10);
            sqlx::query("INSERT INTO pools (organizer_id, id, name, capacity) VALUES ($1, $2, 'Uses', $3)")
                .bind(organizer)
                .bind(pool)
                .bind(i32::try_from(capacity)?)
                .execute(&self.lane.owner)
                .await?;
            sqlx::query(
                "INSERT INTO discount_codes (organizer_id, id, code, words, change, event_id, from_at, until_at, active, pool_id, created_at, currency) \
                 VALUES ($1, $2, $3, '{\"en\": \"Less\"}', $4::jsonb, $5, $6, $7, $8, $9, $10, 'EUR')",
            )
            .bind(organizer)
            .bind(id)
            .bind(format!("CODE{number}"))
            .bind(change)
            .bind(event)
            .bind(from)
            .bind(until)
            .bind(active)
            .bind(pool)
            .bind(self.now)
            .execute(&self.lane.owner)
            .await?;
            let typed = format!(" code {number}");
            self.facts.codes.insert(id, CodeFact { organizer, typed, off, event, from, until, active, pool, capacity });
        }
        Ok(())
    }

    /// Returns when its sale begins and ends.
    async fn date(
        &mut self,
        organizer: Uuid,
        event: Uuid,
        venue: Uuid,
        hall: Option<&(Uuid, Uuid, Vec<Uuid>)>,
    ) -> anyhow::Result<(Uuid, DateTime<Utc>, DateTime<Utc>)> {
        let id = self.dice.uuid();
        let from = if self.dice.chance(12) { self.now + Duration::minutes(40) } else { self.now - Duration::days(1) };
        let hours = if self.dice.chance(20) { 2 } else { 300 };
        let until = self.now + Duration::hours(hours);
        sqlx::query(
            "INSERT INTO performances (organizer_id, id, event_id, venue_id, seat_map_id, starts_at, on_sale_from, on_sale_until, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(organizer)
        .bind(id)
        .bind(event)
        .bind(venue)
        .bind(hall.map(|(map, _, _)| *map))
        .bind(self.now + Duration::hours(400))
        .bind(from)
        .bind(until)
        .bind(self.now)
        .execute(&self.lane.owner)
        .await?;
        Ok((id, from, until))
    }

    /// The pools of a date, and which type draws from which: some share one, some draw from two.
    async fn pools(
        &mut self,
        organizer: Uuid,
        date: Uuid,
        hall: Option<&(Uuid, Uuid, Vec<Uuid>)>,
        standing: bool,
        types: &[Type],
    ) -> anyhow::Result<Date> {
        let seats = match hall {
            Some((_, zone, seats)) => Some(self.pool(organizer, date, "Seats", seats.len() as i64, Some(*zone)).await?),
            None => None,
        };
        let room = self.dice.between(2, 14);
        let floor = if standing { Some(self.pool(organizer, date, "Floor", room, None).await?) } else { None };
        let few = self.dice.between(1, 5);
        let quota =
            if self.dice.chance(60) { Some(self.pool(organizer, date, "Quota", few, None).await?) } else { None };
        let mut seated = Vec::new();
        for kind in types {
            let mut pools: Vec<Uuid> = Vec::new();
            pools.extend(if kind.fact.seated { seats } else { floor });
            if self.dice.chance(40) {
                pools.extend(quota);
            }
            pools.sort();
            for pool in &pools {
                sqlx::query("INSERT INTO draws VALUES ($1, $2, $3, $4)")
                    .bind(organizer)
                    .bind(kind.id)
                    .bind(date)
                    .bind(pool)
                    .execute(&self.lane.owner)
                    .await?;
            }
            if kind.fact.seated {
                seated.push(kind.id);
            }
            let fact = TypeFact { pools, ..kind.fact.clone() };
            self.facts.types.insert((date, kind.id), fact);
        }
        let seats = hall.map(|(_, _, seats)| seats.clone()).unwrap_or_default();
        Ok(Date { id: date, types: types.iter().map(|t| t.id).collect(), seats, seated })
    }

    async fn pool(
        &mut self,
        organizer: Uuid,
        date: Uuid,
        name: &str,
        capacity: i64,
        zone: Option<Uuid>,
    ) -> anyhow::Result<Uuid> {
        let id = self.dice.uuid();
        sqlx::query("INSERT INTO pools (organizer_id, id, performance_id, zone_id, name, capacity) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(organizer)
            .bind(id)
            .bind(date)
            .bind(zone)
            .bind(name)
            .bind(i32::try_from(capacity)?)
            .execute(&self.lane.owner)
            .await?;
        self.facts.pools.insert(id, PoolFact { name: name.to_owned(), capacity });
        Ok(id)
    }
}
