//! Venues and seat maps.

use crate::error::one_row;
use crate::folded::{self, Folded};
use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::event::Venue;
use domain::form::CheckedVenue;
use domain::ids::{OrganizerId, PerformanceId, SeatId, SeatMapId, VenueId, ZoneId};
use domain::seating::{Seat, SeatKind, SeatMap, Zone};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

fn encode<T: serde::Serialize>(value: &T) -> Result<serde_json::Value, Error> {
    serde_json::to_value(value).map_err(|e| sqlx::Error::Encode(Box::new(e)).into())
}

pub async fn all(conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<Venue>, Error> {
    let found = sqlx::query!(
        "SELECT id, name, street, city, country, zone, directions FROM venues
         WHERE organizer_id = $1 AND deleted_at IS NULL ORDER BY name, id",
        organizer.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(Venue {
                id: VenueId(r.id),
                name: r.name,
                street: r.street,
                city: r.city,
                country: r.country,
                zone: rows::zone("venues", &r.zone)?,
                directions: rows::translated("venues", "directions", r.directions)?,
            })
        })
        .collect()
}

/// Whether there is such a venue; it can't be taken away before the transaction ends ([locks](crate#locks)).
pub async fn exists(conn: &mut Conn, organizer: OrganizerId, id: VenueId) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM venues WHERE organizer_id = $1 AND id = $2 AND deleted_at IS NULL FOR KEY SHARE",
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

pub async fn insert(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: VenueId,
    venue: &CheckedVenue,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        r#"INSERT INTO venues (organizer_id, id, name, street, city, country, zone, directions, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"#,
        organizer.0,
        id.0,
        venue.name,
        venue.street,
        venue.city,
        venue.country,
        venue.zone.name(),
        encode(&venue.directions)?,
        now
    )
    .execute(&mut *conn)
    .await?;
    folded::fill(conn, organizer, Folded::Venues).await?;
    Ok(())
}

pub async fn update(conn: &mut Conn, organizer: OrganizerId, id: VenueId, venue: &CheckedVenue) -> Result<(), Error> {
    let result = sqlx::query!(
        r#"UPDATE venues SET name = $3, street = $4, city = $5, country = $6, zone = $7, directions = $8
           WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0,
        venue.name,
        venue.street,
        venue.city,
        venue.country,
        venue.zone.name(),
        encode(&venue.directions)?
    )
    .execute(&mut *conn)
    .await?;
    one_row(result)?;
    folded::fill(conn, organizer, Folded::Venues).await?;
    Ok(())
}

/// Holds the venue until the transaction ends, so that no date can be put there meanwhile ([locks](crate#locks)).
/// False: there is none.
pub async fn lock(conn: &mut Conn, organizer: OrganizerId, id: VenueId) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM venues WHERE organizer_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE",
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// As [`lock`], a seat map.
pub async fn lock_map(conn: &mut Conn, organizer: OrganizerId, id: SeatMapId) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM seat_maps WHERE organizer_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE",
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// How many dates there are or were at a venue.
pub async fn performances_at(conn: &mut Conn, organizer: OrganizerId, id: VenueId) -> Result<u32, Error> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*)::int AS "count!" FROM performances WHERE organizer_id = $1 AND venue_id = $2"#,
        organizer.0,
        id.0
    )
    .fetch_one(conn)
    .await?;
    rows::count("performances", "venue_id", count)
}

/// How many dates there are or were on a map.
pub async fn performances_on_map(conn: &mut Conn, organizer: OrganizerId, id: SeatMapId) -> Result<u32, Error> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*)::int AS "count!" FROM performances WHERE organizer_id = $1 AND seat_map_id = $2"#,
        organizer.0,
        id.0
    )
    .fetch_one(conn)
    .await?;
    rows::count("performances", "seat_map_id", count)
}

