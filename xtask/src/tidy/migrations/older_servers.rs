//! What a server of the version before can't live with. A migration runs while it still serves: it reads and writes by the names,
//! types and rules it was built with.

use super::statements::{Statement, statements};
use std::collections::{HashMap, HashSet};

/// Begins the line that says why older servers can live with a change all the same.
const EXCUSE: &str = "-- older servers:";

/// What stood before a migration, as those before it say.
#[derive(Default)]
pub struct Schema {
    /// Of functions, by name.
    signatures: HashMap<String, Vec<String>>,
    unique_indexes: HashSet<String>,
}

impl Schema {
    /// The lines of a migration that an older server couldn't live with, and what each does; from then on it is part of what stood
    /// before. None where the migration says why it can.
    pub fn take_in(&mut self, text: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        // Whatever the same file made before, no server knows.
        let mut new = HashSet::new();
        for Statement { line, words } in statements(text) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            found.extend(self.of_statement(&words, &mut new).into_iter().map(|what| (line, what)));
        }
        if is_excused(text) { Vec::new() } else { found }
    }

    fn of_statement(&mut self, words: &[&str], new: &mut HashSet<String>) -> Vec<String> {
        match words {
            ["CREATE", rest @ ..] => self.of_create(rest, new).into_iter().collect(),
            ["DROP", rest @ ..] => self.of_drop(rest, new).into_iter().collect(),
            ["ALTER", "TABLE", rest @ ..] => {
                let rest = without(rest, &["IF", "EXISTS", "ONLY"]);
                let Some((table, actions)) = rest.split_first().filter(|(table, _)| !new.contains(**table)) else {
                    return Vec::new();
                };
                let table = table.to_lowercase();
                parts(actions).into_iter().filter_map(of_action).map(|what| format!("{what} ({table})")).collect()
            }
            ["ALTER", kind, rest @ ..] if renames(rest) => vec![format!("renames a {}", kind.to_lowercase())],
            ["REVOKE", rest @ ..] if rest.contains(&"TESSERA_APP") => {
                vec!["takes a right from the application".to_owned()]
            }
            _ => Vec::new(),
        }
    }

    fn of_create(&mut self, words: &[&str], new: &mut HashSet<String>) -> Option<String> {
        let may_be_there = words.starts_with(&["OR", "REPLACE"]);
        match without(words, &["OR", "REPLACE", "UNLOGGED", "TEMP", "TEMPORARY", "MATERIALIZED"]) {
            ["TABLE" | "VIEW", name, ..] if *name != "IF" && !may_be_there => {
                new.insert((*name).to_owned());
                None
            }
            ["UNIQUE", "INDEX", rest @ ..] => {
                let [name, "ON", rest @ ..] = without(rest, &["CONCURRENTLY", "IF", "NOT", "EXISTS"]) else {
                    return None;
                };
                self.unique_indexes.insert((*name).to_owned());
                let table = without(rest, &["ONLY"]).first()?;
                (!new.contains(*table))
                    .then(|| format!("refuses rows that were allowed, by {name} on {table}").to_lowercase())
            }
            ["FUNCTION" | "PROCEDURE", name, rest @ ..] => {
                let signature: Vec<String> = signature(rest).iter().map(|word| (*word).to_owned()).collect();
                let before = self.signatures.insert((*name).to_owned(), signature.clone());
                if before.is_none() {
                    new.insert((*name).to_owned());
                }
                before
                    .filter(|before| *before != signature && !new.contains(*name))
                    .map(|_| format!("gives {} another signature", name.to_lowercase()))
            }
            _ => None,
        }
    }

    fn of_drop(&self, words: &[&str], new: &HashSet<String>) -> Option<String> {
        let rest = without(words, &["MATERIALIZED"]);
        let (kind, rest) = rest.split_first()?;
        let known =
            ["TABLE", "VIEW", "FUNCTION", "PROCEDURE", "ROUTINE", "TYPE", "SEQUENCE", "SCHEMA", "POLICY", "TRIGGER"];
        let lists = parts(without(rest, &["CONCURRENTLY", "IF", "EXISTS"]));
        let names: Vec<&str> = lists.iter().filter_map(|list| list.first().copied()).collect();
        let gone: Vec<&str> = match *kind {
            "INDEX" => names.into_iter().filter(|name| self.unique_indexes.contains(*name)).collect(),
            // They are named on their table.
            "POLICY" | "TRIGGER" => {
                let of_new = lists.iter().any(|list| list.iter().any(|word| new.contains(*word)));
                if of_new { Vec::new() } else { names }
            }
            kind if known.contains(&kind) => names.into_iter().filter(|name| !new.contains(*name)).collect(),
            _ => Vec::new(),
        };
        (!gone.is_empty()).then(|| format!("drops the {} {}", kind.to_lowercase(), gone.join(", ").to_lowercase()))
    }
}

