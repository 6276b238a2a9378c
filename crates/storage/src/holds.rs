//! Pools, holds and seat claims. What a pool counts is moved by `move_places` (a function of the database) and nothing else,
//! in the statement that changes the holds it counts.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::hold::grant::PoolCounts;
use domain::hold::revival::OrderHold;
use domain::hold::trail::AllocationStep;
use domain::hold::{HoldState, SeatClaimState};
use domain::ids::{CartId, HoldId, OrganizerId, PerformanceId, PoolId};
use uuid::Uuid;

/// Locks pools in their order ([locks](crate#locks)): the lock that every claim takes before it looks at places, so that claims on
/// one pool queue up and never deadlock.
pub async fn lock_pools(conn: &mut Conn, organizer: OrganizerId, pools: &[Uuid]) -> Result<Vec<PoolCounts>, Error> {
    lock(conn, organizer, pools, &[], None).await
}

/// Locks all pools of performances: whoever may give back what lapsed needs them all, for a hold that ends may draw on any.
pub async fn lock_pools_of(
    conn: &mut Conn,
    organizer: OrganizerId,
    performances: &[Uuid],
) -> Result<Vec<PoolCounts>, Error> {
    let mut locked = lock(conn, organizer, &[], performances, None).await?;
    // A second look: no hold of theirs comes or goes any more.
    let codes = sqlx::query_scalar!(
        r#"SELECT DISTINCT d.pool_id FROM holds h
           JOIN discount_codes d ON d.organizer_id = h.organizer_id AND d.id = h.discount_code_id
           WHERE h.organizer_id = $1 AND h.performance_id = ANY($2) AND h.state = 'pending' AND h.discount_code_id IS NOT NULL"#,
        organizer.0,
        performances
    )
    .fetch_all(&mut *conn)
    .await?;
    if !codes.is_empty() {
        locked.extend(lock(conn, organizer, &codes, &[], None).await?);
    }
    Ok(locked)
}

/// Locks these pools, all of these performances, and those of codes in whose uses holds of these performances are counted that are
/// due by `due`: whoever ends what lapsed needs them.
pub async fn lock(
    conn: &mut Conn,
    organizer: OrganizerId,
    pools: &[Uuid],
    performances: &[Uuid],
    due: Option<DateTime<Utc>>,
) -> Result<Vec<PoolCounts>, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, performance_id, capacity, held, sold FROM pools
           WHERE organizer_id = $1 AND (performance_id = ANY($3) OR id = ANY($2 || ARRAY(
               SELECT d.pool_id FROM holds h
               JOIN discount_codes d ON d.organizer_id = h.organizer_id AND d.id = h.discount_code_id
               WHERE h.organizer_id = $1 AND h.performance_id = ANY($3) AND h.state = 'pending'
                 AND h.discount_code_id IS NOT NULL AND h.expires_at <= $4)))
           ORDER BY performance_id IS NULL, id FOR UPDATE"#,
        organizer.0,
        pools,
        performances,
        due
    )
    .fetch_all(conn)
    .await?;
    let pool = |id, performance, capacity, held, sold| PoolCounts {
        pool: PoolId(id),
        performance: Option::map(performance, PerformanceId),
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
    let ended = sqlx::query!(
        r#"WITH due AS (
               UPDATE holds SET state = $5, ended_at = $3
               WHERE organizer_id = $1 AND performance_id = ANY($2) AND state = 'pending'
                 AND expires_at <= coalesce($4, 'infinity'::timestamptz)
               RETURNING id, cart_id, pool_ids, quantity
           ), trail AS (
               INSERT INTO allocations (organizer_id, hold_id, at, step, places, channel)
               SELECT $1, due.id, $3, $6, due.quantity, c.channel
               FROM due JOIN carts c ON c.organizer_id = $1 AND c.id = due.cart_id
           ), released AS (
               UPDATE seat_claims SET state = $7::text
               WHERE organizer_id = $1 AND hold_id IN (SELECT id FROM due) AND state = 'held'
           )
           SELECT count(DISTINCT due.id) AS "count!", move_places($1, array_agg(pool_id), array_agg(quantity), $8, $9)
           FROM due, unnest(pool_ids) AS pool_id"#,
        organizer.0,
        performances,
        now,
        due,
        EXPIRY.to.into_str(),
        EXPIRY.name.into_str(),
        EXPIRY.seat.map(|seat| seat.into_str()),
        EXPIRY.counted.0,
        EXPIRY.counted.1
    )
    .fetch_one(conn)
    .await?;
    Ok(ended.count)
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

/// Holds of a cart, for the order that it became.
pub async fn of_cart(conn: &mut Conn, organizer: OrganizerId, cart: CartId) -> Result<Vec<OrderHold>, Error> {
    let found = sqlx::query!(
        "SELECT id, pool_ids, quantity, state FROM holds WHERE organizer_id = $1 AND cart_id = $2 ORDER BY created_at, id",
        organizer.0,
        cart.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(OrderHold {
                id: HoldId(r.id),
                state: rows::named("holds", "state", &r.state)?,
                pools: r.pool_ids.into_iter().map(PoolId).collect(),
                quantity: rows::count("holds", "quantity", r.quantity)?,
            })
        })
        .collect()
}

/// What holds come to, with all that follows: their trail, what their pools count, who has their seats. It begins wherever
/// [`HoldState::follows`] says that it can.
struct Step {
    to: HoldState,
    /// As the trail names it.
    name: AllocationStep,
    /// How many times its places a hold's pools count more as held, and as sold.
    counted: (i32, i32),
    /// What its claimed seat becomes; `None` where that is seen to before.
    seat: Option<SeatClaimState>,
}

