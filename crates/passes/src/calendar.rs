//! The calendar file of an order (RFC 5545): one entry for each performance.

use crate::text;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::PerformanceId;
use domain::locale::Locale;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

/// How long an entry lasts when nobody said when the performance ends: what a calendar shows, and a guess. When a performance is
/// over is another matter ([`domain::event::ends_by`], later than any such guess), since doors and sales go by it.
const LENGTH_DEFAULT: TimeDelta = TimeDelta::hours(2);

/// One performance of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEntry {
    pub performance: PerformanceId,
    pub event: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub venue: String,
    pub venue_address: String,
    pub tickets: u32,
    /// The buyer's page of the order, where the codes are.
    pub order_url: String,
    pub order_number: String,
    pub cancelled: bool,
    /// Counted up with each change, so that a calendar takes the newer of two files.
    pub sequence: u32,
}

/// The calendar file of these performances, with CRLF line ends, to be served as `text/calendar; charset=utf-8`.
///
/// An entry keeps its identity (UID) as long as the performance keeps its id, so that importing the file again moves
/// the entry instead of doubling it. `now` becomes DTSTAMP.
pub fn ics(locale: Locale, entries: &[CalendarEntry], now: DateTime<Utc>) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Tessera//Tickets//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    for entry in entries {
        calendar.push(event(locale, entry, now));
    }
    calendar.to_string()
}

fn event(locale: Locale, entry: &CalendarEntry, now: DateTime<Utc>) -> Event {
    // An end at or before the start would make the whole file invalid.
    let ends_at = entry.ends_at.filter(|end| *end > entry.starts_at).unwrap_or(entry.starts_at + LENGTH_DEFAULT);
    let location = [entry.venue.trim(), entry.venue_address.trim()];
    let location: Vec<&str> = location.into_iter().filter(|part| !part.is_empty()).collect();
    let tickets = text::tickets_in_order(locale, entry.tickets, &entry.order_number);
    Event::new()
        .uid(&format!("{}@tessera", entry.performance))
        .sequence(entry.sequence)
        .timestamp(now)
        .starts(entry.starts_at)
        .ends(ends_at)
        .summary(&entry.event)
        .location(&location.join(", "))
        .description(&format!("{tickets}\n{} {}", text::your_tickets(locale), entry.order_url))
        .url(&entry.order_url)
        .status(if entry.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed })
        .done()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> CalendarEntry {
        CalendarEntry {
            performance: PerformanceId(uuid::Uuid::from_u128(7)),
            event: "La Traviata; an opera, in three acts".into(),
            starts_at: "2026-11-21T19:30:00Z".parse().unwrap(),
            ends_at: None,
            venue: "Teatro dell'Aurora".into(),
            venue_address: "Via dei Mosaici 4, Ravenna".into(),
            tickets: 2,
            order_url: "https://shop.example/orders/T-1042?key=abc".into(),
            order_number: "T-1042".into(),
            cancelled: false,
            sequence: 0,
        }
    }

    fn unfolded(locale: Locale, entries: &[CalendarEntry]) -> String {
        ics(locale, entries, "2026-10-01T08:00:00Z".parse().unwrap()).replace("\r\n ", "")
    }

    #[test]
    fn the_file_says_when_where_and_how_to_find_the_tickets() {
        insta::assert_snapshot!(unfolded(Locale::En, &[entry()]).replace("\r\n", "\n"));
    }

    #[test]
    fn an_end_that_was_given_is_kept_and_a_wrong_one_is_not() {
        let end = |ends_at: &str| {
            let ends_at = Some(ends_at.parse().unwrap());
            unfolded(Locale::It, &[CalendarEntry { ends_at, ..entry() }])
        };
        assert!(end("2026-11-21T22:00:00Z").contains("DTEND:20261121T220000Z"));
        assert!(end("2026-11-21T19:30:00Z").contains("DTEND:20261121T213000Z"));
    }

    #[test]
    fn a_name_with_line_breaks_can_not_add_a_line() {
        let event = "Night\r\nATTENDEE:mailto:a@b.example\nX".to_owned();
        let file = unfolded(Locale::En, &[CalendarEntry { event, ..entry() }]);
        assert!(!file.lines().any(|line| line.starts_with("ATTENDEE") || line.starts_with('X')));
    }

    #[test]
    fn a_cancelled_performance_is_struck_out() {
        assert!(unfolded(Locale::En, &[CalendarEntry { cancelled: true, ..entry() }]).contains("STATUS:CANCELLED"));
    }

    #[test]
    fn a_moved_performance_is_the_same_entry_with_a_higher_sequence() {
        let starts_at = "2026-11-22T19:30:00Z".parse().unwrap();
        let moved = unfolded(Locale::En, &[CalendarEntry { starts_at, sequence: 2, ..entry() }]);
        assert!(moved.contains("SEQUENCE:2") && moved.contains("DTSTART:20261122T193000Z"), "{moved}");
        let uid = |file: &str| file.lines().find(|line| line.starts_with("UID:")).map(str::to_owned);
        assert_eq!(uid(&moved), uid(&unfolded(Locale::En, &[entry()])));
    }
}
