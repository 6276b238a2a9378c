//! What a person, or a test, does behind the stage. A form is sent back to its page; a program gets 204.

use crate::StageState;
use crate::clock::{self, ClockMove};
use axum::extract::{FromRequest, Request, State as Given};
use axum::http::header::{ACCEPT, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Form, Json, Router};
use backstage::gateway::payment::ChoiceName;
use backstage::gateway::settings::{HANG_SECONDS_MAX, Outage, OutageName, RefundMode};
use backstage::printer::PrinterFaultName;
use chrono::{DateTime, Duration, Utc};
use face::request::{SESSION_COOKIE, cookie_text};
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub fn router() -> Router<StageState> {
    Router::new()
        .route("/backstage/enter", post(enter))
        .route("/backstage/api/clock", post(move_clock))
        .route("/backstage/api/printer", post(work_printer))
        .route("/backstage/api/mail", post(fail_mail))
        .route("/backstage/api/payments", post(answer_payment))
        .route("/backstage/api/bank", post(set_bank))
}

/// A form's fields or a JSON object, and where the person came from.
struct Said<T> {
    what: T,
    back: Option<String>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Said<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Said<T>, Response> {
        let (kind, is_person) = kinds(request.headers());
        let all: serde_json::Map<String, serde_json::Value> = match kind {
            Kind::Json => Json::from_request(request, state).await.map_err(IntoResponse::into_response)?.0,
            Kind::Form => Form::from_request(request, state).await.map_err(IntoResponse::into_response)?.0,
            Kind::Nothing => serde_json::Map::new(),
        };
        let back = all.get("back").and_then(|back| back.as_str()).filter(|back| back.starts_with("/backstage"));
        let back = is_person.then(|| back.unwrap_or("/backstage").to_owned());
        let what = serde_json::from_value(all.into()).map_err(|error| wrong(&error.to_string()))?;
        Ok(Said { what, back })
    }
}

/// What a body is.
enum Kind {
    Json,
    Form,
    Nothing,
}

/// What the body is, and whether a page is wanted back: by what the headers begin with or name, since only the demo's own pages
/// and tests send them.
fn kinds(headers: &HeaderMap) -> (Kind, bool) {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = match header(CONTENT_TYPE) {
        Some(kind) if kind.starts_with("application/json") => Kind::Json,
        Some(_) => Kind::Form,
        None => Kind::Nothing,
    };
    (kind, header(ACCEPT).is_some_and(|accept| accept.contains("text/html")))
}

fn wrong(what: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, format!("{what}\n")).into_response()
}

