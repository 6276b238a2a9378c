//! Streams of news that are opened and kept, as by open pages.

use crate::Common;
use crate::line::Line;
use crate::{answer, api};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use serde_json::{Value, json};
use std::cell::Cell;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Options {
    #[arg(long)]
    path: String,
    #[arg(long, default_value_t = 10_000)]
    streams: usize,
    /// Made when all streams stand; they are kept until it is gone again
    #[arg(long)]
    while_file: PathBuf,
}

#[derive(Default)]
struct Counts {
    first: Cell<usize>,
    news: Cell<u64>,
    closed: Cell<usize>,
}

/// Half of what may be opening at once: the server's queue of new connections has an end.
const AT_ONCE: usize = 64;
const OPEN_PATIENCE: Duration = Duration::from_secs(120);

pub async fn run(common: &Common, options: &Options) -> anyhow::Result<Value> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    let wanted = options.streams as u64 + 100;
    if soft < wanted {
        setrlimit(Resource::RLIMIT_NOFILE, wanted.min(hard.max(wanted)), hard.max(wanted))?;
    }
    let mut request = Vec::new();
    api::write_get(&mut request, &options.path, "Accept: text/event-stream\r\n");
    let request: Rc<[u8]> = request.into();
    let (begun, counts) = (Instant::now(), Rc::new(Counts::default()));
    let mut refused = 0;
    for from in (0..options.streams).step_by(AT_ONCE) {
        let opening: Vec<_> = (from..options.streams.min(from + AT_ONCE))
            .map(|number| tokio::task::spawn_local(open(common.server, number, Rc::clone(&request))))
            .collect();
        for task in opening {
            match task.await? {
                Ok(line) => drop(tokio::task::spawn_local(follow(line, Rc::clone(&counts)))),
                Err(_) => refused += 1,
            }
        }
    }
    while counts.first.get() + refused < options.streams && begun.elapsed() < OPEN_PATIENCE {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let opened_ms = begun.elapsed().as_secs_f64() * 1e3;
    std::fs::write(&options.while_file, b"")?;
    while options.while_file.exists() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(json!({
        "streams": counts.first.get() - counts.closed.get(),
        "refused": refused,
        "closed": counts.closed.get(),
        "news": counts.news.get(),
        "opened_ms": opened_ms,
    }))
}

async fn open(server: std::net::SocketAddr, number: usize, request: Rc<[u8]>) -> std::io::Result<Line> {
    let mut line = Line::open_from(server, number).await?;
    line.send(&request).await?;
    Ok(line)
}

/// Reads until the server closes; the first event tells that the stream stands.
async fn follow(mut line: Line, counts: Rc<Counts>) {
    let mut stands = false;
    while let Ok(Some(bytes)) = line.some().await {
        if answer::find(bytes, b"data:").is_some() {
            if !std::mem::replace(&mut stands, true) {
                counts.first.set(counts.first.get() + 1);
            }
            counts.news.set(counts.news.get() + 1);
        }
    }
    if stands {
        counts.closed.set(counts.closed.get() + 1);
    }
}
