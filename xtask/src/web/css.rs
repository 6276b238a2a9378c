//! One style sheet out of style/main.css and what it imports.

use super::{Manifest, Profile, hashed, write_immutable};
use crate::paths;
use crate::progress::Step;
use anyhow::{Context, bail};
use std::fs;
use std::path::Path;

/// How deep sheets may import each other; deeper is a circle.
const DEPTH_MAX: usize = 16;

pub fn build(profile: Profile, step: &Step) -> anyhow::Result<Manifest> {
    step.show("joining the style sheets");
    let main = paths::root().join("style/main.css");
    if !main.exists() {
        bail!("style/main.css is missing");
    }
    let sheet = tidy(&without_comments(&inline(&main, 0)?));
    let name = hashed("tessera", "css", sheet.as_bytes());
    write_immutable(&paths::site().join("pkg").join(&name), sheet.as_bytes(), profile, step)?;
    Ok(Manifest::from([("tessera.css".to_owned(), name)]))
}

/// The sheet with each `@import "x.css";` replaced by that sheet.
fn inline(file: &Path, depth: usize) -> anyhow::Result<String> {
    if depth > DEPTH_MAX {
        bail!("{} imports itself", paths::shown(file));
    }
    let text =
        fs::read_to_string(file).with_context(|| format!("could not read the style sheet {}", paths::shown(file)))?;
    let mut sheet = String::new();
    // Comments go first: an import inside one is none.
    for line in without_comments(&text).lines() {
        match imported(line) {
            Some(name) => sheet.push_str(&inline(&file.with_file_name(name), depth + 1)?),
            None => {
                sheet.push_str(line);
                sheet.push('\n');
            }
        }
    }
    Ok(sheet)
}

/// `@import "tokens.css";` and `@import url("tokens.css");` name a sheet; with a layer or a media query they stay.
fn imported(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("@import")?.trim().strip_suffix(';')?.trim();
    let rest = rest.strip_prefix("url(").and_then(|it| it.strip_suffix(')')).unwrap_or(rest);
    let name = rest.strip_prefix('"')?.strip_suffix('"')?;
    (!name.contains("://") && !name.contains('"')).then_some(name)
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
        assert_eq!(imported("  @import url(\"b/c.css\") ;"), Some("b/c.css"));
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
