//! One browser bundle: cargo makes the WASM, wasm-bindgen the JavaScript around it.
//!
//! Each package is a cargo run of its own, because features of packages built together are added up, and a bundle would
//! carry what another one needs.
//!
//! The JavaScript is served as wasm-bindgen wrote it: its comments weigh 0.7 kB of 7 with brotli, and a minifier that
//! knows the language (oxc, swc) brings a compiler's worth of crates.

use super::{Manifest, Profile, hash, hashed, write_immutable};
use crate::install::components;
use crate::paths;
use crate::process::Run;
use crate::progress::Step;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// What the last build of a bundle was made from, and made.
#[derive(Serialize, Deserialize)]
struct Stamp {
    wasm_in: String,
    js: String,
    wasm: String,
}

/// Changes when this file makes something else of the same input.
const RECIPE: &str = "2";

pub fn build(package: &str, name: &str, profile: Profile, step: &Step) -> anyhow::Result<Manifest> {
    compile(package, profile).succeed(step)?;
    let module = format!("{}.wasm", package.replace('-', "_"));
    let path = paths::target().join("wasm32-unknown-unknown").join(profile.directory()).join(module);
    let input = fs::read(&path).with_context(|| format!("cargo made no {}", path.display()))?;
    let wasm_in = format!("{RECIPE} {} {}", profile.name(), hash(&input));
    let stamp_file = paths::target().join("site-stamps").join(format!("{name}.json"));
    let stamp = match unchanged(&stamp_file, &wasm_in) {
        Some(stamp) => stamp,
        None => {
            step.show(&format!("wasm-bindgen {name}"));
            let stamp = bind(&path, name, wasm_in, profile, step)?;
            fs::create_dir_all(stamp_file.parent().unwrap_or(Path::new(".")))?;
            fs::write(&stamp_file, serde_json::to_string(&stamp)?)?;
            stamp
        }
    };
    Ok(BTreeMap::from([(format!("{name}.js"), stamp.js), (format!("{name}.wasm"), stamp.wasm)]))
}

/// Cargo's part of a bundle. For tests clippy's driver compiles our own crates, so that linting them costs no second
/// build; a release is left to the compiler, since the driver turns off optimizations that a phone's download needs.
pub fn compile(package: &str, profile: Profile) -> Run {
    let run = Run::cargo(["build", "--lib", "-p", package, "--target", "wasm32-unknown-unknown"])
        .args(["--profile", profile.name()]);
    match profile {
        Profile::Test => run.env("RUSTC_WORKSPACE_WRAPPER", components::clippy_driver()),
        Profile::Release | Profile::Dev => run,
    }
}

fn unchanged(stamp_file: &Path, wasm_in: &str) -> Option<Stamp> {
    let stamp: Stamp = serde_json::from_str(&fs::read_to_string(stamp_file).ok()?).ok()?;
    let there = |file: &str| paths::site().join("pkg").join(file).exists();
    (stamp.wasm_in == wasm_in && there(&stamp.js) && there(&stamp.wasm)).then_some(stamp)
}

fn bind(input: &Path, name: &str, wasm_in: String, profile: Profile, step: &Step) -> anyhow::Result<Stamp> {
    let out = paths::target().join("site-bindgen").join(name);
    let _ = fs::remove_dir_all(&out);
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).out_name(name).typescript(false).web(true)?;
    bindgen.remove_name_section(profile == Profile::Release).remove_producers_section(true);
    bindgen.generate(&out).with_context(|| format!("wasm-bindgen failed on {name}"))?;

    let pkg = paths::site().join("pkg");
    let wasm = fs::read(out.join(format!("{name}_bg.wasm")))?;
    let wasm_name = hashed(name, "wasm", &wasm);
    write_immutable(&pkg.join(&wasm_name), &wasm, profile, step)?;

    let mut js = fs::read_to_string(out.join(format!("{name}.js")))?.replace(&format!("{name}_bg.wasm"), &wasm_name);
    if let Some(folder) = copy_snippets(&out.join("snippets"), &pkg, profile, step)? {
        js = js.replace("./snippets/", &format!("./{folder}/"));
    }
    let js_name = hashed(name, "js", js.as_bytes());
    write_immutable(&pkg.join(&js_name), js.as_bytes(), profile, step)?;
    Ok(Stamp { wasm_in, js: js_name, wasm: wasm_name })
}

/// Copies the JavaScript that crates bring along into a folder named by its content.
fn copy_snippets(from: &Path, pkg: &Path, profile: Profile, step: &Step) -> anyhow::Result<Option<String>> {
    let files = super::assets::files(from)?;
    if files.is_empty() {
        return Ok(None);
    }
    let mut all = Vec::new();
    for file in &files {
        all.extend(file.as_os_str().as_encoded_bytes());
        all.extend(fs::read(from.join(file))?);
    }
    let folder = format!("snippets.{}", &hash(&all)[..10]);
    for file in files {
        let content = fs::read(from.join(&file))?;
        let to: PathBuf = pkg.join(&folder).join(&file);
        write_immutable(&to, &content, profile, step)?;
    }
    Ok(Some(folder))
}
