//! Forms that were posted with mistakes, kept for the page that shows them again.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use serde_json::Value;

pub struct KeptFormRow {
    pub fields: Value,
    pub problems: Value,
}

/// Needs `Scope::Secret` of the same hash.
pub async fn keep(
    conn: &mut Conn,
    hash: &[u8; 32],
    fields: &Value,
    problems: &Value,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO form_drafts (secret_hash, fields, problems, created_at) VALUES ($1, $2, $3, $4)",
        hash.as_slice(),
        fields,
        problems,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn find(conn: &mut Conn, hash: &[u8; 32]) -> Result<Option<KeptFormRow>, Error> {
    let form = sqlx::query_as!(
        KeptFormRow,
        "SELECT fields, problems FROM form_drafts WHERE secret_hash = $1",
        hash.as_slice()
    )
    .fetch_optional(conn)
    .await?;
    Ok(form)
}

/// Deletes the forms that waited for their person for two days, whoever they are of: the table's policy lets nothing else
/// go. Needs `Scope::Nothing`.
pub async fn forget_old(conn: &mut Conn) -> Result<u64, Error> {
    Ok(sqlx::query!("DELETE FROM form_drafts").execute(conn).await?.rows_affected())
}
