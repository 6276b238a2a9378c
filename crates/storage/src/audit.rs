//! The audit log: who did what. Rows are written and never changed.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::OrganizerId;
use serde_json::Value;

/// Writes one line, in the transaction of the change it tells of. `actor` as `flows::Actor` prints it, `action` like
/// `order.refunded`, `subject` a prefixed id.
pub async fn write(
    conn: &mut Conn,
    organizer: OrganizerId,
    at: DateTime<Utc>,
    actor: &str,
    action: &str,
    subject: &str,
    detail: Value,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO audit_log (organizer_id, at, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)",
        organizer.0,
        at,
        actor,
        action,
        subject,
        detail
    )
    .execute(conn)
    .await?;
    Ok(())
}
