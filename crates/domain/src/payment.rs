//! A payment attempt: one call for money to one gateway. An outcome that isn't known is pending, never failed.

use crate::ids::PaymentId;
use crate::money::Money;
use crate::order::OrderState;
use crate::refusal::OrderRefusal;
use crate::transition::{self, InvalidTransition};
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumString, IntoStaticStr, VariantArray};

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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "state", rename_all = "snake_case")]
#[strum_discriminants(
    name(PaymentStateName),
    doc = "A payment's state without why it failed.",
    derive(EnumString, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case", const_into_str)
)]
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

    /// Moves on, or says that this can't be. Money that comes after a failure or a cancellation still counts; what was given
    /// back stays so. Whether money that came is given back is said by [`Payment::when_refunded`].
    pub fn become_state(&self, to: PaymentState) -> Result<PaymentState, InvalidTransition<PaymentState>> {
        use PaymentState::*;
        let allowed = matches!(
            (self, &to),
            (Created, Pending)
                | (Created | Pending, Failed { .. } | Cancelled | Captured)
                | (Failed { .. } | Cancelled, Captured)
                | (Captured, Returned)
        );
        transition::change(self.clone(), to, allowed)
    }

    pub fn is_open(&self) -> bool {
        matches!(self, PaymentState::Created | PaymentState::Pending)
    }

    /// Why it failed, if it did.
    pub fn failure(&self) -> Option<FailureReason> {
        match self {
            PaymentState::Failed { reason } => Some(*reason),
            PaymentState::Created
            | PaymentState::Pending
            | PaymentState::Captured
            | PaymentState::Cancelled
            | PaymentState::Returned => None,
        }
    }
}

impl PaymentStateName {
    /// The whole state: one that failed has a reason. One that ended otherwise may have failed before. `None`: they don't go
    /// together.
    pub fn with(self, failure: Option<FailureReason>) -> Option<PaymentState> {
        match (self, failure) {
            (PaymentStateName::Created, None) => Some(PaymentState::Created),
            (PaymentStateName::Pending, None) => Some(PaymentState::Pending),
            (PaymentStateName::Captured, _) => Some(PaymentState::Captured),
            (PaymentStateName::Failed, Some(reason)) => Some(PaymentState::Failed { reason }),
            (PaymentStateName::Cancelled, _) => Some(PaymentState::Cancelled),
            (PaymentStateName::Returned, _) => Some(PaymentState::Returned),
            (PaymentStateName::Created | PaymentStateName::Pending, Some(_)) | (PaymentStateName::Failed, None) => None,
        }
    }
}

/// Money on its way back through the gateway that took it. As a payment's, an outcome that isn't known is pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum RefundState {
    /// Written down, the gateway not asked yet.
    Created,
    /// The gateway knows it.
    Pending,
    Done,
    /// It waits for a person. Trying again is another refund.
    Failed,
    /// It failed, and another was made in its place.
    Replaced,
}

impl RefundState {
    /// Whether the gateway is still to be asked, for the money or for what became of it.
    pub fn is_open(self) -> bool {
        matches!(self, RefundState::Created | RefundState::Pending)
    }

