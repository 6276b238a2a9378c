//! Buys tickets that cost nothing, many to an order, and writes down their codes: what the gates then scan.

use crate::Common;
use crate::answer::text_of;
use crate::api;
use crate::line::Line;
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Options {
    #[arg(long)]
    performance: String,
    #[arg(long)]
    ticket_type: String,
    #[arg(long)]
    tickets: usize,
    /// How many one order has
    #[arg(long, default_value_t = 100)]
    quantity: u32,
    /// Where the codes go, one per line
    #[arg(long)]
    codes: PathBuf,
}

pub async fn run(common: &Common, options: &Options) -> anyhow::Result<Value> {
    let mut line = Line::open(common.server).await?;
    let body = api::new_cart(&options.performance, &options.ticket_type, options.quantity);
    let cart = api::prepared("POST", "/api/v1/carts", "", &body);
    let (mut codes, mut orders, mut secret) = (Vec::new(), 0, String::new());
    while codes.len() < options.tickets {
        line.send(&cart).await?;
        let answer = line.hear().await?;
        let id = text_of(answer.body, "id").filter(|_| answer.status == 201);
        let Some(id) = id.map(str::to_owned) else { bail!("no cart: {}", String::from_utf8_lossy(answer.body)) };
        let mut request = Vec::new();
        let key = format!("Idempotency-Key: buy-{}-{orders}\r\n", common.seed);
        api::write(&mut request, "POST", &format!("/api/v1/carts/{id}/checkout"), &key, api::CHECKOUT);
        line.send(&request).await?;
        let answer = line.hear().await?;
        if answer.status != 201 {
            bail!("no order: {}", String::from_utf8_lossy(answer.body));
        }
        let order: Value = serde_json::from_slice(answer.body).context("an order that is no JSON")?;
        let tickets = order["tickets"].as_array().context("an order without tickets")?;
        codes.extend(tickets.iter().filter_map(|ticket| ticket["code"].as_str()).map(str::to_owned));
        if let Some(text) = order["secret"].as_str() {
            secret = text.to_owned();
        }
        orders += 1;
        anyhow::ensure!(codes.len() >= orders, "orders come without codes: is the ticket type free of charge?");
    }
    codes.truncate(options.tickets);
    std::fs::write(&options.codes, codes.join("\n")).context("the codes can't be written")?;
    Ok(json!({ "tickets": codes.len(), "orders": orders, "secret": secret }))
}
