//! Events and their dates: reading them whole.

mod moves;
mod write;
pub use moves::*;
pub use write::*;

use crate::{Conn, Error, prices, rows};
use chrono::{DateTime, Utc};
use domain::event::{Event, EventSchedule, Performance, Series, TicketType, Venue};
use domain::ids::{EventId, OrganizerId, PerformanceId, PoolId, SeatMapId, SeriesId, TicketTypeId, VenueId, ZoneId};
use domain::pricing::book::PriceBook;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Which organizer's event has this address, if it isn't a draft. Needs `Scope::Catalogue`.
pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<(OrganizerId, EventId)>, Error> {
    let row = sqlx::query!("SELECT organizer_id, id FROM events WHERE slug = $1", slug).fetch_optional(conn).await?;
    Ok(row.map(|r| (OrganizerId(r.organizer_id), EventId(r.id))))
}

pub async fn find(conn: &mut Conn, organizer: OrganizerId, id: EventId) -> Result<Option<Event>, Error> {
    let row = sqlx::query!(
        r#"SELECT e.slug, e.title, e.summary, e.description, e.category, e.status, e.artwork, e.zone, e.currency,
                  e.hold_minutes, e.ask_holder_names, e.ask_phone, e.age_min, e.order_max,
                  s.id AS "series_id?", s.slug AS "series_slug?", s.title AS "series_title?",
                  d.all_dates AS "all_dates!", d.over_at
           FROM events e
           LEFT JOIN series s ON s.organizer_id = e.organizer_id AND s.id = e.series_id
           CROSS JOIN LATERAL (
               SELECT count(*)::int AS all_dates,
                      max(ends_by(p.starts_at, p.ends_at)) FILTER (WHERE p.status = 'scheduled') AS over_at
               FROM performances p WHERE p.organizer_id = e.organizer_id AND p.event_id = e.id
           ) d
           WHERE e.organizer_id = $1 AND e.id = $2"#,
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| {
        let series = match (r.series_id, r.series_slug, r.series_title) {
            (Some(id), Some(slug), Some(title)) => {
                Some(Series { id: SeriesId(id), slug, title: rows::translated("series", "title", title)? })
            }
            _ => None,
        };
        Ok(Event {
            id,
            organizer,
            slug: r.slug,
            title: rows::translated("events", "title", r.title)?,
            summary: rows::translated("events", "summary", r.summary)?,
            description: rows::translated("events", "description", r.description)?,
            category: rows::named("events", "category", &r.category)?,
            status: rows::named("events", "status", &r.status)?,
            artwork: r.artwork,
            zone: rows::zone("events", &r.zone)?,
            currency: rows::currency("events", &r.currency)?,
            hold_minutes: rows::count("events", "hold_minutes", r.hold_minutes)?,
            ask_holder_names: r.ask_holder_names,
            ask_phone: r.ask_phone,
            age_min: r.age_min.map(|n| rows::count("events", "age_min", n)).transpose()?,
            order_max: rows::count("events", "order_max", r.order_max)?,
            series,
            schedule: EventSchedule { all: rows::count("performances", "count", r.all_dates)?, over_at: r.over_at },
        })
    })
    .transpose()
}

/// A performance's row with its venue's.
struct PerformanceRow {
    id: Uuid,
    event_id: Uuid,
    seat_map_id: Option<Uuid>,
    status: String,
    label: serde_json::Value,
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    doors_at: Option<DateTime<Utc>>,
    on_sale_from: DateTime<Utc>,
    on_sale_until: DateTime<Utc>,
    venue_id: Uuid,
    venue_name: String,
    street: String,
    city: String,
    country: String,
    zone: String,
    directions: serde_json::Value,
}

impl PerformanceRow {
    fn performance(self) -> Result<Performance, Error> {
        Ok(Performance {
            id: PerformanceId(self.id),
            event: EventId(self.event_id),
            venue: Venue {
                id: VenueId(self.venue_id),
                name: self.venue_name,
                street: self.street,
                city: self.city,
                country: self.country,
                zone: rows::zone("venues", &self.zone)?,
                directions: rows::translated("venues", "directions", self.directions)?,
            },
            seat_map: self.seat_map_id.map(SeatMapId),
            status: rows::named("performances", "status", &self.status)?,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            doors_at: self.doors_at,
            on_sale_from: self.on_sale_from,
            on_sale_until: self.on_sale_until,
            label: rows::translated("performances", "label", self.label)?,
        })
    }
}

