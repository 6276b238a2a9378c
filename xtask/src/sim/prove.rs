//! A build that is broken on purpose: what is the code's check worth, what the database's guard, what the auditor?
//!
//! The broken tree is a copy in `target/prove`; the product itself has no switch that could be left on.

use crate::paths;
use crate::process::Run;
use crate::progress::{Step, Steps};
use anyhow::{Context, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is taken out of the code: file, text as it stands, text in its place. Nothing may refuse what is sold out any more
/// but the database. Whoever rewrites these lines changes this table with them.
const PATCHES: [(&str, &str, &str); 3] = [
    (
        "crates/domain/src/hold/grant.rs",
        "Some(pool) if free.of(*pool) < i64::from(part.quantity) => {",
        "Some(pool) if free.of(*pool) < i64::from(part.quantity) && part.quantity == u32::MAX => {",
    ),
    (
        "crates/domain/src/hold/grant.rs",
        "free.granted.contains(&key) || seats.get(&key).is_some_and(|s| s.taken)",
        "seats.is_empty() && free.granted.contains(&key)",
    ),
    (
        "migrations/20261202000400_selling.sql",
        "IF roomy < cardinality(taken_pools) OR EXISTS (",
        "IF roomy < 0 OR EXISTS (",
    ),
];

const SEEDS: [&str; 3] = ["1", "--count", "60"];

pub fn run(steps: &Steps, database_url: &str) -> anyhow::Result<()> {
    let step = steps.begin("Building a shop without its capacity check");
    let tree = broken_tree()?;
    Run::cargo(["build", "-p", "sim", "--bin", "sim"])
        .directory(&tree)
        .env("CARGO_TARGET_DIR", tree.join("target"))
        .succeed(&step)?;
    // A folder of its own: cargo would take the broken tree's crates for the true one's.
    let program = tree.join("target/debug/sim");
    step.done();
    let step = steps.begin("Without the check in the code, the database refuses");
    proof(&step, &program, database_url, "constraint")?;
    let step = steps.begin("Without the database's guards too, the auditor tells");
    proof(&step, &program, database_url, "auditor")
}

fn proof(step: &Step, program: &Path, database_url: &str, what: &str) -> anyhow::Result<()> {
    let finished =
        Run::new(program).args(SEEDS).args(["--prove", what]).env("DATABASE_URL", database_url).finish(step)?;
    if !finished.success() {
        finished.show_failure(step);
        bail!("not proven");
    }
    step.done_with("proven");
    for line in finished.output.lines().filter(|line| !line.contains(" of 60 seeds")) {
        println!("      {line}");
    }
    Ok(())
}

/// A copy of everything git knows of, with the patches in it.
fn broken_tree() -> anyhow::Result<PathBuf> {
    let tree = paths::target().join("prove");
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(paths::root()).output()?;
    if !listed.status.success() {
        bail!("git can't list the files of this checkout: {}", String::from_utf8_lossy(&listed.stderr).trim());
    }
    for name in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|name| !name.is_empty()) {
        let from = paths::root().join(name);
        let text = match fs::read(&from) {
            Ok(bytes) => patched(name, bytes)?,
            // Deleted and not yet committed.
            Err(_) => continue,
        };
        let to = tree.join(name);
        // What is the same stays as it is, so that only what changed is built again.
        if fs::read(&to).is_ok_and(|there| there == text) {
            continue;
        }
        fs::create_dir_all(to.parent().unwrap_or(&tree))?;
        fs::write(&to, text).with_context(|| format!("could not write {}", to.display()))?;
    }
    Ok(tree)
}

fn patched(name: &str, bytes: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    let mut bytes = bytes;
    for (_, from, to) in PATCHES.iter().filter(|(file, ..)| *file == name) {
        let text = String::from_utf8(bytes).with_context(|| format!("{name} is no text"))?;
        if !text.contains(from) {
            bail!("{name} has changed: the lines that xtask/src/sim/prove.rs takes out aren't there any more:\n{from}");
        }
        bytes = text.replace(from, to).into_bytes();
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patches_still_fit() -> anyhow::Result<()> {
        for (name, ..) in PATCHES {
            let bytes = fs::read(paths::root().join(name))?;
            assert_ne!(patched(name, bytes.clone())?, bytes);
        }
        Ok(())
    }
}
