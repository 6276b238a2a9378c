//! The server killed with -9 between payment and ticket: after the restart the buyer has the tickets, once.

use super::live::Live;
use crate::progress::Step;
use crate::{audit, signals};
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long after the bank took the money the server lives, in milliseconds: from before it heard of it to after the
/// worker has begun.
const LIVES_MS: [u64; 6] = [0, 4, 15, 40, 90, 250];
const PLACES: u64 = 2;
const PATIENCE: Duration = Duration::from_secs(60);

/// Buys, kills and starts again, once for each moment; then audits the tables.
pub fn run(step: &Step, live: &mut Live) -> anyhow::Result<bool> {
    let mut unpaid = 0;
    for (round, ms) in LIVES_MS.into_iter().enumerate() {
        signals::check()?;
        step.show(&format!("killed {ms} ms after the payment"));
        let order = Order::place(live, round)?;
        order.approve(live)?;
        std::thread::sleep(Duration::from_millis(ms));
        live.stack.kill_server();
        unpaid += usize::from(!order.has_tickets_in(&live.place.database_url)?);
        live.restart(step)?;
        order.tickets_arrive(live)?;
    }
    if unpaid == 0 {
        step.broken();
        eprintln!("the server was always faster than the kill: make LIVES_MS shorter, or this shows nothing");
        return Ok(false);
    }
    let broken = audit::of(&live.place.database_url)?;
    for line in &broken {
        eprintln!("{line}");
    }
    Ok(broken.is_empty())
}

/// A buyer's order at the museum, which sells places without numbers every day.
struct Order {
    secret: String,
    number: String,
    /// The bank's name for the payment.
    payment: String,
}

impl Order {
    fn place(live: &Live, round: usize) -> anyhow::Result<Order> {
        let event = ask(live, "GET", "/api/v1/events/oro-e-vetro", None)?;
        // The last dates have the most room.
        let on_sale = |of: &Value| of["sale"]["state"] == "on_sale";
        let all = |list: &Value| list.as_array().cloned().unwrap_or_default();
        let found = all(&event["performances"]).into_iter().rev().filter(on_sale).find_map(|date| {
            let offers = all(&date["offers"]);
            let offer = offers.into_iter().find(|it| on_sale(it) && it["price"]["minor"].as_i64() > Some(0))?;
            Some((date["id"].clone(), offer["ticket_type"].clone()))
        });
        let (performance, ticket_type) = found.context("the demo's museum has nothing left to sell")?;
        let claim = json!({ "performance": performance, "ticket_type": ticket_type, "quantity": PLACES });
        let cart = ask(live, "POST", "/api/v1/carts", Some(json!({ "claims": [claim] })))?;
        let path = format!("/api/v1/carts/{}/checkout", text(&cart, "id")?);
        let buyer = json!({ "name": "Nora Neri", "email": format!("nora.{round}@example.org") });
        let order = ask(live, "POST", &path, Some(json!({ "buyer": buyer, "accept_terms": true, "gateway": "test" })))?;
        let secret = text(&order, "secret")?;
        let begun = Instant::now();
        loop {
            let order = ask(live, "GET", &format!("/api/v1/orders/{secret}"), None)?;
            if let Some(url) = order["pay_url"].as_str() {
                let payment = url.rsplit('/').next().unwrap_or_default().to_owned();
                return Ok(Order { number: text(&order, "number")?, payment, secret });
            }
            if begun.elapsed() > PATIENCE {
                bail!("the bank gave no page to pay on for order {secret}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn approve(&self, live: &Live) -> anyhow::Result<()> {
        let choice = json!({ "payment": self.payment, "choice": "approve" });
        ask(live, "POST", "/backstage/api/payments", Some(choice)).map(|_| ())
    }

    fn has_tickets_in(&self, database_url: &str) -> anyhow::Result<bool> {
        let mut client = postgres::Client::connect(database_url, postgres::NoTls)?;
        let query =
            "SELECT count(*) FROM tickets t JOIN orders o ON o.organizer_id = t.organizer_id AND o.id = t.order_id
                     WHERE o.number = $1";
        Ok(client.query_one(query, &[&self.number])?.get::<_, i64>(0) > 0)
    }

    fn tickets_arrive(&self, live: &Live) -> anyhow::Result<()> {
        let begun = Instant::now();
        loop {
            signals::check()?;
            let order = ask(live, "GET", &format!("/api/v1/orders/{}", self.secret), None)?;
            let tickets = order["tickets"].as_array().map_or(0, Vec::len) as u64;
            if order["state"] == "paid" && tickets == PLACES {
                return Ok(());
            }
            if tickets > PLACES || begun.elapsed() > PATIENCE {
                bail!(
                    "order {} is {} with {tickets} of {PLACES} tickets after the restart",
                    self.number,
                    order["state"]
                );
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn text(of: &Value, field: &str) -> anyhow::Result<String> {
    of[field].as_str().map(str::to_owned).with_context(|| format!("the answer has no {field}: {of}"))
}

static TRIES: AtomicU64 = AtomicU64::new(0);

/// One call of the API; any answer but a success is an error with its words.
fn ask(live: &Live, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<Value> {
    let agent = ureq::Agent::new_with_config(ureq::config::Config::builder().http_status_as_error(false).build());
    let address = format!("{}{path}", live.address());
    let mut answer = match (method, body) {
        ("POST", body) => agent
            .post(&address)
            .header("Idempotency-Key", &format!("crash-{}", TRIES.fetch_add(1, Ordering::Relaxed)))
            .send_json(body.unwrap_or(Value::Null)),
        _ => agent.get(&address).call(),
    }
    .with_context(|| format!("{method} {path} got no answer"))?;
    let said = answer.body_mut().read_to_string()?;
    if !answer.status().is_success() {
        bail!("{method} {path} answered {}: {said}", answer.status());
    }
    Ok(serde_json::from_str(&said).unwrap_or(Value::Null))
}