/// Takes a venue without dates away, and its maps.
pub async fn delete(conn: &mut Conn, organizer: OrganizerId, id: VenueId, now: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE seat_maps SET deleted_at = $3 WHERE organizer_id = $1 AND venue_id = $2 AND deleted_at IS NULL",
        organizer.0,
        id.0,
        now
    )
    .execute(&mut *conn)
    .await?;
    let result =
        sqlx::query!("UPDATE venues SET deleted_at = $3 WHERE organizer_id = $1 AND id = $2", organizer.0, id.0, now)
            .execute(conn)
            .await?;
    one_row(result)
}

/// Takes a map without dates away.
pub async fn delete_map(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: SeatMapId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE seat_maps SET deleted_at = $3 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        now
    )
    .execute(conn)
    .await?;
    one_row(result)
}

/// False: there is no such map.
pub async fn rename_map(conn: &mut Conn, organizer: OrganizerId, id: SeatMapId, name: &str) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE seat_maps SET name = $3 WHERE organizer_id = $1 AND id = $2 AND deleted_at IS NULL",
        organizer.0,
        id.0,
        name
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Of a place; one without a seat is nothing special.
pub(crate) fn seat_kind_of(name: Option<&str>) -> Result<SeatKind, Error> {
    name.map_or(Ok(SeatKind::Standard), |name| rows::named("seats", "kind", name))
}

/// Writes a map with its zones and seats.
pub async fn insert_map(
    conn: &mut Conn,
    organizer: OrganizerId,
    venue: VenueId,
    map: &SeatMap,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        r#"INSERT INTO seat_maps (organizer_id, id, venue_id, name, width, height, stage, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"#,
        organizer.0,
        map.id.0,
        venue.0,
        map.name,
        map.width,
        map.height,
        map.stage.as_ref().map(encode).transpose()?,
        now
    )
    .execute(&mut *conn)
    .await?;
    for (position, zone) in map.zones.iter().enumerate() {
        insert_zone(conn, organizer, map.id, zone, i32::try_from(position).unwrap_or(i32::MAX)).await?;
    }
    Ok(())
}

