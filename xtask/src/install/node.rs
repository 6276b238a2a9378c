//! Node and the packages of end2end, for the browser journeys.

use crate::install::{Packages, on_path};
use crate::paths;
use crate::process::Run;
use crate::progress::Step;
use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

const WHAT_TO_DO: &str = "The browser journeys need Node 18 or newer with npm: install them (`sudo apt-get install nodejs npm`, macOS: `brew install node`) and run this again.";

/// Finds `node` and `npm`, or installs them.
pub fn ensure(step: &Step) -> anyhow::Result<()> {
    if on_path("node").is_none() || on_path("npm").is_none() {
        match Packages::find() {
            Some(packages @ Packages::Apt { .. }) => packages.install(step, "", &["nodejs", "npm"])?,
            Some(packages @ Packages::Brew(_)) => packages.install(step, "", &["node"])?,
            None => bail!(WHAT_TO_DO),
        }
        on_path("npm").context(WHAT_TO_DO)?;
    }
    Ok(())
}

/// Installs what end2end/package-lock.json names, when it has changed since the last time.
pub fn packages(step: &Step) -> anyhow::Result<()> {
    let end2end = paths::root().join("end2end");
    let stamp = end2end.join("node_modules/.lock-hash");
    let wanted = lock_hash(&end2end)?;
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    // Browsers come from the system: Playwright must not fetch its own.
    Run::new(npm()?)
        .args(["ci", "--no-audit", "--no-fund"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .directory(&end2end)
        .succeed(step)?;
    std::fs::write(stamp, wanted)?;
    Ok(())
}

fn npm() -> anyhow::Result<PathBuf> {
    on_path("npm").context(WHAT_TO_DO)
}

fn lock_hash(end2end: &Path) -> anyhow::Result<String> {
    let lock = std::fs::read(end2end.join("package-lock.json"))
        .context("end2end/package-lock.json is missing: run `npm install` in end2end")?;
    Ok(hex::encode(Sha256::digest(lock)))
}
