//! The cart: places that are kept for a buyer while they decide and pay.

mod held_line;
pub use held_line::HeldLine;

use crate::buyer::BuyerDraft;
use crate::event::{Channel, Organizer, Performance};
use crate::hold::PendingHold;
use crate::ids::{CartId, EventId, HoldId, OrderId, PerformanceId, SeatId, TicketTypeId};
use crate::locale::Translated;
use crate::money::{Currency, Money};
use crate::pricing::Price;
use crate::pricing::adjustment::AppliedAdjustment;
use crate::refusal::CartRefusal;
use crate::sale_terms::SaleTerms;
use crate::seating::Place;
use crate::time::Timezone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Knowing it is the right to a cart or an order: 128 random bits as upper-case base32. The database keeps its hash only.
///
/// One of a cart begins with the second it was made in, which is no secret: see [`Secret::second`].
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

const RANDOM_BYTES: usize = 16;
const SECOND_BYTES: usize = 4;
const DATED_BYTES: usize = SECOND_BYTES + RANDOM_BYTES;

impl Secret {
    pub fn from_bytes(bytes: [u8; 16]) -> Secret {
        Secret(data_encoding::BASE32_NOPAD.encode(&bytes))
    }

    /// One that says when it was made: `second` of the Unix epoch.
    pub fn dated(second: u32, bytes: [u8; 16]) -> Secret {
        let mut all = [0; DATED_BYTES];
        all[..SECOND_BYTES].copy_from_slice(&second.to_be_bytes());
        all[SECOND_BYTES..].copy_from_slice(&bytes);
        Secret(data_encoding::BASE32_NOPAD.encode(&all))
    }

    /// The second it was made in, if it says so. What is looked up by such a secret can be kept in the order in which it
    /// was made: an index that grows at its end stays quick however long it is, one that grows everywhere does not.
    pub fn second(&self) -> Option<u32> {
        let bytes = data_encoding::BASE32_NOPAD.decode(self.0.as_bytes()).ok()?;
        let second = bytes.first_chunk().filter(|_| bytes.len() == DATED_BYTES)?;
        Some(u32::from_be_bytes(*second))
    }

    /// Reads one from a URL or a cookie; anything that can't be one is `None`.
    pub fn parse(text: &str) -> Option<Secret> {
        let text = text.trim().to_ascii_uppercase();
        let bytes = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).ok()?;
        [RANDOM_BYTES, DATED_BYTES].contains(&bytes.len()).then_some(Secret(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    pub id: CartId,
    pub organizer: Organizer,
    pub currency: Currency,
    /// The earliest end of its holds; `None` when it is empty.
    pub expires_at: Option<DateTime<Utc>>,
    pub extended: bool,
    pub lines: Vec<CartLine>,
    /// Lines whose time ran out before they were bought, so that the buyer learns what went back on sale.
    pub lapsed: Vec<CartLine>,
    pub total: Money,
    /// Whether any event in it asks for the holders' names, or a phone number.
    pub ask_holder_names: bool,
    pub ask_phone: bool,
    /// What the buyer has typed so far, valid or not: nothing typed is lost.
    pub draft: BuyerDraft,
    /// The discount code that was typed into it, and what it is for. It may lower the price of some lines only, or of none that
    /// were put in later, when it is used up.
    pub code: Option<CartCode>,
    /// Set once it has become an order.
    pub order: Option<OrderId>,
}

/// A discount code in a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartCode {
    /// As it is compared.
    pub code: String,
    pub words: Translated,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    pub hold: HoldId,
    pub event: EventId,
    pub event_slug: String,
    pub event_title: Translated,
    pub artwork: Option<String>,
    pub performance: Performance,
    /// The event's: by its clock the performance takes place.
    pub zone: Timezone,
    pub ticket_type: TicketTypeId,
    pub ticket_name: Translated,
    /// Who may have it and how long it lets in, in the organizer's words; empty where nothing was written.
    pub ticket_description: Translated,
    pub quantity: u32,
    pub seat: Option<SeatId>,
    pub place: Place,
    /// For one.
    pub price: Price,
    /// What was put on the price of one or taken off it, in the order of application.
    pub applied: Vec<AppliedAdjustment>,
    /// For one, everything in it.
    pub unit_total: Money,
    /// For the line.
    pub total: Money,
}

impl Cart {
    /// How many tickets it will become.
    pub fn tickets(&self) -> u32 {
        self.lines.iter().map(|l| l.quantity).sum()
    }
}

/// Whether places of a cart may be let go or kept longer, and what is typed be kept: not once it has become an order.
pub fn check_open(is_ordered: bool) -> Result<(), CartRefusal> {
    if is_ordered { Err(CartRefusal::Ordered) } else { Ok(()) }
}

/// Whether what is asked for through `channel` goes into a cart that was begun through `begun_at`; where it doesn't, a new one
/// is made.
pub fn takes_more(is_ordered: bool, begun_at: Channel, channel: Channel) -> bool {
    !is_ordered && begun_at == channel
}

/// A line that would keep fewer places than it has: what its cart would hold of this kind then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShorterLine {
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    /// Places of the kind in all lines of the cart.
    of_kind: u32,
}

