//! Numbers for Prometheus.

use crate::web::{State as WebState, request};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use headers::authorization::Bearer;
use headers::{Authorization, HeaderMapExt};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;

/// Upper ends of the buckets of durations, in seconds.
const SECONDS: [f64; 11] = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];

/// How often durations are sorted into their buckets. Until then each is kept by itself, whether anybody collects or not.
const UPKEEP: Duration = Duration::from_secs(5);

/// Takes the numbers of the whole process; once, and within a runtime.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new().set_buckets(&SECONDS)?.install_recorder()?;
    let kept_up = handle.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(UPKEEP);
        loop {
            tick.tick().await;
            kept_up.run_upkeep();
        }
    });
    metrics::describe_counter!("tessera_http_requests_total", "Requests answered, by route, method and status");
    metrics::describe_histogram!("tessera_http_request_seconds", "Time to the first byte of an answer, by route");
    metrics::describe_counter!("tessera_requests_held_back_total", "Requests refused by a rate limit, by kind");
    metrics::describe_gauge!("tessera_live_streams", "Open pages that follow the news, by kind");
    metrics::describe_gauge!("tessera_database_connections", "Connections to the database, by state");
    Ok(handle)
}

pub async fn count(request: Request, next: Next) -> Response {
    let method = request.method().as_str().to_owned();
    let route = match request.extensions().get::<axum::extract::MatchedPath>() {
        Some(_) => request::route(&request),
        // Names of files nobody has would otherwise be numbers forever.
        None => "files".to_owned(),
    };
    let begun = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::histogram!("tessera_http_request_seconds", "route" => route.clone()).record(begun.elapsed().as_secs_f64());
    metrics::counter!("tessera_http_requests_total", "route" => route, "method" => method, "status" => status)
        .increment(1);
    response
}

/// For a collector with the token, or, where there is none, for this machine itself.
pub async fn metrics(State(state): State<WebState>, request: Request) -> Response {
    if !may_read(&state, &request) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let pool = state.web.core.base().db.pool();
    let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
    metrics::gauge!("tessera_database_connections", "state" => "idle").set(f64::from(idle));
    metrics::gauge!("tessera_database_connections", "state" => "used").set(f64::from(pool.size().saturating_sub(idle)));
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], state.web.metrics.render()).into_response()
}

fn may_read(state: &WebState, request: &Request) -> bool {
    let token = &state.web.config.web.metrics_token;
    let headers = request.headers();
    if token.is_empty() {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let came_through_a_proxy = headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded");
        return peer.is_some_and(|peer| peer.to_canonical().is_loopback()) && !came_through_a_proxy;
    }
    headers
        .typed_get::<Authorization<Bearer>>()
        .is_some_and(|given| bool::from(given.token().as_bytes().ct_eq(token.reveal().as_bytes())))
}
