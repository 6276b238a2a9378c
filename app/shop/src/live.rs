//! `GET /live/rooms/{event}`: what the waiting page's island asks, as plain JSON. All who wait ask it again and again, so it
//! is answered without the machinery of server functions. Server only.

use crate::room_cookie::place_text;
use crate::wait::news::news;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use base::Access;
use domain::ids::EventId;
use face::request::cookie_text;
use face::visitor::{ROOM_COOKIE, visitor_in};
use selling::Selling;
use std::net::IpAddr;
use ui::locale::locale_in;

/// The shop's routes that are no pages, for the server to merge.
pub fn router(access: Access, selling: Selling) -> Router {
    Router::new().route("/live/rooms/{event}", get(room)).with_state((access, selling))
}

async fn room(
    State((access, selling)): State<(Access, Selling)>,
    Path(event): Path<String>,
    address: Option<Extension<IpAddr>>,
    headers: HeaderMap,
) -> Response {
    let Ok(event) = event.parse::<EventId>() else { return StatusCode::NOT_FOUND.into_response() };
    let visitor = visitor_in(&access, &headers, address.map(|Extension(address)| address));
    let place = match selling.where_in_room(event, &visitor).await {
        Ok(Some(place)) => place,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(fault) => {
            tracing::error!(%fault, "a waiting page got no answer");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let said = Json(news(locale_in(&headers), &place, access.now()));
    let keep = place_text(&visitor, &place).map(|text| [(SET_COOKIE, cookie_text(&access, ROOM_COOKIE, &text, 1))]);
    ([(CACHE_CONTROL, "no-store")], keep, said).into_response()
}
