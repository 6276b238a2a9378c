//! `server doctor`: looks whether everything the settings point to works, and says how to mend what doesn't.

mod checks;

use crate::config::Config;
use std::fmt;

/// How one thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    Ok,
    Warn,
    Fail,
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Health::Ok => "ok",
            Health::Warn => "warn",
            Health::Fail => "FAIL",
        })
    }
}

/// What was found about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: String,
    pub health: Health,
    pub said: String,
    /// How to mend it; empty where there is nothing to.
    pub mend: String,
}

impl Finding {
    pub fn ok(what: impl Into<String>, said: impl Into<String>) -> Finding {
        Finding { what: what.into(), health: Health::Ok, said: said.into(), mend: String::new() }
    }

    pub fn warn(what: impl Into<String>, said: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { what: what.into(), health: Health::Warn, said: said.into(), mend: mend.into() }
    }

    pub fn fail(what: impl Into<String>, said: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { what: what.into(), health: Health::Fail, said: said.into(), mend: mend.into() }
    }
}

/// Prints the table; true when nothing is broken.
pub async fn examine(config: &Config) -> anyhow::Result<bool> {
    let findings = checks::all(config).await;
    print!("{}", table(&findings));
    Ok(findings.iter().all(|finding| finding.health != Health::Fail))
}

fn table(findings: &[Finding]) -> String {
    let width = findings.iter().map(|finding| finding.what.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for Finding { what, health, said, mend } in findings {
        let health = health.to_string();
        text.push_str(&format!("{health:<4}  {what:<width$}  {said}\n"));
        if !mend.is_empty() {
            text.push_str(&format!("{:<4}  {:<width$}  -> {mend}\n", "", ""));
        }
    }
    let count = |health| findings.iter().filter(|finding| finding.health == health).count();
    let (ok, warn, fail) = (count(Health::Ok), count(Health::Warn), count(Health::Fail));
    text.push_str(&format!("\n{ok} ok, {warn} to look at, {fail} broken\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_to_do() {
        let findings = [Finding::ok("database", "reachable"), Finding::fail("mail", "no answer", "check TESSERA_MAIL")];
        let table = table(&findings);
        assert!(table.contains("ok    database  reachable\n"), "{table}");
        assert!(table.contains("FAIL  mail      no answer\n                -> check TESSERA_MAIL\n"), "{table}");
        assert!(table.ends_with("1 ok, 0 to look at, 1 broken\n"), "{table}");
    }
}
