//! Talking with gateways, never inside a transaction: read what is to be asked, ask, and take the answer in with a new
//! transaction. An answer that didn't come leaves the payment pending.

pub mod start_now;
mod single_report;
pub mod gateway_reports;

use crate::{Billing, jobs};
use base::Fault;
use chrono::{DateTime, Duration, Utc};
use domain::event::Organizer;
use domain::ids::{OrderId, OrganizerId, PaymentId};
use domain::locale::Locale;
use domain::money::Money;
use domain::payment::{FailureReason, GatewayKind, PaymentState};
use gateway_reports::GatewayReport;
use payments::error::{GatewayError, WebhookError};
use payments::gateway::{Gateway, Outcome, PaymentAttempt};
use std::sync::Arc;
use storage::payments::{PaymentDescription, PaymentRow};
use storage::{Conn, Scope, orders, payments as rows};

/// In the query of the order's address to which a gateway sends whoever has paid: the page then asks for no money.
pub const BACK_FROM_GATEWAY: &str = "from_bank";

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

/// What an attempt is made of.
pub struct AttemptParts<'a> {
    pub payment: PaymentId,
    pub gateway: GatewayKind,
    pub organizer: OrganizerId,
    pub order: OrderId,
    pub order_number: &'a str,
    pub amount: Money,
    pub locale: Locale,
    pub asked: &'a PaymentDescription,
    pub buyer_email: &'a str,
    pub created_at: DateTime<Utc>,
}

impl Billing {
    fn gateway(&self, kind: GatewayKind) -> Result<Arc<dyn Gateway>, Fault> {
        let found = self.state.gateways.get(kind).cloned();
        found.ok_or_else(|| {
            Fault::Gateway(GatewayError::Configuration(format!("no gateway '{}' is set up", kind.into_str())))
        })
    }

