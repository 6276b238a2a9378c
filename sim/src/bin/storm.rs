//! The buyers of the crash test: thousands of them at once, over HTTP, who know what a lost answer is and ask again.
//!
//! `cargo xtask storm` starts the servers, kills them meanwhile, and looks in the tables afterwards. What the buyers saw is
//! printed as one line of JSON at the end.

use anyhow::Context;
use clap::Parser;
use domain::ids::{PerformanceId, SeatId, TicketTypeId};
use futures::future::join_all;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use sim::dice::{Dice, Purpose};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

#[derive(Parser)]
struct Arguments {
    /// Where the servers are, with commas between
    #[arg(long, value_delimiter = ',')]
    servers: Vec<String>,
    #[arg(long)]
    buyers: u64,
    #[arg(long)]
    seed: u64,
    /// The date everybody wants to see
    #[arg(long)]
    performance: Uuid,
    /// Ticket types without numbered places
    #[arg(long, value_delimiter = ',')]
    general: Vec<Uuid>,
    /// The ticket type of the seats
    #[arg(long)]
    seated: Uuid,
    #[arg(long, value_delimiter = ',')]
    seats: Vec<Uuid>,
    /// How long a buyer goes on trying, in seconds
    #[arg(long, default_value_t = 120)]
    patience: u64,
}

/// How it ended for one buyer.
enum End {
    /// The order's number.
    Paid(String),
    Refused(String),
    /// The order was cancelled or expired.
    Lost,
    /// Out of patience.
    GaveUp,
}

struct Buyer {
    number: u64,
    dice: Dice,
    client: Client,
    servers: Arc<Vec<String>>,
    until: Instant,
    /// Every order's number the key was ever answered with.
    orders: BTreeSet<String>,
    calls: u64,
}

/// An answer that means something; anything else is asked again.
enum Said {
    Yes(Value),
    No(String),
}

impl Buyer {
    /// Asks until there is an answer, at one server or the other. `None`: out of patience.
    async fn ask(&mut self, method: reqwest::Method, path: &str, body: Option<Value>, key: &str) -> Option<Said> {
        while Instant::now() < self.until {
            self.calls += 1;
            let server = self.dice.pick(&self.servers).cloned().unwrap_or_default();
            let mut request = self.client.request(method.clone(), format!("{server}{path}"));
            if let Some(body) = &body {
                request = request.header("Idempotency-Key", key).json(body);
            }
            if let Ok(response) = request.send().await {
                let status = response.status();
                if let Ok(answer) = response.json::<Value>().await {
                    if status.is_success() {
                        return Some(Said::Yes(answer));
                    }
                    let busy = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
                    let name = answer["refusal"].as_str().unwrap_or("").to_owned();
                    if status.is_client_error() && !busy && name != "busy" {
                        return Some(Said::No(if name.is_empty() { status.to_string() } else { name }));
                    }
                }
            }
            let pause = 50 + self.dice.below(400) as u64;
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        None
    }

    async fn buy(&mut self, wants: &Arguments) -> End {
        let mut tries = 0;
        let cart = loop {
            tries += 1;
            let claim = self.claim(wants);
            let body = json!({ "claims": [claim] });
            match self.ask(reqwest::Method::POST, "/api/v1/carts", Some(body), "").await {
                None => return End::GaveUp,
                Some(Said::Yes(cart)) => break cart["id"].as_str().unwrap_or_default().to_owned(),
                // Another seat may be free.
                Some(Said::No(name)) if name == "seat_taken" && tries < 4 => {}
                Some(Said::No(name)) => return End::Refused(name),
            }
        };
        let key = format!("storm-{}-{}", wants.seed, self.number);
        let email = format!("buyer-{}-{}@storm.example", wants.seed, self.number);
        let body = json!({
            "buyer": { "name": "Nora Neri", "email": email }, "accept_terms": true, "gateway": "test",
        });
        let path = format!("/api/v1/carts/{cart}/checkout");
        let mut order = match self.ask(reqwest::Method::POST, &path, Some(body.clone()), &key).await {
            None => return End::GaveUp,
            Some(Said::No(name)) => return End::Refused(name),
            Some(Said::Yes(order)) => order,
        };
        // Whoever isn't sure presses again.
        if self.dice.chance(20)
            && let Some(Said::Yes(again)) = self.ask(reqwest::Method::POST, &path, Some(body), &key).await
        {
            self.orders.extend(again["number"].as_str().map(str::to_owned));
        }
        let number = order["number"].as_str().unwrap_or_default().to_owned();
        self.orders.insert(number.clone());
        let path = format!("/api/v1/orders/{}", order["secret"].as_str().unwrap_or_default());
        loop {
            match order["state"].as_str() {
                Some("paid") => return End::Paid(number),
                Some("awaiting_payment") => {}
                _ => return End::Lost,
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
            match self.ask(reqwest::Method::GET, &path, None, "").await {
                None => return End::GaveUp,
                Some(Said::No(_)) => return End::Lost,
                Some(Said::Yes(now)) => order = now,
            }
        }
    }

    fn claim(&mut self, wants: &Arguments) -> Value {
        let performance = PerformanceId(wants.performance).to_string();
        if self.dice.chance(40)
            && let Some(seat) = self.dice.pick(&wants.seats)
        {
            let (kind, seat) = (TicketTypeId(wants.seated).to_string(), SeatId(*seat).to_string());
            return json!({ "performance": performance, "ticket_type": kind, "seats": [seat] });
        }
        let kind = self.dice.pick(&wants.general).copied().unwrap_or(wants.seated);
        let quantity = self.dice.between(1, 3);
        json!({ "performance": performance, "ticket_type": TicketTypeId(kind).to_string(), "quantity": quantity })
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let wants = Arc::new(Arguments::parse());
    // A server that is killed says nothing at all: whoever waits for it has to give up by themselves.
    let client = Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(30))
        .build()
        .context("no HTTP client")?;
    let servers = Arc::new(wants.servers.clone());
    let until = Instant::now() + Duration::from_secs(wants.patience);
    let all = (0..wants.buyers).map(|number| {
        let (wants, client, servers) = (wants.clone(), client.clone(), servers.clone());
        tokio::spawn(async move {
            let dice = Dice::new(wants.seed.wrapping_mul(1_000_003).wrapping_add(number), Purpose::Step);
            let mut buyer = Buyer { number, dice, client, servers, until, orders: BTreeSet::new(), calls: 0 };
            let end = buyer.buy(&wants).await;
            (end, buyer.orders, buyer.calls)
        })
    });
    let mut paid = Vec::new();
    let mut refused: BTreeMap<String, u64> = BTreeMap::new();
    let (mut lost, mut gave_up, mut doubled, mut calls) = (0, 0, 0, 0);
    for buyer in join_all(all).await {
        let (end, orders, asked) = buyer.context("a buyer panicked")?;
        calls += asked;
        doubled += u64::from(orders.len() > 1);
        match end {
            End::Paid(number) => paid.push(number),
            End::Refused(name) => *refused.entry(name).or_default() += 1,
            End::Lost => lost += 1,
            End::GaveUp => gave_up += 1,
        }
    }
    let seen = json!({
        "paid": paid, "refused": refused, "lost": lost, "gave_up": gave_up, "doubled": doubled, "calls": calls,
    });
    println!("{seen}");
    Ok(())
}
