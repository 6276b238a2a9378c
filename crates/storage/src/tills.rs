//! Tills, and what was sold at them.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrganizerId, PerformanceId, PersonId, TerminalId, TillId};
use domain::locale::Locale;
use domain::money::Money;
use domain::order::OrderRow;
use domain::till::{TerminalState, Till};

pub async fn insert(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TillId,
    name: &str,
    terminal: Option<TerminalId>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO tills (organizer_id, id, name, terminal_id) VALUES ($1, $2, $3, $4)",
        organizer.0,
        id.0,
        name,
        terminal.map(|t| t.0)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Another name for a till and its terminal. False: there is no such till.
pub async fn rename(conn: &mut Conn, organizer: OrganizerId, id: TillId, name: &str) -> Result<bool, Error> {
    let terminal = sqlx::query_scalar!(
        "UPDATE tills SET name = $3 WHERE organizer_id = $1 AND id = $2 RETURNING terminal_id",
        organizer.0,
        id.0,
        name
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(terminal) = terminal else { return Ok(false) };
    sqlx::query!("UPDATE terminals SET name = $3 WHERE organizer_id = $1 AND id = $2", organizer.0, terminal, name)
        .execute(conn)
        .await?;
    Ok(true)
}

/// Gives the till another terminal, or none, if it still has the one it was seen with. False: it hasn't.
pub async fn change_terminal(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TillId,
    was: Option<TerminalId>,
    now: Option<TerminalId>,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE tills SET terminal_id = $4 WHERE organizer_id = $1 AND id = $2 AND terminal_id IS NOT DISTINCT FROM $3",
        organizer.0,
        id.0,
        was.map(|t| t.0),
        now.map(|t| t.0)
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// All tills of the organizer by name, with their terminals as they last spoke.
pub async fn all(conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<Till>, Error> {
    let found = sqlx::query!(
        r#"SELECT t.id, t.name, m.id AS "terminal_id?", m.name AS "terminal_name?",
                  m.printer_state AS "printer_state?", m.last_seen_at AS "last_seen_at?"
           FROM tills t
           LEFT JOIN terminals m ON m.organizer_id = t.organizer_id AND m.id = t.terminal_id
           WHERE t.organizer_id = $1
           ORDER BY t.name, t.id"#,
        organizer.0
    )
    .fetch_all(conn)
    .await?;
    let mut tills = Vec::with_capacity(found.len());
    for row in found {
        let terminal = match (row.terminal_id, row.terminal_name, row.printer_state) {
            (Some(id), Some(name), Some(state)) => Some(TerminalState {
                id: TerminalId(id),
                name,
                printer: rows::named("terminals", "printer_state", &state)?,
                last_seen_at: row.last_seen_at,
            }),
            _ => None,
        };
        tills.push(Till { id: TillId(row.id), name: row.name, terminal });
    }
    Ok(tills)
}

pub async fn find(conn: &mut Conn, organizer: OrganizerId, id: TillId) -> Result<Option<Till>, Error> {
    Ok(all(conn, organizer).await?.into_iter().find(|t| t.id == id))
}

/// Dates that a till may sell now: published, scheduled, on sale, and not over. A date without an end lasts three hours.
pub async fn sellable(
    conn: &mut Conn,
    organizer: OrganizerId,
    now: DateTime<Utc>,
    most: u32,
) -> Result<Vec<PerformanceId>, Error> {
    let ids = sqlx::query_scalar!(
        "SELECT p.id FROM performances p
         JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
         WHERE p.organizer_id = $1 AND e.status = 'published' AND p.status = 'scheduled'
           AND p.on_sale_from <= $2 AND ends_by(p.starts_at, p.ends_at) > $2
         ORDER BY p.starts_at, p.id
         LIMIT $3",
        organizer.0,
        now,
        i64::from(most)
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(PerformanceId).collect())
}

/// The newest orders of a till.
pub async fn recent_sales(
    conn: &mut Conn,
    organizer: OrganizerId,
    till: TillId,
    most: u32,
) -> Result<Vec<OrderRow>, Error> {
    let found = sqlx::query!(
        r#"SELECT o.id, o.number, o.state, o.channel, o.buyer_name, o.buyer_email, o.currency, o.total_minor, o.placed_at,
                  o.attention,
                  coalesce((SELECT sum(l.quantity) FROM order_lines l
                            WHERE l.organizer_id = o.organizer_id AND l.order_id = o.id), 0)::int AS "tickets!",
                  (SELECT e.title FROM order_lines l
                   JOIN performances p ON p.organizer_id = l.organizer_id AND p.id = l.performance_id
                   JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
                   WHERE l.organizer_id = o.organizer_id AND l.order_id = o.id
                   ORDER BY l.position LIMIT 1) AS title
           FROM orders o
           WHERE o.organizer_id = $1 AND o.till_id = $2
           ORDER BY o.placed_at DESC, o.id DESC
           LIMIT $3"#,
        organizer.0,
        till.0,
        i64::from(most)
    )
    .fetch_all(conn)
    .await?;
    let mut sales = Vec::with_capacity(found.len());
    for row in found {
        let title = row.title.map(|t| rows::translated("events", "title", t)).transpose()?.unwrap_or_default();
        sales.push(OrderRow {
            id: OrderId(row.id),
            state: rows::named("orders", "state", &row.state)?,
            channel: rows::named("orders", "channel", &row.channel)?,
            number: row.number,
            buyer_name: row.buyer_name,
            buyer_email: row.buyer_email,
            tickets: rows::count("order_lines", "quantity", row.tickets)?,
            total: rows::money("orders", row.total_minor, &row.currency)?,
            placed_at: row.placed_at,
            event_title: title,
            attention: row.attention.map(|why| rows::named("orders", "attention", &why)).transpose()?,
        });
    }
    Ok(sales)
}

/// What was taken in cash for an order, and what was handed over for it, change included. `None`: no cash.
pub async fn cash_of_order(
    conn: &mut Conn,
    organizer: OrganizerId,
    order: OrderId,
) -> Result<Option<(Money, Money)>, Error> {
    let row = sqlx::query!(
        r#"SELECT amount_minor, coalesce(tendered_minor, amount_minor) AS "tendered_minor!", currency FROM payments
           WHERE organizer_id = $1 AND order_id = $2 AND gateway = 'cash' AND state = 'captured'
           ORDER BY captured_at LIMIT 1"#,
        organizer.0,
        order.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| {
        Ok((
            rows::money("payments", r.amount_minor, &r.currency)?,
            rows::money("payments", r.tendered_minor, &r.currency)?,
        ))
    })
    .transpose()
}

/// The language somebody reads.
pub async fn locale_of_person(conn: &mut Conn, person: PersonId) -> Result<Locale, Error> {
    let tag = sqlx::query_scalar!("SELECT locale FROM people WHERE id = $1", person.0).fetch_optional(conn).await?;
    Ok(tag.map(|tag| rows::locale(&tag)).unwrap_or_default())
}
