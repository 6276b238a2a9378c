//! A payment as the bank keeps it, and what can happen to it. Plain data and rules; nothing here waits or writes.

use crate::gateway::settings::RefundMode;
use crate::gateway::vault::VaultError;
use chrono::{DateTime, TimeDelta, Utc};
use domain::locale::Locale;
use domain::money::Money;
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumString, IntoStaticStr, VariantArray};

/// How long the bank thinks when it is told to be slow.
pub const SLOW_SECONDS: i64 = 10;
/// How late a late answer can be.
pub const LATE_MINUTES_MAX: u32 = 1440;
/// A webhook that was never accepted is given up after this many tries, which is about half an hour.
pub const TRIES_MAX: u32 = 12;
const PAUSE_SECONDS_MAX: i64 = 300;

/// What the shop asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub amount: Money,
    pub order_number: String,
    pub description: String,
    /// The buyer's language, where the shop knows it.
    pub locale: Option<Locale>,
    pub buyer_email: String,
    pub return_url: String,
    pub cancel_url: String,
    pub webhook_url: String,
    pub expires_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankPayment {
    pub id: String,
    /// The idempotency key that made it: the shop's own id for the payment.
    pub key: String,
    pub request: Request,
    pub created_at: DateTime<Utc>,
    pub state: BankPaymentState,
    /// How many times the answer is sent: once, or 0 or 2 if so chosen.
    pub answers: u8,
    pub refunds: Vec<BankRefund>,
    pub deliveries: Vec<WebhookDelivery>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum BankPaymentState {
    /// Nobody has chosen an answer yet.
    Open,
    /// Approved, and the money comes at `until`. Can't be given up any more.
    Thinking {
        until: DateTime<Utc>,
    },
    /// The bank will not answer by itself.
    Silent,
    Captured {
        at: DateTime<Utc>,
    },
    Failed {
        at: DateTime<Utc>,
        code: FailureCode,
    },
    Cancelled {
        at: DateTime<Utc>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    InsufficientFunds,
    Expired,
}

/// What a person can make the bank do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(ChoiceName),
    doc = "What a form calls a choice.",
    derive(EnumString, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case", const_into_str)
)]
pub enum Choice {
    Approve,
    Decline,
    /// Approve, [`SLOW_SECONDS`] later.
    #[strum_discriminants(strum(serialize = "slowly"))]
    ApproveSlowly,
    /// Approve and send the webhook twice.
    #[strum_discriminants(strum(serialize = "twice"))]
    ApproveTwice,
    /// Approve, so much later that the hold may be gone.
    #[strum_discriminants(strum(serialize = "late"))]
    ApproveLate {
        minutes: u32,
    },
    /// Approve and send no webhook.
    #[strum_discriminants(strum(serialize = "untold"))]
    ApproveUntold,
    #[strum_discriminants(strum(serialize = "silent"))]
    NeverAnswer,
    Cancel,
}

impl ChoiceName {
    /// The whole choice. `None`: how late is missing.
    pub fn with(self, minutes: Option<u32>) -> Option<Choice> {
        match self {
            ChoiceName::Approve => Some(Choice::Approve),
            ChoiceName::Decline => Some(Choice::Decline),
            ChoiceName::ApproveSlowly => Some(Choice::ApproveSlowly),
            ChoiceName::ApproveTwice => Some(Choice::ApproveTwice),
            ChoiceName::ApproveLate => minutes.map(|minutes| Choice::ApproveLate { minutes }),
            ChoiceName::ApproveUntold => Some(Choice::ApproveUntold),
            ChoiceName::NeverAnswer => Some(Choice::NeverAnswer),
            ChoiceName::Cancel => Some(Choice::Cancel),
        }
    }
}

/// How a payment stands, in the API's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum BankStatus {
    Open,
    Processing,
    Captured,
    Failed,
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankRefund {
    pub id: String,
    pub amount: Money,
    pub reason: String,
    pub created_at: DateTime<Utc>,
    pub state: BankRefundState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum BankRefundState {
    Pending { until: DateTime<Utc> },
    Done { at: DateTime<Utc> },
    Failed { at: DateTime<Utc> },
}

/// One webhook on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookDelivery {
    /// The same for every delivery of the same event.
    pub event_id: String,
    /// Such as `payment.captured`.
    pub kind: String,
    pub refund: Option<String>,
    pub created_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub tries: u32,
    pub state: DeliveryState,
    /// What the last try met, when it wasn't a 2xx.
    pub trouble: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum DeliveryState {
    Waiting,
    Delivered { at: DateTime<Utc> },
    GivenUp,
}

/// Why the bank does not do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum BankRefusal {
    #[error("there is no such payment or refund")]
    NotFound,
    #[error("this idempotency key was used before with another body")]
    KeyReused,
    #[error("{field}: {detail}")]
    Invalid { field: &'static str, detail: String },
    #[error("only a captured payment can be refunded")]
    NotCaptured,
    #[error("a refund is made in the payment's currency")]
    Currency,
    #[error("the amount must be more than nothing")]
    Amount,
    #[error("{} {} of this payment is left to refund", left.decimal(), left.currency)]
    AmountTooLarge { left: Money },
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl BankPayment {
    pub fn new(id: String, key: String, request: Request, approve_at_once: bool, now: DateTime<Utc>) -> BankPayment {
        let state = if approve_at_once { BankPaymentState::Captured { at: now } } else { BankPaymentState::Open };
        let (refunds, deliveries) = (Vec::new(), Vec::new());
        BankPayment { id, key, request, created_at: now, state, answers: 1, refunds, deliveries }
    }

    pub fn status(&self) -> BankStatus {
        match self.state {
            BankPaymentState::Open => BankStatus::Open,
            BankPaymentState::Thinking { .. } | BankPaymentState::Silent => BankStatus::Processing,
            BankPaymentState::Captured { .. } => BankStatus::Captured,
            BankPaymentState::Failed { .. } => BankStatus::Failed,
            BankPaymentState::Cancelled { .. } => BankStatus::Cancelled,
        }
    }

    /// Takes the answer a person chose; only the first one counts.
    pub fn choose(&mut self, choice: Choice, now: DateTime<Utc>) {
        if self.state != BankPaymentState::Open {
            return;
        }
        self.answers = match choice {
            Choice::ApproveTwice => 2,
            Choice::ApproveUntold => 0,
            _ => 1,
        };
        match choice {
            Choice::Approve | Choice::ApproveTwice | Choice::ApproveUntold => {
                self.settle(BankPaymentState::Captured { at: now }, now);
            }
            Choice::ApproveSlowly => {
                self.state = BankPaymentState::Thinking { until: now + TimeDelta::seconds(SLOW_SECONDS) }
            }
            Choice::ApproveLate { minutes } => {
                let minutes = minutes.min(LATE_MINUTES_MAX);
                self.state = BankPaymentState::Thinking { until: now + TimeDelta::minutes(minutes.into()) };
            }
            Choice::Decline => {
                self.settle(BankPaymentState::Failed { at: now, code: FailureCode::InsufficientFunds }, now)
            }
            Choice::NeverAnswer => self.state = BankPaymentState::Silent,
            Choice::Cancel => self.settle(BankPaymentState::Cancelled { at: now }, now),
        }
    }

    /// The shop gives the payment up. What the buyer has approved goes on and may still be captured.
    pub fn cancel(&mut self, now: DateTime<Utc>) {
        if matches!(self.state, BankPaymentState::Open | BankPaymentState::Silent) {
            self.settle(BankPaymentState::Cancelled { at: now }, now);
        }
    }

    /// Lets happen what has come due.
    pub fn advance(&mut self, now: DateTime<Utc>) {
        match self.state {
            BankPaymentState::Thinking { until } if until <= now => {
                self.settle(BankPaymentState::Captured { at: until }, now)
            }
            BankPaymentState::Open if self.request.expires_at <= now => {
                self.settle(BankPaymentState::Failed { at: self.request.expires_at, code: FailureCode::Expired }, now);
            }
            _ => {}
        }
        let mut done = Vec::new();
        for refund in &mut self.refunds {
            if let BankRefundState::Pending { until } = refund.state
                && until <= now
            {
                refund.state = BankRefundState::Done { at: until };
                done.push(refund.id.clone());
            }
        }
        for refund in done {
            self.announce("refund.done", Some(refund), now);
        }
    }

    /// Gives money back, all in all never more than was captured; a refund that failed doesn't count. The same id again
    /// is the same refund.
    pub fn refund(
        &mut self,
        id: String,
        amount: Money,
        reason: String,
        mode: RefundMode,
        now: DateTime<Utc>,
    ) -> Result<BankRefund, BankRefusal> {
        if let Some(known) = self.refunds.iter().find(|refund| refund.id == id) {
            let same = known.amount == amount && known.reason == reason;
            return if same { Ok(known.clone()) } else { Err(BankRefusal::KeyReused) };
        }
        if !matches!(self.state, BankPaymentState::Captured { .. }) {
            return Err(BankRefusal::NotCaptured);
        }
        if amount.currency != self.request.amount.currency {
            return Err(BankRefusal::Currency);
        }
        if amount.minor <= 0 {
            return Err(BankRefusal::Amount);
        }
        let left = self.left();
        if amount.minor > left.minor {
            return Err(BankRefusal::AmountTooLarge { left });
        }
        let (state, kind) = match mode {
            RefundMode::AtOnce => (BankRefundState::Done { at: now }, "refund.done"),
            RefundMode::Slowly => {
                (BankRefundState::Pending { until: now + TimeDelta::seconds(SLOW_SECONDS) }, "refund.pending")
            }
            RefundMode::Fail => (BankRefundState::Failed { at: now }, "refund.failed"),
        };
        let refund = BankRefund { id: id.clone(), amount, reason, created_at: now, state };
        self.refunds.push(refund.clone());
        self.announce(kind, Some(id), now);
        Ok(refund)
    }

    /// What of the captured amount has not gone back and is not on its way back.
    pub fn left(&self) -> Money {
        let gone = self
            .refunds
            .iter()
            .filter(|refund| !matches!(refund.state, BankRefundState::Failed { .. }))
            .fold(0i64, |sum, refund| sum.saturating_add(refund.amount.minor));
        Money::new(self.request.amount.minor.saturating_sub(gone), self.request.amount.currency)
    }

    /// Queues the last event once more; the answer itself if none was ever sent. A payment without an answer says nothing.
    pub fn redeliver(&mut self, now: DateTime<Utc>) {
        match self.deliveries.last().cloned() {
            Some(last) => self.deliveries.push(WebhookDelivery {
                due_at: now,
                tries: 0,
                state: DeliveryState::Waiting,
                trouble: None,
                ..last
            }),
            None if !matches!(
                self.state,
                BankPaymentState::Open | BankPaymentState::Thinking { .. } | BankPaymentState::Silent
            ) =>
            {
                self.announce(&format!("payment.{}", self.status().into_str()), None, now);
            }
            None => {}
        }
    }

    /// When something will happen by itself, if ever.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        let settles = match self.state {
            BankPaymentState::Open => Some(self.request.expires_at),
            BankPaymentState::Thinking { until } => Some(until),
            _ => None,
        };
        let refunds = self.refunds.iter().filter_map(|refund| match refund.state {
            BankRefundState::Pending { until } => Some(until),
            _ => None,
        });
        let deliveries = self.deliveries.iter().filter(|d| d.state == DeliveryState::Waiting).map(|d| d.due_at);
        settles.into_iter().chain(refunds).chain(deliveries).min()
    }

    fn settle(&mut self, state: BankPaymentState, now: DateTime<Utc>) {
        self.state = state;
        let kind = format!("payment.{}", self.status().into_str());
        if self.answers > 0 {
            self.announce(&kind, None, now);
        }
        for _ in 1..self.answers {
            self.redeliver(now);
        }
    }

    fn announce(&mut self, kind: &str, refund: Option<String>, now: DateTime<Utc>) {
        let event_id = format!("ev_{}_{}", self.id.trim_start_matches("tb_"), self.deliveries.len() + 1);
        self.deliveries.push(WebhookDelivery {
            event_id,
            kind: kind.to_owned(),
            refund,
            created_at: now,
            due_at: now,
            tries: 0,
            state: DeliveryState::Waiting,
            trouble: None,
        });
    }
}

impl WebhookDelivery {
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.state == DeliveryState::Waiting && self.due_at <= now
    }

    /// Takes in how a try went: accepted, or again after a pause that doubles each time.
    pub fn tried(&mut self, trouble: Option<String>, now: DateTime<Utc>) {
        self.tries += 1;
        self.state = match trouble {
            None => DeliveryState::Delivered { at: now },
            Some(_) if self.tries >= TRIES_MAX => DeliveryState::GivenUp,
            Some(_) => {
                let pause = (1i64 << self.tries.min(16)).min(PAUSE_SECONDS_MAX);
                self.due_at = now + TimeDelta::seconds(pause);
                DeliveryState::Waiting
            }
        };
        self.trouble = trouble;
    }
}
