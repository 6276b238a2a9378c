//! `POST /locale`: the choice of a language, kept in a cookie.

use crate::web::State as WebState;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::IntoResponse;
use domain::locale::Locale;
use face::request::cookie_text;
use ui::locale::LOCALE_COOKIE;

/// Whatever can't be read chooses nothing, and leads back all the same.
pub async fn choose(State(state): State<WebState>, body: Bytes) -> impl IntoResponse {
    let value = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(&body);
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let back = local(&value("back")).to_owned();
    let Some(locale) = Locale::from_tag(&value("locale")) else {
        return (StatusCode::SEE_OTHER, [(LOCATION, back)]).into_response();
    };
    let cookie = cookie_text(&state.web.core.access, LOCALE_COOKIE, locale.tag(), 365);
    (StatusCode::SEE_OTHER, [(SET_COOKIE, cookie), (LOCATION, back)]).into_response()
}

/// The path to go back to, if it is one of ours; home otherwise. `//host` and `/\host` lead to other sites.
fn local(back: &str) -> &str {
    let mut start = back.bytes();
    let is_path = start.next() == Some(b'/') && !matches!(start.next(), Some(b'/' | b'\\'));
    if is_path && back.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(local("/events/night?day=2"), "/events/night?day=2");
        assert_eq!(local("/"), "/");
        for strange in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil", "/a\r\nX: y", "x"]
        {
            assert_eq!(local(strange), "/", "{strange}");
        }
    }
}
