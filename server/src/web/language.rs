//! `POST /locale`: the choice of a language, kept in a cookie.

use crate::web::State as WebState;
use axum::Form;
use axum::extract::State;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderName, StatusCode};
use axum::response::IntoResponse;
use domain::locale::Locale;
use serde::Deserialize;
use ui::locale::LOCALE_COOKIE;

#[derive(Deserialize)]
pub struct Choice {
    locale: String,
    #[serde(default)]
    back: String,
}

pub async fn choose(State(state): State<WebState>, Form(choice): Form<Choice>) -> impl IntoResponse {
    let locale = Locale::from_tag(&choice.locale).unwrap_or_default();
    let secure = if state.web.config.web.is_https() { "; Secure" } else { "" };
    let cookie = format!("{LOCALE_COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}", locale.tag());
    let headers: [(HeaderName, String); 2] = [(SET_COOKIE, cookie), (LOCATION, local(&choice.back).to_owned())];
    (StatusCode::SEE_OTHER, headers)
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
