//! public/ goes to target/site under the names it has: fonts, artwork, icons, service workers.

use super::{Profile, compress};
use crate::paths;
use crate::progress::Step;
use anyhow::Context;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Copies what changed and deletes what is no longer there.
pub fn copy(profile: Profile, step: &Step) -> anyhow::Result<()> {
    let from = paths::root().join("public");
    let site = paths::site();
    let list = paths::target().join("site-stamps/public.json");
    let before: BTreeSet<PathBuf> =
        fs::read_to_string(&list).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let now: BTreeSet<PathBuf> = files(&from)?.into_iter().collect();
    for gone in before.difference(&now) {
        let path = site.join(gone);
        for stale in [compress::neighbor(&path, "br"), compress::neighbor(&path, "gz"), path] {
            let _ = fs::remove_file(stale);
        }
    }
    for file in &now {
        let content = fs::read(from.join(file))?;
        let to = site.join(file);
        if fs::read(&to).is_ok_and(|there| there == content) && compress::is_done(&to, profile) {
            continue;
        }
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&to, &content).with_context(|| format!("could not write {}", to.display()))?;
        compress::neighbors(&to, &content, profile, step)?;
    }
    if let Some(parent) = list.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(list, serde_json::to_string(&now)?)?;
    Ok(())
}

/// All files below a directory, in order, by their path from it. A directory that isn't there has none.
pub fn files(directory: &Path) -> anyhow::Result<Vec<PathBuf>> {
    fn walk(root: &Path, below: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
        for entry in fs::read_dir(root.join(below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                walk(root, &path, found)?;
            } else {
                found.push(path);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    if directory.is_dir() {
        walk(directory, Path::new(""), &mut found)?;
    }
    found.sort();
    Ok(found)
}
