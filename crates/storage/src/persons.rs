//! How many places of an event a person has, over all their carts and orders. A person is a keyed hash; see
//! `flows::guard::person`.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::{CartId, EventId, OrganizerId, PerformanceId};
use uuid::Uuid;

/// Keeps a person's carts for an event from being counted by two transactions at once. Taken before pools are locked, in the
/// order of `persons`; held until the transaction ends.
pub async fn lock(conn: &mut Conn, organizer: OrganizerId, event: EventId, person: &[u8; 32]) -> Result<(), Error> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text || $2::uuid::text || encode($3, 'hex'), 25))",
        organizer.0,
        event.0,
        person.as_slice()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Places of the event in this cart and in the person's others: those that are kept, those whose payment is awaited, and
/// those that have a valid ticket. What was given back, refunded, cancelled or expired isn't among them.
pub async fn places(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    person: Option<&[u8; 32]>,
    cart: Option<CartId>,
    now: DateTime<Utc>,
) -> Result<u32, Error> {
    let count = sqlx::query_scalar!(
        r#"WITH mine AS (
               SELECT cart_id FROM person_carts WHERE organizer_id = $1 AND event_id = $2 AND person = $3
               UNION SELECT $4::uuid WHERE $4::uuid IS NOT NULL
           ), dates AS (
               SELECT id FROM performances WHERE organizer_id = $1 AND event_id = $2
           )
           SELECT (
               (SELECT coalesce(sum(h.quantity), 0) FROM mine m
                JOIN holds h ON h.organizer_id = $1 AND h.cart_id = m.cart_id AND h.state = 'pending'
                LEFT JOIN orders o ON o.organizer_id = $1 AND o.cart_id = m.cart_id
                WHERE h.performance_id IN (SELECT id FROM dates)
                  AND (h.expires_at > $5 OR o.state = 'awaiting_payment'))
               +
               (SELECT count(*) FROM mine m
                JOIN orders o ON o.organizer_id = $1 AND o.cart_id = m.cart_id
                JOIN tickets t ON t.organizer_id = $1 AND t.order_id = o.id AND t.state = 'valid'
                WHERE t.performance_id IN (SELECT id FROM dates))
           )::bigint AS "count!""#,
        organizer.0,
        event.0,
        person.map(|p| p.as_slice()),
        cart.map(|c| c.0),
        now
    )
    .fetch_one(conn)
    .await?;
    u32::try_from(count).map_err(|_| Error::inconsistent("person_carts", "count", count))
}

/// Remembers that the cart is this person's. Remembering twice is fine.
pub async fn remember(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    person: &[u8; 32],
    cart: CartId,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO person_carts (organizer_id, event_id, person, cart_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        organizer.0,
        event.0,
        person.as_slice(),
        cart.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whose an event's orders are, as their buyers wrote it: for a limit that is set while it is sold already. Without an event,
/// of all that have no settings of their own.
pub async fn buyers(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: Option<EventId>,
) -> Result<Vec<(EventId, CartId, String)>, Error> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT p.event_id, o.cart_id, o.buyer_email AS "email!" FROM performances p
           JOIN order_lines l ON l.organizer_id = p.organizer_id AND l.performance_id = p.id
           JOIN orders o ON o.organizer_id = l.organizer_id AND o.id = l.order_id
           WHERE p.organizer_id = $1 AND o.buyer_email IS NOT NULL
             AND (p.event_id = $2 OR $2::uuid IS NULL AND NOT EXISTS (
                 SELECT FROM protections x WHERE x.organizer_id = p.organizer_id AND x.event_id = p.event_id))
             AND o.state IN ('awaiting_payment', 'paid', 'partly_refunded')"#,
        organizer.0,
        event.map(|e| e.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (EventId(r.event_id), CartId(r.cart_id), r.email)).collect())
}

/// [`remember`] for many at once.
pub async fn remember_all(
    conn: &mut Conn,
    organizer: OrganizerId,
    all: &[(EventId, CartId, [u8; 32])],
) -> Result<(), Error> {
    let events: Vec<Uuid> = all.iter().map(|(event, _, _)| event.0).collect();
    let carts: Vec<Uuid> = all.iter().map(|(_, cart, _)| cart.0).collect();
    let persons: Vec<Vec<u8>> = all.iter().map(|(_, _, person)| person.to_vec()).collect();
    sqlx::query!(
        "INSERT INTO person_carts (organizer_id, event_id, person, cart_id) \
         SELECT $1, event, person, cart FROM unnest($2::uuid[], $3::bytea[], $4::uuid[]) AS t (event, person, cart) \
         ON CONFLICT DO NOTHING",
        organizer.0,
        &events,
        &persons,
        &carts
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whose a date is and of which event. Sees what its scope sees.
pub async fn event_of(conn: &mut Conn, performance: PerformanceId) -> Result<Option<(OrganizerId, EventId)>, Error> {
    let row = sqlx::query!("SELECT organizer_id, event_id FROM performances WHERE id = $1", performance.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|r| (OrganizerId(r.organizer_id), EventId(r.event_id))))
}
