//! The test gateway: a provider like any other, but its money is pretended and its pay page can be told what to answer.
//!
//! Its counterpart is the Test Bank of the backstage; the two share no code, so that each checks the other. JSON over HTTP:
//! `POST /v1/payments`, `GET /v1/payments/{id}`, `POST /v1/payments/{id}/cancel`, `POST /v1/refunds`,
//! `GET /v1/refunds/{id}`, `GET /v1/account`; a bearer key; an `Idempotency-Key` on every POST; problems as RFC 9457.

mod wire;

use crate::call::call;
use crate::error::{GatewayError, WebhookError};
use crate::gateway::{
    Gateway, Outcome, PaymentAttempt, RefundOutcome, RefundRequest, Refunds, Started, WebhookEvent, Webhooks,
};
use crate::signature;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::payment::GatewayKind;
use reqwest::RequestBuilder;
use url::Url;

/// Where the signature of a webhook stands.
pub const SIGNATURE_HEADER: &str = "Tessera-Test-Signature";

/// Where the test gateway is and how it knows us.
#[derive(Clone)]
pub struct TestGatewaySettings {
    /// What `/v1/…` is appended to, such as `http://localhost:3000/backstage/gateway`.
    pub base_url: String,
    pub api_key: String,
    pub webhook_secret: String,
}

pub struct TestGateway {
    base: Url,
    api_key: String,
    webhook_secret: String,
    client: reqwest::Client,
}

impl TestGateway {
    /// Refuses settings that can't work. The client is the one of [`crate::call::client`], or as bounded as that.
    pub fn new(settings: TestGatewaySettings, client: reqwest::Client) -> Result<TestGateway, GatewayError> {
        let TestGatewaySettings { base_url, api_key, webhook_secret } = settings;
        let base = Url::parse(&base_url)
            .map_err(|e| GatewayError::Configuration(format!("'{base_url}' is not an address: {e}")))?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(GatewayError::Configuration(format!("'{base_url}' must begin with http:// or https://")));
        }
        if api_key.is_empty() || webhook_secret.is_empty() {
            return Err(GatewayError::Configuration("the API key and the webhook secret must not be empty".into()));
        }
        Ok(TestGateway { base, api_key, webhook_secret, client })
    }

    /// The address below the base; what isn't ours is escaped, so a strange reference can't reach another route.
    fn url(&self, segments: &[&str]) -> Result<Url, GatewayError> {
        if segments.iter().any(|s| matches!(*s, "" | "." | "..")) {
            let message = "this is not one of the test gateway's references".to_owned();
            return Err(GatewayError::Refused { code: "not_found".into(), message });
        }
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| GatewayError::Configuration("the gateway's address can't have a path".into()))?
            .pop_if_empty()
            .push("v1")
            .extend(segments);
        Ok(url)
    }

    fn get(&self, segments: &[&str]) -> Result<RequestBuilder, GatewayError> {
        Ok(self.client.get(self.url(segments)?).bearer_auth(&self.api_key))
    }

    fn post(&self, segments: &[&str], key: &str) -> Result<RequestBuilder, GatewayError> {
        Ok(self.client.post(self.url(segments)?).bearer_auth(&self.api_key).header("Idempotency-Key", key))
    }
}

#[async_trait]
impl Gateway for TestGateway {
    fn kind(&self) -> GatewayKind {
        GatewayKind::Test
    }

    async fn start(&self, attempt: &PaymentAttempt) -> Result<Started, GatewayError> {
        let request =
            self.post(&["payments"], &attempt.payment.to_string())?.json(&wire::WireNewPayment::from(attempt));
        let payment: wire::WirePayment = call(request).await?;
        let outcome = Outcome::try_from(&payment)?;
        Ok(Started { reference: payment.id, pay_url: payment.pay_url, outcome })
    }

    async fn outcome(&self, reference: &str) -> Result<Outcome, GatewayError> {
        let payment: wire::WirePayment = call(self.get(&["payments", reference])?).await?;
        Outcome::try_from(&payment)
    }

    async fn cancel(&self, reference: &str) -> Result<Outcome, GatewayError> {
        let request = self.post(&["payments", reference, "cancel"], &format!("cancel_{reference}"))?;
        let payment: wire::WirePayment = call(request).await?;
        Outcome::try_from(&payment)
    }

    fn refunds(&self) -> Option<&dyn Refunds> {
        Some(self)
    }

    fn webhooks(&self) -> Option<&dyn Webhooks> {
        Some(self)
    }

    async fn check(&self) -> Result<(), GatewayError> {
        call::<wire::WireAccount>(self.get(&["account"])?).await.map(|_| ())
    }
}

#[async_trait]
impl Refunds for TestGateway {
    async fn refund(&self, refund: &RefundRequest) -> Result<RefundOutcome, GatewayError> {
        let request = self.post(&["refunds"], &refund.refund.to_string())?.json(&wire::WireNewRefund::from(refund));
        call::<wire::WireRefund>(request).await.map(RefundOutcome::from)
    }

    async fn refund_outcome(&self, reference: &str) -> Result<RefundOutcome, GatewayError> {
        call::<wire::WireRefund>(self.get(&["refunds", reference])?).await.map(RefundOutcome::from)
    }
}

impl Webhooks for TestGateway {
    fn verify(
        &self,
        headers: &http::HeaderMap,
        raw_body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<WebhookEvent, WebhookError> {
        let header = headers.get(SIGNATURE_HEADER).ok_or(WebhookError::NoSignature)?;
        let header = header.to_str().map_err(|_| WebhookError::MalformedSignature)?;
        signature::verify(self.webhook_secret.as_bytes(), header, raw_body, now)?;
        let event: wire::WireEvent =
            serde_json::from_slice(raw_body).map_err(|e| WebhookError::Malformed(e.to_string()))?;
        Ok(event.into())
    }
}
