//! What every gateway can do, and what some can do besides.

use crate::error::{GatewayError, WebhookError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::ids::{PaymentId, RefundId};
use domain::locale::Locale;
use domain::money::Money;
use domain::payment::{FailureReason, GatewayKind, PaymentReport};

/// A way to be paid. Every method may be called again with the same arguments and then has no second effect.
#[async_trait]
pub trait Gateway: Send + Sync {
    fn kind(&self) -> GatewayKind;

    /// Starts a payment, or finds it again: the same `attempt.payment` is the same payment, however often it is asked for.
    /// Says where the buyer goes to pay, unless there is nothing left to do.
    async fn start(&self, attempt: &PaymentAttempt) -> Result<Started, GatewayError>;

    /// What the provider knows by now. What it doesn't call succeeded, failed or cancelled in so many words is pending.
    /// The caller compares a captured amount with the one it asked for.
    async fn outcome(&self, reference: &str) -> Result<Outcome, GatewayError>;

    /// Gives up a payment that is still open, because the order it was for has expired, and says what became of it:
    /// a payment the buyer has already confirmed may answer `Pending` or `Captured` and is then to be refunded.
    async fn cancel(&self, reference: &str) -> Result<Outcome, GatewayError>;

    /// How money goes back, where it can.
    fn refunds(&self) -> Option<&dyn Refunds> {
        None
    }

    /// How the provider calls us, where it does.
    fn webhooks(&self) -> Option<&dyn Webhooks> {
        None
    }

    /// Whether the provider can be reached and knows us. For the doctor; moves no money.
    async fn check(&self) -> Result<(), GatewayError>;
}

/// The capability to give money back.
#[async_trait]
pub trait Refunds: Send + Sync {
    /// Gives back some or all of a captured payment; the same `refund.refund` is the same refund. More than is left of
    /// the payment is [`GatewayError::Refused`].
    async fn refund(&self, refund: &RefundRequest) -> Result<RefundOutcome, GatewayError>;

    /// What became of a refund that was pending. What isn't plainly done or failed is pending.
    async fn refund_outcome(&self, reference: &str) -> Result<RefundOutcome, GatewayError>;
}

/// The capability to be told instead of asking.
pub trait Webhooks: Send + Sync {
    /// Proves that the provider sent this body, lately, and says what it is about. The event is a hint to ask
    /// [`Gateway::outcome`], not a proof of payment: events come twice, late and in any order.
    fn verify(
        &self,
        headers: &http::HeaderMap,
        raw_body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<WebhookEvent, WebhookError>;
}

/// One attempt to be paid. Everything in it is fixed when the attempt is recorded, so that a repeated call is the same call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentAttempt {
    /// Ours; the idempotency key of the call.
    pub payment: PaymentId,
    pub order_number: String,
    pub amount: Money,
    /// The language the buyer reads.
    pub locale: Locale,
    /// What the buyer sees that they pay for.
    pub description: String,
    pub buyer_email: String,
    /// Where the buyer comes back to, whatever the answer.
    pub return_url: String,
    /// Where the buyer comes back to having changed their mind.
    pub cancel_url: String,
    pub webhook_url: String,
    /// The provider takes no payment after this.
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The provider's name for the payment, to be kept.
    pub reference: String,
    /// The page where the buyer pays; none where there is nothing to do.
    pub pay_url: Option<String>,
    /// What is already known: cash is captured here, most others are pending.
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Not known yet, in any of the provider's words for it.
    Pending,
    /// The money is ours.
    Captured { amount: Money, at: Option<DateTime<Utc>> },
    /// It will not come.
    Failed { reason: FailureReason },
    /// Given up, by the buyer or by us.
    Cancelled,
}

impl Outcome {
    /// The same in the words of [`domain::payment::PaymentState::report`].
    pub fn report(&self) -> PaymentReport {
        match self {
            Outcome::Pending => PaymentReport::Pending,
            Outcome::Captured { amount, .. } => PaymentReport::Captured { amount: *amount },
            Outcome::Failed { reason } => PaymentReport::Failed(*reason),
            Outcome::Cancelled => PaymentReport::Cancelled,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest {
    /// Ours; the idempotency key of the call.
    pub refund: RefundId,
    /// The payment's, as [`Started`] gave it.
    pub reference: String,
    pub amount: Money,
    /// Why, for the provider's records.
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundOutcome {
    /// On its way; ask again with this reference.
    Pending(String),
    Done(String),
    /// The money stayed with us. A new refund with a new id may be tried.
    Failed {
        reason: String,
    },
}

/// What a verified webhook is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEvent {
    /// The provider's; the same event comes with the same id, so this is what is deduplicated by.
    pub event_id: String,
    pub payment_reference: Option<String>,
    pub refund_reference: Option<String>,
    pub action: WebhookAction,
}

/// A provider's many event names as the few we act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookAction {
    PaymentPending,
    PaymentCaptured,
    PaymentFailed,
    PaymentCancelled,
    RefundPending,
    RefundDone,
    RefundFailed,
    /// Genuine, and nothing to us: store it, answer 200.
    NotSupported,
}
