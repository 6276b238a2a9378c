//! The books. Entries are written once and never changed; the database checks that each posting sums to zero.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrganizerId};
use domain::ledger::Posting;
use serde_json::json;
use uuid::Uuid;

pub async fn post(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: Uuid,
    order: Option<OrderId>,
    kind: &str,
    posting: &Posting,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if posting.entries().is_empty() {
        return Ok(());
    }
    let entries: Vec<_> = posting
        .entries()
        .iter()
        .enumerate()
        .map(|(position, e)| {
            json!({
                "position": position, "account": e.account.code(), "amount_minor": e.amount.minor,
                "currency": e.amount.currency.code(),
            })
        })
        .collect();
    sqlx::query!(
        r#"WITH posting AS (
               INSERT INTO ledger_postings (organizer_id, id, order_id, kind, at) VALUES ($1, $2, $3, $4, $5)
           )
           INSERT INTO ledger_entries (organizer_id, posting_id, position, account, amount_minor, currency)
           SELECT $1, $2, e.position, e.account, e.amount_minor, e.currency
           FROM jsonb_to_recordset($6) AS e (position smallint, account text, amount_minor bigint, currency text)"#,
        organizer.0,
        id,
        order.map(|o| o.0),
        kind,
        now,
        serde_json::Value::Array(entries)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Account codes and balances of one organizer; they sum to zero per currency.
pub async fn balances(conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<(String, String, i64)>, Error> {
    let rows = sqlx::query!(
        r#"SELECT account, currency, sum(amount_minor)::bigint AS "balance!" FROM ledger_entries
           WHERE organizer_id = $1 GROUP BY account, currency ORDER BY account, currency"#,
        organizer.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (r.account, r.currency, r.balance)).collect())
}
