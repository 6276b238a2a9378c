//! The shop's client against the bank, over real sockets.

use super::payment::{ChoiceName, DeliveryState, TRIES_MAX};
use super::settings::{Outage, RefundMode};
use super::*;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chrono::TimeDelta;
use domain::ids::{PaymentId, RefundId};
use domain::locale::Locale;
use domain::money::Currency;
use domain::payment::FailureReason;
use payments::error::{GatewayError, WebhookError};
use payments::gateway::{Gateway, Outcome, PaymentAttempt, RefundOutcome, RefundRequest, WebhookAction, WebhookEvent};
use payments::test_gateway::{self, TestGateway};
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::time::Duration;
use strum::VariantArray;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

const MOUNT: &str = "/backstage/gateway";
const KEY: &str = "key_play";
const SECRET: &str = "whsec_play";

/// A bank, the client that knows it, a shop that takes its webhooks, and a clock in hand.
struct Rig {
    bank: TestBank,
    gateway: TestGateway,
    base_url: String,
    shop: Shop,
    now: Arc<Mutex<DateTime<Utc>>>,
    dir: Arc<Scratch>,
}

struct Shop {
    url: String,
    received: mpsc::UnboundedReceiver<(HeaderMap, Bytes)>,
    answers: Arc<AtomicU16>,
}

/// A directory of its own that goes with its last user.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Arc<Scratch> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("tessera-bank-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Arc::new(Scratch(std::env::temp_dir().join(name)))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn http(timeout: Duration) -> reqwest::Client {
    let none = reqwest::redirect::Policy::none();
    reqwest::Client::builder().no_proxy().redirect(none).timeout(timeout).build().unwrap()
}

fn patient() -> reqwest::Client {
    http(Duration::from_secs(30))
}

fn client_of(base_url: &str, api_key: &str, client: reqwest::Client) -> TestGateway {
    let (api_key, webhook_secret) = (api_key.to_owned(), SECRET.to_owned());
    TestGateway::new(
        test_gateway::TestGatewaySettings { base_url: base_url.to_owned(), api_key, webhook_secret },
        client,
    )
    .unwrap()
}

