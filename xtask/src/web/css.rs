//! One style sheet out of those that style/main.css names, without comments and indentation.
//!
//! By hand, since that is nearly all there is to gain: of 11.8 kB with brotli it leaves 8.9, and lightningcss 8.8, which
//! would be one more crate, with a parser of all of CSS, that the first command of a newcomer waits for.

use super::{Manifest, Profile, hashed, write_immutable};
use crate::paths;
use crate::progress::Step;
use anyhow::Context;
use std::fs;
use std::path::Path;

pub fn build(profile: Profile, step: &Step) -> anyhow::Result<Manifest> {
    step.show("joining the style sheets");
    let sheet = tidy(&without_comments(&joined()?));
    let name = hashed("tessera", "css", sheet.as_bytes());
    write_immutable(&paths::site().join("pkg").join(&name), sheet.as_bytes(), profile, step)?;
    Ok(Manifest::from([("tessera.css".to_owned(), name)]))
}

/// The sheets that style/main.css imports, in its order. None of them imports others.
fn joined() -> anyhow::Result<String> {
    let main = paths::root().join("style/main.css");
    let read = |file: &Path| fs::read_to_string(file).with_context(|| format!("could not read {}", paths::shown(file)));
    let mut sheet = String::new();
    for line in without_comments(&read(&main)?).lines().map(str::trim).filter(|line| !line.is_empty()) {
        let name = imported(line).with_context(|| format!("style/main.css holds more than imports: {line}"))?;
        sheet.push_str(&read(&main.with_file_name(name))?);
        sheet.push('\n');
    }
    Ok(sheet)
}

/// `@import "tokens.css";` names a sheet.
fn imported(line: &str) -> Option<&str> {
    line.strip_prefix("@import \"")?.strip_suffix("\";")
}

/// Takes out `/* … */`, but not inside quotes.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut quote: Option<char> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match quote {
            Some(open) => {
                kept.push(c);
                if c == '\\' {
                    kept.extend(chars.next());
                } else if c == open {
                    quote = None;
                }
            }
            None if c == '/' && chars.peek() == Some(&'*') => {
                chars.next();
                let mut last = ' ';
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            None => {
                if c == '"' || c == '\'' {
                    quote = Some(c);
                }
                kept.push(c);
            }
        }
    }
    kept
}

/// Without indentation and empty lines; compression does the rest.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_recognized() {
        assert_eq!(imported("@import \"a.css\";"), Some("a.css"));
        assert_eq!(imported("@import \"a.css\" layer(base);"), None);
        assert_eq!(imported("a { color: red; }"), None);
    }

    #[test]
    fn comments_go_and_quotes_stay() {
        assert_eq!(without_comments("a/* b */c"), "ac");
        assert_eq!(without_comments("content: \"/* no */\""), "content: \"/* no */\"");
        assert_eq!(without_comments("a: '\\'/*'; /**/b"), "a: '\\'/*'; b");
    }
}
