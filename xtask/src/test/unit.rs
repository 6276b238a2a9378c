//! The unit and database tests of every crate.
//!
//! Tests that need the printer emulator have `emupos` in their name and are `#[ignore]`d; they run in a step of their
//! own, with `EMUPOS_API` and `EMUPOS_PRINTER` set.

use super::Tally;
use super::emulator::Emulator;
use crate::process::{Finished, Run};
use crate::progress::Step;
use crate::web;
use crate::workspace::{Package, Workspace, selected};

const EMULATOR_TESTS: &str = "emupos";

/// Builds the tests together with the programs the journeys start, so that both share one set of dependencies.
pub fn build(step: &Step, workspace: &Workspace) -> anyhow::Result<bool> {
    let finished = Run::cargo(["build", "--tests", "--bins"]).args(selected(workspace.server_side())).finish(step)?;
    show_failure(step, &finished);
    Ok(finished.success())
}

pub fn run(step: &Step, workspace: &Workspace, database_url: &str, names: &[String]) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    tally.add(test(step, selected(workspace.server_side()), database_url, names)?);
    tally.add(test(step, vec!["-p".into(), "xtask".into()], database_url, names)?);
    for package in workspace.browser_side().filter(|it| has_tests(it)) {
        tally.add(test(step, vec!["-p".into(), package.name.clone()], database_url, names)?);
    }
    Ok(tally)
}

fn test(step: &Step, packages: Vec<String>, database_url: &str, names: &[String]) -> anyhow::Result<Tally> {
    let finished = Run::cargo(["test", "--no-fail-fast"])
        .args(packages)
        .arg("--")
        .args(["--skip", EMULATOR_TESTS])
        .args(names)
        .env("DATABASE_URL", database_url)
        .env("TESSERA_SITE", crate::paths::site())
        .finish(step)?;
    show_failure(step, &finished);
    Ok(counted(&finished))
}

/// The tests that print to the emulator.
pub fn run_with_emulator(
    step: &Step,
    workspace: &Workspace,
    database_url: &str,
    emulator: &Emulator,
) -> anyhow::Result<Tally> {
    let finished = Run::cargo(["test", "--no-fail-fast", "--lib", "--bins", "--tests"])
        .args(selected(workspace.server_side()))
        .args(["--", "--include-ignored", EMULATOR_TESTS])
        .env("DATABASE_URL", database_url)
        .env("EMUPOS_API", &emulator.api)
        .env("EMUPOS_PRINTER", &emulator.printer)
        .finish(step)?;
    show_failure(step, &finished);
    Ok(counted(&finished))
}

/// How many tests wait for the emulator.
pub fn count_ignored(step: &Step, workspace: &Workspace) -> anyhow::Result<u32> {
    let finished = Run::cargo(["test", "--lib", "--bins", "--tests"])
        .args(selected(workspace.server_side()))
        .args(["--", "--include-ignored", "--list", EMULATOR_TESTS])
        .finish(step)?;
    step.done();
    Ok(finished.output.lines().filter(|line| line.ends_with(": test")).count().try_into().unwrap_or(0))
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

fn show_failure(step: &Step, finished: &Finished) {
    if !finished.success() {
        finished.show_failure(step);
    }
}

/// A package of bundles is built for this machine only if there is something to run.
fn has_tests(package: &Package) -> bool {
    let directory = package.directory();
    let files = web::files(&directory).unwrap_or_default();
    // `frontend` contains the folders of two other packages.
    let own = |file: &std::path::PathBuf| file.starts_with("src") || file.starts_with("tests");
    files.iter().filter(|file| own(file) && file.extension().is_some_and(|it| it == "rs")).any(|file| {
        std::fs::read_to_string(directory.join(file))
            .is_ok_and(|text| text.contains("#[test]") || text.contains("::test]"))
    })
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
