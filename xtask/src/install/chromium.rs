//! The browser of the journeys.

use crate::install::{Packages, is_program, on_path};
use crate::progress::Step;
use anyhow::{Context, bail};
use std::path::PathBuf;

const WHAT_TO_DO: &str = "The browser journeys need Chromium or Chrome: install it (`sudo apt-get install chromium`, macOS: `brew install --cask chromium`), or set CHROMIUM to its program, and run this again.";

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const MAC: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// `CHROMIUM`, or one of the usual names, or a freshly installed one.
pub fn ensure(step: &Step) -> anyhow::Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    match Packages::find() {
        Some(packages @ Packages::Apt { .. }) => packages.install(step, "", &["chromium"])?,
        Some(packages @ Packages::Brew(_)) => packages.install(step, "", &["--cask", "chromium"])?,
        None => bail!(WHAT_TO_DO),
    }
    find().context(WHAT_TO_DO)
}

fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(named)).filter(|file| is_program(file));
    }
    NAMES.iter().find_map(|name| on_path(name)).or_else(|| MAC.iter().map(PathBuf::from).find(|file| is_program(file)))
}
