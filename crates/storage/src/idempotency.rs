//! Answers to commands that sell or pay, by the caller's key, so that a repeated command gets the same answer.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::OrganizerId;
use serde_json::{Value, json};

/// A key, what was asked with it, and the answer.
pub struct UsedKey {
    pub command: String,
    pub key: String,
    pub request_hash: Vec<u8>,
    /// Empty where the answer is found elsewhere.
    pub response: Value,
}

/// Those keys of these commands that were used.
pub async fn used(
    conn: &mut Conn,
    organizer: OrganizerId,
    commands: &[String],
    keys: &[String],
) -> Result<Vec<UsedKey>, Error> {
    Ok(sqlx::query_as!(
        UsedKey,
        "SELECT k.command, k.key, k.request_hash, k.response FROM idempotency_keys k
           JOIN unnest($2::text[], $3::text[]) AS wanted (command, key)
             ON k.command = wanted.command AND k.key = wanted.key
           WHERE k.organizer_id = $1",
        organizer.0,
        commands,
        keys
    )
    .fetch_all(conn)
    .await?)
}

/// Keeps keys of requests that are done, in the transaction that does them. While another transaction keeps the same key,
/// this waits for its end.
///
/// # Errors
/// [`Error::Overtaken`] when another one has kept a key: looked for again, it will be found.
pub async fn keep(conn: &mut Conn, organizer: OrganizerId, new: &[UsedKey], now: DateTime<Utc>) -> Result<(), Error> {
    // An answer that is JSON's null comes out of a recordset as SQL's.
    let record = |key: &UsedKey| {
        json!({
            "command": key.command,
            "key": key.key,
            "request_hash": format!("\\x{}", hex::encode(&key.request_hash)),
            "response": key.response,
        })
    };
    let kept = sqlx::query!(
        r#"INSERT INTO idempotency_keys (organizer_id, command, key, request_hash, response, created_at)
           SELECT $1, k.command, k.key, k.request_hash, coalesce(k.response, 'null'), $3
           FROM jsonb_populate_recordset(NULL::idempotency_keys, $2) AS k
           ON CONFLICT DO NOTHING"#,
        organizer.0,
        Value::Array(new.iter().map(record).collect()),
        now
    )
    .execute(conn)
    .await?;
    if kept.rows_affected() == new.len() as u64 { Ok(()) } else { Err(Error::Overtaken) }
}

/// Deletes the organizer's answers older than `before`: from then on their keys are new again, so it has to be longer ago
/// than any program repeats itself.
pub async fn forget_old(conn: &mut Conn, organizer: OrganizerId, before: DateTime<Utc>) -> Result<u64, Error> {
    let result =
        sqlx::query!("DELETE FROM idempotency_keys WHERE organizer_id = $1 AND created_at < $2", organizer.0, before)
            .execute(conn)
            .await?;
    Ok(result.rows_affected())
}
