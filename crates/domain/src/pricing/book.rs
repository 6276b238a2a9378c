//! The price book: what a product costs on which performance, in which zone, through which channel, and when.

use crate::event::{Channel, TicketType};
use crate::ids::{PerformanceId, PriceId, TicketTypeId, ZoneId};
use crate::money::{Money, MoneyError};
use crate::pricing::PriceRule;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

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
    /// Minor units of the event's currency, zero or more.
    pub price_minor: i64,
}

/// What is about to be sold.
#[derive(Clone, Copy, Debug)]
pub struct PricedSale {
    pub ticket_type: TicketTypeId,
    pub performance: Option<PerformanceId>,
    /// Of the seat, or of the pool where a product draws from one zone alone.
    pub zone: Option<ZoneId>,
    pub channel: Channel,
    pub now: DateTime<Utc>,
}

/// The entries of what can be sold. What none of them is about costs its ordinary price.
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

    /// The entry that says what it costs: the most special of those that fit. One for a performance beats one for a zone, that
    /// one for a channel, that one for a period, whatever else they leave open. Between two that are as special the later
    /// period wins, then the entry that was made last. `None`: it costs its ordinary price.
    pub fn find(&self, sale: &PricedSale) -> Option<&PriceEntry> {
        self.entries.iter().filter(|entry| entry.fits(sale)).max_by_key(|entry| entry.rank())
    }

    /// How the price of what is sold is made up: `ordinary` with the price that the book says, where it says one.
    pub fn rule(&self, ordinary: &PriceRule, sale: &PricedSale) -> PriceRule {
        let price =
            self.find(sale).map_or(ordinary.price, |entry| Money::new(entry.price_minor, ordinary.price.currency));
        PriceRule { price, ..ordinary.clone() }
    }

    /// The first moment after `now` at which another price may hold although nobody changed anything. `None`: never.
    pub fn holds_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let edges = self.entries.iter().flat_map(|entry| [entry.from, entry.until]);
        edges.flatten().filter(|edge| *edge > now).min()
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
    /// What `kind`, which has this book, costs on a date now.
    pub fn of(
        kind: &TicketType,
        book: &PriceBook,
        performance: PerformanceId,
        channel: Channel,
        now: DateTime<Utc>,
    ) -> Result<DatePrices, MoneyError> {
        let in_zone = |zone| {
            let sale = PricedSale { ticket_type: kind.id, performance: Some(performance), zone, channel, now };
            book.rule(&kind.price, &sale).quote()?.total()
        };
        let of_seats = kind.seated_zones.iter().map(|zone| Ok((*zone, in_zone(Some(*zone))?)));
        let of_zones = of_seats.collect::<Result<Vec<_>, MoneyError>>()?;
        let least = match of_zones.iter().map(|(_, price)| *price).min_by_key(|price| price.minor) {
            Some(least) => least,
            None => in_zone(only_zone(kind.standing_zones.iter().copied()))?,
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
    fn fits(&self, sale: &PricedSale) -> bool {
        self.ticket_type == sale.ticket_type
            && (self.performance.is_none() || self.performance == sale.performance)
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
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use uuid::Uuid;

    const TYPE: TicketTypeId = TicketTypeId(Uuid::from_u128(1));

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
            price_minor: n as i64,
        }
    }

    fn sale(now: DateTime<Utc>) -> PricedSale {
        PricedSale {
            ticket_type: TYPE,
            performance: Some(PerformanceId(Uuid::from_u128(7))),
            zone: Some(ZoneId(Uuid::from_u128(8))),
            channel: Channel::Shop,
            now,
        }
    }

    #[test]
    fn the_most_special_price_wins() {
        let matinee = PriceEntry { performance: sale(hour(0)).performance, ..entry(2) };
        let gallery = PriceEntry { zone: sale(hour(0)).zone, ..entry(3) };
        let shop = PriceEntry { channel: Some(Channel::Shop), ..entry(4) };
        let early = PriceEntry { until: Some(hour(5)), ..entry(5) };
        let mut all = vec![entry(1), early, shop, gallery, matinee];
        for winner in [2, 3, 4, 5, 1] {
            let book = PriceBook::new(all.clone());
            assert_eq!(book.find(&sale(hour(1))).unwrap().price_minor, winner);
            all.retain(|entry| entry.price_minor != winner);
        }
        assert!(PriceBook::default().find(&sale(hour(1))).is_none());
    }

    #[test]
    fn what_the_book_says_nothing_of_costs_what_it_always_costs() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let ordinary = PriceRule { price: eur(2500), tax_rate_bp: 1000, tax_included: true, fee: eur(150) };
        let early = PriceEntry { until: Some(hour(5)), price_minor: 1800, ..entry(2) };
        let book = PriceBook::new(vec![early]);
        assert_eq!(book.rule(&ordinary, &sale(hour(4))), PriceRule { price: eur(1800), ..ordinary.clone() });
        assert_eq!(book.rule(&ordinary, &sale(hour(5))), ordinary);
        assert_eq!(PriceBook::default().rule(&ordinary, &sale(hour(4))), ordinary);
    }

    #[test]
    fn a_price_from_is_what_one_pays_at_least() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        assert_eq!(price_from([eur(900), eur(0), eur(700)]), Some(eur(700)));
        assert_eq!(price_from([eur(0), eur(0)]), Some(eur(0)));
        assert_eq!(price_from([]), None);
    }

    #[test]
    fn a_period_begins_and_ends_to_the_second_and_says_so() {
        let early = PriceEntry { until: Some(hour(5)), ..entry(2) };
        let late = PriceEntry { from: Some(hour(9)), ..entry(3) };
        let book = PriceBook::new(vec![entry(1), early, late]);
        let price = |at| book.find(&sale(at)).unwrap().price_minor;
        let second = TimeDelta::seconds(1);
        assert_eq!([price(hour(5) - second), price(hour(5)), price(hour(9) - second), price(hour(9))], [2, 1, 1, 3]);
        assert_eq!(book.holds_until(hour(1)), Some(hour(5)));
        assert_eq!(book.holds_until(hour(5)), Some(hour(9)));
        assert_eq!(book.holds_until(hour(9)), None);
    }

    #[test]
    fn of_two_alike_the_later_period_then_the_later_entry_wins() {
        let from = |n, at| PriceEntry { from: Some(hour(at)), ..entry(n) };
        let book = PriceBook::new(vec![from(5, 1), from(2, 3), entry(8), entry(9)]);
        assert_eq!(book.find(&sale(hour(2))).unwrap().price_minor, 5);
        assert_eq!(book.find(&sale(hour(4))).unwrap().price_minor, 2);
        assert_eq!(book.find(&sale(hour(0))).unwrap().price_minor, 9);
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
        /// What is kept in memory is right until the moment the book names.
        #[test]
        fn between_two_edges_nothing_changes(all in entries(), at in 0i64..12) {
            let book = PriceBook::new(all);
            let price = |at| book.find(&sale(at)).map(|entry| entry.price_minor);
            let until = book.holds_until(hour(at)).unwrap_or(hour(100));
            for quarter in 0..400 {
                let then = hour(at) + TimeDelta::minutes(15 * quarter);
                if then < until {
                    prop_assert_eq!(price(then), price(hour(at)));
                }
            }
        }

        /// The order in which entries are read decides nothing.
        #[test]
        fn the_book_has_no_order(all in entries(), at in 0i64..12) {
            let mut turned = all.clone();
            turned.reverse();
            let price = |entries: Vec<PriceEntry>| {
                PriceBook::new(entries).find(&sale(hour(at))).map(|entry| (entry.rank() , entry.price_minor)).map(|(_, p)| p)
            };
            prop_assert_eq!(price(all), price(turned));
        }
    }
}
