//! What becomes of each return, decided in the order in which they came, on what was read under the orders' locks. No IO.

use super::{How, Once, Return};
use crate::settle::total_of;
use base::idempotency::OnceRefusal;
use base::{Failure, Fault};
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrderLineId, PaymentId, PrintJobId, TicketId, TillId};
use domain::money::Money;
use domain::order::OrderState;
use domain::payment::{Payment, PaymentState};
use domain::pricing::Price;
use domain::refusal::OrderRefusal;
use domain::ticket::TicketState;
use domain::till::Till;
use std::collections::{BTreeSet, HashMap};
use storage::orders::{LineRow, OrderHead};
use storage::returns::TicketRow;

pub(super) type Refused = Failure<OnceRefusal<OrderRefusal>>;

/// An order under its lock. What is decided changes it, so that the next return of a batch finds what this one leaves.
pub(super) struct OrderSeen {
    pub head: OrderHead,
    pub lines: Vec<LineRow>,
    pub tickets: Vec<TicketRow>,
    /// Oldest first.
    pub payments: Vec<Payment>,
}

/// What all returns of a batch are decided on.
#[derive(Default)]
pub(super) struct Seen {
    pub orders: HashMap<OrderId, OrderSeen>,
    /// What was asked with the keys that were used and what prints for it, by command and key.
    pub keys: HashMap<(String, String), (Vec<u8>, Option<PrintJobId>)>,
    /// Read where tickets come back over a counter.
    pub tills: HashMap<TillId, Till>,
}

/// What a return comes to.
#[derive(Debug, PartialEq)]
pub(super) enum Decision {
    /// There is no need any more.
    Nothing,
    /// It has been done before, and this prints for it.
    Same(Option<PrintJobId>),
    /// The order ends as this, unpaid.
    End(OrderState),
    Refund(Refund),
}

/// Tickets that die, and the money for them.
#[derive(Debug, PartialEq)]
pub(super) struct Refund {
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

impl Seen {
    pub(super) fn decide(&mut self, back: &Return, now: DateTime<Utc>) -> Result<Decision, Refused> {
        let once = back.once();
        if let Some((request, job)) = once.and_then(|once| self.keys.get(&once.id())) {
            return match once.is_some_and(|once| once.request == request.as_slice()) {
                true => Ok(Decision::Same(*job)),
                false => Err(Failure::Refused(OnceRefusal::KeyReused)),
            };
        }
        let Some(order) = self.orders.get_mut(&back.order) else {
            return match back.how {
                How::Expire => Ok(Decision::Nothing),
                _ => Err(refused(OrderRefusal::Unknown)),
            };
        };
        let decision = match &back.how {
            How::Refund { tickets, reason, though_inside, .. } => {
                Decision::Refund(order.refund(tickets, reason, *though_inside)?)
            }
            How::Cancel { reason, though_inside } => order.cancel(reason.as_deref(), *though_inside)?,
            How::GiveUp => order.give_up()?,
            How::Expire => order.expire(now),
        };
        if let Some(once) = once {
            self.keys.insert(once.id(), (once.request.to_vec(), None));
        }
        Ok(decision)
    }

