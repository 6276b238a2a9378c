//! SQL lives in crates/storage and nowhere else.

use super::{Finding, Source};
use std::path::Path;

/// Where SQL may stand: storage itself, migrations, tests and the simulator's auditor, who look at the tables with their
/// own eyes, and xtask, which makes databases.
const AT_HOME: [&str; 5] = ["crates/storage/", "migrations/", "tests/", "sim/", "xtask/"];

const CALLS: [&str; 6] = ["sqlx::query", "query!(", "query_as!(", "query_scalar!(", "batch_execute(", "sqlx::raw_sql"];

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let rust = sources.iter().filter(|source| source.is("rs") && !is_at_home(&source.path) && !is_test(&source.path));
    rust.flat_map(|source| {
        let text = without_tests(&source.text);
        let lines: Vec<&str> = text.lines().collect();
        let guilty = (0..lines.len()).filter(|at| !lines[*at].trim_start().starts_with("//") && is_sql(&lines, *at));
        let finding = |at: usize| {
            Finding::new(&source.path, at + 1, "SQL outside crates/storage: make it a function there and call that")
        };
        guilty.map(finding).collect::<Vec<_>>()
    })
    .collect()
}

fn is_at_home(path: &Path) -> bool {
    AT_HOME.iter().any(|home| path.starts_with(home))
}

/// `x/tests.rs` and `x/tests/…` hold the tests of `x`.
fn is_test(path: &Path) -> bool {
    path.iter().any(|part| part == "tests" || part == "tests.rs")
}

/// The text up to the module of tests at its end.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests {").map_or(text, |at| &text[..at])
}

/// A call that takes SQL, or a statement in a string, its second keyword on one of the next lines.
fn is_sql(lines: &[&str], at: usize) -> bool {
    let line = lines[at];
    if CALLS.iter().any(|call| line.contains(call)) {
        return true;
    }
    let near = lines[at..lines.len().min(at + 4)].join("\n");
    let opens = |word: &str| {
        ["\"", "\"\\", "r#\""].iter().any(|quote| line.contains(&format!("{quote}{word} ")))
            || (line.trim_start().starts_with(&format!("{word} "))
                && at > 0
                && lines[at - 1].trim_end().ends_with(['"', '\\']))
    };
    (opens("SELECT") && near.contains("FROM "))
        || (opens("INSERT") && near.contains("INTO "))
        || (opens("UPDATE") && near.contains("SET "))
        || (opens("DELETE") && near.contains("FROM "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&[Source { path: path.into(), text: text.into() }]).len()
    }

    #[test]
    fn statements_are_found_outside_storage_only() {
        let statement = "let a = \"SELECT 1\n FROM x\";";
        assert_eq!(found("crates/flows/src/a.rs", statement), 1);
        assert_eq!(found("crates/storage/src/a.rs", statement), 0);
        assert_eq!(found("tests/src/a.rs", statement), 0);
        assert_eq!(found("app/shop/src/a.rs", "sqlx::query(x)"), 1);
    }

    #[test]
    fn ordinary_words_are_no_sql() {
        assert_eq!(found("app/shop/src/a.rs", "\"Select your seats\"\n// SELECT a FROM b\n\"UPDATE your address\""), 0);
    }
}
