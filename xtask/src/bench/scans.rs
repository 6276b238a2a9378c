//! Sixty-four gates that scan.

use super::lab::Lab;
use super::report::{Figure, Goal, Report, quantile, rate};
use super::scene::{self, DOOR, TOKEN};
use super::statements;

const GATES: usize = 64;
/// More than are scanned in the time, at the rate that is the goal.
const TICKETS_A_SECOND: u64 = 6000;

pub fn run(lab: &mut Lab, report: &mut Report, seconds: u64) -> anyhow::Result<()> {
    lab.open(false, |owner| {
        statements::watch(owner);
        Ok(())
    })?;
    let codes = lab.file("codes");
    let codes_text = codes.display().to_string();
    let tickets = (seconds * TICKETS_A_SECOND).to_string();
    let (performance, ticket_type) = (DOOR.performance(), DOOR.ticket_type());
    lab.load(
        1,
        &[
            "buy",
            "--performance",
            &performance,
            "--ticket-type",
            &ticket_type,
            "--tickets",
            &tickets,
            "--codes",
            &codes_text,
        ],
    )?;
    let mut owner = lab.owner()?;
    scene::settle(&mut owner)?;
    statements::reset(&mut owner);
    let at: String =
        owner.query_one("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')", &[])?.get(0);
    let outcome = lab.load(
        GATES,
        &["scans", "--performance", &performance, "--token", TOKEN, "--codes", &codes_text, "--at", &at],
    )?;
    report.add(Figure::new("scans a second", rate(&outcome.told, "/answers"), "", Goal::AtLeast(5000.0)));
    report.add(Figure::new("scans, p99", quantile(&outcome.told, "scan", "p99_us"), "ms", Goal::AtMost(40.0)));
    let twice = "SELECT count(*) FROM (SELECT ticket_id FROM admissions WHERE verdict = 'admitted' GROUP BY ticket_id HAVING count(*) > 1) x";
    report.add(Figure::new("tickets let in twice", scene::number(&mut owner, twice)? as f64, "", Goal::AtMost(0.0)));
    report.errors("scans", &outcome);
    report.answers("scans", &outcome);
    let scans = scene::number(&mut owner, "SELECT count(*) FROM admissions")?;
    statements::tell_worst(&mut owner, report, scans, "a scan");
    let count = |name: &str| outcome.told[name].as_u64().unwrap_or(0);
    report.note(format!(
        "{} let in, {} refused as shown before, {} other answers",
        count("admitted"),
        count("refused"),
        count("other")
    ));
    Ok(())
}