async fn shop() -> Shop {
    let (tell, received) = mpsc::unbounded_channel();
    let answers = Arc::new(AtomicU16::new(200));
    let status = answers.clone();
    let hook = async move |headers: HeaderMap, body: Bytes| {
        tell.send((headers, body)).unwrap();
        StatusCode::from_u16(status.load(Ordering::SeqCst)).unwrap()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/hook", post(hook))).await });
    Shop { url, received, answers }
}

impl Rig {
    async fn new() -> Rig {
        let now = Arc::new(Mutex::new("2026-11-21T20:00:00Z".parse().unwrap()));
        Rig::on(Scratch::new(), now, shop().await, false).await
    }

    async fn on(dir: Arc<Scratch>, now: Arc<Mutex<DateTime<Utc>>>, shop: Shop, background: bool) -> Rig {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}{MOUNT}", listener.local_addr().unwrap());
        let clock = now.clone();
        let setup = BankSetup {
            dir: dir.0.clone(),
            public_url: base_url.clone(),
            css_href: "/pkg/tessera.css".into(),
            api_key: KEY.into(),
            webhook_secret: SECRET.into(),
            clock: Arc::new(move || *clock.lock().unwrap()),
            client: patient(),
        };
        let bank = if background { TestBank::open(setup).await } else { TestBank::restore(setup) }.unwrap();
        let router = Router::new().nest(MOUNT, bank.router());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Rig { bank, gateway: client_of(&base_url, KEY, patient()), base_url, shop, now, dir }
    }

    /// The same directory, opened by a new process as it were: nothing of the old bank's memory is used.
    async fn restarted(self) -> Rig {
        Rig::on(self.dir, self.now, self.shop, false).await
    }

    fn attempt(&self, number: u128) -> PaymentAttempt {
        PaymentAttempt {
            payment: PaymentId(uuid::Uuid::from_u128(number)),
            order_number: format!("T-{number}"),
            amount: eur(1250),
            locale: Locale::En,
            description: "Night & <Day>".into(),
            buyer_email: "ada@example.org".into(),
            return_url: format!("{}/back?a=1&b=2", self.shop.url),
            cancel_url: format!("{}/cancelled", self.shop.url),
            webhook_url: format!("{}/hook", self.shop.url),
            expires_at: *self.now.lock().unwrap() + TimeDelta::minutes(10),
        }
    }

    fn pass(&self, seconds: i64) {
        *self.now.lock().unwrap() += TimeDelta::seconds(seconds);
    }

    /// Starts a payment and gives its reference and its page.
    async fn start(&self, number: u128) -> (String, String) {
        let started = self.gateway.start(&self.attempt(number)).await.unwrap();
        assert_eq!(started.outcome, Outcome::Pending);
        (started.reference, started.pay_url.unwrap())
    }

    async fn captured(&self, number: u128) -> String {
        let (reference, page) = self.start(number).await;
        press(&page, &[("choice", "approve")]).await;
        reference
    }

    /// The webhooks that came, each proven genuine.
    fn heard(&mut self) -> Vec<WebhookEvent> {
        let now = *self.now.lock().unwrap();
        let mut events = Vec::new();
        while let Ok((headers, body)) = self.shop.received.try_recv() {
            events.push(self.gateway.webhooks().unwrap().verify(&headers, &body, now).unwrap());
        }
        events
    }

    async fn refund(&self, number: u128, reference: &str, minor: i64) -> Result<RefundOutcome, GatewayError> {
        let refund = RefundRequest {
            refund: RefundId(uuid::Uuid::from_u128(number)),
            reference: reference.to_owned(),
            amount: eur(minor),
            reason: "asked for".into(),
        };
        self.gateway.refunds().unwrap().refund(&refund).await
    }
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

async fn location(page: &str, choice: &str) -> String {
    press(page, &[("choice", choice)]).await.headers()["location"].to_str().unwrap().to_owned()
}

async fn press(page: &str, form: &[(&str, &str)]) -> reqwest::Response {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = patient().post(page).header("Content-Type", "application/x-www-form-urlencoded").body(body);
    request.send().await.unwrap()
}

/// One button: where the buyer lands, what the shop can know at once, and what it hears and knows after a while.
async fn check(form: &[(&str, &str)], lands: &str, at_once: &str, seconds: i64, later: &str, heard: &[WebhookAction]) {
    let mut rig = Rig::new().await;
    let (reference, page) = rig.start(1).await;
    let response = press(&page, form).await;
    assert_eq!(response.status(), 303, "{form:?}");
    let location = response.headers()["location"].to_str().unwrap();
    assert!(location.contains(lands), "{form:?} led to {location}");
    assert_eq!(name(&rig.gateway.outcome(&reference).await.unwrap()), at_once, "{form:?}");
    rig.bank.work().await;
    rig.pass(seconds);
    rig.bank.work().await;
    assert_eq!(name(&rig.gateway.outcome(&reference).await.unwrap()), later, "{form:?}");
    let events = rig.heard();
    assert_eq!(events.iter().map(|e| e.action).collect::<Vec<_>>(), heard, "{form:?}");
    assert!(events.iter().all(|e| e.payment_reference.as_deref() == Some(&*reference)));
    assert!(events.windows(2).all(|pair| pair[0].event_id == pair[1].event_id), "twice is the same event");
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Pending => "pending",
        Outcome::Captured { amount, .. } if *amount == eur(1250) => "captured",
        Outcome::Captured { .. } => "captured another amount",
        Outcome::Failed { reason: FailureReason::NotEnoughFunds } => "not enough funds",
        Outcome::Failed { reason: FailureReason::Expired } => "expired",
        Outcome::Failed { .. } => "failed otherwise",
        Outcome::Cancelled => "cancelled",
    }
}

