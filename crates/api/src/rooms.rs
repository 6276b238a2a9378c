//! Waiting rooms: taking a place, asking where one stands, leaving, and the draw's proof.

use crate::error::ApiError;
use crate::extract::{Segments, Visiting, id};
use crate::shared::EventId;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use base::Visitor;
use chrono::{DateTime, Utc};
use domain::room as of;
use flows::Flows;
use selling::room::PlaceInRoom as Stands;
use serde::Serialize;
use std::fmt::Write;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// How a visitor stands to an event's waiting room.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoomPlace {
    pub standing: Standing,
    /// Who asked. Send it as `Tessera-Visitor`: one visitor has one place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visitor: Option<String>,
    /// The place, or the pass once it is one's turn. Send the newest as `Tessera-Pass`, to this route and to `/carts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass: Option<String>,
    /// The id by which the draw's list names this place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Uuid)]
    pub entry: Option<Uuid>,
    /// When one may wait from, when the places are drawn, or by when to begin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// Of the whole queue, counted from the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub place: Option<u64>,
    /// At most so many are let in before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<u32>,
    /// How many wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<u32>,
    /// About how long it takes, once people are being let in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Ask again after so many seconds, not before.
    pub ask_again_seconds: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// No room is open: no pass is needed.
    Free,
    /// The room opens `at`.
    Opens,
    /// A room is open; this visitor has no place in it.
    Outside,
    /// The places are drawn `at`.
    BeforeDraw,
    Queued,
    /// One may shop, and begins by `at`.
    Turn,
}

impl RoomPlace {
    fn new(stands: Stands, visitor: Option<String>) -> RoomPlace {
        let mut place = RoomPlace {
            standing: Standing::Free,
            visitor,
            pass: stands.token,
            entry: None,
            at: None,
            place: None,
            before: None,
            waiting: None,
            minutes: None,
            ask_again_seconds: stands.ask_again_seconds,
        };
        match stands.standing {
            of::Standing::Free => {}
            of::Standing::Opens { at } => (place.standing, place.at) = (Standing::Opens, Some(at)),
            of::Standing::Outside { waiting } => (place.standing, place.waiting) = (Standing::Outside, Some(waiting)),
            of::Standing::BeforeDraw { entry, draw_at, waiting } => {
                (place.standing, place.at) = (Standing::BeforeDraw, Some(draw_at));
                (place.entry, place.waiting) = (Some(entry), Some(waiting));
            }
            of::Standing::Queued { entry, place: number, before, waiting, minutes } => {
                (place.standing, place.entry, place.place) = (Standing::Queued, Some(entry), Some(number));
                (place.before, place.waiting, place.minutes) = (Some(before), Some(waiting), minutes);
            }
            of::Standing::Turn { begin_by } => (place.standing, place.at) = (Standing::Turn, Some(begin_by)),
        }
        place
    }
}

/// What proves that a draw was one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Draw {
    pub event: EventId,
    /// SHA-256 of the seed, published before the draw.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub seed_hash: String,
    /// Published after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub seed: Option<String>,
    pub draw_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drawn_at: Option<DateTime<Utc>>,
    /// How many places were drawn, or how many wait for the draw.
    pub entries: u32,
}

/// Takes a place in the waiting room, or finds the one this visitor has.
#[utoipa::path(
    post, path = "/rooms/{event}", tag = "Waiting rooms", operation_id = "enter_room",
    params(
        ("event" = EventId, Path),
        ("Tessera-Visitor" = Option<String>, Header, description = "Who asks; without it, someone new",
            max_length = 64, pattern = "^[A-Za-z0-9_-]*$"),
        ("Tessera-Pass" = Option<String>, Header, description = "What the room gave last",
            max_length = 800, pattern = "^[A-Za-z0-9_.-]*$"),
    ),
    responses((status = 200, body = RoomPlace))
)]
pub async fn join(
    State(flows): State<Arc<Flows>>,
    Visiting(visitor): Visiting,
    Segments(event): Segments<String>,
) -> Result<Json<RoomPlace>, ApiError> {
    let event = id::<domain::ids::EventId>(&event, "event")?;
    let (visitor, named) = match visitor.id {
        Some(_) => (visitor, None),
        None => {
            let (id, text) = flows.access.new_visitor();
            (Visitor { id: Some(id), ..visitor }, Some(text))
        }
    };
    let place = flows.selling.enter_room(event, &visitor).await?.ok_or_else(|| ApiError::no_such("event"))?;
    Ok(Json(RoomPlace::new(place, named)))
}

