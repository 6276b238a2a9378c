//! The price book: what a ticket type costs on which date, in which zone, through which channel, and when.

use crate::event::Channel;
use crate::ids::{PerformanceId, PriceId, TicketTypeId, ZoneId};
use crate::money::{Money, MoneyError};
use crate::pricing::PriceRule;
use crate::refusal::Problem;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// One entry of the book: another price than the ticket type's ordinary one. What isn't said holds for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceEntry {
    pub id: PriceId,
    pub ticket_type: TicketTypeId,
    pub performance: Option<PerformanceId>,
    pub zone: Option<ZoneId>,
    pub channel: Option<Channel>,
    /// The first moment it holds; from ever, where none is said.
    pub from: Option<DateTime<Utc>>,
    /// The first moment it doesn't hold any more.
    pub until: Option<DateTime<Utc>>,
    /// Zero or more, of the event's currency.
    pub price: Money,
}

/// What is about to be sold of a ticket type.
#[derive(Clone, Copy, Debug)]
pub struct PricedSale {
    pub performance: PerformanceId,
    /// Of the seat, or the one zone that places are counted in ([`only_zone`]).
    pub zone: Option<ZoneId>,
    pub channel: Channel,
    pub now: DateTime<Utc>,
}

/// So many other prices a ticket type has at most.
pub const ENTRIES_MAX: u32 = 500;

/// The entries of a ticket type. What none of them is about costs its ordinary price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBook {
    entries: Vec<PriceEntry>,
}

impl PriceBook {
    pub fn new(entries: Vec<PriceEntry>) -> PriceBook {
        PriceBook { entries }
    }

    pub fn entries(&self) -> &[PriceEntry] {
        &self.entries
    }

    /// Whether a new entry comes into the book. `Some`: one that says the same is there already, as where somebody presses twice.
    ///
    /// # Errors
    /// Just that has another price already, or the book is full.
    pub fn check_new(&self, new: &PriceEntry) -> Result<Option<PriceId>, Problem> {
        match self.entries.iter().find(|entry| entry.is_for_the_same(new)) {
            Some(same) if same.price == new.price => Ok(Some(same.id)),
            Some(other) => Err(Problem::PricedAlready { price: other.price }),
            None if self.entries.len() >= ENTRIES_MAX as usize => Err(Problem::TooMany { max: ENTRIES_MAX }),
            None => Ok(None),
        }
    }

    /// The entry that says what it costs: the most special of those that fit. One for a performance beats one for a zone, that
    /// one for a channel, that one for a period, whatever else they leave open. Between two that are as special the later
    /// period wins, then the entry that was made last. `None`: it costs its ordinary price.
    pub fn find(&self, sale: &PricedSale) -> Option<&PriceEntry> {
        self.entries.iter().filter(|entry| entry.fits(sale)).max_by_key(|entry| entry.rank())
    }

    /// How the price of what is sold is made up: `ordinary` with the price that the book says, where it says one.
    pub fn rule(&self, ordinary: &PriceRule, sale: &PricedSale) -> PriceRule {
        self.find(sale).map_or_else(|| ordinary.clone(), |entry| ordinary.at(entry.price))
    }
}

/// What a ticket type costs on a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatePrices {
    /// All-in; where its seats cost more in one zone than in another, the least.
    pub least: Money,
    /// A seat of each zone.
    pub of_zones: Vec<(ZoneId, Money)>,
}

impl DatePrices {
    /// What a ticket type with this book costs on a date now. `drawn`: the zone of each pool that it draws from there, and whether
    /// its places are seats.
    pub fn of(
        ordinary: &PriceRule,
        book: &PriceBook,
        drawn: impl IntoIterator<Item = (Option<ZoneId>, bool)>,
        (performance, channel, now): (PerformanceId, Channel, DateTime<Utc>),
    ) -> Result<DatePrices, MoneyError> {
        let in_zone = |zone| book.rule(ordinary, &PricedSale { performance, zone, channel, now }).quote()?.total();
        let (seated, counted): (Vec<_>, Vec<_>) = drawn.into_iter().partition(|(_, seated)| *seated);
        let seated: BTreeSet<ZoneId> = seated.into_iter().filter_map(|(zone, _)| zone).collect();
        let of_zones = seated.into_iter().map(|zone| Ok((zone, in_zone(Some(zone))?)));
        let of_zones = of_zones.collect::<Result<Vec<_>, MoneyError>>()?;
        let least = match of_zones.iter().map(|(_, price)| *price).min_by_key(|price| price.minor) {
            Some(least) => least,
            None => in_zone(only_zone(counted.into_iter().filter_map(|(zone, _)| zone)))?,
        };
        Ok(DatePrices { least, of_zones })
    }
}

