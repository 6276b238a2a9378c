//! Correcting who an order is for.

use crate::{Conn, Error};
use domain::form::Correction;
use domain::ids::{OrderId, OrganizerId};
use serde_json::{Value, json};

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
        r#"UPDATE orders SET buyer_name = coalesce($3, buyer_name), buyer_email = coalesce($4, buyer_email),
                  placed_email = CASE WHEN $4::text IS NULL THEN placed_email ELSE coalesce(placed_email, buyer_email) END
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
        r#"UPDATE tickets t SET holder = h.holder FROM jsonb_populate_recordset(NULL::tickets, $3) AS h
           WHERE t.organizer_id = $1 AND t.order_id = $2 AND t.id = h.id"#,
        organizer.0,
        order.0,
        Value::Array(holders)
    )
    .execute(conn)
    .await?;
    crate::error::all_rows(result, correction.holders.len())
}
