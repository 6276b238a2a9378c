//! The Rust target of the browser.

use crate::install::on_path;
use crate::process::Run;
use crate::progress::Step;
use anyhow::bail;
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

/// Is the standard library for the browser installed?
pub fn is_there() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output();
    output.is_ok_and(|output| std::path::Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

pub fn ensure(step: &Step) -> anyhow::Result<()> {
    if is_there() {
        return Ok(());
    }
    let Some(rustup) = on_path("rustup") else {
        bail!(
            "Rust can't build for the browser yet: install Rust with rustup, or your system's package of the {TARGET} target, and run this again."
        );
    };
    Run::new(rustup).args(["target", "add", TARGET]).succeed(step)?;
    Ok(())
}
