//! Python environments for the tools that check us from outside: schemathesis and the printer emulator.

use crate::install::{debian, is_program, on_path};
use crate::paths;
use crate::process::Run;
use crate::progress::Step;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A virtual environment below target with some packages in it.
pub struct Environment {
    directory: PathBuf,
}

impl Environment {
    /// A program that a package brought.
    pub fn program(&self, name: &str) -> PathBuf {
        self.directory.join("bin").join(name)
    }

    /// Makes `target/{name}` with `packages` (each pinned), unless it stands already.
    pub fn ensure(step: &Step, name: &str, python: &Path, packages: &[&str]) -> anyhow::Result<Environment> {
        let environment = Environment { directory: paths::target().join(name) };
        let stamp = environment.directory.join("packages.txt");
        let wanted = packages.join("\n");
        if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted)
            && is_program(&environment.program("python"))
        {
            return Ok(environment);
        }
        let _ = std::fs::remove_dir_all(&environment.directory);
        Run::new(python).args(["-m", "venv"]).args([&environment.directory]).succeed(step)?;
        Run::new(environment.program("python"))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(packages)
            .succeed(step)?;
        std::fs::write(stamp, wanted)?;
        Ok(environment)
    }
}

/// Any Python 3.10 or newer that can make virtual environments.
pub fn any(step: &Step) -> anyhow::Result<PathBuf> {
    if let Some(found) = find(10) {
        return Ok(found);
    }
    debian(step, "", &["python3", "python3-venv"])?;
    find(10).context("Python 3.10 or newer with its venv module is needed: install it (`sudo apt-get install python3-venv`) and run this again.")
}

/// Python 3.13 or newer: on this machine, or fetched by `uv` into target.
pub fn newest(step: &Step) -> anyhow::Result<PathBuf> {
    const OLDEST_MINOR: u32 = 13;
    if let Some(found) = find(OLDEST_MINOR) {
        return Ok(found);
    }
    let uv = Environment::ensure(step, "uv", &any(step)?, &["uv==0.9.5"])?;
    let home = paths::target().join("python");
    let run = |arguments: &[&str]| {
        Run::new(uv.program("uv"))
            .args(arguments)
            .env("UV_PYTHON_INSTALL_DIR", &home)
            .env("UV_PYTHON_PREFERENCE", "managed")
    };
    if !run(&["python", "install", "3.13"]).finish(step)?.success() {
        bail!("no Python 3.13 on this machine, and uv couldn't fetch one");
    }
    let found = run(&["python", "find", "3.13"]).succeed(step)?;
    found
        .lines()
        .map(|line| PathBuf::from(line.trim()))
        .find(|file| is_program(file))
        .context("uv fetched no Python 3.13")
}

/// The newest Python 3 with at least this minor version that can make a virtual environment.
fn find(minor: u32) -> Option<PathBuf> {
    let mut candidates = pyenv();
    candidates.extend((minor..minor + 12).rev().filter_map(|it| on_path(&format!("python3.{it}"))));
    candidates.extend(on_path("python3"));
    let mut found: Vec<(u32, PathBuf)> =
        candidates.into_iter().filter_map(|python| Some((minor_version(&python)?, python))).collect();
    found.retain(|(version, _)| *version >= minor);
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, python)| python).next()
}

fn pyenv() -> Vec<PathBuf> {
    let Some(home) =
        std::env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(|| std::env::home_dir().map(|it| it.join(".pyenv")))
    else {
        return Vec::new();
    };
    let versions = std::fs::read_dir(home.join("versions")).into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin/python3")).filter(|python| is_program(python)).collect()
}

/// The minor version of a Python 3 that has `venv` and `ensurepip`.
fn minor_version(python: &Path) -> Option<u32> {
    let script = "import sys, venv, ensurepip; print(sys.version_info[0], sys.version_info[1])";
    let output = Command::new(python).args(["-c", script]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let (major, minor) = text.trim().split_once(' ')?;
    (output.status.success() && major == "3").then(|| minor.parse().ok()).flatten()
}
