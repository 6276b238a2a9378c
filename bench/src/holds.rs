//! One place of one date, asked for by everybody.

use crate::Common;
use crate::answer::Answer;
use crate::api;
use crate::line::Line;
use crate::run::{self, Buyer, Next};
use crate::tally::Tally;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::sync::Barrier;

#[derive(clap::Args)]
pub struct Options {
    #[arg(long)]
    performance: String,
    #[arg(long)]
    ticket_type: String,
}

#[derive(clap::Args)]
pub struct RushOptions {
    #[command(flatten)]
    what: Options,
    #[arg(long, default_value_t = 1000)]
    buyers: usize,
}

struct Holder(Rc<[u8]>);

impl Buyer for Holder {
    fn next(&mut self, out: &mut Vec<u8>) -> Next {
        out.extend_from_slice(&self.0);
        Next::Ask("cart")
    }

    fn hear(&mut self, _: &Answer<'_>, _: &mut Tally) {}
}

fn request(options: &Options) -> Rc<[u8]> {
    let body = api::new_cart(&options.performance, &options.ticket_type, 1);
    api::prepared("POST", "/api/v1/carts", "", &body).into()
}

pub async fn run(common: &Common, options: &Options) -> anyhow::Result<Value> {
    let request = request(options);
    let buyers = (0..common.connections).map(|_| Holder(Rc::clone(&request))).collect();
    let tally = run::all(common, Tally::new(common.warm_up(), common.counted()), buyers).await?;
    Ok(Value::Object(tally.told(false)))
}

/// Opens every connection first; then all ask at the same moment, each once.
pub async fn rush(common: &Common, options: &RushOptions) -> anyhow::Result<Value> {
    let request = request(&options.what);
    let mut lines = Vec::with_capacity(options.buyers);
    for number in 0..options.buyers {
        lines.push(Line::open_from(common.server, number).await?);
    }
    // Whatever the server does for a new connection is done before the clock runs.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let tally = Rc::new(RefCell::new(Tally::new(Duration::ZERO, Duration::from_secs(120))));
    let gate = Rc::new(Barrier::new(options.buyers + 1));
    let tasks: Vec<_> = lines
        .into_iter()
        .map(|mut line| {
            let (request, tally, gate) = (Rc::clone(&request), Rc::clone(&tally), Rc::clone(&gate));
            tokio::task::spawn_local(async move {
                gate.wait().await;
                let begun = Instant::now();
                let answer = async {
                    line.send(&request).await?;
                    line.hear().await
                };
                match answer.await {
                    Ok(answer) => tally.borrow_mut().answered("cart", begun, &answer),
                    Err(error) => tally.borrow_mut().failed(&format!("connection: {}", error.kind())),
                }
            })
        })
        .collect();
    gate.wait().await;
    let begun = Instant::now();
    for task in tasks {
        task.await?;
    }
    let last = begun.elapsed();
    let mut told = tally.borrow().told(true);
    told.insert("last_ms".into(), json!(last.as_secs_f64() * 1e3));
    Ok(Value::Object(told))
}
