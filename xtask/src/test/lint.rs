//! clippy, with every warning an error.

use crate::process::Run;
use crate::progress::Step;
use crate::workspace::{Workspace, selected};

/// The server's crates together, xtask on its own: it depends on another crate called `notify`, and cargo could not tell
/// which is meant.
pub fn server(step: &Step, workspace: &Workspace) -> anyhow::Result<bool> {
    let mut passed = clippy(step, selected(workspace.server_side()), &["--all-targets", "--keep-going"])?;
    passed &= clippy(step, vec!["-p".into(), "xtask".into()], &["--all-targets"])?;
    Ok(passed)
}

/// The bundles, as the browser gets them.
pub fn browser(step: &Step, workspace: &Workspace) -> anyhow::Result<bool> {
    clippy(step, selected(workspace.bundles()), &["--lib", "--target", "wasm32-unknown-unknown", "--keep-going"])
}

fn clippy(step: &Step, packages: Vec<String>, targets: &[&str]) -> anyhow::Result<bool> {
    let finished = Run::cargo(["clippy"]).args(packages).args(targets).args(["--", "-D", "warnings"]).finish(step)?;
    if !finished.success() {
        finished.show_failure(step);
    }
    Ok(finished.success())
}
