//! `POST /locale`: the choice of a language, kept in a cookie.

use crate::web::State as WebState;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::IntoResponse;
use domain::locale::Locale;
use face::request::cookie_text;
use face::session::local_path;
use ui::locale::LOCALE_COOKIE;

/// Whatever can't be read chooses nothing, and leads back all the same.
pub async fn choose(State(state): State<WebState>, body: Bytes) -> impl IntoResponse {
    let value = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(&body);
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let back = local_path(&value("back"), "/").to_owned();
    let Some(locale) = Locale::from_tag(&value("locale")) else {
        return (StatusCode::SEE_OTHER, [(LOCATION, back)]).into_response();
    };
    let cookie = cookie_text(&state.web.core.access, LOCALE_COOKIE, locale.tag(), 365);
    (StatusCode::SEE_OTHER, [(SET_COOKIE, cookie), (LOCATION, back)]).into_response()
}
