//! What is asked before a save that has consequences for others: it is done once somebody has said yes to just that.

use crate::email;
use crate::event::{Performance, PerformanceStatus};
use crate::ids::{EventId, PerformanceId, VenueId};
use crate::locale::Translated;
use crate::money::{Money, MoneyError};
use crate::pricing::PriceRule;
use crate::pricing::fee::FeeSize;
use crate::refusal::Problem;
use crate::time::Timezone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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

impl PerformanceMove {
    /// `None` where nobody who comes has to come at another time or to another place.
    fn between((old, before): (&Performance, Timezone), (new, after): (&Performance, Timezone)) -> Option<Self> {
        let (from, to) = (Spot::of(old, before), Spot::of(new, after));
        (!from.is_same(&to)).then_some(PerformanceMove { performance: old.id, from, to })
    }
}

/// The dates of an event, in its zone before and after, that were at another hour or place before. `sold`: those there are
/// tickets of. What is over or cancelled moves nobody.
pub fn sold_moves(
    (before, zone_before): (&[Performance], Timezone),
    (after, zone_after): (&[Performance], Timezone),
    sold: &BTreeSet<PerformanceId>,
    now: DateTime<Utc>,
) -> Vec<PerformanceMove> {
    let is_meant = |old: &&Performance| old.is_to_come(now) && sold.contains(&old.id);
    let moved = |old: &Performance| {
        let new = of_id(after, old.id)?;
        PerformanceMove::between((old, zone_before), (new, zone_after))
    };
    before.iter().filter(is_meant).filter_map(moved).collect()
}

/// The dates of several events, each in its zone, that were elsewhere before.
pub fn moves_of(
    before: &[Performance],
    after: &[Performance],
    zones: &[(PerformanceId, Timezone)],
) -> Vec<PerformanceMove> {
    let moved = |(id, zone): &(PerformanceId, Timezone)| {
        let (old, new) = (of_id(before, *id)?, of_id(after, *id)?);
        PerformanceMove::between((old, *zone), (new, *zone))
    };
    zones.iter().filter_map(moved).collect()
}

fn of_id(performances: &[Performance], id: PerformanceId) -> Option<&Performance> {
    performances.iter().find(|performance| performance.id == id)
}

/// Whether a date may be what it is to become: one that is called off can't be moved.
pub fn check_called_off(old: &Performance, new: &Performance, zone: Timezone) -> Result<(), Problem> {
    let is_called_off = old.status == PerformanceStatus::Cancelled;
    match is_called_off && PerformanceMove::between((old, zone), (new, zone)).is_some() {
        true => Err(Problem::CalledOff),
        false => Ok(()),
    }
}

