//! A waiting room: people who come in, and people who wait as their open pages do.

use crate::Common;
use crate::answer::{Answer, text_of};
use crate::api;
use crate::run::{self, Buyer, Next, Shared};
use crate::tally::Tally;
use anyhow::Context;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct EnterOptions {
    #[arg(long)]
    event: String,
    #[arg(long, default_value_t = 50_000)]
    people: usize,
    /// Where they are written down: visitor and place, one person per line
    #[arg(long)]
    list: PathBuf,
}

#[derive(clap::Args)]
pub struct WaitOptions {
    #[arg(long)]
    event: String,
    /// Who waits, as `room-enter` wrote it down
    #[arg(long)]
    list: PathBuf,
    /// About how often one person asks, for the first question; then as the server says. By itself, it is what the server
    /// says to most of fifty thousand
    #[arg(long, default_value_t = 105)]
    every: u64,
}

/// Someone who waits, with what the room gave them.
struct Person {
    visitor: String,
    pass: String,
}

type People = Shared<Vec<Person>>;

struct Newcomer {
    request: Rc<[u8]>,
    wanted: usize,
    asked: Shared<usize>,
    people: People,
}

impl Buyer for Newcomer {
    fn next(&mut self, out: &mut Vec<u8>) -> Next {
        let mut asked = self.asked.borrow_mut();
        if *asked >= self.wanted {
            return Next::Done;
        }
        *asked += 1;
        out.extend_from_slice(&self.request);
        Next::Ask("enter")
    }

    fn hear(&mut self, answer: &Answer<'_>, tally: &mut Tally) {
        match (text_of(answer.body, "visitor"), text_of(answer.body, "pass")) {
            (Some(visitor), Some(pass)) => {
                self.people.borrow_mut().push(Person { visitor: visitor.to_owned(), pass: pass.to_owned() });
            }
            _ => tally.kind("error: no place"),
        }
    }
}

pub async fn enter(common: &Common, options: &EnterOptions) -> anyhow::Result<Value> {
    let request: Rc<[u8]> = api::prepared("POST", &format!("/api/v1/rooms/{}", options.event), "", "").into();
    let (asked, people) = (Rc::new(RefCell::new(0)), People::default());
    let newcomer = |_| Newcomer {
        request: Rc::clone(&request),
        wanted: options.people,
        asked: Rc::clone(&asked),
        people: Rc::clone(&people),
    };
    let newcomers = (0..common.connections).map(newcomer).collect();
    // Nobody is in a hurry: it is over when all are in.
    let tally = run::all(common, Tally::new(Duration::ZERO, Duration::from_secs(600)), newcomers).await?;
    let mut file = std::io::BufWriter::new(std::fs::File::create(&options.list).context("the list can't be written")?);
    for person in people.borrow().iter() {
        writeln!(file, "{} {}", person.visitor, person.pass)?;
    }
    file.flush()?;
    let mut told = tally.told(true);
    told.insert("people".into(), json!(people.borrow().len()));
    Ok(Value::Object(told))
}

/// The open pages behind one connection: as a proxy before the server has them.
struct Pages {
    event: Rc<str>,
    people: Vec<Person>,
    due: BinaryHeap<Reverse<(Instant, usize)>>,
    asking: usize,
    steps: Shared<Steps>,
}

#[derive(Default)]
struct Steps {
    before_draw: u64,
    queued: u64,
    turn: u64,
    other: u64,
}

impl Buyer for Pages {
    fn next(&mut self, out: &mut Vec<u8>) -> Next {
        let Some(Reverse((due, at))) = self.due.peek().copied() else { return Next::Done };
        let wait = due.saturating_duration_since(Instant::now());
        if !wait.is_zero() {
            return Next::Wait(wait.min(Duration::from_millis(200)));
        }
        self.due.pop();
        self.asking = at;
        let person = &self.people[at];
        // Writing to a Vec doesn't fail.
        let _ = write!(
            out,
            "GET /live/rooms/{} HTTP/1.1\r\nHost: bench\r\nAccept: */*\r\nSec-Fetch-Site: same-origin\r\n\
             Cookie: visitor={}; room={}\r\n\r\n",
            self.event, person.visitor, person.pass
        );
        Next::Ask("where")
    }

    fn hear(&mut self, answer: &Answer<'_>, tally: &mut Tally) {
        let mut steps = self.steps.borrow_mut();
        match text_of(answer.body, "step") {
            Some("before_draw") => steps.before_draw += 1,
            Some("queued") => steps.queued += 1,
            Some("turn") => steps.turn += 1,
            _ => steps.other += 1,
        }
        match number_of(answer.body, "ask_again_seconds") {
            Some(seconds) => {
                let due = Instant::now() + Duration::from_secs(seconds);
                self.due.push(Reverse((due, self.asking)));
            }
            None => tally.kind("error: no word when to ask again"),
        }
    }
}

/// The number behind `"name":` in a JSON body.
fn number_of(body: &[u8], name: &str) -> Option<u64> {
    let key = format!("\"{name}\":");
    let start = crate::answer::find(body, key.as_bytes())? + key.len();
    let digits = body[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&body[start..start + digits]).ok()?.parse().ok()
}

pub async fn wait(common: &Common, options: &WaitOptions) -> anyhow::Result<Value> {
    let list = std::fs::read_to_string(&options.list).context("the list can't be read")?;
    let (event, steps): (Rc<str>, Shared<Steps>) = (options.event.as_str().into(), Shared::default());
    let begun = Instant::now();
    let every = Duration::from_secs(options.every).as_millis().max(1) as u64;
    let page = |_| Pages {
        event: Rc::clone(&event),
        people: Vec::new(),
        due: BinaryHeap::new(),
        asking: 0,
        steps: Rc::clone(&steps),
    };
    let mut pages: Vec<Pages> = (0..common.connections).map(page).collect();
    for (number, line) in list.lines().enumerate() {
        let (visitor, pass) = line.split_once(' ').context("a line of the list has no place")?;
        let behind = &mut pages[number % common.connections];
        // They came at all times: what is asked is spread from the first second on.
        let due = begun + Duration::from_millis((number as u64).wrapping_mul(7919) % every);
        behind.due.push(Reverse((due, behind.people.len())));
        behind.people.push(Person { visitor: visitor.to_owned(), pass: pass.to_owned() });
    }
    let tally = run::all(common, Tally::new(common.warm_up(), common.counted()), pages).await?;
    let steps = steps.borrow();
    let mut told = tally.told(false);
    told.insert("before_draw".into(), json!(steps.before_draw));
    told.insert("queued".into(), json!(steps.queued));
    told.insert("turn".into(), json!(steps.turn));
    told.insert("other".into(), json!(steps.other));
    Ok(Value::Object(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_cut_out_of_a_body() {
        assert_eq!(number_of(br#"{"a":1,"ask_again_seconds":45,"told":12}"#, "ask_again_seconds"), Some(45));
        assert_eq!(number_of(b"{}", "ask_again_seconds"), None);
    }
}
