//! What a page or a server function knows of the request it answers: cookies, the session, the flows. Server only.

use crate::error::FaceError;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use base::forms::KeptForm;
use base::sign_in::SignedIn;
use base::{Access, Actor};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use domain::cart::Secret;
use domain::ids::OrganizerId;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use std::net::IpAddr;
use ui::cookie::cookie_in;

/// Holds the secrets of the visitor's carts, one per organizer, newest first, joined by points.
pub const CARTS_COOKIE: &str = "carts";
/// Holds the session of someone who signed in.
pub const SESSION_COOKIE: &str = "session";
/// At most this many carts at once; the oldest is forgotten (its holds expire by themselves).
const CARTS_MAX: usize = 4;

/// A part of the house; the server provides each to every request.
pub fn part<P: Clone + 'static>() -> P {
    expect_context::<P>()
}

/// Who asks, and what is kept for them.
pub fn access() -> Access {
    part()
}

pub fn cookie(name: &str) -> Option<String> {
    cookie_in(&use_context::<Parts>()?.headers, name)
}

/// The session this device has; whether it still lives, the flows say.
pub fn session() -> Option<Secret> {
    session_in(&use_context::<Parts>()?.headers)
}

/// The same of a request that is no page's.
pub fn session_in(headers: &HeaderMap) -> Option<Secret> {
    Secret::parse(&cookie_in(headers, SESSION_COOKIE)?)
}

/// Sets a cookie that scripts can't read and other sites can't send along with a form. An empty value removes it.
pub fn set_cookie(name: &str, value: &str, days: u32) {
    let text = cookie_text(&access(), name, value, days);
    if let (Some(response), Ok(header)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&text)) {
        response.append_header(SET_COOKIE, header);
    }
}

/// What the header says that sets it.
pub fn cookie_text(access: &Access, name: &str, value: &str, days: u32) -> String {
    let days = if value.is_empty() { 0 } else { days };
    let cookie = Cookie::build((name, value)).path("/").max_age(Duration::days(days.into()));
    let is_https = access.site().url.starts_with("https://");
    cookie.http_only(true).same_site(SameSite::Lax).secure(is_https).to_string()
}

/// Where the request came from, as the server found it; nothing where there is no request, as in a test.
pub fn address() -> Option<IpAddr> {
    use_context::<Parts>()?.extensions.get::<IpAddr>().copied()
}

/// Sends the browser on to a page of ours or a gateway's, by GET.
pub fn go(path: &str) {
    leptos_axum::redirect(path);
    set_status(StatusCode::SEE_OTHER);
}

pub fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// One value of the page's query string, decoded.
pub fn query(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let url = url::Url::parse(&format!("http://x/?{}", parts.uri.query()?)).ok()?;
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

pub fn cart_secrets() -> Vec<Secret> {
    let text = cookie(CARTS_COOKIE).unwrap_or_default();
    text.split('.').filter_map(Secret::parse).take(CARTS_MAX).collect()
}

/// Remembers a cart as the newest one.
pub fn remember_cart(secret: &Secret) {
    let mut all = cart_secrets();
    all.retain(|s| s != secret);
    all.insert(0, secret.clone());
    write_carts(&all);
}

pub fn forget_cart(secret: &Secret) {
    let mut all = cart_secrets();
    all.retain(|s| s != secret);
    write_carts(&all);
}

/// Forgets several carts at once.
pub fn forget_ordered(carts: &[Secret]) {
    let mut all = cart_secrets();
    all.retain(|secret| !carts.contains(secret));
    write_carts(&all);
}

fn write_carts(all: &[Secret]) {
    let text: Vec<&str> = all.iter().take(CARTS_MAX).map(Secret::as_str).collect();
    set_cookie(CARTS_COOKIE, &text.join("."), 7);
}

/// Who is signed in, with the organizers they work for.
pub async fn signed_in() -> Result<Option<SignedIn>, FaceError> {
    match session() {
        Some(session) => Ok(access().signed_in(&session).await?),
        None => Ok(None),
    }
}

/// Whoever is signed in, at work for the organizer they chose. The flows check what they may do.
pub async fn actor() -> Result<Actor, FaceError> {
    let actor = match session() {
        Some(session) => access().actor_of_session(&session).await?,
        None => None,
    };
    actor.ok_or(FaceError::NotSignedIn)
}

/// Which organizer the signed-in person works for.
pub async fn organizer_id() -> Result<OrganizerId, FaceError> {
    Ok(actor().await?.organizer)
}

/// The form that was typed before, when this page is shown again because of its mistakes (`?draft=…`).
pub async fn kept_form() -> Result<KeptForm, FaceError> {
    match query("draft").as_deref().and_then(Secret::parse) {
        Some(secret) => Ok(access().kept_form(&secret).await?.unwrap_or_default()),
        None => Ok(KeptForm::default()),
    }
}

/// Keeps a form with its mistakes and sends the person back to the page, where it is shown again. For plain posts.
pub async fn send_back(page: &str, form: KeptForm) -> Result<(), FaceError> {
    let secret = access().keep_form(&form).await?;
    let joint = if page.contains('?') { '&' } else { '?' };
    leptos_axum::redirect(&format!("{page}{joint}draft={}", secret.as_str()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::COOKIE;

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("locale=it"));
        assert_eq!(session_in(&headers), None);
        headers.append(COOKIE, HeaderValue::from_static("locale=it; session=AAAAAAAAAAAAAAAAAAAAAAAAAA"));
        assert!(session_in(&headers).is_some());
    }
}