#[tokio::test]
async fn every_button_does_what_it_says() {
    use WebhookAction::*;
    let back = "/back?a=1&b=2";
    check(&[("choice", "approve")], back, "captured", 0, "captured", &[PaymentCaptured]).await;
    check(&[("choice", "decline")], back, "not enough funds", 0, "not enough funds", &[PaymentFailed]).await;
    check(&[("choice", "slowly")], back, "pending", 9, "pending", &[]).await;
    check(&[("choice", "slowly")], back, "pending", 10, "captured", &[PaymentCaptured]).await;
    check(&[("choice", "twice")], back, "captured", 0, "captured", &[PaymentCaptured, PaymentCaptured]).await;
    check(&[("choice", "untold")], back, "captured", 86_400, "captured", &[]).await;
    check(&[("choice", "late"), ("minutes", " 15 ")], back, "pending", 899, "pending", &[]).await;
    check(&[("choice", "late")], back, "pending", 900, "captured", &[PaymentCaptured]).await;
    check(&[("choice", "silent")], "/pay/", "pending", 86_400, "pending", &[]).await;
    check(&[("choice", "cancel")], "/cancelled", "cancelled", 0, "cancelled", &[PaymentCancelled]).await;
}

#[tokio::test]
async fn the_first_answer_counts() {
    let rig = Rig::new().await;
    let (reference, page) = rig.start(1).await;
    let first = location(&page, "decline").await;
    assert_eq!(location(&page, "approve").await, first);
    assert_eq!(name(&rig.gateway.outcome(&reference).await.unwrap()), "not enough funds");
}

#[tokio::test]
async fn the_same_payment_started_again_is_one_payment() {
    let rig = Rig::new().await;
    let attempt = rig.attempt(1);
    let (a, b, c) = tokio::join!(rig.gateway.start(&attempt), rig.gateway.start(&attempt), rig.gateway.start(&attempt));
    let (a, b, c) = (a.unwrap(), b.unwrap(), c.unwrap());
    assert!(a == b && b == c);
    rig.start(2).await;
    assert_eq!(rig.bank.payments(10).len(), 2);

    let other = PaymentAttempt { amount: eur(1), ..attempt };
    let said = rig.gateway.start(&other).await.unwrap_err();
    assert!(matches!(said, GatewayError::SaidOtherwise(_)), "another body with the same key: {said}");
    assert!(said.outcome_unknown(), "the first call has had its effect");
}

#[tokio::test]
async fn a_dead_gateway_is_unreachable_and_nothing_failed() {
    let rig = Rig::new().await;
    let (reference, page) = rig.start(1).await;
    rig.bank.set_settings(BankSettings { outage: Outage::Refuses, ..BankSettings::default() }).unwrap();
    for error in [
        rig.gateway.start(&rig.attempt(2)).await.unwrap_err(),
        rig.gateway.outcome(&reference).await.unwrap_err(),
        rig.gateway.cancel(&reference).await.unwrap_err(),
        rig.gateway.check().await.unwrap_err(),
        rig.refund(1, &reference, 1).await.unwrap_err(),
    ] {
        assert!(matches!(error, GatewayError::Unreachable(_)) && error.outcome_unknown(), "{error:?}");
    }
    assert_eq!(press(&page, &[("choice", "approve")]).await.status(), 503);
    assert_eq!(rig.bank.payments(10).len(), 1);

    rig.bank.set_settings(BankSettings::default()).unwrap();
    assert_eq!(rig.gateway.outcome(&reference).await, Ok(Outcome::Pending));
    assert_eq!(rig.gateway.check().await, Ok(()));

    let closed_port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let nobody = client_of(&format!("http://{closed_port}"), KEY, patient());
    assert!(matches!(nobody.check().await, Err(GatewayError::Unreachable(_))));
}

#[tokio::test]
async fn a_hanging_gateway_has_done_its_work_and_is_found_again() {
    let rig = Rig::new().await;
    let hanging = BankSettings { outage: Outage::Hangs { seconds: 600 }, ..BankSettings::default() };
    rig.bank.set_settings(hanging).unwrap();
    let hasty = client_of(&rig.base_url, KEY, http(Duration::from_millis(500)));
    let error = hasty.start(&rig.attempt(1)).await.unwrap_err();
    assert_eq!(error, GatewayError::Timeout);
    assert!(error.outcome_unknown());

    rig.bank.set_settings(BankSettings::default()).unwrap();
    let (reference, _) = rig.start(1).await;
    let payments = rig.bank.payments(10);
    assert_eq!(payments.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), [reference]);
}

