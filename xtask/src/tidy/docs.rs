//! Every file of the shared crates opens by saying what it is.

use super::{Finding, Source};

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let files = sources.iter().filter(|it| it.is("rs") && it.path.starts_with("crates") && !is_test(it));
    let silent = files.filter(|it| !it.text.trim_start().starts_with("//!"));
    silent.map(|it| Finding::new(&it.path, 1, "say in a `//!` line on top what this file is and guarantees")).collect()
}

fn is_test(source: &Source) -> bool {
    source.path.iter().any(|part| part == "tests" || part == "tests.rs" || part == "build.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silent_files_are_found() {
        let found = |path: &str, text: &str| check(&[Source { path: path.into(), text: text.into() }]).len();
        assert_eq!(found("crates/domain/src/a.rs", "pub struct A;"), 1);
        assert_eq!(found("crates/domain/src/a.rs", "//! Seats.\npub struct A;"), 0);
        assert_eq!(found("crates/domain/src/a/tests.rs", "use super::*;"), 0);
    }
}
