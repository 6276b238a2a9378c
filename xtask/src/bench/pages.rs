//! Pages that people look at before they buy, and the paper they get.

use super::lab::{Lab, Outcome};
use super::report::{Figure, Goal, Report, quantile, rate};
use super::scene::{DOOR, HOT};
use anyhow::Context;

const VISITORS: usize = 64;
/// Some visitors have a cart: their page is their own, so it can't be a kept one.
const OWN_PAGE: &str = "Cookie: carts=ABCDEFGHIJKLMNOPQRSTUVWXY4";

pub fn run(lab: &mut Lab, report: &mut Report) -> anyhow::Result<()> {
    lab.open(false, |_| Ok(()))?;
    let event = format!("/events/{}", HOT.slug());
    page(lab, report, "catalogue", "/", &[], Goal::None)?;
    page(lab, report, "event page, anonymous", &event, &[], Goal::AtLeast(8000.0))?;
    page(lab, report, "event page, rendered anew", &event, &["--header", OWN_PAGE], Goal::AtLeast(2000.0))?;
    document(lab, report)
}

fn page(
    lab: &mut Lab,
    report: &mut Report,
    name: &str,
    path: &str,
    more: &[&str],
    goal: Goal,
) -> anyhow::Result<Outcome> {
    let arguments: Vec<&str> = ["get", "--path", path].into_iter().chain(more.iter().copied()).collect();
    let outcome = lab.load(VISITORS, &arguments)?;
    report.add(Figure::new(format!("{name}: requests a second"), rate(&outcome.told, "/kinds/200"), "", goal));
    report.add(Figure::new(format!("{name}: p99"), quantile(&outcome.told, "page", "p99_us"), "ms", Goal::None));
    report.errors(name, &outcome);
    report.answers(name, &outcome);
    Ok(outcome)
}

/// One reader alone, so that what is measured is the making.
fn document(lab: &mut Lab, report: &mut Report) -> anyhow::Result<()> {
    let codes = lab.file("codes").display().to_string();
    let order = lab.load(
        1,
        &[
            "buy",
            "--performance",
            &DOOR.performance(),
            "--ticket-type",
            &DOOR.ticket_type(),
            "--tickets",
            "1",
            "--quantity",
            "1",
            "--codes",
            &codes,
        ],
    )?;
    let secret = order.told["secret"].as_str().context("the order has no secret")?;
    let path = format!("/orders/{secret}/tickets.pdf");
    let outcome = lab.load(1, &["get", "--path", &path])?;
    report.add(Figure::new("a ticket PDF, p50", quantile(&outcome.told, "page", "p50_us"), "ms", Goal::AtMost(10.0)));
    report.add(Figure::new("a ticket PDF, p99", quantile(&outcome.told, "page", "p99_us"), "ms", Goal::None));
    report.errors("PDF", &outcome);
    report.answers("PDF", &outcome);
    Ok(())
}
