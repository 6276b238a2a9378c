//! From the cart to the paid order: the whole chain with a gateway that has the money at once, its own process.

use super::lab::Lab;
use super::report::{Figure, Goal, Report, rate};
use super::scene::{self, HOT};
use super::statements;
use std::time::{Duration, Instant};

const BUYERS: usize = 64;
/// How long what was begun may take to come to its end after the load.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn run(lab: &mut Lab, report: &mut Report) -> anyhow::Result<()> {
    lab.start_gateway()?;
    lab.open(true, |owner| {
        statements::watch(owner);
        Ok(())
    })?;
    let mut owner = lab.owner()?;
    statements::reset(&mut owner);
    let before = scene::number(&mut owner, "SELECT pg_database_size(current_database())")?;
    let outcome =
        lab.load(BUYERS, &["orders", "--performance", &HOT.performance(), "--ticket-type", &HOT.ticket_type()])?;
    report.add(Figure::new("paid orders a second", rate(&outcome.told, "/paid"), "", Goal::AtLeast(600.0)));
    report.errors("orders", &outcome);
    report.answers("orders", &outcome);
    let unsettled = settle(&mut owner)?;
    report.add(Figure::new("orders not paid a minute later", unsettled as f64, "", Goal::AtMost(0.0)));
    let orders = scene::number(&mut owner, "SELECT count(*) FROM orders")?;
    if let Some((work, all)) = statements::per(&mut owner, orders) {
        report.add(Figure::new("statements an order", work, "", Goal::AtMost(9.99)));
        let framed = "statements an order, with those that begin, end and set scopes";
        report.add(Figure::new(framed, all, "", Goal::None));
    }
    statements::tell_worst(&mut owner, report, orders, "an order");
    whole(&mut owner, report)?;
    let after = scene::number(&mut owner, "SELECT pg_database_size(current_database())")?;
    let tickets = scene::number(&mut owner, "SELECT count(*) FROM tickets")?.max(1);
    let size = (after - before) as f64 / tickets as f64 / 1024.0;
    report.add(Figure::new("database per ticket sold, whole chain", size, "kB", Goal::None));
    Ok(())
}

/// Waits until no order awaits its payment; gives how many still do.
fn settle(owner: &mut postgres::Client) -> anyhow::Result<i64> {
    let begun = Instant::now();
    loop {
        let open = scene::number(owner, "SELECT count(*) FROM orders WHERE state = 'awaiting_payment'")?;
        if open == 0 || begun.elapsed() > PATIENCE {
            return Ok(open);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// The chain is whole: each order has its tickets and its e-mail.
fn whole(owner: &mut postgres::Client, report: &mut Report) -> anyhow::Result<()> {
    let questions = [
        (
            "paid orders without a ticket for each place",
            "SELECT count(*) FROM orders o WHERE o.state = 'paid' AND (SELECT count(*) FROM tickets t WHERE t.order_id = o.id) \
             <> (SELECT coalesce(sum(quantity), 0) FROM order_lines l WHERE l.order_id = o.id)",
        ),
        (
            "paid orders without an e-mail",
            "SELECT count(*) FROM orders o WHERE o.state = 'paid' AND NOT EXISTS (SELECT FROM emails e WHERE e.order_id = o.id)",
        ),
        (
            "captured payments without a ticket",
            "SELECT count(*) FROM payments p WHERE p.state = 'captured' AND NOT EXISTS (SELECT FROM tickets t WHERE t.order_id = p.order_id)",
        ),
    ];
    for (what, sql) in questions {
        report.add(Figure::new(what, scene::number(owner, sql)? as f64, "", Goal::AtMost(0.0)));
    }
    Ok(())
}