#[tokio::test]
async fn wrong_keys_are_a_matter_of_configuration() {
    let rig = Rig::new().await;
    for key in ["key_pla", "key_play2", "x"] {
        let answer = client_of(&rig.base_url, key, patient()).check().await;
        assert!(matches!(answer, Err(GatewayError::Configuration(_))), "{answer:?}");
    }
    let nothing = patient().get(format!("{}/v1/settings", rig.base_url)).send().await.unwrap();
    assert_eq!(nothing.status(), 401);
    assert_eq!(nothing.headers()["content-type"], "application/problem+json");
}

#[tokio::test]
async fn a_webhook_is_believed_only_whole_lately_and_from_the_bank() {
    let mut rig = Rig::new().await;
    rig.captured(1).await;
    assert_eq!(rig.bank.work().await, 1);
    let (headers, body) = rig.shop.received.try_recv().unwrap();
    let now = *rig.now.lock().unwrap();
    let webhooks = rig.gateway.webhooks().unwrap();
    assert!(webhooks.verify(&headers, &body, now).is_ok());

    assert_eq!(webhooks.verify(&HeaderMap::new(), &body, now), Err(WebhookError::NoSignature));
    let later = now + TimeDelta::seconds(301);
    assert_eq!(webhooks.verify(&headers, &body, later), Err(WebhookError::Old { seconds_off: 301 }));
    let tampered = String::from_utf8(body.to_vec()).unwrap().replace("captured", "refunded");
    assert_eq!(webhooks.verify(&headers, tampered.as_bytes(), now), Err(WebhookError::Forged));
    let forged = format!("t={},v1={}", now.timestamp(), mac("another secret", &[&body]));
    let forged = HeaderMap::from_iter([(test_gateway::SIGNATURE_HEADER.parse().unwrap(), forged.parse().unwrap())]);
    assert_eq!(webhooks.verify(&forged, &body, now), Err(WebhookError::Forged));
}

#[tokio::test]
async fn refunds_stay_within_what_was_paid() {
    let mut rig = Rig::new().await;
    let reference = rig.captured(1).await;
    let first = rig.refund(1, &reference, 500).await.unwrap();
    assert!(matches!(first, RefundOutcome::Done(_)));
    assert_eq!(rig.refund(1, &reference, 500).await.unwrap(), first, "the same refund again is one refund");
    assert!(matches!(rig.refund(1, &reference, 501).await, Err(GatewayError::SaidOtherwise(_))));
    assert!(matches!(rig.refund(2, &reference, 750).await, Ok(RefundOutcome::Done(_))));
    let Err(GatewayError::Refused { code, message }) = rig.refund(3, &reference, 1).await else {
        panic!("nothing is left to refund");
    };
    assert_eq!((code.as_str(), message.starts_with("0.00 EUR")), ("amount_too_large", true));
    assert_eq!(rig.bank.payment(&reference).unwrap().left(), eur(0));

    let RefundOutcome::Done(refund) = first else { unreachable!() };
    let again = rig.gateway.refunds().unwrap().refund_outcome(&refund).await.unwrap();
    assert_eq!(again, RefundOutcome::Done(refund.clone()));
    rig.bank.work().await;
    let told = rig.heard().into_iter().find(|e| e.refund_reference.as_deref() == Some(&*refund)).unwrap();
    assert_eq!(told.action, WebhookAction::RefundDone);

    let (open, _) = rig.start(2).await;
    for (reference, minor) in [(open.as_str(), 1), ("tb_unknown", 1), (&reference, 0), (&reference, -5)] {
        let answer = rig.refund(9, reference, minor).await;
        assert!(matches!(answer, Err(GatewayError::Refused { .. })), "{reference} {minor}: {answer:?}");
    }
}

