//! How sales are protected: an event's own settings, or those of its organizer's whole shop.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::ids::{EventId, OrganizerId};
use domain::protection::{Protection, RoomRuleName};
use uuid::Uuid;

struct ProtectionRow {
    event_id: Option<Uuid>,
    room: String,
    room_opens_at: Option<DateTime<Utc>>,
    shoppers_max: i32,
    proof: String,
    person_max: Option<i32>,
    visitor_per_minute: i32,
    address_per_minute: i32,
}

/// What holds for an event: its own settings, else its organizer's, else the defaults.
pub async fn find(conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<Protection, Error> {
    Ok(find_scoped(conn, organizer, event).await?.1)
}

/// The same, with whose settings they are: the event's own, or (`None`) those of the whole shop.
pub async fn find_scoped(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
) -> Result<(Option<EventId>, Protection), Error> {
    let row = sqlx::query_as!(
        ProtectionRow,
        r#"SELECT event_id, room, room_opens_at, shoppers_max, proof, person_max, visitor_per_minute, address_per_minute
           FROM protections WHERE organizer_id = $1 AND (event_id = $2 OR event_id IS NULL)
           ORDER BY event_id NULLS LAST LIMIT 1"#,
        organizer.0,
        event.0
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok((None, Protection::default())) };
    Ok((row.event_id.map(EventId), protection(row)?))
}

/// An event's own settings. `None`: it goes by its organizer's.
pub async fn of_event(conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<Option<Protection>, Error> {
    let row = sqlx::query_as!(
        ProtectionRow,
        r#"SELECT event_id, room, room_opens_at, shoppers_max, proof, person_max, visitor_per_minute, address_per_minute
           FROM protections WHERE organizer_id = $1 AND event_id = $2"#,
        organizer.0,
        event.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(protection).transpose()
}

/// What holds for events without settings of their own. `None`: the defaults.
pub async fn of_shop(conn: &mut Conn, organizer: OrganizerId) -> Result<Option<Protection>, Error> {
    let row = sqlx::query_as!(
        ProtectionRow,
        r#"SELECT event_id, room, room_opens_at, shoppers_max, proof, person_max, visitor_per_minute, address_per_minute
           FROM protections WHERE organizer_id = $1 AND event_id IS NULL"#,
        organizer.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(protection).transpose()
}

/// Puts the settings of an event, or without one those of the whole shop. `id` is used where there are none yet.
pub async fn save(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: Option<EventId>,
    id: Uuid,
    protection: &Protection,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let number = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    sqlx::query!(
        r#"INSERT INTO protections (organizer_id, id, event_id, room, room_opens_at, shoppers_max, proof, person_max,
                                    visitor_per_minute, address_per_minute, changed_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           ON CONFLICT ON CONSTRAINT protections_event_key DO UPDATE
           SET room = $4, room_opens_at = $5, shoppers_max = $6, proof = $7, person_max = $8, visitor_per_minute = $9,
               address_per_minute = $10, changed_at = $11"#,
        organizer.0,
        id,
        event.map(|e| e.0),
        RoomRuleName::from(protection.room).into_str(),
        protection.room.opens_at(),
        number(protection.shoppers_max),
        protection.proof.into_str(),
        protection.person_max.map(number),
        number(protection.visitor_per_minute),
        number(protection.address_per_minute),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// From now on the event goes by its organizer's settings again.
pub async fn forget(conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<(), Error> {
    sqlx::query!("DELETE FROM protections WHERE organizer_id = $1 AND event_id = $2", organizer.0, event.0)
        .execute(conn)
        .await?;
    Ok(())
}

fn protection(row: ProtectionRow) -> Result<Protection, Error> {
    let room: RoomRuleName = rows::named("protections", "room", &row.room)?;
    let room = room.with(row.room_opens_at);
    let room = room.ok_or_else(|| Error::inconsistent("protections", "room", (&row.room, row.room_opens_at)))?;
    let count = |column, n| rows::count("protections", column, n);
    Ok(Protection {
        room,
        shoppers_max: count("shoppers_max", row.shoppers_max)?,
        proof: rows::named("protections", "proof", &row.proof)?,
        person_max: row.person_max.map(|n| count("person_max", n)).transpose()?,
        visitor_per_minute: count("visitor_per_minute", row.visitor_per_minute)?,
        address_per_minute: count("address_per_minute", row.address_per_minute)?,
    })
}
