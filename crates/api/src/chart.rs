//! A hall in two answers: its chart, which is kept as long as anybody likes, and what is free in it now, which is small.

use crate::error::ApiError;
use crate::events::{SaleStatus, slug_of};
use crate::extract::{CheckedQuery, Segments, id};
use crate::seating::Shape;
use crate::shared::{PerformanceId, SeatId, SeatKind, SeatMapId, TicketTypeId, Words, ZoneId, ZoneKind};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::{BASE64, HEXLOWER};
use domain::event::SaleState;
use domain::seating::picture::code;
use domain::seating::{self as of, Picture, SeatState};
use flows::Flows;
use headers::{ETag, HeaderMapExt, IfNoneMatch};
use selling::feed::{HallMap, LiveAvailability};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// A part of every version: one more whenever the same map is written in another way.
const FORM: u32 = 2;
/// A chart's address names its content, so it may be kept for good.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// What is free may be kept, and is asked about before it is shown again.
const ASK_AGAIN: &str = "no-cache";

/// A hall as it is drawn, without prices and without anything that changes. Coordinates are in tenths of a seat's width.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Chart {
    pub map: SeatMapId,
    pub width: i32,
    pub height: i32,
    /// Where the stage or the pitch is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Shape>,
    /// Seats are counted from 0 on over all zones in this order: that is their number in what is free.
    pub zones: Vec<ChartZone>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChartZone {
    pub id: ZoneId,
    pub name: Words,
    pub kind: ZoneKind,
    pub capacity: u32,
    /// Which of the map's category colors it has, 0 to 7.
    pub color: u8,
    /// Where a zone without numbered seats is drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Shape>,
    /// Row by row, left to right.
    pub seats: Vec<ChartSeat>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChartSeat {
    pub id: SeatId,
    #[schema(example = "C")]
    pub row: String,
    #[schema(example = "14")]
    pub number: String,
    pub x: i32,
    pub y: i32,
    pub kind: SeatKind,
}

impl Chart {
    fn new(map: of::SeatMap) -> Chart {
        let seat = |seat: of::Seat| ChartSeat {
            id: seat.id.into(),
            row: seat.row,
            number: seat.number,
            x: seat.x,
            y: seat.y,
            kind: seat.kind.into(),
        };
        let zone = |zone: of::Zone| ChartZone {
            id: zone.id.into(),
            name: zone.name.into(),
            kind: zone.kind.into(),
            capacity: zone.capacity,
            color: zone.color,
            area: zone.area.map(Shape::from),
            seats: zone.seats.into_iter().map(seat).collect(),
        };
        Chart {
            map: map.id.into(),
            width: map.width,
            height: map.height,
            stage: map.stage.map(Shape::from),
            zones: map.zones.into_iter().map(zone).collect(),
        }
    }
}

/// Which chart a date's seats are numbered by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChartLink {
    /// Changes with what is in the chart, and only then.
    #[schema(pattern = "^[0-9a-z-]{3,40}$")]
    pub version: String,
    /// Where it is; what is there never changes.
    pub url: String,
}

impl ChartLink {
    /// Of a date in this hall.
    pub fn new(event: domain::ids::EventId, performance: domain::ids::PerformanceId, hall: &HallMap) -> ChartLink {
        let version = version(hall);
        let url = format!("/api/v1/events/{event}/performances/{performance}/charts/{version}");
        ChartLink { version, url }
    }
}

fn version(hall: &HallMap) -> String {
    format!("{FORM}-{}", hall.version)
}

/// How the seats that aren't free are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeatsForm {
    /// Their numbers, by state: short while little is sold.
    #[default]
    Sparse,
    /// Two bits for each seat: never more than a third of a letter a seat.
    Packed,
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AvailabilityQuery {
    /// How the seats are written: `sparse`, their numbers by state, or `packed`, two bits a seat.
    #[param(inline)]
    #[serde(default)]
    seats: SeatsForm,
}

/// What is left of a date now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Availability {
    pub performance: PerformanceId,
    /// Of the whole date.
    pub sale: SaleStatus,
    pub offers: Vec<OfferLeft>,
    /// Where places are numbered: what the numbers are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart: Option<ChartLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seats: Option<SeatsLeft>,
}

