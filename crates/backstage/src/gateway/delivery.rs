//! Webhooks out: signed, in the background, again after a failure.

use crate::gateway::payment::{BankPayment, WebhookDelivery};
use crate::gateway::settings::Outage;
use crate::gateway::{TestBank, mac};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

const SIGNATURE_HEADER: &str = "Tessera-Test-Signature";
/// How often the agenda is looked at without the bell: the clock may be moved, so it can't be slept upon.
const GLANCE_MILLISECONDS: u64 = 250;
const AT_ONCE_MAX: usize = 16;

/// One webhook, ready to post, and where it stands in the books.
struct WebhookPost {
    payment: String,
    place: usize,
    url: String,
    signature: String,
    body: String,
}

/// Delivers as long as somebody has the bank.
pub(super) fn spawn(bank: &TestBank) {
    let inner = Arc::downgrade(&bank.inner);
    let bell = bank.inner.bell.clone();
    tokio::spawn(async move {
        while let Some(inner) = inner.upgrade() {
            TestBank { inner }.work().await;
            tokio::select! {
                () = bell.notified() => {}
                () = tokio::time::sleep(Duration::from_millis(GLANCE_MILLISECONDS)) => {}
            }
        }
    });
}

impl TestBank {
    /// Lets everything happen that has come due, and posts the webhooks that are due; returns how many were accepted.
    /// In an outage nothing is posted. A killed process may post one again, never lose one.
    pub async fn work(&self) -> usize {
        let _turn = self.inner.delivering.lock().await;
        let mut due = self.due_posts().into_iter();
        let mut accepted = 0;
        loop {
            let mut posts = JoinSet::new();
            for webhook in due.by_ref().take(AT_ONCE_MAX) {
                posts.spawn(post(self.inner.client.clone(), webhook));
            }
            if posts.is_empty() {
                return accepted;
            }
            while let Some(done) = posts.join_next().await {
                let Ok((webhook, trouble)) = done else { continue };
                accepted += usize::from(trouble.is_none());
                self.note(&webhook, trouble);
            }
        }
    }

    fn due_posts(&self) -> Vec<WebhookPost> {
        let now = (self.inner.clock)();
        let payments: Vec<String> =
            self.books().agenda.iter().take_while(|(at, _)| *at <= now).map(|(_, id)| id.clone()).collect();
        let mut due = Vec::new();
        for id in payments {
            match self.payment(&id) {
                Ok(payment) => {
                    let places = (0..payment.deliveries.len()).filter(|&place| payment.deliveries[place].is_due(now));
                    due.extend(places.map(|place| self.webhook(&payment, place, now.timestamp())));
                }
                Err(refusal) => tracing::warn!(payment = id, %refusal, "the Test Bank can't go on with a payment"),
            }
        }
        if self.settings().outage == Outage::None { due } else { Vec::new() }
    }

    fn webhook(&self, payment: &BankPayment, place: usize, at: i64) -> WebhookPost {
        let body = body(payment, &payment.deliveries[place]);
        let hex = mac(&self.inner.webhook_secret, &[at.to_string().as_bytes(), b".", body.as_bytes()]);
        WebhookPost {
            payment: payment.id.clone(),
            place,
            url: payment.request.webhook_url.clone(),
            signature: format!("t={at},v1={hex}"),
            body,
        }
    }

    fn note(&self, webhook: &WebhookPost, trouble: Option<String>) {
        if let Some(trouble) = &trouble {
            tracing::info!(payment = webhook.payment, trouble, "a webhook of the Test Bank was not accepted");
        }
        let noted = self.change(&webhook.payment, |payment, now| {
            if let Some(delivery) = payment.deliveries.get_mut(webhook.place) {
                delivery.tried(trouble, now);
            }
            Ok(())
        });
        if let Err(refusal) = noted {
            tracing::warn!(payment = webhook.payment, %refusal, "the Test Bank can't note a delivery");
        }
    }
}

/// Says what happened and to what, and no more: the shop asks for the rest.
fn body(payment: &BankPayment, delivery: &WebhookDelivery) -> String {
    json!({
        "id": delivery.event_id,
        "type": delivery.kind,
        "created_at": delivery.created_at,
        "payment": payment.id,
        "refund": delivery.refund,
    })
    .to_string()
}

async fn post(client: reqwest::Client, webhook: WebhookPost) -> (WebhookPost, Option<String>) {
    let sent = client
        .post(&webhook.url)
        .header("Content-Type", "application/json")
        .header(SIGNATURE_HEADER, &webhook.signature)
        .body(webhook.body.clone())
        .send()
        .await;
    let trouble = match sent {
        Ok(response) if response.status().is_success() => None,
        Ok(response) => Some(format!("answered {}", response.status())),
        Err(error) => Some(error.without_url().to_string()),
    };
    (webhook, trouble)
}