async fn insert_zone(
    conn: &mut Conn,
    organizer: OrganizerId,
    map: SeatMapId,
    zone: &Zone,
    position: i32,
) -> Result<(), Error> {
    sqlx::query!(
        r#"INSERT INTO zones (organizer_id, id, seat_map_id, name, kind, capacity, rank, color, area, position)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"#,
        organizer.0,
        zone.id.0,
        map.0,
        encode(&zone.name)?,
        zone.kind.into_str(),
        i32::try_from(zone.capacity).unwrap_or(i32::MAX),
        zone.rank,
        i16::from(zone.color),
        zone.area.as_ref().map(encode).transpose()?,
        position
    )
    .execute(&mut *conn)
    .await?;
    let seats: Vec<_> = zone
        .seats
        .iter()
        .enumerate()
        .map(|(n, s)| {
            json!({"id": s.id.0, "row_label": s.row, "number": s.number, "x": s.x, "y": s.y,
                   "kind": s.kind.into_str(), "position": n})
        })
        .collect();
    sqlx::query!(
        r#"INSERT INTO seats (organizer_id, id, zone_id, row_label, number, x, y, kind, position)
           SELECT $1, s.id, $2, s.row_label, s.number, s.x, s.y, s.kind, s.position
           FROM jsonb_populate_recordset(NULL::seats, $3) AS s"#,
        organizer.0,
        zone.id.0,
        serde_json::Value::Array(seats)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The maps of a venue, or of all: ids only.
pub async fn map_ids(
    conn: &mut Conn,
    organizer: OrganizerId,
    venue: Option<VenueId>,
) -> Result<Vec<(VenueId, SeatMapId)>, Error> {
    let found = sqlx::query!(
        r#"SELECT venue_id, id FROM seat_maps
           WHERE organizer_id = $1 AND ($2::uuid IS NULL OR venue_id = $2) AND deleted_at IS NULL
           ORDER BY name, id"#,
        organizer.0,
        venue.map(|v| v.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|r| (VenueId(r.venue_id), SeatMapId(r.id))).collect())
}

/// Whether a map belongs to a venue; it can't be taken away before the transaction ends ([locks](crate#locks)).
pub async fn map_is_of(conn: &mut Conn, organizer: OrganizerId, map: SeatMapId, venue: VenueId) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM seat_maps WHERE organizer_id = $1 AND id = $2 AND venue_id = $3 AND deleted_at IS NULL
         FOR KEY SHARE",
        organizer.0,
        map.0,
        venue.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// The zones of a map without their seats, in drawing order.
pub async fn zones(conn: &mut Conn, organizer: OrganizerId, map: SeatMapId) -> Result<Vec<Zone>, Error> {
    let found = sqlx::query!(
        r#"SELECT id, name, kind, capacity, rank, color, area FROM zones
           WHERE organizer_id = $1 AND seat_map_id = $2 ORDER BY position, id"#,
        organizer.0,
        map.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(Zone {
                id: ZoneId(r.id),
                name: rows::translated("zones", "name", r.name)?,
                kind: rows::named("zones", "kind", &r.kind)?,
                capacity: rows::count("zones", "capacity", r.capacity)?,
                rank: r.rank,
                color: u8::try_from(r.color).map_err(|_| Error::inconsistent("zones", "color", r.color))?,
                area: r.area.map(|a| rows::json("zones", "area", a)).transpose()?,
                seats: Vec::new(),
            })
        })
        .collect()
}

/// A map, whole.
pub async fn map(conn: &mut Conn, organizer: OrganizerId, id: SeatMapId) -> Result<Option<SeatMap>, Error> {
    let Some(row) = sqlx::query!(
        "SELECT name, width, height, stage FROM seat_maps WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?
    else {
        return Ok(None);
    };
    let mut zones = zones(conn, organizer, id).await?;
    let places: HashMap<Uuid, usize> = zones.iter().enumerate().map(|(n, z)| (z.id.0, n)).collect();
    let ids: Vec<Uuid> = zones.iter().map(|z| z.id.0).collect();
    let seats = sqlx::query!(
        r#"SELECT id, zone_id, row_label, number, x, y, kind FROM seats
           WHERE organizer_id = $1 AND zone_id = ANY($2) ORDER BY zone_id, position"#,
        organizer.0,
        &ids
    )
    .fetch_all(conn)
    .await?;
    for s in seats {
        let kind = rows::named("seats", "kind", &s.kind)?;
        if let Some(zone) = places.get(&s.zone_id).and_then(|n| zones.get_mut(*n)) {
            zone.seats.push(Seat { id: SeatId(s.id), row: s.row_label, number: s.number, x: s.x, y: s.y, kind });
        }
    }
    Ok(Some(SeatMap {
        id,
        name: row.name,
        width: row.width,
        height: row.height,
        stage: row.stage.map(|s| rows::json("seat_maps", "stage", s)).transpose()?,
        zones,
    }))
}

/// A seat that is taken, and by whom in the eyes of one cart.
pub struct TakenSeat {
    pub seat: SeatId,
    pub sold: bool,
    pub mine: bool,
}

/// Seats that are sold or in a cart whose time isn't over. `cart` is the hash of a cart's secret.
pub async fn taken(
    conn: &mut Conn,
    organizer: OrganizerId,
    performance: PerformanceId,
    cart: Option<&[u8; 32]>,
    now: DateTime<Utc>,
) -> Result<Vec<TakenSeat>, Error> {
    let found = sqlx::query!(
        r#"SELECT c.seat_id, c.state = 'sold' AS "sold!", coalesce(k.secret_hash = $3, false) AS "mine!"
           FROM seat_claims c
           JOIN holds h ON h.organizer_id = c.organizer_id AND h.id = c.hold_id
           JOIN carts k ON k.organizer_id = h.organizer_id AND k.id = h.cart_id
           WHERE c.organizer_id = $1 AND c.performance_id = $2 AND c.state <> 'released'
             AND (c.state = 'sold' OR h.expires_at > $4)"#,
        organizer.0,
        performance.0,
        cart.map(|h| h.as_slice()),
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(found
        .into_iter()
        .map(|r| TakenSeat { seat: SeatId(r.seat_id), sold: r.sold, mine: r.mine && !r.sold })
        .collect())
}
