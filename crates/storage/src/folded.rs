//! The folded texts that searches look through; see [`domain::fold`].
//!
//! Orders and tickets are written with theirs. The few others are folded by [`fill`] in the transaction that changed them, and
//! by the worker, which comes by for all that anybody else has written.

use crate::{Conn, Error};
use domain::fold::{fold, fold_all};
use domain::ids::OrganizerId;
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;
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
            Folded::Orders => {
                "concat_ws(' ', number, buyer_name, buyer_email) || chr(31) || coalesce(\
                 (SELECT string_agg(n.holder, ' ') FROM tickets n WHERE n.organizer_id = t.organizer_id AND n.order_id = t.id), \
                 (SELECT string_agg(name, ' ') FROM order_lines l, unnest(l.holders) AS name \
                  WHERE l.organizer_id = t.organizer_id AND l.order_id = t.id), '')"
            }
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

/// What stands before the holders' names of an order when they are read: no name has it.
const HOLDERS: char = '\u{1f}';

/// What an order is looked for by: its number, its buyer and their address, and behind a bar, which is in no folded word, what
/// the names on its tickets add to that. A gate looks before the bar, since it has the tickets themselves.
pub fn of_order<'a>(own: impl IntoIterator<Item = &'a str>, holders: impl IntoIterator<Item = &'a str>) -> String {
    let (own, holders) = (fold_all(own), fold_all(holders));
    let is_new = |word: &&str| !word.is_empty() && !own.split(' ').any(|known| known == *word);
    let more: BTreeSet<&str> = holders.split(' ').filter(is_new).collect();
    if more.is_empty() { own } else { format!("{own}|{}", more.into_iter().collect::<Vec<_>>().join(" ")) }
}

/// Folds what isn't yet and nobody has locked ([locks](crate#locks)), as much as fits into one go. Answers how many rows that were.
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
    let fold = |text: &str| match text.split_once(HOLDERS) {
        Some((own, holders)) if what == Folded::Orders => of_order([own], [holders]),
        _ => fold(text),
    };
    let (ids, folded): (Vec<Uuid>, Vec<String>) = found.iter().map(|(id, text)| (*id, fold(text))).unzip();
    let write = format!(
        "UPDATE {table} t SET folded = new.folded FROM unnest($2::uuid[], $3::text[]) AS new (id, folded) \
         WHERE t.id = new.id AND {whose}"
    );
    let written = sqlx::query(AssertSqlSafe(write)).bind(organizer.0).bind(&ids).bind(&folded).execute(conn).await?;
    Ok(written.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_looked_for_by_the_names_on_its_tickets_too() {
        let own = ["K7QM2FXA", "José Müller", "jose@forli.example"];
        assert_eq!(of_order(own, ["José Müller", "José Müller"]), "k7qm2fxa jose muller jose forli example");
        let two = of_order(own, ["Zoë Müller", "Ångström, Zoë"]);
        assert_eq!(two, "k7qm2fxa jose muller jose forli example|angstrom zoe");
    }
}
