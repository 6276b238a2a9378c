//! `cargo xtask postgres`: the test database for running single tests by hand.

use crate::cluster::{Cluster, Purpose};
use crate::install;
use crate::progress::Steps;
use crate::signals;
use std::time::Duration;

pub fn run() -> anyhow::Result<()> {
    let steps = Steps::new(1);
    let step = steps.begin("Starting a private Postgres");
    let name = "hand-pg";
    let binaries = install::postgres::ensure(&step, None)?;
    crate::cluster::delete(name)?;
    let mut cluster = Cluster::start(name, &binaries, Purpose::Scratch, &step)?;
    step.done();
    println!("\nexport SQLX_OFFLINE=true DATABASE_URL={}\n\nCtrl-C ends it.", cluster.url("postgres"));
    while !signals::interrupted() {
        cluster.check()?;
        std::thread::sleep(Duration::from_millis(100));
    }
    cluster.stop();
    Ok(())
}
