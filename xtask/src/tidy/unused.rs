//! Dependencies that stand in a Cargo.toml and nowhere else: cargo-shear finds them.

use crate::paths;
use crate::process::Run;
use crate::progress::Step;

/// What cargo-shear says, if it found something.
pub fn check(step: &Step) -> anyhow::Result<Option<String>> {
    Run::cargo(["build", "-p", "shear"]).succeed(step)?;
    let finished = Run::new(paths::program("shear", paths::Profile::Dev)).args([paths::root()]).finish(step)?;
    Ok((!finished.success()).then_some(finished.output))
}
