//! What the test gateway says and hears, and the one place where its words become ours.

use crate::error::GatewayError;
use crate::gateway::{Outcome, PaymentAttempt, RefundOutcome, RefundRequest, WebhookAction, WebhookEvent};
use chrono::{DateTime, Utc};
use domain::money::Money;
use domain::payment::FailureReason;
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
pub(super) struct WireNewPayment<'a> {
    amount: i64,
    currency: &'a str,
    order_number: &'a str,
    description: &'a str,
    locale: &'static str,
    buyer_email: &'a str,
    return_url: &'a str,
    cancel_url: &'a str,
    webhook_url: &'a str,
    expires_at: DateTime<Utc>,
}

impl<'a> From<&'a PaymentAttempt> for WireNewPayment<'a> {
    fn from(attempt: &'a PaymentAttempt) -> WireNewPayment<'a> {
        WireNewPayment {
            amount: attempt.amount.minor,
            currency: attempt.amount.currency.code(),
            order_number: &attempt.order_number,
            description: &attempt.description,
            locale: attempt.locale.tag(),
            buyer_email: &attempt.buyer_email,
            return_url: &attempt.return_url,
            cancel_url: &attempt.cancel_url,
            webhook_url: &attempt.webhook_url,
            expires_at: attempt.expires_at,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct WirePayment {
    pub(super) id: String,
    status: String,
    #[serde(default)]
    amount_captured: Option<i64>,
    #[serde(default)]
    currency: Option<String>,
    #[serde(default)]
    captured_at: Option<DateTime<Utc>>,
    #[serde(default)]
    failure_code: Option<String>,
    #[serde(default)]
    pub(super) pay_url: Option<String>,
}

/// The statuses of a payment; a word that isn't among them is pending, since money may still move.
impl TryFrom<&WirePayment> for Outcome {
    type Error = GatewayError;

    fn try_from(payment: &WirePayment) -> Result<Outcome, GatewayError> {
        match payment.status.as_str() {
            "captured" => Ok(Outcome::Captured { amount: payment.captured()?, at: payment.captured_at }),
            "failed" => Ok(Outcome::Failed { reason: reason(payment.failure_code.as_deref()) }),
            "cancelled" => Ok(Outcome::Cancelled),
            _ => Ok(Outcome::Pending),
        }
    }
}

fn reason(failure_code: Option<&str>) -> FailureReason {
    match failure_code {
        Some("insufficient_funds") => FailureReason::NotEnoughFunds,
        Some("declined") => FailureReason::Declined,
        Some("expired") => FailureReason::Expired,
        _ => FailureReason::Other,
    }
}

impl WirePayment {
    fn captured(&self) -> Result<Money, GatewayError> {
        let (Some(minor), Some(currency)) = (self.amount_captured, self.currency.as_deref()) else {
            return Err(GatewayError::Malformed("a captured payment without its amount".into()));
        };
        let currency = currency.parse().map_err(|_| GatewayError::Malformed(format!("currency '{currency}'")))?;
        Ok(Money::new(minor, currency))
    }
}

#[derive(Serialize)]
pub(super) struct WireNewRefund<'a> {
    payment: &'a str,
    amount: i64,
    currency: &'a str,
    reason: &'a str,
}

impl<'a> From<&'a RefundRequest> for WireNewRefund<'a> {
    fn from(refund: &'a RefundRequest) -> WireNewRefund<'a> {
        WireNewRefund {
            payment: &refund.reference,
            amount: refund.amount.minor,
            currency: refund.amount.currency.code(),
            reason: &refund.reason,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct WireRefund {
    id: String,
    status: String,
    #[serde(default)]
    failure_code: Option<String>,
}

/// The statuses of a refund; an unknown word is pending.
impl From<WireRefund> for RefundOutcome {
    fn from(refund: WireRefund) -> RefundOutcome {
        match refund.status.as_str() {
            "done" => RefundOutcome::Done(refund.id),
            "failed" => RefundOutcome::Failed { reason: refund.failure_code.unwrap_or_else(|| "refused".into()) },
            _ => RefundOutcome::Pending(refund.id),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct WireAccount {
    #[serde(rename = "name")]
    _name: String,
}

#[derive(Deserialize)]
pub(super) struct WireEvent {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    payment: Option<String>,
    #[serde(default)]
    refund: Option<String>,
}

impl From<WireEvent> for WebhookEvent {
    fn from(event: WireEvent) -> WebhookEvent {
        let action = match event.kind.as_str() {
            "payment.pending" => WebhookAction::PaymentPending,
            "payment.captured" => WebhookAction::PaymentCaptured,
            "payment.failed" => WebhookAction::PaymentFailed,
            "payment.cancelled" => WebhookAction::PaymentCancelled,
            "refund.pending" => WebhookAction::RefundPending,
            "refund.done" => WebhookAction::RefundDone,
            "refund.failed" => WebhookAction::RefundFailed,
            _ => WebhookAction::NotSupported,
        };
        WebhookEvent { event_id: event.id, payment_reference: event.payment, refund_reference: event.refund, action }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Currency;
    use proptest::prelude::*;

    /// A payment with every field that would make it a success or a failure, but for the word.
    fn payment(status: &str) -> WirePayment {
        WirePayment {
            id: "tb_1".into(),
            status: status.into(),
            amount_captured: Some(1250),
            currency: Some("EUR".into()),
            captured_at: None,
            failure_code: Some("insufficient_funds".into()),
            pay_url: None,
        }
    }

    fn refund(status: &str) -> WireRefund {
        WireRefund { id: "tr_1".into(), status: status.into(), failure_code: Some("refused".into()) }
    }

    #[test]
    fn the_known_words_are_understood() {
        let captured = Outcome::Captured { amount: Money::new(1250, Currency::EUR), at: None };
        assert_eq!(Outcome::try_from(&payment("captured")), Ok(captured));
        let failed = Outcome::Failed { reason: FailureReason::NotEnoughFunds };
        assert_eq!(Outcome::try_from(&payment("failed")), Ok(failed));
        assert_eq!(Outcome::try_from(&payment("cancelled")), Ok(Outcome::Cancelled));
        assert_eq!(RefundOutcome::from(refund("done")), RefundOutcome::Done("tr_1".into()));
        assert_eq!(RefundOutcome::from(refund("failed")), RefundOutcome::Failed { reason: "refused".into() });
    }

    #[test]
    fn a_capture_without_its_amount_is_not_believed() {
        for broken in [
            WirePayment { amount_captured: None, ..payment("captured") },
            WirePayment { currency: None, ..payment("captured") },
            WirePayment { currency: Some("???".into()), ..payment("captured") },
        ] {
            let answer = Outcome::try_from(&broken);
            assert!(answer.is_err_and(|e| e.outcome_unknown()));
        }
    }

    /// Words near the known ones, and any others.
    fn unknown_word() -> impl Strategy<Value = String> {
        let near = prop::sample::select(vec![
            "Captured",
            "captured ",
            "capture",
            "succeeded",
            "paid",
            "FAILED",
            "fail",
            "declined",
            "error",
            "refused",
            "canceled",
            "expired",
            "open",
            "processing",
            "Done",
            "success",
            "",
        ]);
        prop_oneof![near.prop_map(str::to_owned), ".*"]
            .prop_filter("unknown", |w| !["captured", "failed", "cancelled", "done"].contains(&w.as_str()))
    }

    proptest! {
        #[test]
        fn an_unknown_word_is_pending(word in unknown_word()) {
            prop_assert_eq!(Outcome::try_from(&payment(&word)), Ok(Outcome::Pending));
            prop_assert_eq!(RefundOutcome::from(refund(&word)), RefundOutcome::Pending("tr_1".into()));
        }
    }
}
