//! Pools, holds and seat claims. Locks are taken in one order everywhere: order, pools (by id), holds, seats, performance.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::event::{Channel, EventStatus, PerformanceStatus};
use domain::ids::{CartId, HoldId, OrganizerId, PerformanceId, PoolId, SeatId, TicketTypeId, ZoneId};
use domain::money::Money;
use domain::pricing::{Price, PriceRule};
use serde_json::json;
use uuid::Uuid;

/// What decides whether a performance can be sold now.
pub struct SaleTerms {
    pub performance: PerformanceId,
    pub event_status: EventStatus,
    pub status: PerformanceStatus,
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub on_sale_from: DateTime<Utc>,
    pub on_sale_until: DateTime<Utc>,
    pub hold_minutes: u32,
    pub order_max: u32,
}

pub async fn sale_terms(
    conn: &mut Conn,
    organizer: OrganizerId,
    performances: &[Uuid],
) -> Result<Vec<SaleTerms>, Error> {
    let rows = sqlx::query!(
        r#"SELECT p.id, e.status AS event_status, p.status, p.starts_at, p.ends_at, p.on_sale_from, p.on_sale_until,
                  e.hold_minutes, e.order_max
           FROM performances p JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           WHERE p.organizer_id = $1 AND p.id = ANY($2)"#,
        organizer.0,
        performances
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(SaleTerms {
                performance: PerformanceId(r.id),
                event_status: EventStatus::from_name(&r.event_status)
                    .ok_or_else(|| Error::inconsistent("events", "status", &r.event_status))?,
                status: performance_status(&r.status)?,
                starts_at: r.starts_at,
                ends_at: r.ends_at,
                on_sale_from: r.on_sale_from,
                on_sale_until: r.on_sale_until,
                hold_minutes: rows::count("events", "hold_minutes", r.hold_minutes)?,
                order_max: rows::count("events", "order_max", r.order_max)?,
            })
        })
        .collect()
}

pub fn performance_status(name: &str) -> Result<PerformanceStatus, Error> {
    match name {
        "scheduled" => Ok(PerformanceStatus::Scheduled),
        "cancelled" => Ok(PerformanceStatus::Cancelled),
        _ => Err(Error::inconsistent("performances", "status", name)),
    }
}

/// A ticket type as it can be claimed for one performance.
pub struct Claimable {
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub price: PriceRule,
    pub order_min: u32,
    pub order_max: u32,
    pub online: bool,
    pub pools: Vec<DrawnPool>,
}

/// A pool that a ticket type draws from.
#[derive(Clone, Copy)]
pub struct DrawnPool {
    pub pool: PoolId,
    /// Set when its places are numbered seats of this zone.
    pub seated_zone: Option<ZoneId>,
}

impl Claimable {
    pub fn is_seated(&self) -> bool {
        self.pools.iter().any(|p| p.seated_zone.is_some())
    }

    /// The pools that one place draws from: those that aren't about other zones' seats.
    pub fn pools_for(&self, zone: Option<ZoneId>) -> Vec<PoolId> {
        self.pools.iter().filter(|p| p.seated_zone.is_none() || p.seated_zone == zone).map(|p| p.pool).collect()
    }
}

pub async fn claimables(
    conn: &mut Conn,
    organizer: OrganizerId,
    performances: &[Uuid],
    ticket_types: &[Uuid],
) -> Result<Vec<Claimable>, Error> {
    let rows = sqlx::query!(
        r#"SELECT d.performance_id, t.id, t.price_minor, e.currency, t.tax_rate_bp, t.tax_included, t.fee_minor,
                  t.order_min, t.order_max, t.online, d.pool_id,
                  CASE WHEN z.kind = 'seated' THEN z.id END AS seated_zone
           FROM draws d
           JOIN ticket_types t ON t.organizer_id = d.organizer_id AND t.id = d.ticket_type_id
           JOIN events e ON e.organizer_id = t.organizer_id AND e.id = t.event_id
           JOIN pools p ON p.organizer_id = d.organizer_id AND p.id = d.pool_id
           LEFT JOIN zones z ON z.organizer_id = p.organizer_id AND z.id = p.zone_id
           WHERE d.organizer_id = $1 AND d.performance_id = ANY($2) AND t.id = ANY($3) AND t.active
           ORDER BY d.performance_id, t.id, d.pool_id"#,
        organizer.0,
        performances,
        ticket_types
    )
    .fetch_all(conn)
    .await?;
    let mut all: Vec<Claimable> = Vec::new();
    for r in rows {
        let pool = DrawnPool { pool: PoolId(r.pool_id), seated_zone: r.seated_zone.map(ZoneId) };
        match all.last_mut() {
            Some(last) if last.ticket_type.0 == r.id && last.performance.0 == r.performance_id => last.pools.push(pool),
            _ => {
                let currency = rows::currency("events", &r.currency)?;
                all.push(Claimable {
                    performance: PerformanceId(r.performance_id),
                    ticket_type: TicketTypeId(r.id),
                    price: PriceRule {
                        price: Money::new(r.price_minor, currency),
                        tax_rate_bp: rows::count("ticket_types", "tax_rate_bp", r.tax_rate_bp)?,
                        tax_included: r.tax_included,
                        fee: Money::new(r.fee_minor, currency),
                    },
                    order_min: rows::count("ticket_types", "order_min", r.order_min)?,
                    order_max: rows::count("ticket_types", "order_max", r.order_max)?,
                    online: r.online,
                    pools: vec![pool],
                });
            }
        }
    }
    Ok(all)
}