    /// This prints for a return, also when it is asked for again.
    pub(super) fn printed(&mut self, back: &Return, job: Option<PrintJobId>) {
        if let Some((_, printed)) = back.once().and_then(|once| self.keys.get_mut(&once.id())) {
            *printed = job;
        }
    }
}

impl Once {
    fn id(&self) -> (String, String) {
        (self.command.to_owned(), self.key.clone())
    }
}

impl OrderSeen {
    fn refund(&mut self, tickets: &[TicketId], reason: &str, though_inside: bool) -> Result<Refund, Refused> {
        if !self.head.state.has_tickets() {
            return Err(refused(OrderRefusal::NotPaid));
        }
        let wanted: BTreeSet<TicketId> = tickets.iter().copied().collect();
        let known: HashMap<TicketId, TicketState> = self.tickets.iter().map(|t| (t.id, t.state)).collect();
        for ticket in &wanted {
            match known.get(ticket) {
                None => return Err(refused(OrderRefusal::UnknownTicket)),
                Some(TicketState::Valid) => {}
                Some(_) => return Err(refused(OrderRefusal::TicketNotValid)),
            }
        }
        let dying: Vec<(TicketId, OrderLineId)> =
            self.tickets.iter().filter(|t| wanted.contains(&t.id)).map(|t| (t.id, t.line)).collect();
        let inside: BTreeSet<TicketId> =
            self.tickets.iter().filter(|t| t.inside && wanted.contains(&t.id)).map(|t| t.id).collect();
        if !inside.is_empty() && !though_inside {
            let count = u32::try_from(inside.len()).unwrap_or(u32::MAX);
            return Err(refused(OrderRefusal::HolderInside { count }));
        }
        let prices = dying.iter().map(|(_, line)| self.price_of(*line)).collect::<Result<Vec<_>, Fault>>()?;
        let amount = total_of(&prices, self.head.currency)?;
        let parts = self.spread(amount)?;
        let all_gone = self.tickets.iter().filter(|t| t.state == TicketState::Valid).count() == dying.len();
        let next = if all_gone { OrderState::Refunded } else { OrderState::PartlyRefunded };
        self.head.state = self.head.state.become_state(next).map_err(|_| refused(OrderRefusal::Ended))?;
        for ticket in self.tickets.iter_mut().filter(|t| wanted.contains(&t.id)) {
            ticket.state = TicketState::Refunded;
        }
        for (id, part) in &parts {
            for payment in self.payments.iter_mut().filter(|p| p.id == *id) {
                payment.refunded = payment.refunded.checked_add(*part)?;
            }
        }
        Ok(Refund { tickets: dying, inside, prices, amount, parts, reason: reason.to_owned() })
    }

    fn price_of(&self, line: OrderLineId) -> Result<Price, Fault> {
        let line = self.lines.iter().find(|l| l.id == line).ok_or_else(|| Fault::Broken(format!("{line} is gone")))?;
        Ok(line.price)
    }

    /// Spreads an amount over the captured payments, oldest first.
    fn spread(&self, amount: Money) -> Result<Vec<(PaymentId, Money)>, Refused> {
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

    /// An unpaid order ends; of a paid one every valid ticket is refunded.
    fn cancel(&mut self, reason: Option<&str>, though_inside: bool) -> Result<Decision, Refused> {
        let unpaid = self.head.state == OrderState::AwaitingPayment;
        let valid: Vec<TicketId> =
            self.tickets.iter().filter(|t| t.state == TicketState::Valid).map(|t| t.id).collect();
        if !unpaid && valid.is_empty() {
            return Err(refused(OrderRefusal::Ended));
        }
        // After what ended meanwhile, which no reason mends.
        let reason = reason.ok_or_else(|| refused(OrderRefusal::ReasonMissing))?;
        match unpaid {
            true => Ok(self.end(OrderState::Cancelled)),
            false => Ok(Decision::Refund(self.refund(&valid, reason, though_inside)?)),
        }
    }

    fn give_up(&mut self) -> Result<Decision, Refused> {
        match self.head.state {
            OrderState::AwaitingPayment => Ok(self.end(OrderState::Cancelled)),
            OrderState::Cancelled | OrderState::Expired => Ok(Decision::Nothing),
            OrderState::Paid | OrderState::PartlyRefunded | OrderState::Refunded => {
                Err(refused(OrderRefusal::PaidAlready))
            }
        }
    }

    /// One that has been paid, or has more time, is left alone.
    fn expire(&mut self, now: DateTime<Utc>) -> Decision {
        let over = self.head.expires_at.is_none_or(|at| at <= now);
        if over && self.head.state == OrderState::AwaitingPayment {
            self.end(OrderState::Expired)
        } else {
            Decision::Nothing
        }
    }

    fn end(&mut self, state: OrderState) -> Decision {
        self.head.state = state;
        Decision::End(state)
    }
}

fn refused(refusal: OrderRefusal) -> Refused {
    Failure::Refused(OnceRefusal::Refused(refusal))
}

#[cfg(test)]
mod tests;