/// Where the visitor stands. It takes no place.
#[utoipa::path(
    get, path = "/rooms/{event}", tag = "Waiting rooms", operation_id = "get_room_place",
    params(
        ("event" = EventId, Path),
        ("Tessera-Visitor" = Option<String>, Header, description = "Who asks, as the room named them",
            max_length = 64, pattern = "^[A-Za-z0-9_-]*$"),
        ("Tessera-Pass" = Option<String>, Header, description = "What the room gave last; good with its visitor only",
            max_length = 800, pattern = "^[A-Za-z0-9_.-]*$"),
    ),
    responses((status = 200, body = RoomPlace))
)]
pub async fn stand(
    State(flows): State<Arc<Flows>>,
    Visiting(visitor): Visiting,
    Segments(event): Segments<String>,
) -> Result<Json<RoomPlace>, ApiError> {
    let event = id::<domain::ids::EventId>(&event, "event")?;
    let place = flows.selling.where_in_room(event, &visitor).await?.ok_or_else(|| ApiError::no_such("event"))?;
    Ok(Json(RoomPlace::new(place, None)))
}

/// Frees the visitor's place, or the room they take while they shop.
#[utoipa::path(
    delete, path = "/rooms/{event}", tag = "Waiting rooms", operation_id = "leave_room",
    params(
        ("event" = EventId, Path),
        ("Tessera-Visitor" = Option<String>, Header, description = "Who asks, as the room named them",
            max_length = 64, pattern = "^[A-Za-z0-9_-]*$"),
        ("Tessera-Pass" = Option<String>, Header, description = "What the room gave last; good with its visitor only",
            max_length = 800, pattern = "^[A-Za-z0-9_.-]*$"),
    ),
    responses((status = 204, description = "The place is free"))
)]
pub async fn leave(
    State(flows): State<Arc<Flows>>,
    Visiting(visitor): Visiting,
    Segments(event): Segments<String>,
) -> Result<StatusCode, ApiError> {
    let event = id::<domain::ids::EventId>(&event, "event")?;
    flows.selling.leave_room(event, &visitor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The draw of an event's waiting room: the seed's hash before it, the seed after it.
#[utoipa::path(
    get, path = "/rooms/{event}/draw", tag = "Waiting rooms", operation_id = "get_room_draw",
    params(("event" = EventId, Path)),
    responses((status = 200, body = Draw))
)]
pub async fn draw(State(flows): State<Arc<Flows>>, Segments(event): Segments<String>) -> Result<Json<Draw>, ApiError> {
    let event = id::<domain::ids::EventId>(&event, "event")?;
    let notice = flows.selling.draw_notice(event).await?.ok_or_else(|| ApiError::no_such("draw"))?;
    Ok(Json(Draw {
        event: event.into(),
        seed_hash: notice.seed_hash,
        seed: notice.seed,
        draw_at: notice.draw_at,
        drawn_at: notice.drawn_at,
        entries: notice.entries,
    }))
}

/// Every drawn entry with its place, once the draw was.
#[utoipa::path(
    get, path = "/rooms/{event}/draw/entries.csv", tag = "Waiting rooms", operation_id = "list_room_draw_entries",
    params(("event" = EventId, Path)),
    responses((status = 200, body = String, content_type = "text/csv", description = "The columns `place` and `entry`"))
)]
pub async fn entries(
    State(flows): State<Arc<Flows>>,
    Segments(event): Segments<String>,
) -> Result<impl IntoResponse, ApiError> {
    let event = id::<domain::ids::EventId>(&event, "event")?;
    let list = flows.selling.draw_list(event).await?.ok_or_else(|| ApiError::no_such("draw"))?;
    let mut csv = String::with_capacity(list.len() * 44 + 16);
    csv.push_str("place,entry\n");
    for (entry, place) in list {
        // Writing to a text doesn't fail.
        let _ = writeln!(csv, "{place},{entry}");
    }
    let named = (header::CONTENT_DISPOSITION, "attachment; filename=\"draw.csv\"");
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8"), named], csv))
}
