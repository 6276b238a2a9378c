//! Many buyers at once, each on its own connection, until the time is over.

use crate::Common;
use crate::answer::Answer;
use crate::line::Line;
use crate::tally::Tally;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

pub type Shared<T> = Rc<RefCell<T>>;

/// What a buyer does next.
pub enum Next {
    /// The request is written: send it, and count the answer under this name.
    Ask(&'static str),
    Wait(Duration),
    Done,
}

/// Someone at the other end of one connection.
pub trait Buyer {
    /// Writes the next request into `out`, which is empty.
    fn next(&mut self, out: &mut Vec<u8>) -> Next;
    fn hear(&mut self, answer: &Answer<'_>, tally: &mut Tally);
}

/// How long an answer may take before it counts as none.
const PATIENCE: Duration = Duration::from_secs(60);
const RECONNECT_AFTER: Duration = Duration::from_millis(50);

/// Lets them all shop until the time is over, or until each has done what it wanted.
pub async fn all<B: Buyer + 'static>(common: &Common, tally: Tally, buyers: Vec<B>) -> anyhow::Result<Tally> {
    let end = tally.until() + PATIENCE;
    let tally = Rc::new(RefCell::new(tally));
    let tasks: Vec<_> = buyers
        .into_iter()
        .map(|buyer| tokio::task::spawn_local(shop(common.server, buyer, Rc::clone(&tally))))
        .collect();
    for task in tasks {
        if tokio::time::timeout_at(end.into(), task).await.is_err() {
            tally.borrow_mut().failed("no answer in a minute");
        }
    }
    // Tasks that never got an answer still hold the tally.
    let empty = Tally::new(Duration::ZERO, Duration::ZERO);
    Ok(tally.replace(empty))
}

async fn shop<B: Buyer>(server: std::net::SocketAddr, mut buyer: B, tally: Shared<Tally>) {
    let mut request = Vec::with_capacity(1024);
    let mut line = None;
    while !tally.borrow().is_over() {
        request.clear();
        let step = match buyer.next(&mut request) {
            Next::Ask(step) => step,
            Next::Wait(pause) => {
                tokio::time::sleep(pause).await;
                continue;
            }
            Next::Done => return,
        };
        if let Err(error) = ask(server, &mut line, &request, step, &mut buyer, &tally).await {
            tally.borrow_mut().failed(&format!("connection: {}", error.kind()));
            line = None;
            tokio::time::sleep(RECONNECT_AFTER).await;
        }
    }
}

async fn ask<B: Buyer>(
    server: std::net::SocketAddr,
    line: &mut Option<Line>,
    request: &[u8],
    step: &'static str,
    buyer: &mut B,
    tally: &Shared<Tally>,
) -> std::io::Result<()> {
    if line.is_none() {
        *line = Some(Line::open(server).await?);
    }
    let Some(line) = line else { return Ok(()) };
    let begun = Instant::now();
    line.send(request).await?;
    let answer = line.hear().await?;
    let mut tally = tally.borrow_mut();
    tally.answered(step, begun, &answer);
    buyer.hear(&answer, &mut tally);
    Ok(())
}
