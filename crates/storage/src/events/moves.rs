//! Dates that go to another hour or place: whom that concerns, and what is there already.

use crate::error::one_row;
use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::event::Times;
use domain::ids::{EventId, OrganizerId, PerformanceId, SeatMapId, VenueId};
use domain::question::{Clash, Concerned};
use domain::time::Timezone;
use uuid::Uuid;

/// How many dates that are in the way are named.
const CLASHES_MAX: i64 = 5;

/// Whoever has valid tickets of these dates.
pub async fn concerned(conn: &mut Conn, organizer: OrganizerId, performances: &[Uuid]) -> Result<Concerned, Error> {
    let row = sqlx::query!(
        r#"SELECT count(*)::int AS "tickets!",
                  count(DISTINCT lower(o.buyer_email))::int AS "addresses!",
                  (count(DISTINCT o.id) FILTER (WHERE o.buyer_email IS NULL))::int AS "without_address!"
           FROM tickets t JOIN orders o ON o.organizer_id = t.organizer_id AND o.id = t.order_id
           WHERE t.organizer_id = $1 AND t.performance_id = ANY($2) AND t.state = 'valid'"#,
        organizer.0,
        performances
    )
    .fetch_one(conn)
    .await?;
    let without_address = rows::count("orders", "count", row.without_address)?;
    Ok(Concerned {
        tickets: rows::count("tickets", "count", row.tickets)?,
        buyers: rows::count("orders", "count", row.addresses)? + without_address,
        without_address,
    })
}

/// Dates to come at a venue that tickets are sold of, each with its event's zone.
pub async fn sold_at(
    conn: &mut Conn,
    organizer: OrganizerId,
    venue: VenueId,
    now: DateTime<Utc>,
) -> Result<Vec<(PerformanceId, Timezone)>, Error> {
    let found = sqlx::query!(
        r#"SELECT p.id, e.zone FROM performances p JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           WHERE p.organizer_id = $1 AND p.venue_id = $2 AND p.status = 'scheduled' AND e.status <> 'cancelled'
             AND ends_by(p.starts_at, p.ends_at) > $3
             AND EXISTS (SELECT FROM tickets t WHERE t.organizer_id = p.organizer_id AND t.performance_id = p.id
                         AND t.state = 'valid')"#,
        organizer.0,
        venue.0,
        now
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(|r| Ok((PerformanceId(r.id), rows::zone("events", &r.zone)?))).collect()
}

/// Where and when a date is to be, to find what is there already.
pub struct HallSlot {
    pub event: EventId,
    /// The date itself isn't in its own way.
    pub performance: PerformanceId,
    pub venue: VenueId,
    pub seat_map: Option<SeatMapId>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
}

/// Dates that take place in the same hall at the same time. Two maps of a venue are two halls; without a map it is all of
/// the venue. A date without an end lasts three hours, but not in the way of its own event's: entry by the half hour has
/// many dates and says of none when it ends.
pub async fn clashes(conn: &mut Conn, organizer: OrganizerId, wanted: &HallSlot) -> Result<Vec<Clash>, Error> {
    let found = sqlx::query!(
        r#"SELECT p.id, p.event_id, e.title, e.zone, p.starts_at
           FROM performances p JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           CROSS JOIN LATERAL (
               SELECT CASE WHEN p.event_id = $2 THEN interval '1 minute' ELSE ends_by(p.starts_at, NULL) - p.starts_at END AS length
           ) l
           WHERE p.organizer_id = $1 AND p.venue_id = $3 AND p.id <> $4
             AND p.status = 'scheduled' AND e.status <> 'cancelled'
             AND (p.seat_map_id IS NULL OR $5::uuid IS NULL OR p.seat_map_id = $5)
             AND p.starts_at < coalesce($7::timestamptz, $6::timestamptz + l.length)
             AND coalesce(p.ends_at, p.starts_at + l.length) > $6
           ORDER BY p.starts_at, p.id LIMIT $8"#,
        organizer.0,
        wanted.event.0,
        wanted.venue.0,
        wanted.performance.0,
        wanted.seat_map.map(|m| m.0),
        wanted.starts_at,
        wanted.ends_at,
        CLASHES_MAX
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(Clash {
                performance: PerformanceId(r.id),
                event: EventId(r.event_id),
                title: rows::translated("events", "title", r.title)?,
                starts_at: r.starts_at,
                zone: rows::zone("events", &r.zone)?,
            })
        })
        .collect()
}

/// Puts a date to other hours, and changes nothing else of it.
pub async fn set_times(conn: &mut Conn, organizer: OrganizerId, id: PerformanceId, times: &Times) -> Result<(), Error> {
    let result = sqlx::query!(
        r#"UPDATE performances SET starts_at = $3, ends_at = $4, doors_at = $5, on_sale_from = $6, on_sale_until = $7
           WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0,
        times.starts_at,
        times.ends_at,
        times.doors_at,
        times.on_sale_from,
        times.on_sale_until
    )
    .execute(conn)
    .await?;
    one_row(result)
}
