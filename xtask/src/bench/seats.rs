//! Everybody wants the same seats.

use super::holds::BUYERS;
use super::lab::Lab;
use super::report::{Figure, Goal, Report, rate};
use super::scene::{self, HALL};
use super::statements;

pub fn run(lab: &mut Lab, report: &mut Report) -> anyhow::Result<()> {
    lab.open(true, |owner| {
        statements::watch(owner);
        Ok(())
    })?;
    let mut owner = lab.owner()?;
    let file = lab.file("seats");
    std::fs::write(&file, scene::seats(&mut owner)?.join("\n"))?;
    statements::reset(&mut owner);
    let outcome = lab.load(
        BUYERS,
        &[
            "seats",
            "--performance",
            &HALL.performance(),
            "--ticket-type",
            &HALL.ticket_type(),
            "--seats",
            &file.display().to_string(),
        ],
    )?;
    report.add(Figure::new("answers a second, seats", rate(&outcome.told, "/answers"), "", Goal::AtLeast(3000.0)));
    let once = "SELECT count(*) FROM (SELECT seat_id FROM seat_claims WHERE state <> 'released' GROUP BY seat_id HAVING count(*) = 1) x";
    let once = scene::number(&mut owner, once)?;
    let twice = "SELECT count(*) FROM (SELECT seat_id FROM seat_claims WHERE state <> 'released' GROUP BY seat_id HAVING count(*) > 1) x";
    let twice = scene::number(&mut owner, twice)?;
    report.add(Figure::new("seats held once, of 5,000", once as f64, "", Goal::AtLeast(f64::from(scene::SEATS))));
    report.add(Figure::new("seats held twice", twice as f64, "", Goal::AtMost(0.0)));
    report.errors("seats", &outcome);
    report.answers("seats", &outcome);
    let answers = outcome.told["answers"].as_i64().unwrap_or(0);
    statements::tell_worst(&mut owner, report, answers, "an answer");
    Ok(())
}
