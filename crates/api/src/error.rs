//! The one table from refusals to statuses and words, and how a problem is written (RFC 9457).
//!
//! A handler answers with an [`ApiError`]; [`write_problems`] turns it into `application/problem+json` in the language of
//! the request, and whatever axum refused by itself as well, so that no other kind of error leaves the API.

use crate::carts::Missed;
use crate::text;
use axum::extract::{OriginalUri, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::failure::{Denied, Failure, Fault, Never};
use base::idempotency::IdempotencyRefusal;
use domain::gate::ScanRefusal;
use domain::hold::grant::HoldRefused;
use domain::locale::Locale;
use domain::refusal::{CartRefusal, FieldProblem, HoldRefusal, OrderRefusal, Problem as Wrong};
use domain::role::Permission;
use domain::room::RoomRefusal;
use domain::till::PrintRefusal;
use selling::best::BestRefusal;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::ToSchema;

/// The largest body that is read.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// Where the kinds of problems are described.
const TYPES: &str = "/api/v1/docs#problem-";

/// Refusals that any route may answer with.
pub const GENERAL: [&str; 13] = [
    "bad_json",
    "bad_query",
    "broken",
    "header_missing",
    "invalid",
    "no_route",
    "not_json",
    "null_character",
    "scope_missing",
    "token_missing",
    "token_unknown",
    "too_large",
    "wrong_method",
];

type Words = Arc<dyn Fn(Locale) -> String + Send + Sync>;

/// A refusal or a fault, not yet in any language.
#[derive(Clone)]
pub struct ApiError {
    status: StatusCode,
    refusal: String,
    title: fn(Locale) -> &'static str,
    detail: Words,
    fields: Vec<FieldProblem>,
    missed: Box<[Missed]>,
    /// What the refusal says besides its name: `{"left": 3}`.
    facts: Option<Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// Why the request was not done, in the language of the request (RFC 9457).
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDetails {
    /// Names the kind of problem; leads to its description.
    #[serde(rename = "type")]
    #[schema(example = "/api/v1/docs#problem-sold_out")]
    pub kind: String,
    /// The kind in few words.
    #[schema(example = "Not possible as things are")]
    pub title: String,
    /// The same number as the response's status.
    #[schema(minimum = 400, maximum = 599, example = 409)]
    pub status: u16,
    /// What happened and what to do.
    #[schema(example = "Sold out.")]
    pub detail: String,
    /// The path that was asked for.
    #[schema(example = "/api/v1/carts")]
    pub instance: String,
    /// The refusal by name, for programs.
    #[schema(example = "sold_out")]
    pub refusal: String,
    /// What the refusal says besides: how many are left, when sales begin.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, additional_properties)]
    pub facts: Option<Value>,
    /// Each value that can't be taken as it is.
    pub fields: Vec<ProblemField>,
    /// Each place that was asked for and can't be had, where it was about places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<Missed>,
}

/// One value that can't be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemField {
    /// `email`, `holder_0`
    pub field: String,
    /// By name: `missing`, `too_long`.
    pub problem: String,
    pub detail: String,
}

impl ApiError {
    fn new(
        status: StatusCode,
        refusal: impl Into<String>,
        title: fn(Locale) -> &'static str,
        detail: impl Fn(Locale) -> String + Send + Sync + 'static,
    ) -> ApiError {
        ApiError {
            status,
            refusal: refusal.into(),
            title,
            detail: Arc::new(detail),
            fields: Vec::new(),
            missed: Box::default(),
            facts: None,
            headers: Vec::new(),
        }
    }

    /// A domain refusal, named as serde names it.
    fn refused(
        refusal: &impl Serialize,
        status: StatusCode,
        detail: impl Fn(Locale) -> String + Send + Sync + 'static,
    ) -> ApiError {
        let mut facts = match serde_json::to_value(refusal) {
            Ok(Value::Object(facts)) => facts,
            _ => serde_json::Map::new(),
        };
        let name = match facts.remove("refusal") {
            Some(Value::String(name)) => name,
            _ => "refused".to_owned(),
        };
        facts.remove("problems");
        let title = match status {
            StatusCode::NOT_FOUND => text::not_found,
            StatusCode::UNPROCESSABLE_ENTITY => text::not_complete,
            StatusCode::TOO_MANY_REQUESTS => text::too_many,
            _ => text::not_possible,
        };
        let facts = (!facts.is_empty()).then_some(Value::Object(facts));
        ApiError { facts, ..ApiError::new(status, name, title, detail) }
    }

    /// Says when to come again.
    fn after(mut self, wait_seconds: Option<u32>) -> ApiError {
        self.headers.extend(wait_seconds.map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds))));
        self
    }

    pub fn no_route() -> ApiError {
        ApiError::new(StatusCode::NOT_FOUND, "no_route", text::not_found, |l| text::no_route(l).into())
    }

    /// There is no thing of this kind: `event`, `cart`.
    pub fn no_such(what: &'static str) -> ApiError {
        let name = format!("unknown_{what}").replace(' ', "_");
        ApiError::new(StatusCode::NOT_FOUND, name, text::not_found, move |l| text::no_such(l, what))
    }

    pub fn not_json() -> ApiError {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        ApiError::new(status, "not_json", text::wrong_format, |l| text::send_json(l).into())
    }

    pub fn too_large() -> ApiError {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        ApiError::new(status, "too_large", text::too_large, |l| text::body_too_large(l, BODY_BYTES_MAX / 1024))
    }

    pub fn bad_json(why: impl std::fmt::Display) -> ApiError {
        let why = short(&why.to_string());
        ApiError::new(StatusCode::BAD_REQUEST, "bad_json", text::not_understood, move |l| text::bad_json(l, &why))
    }

    pub fn bad_query(why: impl std::fmt::Display) -> ApiError {
        let why = short(&why.to_string());
        ApiError::new(StatusCode::BAD_REQUEST, "bad_query", text::not_understood, move |l| text::bad_query(l, &why))
    }

    pub fn null_character() -> ApiError {
        let status = StatusCode::BAD_REQUEST;
        ApiError::new(status, "null_character", text::not_understood, |l| text::null_character(l).into())
    }

    pub fn header_missing(name: &'static str) -> ApiError {
        let status = StatusCode::BAD_REQUEST;
        ApiError::new(status, "header_missing", text::not_understood, move |l| text::header_missing(l, name))
    }

    pub fn token_missing() -> ApiError {
        unauthorized("token_missing", |l| text::token_missing(l).into())
    }

    pub fn token_unknown() -> ApiError {
        unauthorized("token_unknown", |l| text::token_unknown(l).into())
    }

    pub fn scope_missing(permission: Permission) -> ApiError {
        let scope = permission.into_str();
        ApiError::new(StatusCode::FORBIDDEN, "scope_missing", text::not_allowed, move |l| text::scope_missing(l, scope))
    }

    pub fn webhook_refused(why: impl std::fmt::Display) -> ApiError {
        let why = short(&why.to_string());
        let status = StatusCode::BAD_REQUEST;
        ApiError::new(status, "webhook_refused", text::not_understood, move |l| text::webhook_refused(l, &why))
    }

    fn invalid(fields: Vec<FieldProblem>) -> ApiError {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        ApiError { fields, ..ApiError::new(status, "invalid", text::not_complete, |l| text::see_fields(l).into()) }
    }

    fn broken() -> ApiError {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        ApiError::new(status, "broken", text::ours, |l| text::nothing_lost(l).into())
    }

    /// What axum or a layer refused without saying more than a status.
    fn of_status(status: StatusCode) -> ApiError {
        match status {
            StatusCode::NOT_FOUND => ApiError::no_route(),
            StatusCode::METHOD_NOT_ALLOWED => {
                ApiError::new(status, "wrong_method", text::wrong_method, |l| text::method_refused(l).into())
            }
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ApiError::not_json(),
            StatusCode::TOO_MANY_REQUESTS => {
                ApiError::new(status, "too_many", text::too_many, |l| text::wait_a_little(l).into())
            }
            client if client.is_client_error() => {
                ApiError::new(client, "bad_request", text::not_understood, |l| text::no_route(l).into())
            }
            other => ApiError { status: other, ..ApiError::broken() },
        }
    }

    fn problem(&self, locale: Locale, instance: &str) -> ProblemDetails {
        ProblemDetails {
            kind: format!("{TYPES}{}", self.refusal),
            title: (self.title)(locale).to_owned(),
            status: self.status.as_u16(),
            detail: (self.detail)(locale),
            instance: instance.to_owned(),
            refusal: self.refusal.clone(),
            facts: self.facts.clone(),
            fields: self.fields.iter().map(|field| problem_field(field, locale)).collect(),
            missed: self.missed.to_vec(),
        }
    }
}

