//! Organizers: the tenants themselves.

use crate::error::one_row;
use crate::folded::{self, Folded};
use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::event::Organizer;
use domain::form::CheckedSettings;
use domain::ids::OrganizerId;

pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<OrganizerId>, Error> {
    let id = sqlx::query_scalar!("SELECT id FROM organizers WHERE slug = $1", slug).fetch_optional(conn).await?;
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

/// Holds the organizer's row until the transaction ends, so that its settings are saved one after the other.
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
