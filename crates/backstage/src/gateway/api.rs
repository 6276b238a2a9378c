//! The JSON API, as the shop's client speaks it. Errors are RFC 9457 problems with a `code` besides.

use crate::gateway::payment::{BankPayment, BankPaymentState, BankRefund, BankRefundState, BankRefusal, Request};
use crate::gateway::settings::{BankSettings, HANG_SECONDS_MAX, Outage};
use crate::gateway::{TestBank, mac};
use axum::body::Bytes;
use axum::extract::{Path, Request as HttpRequest, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;

const KEY_CHARACTERS_MAX: usize = 255;
const TEXT_CHARACTERS_MAX: usize = 2000;

pub(super) fn router(bank: TestBank) -> Router {
    let work = Router::new()
        .route("/v1/account", get(account))
        .route("/v1/payments", post(begin))
        .route("/v1/payments/{id}", get(find))
        .route("/v1/payments/{id}/cancel", post(cancel))
        .route("/v1/refunds", post(refund))
        .route("/v1/refunds/{id}", get(find_refund))
        .route_layer(from_fn_with_state(bank.clone(), outage));
    // The switch must work while the bank is switched off.
    let switch = Router::new().route("/v1/settings", get(settings).put(set_settings));
    work.merge(switch).route_layer(from_fn_with_state(bank.clone(), authorize)).with_state(bank)
}

struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.detail,
        });
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }
}

impl From<BankRefusal> for Problem {
    fn from(refusal: BankRefusal) -> Problem {
        let (status, code) = match &refusal {
            BankRefusal::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            BankRefusal::KeyReused => (StatusCode::CONFLICT, "idempotency_key_reused"),
            BankRefusal::Invalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
            BankRefusal::NotCaptured => (StatusCode::UNPROCESSABLE_ENTITY, "not_captured"),
            BankRefusal::Currency => (StatusCode::UNPROCESSABLE_ENTITY, "currency"),
            BankRefusal::Amount => (StatusCode::UNPROCESSABLE_ENTITY, "amount"),
            BankRefusal::AmountTooLarge { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "amount_too_large"),
            BankRefusal::Vault(_) => (StatusCode::INTERNAL_SERVER_ERROR, "storage"),
        };
        Problem { status, code, detail: refusal.to_string() }
    }
}

async fn authorize(Shared(bank): Shared<TestBank>, request: HttpRequest, next: Next) -> Response {
    // As a bank reads it that isn't ours: to the letter.
    let given = request.headers().get(header::AUTHORIZATION).and_then(|h| h.to_str().ok()).unwrap_or("");
    let given = given.strip_prefix("Bearer ").unwrap_or("");
    // Comparing two MACs of the keys tells nothing about the key by the time it takes.
    let secret = &bank.inner.webhook_secret;
    if mac(secret, &[given.as_bytes()]) == mac(secret, &[bank.inner.api_key.as_bytes()]) {
        return next.run(request).await;
    }
    let detail = "bring the API key as a bearer token".to_owned();
    Problem { status: StatusCode::UNAUTHORIZED, code: "unauthorized", detail }.into_response()
}

async fn outage(Shared(bank): Shared<TestBank>, request: HttpRequest, next: Next) -> Response {
    match bank.settings().outage {
        Outage::None => next.run(request).await,
        Outage::Refuses => {
            let detail = "the Test Bank is closed".to_owned();
            Problem { status: StatusCode::SERVICE_UNAVAILABLE, code: "unavailable", detail }.into_response()
        }
        Outage::Hangs { seconds } => {
            let response = next.run(request).await;
            tokio::time::sleep(Duration::from_secs(seconds.min(HANG_SECONDS_MAX))).await;
            response
        }
    }
}

async fn account() -> Json<Value> {
    Json(json!({ "name": "Test Bank", "mode": "test" }))
}

#[derive(Deserialize)]
struct NewPayment {
    amount: i64,
    currency: String,
    order_number: String,
    description: String,
    #[serde(default)]
    locale: Option<String>,
    #[serde(default)]
    buyer_email: String,
    return_url: String,
    cancel_url: String,
    webhook_url: String,
    expires_at: DateTime<Utc>,
}

impl NewPayment {
    fn check(self) -> Result<Request, BankRefusal> {
        if self.amount <= 0 {
            return Err(BankRefusal::Amount);
        }
        Ok(Request {
            amount: Money::new(self.amount, currency(&self.currency)?),
            order_number: short("order_number", self.order_number)?,
            description: short("description", self.description)?,
            locale: self.locale.as_deref().and_then(Locale::from_tag),
            buyer_email: short("buyer_email", self.buyer_email)?,
            return_url: web_address("return_url", &self.return_url)?,
            cancel_url: web_address("cancel_url", &self.cancel_url)?,
            webhook_url: web_address("webhook_url", &self.webhook_url)?,
            expires_at: self.expires_at,
        })
    }
}