/// RFC 6750: says how to sign in.
fn unauthorized(name: &str, detail: fn(Locale) -> String) -> ApiError {
    let how = (header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    ApiError { headers: vec![how], ..ApiError::new(StatusCode::UNAUTHORIZED, name, text::sign_in, detail) }
}

/// What a library says goes out in few words.
fn short(why: &str) -> String {
    why.chars().filter(|c| !c.is_control()).take(300).collect()
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The outermost layer: writes every answer from 400 on as a problem, in the language of the request.
pub async fn write_problems(request: Request, next: Next) -> Response {
    let locale = locale_of(request.headers());
    // A nested router sees the rest of the path only.
    let whole = request.extensions().get::<OriginalUri>().map(|uri| uri.0.path());
    let instance = whole.unwrap_or(request.uri().path()).to_owned();
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let error = parts.extensions.remove::<ApiError>().unwrap_or_else(|| ApiError::of_status(status));
    let body = serde_json::to_vec(&error.problem(locale, &instance)).unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    parts.headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in error.headers {
        parts.headers.insert(name, value);
    }
    Response::from_parts(parts, axum::body::Body::from(body))
}

/// The language of a request; English where it names none that we speak.
pub fn locale_of(headers: &HeaderMap) -> Locale {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    wanted.and_then(Locale::from_accept_language).unwrap_or_default()
}

impl<R: std::fmt::Debug + std::fmt::Display + Into<ApiError>> From<Failure<R>> for ApiError {
    fn from(failure: Failure<R>) -> ApiError {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Denied(denied) => denied.into(),
            Failure::Fault(fault) => fault.into(),
        }
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> ApiError {
        ApiError::scope_missing(denied.permission)
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> ApiError {
        if let Fault::Busy { seconds } = fault {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let error = ApiError::new(status, "busy", text::not_possible, move |l| text::busy(l, seconds));
            return error.after(Some(seconds));
        }
        tracing::error!(%fault, "a request failed");
        ApiError::broken()
    }
}

impl From<Never> for ApiError {
    fn from(never: Never) -> ApiError {
        match never {}
    }
}

/// A refusal's name, as problems write it.
pub fn name_of(refusal: &HoldRefusal) -> String {
    ApiError::from(refusal.clone()).refusal
}

impl From<HoldRefusal> for ApiError {
    fn from(refusal: HoldRefusal) -> ApiError {
        use HoldRefusal::*;
        let status = match refusal {
            UnknownPerformance { .. } | UnknownTicketType { .. } | UnknownSeat { .. } => StatusCode::NOT_FOUND,
            Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::CONFLICT,
        };
        let wait = match refusal {
            TooOften { wait_seconds: seconds } | Busy { seconds } => Some(seconds),
            _ => None,
        };
        let said = refusal.clone();
        let error = ApiError::refused(&refusal, status, move |l| match said {
            UnknownPerformance { .. } => text::unknown_performance(l).into(),
            UnknownTicketType { .. } => text::unknown_ticket_type(l).into(),
            Cancelled => text::cancelled(l).into(),
            NotYetOnSale { from } => text::not_yet(l, from.to_rfc3339()),
            SaleEnded { at } => text::sale_ended(l, at.to_rfc3339()),
            SoldOut { .. } => text::sold_out(l).into(),
            AllInCarts { count, .. } => text::all_in_carts(l, count),
            NotEnough { left, .. } => text::not_enough(l, left),
            SeatTaken { .. } => text::seat_taken(l).into(),
            UnknownSeat { .. } => text::unknown_seat(l).into(),
            SeatNeeded { .. } => text::seat_needed(l).into(),
            SeatNotExpected { .. } => text::seat_not_expected(l).into(),
            OverLimit { max } => text::over_limit(l, max),
            UnderMinimum { min } => text::under_minimum(l, min),
            Nothing => text::nothing_chosen(l).into(),
            WrongChannel { .. } => text::wrong_channel(l).into(),
            TooOften { wait_seconds } => text::too_often(l, wait_seconds),
            ProofNeeded => text::proof_needed(l).into(),
            PersonLimit { max, had } => text::person_limit(l, max, had),
            Busy { seconds } => text::busy(l, seconds),
            WaitingRoom { .. } => text::waiting_room(l).into(),
        });
        error.after(wait)
    }
}

impl From<HoldRefused> for ApiError {
    fn from(refused: HoldRefused) -> ApiError {
        ApiError { missed: refused.missed.iter().map(Missed::from).collect(), ..refused.refusal.into() }
    }
}

impl From<BestRefusal> for ApiError {
    fn from(refusal: BestRefusal) -> ApiError {
        let places = match refusal {
            BestRefusal::NoneTogether { places } => places,
            BestRefusal::Refused(refused) => return refused.into(),
        };
        let detail = move |l| text::none_together(l, places);
        ApiError {
            facts: Some(json!({ "places": places })),
            ..ApiError::new(StatusCode::CONFLICT, "none_together", text::not_possible, detail)
        }
    }
}

impl From<CartRefusal> for ApiError {
    fn from(refusal: CartRefusal) -> ApiError {
        use CartRefusal::*;
        if let Invalid { problems } = refusal {
            return ApiError::invalid(problems);
        }
        if refusal == Unknown {
            return ApiError::no_such("cart");
        }
        let (status, wait) = match refusal {
            TooOften { wait_seconds } => (StatusCode::TOO_MANY_REQUESTS, Some(wait_seconds)),
            Busy { seconds } => (StatusCode::SERVICE_UNAVAILABLE, Some(seconds)),
            _ => (StatusCode::CONFLICT, None),
        };
        let said = refusal.clone();
        let error = ApiError::refused(&refusal, status, move |l| match said {
            Unknown | Invalid { .. } => text::see_fields(l).into(),
            Expired => text::cart_expired(l).into(),
            Empty => text::cart_empty(l).into(),
            ExtendedAlready => text::extended_already(l).into(),
            Ordered => text::cart_ordered(l).into(),
            PriceChanged { was, now } => text::price_changed(l, was.format(l), now.format(l)),
            GatewayNotOffered => text::gateway_not_offered(l).into(),
            PersonLimit { max, had } => text::person_limit(l, max, had),
            TooOften { wait_seconds } => text::too_often(l, wait_seconds),
            UnderMinimum { min } => text::under_minimum(l, min),
            CodeUnknown => text::code_unknown(l).into(),
            CodeNotYet => text::code_not_yet(l).into(),
            CodeEnded => text::code_ended(l).into(),
            CodeUsedUp { left } => text::code_used_up(l, left),
            CodeFitsNothing => text::code_fits_nothing(l).into(),
            Busy { seconds } => text::busy(l, seconds),
        });
        error.after(wait)
    }
}

impl From<OrderRefusal> for ApiError {
    fn from(refusal: OrderRefusal) -> ApiError {
        use OrderRefusal::*;
        if refusal == Unknown {
            return ApiError::no_such("order");
        }
        let status = match refusal {
            UnknownTicket => StatusCode::NOT_FOUND,
            Nothing | ReasonMissing | ReasonTooLong { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::CONFLICT,
        };
        let said = refusal.clone();
        ApiError::refused(&refusal, status, move |l| match said {
            Unknown => text::not_found(l).into(),
            NotPaid => text::not_paid(l).into(),
            PaidAlready => text::paid_already(l).into(),
            Ended => text::order_ended(l).into(),
            GatewayNotOffered => text::gateway_not_offered(l).into(),
            UnknownTicket => text::unknown_ticket(l).into(),
            TicketNotValid => text::ticket_not_valid(l).into(),
            NoValidTicket => text::no_valid_ticket(l).into(),
            HolderInside { count } => text::holder_inside(l, count),
            Nothing => text::nothing_chosen(l).into(),
            OverRefund { left } => text::over_refund(l, left.format(l)),
            NotRefundable => text::not_refundable(l).into(),
            ReasonMissing => text::reason_missing(l).into(),
            ReasonTooLong { max } => text::reason_too_long(l, max),
        })
    }
}

impl<R: Into<ApiError> + std::fmt::Debug + std::fmt::Display> From<IdempotencyRefusal<R>> for ApiError {
    fn from(refusal: IdempotencyRefusal<R>) -> ApiError {
        match refusal {
            IdempotencyRefusal::KeyNeeded => ApiError::header_missing(crate::extract::IDEMPOTENCY_KEY),
            IdempotencyRefusal::KeyReused => {
                let detail = |l| text::key_reused(l).into();
                ApiError::new(StatusCode::CONFLICT, "key_reused", text::not_possible, detail)
            }
            IdempotencyRefusal::Refused(refusal) => refusal.into(),
        }
    }
}

impl From<RoomRefusal> for ApiError {
    fn from(refusal: RoomRefusal) -> ApiError {
        let RoomRefusal::TooOften { wait_seconds } = refusal;
        let status = StatusCode::TOO_MANY_REQUESTS;
        let error = ApiError::refused(&refusal, status, move |l| text::too_often(l, wait_seconds));
        error.after(Some(wait_seconds))
    }
}

impl From<ScanRefusal> for ApiError {
    fn from(refusal: ScanRefusal) -> ApiError {
        use ScanRefusal::*;
        let status = match refusal {
            ClockOff { .. } | NonceReused => StatusCode::CONFLICT,
            Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let said = refusal.clone();
        ApiError::refused(&refusal, status, move |l| match said {
            Nonce { max } => text::bad_nonce(l, max),
            Gate { max } => text::bad_gate(l, max),
            CodeTooLong { max } => text::code_too_long(l, max),
            TooManyPerformances { max } => text::too_many_performances(l, max),
            ClockOff { now } => text::clock_off(l, now.to_rfc3339()),
            NonceReused => text::nonce_reused(l).into(),
            Busy { seconds } => text::scans_busy(l, seconds),
        })
    }
}

impl From<PrintRefusal> for ApiError {
    fn from(refusal: PrintRefusal) -> ApiError {
        use PrintRefusal::*;
        let status = if refusal == Unknown { StatusCode::NOT_FOUND } else { StatusCode::CONFLICT };
        ApiError::refused(&refusal, status, move |l| match refusal {
            Unknown => text::unknown_job(l).into(),
            Printing => text::job_printing(l).into(),
            Ended => text::job_ended(l).into(),
            SayWhatPrinted => text::say_what_printed(l).into(),
            NoSuchPaper { papers } => text::no_such_paper(l, papers),
        })
    }
}

fn problem_field(field: &FieldProblem, locale: Locale) -> ProblemField {
    let name = match serde_json::to_value(&field.problem) {
        Ok(Value::Object(mut object)) => match object.remove("problem") {
            Some(Value::String(name)) => name,
            _ => String::new(),
        },
        _ => String::new(),
    };
    ProblemField { field: field.field.clone(), problem: name, detail: field_words(&field.problem, locale) }
}

fn field_words(problem: &Wrong, l: Locale) -> String {
    match problem {
        Wrong::Missing => text::missing(l).into(),
        Wrong::TooLong { max } => text::too_long(l, max),
        Wrong::TooShort { min } => text::too_short(l, min),
        Wrong::NotAnEmail => text::not_an_email(l).into(),
        Wrong::NotAPhone => text::not_a_phone(l).into(),
        Wrong::NotANumber => text::not_a_number(l).into(),
        Wrong::NotAnAmount => text::not_an_amount(l).into(),
        Wrong::NotADate => text::not_a_date(l).into(),
        Wrong::NotAZone => text::not_a_zone(l).into(),
        Wrong::SkippedHour => text::skipped_hour(l).into(),
        Wrong::NotASlug => text::not_a_slug(l).into(),
        Wrong::NotASite => text::not_a_site(l).into(),
        Wrong::AmbiguousAmount { whole, part } => text::ambiguous_amount(l, whole.decimal(), part.decimal()),
        Wrong::AmountOutOfRange { min, max } => text::out_of_range(l, min.decimal(), max.decimal()),
        Wrong::TooManyDecimals { max } => text::too_many_decimals(l, max),
        Wrong::OutOfRange { min, max, .. } => text::out_of_range(l, min, max),
        Wrong::InThePast => text::in_the_past(l).into(),
        Wrong::BeforeStart => text::before_start(l).into(),
        Wrong::AfterStart => text::after_start(l).into(),
        Wrong::AfterEnd => text::after_end(l).into(),
        Wrong::AfterSaleEnd => text::after_sale_end(l).into(),
        Wrong::AlreadyUsed => text::already_used(l).into(),
        Wrong::NotAChoice => text::not_a_choice(l).into(),
        Wrong::BelowSold { sold } => text::below_sold(l, sold),
        Wrong::MustBeAccepted => text::must_be_accepted(l).into(),
        Wrong::ChangedMeanwhile => text::changed_meanwhile(l).into(),
        Wrong::CalledOff => text::called_off(l).into(),
        Wrong::PricedAlready { price } => text::priced_already(l, price.decimal()),
        Wrong::NotBoth => text::not_both(l).into(),
        Wrong::TooMany { max } => text::too_many_entries(l, max),
    }
}
