//! A payment attempt: one call for money to one gateway. An outcome that isn't known is pending, never failed.

use crate::ids::PaymentId;
use crate::money::Money;
use crate::transition::{self, InvalidTransition};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Who moves the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum GatewayKind {
    /// The demo's bank, with a pay page of its own on the backstage.
    Test,
    Cash,
    /// Nothing is owed.
    Free,
}

impl GatewayKind {
    /// Those a buyer can pay with in the shop, in the order they are offered. A server offers the ones it is set up for.
    pub const ONLINE: [GatewayKind; 1] = [GatewayKind::Test];
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PaymentState {
    /// Written down, the gateway not called yet.
    Created,
    /// The gateway knows it; the buyer may be on its page.
    Pending,
    Captured,
    Failed {
        reason: FailureReason,
    },
    Cancelled,
    /// Captured, and given back whole because no places were left when the money came.
    Returned,
}

/// Why a payment failed, in the buyer's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum FailureReason {
    NotEnoughFunds,
    Declined,
    Expired,
    /// The gateway said why in its own words only.
    Other,
}

/// What a gateway reported about an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentReport {
    Pending,
    Captured {
        /// What has come, be it what was asked for or not.
        amount: Money,
    },
    Failed(FailureReason),
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payment is settled already")]
pub struct AlreadySettled;

impl PaymentState {
    /// Takes a report in. Captured is final; a capture that comes after a failure or a cancellation still counts,
    /// because the money has moved. The same report twice is no change (`Ok(None)`).
    pub fn report(&self, report: &PaymentReport) -> Result<Option<PaymentState>, AlreadySettled> {
        use PaymentState::*;
        match (self, report) {
            (Captured | Returned, PaymentReport::Captured { .. } | PaymentReport::Pending) => Ok(None),
            (Captured | Returned, _) => Err(AlreadySettled),
            (_, PaymentReport::Captured { .. }) => Ok(Some(Captured)),
            (Created, PaymentReport::Pending) => Ok(Some(Pending)),
            (Pending | Failed { .. } | Cancelled, PaymentReport::Pending) => Ok(None),
            (Created | Pending, PaymentReport::Failed(reason)) => Ok(Some(Failed { reason: *reason })),
            (Created | Pending, PaymentReport::Cancelled) => Ok(Some(Cancelled)),
            (Failed { .. } | Cancelled, PaymentReport::Failed(_) | PaymentReport::Cancelled) => Ok(None),
        }
    }

    pub fn is_open(&self) -> bool {
        matches!(self, PaymentState::Created | PaymentState::Pending)
    }
}

/// Money on its way back through the gateway that took it. As a payment's, an outcome that isn't known is pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum RefundState {
    /// Written down, the gateway not asked yet.
    Created,
    /// The gateway knows it.
    Pending,
    Done,
    /// It waits for a person. Trying again is another refund.
    Failed,
}

impl RefundState {
    /// Whether the gateway is still to be asked, for the money or for what became of it.
    pub fn is_open(self) -> bool {
        matches!(self, RefundState::Created | RefundState::Pending)
    }

    /// Moves on, or says that this can't be: what ended has ended. Pending may be said any number of times.
    pub fn become_state(self, to: RefundState) -> Result<RefundState, InvalidTransition<RefundState>> {
        transition::change(self, to, self.is_open() && to != RefundState::Created)
    }
}

/// An attempt as the order page and the admin show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub id: PaymentId,
    pub gateway: GatewayKind,
    pub amount: Money,
    pub state: PaymentState,
    /// Where the buyer pays, once the gateway has said so.
    pub pay_url: Option<String>,
    pub refunded: Money,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    #[test]
    fn a_refund_ends_once() {
        use RefundState::*;
        for from in [Created, Pending, Done, Failed] {
            for to in [Created, Pending, Done, Failed] {
                let allowed = matches!((from, to), (Created | Pending, Pending | Done | Failed));
                assert_eq!(from.become_state(to).is_ok(), allowed, "{from:?} to {to:?}");
            }
            assert_eq!(from.is_open(), from.become_state(Done).is_ok(), "{from:?}");
        }
    }

    const CAPTURED: PaymentReport = PaymentReport::Captured { amount: Money::zero(Currency::EUR) };

    fn reports() -> impl Strategy<Value = PaymentReport> {
        prop::sample::select(vec![
            PaymentReport::Pending,
            CAPTURED,
            PaymentReport::Failed(FailureReason::Declined),
            PaymentReport::Cancelled,
        ])
    }

    proptest! {
        /// Replayed, reordered, repeated: the end is captured if any report said so.
        #[test]
        fn the_order_of_reports_does_not_matter_to_money(all in prop::collection::vec(reports(), 0..20)) {
            let mut state = PaymentState::Created;
            for report in &all {
                if let Ok(Some(next)) = state.report(report) {
                    state = next;
                }
            }
            prop_assert_eq!(state == PaymentState::Captured, all.contains(&CAPTURED));
        }
    }
}
