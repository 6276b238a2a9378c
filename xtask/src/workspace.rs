//! The packages of the workspace, as cargo knows them.

use crate::paths;
use anyhow::{Context, bail};
use serde::Deserialize;
use std::path::PathBuf;
use std::process::Command;

/// Packages that become browser bundles.
const BUNDLES: [&str; 4] = ["frontend", "frontend-gate", "frontend-decoder", "kiosk"];

#[derive(Deserialize)]
pub struct Workspace {
    pub packages: Vec<Package>,
}

#[derive(Deserialize)]
pub struct Package {
    pub name: String,
    pub manifest_path: PathBuf,
    pub dependencies: Vec<Dependency>,
    pub targets: Vec<Target>,
}

#[derive(Deserialize)]
pub struct Target {
    pub name: String,
    /// `lib`, `bin`, `test`, …
    pub kind: Vec<String>,
    pub src_path: PathBuf,
}

impl Target {
    fn is_test(&self) -> bool {
        self.kind.iter().any(|it| it == "test")
    }
}

#[derive(Deserialize)]
pub struct Dependency {
    pub name: String,
    /// None for an ordinary one, `dev` or `build` for the others.
    pub kind: Option<String>,
    /// The folder of a crate of our own.
    pub path: Option<PathBuf>,
}

impl Workspace {
    pub fn read() -> anyhow::Result<Workspace> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--no-deps"])
            .current_dir(paths::root())
            .output()
            .context("could not start cargo")?;
        if !output.status.success() {
            bail!("cargo can't read the workspace:\n{}", String::from_utf8_lossy(&output.stderr).trim());
        }
        let mut workspace: Workspace =
            serde_json::from_slice(&output.stdout).context("cargo metadata has an unknown shape")?;
        workspace.packages.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(workspace)
    }

    /// Everything that is built together for the server's machine: not the bundles, whose features are the browser's
    /// (only the kiosk has a program as well), and not xtask and its helper, which share nothing with them.
    pub fn server_side(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|it| !it.is_only_a_bundle() && !matches!(it.name.as_str(), "xtask" | "shear"))
    }

    /// The packages that become browser bundles.
    pub fn bundles(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|it| BUNDLES.contains(&it.name.as_str()))
    }
}

impl Package {
    /// The folder of the package.
    pub fn directory(&self) -> PathBuf {
        self.manifest_path.parent().map(PathBuf::from).unwrap_or_default()
    }

    pub fn is_only_a_bundle(&self) -> bool {
        BUNDLES.contains(&self.name.as_str()) && !self.targets.iter().any(|it| it.kind.contains(&"bin".to_owned()))
    }

    /// The integration tests, one program each.
    pub fn test_programs(&self) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(|it| it.is_test())
    }

    /// Nothing is built of it but programs of tests.
    pub fn is_only_tests(&self) -> bool {
        !self.targets.is_empty() && self.targets.iter().all(Target::is_test)
    }
}

/// `-p a -p b` for a cargo command line.
pub fn selected<'a>(packages: impl Iterator<Item = &'a Package>) -> Vec<String> {
    packages.flat_map(|it| ["-p".to_owned(), it.name.clone()]).collect()
}
