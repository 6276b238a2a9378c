//! What a full waiting room costs: memory for each person, and the work of answering all who wait.

use super::lab::Lab;
use super::report::{Figure, Goal, Report};
use super::scene::{self, ROOM};
use super::statements;
use anyhow::bail;
use std::time::{Duration, Instant};

const PEOPLE: &str = "50000";
/// Few: as a proxy before the server keeps them.
const CONNECTIONS: usize = 64;
const IDLE: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(60);

pub fn run(lab: &mut Lab, report: &mut Report) -> anyhow::Result<()> {
    lab.open(true, |owner| {
        statements::watch(owner);
        scene::set_room(owner)
    })?;
    lab.warm_up()?;
    std::thread::sleep(IDLE);
    let empty = lab.server_resident();
    let list = lab.file("waiting").display().to_string();
    let event = ROOM.event_id();
    let outcome = lab.load(CONNECTIONS, &["room-enter", "--event", &event, "--people", PEOPLE, "--list", &list])?;
    let seconds = outcome.told["seconds"].as_f64().unwrap_or(0.0);
    let people = outcome.told["people"].as_f64().unwrap_or(0.0);
    report.add(Figure::new("people who came into the room", people, "", Goal::AtLeast(50_000.0)));
    report.add(Figure::new("entries a second", if seconds > 0.0 { people / seconds } else { 0.0 }, "", Goal::None));
    report.errors("room, entering", &outcome);
    report.answers("room, entering", &outcome);
    wait(lab, report, &event, &list, "before the draw")?;
    let mut owner = lab.quick_owner()?;
    scene::begin_sale(&mut owner)?;
    drop(owner);
    until_drawn(lab)?;
    // What the draw itself takes is done by then.
    std::thread::sleep(IDLE);
    statements::reset(&mut lab.owner()?);
    wait(lab, report, &event, &list, "in the queue")?;
    statements::tell_worst(&mut lab.owner()?, report, 1, "in all");
    std::thread::sleep(IDLE);
    let full = lab.server_resident();
    let grown = full.saturating_sub(empty) as f64 / 1e6;
    report.add(Figure::new("memory of 50,000 who wait", grown, "MB", Goal::AtMost(100.0)));
    report.note(format!("resident: {:.0} MB with nobody, {:.0} MB with 50,000", empty as f64 / 1e6, full as f64 / 1e6));
    Ok(())
}

/// All of them wait with open pages, and ask as often as they are told to.
fn wait(lab: &mut Lab, report: &mut Report, event: &str, list: &str, what: &str) -> anyhow::Result<()> {
    let begun = Instant::now();
    let outcome = lab.load(CONNECTIONS, &["room-wait", "--event", event, "--list", list])?;
    let seconds = begun.elapsed().as_secs_f64();
    let share = |spent: Duration| 100.0 * spent.as_secs_f64() / seconds;
    let (server, postgres) = (share(outcome.cpu.server), share(outcome.cpu.postgres));
    report.add(Figure::new(
        format!("{what}: share of one core, server and Postgres"),
        server + postgres,
        "%",
        Goal::AtMost(10.0),
    ));
    let asked = outcome.told["answers"].as_f64().unwrap_or(0.0) / outcome.told["seconds"].as_f64().unwrap_or(1.0);
    report.note(format!(
        "{what}: {asked:.0} questions a second; server {server:.1} %, Postgres {postgres:.1} % of a core"
    ));
    report.errors(what, &outcome);
    report.answers(what, &outcome);
    Ok(())
}

fn until_drawn(lab: &mut Lab) -> anyhow::Result<()> {
    let begun = Instant::now();
    let mut owner = lab.quick_owner()?;
    while scene::number(&mut owner, "SELECT count(*) FROM rooms WHERE drawn_at IS NOT NULL")? == 0 {
        crate::signals::check()?;
        if begun.elapsed() > PATIENCE {
            bail!("the places of the waiting room aren't drawn");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
