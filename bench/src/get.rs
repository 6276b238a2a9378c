//! One page, again and again.

use crate::Common;
use crate::answer::Answer;
use crate::api;
use crate::run::{self, Buyer, Next};
use crate::tally::Tally;
use serde_json::{Value, json};
use std::cell::Cell;
use std::rc::Rc;

#[derive(clap::Args)]
pub struct Options {
    #[arg(long)]
    path: String,
    /// A whole header, such as `Cookie: a=b`; may be said more than once
    #[arg(long)]
    header: Vec<String>,
}

struct Visitor {
    request: Rc<[u8]>,
    bytes: Rc<Cell<usize>>,
}

impl Buyer for Visitor {
    fn next(&mut self, out: &mut Vec<u8>) -> Next {
        out.extend_from_slice(&self.request);
        Next::Ask("page")
    }

    fn hear(&mut self, answer: &Answer<'_>, _: &mut Tally) {
        self.bytes.set(answer.body.len());
    }
}

pub async fn run(common: &Common, options: &Options) -> anyhow::Result<Value> {
    let headers: String = options.header.iter().map(|header| format!("{header}\r\n")).collect();
    let mut request = Vec::new();
    api::write_get(&mut request, &options.path, &headers);
    let (request, bytes): (Rc<[u8]>, _) = (request.into(), Rc::new(Cell::new(0)));
    let visitor = |_| Visitor { request: Rc::clone(&request), bytes: Rc::clone(&bytes) };
    let visitors = (0..common.connections).map(visitor).collect();
    let tally = run::all(common, Tally::new(common.warm_up(), common.counted()), visitors).await?;
    let mut told = tally.told(false);
    told.insert("body_bytes".into(), json!(bytes.get()));
    Ok(Value::Object(told))
}
