//! Whether a long past makes the present slow.

use super::lab::Lab;
use super::report::{Figure, Goal, Report, amount, rate};
use super::scene::{self, HOT};
use super::{cost, holds::BUYERS};

/// Tickets sold in the past, and the events they were for.
const PASTS: [(u32, u32); 3] = [(1_000, 10), (100_000, 1_000), (5_000_000, 10_000)];
/// The tables that grow with what is sold.
const GROWING: &str = "'carts', 'holds', 'seat_claims', 'orders', 'order_lines', 'payments', 'ledger_postings', 'ledger_entries', \
                       'tickets', 'emails', 'event_stream', 'audit_log', 'idempotency_keys'";

/// How often each past is measured. In turn, and backwards every other time: a machine whose speed drifts drifts for all.
const ROUNDS: usize = 4;

struct Past {
    tickets: u32,
    name: String,
    database: String,
    /// A second, one for each round.
    holds: Vec<f64>,
}

pub fn run(lab: &mut Lab, report: &mut Report, quick: bool) -> anyhow::Result<()> {
    let mut pasts = Vec::new();
    for (tickets, events) in if quick { &PASTS[..2] } else { &PASTS[..] } {
        let database = format!("past_{tickets}");
        lab.open_beside(&database, false, |owner| scene::set_past(owner, *tickets, *events))?;
        if *tickets > 1_000 {
            let size = scene::number(
                &mut lab.owner()?,
                &format!(
                    "SELECT sum(pg_total_relation_size(oid))::int8 FROM pg_class WHERE relkind = 'r' AND relname IN ({GROWING})"
                ),
            )?;
            let name = format!("database per ticket of {}", amount(f64::from(*tickets)));
            report.add(Figure::new(name, size as f64 / f64::from(*tickets) / 1024.0, "kB", Goal::None));
        }
        let (shown, of) = (amount(f64::from(*tickets)), amount(f64::from(*events)));
        let name = format!("holds a second after {shown} tickets of {of} events");
        pasts.push(Past { tickets: *tickets, name, database, holds: Vec::new() });
    }
    let mut errors = 0.0;
    for round in 0..ROUNDS {
        let mut order: Vec<&mut Past> = pasts.iter_mut().collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for past in order {
            lab.turn_to(&past.database)?;
            let hold = ["holds", "--performance", &HOT.performance(), "--ticket-type", &HOT.ticket_type()];
            let outcome = lab.load(BUYERS, &hold)?;
            past.holds.push(rate(&outcome.told, "/kinds/201"));
            errors += outcome.told["errors"].as_f64().unwrap_or(0.0);
            report.answers(&past.name, &outcome);
        }
    }
    let mut rates = Vec::new();
    for past in &pasts {
        let mean = past.holds.iter().sum::<f64>() / ROUNDS as f64;
        report.add(Figure::new(&past.name, mean, "", Goal::None));
        let each: Vec<String> = past.holds.iter().map(|holds| amount(*holds)).collect();
        report.note(format!("after {} tickets, round by round: {}", amount(f64::from(past.tickets)), each.join(", ")));
        rates.push(mean);
    }
    report.add(Figure::new("errors that are no named refusal", errors, "", Goal::AtMost(0.0)));
    let (least, most) = rates.iter().fold((f64::MAX, 0.0_f64), |(least, most), it| (least.min(*it), most.max(*it)));
    let spread = if most > 0.0 { 100.0 * (most - least) / most } else { 0.0 };
    report.add(Figure::new("spread between them", spread, "%", Goal::AtMost(15.0)));
    report.note(format!("load average at the end {}", cost::load()));
    Ok(())
}
