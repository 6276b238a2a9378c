//! `cargo xtask sqlx`: the data by which checked queries build without a database.
//!
//! sqlx' macros describe each query at the database they are given and write what they learned into
//! `SQLX_OFFLINE_DIR`, one file per query. Two sets are equal when their files are.

use crate::cluster::{self, Cluster, Purpose};
use crate::install;
use crate::paths;
use crate::process::Run;
use crate::progress::{Step, Steps};
use anyhow::Context;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

#[derive(clap::Args)]
pub struct Options {
    /// Change nothing, only say whether the committed data is current
    #[arg(long)]
    check: bool,
}

const PACKAGE: &str = "storage";
const DATABASE: &str = "tessera_queries";
/// The schema that the job queue keeps its tables in.
const QUEUE: &str = "graphile_worker";

pub fn run(options: &Options) -> anyhow::Result<()> {
    let steps = Steps::new(2);
    let step = steps.begin("Starting a private Postgres");
    let binaries = install::postgres::ensure(&step, None)?;
    cluster::delete("sqlx-pg")?;
    let cluster = Cluster::start("sqlx-pg", &binaries, Purpose::Scratch, &step)?;
    step.done();
    if options.check {
        let step = steps.begin("Checking the committed query data");
        anyhow::ensure!(is_current(&cluster.url("postgres"), &step)?, "the committed query data is not current");
        step.done();
        return Ok(());
    }
    let step = steps.begin("Describing every checked query");
    let fresh = describe(&cluster.url("postgres"), &step)?;
    replace(&committed(), &fresh)?;
    step.done_with(&format!("{} queries", fresh.len()));
    Ok(())
}

/// Does the committed data say what the newest schema says?
pub fn is_current(server_url: &str, step: &Step) -> anyhow::Result<bool> {
    if was_current()? {
        return Ok(true);
    }
    compare(step, &describe(server_url, step)?)
}

/// Holds the committed data against a fresh description, and remembers when they are equal.
fn compare(step: &Step, fresh: &BTreeMap<String, String>) -> anyhow::Result<bool> {
    let there = read(&committed())?;
    if *fresh == there {
        fs::write(stamp_file(), stamp()?)?;
        return Ok(true);
    }
    step.broken();
    for (name, text) in fresh {
        match there.get(name) {
            None => eprintln!("missing: {}", query_of(text)),
            Some(old) if old != text => eprintln!("changed: {}", query_of(text)),
            Some(_) => {}
        }
    }
    for (name, text) in there.iter().filter(|(name, _)| !fresh.contains_key(*name)) {
        eprintln!("no longer used: {name} {}", query_of(text));
    }
    eprintln!("Run `cargo xtask sqlx` and commit what it writes.");
    Ok(false)
}

fn committed() -> PathBuf {
    paths::root().join("crates").join(PACKAGE).join(".sqlx")
}

/// Changes with whatever the committed data depends on.
fn stamp() -> anyhow::Result<String> {
    let mut digest = Sha256::new();
    for directory in [format!("crates/{PACKAGE}/src"), format!("crates/{PACKAGE}/.sqlx"), "migrations".to_owned()] {
        let directory = paths::root().join(directory);
        for file in crate::web::files(&directory)? {
            digest.update(file.as_os_str().as_encoded_bytes());
            digest.update(fs::read(directory.join(file))?);
        }
    }
    // The macros and the queue's own tables come from crates.
    digest.update(fs::read(paths::root().join("Cargo.lock"))?);
    Ok(hex::encode(digest.finalize()))
}

/// What the data depended on when it was last seen to be current.
fn stamp_file() -> PathBuf {
    paths::target().join("sqlx-stamp")
}

fn was_current() -> anyhow::Result<bool> {
    Ok(fs::read_to_string(stamp_file()).is_ok_and(|it| stamp().is_ok_and(|now| now == it)))
}

/// The queries being described while somebody compiles the crate.
pub struct Description {
    url: String,
    directory: PathBuf,
    root: fs::File,
    written: SystemTime,
}

impl Description {
    /// For a build that compiles the crate anyhow; `None` where nothing has changed since the data was seen to be current.
    pub fn begin_if_needed(server_url: &str) -> anyhow::Result<Option<Description>> {
        if was_current()? {
            return Ok(None);
        }
        Description::begin(server_url).map(Some)
    }