#[tokio::test]
async fn a_refund_can_be_slow_or_fail() {
    let rig = Rig::new().await;
    let reference = rig.captured(1).await;
    rig.bank.set_settings(BankSettings { refunds: RefundMode::Fail, ..BankSettings::default() }).unwrap();
    assert!(matches!(rig.refund(1, &reference, 1250).await, Ok(RefundOutcome::Failed { .. })));
    rig.bank.set_settings(BankSettings { refunds: RefundMode::Slowly, ..BankSettings::default() }).unwrap();
    let Ok(RefundOutcome::Pending(refund)) = rig.refund(2, &reference, 1250).await else {
        panic!("a failed refund leaves the whole amount to refund, slowly");
    };
    assert!(matches!(rig.refund(3, &reference, 1).await, Err(GatewayError::Refused { .. })), "pending counts");
    rig.pass(10);
    let done = rig.gateway.refunds().unwrap().refund_outcome(&refund).await;
    assert_eq!(done, Ok(RefundOutcome::Done(refund)));
}

#[tokio::test]
async fn what_is_approved_can_not_be_given_up() {
    let rig = Rig::new().await;
    let (open, _) = rig.start(1).await;
    for _ in 0..2 {
        assert_eq!(rig.gateway.cancel(&open).await, Ok(Outcome::Cancelled));
    }
    let (late, page) = rig.start(2).await;
    press(&page, &[("choice", "late")]).await;
    assert_eq!(rig.gateway.cancel(&late).await, Ok(Outcome::Pending));
    rig.pass(900);
    assert_eq!(name(&rig.gateway.cancel(&late).await.unwrap()), "captured");
    let (silent, page) = rig.start(3).await;
    press(&page, &[("choice", "silent")]).await;
    assert_eq!(rig.gateway.cancel(&silent).await, Ok(Outcome::Cancelled));
}

#[tokio::test]
async fn an_open_payment_runs_out_and_says_so() {
    let mut rig = Rig::new().await;
    let (reference, page) = rig.start(1).await;
    rig.pass(600);
    rig.bank.work().await;
    assert_eq!(name(&rig.gateway.outcome(&reference).await.unwrap()), "expired");
    assert_eq!(rig.heard()[0].action, WebhookAction::PaymentFailed);
    location(&page, "approve").await;
    assert_eq!(name(&rig.gateway.outcome(&reference).await.unwrap()), "expired");
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let mut rig = Rig::new().await;
    let captured = rig.captured(1).await;
    rig.refund(1, &captured, 500).await.unwrap();
    let (slow, page) = rig.start(2).await;
    press(&page, &[("choice", "slowly")]).await;
    let before = rig.bank.payments(10);
    let settings = BankSettings { refunds: RefundMode::Slowly, ..BankSettings::default() };
    rig.bank.set_settings(settings.clone()).unwrap();
    std::fs::write(rig.dir.0.join("payments/tb_half.draft"), b"{\"id\":").unwrap();

    rig = rig.restarted().await;
    assert_eq!((rig.bank.payments(10), rig.bank.settings()), (before, settings));
    assert_eq!(rig.gateway.start(&rig.attempt(1)).await.unwrap().reference, captured);
    assert!(matches!(rig.refund(2, &captured, 751).await, Err(GatewayError::Refused { .. })));
    rig.pass(10);
    assert_eq!(rig.bank.work().await, 3, "what was not delivered is delivered, and what was due comes due");
    let heard: Vec<_> = rig.heard().into_iter().map(|e| e.action).collect();
    assert_eq!(heard.iter().filter(|a| **a == WebhookAction::PaymentCaptured).count(), 2);
    assert!(heard.contains(&WebhookAction::RefundDone));
    assert_eq!(name(&rig.gateway.outcome(&slow).await.unwrap()), "captured");

    rig = rig.restarted().await;
    assert_eq!(rig.bank.work().await, 0, "what was delivered stays delivered");
}

#[tokio::test]
async fn a_damaged_file_is_named() {
    let rig = Rig::new().await;
    let (reference, _) = rig.start(1).await;
    std::fs::write(rig.dir.0.join(format!("payments/{reference}.json")), b"{").unwrap();
    let error = Vault::open(rig.dir.0.clone()).unwrap().payments().unwrap_err().to_string();
    assert!(error.contains(&reference), "{error}");
}

