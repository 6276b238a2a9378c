//! Pools, holds and seat claims. Locks are taken in one order everywhere: order, cart, pools (by id), holds, seats,
//! performance.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::hold::HoldState;
use domain::hold::grant::PoolNow;
use domain::ids::{CartId, HoldId, OrganizerId, PerformanceId, PoolId, SeatId, TicketTypeId};
use domain::pricing::Price;
use strum::IntoStaticStr;
use uuid::Uuid;

/// Locks pools in id order: the lock that every claim takes before it looks at places, so that claims on one pool queue
/// up and never deadlock.
pub async fn lock_pools(conn: &mut Conn, organizer: OrganizerId, pools: &[Uuid]) -> Result<Vec<PoolNow>, Error> {
    lock(conn, organizer, pools, &[]).await
}

/// Locks all pools of performances: whoever may give back what lapsed needs them all, for a hold that ends may draw on any.
pub async fn lock_pools_of(
    conn: &mut Conn,
    organizer: OrganizerId,
    performances: &[Uuid],
) -> Result<Vec<PoolNow>, Error> {
    lock(conn, organizer, &[], performances).await
}

/// Locks these pools and all of these performances, in one order.
pub async fn lock(
    conn: &mut Conn,
    organizer: OrganizerId,
    pools: &[Uuid],
    performances: &[Uuid],
) -> Result<Vec<PoolNow>, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, performance_id, capacity, held, sold FROM pools
           WHERE organizer_id = $1 AND (id = ANY($2) OR performance_id = ANY($3)) ORDER BY id FOR UPDATE"#,
        organizer.0,
        pools,
        performances
    )
    .fetch_all(conn)
    .await?;
    let pool = |id, performance, capacity, held, sold| PoolNow {
        pool: PoolId(id),
        performance: PerformanceId(performance),
        capacity,
        held,
        sold,
    };
    Ok(rows.into_iter().map(|r| pool(r.id, r.performance_id, r.capacity, r.held, r.sold)).collect())
}

/// Gives back the places of holds whose time is over. Needs the performances' pools locked. Returns how many holds ended.
pub async fn expire_due(
    conn: &mut Conn,
    organizer: OrganizerId,
    performances: &[Uuid],
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    expire(conn, organizer, performances, Some(now), now).await
}

/// Ends all holds of performances that nobody can buy any more, as if their time were over. Needs the performances' pools
/// locked. Returns how many holds ended.
pub async fn expire_all(
    conn: &mut Conn,
    organizer: OrganizerId,
    performances: &[Uuid],
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    expire(conn, organizer, performances, None, now).await
}

/// Ends the pending holds that last no longer than `due`, or all of them.
async fn expire(
    conn: &mut Conn,
    organizer: OrganizerId,
    performances: &[Uuid],
    due: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let ended = sqlx::query_scalar!(
        r#"WITH due AS (
               UPDATE holds SET state = 'expired', ended_at = $3
               WHERE organizer_id = $1 AND performance_id = ANY($2) AND state = 'pending'
                 AND expires_at <= coalesce($4, 'infinity'::timestamptz)
               RETURNING id, cart_id, pool_ids, quantity
           ), trail AS (
               INSERT INTO allocations (organizer_id, hold_id, at, step, places, channel)
               SELECT $1, due.id, $3, 'expired', due.quantity, c.channel
               FROM due JOIN carts c ON c.organizer_id = $1 AND c.id = due.cart_id
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
        now,
        due
    )
    .fetch_one(conn)
    .await?;
    Ok(ended)
}

