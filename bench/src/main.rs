//! The load generator: buyers, gates and visitors over plain HTTP, many at once on one thread, and what they were
//! answered how fast, as one line of JSON on the standard output.
//!
//! It runs on the machine it measures, beside the server and Postgres, so it has to cost next to nothing: requests are
//! written from prepared pieces, answers are cut out of the buffer they arrive in, and nothing is parsed that nobody
//! asks for. It knows no crate of ours: it sees what any client sees. `cargo xtask bench` starts it; to add a load: a
//! file with a [`run::Buyer`], and a line in [`Load`].

mod answer;
mod line;
mod run;
mod tally;
mod api;
mod holds;
mod seats;
mod orders;
mod buy;
mod scans;
mod get;
mod streams;
mod gateway;
mod room;

use clap::{Parser, Subcommand};
use std::net::SocketAddr;
use std::time::Duration;

#[derive(Parser)]
#[command(name = "bench", about = "Buyers, gates and visitors by the hundred", disable_help_subcommand = true)]
#[command(args_override_self = true)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    load: Load,
}

/// What every load is told.
#[derive(clap::Args, Clone)]
pub struct Common {
    /// Where the server listens
    #[arg(long, default_value = "127.0.0.1:3000")]
    server: SocketAddr,
    /// How many connections are kept open
    #[arg(long, default_value_t = 256)]
    connections: usize,
    /// What isn't counted, at the start
    #[arg(long, default_value_t = 3)]
    warm_up: u64,
    /// What is counted
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Whatever is left to chance follows from this
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Common {
    fn warm_up(&self) -> Duration {
        Duration::from_secs(self.warm_up)
    }

    fn counted(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

#[derive(Subcommand)]
enum Load {
    /// Carts with one place of one date, again and again
    Holds(holds::Options),
    /// Everybody at the same moment, once
    Rush(holds::RushOptions),
    /// Everybody wants the same seats, until none is left
    Seats(seats::Options),
    /// From the cart to the paid order
    Orders(orders::Options),
    /// Buys tickets that cost nothing and writes their codes into a file
    Buy(buy::Options),
    /// Gates that scan
    Scans(scans::Options),
    /// One page, again and again
    Get(get::Options),
    /// Streams that are opened and kept
    Streams(streams::Options),
    /// People who come into a waiting room
    RoomEnter(room::EnterOptions),
    /// People who wait in it with open pages
    RoomWait(room::WaitOptions),
    /// A payment provider that answers every payment at once with the money
    Gateway(gateway::Options),
}

fn main() -> anyhow::Result<()> {
    let Arguments { common, load } = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let work = async {
        match load {
            Load::Holds(options) => holds::run(&common, &options).await,
            Load::Rush(options) => holds::rush(&common, &options).await,
            Load::Seats(options) => seats::run(&common, &options).await,
            Load::Orders(options) => orders::run(&common, &options).await,
            Load::Buy(options) => buy::run(&common, &options).await,
            Load::Scans(options) => scans::run(&common, &options).await,
            Load::Get(options) => get::run(&common, &options).await,
            Load::Streams(options) => streams::run(&common, &options).await,
            Load::RoomEnter(options) => room::enter(&common, &options).await,
            Load::RoomWait(options) => room::wait(&common, &options).await,
            Load::Gateway(options) => gateway::run(&options).await,
        }
    };
    // Loads share their counts without locks: everything stays on this thread.
    let outcome = tokio::task::LocalSet::new().block_on(&runtime, work)?;
    println!("{outcome}");
    Ok(())
}
