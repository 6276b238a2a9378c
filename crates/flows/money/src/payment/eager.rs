//! Beginning payments the moment their orders are placed, by the process that placed them. Whoever sweeps does the same a few
//! seconds later where this process couldn't.

use super::take::Word;
use crate::Treasury;
use crate::orders::secrets::Hash;
use base::Fault;
use domain::ids::{OrderId, OrganizerId, PaymentId};
use domain::payment::{FailureReason, GatewayKind};
use payments::gateway::{Attempt, Outcome};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

/// How many gateways are being talked to at once.
const CALLS_MAX: usize = 128;
/// How long a payment waits for its turn; then it is left to the sweeper, which comes by a moment later.
const PATIENCE: Duration = Duration::from_secs(3);

/// A payment that was written down and can begin.
pub struct Beginning {
    pub payment: PaymentId,
    pub gateway: GatewayKind,
    pub order: OrderId,
    /// Of the order's secret.
    pub secret: Hash,
    pub attempt: Attempt,
}

/// How a payment has begun.
#[derive(Clone, Debug)]
pub enum Begun {
    /// The buyer pays there.
    At(String),
    /// There is nothing more to do for the buyer.
    Settled,
}

/// The payments that this process is beginning, by their orders' secrets.
pub struct Starting {
    begins: Arc<Mutex<HashMap<Hash, watch::Receiver<Option<Begun>>>>>,
    calls: Arc<Semaphore>,
}

impl Default for Starting {
    fn default() -> Starting {
        Starting { begins: Arc::default(), calls: Arc::new(Semaphore::new(CALLS_MAX)) }
    }
}

/// A payment that is beginning.
pub struct Begins(watch::Receiver<Option<Begun>>);

impl Begins {
    /// How it began; `None` when that isn't known here.
    pub async fn ended(mut self) -> Option<Begun> {
        self.0.wait_for(Option::is_some).await.ok().and_then(|begun| begun.clone())
    }
}

impl Starting {
    pub fn of(&self, secret: &Hash) -> Option<Begins> {
        self.begins().get(secret).cloned().map(Begins)
    }

    fn begins(&self) -> MutexGuard<'_, HashMap<Hash, watch::Receiver<Option<Begun>>>> {
        // Entries are put in and taken out whole.
        self.begins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a payment out of the list when it has begun, however that ends.
struct Entry<'a> {
    flows: &'a Treasury,
    secret: Hash,
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.flows.desks().starting.begins().remove(&self.secret);
    }
}

impl Treasury {
    /// Begins payments whose orders were just committed. Returns at once.
    pub fn begin_payments(&self, organizer: OrganizerId, all: Vec<Beginning>) {
        if !self.base.eager {
            return;
        }
        for beginning in all {
            let (sender, receiver) = watch::channel(None);
            self.desks().starting.begins().insert(beginning.secret, receiver);
            let flows = self.clone();
            tokio::spawn(async move {
                let _entry = Entry { flows: &flows, secret: beginning.secret };
                match flows.begin_payment(organizer, beginning).await {
                    Ok(begun) => drop(sender.send_replace(begun)),
                    Err(fault) => {
                        tracing::warn!(%fault, "a payment could not begin at once and is left to the sweeper")
                    }
                }
            });
        }
    }

    async fn begin_payment(&self, organizer: OrganizerId, of: Beginning) -> Result<Option<Begun>, Fault> {
        let turn = tokio::time::timeout(PATIENCE, self.desks().starting.calls.acquire());
        let Ok(Ok(turn)) = turn.await else { return Ok(None) };
        let started = self.gateway(of.gateway)?.start(&of.attempt).await;
        drop(turn);
        let (payment, order) = (of.payment, of.order);
        let (word, begun) = match started {
            Ok(started) => {
                let begun = match (&started.outcome, &started.pay_url) {
                    (Outcome::Pending, url) => url.clone().map(Begun::At),
                    _ => Some(Begun::Settled),
                };
                let said = Some((started.reference, started.pay_url));
                (Word { payment, order, started: said, outcome: started.outcome }, begun)
            }
            Err(error) if error.outcome_unknown() => return Err(error.into()),
            Err(error) => {
                tracing::error!(%error, %payment, "the gateway refused to start a payment");
                let outcome = Outcome::Failed { reason: FailureReason::Other };
                (Word { payment, order, started: None, outcome }, Some(Begun::Settled))
            }
        };
        self.hear(organizer, word).await?;
        Ok(begun)
    }
}
