//! What every request gets on its way in: a name in the log, the visitor's address, an end.

use crate::text;
use crate::web::answer::{ASKER, Asker};
use crate::web::{State as WebState, address};
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use headers::{ContentLength, HeaderMapExt};
use http_body_util::Limited;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request its id, taken over from a proxy that brought one, and writes down how it went. The route is logged
/// rather than the address, since an order's address is its key.
pub async fn identify(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(&REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| is_id(id));
    let id = match given {
        Some(id) => id.to_owned(),
        None => state.web.core.access.new_id().simple().to_string(),
    };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    if let Some(peer) = peer {
        let visitor = address::of_visitor(peer, request.headers(), &state.web.config.web.trusted_proxies);
        request.extensions_mut().insert(visitor);
    }
    let (method, route) = (request.method().clone(), route(&request));
    let span = tracing::info_span!("request", %id, %method, %route);
    let asker = Asker::of(request.uri(), request.headers());
    let answered = async {
        let begun = Instant::now();
        let response = next.run(request).await;
        let (status, ms) = (response.status().as_u16(), begun.elapsed().as_millis());
        if response.status().is_server_error() {
            tracing::warn!(status, ms, "answered");
        } else if is_chatter(&route) {
            tracing::debug!(status, ms, "answered");
        } else {
            tracing::info!(status, ms, "answered");
        }
        response
    };
    let mut response = ASKER.scope(asker, answered.instrument(span)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The pattern the request matched, or what is asked for where nothing did.
pub fn route(request: &Request) -> String {
    match request.extensions().get::<MatchedPath>() {
        Some(matched) => matched.as_str().to_owned(),
        None => discreet(request.uri().path()),
    }
}

/// The path without what stands after `orders` or `carts`: that may be a key.
fn discreet(path: &str) -> String {
    let mut hide = false;
    let parts = path.split('/').map(|part| {
        let shown = if hide && !part.is_empty() { "…" } else { part };
        hide = matches!(part, "orders" | "carts");
        shown
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Asked for all the time by machines; of interest only when it fails.
fn is_chatter(route: &str) -> bool {
    ["/health", "/ready", "/metrics", "/pkg/", "/fonts/", "/art/", "/icons/", "/favicon"]
        .iter()
        .any(|start| route.starts_with(start))
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// Ends what takes too long. Streams and calls that wait on purpose have their own ends.
pub async fn in_time(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let mut waiting = state.web.additions.waiting.iter().chain(&["/live/", "/api/v1/terminal"]);
    if waiting.any(|start| request.uri().path().starts_with(start)) {
        return next.run(request).await;
    }
    let patience = Duration::from_secs(state.web.config.limits.request_seconds.get().into());
    let asker = Asker::of(request.uri(), request.headers());
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!(seconds = patience.as_secs(), "a request took too long");
            let locale = asker.locale();
            asker.tell(StatusCode::SERVICE_UNAVAILABLE, text::too_slow(locale), text::too_slow_text(locale))
        }
    }
}

/// Refuses bodies larger than this, whether they say so beforehand or not.
pub async fn in_size(State(bytes_max): State<usize>, request: Request, next: Next) -> Response {
    let said = request.headers().typed_get::<ContentLength>();
    if said.is_some_and(|said| said.0 > bytes_max as u64) {
        let asker = Asker::of(request.uri(), request.headers());
        let locale = asker.locale();
        return asker.tell(StatusCode::PAYLOAD_TOO_LARGE, text::too_large(locale), text::too_large_text(locale));
    }
    let (parts, body) = request.into_parts();
    next.run(Request::from_parts(parts, Body::new(Limited::new(body, bytes_max)))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_in_addresses_are_not_written_down() {
        assert_eq!(discreet("/orders/ABCDEF/nothing"), "/orders/…/nothing");
        assert_eq!(discreet("/api/v1/carts/ABC/checkout"), "/api/v1/carts/…/checkout");
        assert_eq!(discreet("/organizer/orders"), "/organizer/orders");
        assert_eq!(discreet("/events/night"), "/events/night");
    }

    #[test]
    fn a_strange_request_id_is_not_taken_over() {
        assert!(is_id("0198c1f0-aa.b_c"));
        for strange in ["", "a b", "a\"b", &"x".repeat(65)] {
            assert!(!is_id(strange), "{strange}");
        }
    }
}
