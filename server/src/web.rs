//! Everything the server answers over HTTP, put together: pages, server functions, the API, live streams, documents,
//! files, and the layers all of them pass through.

pub mod address;
mod answer;
mod cards;
mod csrf;
mod documents;
mod files;
mod headers;
mod health;
mod language;
mod limits;
mod live;
mod measure;
mod offline;
mod outline;
mod pages;
mod posted;
mod request;

pub use measure::install as install_metrics;

use crate::Additions;
use crate::config::Config;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use flows::Core;
use leptos::prelude::*;
use leptos_axum::LeptosRoutes;
use metrics_exporter_prometheus::PrometheusHandle;
use std::ops::Deref;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// What the routes work with.
#[derive(Clone)]
pub struct Web {
    pub core: Core,
    pub config: Arc<Config>,
    pub metrics: PrometheusHandle,
    /// Cancelled when the server is asked to end: streams end with it.
    pub stop: CancellationToken,
    pub additions: Additions,
}

/// The routes' state. Every layer clones it for every request, and the layers within it with it: no more than a count.
#[derive(Clone)]
struct State(Arc<Shared>);

struct Shared {
    web: Web,
    limiter: limits::Limiter,
    pages: pages::Pages,
    cards: cards::Cards,
    options: LeptosOptions,
}

impl Deref for State {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRef<State> for LeptosOptions {
    fn from_ref(state: &State) -> LeptosOptions {
        state.options.clone()
    }
}

impl State {
    fn new(web: Web) -> State {
        State(Arc::new(Shared {
            limiter: limits::Limiter::new(&web.config.limits),
            pages: pages::Pages::default(),
            cards: cards::Cards::default(),
            options: LeptosOptions::builder().output_name("tessera").build(),
            web,
        }))
    }
}

/// What is to be known of any process of ours: whether it lives, whether it can work, and its numbers.
fn watched() -> Router<State> {
    Router::new()
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .route("/metrics", get(measure::metrics))
}

/// What a worker answers, which serves no shop.
pub fn worker_router(web: Web) -> Router {
    let is_https = web.config.web.is_https();
    watched().with_state(State::new(web)).layer(from_fn_with_state(is_https, headers::protect))
}

/// The whole shop as one service.
pub fn router(web: Web) -> Router {
    let state = State::new(web);
    let further = state.web.additions.face;
    let document = move || view! { <app::Document further /> };
    let context = {
        let web = state.clone();
        // Every page's route is cloned for every request, and this with it: no more than a count.
        move || {
            let flows = &web.web.core.flows;
            provide_context(flows.access.clone());
            provide_context(flows.selling.clone());
            provide_context(flows.money.clone());
            provide_context(flows.counter.clone());
            provide_context(flows.door.clone());
            provide_context(flows.office.clone());
            provide_context(ui::locale::asked_locale());
            if let Some(provide) = &web.web.additions.context {
                provide();
            }
        }
    };
    let flows = &state.web.core.flows;
    let pages = leptos_axum::generate_route_list(document);
    let nowhere = leptos_axum::render_app_async_with_context(context.clone(), document);
    let routes = Router::new()
        .leptos_routes_with_context(&state, pages, context, document)
        .route("/orders/{secret}/tickets.pdf", get(documents::tickets))
        .route("/orders/{secret}/calendar.ics", get(documents::calendar))
        .route("/cards/{locale}/{file}", get(cards::card))
        .route("/gate/shell", get(offline::gate))
        .route("/till/shell", get(offline::till))
        .route("/locale", axum::routing::post(language::choose))
        .route("/favicon.ico", get(async || axum::response::Redirect::permanent("/favicon.svg")))
        .route("/robots.txt", get(outline::robots))
        .route("/sitemap.xml", get(outline::sitemap))
        .merge(watched())
        .fallback_service(files::service(&state.web.config.web.site, nowhere))
        .with_state(state.clone())
        .merge(app::exports(flows.access.clone(), flows.office.clone()))
        .merge(app::live(flows.access.clone(), flows.selling.clone()))
        .merge(api::router(flows.clone()))
        .merge(state.web.additions.routes.clone());
    let streams = Router::new()
        .route("/live/performances/{performance}", get(live::performance))
        .route("/live/orders/{secret}", get(live::order))
        .route("/live/organizer", get(live::organizer))
        .with_state(state.clone());
    layered(routes, &state, Some(compression())).merge(layered(streams, &state, None))
}

fn compression() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Precise(COMPRESSION))
}

/// The layers, the outermost first. One stack: each that is put on by itself would box all those within it once more, for
/// every request. Streams go without compression: it would keep 6 kB for each, and never squeeze anything.
fn layered(routes: Router, state: &State, compression: Option<CompressionLayer>) -> Router {
    let limits = &state.web.config.limits;
    let bytes_max = usize::try_from(limits.body_bytes.get()).unwrap_or(usize::MAX);
    let (url, is_https) = (state.web.config.web.url.clone(), state.web.config.web.is_https());
    let ours = Arc::new(csrf::Ours { url, with_token: state.web.additions.with_token });
    let within = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), limits::hold_back))
        .layer(from_fn_with_state(state.clone(), request::in_time))
        .layer(from_fn_with_state(bytes_max, request::in_size))
        .layer(DefaultBodyLimit::max(bytes_max))
        .layer(from_fn(posted::say_failures))
        .layer(from_fn(posted::without_nul))
        // The innermost: whatever else asks who comes, a waiting room too, is asked before.
        .layer(from_fn_with_state(state.clone(), pages::from_memory));
    let around = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), request::identify))
        .layer(from_fn(measure::count));
    guarded(routes.layer(within), compression, ours, is_https).layer(around)
}

/// What keeps visitors safe, from other sites and from our own mistakes; the outermost first.
fn guarded(routes: Router, compression: Option<CompressionLayer>, ours: Arc<csrf::Ours>, is_https: bool) -> Router {
    let within = ServiceBuilder::new()
        .layer(CatchPanicLayer::custom(answer::after_panic))
        .layer(from_fn_with_state(ours, csrf::refuse_foreign));
    let dressed = from_fn_with_state(is_https, headers::protect);
    match compression {
        Some(compression) => routes.layer(ServiceBuilder::new().layer(dressed).layer(compression).layer(within)),
        None => routes.layer(ServiceBuilder::new().layer(dressed).layer(within)),
    }
}

/// Brotli's level for what is made on the spot: most of the effect for little of the time.
const COMPRESSION: i32 = 4;

#[cfg(test)]
mod tests;
