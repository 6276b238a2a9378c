//! The unit and database tests of every crate.

use super::{Tally, emulator};
use crate::install::components;
use crate::process::{Finished, Run, Running};
use crate::progress::Step;
use crate::sqlx::Description;
use crate::web;
use crate::workspace::{Package, Workspace, selected};
use std::path::Path;

/// Compiles the tests together with every program that a later part starts. Cargo adds up the features of what is built
/// together: another selection of packages would be another set of nearly all dependencies.
/// Queries are described on the way, where that is due.
pub fn compile(step: &Step, workspace: &Workspace, queries: Option<&Description>) -> anyhow::Result<Finished> {
    let cargo = cargo(&["build", "--tests", "--bins", "--keep-going"]).args(selection(workspace));
    match queries {
        Some(queries) => queries.during(cargo).finish(step),
        None => cargo.finish(step),
    }
}

/// The packages of the server's side, and the bundles that have tests for this machine.
fn selection(workspace: &Workspace) -> Vec<String> {
    let tested = |it: &&Package| it.is_only_a_bundle() && mentions(it, &["#[test]", "::test]"]);
    selected(workspace.server_side().chain(workspace.bundles().filter(tested)))
}

/// xtask and its tests, on their own: it depends on another crate called `notify`, and cargo could not tell which is
/// meant.
pub fn compile_xtask(step: &Step) -> anyhow::Result<Finished> {
    cargo(&["build", "--tests", "--bins", "-p", "xtask"]).finish(step)
}

/// Cargo with clippy's driver for our own crates, in every run of the tests alike: with the other driver they would be
/// compiled again.
fn cargo(arguments: &[&str]) -> Run {
    Run::cargo(arguments).env("RUSTC_WORKSPACE_WRAPPER", components::clippy_driver())
}

/// Compiles these programs of tests and what they need, with the features that everything has together.
pub fn compile_programs(step: &Step, workspace: &Workspace, programs: &[String]) -> anyhow::Result<Finished> {
    cargo(&["build"]).args(named(programs)).args(selection(workspace)).finish(step)
}

/// The programs of tests among these words, and the words that are none: tests are chosen by them.
pub fn chosen(workspace: &Workspace, words: &[String]) -> (Vec<String>, Vec<String>) {
    let known = programs(workspace);
    words.iter().cloned().partition(|word| known.contains(word))
}

/// The programs of tests but for the emulator's.
fn programs(workspace: &Workspace) -> Vec<String> {
    let programs = workspace.server_side().flat_map(Package::test_programs);
    programs.map(|it| it.name.clone()).filter(|it| it != emulator::PROGRAM).collect()
}

/// `--test a --test b` for a cargo command line.
fn named(programs: &[String]) -> Vec<String> {
    programs.iter().flat_map(|it| ["--test".to_owned(), it.clone()]).collect()
}

/// Runs the tests that the words choose: of the programs among them, or of everything; with the others in their names.
pub fn run(step: &Step, workspace: &Workspace, database_url: &str, words: &[String]) -> anyhow::Result<Tally> {
    let (only, names) = chosen(workspace, words);
    let cargo = |arguments: Vec<String>| {
        let run = cargo(&["test", "--no-fail-fast"]).args(arguments).arg("--").args(&names);
        run.env("DATABASE_URL", database_url)
    };
    if !only.is_empty() {
        return finished(step, cargo([named(&only), selection(workspace)].concat()).begin()?);
    }
    // Beside the rest: they wait for their database half of the time, and at the end of each program for its last test.
    let programs = cargo([named(&programs(workspace)), selection(workspace)].concat()).begin()?;
    let mut tally = Tally::default();
    let units = cargo([selection(workspace), vec!["--lib".to_owned(), "--bins".to_owned()]].concat());
    tally.add(finished(step, units.begin()?)?);
    let documented: Vec<String> = selected(workspace.server_side().filter(|it| mentions(it, &["/// ```", "//! ```"])));
    if !documented.is_empty() {
        tally.add(finished(step, cargo([documented, vec!["--doc".to_owned()]].concat()).begin()?)?);
    }
    tally.add(finished(step, cargo(vec!["-p".into(), "xtask".into()]).begin()?)?);
    tally.add(finished(step, programs)?);
    Ok(tally)
}

/// The tests that print to the emulator.
pub fn run_with_emulator(step: &Step, workspace: &Workspace, emulator: &Path) -> anyhow::Result<Tally> {
    let run = cargo(&["test", "--no-fail-fast", "--test", emulator::PROGRAM]).args(selection(workspace));
    finished(step, run.env("EMUPOS_BIN", emulator).begin()?)
}

fn finished(step: &Step, running: Running) -> anyhow::Result<Tally> {
    let finished = running.finish(step)?;
    if !finished.success() {
        finished.show_failure(step);
    }
    Ok(counted(&finished))
}

/// Sums cargo's `test result:` lines; a run that failed without a failed test didn't get as far, and counts as one.
fn counted(finished: &Finished) -> Tally {
    let mut tally = Tally::default();
    for line in finished.output.lines() {
        tally.add(result_line(line).unwrap_or_default());
    }
    if !finished.success() && tally.failed == 0 {
        tally.failed = 1;
    }
    tally
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.01s`
fn result_line(line: &str) -> Option<Tally> {
    let counts = line.trim().strip_prefix("test result: ")?;
    let count = |word: &str| {
        let before = counts.split(&format!(" {word}")).next()?;
        before.rsplit(' ').next()?.parse().ok()
    };
    Some(Tally { passed: count("passed")?, failed: count("failed")?, skipped: count("ignored")? })
}

/// Does a source file of the package contain one of these words?
fn mentions(package: &Package, words: &[&str]) -> bool {
    let directory = package.directory();
    let files = web::files(&directory.join("src")).unwrap_or_default();
    let rust = files.iter().filter(|file| file.extension().is_some_and(|it| it == "rs"));
    let mut texts = rust.filter_map(|file| std::fs::read_to_string(directory.join("src").join(file)).ok());
    texts.any(|text| words.iter().any(|word| text.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_are_read() {
        let line = "test result: FAILED. 31 passed; 2 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.01s";
        assert_eq!(result_line(line), Some(Tally { passed: 31, failed: 2, skipped: 1 }));
        assert_eq!(result_line("test money::adds ... ok"), None);
    }
}
