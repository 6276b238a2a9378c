//! The pages everybody sees, kept for half a second: a thousand visitors at once are one rendering.
//!
//! Only what depends on nothing but address and language is kept: the catalogue, an organizer's page, an event's page and
//! the choice of tickets of a date, for visitors who bring no cookie but the language, no kept form and no credentials.
//! What a visitor's cart, session, draft or place in a waiting room changes never comes here. A waiting room's layer must
//! lie outside this one, so that it is asked first.
//!
//! A kept page goes to many with the same nonce in its policy. That is sound: a nonce keeps out scripts that were written
//! into a page by someone who did not know it when they wrote. It can't be known before the page is rendered, nothing of
//! any request enters a kept page but its address and language, which are the same for all who get it, and the next
//! rendering has another.

use crate::web::State as WebState;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE,
    IF_NONE_MATCH, RANGE, SET_COOKIE, TRANSFER_ENCODING, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::timed_cache::TimedCache;
use cookie::Cookie;
use face::device::DEVICE_COOKIE;
use std::convert::Infallible;
use std::io::Write;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use ui::locale::{LOCALE_COOKIE, locale_in};

/// With what a page may show of a look in memory (`selling::feed`), nothing shown is older than a second.
const AGE_MAX: Duration = Duration::from_millis(500);
/// So many pages are kept at most, and none that is larger than this.
const COUNT_MAX: usize = 512;
const BYTES_MAX: usize = 2 << 20;
/// Most of the effect for little of the time.
const BROTLI_QUALITY: u32 = 5;
/// What may stand in the address of a page that is kept; anything else may mean one visitor.
const QUERIES: [&str; 9] = ["q", "when", "from", "until", "city", "category", "page", "day", "part"];

/// Cookies that make no difference to a page that is kept, but for the language, which is part of its key.
const HARMLESS: [&str; 2] = [LOCALE_COOKIE, DEVICE_COOKIE];

/// Cheap to clone.
#[derive(Clone)]
pub struct Pages(Arc<TimedCache<Option<Arc<Page>>>>);

impl Default for Pages {
    fn default() -> Pages {
        Pages(Arc::new(TimedCache::new(AGE_MAX, COUNT_MAX)))
    }
}

