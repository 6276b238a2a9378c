//! `cargo xtask sim`: random seasons against the flows, on a Postgres of its own, with an auditor beside them.

mod prove;

use crate::cluster::{Cluster, Purpose};
use crate::install;
use crate::paths::{self, Profile};
use crate::process::Run;
use crate::progress::{Step, Steps};
use crate::signals;
use crate::test::Extent;
use std::process::{Command, ExitCode};

#[derive(clap::Args)]
pub struct Options {
    /// The first seed
    #[arg(default_value_t = 1)]
    seed: u64,
    /// How many seeds from there on
    #[arg(long, default_value_t = 1)]
    count: u64,
    /// How many steps each has
    #[arg(long, default_value_t = 100)]
    steps: usize,
    /// Shows that overselling is caught: by the database when the check in the code is gone, by the auditor when the
    /// database's guards are gone as well
    #[arg(long)]
    prove: bool,
}

/// What a run of the tests plays, after the seeds that failed once: a minute on two cores.
const SHORT_COUNT: u64 = 40;
/// What a long run plays.
const LONG_COUNT: u64 = 2000;

/// Two lanes for each core: a lane waits for the database half of its time.
const LANES: [&str; 2] = ["--lanes", "4"];

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let steps = Steps::new(if options.prove { 4 } else { 2 });
    let (url, _cluster) = database(&steps)?;
    if options.prove {
        prove::run(&steps, &url)?;
        return Ok(ExitCode::SUCCESS);
    }
    let step = steps.begin("Building the simulator");
    build(&step)?;
    step.done();
    let (seed, count, length) = (options.seed.to_string(), options.count.to_string(), options.steps.to_string());
    let arguments = [&seed, "--count", &count, "--steps", &length];
    let status = Command::new(paths::program("sim", Profile::Dev))
        .args(arguments)
        .args(LANES)
        .env("DATABASE_URL", &url)
        .status()?;
    signals::check()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The part of `cargo xtask test`, with the program it has built.
pub fn check(step: &Step, database_url: &str, extent: Extent) -> anyhow::Result<bool> {
    let count = if extent == Extent::Long { LONG_COUNT } else { SHORT_COUNT };
    let finished = Run::new(paths::program("sim", Profile::Dev))
        .args(["1", "--count", &count.to_string()])
        .args(LANES)
        .env("DATABASE_URL", database_url)
        .finish(step)?;
    if !finished.success() {
        finished.show_failure(step);
    }
    Ok(finished.success())
}

fn build(step: &Step) -> anyhow::Result<()> {
    Run::cargo(["build", "-p", "sim", "--bin", "sim"]).succeed(step)?;
    Ok(())
}

/// The server of `DATABASE_URL`, or a private one.
fn database(steps: &Steps) -> anyhow::Result<(String, Option<Cluster>)> {
    let step = steps.begin("Starting a Postgres for the simulator");
    let given = std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty());
    let found = match given {
        Some(url) => (url, None),
        None => {
            let binaries = install::postgres::ensure(&step, None)?;
            let name = "sim-pg";
            crate::cluster::delete(name)?;
            let cluster = Cluster::start(name, &binaries, Purpose::Scratch, &step)?;
            (cluster.url("postgres"), Some(cluster))
        }
    };
    step.done();
    Ok(found)
}