impl ShorterLine {
    /// `None` where there is nothing to shorten: the line is gone, its time is over, or it has no more places than that.
    pub fn of(cart: &[PendingHold], hold: HoldId, keep: u32, now: DateTime<Utc>) -> Option<ShorterLine> {
        let live = || cart.iter().filter(|hold| hold.is_live(now));
        let line = live().find(|line| line.id == hold && line.quantity > keep)?;
        let (performance, ticket_type) = (line.performance, line.ticket_type);
        let same = |other: &&PendingHold| (other.performance, other.ticket_type) == (performance, ticket_type);
        let others = live().filter(same).filter(|other| other.id != hold);
        let of_kind = others.map(|other| other.quantity).fold(keep, u32::saturating_add);
        Some(ShorterLine { performance, ticket_type, of_kind })
    }

    /// Whether so few of the kind can be bought through this channel, under the terms its date is sold by. A kind that isn't sold
    /// any more has no minimum, nor has the counter: the cashier sees who is asking.
    pub fn check(&self, channel: Channel, terms: Option<&SaleTerms>) -> Result<(), CartRefusal> {
        if channel == Channel::Till {
            return Ok(());
        }
        let min = terms.and_then(|terms| Some(terms.claimables.get(&self.ticket_type)?.order_min)).unwrap_or(1);
        if self.of_kind < min { Err(CartRefusal::UnderMinimum { min }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sale_terms::example::{DATE, SEATED, STANDING, at, sale};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn hold(n: u128, ticket_type: TicketTypeId, quantity: u32, ends: i64) -> PendingHold {
        PendingHold {
            cart: CartId(Uuid::from_u128(1)),
            id: HoldId(Uuid::from_u128(n)),
            performance: DATE,
            ticket_type,
            pools: Vec::new(),
            quantity,
            expires_at: at(ends),
            extended: false,
        }
    }

    #[test]
    fn an_order_is_no_cart_any_more() {
        assert_eq!(check_open(true), Err(CartRefusal::Ordered));
        assert_eq!(check_open(false), Ok(()));
        assert!(takes_more(false, Channel::Shop, Channel::Shop));
        assert!(!takes_more(false, Channel::Shop, Channel::Till), "a till fills a cart of its own");
        assert!(!takes_more(true, Channel::Shop, Channel::Shop));
    }

    #[test]
    fn a_line_is_shortened_down_to_what_must_be_bought_together() {
        // At least two of STANDING have to be bought, at least one of SEATED.
        let check = |cart: &[PendingHold], keep, expect| {
            let line = ShorterLine::of(cart, HoldId(Uuid::from_u128(1)), keep, at(50));
            assert_eq!(line.map(|line| line.check(Channel::Shop, Some(&sale()))), expect, "{cart:?} keeps {keep}");
        };
        let few = Some(Err(CartRefusal::UnderMinimum { min: 2 }));
        let whole = hold(1, STANDING, 3, 60);
        check(std::slice::from_ref(&whole), 2, Some(Ok(())));
        check(std::slice::from_ref(&whole), 1, few.clone());
        check(&[whole.clone(), hold(2, STANDING, 1, 60)], 1, Some(Ok(())));
        check(&[whole.clone(), hold(2, STANDING, 1, 50)], 1, few.clone());
        check(&[whole.clone(), hold(2, SEATED, 4, 60)], 1, few);
        check(&[whole], 3, None);
        check(&[hold(1, STANDING, 3, 50)], 1, None);
        check(&[hold(2, STANDING, 3, 60)], 1, None);
        check(&[hold(1, SEATED, 2, 60)], 1, Some(Ok(())));
        let unsold = TicketTypeId(Uuid::from_u128(99));
        check(&[hold(1, unsold, 2, 60)], 1, Some(Ok(())));
        let at_till = ShorterLine::of(&[hold(1, STANDING, 3, 60)], HoldId(Uuid::from_u128(1)), 1, at(50));
        assert_eq!(at_till.map(|line| line.check(Channel::Till, Some(&sale()))), Some(Ok(())));
    }

    proptest! {
        /// What is refused leaves fewer than the minimum, what isn't doesn't: counted over all live lines of the kind.
        #[test]
        fn no_cart_falls_below_the_minimum(lines in prop::collection::vec((1u32..6, 40i64..60), 1..5), keep in 1u32..6) {
            let cart: Vec<_> = lines.iter().zip(1..).map(|((n, ends), id)| hold(id, STANDING, *n, *ends)).collect();
            let now = at(50);
            if let Some(line) = ShorterLine::of(&cart, cart[0].id, keep, now) {
                let live: u32 = cart.iter().filter(|h| h.is_live(now)).map(|h| h.quantity).sum();
                let left = live - cart[0].quantity + keep;
                prop_assert!(left < live);
                prop_assert_eq!(line.check(Channel::Shop, Some(&sale())).is_ok(), left >= 2);
            }
        }
    }
}
