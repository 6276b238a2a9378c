//! What a gateway's report comes to. However often, late or in whatever order reports come, money buys an order's tickets
//! once, and what buys nothing goes back whole, once.

use crate::audit::Action;
use crate::email::kind::TooLate;
use crate::hold::HoldState;
use crate::money::Money;
use crate::order::{Attention, OrderState};
use crate::payment::{PaymentReport, PaymentState};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A payment as a report of it is decided on, read under its order's lock and its own.
#[derive(Clone, Copy, Debug)]
pub struct ReportedPayment<'a> {
    pub state: &'a PaymentState,
    /// What was asked for.
    pub amount: Money,
    pub order: OrderState,
    /// Of all lines of the order.
    pub holds: &'a [HoldState],
}

/// What is to be done about a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportDecision {
    /// It says nothing new, or it speaks against money that was seen already: the money counts.
    Nothing,
    /// No money has come: the payment is this now.
    Unpaid(PaymentState),
    /// The money is here, as it was asked for and in time: it buys the tickets.
    Settle,
    /// As [`ReportDecision::Settle`], but some place isn't kept any more. Those that can be had again are
    /// ([`crate::hold::revival`]); else the money is [`UnusableMoney::TooLate`].
    SettleIfFree,
    /// Money has come and buys nothing: the payment is captured, and this amount goes back.
    GiveBack { amount: Money, why: UnusableMoney },
}

/// Why money that came buys nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnusableMoney {
    /// Another amount than was asked for.
    WrongAmount,
    /// The order is paid already, by another payment.
    PaidTwice,
    /// The order has ended, or its places are someone else's.
    TooLate,
}

/// What is written beside a refund that nobody asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum BackReason {
    PaidTwice,
    PaidTooLate,
}

impl ReportedPayment<'_> {
    /// What the report comes to.
    pub fn decide(&self, report: &PaymentReport) -> ReportDecision {
        let Ok(Some(next)) = self.state.report(report) else { return ReportDecision::Nothing };
        let PaymentReport::Captured { amount } = report else { return ReportDecision::Unpaid(next) };
        let give_back = |why| ReportDecision::GiveBack { amount: *amount, why };
        if *amount != self.amount {
            return give_back(UnusableMoney::WrongAmount);
        }
        if self.order.become_state(OrderState::Paid).is_err() {
            let paid = self.order.has_tickets();
            return give_back(if paid { UnusableMoney::PaidTwice } else { UnusableMoney::TooLate });
        }
        let kept = |hold: &HoldState| hold.become_state(HoldState::Posted).is_ok();
        let in_time = self.order == OrderState::AwaitingPayment && !self.holds.is_empty();
        if in_time && self.holds.iter().all(kept) { ReportDecision::Settle } else { ReportDecision::SettleIfFree }
    }
}

impl UnusableMoney {
    pub fn reason(self) -> BackReason {
        match self {
            UnusableMoney::PaidTwice => BackReason::PaidTwice,
            UnusableMoney::WrongAmount | UnusableMoney::TooLate => BackReason::PaidTooLate,
        }
    }

    /// As the trail calls it.
    pub fn action(self) -> Action {
        match self {
            UnusableMoney::PaidTwice => Action::PaymentPaidTwice,
            UnusableMoney::WrongAmount | UnusableMoney::TooLate => Action::PaymentPaidTooLate,
        }
    }

    /// Why a person is to look at the order, if one is.
    pub fn attention(self) -> Option<Attention> {
        match self {
            UnusableMoney::WrongAmount => Some(Attention::AmountMismatch),
            UnusableMoney::PaidTwice | UnusableMoney::TooLate => None,
        }
    }

    /// What becomes of the order; `None`: it stays as it is. One that still waits for money waits no longer.
    pub fn ends(self, order: OrderState) -> Option<OrderState> {
        match self {
            UnusableMoney::PaidTwice => None,
            UnusableMoney::WrongAmount | UnusableMoney::TooLate => order.become_state(OrderState::Expired).ok(),
        }
    }

    /// Whether the buyer is told that the money buys nothing. Who paid twice has the tickets.
    pub fn is_told(self) -> bool {
        self != UnusableMoney::PaidTwice
    }
}

impl TooLate {
    /// What the buyer of an order is told, where the money for it buys nothing. `date_cancelled`: something that was ordered
    /// doesn't take place.
    pub fn of(order: OrderState, date_cancelled: bool) -> TooLate {
        match order {
            OrderState::Cancelled => TooLate::OrderCancelled,
            _ if date_cancelled => TooLate::PerformanceCancelled,
            _ => TooLate::PlacesGone,
        }
    }
}

#[cfg(test)]
mod tests;
