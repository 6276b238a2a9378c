//! `cargo xtask demo`: from an empty machine to a running ticket shop.

use crate::cluster::{self, Cluster, Purpose};
use crate::install;
use crate::paths::{self, Profile};
use crate::progress::Steps;
use crate::signals;
use crate::stack::{self, MAIL_PORT, PRINTER_PORT, Place, Ports, Stack};
use crate::tidy::migrations;
use crate::web;
use anyhow::{Context, bail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(clap::Args)]
pub struct Options {
    /// Throw the demo's data away and start over
    #[arg(long)]
    fresh: bool,
    /// The port of the web server; the next free one is taken when it is busy
    #[arg(long, default_value_t = 3000)]
    port: u16,
}

const CLUSTER: &str = "demo/pg";
const ROOM: install::disk::Room = install::disk::Room { first_gb: 8, later_gb: 2 };

/// The demo's own state; only one may run at a time.
pub struct Home {
    pub directory: PathBuf,
    _lock: File,
}

impl Home {
    /// # Errors
    /// When another demo of this checkout is running.
    pub fn open() -> anyhow::Result<Home> {
        let directory = paths::target().join("demo");
        fs::create_dir_all(&directory)?;
        let lock = File::create(paths::target().join("demo.lock"))?;
        if lock.try_lock().is_err() {
            bail!("A demo of this checkout is running already: end it with Ctrl-C in its window, then run this again.");
        }
        Ok(Home { directory, _lock: lock })
    }
}

pub fn run(options: &Options) -> anyhow::Result<()> {
    install::disk::ensure(&ROOM)?;
    let home = Home::open()?;
    let steps = Steps::new(6);
    prepare(&steps, web::Profile::Release, options.fresh)?;
    let (place, mut cluster) = database(&steps, &home, options.port, options.fresh)?;

    let step = steps.begin("Starting the shop");
    let mut stack = Stack::start(&place, &step)?;
    step.done();
    announce(&stack, options.port, place.ports);
    watch(&mut stack, cluster.as_mut())?;
    finish(&mut stack, cluster.as_mut());
    Ok(())
}

/// Steps 1 to 4 of 6: everything that has to be installed and built.
pub fn prepare(steps: &Steps, profile: web::Profile, fresh: bool) -> anyhow::Result<()> {
    let step = steps.begin("Looking for Rust's browser target");
    install::wasm_target::ensure(&step)?;
    step.done();
    let step = steps.begin("Looking for Postgres");
    if std::env::var_os("DATABASE_URL").is_some() {
        step.done_with("DATABASE_URL is set, using it");
    } else {
        let found = install::postgres::ensure(&step, if fresh { None } else { cluster::major(CLUSTER) })?;
        step.done_with(&format!("Postgres {}", found.major));
    }
    let step = steps.begin("Building the browser bundles");
    web::build(profile, &step)?;
    step.done();
    let step = steps.begin("Building the demo and the terminal");
    stack::build(Profile::Dev, &step)?;
    step.done();
    Ok(())
}

/// Step 5 of 6: the database, and the place where everything listens.
pub fn database(steps: &Steps, home: &Home, port: u16, fresh: bool) -> anyhow::Result<(Place, Option<Cluster>)> {
    let step = steps.begin("Starting the database");
    let given = std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty());
    if fresh {
        if given.is_some() {
            bail!("--fresh deletes only the demo's own database: unset DATABASE_URL, or empty that database yourself.");
        }
        cluster::delete(CLUSTER)?;
        fs::remove_dir_all(&home.directory).context("could not delete the demo's data")?;
        fs::create_dir_all(&home.directory)?;
    }
    let (database_url, cluster) = match given {
        Some(url) => (url, None),
        None => {
            let binaries = install::postgres::ensure(&step, cluster::major(CLUSTER))?;
            let cluster = Cluster::start(CLUSTER, &binaries, Purpose::Demo, &step)?;
            let url = cluster.database("tessera")?;
            if is_old(&url)? {
                bail!(old_database(&home.directory, &cluster::directory(CLUSTER)));
            }
            (url, Some(cluster))
        }
    };
    step.done();
    let place = Place { database_url, data: home.directory.clone(), ports: Ports::usual(port)?, profile: Profile::Dev };
    Ok((place, cluster))
}

