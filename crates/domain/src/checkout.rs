//! What becomes of it when the button is pressed: a cart becomes an order, is one already, or is told why it can't be one.

use crate::buyer::{Buyer, BuyerDraft, RequiredFields};
use crate::event::Channel;
use crate::hold::PAYMENT_MINUTES;
use crate::ids::{CartId, HoldId, OrderId, PerformanceId, PoolId, SeatId, TicketTypeId};
use crate::locale::{Locale, Translated};
use crate::money::{Currency, Money, MoneyError};
use crate::payment::GatewayKind;
use crate::person_limit::{PersonBook, PersonWish};
use crate::pricing::Quote;
use crate::refusal::{CartRefusal, RuleError};
use chrono::{DateTime, Duration, Utc};

/// From the moment it is placed an order may be paid for this long.
pub const PAY_MINUTES: Duration = Duration::minutes(PAYMENT_MINUTES);

/// Until when an order may be paid whose places are held until then. The buyer has been told of the first that ends, and
/// gets no less; none of the places ends before the order.
pub fn pay_until(now: DateTime<Utc>, held: impl Iterator<Item = DateTime<Utc>>) -> DateTime<Utc> {
    let enough = now + PAY_MINUTES;
    held.min().map_or(enough, |first| first.max(enough))
}

/// A cart's line as far as an order is made of it.
#[derive(Clone, Debug)]
pub struct CheckoutLine {
    pub cart: CartId,
    pub hold: HoldId,
    /// Its hold hasn't ended, though its time may be over.
    pub pending: bool,
    pub expires_at: DateTime<Utc>,
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub pools: Vec<PoolId>,
    pub seat: Option<SeatId>,
    pub quantity: u32,
    pub quote: Quote,
    pub event_title: Translated,
    pub ask_holder_names: bool,
    pub ask_phone: bool,
}

/// A cart as it is when the button is pressed. What is decided changes it, so that the next request finds what this one leaves.
#[derive(Clone, Debug)]
pub struct CheckoutCart {
    pub id: CartId,
    pub channel: Channel,
    pub locale: Locale,
    pub draft: BuyerDraft,
    /// What was typed is newer than what is stored.
    pub draft_is_new: bool,
    /// What it has become, and the order's number.
    pub order: Option<(OrderId, String)>,
    /// Places that are kept, in the order in which the buyer sees them.
    pub live: Vec<CheckoutLine>,
    /// Whether places went back on sale.
    pub lapsed: bool,
}

/// What a buyer wants by pressing the button, and what it is held against.
#[derive(Clone, Copy, Debug)]
pub struct Purchase<'a> {
    pub gateway: GatewayKind,
    /// The total that the buyer was shown.
    pub seen_total: Option<Money>,
    /// The ways to pay that are offered.
    pub offered: &'a [GatewayKind],
    /// What an order of nothing is counted in.
    pub currency: Currency,
    /// What the buyer may have of events that limit it, or why they may not order now.
    pub limits: Result<&'a [PersonWish], &'a CartRefusal>,
}

/// What a request to order comes to.
#[derive(Debug, PartialEq)]
pub enum CheckoutDecision {
    /// The cart is this order already.
    Same(OrderId, String),
    New(AcceptedOrder),
}

/// An order that can be written.
#[derive(Debug, PartialEq)]
pub struct AcceptedOrder {
    pub buyer: Buyer,
    pub gateway: GatewayKind,
    pub total: Money,
}

impl CheckoutCart {
    /// Adds one of its lines, in the order in which the buyer sees them.
    pub fn take_line(&mut self, line: CheckoutLine, now: DateTime<Utc>) {
        if line.pending && line.expires_at > now {
            self.live.push(line);
        } else {
            self.lapsed = true;
        }
    }

    /// Takes in what was typed, unless it is an order already. It is kept, whatever becomes of the press.
    pub fn type_in(&mut self, draft: &BuyerDraft) {
        if self.order.is_none() {
            self.draft.clone_from(draft);
            self.draft_is_new = true;
        }
    }

    /// What the places cost that are kept; `none` says what nothing costs.
    pub fn total(&self, none: Currency) -> Result<Money, MoneyError> {
        let currency = self.live.first().map_or(none, |l| l.quote.price.net.currency);
        let of_line = |line: &CheckoutLine| line.quote.price.total()?.checked_mul(line.quantity.into());
        let sums: Result<Vec<Money>, _> = self.live.iter().map(of_line).collect();
        Money::sum(currency, sums?)
    }

    /// Why there is nothing to be ordered, if there isn't.
    pub fn nothing_left(&self) -> Option<CartRefusal> {
        match (self.live.is_empty(), self.lapsed) {
            (false, _) => None,
            (true, true) => Some(CartRefusal::Expired),
            (true, false) => Some(CartRefusal::Empty),
        }
    }

    /// Decides a request to order online. What the buyer is given is counted in `persons`, and nothing where it is refused.
    pub fn decide(
        &self,
        purchase: &Purchase<'_>,
        persons: &mut PersonBook,
    ) -> Result<CheckoutDecision, RuleError<CartRefusal>> {
        if let Some((order, number)) = &self.order {
            return Ok(CheckoutDecision::Same(*order, number.clone()));
        }
        let total = self.total(purchase.currency)?;
        let agreed = self.agree(purchase, total).map_err(RuleError::Refused)?;
        let limits = purchase.limits.map_err(|refusal| RuleError::Refused(refusal.clone()))?;
        let allowed = persons.check(limits);
        allowed.map_err(|(max, had)| RuleError::Refused(CartRefusal::PersonLimit { max, had }))?;
        persons.take(limits, self.id);
        Ok(CheckoutDecision::New(agreed))
    }

    fn agree(&self, purchase: &Purchase<'_>, total: Money) -> Result<AcceptedOrder, CartRefusal> {
        if let Some(nothing) = self.nothing_left() {
            return Err(nothing);
        }
        if let Some(was) = purchase.seen_total
            && was != total
        {
            return Err(CartRefusal::PriceChanged { was, now: total });
        }
        let buyer = self.draft.check(self.asked()).map_err(|problems| CartRefusal::Invalid { problems })?;
        let gateway = if total.is_zero() { GatewayKind::Free } else { purchase.gateway };
        let online = gateway != GatewayKind::Cash && purchase.offered.contains(&gateway);
        if gateway != GatewayKind::Free && !online {
            return Err(CartRefusal::GatewayNotOffered);
        }
        Ok(AcceptedOrder { buyer, gateway, total })
    }

    fn asked(&self) -> RequiredFields {
        RequiredFields {
            holder_names: self.live.iter().any(|l| l.ask_holder_names),
            phone: self.live.iter().any(|l| l.ask_phone),
            tickets: self.live.iter().map(|l| l.quantity).sum(),
        }
    }
}

#[cfg(test)]
mod tests;
