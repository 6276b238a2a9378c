//! `cargo xtask web`: everything a browser loads, into target/site.
//!
//! Files below `pkg/` carry a hash of their content in their name and may be cached for ever; `manifest.json` says
//! which name is current. Files of `public/` keep their names. What compresses well has a `.br` and a `.gz` neighbor.

mod bundle;
mod css;
mod assets;
mod compress;

pub use assets::files;
pub use bundle::compile;

use crate::install;
use crate::paths;
use crate::progress::{Step, Steps};
use anyhow::Context;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[derive(clap::Args)]
pub struct Options {
    /// Small bundles, as they are served (the default)
    #[arg(long, conflicts_with = "dev")]
    release: bool,
    /// Bundles that are quick to make
    #[arg(long)]
    dev: bool,
}

/// How much work goes into the bundles.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Small, as they are served.
    Release,
    /// Quick to make anew after a change.
    Dev,
    /// What the journeys use: compiled once, by clippy's driver, which lints on the way.
    Test,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Profile::Release => "wasm-release",
            // Cargo's own, so that macros and build scripts are shared with the server's build.
            Profile::Dev => "dev",
            Profile::Test => "wasm-test",
        }
    }

    /// The folder below target/wasm32-unknown-unknown.
    fn directory(self) -> &'static str {
        match self {
            Profile::Release => "wasm-release",
            Profile::Dev => "debug",
            Profile::Test => "wasm-test",
        }
    }
}

/// The packages that become a bundle each, and the name a page asks for them by.
pub const BUNDLES: [(&str, &str); 4] =
    [("frontend", "tessera"), ("frontend-gate", "gate"), ("kiosk", "till"), ("frontend-decoder", "decoder")];

pub fn run(options: &Options) -> anyhow::Result<()> {
    let profile = if options.dev { Profile::Dev } else { Profile::Release };
    let steps = Steps::new(2);
    let step = steps.begin("Looking for Rust's browser target");
    install::wasm_target::ensure(&step)?;
    step.done();
    let step = steps.begin("Building the browser bundles");
    let manifest = build(profile, &step)?;
    step.done();
    println!();
    let mut total = 0;
    for (name, file) in &manifest {
        let path = paths::site().join("pkg").join(file);
        let raw = fs::metadata(&path)?.len();
        let wire = fs::metadata(compress::neighbor(&path, "br")).map_or(raw, |it| it.len());
        total += wire;
        println!("  {name:<14} {:>9} raw {:>9} brotli  {file}", kilobytes(raw), kilobytes(wire));
    }
    println!("  {:<14} {:>9}     {:>9} brotli", "all together", "", kilobytes(total));
    Ok(())
}

/// 1000 bytes are a kilobyte here, as on the wire.
pub fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

/// Which file of `pkg/` is the current one of each name.
pub type Manifest = BTreeMap<String, String>;

/// Builds what has changed and writes the manifest last, so that it never names a file that isn't there.
pub fn build(profile: Profile, step: &Step) -> anyhow::Result<Manifest> {
    let site = paths::site();
    fs::create_dir_all(site.join("pkg"))?;
    let mut manifest = Manifest::new();
    for (package, name) in BUNDLES {
        manifest.extend(bundle::build(package, name, profile, step)?);
    }
    manifest.extend(css::build(profile, step)?);
    assets::copy(profile, step)?;
    fs::write(site.join("manifest.json.new"), serde_json::to_string_pretty(&manifest)?)?;
    fs::rename(site.join("manifest.json.new"), site.join("manifest.json")).context("could not write the manifest")?;
    sweep(&site.join("pkg"), &manifest)?;
    Ok(manifest)
}

/// `name.ext` with the hash of its content: `tessera.3f2a9c01d2.js`.
fn hashed(name: &str, extension: &str, content: &[u8]) -> String {
    format!("{name}.{}.{extension}", &hash(content)[..10])
}

fn hash(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

/// Writes a file with its compressed neighbors, unless it is there already: its name is its content.
fn write_immutable(path: &Path, content: &[u8], profile: Profile, step: &Step) -> anyhow::Result<()> {
    if path.exists() && compress::is_done(path, profile) {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, content).with_context(|| format!("could not write {}", path.display()))?;
    compress::neighbors(path, content, profile, step)
}

/// Deletes the files of earlier builds.
fn sweep(pkg: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let current: BTreeSet<&str> = manifest.values().map(String::as_str).collect();
    for entry in fs::read_dir(pkg)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let base = name.trim_end_matches(".br").trim_end_matches(".gz");
        let is_bundle = [".js", ".wasm", ".css"].iter().any(|extension| base.ends_with(extension));
        if is_bundle && !current.contains(base) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
