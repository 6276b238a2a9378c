//! What one changed line costs whoever changes it: how many of our crates are compiled again, and how long it takes until the
//! tests of that part can run. Where no program of tests is a part's own, it is all of them.

use crate::paths;
use crate::process::Finished;
use crate::progress::{Steps, seconds};
use crate::test::unit;
use crate::workspace::Workspace;
use anyhow::Context;
use std::collections::BTreeSet;
use std::fs::File;
use std::time::{Duration, Instant, SystemTime};

/// What is changed, where, and the program with its tests; from the outside to the core.
type Change = (&'static str, &'static str, Option<&'static str>);

const CHANGED: [Change; 13] = [
    ("a face (shop)", "app/shop/src/lib.rs", None),
    ("a face (organizer)", "app/organizer/src/lib.rs", None),
    ("the API", "crates/api/src/lib.rs", Some("whole-tests")),
    ("a part's tests", "tests/door/main.rs", Some("door-tests")),
    ("all parts' tests", "tests/kit/src/lib.rs", None),
    ("the office", "crates/flows/office/src/lib.rs", Some("office-tests")),
    ("the gates", "crates/flows/door/src/lib.rs", Some("door-tests")),
    ("the counter", "crates/flows/counter/src/lib.rs", Some("counter-tests")),
    ("selling", "crates/flows/selling/src/lib.rs", Some("selling-tests")),
    ("money", "crates/flows/money/src/lib.rs", Some("money-tests")),
    ("what all flows share", "crates/flows/base/src/lib.rs", None),
    ("storage", "crates/storage/src/lib.rs", None),
    ("domain", "crates/domain/src/lib.rs", None),
];

pub fn run() -> anyhow::Result<()> {
    let workspace = Workspace::read()?;
    let ours: BTreeSet<&str> = workspace.packages.iter().map(|it| it.name.as_str()).collect();
    let steps = Steps::new(1 + CHANGED.len());
    let step = steps.begin("Building everything once");
    built(unit::compile(&step, &workspace, None)?)?;
    step.done();
    let mut told = Vec::new();
    for (what, file, tests) in CHANGED {
        let step = steps.begin(&format!("Building after a change in {what}"));
        touch(file)?;
        let begun = Instant::now();
        let output = match tests {
            Some(program) => built(unit::compile_programs(&step, &workspace, &[program.to_owned()])?)?,
            None => built(unit::compile(&step, &workspace, None)?)?,
        };
        let took = begun.elapsed();
        let again: BTreeSet<&str> = output.lines().filter_map(compiled).filter(|name| ours.contains(name)).collect();
        told.push((what, again.len(), took));
        // The next change finds everything built.
        built(unit::compile(&step, &workspace, None)?)?;
        step.done_with(&rounded(took));
    }
    println!("\n  {:<22} {:>7}  {:>18}", "one line changed in", "crates", "its tests can run");
    for (what, crates, took) in told {
        println!("  {what:<22} {crates:>7}  {:>18}", rounded(took));
    }
    Ok(())
}

/// What cargo said of a build that has to succeed.
fn built(finished: Finished) -> anyhow::Result<String> {
    anyhow::ensure!(finished.success(), "the tests and programs don't build: run `cargo xtask test lint`");
    Ok(finished.output)
}

/// Cargo goes by a file's time: a newer one is a change.
fn touch(file: &str) -> anyhow::Result<()> {
    let open = File::options().append(true).open(paths::root().join(file));
    open.with_context(|| format!("{file} isn't there any more: name another in this bench"))?.set_modified(now())?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a file's time is the machine's, whatever a test says")]
fn now() -> SystemTime {
    SystemTime::now()
}

/// `   Compiling domain v0.0.0 (/src/crates/domain)`
fn compiled(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("Compiling ")?.split(' ').next()
}

fn rounded(duration: Duration) -> String {
    seconds(Duration::from_secs(duration.as_secs_f32().round() as u64))
}

#[cfg(test)]
mod tests {
    use super::compiled;

    #[test]
    fn cargos_lines_are_read() {
        assert_eq!(compiled("   Compiling domain v0.0.0 (/src/crates/domain)"), Some("domain"));
        assert_eq!(compiled("warning: unused variable"), None);
    }
}
