//! Time zones and how a date is said. An event has a zone, and every time shown is the venue's.

use crate::form::read_moment;
use crate::locale::Locale;
use chrono::{DateTime, Datelike, NaiveDateTime, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An IANA time zone, such as `Europe/Rome`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timezone(chrono_tz::Tz);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error("'{0}' is not a time zone; write one such as Europe/Rome")]
    UnknownZone(String),
    #[error("'{0}' is not a date and time; write it like 2026-12-24T20:30")]
    Malformed(String),
    #[error("{0} does not exist in {1}: the clocks skip it")]
    Skipped(NaiveDateTime, Timezone),
}

impl Timezone {
    pub const ROME: Timezone = Timezone(chrono_tz::Europe::Rome);
    pub const UTC: Timezone = Timezone(chrono_tz::UTC);

    /// The IANA name.
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// The instant as the clock on the venue's wall shows it.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.0).naive_local()
    }

    /// The wall clock's time with its offset, for files and APIs: `2026-07-04T20:30:00+02:00`.
    pub fn rfc3339(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.0).to_rfc3339()
    }

    /// The instant a wall clock shows. In the hour that happens twice the first is taken; an hour that is skipped is refused.
    pub fn instant(&self, local: NaiveDateTime) -> Result<DateTime<Utc>, TimeError> {
        self.0
            .from_local_datetime(&local)
            .earliest()
            .map(|at| at.with_timezone(&Utc))
            .ok_or(TimeError::Skipped(local, *self))
    }

    /// Reads a date and a time as [`crate::form::moment`] puts them together: `2026-12-24T20:30`, or as people write them.
    pub fn parse_local(&self, text: &str) -> Result<DateTime<Utc>, TimeError> {
        let local = read_moment(text).ok_or_else(|| TimeError::Malformed(text.trim().to_owned()))?;
        self.instant(local)
    }

    /// The moment as a form's date and time have it, in 24 hours.
    pub fn input_value(&self, at: DateTime<Utc>) -> String {
        self.local(at).format("%Y-%m-%dT%H:%M").to_string()
    }
}

impl FromStr for Timezone {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Timezone, TimeError> {
        text.trim().parse().map(Timezone).map_err(|_| TimeError::UnknownZone(text.to_owned()))
    }
}

impl TryFrom<String> for Timezone {
    type Error = TimeError;
    fn try_from(text: String) -> Result<Timezone, TimeError> {
        text.parse()
    }
}

impl From<Timezone> for String {
    fn from(zone: Timezone) -> String {
        zone.name().to_owned()
    }
}

impl fmt::Display for Timezone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Timezone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn chrono_locale(locale: Locale) -> chrono::Locale {
    match locale {
        Locale::En => chrono::Locale::en_GB,
        Locale::It => chrono::Locale::it_IT,
    }
}

fn say(at: DateTime<Utc>, zone: Timezone, locale: Locale, pattern: &str) -> String {
    at.with_timezone(&zone.0).format_localized(pattern, chrono_locale(locale)).to_string()
}

/// `Saturday 21 November 2026` · `sabato 21 novembre 2026`
pub fn long_date(at: DateTime<Utc>, zone: Timezone, locale: Locale) -> String {
    say(at, zone, locale, "%A %-d %B %Y")
}

/// `Sat 21 Nov` · `sab 21 nov`
pub fn short_date(at: DateTime<Utc>, zone: Timezone, locale: Locale) -> String {
    say(at, zone, locale, "%a %-d %b")
}

/// `20:30`, on the venue's wall.
pub fn clock_time(at: DateTime<Utc>, zone: Timezone) -> String {
    at.with_timezone(&zone.0).format("%H:%M").to_string()
}

/// `Sat 21 Nov, 20:30`
pub fn short_date_time(at: DateTime<Utc>, zone: Timezone, locale: Locale) -> String {
    format!("{}, {}", short_date(at, zone, locale), clock_time(at, zone))
}

/// `Saturday 21 November 2026, 20:30`
pub fn long_date_time(at: DateTime<Utc>, zone: Timezone, locale: Locale) -> String {
    format!("{}, {}", long_date(at, zone, locale), clock_time(at, zone))
}

/// From the first day to the last: `Sat 21 Nov – Sun 6 Dec`. Days of two years say which, and one day is said once.
pub fn date_range(first: DateTime<Utc>, last: DateTime<Utc>, zone: Timezone, locale: Locale) -> String {
    let (from, to) = (zone.local(first).date(), zone.local(last).date());
    if from == to {
        return short_date(first, zone, locale);
    }
    let day = |at| match from.year() == to.year() {
        true => short_date(at, zone, locale),
        false => say(at, zone, locale, "%a %-d %b %Y"),
    };
    format!("{} – {}", day(first), day(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_two_years_say_which_years() {
        let range = |first: &str, last: &str, locale| {
            date_range(first.parse().unwrap(), last.parse().unwrap(), Timezone::ROME, locale)
        };
        assert_eq!(range("2026-11-21T19:00:00Z", "2026-12-06T19:00:00Z", Locale::En), "Sat 21 Nov – Sun 6 Dec");
        assert_eq!(
            range("2026-12-27T19:00:00Z", "2027-01-03T19:00:00Z", Locale::En),
            "Sun 27 Dec 2026 – Sun 3 Jan 2027"
        );
        assert_eq!(
            range("2026-12-27T19:00:00Z", "2027-01-03T19:00:00Z", Locale::It),
            "dom 27 dic 2026 – dom 3 gen 2027"
        );
        // Midnight is the venue's.
        assert_eq!(range("2026-12-31T10:00:00Z", "2026-12-31T22:30:00Z", Locale::En), "Thu 31 Dec");
        assert_eq!(
            range("2026-12-31T10:00:00Z", "2026-12-31T23:30:00Z", Locale::En),
            "Thu 31 Dec 2026 – Fri 1 Jan 2027"
        );
    }

    #[test]
    fn times_are_the_venues() {
        let at = "2026-07-04T18:30:00Z".parse().unwrap();
        assert_eq!(long_date_time(at, Timezone::ROME, Locale::En), "Saturday 4 July 2026, 20:30");
        assert_eq!(long_date_time(at, Timezone::ROME, Locale::It), "sabato 4 luglio 2026, 20:30");
        assert_eq!(Timezone::ROME.input_value(at), "2026-07-04T20:30");
        assert_eq!(Timezone::ROME.parse_local("2026-07-04T20:30"), Ok(at));
    }

    #[test]
    fn the_skipped_hour_is_refused_and_the_double_one_is_the_first() {
        assert!(matches!(Timezone::ROME.parse_local("2026-03-29T02:30"), Err(TimeError::Skipped(..))));
        let first = Timezone::ROME.parse_local("2026-10-25T02:30").unwrap();
        assert_eq!(first.to_rfc3339(), "2026-10-25T00:30:00+00:00");
    }
}
