//! Cash: captured when the cashier takes it, given back from the drawer. No network and nothing to wait for.
//!
//! A reference carries its amount (`cash_{payment}_{minor}_{currency}`), so that the gateway can say what was taken
//! without keeping anything.

use crate::error::GatewayError;
use crate::gateway::{Gateway, Outcome, PaymentAttempt, RefundOutcome, RefundRequest, Refunds, Started};
use async_trait::async_trait;
use domain::ids::PaymentId;
use domain::money::Money;
use domain::payment::GatewayKind;
use uuid::Uuid;

pub struct CashGateway;

const TAKEN: &str = "cash";
const GIVEN_BACK: &str = "cashback";

#[async_trait]
impl Gateway for CashGateway {
    fn kind(&self) -> GatewayKind {
        GatewayKind::Cash
    }

    async fn start(&self, attempt: &PaymentAttempt) -> Result<Started, GatewayError> {
        positive(attempt.amount)?;
        Ok(Started {
            reference: taken(attempt.payment, attempt.amount),
            pay_url: None,
            outcome: Outcome::Captured { amount: attempt.amount, at: None },
        })
    }

    async fn outcome(&self, reference: &str) -> Result<Outcome, GatewayError> {
        Ok(Outcome::Captured { amount: amount_of(TAKEN, reference)?, at: None })
    }

    /// Cash that was taken stays taken until it is refunded.
    async fn cancel(&self, reference: &str) -> Result<Outcome, GatewayError> {
        self.outcome(reference).await
    }

    fn refunds(&self) -> Option<&dyn Refunds> {
        Some(self)
    }

    async fn check(&self) -> Result<(), GatewayError> {
        Ok(())
    }
}

#[async_trait]
impl Refunds for CashGateway {
    /// Refuses more than the payment was; that several refunds together stay within it is for the ledger to say, since
    /// a drawer remembers nothing.
    async fn refund(&self, refund: &RefundRequest) -> Result<RefundOutcome, GatewayError> {
        positive(refund.amount)?;
        let taken = amount_of(TAKEN, &refund.reference)?;
        if taken.currency != refund.amount.currency {
            return Err(refused("currency", "a refund is made in the payment's currency"));
        }
        if refund.amount.minor > taken.minor {
            return Err(refused("amount_too_large", "a refund can't be more than the payment"));
        }
        Ok(RefundOutcome::Done(reference(GIVEN_BACK, refund.refund.0, refund.amount)))
    }

    async fn refund_outcome(&self, reference: &str) -> Result<RefundOutcome, GatewayError> {
        amount_of(GIVEN_BACK, reference)?;
        Ok(RefundOutcome::Done(reference.to_owned()))
    }
}

/// How a payment of cash is referred to: what [`CashGateway`] calls it, for a sale that takes the cash in its own transaction.
pub fn taken(payment: PaymentId, amount: Money) -> String {
    reference(TAKEN, payment.0, amount)
}

fn reference(prefix: &str, id: Uuid, amount: Money) -> String {
    format!("{prefix}_{}_{}_{}", id.simple(), amount.minor, amount.currency)
}

fn amount_of(prefix: &str, reference: &str) -> Result<Money, GatewayError> {
    let unknown = || refused("not_found", "this is not a reference to cash");
    let mut parts = reference.split('_');
    let (Some(first), Some(id), Some(minor), Some(currency), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(unknown());
    };
    if first != prefix || Uuid::try_parse(id).is_err() {
        return Err(unknown());
    }
    let amount = Money::new(minor.parse().map_err(|_| unknown())?, currency.parse().map_err(|_| unknown())?);
    positive(amount)?;
    Ok(amount)
}

fn positive(amount: Money) -> Result<(), GatewayError> {
    if amount.minor > 0 { Ok(()) } else { Err(refused("amount", "the amount must be more than nothing")) }
}

fn refused(code: &str, message: &str) -> GatewayError {
    GatewayError::Refused { code: code.to_owned(), message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::ids::RefundId;
    use domain::locale::Locale;
    use domain::money::Currency;

    fn attempt(minor: i64) -> PaymentAttempt {
        PaymentAttempt {
            payment: PaymentId(Uuid::from_u128(7)),
            order_number: "A1".into(),
            amount: Money::new(minor, Currency::EUR),
            locale: Locale::En,
            description: String::new(),
            buyer_email: String::new(),
            return_url: String::new(),
            cancel_url: String::new(),
            webhook_url: String::new(),
            expires_at: DateTime::UNIX_EPOCH,
        }
    }

    fn refund(reference: &str, minor: i64, currency: Currency) -> RefundRequest {
        RefundRequest {
            refund: RefundId(Uuid::from_u128(9)),
            reference: reference.to_owned(),
            amount: Money::new(minor, currency),
            reason: String::new(),
        }
    }

    #[tokio::test]
    async fn cash_is_captured_at_once_and_the_same_each_time() {
        let first = CashGateway.start(&attempt(1250)).await.unwrap();
        let captured = Outcome::Captured { amount: Money::new(1250, Currency::EUR), at: None };
        assert_eq!(first.outcome, captured);
        assert_eq!(first, CashGateway.start(&attempt(1250)).await.unwrap());
        assert_eq!(CashGateway.outcome(&first.reference).await, Ok(captured.clone()));
        assert_eq!(CashGateway.cancel(&first.reference).await, Ok(captured));
    }

    #[tokio::test]
    async fn cash_goes_back_up_to_what_was_taken() {
        let taken = CashGateway.start(&attempt(1250)).await.unwrap().reference;
        let Ok(RefundOutcome::Done(reference)) = CashGateway.refund(&refund(&taken, 1250, Currency::EUR)).await else {
            panic!("the whole amount goes back");
        };
        assert_eq!(CashGateway.refund_outcome(&reference).await, Ok(RefundOutcome::Done(reference.clone())));
        for (minor, currency) in [(1251, Currency::EUR), (1, Currency::USD), (0, Currency::EUR), (-1, Currency::EUR)] {
            let answer = CashGateway.refund(&refund(&taken, minor, currency)).await;
            assert!(matches!(answer, Err(GatewayError::Refused { .. })), "{minor} {currency}: {answer:?}");
        }
        assert!(CashGateway.refund(&refund(&reference, 1, Currency::EUR)).await.is_err(), "a refund is not a payment");
    }

    #[tokio::test]
    async fn what_is_no_reference_is_refused() {
        for text in ["", "cash", "cash_x_1_EUR", "cash_00000000000000000000000000000007_-5_EUR", "tb_1"] {
            assert!(matches!(CashGateway.outcome(text).await, Err(GatewayError::Refused { .. })), "{text}");
        }
    }
}
