//! `cargo xtask test`: exactly what CI runs.
//!
//! Every part runs even when an earlier one failed, except where it can't; the last line sums up.

mod format;
mod lint;
pub mod unit;
mod emulator;
pub mod journeys;
mod fuzz;
mod crash;
mod package;
mod live;

use crate::cluster::{Cluster, Purpose};
use crate::progress::{Step, Steps};
use crate::{audit, install, signals, sim, sqlx, storm, tidy, web, workspace};
use live::Live;
use std::process::ExitCode;
use std::time::Instant;

#[derive(clap::Args)]
pub struct Options {
    /// Parts to run (format, tidy, lint, sql, unit, sim, storm, emulator, web, journeys, fuzz, crash, package), or crates of
    /// the flows' tests (selling-tests, money-tests, …); any other word filters the tests of `unit` and `journeys` by name.
    /// Without words: everything
    words: Vec<String>,
    /// The long runs alone: 2,000 seeds, five storms of 2,000 buyers, ten times the fuzz, the walk through every page with all
    /// that axe knows at every width, and the package. At most 80 minutes; before an issue is closed
    #[arg(long)]
    long: bool,
}

/// How much of what could go on for ever is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Short,
    Long,
}

impl Extent {
    /// The first of two figures for a short run, the second for a long one.
    fn of<T>(self, (short, long): (T, T)) -> T {
        if self == Extent::Long { long } else { short }
    }

    fn bundles(self) -> web::Profile {
        self.of((web::Profile::Test, web::Profile::Release))
    }
}

/// One part of the whole, in the order they run: cheap ones first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Format,
    Tidy,
    Lint,
    Sql,
    Unit,
    Sim,
    Storm,
    Emulator,
    Web,
    Journeys,
    Fuzz,
    Crash,
    Package,
}

const PARTS: [(&str, Part); 13] = [
    ("format", Part::Format),
    ("tidy", Part::Tidy),
    ("lint", Part::Lint),
    ("sql", Part::Sql),
    ("unit", Part::Unit),
    ("sim", Part::Sim),
    ("storm", Part::Storm),
    ("emulator", Part::Emulator),
    ("web", Part::Web),
    ("journeys", Part::Journeys),
    ("fuzz", Part::Fuzz),
    ("crash", Part::Crash),
    ("package", Part::Package),
];

/// Parts that run the tests or the programs built with them.
const WITH_PROGRAMS: [Part; 7] =
    [Part::Unit, Part::Sim, Part::Storm, Part::Emulator, Part::Journeys, Part::Fuzz, Part::Crash];

/// Parts that need a Postgres.
const WITH_DATABASE: [Part; 7] =
    [Part::Sql, Part::Unit, Part::Sim, Part::Journeys, Part::Fuzz, Part::Crash, Part::Package];

/// What a long run has: the rest is the same however often it is run, and ran before.
const LONG: [Part; 6] = [Part::Sim, Part::Storm, Part::Web, Part::Journeys, Part::Fuzz, Part::Package];

/// How many checks and tests went which way.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl Tally {
    pub const PASSED: Tally = Tally { passed: 1, failed: 0, skipped: 0 };
    pub const FAILED: Tally = Tally { passed: 0, failed: 1, skipped: 0 };

    fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// What the parts share.
struct Session {
    extent: Extent,
    steps: Steps,
    parts: Vec<Part>,
    /// Words that are no part: tests are chosen by them.
    names: Vec<String>,
    database: Option<Database>,
    programs_stand: bool,
    bundles_stand: bool,
    /// The shops of the journeys, in the order of [`journeys::SIZES`]; the first is also fuzzed and crashed.
    shops: Vec<Live>,
    tally: Tally,
    notes: Vec<String>,
}

/// The server on which tests make their databases.
struct Database {
    url: String,
    cluster: Option<Cluster>,
}

