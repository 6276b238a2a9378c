//! clippy, with every warning an error.

use crate::process::Run;
use crate::progress::Step;
use crate::workspace::{Workspace, selected};

/// The server's crates and xtask, together: what both depend on is looked at once.
pub fn server(step: &Step, workspace: &Workspace) -> anyhow::Result<bool> {
    let mut packages = selected(workspace.server_side());
    packages.extend(["-p".to_owned(), "xtask".to_owned()]);
    clippy(step, packages, &["--all-targets", "--keep-going"])
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
