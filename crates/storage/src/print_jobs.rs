//! Print jobs, in the order of each terminal.

use crate::error::one_row;
use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrganizerId, PrintJobId, TerminalId, TicketId, TillId};
use domain::paper::{PrintJob, PrintJobState};
use domain::print_job::Progress;
use domain::till::PrintJobView;
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// A print job as it is stored.
#[derive(Clone, Debug)]
pub struct StoredJob {
    pub job: PrintJob,
    pub terminal: TerminalId,
    pub order: Option<OrderId>,
    pub progress: Progress,
    pub message: Option<String>,
    pub taken_at: Option<DateTime<Utc>>,
}

/// A new job, and what it belongs to.
#[derive(Clone, Debug)]
pub struct NewPrintJob {
    pub terminal: TerminalId,
    pub till: TillId,
    pub order: Option<OrderId>,
    pub job: PrintJob,
}

/// They come out in this order.
pub async fn enqueue(
    conn: &mut Conn,
    organizer: OrganizerId,
    new: &[NewPrintJob],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let record = |new: &NewPrintJob| {
        json!({
            "id": new.job.id.0,
            "terminal_id": new.terminal.0,
            "till_id": new.till.0,
            "order_id": new.order.map(|order| order.0),
            "job": new.job,
        })
    };
    sqlx::query!(
        r#"INSERT INTO print_jobs (organizer_id, id, terminal_id, till_id, order_id, job, created_at)
           SELECT $1, j.id, j.terminal_id, j.till_id, j.order_id, j.job, $3
           FROM jsonb_populate_recordset(NULL::print_jobs, $2) WITH ORDINALITY AS j ORDER BY j.ordinality"#,
        organizer.0,
        Value::Array(new.iter().map(record).collect()),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One job, locked until the transaction ends ([locks](crate#locks)).
pub async fn lock(conn: &mut Conn, organizer: OrganizerId, id: PrintJobId) -> Result<Option<StoredJob>, Error> {
    let row = sqlx::query!(
        "SELECT terminal_id, order_id, job, state, papers_done, message, taken_at FROM print_jobs
         WHERE organizer_id = $1 AND id = $2 FOR UPDATE",
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| stored(r.terminal_id, r.order_id, r.job, &r.state, r.papers_done, r.message, r.taken_at)).transpose()
}

/// The terminal's oldest job that has not ended, whatever its state, locked ([locks](crate#locks)). The caller holds the terminal's own lock,
/// so a row that is skipped is one a person is deciding about right now: then there is nothing to take.
pub async fn lock_first_open(
    conn: &mut Conn,
    organizer: OrganizerId,
    terminal: TerminalId,
) -> Result<Option<StoredJob>, Error> {
    let row = sqlx::query!(
        "SELECT terminal_id, order_id, job, state, papers_done, message, taken_at FROM print_jobs
         WHERE organizer_id = $1 AND id = (
             SELECT id FROM print_jobs
             WHERE organizer_id = $1 AND terminal_id = $2 AND state IN ('queued', 'printing', 'waiting', 'unsure')
             ORDER BY number LIMIT 1)
         FOR UPDATE SKIP LOCKED",
        organizer.0,
        terminal.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| stored(r.terminal_id, r.order_id, r.job, &r.state, r.papers_done, r.message, r.taken_at)).transpose()
}

/// Jobs taken before `before` by terminals of whom nothing was heard since, locked ([locks](crate#locks)).
pub async fn lock_silent(
    conn: &mut Conn,
    organizer: OrganizerId,
    before: DateTime<Utc>,
) -> Result<Vec<StoredJob>, Error> {
    let found = sqlx::query!(
        "SELECT terminal_id, order_id, job, state, papers_done, message, taken_at FROM print_jobs
         WHERE organizer_id = $1 AND state = 'printing' AND taken_at < $2
         FOR UPDATE SKIP LOCKED",
        organizer.0,
        before
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| stored(r.terminal_id, r.order_id, r.job, &r.state, r.papers_done, r.message, r.taken_at))
        .collect()
}

fn stored(
    terminal: uuid::Uuid,
    order: Option<uuid::Uuid>,
    job: serde_json::Value,
    state: &str,
    papers_done: i32,
    message: Option<String>,
    taken_at: Option<DateTime<Utc>>,
) -> Result<StoredJob, Error> {
    let job: PrintJob = rows::json("print_jobs", "job", job)?;
    let progress = Progress {
        state: rows::named("print_jobs", "state", state)?,
        papers_done: rows::count("print_jobs", "papers_done", papers_done)?,
        papers: papers(&job),
    };
    Ok(StoredJob { job, terminal: TerminalId(terminal), order: order.map(OrderId), progress, message, taken_at })
}

fn papers(job: &PrintJob) -> u32 {
    u32::try_from(job.papers.len()).unwrap_or(u32::MAX)
}

/// Writes down where a job is now.
pub async fn save(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: PrintJobId,
    progress: Progress,
    message: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let ended = matches!(progress.state, PrintJobState::Done | PrintJobState::Cancelled);
    let papers_done = i32::try_from(progress.papers_done).unwrap_or(i32::MAX);
    let result = sqlx::query!(
        "UPDATE print_jobs SET state = $3, papers_done = $4, message = $5,
                taken_at = CASE WHEN $3 = 'printing' THEN $6 ELSE taken_at END,
                ended_at = CASE WHEN $7 THEN $6 END
         WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        progress.state.into_str(),
        papers_done,
        message,
        now,
        ended
    )
    .execute(conn)
    .await?;
    one_row(result)
}

/// What a till shows: everything open of its terminal, oldest first, then what ended last.
pub async fn of_terminal(
    conn: &mut Conn,
    organizer: OrganizerId,
    terminal: TerminalId,
    ended_most: u32,
) -> Result<Vec<PrintJobView>, Error> {
    let found = sqlx::query!(
        r#"SELECT j.id, j.job, j.state, j.papers_done, j.message, j.created_at, o.number AS "order_number?"
           FROM print_jobs j LEFT JOIN orders o ON o.organizer_id = j.organizer_id AND o.id = j.order_id
           WHERE j.organizer_id = $1 AND j.terminal_id = $2
             AND (j.state NOT IN ('done', 'cancelled') OR j.number IN (
                 SELECT number FROM print_jobs
                 WHERE organizer_id = $1 AND terminal_id = $2 AND state IN ('done', 'cancelled')
                 ORDER BY number DESC LIMIT $3))
           ORDER BY j.state IN ('done', 'cancelled'),
                    CASE WHEN j.state IN ('done', 'cancelled') THEN -j.number ELSE j.number END"#,
        organizer.0,
        terminal.0,
        i64::from(ended_most)
    )
    .fetch_all(conn)
    .await?;
    let mut views = Vec::with_capacity(found.len());
    for row in found {
        let job: PrintJob = rows::json("print_jobs", "job", row.job)?;
        views.push(PrintJobView {
            id: PrintJobId(row.id),
            state: rows::named("print_jobs", "state", &row.state)?,
            papers_done: rows::count("print_jobs", "papers_done", row.papers_done)?,
            papers: papers(&job),
            message: row.message,
            order_number: row.order_number,
            created_at: row.created_at,
        });
    }
    Ok(views)
}

/// How many receipts were made for an order so far, whatever became of them.
pub async fn receipts_of_order(conn: &mut Conn, organizer: OrganizerId, order: OrderId) -> Result<u32, Error> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*)::int AS "count!" FROM print_jobs
           WHERE organizer_id = $1 AND order_id = $2 AND job -> 'papers' @> '[{"paper": "receipt"}]'"#,
        organizer.0,
        order.0
    )
    .fetch_one(conn)
    .await?;
    rows::count("print_jobs", "count", count)
}

/// Counts a printing of these tickets and says how often each had been printed before.
pub async fn count_tickets(
    conn: &mut Conn,
    organizer: OrganizerId,
    tickets: &[TicketId],
) -> Result<HashMap<TicketId, u32>, Error> {
    let tickets: Vec<Uuid> = tickets.iter().map(|ticket| ticket.0).collect();
    let found = sqlx::query!(
        "UPDATE tickets SET printed = printed + 1 WHERE organizer_id = $1 AND id = ANY($2) RETURNING id, printed",
        organizer.0,
        &tickets
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(|r| Ok((TicketId(r.id), rows::count("tickets", "printed", r.printed - 1)?))).collect()
}
