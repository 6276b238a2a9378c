//! The books. Entries are written once and never changed; the database checks that each posting sums to zero.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrganizerId};
use domain::ledger::{Posting, PostingKind};
use serde_json::json;
use uuid::Uuid;

/// A posting to be written. One without entries says nothing and is left out.
pub struct NewPosting {
    pub id: Uuid,
    pub order: Option<OrderId>,
    pub kind: PostingKind,
    pub posting: Posting,
}

pub async fn post_many(
    conn: &mut Conn,
    organizer: OrganizerId,
    new: &[NewPosting],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let new: Vec<_> = new.iter().filter(|p| !p.posting.entries().is_empty()).collect();
    if new.is_empty() {
        return Ok(());
    }
    let postings: Vec<_> = new
        .iter()
        .map(|p| json!({ "id": p.id, "order_id": p.order.map(|o| o.0), "kind": p.kind.into_str() }))
        .collect();
    let entries: Vec<_> = new
        .iter()
        .flat_map(|p| p.posting.entries().iter().enumerate().map(|(position, e)| (p.id, position, e)))
        .map(|(posting, position, e)| {
            json!({
                "posting_id": posting, "position": position, "account": e.account.code(),
                "amount_minor": e.amount.minor, "currency": e.amount.currency.code(),
            })
        })
        .collect();
    sqlx::query!(
        r#"WITH posting AS (
               INSERT INTO ledger_postings (organizer_id, id, order_id, kind, at)
               SELECT $1, p.id, p.order_id, p.kind, $4
               FROM jsonb_populate_recordset(NULL::ledger_postings, $2) AS p
           )
           INSERT INTO ledger_entries (organizer_id, posting_id, position, account, amount_minor, currency)
           SELECT $1, e.posting_id, e.position, e.account, e.amount_minor, e.currency
           FROM jsonb_populate_recordset(NULL::ledger_entries, $3) AS e"#,
        organizer.0,
        serde_json::Value::Array(postings),
        serde_json::Value::Array(entries),
        now
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
