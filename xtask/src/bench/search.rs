//! How long a search of a large catalogue takes, as the application's role, which row-level security binds.

use super::scene;
use crate::cluster::{self, Cluster, Purpose};
use crate::install;
use crate::process::Run;
use crate::progress::Steps;
use postgres::Client;

/// As many as the shop of a region has on.
const EVENTS: u32 = 5_000;

pub fn run() -> anyhow::Result<()> {
    let steps = Steps::new(4);
    let step = steps.begin("Building what searches, for release");
    Run::cargo(["build", "--release", "--package", "flows", "--example", "search_bench"]).succeed(&step)?;
    step.done();
    let step = steps.begin("Starting a database");
    let binaries = install::postgres::ensure(&step, None)?;
    cluster::delete("bench-pg")?;
    let cluster = Cluster::start("bench-pg", &binaries, Purpose::Bench, &step)?;
    let url = cluster.database("tessera")?;
    step.done();
    let step = steps.begin("Putting the events on");
    let program = ["run", "--quiet", "--release", "--package", "flows", "--example", "search_bench", "--"];
    let bench = |what: &str| Run::cargo(program).args([what]).env("DATABASE_URL", &url);
    bench("migrate").succeed(&step)?;
    scene::set_catalogue(&mut Client::connect(&url, postgres::NoTls)?, EVENTS)?;
    step.done();
    let step = steps.begin("Searching");
    let told = bench("search").succeed(&step)?;
    step.done();
    println!("{told}");
    Ok(())
}
