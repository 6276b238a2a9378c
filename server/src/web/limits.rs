//! How often one address may do what costs much or tempts many.

use crate::config::Limits;
use crate::text;
use crate::web::State as WebState;
use crate::web::answer::Asker;
use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use face::limit::{self, Limit};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use selling::guard::network_of;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A server function that is marked with its limit.
    Face(Limit),
    Api,
}

/// Counts by kind and address. Cheap to clone.
#[derive(Clone)]
pub struct Limiter(Arc<Counts>);

struct Counts {
    sign_in: DefaultKeyedRateLimiter<IpAddr>,
    checkout: DefaultKeyedRateLimiter<IpAddr>,
    find: DefaultKeyedRateLimiter<IpAddr>,
    codes: DefaultKeyedRateLimiter<IpAddr>,
    gate_search: DefaultKeyedRateLimiter<IpAddr>,
    api: DefaultKeyedRateLimiter<IpAddr>,
    asked: AtomicU32,
}

/// After so many questions, addresses that have been quiet are forgotten.
const SWEEP_EVERY: u32 = 4096;

impl Limiter {
    pub fn new(limits: &Limits) -> Limiter {
        let counter = |per_minute: NonZeroU32| RateLimiter::keyed(Quota::per_minute(per_minute));
        Limiter(Arc::new(Counts {
            sign_in: counter(limits.sign_in_per_minute),
            checkout: counter(limits.checkout_per_minute),
            find: counter(limits.find_per_minute),
            codes: counter(limits.codes_per_minute),
            gate_search: counter(limits.gate_search_per_minute),
            api: counter(limits.api_per_minute),
            asked: AtomicU32::new(0),
        }))
    }

    /// Counts one, or says how long to wait.
    fn ask(&self, kind: Kind, address: IpAddr) -> Result<(), Duration> {
        if self.0.asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(SWEEP_EVERY) {
            let Counts { sign_in, checkout, find, codes, gate_search, api, asked: _ } = &*self.0;
            for one in [sign_in, checkout, find, codes, gate_search, api] {
                one.retain_recent();
            }
        }
        let counter = match kind {
            Kind::Face(Limit::SignIn) => &self.0.sign_in,
            Kind::Face(Limit::Checkout) => &self.0.checkout,
            Kind::Face(Limit::FindOrders) => &self.0.find,
            Kind::Face(Limit::Codes) => &self.0.codes,
            Kind::Face(Limit::SearchGate) => &self.0.gate_search,
            Kind::Api => &self.0.api,
        };
        counter.check_key(&network_of(address)).map_err(|no| no.wait_time_from(DefaultClock::default().now()))
    }
}

/// What a request counts as, if as anything.
fn kind_of(method: &Method, path: &str) -> Option<Kind> {
    if path.starts_with(api::BELOW) {
        // A terminal keeps one call open at a time, and our own answer paces it.
        if path.starts_with(api::TERMINAL) {
            return None;
        }
        // Guessed as well as in the shop.
        let is_code = *method == Method::PUT && path.ends_with("/code");
        return Some(if is_code { Kind::Face(Limit::Codes) } else { Kind::Api });
    }
    if *method != Method::POST {
        return None;
    }
    limit::of(path).map(Kind::Face)
}

pub async fn hold_back(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<IpAddr>().copied();
    let kind = kind_of(request.method(), request.uri().path());
    let (Some(kind), Some(address)) = (kind, address) else { return next.run(request).await };
    let Err(wait) = state.limiter.ask(kind, address) else { return next.run(request).await };
    metrics::counter!("tessera_requests_held_back_total", "kind" => format!("{kind:?}")).increment(1);
    let asker = Asker::of(request.uri(), request.headers());
    let (locale, seconds) = (asker.locale(), wait.as_secs() + 1);
    let mut response =
        asker.tell(StatusCode::TOO_MANY_REQUESTS, text::too_often(locale), &text::too_often_text(locale, seconds));
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(find: u32) -> Limiter {
        let rate = |n| NonZeroU32::new(n).unwrap();
        Limiter::new(&Limits {
            sign_in_per_minute: rate(10),
            checkout_per_minute: rate(10),
            find_per_minute: rate(find),
            codes_per_minute: rate(10),
            gate_search_per_minute: rate(10),
            api_per_minute: rate(10),
            body_bytes: rate(1),
            request_seconds: rate(1),
            shutdown_seconds: rate(1),
        })
    }

    #[test]
    fn one_address_waits_and_another_does_not() {
        let limiter = limiter(2);
        let (a, b) = ("203.0.113.1".parse().unwrap(), "203.0.113.2".parse().unwrap());
        let find = Kind::Face(Limit::FindOrders);
        assert!(limiter.ask(find, a).is_ok());
        assert!(limiter.ask(find, a).is_ok());
        assert!(limiter.ask(find, a).unwrap_err() <= Duration::from_secs(60));
        assert!(limiter.ask(find, b).is_ok());
        assert!(limiter.ask(Kind::Face(Limit::SearchGate), a).is_ok(), "who searches at the gate is another");
    }

    #[test]
    fn what_tempts_is_counted() {
        let post = |path| kind_of(&Method::POST, path);
        for (path, limit) in [
            ("/do/session/sign_in", Limit::SignIn),
            ("/do/shop/pay", Limit::Checkout),
            ("/do/shop/pay_again", Limit::Checkout),
            ("/do/shop/find", Limit::FindOrders),
            ("/do/shop/use_code", Limit::Codes),
            ("/do/gate/find", Limit::SearchGate),
        ] {
            assert_eq!(post(path), Some(Kind::Face(limit)), "{path}");
        }
        assert_eq!(kind_of(&Method::GET, "/api/v1/events"), Some(Kind::Api));
        assert_eq!(kind_of(&Method::PUT, "/api/v1/carts/A/code"), Some(Kind::Face(Limit::Codes)));
        assert_eq!(kind_of(&Method::DELETE, "/api/v1/carts/A/code"), Some(Kind::Api));
        assert_eq!(post("/api/v1/terminal/jobs/next"), None);
        assert_eq!(post("/do/shop/choose"), None);
        assert_eq!(kind_of(&Method::GET, "/"), None);
    }

    #[test]
    fn every_limit_is_of_a_server_function_and_named_once() {
        let there: Vec<&str> = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
        let mut seen = std::collections::HashSet::new();
        for limited in limit::all() {
            assert!(there.contains(&limited.path), "nothing is at {}", limited.path);
            assert!(seen.insert(limited.path), "{} has two limits", limited.path);
        }
        // Whatever signs somebody in is guessed at.
        for path in there.iter().filter(|path| path.ends_with("/sign_in")) {
            assert_eq!(limit::of(path), Some(Limit::SignIn), "{path}");
        }
    }
}
