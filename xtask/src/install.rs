//! What a fresh machine lacks, found or installed.
//!
//! Each file finds one thing, installs it where that is possible without a question (on Debian and what is made of it,
//! as root or with a sudo that asks for no password), and otherwise fails with one sentence that says what to do.

pub mod postgres;
pub mod chromium;
pub mod components;
pub mod disk;
pub mod node;
pub mod python;
pub mod wasm_target;

use crate::process::Run;
use crate::progress::Step;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The first file of that name in `PATH`.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(name)).find(|file| is_program(file))
}

pub fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

pub fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}

/// Installs Debian's packages, where that needs no password; else it does nothing. Whoever calls looks again for what it
/// wanted, and says what to do where that isn't there. `before` is shell text that runs as root first.
pub fn debian(step: &Step, before: &str, packages: &[&str]) -> anyhow::Result<()> {
    let sudo = if is_root() { &[][..] } else { &["sudo", "-n"][..] };
    if on_path("apt-get").is_none() || !may_be_root() {
        return Ok(());
    }
    let script = format!(
        "set -e\nexport DEBIAN_FRONTEND=noninteractive\napt-get update\n{before}\n\
         apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    );
    Run::new("/usr/bin/env").args(sudo).args(["sh", "-c", &script]).succeed(step)?;
    Ok(())
}

/// As root, or through a sudo that asks for no password.
fn may_be_root() -> bool {
    let sudo = || {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "true"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()
    };
    is_root() || sudo().is_ok_and(|status| status.success())
}