/// Whether migrations of before the baseline made it: then no later one leads on from there.
fn is_old(url: &str) -> anyhow::Result<bool> {
    let mut client = postgres::Client::connect(url, postgres::NoTls)?;
    let known: bool = client.query_one("SELECT to_regclass('_sqlx_migrations') IS NOT NULL", &[])?.get(0);
    let old = "SELECT EXISTS (SELECT FROM _sqlx_migrations WHERE version < $1)";
    Ok(known && client.query_one(old, &[&migrations::BASELINE])?.get(0))
}

/// Nothing is deleted by itself: a person says whether the old demo is still wanted.
fn old_database(home: &Path, cluster: &Path) -> String {
    let mut folders = paths::shown(home);
    if !cluster.starts_with(home) {
        folders = format!("{folders} and {}", cluster.display());
    }
    format!(
        "The demo's database was made by an earlier version of Tessera, whose migrations were written anew since, and can't \
         be brought to this version's schema. It is kept where it lies: `cargo xtask demo --fresh` deletes it and starts \
         over; to keep it, move {folders} away and run this again."
    )
}

/// Prints what was started and where.
pub fn announce(stack: &Stack, wanted: u16, ports: Ports) {
    if ports.web != wanted {
        println!("\nPort {wanted} is taken: the shop listens on {} instead.", ports.web);
    }
    if ports.printer != PRINTER_PORT {
        println!("Port {PRINTER_PORT} is taken: the virtual printer listens on {} instead.", ports.printer);
    }
    if ports.mail != MAIL_PORT {
        println!("Port {MAIL_PORT} is taken: the mailbox listens on {} instead.", ports.mail);
    }
    let rows = [
        ("Shop", "shop", "buy a ticket"),
        ("Organizer", "organizer", "put an event on sale, see what sells"),
        ("Till", "till", "sell at the box office"),
        ("Gate", "gate", "scan tickets"),
        ("Backstage", "backstage", "mailbox, printer paper, test gateway: start here"),
        ("API", "api", "read it and try it"),
    ];
    println!();
    for (name, key, what) in rows {
        if let Some(address) = stack.fact(key) {
            println!("  {name:<10} {address:<48} {what}");
        }
    }
    println!("\n  Logs       {}", paths::shown(&paths::target().join("demo/server.log")));
    println!("  Ctrl-C ends it; the data stays for the next start (`--fresh` starts over).\n");
}

/// Returns when somebody asks us to end; fails when one of the programs ends by itself.
fn watch(stack: &mut Stack, mut cluster: Option<&mut Cluster>) -> anyhow::Result<()> {
    while !signals::interrupted() {
        stack.check()?;
        if let Some(cluster) = cluster.as_deref_mut() {
            cluster.check()?;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Ends everything in order: terminal, server, database.
pub fn finish(stack: &mut Stack, cluster: Option<&mut Cluster>) {
    println!("\nEnding …");
    stack.stop();
    if let Some(cluster) = cluster {
        cluster.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_demo_is_told_which_folders_to_move_away() {
        let home = paths::target().join("demo");
        let inside = old_database(&home, &home.join("pg"));
        assert!(
            inside.contains(&format!("move {} away", paths::shown(&home))) && inside.contains("--fresh"),
            "{inside}"
        );
        let beside = old_database(&home, Path::new("/var/tmp/tessera-1/demo-pg"));
        assert!(beside.contains(" and /var/tmp/tessera-1/demo-pg away"), "{beside}");
    }
}
