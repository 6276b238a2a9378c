//! The domain is read by everybody: each public type of it says what it is.

use super::{Finding, Source};

const ITEMS: [&str; 3] = ["pub struct ", "pub enum ", "pub trait "];

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let domain = sources
        .iter()
        .filter(|it| it.path.starts_with("crates/domain/src") && it.is("rs") && !it.path.ends_with("tests.rs"));
    domain.flat_map(undocumented).collect()
}

fn undocumented(source: &Source) -> Vec<Finding> {
    let text = source.text.find("#[cfg(test)]\nmod tests {").map_or(source.text.as_str(), |at| &source.text[..at]);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_bare = |at: usize| {
        let above = lines[..at].iter().rev().find(|line| !line.starts_with("#[") && !line.starts_with(")]"));
        ITEMS.iter().any(|item| lines[at].starts_with(item) && !lines[at].contains('$'))
            && !above.is_some_and(|line| line.starts_with("///") || line.ends_with("]"))
    };
    (0..lines.len())
        .filter(|at| is_bare(*at))
        .map(|at| {
            let name = lines[at].split(['(', '{', '<', ';', '=']).next().unwrap_or_default().trim();
            Finding::new(&source.path, at + 1, format!("`{name}` has no doc comment: say what it is"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_items_are_found() {
        let text = "/// A seat.\n#[derive(Clone)]\npub struct Seat {}\n\npub struct Bare;\n";
        let found = check(&[Source { path: "crates/domain/src/a.rs".into(), text: text.into() }]);
        assert_eq!(found.iter().map(|it| it.line).collect::<Vec<_>>(), [5]);
    }
}