/// Which of these seats exist in the performance's hall, and in which zone.
pub async fn seat_zones(
    conn: &mut Conn,
    organizer: OrganizerId,
    performance: PerformanceId,
    seats: &[Uuid],
) -> Result<Vec<(SeatId, ZoneId)>, Error> {
    let rows = sqlx::query!(
        r#"SELECT s.id, s.zone_id FROM seats s
           JOIN zones z ON z.organizer_id = s.organizer_id AND z.id = s.zone_id
           JOIN performances p ON p.organizer_id = z.organizer_id AND p.seat_map_id = z.seat_map_id
           WHERE s.organizer_id = $1 AND p.id = $2 AND s.id = ANY($3)"#,
        organizer.0,
        performance.0,
        seats
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (SeatId(r.id), ZoneId(r.zone_id))).collect())
}

/// A locked pool's counters.
#[derive(Clone, Copy, Debug)]
pub struct LockedPool {
    pub pool: PoolId,
    pub capacity: i32,
    pub held: i32,
    pub sold: i32,
}

impl LockedPool {
    pub fn free(&self) -> i32 {
        self.capacity - self.held - self.sold
    }
}

/// Locks pools in id order: the first lock every claim takes, so that claims on one pool queue up and never deadlock.
pub async fn lock_pools(conn: &mut Conn, organizer: OrganizerId, pools: &[Uuid]) -> Result<Vec<LockedPool>, Error> {
    let rows = sqlx::query!(
        "SELECT id, capacity, held, sold FROM pools WHERE organizer_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE",
        organizer.0,
        pools
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| LockedPool { pool: PoolId(r.id), capacity: r.capacity, held: r.held, sold: r.sold })
        .collect())
}