    /// Moves on, or says that this can't be: what ended has ended, but for a failure that another refund makes good. Pending may
    /// be said any number of times.
    pub fn become_state(self, to: RefundState) -> Result<RefundState, InvalidTransition<RefundState>> {
        use RefundState::*;
        let allowed = matches!((self, to), (Created | Pending, Pending | Done | Failed) | (Failed, Replaced));
        transition::change(self, to, allowed)
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

impl Payment {
    /// What becomes of it when a refund has reached the buyer, with its order in this state; `None`: it stays as it is, for
    /// some of it is kept, or it bought tickets.
    pub fn when_refunded(&self, order: OrderState) -> Option<PaymentState> {
        if self.refunded != self.amount || order.has_tickets() {
            return None;
        }
        self.state.become_state(PaymentState::Returned).ok()
    }
}

/// What becomes of somebody's wish to pay once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayAgain {
    /// An attempt that may still bring money is the one to wait for: two open ones could both be paid.
    Wait,
    /// Another attempt begins.
    Begin,
}

/// Whether an order with these attempts can be paid once more, by this one of the gateways that are offered.
pub fn pay_again(
    order: OrderState,
    attempts: &[Payment],
    gateway: GatewayKind,
    offered: &[GatewayKind],
) -> Result<PayAgain, OrderRefusal> {
    match order {
        OrderState::AwaitingPayment => {}
        OrderState::Paid | OrderState::PartlyRefunded => return Err(OrderRefusal::PaidAlready),
        OrderState::Refunded | OrderState::Cancelled | OrderState::Expired => return Err(OrderRefusal::Ended),
    }
    if attempts.iter().any(|attempt| attempt.state.is_open()) {
        return Ok(PayAgain::Wait);
    }
    if offered.contains(&gateway) { Ok(PayAgain::Begin) } else { Err(OrderRefusal::GatewayNotOffered) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    #[test]
    fn a_refund_ends_once() {
        use RefundState::*;
        let may_become = |from: &RefundState| {
            let to = RefundState::VARIANTS.iter().filter(|to| from.become_state(**to).is_ok());
            to.map(|to| to.into_str()).collect::<Vec<_>>().join(" ")
        };
        let all = ["pending done failed", "pending done failed", "", "replaced", ""];
        assert!(RefundState::VARIANTS.iter().map(may_become).eq(all));
        for state in RefundState::VARIANTS {
            assert_eq!(state.is_open(), state.become_state(Done).is_ok(), "{state:?}");
        }
    }

    const STATES: [PaymentState; 6] = [
        PaymentState::Created,
        PaymentState::Pending,
        PaymentState::Captured,
        PaymentState::Failed { reason: FailureReason::Declined },
        PaymentState::Cancelled,
        PaymentState::Returned,
    ];

    fn payment(state: PaymentState, refunded: i64) -> Payment {
        let eur = |minor| Money::new(minor, Currency::EUR);
        Payment {
            id: PaymentId(uuid::Uuid::nil()),
            gateway: GatewayKind::Test,
            amount: eur(5000),
            state,
            pay_url: None,
            refunded: eur(refunded),
        }
    }

    #[test]
    fn money_that_came_stays_until_it_goes_back() {
        let may_become = |from: &PaymentState| {
            let to = STATES.iter().filter(|to| from.become_state((*to).clone()).is_ok());
            to.map(|to| format!("{to:?}")).map(|to| to[..4].to_owned()).collect::<Vec<_>>().join(" ")
        };
        let all = ["Pend Capt Fail Canc", "Capt Fail Canc", "Retu", "Capt", "Capt", ""];
        assert_eq!(STATES.each_ref().map(may_become), all);
        for (from, report) in STATES.iter().flat_map(|from| all_reports().map(move |report| (from, report))) {
            if let Ok(Some(to)) = from.report(&report) {
                assert_eq!(from.become_state(to.clone()), Ok(to), "{from:?} {report:?}");
            }
        }
    }

    #[test]
    fn only_money_that_bought_nothing_and_went_back_whole_is_returned() {
        for order in OrderState::ALL {
            let returned = (!order.has_tickets()).then_some(PaymentState::Returned);
            assert_eq!(payment(PaymentState::Captured, 5000).when_refunded(*order), returned, "{order:?}");
            assert_eq!(payment(PaymentState::Captured, 4999).when_refunded(*order), None, "{order:?}");
            assert_eq!(payment(PaymentState::Returned, 5000).when_refunded(*order), None, "{order:?}");
        }
    }

    #[test]
    fn an_order_is_paid_again_while_it_waits_and_nothing_is_open() {
        use OrderState::*;
        let again = |order, state: PaymentState, offered: &[GatewayKind]| {
            pay_again(order, &[payment(PaymentState::Cancelled, 0), payment(state, 0)], GatewayKind::Test, offered)
        };
        let online = &GatewayKind::ONLINE[..];
        for state in STATES {
            let decided = if state.is_open() { PayAgain::Wait } else { PayAgain::Begin };
            assert_eq!(again(AwaitingPayment, state.clone(), online), Ok(decided), "{state:?}");
            for (order, refusal) in [
                (Paid, OrderRefusal::PaidAlready),
                (PartlyRefunded, OrderRefusal::PaidAlready),
                (Refunded, OrderRefusal::Ended),
                (Cancelled, OrderRefusal::Ended),
                (Expired, OrderRefusal::Ended),
            ] {
                assert_eq!(again(order, state.clone(), online), Err(refusal), "{order:?} {state:?}");
            }
        }
        assert_eq!(again(AwaitingPayment, PaymentState::Cancelled, &[]), Err(OrderRefusal::GatewayNotOffered));
        assert_eq!(again(AwaitingPayment, PaymentState::Pending, &[]), Ok(PayAgain::Wait));
    }

    const CAPTURED: PaymentReport = PaymentReport::Captured { amount: Money::zero(Currency::EUR) };

    fn all_reports() -> impl Iterator<Item = PaymentReport> {
        let failed = PaymentReport::Failed(FailureReason::Declined);
        [PaymentReport::Pending, CAPTURED, failed, PaymentReport::Cancelled].into_iter()
    }

    #[test]
    fn a_state_is_put_together_as_it_was_taken_apart() {
        let all = FailureReason::VARIANTS.iter().map(|reason| PaymentState::Failed { reason: *reason }).chain([
            PaymentState::Created,
            PaymentState::Pending,
            PaymentState::Captured,
            PaymentState::Cancelled,
            PaymentState::Returned,
        ]);
        for state in all {
            assert_eq!(PaymentStateName::from(&state).with(state.failure()), Some(state));
        }
        assert_eq!(PaymentStateName::Failed.with(None), None, "nobody knows why");
        assert_eq!(PaymentStateName::Pending.with(Some(FailureReason::Other)), None, "what has failed doesn't wait");
    }

    fn reports() -> impl Strategy<Value = PaymentReport> {
        prop::sample::select(all_reports().collect::<Vec<_>>())
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
