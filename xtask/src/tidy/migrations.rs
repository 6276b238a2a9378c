//! Migrations: named by time and subject, one change each, the reason on top; after the baseline none that a server of the version
//! before couldn't live with, unless it says why that can.

mod older_servers;
mod statements;

use super::{Finding, Source};
use older_servers::Schema;
use std::path::Path;

/// The first file of the baseline. A database that carries an older one was made by migrations that are gone.
pub const BASELINE: i64 = 20_261_202_000_100;

/// The files of the baseline: no server works with a database that was made of other ones.
const BASELINE_FILES: [&str; 8] = [
    "migrations/20261202000100_base.sql",
    "migrations/20261202000200_halls_and_events.sql",
    "migrations/20261202000300_fair_sales.sql",
    "migrations/20261202000400_selling.sql",
    "migrations/20261202000500_money.sql",
    "migrations/20261202000600_counter.sql",
    "migrations/20261202000700_door.sql",
    "migrations/20261202000800_office.sql",
];

const NAMING: &str = "name a migration YYYYMMDDHHMMSS_words.sql, in lower case, with a time of its own";

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut times: Vec<&str> = Vec::new();
    let mut schema = Schema::default();
    let is_migration = |source: &&Source| source.path.starts_with("migrations/") && source.is("sql");
    let mut migrations: Vec<&Source> = sources.iter().filter(is_migration).collect();
    // By their names, which is by their times: the order they are run in.
    migrations.sort_by(|a, b| a.path.cmp(&b.path));
    for source in migrations {
        match time_of(&source.path) {
            Some(time) if !times.contains(&time) => times.push(time),
            _ => found.push(Finding::new(&source.path, 0, NAMING)),
        }
        if !has_reason(&source.text) {
            found.push(Finding::new(&source.path, 1, "say on top, in a `--` comment, why the schema changes"));
        }
        let stumbles = schema.take_in(&source.text);
        if !is_baseline(&source.path) {
            if BASELINE_FILES.last().is_some_and(|last| source.path.as_path() < Path::new(last)) {
                found.push(Finding::new(&source.path, 0, "give it a time later than the last one's"));
            }
            found.extend(stumbles.into_iter().map(|(line, what)| Finding::new(&source.path, line, advice(&what))));
        }
    }
    found
}

fn advice(what: &str) -> String {
    format!(
        "{what}, while servers of the version before still run: add first and take away in a later release, \
         or say in a line `-- older servers: …` why they can live with it"
    )
}

fn is_baseline(path: &Path) -> bool {
    BASELINE_FILES.iter().any(|file| path == Path::new(file))
}

/// The digits of a well-made name.
fn time_of(path: &Path) -> Option<&str> {
    let (time, words) = path.file_stem()?.to_str()?.split_once('_')?;
    let number = |range: std::ops::Range<usize>| time.get(range)?.parse::<u32>().ok();
    let in_calendar = (1..=12).contains(&number(4..6)?)
        && (1..=31).contains(&number(6..8)?)
        && number(8..10)? < 24
        && number(10..12)? < 60
        && number(12..14)? < 60;
    let words_fit =
        !words.is_empty() && words.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    (time.len() == 14 && time.bytes().all(|b| b.is_ascii_digit()) && in_calendar && words_fit).then_some(time)
}

/// The first comment besides `-- no-transaction`.
fn has_reason(text: &str) -> bool {
    let mut comments = text.lines().take_while(|line| line.starts_with("--"));
    comments.any(|line| !line.contains("no-transaction") && line.len() > 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_held_to_the_pattern() {
        let time = |name: &str| time_of(Path::new(name)).map(str::to_owned);
        assert_eq!(time("migrations/20260115111313_holds_expiry.sql").as_deref(), Some("20260115111313"));
        for bad in
            ["1_setup.sql", "20261315111313_x.sql", "20260115111313_X.sql", "20260115111313.sql", "20260115_holds.sql"]
        {
            assert_eq!(time(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_reason_is_more_than_a_directive() {
        assert!(has_reason("-- A hold may be extended once.\nALTER"));
        assert!(!has_reason("-- no-transaction\nCREATE"));
        assert!(!has_reason("CREATE"));
    }

    fn found_after_baseline(name: &str, text: &str) -> Vec<String> {
        let base = Source { path: BASELINE_FILES[0].into(), text: "-- What all stands on.\nDROP TABLE old;".into() };
        let added = Source { path: name.into(), text: text.into() };
        check(&[added, base]).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn the_baseline_may_do_what_later_ones_may_not() {
        let drop = "-- Nobody asks for it any more.\nDROP TABLE old;";
        let found = found_after_baseline("migrations/20270101000000_old_gone.sql", drop);
        assert!(
            found.len() == 1 && found[0].contains("20270101000000_old_gone.sql:2: drops the table old"),
            "{found:?}"
        );
        let excused = format!("{drop}\n-- older servers: none since the spring reads it.\n");
        assert!(found_after_baseline("migrations/20270101000000_old_gone.sql", &excused).is_empty());
    }

    #[test]
    fn nothing_slips_in_among_the_baseline() {
        let found = found_after_baseline("migrations/20261202000750_more.sql", "-- A column was forgotten.\nSELECT 1;");
        assert!(found.len() == 1 && found[0].contains("later than the last"), "{found:?}");
        assert_eq!(time_of(Path::new(BASELINE_FILES[0])), Some(BASELINE.to_string().as_str()));
    }
}
