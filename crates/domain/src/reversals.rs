//! What a return comes to: tickets of a paid order that are refunded, or an unpaid order that ends.

use crate::ids::{OrderLineId, PaymentId, TicketId};
use crate::money::{Currency, Money, MoneyError};
use crate::order::OrderState;
use crate::payment::{Payment, PaymentState};
use crate::pricing::Price;
use crate::reason::ReasonRefusal;
use crate::refusal::{OrderRefusal, RuleError};
use crate::ticket::TicketState;
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap};

/// An order as its return is decided on. What is decided changes it, so that the next reversal finds what this one leaves.
#[derive(Clone, Debug)]
pub struct ReversalOrder {
    pub state: OrderState,
    pub currency: Currency,
    /// Until when it may be paid.
    pub expires_at: Option<DateTime<Utc>>,
    pub tickets: Vec<ReversalTicket>,
    /// Oldest first.
    pub payments: Vec<Payment>,
}

#[derive(Clone, Debug)]
pub struct ReversalTicket {
    pub id: TicketId,
    pub line: OrderLineId,
    pub state: TicketState,
    pub price: Price,
    /// Its holder came in and hasn't left since.
    pub inside: bool,
}

/// What a reversal comes to.
#[derive(Debug, PartialEq)]
pub enum ReversalDecision {
    /// There is no need any more.
    Nothing,
    /// The order ends as this, unpaid.
    End(OrderState),
    Refund(RefundDecision),
}

/// Tickets that die, and the money for them.
#[derive(Debug, PartialEq)]
pub struct RefundDecision {
    pub tickets: Vec<(TicketId, OrderLineId)>,
    /// Those of them whose holders are inside.
    pub inside: BTreeSet<TicketId>,
    /// One for each of the tickets.
    pub prices: Vec<Price>,
    pub amount: Money,
    /// From which payments the money goes back, oldest first.
    pub parts: Vec<(PaymentId, Money)>,
    pub reason: String,
}

type Decided<T> = Result<T, RuleError<OrderRefusal>>;

impl ReversalOrder {
    /// Refunds these tickets: all of them, or none. Holders who are inside are refunded only where that is meant.
    pub fn refund(&mut self, tickets: &[TicketId], reason: &str, though_inside: bool) -> Decided<RefundDecision> {
        if !self.state.has_tickets() {
            return Err(refused(OrderRefusal::NotPaid));
        }
        let wanted: BTreeSet<TicketId> = tickets.iter().copied().collect();
        let known: HashMap<TicketId, TicketState> = self.tickets.iter().map(|t| (t.id, t.state)).collect();
        for ticket in &wanted {
            let state = known.get(ticket).ok_or_else(|| refused(OrderRefusal::UnknownTicket))?;
            state.refund().map_err(|_| refused(OrderRefusal::TicketNotValid))?;
        }
        let dying = || self.tickets.iter().filter(|t| wanted.contains(&t.id));
        let inside: BTreeSet<TicketId> = dying().filter(|t| t.inside).map(|t| t.id).collect();
        if !inside.is_empty() && !though_inside {
            let count = u32::try_from(inside.len()).unwrap_or(u32::MAX);
            return Err(refused(OrderRefusal::HolderInside { count }));
        }
        let prices: Vec<Price> = dying().map(|t| t.price).collect();
        let dead: Vec<(TicketId, OrderLineId)> = dying().map(|t| (t.id, t.line)).collect();
        let amount = total_of(&prices, self.currency)?;
        let parts = self.spread(amount)?;
        let all_gone = self.tickets.iter().filter(|t| t.state == TicketState::Valid).count() == dead.len();
        self.become_state(if all_gone { OrderState::Refunded } else { OrderState::PartlyRefunded })?;
        for ticket in self.tickets.iter_mut().filter(|t| wanted.contains(&t.id)) {
            ticket.state = ticket.state.refund().map_err(|_| refused(OrderRefusal::TicketNotValid))?;
        }
        for (id, part) in &parts {
            for payment in self.payments.iter_mut().filter(|p| p.id == *id) {
                payment.refunded = payment.refunded.checked_add(*part)?;
            }
        }
        Ok(RefundDecision { tickets: dead, inside, prices, amount, parts, reason: reason.to_owned() })
    }

    /// Spreads an amount over the captured payments, oldest first.
    fn spread(&self, amount: Money) -> Decided<Vec<(PaymentId, Money)>> {
        let (mut left, mut parts) = (amount, Vec::new());
        for payment in self.payments.iter().filter(|p| p.state == PaymentState::Captured) {
            let room = payment.amount.checked_sub(payment.refunded)?;
            let part = if room.minor < left.minor { room } else { left };
            if part.minor > 0 {
                parts.push((payment.id, part));
                left = left.checked_sub(part)?;
            }
        }
        if left.is_zero() {
            Ok(parts)
        } else {
            Err(refused(OrderRefusal::OverRefund { left: amount.checked_sub(left)? }))
        }
    }

    /// The organizer cancels it: an unpaid order ends; of a paid one every valid ticket is refunded. Without a reason it is
    /// refused, unless something else stands against it.
    pub fn cancel(&mut self, reason: Result<&str, ReasonRefusal>, though_inside: bool) -> Decided<ReversalDecision> {
        let unpaid = self.state == OrderState::AwaitingPayment;
        let valid: Vec<TicketId> =
            self.tickets.iter().filter(|t| t.state == TicketState::Valid).map(|t| t.id).collect();
        if !unpaid && valid.is_empty() {
            return Err(refused(OrderRefusal::Ended));
        }
        // After what ended meanwhile, which no reason mends.
        let reason = reason.map_err(|why| refused(why.into()))?;
        match unpaid {
            true => self.end(OrderState::Cancelled),
            false => Ok(ReversalDecision::Refund(self.refund(&valid, reason, though_inside)?)),
        }
    }

    /// The buyer doesn't want it any more.
    pub fn give_up(&mut self) -> Decided<ReversalDecision> {
        match self.state {
            OrderState::AwaitingPayment => self.end(OrderState::Cancelled),
            OrderState::Cancelled | OrderState::Expired => Ok(ReversalDecision::Nothing),
            OrderState::Paid | OrderState::PartlyRefunded | OrderState::Refunded => {
                Err(refused(OrderRefusal::PaidAlready))
            }
        }
    }

    /// The time to pay is over, if it is. One that has been paid, or has more time, is left alone.
    pub fn expire(&mut self, now: DateTime<Utc>) -> Decided<ReversalDecision> {
        let over = self.expires_at.is_none_or(|at| at <= now);
        if over && self.state == OrderState::AwaitingPayment {
            self.end(OrderState::Expired)
        } else {
            Ok(ReversalDecision::Nothing)
        }
    }

    fn end(&mut self, state: OrderState) -> Decided<ReversalDecision> {
        self.become_state(state)?;
        Ok(ReversalDecision::End(state))
    }

    fn become_state(&mut self, to: OrderState) -> Decided<()> {
        self.state = self.state.become_state(to).map_err(|_| refused(OrderRefusal::Ended))?;
        Ok(())
    }
}

/// What tickets cost, one price each.
fn total_of(prices: &[Price], currency: Currency) -> Result<Money, MoneyError> {
    let totals: Result<Vec<Money>, _> = prices.iter().map(Price::total).collect();
    Money::sum(currency, totals?)
}

fn refused(refusal: OrderRefusal) -> RuleError<OrderRefusal> {
    RuleError::Refused(refusal)
}

#[cfg(test)]
mod tests;
