//! The weight of a first visit over the wire, and the time to its first byte.

use crate::cluster::{self, Cluster, Purpose};
use crate::http::{Answer, Connection};
use crate::install;
use crate::paths::{self, Profile};
use crate::progress::{Step, Steps};
use crate::stack::{self, Place, Ports, Stack};
use crate::test::journeys::{self, Tools};
use crate::web;
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::time::Duration;

#[derive(clap::Args)]
pub struct Options {
    /// The page to measure; the first event of the season when left out
    #[arg(long)]
    page: Option<String>,
}

/// Bytes over the wire for everything a first visit fetches.
const WEIGHT_MAX: u64 = 150_000;
/// The median on an idle machine.
const FIRST_BYTE_MAX: Duration = Duration::from_millis(20);
const WARM_UP: usize = 50;
const REQUESTS: usize = 200;

pub fn run(options: &Options) -> anyhow::Result<()> {
    let steps = Steps::new(6);
    let step = steps.begin("Building the browser bundles");
    install::wasm_target::ensure(&step)?;
    web::build(web::Profile::Release, &step)?;
    step.done();
    let step = steps.begin("Building the demo and the terminal for release");
    stack::build(Profile::Release, &step)?;
    step.done();
    let step = steps.begin("Looking for Node and Chromium");
    let tools = journeys::tools(&step)?;
    step.done();
    let step = steps.begin("Starting a database");
    let binaries = install::postgres::ensure(&step, None)?;
    cluster::delete("bench-pg")?;
    let cluster = Cluster::start("bench-pg", &binaries, Purpose::Scratch, &step)?;
    let database_url = cluster.database("tessera")?;
    step.done();
    let step = steps.begin("Starting a shop");
    let data = paths::target().join("bench");
    let _ = std::fs::remove_dir_all(&data);
    let place = Place { database_url, data, ports: Ports::free()?, profile: Profile::Release };
    let stack = Stack::start(&place, &step)?;
    step.done();

    let step = steps.begin("Visiting");
    let mut connection = Connection::open(place.ports.web)?;
    let path = match &options.page {
        Some(path) => path.clone(),
        None => first_event(&mut connection)?,
    };
    let weights = visit(&format!("http://127.0.0.1:{}{path}", place.ports.web), &tools, &step)?;
    let times = first_bytes(&mut connection, &path)?;
    step.done();
    let passed = report(&path, &weights, &times);
    drop(stack);
    if !passed {
        bail!("the page is heavier or slower than it should be");
    }
    Ok(())
}

/// The first link to an event on the home page.
fn first_event(connection: &mut Connection) -> anyhow::Result<String> {
    let home = text(&connection.get("/", "identity")?);
    let links = home.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let event =
        links.filter(|link| !link.contains("://")).find(|link| link.contains("/events/") || link.contains("/e/"));
    event.map(str::to_owned).context("the home page has no link to an event: name one with --page /…")
}

/// Everything that Chromium fetches on a first visit, and what each thing weighs.
fn visit(address: &str, tools: &Tools, step: &Step) -> anyhow::Result<BTreeMap<String, u64>> {
    #[derive(serde::Deserialize)]
    struct Seen {
        address: String,
        bytes: u64,
    }
    let output = tools.run("weight.mjs").args([address]).succeed(step)?;
    let mut weights = BTreeMap::new();
    for line in output.lines().filter(|line| line.starts_with('{')) {
        let seen: Seen = serde_json::from_str(line).context("end2end/weight.mjs speaks in an unknown way")?;
        *weights.entry(seen.address).or_default() += seen.bytes;
    }
    anyhow::ensure!(!weights.is_empty(), "Chromium fetched nothing from {address}");
    Ok(weights)
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

/// The times to the first byte, shortest first.
fn first_bytes(connection: &mut Connection, path: &str) -> anyhow::Result<Vec<Duration>> {
    for _ in 0..WARM_UP {
        connection.get(path, "br")?;
    }
    let mut times =
        (0..REQUESTS).map(|_| Ok(connection.get(path, "br")?.first_byte)).collect::<anyhow::Result<Vec<_>>>()?;
    times.sort();
    Ok(times)
}

/// Prints the numbers beside their goals; true when both are met.
fn report(path: &str, weights: &BTreeMap<String, u64>, times: &[Duration]) -> bool {
    println!("\nFirst visit of {path}, over the wire with brotli, headers included, as Chromium counts:");
    let mut sorted: Vec<(&String, &u64)> = weights.iter().collect();
    sorted.sort_by_key(|(_, weight)| std::cmp::Reverse(**weight));
    for (name, weight) in sorted {
        println!("  {:>10}  {name}", web::kilobytes(*weight));
    }
    let total: u64 = weights.values().sum();
    let light = total <= WEIGHT_MAX;
    println!(
        "  {:>10}  in all (goal: at most {}){}",
        web::kilobytes(total),
        web::kilobytes(WEIGHT_MAX),
        verdict(light)
    );
    let (median, p95) = (times[times.len() / 2], times[times.len() * 95 / 100]);
    let quick = median <= FIRST_BYTE_MAX;
    println!("\nTime to the first byte, {REQUESTS} requests after {WARM_UP} to warm up:");
    println!("  {:>10}  median (goal: at most {}){}", millis(median), millis(FIRST_BYTE_MAX), verdict(quick));
    println!("  {:>10}  95 of 100", millis(p95));
    light && quick
}

fn verdict(met: bool) -> &'static str {
    if met { "" } else { ", missed" }
}

fn millis(time: Duration) -> String {
    format!("{}.{} ms", time.as_millis(), time.as_micros() % 1000 / 100)
}
