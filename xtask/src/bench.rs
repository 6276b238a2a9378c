//! `cargo xtask bench …`: numbers a visitor feels, measured the same way every time.
//!
//! A bench is no test: it prints what it found beside its goal and ends well either way. To add one: a file with a
//! function on a [`lab::Lab`], and a line in [`What`].

mod best;
mod web;
mod lab;
mod scene;
mod cost;
mod statements;
mod report;
mod ceiling;
mod holds;
mod seats;
mod orders;
mod scans;
mod pages;
mod growth;
mod memory;
mod room;
mod rebuild;
mod search;

use clap::Subcommand;
use lab::Lab;
use report::Report;

#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The weight of a first visit to an event page, and the time to its first byte
    Web(web::Options),
    /// How long the best seats of a stadium take to find
    Best,
    /// How long a search of 5,000 events takes
    Search,
    /// Places held a second on one hot date, by 256 buyers
    Holds(lab::Options),
    /// A thousand buyers for two hundred places, all at once
    Rush(lab::Options),
    /// 256 buyers for the same 5,000 seats
    Seats(lab::Options),
    /// Orders a second, from the cart to the ticket
    Orders(lab::Options),
    /// Tickets scanned a second, at 64 gates
    Scans(lab::Options),
    /// The catalogue, an event's page, a ticket's paper
    Pages(lab::Options),
    /// Holds after a long past
    Growth {
        #[command(flatten)]
        options: lab::Options,
        /// Leave the five million tickets out
        #[arg(long)]
        quick: bool,
    },
    /// What fifty thousand people in a waiting room cost
    Room(lab::Options),
    /// What a changed line costs a developer: crates compiled again, and the time until tests can run
    Rebuild,
    /// What the server keeps in memory: idle, at work, with 10,000 open streams
    Memory(lab::Options),
}

pub fn run(options: &Options) -> anyhow::Result<()> {
    match &options.what {
        What::Web(options) => web::run(options),
        What::Best => best::run(),
        What::Rebuild => rebuild::run(),
        What::Search => search::run(),
        What::Holds(options) => measure("holds", options, holds::holds),
        What::Rush(options) => measure("rush", options, holds::rush),
        What::Seats(options) => measure("seats", options, seats::run),
        What::Orders(options) => measure("orders", options, orders::run),
        What::Scans(options) => {
            measure("scans", options, |lab, report| scans::run(lab, report, options.warm_up + options.seconds))
        }
        What::Pages(options) => measure("pages", options, pages::run),
        What::Growth { options, quick } => measure("growth", options, |lab, report| growth::run(lab, report, *quick)),
        What::Room(options) => measure("room", options, room::run),
        What::Memory(options) => measure("memory", options, memory::run),
    }
}

fn measure(
    name: &str,
    options: &lab::Options,
    bench: impl FnOnce(&mut Lab, &mut Report) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (mut lab, mut report) = (Lab::new(options)?, Report::default());
    bench(&mut lab, &mut report)?;
    report.tell(name, options.json.as_deref())
}
