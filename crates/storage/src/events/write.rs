//! Events and their dates: making and changing them.

use crate::error::one_row;
use crate::folded::{self, Folded};
use crate::rows::FeeColumns;
use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::event::{EventStatus, PerformanceStatus};
use domain::form::{CheckedEvent, CheckedPerformance, CheckedTicketType, Places};
use domain::ids::{EventId, OrganizerId, PerformanceId, PoolId, SeriesId, TicketTypeId, ZoneId};
use domain::locale::Translated;
use domain::money::Currency;
use uuid::Uuid;

fn json(text: &Translated) -> Result<serde_json::Value, Error> {
    serde_json::to_value(text).map_err(|e| sqlx::Error::Encode(Box::new(e)).into())
}

/// A count that came out of a checked form.
fn int(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// Locks an event ([locks](crate#locks)) so that two people who edit it take turns. Rows that name it may come meanwhile: a
/// claim of a visitor who is counted names the event after it has locked pools, and whoever cancels the event locks them after
/// it. `None`: there is no such event.
pub async fn lock(conn: &mut Conn, organizer: OrganizerId, id: EventId) -> Result<Option<EventStatus>, Error> {
    let status = sqlx::query_scalar!(
        "SELECT status FROM events WHERE organizer_id = $1 AND id = $2 FOR NO KEY UPDATE",
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    status.map(|name| rows::named("events", "status", &name)).transpose()
}

/// A draft. False when an event of any organizer has the address already.
pub async fn insert(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: EventId,
    slug: &str,
    event: &CheckedEvent,
    currency: Currency,
    series: Option<SeriesId>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        r#"INSERT INTO events (organizer_id, id, slug, title, summary, description, category, artwork, zone, currency,
                               hold_minutes, ask_holder_names, ask_phone, age_min, order_max, series_id, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
           ON CONFLICT ON CONSTRAINT events_slug_key DO NOTHING"#,
        organizer.0,
        id.0,
        slug,
        json(&event.title)?,
        json(&event.summary)?,
        json(&event.description)?,
        event.category.into_str(),
        event.artwork,
        event.zone.name(),
        currency.code(),
        int(event.hold_minutes),
        event.ask_holder_names,
        event.ask_phone,
        event.age_min.map(int),
        int(event.order_max),
        series.map(|s| s.0),
        now
    )
    .execute(&mut *conn)
    .await?;
    folded::fill(conn, organizer, Folded::Events).await?;
    Ok(result.rows_affected() == 1)
}

/// The constraint `events_slug_key` refuses an address that another event has.
pub async fn update(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: EventId,
    slug: &str,
    event: &CheckedEvent,
    series: Option<SeriesId>,
) -> Result<(), Error> {
    let result = sqlx::query!(
        r#"UPDATE events SET slug = $3, title = $4, summary = $5, description = $6, category = $7, artwork = $8, zone = $9,
                  hold_minutes = $10, ask_holder_names = $11, ask_phone = $12, age_min = $13, order_max = $14, series_id = $15
           WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0,
        slug,
        json(&event.title)?,
        json(&event.summary)?,
        json(&event.description)?,
        event.category.into_str(),
        event.artwork,
        event.zone.name(),
        int(event.hold_minutes),
        event.ask_holder_names,
        event.ask_phone,
        event.age_min.map(int),
        int(event.order_max),
        series.map(|s| s.0)
    )
    .execute(&mut *conn)
    .await?;
    one_row(result)?;
    folded::fill(conn, organizer, Folded::Events).await?;
    Ok(())
}

pub async fn set_status(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: EventId,
    status: EventStatus,
) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE events SET status = $3 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        status.into_str()
    )
    .execute(conn)
    .await?;
    one_row(result)
}

/// A series by its title in either language.
pub async fn series_by_title(conn: &mut Conn, organizer: OrganizerId, title: &str) -> Result<Option<SeriesId>, Error> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM series WHERE organizer_id = $1 AND (title ->> 'en' = $2 OR title ->> 'it' = $2) ORDER BY id LIMIT 1",
        organizer.0,
        title
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(SeriesId))
}

