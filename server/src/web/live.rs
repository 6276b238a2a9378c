//! Streams of news for open pages (server-sent events). A stream holds no database connection: it waits for news in
//! memory, and what a date has left is looked up once for all who watch it.

use crate::web::State as WebState;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use base::Actor;
use base::live::News;
use domain::cart::Secret;
use domain::ids::PerformanceId;
use domain::order::{Order, OrderState};
use domain::role::Permission;
use face::request::SESSION_COOKIE;
use futures::{Stream, StreamExt};
use serde_json::json;
use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use ui::cookie::cookie_in;

/// A line without content, so that proxies don't take a quiet stream for a dead one.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often a stream looks for itself, should news be lost.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// What a date has left, at once and after each change. All streams of a date share their bytes (`selling::feed`).
pub async fn performance(State(state): State<WebState>, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<PerformanceId>() else { return StatusCode::NOT_FOUND.into_response() };
    match state.web.core.selling.watch_availability(id).await {
        Ok(Some(lines)) => {
            let open = Open::new("availability");
            let lines = lines.map(move |line| {
                // Counted for as long as the stream lives.
                let _ = &open;
                Ok::<_, Infallible>(Bytes::from_owner(line))
            });
            let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-cache")];
            (headers, Body::from_stream(lines)).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => {
            tracing::error!(%fault, "a date can't be followed");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// How an order's payment goes, for whoever has the order's secret.
pub async fn order(State(state): State<WebState>, Path(secret): Path<String>) -> Response {
    let Some(secret) = Secret::parse(&secret) else { return StatusCode::NOT_FOUND.into_response() };
    let heard = state.web.core.base().live.listen();
    let order = match state.web.core.money.order_by_secret(&secret).await {
        Ok(Some(order)) => order,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(fault) => {
            tracing::error!(%fault, "an order can't be followed");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let core = state.web.core.clone();
    let news = told(move |tell| async move {
        let (id, mut heard, mut last) = (order.id, heard, standing(&order));
        let mut goes_on = tell(event("order", &last)).await;
        while goes_on {
            wait_for(&mut heard, |news| matches!(news, News::Order { order, .. } if *order == id)).await;
            match core.money.order_by_secret(&secret).await {
                Ok(Some(order)) => {
                    let now = standing(&order);
                    if now != last {
                        last = now;
                        goes_on = tell(event("order", &last)).await;
                    }
                }
                Ok(None) => return,
                Err(fault) => tracing::warn!(%fault, "an order can't be followed just now"),
            }
        }
    });
    stream(&state, "order", news)
}

/// Everything that happens to the organizer someone works for; ids only.
pub async fn organizer(State(state): State<WebState>, headers: HeaderMap) -> Response {
    let Some(session) = session(&headers) else { return StatusCode::UNAUTHORIZED.into_response() };
    let heard = state.web.core.base().live.listen();
    let Some(person) = works_for(&state, &session).await else { return StatusCode::UNAUTHORIZED.into_response() };
    let watcher = state.clone();
    let news = told(move |tell| async move {
        let (mut heard, mut person) = (heard, person);
        let mut goes_on = true;
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.tick().await;
        while goes_on {
            let text = tokio::select! {
                // Whoever was signed out, or put off the team, hears nothing more.
                _ = look.tick() => {
                    match works_for(&watcher, &session).await {
                        Some(now) if now.organizer == person.organizer => person = now,
                        _ => return,
                    }
                    continue;
                }
                news = heard.recv() => match news {
                    Ok(news) if may_hear(&person, &news) => serde_json::to_string(&news).unwrap_or_default(),
                    Ok(_) => continue,
                    // What was lost is unknown: the page should look at everything again.
                    Err(RecvError::Lagged(_)) => json!({ "kind": "lost" }).to_string(),
                    Err(RecvError::Closed) => return,
                },
            };
            goes_on = tell(event("news", &text)).await;
        }
    });
    stream(&state, "organizer", news)
}

fn standing(order: &Order) -> String {
    let open = order.payments.iter().rev().find(|payment| payment.state.is_open());
    let waits = order.state == OrderState::AwaitingPayment;
    let pay_url = open.filter(|_| waits).and_then(|payment| payment.pay_url.as_deref());
    let failed = waits && open.is_none() && !order.payments.is_empty();
    json!({ "state": order.state, "pay_url": pay_url, "failed": failed }).to_string()
}

fn session(headers: &HeaderMap) -> Option<Secret> {
    cookie_in(headers, SESSION_COOKIE).as_deref().and_then(Secret::parse)
}

async fn works_for(state: &WebState, session: &Secret) -> Option<Actor> {
    match state.web.core.access.signed_in(session).await {
        Ok(signed_in) => signed_in.and_then(|person| person.current),
        Err(fault) => {
            tracing::warn!(%fault, "a session can't be looked up");
            None
        }
    }
}

/// News of one's own organizer, and of the kind one's role could look up.
fn may_hear(person: &Actor, news: &News) -> bool {
    let (organizer, any_of): (_, &[Permission]) = match news {
        News::Availability { organizer, .. } => (organizer, &[Permission::SeeSales, Permission::Sell]),
        News::Order { organizer, .. } => (organizer, &[Permission::SeeOrders, Permission::Sell]),
        News::Scan { organizer, .. } => (organizer, &[Permission::SeeSales, Permission::Admit]),
        News::Printer { organizer } => (organizer, &[Permission::Sell, Permission::ManagePeople]),
    };
    person.organizer == *organizer && any_of.iter().any(|permission| person.require(*permission).is_ok())
}

/// Returns when there is news of this kind, when some was lost, or after a while.
async fn wait_for(heard: &mut broadcast::Receiver<News>, matters: impl Fn(&News) -> bool) {
    let hear = async {
        loop {
            match heard.recv().await {
                Ok(news) if !matters(&news) => {}
                Ok(_) | Err(RecvError::Lagged(_)) => return,
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    // Nothing heard in time is no mistake.
    let _ = tokio::time::timeout(LOOK_EVERY, hear).await;
}

fn event(name: &str, data: &str) -> Event {
    Event::default().event(name).data(data)
}

/// What a task tells. The task ends when the stream's reader has left.
fn told<F>(task: impl FnOnce(Box<dyn Fn(Event) -> Telling + Send + Sync>) -> F) -> impl Stream<Item = Event>
where
    F: Future<Output = ()> + Send + 'static,
{
    let (sender, receiver) = mpsc::channel(16);
    let gone = sender.clone();
    let work = task(Box::new(move |event| {
        let sender = sender.clone();
        Box::pin(async move { sender.send(event).await.is_ok() })
    }));
    tokio::spawn(async move {
        tokio::select! {
            () = gone.closed() => {}
            () = work => {}
        }
    });
    ReceiverStream::new(receiver)
}

type Telling = std::pin::Pin<Box<dyn Future<Output = bool> + Send>>;

/// The answer: the news until the reader leaves or the server ends.
fn stream(state: &WebState, kind: &'static str, news: impl Stream<Item = Event> + Send + 'static) -> Response {
    let open = Open::new(kind);
    let news = news.take_until(state.web.stop.clone().cancelled_owned()).map(move |event| {
        // Counted for as long as the stream lives.
        let _ = &open;
        Ok::<_, Infallible>(event)
    });
    Sse::new(news).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

/// Counts an open stream.
struct Open(&'static str);

impl Open {
    fn new(kind: &'static str) -> Open {
        metrics::gauge!("tessera_live_streams", "kind" => kind).increment(1.0);
        Open(kind)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        metrics::gauge!("tessera_live_streams", "kind" => self.0).decrement(1.0);
    }
}
