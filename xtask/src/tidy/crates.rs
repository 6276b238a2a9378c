//! The crate diagram of docs/ARCHITECTURE.md, held against what cargo knows.

use super::Finding;
use crate::paths;
use crate::workspace::{Dependency, Package, Workspace};

/// Which of our own crates each crate may use. A crate that isn't here is one nobody has placed yet.
const ALLOWED: &[(&str, &[&str])] = &[
    // Pure: no other crate of ours at all.
    ("domain", &[]),
    // Features know the domain and never each other.
    ("storage", &["domain"]),
    ("payments", &["domain"]),
    ("printing", &["domain"]),
    ("passes", &["domain"]),
    ("notify", &["domain"]),
    ("tables", &["domain"]),
    // The use cases, a crate for each part of the house: the only composers. None knows the one that is built on it.
    ("base", &["domain", "storage", "payments"]),
    ("money", &["domain", "storage", "payments", "passes", "notify", "base"]),
    ("selling", &["domain", "storage", "payments", "passes", "base", "money"]),
    ("counter", &["domain", "storage", "base", "money", "selling"]),
    ("door", &["domain", "storage", "base"]),
    ("office", &["domain", "storage", "base", "money"]),
    // All of them put together, and their worker.
    ("flows", &["domain", "storage", "payments", "notify", "base", "money", "selling", "counter", "door", "office"]),
    // The demo's season, made through them.
    ("season", &["domain", "storage", "flows", "base", "selling", "counter"]),
    ("api", &["domain", "flows", "base", "money", "selling"]),
    // Counterparts for demo and tests: what a bank, a printer or a mail server would be.
    ("backstage", &["domain", "payments", "printing"]),
    // Faces: the domain in the browser, flows on the server.
    ("ui", &["domain"]),
    ("face", &["domain", "ui", "base"]),
    ("shop", &["domain", "ui", "face", "base", "money", "selling"]),
    // Tables are taken away from the organizer's pages, and from nowhere else.
    ("organizer", &["domain", "ui", "face", "base", "money", "selling", "counter", "office", "tables"]),
    ("till", &["domain", "ui", "face", "base", "money", "selling", "counter"]),
    ("gate", &["domain", "ui", "face", "door"]),
    ("stage", &["domain", "ui", "face", "base", "selling", "season", "backstage"]),
    ("app", &["domain", "ui", "shop", "organizer", "till", "gate"]),
    // Wiring. The product knows nothing of its demo.
    (
        "server",
        &["domain", "app", "api", "flows", "base", "money", "selling", "storage", "payments", "notify", "ui", "face"],
    ),
    // The same server, with the other side of the world around it.
    ("demo", &["domain", "server", "app", "stage", "season", "backstage", "base", "storage", "payments", "ui"]),
    ("kiosk", &["domain", "printing", "till"]),
    ("frontend", &["shop", "organizer"]),
    ("frontend-gate", &["gate"]),
    ("frontend-decoder", &[]),
    // The flows' tests, a crate for each part: a change in a part compiles its tests, and those of what is built on it.
    ("kit", &["domain", "storage", "base", "money", "selling", "payments", "notify", "backstage"]),
    ("selling-tests", &["domain", "storage", "base", "money", "selling", "backstage", "kit"]),
    ("money-tests", &["domain", "base", "backstage", "kit"]),
    ("counter-tests", &["domain", "storage", "base", "counter", "printing", "kit"]),
    ("door-tests", &["domain", "base", "door", "kit"]),
    ("office-tests", &["domain", "storage", "base", "office", "backstage", "kit"]),
    // What crosses parts may use them all.
    ("whole-tests", &["domain", "storage", "flows", "season", "base", "money", "selling", "api", "backstage", "kit"]),
    // Plays random seasons from outside; its auditor uses nothing of these but ids and money.
    ("sim", &["domain", "storage", "flows", "base", "money", "payments", "notify"]),
    ("xtask", &[]),
    ("shear", &[]),
    // Sees what any client sees.
    ("bench", &[]),
];

pub fn check(workspace: &Workspace) -> Vec<Finding> {
    let all = workspace.packages.iter();
    all.flat_map(|package| of_package(package, ALLOWED).into_iter().chain(unused(package, ALLOWED))).collect()
}