fn done(back: Option<String>) -> Response {
    match back {
        Some(path) => (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

/// A number that a form sends as text.
fn number<'de, D: serde::Deserializer<'de>, N: std::str::FromStr>(from: D) -> Result<Option<N>, D::Error> {
    let text = match serde_json::Value::deserialize(from)? {
        serde_json::Value::String(text) => text,
        serde_json::Value::Null => return Ok(None),
        other => other.to_string(),
    };
    if text.trim().is_empty() {
        return Ok(None);
    }
    text.trim().parse().map(Some).map_err(|_| serde::de::Error::custom("must be a whole number"))
}

/// A box that is ticked, or a truth value.
fn ticked<'de, D: serde::Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(value == true || value == "true")
}

#[derive(Deserialize)]
struct Enter {
    email: String,
    to: String,
}

/// Signs in as one of the demo's people and goes on to a face.
async fn enter(Given(state): Given<StageState>, said: Said<Enter>) -> Response {
    let Enter { email, to } = said.what;
    let known = state.backstage.season.people.iter().find(|person| person.email == email);
    let Some(person) = known else { return wrong("the demo has nobody with that address") };
    if !["/organizer", "/till", "/gate"].contains(&to.as_str()) {
        return wrong("to must be /organizer, /till or /gate");
    }
    match state.access.sign_in(&person.email, person.password, None).await {
        Ok(session) => {
            let cookie = cookie_text(&state.access, SESSION_COOKIE, session.as_str(), 7);
            (StatusCode::SEE_OTHER, [(SET_COOKIE, cookie), (LOCATION, to)]).into_response()
        }
        Err(failure) => {
            tracing::warn!(%failure, "the demo's person can't sign in");
            wrong(&failure.to_string())
        }
    }
}

#[derive(Deserialize)]
struct Clock {
    #[serde(default, deserialize_with = "number")]
    minutes: Option<i64>,
    #[serde(default)]
    to: Option<DateTime<Utc>>,
}

/// Moves the clock on by minutes, to an instant, or, with neither, back to the machine's time.
async fn move_clock(Given(state): Given<StageState>, said: Said<Clock>) -> Response {
    let to = match (said.what.minutes.and_then(Duration::try_minutes), said.what.to) {
        (Some(by), _) => ClockMove::By(by),
        (None, Some(at)) => ClockMove::To(at),
        (None, None) => ClockMove::Back,
    };
    match clock::go(&state.backstage.clock, &state.backstage.data, to) {
        Ok(()) => done(said.back),
        Err(error) => wrong(&format!("the clock's place can't be kept: {error}")),
    }
}

#[derive(Deserialize)]
struct Printer {
    action: String,
    #[serde(default)]
    fault: String,
    #[serde(default, deserialize_with = "number")]
    lines: Option<u32>,
}

/// `set` or `clear` a `fault`, `clear_all`, `close_drawer`.
async fn work_printer(Given(state): Given<StageState>, said: Said<Printer>) -> Response {
    let printer = &state.backstage.printer;
    let fault = said.what.fault.parse::<PrinterFaultName>().ok();
    let fault = fault.map(|fault| fault.with(said.what.lines.unwrap_or(20)));
    match (said.what.action.as_str(), fault) {
        ("set", Some(fault)) => printer.set_fault(fault),
        ("clear", Some(fault)) => printer.clear_fault(fault),
        ("clear_all", _) => printer.faults().into_iter().for_each(|fault| printer.clear_fault(fault)),
        ("close_drawer", _) => printer.close_drawer(),
        _ => return wrong("action must be set or clear with a fault, clear_all or close_drawer"),
    }
    done(said.back)
}

#[derive(Deserialize)]
struct MailFailure {
    #[serde(default, deserialize_with = "number")]
    count: Option<u32>,
    #[serde(default, deserialize_with = "number")]
    code: Option<u16>,
}

/// The next `count` messages are refused with `code`.
async fn fail_mail(Given(state): Given<StageState>, said: Said<MailFailure>) -> Response {
    let (count, code) = (said.what.count.unwrap_or(0), said.what.code.unwrap_or(451));
    match state.backstage.mailbox.fail_next(count, code) {
        Ok(()) => done(said.back),
        Err(refusal) => wrong(&refusal.to_string()),
    }
}

#[derive(Deserialize)]
struct Answer {
    payment: String,
    choice: String,
    #[serde(default, deserialize_with = "number")]
    minutes: Option<u32>,
}

/// Says a payment's answer again, instead of choosing one.
pub const AGAIN: &str = "again";

/// Answers a payment as the buttons of the pay page do, or sends the answer again.
async fn answer_payment(Given(state): Given<StageState>, said: Said<Answer>) -> Response {
    let Answer { payment, choice, minutes } = said.what;
    let bank = &state.backstage.bank;
    if choice == AGAIN {
        return bank.redeliver(&payment).map_or_else(|refusal| wrong(&refusal.to_string()), |_| done(said.back));
    }
    let choice = choice.parse().ok().and_then(|name: ChoiceName| name.with(Some(minutes.unwrap_or(20))));
    let Some(choice) = choice else {
        return wrong("choice must be approve, decline, slowly, twice, untold, silent, late, cancel or again");
    };
    bank.choose(&payment, choice).map_or_else(|refusal| wrong(&refusal.to_string()), |_| done(said.back))
}

#[derive(Deserialize)]
struct Bank {
    #[serde(default)]
    outage: String,
    #[serde(default, deserialize_with = "number")]
    seconds: Option<u64>,
    #[serde(default)]
    refunds: String,
    #[serde(default, deserialize_with = "ticked")]
    approve_at_once: bool,
}

/// How the bank behaves when nobody presses a button. What isn't said is as usual.
async fn set_bank(Given(state): Given<StageState>, said: Said<Bank>) -> Response {
    let mut settings = state.backstage.bank.settings();
    settings.approve_at_once = said.what.approve_at_once;
    let outage = if said.what.outage.is_empty() { Ok(OutageName::None) } else { said.what.outage.parse() };
    settings.outage = match outage {
        Ok(OutageName::None) => Outage::None,
        Ok(OutageName::Refuses) => Outage::Refuses,
        Ok(OutageName::Hangs) => Outage::Hangs { seconds: said.what.seconds.unwrap_or(60).min(HANG_SECONDS_MAX) },
        Err(_) => return wrong("outage must be none, refuses or hangs"),
    };
    let refunds = if said.what.refunds.is_empty() { Ok(RefundMode::default()) } else { said.what.refunds.parse() };
    let Ok(refunds) = refunds else { return wrong("refunds must be at_once, slowly or fail") };
    settings.refunds = refunds;
    match state.backstage.bank.set_settings(settings) {
        Ok(()) => done(said.back),
        Err(error) => wrong(&error.to_string()),
    }
}
