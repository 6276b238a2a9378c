//! What people's forms send, made fit to be read; and what is said when a form could not be done at all.

use crate::text;
use crate::web::answer::Asker;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::uri::{PathAndQuery, Uri};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use domain::locale::Locale;
use face::error::{FaceError, Failed};
use http_body_util::BodyExt;
use serde_json::Value;

/// Takes NUL out of addresses, forms and the calls of islands: no keyboard types it, and no database keeps it. Other
/// bodies (the API's, webhooks) are left as they are; the API refuses such text by name.
pub async fn without_nul(mut request: Request, next: Next) -> Response {
    if let Some(uri) = uri_without_nul(request.uri()) {
        *request.uri_mut() = uri;
    }
    let Some(clean) = cleaner(&request) else { return next.run(request).await };
    let asker = Asker::of(request.uri(), request.headers());
    let (mut parts, body) = request.into_parts();
    // The size was limited further out: what fails here is too large, or never came whole.
    let Ok(body) = body.collect().await else {
        let locale = asker.locale();
        return asker.tell(StatusCode::PAYLOAD_TOO_LARGE, text::too_large(locale), text::too_large_text(locale));
    };
    let body = body.to_bytes();
    let cleaned = clean(&body).map_or(body, Bytes::from);
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(cleaned.len()));
    next.run(Request::from_parts(parts, Body::from(cleaned))).await
}

type Cleaner = fn(&[u8]) -> Option<Vec<u8>>;

fn cleaner(request: &Request) -> Option<Cleaner> {
    // Not read as a media type: one that is written wrongly would pass here, and be taken for what it begins with behind.
    let kind = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        Some(form_without_nul)
    } else if kind.starts_with("application/json") && request.uri().path().starts_with("/do/") {
        Some(json_without_nul)
    } else {
        None
    }
}

fn uri_without_nul(uri: &Uri) -> Option<Uri> {
    let query = form_without_nul(uri.query()?.as_bytes())?;
    let query = String::from_utf8(query).ok()?;
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(format!("{}?{query}", uri.path())).ok()?);
    Uri::from_parts(parts).ok()
}

/// The form without its `%00`; none when there is none in it.
fn form_without_nul(form: &[u8]) -> Option<Vec<u8>> {
    without(form, b"%00", |_| true)
}

/// The document without its `\u0000`; one whose backslash is itself escaped is text and stays.
fn json_without_nul(json: &[u8]) -> Option<Vec<u8>> {
    without(json, br"\u0000", |before| before.iter().rev().take_while(|b| **b == b'\\').count().is_multiple_of(2))
}

fn without(bytes: &[u8], pattern: &[u8], is_meant: impl Fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    let mut kept: Option<Vec<u8>> = None;
    let (mut copied, mut at) = (0, 0);
    while at + pattern.len() <= bytes.len() {
        let (before, rest) = bytes.split_at(at);
        if rest.starts_with(pattern) && is_meant(before) {
            kept.get_or_insert_default().extend_from_slice(&bytes[copied..at]);
            at += pattern.len();
            copied = at;
        } else {
            at += 1;
        }
    }
    kept.as_mut()?.extend_from_slice(&bytes[copied..]);
    kept
}

/// What server functions put on every answer that is a failure; the body is the failure.
const FAILED: &str = "serverfnerror";

/// Gives a failure the status it has. Who posted a form without scripts gets a page that says what happened, where the
/// answer would be a redirect with the failure in its address, which no page shows; Back has what they typed.
pub async fn say_failures(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/do/") {
        return next.run(request).await;
    }
    let asker = Asker::of(request.uri(), request.headers());
    let locale = asker.locale();
    let response = next.run(request).await;
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        return asker.tell(StatusCode::METHOD_NOT_ALLOWED, text::gone(locale), text::only_posted_text(locale));
    }
    if !response.headers().contains_key(FAILED) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    // What isn't one is ours to mend.
    let failure = serde_json::from_slice(&body).unwrap_or(Failed::Face(FaceError::Unavailable));
    let (status, title, words) = told(&failure, locale);
    if asker.is_person() {
        return asker.tell(status, title, &words);
    }
    parts.status = status;
    Response::from_parts(parts, Body::from(body))
}

fn told(failure: &Failed<Value>, locale: Locale) -> (StatusCode, &'static str, String) {
    let failure = match failure {
        Failed::Face(failure) => failure,
        // Only a page that is open asks for what is refused with data, and says it itself.
        Failed::Refused { .. } => {
            let words = text::form_broken_text(locale).to_owned();
            return (StatusCode::UNPROCESSABLE_ENTITY, text::broken(locale), words);
        }
    };
    let (status, title, words) = match failure {
        FaceError::NotSignedIn => (StatusCode::UNAUTHORIZED, text::signed_out(locale), text::signed_out_text(locale)),
        FaceError::NotAllowed => (StatusCode::FORBIDDEN, text::not_allowed(locale), text::not_allowed_text(locale)),
        FaceError::Missing => (StatusCode::NOT_FOUND, text::gone(locale), text::gone_text(locale)),
        FaceError::Unreadable => (StatusCode::BAD_REQUEST, text::unreadable(locale), text::unreadable_text(locale)),
        FaceError::Refused(words) => {
            return (StatusCode::UNPROCESSABLE_ENTITY, text::broken(locale), escaped(words));
        }
        FaceError::Unavailable | FaceError::Offline => {
            (StatusCode::INTERNAL_SERVER_ERROR, text::broken(locale), text::form_broken_text(locale))
        }
    };
    (status, title, words.to_owned())
}

/// A refusal may name what was typed.
fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_is_taken_out_and_nothing_else() {
        assert_eq!(form_without_nul(b"name=Ma%00ria%00&x=%0A"), Some(b"name=Maria&x=%0A".to_vec()));
        assert_eq!(form_without_nul(b"name=Maria"), None);
        assert_eq!(form_without_nul(b"%0"), None);
        assert_eq!(json_without_nul(br#"{"a":"x\u0000y"}"#), Some(br#"{"a":"xy"}"#.to_vec()));
        assert_eq!(json_without_nul(br#"{"a":"x\\u0000y"}"#), None, "an escaped backslash and five characters of text");
        assert_eq!(json_without_nul(br#"{"a":"\\\u0000"}"#), Some(br#"{"a":"\\"}"#.to_vec()));
        let uri: Uri = "/events?q=a%00b&x=1".parse().unwrap();
        assert_eq!(uri_without_nul(&uri).unwrap().to_string(), "/events?q=ab&x=1");
    }

    #[test]
    fn each_failure_has_its_status_and_its_words() {
        let status = |failure: FaceError| told(&failure.into(), Locale::En).0;
        assert_eq!(status(FaceError::NotSignedIn), StatusCode::UNAUTHORIZED);
        assert_eq!(status(FaceError::NotAllowed), StatusCode::FORBIDDEN);
        assert_eq!(status(FaceError::Unreadable), StatusCode::BAD_REQUEST);
        assert_eq!(status(FaceError::Unavailable), StatusCode::INTERNAL_SERVER_ERROR);
        let (status, _, words) = told(&FaceError::Refused("No <b>".into()).into(), Locale::En);
        assert_eq!((status, words.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "No &lt;b&gt;"));
        let data = serde_json::from_str(r#"{"Refused":{"left":2}}"#).unwrap();
        assert_eq!(told(&data, Locale::En).0, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