/// All dates of an event in the order of time, past and cancelled ones too.
pub async fn performances(conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<Vec<Performance>, Error> {
    let found = sqlx::query_as!(
        PerformanceRow,
        r#"SELECT p.id, p.event_id, p.seat_map_id, p.status, p.label, p.starts_at, p.ends_at, p.doors_at, p.on_sale_from,
                  p.on_sale_until, v.id AS venue_id, v.name AS venue_name, v.street, v.city, v.country, v.zone, v.directions
           FROM performances p JOIN venues v ON v.organizer_id = p.organizer_id AND v.id = p.venue_id
           WHERE p.organizer_id = $1 AND p.event_id = $2
           ORDER BY p.starts_at, p.id"#,
        organizer.0,
        event.0
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(PerformanceRow::performance).collect()
}

/// The dates with these ids that are the organizer's, in the order of time.
pub async fn performances_by_id(
    conn: &mut Conn,
    organizer: OrganizerId,
    ids: &[Uuid],
) -> Result<Vec<Performance>, Error> {
    let found = sqlx::query_as!(
        PerformanceRow,
        r#"SELECT p.id, p.event_id, p.seat_map_id, p.status, p.label, p.starts_at, p.ends_at, p.doors_at, p.on_sale_from,
                  p.on_sale_until, v.id AS venue_id, v.name AS venue_name, v.street, v.city, v.country, v.zone, v.directions
           FROM performances p JOIN venues v ON v.organizer_id = p.organizer_id AND v.id = p.venue_id
           WHERE p.organizer_id = $1 AND p.id = ANY($2)
           ORDER BY p.starts_at, p.id"#,
        organizer.0,
        ids
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(PerformanceRow::performance).collect()
}

/// Whether the event has another date than this one that takes place and isn't over. A date without an end lasts three hours.
pub async fn has_other_performances(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    performance: PerformanceId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM performances p
               WHERE p.organizer_id = $1 AND p.event_id = $2 AND p.id <> $3 AND p.status = 'scheduled'
                 AND ends_by(p.starts_at, p.ends_at) > $4
           ) AS "any!""#,
        organizer.0,
        event.0,
        performance.0,
        now
    )
    .fetch_one(conn)
    .await?)
}

/// Whether one of these dates, or its event, is cancelled.
pub async fn any_cancelled(conn: &mut Conn, organizer: OrganizerId, performances: &[Uuid]) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM performances p JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
               WHERE p.organizer_id = $1 AND p.id = ANY($2) AND (p.status = 'cancelled' OR e.status = 'cancelled')
           ) AS "any!""#,
        organizer.0,
        performances
    )
    .fetch_one(conn)
    .await?)
}

/// A ticket type, whether it is still sold, and where and when it costs something else.
pub struct StoredTicketType {
    pub ticket_type: TicketType,
    pub active: bool,
    pub prices: PriceBook,
}

/// The ticket types of these events in their order, withdrawn ones too. Which zones they are seated in is seen from what
/// they draw on.
pub async fn ticket_types(
    conn: &mut Conn,
    organizer: OrganizerId,
    events: &[Uuid],
    draws: &[PoolDraw],
) -> Result<Vec<StoredTicketType>, Error> {
    let found = sqlx::query!(
        r#"SELECT t.id, t.event_id, t.name, t.description, t.price_minor, t.tax_rate_bp, t.tax_included, t.fee_minor,
                  t.fee_share_bp, t.fee_cap_minor, t.fee_borne_by,
                  t.order_min, t.order_max, t.online, t.active, t.position, e.currency
           FROM ticket_types t JOIN events e ON e.organizer_id = t.organizer_id AND e.id = t.event_id
           WHERE t.organizer_id = $1 AND t.event_id = ANY($2)
           ORDER BY t.position, t.id"#,
        organizer.0,
        events
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut prices = prices::of_events(conn, organizer, events).await?;
    found
        .into_iter()
        .map(|r| {
            let id = TicketTypeId(r.id);
            let zones = |seated: bool| {
                let of_type = draws.iter().filter(|d| d.ticket_type == id && d.seated == seated);
                let zones: BTreeSet<ZoneId> = of_type.filter_map(|d| d.zone).collect();
                zones.into_iter().collect()
            };
            let ticket_type = TicketType {
                id,
                event: EventId(r.event_id),
                name: rows::translated("ticket_types", "name", r.name)?,
                description: rows::translated("ticket_types", "description", r.description)?,
                price: rows::price_rule!(r),
                seated_zones: zones(true),
                standing_zones: zones(false),
                order_min: rows::count("ticket_types", "order_min", r.order_min)?,
                order_max: rows::count("ticket_types", "order_max", r.order_max)?,
                online: r.online,
                position: r.position,
            };
            let prices = prices.remove(&id).unwrap_or_default();
            Ok(StoredTicketType { ticket_type, active: r.active, prices })
        })
        .collect()
}

/// That a ticket type draws from a pool for one performance, with the pool as it stands.
#[derive(Clone, Debug)]
pub struct PoolDraw {
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    /// Not withdrawn.
    pub active: bool,
    pub online: bool,
    pub pool: PoolId,
    pub zone: Option<ZoneId>,
    pub seated: bool,
    pub capacity: u32,
    pub sold: u32,
    /// In carts whose time isn't over.
    pub held: u32,
    pub back_at: Option<DateTime<Utc>>,
}

/// What the ticket types of these performances draw from. Each performance comes with its organizer, so that the catalogue
/// can ask for many at once; a row comes back only for an organizer who was named and whom the scope allows.
pub async fn draws(
    conn: &mut Conn,
    performances: &[(OrganizerId, PerformanceId)],
    now: DateTime<Utc>,
) -> Result<Vec<PoolDraw>, Error> {
    let organizers: BTreeSet<Uuid> = performances.iter().map(|(o, _)| o.0).collect();
    let organizers: Vec<Uuid> = organizers.into_iter().collect();
    let ids: Vec<Uuid> = performances.iter().map(|(_, p)| p.0).collect();
    // Written in steps: the planner guesses wrong when it joins all of it at once.
    let found = sqlx::query!(
        r#"WITH drawn AS MATERIALIZED (
               SELECT organizer_id, performance_id, ticket_type_id, pool_id FROM draws
               WHERE organizer_id = ANY($1) AND performance_id = ANY($2)
           ), in_carts AS MATERIALIZED (
               SELECT pool_id, coalesce(sum(h.quantity) FILTER (WHERE h.expires_at <= $3), 0)::int AS due,
                      min(h.expires_at) FILTER (WHERE h.expires_at > $3) AS back_at
               FROM holds h CROSS JOIN unnest(h.pool_ids) AS pool_id
               WHERE h.organizer_id = ANY($1) AND h.performance_id = ANY($2) AND h.state = 'pending'
               GROUP BY pool_id
           )
           SELECT d.performance_id, d.ticket_type_id, t.active, t.online, d.pool_id, p.zone_id,
                  coalesce(z.kind = 'seated', false) AS "seated!", p.capacity, p.sold,
                  (p.held - coalesce(c.due, 0)) AS "held!", c.back_at AS "back_at?"
           FROM drawn d
           JOIN ticket_types t ON t.organizer_id = d.organizer_id AND t.id = d.ticket_type_id
           JOIN pools p ON p.organizer_id = d.organizer_id AND p.id = d.pool_id
           LEFT JOIN zones z ON z.organizer_id = p.organizer_id AND z.id = p.zone_id
           LEFT JOIN in_carts c ON c.pool_id = p.id"#,
        &organizers,
        &ids,
        now
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(PoolDraw {
                performance: PerformanceId(r.performance_id),
                ticket_type: TicketTypeId(r.ticket_type_id),
                active: r.active,
                online: r.online,
                pool: PoolId(r.pool_id),
                zone: r.zone_id.map(ZoneId),
                seated: r.seated,
                capacity: rows::count("pools", "capacity", r.capacity)?,
                sold: rows::count("pools", "sold", r.sold)?,
                held: rows::count("pools", "held", r.held)?,
                back_at: r.back_at,
            })
        })
        .collect()
}

