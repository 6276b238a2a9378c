//! What a batch of reversals reads and writes about orders that the caller has locked, each with one statement however many
//! they are.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::hold::trail::Via;
use domain::ids::{HoldId, OrderId, OrderLineId, OrganizerId, PaymentId, PerformanceId, RefundId, TicketId};
use domain::money::Money;
use domain::order::OrderState;
use domain::payment::RefundState;
use domain::ticket::TicketState;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A ticket of an order, as its reversal is decided on.
#[derive(Clone, Copy, Debug)]
pub struct TicketRow {
    pub id: TicketId,
    pub order: OrderId,
    pub line: OrderLineId,
    pub state: TicketState,
    /// Its holder came in and hasn't left since.
    pub inside: bool,
}

/// All tickets of these orders, each order's in the order of their sale numbers. They are locked as a gate locks them
/// ([locks](crate#locks)), so that nobody comes in or leaves until the caller is done.
pub async fn tickets_of(conn: &mut Conn, organizer: OrganizerId, orders: &[Uuid]) -> Result<Vec<TicketRow>, Error> {
    let found = sqlx::query!(
        r#"WITH locked AS MATERIALIZED (
               SELECT id, order_id, line_id, state, inside, sale_number FROM tickets
               WHERE organizer_id = $1 AND order_id = ANY($2)
               ORDER BY id FOR NO KEY UPDATE
           )
           SELECT id, order_id, line_id, state, inside FROM locked ORDER BY order_id, sale_number"#,
        organizer.0,
        orders
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(TicketRow {
                id: TicketId(r.id),
                order: OrderId(r.order_id),
                line: OrderLineId(r.line_id),
                state: rows::named("tickets", "state", &r.state)?,
                inside: r.inside,
            })
        })
        .collect()
}

/// Refunds valid tickets.
///
/// # Errors
/// When one of them isn't valid: the caller has locked and seen them ([`tickets_of`]).
pub async fn end_tickets(
    conn: &mut Conn,
    organizer: OrganizerId,
    tickets: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let result = sqlx::query!(
        r#"UPDATE tickets SET state = $3, ended_at = $4
           WHERE organizer_id = $1 AND id = ANY($2) AND state = 'valid'"#,
        organizer.0,
        tickets,
        TicketState::Refunded.into_str(),
        now
    )
    .execute(conn)
    .await?;
    crate::error::all_rows(result, tickets.len())
}

/// Where the place of a ticket is counted.
pub struct PlaceOf {
    pub ticket: TicketId,
    pub hold: HoldId,
    pub performance: PerformanceId,
    pub pools: Vec<Uuid>,
}

/// The places of these tickets, whatever has become of them.
pub async fn places_of(conn: &mut Conn, organizer: OrganizerId, tickets: &[Uuid]) -> Result<Vec<PlaceOf>, Error> {
    let found = sqlx::query!(
        r#"SELECT t.id, l.hold_id, l.performance_id, h.pool_ids
           FROM tickets t
           JOIN order_lines l ON l.organizer_id = t.organizer_id AND l.id = t.line_id
           JOIN holds h ON h.organizer_id = l.organizer_id AND h.id = l.hold_id
           WHERE t.organizer_id = $1 AND t.id = ANY($2)"#,
        organizer.0,
        tickets
    )
    .fetch_all(conn)
    .await?;
    let place = |id, hold, performance, pools| PlaceOf {
        ticket: TicketId(id),
        hold: HoldId(hold),
        performance: PerformanceId(performance),
        pools,
    };
    Ok(found.into_iter().map(|r| place(r.id, r.hold_id, r.performance_id, r.pool_ids)).collect())
}

/// Sold places of a hold that go back on sale.
pub struct PlacesBack<'a> {
    pub hold: HoldId,
    pub places: u32,
    pub via: Via,
    /// Who took them back, as the audit log names them.
    pub actor: &'a str,
}