    /// The ways to pay online that an organizer offers, in its order, as far as they are set up here.
    pub async fn gateways_of(&self, conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<GatewayKind>, Fault> {
        let names = storage::organizers::gateways(conn, organizer).await?;
        let kinds = names.iter().filter_map(|name| name.parse::<GatewayKind>().ok());
        Ok(kinds.filter(|k| self.state.gateways.get(*k).is_some()).collect())
    }

    /// Asks the gateway for the money. Safe to run twice: the attempt's id is the idempotency key.
    pub async fn start_payment(&self, organizer: OrganizerId, id: PaymentId) -> Result<(), Fault> {
        let Some((payment, attempt)) = self.attempt(organizer, id).await? else { return Ok(()) };
        if payment.payment.state != PaymentState::Created && payment.reference.is_some() {
            return Ok(());
        }
        let started = match self.gateway(payment.payment.gateway)?.start(&attempt).await {
            Ok(started) => started,
            Err(error) if error.outcome_unknown() => return Err(error.into()),
            Err(error) => {
                tracing::error!(%error, payment = %id, "the gateway refused to start a payment");
                return self.take_in(organizer, &payment, Outcome::Failed { reason: FailureReason::Other }).await;
            }
        };
        let said = Some((started.reference, started.pay_url));
        let (order, outcome) = (payment.order, started.outcome);
        self.take_report(organizer, GatewayReport { payment: id, order, started: said, outcome }).await
    }

    /// What the gateway is asked, made of stored values only, so that a repeated call is the same call.
    async fn attempt(
        &self,
        organizer: OrganizerId,
        id: PaymentId,
    ) -> Result<Option<(PaymentRow, PaymentAttempt)>, Fault> {
        let mut tx = self.base.organizer(organizer).await?;
        let Some(payment) = rows::find(&mut tx, organizer, id, false).await? else { return Ok(None) };
        let Some((order, _)) = orders::find(&mut tx, organizer, payment.order).await? else { return Ok(None) };
        let title = order.lines.first().map(|l| l.event_title.get(order.locale)).unwrap_or_default();
        let asked = rows::keep_asked(&mut tx, organizer, id, &self.words_for_gateway(&order.organizer, title)).await?;
        tx.commit().await?;
        let attempt = self.attempt_of(&AttemptParts {
            payment: id,
            gateway: payment.payment.gateway,
            organizer,
            order: order.id,
            order_number: &order.number,
            amount: payment.payment.amount,
            locale: order.locale,
            asked: &asked,
            buyer_email: order.buyer_email.as_deref().unwrap_or_default(),
            created_at: payment.created_at,
        });
        Ok(Some((payment, attempt)))
    }

    /// What a gateway is told of an order whose first line is of this title.
    pub fn words_for_gateway(&self, organizer: &Organizer, title: &str) -> PaymentDescription {
        PaymentDescription { site: self.base.site.url.clone(), description: format!("{} · {title}", organizer.name) }
    }

    pub fn attempt_of(&self, of: &AttemptParts<'_>) -> PaymentAttempt {
        let PaymentDescription { site, description } = of.asked;
        let page = base::order_url(site, &self.base.keys.order_secret(of.order));
        PaymentAttempt {
            payment: of.payment,
            order_number: of.order_number.to_owned(),
            amount: of.amount,
            locale: of.locale,
            description: description.clone(),
            buyer_email: of.buyer_email.to_owned(),
            return_url: format!("{page}?{BACK_FROM_GATEWAY}=1"),
            cancel_url: page,
            webhook_url: format!("{site}/webhooks/{}/{}", of.gateway.into_str(), of.organizer),
            expires_at: of.created_at + Duration::minutes(domain::hold::PAYMENT_MINUTES),
        }
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
        let now = self.base.clock.now();
        let provider = self.state.gateways.get(gateway).ok_or(WebhookRefusal::NoSuchGateway)?;
        let event = provider.webhooks().ok_or(WebhookRefusal::NoSuchGateway)?.verify(headers, body, now)?;
        let mut tx = self.base.db.begin(Scope::Organizer(organizer)).await.map_err(Fault::from)?;
        let new = rows::store_webhook(&mut tx, gateway, &event.event_id, body, now).await.map_err(Fault::from)?;
        if new && let Some(reference) = &event.payment_reference {
            let payment = rows::by_reference(&mut tx, organizer, gateway, reference).await.map_err(Fault::from)?;
            if let Some(payment) = payment {
                self.base.enqueue(&mut tx, &jobs::CheckPayment { organizer, payment }, None).await?;
            }
        }
        tx.commit().await.map_err(Fault::from)?;
        metrics::counter!("tessera_webhooks_total", "gateway" => gateway.into_str()).increment(1);
        Ok(())
    }

    /// Asks the gateway what became of an attempt, and takes the answer in.
    pub async fn check_payment(&self, organizer: OrganizerId, id: PaymentId) -> Result<(), Fault> {
        let mut tx = self.base.organizer(organizer).await?;
        let Some(payment) = rows::find(&mut tx, organizer, id, false).await? else { return Ok(()) };
        drop(tx);
        let Some(reference) = &payment.reference else { return self.start_payment(organizer, id).await };
        let outcome = self.gateway(payment.payment.gateway)?.outcome(reference).await?;
        self.take_in(organizer, &payment, outcome).await
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

    /// Calls an open attempt off. One whose beginning was never heard of may have begun all the same: it is begun again,
    /// which is the same attempt to the gateway, and then called off by its name. What it has taken meanwhile goes back.
    pub async fn cancel_payment(&self, organizer: OrganizerId, id: PaymentId) -> Result<(), Fault> {
        let Some((payment, attempt)) = self.attempt(organizer, id).await? else { return Ok(()) };
        if !payment.payment.state.is_open() {
            return Ok(());
        }
        let gateway = self.gateway(payment.payment.gateway)?;
        let Some(reference) = &payment.reference else {
            let started = match gateway.start(&attempt).await {
                Ok(started) => started,
                Err(error) if error.outcome_unknown() => return Err(error.into()),
                Err(_) => return self.take_in(organizer, &payment, Outcome::Cancelled).await,
            };
            let outcome = match started.outcome {
                Outcome::Pending => gateway.cancel(&started.reference).await?,
                ended => ended,
            };
            let (order, said) = (payment.order, Some((started.reference, started.pay_url)));
            return self.take_report(organizer, GatewayReport { payment: id, order, started: said, outcome }).await;
        };
        let outcome = gateway.cancel(reference).await?;
        self.take_in(organizer, &payment, outcome).await
    }

    async fn take_in(&self, organizer: OrganizerId, of: &PaymentRow, outcome: Outcome) -> Result<(), Fault> {
        let (payment, order) = (of.payment.id, of.order);
        self.take_report(organizer, GatewayReport { payment, order, started: None, outcome }).await
    }
}