/// False when another series has the address.
pub async fn insert_series(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: SeriesId,
    slug: &str,
    title: &Translated,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "INSERT INTO series (organizer_id, id, slug, title) VALUES ($1, $2, $3, $4) ON CONFLICT (slug) DO NOTHING",
        organizer.0,
        id.0,
        slug,
        json(title)?
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

pub async fn insert_performance(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    id: PerformanceId,
    p: &CheckedPerformance,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        r#"INSERT INTO performances (organizer_id, id, event_id, venue_id, seat_map_id, label, starts_at, ends_at, doors_at,
                                     on_sale_from, on_sale_until, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"#,
        organizer.0,
        id.0,
        event.0,
        p.venue.0,
        seat_map(p),
        json(&p.label)?,
        p.starts_at,
        p.ends_at,
        p.doors_at,
        p.on_sale_from,
        p.on_sale_until,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn seat_map(p: &CheckedPerformance) -> Option<Uuid> {
    match p.places {
        Places::Map(map) => Some(map.0),
        Places::Capacity(_) => None,
    }
}

pub async fn update_performance(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: PerformanceId,
    p: &CheckedPerformance,
) -> Result<(), Error> {
    let result = sqlx::query!(
        r#"UPDATE performances SET venue_id = $3, seat_map_id = $4, label = $5, starts_at = $6, ends_at = $7, doors_at = $8,
                  on_sale_from = $9, on_sale_until = $10
           WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0,
        p.venue.0,
        seat_map(p),
        json(&p.label)?,
        p.starts_at,
        p.ends_at,
        p.doors_at,
        p.on_sale_from,
        p.on_sale_until
    )
    .execute(conn)
    .await?;
    one_row(result)
}

/// The event of a performance, which the caller then locks.
pub async fn event_of_performance(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: PerformanceId,
) -> Result<Option<EventId>, Error> {
    let event =
        sqlx::query_scalar!("SELECT event_id FROM performances WHERE organizer_id = $1 AND id = $2", organizer.0, id.0)
            .fetch_optional(conn)
            .await?;
    Ok(event.map(EventId))
}

pub async fn set_performance_status(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: PerformanceId,
    status: PerformanceStatus,
) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE performances SET status = $3 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        status.into_str()
    )
    .execute(conn)
    .await?;
    one_row(result)
}

/// Takes a performance away with its pools. The foreign keys refuse it when anything was ever held for it.
pub async fn delete_performance(conn: &mut Conn, organizer: OrganizerId, id: PerformanceId) -> Result<(), Error> {
    delete_pools(conn, organizer, id).await?;
    let result = sqlx::query!("DELETE FROM performances WHERE organizer_id = $1 AND id = $2", organizer.0, id.0)
        .execute(conn)
        .await?;
    one_row(result)
}

/// All pools of a performance, and what draws from them.
pub async fn delete_pools(conn: &mut Conn, organizer: OrganizerId, id: PerformanceId) -> Result<(), Error> {
    sqlx::query!("DELETE FROM draws WHERE organizer_id = $1 AND performance_id = $2", organizer.0, id.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("DELETE FROM pools WHERE organizer_id = $1 AND performance_id = $2", organizer.0, id.0)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn insert_pool(
    conn: &mut Conn,
    organizer: OrganizerId,
    performance: PerformanceId,
    id: PoolId,
    zone: Option<ZoneId>,
    name: &str,
    capacity: u32,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO pools (organizer_id, id, performance_id, zone_id, name, capacity) VALUES ($1, $2, $3, $4, $5, $6)",
        organizer.0,
        id.0,
        performance.0,
        zone.map(|z| z.0),
        name,
        int(capacity)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A pool's performance and whether its places are numbered.
pub async fn pool(conn: &mut Conn, organizer: OrganizerId, id: PoolId) -> Result<Option<(PerformanceId, bool)>, Error> {
    let row = sqlx::query!(
        r#"SELECT f.id AS performance_id, coalesce(z.kind = 'seated', false) AS "seated!" FROM pools p
           JOIN performances f ON f.organizer_id = p.organizer_id AND f.id = p.performance_id
           LEFT JOIN zones z ON z.organizer_id = p.organizer_id AND z.id = p.zone_id
           WHERE p.organizer_id = $1 AND p.id = $2"#,
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|r| (PerformanceId(r.performance_id), r.seated)))
}

/// Needs the pool locked. The constraint refuses less than is held and sold.
pub async fn set_capacity(conn: &mut Conn, organizer: OrganizerId, id: PoolId, capacity: u32) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE pools SET capacity = $3 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        int(capacity)
    )
    .execute(conn)
    .await?;
    one_row(result)
}

