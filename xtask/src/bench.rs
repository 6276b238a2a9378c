//! `cargo xtask bench …`: numbers a visitor feels, measured the same way every time.

mod best;
mod web;

use clap::Subcommand;

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
}

pub fn run(options: &Options) -> anyhow::Result<()> {
    match &options.what {
        What::Web(options) => web::run(options),
        What::Best => best::run(),
    }
}