/// All pools of a performance, locked; for the sweeper.
pub async fn lock_pools_of(conn: &mut Conn, organizer: OrganizerId, performance: PerformanceId) -> Result<(), Error> {
    sqlx::query!(
        "SELECT id FROM pools WHERE organizer_id = $1 AND performance_id = $2 ORDER BY id FOR UPDATE",
        organizer.0,
        performance.0
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// Gives back the places of holds whose time is over. Needs the performances' pools locked. Returns how many holds ended.
pub async fn expire_due(
    conn: &mut Conn,
    organizer: OrganizerId,
    performances: &[Uuid],
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let ended = sqlx::query_scalar!(
        r#"WITH due AS (
               UPDATE holds SET state = 'expired', ended_at = $3
               WHERE organizer_id = $1 AND performance_id = ANY($2) AND state = 'pending' AND expires_at <= $3
               RETURNING id, pool_ids, quantity
           ), back AS (
               SELECT pool_id, sum(quantity)::int AS places FROM due, unnest(pool_ids) AS pool_id GROUP BY pool_id
           ), freed AS (
               UPDATE pools SET held = held - back.places FROM back
               WHERE pools.organizer_id = $1 AND pools.id = back.pool_id
           ), released AS (
               UPDATE seat_claims SET state = 'released'
               WHERE organizer_id = $1 AND hold_id IN (SELECT id FROM due) AND state = 'held'
           )
           SELECT count(*) AS "count!" FROM due"#,
        organizer.0,
        performances,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(ended)
}

/// When the first of the places that are in carts may come back.
pub async fn next_expiry(
    conn: &mut Conn,
    organizer: OrganizerId,
    pools: &[Uuid],
) -> Result<Option<DateTime<Utc>>, Error> {
    Ok(sqlx::query_scalar!(
        "SELECT min(expires_at) FROM holds WHERE organizer_id = $1 AND state = 'pending' AND pool_ids && $2",
        organizer.0,
        pools
    )
    .fetch_one(conn)
    .await?)
}

/// A hold to be written.
pub struct NewHold {
    pub id: HoldId,
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub pools: Vec<PoolId>,
    pub quantity: u32,
    pub seat: Option<SeatId>,
    pub price: Price,
}

/// Takes seats. Returns those that were free and are now claimed; the others belong to someone else.
pub async fn claim_seats(conn: &mut Conn, organizer: OrganizerId, holds: &[NewHold]) -> Result<Vec<SeatId>, Error> {
    let seated: Vec<&NewHold> = holds.iter().filter(|h| h.seat.is_some()).collect();
    let ids: Vec<Uuid> = seated.iter().map(|h| h.id.0).collect();
    let performances: Vec<Uuid> = seated.iter().map(|h| h.performance.0).collect();
    let seats: Vec<Uuid> = seated.iter().filter_map(|h| h.seat).map(|s| s.0).collect();
    let claimed = sqlx::query_scalar!(
        r#"INSERT INTO seat_claims (organizer_id, hold_id, performance_id, seat_id, state)
           SELECT $1, t.hold_id, t.performance_id, t.seat_id, 'held'
           FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS t (hold_id, performance_id, seat_id)
           ON CONFLICT (organizer_id, performance_id, seat_id) WHERE state <> 'released' DO NOTHING
           RETURNING seat_id"#,
        organizer.0,
        &ids,
        &performances,
        &seats
    )
    .fetch_all(conn)
    .await?;
    Ok(claimed.into_iter().map(SeatId).collect())
}

/// Writes holds and counts their places as held. The pools' constraint refuses more than there is.
pub async fn insert(
    conn: &mut Conn,
    organizer: OrganizerId,
    cart: CartId,
    holds: &[NewHold],
    expires_at: &[DateTime<Utc>],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let records: Vec<_> = holds
        .iter()
        .zip(expires_at)
        .map(|(h, expires_at)| {
            json!({
                "id": h.id.0, "performance_id": h.performance.0, "ticket_type_id": h.ticket_type.0,
                "pool_ids": h.pools.iter().map(|p| p.0).collect::<Vec<_>>(), "quantity": h.quantity,
                "seat_id": h.seat.map(|s| s.0), "net_minor": h.price.net.minor, "tax_minor": h.price.tax.minor,
                "tax_rate_bp": h.price.tax_rate_bp, "fee_minor": h.price.fee.minor,
                "currency": h.price.net.currency.code(), "expires_at": expires_at,
            })
        })
        .collect();
    sqlx::query!(
        r#"WITH new AS (
               INSERT INTO holds (organizer_id, id, cart_id, performance_id, ticket_type_id, pool_ids, quantity, seat_id,
                                  net_minor, tax_minor, tax_rate_bp, fee_minor, currency, expires_at, created_at)
               SELECT $1, h.id, $2, h.performance_id, h.ticket_type_id, h.pool_ids, h.quantity, h.seat_id,
                      h.net_minor, h.tax_minor, h.tax_rate_bp, h.fee_minor, h.currency, h.expires_at, $4
               FROM jsonb_to_recordset($3) AS h (id uuid, performance_id uuid, ticket_type_id uuid, pool_ids uuid[],
                    quantity int, seat_id uuid, net_minor bigint, tax_minor bigint, tax_rate_bp int, fee_minor bigint,
                    currency text, expires_at timestamptz)
               RETURNING pool_ids, quantity
           ), taken AS (
               SELECT pool_id, sum(quantity)::int AS places FROM new, unnest(pool_ids) AS pool_id GROUP BY pool_id
           )
           UPDATE pools SET held = held + taken.places FROM taken
           WHERE pools.organizer_id = $1 AND pools.id = taken.pool_id"#,
        organizer.0,
        cart.0,
        serde_json::Value::Array(records),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A hold's pools and whether it can still be changed.
pub struct HoldRow {
    pub id: HoldId,
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub pools: Vec<PoolId>,
    pub quantity: u32,
    pub seat: Option<SeatId>,
    pub price: Price,
    pub state: String,
    pub expires_at: DateTime<Utc>,
    pub extended: bool,
}

pub async fn of_cart(conn: &mut Conn, organizer: OrganizerId, cart: CartId) -> Result<Vec<HoldRow>, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, performance_id, ticket_type_id, pool_ids, quantity, seat_id, net_minor, tax_minor, tax_rate_bp,
                  fee_minor, currency, state, expires_at, extended
           FROM holds WHERE organizer_id = $1 AND cart_id = $2 ORDER BY created_at, id"#,
        organizer.0,
        cart.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(HoldRow {
                id: HoldId(r.id),
                performance: PerformanceId(r.performance_id),
                ticket_type: TicketTypeId(r.ticket_type_id),
                pools: r.pool_ids.into_iter().map(PoolId).collect(),
                quantity: rows::count("holds", "quantity", r.quantity)?,
                seat: r.seat_id.map(SeatId),
                price: rows::price("holds", r.net_minor, r.tax_minor, r.tax_rate_bp, r.fee_minor, &r.currency)?,
                state: r.state,
                expires_at: r.expires_at,
                extended: r.extended,
            })
        })
        .collect()
}

