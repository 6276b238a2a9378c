//! One hot date: how many places a second are held, and how long the last of a thousand waits.

use super::ceiling;
use super::lab::Lab;
use super::report::{Figure, Goal, Report, quantile, rate};
use super::scene::{self, HOT, RUSH};

pub const BUYERS: usize = 256;
const RUSH_BUYERS: u32 = 1000;

pub fn holds(lab: &mut Lab, report: &mut Report) -> anyhow::Result<()> {
    lab.open(false, |_| Ok(()))?;
    let held = measure(lab, report, "holds")?;
    let mut owner = lab.owner()?;
    let wrong = scene::number(
        &mut owner,
        &format!(
            "SELECT abs(p.held - (SELECT coalesce(sum(quantity), 0) FROM holds h WHERE h.state = 'pending' AND p.id = ANY (h.pool_ids))) \
             FROM pools p WHERE id = '{}'",
            HOT.pool_uuid()
        ),
    )?;
    report.add(Figure::new("places whose counter and holds differ", wrong as f64, "", Goal::AtMost(0.0)));
    report.note(format!("{held} places were held in all, the warm-up included"));
    Ok(())
}

/// Holds on the hot date as it stands; gives how many there were.
pub fn measure(lab: &mut Lab, report: &mut Report, name: &str) -> anyhow::Result<i64> {
    let outcome =
        lab.load(BUYERS, &["holds", "--performance", &HOT.performance(), "--ticket-type", &HOT.ticket_type()])?;
    let holds = rate(&outcome.told, "/kinds/201");
    let count = outcome.told["kinds"]["201"].as_i64().unwrap_or(0);
    let mut owner = lab.quick_owner()?;
    let most = ceiling::claims(&mut owner, count)?;
    let single = ceiling::commits(&mut owner)?;
    report.add(
        Figure::new(format!("{name} a second"), holds, "", Goal::AtLeast(10_000.0))
            .beside(most, "claims in batches of 256 straight in Postgres"),
    );
    let p99 = quantile(&outcome.told, "cart", "p99_us");
    report.add(Figure::new(format!("{name}, p99"), p99, "ms", Goal::AtMost(100.0)));
    report.errors(name, &outcome);
    report.answers(name, &outcome);
    report.note(format!("{name}: one commit for each claim on one row would be {single:.0} a second in the same run"));
    scene::number(&mut owner, &format!("SELECT held::int8 FROM pools WHERE id = '{}'", HOT.pool_uuid()))
}

pub fn rush(lab: &mut Lab, report: &mut Report) -> anyhow::Result<()> {
    lab.open(false, |_| Ok(()))?;
    lab.warm_up()?;
    let buyers = RUSH_BUYERS.to_string();
    let outcome = lab.load(
        1,
        &["rush", "--buyers", &buyers, "--performance", &RUSH.performance(), "--ticket-type", &RUSH.ticket_type()],
    )?;
    let last = outcome.told["last_ms"].as_f64().unwrap_or(0.0);
    let held = outcome.told["kinds"]["201"].as_f64().unwrap_or(0.0);
    report.add(Figure::new("1,000 buyers for 200 places: the last answer", last, "ms", Goal::AtMost(1000.0)));
    report.add(Figure::new("rush: places held", held, "", Goal::AtMost(f64::from(scene::RUSH_PLACES))));
    report.add(Figure::new(
        "rush: answers",
        outcome.told["answers"].as_f64().unwrap_or(0.0),
        "",
        Goal::AtLeast(1000.0),
    ));
    report.errors("rush", &outcome);
    report.answers("rush", &outcome);
    Ok(())
}
