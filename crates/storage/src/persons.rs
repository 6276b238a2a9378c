//! How many places of an event a person has, over all their carts and orders. A person is a keyed hash; see
//! `selling::guard::person`.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::{CartId, EventId, OrganizerId, PerformanceId};
use uuid::Uuid;

/// A person of an event.
pub type Person = (EventId, [u8; 32]);

/// Keeps these persons' carts from being counted by two transactions at once, whoever they are asked for with. Taken before
/// pools are locked; held until the transaction ends.
pub async fn lock_all(conn: &mut Conn, organizer: OrganizerId, all: &[Person]) -> Result<(), Error> {
    let (events, persons) = columns(all);
    // One order for all transactions.
    sqlx::query!(
        r#"WITH keys AS MATERIALIZED (
               SELECT DISTINCT hashtextextended($1::uuid::text || event::text || encode(person, 'hex'), 25) AS key
               FROM unnest($2::uuid[], $3::bytea[]) AS t (event, person) ORDER BY key
           )
           SELECT pg_advisory_xact_lock(key) FROM keys"#,
        organizer.0,
        &events,
        &persons
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// Places of the event in each person's carts: those that are kept, those whose payment is awaited, and those that have a
/// valid ticket. What was given back, refunded, cancelled or expired isn't among them.
pub async fn places_of_all(
    conn: &mut Conn,
    organizer: OrganizerId,
    all: &[Person],
    now: DateTime<Utc>,
) -> Result<Vec<(Person, u32)>, Error> {
    let (events, persons) = columns(all);
    let found = sqlx::query!(
        r#"SELECT a.event AS "event!", a.person AS "person!", (
               (SELECT coalesce(sum(h.quantity), 0) FROM person_carts m
                JOIN holds h ON h.organizer_id = $1 AND h.cart_id = m.cart_id AND h.state = 'pending'
                JOIN performances p ON p.organizer_id = $1 AND p.id = h.performance_id AND p.event_id = a.event
                LEFT JOIN orders o ON o.organizer_id = $1 AND o.cart_id = m.cart_id
                WHERE m.organizer_id = $1 AND m.event_id = a.event AND m.person = a.person
                  AND (h.expires_at > $4 OR o.state = 'awaiting_payment'))
               +
               (SELECT count(*) FROM person_carts m
                JOIN orders o ON o.organizer_id = $1 AND o.cart_id = m.cart_id
                JOIN tickets t ON t.organizer_id = $1 AND t.order_id = o.id AND t.state = 'valid'
                JOIN performances p ON p.organizer_id = $1 AND p.id = t.performance_id AND p.event_id = a.event
                WHERE m.organizer_id = $1 AND m.event_id = a.event AND m.person = a.person)
           )::bigint AS "count!"
           FROM unnest($2::uuid[], $3::bytea[]) AS a (event, person)"#,
        organizer.0,
        &events,
        &persons,
        now
    )
    .fetch_all(conn)
    .await?;
    let of = |event, person: Vec<u8>, count: i64| {
        let known = person.try_into().map_err(|_| Error::inconsistent("person_carts", "person", count))?;
        let places = u32::try_from(count).map_err(|_| Error::inconsistent("person_carts", "count", count))?;
        Ok(((EventId(event), known), places))
    };
    found.into_iter().map(|r| of(r.event, r.person, r.count)).collect()
}

fn columns(all: &[Person]) -> (Vec<Uuid>, Vec<Vec<u8>>) {
    all.iter().map(|(event, person)| (event.0, person.to_vec())).unzip()
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

/// Remembers that carts are these persons'. Remembering twice is fine.
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
