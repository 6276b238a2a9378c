//! What gate and till open with when there is no network: a page that knows no person and has no nonce, so that a device
//! may keep it, and the files it needs. The bundle says the rest from what the device remembers.

use domain::locale::Locale;
use leptos::prelude::*;
use ui::shell::{Face, bare_document, bare_policy};

/// The page, and how it is to be served.
pub struct OfflinePage {
    pub html: String,
    pub policy: String,
    /// All that it asks for, for whoever keeps it.
    pub files: Vec<String>,
}

/// What every such page asks for besides its bundle.
const COMMON: [&str; 4] = ["/start.js", "/favicon.svg", "/fonts/fraunces.woff2", "/fonts/fraunces-ext.woff2"];

/// The page of the gate.
pub fn gate(locale: Locale) -> OfflinePage {
    let place = gate::page::place(locale).to_html();
    let built = ["tessera.css", "gate.js", "gate.wasm", "decoder.js", "decoder.wasm"];
    let more = ["/camera.js", "/decoder-worker.js", "/gate.webmanifest"];
    page(Face::Gate, "gate", locale, gate::text::gate(locale), &place, &built, &more)
}

/// The page of the till.
pub fn till(locale: Locale) -> OfflinePage {
    let place = till::page::place(locale).to_html();
    let built = ["tessera.css", "till.js", "till.wasm"];
    page(Face::Till, "till", locale, till::text::till(locale), &place, &built, &["/till.webmanifest"])
}

fn page(
    face: Face,
    bundle: &str,
    locale: Locale,
    title: &str,
    place: &str,
    built: &[&str],
    more: &[&str],
) -> OfflinePage {
    let built = built.iter().map(|name| ui::assets::url(name));
    let files = built.chain(COMMON.iter().chain(more).map(|path| (*path).to_owned())).collect();
    OfflinePage { html: bare_document(face, bundle, locale, title, place), policy: bare_policy(), files }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_device_keeps_has_no_nonce_and_asks_for_nothing_it_does_not_keep() {
        for page in [gate(Locale::En), till(Locale::It)] {
            assert!(!page.html.contains("nonce") && !page.policy.contains("nonce"), "{}", page.html);
            assert!(!page.html.contains("<form"), "nobody signs in to it");
            let asked = page.html.split('"').filter(|text| text.starts_with('/') && text.contains('.'));
            for file in asked.filter(|file| !file.starts_with("/icons/")) {
                assert!(page.files.iter().any(|kept| kept == file), "{file} is not kept");
            }
        }
        let italian = till(Locale::It).html;
        assert!(italian.contains("lang=\"it\"") && italian.contains("id=\"till\""));
    }
}