/// Of everything; parts by themselves need less, and whoever chooses them sees to it.
const ROOM: install::disk::Room = install::disk::Room { first_gb: 12, later_gb: 4 };

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    if options.words.is_empty() {
        install::disk::ensure(&ROOM)?;
    }
    let extent = if options.long { Extent::Long } else { Extent::Short };
    let (parts, names) = chosen(&options.words, extent);
    let mut session = Session {
        extent,
        steps: Steps::new(steps_of(&parts)),
        parts,
        names,
        database: None,
        programs_stand: false,
        bundles_stand: false,
        shops: Vec::new(),
        tally: Tally::default(),
        notes: Vec::new(),
    };
    if let Err(error) = session.all() {
        session.end();
        signals::check()?;
        eprintln!("\n{error:#}");
        session.tally.add(Tally::FAILED);
    }
    session.end();
    println!();
    for note in &session.notes {
        println!("Skipped: {note}");
    }
    let skipped = session.tally.skipped;
    let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    println!("{} in all{skipped}", crate::progress::seconds(begun.elapsed()));
    println!("{}", session.tally);
    Ok(if session.tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Inventory and ledger, after people went through every face.
fn audited(step: &Step, database_url: &str) -> anyhow::Result<bool> {
    let broken = audit::of(database_url)?;
    if !broken.is_empty() {
        step.broken();
    }
    for line in &broken {
        eprintln!("{line}");
    }
    Ok(broken.is_empty())
}

/// Splits the words into parts and names of tests; no part named means every one of this extent, unless a name asks for tests
/// alone.
fn chosen(words: &[String], extent: Extent) -> (Vec<Part>, Vec<String>) {
    let part = |word: &String| PARTS.iter().find(|(name, _)| name == word).map(|(_, part)| *part);
    let parts: Vec<Part> = words.iter().filter_map(part).collect();
    let names: Vec<String> = words.iter().filter(|word| part(word).is_none()).cloned().collect();
    if !parts.is_empty() {
        return (parts, names);
    }
    if !names.is_empty() {
        return (vec![Part::Unit], names);
    }
    let all = PARTS.iter().map(|(_, part)| *part);
    (
        all.filter(|part| if extent == Extent::Long { LONG.contains(part) } else { *part != Part::Package }).collect(),
        names,
    )
}

/// How many numbered steps these parts take.
fn steps_of(parts: &[Part]) -> usize {
    let each = |part: &Part| match part {
        Part::Lint | Part::Emulator => 2,
        Part::Journeys | Part::Fuzz => 3,
        _ => 1,
    };
    let needs = |wanted: &[Part]| parts.iter().any(|part| wanted.contains(part));
    let mut total: usize = parts.iter().map(each).sum();
    total += usize::from(needs(&WITH_PROGRAMS));
    total += usize::from(needs(&[Part::Format, Part::Lint]) || needs(&WITH_PROGRAMS));
    total += usize::from(needs(&[Part::Lint, Part::Web, Part::Journeys, Part::Fuzz, Part::Crash, Part::Package]));
    total += usize::from(needs(&WITH_DATABASE));
    total + usize::from(needs(&[Part::Journeys, Part::Fuzz, Part::Crash]))
}

impl Session {
    fn wants(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    fn all(&mut self) -> anyhow::Result<()> {
        let extent = self.extent;
        let workspace = workspace::Workspace::read()?;
        if self.wants(Part::Format) || self.wants(Part::Lint) || WITH_PROGRAMS.iter().any(|it| self.wants(*it)) {
            let step = self.steps.begin("Looking for rustfmt and clippy");
            install::components::ensure(&step)?;
            step.done();
        }
        if self.wants(Part::Format) {
            self.check("Checking the format", format::run)?;
        }
        if self.wants(Part::Tidy) {
            self.check("Checking the crate diagram and the house rules", tidy::check)?;
        }
        if [Part::Lint, Part::Web, Part::Journeys, Part::Fuzz, Part::Crash, Part::Package]
            .iter()
            .any(|it| self.wants(*it))
        {
            let step = self.steps.begin("Looking for Rust's browser target");
            install::wasm_target::ensure(&step)?;
            step.done();
        }
        let mut queries = None;
        if self.wants(Part::Lint) && self.wants(Part::Sql) {
            self.start_database()?;
            queries = sqlx::Description::begin_if_needed(&self.database_url())?;
        }
        if self.wants(Part::Lint) {
            self.check("Building and linting the server side and its tests", |step| {
                lint::server(step, &workspace, queries.as_ref())
            })?;
            self.check("Building and linting the browser side", lint::browser)?;
        }
        if WITH_DATABASE.iter().any(|it| self.wants(*it)) {
            self.start_database()?;
        }
        if self.wants(Part::Sql) {
            let url = self.database_url();
            self.check("Checking the committed query data", |step| match queries {
                Some(queries) => queries.matches_committed(step),
                None => sqlx::is_current(&url, step),
            })?;
        }
        if WITH_PROGRAMS.iter().any(|it| self.wants(*it)) {
            self.build(&workspace)?;
        }
        if self.wants(Part::Unit) && self.programs_stand {
            self.unit(&workspace)?;
        }
        if self.wants(Part::Sim) && self.programs_stand {
            let url = self.database_url();
            self.check("Playing random seasons against the flows", |step| sim::check(step, &url, extent))?;
        }
        if self.wants(Part::Storm) && self.programs_stand {
            self.check("Killing servers and Postgres among many buyers", |step| storm::check(step, extent))?;
        }
        if self.wants(Part::Emulator) && self.programs_stand {
            self.emulator(&workspace)?;
        }
        if [Part::Web, Part::Journeys, Part::Fuzz, Part::Crash, Part::Package].iter().any(|it| self.wants(*it)) {
            self.bundles_stand = self.check("Building the browser bundles", |step| {
                web::build(extent.bundles(), step)?;
                Ok(true)
            })?;
        }
        self.browse()?;
        if self.wants(Part::Package) && self.bundles_stand {
            let url = self.database_url();
            self.check("Running the release as a machine gets it", |step| package::check(step, &url))?;
        }
        Ok(())
    }

    /// Builds the tests and programs, or finds that the linter has.
    fn build(&mut self, workspace: &workspace::Workspace) -> anyhow::Result<()> {
        let step = self.steps.begin("Building the tests and the server");
        let (only, _) = unit::chosen(workspace, &self.names);
        let finished = if self.parts == [Part::Unit] && !only.is_empty() {
            unit::compile_programs(&step, workspace, &only)?
        } else {
            unit::compile(&step, workspace, None)?
        };
        self.programs_stand = finished.success();
        if self.programs_stand {
            step.done();
        } else {
            finished.show_failure(&step);
            eprintln!("What runs the tests or the server is left out: it doesn't build.");
            self.tally.add(Tally::FAILED);
        }
        Ok(())
    }

    /// Runs one check that counts as one; returns whether it passed.
    fn check(&mut self, title: &str, check: impl FnOnce(&Step) -> anyhow::Result<bool>) -> anyhow::Result<bool> {
        let step = self.steps.begin(title);
        let passed = match check(&step) {
            Ok(passed) => passed,
            Err(error) => {
                signals::check()?;
                step.broken();
                eprintln!("{error:#}");
                false
            }
        };
        if passed {
            step.done();
        } else {
            step.broken();
        }
        self.tally.add(if passed { Tally::PASSED } else { Tally::FAILED });
        Ok(passed)
    }

    fn start_database(&mut self) -> anyhow::Result<()> {
        if self.database.is_some() {
            return Ok(());
        }
        let step = self.steps.begin("Starting the test database");
        let given = std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty());
        self.database = Some(match given {
            Some(url) => Database { url, cluster: None },
            None => {
                let name = "test-pg";
                crate::cluster::delete(name)?;
                let binaries = install::postgres::ensure(&step, None)?;
                let cluster = Cluster::start(name, &binaries, Purpose::Scratch, &step)?;
                Database { url: cluster.url("postgres"), cluster: Some(cluster) }
            }
        });
        step.done();
        Ok(())
    }

    fn database_url(&self) -> String {
        self.database.as_ref().map(|it| it.url.clone()).unwrap_or_default()
    }

    fn unit(&mut self, workspace: &workspace::Workspace) -> anyhow::Result<()> {
        let url = self.database_url();
        let step = self.steps.begin("Running the unit and database tests");
        let tally = unit::run(&step, workspace, &url, &self.names)?;
        self.tally.add(tally);
        step.done_with(&tally.to_string());
        Ok(())
    }

    fn emulator(&mut self, workspace: &workspace::Workspace) -> anyhow::Result<()> {
        let step = self.steps.begin("Looking for the printer emulator");
        let emulator = match emulator::ensure(&step) {
            Ok(emulator) => emulator,
            Err(error) => {
                signals::check()?;
                step.done_with("not here");
                let waiting = emulator::tests(workspace);
                self.tally.skipped += waiting;
                self.notes.push(format!("{waiting} tests with the printer emulator, because {error:#}"));
                return Ok(());
            }
        };
        step.done();
        let step = self.steps.begin("Printing to the emulator");
        let tally = unit::run_with_emulator(&step, workspace, &emulator)?;
        self.tally.add(tally);
        step.done_with(&tally.to_string());
        Ok(())
    }

    /// The journeys, and the fuzz against one of their shops.
    fn browse(&mut self) -> anyhow::Result<()> {
        let extent = self.extent;
        let wanted = [Part::Journeys, Part::Fuzz, Part::Crash].iter().any(|it| self.wants(*it));
        if !wanted || !self.programs_stand {
            return Ok(());
        }
        let url = self.database_url();
        let step = self.steps.begin("Starting the shops of the journeys");
        if !self.bundles_stand {
            step.done_with("not started: the bundles don't build");
            self.tally.add(Tally::FAILED);
            return Ok(());
        }
        let sizes = if self.wants(Part::Journeys) { &journeys::SIZES[..] } else { &journeys::SIZES[..1] };
        for size in sizes {
            match Live::start(&url, size, &step) {
                Ok(shop) => self.shops.push(shop),
                Err(error) => {
                    signals::check()?;
                    step.broken();
                    eprintln!("{error:#}");
                    self.tally.add(Tally::FAILED);
                    return Ok(());
                }
            }
        }
        step.done();
        if self.wants(Part::Journeys) {
            let step = self.steps.begin("Looking for Node and Chromium");
            self.walk(step)?;
            let urls: Vec<_> = self.shops.iter().map(|shop| shop.place.database_url.clone()).collect();
            self.check("Auditing what the journeys left in the tables", |step| {
                urls.iter().try_fold(true, |clean, url| Ok(audited(step, url)? && clean))
            })?;
        }
        // The other shops would only take time from what comes.
        self.shops.truncate(1);
        let Some(mut shop) = self.shops.pop() else { return Ok(()) };
        // Before the fuzz, which may withdraw what this asks with.
        if self.wants(Part::Crash) {
            self.check("Killing the server between payment and ticket", |step| crash::run(step, &mut shop))?;
        }
        if self.wants(Part::Fuzz) {
            self.check("Fuzzing the API", |step| fuzz::api(step, &shop, extent))?;
            self.check("Fuzzing the forms and pages", |step| fuzz::forms(step, &shop, extent))?;
            let url = shop.place.database_url.clone();
            self.check("Auditing what the fuzz left in the tables", |step| audited(step, &url))?;
        }
        Ok(())
    }

    fn walk(&mut self, step: Step) -> anyhow::Result<()> {
        let tools = match journeys::tools(&step) {
            Ok(tools) => tools,
            Err(error) => {
                signals::check()?;
                step.broken();
                eprintln!("{error:#}");
                self.tally.add(Tally::FAILED);
                return Ok(());
            }
        };
        step.done();
        let step = self.steps.begin("Walking the journeys in Chromium");
        let tally = journeys::run(&step, &tools, &self.shops, &self.names, self.extent)?;
        self.tally.add(tally);
        step.done_with(&tally.to_string());
        Ok(())
    }

    /// Ends what runs, in order: the shop, then its database.
    fn end(&mut self) {
        self.shops.clear();
        if let Some(cluster) = self.database.take().and_then(|it| it.cluster) {
            drop(cluster);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_choose_parts_and_tests() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(chosen(&words(""), Extent::Short).0.len(), PARTS.len() - 1);
        assert!(chosen(&words(""), Extent::Long).0 == LONG);
        assert!(chosen(&words("money"), Extent::Short) == (vec![Part::Unit], words("money")));
        assert!(chosen(&words("journeys buy"), Extent::Short) == (vec![Part::Journeys], words("buy")));
    }

    #[test]
    fn the_last_line_reads_as_promised() {
        assert_eq!(Tally { passed: 3, failed: 0, skipped: 0 }.to_string(), "3 passed, 0 failed");
        assert_eq!(Tally { passed: 3, failed: 1, skipped: 2 }.to_string(), "3 passed, 1 failed");
    }
}
