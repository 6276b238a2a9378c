//! A bank with a mind of its own: answers late, twice, not at all, or changes its mind. Its books are the truth about money.

use crate::dice::Dice;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::ids::RefundId;
use domain::money::Money;
use domain::payment::{FailureReason, GatewayKind};
use payments::error::{GatewayError, WebhookError};
use payments::gateway::{
    Gateway, Outcome, PaymentAttempt, RefundOutcome, RefundRequest, Refunds, Started, WebhookAction, WebhookEvent,
    Webhooks,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// One payment as the bank knows it.
#[derive(Clone, Debug)]
pub struct Account {
    pub payment: Uuid,
    pub organizer_hook: String,
    pub asked: Money,
    pub state: State,
    pub refunds: BTreeMap<Uuid, (Money, Fate)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Captured(Money),
    Failed,
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Pending,
    Done,
    Failed,
}

#[derive(Default)]
struct Books {
    accounts: BTreeMap<String, Account>,
    refused: BTreeSet<String>,
    /// What only a wrong caller can have caused.
    scandals: Vec<String>,
    /// From now on everything is answered, and nothing is kept open.
    reliable: bool,
}

/// Cheap to clone; all clones are one bank.
#[derive(Clone)]
pub struct Bank {
    books: Arc<Mutex<Books>>,
    dice: Arc<Mutex<Dice>>,
}

fn lost() -> GatewayError {
    GatewayError::Unreachable("the line is dead".into())
}

impl Bank {
    pub fn new(dice: Dice) -> Bank {
        Bank { books: Arc::default(), dice: Arc::new(Mutex::new(dice)) }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn chance(&self, percent: usize) -> bool {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).chance(percent)
    }

    /// Whether this call goes wrong, and if so whether it had its effect all the same.
    fn trouble(&self) -> Option<bool> {
        let reliable = self.books().reliable;
        if reliable || !self.chance(12) { None } else { Some(self.chance(50)) }
    }

    /// Says no to a payment, and to the same one again; never to one it has taken on.
    fn refuses(&self, name: &str) -> bool {
        let in_the_mood = self.chance(4);
        let mut books = self.books();
        if books.accounts.contains_key(name) {
            return false;
        }
        if in_the_mood && !books.reliable {
            books.refused.insert(name.to_owned());
        }
        books.refused.contains(name)
    }

    /// Takes a payment on, or finds the one it has.
    fn open(&self, attempt: &PaymentAttempt) -> (String, Outcome) {
        let at_once = self.chance(25);
        let mut books = self.books();
        let name = reference(attempt.payment.0);
        let state = match (books.reliable, at_once) {
            (true, _) => State::Cancelled,
            (false, true) => State::Captured(attempt.amount),
            (false, false) => State::Open,
        };
        let account = books.accounts.entry(name.clone()).or_insert_with(|| Account {
            payment: attempt.payment.0,
            organizer_hook: attempt.webhook_url.clone(),
            asked: attempt.amount,
            state,
            refunds: BTreeMap::new(),
        });
        let (outcome, asked) = (outcome_of(account), account.asked);
        if asked != attempt.amount {
            books.scandals.push(format!("payment {} was asked for with two amounts", attempt.payment));
        }
        (name, outcome)
    }

    pub fn accounts(&self) -> Vec<(String, Account)> {
        self.books().accounts.iter().map(|(name, account)| (name.clone(), account.clone())).collect()
    }

    pub fn scandals(&self) -> Vec<String> {
        self.books().scandals.clone()
    }

    /// What has been captured for one of our attempts.
    pub fn captured(&self, payment: Uuid) -> Option<i64> {
        match self.books().accounts.get(&reference(payment))?.state {
            State::Captured(amount) => Some(amount.minor),
            _ => None,
        }
    }

    /// The buyer, or the bank's own second thoughts.
    pub fn decide(&self, reference: &str, state: State) {
        if let Some(account) = self.books().accounts.get_mut(reference)
            && !matches!(account.state, State::Captured(_))
        {
            account.state = state;
        }
    }

    /// The bank works as it should from now on: what is open is given up, refunds under way arrive.
    pub fn calm_down(&self) {
        let mut books = self.books();
        books.reliable = true;
        for account in books.accounts.values_mut() {
            if account.state == State::Open {
                account.state = State::Cancelled;
            }
            for (_, fate) in account.refunds.values_mut() {
                if *fate == Fate::Pending {
                    *fate = Fate::Done;
                }
            }
        }
    }
}

fn reference(payment: Uuid) -> String {
    format!("sb_{}", payment.simple())
}

fn outcome_of(account: &Account) -> Outcome {
    match account.state {
        State::Open => Outcome::Pending,
        State::Captured(amount) => Outcome::Captured { amount, at: None },
        State::Failed => Outcome::Failed { reason: FailureReason::Declined },
        State::Cancelled => Outcome::Cancelled,
    }
}

#[async_trait]
impl Gateway for Bank {
    fn kind(&self) -> GatewayKind {
        GatewayKind::Test
    }

    async fn start(&self, attempt: &PaymentAttempt) -> Result<Started, GatewayError> {
        // Somewhere to be cut off.
        tokio::task::yield_now().await;
        let trouble = self.trouble();
        if trouble == Some(false) {
            return Err(if self.chance(50) { lost() } else { GatewayError::Timeout });
        }
        if self.refuses(&reference(attempt.payment.0)) {
            return Err(GatewayError::Refused { code: "no".into(), message: "not today".into() });
        }
        let (name, outcome) = self.open(attempt);
        tokio::task::yield_now().await;
        if trouble == Some(true) {
            return Err(GatewayError::Timeout);
        }
        let pay_url = (outcome == Outcome::Pending).then(|| format!("http://bank.example/{name}"));
        Ok(Started { reference: name, pay_url, outcome })
    }

    async fn outcome(&self, reference: &str) -> Result<Outcome, GatewayError> {
        tokio::task::yield_now().await;
        if self.trouble().is_some() {
            return Err(lost());
        }
        let refused = || GatewayError::Refused { code: "not_found".into(), message: "no such payment".into() };
        self.books().accounts.get(reference).map(outcome_of).ok_or_else(refused)
    }

    async fn cancel(&self, reference: &str) -> Result<Outcome, GatewayError> {
        tokio::task::yield_now().await;
        let trouble = self.trouble();
        if trouble == Some(false) {
            return Err(lost());
        }
        // The buyer may have been faster, or it takes the bank a while.
        let (faster, slow) = (self.chance(20), self.chance(20));
        let outcome = {
            let mut books = self.books();
            let reliable = books.reliable;
            let refused = || GatewayError::Refused { code: "not_found".into(), message: "no such payment".into() };
            let account = books.accounts.get_mut(reference).ok_or_else(refused)?;
            if account.state == State::Open {
                account.state = match (reliable, faster, slow) {
                    (false, true, _) => State::Captured(account.asked),
                    (false, false, true) => State::Open,
                    _ => State::Cancelled,
                };
            }
            outcome_of(account)
        };
        if trouble == Some(true) { Err(GatewayError::Timeout) } else { Ok(outcome) }
    }

    fn refunds(&self) -> Option<&dyn Refunds> {
        Some(self)
    }

    fn webhooks(&self) -> Option<&dyn Webhooks> {
        Some(self)
    }

    async fn check(&self) -> Result<(), GatewayError> {
        Ok(())
    }
}

#[async_trait]
impl Refunds for Bank {
    async fn refund(&self, refund: &RefundRequest) -> Result<RefundOutcome, GatewayError> {
        tokio::task::yield_now().await;
        let trouble = self.trouble();
        if trouble == Some(false) {
            return Err(lost());
        }
        let (fails, slow) = (self.chance(12), self.chance(30));
        let RefundId(id) = refund.refund;
        let (name, fate) = {
            let mut books = self.books();
            let reliable = books.reliable;
            let fresh = match (reliable, fails, slow) {
                (false, true, _) => Fate::Failed,
                (false, false, true) => Fate::Pending,
                _ => Fate::Done,
            };
            let refused = || GatewayError::Refused { code: "not_found".into(), message: "no such payment".into() };
            let account = books.accounts.get_mut(&refund.reference).ok_or_else(refused)?;
            let fate = account.refunds.entry(id).or_insert((refund.amount, fresh)).1;
            let given: i64 =
                account.refunds.values().filter(|(_, fate)| *fate != Fate::Failed).map(|(m, _)| m.minor).sum();
            let had = if let State::Captured(amount) = account.state { amount.minor } else { 0 };
            if given > had {
                let scandal = format!("{given} goes back of payment {} that brought {had}", account.payment);
                books.scandals.push(scandal);
            }
            (format!("{}/{}", refund.reference, id.simple()), fate)
        };
        if trouble == Some(true) {
            return Err(GatewayError::Timeout);
        }
        Ok(told(fate, name))
    }

    async fn refund_outcome(&self, reference: &str) -> Result<RefundOutcome, GatewayError> {
        tokio::task::yield_now().await;
        if self.trouble().is_some() {
            return Err(lost());
        }
        let arrives = self.chance(60);
        let refused = || GatewayError::Refused { code: "not_found".into(), message: "no such refund".into() };
        let (payment, id) = reference.split_once('/').ok_or_else(refused)?;
        let id = Uuid::try_parse(id).map_err(|_| refused())?;
        let mut books = self.books();
        let account = books.accounts.get_mut(payment).ok_or_else(refused)?;
        let (_, fate) = account.refunds.get_mut(&id).ok_or_else(refused)?;
        if *fate == Fate::Pending && arrives {
            *fate = Fate::Done;
        }
        Ok(told(*fate, reference.to_owned()))
    }
}

fn told(fate: Fate, name: String) -> RefundOutcome {
    match fate {
        Fate::Pending => RefundOutcome::Pending(name),
        Fate::Done => RefundOutcome::Done(name),
        Fate::Failed => RefundOutcome::Failed { reason: "the account is closed".into() },
    }
}

impl Webhooks for Bank {
    /// The body is `event reference`; the simulator's line can't be forged.
    fn verify(&self, _: &http::HeaderMap, raw: &[u8], _: DateTime<Utc>) -> Result<WebhookEvent, WebhookError> {
        let text = String::from_utf8_lossy(raw).into_owned();
        let (event, reference) = text.split_once(' ').ok_or_else(|| WebhookError::Malformed(text.clone()))?;
        Ok(WebhookEvent {
            event_id: event.to_owned(),
            payment_reference: Some(reference.to_owned()),
            refund_reference: None,
            action: WebhookAction::NotSupported,
        })
    }
}