/// The zone that places are counted in, where it is one.
pub fn only_zone(zones: impl IntoIterator<Item = ZoneId>) -> Option<ZoneId> {
    let mut zones = zones.into_iter();
    zones.next().filter(|one| zones.all(|other| other == *one))
}

/// What something costs at least, of all its prices: where only some are free, the least that the others cost.
pub fn price_from(prices: impl IntoIterator<Item = Money>) -> Option<Money> {
    prices.into_iter().min_by_key(|price| (price.is_zero(), price.minor))
}

impl PriceEntry {
    fn is_for_the_same(&self, other: &PriceEntry) -> bool {
        PriceEntry { id: other.id, price: other.price, ..self.clone() } == *other
    }

    fn fits(&self, sale: &PricedSale) -> bool {
        self.performance.is_none_or(|performance| performance == sale.performance)
            && (self.zone.is_none() || self.zone == sale.zone)
            && self.channel.is_none_or(|channel| channel == sale.channel)
            && self.from.is_none_or(|from| from <= sale.now)
            && self.until.is_none_or(|until| sale.now < until)
    }

    /// Higher is more special.
    fn rank(&self) -> impl Ord + use<> {
        let has_period = self.from.is_some() || self.until.is_some();
        (
            self.performance.is_some(),
            self.zone.is_some(),
            self.channel.is_some(),
            has_period,
            self.from,
            // One that ends earlier is the more special of two that began together.
            self.until.map(Reverse),
            self.id,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use crate::pricing::fee::FeeRule;
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use uuid::Uuid;

    const TYPE: TicketTypeId = TicketTypeId(Uuid::from_u128(1));
    const STALLS: ZoneId = ZoneId(Uuid::from_u128(8));

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn hour(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(n)
    }

    fn entry(n: u128) -> PriceEntry {
        PriceEntry {
            id: PriceId(Uuid::from_u128(n)),
            ticket_type: TYPE,
            performance: None,
            zone: None,
            channel: None,
            from: None,
            until: None,
            price: eur(n as i64),
        }
    }

    fn sale(now: DateTime<Utc>) -> PricedSale {
        PricedSale { performance: PerformanceId(Uuid::from_u128(7)), zone: Some(STALLS), channel: Channel::Shop, now }
    }

    #[test]
    fn the_most_special_price_wins() {
        let matinee = PriceEntry { performance: Some(sale(hour(0)).performance), ..entry(2) };
        let gallery = PriceEntry { zone: sale(hour(0)).zone, ..entry(3) };
        let shop = PriceEntry { channel: Some(Channel::Shop), ..entry(4) };
        let early = PriceEntry { until: Some(hour(5)), ..entry(5) };
        let mut all = vec![entry(1), early, shop, gallery, matinee];
        for winner in [2, 3, 4, 5, 1] {
            let book = PriceBook::new(all.clone());
            assert_eq!(book.find(&sale(hour(1))).unwrap().price.minor, winner);
            all.retain(|entry| entry.price.minor != winner);
        }
        assert!(PriceBook::default().find(&sale(hour(1))).is_none());
    }

    #[test]
    fn what_the_book_says_nothing_of_costs_what_it_always_costs() {
        let ordinary = PriceRule { price: eur(2500), tax_rate_bp: 1000, tax_included: true, fee: FeeRule::on_top(150) };
        let early = PriceEntry { until: Some(hour(5)), price: eur(1800), ..entry(2) };
        let book = PriceBook::new(vec![early]);
        assert_eq!(book.rule(&ordinary, &sale(hour(4))), PriceRule { price: eur(1800), ..ordinary.clone() });
        assert_eq!(book.rule(&ordinary, &sale(hour(5))), ordinary);
        assert_eq!(PriceBook::default().rule(&ordinary, &sale(hour(4))), ordinary);
    }

    #[test]
    fn a_seat_costs_what_its_zone_does_and_a_counted_place_what_its_one_zone_does() {
        let circle = ZoneId(Uuid::from_u128(9));
        let ordinary = PriceRule { price: eur(2500), tax_rate_bp: 1000, tax_included: true, fee: FeeRule::on_top(150) };
        let book = PriceBook::new(vec![PriceEntry { zone: Some(STALLS), price: eur(4000), ..entry(2) }]);
        let of = |drawn: &[(Option<ZoneId>, bool)]| {
            let asked = (sale(hour(0)).performance, Channel::Shop, hour(0));
            let prices = DatePrices::of(&ordinary, &book, drawn.iter().copied(), asked).unwrap();
            (prices.least.minor, prices.of_zones.iter().map(|(zone, price)| (*zone, price.minor)).collect::<Vec<_>>())
        };
        assert_eq!(of(&[(None, false)]), (2650, vec![]));
        assert_eq!(of(&[(None, false), (Some(STALLS), false)]), (4150, vec![]), "counted in the stalls, of the hall");
        assert_eq!(of(&[(Some(circle), false), (Some(STALLS), false)]), (2650, vec![]), "counted in both");
        let both = [(Some(STALLS), true), (Some(circle), true), (None, false), (Some(STALLS), true)];
        assert_eq!(of(&both), (2650, vec![(STALLS, 4150), (circle, 2650)]));
    }

    #[test]
    fn just_that_has_one_price() {
        let early = PriceEntry { until: Some(hour(5)), price: eur(1800), ..entry(2) };
        let book = PriceBook::new(vec![entry(1), early.clone()]);
        let check = |new: PriceEntry| book.check_new(&PriceEntry { id: PriceId(Uuid::from_u128(99)), ..new });
        assert_eq!(check(early.clone()), Ok(Some(early.id)), "pressed twice");
        let price = eur(1800);
        assert_eq!(check(PriceEntry { price: eur(1700), ..early.clone() }), Err(Problem::PricedAlready { price }));
        assert_eq!(check(PriceEntry { until: Some(hour(6)), ..early.clone() }), Ok(None));
        assert_eq!(check(PriceEntry { channel: Some(Channel::Shop), ..early.clone() }), Ok(None));
        let hours = (0..i64::from(ENTRIES_MAX)).map(|n| PriceEntry { until: Some(hour(n)), ..entry(n as u128) });
        let full = PriceBook::new(hours.collect());
        assert_eq!(full.check_new(&entry(0)), Err(Problem::TooMany { max: ENTRIES_MAX }));
        assert!(full.check_new(&PriceEntry { until: Some(hour(3)), price: eur(3), ..entry(0) }).is_ok());
    }

    #[test]
    fn a_price_from_is_what_one_pays_at_least() {
        assert_eq!(price_from([eur(900), eur(0), eur(700)]), Some(eur(700)));
        assert_eq!(price_from([eur(0), eur(0)]), Some(eur(0)));
        assert_eq!(price_from([]), None);
    }

    #[test]
    fn a_period_begins_and_ends_to_the_second() {
        let early = PriceEntry { until: Some(hour(5)), ..entry(2) };
        let late = PriceEntry { from: Some(hour(9)), ..entry(3) };
        let book = PriceBook::new(vec![entry(1), early, late]);
        let price = |at| book.find(&sale(at)).unwrap().price.minor;
        let second = TimeDelta::seconds(1);
        assert_eq!([price(hour(5) - second), price(hour(5)), price(hour(9) - second), price(hour(9))], [2, 1, 1, 3]);
    }

    #[test]
    fn of_two_alike_the_later_period_then_the_later_entry_wins() {
        let from = |n, at| PriceEntry { from: Some(hour(at)), ..entry(n) };
        let book = PriceBook::new(vec![from(5, 1), from(2, 3), entry(8), entry(9)]);
        assert_eq!(book.find(&sale(hour(2))).unwrap().price.minor, 5);
        assert_eq!(book.find(&sale(hour(4))).unwrap().price.minor, 2);
        assert_eq!(book.find(&sale(hour(0))).unwrap().price.minor, 9);
    }

    fn entries() -> impl Strategy<Value = Vec<PriceEntry>> {
        let some = |ids: std::ops::Range<u128>| prop::option::of(ids);
        let hours = || prop::option::of(0i64..10);
        let one = (0u128..6, some(6..9), some(7..10), any::<bool>(), hours(), hours());
        let entry = |(n, performance, zone, shop, from, until)| PriceEntry {
            performance: Option::map(performance, |n| PerformanceId(Uuid::from_u128(n))),
            zone: Option::map(zone, |n| ZoneId(Uuid::from_u128(n))),
            channel: bool::then_some(shop, Channel::Shop),
            from: Option::map(from, hour),
            until: Option::map(until, hour),
            ..entry(n)
        };
        prop::collection::vec(one.prop_map(entry), 0..12)
    }

    proptest! {
        /// The order in which entries are read decides nothing.
        #[test]
        fn the_book_has_no_order(all in entries(), at in 0i64..12) {
            let mut turned = all.clone();
            turned.reverse();
            let price = |entries| PriceBook::new(entries).find(&sale(hour(at))).map(|entry| entry.price);
            prop_assert_eq!(price(all), price(turned));
        }
    }
}
