//! Talking with gateways, never inside a transaction: read what is to be asked, ask, and take the answer in with a new
//! transaction. An answer that didn't come leaves the payment pending.

use crate::letters::{Letter, LetterKind};
use crate::settle::Settled;
use crate::{Fault, Flows, jobs, live::News};
use chrono::{DateTime, Duration, Utc};
use domain::ids::{OrderId, OrganizerId, PaymentId, RefundId};
use domain::ledger::{self, Account};
use domain::order::OrderState;
use domain::payment::{FailureReason, GatewayKind, PaymentState, Report};
use payments::error::{GatewayError, WebhookError};
use payments::gateway::{Attempt, Gateway, Outcome};
use serde_json::json;
use std::sync::Arc;
use storage::orders::OrderHead;
use storage::payments::PaymentRow;
use storage::{Conn, Scope, orders, payments as rows};

/// Why a webhook was not taken.
#[derive(Debug, thiserror::Error)]
pub enum WebhookRefusal {
    #[error("this gateway sends no webhooks")]
    NoSuchGateway,
    #[error(transparent)]
    NotBelieved(#[from] WebhookError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Flows {
    fn gateway(&self, kind: GatewayKind) -> Result<Arc<dyn Gateway>, Fault> {
        let found = self.gateways.get(kind).cloned();
        found.ok_or_else(|| {
            Fault::Gateway(GatewayError::Configuration(format!("no gateway '{}' is set up", kind.as_str())))
        })
    }

    /// Asks the gateway for the money. Safe to run twice: the attempt's id is the idempotency key.
    pub(crate) async fn start_payment(&self, organizer: OrganizerId, id: PaymentId) -> Result<(), Fault> {
        let Some((payment, attempt)) = self.attempt(organizer, id).await? else { return Ok(()) };
        if payment.payment.state != PaymentState::Created && payment.reference.is_some() {
            return Ok(());
        }
        let started = match self.gateway(payment.payment.gateway)?.start(&attempt).await {
            Ok(started) => started,
            Err(error) if error.outcome_unknown() => return Err(error.into()),
            Err(error) => {
                tracing::error!(%error, payment = %id, "the gateway refused to start a payment");
                return self.take_in(organizer, id, &Outcome::Failed { reason: FailureReason::Other }).await;
            }
        };
        let mut tx = self.organizer(organizer).await?;
        rows::set_reference(&mut tx, organizer, id, &started.reference, started.pay_url.as_deref()).await?;
        self.say(&mut tx, News::Order { organizer, order: payment.order }).await?;
        tx.commit().await?;
        self.take_in(organizer, id, &started.outcome).await
    }

    /// What the gateway is asked, made of stored values only, so that a repeated call is the same call.
    async fn attempt(&self, organizer: OrganizerId, id: PaymentId) -> Result<Option<(PaymentRow, Attempt)>, Fault> {
        let mut tx = self.organizer(organizer).await?;
        let Some(payment) = rows::find(&mut tx, organizer, id, false).await? else { return Ok(None) };
        let Some((order, _)) = orders::find(&mut tx, organizer, payment.order).await? else { return Ok(None) };
        let title = order.lines.first().map(|l| l.event_title.get(order.locale).to_owned()).unwrap_or_default();
        let page = self.site.order_url(&self.keys.order_secret(order.id));
        let attempt = Attempt {
            payment: id,
            order_number: order.number.clone(),
            amount: payment.payment.amount,
            locale: order.locale,
            description: format!("{} · {title}", order.organizer.name),
            buyer_email: order.buyer_email.clone().unwrap_or_default(),
            return_url: page.clone(),
            cancel_url: page,
            webhook_url: format!("{}/webhooks/{}/{organizer}", self.site.url, payment.payment.gateway.as_str()),
            expires_at: payment.created_at + Duration::minutes(domain::hold::PAYMENT_MINUTES),
        };
        Ok(Some((payment, attempt)))
    }

    /// A gateway calls. Verified, stored word for word, deduplicated, and then asked about by a job: what it says is a
    /// hint, not a proof.
    pub async fn receive_webhook(
        &self,
        gateway: GatewayKind,
        organizer: OrganizerId,
        headers: &http::HeaderMap,
        body: &[u8],
    ) -> Result<(), WebhookRefusal> {
        let now = self.clock.now();
        let provider = self.gateways.get(gateway).ok_or(WebhookRefusal::NoSuchGateway)?;
        let event = provider.webhooks().ok_or(WebhookRefusal::NoSuchGateway)?.verify(headers, body, now)?;
        let mut tx = self.db.begin(Scope::Organizer(organizer)).await.map_err(Fault::from)?;
        let new = rows::store_webhook(&mut tx, gateway, &event.event_id, body, now).await.map_err(Fault::from)?;
        if new && let Some(reference) = &event.payment_reference {
            let payment = rows::by_reference(&mut tx, organizer, gateway, reference).await.map_err(Fault::from)?;
            if let Some(payment) = payment {
                self.enqueue(&mut tx, &jobs::CheckPayment { organizer, payment }, None).await?;
            }
        }
        tx.commit().await.map_err(Fault::from)?;
        metrics::counter!("tessera_webhooks_total", "gateway" => gateway.as_str()).increment(1);
        Ok(())
    }

    /// Asks the gateway what became of an attempt, and takes the answer in.
    pub async fn check_payment(&self, organizer: OrganizerId, id: PaymentId) -> Result<(), Fault> {
        let mut tx = self.organizer(organizer).await?;
        let Some(payment) = rows::find(&mut tx, organizer, id, false).await? else { return Ok(()) };
        drop(tx);
        let Some(reference) = &payment.reference else { return self.start_payment(organizer, id).await };
        let outcome = self.gateway(payment.payment.gateway)?.outcome(reference).await?;
        self.take_in(organizer, id, &outcome).await
    }

    /// The buyer is back from the gateway's page: ask at once instead of waiting to be told. A gateway that can't be
    /// reached is no fault of theirs; the page goes on waiting.
    pub async fn check_open_payments(&self, secret: &domain::cart::Secret) -> Result<(), Fault> {
        let Some((mut tx, organizer, order)) = self.open_order(secret).await? else { return Ok(()) };
        let open = rows::of_order(&mut tx, organizer, order).await?;
        drop(tx);
        for payment in open.iter().filter(|p| p.state == PaymentState::Pending) {
            if let Err(fault) = self.check_payment(organizer, payment.id).await {
                tracing::info!(%fault, payment = %payment.id, "could not ask the gateway yet");
            }
        }
        Ok(())
    }

    pub(crate) async fn cancel_payment(&self, organizer: OrganizerId, id: PaymentId) -> Result<(), Fault> {
        let mut tx = self.organizer(organizer).await?;
        let Some(payment) = rows::find(&mut tx, organizer, id, false).await? else { return Ok(()) };
        drop(tx);
        let outcome = match &payment.reference {
            Some(reference) => self.gateway(payment.payment.gateway)?.cancel(reference).await?,
            None => Outcome::Cancelled,
        };
        self.take_in(organizer, id, &outcome).await
    }

    /// Takes a gateway's answer in. The order is locked first, so answers that come twice, late or in any order end the
    /// same way: tickets once, or the money back once.
    pub(crate) async fn take_in(&self, organizer: OrganizerId, id: PaymentId, outcome: &Outcome) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut tx = self.organizer(organizer).await?;
        let Some(seen) = rows::find(&mut tx, organizer, id, false).await? else { return Ok(()) };
        let Some(order) = orders::lock(&mut tx, organizer, seen.order).await? else { return Ok(()) };
        let Some(payment) = rows::find(&mut tx, organizer, id, true).await? else { return Ok(()) };
        let next = match payment.payment.state.report(&outcome.report()) {
            Ok(Some(next)) => next,
            // Nothing new, or a word against money we have already seen: the money counts.
            Ok(None) | Err(domain::payment::Settled) => return Ok(()),
        };
        match (&next, outcome) {
            (PaymentState::Captured, Outcome::Captured { amount, .. }) => {
                self.take_money(&mut tx, organizer, &order, &payment, *amount, now).await?;
            }
            _ => {
                rows::set_state(&mut tx, organizer, id, &next, now).await?;
                if outcome.report() != Report::Pending {
                    self.record(
                        &mut tx,
                        organizer,
                        now,
                        "system",
                        "payment.failed",
                        &order.id.to_string(),
                        json!({"payment": id}),
                    )
                    .await?;
                }
            }
        }
        self.say(&mut tx, News::Order { organizer, order: order.id }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Money has come: it buys the tickets, or it goes back.
    async fn take_money(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: &OrderHead,
        payment: &PaymentRow,
        amount: domain::money::Money,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let (id, gateway) = (payment.payment.id, payment.payment.gateway);
        let account = account_of(gateway, order);
        let settled = if amount == payment.payment.amount {
            self.settle_paid(conn, organizer, order.id, id, Some(account), now).await?
        } else {
            // Not what was asked for: it goes back as it came, and a person is to look.
            rows::set_amount(conn, organizer, id, amount).await?;
            orders::set_attention(conn, organizer, order.id, Some("amount_mismatch")).await?;
            Settled::NoPlaces
        };
        if settled == Settled::Paid {
            return Ok(());
        }
        // A second payment of a paid order, or one that came when its places were gone: given back whole.
        rows::set_state(conn, organizer, id, &PaymentState::Captured, now).await?;
        let received = ledger::received(order.id, account, amount)?;
        self.post(conn, organizer, order.id, "payment", &received, now).await?;
        let why = if settled == Settled::AlreadyPaid { "paid_twice" } else { "paid_too_late" };
        self.give_back(conn, organizer, order.id, id, amount, why, now).await?;
        if order.state == OrderState::AwaitingPayment && settled == Settled::NoPlaces {
            orders::set_state(conn, organizer, order.id, OrderState::Expired, None).await?;
        }
        if let (Some(email), Settled::NoPlaces) = (&order.buyer_email, settled) {
            let kind = LetterKind::PaidTooLate { amount };
            let letter = Letter { order: Some(order.id), to: email.clone(), locale: order.locale, kind };
            self.want_email(conn, organizer, &letter).await?;
        }
        self.record(
            conn,
            organizer,
            now,
            "system",
            &format!("payment.{why}"),
            &order.id.to_string(),
            json!({"payment": id}),
        )
        .await
    }

    /// Writes down that money goes back and has a job send it.
    pub(crate) async fn give_back(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: OrderId,
        payment: PaymentId,
        amount: domain::money::Money,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<RefundId, Fault> {
        let refund = RefundId(self.chance.uuid(now));
        rows::insert_refund(conn, organizer, rows::NewRefund { id: refund, order, payment, amount, reason }, now)
            .await?;
        rows::add_refunded(conn, organizer, payment, amount).await?;
        self.enqueue(conn, &jobs::SendRefund { organizer, refund }, None).await?;
        Ok(refund)
    }
}

/// Where the money of a payment lies.
pub(crate) fn account_of(gateway: GatewayKind, order: &OrderHead) -> Account {
    match (gateway, order.till) {
        (GatewayKind::Cash, Some(till)) => Account::Drawer(till),
        _ => Account::Gateway(gateway),
    }
}