pub async fn insert_ticket_type(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    id: TicketTypeId,
    t: &CheckedTicketType,
) -> Result<(), Error> {
    let fee = FeeColumns::of(&t.price.fee);
    sqlx::query!(
        r#"INSERT INTO ticket_types (organizer_id, id, event_id, name, description, price_minor, tax_rate_bp, tax_included,
                                     fee_minor, order_min, order_max, online, fee_share_bp, fee_cap_minor, fee_borne_by,
                                     position)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14, $15, $16, coalesce($13,
               (SELECT max(position) + 1 FROM ticket_types WHERE organizer_id = $1 AND event_id = $3), 0))"#,
        organizer.0,
        id.0,
        event.0,
        json(&t.name)?,
        json(&t.description)?,
        t.price.price.minor,
        int(t.price.tax_rate_bp),
        t.price.tax_included,
        fee.fixed,
        int(t.order_min),
        int(t.order_max),
        t.online,
        t.position.map(int),
        fee.share_bp,
        fee.cap,
        fee.borne_by
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn update_ticket_type(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TicketTypeId,
    t: &CheckedTicketType,
) -> Result<(), Error> {
    let fee = FeeColumns::of(&t.price.fee);
    let result = sqlx::query!(
        r#"UPDATE ticket_types SET name = $3, description = $4, price_minor = $5, tax_rate_bp = $6, tax_included = $7,
                  fee_minor = $8, order_min = $9, order_max = $10, online = $11, position = coalesce($12, position),
                  fee_share_bp = $13, fee_cap_minor = $14, fee_borne_by = $15
           WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0,
        json(&t.name)?,
        json(&t.description)?,
        t.price.price.minor,
        int(t.price.tax_rate_bp),
        t.price.tax_included,
        fee.fixed,
        int(t.order_min),
        int(t.order_max),
        t.online,
        t.position.map(int),
        fee.share_bp,
        fee.cap,
        fee.borne_by
    )
    .execute(conn)
    .await?;
    one_row(result)
}

pub async fn event_of_ticket_type(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TicketTypeId,
) -> Result<Option<EventId>, Error> {
    let event =
        sqlx::query_scalar!("SELECT event_id FROM ticket_types WHERE organizer_id = $1 AND id = $2", organizer.0, id.0)
            .fetch_optional(conn)
            .await?;
    Ok(event.map(EventId))
}

pub async fn set_ticket_type_active(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TicketTypeId,
    active: bool,
) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE ticket_types SET active = $3 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        active
    )
    .execute(conn)
    .await?;
    one_row(result)
}

/// What a ticket type draws from, from now on. What is in carts keeps the pools it was held in.
pub async fn set_draws(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TicketTypeId,
    draws: &[(PerformanceId, PoolId)],
) -> Result<(), Error> {
    sqlx::query!("DELETE FROM draws WHERE organizer_id = $1 AND ticket_type_id = $2", organizer.0, id.0)
        .execute(&mut *conn)
        .await?;
    add_draws(conn, organizer, id, draws).await
}

pub async fn add_draws(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TicketTypeId,
    draws: &[(PerformanceId, PoolId)],
) -> Result<(), Error> {
    let performances: Vec<Uuid> = draws.iter().map(|(p, _)| p.0).collect();
    let pools: Vec<Uuid> = draws.iter().map(|(_, p)| p.0).collect();
    sqlx::query!(
        r#"INSERT INTO draws (organizer_id, ticket_type_id, performance_id, pool_id)
           SELECT $1, $2, d.performance_id, d.pool_id FROM unnest($3::uuid[], $4::uuid[]) AS d (performance_id, pool_id)"#,
        organizer.0,
        id.0,
        &performances,
        &pools
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What each ticket type of an event draws from, by the pools' names.
pub async fn draw_names(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
) -> Result<Vec<(TicketTypeId, PerformanceId, PoolId, String)>, Error> {
    let found = sqlx::query!(
        r#"SELECT d.ticket_type_id, d.performance_id, d.pool_id, p.name FROM draws d
           JOIN pools p ON p.organizer_id = d.organizer_id AND p.id = d.pool_id
           JOIN ticket_types t ON t.organizer_id = d.organizer_id AND t.id = d.ticket_type_id
           WHERE d.organizer_id = $1 AND t.event_id = $2
           ORDER BY d.ticket_type_id, p.name"#,
        organizer.0,
        event.0
    )
    .fetch_all(conn)
    .await?;
    Ok(found
        .into_iter()
        .map(|r| (TicketTypeId(r.ticket_type_id), PerformanceId(r.performance_id), PoolId(r.pool_id), r.name))
        .collect())
}

/// The pools of all dates of an event: performance, pool, name, whether its places are numbered.
pub async fn pool_names(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
) -> Result<Vec<(PerformanceId, PoolId, String, bool)>, Error> {
    let found = sqlx::query!(
        r#"SELECT f.id AS performance_id, p.id, p.name, coalesce(z.kind = 'seated', false) AS "seated!" FROM pools p
           JOIN performances f ON f.organizer_id = p.organizer_id AND f.id = p.performance_id
           LEFT JOIN zones z ON z.organizer_id = p.organizer_id AND z.id = p.zone_id
           WHERE p.organizer_id = $1 AND f.event_id = $2
           ORDER BY f.starts_at, f.id, z.position, p.name"#,
        organizer.0,
        event.0
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|r| (PerformanceId(r.performance_id), PoolId(r.id), r.name, r.seated)).collect())
}
