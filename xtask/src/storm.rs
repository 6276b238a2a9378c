//! `cargo xtask storm`: many buyers at once, two servers, one Postgres with fsync on, and kill -9 for all of them at
//! moments that a seed decides. Afterwards the tables are asked, and what buyers were told is held against them.

mod shop;

use crate::paths::{self, Profile};
use crate::process::{Ending, Run, Service, ServiceOptions};
use crate::progress::{Step, Steps};
use crate::test::Extent;
use crate::{audit, signals};
use anyhow::{Context, bail};
use serde_json::Value;
use sha2::{Digest, Sha256};
use shop::{Event, Shop};
use std::fmt::Write;
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Options {
    #[arg(long, default_value_t = 10)]
    rounds: u32,
    #[arg(long, default_value_t = 2000)]
    buyers: u32,
    /// Decides who is killed and when, and what buyers want
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// The form `cargo xtask test` runs.
const SHORT: Options = Options { rounds: 1, buyers: 200, seed: 1 };
/// The form `cargo xtask test --long` runs.
const LONG: Options = Options { rounds: 5, buyers: 2000, seed: 1 };

/// How often somebody is killed while buyers are at it.
const KILLS: u64 = 4;
/// After the storm everything that was begun has this long to end.
const QUIET_PATIENCE: Duration = Duration::from_secs(180);
/// How long a buyer goes on trying.
const BUYER_SECONDS: u32 = 150;

pub fn run(options: &Options) -> anyhow::Result<()> {
    let steps = Steps::new(2 + options.rounds as usize);
    let step = steps.begin("Building the demo and the buyers");
    build(&step)?;
    step.done();
    let step = steps.begin("Opening a shop with two servers");
    let mut shop = Shop::open(&step)?;
    step.done();
    for number in 1..=options.rounds {
        let step = steps.begin(&format!("Storm {number}"));
        let round = round(&mut shop, options, number, &step)?;
        step.done_with(&round.words);
        if !round.broken.is_empty() {
            bail!("{}", round.broken.join("\n"));
        }
    }
    Ok(())
}

/// The part of `cargo xtask test`, with the programs it has built.
pub fn check(step: &Step, extent: Extent) -> anyhow::Result<bool> {
    let options = if extent == Extent::Long { LONG } else { SHORT };
    let mut shop = Shop::open(step)?;
    let mut sound = true;
    for number in 1..=options.rounds {
        let round = round(&mut shop, &options, number, step)?;
        if !round.broken.is_empty() {
            step.broken();
            eprintln!("{}\n{}", round.words, round.broken.join("\n"));
            sound = false;
        }
    }
    Ok(sound)
}

fn build(step: &Step) -> anyhow::Result<()> {
    Run::cargo(["build", "-p", "demo", "--bin", "demo", "-p", "sim", "--bin", "storm"]).succeed(step)?;
    Ok(())
}

struct Round {
    words: String,
    broken: Vec<String>,
}

/// Numbers from the seed, the same each time.
fn drawn(seed: u64, round: u32, what: u64) -> u64 {
    let text = format!("{seed} {round} {what}");
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

fn round(shop: &mut Shop, options: &Options, number: u32, step: &Step) -> anyhow::Result<Round> {
    let event = Event::put_on(&shop.database_url, options.buyers)?;
    // Many buyers take longer, and the kills are to fall among them: where nobody dies, two thousand are done in six seconds.
    let span = 1_000 + u64::from(options.buyers) * 2;
    let mut kills: Vec<(u64, u64)> =
        (0..KILLS).map(|n| (drawn(options.seed, number, n) % span, drawn(options.seed, number, 100 + n) % 3)).collect();
    // Each of the three has its turn.
    for (n, kill) in kills.iter_mut().take(3).enumerate() {
        kill.1 = n as u64;
    }
    kills.sort_unstable();
    let log = paths::target().join("storm/buyers.log");
    let mut buyers = start_buyers(shop, options, number, &event, &log)?;
    let begun = Instant::now();
    let mut killed = Vec::new();
    loop {
        signals::check()?;
        if buyers.has_ended()? {
            break;
        }
        let due = kills.first().filter(|(at, _)| u128::from(*at) <= begun.elapsed().as_millis()).copied();
        if let Some((_, victim)) = due {
            kills.remove(0);
            killed.push(format!("{} at {:.1} s", shop.kill(victim, step)?, begun.elapsed().as_secs_f32()));
        }
        shop.keep_all_up()?;
        step.show(&format!("{} killed so far", killed.len()));
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = begun.elapsed();
    let seen = read_seen(&buyers.log_end(1))?;
    shop.wait_until_ready(step)?;
    let quiet = wait_for_quiet(shop, &event, step)?;
    let mut broken = audit::of(&shop.database_url)?;
    broken.extend(event.broken(&shop.database_url, &seen)?);
    Ok(Round { words: words(&seen, &event, options, &killed, took, quiet), broken })
}

fn start_buyers(
    shop: &Shop,
    options: &Options,
    number: u32,
    event: &Event,
    log: &std::path::Path,
) -> anyhow::Result<Service> {
    let seed = drawn(options.seed, number, 1_000) >> 12;
    Service::start(
        ServiceOptions {
            name: "crowd of buyers",
            program: &paths::program("storm", Profile::Dev),
            log,
            ending: Ending::Kill,
            orphan_ending: Ending::Kill,
            grace: Duration::from_secs(2),
            user: None,
        },
        |command| {
            command
                .args(["--servers", &shop.addresses().join(",")])
                .args(["--buyers", &options.buyers.to_string(), "--seed", &seed.to_string()])
                .args(["--patience", &BUYER_SECONDS.to_string()])
                .args(event.arguments());
        },
    )
}

fn read_seen(line: &str) -> anyhow::Result<Value> {
    serde_json::from_str(line).with_context(|| format!("the buyers didn't say how it ended, but: {line}"))
}

/// Until nothing of this round is under way. Says how long that took.
fn wait_for_quiet(shop: &mut Shop, event: &Event, step: &Step) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    loop {
        signals::check()?;
        shop.keep_all_up()?;
        let open = event.open(&shop.database_url)?;
        if open == 0 {
            return Ok(begun.elapsed());
        }
        if begun.elapsed() > QUIET_PATIENCE {
            bail!("{open} orders are still waiting for their end {} s after the storm", QUIET_PATIENCE.as_secs());
        }
        step.show(&format!("{open} orders still under way"));
        std::thread::sleep(Duration::from_millis(500));
    }
}

fn words(seen: &Value, event: &Event, options: &Options, killed: &[String], took: Duration, quiet: Duration) -> String {
    let count = |name: &str| seen[name].as_u64().unwrap_or(0);
    let paid = seen["paid"].as_array().map_or(0, Vec::len);
    let refused: u64 = seen["refused"].as_object().map_or(0, |all| all.values().filter_map(Value::as_u64).sum());
    let mut words = String::new();
    // Writing to a String doesn't fail.
    let _ = write!(
        words,
        "{} buyers, {} places: {paid} orders paid, {refused} buyers refused, {} lost their order, {} gave up; {} calls in {:.0} s, quiet after {:.0} s; killed {}",
        options.buyers,
        event.places,
        count("lost"),
        count("gave_up"),
        count("calls"),
        took.as_secs_f32(),
        quiet.as_secs_f32(),
        if killed.is_empty() { "nobody".to_owned() } else { killed.join(", ") }
    );
    words
}
