//! Organizers: the tenants themselves.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::event::Organizer;
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
        r#"INSERT INTO organizers (id, slug, name, email, address, currency, zone, gateways, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"#,
        organizer.id.0,
        organizer.slug,
        organizer.name,
        organizer.email,
        &organizer.address,
        organizer.currency.code(),
        organizer.zone.name(),
        gateways,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