/// Puts sold places back on sale: the tickets for them are returned. Needs their pools locked.
pub async fn put_back(
    conn: &mut Conn,
    organizer: OrganizerId,
    back: &[PlacesBack<'_>],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let holds: Vec<Uuid> = back.iter().map(|b| b.hold.0).collect();
    let places: Vec<i32> = back.iter().map(|b| i32::try_from(b.places).unwrap_or(i32::MAX)).collect();
    let vias: Vec<String> = back.iter().map(|b| b.via.into_str().to_owned()).collect();
    let actors: Vec<String> = back.iter().map(|b| b.actor.to_owned()).collect();
    sqlx::query!(
        r#"WITH back AS (
               SELECT h.id, h.pool_ids, h.seat_id, b.places, b.via, b.actor
               FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[]) AS b (hold_id, places, via, actor)
               JOIN holds h ON h.organizer_id = $1 AND h.id = b.hold_id
           ), trail AS (
               INSERT INTO allocations (organizer_id, hold_id, at, step, places, channel, actor)
               SELECT $1, back.id, $6, 'returned', back.places, back.via, back.actor FROM back
           ), released AS (
               UPDATE seat_claims SET state = 'released' FROM back
               WHERE seat_claims.organizer_id = $1 AND seat_claims.hold_id = back.id AND back.seat_id IS NOT NULL
           )
           SELECT move_places($1, array_agg(pool_id), array_agg(places), 0, -1) FROM back, unnest(pool_ids) AS pool_id"#,
        organizer.0,
        &holds,
        &places,
        &vias,
        &actors,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// Money that is to go back to where it came from.
pub struct RefundToInsert<'a> {
    pub id: RefundId,
    pub order: OrderId,
    pub payment: PaymentId,
    pub amount: Money,
    pub reason: &'a str,
}

/// Writes refunds down as created, before any gateway is asked.
pub async fn insert_refunds(
    conn: &mut Conn,
    organizer: OrganizerId,
    new: &[RefundToInsert<'_>],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let records: Vec<_> = new
        .iter()
        .map(|r| {
            json!({
                "id": r.id.0, "order_id": r.order.0, "payment_id": r.payment.0, "amount_minor": r.amount.minor,
                "state": RefundState::Created.into_str(), "reason": r.reason,
            })
        })
        .collect();
    sqlx::query!(
        r#"INSERT INTO refunds (organizer_id, id, order_id, payment_id, amount_minor, state, reason, created_at)
           SELECT $1, r.id, r.order_id, r.payment_id, r.amount_minor, r.state, r.reason, $3
           FROM jsonb_populate_recordset(NULL::refunds, $2) AS r"#,
        organizer.0,
        Value::Array(records),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Counts what goes back of payments; a payment may be named more than once.
pub async fn count_refunded(
    conn: &mut Conn,
    organizer: OrganizerId,
    parts: &[(PaymentId, Money)],
) -> Result<(), Error> {
    let payments: Vec<Uuid> = parts.iter().map(|(payment, _)| payment.0).collect();
    let amounts: Vec<i64> = parts.iter().map(|(_, amount)| amount.minor).collect();
    let result = sqlx::query!(
        r#"UPDATE payments SET refunded_minor = refunded_minor + part.amount_minor
           FROM (SELECT id, sum(amount_minor)::bigint AS amount_minor
                 FROM unnest($2::uuid[], $3::bigint[]) AS p (id, amount_minor) GROUP BY id) part
           WHERE payments.organizer_id = $1 AND payments.id = part.id"#,
        organizer.0,
        &payments,
        &amounts
    )
    .execute(conn)
    .await?;
    let named: BTreeSet<Uuid> = payments.into_iter().collect();
    crate::error::all_rows(result, named.len())
}

/// What becomes of an order, and what of its money goes back.
pub struct OrderEnd {
    pub order: OrderId,
    pub state: OrderState,
    pub refunded: Money,
}

/// Writes what became of orders, each named once.
pub async fn set_orders(conn: &mut Conn, organizer: OrganizerId, ends: &[OrderEnd]) -> Result<(), Error> {
    let orders: Vec<Uuid> = ends.iter().map(|e| e.order.0).collect();
    let states: Vec<String> = ends.iter().map(|e| e.state.into_str().to_owned()).collect();
    let amounts: Vec<i64> = ends.iter().map(|e| e.refunded.minor).collect();
    let result = sqlx::query!(
        r#"UPDATE orders SET state = e.state, refunded_minor = refunded_minor + e.amount_minor
           FROM unnest($2::uuid[], $3::text[], $4::bigint[]) AS e (id, state, amount_minor)
           WHERE orders.organizer_id = $1 AND orders.id = e.id"#,
        organizer.0,
        &orders,
        &states,
        &amounts
    )
    .execute(conn)
    .await?;
    crate::error::all_rows(result, ends.len())
}
