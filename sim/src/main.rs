//! `sim SEED --count N`: plays N seeds from SEED on. `cargo xtask sim` gives it a database and calls it.

use anyhow::Context;
use clap::{Parser, ValueEnum};
use sim::run::{self, Found, Options, Seed};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Plays random seasons against the flows, with an auditor who knows what every answer has to be.
#[derive(Parser)]
struct Arguments {
    /// The first seed
    #[arg(default_value_t = 1)]
    seed: u64,
    /// How many seeds, one after the other
    #[arg(long, default_value_t = 1)]
    count: u64,
    /// How many steps each
    #[arg(long, default_value_t = 100)]
    steps: usize,
    /// How many are played at the same time
    #[arg(long)]
    lanes: Option<usize>,
    /// What a build without the capacity check is expected to run into
    #[arg(long)]
    prove: Option<Proof>,
    /// Leaves out the seeds that failed before, and keeps none
    #[arg(long)]
    alone: bool,
    /// A server databases may be made on
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Proof {
    /// The constraint in the database refuses, and nothing else goes wrong
    Constraint,
    /// The constraint is gone as well, and the auditor tells
    Auditor,
}

/// Seeds that failed once; every run plays them first.
fn kept_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds.txt")
}

fn kept() -> anyhow::Result<Vec<Seed>> {
    let text = std::fs::read_to_string(kept_file()).unwrap_or_default();
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or("").trim()).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (seed, steps) = line.split_once(' ').with_context(|| format!("'{line}' is no seed and its steps"))?;
            Ok(Seed { seed: seed.parse()?, steps: steps.trim().parse()? })
        })
        .collect()
}

fn keep(found: &Found) -> anyhow::Result<()> {
    if kept()?.contains(&found.seed) {
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(kept_file())?;
    let why = found.failure.complaints.first().map(String::as_str).unwrap_or_default();
    writeln!(file, "{} {} # {why}", found.seed.seed, found.seed.steps)?;
    Ok(())
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let mut seeds = if arguments.alone || arguments.prove.is_some() { Vec::new() } else { kept()? };
    let new = (0..arguments.count).map(|n| Seed { seed: arguments.seed.wrapping_add(n), steps: arguments.steps });
    seeds.extend(new);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let options = Options {
        database_url: arguments.database_url.clone(),
        lanes: arguments.lanes.unwrap_or(cores).min(seeds.len()),
        without_guards: arguments.prove == Some(Proof::Auditor),
        shrink: Duration::from_secs(25),
    };
    let begun = Instant::now();
    let mut said = 0;
    let (tally, found) = run::run(&options, &seeds, |played, elapsed| {
        if elapsed.as_secs() >= said + 5 {
            said = elapsed.as_secs();
            println!("{played} of {} seeds", seeds.len());
        }
    })?;
    let took = begun.elapsed();
    println!("{tally}");
    println!(
        "{:.1} seeds/s on {} lanes, {:.0} s",
        tally.seeds as f64 / took.as_secs_f64(),
        options.lanes,
        took.as_secs_f64()
    );
    if let Some(found) = &found {
        tell(found);
    }
    let proven = match (arguments.prove, &found) {
        (None, None) if tally.guarded.is_empty() => true,
        (None, None) => {
            println!("The database had to refuse what the code should have: {:?}", tally.guarded);
            false
        }
        (None, Some(found)) => {
            if !arguments.alone {
                keep(found)?;
                println!("Kept in sim/seeds.txt: from now on every run plays it first.");
            }
            false
        }
        (Some(Proof::Constraint), None) if tally.guarded.is_empty() => {
            println!("Nothing was refused by the database: this proves nothing.");
            false
        }
        (Some(Proof::Constraint), None) => {
            println!("Proven: without the check in the code the database refused, and nothing was oversold.");
            true
        }
        (Some(Proof::Constraint), Some(_)) => false,
        (Some(Proof::Auditor), Some(found)) => {
            let told =
                found.failure.complaints.iter().any(|c| c.starts_with("oversold") || c.starts_with("double seat"));
            println!("{}", if told { "Proven: the auditor told." } else { "The auditor told something else." });
            told
        }
        (Some(Proof::Auditor), None) => {
            println!("The auditor noticed nothing.");
            false
        }
    };
    Ok(if proven { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A short story.
fn tell(found: &Found) {
    println!("\nSeed {} fails ({} steps lead there):", found.seed.seed, found.steps);
    for (number, line) in found.failure.story.iter().enumerate() {
        println!("{:4}. {line}", number + 1);
    }
    println!("The auditor says:");
    for complaint in &found.failure.complaints {
        println!("      {complaint}");
    }
    println!("Again: cargo xtask sim {} --steps {}", found.seed.seed, found.seed.steps);
}