/// A pool with the count of live holds only, as people are shown it.
pub async fn pools(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    now: DateTime<Utc>,
) -> Result<Vec<domain::event::Pool>, Error> {
    let found = sqlx::query!(
        r#"SELECT p.id, f.id AS performance_id, p.zone_id, p.name, p.capacity, p.sold,
                  (p.held - coalesce((SELECT sum(h.quantity) FROM holds h
                       WHERE h.organizer_id = p.organizer_id AND h.performance_id = p.performance_id
                         AND h.state = 'pending' AND h.expires_at <= $3 AND p.id = ANY(h.pool_ids)), 0))::int AS "held!"
           FROM pools p
           JOIN performances f ON f.organizer_id = p.organizer_id AND f.id = p.performance_id
           LEFT JOIN zones z ON z.organizer_id = p.organizer_id AND z.id = p.zone_id
           WHERE p.organizer_id = $1 AND f.event_id = $2
           ORDER BY f.starts_at, f.id, z.position, p.name, p.id"#,
        organizer.0,
        event.0,
        now
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(domain::event::Pool {
                id: PoolId(r.id),
                performance: PerformanceId(r.performance_id),
                zone: r.zone_id.map(ZoneId),
                name: r.name,
                capacity: rows::count("pools", "capacity", r.capacity)?,
                held: rows::count("pools", "held", r.held)?,
                sold: rows::count("pools", "sold", r.sold)?,
            })
        })
        .collect()
}

/// Performances of an event that something was ever held for.
pub async fn touched(conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<Vec<PerformanceId>, Error> {
    let ids = sqlx::query_scalar!(
        r#"SELECT p.id FROM performances p
           WHERE p.organizer_id = $1 AND p.event_id = $2
             AND EXISTS (SELECT FROM holds h WHERE h.organizer_id = $1 AND h.performance_id = p.id)"#,
        organizer.0,
        event.0
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(PerformanceId).collect())
}

/// Valid tickets of each ticket type of an event.
pub async fn sold_by_type(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
) -> Result<Vec<(TicketTypeId, u32)>, Error> {
    let found = sqlx::query!(
        r#"SELECT t.ticket_type_id, count(*)::int AS "sold!" FROM tickets t
           JOIN performances p ON p.organizer_id = t.organizer_id AND p.id = t.performance_id
           WHERE t.organizer_id = $1 AND p.event_id = $2 AND t.state = 'valid'
           GROUP BY t.ticket_type_id"#,
        organizer.0,
        event.0
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(|r| Ok((TicketTypeId(r.ticket_type_id), rows::count("tickets", "count", r.sold)?))).collect()
}
