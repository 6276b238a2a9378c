//! What one changed line costs whoever changes it: how many of our crates are compiled again, and how long it takes until
//! every test and program of the server's side stands and its tests can run.

use crate::paths;
use crate::progress::{Steps, seconds};
use crate::test::unit;
use crate::workspace::Workspace;
use anyhow::Context;
use std::collections::BTreeSet;
use std::fs::File;
use std::time::{Duration, SystemTime};

/// From the outside to the core: one crate of each layer.
const CHANGED: [(&str, &str); 11] = [
    ("a face (shop)", "app/shop/src/lib.rs"),
    ("a face (organizer)", "app/organizer/src/lib.rs"),
    ("the API", "crates/api/src/lib.rs"),
    ("the flows' tests", "tests/src/lib.rs"),
    ("the office", "crates/flows/office/src/lib.rs"),
    ("the gates", "crates/flows/door/src/lib.rs"),
    ("selling", "crates/flows/selling/src/lib.rs"),
    ("money", "crates/flows/money/src/lib.rs"),
    ("what all flows share", "crates/flows/base/src/lib.rs"),
    ("storage", "crates/storage/src/lib.rs"),
    ("domain", "crates/domain/src/lib.rs"),
];

pub fn run() -> anyhow::Result<()> {
    let workspace = Workspace::read()?;
    let ours: BTreeSet<&str> = workspace.packages.iter().map(|it| it.name.as_str()).collect();
    let steps = Steps::new(1 + CHANGED.len());
    let step = steps.begin("Building everything once");
    build(&step, &workspace)?;
    step.done();
    let mut told = Vec::new();
    for (what, file) in CHANGED {
        let step = steps.begin(&format!("Building after a change in {what}"));
        touch(file)?;
        let output = build(&step, &workspace)?;
        let again: BTreeSet<&str> = output.lines().filter_map(compiled).filter(|name| ours.contains(name)).collect();
        told.push((what, again.len(), step.done()));
    }
    println!("\n  {:<22} {:>7}  {:>14}", "one line changed in", "crates", "tests can run");
    for (what, crates, took) in told {
        println!("  {what:<22} {crates:>7}  {:>14}", rounded(took));
    }
    Ok(())
}

fn build(step: &crate::progress::Step, workspace: &Workspace) -> anyhow::Result<String> {
    let finished = unit::compile(step, workspace, None)?;
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