/// What is left of one ticket type.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OfferLeft {
    pub ticket_type: TicketTypeId,
    pub sale: SaleStatus,
}

/// Which seats aren't free, by their numbers in the chart; all others are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeatsLeft {
    /// How many the chart has.
    pub count: usize,
    pub free: usize,
    /// In someone's cart; they may come back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<Vec<u32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sold: Option<Vec<u32>>,
    /// Not sold through this channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<Vec<u32>>,
    /// Base64 of two bits a seat, four seats a byte, the first in the lowest bits: 0 free, 1 held, 2 sold, 3 locked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packed: Option<String>,
}

impl SeatsLeft {
    /// Of a date that `is_over`, or is called off, no seat is free.
    fn new(picture: &Picture, form: SeatsForm, is_over: bool) -> SeatsLeft {
        let state = |number| match picture.get(number) {
            SeatState::Free if is_over => SeatState::Locked,
            state => state,
        };
        let states: Vec<SeatState> = (0..picture.len() as u32).map(state).collect();
        let in_state = |wanted: SeatState| -> Vec<u32> {
            (0..).zip(&states).filter(|(_, state)| **state == wanted).map(|(number, _)| number).collect()
        };
        let free = in_state(SeatState::Free).len();
        let left = SeatsLeft { count: states.len(), free, ..SeatsLeft::default() };
        match form {
            SeatsForm::Sparse => SeatsLeft {
                held: Some(in_state(SeatState::Held)),
                sold: Some(in_state(SeatState::Sold)),
                locked: Some(in_state(SeatState::Locked)),
                ..left
            },
            SeatsForm::Packed => SeatsLeft { packed: Some(packed(&states)), ..left },
        }
    }
}

fn packed(states: &[SeatState]) -> String {
    let byte = |four: &[SeatState]| four.iter().rev().fold(0, |byte, state| byte << 2 | code(*state));
    BASE64.encode(&states.chunks(4).map(byte).collect::<Vec<u8>>())
}

impl Availability {
    fn new(availability: &LiveAvailability, form: SeatsForm) -> Availability {
        let is_over = matches!(availability.offers.state, SaleState::Cancelled | SaleState::Ended);
        let performance = availability.offers.performance.id;
        let hall = availability.hall.as_deref();
        let offers = availability
            .offers
            .offers
            .iter()
            .map(|offer| OfferLeft { ticket_type: offer.ticket_type.id.into(), sale: offer.state.clone().into() });
        Availability {
            performance: performance.into(),
            sale: availability.offers.state.clone().into(),
            offers: offers.collect(),
            chart: hall.map(|hall| ChartLink::new(availability.event.id, performance, hall)),
            seats: availability.picture.as_ref().map(|picture| SeatsLeft::new(picture, form, is_over)),
        }
    }
}

/// The chart of a date's hall. Its address comes with `get_availability` and `get_performance` and names its content: what is
/// kept under it never has to be asked for again.
#[utoipa::path(
    get, path = "/events/{event}/performances/{performance}/charts/{version}", tag = "Events", operation_id = "get_chart",
    params(
        ("event" = String, Path, description = "The event's id, or its slug", pattern = "^[a-z0-9_-]{1,120}$"),
        ("performance" = PerformanceId, Path),
        ("version" = String, Path, description = "The chart's version", pattern = "^[0-9a-z-]{3,40}$"),
    ),
    responses(
        (status = 200, body = Chart, headers(("ETag" = String), ("Cache-Control" = String, description = "For good"))),
        (status = 304, description = "It is the one you have"),
        (status = 404, description = "No such date, or `unknown_chart`: it is another by now, get_availability says which"),
    )
)]
pub async fn chart(
    State(flows): State<Arc<Flows>>,
    Segments((event, performance, wanted)): Segments<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let availability = look_at(&flows, &event, &performance).await?;
    let hall =
        availability.hall.as_ref().filter(|hall| version(hall) == wanted).ok_or_else(|| ApiError::no_such("chart"))?;
    let tag = tag(&wanted)?;
    if is_known(&headers, &tag) {
        return Ok(not_modified(tag, FOR_GOOD));
    }
    let kept = [(header::CACHE_CONTROL, HeaderValue::from_static(FOR_GOOD)), (header::ETAG, tag)];
    Ok((kept, Json(Chart::new(hall.map.clone()))).into_response())
}

