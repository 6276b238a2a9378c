//! What a fresh machine lacks, found or installed.
//!
//! Each file finds one thing, installs it where that is possible without a question, and otherwise fails with one
//! sentence that says what to do.

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

/// How this machine installs system packages without asking anybody.
pub enum Packages {
    /// Debian's apt-get, as root or through a sudo that asks for no password.
    Apt { sudo: bool },
    /// Homebrew.
    Brew(PathBuf),
}

impl Packages {
    pub fn find() -> Option<Packages> {
        if cfg!(target_os = "macos") {
            let usual = PathBuf::from("/opt/homebrew/bin/brew");
            return on_path("brew").or_else(|| is_program(&usual).then_some(usual)).map(Packages::Brew);
        }
        on_path("apt-get")?;
        if is_root() {
            return Some(Packages::Apt { sudo: false });
        }
        on_path("sudo")?;
        let silent = Command::new("sudo")
            .args(["-n", "true"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        silent.is_ok_and(|status| status.success()).then_some(Packages::Apt { sudo: true })
    }

    /// Installs packages by their name in this system; `before` is shell text for Debian that runs as root first.
    pub fn install(&self, step: &Step, before: &str, packages: &[&str]) -> anyhow::Result<()> {
        match self {
            Packages::Apt { sudo } => {
                let script = format!(
                    "set -e\nexport DEBIAN_FRONTEND=noninteractive\napt-get update\n{before}\n\
                     apt-get install -y --no-install-recommends {}",
                    packages.join(" ")
                );
                let run = if *sudo {
                    Run::new("/usr/bin/env").args(["sudo", "-n", "sh", "-c", &script])
                } else {
                    Run::new("/bin/sh").args(["-c", &script])
                };
                run.succeed(step)?;
            }
            Packages::Brew(brew) => {
                Run::new(brew).args(["install"]).args(packages).succeed(step)?;
            }
        }
        Ok(())
    }
}