const RELEASE: Step = Step {
    to: HoldState::Voided,
    name: AllocationStep::Released,
    counted: (-1, 0),
    seat: Some(SeatClaimState::Released),
};
/// Only of pending holds, which partial indexes find: so its statement says where it begins in words ([`expire`]).
const EXPIRY: Step = Step {
    to: HoldState::Expired,
    name: AllocationStep::Expired,
    counted: (-1, 0),
    seat: Some(SeatClaimState::Released),
};
const SALE: Step =
    Step { to: HoldState::Posted, name: AllocationStep::Sold, counted: (-1, 1), seat: Some(SeatClaimState::Sold) };
const REVIVAL: Step = Step { to: HoldState::Pending, name: AllocationStep::Revived, counted: (1, 0), seat: None };

/// Takes the step with those of these holds that are where it begins, and says how many those are. Needs their pools locked.
/// With `until`, they last so long.
async fn take(
    step: &Step,
    conn: &mut Conn,
    organizer: OrganizerId,
    holds: &[Uuid],
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let from: Vec<String> = step.to.follows().map(|state| state.into_str().to_owned()).collect();
    let taken = sqlx::query!(
        r#"WITH moved AS (
               UPDATE holds SET state = $4, ended_at = CASE WHEN $4 = 'pending' THEN NULL ELSE $5::timestamptz END,
                                expires_at = coalesce($6, expires_at)
               WHERE organizer_id = $1 AND id = ANY($2) AND state = ANY($3)
               RETURNING id, cart_id, pool_ids, quantity
           ), trail AS (
               INSERT INTO allocations (organizer_id, hold_id, at, step, places, channel)
               SELECT $1, moved.id, $5, $7, moved.quantity, c.channel
               FROM moved JOIN carts c ON c.organizer_id = $1 AND c.id = moved.cart_id
           ), seats AS (
               UPDATE seat_claims SET state = $10::text
               WHERE organizer_id = $1 AND hold_id IN (SELECT id FROM moved) AND state = 'held' AND $10::text IS NOT NULL
           )
           SELECT count(DISTINCT moved.id) AS "count!", move_places($1, array_agg(pool_id), array_agg(quantity), $8, $9)
           FROM moved, unnest(pool_ids) AS pool_id"#,
        organizer.0,
        holds,
        &from,
        step.to.into_str(),
        now,
        until,
        step.name.into_str(),
        step.counted.0,
        step.counted.1,
        step.seat.map(|seat| seat.into_str())
    )
    .fetch_one(conn)
    .await?;
    Ok(taken.count)
}

/// Lets pending holds go; their places are free at once. Needs their pools locked. Returns how many were still pending.
pub async fn void(conn: &mut Conn, organizer: OrganizerId, holds: &[Uuid], now: DateTime<Utc>) -> Result<i64, Error> {
    take(&RELEASE, conn, organizer, holds, None, now).await
}

/// Sells pending holds: held becomes sold. Needs their pools locked. Returns how many were still pending.
pub async fn post(conn: &mut Conn, organizer: OrganizerId, holds: &[Uuid], now: DateTime<Utc>) -> Result<i64, Error> {
    take(&SALE, conn, organizer, holds, None, now).await
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
    take(&REVIVAL, conn, organizer, holds, Some(until), now).await.map(drop)
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
                                  tax_minor, tax_rate_bp, fee_minor, absorbed_fee_minor, currency, price_rule, adjustments,
                                  discount_code_id, expires_at, extended, created_at)
               SELECT organizer_id, $3, cart_id, performance_id, ticket_type_id, pool_ids, $4, net_minor, tax_minor,
                      tax_rate_bp, fee_minor, absorbed_fee_minor, currency, price_rule, adjustments, discount_code_id,
                      expires_at, extended, $5
               FROM holds WHERE organizer_id = $1 AND id = $2 AND state = 'voided' AND seat_id IS NULL
               RETURNING pool_ids, quantity
           )
           SELECT move_places($1, array_agg(pool_id), array_agg(quantity), 1, 0) FROM fewer, unnest(pool_ids) AS pool_id"#,
        organizer.0,
        voided.0,
        new.0,
        i32::try_from(places).map_err(|e| Error::inconsistent("holds", "quantity", e))?,
        now
    )
    .fetch_one(conn)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// How many times its places a hold in this state counts as held, and as sold, and how it has its seat.
    fn stands(state: HoldState) -> ((i32, i32), SeatClaimState) {
        match state {
            HoldState::Pending => ((1, 0), SeatClaimState::Held),
            HoldState::Posted => ((0, 1), SeatClaimState::Sold),
            HoldState::Voided | HoldState::Expired => ((0, 0), SeatClaimState::Released),
        }
    }

    #[test]
    fn a_step_counts_what_lies_between_its_states() {
        for step in [RELEASE, EXPIRY, SALE, REVIVAL] {
            let ((held, sold), seat) = stands(step.to);
            assert!(step.seat.is_none_or(|becomes| becomes == seat), "{:?}", step.name);
            assert!(step.to.follows().count() > 0, "{:?}", step.name);
            for from in step.to.follows() {
                let ((was_held, was_sold), _) = stands(from);
                assert_eq!(step.counted, (held - was_held, sold - was_sold), "{:?} from {from:?}", step.name);
            }
        }
    }
}