/// A rendered page, in each form it was asked for.
struct Page {
    headers: HeaderMap,
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

/// Answers from memory where it may, and renders once for all who ask at the same time.
pub async fn from_memory(State(state): State<WebState>, request: Request, next: Next) -> Response {
    answer(&state.pages, request, next).await
}

async fn answer(pages: &Pages, request: Request, next: Next) -> Response {
    let Some(key) = key(&request) else { return next.run(request).await };
    let again = next.clone();
    let coding = Coding::of(request.headers());
    let is_head = request.method() == Method::HEAD;
    let (mut asked, mut own) = (Some(request), None);
    let (asking, answered) = (&mut asked, &mut own);
    let make = move || async move {
        let Some(request) = asking.take() else { return Ok(None) };
        match render(request, next).await {
            Ok(page) => Ok::<_, Infallible>(Some(Arc::new(page))),
            Err(response) => {
                *answered = Some(response);
                Ok(None)
            }
        }
    };
    let Ok(made) = pages.0.get(&key, make).await;
    match (made, own, asked) {
        (Some(page), ..) => page.send(coding, is_head),
        (None, Some(response), _) => response,
        // It could not be kept a moment ago: this visitor gets a rendering of their own.
        (None, None, Some(request)) => again.run(request).await,
        (None, None, None) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Under what a page is kept; `None` where it may be of one visitor.
fn key(request: &Request) -> Option<String> {
    let headers = request.headers();
    if !matches!(*request.method(), Method::GET | Method::HEAD) || !is_for_all(request.uri().path()) {
        return None;
    }
    if [AUTHORIZATION, RANGE, IF_NONE_MATCH].iter().any(|name| headers.contains_key(name)) {
        return None;
    }
    let query = request.uri().query().unwrap_or_default();
    let names = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split('=').next().unwrap_or_default());
    let cookies: Option<Vec<&str>> = headers.get_all(COOKIE).iter().map(|value| value.to_str().ok()).collect();
    let mut cookies = cookies?.into_iter().flat_map(Cookie::split_parse);
    if !cookies.all(|cookie| cookie.is_ok_and(|cookie| HARMLESS.contains(&cookie.name()))) {
        return None;
    }
    if !names.into_iter().all(|name| QUERIES.contains(&name)) || query.len() > 400 {
        return None;
    }
    Some(format!("{} {}?{query}", locale_in(headers).tag(), request.uri().path()))
}

/// `/`, `/o/…`, `/events/…` and `/events/…/…`.
fn is_for_all(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        [""] => true,
        ["o", slug] | ["events", slug] => !slug.is_empty(),
        ["events", slug, date] => !slug.is_empty() && !date.is_empty(),
        _ => false,
    }
}

/// A whole page as anybody would get it; or the answer as it is, where it isn't one to keep.
async fn render(mut request: Request, next: Next) -> Result<Page, Response> {
    let is_head = request.method() == Method::HEAD;
    *request.method_mut() = Method::GET;
    let kept = [ACCEPT_LANGUAGE, COOKIE].map(|name| (name.clone(), request.headers().get(name).cloned()));
    // What a page could read of its first visitor and must not show to the others stays outside.
    let mut bare = HeaderMap::new();
    for (name, value) in kept {
        if let Some(value) = value {
            bare.insert(name, value);
        }
    }
    bare.insert(axum::http::header::ACCEPT, HeaderValue::from_static("text/html"));
    *request.headers_mut() = bare;
    let (parts, body) = next.run(request).await.into_parts();
    let is_page = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let is_of_one = parts.headers.contains_key(SET_COOKIE) || parts.headers.contains_key(CONTENT_ENCODING);
    if parts.status != StatusCode::OK || !is_page || is_of_one {
        let body = if is_head { Body::empty() } else { body };
        return Err(Response::from_parts(parts, body));
    }
    let Ok(plain) = to_bytes(body, BYTES_MAX).await else {
        return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    };
    let mut headers = parts.headers;
    headers.remove(CONTENT_LENGTH);
    headers.remove(TRANSFER_ENCODING);
    headers.insert(VARY, HeaderValue::from_static("accept-encoding, accept-language, cookie"));
    Ok(Page { headers, plain, brotli: OnceLock::new(), gzip: OnceLock::new() })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Plain,
    Gzip,
    Brotli,
}

impl Coding {
    /// The shortest that the browser takes. By hand: `headers` knows no Accept-Encoding, and tower-http keeps its own to itself.
    fn of(headers: &HeaderMap) -> Coding {
        let all = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let all: Vec<&str> = all.flat_map(|value| value.split(',')).collect();
        let takes = |wanted: &str| {
            all.iter().any(|one| {
                let (name, rest) = one.split_once(';').unwrap_or((*one, ""));
                let refused = matches!(rest.replace(' ', "").as_str(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
                name.trim().eq_ignore_ascii_case(wanted) && !refused
            })
        };
        match () {
            () if takes("br") => Coding::Brotli,
            () if takes("gzip") => Coding::Gzip,
            () => Coding::Plain,
        }
    }
}

impl Page {
    fn send(&self, coding: Coding, is_head: bool) -> Response {
        let (bytes, name) = match coding {
            Coding::Plain => (&self.plain, None),
            Coding::Gzip => (self.gzip.get_or_init(|| gzip(&self.plain)), Some("gzip")),
            Coding::Brotli => (self.brotli.get_or_init(|| brotli(&self.plain)), Some("br")),
        };
        let body = if is_head { Body::empty() } else { Body::from(bytes.clone()) };
        let mut response = Response::new(body);
        *response.headers_mut() = self.headers.clone();
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        if let Some(name) = name {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    }
}

fn gzip(plain: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    // Writing to memory doesn't fail.
    let _ = encoder.write_all(plain);
    encoder.finish().unwrap_or_default().into()
}

fn brotli(plain: &[u8]) -> Bytes {
    let mut bytes = Vec::new();
    {
        let mut encoder = brotli::CompressorWriter::new(&mut bytes, 4096, BROTLI_QUALITY, 20);
        let _ = encoder.write_all(plain);
    }
    bytes.into()
}

#[cfg(test)]
mod tests;