#[tokio::test]
async fn a_webhook_is_tried_again_with_pauses_and_then_given_up() {
    let mut rig = Rig::new().await;
    rig.shop.answers.store(500, Ordering::SeqCst);
    let reference = rig.captured(1).await;
    assert_eq!(rig.bank.work().await, 0);
    rig.pass(1);
    rig.bank.work().await;
    assert_eq!(rig.heard().len(), 1, "the first pause is two seconds");
    rig.pass(1);
    rig.bank.work().await;
    assert_eq!(rig.heard().len(), 1);
    for _ in 2..TRIES_MAX {
        rig.pass(300);
        rig.bank.work().await;
        assert_eq!(rig.heard().len(), 1, "each try is signed afresh");
    }
    let delivery = rig.bank.payment(&reference).unwrap().deliveries[0].clone();
    assert_eq!((delivery.state, delivery.tries), (DeliveryState::GivenUp, TRIES_MAX));
    assert!(delivery.trouble.unwrap().contains("500"));

    rig.shop.answers.store(204, Ordering::SeqCst);
    rig.pass(86_400);
    assert_eq!(rig.bank.work().await, 0);
    rig.bank.redeliver(&reference).unwrap();
    assert_eq!(rig.bank.work().await, 1);
    assert_eq!(rig.heard()[0].event_id, delivery.event_id);
}

#[tokio::test]
async fn webhooks_wait_while_the_bank_is_dead() {
    let rig = Rig::new().await;
    rig.captured(1).await;
    rig.bank.set_settings(BankSettings { outage: Outage::Refuses, ..BankSettings::default() }).unwrap();
    assert_eq!(rig.bank.work().await, 0);
    rig.bank.set_settings(BankSettings::default()).unwrap();
    assert_eq!(rig.bank.work().await, 1);
}

#[tokio::test]
async fn the_background_delivers_without_being_asked() {
    let now = Arc::new(Mutex::new("2026-11-21T20:00:00Z".parse().unwrap()));
    let mut rig = Rig::on(Scratch::new(), now, shop().await, true).await;
    rig.captured(1).await;
    assert!(rig.shop.received.recv().await.is_some());
    let (_, page) = rig.start(2).await;
    press(&page, &[("choice", "late")]).await;
    rig.pass(900);
    assert!(rig.shop.received.recv().await.is_some(), "a moved clock is noticed");
}

#[tokio::test]
async fn approved_at_once_needs_no_page() {
    let rig = Rig::new().await;
    let on = patient().put(format!("{}/v1/settings", rig.base_url)).bearer_auth(KEY);
    let on = on.body(r#"{"approve_at_once":true}"#).send().await.unwrap();
    assert_eq!(on.status(), 200);
    let started = rig.gateway.start(&rig.attempt(1)).await.unwrap();
    assert_eq!((name(&started.outcome), started.pay_url), ("captured", None));
    assert_eq!(rig.bank.work().await, 0);
}

#[tokio::test]
async fn bad_requests_are_problems_with_a_reason() {
    let rig = Rig::new().await;
    let good = rig.attempt(1);
    let cases = [
        (PaymentAttempt { amount: eur(0), ..good.clone() }, "amount"),
        (PaymentAttempt { return_url: "javascript:alert(1)".into(), ..good.clone() }, "invalid"),
        (PaymentAttempt { webhook_url: "/hook".into(), ..good.clone() }, "invalid"),
        (PaymentAttempt { description: "x".repeat(2001), ..good.clone() }, "invalid"),
    ];
    for (attempt, expected) in cases {
        let Err(GatewayError::Refused { code, .. }) = rig.gateway.start(&attempt).await else {
            panic!("{expected} is refused");
        };
        assert_eq!(code, expected);
    }
    let post = |body: &'static str| patient().post(format!("{}/v1/payments", rig.base_url)).bearer_auth(KEY).body(body);
    for request in [post("{"), post("{}"), post("[1]").header("Idempotency-Key", "k")] {
        assert_eq!(request.send().await.unwrap().status(), 422);
    }
    for reference in ["", "..", "tb_unknown", "a/b", "%2e%2e"] {
        let answer = rig.gateway.outcome(reference).await;
        assert!(matches!(answer, Err(GatewayError::Refused { ref code, .. }) if code == "not_found"), "{answer:?}");
    }
    assert!(rig.bank.payments(10).is_empty());
}

#[tokio::test]
async fn the_pay_page_speaks_the_buyers_language_and_carries_nothing_inline() {
    let rig = Rig::new().await;
    let italian = PaymentAttempt { locale: Locale::It, ..rig.attempt(1) };
    let page = rig.gateway.start(&italian).await.unwrap().pay_url.unwrap();
    let html = patient().get(&page).header("Accept-Language", "en").send().await.unwrap().text().await.unwrap();
    assert!(html.contains("<html lang=\"it\">") && html.contains("12,50\u{a0}€") && html.contains("Ordine T-1"));
    assert!(html.contains("Night &amp; &lt;Day&gt;") && !html.contains("<Day>"));
    assert!(html.contains("href=\"/pkg/tessera.css\"") && html.contains(&format!("href=\"{MOUNT}/bank.css\"")));
    assert_eq!(html.matches(&format!("action=\"{MOUNT}/pay/")).count(), html.matches("<form").count());
    for inline in ["<script", "<style", " style=", " onclick="] {
        assert!(!html.contains(inline), "{inline}");
    }

    let unknown = format!("{}/pay/tb_unknown", rig.base_url);
    let request = patient().get(&unknown).header("Accept-Language", "it-IT,en;q=0.5");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 404);
    assert!(response.text().await.unwrap().contains("Pagamento inesistente"));
}

