//! What the doctor asks a database.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};

/// How the database sees itself and us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseHealth {
    /// Such as `16.4`.
    pub version: String,
    /// What its clock says.
    pub now: DateTime<Utc>,
    /// The role our statements run as.
    pub role: String,
    /// Whether that role is above row-level security, which would show each organizer everybody's data.
    pub role_sees_all: bool,
    /// Who connected. Any statement that resets the role is this one's.
    pub login: String,
    /// Whether the login is above row-level security.
    pub login_sees_all: bool,
    /// Tables with an `organizer_id` whose rows nothing protects.
    pub unprotected: Vec<String>,
}

/// Asks as the application role; the newest answers only, nothing is changed.
pub async fn look(conn: &mut Conn) -> Result<DatabaseHealth, Error> {
    type HealthRow = (String, DateTime<Utc>, String, bool, String, bool);
    let (version, now, role, role_sees_all, login, login_sees_all): HealthRow = sqlx::query_as(
        "SELECT current_setting('server_version'), clock_timestamp(), current_user::text,
                (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user), session_user::text,
                (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user)",
    )
    .fetch_one(&mut *conn)
    .await?;
    let unprotected: Vec<String> = sqlx::query_scalar(
        "SELECT c.relname::text FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organizer_id' AND NOT a.attisdropped
         WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
         ORDER BY c.relname",
    )
    .fetch_all(conn)
    .await?;
    Ok(DatabaseHealth { version, now, role, role_sees_all, login, login_sees_all, unprotected })
}
