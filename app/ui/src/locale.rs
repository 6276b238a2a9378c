//! Which language this person reads.

use domain::locale::Locale;
use leptos::prelude::*;

use crate::text;

/// The name of the cookie that remembers the choice. `POST /locale` sets it.
pub const LOCALE_COOKIE: &str = "locale";

/// The language a request asks for: the cookie before the browser's own wish, English where neither says one we speak.
#[cfg(feature = "ssr")]
pub fn locale_in(headers: &http::HeaderMap) -> Locale {
    let wish = || headers.get(http::header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(Locale::from_accept_language);
    let chosen = crate::cookie::cookie_in(headers, LOCALE_COOKIE).and_then(|tag| Locale::from_tag(&tag));
    chosen.or_else(wish).unwrap_or_default()
}

/// The language of the page: what the server provided as context, else what the request's headers say; in the browser
/// the `lang` of the document.
pub fn current_locale() -> Locale {
    use_context::<Locale>().unwrap_or_else(surrounding_locale)
}

/// What the headers of the request at hand say. Unlike [`current_locale`] it never asks for what others provided: where a
/// server function begins, the surroundings may still be those of somebody else's page that is being made on the same
/// thread.
#[cfg(feature = "ssr")]
pub fn asked_locale() -> Locale {
    surrounding_locale()
}

#[cfg(feature = "ssr")]
fn surrounding_locale() -> Locale {
    use_context::<http::request::Parts>().map(|parts| locale_in(&parts.headers)).unwrap_or_default()
}

#[cfg(not(feature = "ssr"))]
fn surrounding_locale() -> Locale {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element())
        .and_then(|root| root.get_attribute("lang"))
        .and_then(|tag| Locale::from_tag(&tag))
        .unwrap_or_default()
}

/// The path and query of the page, to come back to after a form that leads elsewhere.
pub fn current_path() -> String {
    #[cfg(feature = "ssr")]
    let path = use_context::<http::request::Parts>()
        .and_then(|parts| parts.uri.path_and_query().map(|path| path.as_str().to_owned()));
    #[cfg(not(feature = "ssr"))]
    let path = web_sys::window().and_then(|window| {
        let location = window.location();
        Some(location.pathname().ok()? + &location.search().ok()?)
    });
    path.unwrap_or_else(|| "/".to_owned())
}

/// A form of the page that is sent along with the choice of a language, so that nothing typed is lost: the form's id, and
/// where it is sent. A page whose form is to go along provides it as context.
#[derive(Clone, Copy, Debug)]
pub struct FormAlong {
    pub id: &'static str,
    pub action: &'static str,
}

/// The languages as buttons of one form; works without any code in the browser.
#[component]
pub fn LocaleSwitch() -> impl IntoView {
    let now = current_locale();
    let along = use_context::<FormAlong>();
    view! {
        <form class="locale-switch" method="post" action="/locale" aria-label=text::language(now)>
            <input type="hidden" name="back" value=current_path() />
            {Locale::ALL
                .into_iter()
                .map(|locale| {
                    view! {
                        <button
                            name="locale"
                            value=locale.tag()
                            form=along.map(|form| form.id)
                            formaction=along.map(|form| form.action)
                            lang=locale.tag()
                            aria-current=(locale == now).then_some("true")
                        >
                            {locale.name()}
                        </button>
                    }
                })
                .collect_view()}
        </form>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_goes_before_the_browsers_wish() {
        let asked = |headers: &[(&'static str, &'static str)]| {
            let pairs = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            locale_in(&pairs.collect())
        };
        assert_eq!(asked(&[("cookie", "a=1; locale=it"), ("accept-language", "en")]), Locale::It);
        assert_eq!(asked(&[("cookie", "locale=xx"), ("accept-language", "it-IT,en")]), Locale::It);
        assert_eq!(asked(&[]), Locale::En);
    }

    #[test]
    fn a_request_keeps_its_language_among_the_pages_of_others() {
        let parts = |tag: &str| {
            let request = http::Request::builder().header("accept-language", tag).body(()).unwrap();
            request.into_parts().0
        };
        Owner::new().with(|| {
            provide_context(parts("it"));
            provide_context(asked_locale());
            // As a server function begins: below whatever its thread is busy with.
            Owner::new().with(|| {
                provide_context(parts("en"));
                provide_context(asked_locale());
                assert_eq!(current_locale(), Locale::En);
            });
            assert_eq!(current_locale(), Locale::It);
        });
    }
}