    /// Brings a scratch database to the newest schema, where the macros will describe every query.
    fn begin(server_url: &str) -> anyhow::Result<Description> {
        cluster::drop_database(server_url, DATABASE)?;
        let url = cluster::create_database(server_url, DATABASE)?;
        migrate(&url)?;
        let directory = paths::target().join("sqlx-fresh");
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory)?;
        // Macros run only when the crate is compiled, and cargo compiles it only when a file is newer. Its true time is
        // given back after that: other builds of the crate are as good as they were.
        let root = paths::root().join("crates").join(PACKAGE).join("src/lib.rs");
        let root = fs::File::options().append(true).open(root)?;
        let written = root.metadata()?.modified()?;
        root.set_modified(now())?;
        Ok(Description { url, directory, root, written })
    }

    /// The cargo that compiles the crate.
    pub fn during(&self, cargo: Run) -> Run {
        cargo.env("DATABASE_URL", &self.url).env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", &self.directory)
    }

    /// After the crate was compiled: is the committed data what came out?
    pub fn matches_committed(&self, step: &Step) -> anyhow::Result<bool> {
        compare(step, &read(&self.directory)?)
    }
}

impl Drop for Description {
    fn drop(&mut self) {
        // Without its time the crate is compiled once more, which is no harm.
        let _ = self.root.set_modified(self.written);
    }
}

/// Has the macros describe every query in a build of its own.
fn describe(server_url: &str, step: &Step) -> anyhow::Result<BTreeMap<String, String>> {
    let description = Description::begin(server_url)?;
    let checked = description.during(Run::cargo(["check", "-p", PACKAGE])).succeed(step);
    checked.context("the queries of crates/storage don't fit the newest schema")?;
    read(&description.directory)
}

#[expect(clippy::disallowed_methods, reason = "a file's time is the machine's, whatever a test says")]
fn now() -> SystemTime {
    SystemTime::now()
}

/// Runs the migrations as plain text: the server that would run them can't be built before the queries are described.
fn migrate(url: &str) -> anyhow::Result<()> {
    let mut client = postgres::Client::connect(url, postgres::NoTls)?;
    client.batch_execute(&format!("CREATE SCHEMA {QUEUE}"))?;
    for file in sql_files(&queue_migrations()?)? {
        let text = fs::read_to_string(&file)?.replace(":GRAPHILE_WORKER_SCHEMA", QUEUE);
        client.batch_execute(&text).with_context(|| format!("the queue's migration {} fails", file.display()))?;
    }
    for file in sql_files(&paths::root().join("migrations"))? {
        let text = fs::read_to_string(&file)?;
        client.batch_execute(&text).with_context(|| format!("the migration {} fails", paths::shown(&file)))?;
    }
    Ok(())
}

/// The job queue's own migrations lie in the source of its pinned version; ours build upon them.
fn queue_migrations() -> anyhow::Result<PathBuf> {
    #[derive(serde::Deserialize)]
    struct Metadata {
        packages: Vec<Crate>,
    }
    #[derive(serde::Deserialize)]
    struct Crate {
        name: String,
        manifest_path: PathBuf,
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(paths::root())
        .output()
        .context("could not start cargo")?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout).context("cargo metadata has an unknown shape")?;
    let queue = metadata.packages.into_iter().find(|it| it.name == "graphile_worker_migrations");
    let manifest = queue.context("the job queue's crate graphile_worker_migrations isn't in Cargo.lock")?.manifest_path;
    Ok(manifest.with_file_name("src").join("sql"))
}

/// In the order of their names.
fn sql_files(directory: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(directory)
        .with_context(|| format!("there are no migrations in {}", directory.display()))?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|it| it == "sql"));
    files.sort();
    Ok(files)
}

/// The files of a set, with their text in one shape.
fn read(directory: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("query-") && name.ends_with(".json") {
            let value: serde_json::Value = serde_json::from_str(&fs::read_to_string(entry.path())?)?;
            all.insert(name, serde_json::to_string_pretty(&value)? + "\n");
        }
    }
    Ok(all)
}

fn replace(directory: &Path, fresh: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let _ = fs::remove_dir_all(directory);
    if fresh.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(directory)?;
    for (name, text) in fresh {
        fs::write(directory.join(name), text)?;
    }
    Ok(())
}

fn query_of(text: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    value["query"].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}
