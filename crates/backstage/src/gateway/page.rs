//! The hosted pay page: plain HTML, one form per answer, nothing that needs JavaScript.

mod view;

use crate::gateway::TestBank;
use crate::gateway::payment::{BankPayment, BankPaymentState, BankRefusal, Choice, ChoiceName, LATE_MINUTES_MAX};
use crate::gateway::settings::{HANG_SECONDS_MAX, Outage};
use crate::gateway::text;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::locale::Locale;
use std::time::Duration;
use view::View;

/// Longer than a hold, which is what a late answer is for.
const LATE_MINUTES: u32 = 15;

pub(super) fn router(bank: TestBank) -> Router {
    Router::new().route("/pay/{id}", get(show).post(answer)).route("/bank.css", get(stylesheet)).with_state(bank)
}

async fn stylesheet() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, include_str!("page/bank.css")).into_response()
}

async fn show(Shared(bank): Shared<TestBank>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if let Some(closed) = outage(&bank, &headers).await {
        return closed;
    }
    match bank.payment(&id) {
        Ok(payment) => {
            page(StatusCode::OK, view(&bank, &payment, &headers).payment(&payment, &LATE_MINUTES.to_string(), None))
        }
        Err(refusal) => failed(&bank, &headers, &refusal),
    }
}

async fn answer(Shared(bank): Shared<TestBank>, Path(id): Path<String>, headers: HeaderMap, form: Bytes) -> Response {
    if let Some(closed) = outage(&bank, &headers).await {
        return closed;
    }
    let payment = match bank.payment(&id) {
        Ok(payment) => payment,
        Err(refusal) => return failed(&bank, &headers, &refusal),
    };
    let field = |name: &str| url::form_urlencoded::parse(&form).find(|(n, _)| n == name).map(|(_, v)| v.into_owned());
    let minutes = field("minutes").unwrap_or_else(|| LATE_MINUTES.to_string());
    let choice = match choice(&field("choice").unwrap_or_default(), &minutes) {
        Ok(choice) => choice,
        Err(wrong) => {
            let html = view(&bank, &payment, &headers).payment(&payment, &minutes, Some(wrong));
            return page(StatusCode::UNPROCESSABLE_ENTITY, html);
        }
    };
    match bank.choose(&id, choice) {
        Ok(payment) => Redirect::to(&next(&bank, &payment)).into_response(),
        Err(refusal) => failed(&bank, &headers, &refusal),
    }
}

/// Where the answer, ours or an earlier one, sends the buyer. Of silence one is told here, not by the shop.
fn next(bank: &TestBank, payment: &BankPayment) -> String {
    match payment.state {
        BankPaymentState::Silent => bank.pay_url(payment),
        BankPaymentState::Cancelled { .. } => payment.request.cancel_url.clone(),
        _ => payment.request.return_url.clone(),
    }
}

/// What in a form can't be taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Choice,
    Minutes,
}

fn choice(name: &str, minutes: &str) -> Result<Choice, Wrong> {
    let name: ChoiceName = name.parse().map_err(|_| Wrong::Choice)?;
    let minutes = minutes.trim().parse().ok().filter(|minutes| (1..=LATE_MINUTES_MAX).contains(minutes));
    name.with(minutes).ok_or(Wrong::Minutes)
}

/// The page of a bank that is switched off, or a long wait.
async fn outage(bank: &TestBank, headers: &HeaderMap) -> Option<Response> {
    match bank.settings().outage {
        Outage::None => None,
        Outage::Refuses => {
            let view = View::new(bank, browser_locale(headers));
            let html = view.message(text::closed_heading(view.locale), text::closed(view.locale));
            Some(page(StatusCode::SERVICE_UNAVAILABLE, html))
        }
        Outage::Hangs { seconds } => {
            tokio::time::sleep(Duration::from_secs(seconds.min(HANG_SECONDS_MAX))).await;
            None
        }
    }
}

fn failed(bank: &TestBank, headers: &HeaderMap, refusal: &BankRefusal) -> Response {
    let view = View::new(bank, browser_locale(headers));
    match refusal {
        BankRefusal::Vault(error) => {
            tracing::error!(%error, "the Test Bank can't keep an answer");
            let html = view.message(text::trouble_heading(view.locale), text::trouble(view.locale));
            page(StatusCode::INTERNAL_SERVER_ERROR, html)
        }
        _ => page(StatusCode::NOT_FOUND, view.message(text::unknown_heading(view.locale), text::unknown(view.locale))),
    }
}

/// The language the shop said its buyer reads, or else the browser's.
fn view<'a>(bank: &'a TestBank, payment: &BankPayment, headers: &HeaderMap) -> View<'a> {
    View::new(bank, payment.request.locale.unwrap_or_else(|| browser_locale(headers)))
}

fn browser_locale(headers: &HeaderMap) -> Locale {
    let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.and_then(Locale::from_accept_language).unwrap_or_default()
}

fn page(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, html).into_response()
}
