//! Migrations: named by time and subject, one change each, the reason on top.

use super::{Finding, Source};
use std::path::Path;

const NAMING: &str = "name a migration YYYYMMDDHHMMSS_words.sql, in lower case, with a time of its own";

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut times: Vec<&str> = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with("migrations/") && source.is("sql")) {
        match time_of(&source.path) {
            Some(time) if !times.contains(&time) => times.push(time),
            _ => found.push(Finding::new(&source.path, 0, NAMING)),
        }
        if !has_reason(&source.text) {
            found.push(Finding::new(&source.path, 1, "say on top, in a `--` comment, why the schema changes"));
        }
    }
    found
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
}
