//! emupos: a receipt printer, its drawer and a scanner that somebody else wrote.
//!
//! Tests that print to it are programs of their own, `tests/emupos.rs` of a package; they start `EMUPOS_BIN`.

use crate::install::python::{self, Environment};
use crate::progress::Step;
use crate::workspace::{Package, Workspace};
use anyhow::Context;
use std::path::PathBuf;

const PACKAGE: &str = "emupos==0.4.0";
/// The name of a test program that needs the emulator.
pub const PROGRAM: &str = "emupos";

/// Finds or installs the emulator.
pub fn ensure(step: &Step) -> anyhow::Result<PathBuf> {
    let python = python::newest(step)?;
    let environment =
        Environment::ensure(step, "emupos", &python, &[PACKAGE]).context("emupos couldn't be installed")?;
    Ok(environment.program("emupos"))
}

/// The packages with tests for it.
fn packages(workspace: &Workspace) -> impl Iterator<Item = &Package> {
    workspace.server_side().filter(|package| package.test_programs().any(|it| it.name == PROGRAM))
}

/// How many tests wait for it.
pub fn tests(workspace: &Workspace) -> u32 {
    let programs = packages(workspace).flat_map(Package::test_programs).filter(|it| it.name == PROGRAM);
    let texts = programs.filter_map(|it| std::fs::read_to_string(&it.src_path).ok());
    let counts =
        texts.map(|text| text.lines().filter(|line| matches!(line.trim(), "#[test]" | "#[tokio::test]")).count());
    counts.sum::<usize>().try_into().unwrap_or(u32::MAX)
}
