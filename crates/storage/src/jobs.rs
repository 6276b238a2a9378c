//! Asking for work in the transaction that makes it necessary. The worker does it after the commit, at least once.

use crate::{Conn, Error};
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Enqueues a job, to be begun at once or after a delay in real time (a demo's moved clock doesn't move the queue). With a
/// `key`, a job of the same key that hasn't begun is replaced instead of doubled.
pub async fn enqueue<P: Serialize>(
    conn: &mut Conn,
    task: &str,
    payload: &P,
    delay: Option<Duration>,
    key: Option<&str>,
) -> Result<(), Error> {
    let payload = serde_json::to_value(payload).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    sqlx::query("SELECT enqueue_job($1, $2::json, now() + make_interval(secs => $3), $4)")
        .bind(task)
        .bind(payload.to_string())
        .bind(delay.map(|d| d.as_secs_f64()))
        .bind(key)
        .execute(conn)
        .await?;
    Ok(())
}

/// A job as the queue keeps it.
pub struct NewJob {
    pub task: &'static str,
    pub payload: Value,
}

/// Enqueues many jobs with one statement, to be begun at once.
pub async fn enqueue_many(conn: &mut Conn, jobs: &[NewJob]) -> Result<(), Error> {
    if jobs.is_empty() {
        return Ok(());
    }
    let records: Vec<_> = jobs.iter().map(|j| json!({ "task": j.task, "payload": j.payload })).collect();
    sqlx::query("SELECT enqueue_jobs($1::json)").bind(Value::Array(records).to_string()).execute(conn).await?;
    Ok(())
}
