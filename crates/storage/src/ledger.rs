//! The books. Entries are written once and never changed; the database checks that each posting sums to zero.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrganizerId};
use domain::ledger::{Posting, PostingKind};
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
    let (mut ids, mut orders, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
    let (mut postings, mut positions, mut accounts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut amounts, mut currencies) = (Vec::new(), Vec::new());
    for p in new {
        ids.push(p.id);
        orders.push(p.order.map(|order| order.0));
        kinds.push(p.kind.into_str().to_owned());
        for (position, entry) in (0i16..).zip(p.posting.entries()) {
            postings.push(p.id);
            positions.push(position);
            accounts.push(entry.account.code());
            amounts.push(entry.amount.minor);
            currencies.push(entry.amount.currency.code().to_owned());
        }
    }
    sqlx::query!(
        r#"WITH posting AS (
               INSERT INTO ledger_postings (organizer_id, id, order_id, kind, at)
               SELECT $1, p.id, p.order_id, p.kind, $2
               FROM unnest($3::uuid[], $4::uuid[], $5::text[]) AS p (id, order_id, kind)
           )
           INSERT INTO ledger_entries (organizer_id, posting_id, position, account, amount_minor, currency)
           SELECT $1, e.posting_id, e.position, e.account, e.amount_minor, e.currency
           FROM unnest($6::uuid[], $7::smallint[], $8::text[], $9::bigint[], $10::text[])
               AS e (posting_id, position, account, amount_minor, currency)"#,
        organizer.0,
        now,
        &ids,
        &orders as &[Option<Uuid>],
        &kinds,
        &postings,
        &positions,
        &accounts,
        &amounts,
        &currencies
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
