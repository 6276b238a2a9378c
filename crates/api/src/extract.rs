//! Reading requests. Each reader refuses with a problem, so that no request gets an answer of another kind.

use crate::error::{ApiError, locale_of};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::uri::{PathAndQuery, Uri};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use base::{Actor, Visitor};
use domain::cart::Secret;
use domain::locale::Locale;
use domain::typed;
use flows::Flows;
use headers::authorization::Bearer;
use headers::{Authorization, ContentType, HeaderMapExt};
use mime::Mime;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::convert::Infallible;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

/// Names a visitor from one request to the next.
pub const VISITOR: &str = "Tessera-Visitor";
/// Brings a place in a waiting room, or the pass it gave.
pub const PASS: &str = "Tessera-Pass";
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
const KEY_CHARS_MAX: usize = 100;
const TOKEN_CHARS_MAX: usize = 200;
const SLUG_CHARS_MAX: usize = 120;

/// A JSON body.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::not_json());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(unreadable)?;
        let mut value: Value = serde_json::from_slice(&bytes).map_err(ApiError::bad_json)?;
        if has_null_character(&value) {
            return Err(ApiError::null_character());
        }
        make_whole(&mut value);
        empty_blanks(&mut value);
        serde_json::from_value(value).map(Body).map_err(ApiError::bad_json)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.typed_get::<ContentType>().map(Mime::from) else { return false };
    kind.type_() == mime::APPLICATION && (kind.subtype() == mime::JSON || kind.suffix() == Some(mime::JSON))
}

pub fn unreadable(rejection: BytesRejection) -> ApiError {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large(),
        _ => ApiError::bad_json("the connection ended before the body did"),
    }
}

/// `3.0` is an integer to JSON Schema, and so to whoever reads our document.
fn make_whole(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let whole = number.to_string().strip_suffix(".0").and_then(|digits| digits.parse::<i64>().ok());
            if let Some(whole) = whole {
                *value = Value::from(whole);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(make_whole),
        Value::Object(fields) => fields.values_mut().for_each(make_whole),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// Text that shows nothing was meant for none, in every field.
fn empty_blanks(value: &mut Value) {
    match value {
        Value::String(text) if typed::is_blank(text) => text.clear(),
        Value::Array(values) => values.iter_mut().for_each(empty_blanks),
        Value::Object(fields) => fields.values_mut().for_each(empty_blanks),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The same of a query; none when there is nothing to change.
fn query_without_blanks(uri: &Uri) -> Option<Uri> {
    let Query(mut pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
    let is_odd = |text: &str| !text.is_empty() && typed::is_blank(text);
    if !pairs.iter().any(|(_, value)| is_odd(value)) {
        return None;
    }
    pairs.iter_mut().filter(|(_, value)| is_odd(value)).for_each(|(_, value)| value.clear());
    let query = serde_urlencoded::to_string(pairs).ok()?;
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(format!("{}?{query}", uri.path())).ok()?);
    Uri::from_parts(parts).ok()
}

/// Postgres stores every character but this one.
fn has_null_character(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(has_null_character),
        Value::Object(fields) => fields.iter().any(|(name, v)| name.contains('\0') || has_null_character(v)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The query of an address. A value that isn't as documented is refused; a name that isn't is ignored.
pub struct CheckedQuery<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for CheckedQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(ApiError::null_character());
        }
        if let Some(uri) = query_without_blanks(&parts.uri) {
            parts.uri = uri;
        }
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(CheckedQuery(asked)),
            Err(rejection) => Err(ApiError::bad_query(rejection.body_text())),
        }
    }
}

/// The parts of a path that are filled in.
pub struct Segments<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Segments<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        // What can't be decoded can't be the address of anything.
        let Path(segments) = Path::<T>::from_request_parts(parts, state).await.map_err(|_| ApiError::no_route())?;
        Ok(Segments(segments))
    }
}

/// An id in a path: an address of nothing where it can't be read.
pub fn id<T: FromStr>(text: &str, what: &'static str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::no_such(what))
}

/// The secret of a cart or an order in a path.
pub fn secret(text: &str, what: &'static str) -> Result<Secret, ApiError> {
    Secret::parse(text).ok_or_else(|| ApiError::no_such(what))
}

/// A slug in a path: lower-case letters, digits and hyphens.
pub fn slug<'a>(text: &'a str, what: &'static str) -> Result<&'a str, ApiError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=SLUG_CHARS_MAX).contains(&text.len()) && text.chars().all(plain) {
        Ok(text)
    } else {
        Err(ApiError::no_such(what))
    }
}

/// The language the answer is written in.
pub struct Lang(pub Locale);

impl<S: Send + Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Lang(locale_of(&parts.headers)))
    }
}

