//! Correcting who an order is for.

use crate::{Conn, Error};
use domain::form::Correction;
use domain::ids::{OrderId, OrganizerId};
use serde_json::{Value, json};

/// The address an order was placed with, and the one it has now.
pub async fn addresses(
    conn: &mut Conn,
    organizer: OrganizerId,
    order: OrderId,
) -> Result<(Option<String>, Option<String>), Error> {
    let subject = order.to_string();
    let row = sqlx::query!(
        r#"SELECT o.buyer_email,
                  (SELECT a.detail -> 'email' FROM audit_log a
                   WHERE a.organizer_id = o.organizer_id AND a.subject = $3 AND a.action = 'order.corrected'
                     AND jsonb_typeof(a.detail -> 'email') = 'object'
                   ORDER BY a.id LIMIT 1) AS "first?"
           FROM orders o WHERE o.organizer_id = $1 AND o.id = $2"#,
        organizer.0,
        order.0,
        subject
    )
    .fetch_one(conn)
    .await?;
    let placed = match &row.first {
        Some(change) => change.get("was").and_then(Value::as_str).map(str::to_owned),
        None => row.buyer_email.clone(),
    };
    Ok((placed, row.buyer_email))
}

/// Writes a correction into an order, which the caller has locked. `was`: the buyer's name until now; tickets that aren't
/// issued yet follow it.
pub async fn correct(
    conn: &mut Conn,
    organizer: OrganizerId,
    order: OrderId,
    was: Option<&str>,
    correction: &Correction,
) -> Result<(), Error> {
    let result = sqlx::query!(
        r#"UPDATE orders SET buyer_name = coalesce($3, buyer_name), buyer_email = coalesce($4, buyer_email)
           WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        order.0,
        correction.name,
        correction.email
    )
    .execute(&mut *conn)
    .await?;
    crate::error::one_row(result)?;
    if let (Some(was), Some(now)) = (was, &correction.name) {
        sqlx::query!(
            r#"UPDATE order_lines SET holders = array_replace(holders, $3, $4)
               WHERE organizer_id = $1 AND order_id = $2 AND $3 = ANY(holders)"#,
            organizer.0,
            order.0,
            was,
            now
        )
        .execute(&mut *conn)
        .await?;
    }
    let holders: Vec<Value> =
        correction.holders.iter().map(|(ticket, holder)| json!({ "id": ticket.0, "holder": holder })).collect();
    let result = sqlx::query!(
        r#"UPDATE tickets t SET holder = h.holder FROM jsonb_to_recordset($3) AS h (id uuid, holder text)
           WHERE t.organizer_id = $1 AND t.order_id = $2 AND t.id = h.id"#,
        organizer.0,
        order.0,
        Value::Array(holders)
    )
    .execute(conn)
    .await?;
    crate::error::all_rows(result, correction.holders.len())
}
