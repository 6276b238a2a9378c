//! Another price of a ticket type: for a date, a channel, a time.

use super::moment::moment;
use super::read::FormReader;
use crate::event::Channel;
use crate::ids::PerformanceId;
use crate::locale::Locale;
use crate::money::{Currency, Money};
use crate::refusal::{FieldProblem, Problem};
use crate::time::Timezone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// As it was typed. What is left empty holds for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriceForm {
    pub price: String,
    /// A [`PerformanceId`] of the event.
    pub performance: String,
    /// A [`Channel`]'s name.
    pub channel: String,
    #[serde(deserialize_with = "moment")]
    pub from_at: String,
    #[serde(deserialize_with = "moment")]
    pub until_at: String,
    /// By whose conventions the amount is typed; the page's, never posted.
    #[serde(skip)]
    pub locale: Locale,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedPrice {
    pub price: Money,
    pub performance: Option<PerformanceId>,
    pub channel: Option<Channel>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

impl PriceForm {
    /// `dates`: those of the event. `zone`: its clock.
    ///
    /// # Errors
    /// Everything that is wrong with it. One that would hold for all, always, is none: that is the ordinary price.
    pub fn check(
        &self,
        currency: Currency,
        zone: Timezone,
        dates: &[PerformanceId],
    ) -> Result<CheckedPrice, Vec<FieldProblem>> {
        let mut read = FormReader::of(self.locale);
        let price = read.amount("price", &self.price, currency, None);
        let date = |text: &str| text.parse::<PerformanceId>().ok().filter(|id| dates.contains(id));
        let performance = read.optional_choice("performance", &self.performance, date);
        let channel = read.optional_choice("channel", &self.channel, |text| text.parse().ok());
        let from = read.instant("from_at", &self.from_at, zone);
        let until = read.instant("until_at", &self.until_at, zone);
        if let (Some(from), Some(until)) = (from, until)
            && until <= from
        {
            read.note("until_at", Problem::BeforeStart);
        }
        let for_all = performance.is_none() && channel.is_none() && from.is_none() && until.is_none();
        if for_all && read.problems.is_empty() {
            read.note("performance", Problem::Missing);
        }
        read.finish(CheckedPrice { price, performance, channel, from, until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const DATE: PerformanceId = PerformanceId(Uuid::from_u128(1));

    fn problems(form: &PriceForm) -> Vec<(String, Problem)> {
        let checked = form.check(Currency::EUR, Timezone::ROME, &[DATE]);
        checked.err().unwrap_or_default().into_iter().map(|one| (one.field, one.problem)).collect()
    }

    #[test]
    fn a_price_is_for_something() {
        let form = PriceForm { price: "18".into(), performance: DATE.to_string(), ..PriceForm::default() };
        let checked = form.check(Currency::EUR, Timezone::ROME, &[DATE]).unwrap();
        assert_eq!((checked.price, checked.performance), (Money::new(1800, Currency::EUR), Some(DATE)));
        let missing = |field: &str| (field.to_owned(), Problem::Missing);
        assert_eq!(problems(&PriceForm::default()), [missing("price")]);
        assert_eq!(problems(&PriceForm { price: "18".into(), ..PriceForm::default() }), [missing("performance")]);
        let other = PerformanceId(Uuid::from_u128(2)).to_string();
        let wrong = PriceForm { performance: other, channel: "office".into(), ..form };
        let not_a_choice = |field: &str| (field.to_owned(), Problem::NotAChoice);
        assert_eq!(problems(&wrong), [not_a_choice("performance"), not_a_choice("channel")]);
    }

    #[test]
    fn a_period_is_read_on_the_events_clock_and_ends_after_it_begins() {
        let form = |from: &str, until: &str| PriceForm {
            price: "18,50".into(),
            channel: "shop".into(),
            from_at: from.into(),
            until_at: until.into(),
            ..PriceForm::default()
        };
        let early = form("", "2026-12-01T00:00").check(Currency::EUR, Timezone::ROME, &[]).unwrap();
        assert_eq!(early.until.unwrap().to_rfc3339(), "2026-11-30T23:00:00+00:00");
        assert_eq!((early.channel, early.price.minor), (Some(Channel::Shop), 1850));
        let before = [("until_at".to_owned(), Problem::BeforeStart)];
        assert_eq!(problems(&form("2026-12-01T10:00", "2026-12-01T10:00")), before);
        assert_eq!(problems(&form("soon", "")), [("from_at".to_owned(), Problem::NotADate)]);
    }
}
