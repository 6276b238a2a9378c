//! Sizes, leftovers and addresses.

use super::{Finding, Source};

/// A file of more lines than this, its tests not counted, hides at least two things.
const LINES_MAX: usize = 800;

pub fn check(sources: &[Source]) -> Vec<Finding> {
    sources.iter().flat_map(|source| [size(source), leftovers(source), hosts(source)].into_iter().flatten()).collect()
}

fn size(source: &Source) -> Vec<Finding> {
    let is_test = source.path.iter().any(|part| part == "tests" || part == "tests.rs");
    if !source.is("rs") || is_test {
        return Vec::new();
    }
    let code = source.text.find("#[cfg(test)]\nmod tests {").map_or(source.text.as_str(), |at| &source.text[..at]);
    let lines = code.lines().count();
    if lines <= LINES_MAX {
        return Vec::new();
    }
    let what =
        format!("{lines} lines without tests, more than {LINES_MAX}: find the second noun in it and give that a file");
    vec![Finding::new(&source.path, 0, what)]
}

/// Spelled in pieces, so that this file doesn't find itself.
fn leftover_words() -> [String; 5] {
    [["TO", "DO"], ["FIX", "ME"], ["XX", "X"], ["unimpl", "emented!"], ["to", "do!("]].map(|pieces| pieces.concat())
}

fn leftovers(source: &Source) -> Vec<Finding> {
    let known = ["rs", "sql", "css", "ts", "toml", "md", "yml", "js"];
    if !known.iter().any(|extension| source.is(extension)) {
        return Vec::new();
    }
    let words = leftover_words();
    each_line(source, |line| {
        // Marks stand in comments, calls in code; three X in code are the currency of nowhere.
        let comment = ["//", "/*", "--", "# "].iter().filter_map(|start| line.find(start)).min();
        let is_left = |word: &&String| match comment {
            _ if word.ends_with(['!', '(']) => contains_word(line, word),
            Some(at) => contains_word(&line[at..], word),
            None => false,
        };
        let found = words.iter().find(is_left)?;
        Some(format!("`{found}` is left over: do it now, or write an issue and take the mark out"))
    })
}

/// Where builds fetch from is a matter of each machine's own configuration.
fn hosts(source: &Source) -> Vec<Finding> {
    if source.path.ends_with("Cargo.lock") {
        return Vec::new();
    }
    let hosts = [
        ["index.", "crates.io"],
        ["static.", "crates.io"],
        ["github.com/rust-lang/", "crates.io-index"],
        ["pypi", ".org"],
        ["pythonhosted", ".org"],
        ["registry.", "npmjs"],
        ["registry.", "yarnpkg"],
        ["deb.", "debian.org"],
        ["archive.", "ubuntu.com"],
        ["proxy.", "golang.org"],
    ]
    .map(|pieces| pieces.concat());
    each_line(source, |line| {
        let host = hosts.iter().find(|host| line.contains(host.as_str()))?;
        Some(format!("the address of a registry ({host}): leave it to the machine's own configuration"))
    })
}

fn each_line(source: &Source, check: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    let lines = source.text.lines().enumerate();
    lines.filter_map(|(at, line)| Some(Finding::new(&source.path, at + 1, check(line)?))).collect()
}

/// The word with nothing of a longer word around it.
fn contains_word(line: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(is_word) && (word.ends_with(['!', '(']) || !after.is_some_and(is_word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<usize> {
        check(&[Source { path: path.into(), text: text.into() }]).iter().map(|it| it.line).collect()
    }

    #[test]
    fn leftovers_are_whole_words() {
        let mark = leftover_words()[0].clone();
        assert_eq!(found("a.rs", &format!("fn a() {{}}\n// {mark}: later")), [2]);
        assert!(found("a.rs", &format!("let METODO_{mark}S = 1;")).is_empty());
        assert!(found("a.rs", "// the method").is_empty());
    }

    #[test]
    fn long_files_are_found_without_their_tests() {
        let long = "let a = 1;\n".repeat(LINES_MAX + 1);
        assert_eq!(found("a.rs", &long).len(), 1);
        assert!(found("a.rs", &format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}")).is_empty());
        assert!(found("a/tests.rs", &long).is_empty());
    }

    #[test]
    fn registry_hosts_are_found() {
        let line = ["https://registry.", "npmjs.org/x"].concat();
        assert_eq!(found("end2end/package-lock.json", &line), [1]);
        assert!(found("Cargo.lock", &line).is_empty());
    }
}
