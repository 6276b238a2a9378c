//! Gates that scan one ticket after the other; every tenth is shown a second time.

use crate::Common;
use crate::answer::{Answer, text_of};
use crate::api;
use crate::run::{self, Buyer, Next, Shared};
use crate::tally::Tally;
use anyhow::Context;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

#[derive(clap::Args)]
pub struct Options {
    #[arg(long)]
    performance: String,
    /// A token with the scope `admit`
    #[arg(long)]
    token: String,
    /// A file with one ticket code per line
    #[arg(long)]
    codes: PathBuf,
    /// The hour that scans bear, as RFC 3339
    #[arg(long)]
    at: String,
}

const TWICE_EVERY: usize = 10;

#[derive(Default)]
struct Verdicts {
    admitted: u64,
    refused: u64,
    other: u64,
}

struct Gate {
    name: String,
    performance: Rc<str>,
    headers: Rc<str>,
    at: Rc<str>,
    codes: Rc<Vec<String>>,
    /// The next ticket in the queue before all gates.
    queue: Rc<Cell<usize>>,
    again: Option<usize>,
    scans: u64,
    verdicts: Shared<Verdicts>,
}

impl Buyer for Gate {
    fn next(&mut self, out: &mut Vec<u8>) -> Next {
        let ticket = match self.again.take() {
            Some(ticket) => ticket,
            None => {
                let ticket = self.queue.get();
                if ticket >= self.codes.len() {
                    return Next::Done;
                }
                self.queue.set(ticket + 1);
                self.again = ticket.is_multiple_of(TWICE_EVERY).then_some(ticket);
                ticket
            }
        };
        self.scans += 1;
        let body = format!(
            r#"{{"code":"{}","gate":"{}","at":"{}","nonce":"{}-{}","performances":["{}"]}}"#,
            self.codes[ticket], self.name, self.at, self.name, self.scans, self.performance
        );
        api::write(out, "POST", "/api/v1/access/validate", &self.headers, &body);
        Next::Ask("scan")
    }

    fn hear(&mut self, answer: &Answer<'_>, _: &mut Tally) {
        let mut verdicts = self.verdicts.borrow_mut();
        match text_of(answer.body, "verdict") {
            Some("admitted") => verdicts.admitted += 1,
            Some("refused") => verdicts.refused += 1,
            _ => verdicts.other += 1,
        }
    }
}

pub async fn run(common: &Common, options: &Options) -> anyhow::Result<Value> {
    let text = std::fs::read_to_string(&options.codes).context("the file of codes can't be read")?;
    let codes: Rc<Vec<String>> = Rc::new(text.lines().map(str::to_owned).collect());
    let (queue, verdicts) = (Rc::new(Cell::new(0)), Rc::new(RefCell::new(Verdicts::default())));
    let headers: Rc<str> = format!("Authorization: Bearer {}\r\n", options.token).into();
    let gates = (0..common.connections)
        .map(|number| Gate {
            name: format!("Gate-{}-{number}", common.seed),
            performance: options.performance.as_str().into(),
            headers: Rc::clone(&headers),
            at: options.at.as_str().into(),
            codes: Rc::clone(&codes),
            queue: Rc::clone(&queue),
            again: None,
            scans: 0,
            verdicts: Rc::clone(&verdicts),
        })
        .collect();
    let tally = run::all(common, Tally::new(common.warm_up(), common.counted()), gates).await?;
    // Where the tickets ran out before the time did, the time ends with the last scan.
    let ran_out = queue.get() >= codes.len();
    let mut told = tally.told(ran_out);
    let verdicts = verdicts.borrow();
    told.insert("scanned".into(), json!(queue.get()));
    told.insert("ran_out".into(), json!(ran_out));
    told.insert("admitted".into(), json!(verdicts.admitted));
    told.insert("refused".into(), json!(verdicts.refused));
    told.insert("other".into(), json!(verdicts.other));
    Ok(Value::Object(told))
}
