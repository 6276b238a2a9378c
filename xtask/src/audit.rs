//! The rules of the inventory and the ledger, asked of the tables themselves after people went through every face.

use anyhow::Context;
use std::time::{Duration, Instant};

/// What must never be found: each row is a rule in words, and what breaks it.
const RULES: &str = include_str!("../../tests/audit.sql");
/// What is shown of it.
const SHOWN_MAX: usize = 50;

/// Work that a job still has to do is not broken: this long it may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What breaks a rule, one line each; nothing is as it should be. Waits a while for jobs under way.
pub fn of(database_url: &str) -> anyhow::Result<Vec<String>> {
    let mut client =
        postgres::Client::connect(database_url, postgres::NoTls).context("the database to audit does not answer")?;
    let begun = Instant::now();
    loop {
        let rows = client.query(RULES, &[]).context("the audit could not ask")?;
        let told = |row: &postgres::Row| format!("not so: {}: {}", row.get::<_, String>(0), row.get::<_, String>(1));
        let broken: Vec<String> = rows.iter().take(SHOWN_MAX).map(told).collect();
        if broken.is_empty() || begun.elapsed() > PATIENCE {
            return Ok(broken);
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}