/// The caller's key for one command.
pub struct IdempotencyKey(pub String);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let key = parts.headers.get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok()).map(str::trim);
        match key {
            Some(key) if !key.is_empty() && key.len() <= KEY_CHARS_MAX => Ok(IdempotencyKey(key.to_owned())),
            _ => Err(ApiError::header_missing(IDEMPOTENCY_KEY)),
        }
    }
}

/// Who asks, as far as they say: what waiting rooms gave them, and where they come from. What isn't ours counts for nothing.
pub struct Visiting(pub Visitor);

impl FromRequestParts<Arc<Flows>> for Visiting {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, flows: &Arc<Flows>) -> Result<Self, Infallible> {
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Visiting(Visitor {
            id: header(VISITOR).and_then(|text| flows.access.visitor_of(&text)),
            pass: header(PASS),
            address: parts.extensions.get::<IpAddr>().copied(),
            proof: None,
        }))
    }
}

/// Whose token the request carries.
pub struct Caller(pub Actor);

impl FromRequestParts<Arc<Flows>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, flows: &Arc<Flows>) -> Result<Self, ApiError> {
        let bearer = bearer(&parts.headers)?;
        flows.access.actor_of_token(bearer.token()).await?.map(Caller).ok_or_else(ApiError::token_unknown)
    }
}

/// Which terminal calls.
pub struct TerminalActor(pub Actor);

impl FromRequestParts<Arc<Flows>> for TerminalActor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, flows: &Arc<Flows>) -> Result<Self, ApiError> {
        let bearer = bearer(&parts.headers)?;
        flows.counter.actor_of_terminal(bearer.token()).await?.map(TerminalActor).ok_or_else(ApiError::token_unknown)
    }
}

fn bearer(headers: &HeaderMap) -> Result<Authorization<Bearer>, ApiError> {
    let found = headers.typed_try_get::<Authorization<Bearer>>().map_err(|_| ApiError::token_unknown())?;
    let bearer = found.ok_or_else(ApiError::token_missing)?;
    if bearer.token().len() <= TOKEN_CHARS_MAX { Ok(bearer) } else { Err(ApiError::token_unknown()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        let mut value = json!({ "a": [1.0, -2.0, 1.5, 3], "b": "4.0" });
        make_whole(&mut value);
        assert_eq!(value, json!({ "a": [1, -2, 1.5, 3], "b": "4.0" }));
    }

    #[test]
    fn what_shows_nothing_is_empty_in_bodies_and_queries() {
        let mut value = json!({ "name": "\u{3164}", "holders": ["\u{200B} ", "Luca"], "n": 1 });
        empty_blanks(&mut value);
        assert_eq!(value, json!({ "name": "", "holders": ["", "Luca"], "n": 1 }));
        let query = |uri: &str| query_without_blanks(&uri.parse().unwrap()).map(|uri| uri.to_string());
        assert_eq!(query("/v1/events?text=%E2%80%8B&city=Li%20vorno"), Some("/v1/events?text=&city=Li+vorno".into()));
        assert_eq!(query("/v1/events?text=a%E2%80%8B&city="), None);
        assert_eq!(query("/v1/events"), None);
    }

    #[test]
    fn a_null_character_is_found_wherever_it_hides() {
        assert!(has_null_character(&json!({ "a": [{ "b": "x\0" }] })));
        assert!(has_null_character(&json!({ "\0": 1 })));
        assert!(!has_null_character(&json!({ "a": ["0", null, 0] })));
    }

    #[test]
    fn json_is_known_by_its_media_type() {
        let is = |kind: &'static str| {
            let kind = (axum::http::header::CONTENT_TYPE, axum::http::HeaderValue::from_static(kind));
            is_json(&HeaderMap::from_iter([kind]))
        };
        assert!(is("application/json") && is("Application/JSON; charset=utf-8") && is("application/merge-patch+json"));
        assert!(!is("text/json") && !is("application/x-www-form-urlencoded") && !is("json"));
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn a_token_is_read_whatever_the_case_of_its_scheme() {
        let token = |value: &str| {
            let value = (axum::http::header::AUTHORIZATION, value.parse().unwrap());
            bearer(&HeaderMap::from_iter([value])).ok().map(|found| found.token().to_owned())
        };
        assert_eq!(token("bearer  tsr_x"), Some("tsr_x".to_owned()));
        assert_eq!((token("Basic tsr_x"), token("Bearer")), (None, None));
        assert_eq!(token(&format!("Bearer {}", "x".repeat(TOKEN_CHARS_MAX + 1))), None);
    }

    #[test]
    fn a_slug_is_plain() {
        assert!(slug("una-notte-2026", "event").is_ok());
        for bad in ["", "Una", "a_b", "a\0", "ü", &"x".repeat(121)] {
            assert!(slug(bad, "event").is_err(), "{bad:?}");
        }
    }
}
