//! What the catalogue's form asks for, read from and written back to the page's address.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use domain::event::{AskedDays, CatalogueQuery, Category};
use domain::typed;
use strum::{EnumString, IntoStaticStr};

const TEXT_CHARS_MAX: usize = 100;
const PAGE_MAX: u32 = 10_000;

/// A choice of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum When {
    #[default]
    Any,
    Today,
    Weekend,
    /// Between the two days typed.
    Dates,
}

impl When {
    /// As the address has it, where it says so in a word: days that were typed speak for themselves.
    pub fn word(self) -> Option<&'static str> {
        match self {
            When::Today | When::Weekend => Some(self.into_str()),
            When::Any | When::Dates => None,
        }
    }
}

/// The form as it was typed. What can't be read counts as not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub text: String,
    pub when: When,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub city: String,
    pub category: Option<Category>,
    /// From 1.
    pub page: u32,
}

impl Filter {
    /// Reads the values of the query string.
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Filter {
        let text = |name: &str| -> String {
            typed::trim(&value(name).unwrap_or_default()).chars().take(TEXT_CHARS_MAX).collect()
        };
        let day = |name: &str| value(name).and_then(|text| text.parse::<NaiveDate>().ok());
        let (from, until) = (day("from"), day("until"));
        let said = value("when").and_then(|word| word.parse::<When>().ok());
        let when = match said.filter(|when| when.word().is_some()) {
            Some(when) => when,
            None if from.is_some() || until.is_some() => When::Dates,
            None => When::Any,
        };
        let page = value("page").and_then(|n| n.parse().ok()).unwrap_or(1).clamp(1, PAGE_MAX);
        let category = value("category").and_then(|name| name.parse::<Category>().ok());
        Filter { text: text("q"), when, from, until, city: text("city"), category, page }
    }

    pub fn is_empty(&self) -> bool {
        *self == Filter { page: self.page, ..Filter::default() }
    }

    /// The query string without the page, for links that keep the rest: `q=jazz&when=today`.
    pub fn query(&self) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        if !self.text.is_empty() {
            pairs.append_pair("q", &self.text);
        }
        match self.when {
            When::Any => {}
            When::Today | When::Weekend => {
                pairs.extend_pairs(self.when.word().map(|word| ("when", word)));
            }
            When::Dates => {
                for (name, day) in [("from", self.from), ("until", self.until)] {
                    if let Some(day) = day {
                        pairs.append_pair(name, &day.to_string());
                    }
                }
            }
        }
        if !self.city.is_empty() {
            pairs.append_pair("city", &self.city);
        }
        if let Some(category) = self.category {
            pairs.append_pair("category", category.into_str());
        }
        pairs.finish()
    }

    /// The same wishes for other days.
    pub fn on(&self, when: When) -> Filter {
        Filter { when, from: None, until: None, page: 1, ..self.clone() }
    }

    /// What the catalogue is asked. Days are those of each event's own clock.
    pub fn ask(&self, organizer: Option<String>, now: DateTime<Utc>) -> CatalogueQuery {
        let days = match self.when {
            When::Any => Vec::new(),
            When::Today | When::Weekend | When::Dates => AskedDays::everywhere(now, |today| self.days(today)),
        };
        CatalogueQuery {
            text: self.text.clone(),
            category: self.category,
            city: self.city.clone(),
            days,
            organizer,
            page: self.page - 1,
            ..CatalogueQuery::default()
        }
    }

    /// The first and the last day asked for.
    fn days(&self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self.when {
            When::Any => (None, None),
            When::Today => (Some(today), Some(today)),
            When::Weekend => {
                let (first, last) = weekend(today);
                (Some(first), Some(last))
            }
            // Typed the wrong way round, they mean the same days.
            When::Dates => match (self.from, self.until) {
                (Some(from), Some(until)) if until < from => (Some(until), Some(from)),
                days => days,
            },
        }
    }
}

/// What is left of this weekend, Friday evening being part of none; from Monday to Friday the one that comes.
fn weekend(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let ahead = |days: u64| today.checked_add_days(Days::new(days)).unwrap_or(today);
    match today.weekday() {
        Weekday::Sun => (today, today),
        day => {
            let saturday = u64::from(Weekday::Sat.num_days_from_monday() - day.num_days_from_monday());
            (ahead(saturday), ahead(saturday + 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Filter {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Filter::read(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    }

    #[test]
    fn what_is_written_is_read_back() {
        for query in [
            "",
            "q=caff%C3%A8+%26+jazz",
            "when=weekend&category=opera",
            "from=2026-12-01&until=2026-12-05&city=Livorno",
        ] {
            assert_eq!(read(query).query(), query);
        }
    }

    #[test]
    fn nonsense_counts_as_not_asked_for() {
        assert!(read("when=always&from=soon&category=x&page=-3").is_empty());
        assert_eq!(read("page=999999999999").page, 1);
    }

    #[test]
    fn today_is_asked_for_on_each_day_that_it_is_somewhere() {
        let now = "2026-11-21T23:30:00Z".parse().unwrap();
        let asked = read("when=today").ask(None, now).days;
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(
            asked.iter().map(|d| d.today).collect::<Vec<_>>(),
            ["2026-11-20", "2026-11-21", "2026-11-22"].map(day)
        );
        assert!(asked.iter().all(|d| (d.first, d.last) == (Some(d.today), Some(d.today))));
        // On the Sunday of one place it is Monday in another: the weekends differ.
        let now = "2026-11-22T23:30:00Z".parse().unwrap();
        let asked = read("when=weekend").ask(None, now).days;
        assert_eq!((asked[1].last, asked[2].first), (Some(day("2026-11-22")), Some(day("2026-11-28"))));
        assert!(read("q=jazz").ask(None, now).days.is_empty());
    }

    #[test]
    fn the_weekend_is_the_rest_of_this_one_or_the_next() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (today, first, last) in [
            ("2026-11-16", "2026-11-21", "2026-11-22"),
            ("2026-11-20", "2026-11-21", "2026-11-22"),
            ("2026-11-21", "2026-11-21", "2026-11-22"),
            ("2026-11-22", "2026-11-22", "2026-11-22"),
        ] {
            assert_eq!(weekend(day(today)), (day(first), day(last)), "{today}");
        }
    }

    #[test]
    fn days_typed_the_wrong_way_round_are_turned() {
        let filter = read("from=2026-12-05&until=2026-12-01");
        let today = "2026-11-21".parse().unwrap();
        assert_eq!(filter.days(today), ("2026-12-01".parse().ok(), "2026-12-05".parse().ok()));
    }
}
