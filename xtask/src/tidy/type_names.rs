//! One public type for each name, over all crates of the product: whoever reads `Command` in two crates shouldn't have to ask
//! which. Left out: the REST API, whose documents are called as what they show, and the tools (tests, simulator, benches, xtask),
//! which are programs of their own.

use super::{Finding, Source};
use std::collections::HashMap;

const PRODUCT: [&str; 4] = ["crates/", "app/", "server/", "demo/"];
const API: &str = "crates/api/";

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let of_product =
        |s: &&Source| s.is("rs") && PRODUCT.iter().any(|part| s.path.starts_with(part)) && !s.path.starts_with(API);
    let mut named: HashMap<&str, (&Source, usize)> = HashMap::new();
    let mut findings = Vec::new();
    for source in sources.iter().filter(of_product) {
        for (at, line) in source.text.lines().enumerate() {
            let Some(name) = public_type(line) else { continue };
            let Some((first, there)) = named.get(name) else {
                named.insert(name, (source, at + 1));
                continue;
            };
            let what = format!(
                "`{name}` is a public type in {}:{there} too: call one of them by what sets it apart",
                first.path.display()
            );
            findings.push(Finding::new(&source.path, at + 1, what));
        }
    }
    findings
}

/// The name of the public type that begins on this line of a module (not within a function or another item).
fn public_type(line: &str) -> Option<&str> {
    let item = line.strip_prefix("pub ")?;
    let rest = ["struct ", "enum ", "trait ", "type "].iter().find_map(|kind| item.strip_prefix(kind))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_type_has_its_name_for_itself() {
        let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
        let found = |path: &str, text: &str| {
            check(&[source("crates/base/src/a.rs", "pub struct Command {\n"), source(path, text)]).len()
        };
        assert_eq!(found("server/src/b.rs", "pub enum Command<T> {"), 1);
        assert_eq!(found("server/src/b.rs", "enum Command {"), 0);
        assert_eq!(found("server/src/b.rs", "pub struct Commands;"), 0);
        assert_eq!(found("crates/api/src/b.rs", "pub struct Command(u8);"), 0);
        assert_eq!(found("xtask/src/b.rs", "pub struct Command(u8);"), 0);
    }
}