/// Lets pending holds go; their places are free at once. Needs their pools locked. Returns how many were still pending.
pub async fn void(conn: &mut Conn, organizer: OrganizerId, holds: &[Uuid], now: DateTime<Utc>) -> Result<i64, Error> {
    let ended = sqlx::query_scalar!(
        r#"WITH gone AS (
               UPDATE holds SET state = 'voided', ended_at = $3
               WHERE organizer_id = $1 AND id = ANY($2) AND state = 'pending'
               RETURNING id, pool_ids, quantity
           ), back AS (
               SELECT pool_id, sum(quantity)::int AS places FROM gone, unnest(pool_ids) AS pool_id GROUP BY pool_id
           ), freed AS (
               UPDATE pools SET held = held - back.places FROM back
               WHERE pools.organizer_id = $1 AND pools.id = back.pool_id
           ), released AS (
               UPDATE seat_claims SET state = 'released'
               WHERE organizer_id = $1 AND hold_id IN (SELECT id FROM gone) AND state = 'held'
           )
           SELECT count(*) AS "count!" FROM gone"#,
        organizer.0,
        holds,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(ended)
}

/// Sells pending holds: held becomes sold. Needs their pools locked. Returns how many were still pending.
pub async fn post(conn: &mut Conn, organizer: OrganizerId, holds: &[Uuid], now: DateTime<Utc>) -> Result<i64, Error> {
    let posted = sqlx::query_scalar!(
        r#"WITH sold AS (
               UPDATE holds SET state = 'posted', ended_at = $3
               WHERE organizer_id = $1 AND id = ANY($2) AND state = 'pending'
               RETURNING id, pool_ids, quantity
           ), moved AS (
               SELECT pool_id, sum(quantity)::int AS places FROM sold, unnest(pool_ids) AS pool_id GROUP BY pool_id
           ), counted AS (
               UPDATE pools SET held = held - moved.places, sold = sold + moved.places FROM moved
               WHERE pools.organizer_id = $1 AND pools.id = moved.pool_id
           ), kept AS (
               UPDATE seat_claims SET state = 'sold'
               WHERE organizer_id = $1 AND hold_id IN (SELECT id FROM sold) AND state = 'held'
           )
           SELECT count(*) AS "count!" FROM sold"#,
        organizer.0,
        holds,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(posted)
}

/// Holds that ended come to life again for money that came late. The caller has locked the pools and seen that there is
/// room; seats are claimed again with [`reclaim_seats`] first.
pub async fn revive(
    conn: &mut Conn,
    organizer: OrganizerId,
    holds: &[Uuid],
    until: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        r#"WITH back AS (
               UPDATE holds SET state = 'pending', ended_at = NULL, expires_at = $3
               WHERE organizer_id = $1 AND id = ANY($2) AND state IN ('expired', 'voided')
               RETURNING pool_ids, quantity
           ), taken AS (
               SELECT pool_id, sum(quantity)::int AS places FROM back, unnest(pool_ids) AS pool_id GROUP BY pool_id
           )
           UPDATE pools SET held = held + taken.places FROM taken
           WHERE pools.organizer_id = $1 AND pools.id = taken.pool_id"#,
        organizer.0,
        holds,
        until
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Claims the seats of ended holds again. Returns how many could be had; seats that someone else has by now are left out.
pub async fn reclaim_seats(conn: &mut Conn, organizer: OrganizerId, holds: &[Uuid]) -> Result<u64, Error> {
    let result = sqlx::query!(
        r#"UPDATE seat_claims c SET state = 'held'
           WHERE c.organizer_id = $1 AND c.hold_id = ANY($2) AND c.state = 'released'
             AND NOT EXISTS (SELECT FROM seat_claims o WHERE o.organizer_id = $1 AND o.performance_id = c.performance_id
                             AND o.seat_id = c.seat_id AND o.state <> 'released')"#,
        organizer.0,
        holds
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected())
}