/// What one action of an `ALTER TABLE` does to a server that doesn't know of it.
fn of_action(words: &[&str]) -> Option<&'static str> {
    let has = |pair: [&str; 2]| words.windows(2).any(|two| two == pair);
    match words {
        ["DROP", "CONSTRAINT", ..] => Some("drops a constraint, which older statements may name"),
        ["DROP", ..] => Some("drops a column"),
        ["ADD", "CONSTRAINT" | "CHECK" | "UNIQUE" | "PRIMARY" | "FOREIGN" | "EXCLUDE", ..]
            if !has(["NOT", "VALID"]) =>
        {
            Some("adds a constraint to rows that are there, without NOT VALID")
        }
        ["ADD", "CONSTRAINT" | "CHECK" | "UNIQUE" | "PRIMARY" | "FOREIGN" | "EXCLUDE", ..] => None,
        ["ADD", ..] => {
            let is_filled = words.contains(&"DEFAULT") || words.contains(&"GENERATED");
            let needs = has(["NOT", "NULL"]) || has(["PRIMARY", "KEY"]);
            (needs && !is_filled).then_some("adds a column that has to be filled, without a default")
        }
        ["ALTER", rest @ ..] => match without(rest, &["COLUMN"]) {
            [_, "TYPE", ..] | [_, "SET", "DATA", "TYPE", ..] => Some("changes a column's type"),
            [_, "SET", "NOT", "NULL", ..] => Some("makes a column one that has to be filled"),
            [_, "DROP", "NOT", "NULL", ..] => {
                Some("lets a column be null, which older statements read as always filled")
            }
            [_, "DROP", "DEFAULT", ..] => Some("takes a column's default away"),
            _ => None,
        },
        _ if renames(words) => Some("renames"),
        _ => None,
    }
}

fn renames(words: &[&str]) -> bool {
    words.contains(&"RENAME") || words.windows(2).any(|two| two == ["SET", "SCHEMA"])
}

/// What may stand behind what a function takes and returns.
const ENDS: &str = "LANGUAGE AS RETURN BEGIN STABLE VOLATILE IMMUTABLE STRICT CALLED SECURITY PARALLEL LEAKPROOF SET COST ROWS \
                    WINDOW NOT";

/// What a function takes and returns.
fn signature<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    let mut depth = 0;
    for (at, word) in words.iter().enumerate() {
        depth += deeper(word);
        if depth == 0 && ENDS.split(' ').any(|end| end == *word) {
            return &words[..at];
        }
    }
    words
}

/// Split at the commas that stand in no brackets.
fn parts<'a, 'b>(words: &'b [&'a str]) -> Vec<&'b [&'a str]> {
    let mut depth = 0;
    let is_end = |word: &&str| {
        depth += deeper(word);
        depth == 0 && *word == ","
    };
    words.split(is_end).collect()
}

fn deeper(word: &str) -> i32 {
    match word {
        "(" | "[" => 1,
        ")" | "]" => -1,
        _ => 0,
    }
}

/// The words after those of these that stand in front.
fn without<'a, 'b>(words: &'b [&'a str], in_front: &[&str]) -> &'b [&'a str] {
    let at = words.iter().position(|word| !in_front.contains(word)).unwrap_or(words.len());
    &words[at..]
}