/// When the first of a pool's places that are in carts may come back.
pub async fn next_expiry(
    conn: &mut Conn,
    organizer: OrganizerId,
    performance: PerformanceId,
    pool: PoolId,
) -> Result<Option<DateTime<Utc>>, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT expires_at FROM holds
           WHERE organizer_id = $1 AND performance_id = $2 AND state = 'pending' AND $3 = ANY(pool_ids)
           ORDER BY expires_at LIMIT 1"#,
        organizer.0,
        performance.0,
        pool.0
    )
    .fetch_optional(conn)
    .await?)
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
    pub state: HoldState,
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
                state: rows::named("holds", "state", &r.state)?,
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
               RETURNING id, cart_id, pool_ids, quantity
           ), trail AS (
               INSERT INTO allocations (organizer_id, hold_id, at, step, places, channel)
               SELECT $1, gone.id, $3, 'released', gone.quantity, c.channel
               FROM gone JOIN carts c ON c.organizer_id = $1 AND c.id = gone.cart_id
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

/// Holds fewer places in the stead of a hold that was let go a moment ago: the same kind, price and time, and its own
/// trail. Needs the pools locked.
pub async fn hold_fewer(
    conn: &mut Conn,
    organizer: OrganizerId,
    voided: HoldId,
    new: HoldId,
    places: u32,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        r#"WITH fewer AS (
               INSERT INTO holds (organizer_id, id, cart_id, performance_id, ticket_type_id, pool_ids, quantity, net_minor,
                                  tax_minor, tax_rate_bp, fee_minor, currency, expires_at, extended, created_at)
               SELECT organizer_id, $3, cart_id, performance_id, ticket_type_id, pool_ids, $4, net_minor, tax_minor,
                      tax_rate_bp, fee_minor, currency, expires_at, extended, $5
               FROM holds WHERE organizer_id = $1 AND id = $2 AND state = 'voided' AND seat_id IS NULL
               RETURNING pool_ids, quantity
           )
           UPDATE pools SET held = held + fewer.quantity FROM fewer
           WHERE pools.organizer_id = $1 AND pools.id = ANY(fewer.pool_ids)"#,
        organizer.0,
        voided.0,
        new.0,
        i32::try_from(places).map_err(|e| Error::inconsistent("holds", "quantity", e))?,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Sells pending holds: held becomes sold. Needs their pools locked. Returns how many were still pending.
pub async fn post(conn: &mut Conn, organizer: OrganizerId, holds: &[Uuid], now: DateTime<Utc>) -> Result<i64, Error> {
    let posted = sqlx::query_scalar!(
        r#"WITH sold AS (
               UPDATE holds SET state = 'posted', ended_at = $3
               WHERE organizer_id = $1 AND id = ANY($2) AND state = 'pending'
               RETURNING id, cart_id, pool_ids, quantity
           ), trail AS (
               INSERT INTO allocations (organizer_id, hold_id, at, step, places, channel)
               SELECT $1, sold.id, $3, 'sold', sold.quantity, c.channel
               FROM sold JOIN carts c ON c.organizer_id = $1 AND c.id = sold.cart_id
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
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        r#"WITH back AS (
               UPDATE holds SET state = 'pending', ended_at = NULL, expires_at = $3
               WHERE organizer_id = $1 AND id = ANY($2) AND state IN ('expired', 'voided')
               RETURNING id, cart_id, pool_ids, quantity
           ), trail AS (
               INSERT INTO allocations (organizer_id, hold_id, at, step, places, channel)
               SELECT $1, back.id, $4, 'revived', back.quantity, c.channel
               FROM back JOIN carts c ON c.organizer_id = $1 AND c.id = back.cart_id
           ), taken AS (
               SELECT pool_id, sum(quantity)::int AS places FROM back, unnest(pool_ids) AS pool_id GROUP BY pool_id
           )
           UPDATE pools SET held = held + taken.places FROM taken
           WHERE pools.organizer_id = $1 AND pools.id = taken.pool_id"#,
        organizer.0,
        holds,
        until,
        now
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

/// Makes pending holds last until `until`, or as long as they already do. Returns how many were pending.
pub async fn keep_until(
    conn: &mut Conn,
    organizer: OrganizerId,
    holds: &[Uuid],
    until: DateTime<Utc>,
    extended: bool,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let kept = sqlx::query_scalar!(
        r#"WITH kept AS (
               UPDATE holds SET expires_at = greatest(expires_at, $3), extended = extended OR $4
               WHERE organizer_id = $1 AND id = ANY($2) AND state = 'pending'
               RETURNING id, cart_id, quantity
           ), trail AS (
               INSERT INTO allocations (organizer_id, hold_id, at, step, places, channel)
               SELECT $1, kept.id, $5, 'extended', kept.quantity, c.channel
               FROM kept JOIN carts c ON c.organizer_id = $1 AND c.id = kept.cart_id WHERE $4
           )
           SELECT count(*) AS "count!" FROM kept"#,
        organizer.0,
        holds,
        until,
        extended,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(kept.unsigned_abs())
}

/// Where places are taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Via {
    Till,
    Api,
    /// The organizer's pages.
    Office,
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
