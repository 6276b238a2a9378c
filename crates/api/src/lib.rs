//! REST v1: JSON over the same flows that every face uses, described by OpenAPI 3.1 made from this code.
//!
//! It knows no table and no rule: a handler reads a request, calls one flow and writes the answer. To add a route: a
//! handler with its `#[utoipa::path]` in the file of its resource, and a line in [`v1`]; to add a refusal: a line in
//! `error.rs`, the only place where refusals meet statuses and words.
//!
//! About 25 documents (`Cart`, `Order`, `Event`, …) have the name of a type of `domain` on purpose: programs know them by these
//! words, and they are a public contract that changes by its own rules, whatever becomes of the type.

pub mod error;
pub mod extract;
pub mod shared;
pub mod events;
pub mod seating;
pub mod chart;
pub mod carts;
pub mod best;
pub mod proof;
pub mod orders;
pub mod rooms;
pub mod access;
pub mod terminal;
pub mod webhooks;
pub mod openapi;
pub mod docs;
pub mod text;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use error::{ApiError, BODY_BYTES_MAX, write_problems};
use flows::Flows;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Below it is the API.
pub const BELOW: &str = "/api/";
/// Below it are the calls of the programs beside printers, each kept open until there is something to print.
pub const TERMINAL: &str = "/api/v1/terminal/";
/// Below it gateways call, whose own signatures say who they are.
pub const WEBHOOKS: &str = "/webhooks/";

/// Everything below `/api/v1` and `/webhooks`.
pub fn router(flows: Flows) -> Router {
    let (routes, document) = v1().split_for_parts();
    let described = Arc::new(openapi::Described::new(document));
    let v1 = routes
        .route("/openapi.json", get(openapi::document))
        .route("/docs", get(docs::page))
        .route("/docs/try.js", get(docs::script))
        .route("/docs/page.css", get(docs::style))
        .layer(axum::Extension(described))
        .fallback(nothing_here)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(no_store))
        .layer(from_fn(write_problems));
    let webhooks = Router::new()
        .route(&format!("{WEBHOOKS}{{gateway}}/{{organizer}}"), post(webhooks::receive))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(write_problems));
    Router::new().nest("/api/v1", v1).merge(webhooks).with_state(Arc::new(flows))
}

/// The routes that are described.
fn v1() -> OpenApiRouter<Arc<Flows>> {
    OpenApiRouter::new()
        .routes(routes!(events::list))
        .routes(routes!(events::one))
        .routes(routes!(events::performance))
        .routes(routes!(chart::availability))
        .routes(routes!(chart::chart))
        .routes(routes!(proof::challenge))
        .routes(routes!(carts::create))
        .routes(routes!(best::create))
        .routes(routes!(carts::one, carts::empty))
        .routes(routes!(carts::line, carts::remove_line))
        .routes(routes!(carts::extend))
        .routes(routes!(carts::use_code, carts::drop_code))
        .routes(routes!(carts::checkout))
        .routes(routes!(rooms::join, rooms::stand, rooms::leave))
        .routes(routes!(rooms::draw))
        .routes(routes!(rooms::entries))
        .routes(routes!(orders::one))
        .routes(routes!(orders::refund))
        .routes(routes!(access::validate))
        .routes(routes!(access::performances))
        .routes(routes!(terminal::next))
        .routes(routes!(terminal::printer))
        .routes(routes!(terminal::result))
}

async fn nothing_here() -> ApiError {
    ApiError::no_route()
}

/// Answers are about now and, most of them, for one person: nobody keeps them, unless a handler said otherwise.
async fn no_store(request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    let mut response = next.run(request).await;
    let cache = axum::http::HeaderValue::from_static("no-store");
    response.headers_mut().entry(axum::http::header::CACHE_CONTROL).or_insert(cache);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_call_where_they_are_said_to() {
        let (_, document) = v1().split_for_parts();
        let below = |operation: &str| {
            let mut paths = document.paths.paths.iter();
            paths.any(|(path, item)| {
                let of_it = item.post.as_ref().is_some_and(|post| post.operation_id.as_deref() == Some(operation));
                of_it && format!("/api/v1{path}").starts_with(TERMINAL)
            })
        };
        for operation in ["next_print_job", "report_printer", "report_print_job"] {
            assert!(below(operation), "{operation}");
        }
        assert!(TERMINAL.starts_with(BELOW));
    }
}
