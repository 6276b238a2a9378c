//! Terminals: the programs beside the printers.

use crate::error::one_row;
use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::ids::{OrganizerId, TerminalId};
use domain::paper::PrinterState;
use domain::till::TerminalState;
use uuid::Uuid;

/// Whose terminal has this secret. In `Scope::Secret` with its hash.
pub async fn by_secret(conn: &mut Conn, secret_hash: &[u8; 32]) -> Result<Option<(OrganizerId, TerminalId)>, Error> {
    let row = sqlx::query!("SELECT organizer_id, id FROM terminals WHERE secret_hash = $1", secret_hash.as_slice())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|r| (OrganizerId(r.organizer_id), TerminalId(r.id))))
}

pub async fn insert(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TerminalId,
    name: &str,
    secret_hash: &[u8; 32],
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO terminals (organizer_id, id, name, secret_hash) VALUES ($1, $2, $3, $4)",
        organizer.0,
        id.0,
        name,
        secret_hash.as_slice()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Only who knows the new secret is this terminal from now on.
pub async fn set_secret(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TerminalId,
    secret_hash: &[u8; 32],
) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE terminals SET secret_hash = $3 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        secret_hash.as_slice()
    )
    .execute(conn)
    .await?;
    one_row(result)
}

pub async fn find(conn: &mut Conn, organizer: OrganizerId, id: TerminalId) -> Result<Option<TerminalState>, Error> {
    let row = sqlx::query!(
        "SELECT name, printer_state, last_seen_at FROM terminals WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| {
        let printer = rows::named("terminals", "printer_state", &r.printer_state)?;
        Ok(TerminalState { id, name: r.name, printer, last_seen_at: r.last_seen_at })
    })
    .transpose()
}

/// Keeps other calls of the same terminal out until the transaction ends, so that it is given one job at a time
/// ([locks](crate#locks)). False: there is no such terminal.
pub async fn lock(conn: &mut Conn, organizer: OrganizerId, id: TerminalId) -> Result<bool, Error> {
    let row: Option<Uuid> = sqlx::query_scalar!(
        "SELECT id FROM terminals WHERE organizer_id = $1 AND id = $2 FOR UPDATE",
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

/// Writes down that the terminal spoke, and what its printer is like, under its lock ([locks](crate#locks)). Says whether the
/// printer's state changed.
pub async fn seen(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TerminalId,
    printer: &PrinterState,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let before: Option<String> = sqlx::query_scalar!(
        "SELECT printer_state FROM terminals WHERE organizer_id = $1 AND id = $2 FOR UPDATE",
        organizer.0,
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let name = printer.into_str();
    let result = sqlx::query!(
        "UPDATE terminals SET printer_state = $3, last_seen_at = $4 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        name,
        now
    )
    .execute(conn)
    .await?;
    one_row(result)?;
    Ok(before.as_deref() != Some(name))
}

/// The terminal is still there; gives what it said last of its printer, or nothing where there is no such terminal.
pub async fn still_there(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TerminalId,
    now: DateTime<Utc>,
) -> Result<Option<PrinterState>, Error> {
    let said = sqlx::query_scalar!(
        "UPDATE terminals SET last_seen_at = $3 WHERE organizer_id = $1 AND id = $2 RETURNING printer_state",
        organizer.0,
        id.0,
        now
    )
    .fetch_optional(conn)
    .await?;
    said.map(|name| rows::named("terminals", "printer_state", &name)).transpose()
}