/// Makes pending holds last until `until`, or as long as they already do.
pub async fn keep_until(
    conn: &mut Conn,
    organizer: OrganizerId,
    holds: &[Uuid],
    until: DateTime<Utc>,
    extended: bool,
) -> Result<u64, Error> {
    let result = sqlx::query!(
        r#"UPDATE holds SET expires_at = greatest(expires_at, $3), extended = extended OR $4
           WHERE organizer_id = $1 AND id = ANY($2) AND state = 'pending'"#,
        organizer.0,
        holds,
        until,
        extended
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected())
}

/// Places that were sold go back on sale: the tickets of these lines are returned. Needs the pools locked.
pub async fn take_back(conn: &mut Conn, organizer: OrganizerId, hold: HoldId, places: u32) -> Result<(), Error> {
    sqlx::query!(
        r#"WITH hold AS (SELECT id, pool_ids, seat_id FROM holds WHERE organizer_id = $1 AND id = $2),
           released AS (
               UPDATE seat_claims SET state = 'released' FROM hold
               WHERE seat_claims.organizer_id = $1 AND seat_claims.hold_id = hold.id AND hold.seat_id IS NOT NULL
           )
           UPDATE pools SET sold = sold - $3 FROM hold
           WHERE pools.organizer_id = $1 AND pools.id = ANY(hold.pool_ids)"#,
        organizer.0,
        hold.0,
        i32::try_from(places).unwrap_or(i32::MAX)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Performances of an organizer that have holds whose time is over.
pub async fn performances_with_due(
    conn: &mut Conn,
    organizer: OrganizerId,
    now: DateTime<Utc>,
) -> Result<Vec<PerformanceId>, Error> {
    let ids = sqlx::query_scalar!(
        "SELECT DISTINCT performance_id FROM holds WHERE organizer_id = $1 AND state = 'pending' AND expires_at <= $2",
        organizer.0,
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(PerformanceId).collect())
}

/// How many live places of each event and ticket type a cart holds, for the limits per order.
pub async fn counts_in_cart(
    conn: &mut Conn,
    organizer: OrganizerId,
    cart: CartId,
    now: DateTime<Utc>,
) -> Result<Vec<(PerformanceId, TicketTypeId, u32)>, Error> {
    let rows = sqlx::query!(
        r#"SELECT performance_id, ticket_type_id, sum(quantity)::int AS "places!" FROM holds
           WHERE organizer_id = $1 AND cart_id = $2 AND state = 'pending' AND expires_at > $3
           GROUP BY performance_id, ticket_type_id"#,
        organizer.0,
        cart.0,
        now
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|r| {
            let places = rows::count("holds", "quantity", r.places)?;
            Ok((PerformanceId(r.performance_id), TicketTypeId(r.ticket_type_id), places))
        })
        .collect()
}

/// Which organizer's performance this is, if its event is published. Needs `Scope::Catalogue`.
pub async fn organizer_of(conn: &mut Conn, performance: PerformanceId) -> Result<Option<OrganizerId>, Error> {
    let id = sqlx::query_scalar!(
        r#"SELECT p.organizer_id FROM performances p
           JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           WHERE p.id = $1"#,
        performance.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(OrganizerId))
}

/// Only the shop, the till and the API make holds; the name is stored with the cart.
pub fn channel(table: &'static str, name: &str) -> Result<Channel, Error> {
    Channel::from_name(name).ok_or_else(|| Error::inconsistent(table, "channel", name))
}

/// How many seats of these ended holds belong to someone else by now.
pub async fn seats_taken_by_others(conn: &mut Conn, organizer: OrganizerId, holds: &[Uuid]) -> Result<i64, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM seat_claims c
           JOIN seat_claims o ON o.organizer_id = c.organizer_id AND o.performance_id = c.performance_id
                             AND o.seat_id = c.seat_id AND o.state <> 'released' AND o.hold_id <> c.hold_id
           WHERE c.organizer_id = $1 AND c.hold_id = ANY($2)"#,
        organizer.0,
        holds
    )
    .fetch_one(conn)
    .await?)
}