#[tokio::test]
async fn a_wrong_number_of_minutes_is_kept_and_explained() {
    let rig = Rig::new().await;
    let (reference, page) = rig.start(1).await;
    for minutes in ["0", "-1", "1441", "soon", "", "\"><b>", "99999999999"] {
        let response = press(&page, &[("choice", "late"), ("minutes", minutes)]).await;
        assert_eq!(response.status(), 422, "{minutes}");
        let html = response.text().await.unwrap();
        assert!(html.contains("from 1 to 1440") && !html.contains("<b>"), "{minutes}");
        assert!(html.contains(&format!("value=\"{}\"", minutes.replace("\"><b>", "&quot;&gt;&lt;b&gt;"))), "{minutes}");
    }
    assert_eq!(press(&page, &[("choice", "steal")]).await.status(), 422);
    assert_eq!(press(&page, &[]).await.status(), 422);
    assert_eq!(rig.gateway.outcome(&reference).await, Ok(Outcome::Pending));
}

/// They stand in forms, and in what drives them.
#[test]
fn a_choice_is_called_as_forms_call_it() {
    let names = ["approve", "decline", "slowly", "twice", "late", "untold", "silent", "cancel"];
    assert!(ChoiceName::VARIANTS.iter().map(|name| name.into_str()).eq(names));
    for (name, word) in ChoiceName::VARIANTS.iter().zip(names) {
        assert_eq!(word.parse(), Ok(*name));
        assert_eq!(name.with(Some(1)).map(ChoiceName::from), Some(*name));
        assert_eq!(name.with(None).is_none(), *name == ChoiceName::ApproveLate);
    }
}

proptest::proptest! {
    #[test]
    fn no_order_of_refunds_gives_back_more_than_was_paid(wanted in proptest::collection::vec((1i64..2000, 0usize..3), 0..20)) {
        let now = DateTime::UNIX_EPOCH;
        let url = String::new;
        let request = Request {
            amount: eur(1250), order_number: url(), description: url(), locale: None, buyer_email: url(),
            return_url: url(), cancel_url: url(), webhook_url: url(), expires_at: now,
        };
        let mut payment = BankPayment::new("tb_1".into(), "k".into(), request, true, now);
        let mut model = 1250;
        for (number, (minor, mode)) in wanted.into_iter().enumerate() {
            let mode = [RefundMode::AtOnce, RefundMode::Slowly, RefundMode::Fail][mode];
            let taken = payment.refund(format!("tr_{number}"), eur(minor), String::new(), mode, now).is_ok();
            proptest::prop_assert_eq!(taken, minor <= model);
            if taken && mode != RefundMode::Fail {
                model -= minor;
            }
            proptest::prop_assert_eq!(payment.left(), eur(model));
        }
    }
}
