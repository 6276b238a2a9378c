//! Headers that keep a browser on the safe side. Pages bring their own content security policy, with its nonce.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// For whatever isn't a page: it loads nothing but our style sheet, font and icon, and stands in nobody's frame.
const PLAIN_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";
/// A worker goes by the policy of its own file, not of the page that started it: the gate's decoder fetches its WASM.
const WORKER_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
     base-uri 'none'; frame-ancestors 'none'";
const WORKER: &str = "/decoder-worker.js";
/// What keeps gate and till for when there is no network hands on whatever they ask of us.
const KEEPER_POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const KEEPER: &str = "/offline.js";
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const TWO_YEARS: &str = "max-age=63072000";

pub async fn protect(State(is_https): State<bool>, request: Request, next: Next) -> Response {
    let is_gate = is_below(request.uri().path(), "/gate");
    let worker_policy = match request.uri().path() {
        WORKER => Some(WORKER_POLICY),
        KEEPER => Some(KEEPER_POLICY),
        _ => None,
    };
    let is_review = request.uri().path() == "/checkout/review";
    let mut response = next.run(request).await;
    if is_review {
        // Back from the bank asks again, and a cart that was paid leads to its order.
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(policy) = worker_policy {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    dress(response.headers_mut(), is_https, is_gate);
    response
}

fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn dress(headers: &mut HeaderMap, is_https: bool, is_gate: bool) {
    let camera = if is_gate {
        "camera=(self), microphone=(), geolocation=()"
    } else {
        "camera=(), microphone=(), geolocation=()"
    };
    headers.insert(PERMISSIONS, HeaderValue::from_static(camera));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if is_https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TWO_YEARS));
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(PLAIN_POLICY));
    // What is made for one visitor is kept by their browser only, and asked for again.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_gate_may_use_the_camera() {
        let camera = |path: &str| {
            let mut headers = HeaderMap::new();
            dress(&mut headers, true, is_below(path, "/gate"));
            headers[PERMISSIONS].to_str().unwrap().contains("camera=(self)")
        };
        assert!(camera("/gate") && camera("/gate/scan"));
        assert!(!camera("/") && !camera("/gateau") && !camera("/organizer/gate"));
    }

    #[test]
    fn a_pages_own_policy_stands() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'self'"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public"));
        dress(&mut headers, false, false);
        assert_eq!(headers[CONTENT_SECURITY_POLICY], "default-src 'self'");
        assert_eq!(headers[CACHE_CONTROL], "public");
        assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY), "a promise of TLS needs TLS");
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}
