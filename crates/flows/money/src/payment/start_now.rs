//! Beginning payments the moment their orders are placed, by the process that placed them. Whoever sweeps does the same a few
//! seconds later where this process couldn't.

use super::gateway_reports::GatewayReport;
use crate::Billing;
use crate::orders::secrets::Hash;
use base::Fault;
use domain::ids::{OrderId, OrganizerId, PaymentId};
use domain::payment::{FailureReason, GatewayKind};
use payments::gateway::{Outcome, PaymentAttempt};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

/// How many gateways are being talked to at once.
const CALLS_MAX: usize = 128;
/// How long a payment waits for its turn; then it is left to the sweeper, which comes by a moment later.
const PATIENCE: Duration = Duration::from_secs(3);

/// A payment that was written down and can begin.
pub struct PaymentToStart {
    pub payment: PaymentId,
    pub gateway: GatewayKind,
    pub order: OrderId,
    /// Of the order's secret.
    pub secret: Hash,
    pub attempt: PaymentAttempt,
}

/// How a payment has begun.
#[derive(Clone, Debug)]
pub enum PaymentStart {
    /// The buyer pays there.
    At(String),
    /// There is nothing more to do for the buyer.
    Settled,
}

/// The payments that this process is beginning, by their orders' secrets.
pub struct PaymentStarts {
    begins: Arc<Mutex<HashMap<Hash, watch::Receiver<Option<PaymentStart>>>>>,
    calls: Arc<Semaphore>,
}

impl Default for PaymentStarts {
    fn default() -> PaymentStarts {
        PaymentStarts { begins: Arc::default(), calls: Arc::new(Semaphore::new(CALLS_MAX)) }
    }
}

/// A payment that is beginning.
pub struct PendingStart(watch::Receiver<Option<PaymentStart>>);

impl PendingStart {
    /// How it began; `None` when that isn't known here.
    pub async fn ended(mut self) -> Option<PaymentStart> {
        self.0.wait_for(Option::is_some).await.ok().and_then(|begun| begun.clone())
    }
}

impl PaymentStarts {
    pub fn of(&self, secret: &Hash) -> Option<PendingStart> {
        self.begins().get(secret).cloned().map(PendingStart)
    }

    fn begins(&self) -> MutexGuard<'_, HashMap<Hash, watch::Receiver<Option<PaymentStart>>>> {
        // Entries are put in and taken out whole.
        self.begins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a payment out of the list when it has begun, however that ends.
struct ListedStart<'a> {
    billing: &'a Billing,
    secret: Hash,
}

impl Drop for ListedStart<'_> {
    fn drop(&mut self) {
        self.billing.state.payment_starts.begins().remove(&self.secret);
    }
}

impl Billing {
    /// Begins payments whose orders were just committed. Returns at once.
    pub fn start_payments_now(&self, organizer: OrganizerId, all: Vec<PaymentToStart>) {
        if !self.base.eager {
            return;
        }
        for beginning in all {
            let (sender, receiver) = watch::channel(None);
            self.state.payment_starts.begins().insert(beginning.secret, receiver);
            let billing = self.clone();
            tokio::spawn(async move {
                let _entry = ListedStart { billing: &billing, secret: beginning.secret };
                match billing.start_payment_now(organizer, beginning).await {
                    Ok(begun) => drop(sender.send_replace(begun)),
                    Err(fault) => {
                        tracing::warn!(%fault, "a payment could not begin at once and is left to the sweeper")
                    }
                }
            });
        }
    }

    async fn start_payment_now(
        &self,
        organizer: OrganizerId,
        of: PaymentToStart,
    ) -> Result<Option<PaymentStart>, Fault> {
        let turn = tokio::time::timeout(PATIENCE, self.state.payment_starts.calls.acquire());
        let Ok(Ok(turn)) = turn.await else { return Ok(None) };
        let started = self.gateway(of.gateway)?.start(&of.attempt).await;
        drop(turn);
        let (payment, order) = (of.payment, of.order);
        let (report, begun) = match started {
            Ok(started) => {
                let begun = match (&started.outcome, &started.pay_url) {
                    (Outcome::Pending, url) => url.clone().map(PaymentStart::At),
                    _ => Some(PaymentStart::Settled),
                };
                let said = Some((started.reference, started.pay_url));
                (GatewayReport { payment, order, started: said, outcome: started.outcome }, begun)
            }
            Err(error) if error.outcome_unknown() => return Err(error.into()),
            Err(error) => {
                tracing::error!(%error, %payment, "the gateway refused to start a payment");
                let outcome = Outcome::Failed { reason: FailureReason::Other };
                (GatewayReport { payment, order, started: None, outcome }, Some(PaymentStart::Settled))
            }
        };
        self.take_report(organizer, report).await?;
        Ok(begun)
    }
}