/// What a crate may use and doesn't: the table says what is, not what may once be.
fn unused(package: &Package, allowed: &[(&str, &[&str])]) -> Vec<Finding> {
    let may = allowed.iter().find(|(name, _)| *name == package.name).map_or(&[][..], |(_, may)| may);
    let uses = |name: &str| package.dependencies.iter().any(|it| it.path.is_some() && it.name == name);
    may.iter()
        .filter(|name| !uses(name))
        .map(|name| {
            let what = format!("`{}` doesn't use `{name}`: take it out of ALLOWED", package.name);
            Finding::new("xtask/src/tidy/crates.rs", 0, what)
        })
        .collect()
}

fn of_package(package: &Package, allowed: &[(&str, &[&str])]) -> Vec<Finding> {
    let manifest = package.manifest_path.strip_prefix(paths::root()).unwrap_or(&package.manifest_path).to_owned();
    let Some((_, may)) = allowed.iter().find(|(name, _)| *name == package.name) else {
        let what = format!(
            "the crate `{}` isn't in the diagram: give it a line in ALLOWED of xtask/src/tidy/crates.rs and in docs/ARCHITECTURE.md",
            package.name
        );
        return vec![Finding::new(manifest, 0, what)];
    };
    let text = std::fs::read_to_string(&package.manifest_path).unwrap_or_default();
    // What only tests use doesn't shape the program, but in a crate that is nothing else.
    let in_shape = |it: &&Dependency| package.is_only_tests() || it.kind.as_deref() != Some("dev");
    let ours = package.dependencies.iter().filter(|it| it.path.is_some()).filter(in_shape);
    ours.filter(|it| !may.contains(&it.name.as_str()))
        .map(|it| {
            let line = text.lines().position(|line| line.starts_with(&it.name)).map_or(0, |at| at + 1);
            let what = format!(
                "`{}` may not use `{}`: move the shared part down (to `domain` or `base`) or the composing part up (to a part of the flows)",
                package.name, it.name
            );
            Finding::new(manifest.clone(), line, what)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Target;
    use std::collections::BTreeSet;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        let dependency = |(name, kind): &(&str, Option<&str>)| Dependency {
            name: (*name).into(),
            kind: kind.map(Into::into),
            path: Some("x".into()),
        };
        Package {
            name: name.into(),
            manifest_path: "x/Cargo.toml".into(),
            dependencies: dependencies.iter().map(dependency).collect(),
            targets: Vec::new(),
        }
    }

    #[test]
    fn a_crate_may_use_what_the_table_says() {
        assert!(of_package(&package("payments", &[("domain", None)]), ALLOWED).is_empty());
        assert_eq!(of_package(&package("payments", &[("storage", None)]), ALLOWED).len(), 1);
        assert!(of_package(&package("payments", &[("backstage", Some("dev"))]), ALLOWED).is_empty());
        assert_eq!(of_package(&package("unplaced", &[]), ALLOWED).len(), 1);
        assert_eq!(unused(&package("payments", &[]), ALLOWED).len(), 1);
        assert!(unused(&package("payments", &[("domain", None)]), ALLOWED).is_empty());
        let mut tests = package("door-tests", &[("kit", Some("dev")), ("office", Some("dev"))]);
        tests.targets.push(Target { name: "door-tests".into(), kind: vec!["test".into()], src_path: "x".into() });
        assert_eq!(of_package(&tests, ALLOWED).len(), 1, "its tests are all that it is");
    }

    #[test]
    fn the_product_links_nothing_of_its_demo() {
        fn reached<'a>(from: &'a str, all: &mut BTreeSet<&'a str>) {
            let may = ALLOWED.iter().find(|(name, _)| *name == from).map_or(&[][..], |(_, may)| may);
            for one in may {
                if all.insert(one) {
                    reached(one, all);
                }
            }
        }
        for product in ["server", "kiosk", "frontend", "frontend-gate"] {
            let mut all = BTreeSet::new();
            reached(product, &mut all);
            assert!(["demo", "stage", "season", "backstage"].iter().all(|it| !all.contains(it)), "{product}: {all:?}");
        }
    }

    #[test]
    fn the_table_has_no_circle() {
        fn reaches(from: &str, to: &str, depth: usize) -> bool {
            let next = ALLOWED.iter().find(|(name, _)| *name == from).map_or(&[][..], |(_, may)| may);
            depth < ALLOWED.len() && next.iter().any(|it| *it == to || reaches(it, to, depth + 1))
        }
        for (name, may) in ALLOWED {
            assert!(!reaches(name, name, 0), "{name} reaches itself");
            for one in *may {
                assert!(
                    ALLOWED.iter().any(|(known, _)| known == one),
                    "{name} may use {one}, which isn't in the table"
                );
            }
        }
    }
}
