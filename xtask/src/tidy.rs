//! `cargo xtask tidy`: what the compiler doesn't check but the design rests on.
//!
//! To add a check: a function from the tree to findings in one of the files below, and its call in [`findings`].

mod crates;
mod files;
mod faces;
mod floats;
mod sql;
pub mod migrations;
mod docs;
mod style;
mod type_names;
mod unused;

use crate::paths;
use crate::progress::{Step, Steps};
use crate::workspace::Workspace;
use anyhow::{Context, bail};
use std::path::PathBuf;
use std::process::Command;

/// Something to mend: where, and what to do.
pub struct Finding {
    pub file: PathBuf,
    /// Counted from 1; 0 is the file as a whole.
    pub line: usize,
    pub what: String,
}

impl Finding {
    fn new(file: impl Into<PathBuf>, line: usize, what: impl Into<String>) -> Finding {
        Finding { file: file.into(), line, what: what.into() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line.max(1), self.what)
    }
}

/// A text file of the tree.
pub struct Source {
    /// From the root of the checkout.
    pub path: PathBuf,
    pub text: String,
}

impl Source {
    fn is(&self, extension: &str) -> bool {
        self.path.extension().is_some_and(|it| it == extension)
    }
}

pub fn run() -> anyhow::Result<()> {
    let steps = Steps::new(1);
    let step = steps.begin("Checking the crate diagram and the house rules");
    if !check(&step)? {
        bail!("something is untidy: the findings stand above");
    }
    step.done();
    Ok(())
}

/// Prints what is untidy; true when nothing is.
pub fn check(step: &Step) -> anyhow::Result<bool> {
    let findings = findings()?;
    let unused = unused::check(step)?;
    if !findings.is_empty() || unused.is_some() {
        step.broken();
    }
    for finding in &findings {
        eprintln!("{finding}");
    }
    if let Some(unused) = &unused {
        eprintln!("{unused}");
    }
    Ok(findings.is_empty() && unused.is_none())
}

fn findings() -> anyhow::Result<Vec<Finding>> {
    let sources = sources()?;
    let mut all = crates::check(&Workspace::read()?);
    all.extend(sql::check(&sources));
    all.extend(faces::check(&sources));
    all.extend(floats::check(&sources));
    all.extend(migrations::check(&sources));
    all.extend(files::check(&sources));
    all.extend(docs::check(&sources));
    all.extend(style::check(&sources));
    all.extend(type_names::check(&sources));
    all.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(all)
}

/// Every text file that is in the tree or about to be: what git tracks, and what it doesn't ignore.
fn sources() -> anyhow::Result<Vec<Source>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(paths::root())
        .output()
        .context("tidy asks git for the list of files: install git and run this again")?;
    let list = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut names: Vec<&str> = list.split('\0').filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    // What isn't text, or was deleted a moment ago, has nothing to tidy.
    let read = |name: &str| {
        let text = std::fs::read_to_string(paths::root().join(name)).ok()?;
        Some(Source { path: name.into(), text })
    };
    Ok(names.into_iter().filter_map(read).collect())
}