fn is_excused(text: &str) -> bool {
    text.lines().filter_map(|line| line.strip_prefix(EXCUSE)).any(|why| why.trim().len() > 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "CREATE TABLE orders (id uuid); CREATE UNIQUE INDEX orders_one ON orders (id); \
                          CREATE FUNCTION f(a int, b text[] DEFAULT '{}') RETURNS void LANGUAGE sql AS $$ SELECT 1 $$;";

    fn found(migration: &str) -> Vec<String> {
        let mut schema = Schema::default();
        schema.take_in(BEFORE);
        schema.take_in(migration).into_iter().map(|(_, what)| what).collect()
    }

    #[test]
    fn what_an_older_server_stumbles_over_is_found() {
        let stumbles = [
            ("DROP TABLE orders", "drops the table"),
            ("drop view if exists a, b cascade", "drops the view a, b"),
            ("DROP FUNCTION f(int, text[])", "drops the function f"),
            ("DROP MATERIALIZED VIEW a", "drops the view"),
            ("DROP INDEX orders_one", "drops the index"),
            ("DROP POLICY tenant ON orders", "drops the policy"),
            ("DROP TRIGGER a ON orders", "drops the trigger"),
            ("ALTER TABLE orders DROP COLUMN a", "drops a column"),
            ("ALTER TABLE IF EXISTS ONLY public.orders DROP a", "drops a column (orders)"),
            ("ALTER TABLE orders DROP CONSTRAINT a", "drops a constraint"),
            ("ALTER TABLE orders RENAME TO b", "renames"),
            ("ALTER TABLE orders RENAME COLUMN a TO b", "renames"),
            ("ALTER TABLE orders SET SCHEMA old", "renames"),
            ("ALTER FUNCTION f(int) RENAME TO g", "renames a function"),
            ("ALTER TABLE orders ALTER COLUMN a TYPE bigint", "type"),
            ("ALTER TABLE orders ALTER a SET DATA TYPE bigint", "type"),
            ("ALTER TABLE orders ALTER COLUMN a SET NOT NULL", "has to be filled"),
            ("ALTER TABLE orders ALTER COLUMN a DROP NOT NULL", "null"),
            ("ALTER TABLE orders ALTER a DROP DEFAULT", "default"),
            ("ALTER TABLE orders ADD COLUMN a int, ADD b text NOT NULL", "without a default"),
            ("ALTER TABLE orders ADD CONSTRAINT a CHECK (b IN (1, 2))", "NOT VALID"),
            ("ALTER TABLE orders ADD FOREIGN KEY (a) REFERENCES b (a)", "NOT VALID"),
            ("CREATE UNIQUE INDEX a ON orders (b)", "refuses rows"),
            ("CREATE OR REPLACE FUNCTION f(a int) RETURNS void LANGUAGE sql AS $$ $$", "another signature"),
            ("CREATE FUNCTION f(a int, b text[] DEFAULT '{}') RETURNS int LANGUAGE sql AS $$ $$", "another signature"),
            ("REVOKE UPDATE ON orders FROM tessera_app", "takes a right"),
            ("DO $$ BEGIN ALTER TABLE orders DROP COLUMN a; END $$", "drops a column"),
        ];
        for (migration, what) in stumbles {
            let found = found(migration);
            assert!(found.len() == 1 && found[0].contains(what), "{migration}: {found:?}");
        }
    }

    #[test]
    fn what_is_only_added_is_left_alone() {
        let fine = [
            "ALTER TABLE orders ADD COLUMN a int, ADD b text NOT NULL DEFAULT '', ADD c bigint NOT NULL GENERATED ALWAYS AS IDENTITY",
            "ALTER TABLE orders ADD CONSTRAINT a CHECK (b > 0) NOT VALID; ALTER TABLE orders VALIDATE CONSTRAINT a",
            "ALTER TABLE orders ALTER a SET DEFAULT 1, ALTER b SET STORAGE EXTERNAL",
            "ALTER TABLE orders SET (fillfactor = 80)",
            "CREATE TABLE a (b int NOT NULL); ALTER TABLE a ADD UNIQUE (b), DROP COLUMN c; CREATE UNIQUE INDEX d ON a (b); DROP TABLE a",
            "CREATE INDEX a ON orders (b); DROP INDEX a",
            "CREATE OR REPLACE FUNCTION f(a int, b text[] DEFAULT '{}') RETURNS void LANGUAGE sql AS $$ SELECT 2 $$",
            "CREATE FUNCTION g() RETURNS void LANGUAGE sql AS $$ DROP TABLE orders $$; REVOKE ALL ON FUNCTION g() FROM PUBLIC",
            "-- DROP TABLE orders;\nUPDATE orders SET a = 'DROP TABLE orders;'",
        ];
        for migration in fine {
            assert_eq!(found(migration), [""; 0], "{migration}");
        }
    }

    #[test]
    fn what_is_dropped_and_made_anew_is_found() {
        let anew = "DROP FUNCTION f; CREATE FUNCTION f(a int) RETURNS void LANGUAGE sql AS $$ $$";
        assert_eq!(found(anew).len(), 2);
        assert_eq!(found("DROP TABLE orders; CREATE TABLE orders (id int)").len(), 1);
        assert_eq!(found("CREATE TABLE IF NOT EXISTS orders (id int); DROP TABLE orders").len(), 1);
    }

    #[test]
    fn a_file_may_say_why_older_servers_can_live_with_it() {
        let drop = "ALTER TABLE orders DROP COLUMN a;";
        assert_eq!(found(&format!("-- older servers: none since the spring reads or writes it.\n{drop}")), [""; 0]);
        assert_eq!(found(&format!("-- older servers:\n{drop}")).len(), 1);
        assert_eq!(found(&format!("-- older servers: yes\n{drop}")).len(), 1);
    }

    #[test]
    fn an_excused_change_is_what_stood_before_the_next() {
        let mut schema = Schema::default();
        schema.take_in(BEFORE);
        let changed = "CREATE FUNCTION f(a int) RETURNS void LANGUAGE sql AS $$ $$;";
        assert!(schema.take_in(&format!("-- older servers: none calls it with both.\n{changed}")).is_empty());
        assert!(schema.take_in(changed).is_empty());
        let other = "\nCREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ $$;";
        assert_eq!(schema.take_in(other).first().map(|(line, _)| *line), Some(2));
    }
}
