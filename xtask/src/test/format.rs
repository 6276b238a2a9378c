//! rustfmt, over the whole workspace.

use crate::process::Run;
use crate::progress::Step;

pub fn run(step: &Step) -> anyhow::Result<bool> {
    let finished = Run::cargo(["fmt", "--all", "--", "--check"]).finish(step)?;
    if !finished.success() {
        finished.show_failure(step);
        eprintln!("Run `cargo fmt --all`.");
    }
    Ok(finished.success())
}