/// What is left of a date now, in total, of each ticket type, and seat by seat where places are numbered. Ask with the last
/// answer's `ETag` in `If-None-Match`: while nothing has changed the answer is empty.
#[utoipa::path(
    get, path = "/events/{event}/performances/{performance}/availability", tag = "Events", operation_id = "get_availability",
    params(
        ("event" = String, Path, description = "The event's id, or its slug", pattern = "^[a-z0-9_-]{1,120}$"),
        ("performance" = PerformanceId, Path),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the answer you have", max_length = 400),
        AvailabilityQuery,
    ),
    responses(
        (status = 200, body = Availability, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed since"),
    )
)]
pub async fn availability(
    State(flows): State<Arc<Flows>>,
    Segments((event, performance)): Segments<(String, String)>,
    CheckedQuery(asked): CheckedQuery<AvailabilityQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let availability = look_at(&flows, &event, &performance).await?;
    let body = serde_json::to_vec(&Availability::new(&availability, asked.seats)).unwrap_or_default();
    let tag = tag(&HEXLOWER.encode(&Sha256::digest(&body)[..12]))?;
    if is_known(&headers, &tag) {
        return Ok(not_modified(tag, ASK_AGAIN));
    }
    let kept = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static(ASK_AGAIN)),
        (header::ETAG, tag),
    ];
    Ok((kept, body).into_response())
}

/// A date on show, by the event's id or slug and its own.
async fn look_at(flows: &Flows, event: &str, performance: &str) -> Result<Arc<LiveAvailability>, ApiError> {
    let unknown = || ApiError::no_such("performance");
    let performance: domain::ids::PerformanceId = id(performance, "performance")?;
    let availability = flows.selling.recent_availability(performance).await?.ok_or_else(unknown)?;
    match slug_of(flows, event).await? == availability.event.slug {
        true => Ok(availability),
        false => Err(unknown()),
    }
}

/// Weak: what is between may press the bytes together.
fn tag(name: &str) -> Result<HeaderValue, ApiError> {
    HeaderValue::try_from(format!("W/\"{name}\"")).map_err(|_| ApiError::no_such("chart"))
}

/// Whether the caller has it already (RFC 9110, 13.1.2).
fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let tag = tag.to_str().ok().and_then(|tag| tag.parse::<ETag>().ok());
    let known = headers.typed_get::<IfNoneMatch>();
    known.zip(tag).is_some_and(|(known, tag)| !known.precondition_passes(&tag))
}

fn not_modified(tag: HeaderValue, kept: &'static str) -> Response {
    let kept = [(header::CACHE_CONTROL, HeaderValue::from_static(kept)), (header::ETAG, tag)];
    (StatusCode::NOT_MODIFIED, kept).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_numbers_or_two_bits_each() {
        let mut picture = Picture::free(6);
        let states = [(1, SeatState::Held), (2, SeatState::Sold), (3, SeatState::Locked), (5, SeatState::Sold)];
        states.into_iter().for_each(|(seat, state)| picture.set(seat, state));
        let sparse = SeatsLeft::new(&picture, SeatsForm::Sparse, false);
        assert_eq!((sparse.count, sparse.free), (6, 2));
        assert_eq!((sparse.held, sparse.sold, sparse.locked), (Some(vec![1]), Some(vec![2, 5]), Some(vec![3])));
        let packed = SeatsLeft::new(&picture, SeatsForm::Packed, false).packed.unwrap();
        assert_eq!(BASE64.decode(packed.as_bytes()).unwrap(), [0b11_10_01_00, 0b10_00]);
        let over = SeatsLeft::new(&picture, SeatsForm::Sparse, true);
        assert_eq!((over.free, over.locked), (0, Some(vec![0, 3, 4])));
    }

    #[test]
    fn what_the_caller_has_is_known_however_it_is_written() {
        let tag = HeaderValue::from_static("W/\"ab12\"");
        let asked = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(value));
            is_known(&headers, &tag)
        };
        assert!(asked("W/\"ab12\"") && asked("\"x\", \"ab12\"") && asked("*"));
        assert!(!asked("\"ab\"") && !is_known(&HeaderMap::new(), &tag));
    }
}
