//! The audit log: who did what. Rows are written and never changed.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::ids::OrganizerId;
use serde_json::{Value, json};

/// One thing that was done.
pub struct AuditLine<'a> {
    /// As `base::Actor` prints it.
    pub actor: &'a str,
    pub action: Action,
    /// A prefixed id.
    pub subject: String,
    pub detail: Value,
}

/// Writes lines into the audit log, and those that are news into the event stream as well, in the transaction of the changes
/// they tell of.
pub async fn record(
    conn: &mut Conn,
    organizer: OrganizerId,
    at: DateTime<Utc>,
    lines: &[AuditLine<'_>],
) -> Result<(), Error> {
    sqlx::query!(
        r#"WITH lines AS (
               SELECT l.actor, l.action, l.subject, l.detail, l.is_news
               FROM jsonb_to_recordset($3) AS l (actor text, action text, subject text, detail jsonb, is_news boolean)
           ), written AS (
               INSERT INTO audit_log (organizer_id, at, actor, action, subject, detail)
               SELECT $1, $2, actor, action, subject, detail FROM lines
           )
           INSERT INTO event_stream (organizer_id, at, kind, subject, payload)
           SELECT $1, $2, action, subject, detail FROM lines WHERE is_news"#,
        organizer.0,
        at,
        Value::Array(lines.iter().map(row).collect())
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn row(line: &AuditLine<'_>) -> Value {
    json!({
        "actor": line.actor, "action": line.action.into_str(), "subject": line.subject, "detail": line.detail,
        "is_news": line.action.is_news(),
    })
}

/// A line as it is read. Its action may be one that this version doesn't know.
pub struct Written {
    pub at: DateTime<Utc>,
    pub actor: String,
    pub action: String,
    pub detail: Value,
}

/// What was done to this subject, the newest first; of what has one time, what was written last.
pub async fn of(conn: &mut Conn, organizer: OrganizerId, subject: &str) -> Result<Vec<Written>, Error> {
    Ok(sqlx::query_as!(
        Written,
        "SELECT at, actor, action, detail FROM audit_log WHERE organizer_id = $1 AND subject = $2
         ORDER BY at DESC, id DESC",
        organizer.0,
        subject
    )
    .fetch_all(conn)
    .await?)
}
