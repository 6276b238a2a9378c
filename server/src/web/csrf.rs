//! No other site may act in a visitor's name: what changes something must come from our own pages, or from a program that
//! brings a token of its own.

use crate::text;
use crate::web::answer::Asker;
use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;
use headers::authorization::Bearer;
use headers::{Authorization, HeaderMapExt};
use std::sync::Arc;

/// What tells our own pages and programs from another site's.
pub struct Ours {
    /// The address people use.
    pub url: String,
    /// Besides the API's: below these a token says who asks, and nothing else does.
    pub with_token: &'static [&'static str],
}

/// Refuses what another site's page made the browser send.
pub async fn refuse_foreign(State(ours): State<Arc<Ours>>, request: Request, next: Next) -> Response {
    if ours.sent(request.method(), request.uri(), request.headers()) {
        return next.run(request).await;
    }
    let asker = Asker::of(request.uri(), request.headers());
    tracing::warn!(route = crate::web::request::route(&request), "refused a request from another site");
    let locale = asker.locale();
    asker.tell(StatusCode::FORBIDDEN, text::foreign(locale), text::foreign_text(locale))
}

impl Ours {
    /// Browsers say where a request comes from; what says nothing of it is no browser, or one too old to be told apart,
    /// which is why our cookies are `SameSite` as well.
    fn sent(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
        if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || self.is_exempt(uri.path(), headers) {
            return true;
        }
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(site) = header("sec-fetch-site") {
            return matches!(site, "same-origin" | "none");
        }
        match header(ORIGIN.as_str()) {
            None => true,
            Some(origin) if origin == self.url => true,
            Some(origin) => {
                let their_host = origin.split_once("://").map(|(_, host)| host);
                their_host.is_some() && their_host == header(HOST.as_str())
            }
        }
    }

    /// No cookie counts on these routes, so there is nothing another site could borrow.
    fn is_exempt(&self, path: &str, headers: &HeaderMap) -> bool {
        let bears_token = headers.typed_get::<Authorization<Bearer>>().is_some();
        let mut with_token = self.with_token.iter().chain([&api::BELOW]);
        path.starts_with(api::WEBHOOKS) || (bears_token && with_token.any(|below| path.starts_with(below)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(method: Method, path: &str, headers: &[(&str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(axum::http::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        let ours = Ours { url: "https://tickets.example.org".into(), with_token: &["/bank/v1/"] };
        ours.sent(&method, &path.parse().unwrap(), &map)
    }

    #[test]
    fn only_our_own_pages_may_post() {
        let post = |headers: &[(&str, &str)]| ours(Method::POST, "/do/shop/choose", headers);
        assert!(post(&[("sec-fetch-site", "same-origin")]));
        assert!(post(&[("sec-fetch-site", "none")]));
        assert!(!post(&[("sec-fetch-site", "cross-site")]));
        assert!(!post(&[("sec-fetch-site", "same-site")]), "a neighbor below the same domain is another site");
        assert!(post(&[("origin", "https://tickets.example.org"), ("host", "10.0.0.5:3000")]), "behind a proxy");
        assert!(post(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]));
        assert!(!post(&[("origin", "https://evil.example"), ("host", "tickets.example.org")]));
        assert!(!post(&[("origin", "null"), ("host", "tickets.example.org")]));
        assert!(post(&[("host", "tickets.example.org")]));
        assert!(!post(&[("authorization", "Bearer x"), ("sec-fetch-site", "cross-site")]), "tokens are the API's");
    }

    #[test]
    fn reading_and_programs_are_free() {
        let foreign = ("sec-fetch-site", "cross-site");
        assert!(ours(Method::GET, "/events/night", &[foreign]));
        assert!(ours(Method::POST, "/api/v1/carts", &[foreign, ("authorization", "Bearer tsr_x")]));
        assert!(!ours(Method::POST, "/api/v1/carts", &[foreign]));
        assert!(ours(Method::POST, "/webhooks/test/org_1", &[foreign]));
        assert!(!ours(Method::DELETE, "/organizer", &[foreign]));
        assert!(ours(Method::POST, "/bank/v1/payments", &[foreign, ("authorization", "Bearer x")]), "as was added");
        assert!(!ours(Method::POST, "/bank/v1/payments", &[foreign]));
        assert!(!ours(Method::POST, "/bank/pay", &[foreign, ("authorization", "Bearer x")]));
    }
}
