//! The folded texts that searches look through; see [`domain::fold`].
//!
//! Orders and tickets are written with theirs. The few others are folded by [`fill`] in the transaction that changed them, and
//! by the worker, which comes by for all that anybody else has written.

use crate::{Conn, Error};
use domain::fold::fold;
use domain::ids::OrganizerId;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// Of one table so many rows are folded in one go.
const ROWS_MAX: i64 = 1_000;

/// Where there is something to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    Organizers,
    Venues,
    Events,
    Orders,
    Tickets,
}

impl Folded {
    pub const ALL: [Folded; 5] = [Folded::Organizers, Folded::Venues, Folded::Events, Folded::Orders, Folded::Tickets];

    fn table(self) -> &'static str {
        match self {
            Folded::Organizers => "organizers",
            Folded::Venues => "venues",
            Folded::Events => "events",
            Folded::Orders => "orders",
            Folded::Tickets => "tickets",
        }
    }

    /// The texts of a row, in one.
    fn texts(self) -> &'static str {
        match self {
            Folded::Organizers => "name",
            Folded::Venues => "concat_ws(' ', name, city)",
            Folded::Events => {
                "(SELECT coalesce(string_agg(text.value, ' '), '') FROM (VALUES (title), (summary), (description)) AS of (words), \
                 LATERAL jsonb_each_text(of.words) AS text)"
            }
            Folded::Orders => "concat_ws(' ', number, buyer_name, buyer_email)",
            Folded::Tickets => "holder",
        }
    }

    /// The rows of one organizer.
    fn whose(self) -> &'static str {
        match self {
            Folded::Organizers => "t.id = $1",
            Folded::Tickets => "t.organizer_id = $1 AND t.holder IS NOT NULL",
            Folded::Venues | Folded::Events | Folded::Orders => "t.organizer_id = $1",
        }
    }
}

/// Folds what isn't yet, as much as fits into one go. Answers how many rows that were.
pub async fn fill(conn: &mut Conn, organizer: OrganizerId, what: Folded) -> Result<u64, Error> {
    let (table, texts, whose) = (what.table(), what.texts(), what.whose());
    // Locked, so that nobody changes a name between the two statements; what somebody else is at is theirs.
    let find = format!(
        "SELECT t.id, {texts} FROM {table} t WHERE {whose} AND t.folded IS NULL ORDER BY t.id LIMIT {ROWS_MAX} \
         FOR NO KEY UPDATE SKIP LOCKED"
    );
    let found: Vec<(Uuid, String)> =
        sqlx::query_as(AssertSqlSafe(find)).bind(organizer.0).fetch_all(&mut *conn).await?;
    if found.is_empty() {
        return Ok(0);
    }
    let (ids, folded): (Vec<Uuid>, Vec<String>) = found.into_iter().map(|(id, text)| (id, fold(&text))).unzip();
    let write = format!(
        "UPDATE {table} t SET folded = new.folded FROM unnest($2::uuid[], $3::text[]) AS new (id, folded) \
         WHERE t.id = new.id AND {whose}"
    );
    let written = sqlx::query(AssertSqlSafe(write)).bind(organizer.0).bind(&ids).bind(&folded).execute(conn).await?;
    Ok(written.rows_affected())
}
