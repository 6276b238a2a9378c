//! What the counterparts saw, for tests as JSON, and for pages as pictures and files.

use crate::StageState;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use backstage::mailbox::Mail;
use base::Clock;
use serde_json::{Value, json};

/// How many payments are told of.
pub(crate) const PAYMENTS_MAX: usize = 200;

/// An e-mail shows itself and may do nothing: no script, nothing fetched from elsewhere.
const EMAIL_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
     style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'";

pub fn router() -> Router<StageState> {
    Router::new()
        .route("/backstage/api/mail", get(mails))
        .route("/backstage/api/papers", get(papers))
        .route("/backstage/api/printer", get(printer))
        .route("/backstage/api/payments", get(payments))
        .route("/backstage/api/bank", get(bank))
        .route("/backstage/api/clock", get(clock))
        .route("/backstage/mail/{number}/html", get(email))
        .route("/backstage/mail/{number}/source", get(source))
        .route("/backstage/mail/{number}/attachments/{index}", get(attachment))
        .route("/backstage/papers/{number}", get(paper))
        .route("/backstage/refresh.js", get(refresh))
}

async fn mails(Given(state): Given<StageState>) -> Json<Vec<Value>> {
    Json(state.backstage.mailbox.messages().iter().map(|mail| as_json(mail)).collect())
}

fn as_json(mail: &Mail) -> Value {
    let attachment = |one: &backstage::mailbox::ReceivedAttachment| json!({ "name": one.name, "content_type": one.content_type, "bytes": one.bytes.len() });
    json!({
        "number": mail.number,
        "at": mail.at,
        "from": mail.from,
        "to": mail.to,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "attachments": mail.attachments.iter().map(attachment).collect::<Vec<_>>(),
    })
}

async fn papers(Given(state): Given<StageState>) -> Json<Vec<Value>> {
    let papers = state.backstage.printer.papers();
    let one = |paper: &backstage::printer::PrintedPaper| {
        json!({
            "number": paper.number,
            "at": paper.at,
            "text": paper.text,
            "drawer_opened_before": paper.drawer_opened_before,
            "qr_contents": paper.qr_contents,
        })
    };
    Json(papers.iter().map(one).collect())
}

async fn printer(Given(state): Given<StageState>) -> Json<Value> {
    let printer = &state.backstage.printer;
    Json(json!({
        "state": printer.state(),
        "faults": printer.faults(),
        "drawer_open": printer.drawer_open(),
        "drawer_openings": printer.drawer_openings(),
    }))
}

async fn payments(Given(state): Given<StageState>) -> Json<Vec<Value>> {
    let bank = &state.backstage.bank;
    let one = |payment: &backstage::gateway::payment::BankPayment| json!({ "status": payment.status(), "pay_url": bank.pay_url(payment), "payment": payment });
    Json(bank.payments(PAYMENTS_MAX).iter().map(one).collect())
}

async fn bank(Given(state): Given<StageState>) -> impl IntoResponse {
    Json(state.backstage.bank.settings())
}

async fn clock(Given(state): Given<StageState>) -> Json<Value> {
    let clock = &state.backstage.clock;
    Json(json!({ "now": clock.now(), "ahead_seconds": clock.ahead().num_seconds() }))
}

/// The e-mail as a mail program would show it. Its links open in a tab of their own.
async fn email(Given(state): Given<StageState>, Path(number): Path<u64>) -> Response {
    let Some(mail) = state.backstage.mailbox.get(number) else { return StatusCode::NOT_FOUND.into_response() };
    let Some(html) = &mail.html else { return StatusCode::NOT_FOUND.into_response() };
    let html = match html.find("<head>") {
        Some(at) => format!("{}<base target=\"_blank\">{}", &html[..at + 6], &html[at + 6..]),
        None => format!("<base target=\"_blank\">{html}"),
    };
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, EMAIL_POLICY)];
    (headers, html).into_response()
}

async fn source(Given(state): Given<StageState>, Path(number): Path<u64>) -> Response {
    let Some(mail) = state.backstage.mailbox.get(number) else { return StatusCode::NOT_FOUND.into_response() };
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], mail.raw.clone()).into_response()
}

async fn attachment(Given(state): Given<StageState>, Path((number, index)): Path<(u64, usize)>) -> Response {
    let mail = state.backstage.mailbox.get(number);
    let Some(one) = mail.as_ref().and_then(|mail| mail.attachments.get(index)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let name: String =
        one.name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    // Only what can't run anything is shown in place.
    let kind = if one.content_type == "application/pdf" { "application/pdf" } else { "application/octet-stream" };
    let place = if kind == "application/pdf" { "inline" } else { "attachment" };
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, format!("{place}; filename=\"{name}\""))];
    (headers, one.bytes.clone()).into_response()
}

/// `3.png`: a paper as it looks.
async fn paper(Given(state): Given<StageState>, Path(name): Path<String>) -> Response {
    let number = name.strip_suffix(".png").and_then(|number| number.parse().ok());
    match number.and_then(|number| state.backstage.printer.paper(number)) {
        Some(paper) => ([(CONTENT_TYPE, "image/png")], paper.png).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn refresh() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, include_str!("refresh.js"))
}
