//! `cargo xtask dev`: the demo, rebuilt and restarted as the tree changes.

use crate::demo::{self, Home};
use crate::paths::{self, Profile};
use crate::progress::{Step, Steps};
use crate::signals;
use crate::stack::{self, Stack};
use crate::web;
use anyhow::Context;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;
use watcher::{EventKind, RecursiveMode, Watcher};

#[derive(clap::Args)]
pub struct Options {
    /// Throw the demo's data away and start over
    #[arg(long)]
    fresh: bool,
    /// The port of the web server; the next free one is taken when it is busy
    #[arg(long, default_value_t = 3000)]
    port: u16,
}

/// Folders that something is built from.
const WATCHED: [&str; 11] = [
    "app",
    "crates",
    "frontend",
    "kiosk",
    "server",
    "demo",
    "style",
    "public",
    "migrations",
    "Cargo.toml",
    "Cargo.lock",
];

/// An editor writes several files at once; changes closer together than this are one.
const QUIET: Duration = Duration::from_millis(150);

pub fn run(options: &Options) -> anyhow::Result<()> {
    let home = Home::open()?;
    let steps = Steps::new(6);
    let changes = watch()?;
    demo::prepare(&steps, web::Profile::Dev, options.fresh)?;
    let (place, mut cluster) = demo::database(&steps, &home, options.port, options.fresh)?;
    let step = steps.begin("Starting the shop");
    let mut stack = Some(Stack::start(&place, &step)?);
    step.done();
    if let Some(stack) = &stack {
        demo::announce(stack, options.port, place.ports);
    }
    while let Some(change) = next(&changes, &mut stack)? {
        let step = Step::begin(format!("{change} changed, rebuilding …", change = change.name));
        match rebuild(&change, &step) {
            Ok(()) if !change.restarts => {
                step.done_with("reload the page");
            }
            Ok(()) => {
                drop(stack.take());
                match Stack::start(&place, &step) {
                    Ok(started) => {
                        stack = Some(started);
                        step.done();
                    }
                    Err(error) => eprintln!("{error:#}"),
                }
            }
            // Somebody is in the middle of an edit; the running shop stays as it was.
            Err(error) => {
                signals::check()?;
                eprintln!("{error:#}");
            }
        }
    }
    if let Some(stack) = &mut stack {
        demo::finish(stack, cluster.as_mut());
    }
    Ok(())
}

/// What a burst of changes asks for.
struct Change {
    /// One of the changed files.
    name: String,
    /// Does it reach the programs, or only what the browser loads?
    restarts: bool,
}

fn watch() -> anyhow::Result<Receiver<PathBuf>> {
    let (sender, receiver) = channel();
    let mut watcher = watcher::recommended_watcher(move |event: watcher::Result<watcher::Event>| {
        let Ok(event) = event else { return };
        if matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_)) {
            for path in event.paths {
                // Nobody listens any more when xtask is ending.
                let _ = sender.send(path);
            }
        }
    })
    .context("this system can't watch files")?;
    for name in WATCHED {
        let path = paths::root().join(name);
        if path.exists() {
            watcher.watch(&path, RecursiveMode::Recursive).with_context(|| format!("could not watch {name}"))?;
        }
    }
    // It has to live as long as xtask does.
    Box::leak(Box::new(watcher));
    Ok(receiver)
}

/// Waits for the next burst of changes; none when somebody asked us to end.
fn next(changes: &Receiver<PathBuf>, stack: &mut Option<Stack>) -> anyhow::Result<Option<Change>> {
    let mut burst: Vec<PathBuf> = Vec::new();
    while !signals::interrupted() {
        match changes.recv_timeout(QUIET) {
            Ok(path) if is_source(&path) => burst.push(path),
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) if !burst.is_empty() => {
                let restarts = burst.iter().any(|path| reaches_programs(path));
                return Ok(Some(Change { name: paths::shown(&burst[0]), restarts }));
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Some(Err(error)) = stack.as_mut().map(Stack::check) {
                    eprintln!("{error:#}\nIt starts again with the next change.");
                    *stack = None;
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
    Ok(None)
}

/// Editors leave swap files and backups beside what they edit.
fn is_source(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && !name.ends_with('~') && !name.starts_with('#') && name != "4913"
}

fn reaches_programs(path: &Path) -> bool {
    let root = paths::root();
    // The server reads the manifest of bundles at its start, so a new style sheet reaches it too.
    !path.starts_with(root.join("public"))
}

fn rebuild(change: &Change, step: &Step) -> anyhow::Result<()> {
    web::build(web::Profile::Dev, step)?;
    if change.restarts {
        stack::build(Profile::Dev, step)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_editors_are_no_change() {
        assert!(is_source(Path::new("app/shop/src/lib.rs")));
        for name in [".lib.rs.swp", "lib.rs~", "4913", "#lib.rs#"] {
            assert!(!is_source(Path::new(name)), "{name}");
        }
    }
}
