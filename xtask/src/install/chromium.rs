//! The browser of the journeys.

use crate::install::{debian, is_program, on_path};
use crate::progress::Step;
use anyhow::Context;
use std::path::PathBuf;

const WHAT_TO_DO: &str = "The browser journeys need Chromium or Chrome: install it (`sudo apt-get install chromium`), or set CHROMIUM \
    to its program, and run this again.";

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// `CHROMIUM`, or one of the usual names, or a freshly installed one.
pub fn ensure(step: &Step) -> anyhow::Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    debian(step, "", &["chromium"])?;
    find().context(WHAT_TO_DO)
}

fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(named)).filter(|file| is_program(file));
    }
    NAMES.iter().find_map(|name| on_path(name))
}
