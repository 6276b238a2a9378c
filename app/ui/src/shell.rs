//! The document around every page: head, styles, scripts, and the policy that says what a browser may run.

use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;
use leptos_meta::{MetaTags, Title, provide_meta_context};

use crate::locale::current_locale;
use crate::{assets, text};
use domain::locale::Locale;

/// What the browser runs on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundle {
    /// Nothing.
    None,
    /// The islands of the bundle `tessera`, fetched only by pages that have an island.
    Islands,
    /// A whole app of that bundle name, rendered in the browser: the till and the gate, which work offline.
    Client(&'static str),
}

/// Which face a page belongs to: the class of its body, its icon's manifest, what is fetched early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Shop,
    Admin,
    Till,
    Gate,
    Backstage,
}

impl Face {
    pub fn class(self) -> &'static str {
        match self {
            Face::Shop => "shop",
            Face::Admin => "admin",
            Face::Till => "till",
            Face::Gate => "gate",
            Face::Backstage => "backstage",
        }
    }

    fn manifest(self) -> Option<&'static str> {
        match self {
            Face::Till => Some("/till.webmanifest"),
            Face::Gate => Some("/gate.webmanifest"),
            Face::Shop | Face::Admin | Face::Backstage => None,
        }
    }
}

/// The content security policy of a page whose inline scripts carry this nonce.
pub fn content_security_policy(nonce: &str) -> String {
    policy(&format!("'self' 'nonce-{nonce}' 'wasm-unsafe-eval'"))
}

/// The policy of a page that has no script but files of ours ([`bare_document`]).
pub fn bare_policy() -> String {
    policy("'self' 'wasm-unsafe-eval'")
}

fn policy(scripts: &str) -> String {
    format!(
        "default-src 'self'; script-src {scripts}; style-src 'self'; \
         img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; worker-src 'self'; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The whole HTML document. Provides the context of `leptos_meta` and answers with the content security policy, so that
/// nonce and header can't disagree. The page's `<Title text=…/>` gets the house's name after it.
#[component]
pub fn Shell(bundle: Bundle, face: Face, children: Children) -> impl IntoView {
    provide_meta_context();
    let locale = current_locale();
    announce_policy();
    // Components are rendered once and for all here: only islands wake up in the browser.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    let theme = |scheme: &'static str, color: &'static str| {
        let media = custom_attribute("media", format!("(prefers-color-scheme: {scheme})"));
        view! { <meta {..media} name="theme-color" content=color /> }
    };
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                {theme("light", "#fcfaf5")}
                {theme("dark", "#10131a")}
                {(face == Face::Shop)
                    .then(|| {
                        view! {
                            <link
                                rel="preload"
                                href="/fonts/fraunces.woff2"
                                r#as="font"
                                r#type="font/woff2"
                                crossorigin="anonymous"
                            />
                        }
                    })}
                <link rel="stylesheet" href=assets::url("tessera.css") />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icons/180.png" />
                {face.manifest().map(|href| view! { <link rel="manifest" href=href /> })}
                <MetaTags />
                <Scripts bundle />
            </head>
            <body class=face.class()>
                <Title formatter=|title: String| {
                    let title = crate::field::markup_free(title);
                    if title.is_empty() { "Tessera".to_owned() } else { format!("{title} · Tessera") }
                } />
                {matches!(bundle, Bundle::Client(_))
                    .then(|| {
                        view! {
                            <noscript>
                                <p class="notice tone-warning">{text::needs_script(locale)}</p>
                            </noscript>
                        }
                    })}
                {children()}
            </body>
        </html>
    }
}

/// The document of an app that renders itself, for a device to keep: it knows no visitor and has no script of its own.
/// `place` is what the bundle fills, as HTML.
pub fn bare_document(face: Face, bundle: &str, locale: Locale, title: &str, place: &str) -> String {
    let (tag, class) = (locale.tag(), face.class());
    let [css, js, wasm] = ["tessera.css", &format!("{bundle}.js"), &format!("{bundle}.wasm")].map(assets::url);
    let manifest = face.manifest().map(|href| format!("<link rel=\"manifest\" href=\"{href}\">")).unwrap_or_default();
    format!(
        "<!DOCTYPE html><html lang=\"{tag}\" data-js=\"{js}\" data-wasm=\"{wasm}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · Tessera</title>\
         <link rel=\"stylesheet\" href=\"{css}\"><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">{manifest}\
         <script type=\"module\" src=\"/start.js\"></script></head><body class=\"{class}\">{place}</body></html>"
    )
}

#[component]
fn Scripts(bundle: Bundle) -> impl IntoView {
    let script = match bundle {
        Bundle::None => None,
        Bundle::Islands => Some((include_str!("islands.js"), "tessera")),
        Bundle::Client(name) => Some((include_str!("client.js"), name)),
    };
    script.map(|(code, name)| {
        let js = assets::url(&format!("{name}.js"));
        let wasm = assets::url(&format!("{name}.wasm"));
        // An app that renders itself is found below its name.
        let scope = match bundle {
            Bundle::Client(name) => format!("const scope = \"/{name}\";\n"),
            Bundle::None | Bundle::Islands => String::new(),
        };
        view! {
            <script type="module" nonce=leptos::nonce::use_nonce()>
                {format!("const files = [{js:?}, {wasm:?}];\n{scope}{code}")}
            </script>
        }
    })
}

/// Sends the policy with the response this page is rendered for; nothing where there is no response, as in a test.
fn announce_policy() {
    #[cfg(feature = "ssr")]
    if let (Some(response), Some(nonce)) = (use_context::<leptos_axum::ResponseOptions>(), leptos::nonce::use_nonce())
        && let Ok(value) = http::HeaderValue::from_str(&content_security_policy(&nonce))
    {
        response.insert_header(http::header::CONTENT_SECURITY_POLICY, value);
    }
}
