//! Everybody wants the same seats, until none is left.
//!
//! A buyer sees the map as a page would show it, up to half a second old, and takes any seat that looks free.

use crate::Common;
use crate::answer::Answer;
use crate::api;
use crate::run::{self, Buyer, Next, Shared};
use crate::tally::Tally;
use anyhow::Context;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Options {
    #[arg(long)]
    performance: String,
    #[arg(long)]
    ticket_type: String,
    /// A file with one seat's id per line
    #[arg(long)]
    seats: PathBuf,
}

const VIEW_EVERY: Duration = Duration::from_millis(500);

/// What all buyers together know.
struct Hall {
    requests: Vec<Vec<u8>>,
    free: Vec<bool>,
    left: usize,
    held: usize,
    /// The seats that looked free when the map was drawn last.
    view: Vec<usize>,
    drawn: Instant,
}

impl Hall {
    fn redraw(&mut self) {
        self.view = (0..self.free.len()).filter(|seat| self.free[*seat]).collect();
        self.drawn = Instant::now();
    }

    fn gone(&mut self, seat: usize) {
        if std::mem::replace(&mut self.free[seat], false) {
            self.left -= 1;
        }
    }
}

struct Visitor {
    hall: Shared<Hall>,
    chance: ChaCha8Rng,
    wanted: usize,
}

impl Buyer for Visitor {
    fn next(&mut self, out: &mut Vec<u8>) -> Next {
        let mut hall = self.hall.borrow_mut();
        if hall.left == 0 {
            return Next::Done;
        }
        if hall.drawn.elapsed() > VIEW_EVERY {
            hall.redraw();
        }
        self.wanted = hall.view[self.chance.random_range(0..hall.view.len())];
        out.extend_from_slice(&hall.requests[self.wanted]);
        Next::Ask("seat")
    }

    fn hear(&mut self, answer: &Answer<'_>, _: &mut Tally) {
        let mut hall = self.hall.borrow_mut();
        let is_taken = crate::answer::text_of(answer.body, "refusal").is_some_and(|name| name == "seat_taken");
        if answer.status == 201 {
            hall.held += 1;
        }
        if answer.status == 201 || is_taken {
            hall.gone(self.wanted);
        }
    }
}

pub async fn run(common: &Common, options: &Options) -> anyhow::Result<Value> {
    let text = std::fs::read_to_string(&options.seats).context("the file of seats can't be read")?;
    let requests: Vec<Vec<u8>> = text
        .lines()
        .map(|seat| api::new_seat_cart(&options.performance, &options.ticket_type, seat))
        .map(|body| api::prepared("POST", "/api/v1/carts", "", &body))
        .collect();
    anyhow::ensure!(!requests.is_empty(), "the file of seats is empty");
    let count = requests.len();
    let hall = Hall {
        requests,
        free: vec![true; count],
        left: count,
        held: 0,
        view: (0..count).collect(),
        drawn: Instant::now(),
    };
    let hall = Rc::new(RefCell::new(hall));
    let visitor = |number: usize| Visitor {
        hall: Rc::clone(&hall),
        chance: ChaCha8Rng::seed_from_u64(common.seed.wrapping_mul(1_000_003) + number as u64),
        wanted: 0,
    };
    let buyers = (0..common.connections).map(visitor).collect();
    let tally = run::all(common, Tally::new(Duration::ZERO, Duration::from_secs(600)), buyers).await?;
    let mut told = tally.told(true);
    told.insert("held".into(), json!(hall.borrow().held));
    told.insert("left".into(), json!(hall.borrow().left));
    Ok(Value::Object(told))
}
