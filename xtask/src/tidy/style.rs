//! A class is dressed in one file: two that don't know of each other have spoilt pages before.

use super::{Finding, Source};
use std::collections::BTreeMap;
use std::path::PathBuf;

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut first: BTreeMap<&str, &PathBuf> = BTreeMap::new();
    let mut found = Vec::new();
    for source in sources.iter().filter(|it| it.path.starts_with("style") && it.is("css")) {
        for (at, line) in source.text.lines().enumerate() {
            let Some(class) = dressed(line) else { continue };
            let there = *first.entry(class).or_insert(&source.path);
            if *there != source.path {
                let what = format!("`.{class}` is dressed in {} already: take another name", there.display());
                found.push(Finding::new(&source.path, at + 1, what));
            }
        }
    }
    found
}

/// The class whose rule begins here, right within a layer: `  .mosaic {`. Rules within others are about those.
fn dressed(line: &str) -> Option<&str> {
    let class = line.strip_prefix("  .")?.trim_end_matches([' ', '{', ',']);
    class.chars().all(|c| c.is_ascii_alphanumeric() || c == '-').then_some(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_dressed_in_one_file() {
        let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
        let one = source("style/layout.css", "@layer parts {\n  .mosaic {\n  }\n}");
        let within =
            source("style/a.css", "@layer faces {\n  .till {\n    .mosaic {\n    }\n  }\n  .mosaic > .tile {\n");
        let other = source("style/wait.css", "@layer faces {\n  .mosaic {\n");
        assert!(check(&[one, within]).is_empty());
        let one = source("style/layout.css", "  .mosaic,\n  .other {\n");
        assert_eq!(check(&[one, other]).len(), 1);
    }
}
