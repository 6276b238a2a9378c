//! Issuing tickets: their numbers within a performance, and the tickets themselves.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::fold::fold;
use domain::ids::{OrderId, OrderLineId, OrganizerId, PerformanceId, SeatId, TicketId, TicketTypeId};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A ticket to be issued.
pub struct NewTicket {
    pub id: TicketId,
    pub order: OrderId,
    pub line: OrderLineId,
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub seat: Option<SeatId>,
    pub holder: Option<String>,
    pub sale_number: i64,
}

pub async fn insert_tickets(
    conn: &mut Conn,
    organizer: OrganizerId,
    key_number: u16,
    tickets: &[NewTicket],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let records: Vec<_> = tickets
        .iter()
        .map(|t| {
            json!({
                "id": t.id.0, "order_id": t.order.0, "line_id": t.line.0, "performance_id": t.performance.0,
                "ticket_type_id": t.ticket_type.0, "seat_id": t.seat.map(|s| s.0), "holder": t.holder,
                "sale_number": t.sale_number, "folded": t.holder.as_deref().map(fold),
            })
        })
        .collect();
    sqlx::query!(
        r#"INSERT INTO tickets (organizer_id, id, order_id, line_id, performance_id, ticket_type_id, seat_id, state,
                                key_number, holder, sale_number, issued_at, folded)
           SELECT $1, t.id, t.order_id, t.line_id, t.performance_id, t.ticket_type_id, t.seat_id, 'valid', $2, t.holder,
                  t.sale_number, $4, t.folded
           FROM jsonb_populate_recordset(NULL::tickets, $3) AS t"#,
        organizer.0,
        i32::from(key_number),
        serde_json::Value::Array(records),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes the next so many numbers of each performance and gives the first of them. The rows, locked in id order
/// ([locks](crate#locks)), stay locked until the sale commits, so numbers have no gaps and follow the order of the commits.
pub async fn next_sale_numbers(
    conn: &mut Conn,
    organizer: OrganizerId,
    counts: &BTreeMap<PerformanceId, i64>,
) -> Result<HashMap<PerformanceId, i64>, Error> {
    let performances: Vec<Uuid> = counts.keys().map(|p| p.0).collect();
    let wanted: Vec<i64> = counts.values().copied().collect();
    let found = sqlx::query!(
        r#"WITH wanted AS (
               SELECT w.id, w.count FROM unnest($2::uuid[], $3::bigint[]) AS w (id, count)
           ), locked AS MATERIALIZED (
               SELECT p.id FROM performances p WHERE p.organizer_id = $1 AND p.id = ANY($2) ORDER BY p.id FOR NO KEY UPDATE
           )
           UPDATE performances p SET sale_number = p.sale_number + wanted.count
           FROM locked JOIN wanted ON wanted.id = locked.id
           WHERE p.organizer_id = $1 AND p.id = locked.id
           RETURNING p.id, p.sale_number - wanted.count + 1 AS "first!""#,
        organizer.0,
        &performances,
        &wanted
    )
    .fetch_all(conn)
    .await?;
    if found.len() != counts.len() {
        return Err(Error::RowsAffected { expected: counts.len() as u64, actual: found.len() as u64 });
    }
    Ok(found.into_iter().map(|r| (PerformanceId(r.id), r.first)).collect())
}