fn currency(code: &str) -> Result<Currency, BankRefusal> {
    code.parse().map_err(|_| invalid("currency", "not an ISO 4217 code"))
}

fn short(field: &'static str, text: String) -> Result<String, BankRefusal> {
    if text.chars().count() <= TEXT_CHARACTERS_MAX { Ok(text) } else { Err(invalid(field, "too long")) }
}

/// Only http and https: the pay page links there.
fn web_address(field: &'static str, text: &str) -> Result<String, BankRefusal> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url.into()),
        _ => Err(invalid(field, "not a web address")),
    }
}

fn invalid(field: &'static str, detail: &str) -> BankRefusal {
    BankRefusal::Invalid { field, detail: detail.to_owned() }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, BankRefusal> {
    serde_json::from_slice(body).map_err(|e| BankRefusal::Invalid { field: "body", detail: e.to_string() })
}

fn idempotency_key(headers: &HeaderMap) -> Result<&str, BankRefusal> {
    headers
        .get("Idempotency-Key")
        .and_then(|value| value.to_str().ok())
        .filter(|key| !key.is_empty() && key.len() <= KEY_CHARACTERS_MAX)
        .ok_or_else(|| invalid("Idempotency-Key", "every POST needs this header, 1 to 255 characters"))
}

async fn begin(Shared(bank): Shared<TestBank>, headers: HeaderMap, body: Bytes) -> Result<Json<Value>, Problem> {
    let request = parse::<NewPayment>(&body)?.check()?;
    let payment = bank.begin(idempotency_key(&headers)?, request)?;
    Ok(Json(payment_json(&bank, &payment)))
}

async fn find(Shared(bank): Shared<TestBank>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    Ok(Json(payment_json(&bank, &bank.payment(&id)?)))
}

async fn cancel(
    Shared(bank): Shared<TestBank>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    idempotency_key(&headers)?;
    Ok(Json(payment_json(&bank, &bank.cancel(&id)?)))
}

fn payment_json(bank: &TestBank, payment: &BankPayment) -> Value {
    let captured_at = match payment.state {
        BankPaymentState::Captured { at } => Some(at),
        _ => None,
    };
    let failure_code = match payment.state {
        BankPaymentState::Failed { code, .. } => Some(code),
        _ => None,
    };
    let pay_url =
        matches!(payment.state, BankPaymentState::Open | BankPaymentState::Thinking { .. } | BankPaymentState::Silent)
            .then(|| bank.pay_url(payment));
    json!({
        "id": payment.id,
        "status": payment.status(),
        "amount": payment.request.amount.minor,
        "currency": payment.request.amount.currency,
        "amount_captured": captured_at.map(|_| payment.request.amount.minor),
        "captured_at": captured_at,
        "failure_code": failure_code,
        "pay_url": pay_url,
        "order_number": payment.request.order_number,
        "created_at": payment.created_at,
        "expires_at": payment.request.expires_at,
    })
}

#[derive(Deserialize)]
struct NewRefund {
    payment: String,
    amount: i64,
    currency: String,
    #[serde(default)]
    reason: String,
}

async fn refund(Shared(bank): Shared<TestBank>, headers: HeaderMap, body: Bytes) -> Result<Json<Value>, Problem> {
    let wanted: NewRefund = parse(&body)?;
    let amount = Money::new(wanted.amount, currency(&wanted.currency)?);
    let reason = short("reason", wanted.reason)?;
    let (payment, refund) = bank.refund(idempotency_key(&headers)?, &wanted.payment, amount, reason)?;
    Ok(Json(refund_json(&payment, &refund)))
}

async fn find_refund(Shared(bank): Shared<TestBank>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    let (payment, refund) = bank.find_refund(&id)?;
    Ok(Json(refund_json(&payment, &refund)))
}

fn refund_json(payment: &BankPayment, refund: &BankRefund) -> Value {
    let (status, failure_code) = match refund.state {
        BankRefundState::Pending { .. } => ("pending", None),
        BankRefundState::Done { .. } => ("done", None),
        BankRefundState::Failed { .. } => ("failed", Some("account_closed")),
    };
    json!({
        "id": refund.id,
        "payment": payment.id,
        "status": status,
        "failure_code": failure_code,
        "amount": refund.amount.minor,
        "currency": refund.amount.currency,
        "created_at": refund.created_at,
    })
}

async fn settings(Shared(bank): Shared<TestBank>) -> Json<BankSettings> {
    Json(bank.settings())
}

async fn set_settings(Shared(bank): Shared<TestBank>, body: Bytes) -> Result<Json<BankSettings>, Problem> {
    let settings: BankSettings = parse(&body)?;
    bank.set_settings(settings.clone()).map_err(|e| Problem {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        code: "storage",
        detail: e.to_string(),
    })?;
    Ok(Json(settings))
}
