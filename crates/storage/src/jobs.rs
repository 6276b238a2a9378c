//! Asking for work in the transaction that makes it necessary. The worker does it after the commit, at least once.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// Enqueues a job. With a `key`, a job of the same key that hasn't begun is replaced instead of doubled.
pub async fn enqueue<P: Serialize>(
    conn: &mut Conn,
    task: &str,
    payload: &P,
    run_at: Option<DateTime<Utc>>,
    key: Option<&str>,
) -> Result<(), Error> {
    let payload = serde_json::to_value(payload).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    sqlx::query("SELECT enqueue_job($1, $2::json, $3, $4)")
        .bind(task)
        .bind(payload.to_string())
        .bind(run_at)
        .bind(key)
        .execute(conn)
        .await?;
    Ok(())
}
