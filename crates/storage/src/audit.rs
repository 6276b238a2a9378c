//! The audit log: who did what. Rows are written and never changed.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::OrganizerId;
use serde_json::{Value, json};

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

/// Lines for the audit log only.
pub async fn write_many(
    conn: &mut Conn,
    organizer: OrganizerId,
    at: DateTime<Utc>,
    lines: &[Line<'_>],
) -> Result<(), Error> {
    sqlx::query!(
        r#"INSERT INTO audit_log (organizer_id, at, actor, action, subject, detail)
           SELECT $1, $2, l.actor, l.action, l.subject, l.detail
           FROM jsonb_to_recordset($3) AS l (actor text, action text, subject text, detail jsonb)"#,
        organizer.0,
        at,
        records(lines)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One thing that happened, for the audit log and the event stream alike.
pub struct Line<'a> {
    pub actor: &'a str,
    pub action: &'a str,
    pub subject: String,
    pub detail: Value,
}

/// Writes lines into the audit log and appends them to the event stream, in the transaction of the changes they tell of.
pub async fn record_many(
    conn: &mut Conn,
    organizer: OrganizerId,
    at: DateTime<Utc>,
    lines: &[Line<'_>],
) -> Result<(), Error> {
    sqlx::query!(
        r#"WITH lines AS (
               SELECT l.actor, l.action, l.subject, l.detail
               FROM jsonb_to_recordset($3) AS l (actor text, action text, subject text, detail jsonb)
           ), written AS (
               INSERT INTO audit_log (organizer_id, at, actor, action, subject, detail)
               SELECT $1, $2, actor, action, subject, detail FROM lines
           )
           INSERT INTO event_stream (organizer_id, at, kind, subject, payload)
           SELECT $1, $2, action, subject, detail FROM lines"#,
        organizer.0,
        at,
        records(lines)
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn records(lines: &[Line<'_>]) -> Value {
    let record =
        |l: &Line<'_>| json!({ "actor": l.actor, "action": l.action, "subject": l.subject, "detail": l.detail });
    Value::Array(lines.iter().map(record).collect())
}