/// Whether it has to be seen if the hall is taken. What was said yes to once, or stood there before, isn't asked about with
/// every other change.
pub fn takes_a_hall(before: &[Performance], new: &Performance) -> bool {
    let slot = |p: &Performance| (p.starts_at, p.ends_at, p.venue.id, p.seat_map);
    new.status == PerformanceStatus::Scheduled && before.iter().all(|old| slot(old) != slot(new))
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
    /// Whether the price of a ticket type that was sold so often leaps.
    pub fn price_leap(was: &PriceRule, now: &PriceRule, sold: u32) -> Result<Option<Question>, MoneyError> {
        if sold == 0 || !is_leap(was, now) {
            return Ok(None);
        }
        let (was, now) = (was.quote()?.total()?, now.quote()?.total()?);
        Ok(Some(Question::PriceLeap { was, now, sold }))
    }

    /// Whether a ticket type that isn't sold any more was.
    pub fn withdraw_sold(name: &Translated, sold: u32) -> Option<Question> {
        (sold > 0).then(|| Question::WithdrawSold { name: name.clone(), sold })
    }

    /// Whether something takes place in the hall already.
    pub fn same_place(clashes: Vec<Clash>) -> Option<Question> {
        (!clashes.is_empty()).then_some(Question::SamePlace { clashes })
    }

    /// Whether an address that was typed is only nearly right.
    pub fn address_slip(typed: &str) -> Option<Question> {
        let meant = email::suggestion(typed)?;
        Some(Question::AddressSlip { typed: typed.to_owned(), meant })
    }

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
    let far = |was: i64, now: i64| {
        let (low, high) = (was.min(now), was.max(now));
        low != high && low.saturating_mul(LEAP) <= high
    };
    // A fee comes and goes as a whole; what it changes by is seen.
    let fees = matches!((was.fee.size, now.fee.size), (FeeSize::Fixed { minor: was }, FeeSize::Fixed { minor: now })
        if was != 0 && now != 0 && far(was, now));
    far(was.price.minor, now.price.minor) || fees
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use crate::pricing::fee::FeeRule;
    use crate::sale_terms::example::{at, sale};
    use uuid::Uuid;

    fn rule(price: i64, fee: i64) -> PriceRule {
        let eur = |minor| Money::new(minor, Currency::EUR);
        PriceRule { price: eur(price), fee: FeeRule::on_top(fee), tax_rate_bp: 1000, tax_included: true }
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

    const HOUR: i64 = 50;

    /// A date of the example, at hour 100.
    fn date(n: u128) -> Performance {
        Performance { id: PerformanceId(Uuid::from_u128(n)), ..sale().performance }
    }

    fn later(date: &Performance) -> Performance {
        Performance { starts_at: at(101), ..date.clone() }
    }

    #[test]
    fn only_who_has_a_ticket_of_a_date_to_come_is_moved() {
        let (utc, rome) = (Timezone::UTC, Timezone::ROME);
        let off = Performance { status: PerformanceStatus::Cancelled, ..date(2) };
        let before = [date(1), off, date(3)];
        let after: Vec<Performance> = before.iter().map(later).collect();
        let sold = BTreeSet::from([before[0].id, before[1].id]);
        let moved = |after: &[Performance], zone, hour| -> Vec<u128> {
            let moves = sold_moves((&before, utc), (after, zone), &sold, at(hour));
            moves.iter().map(|m| m.performance.0.as_u128()).collect()
        };
        assert_eq!(moved(&after, utc, HOUR), [1], "one is called off, one is not sold");
        assert_eq!(moved(&before, utc, HOUR), [] as [u128; 0]);
        assert_eq!(moved(&before, rome, HOUR), [] as [u128; 0], "the same moment by another clock");
        assert_eq!(moved(&after, utc, 200), [] as [u128; 0], "it is over");
        assert_eq!(moved(&after[1..], utc, HOUR), [] as [u128; 0], "it isn't there any more");
        let of_venue = moves_of(&before, &after, &[(before[2].id, rome), (PerformanceId(Uuid::nil()), rome)]);
        assert_eq!(of_venue.iter().map(|m| m.performance).collect::<Vec<_>>(), [before[2].id]);
        assert_eq!((of_venue[0].from.starts_at, of_venue[0].to.starts_at), (at(100), at(101)));
    }

    #[test]
    fn what_is_called_off_is_not_moved() {
        let off = Performance { status: PerformanceStatus::Cancelled, ..date(1) };
        assert_eq!(check_called_off(&off, &later(&off), Timezone::UTC), Err(Problem::CalledOff));
        assert_eq!(check_called_off(&date(1), &later(&date(1)), Timezone::UTC), Ok(()));
        let named = Performance { label: Translated::new("Matinée", "Matinée"), ..off.clone() };
        assert_eq!(check_called_off(&off, &named, Timezone::UTC), Ok(()));
    }

    #[test]
    fn a_hall_is_asked_about_when_it_is_taken_and_not_again() {
        let old = date(1);
        assert!(takes_a_hall(&[], &old));
        assert!(!takes_a_hall(std::slice::from_ref(&old), &old));
        assert!(takes_a_hall(std::slice::from_ref(&old), &later(&old)));
        assert!(takes_a_hall(std::slice::from_ref(&old), &Performance { ends_at: Some(at(104)), ..old.clone() }));
        assert!(!takes_a_hall(
            std::slice::from_ref(&old),
            &Performance { label: Translated::new("x", "x"), ..old.clone() }
        ));
        assert!(!takes_a_hall(&[], &Performance { status: PerformanceStatus::Cancelled, ..old }));
    }

    #[test]
    fn nothing_is_asked_that_concerns_nobody() {
        let name = Translated::new("Full price", "Intero");
        assert_eq!(Question::withdraw_sold(&name, 0), None);
        assert_eq!(Question::withdraw_sold(&name, 2), Some(Question::WithdrawSold { name, sold: 2 }));
        let leap = |sold| Question::price_leap(&rule(2500, 0), &rule(250_000, 0), sold).unwrap();
        assert_eq!(leap(0), None);
        assert!(matches!(leap(3), Some(Question::PriceLeap { was, now, sold: 3 }) if was.minor * 100 == now.minor));
        assert_eq!(Question::price_leap(&rule(2500, 0), &rule(2600, 0), 3), Ok(None));
        assert_eq!(Question::same_place(Vec::new()), None);
        assert_eq!(Question::address_slip("maria@gmail.com"), None);
        assert!(Question::address_slip("maria@gmial.com").is_some());
    }

    #[test]
    fn a_yes_outlives_another_sale_but_not_another_price() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let leap = |now, sold| Question::PriceLeap { was: eur(2500), now: eur(now), sold };
        assert_eq!(leap(250_000, 3).matter(), leap(250_000, 4).matter());
        assert_ne!(leap(250_000, 3).matter(), leap(260_000, 3).matter());
    }
}
