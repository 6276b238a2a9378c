//! The event stream of an organizer: what happened, in order. Rows are written and never changed.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::ids::OrganizerId;
use serde_json::Value;

/// Appends one thing that happened, in the transaction that made it happen. `subject` is a prefixed id.
pub async fn append(
    conn: &mut Conn,
    organizer: OrganizerId,
    at: DateTime<Utc>,
    kind: Action,
    subject: &str,
    payload: Value,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO event_stream (organizer_id, at, kind, subject, payload) VALUES ($1, $2, $3, $4, $5)",
        organizer.0,
        at,
        kind.into_str(),
        subject,
        payload
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One of several things that happened.
pub struct Happened {
    pub at: DateTime<Utc>,
    pub kind: Action,
    pub subject: String,
    pub payload: Value,
}
