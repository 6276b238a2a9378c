//! What is asked before a save that has consequences for others: it is done once somebody has said yes to just that.

use crate::event::Performance;
use crate::ids::{EventId, PerformanceId, VenueId};
use crate::locale::Translated;
use crate::money::Money;
use crate::pricing::PriceRule;
use crate::time::Timezone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// From how many times as much, or as little, a price is taken for a slip of the hand.
const LEAP: i64 = 100;

/// Something that a save would do, with what a person needs to know to say yes to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "question", rename_all = "snake_case")]
pub enum Question {
    /// Tickets that are sold would be for another hour or another place.
    MoveSold { moves: Vec<PerformanceMove>, sold: Concerned },
    /// Something else takes place there at that time.
    SamePlace { clashes: Vec<Clash> },
    /// The price of a ticket type that is sold would be a hundred times as much, or as little.
    PriceLeap { was: Money, now: Money, sold: u32 },
    /// A ticket type that is sold wouldn't be sold any more.
    WithdrawSold { name: Translated, sold: u32 },
    /// Tickets would go to an address that is only nearly right.
    AddressSlip { typed: String, meant: String },
}

/// Whom something concerns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerned {
    /// Valid tickets.
    pub tickets: u32,
    pub buyers: u32,
    /// Orders whose buyer left no e-mail address, so that nobody can be told.
    pub without_address: u32,
}

/// A date that goes from one hour and place to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerformanceMove {
    pub performance: PerformanceId,
    pub from: Spot,
    pub to: Spot,
}

/// When and where a date is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    pub starts_at: DateTime<Utc>,
    pub zone: Timezone,
    pub venue: VenueId,
    pub venue_name: String,
    /// `Via Roma 1, Livorno`
    pub address: String,
}

impl Spot {
    pub fn of(performance: &Performance, zone: Timezone) -> Spot {
        Spot {
            starts_at: performance.starts_at,
            zone,
            venue: performance.venue.id,
            venue_name: performance.venue.name.clone(),
            address: joined(&[&performance.venue.street, &performance.venue.city]),
        }
    }

    /// `Teatro Goldoni, Via Roma 1, Livorno`
    pub fn place(&self) -> String {
        joined(&[&self.venue_name, &self.address])
    }

    /// Whether nobody who comes has to come at another time or to another place. An address that only says more is the same
    /// place.
    pub fn is_same(&self, after: &Spot) -> bool {
        let says_more = || after.address.strip_suffix(&self.address).is_some_and(|more| more.ends_with(", "));
        let is_same_address = self.address.is_empty() || after.address == self.address || says_more();
        (self.starts_at, self.venue) == (after.starts_at, after.venue) && is_same_address
    }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A date that is in the same hall at the same time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    pub performance: PerformanceId,
    pub event: EventId,
    pub title: Translated,
    pub starts_at: DateTime<Utc>,
    pub zone: Timezone,
}

impl Question {
    /// The same question whatever was sold meanwhile. A yes is to this: it needn't be said again because somebody bought.
    pub fn matter(&self) -> Question {
        let mut matter = self.clone();
        match &mut matter {
            Question::MoveSold { sold, .. } => *sold = Concerned::default(),
            Question::PriceLeap { sold, .. } | Question::WithdrawSold { sold, .. } => *sold = 0,
            Question::SamePlace { .. } | Question::AddressSlip { .. } => {}
        }
        matter
    }
}

/// Whether one price is so far from the other that it was hardly meant. Free is as far from any price as can be.
pub fn is_leap(was: &PriceRule, now: &PriceRule) -> bool {
    let far = |was: Money, now: Money| {
        let (low, high) = (was.minor.min(now.minor), was.minor.max(now.minor));
        low != high && low.saturating_mul(LEAP) <= high
    };
    // A fee comes and goes as a whole; what it changes by is seen.
    let fees = !was.fee.is_zero() && !now.fee.is_zero() && far(was.fee, now.fee);
    far(was.price, now.price) || fees
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn rule(price: i64, fee: i64) -> PriceRule {
        let eur = |minor| Money::new(minor, Currency::EUR);
        PriceRule { price: eur(price), fee: eur(fee), tax_rate_bp: 1000, tax_included: true }
    }

    #[test]
    fn a_price_leaps_when_a_point_was_forgotten_or_misread() {
        let check = |was, now, expect| assert_eq!(is_leap(&was, &now), expect, "{was:?} {now:?}");
        check(rule(2500, 0), rule(250_000, 0), true);
        check(rule(250_000, 0), rule(2500, 0), true);
        check(rule(2500, 0), rule(249_900, 0), false);
        check(rule(2500, 0), rule(3000, 0), false);
        check(rule(2500, 0), rule(2500, 0), false);
        check(rule(2500, 0), rule(0, 0), true);
        check(rule(0, 0), rule(500, 0), true);
        check(rule(0, 0), rule(0, 0), false);
        check(rule(2500, 150), rule(2500, 15_000), true);
        check(rule(2500, 0), rule(2500, 150), false);
    }

    #[test]
    fn the_same_place_said_more_exactly_moves_nobody() {
        let spot = |address: &str| Spot {
            starts_at: DateTime::UNIX_EPOCH,
            zone: Timezone::ROME,
            venue: VenueId(uuid::Uuid::nil()),
            venue_name: "Hall".into(),
            address: address.into(),
        };
        assert!(spot("Livorno").is_same(&spot("Via Roma 1, Livorno")));
        assert!(spot("").is_same(&spot("Livorno")));
        assert!(!spot("Marino").is_same(&spot("San Marino")));
        assert!(!spot("Via Roma 1, Livorno").is_same(&spot("Via Roma 1, Pisa")));
        assert!(!spot("Via Roma 1, Livorno").is_same(&spot("Via Roma 2, Livorno")));
        assert_eq!(spot("Livorno").place(), "Hall, Livorno");
    }

    #[test]
    fn a_yes_outlives_another_sale_but_not_another_price() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let leap = |now, sold| Question::PriceLeap { was: eur(2500), now: eur(now), sold };
        assert_eq!(leap(250_000, 3).matter(), leap(250_000, 4).matter());
        assert_ne!(leap(250_000, 3).matter(), leap(260_000, 3).matter());
    }
}
