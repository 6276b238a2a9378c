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

pub fn run(lab: &mut Lab, report: &mut Report, quick: bool) -> anyhow::Result<()> {
    let pasts = if quick { &PASTS[..2] } else { &PASTS[..] };
    let mut rates: Vec<f64> = Vec::new();
    for (tickets, events) in pasts {
        lab.open(false, |owner| scene::set_past(owner, *tickets, *events))?;
        let mut owner = lab.owner()?;
        let size = scene::number(
            &mut owner,
            &format!(
                "SELECT sum(pg_total_relation_size(oid))::int8 FROM pg_class WHERE relkind = 'r' AND relname IN ({GROWING})"
            ),
        )?;
        let outcome =
            lab.load(BUYERS, &["holds", "--performance", &HOT.performance(), "--ticket-type", &HOT.ticket_type()])?;
        let holds = rate(&outcome.told, "/kinds/201");
        let name = format!(
            "holds a second after {} tickets of {} events",
            amount(f64::from(*tickets)),
            amount(f64::from(*events))
        );
        report.add(Figure::new(&name, holds, "", Goal::None));
        report.errors(&name, &outcome);
        report.answers(&name, &outcome);
        if *tickets > 1_000 {
            let name = format!("database per ticket of {}", amount(f64::from(*tickets)));
            report.add(Figure::new(name, size as f64 / f64::from(*tickets) / 1024.0, "kB", Goal::None));
        }
        rates.push(holds);
    }
    let (least, most) = rates.iter().fold((f64::MAX, 0.0_f64), |(least, most), it| (least.min(*it), most.max(*it)));
    let spread = if most > 0.0 { 100.0 * (most - least) / most } else { 0.0 };
    report.add(Figure::new("spread between them", spread, "%", Goal::AtMost(15.0)));
    report.note(format!("load average at the end {}", cost::load()));
    Ok(())
}
