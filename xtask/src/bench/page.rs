//! What a page makes a browser fetch, read from the page, its style sheets and its scripts.

use std::collections::BTreeSet;

/// The same-origin paths that a browser fetches for this document on its first visit.
///
/// `lazy` pictures count too: which of them are near enough to be fetched is the browser's choice.
pub fn of_html(html: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for tag in tags(html) {
        let (name, attributes) = tag.split_once(|c: char| c.is_whitespace()).unwrap_or((tag, ""));
        let wanted = match name {
            "script" | "img" | "source" => attribute(attributes, "src"),
            "link" if fetches(attributes) => attribute(attributes, "href"),
            "use" => attribute(attributes, "href"),
            _ => None,
        };
        found.extend(wanted.and_then(local));
    }
    found.extend(imports(html));
    found
}

/// Fonts and pictures of a style sheet.
pub fn of_css(css: &str, base: &str) -> BTreeSet<String> {
    let urls = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    urls.map(|it| it.trim_matches(['"', '\'']))
        .filter(|it| !it.starts_with("data:"))
        .filter_map(|it| against(base, it))
        .collect()
}

/// Modules that a script imports before it runs.
pub fn of_js(js: &str, base: &str) -> BTreeSet<String> {
    let froms = js.lines().filter(|line| line.trim_start().starts_with("import"));
    let names = froms.filter_map(|line| line.split(['"', '\'']).nth(1));
    names.filter(|it| it.starts_with('.') || it.starts_with('/')).filter_map(|it| against(base, it)).collect()
}

fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|rest| rest.split('>').next())
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let at = attributes.find(&format!("{name}=\""))?;
    let value = &attributes[at + name.len() + 2..];
    Some(value.split('"').next()?.replace("&amp;", "&"))
}

/// Links that are fetched by themselves; `alternate`, `canonical` and the like wait for a click.
fn fetches(attributes: &str) -> bool {
    let relation = attribute(attributes, "rel").unwrap_or_default();
    relation.split(' ').any(|it| matches!(it, "stylesheet" | "preload" | "modulepreload" | "icon" | "manifest"))
}

/// What inline scripts import: `import("/pkg/a.js")`, `"/pkg/a.wasm"`.
fn imports(html: &str) -> BTreeSet<String> {
    let strings = html.split(['"', '\'', '`']);
    let packages = strings
        .filter(|it| it.starts_with("/pkg/") && (it.ends_with(".js") || it.ends_with(".wasm") || it.ends_with(".css")));
    packages.map(str::to_owned).collect()
}

fn local(address: String) -> Option<String> {
    against("/", &address)
}

/// A path on the same server; none for other servers and for data in the address itself.
fn against(base: &str, address: &str) -> Option<String> {
    let address = address.split('#').next()?;
    if address.is_empty() || address.contains("://") || address.starts_with("//") || address.starts_with("data:") {
        return None;
    }
    if address.starts_with('/') {
        return Some(address.to_owned());
    }
    let mut parts: Vec<&str> =
        base.rsplit_once('/').map_or("", |(folder, _)| folder).split('/').filter(|it| !it.is_empty()).collect();
    for part in address.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    Some(format!("/{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(set: BTreeSet<String>) -> Vec<String> {
        set.into_iter().collect()
    }

    #[test]
    fn a_document_names_what_it_needs() {
        let html = r#"<link rel="stylesheet" href="/pkg/a.css"><link rel="canonical" href="/x"><img src="/art/b.svg" alt="">
            <script type="module">import("/pkg/c.js").then(m => m.default("/pkg/c.wasm"))</script><a href="/d">d</a>"#;
        assert_eq!(paths(of_html(html)), ["/art/b.svg", "/pkg/a.css", "/pkg/c.js", "/pkg/c.wasm"]);
    }

    #[test]
    fn sheets_and_scripts_are_followed() {
        assert_eq!(
            paths(of_css("src: url(\"/fonts/a.woff2\") url(../b.svg) url(data:x)", "/pkg/a.css")),
            ["/b.svg", "/fonts/a.woff2"]
        );
        assert_eq!(
            paths(of_js("import { a } from './snippets/x.js';\nlet b = 'c';", "/pkg/a.js")),
            ["/pkg/snippets/x.js"]
        );
    }
}
