//! rustfmt and clippy, which a minimal set-up of Rust lacks.

use crate::install::on_path;
use crate::process::Run;
use crate::progress::Step;
use anyhow::bail;
use std::path::{Path, PathBuf};

const PROGRAMS: [(&str, &str); 2] = [("rustfmt", "rustfmt"), ("clippy", "clippy-driver")];

/// The compiler that says what clippy thinks while it compiles: the one of the cargo that runs.
pub fn clippy_driver() -> PathBuf {
    beside_cargo("clippy-driver").unwrap_or_else(|| "clippy-driver".into())
}

pub fn ensure(step: &Step) -> anyhow::Result<()> {
    for (component, program) in PROGRAMS {
        if beside_cargo(program).is_some() {
            continue;
        }
        if let Some(rustup) = on_path("rustup") {
            Run::new(rustup).args(["component", "add", component]).succeed(step)?;
        } else if on_path(program).is_none() {
            bail!(
                "{component} is missing: install Rust with rustup, or your system's package of it, and run this again."
            );
        }
    }
    Ok(())
}

fn beside_cargo(program: &str) -> Option<PathBuf> {
    let cargo = std::env::var_os("CARGO")?;
    Some(Path::new(&cargo).with_file_name(program)).filter(|path| path.is_file())
}
