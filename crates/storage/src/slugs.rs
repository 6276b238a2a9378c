//! The addresses of events' pages.

use crate::{Conn, Error};
use domain::ids::EventId;

/// The slug of an event that visitors may see. Needs `Scope::Catalogue`, which is what hides drafts.
pub async fn of_event(conn: &mut Conn, event: EventId) -> Result<Option<String>, Error> {
    Ok(sqlx::query_scalar!("SELECT slug FROM events WHERE id = $1", event.0).fetch_optional(conn).await?)
}
