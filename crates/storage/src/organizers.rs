//! Organizers: the tenants themselves. Their table has no tenant; what a buyer sees of it is read in any scope.

use crate::error::one_row;
use crate::folded::{self, Folded};
use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::event::Organizer;
use domain::form::CheckedSettings;
use domain::ids::{EventId, OrganizerId, PerformanceId};
use uuid::Uuid;

/// The organizer of a row that has these of its columns, whatever else it has: each query has a row type of its own.
macro_rules! organizer_of {
    ($row:ident) => {
        ::domain::event::Organizer {
            id: ::domain::ids::OrganizerId($row.id),
            slug: $row.slug,
            name: $row.name,
            address: $row.address,
            email: $row.email,
            phone: $row.phone,
            site: $row.site,
            currency: $crate::rows::currency("organizers", &$row.currency)?,
            zone: $crate::rows::zone("organizers", &$row.zone)?,
        }
    };
}
pub(crate) use organizer_of;

pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<OrganizerId>, Error> {
    let id = sqlx::query_scalar!("SELECT id FROM organizers WHERE slug = $1", slug).fetch_optional(conn).await?;
    Ok(id.map(OrganizerId))
}

/// All organizers of the deployment, by slug.
pub async fn all(conn: &mut Conn) -> Result<Vec<OrganizerId>, Error> {
    let ids = sqlx::query_scalar!("SELECT id FROM organizers ORDER BY slug").fetch_all(conn).await?;
    Ok(ids.into_iter().map(OrganizerId).collect())
}

pub async fn find(conn: &mut Conn, id: OrganizerId) -> Result<Option<Organizer>, Error> {
    Ok(find_many(conn, &[id.0]).await?.pop())
}

/// Those of these that there are, in no order.
pub async fn find_many(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<Organizer>, Error> {
    let found = sqlx::query!(
        "SELECT id, slug, name, address, email, phone, site, currency, zone FROM organizers WHERE id = ANY($1)",
        ids
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(|r| Ok(organizer_of!(r))).collect()
}

/// The ways to pay that an organizer offers online, by name, in its order.
pub async fn gateways(conn: &mut Conn, id: OrganizerId) -> Result<Vec<String>, Error> {
    Ok(sqlx::query_scalar!("SELECT gateways FROM organizers WHERE id = $1", id.0)
        .fetch_optional(conn)
        .await?
        .unwrap_or_default())
}

/// Whose an event is. Needs `Scope::Catalogue`, which is what hides drafts.
pub async fn of_event(conn: &mut Conn, event: EventId) -> Result<Option<OrganizerId>, Error> {
    let id = sqlx::query_scalar!("SELECT organizer_id FROM events WHERE id = $1", event.0).fetch_optional(conn).await?;
    Ok(id.map(OrganizerId))
}

/// Whose a performance is. Needs `Scope::Catalogue`, as [`of_event`].
pub async fn of_performance(conn: &mut Conn, performance: PerformanceId) -> Result<Option<OrganizerId>, Error> {
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

/// `gateways`: ways to pay in the shop, in the order they are offered.
pub async fn insert(
    conn: &mut Conn,
    organizer: &Organizer,
    gateways: &[String],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        r#"INSERT INTO organizers (id, slug, name, email, phone, site, address, currency, zone, gateways, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"#,
        organizer.id.0,
        organizer.slug,
        organizer.name,
        organizer.email,
        organizer.phone,
        organizer.site,
        &organizer.address,
        organizer.currency.code(),
        organizer.zone.name(),
        gateways,
        now
    )
    .execute(&mut *conn)
    .await?;
    folded::fill(conn, organizer.id, Folded::Organizers).await?;
    Ok(())
}

/// Holds the organizer's row until the transaction ends, so that its settings are saved one after the other
/// ([locks](crate#locks)).
pub async fn lock(conn: &mut Conn, id: OrganizerId) -> Result<(), Error> {
    sqlx::query!("SELECT id FROM organizers WHERE id = $1 FOR NO KEY UPDATE", id.0).fetch_optional(conn).await?;
    Ok(())
}

pub async fn update(conn: &mut Conn, id: OrganizerId, settings: &CheckedSettings) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE organizers SET name = $2, email = $3, phone = $4, site = $5, address = $6, zone = $7 WHERE id = $1",
        id.0,
        settings.name,
        settings.email,
        settings.phone,
        settings.site,
        &settings.address,
        settings.zone.name()
    )
    .execute(&mut *conn)
    .await?;
    folded::fill(conn, id, Folded::Organizers).await?;
    one_row(result)
}
