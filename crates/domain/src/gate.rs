//! What a gate works with besides the scans themselves.

use crate::admission::{AdmissionNote, GateCounts, Scan, ScannedTicket};
use crate::event::Performance;
use crate::ids::EventId;
use crate::locale::Translated;
use crate::time::Timezone;
use crate::{fold, typed};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

pub const NONCE_CHARS_MAX: u32 = 100;
pub const GATE_CHARS_MAX: u32 = 60;
pub const CODE_CHARS_MAX: u32 = 2000;
pub const PERFORMANCES_MAX: u32 = 100;
/// Of a name or an order number that is searched for.
pub const SEARCH_CHARS_MIN: usize = 2;
pub const SEARCH_CHARS_MAX: usize = 120;
/// A device whose clock is off by more has no clock.
pub const CLOCK_OFF_DAYS_MAX: i64 = 366;

/// What a gate that was told no dates admits to, around now.
const ADMITS_BACK: Duration = Duration::hours(12);
const ADMITS_AHEAD: Duration = Duration::hours(18);
/// What a gate is offered to choose from.
const OFFERS_AHEAD: Duration = Duration::hours(48);
/// On no clock today began longer ago.
const TODAY_BACK: Duration = Duration::hours(36);

/// When a date starts that a gate without dates admits to; both ends are among them.
pub fn scan_window(now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    (now - ADMITS_BACK, now + ADMITS_AHEAD)
}

/// When a date starts that a gate may be set to, whatever the clock of its venue says. [`is_offered`] tells which of them are.
pub fn offered_around(now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    (now - TODAY_BACK, now + OFFERS_AHEAD)
}

/// Whether a gate may be set to a date: from twelve hours ago to 48 hours ahead, and all of today by the clock of the venue.
pub fn is_offered(starts_at: DateTime<Utc>, zone: Timezone, now: DateTime<Utc>) -> bool {
    let is_recent = starts_at >= now - ADMITS_BACK || zone.local(starts_at).date() >= zone.local(now).date();
    is_recent && starts_at <= now + OFFERS_AHEAD
}

/// The words that tickets are looked for by; `None` where nothing can be looked for.
pub fn search_words(typed: &str) -> Option<Vec<String>> {
    let text = typed::trim(typed);
    let typeable = (SEARCH_CHARS_MIN..=SEARCH_CHARS_MAX).contains(&text.chars().count()) && !text.contains('\0');
    let words = fold::words(text);
    (typeable && !words.is_empty()).then_some(words)
}

/// Whether a scan can be taken in at all, and kept.
pub fn check(scan: &Scan, now: DateTime<Utc>) -> Result<(), ScanRefusal> {
    if !is_plain(&scan.nonce, NONCE_CHARS_MAX) {
        return Err(ScanRefusal::Nonce { max: NONCE_CHARS_MAX });
    }
    if !is_plain(&scan.gate, GATE_CHARS_MAX) {
        return Err(ScanRefusal::Gate { max: GATE_CHARS_MAX });
    }
    if scan.code.chars().count() > CODE_CHARS_MAX as usize {
        return Err(ScanRefusal::CodeTooLong { max: CODE_CHARS_MAX });
    }
    if scan.performances.len() > PERFORMANCES_MAX as usize {
        return Err(ScanRefusal::TooManyPerformances { max: PERFORMANCES_MAX });
    }
    if (scan.at - now).num_days().abs() > CLOCK_OFF_DAYS_MAX {
        return Err(ScanRefusal::ClockOff { now });
    }
    Ok(())
}

fn is_plain(text: &str, max: u32) -> bool {
    !typed::is_blank(text) && text.chars().count() <= max as usize && !text.chars().any(char::is_control)
}

/// A date that a gate may admit to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatePerformance {
    pub event: EventId,
    pub event_title: Translated,
    pub performance: Performance,
    pub zone: Timezone,
    pub counts: GateCounts,
}

/// A ticket of someone who can't show it, found by name or order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTicket {
    pub ticket: ScannedTicket,
    /// Scanned like any other.
    pub code: String,
    /// When and where its holder came in, while they are inside.
    pub inside_since: Option<AdmissionNote>,
}

/// Why a scan can't be taken in at all. A ticket that isn't let in is an answer, not one of these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum ScanRefusal {
    #[error("a nonce of 1 to {max} plain characters is needed")]
    Nonce { max: u32 },
    #[error("the gate needs a name of 1 to {max} plain characters")]
    Gate { max: u32 },
    #[error("the code is longer than {max} characters")]
    CodeTooLong { max: u32 },
    #[error("a gate can admit to at most {max} dates at once")]
    TooManyPerformances { max: u32 },
    #[error("the device's clock is far off; it is {now} here")]
    ClockOff { now: DateTime<Utc> },
    /// The nonce has named another scan by the same device at this gate. It is written down and decides nothing.
    #[error("this nonce was used for another scan; scan again with a new one")]
    NonceReused,
    /// More scans wait than can be decided soon.
    #[error("too many scans at once; try again in {seconds} s")]
    Busy { seconds: u32 },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admission::Direction;
    use proptest::prelude::*;

    #[test]
    fn a_scan_that_cannot_be_kept_is_refused_by_name() {
        let now = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let good = Scan {
            code: "X".into(),
            gate: "North".into(),
            direction: Direction::In,
            at: now,
            nonce: "n1".into(),
            performances: Vec::new(),
        };
        let max = |chars: u32| "x".repeat(chars as usize + 1);
        let verdict = |change: &dyn Fn(&mut Scan)| {
            let mut scan = good.clone();
            change(&mut scan);
            check(&scan, now).err()
        };
        let nonce = Some(ScanRefusal::Nonce { max: NONCE_CHARS_MAX });
        assert_eq!(verdict(&|_| {}), None);
        assert_eq!(verdict(&|s| s.nonce = " ".into()), nonce);
        assert_eq!(verdict(&|s| s.nonce = "\u{3164}".into()), nonce, "nothing to see");
        assert_eq!(verdict(&|s| s.nonce = "a\0b".into()), nonce);
        assert_eq!(verdict(&|s| s.nonce = max(NONCE_CHARS_MAX)), nonce);
        assert_eq!(verdict(&|s| s.gate = String::new()), Some(ScanRefusal::Gate { max: GATE_CHARS_MAX }));
        assert_eq!(verdict(&|s| s.code = max(CODE_CHARS_MAX)), Some(ScanRefusal::CodeTooLong { max: CODE_CHARS_MAX }));
        assert_eq!(verdict(&|s| s.code = "\0".into()), None, "a code isn't kept: whatever it holds is an answer");
        assert_eq!(verdict(&|s| s.at = DateTime::<Utc>::MAX_UTC), Some(ScanRefusal::ClockOff { now }));
        assert_eq!(verdict(&|s| s.at = DateTime::<Utc>::MIN_UTC), Some(ScanRefusal::ClockOff { now }));
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_gate_is_offered_the_last_hours_the_next_days_and_all_of_today() {
        let rome: Timezone = Timezone::ROME;
        let apia: Timezone = "Pacific/Apia".parse().unwrap();
        let now = at("2026-12-01T20:00:00Z");
        for (starts_at, zone, expect) in [
            ("2026-12-01T08:00:00Z", rome, true),
            ("2026-12-01T07:59:00Z", rome, true),
            ("2026-11-30T23:00:00Z", rome, true),
            ("2026-11-30T22:59:00Z", rome, false),
            // There it is the second already, since 11:00.
            ("2026-12-01T11:00:00Z", apia, true),
            ("2026-12-01T07:59:00Z", apia, false),
            ("2026-12-03T20:00:00Z", rome, true),
            ("2026-12-03T20:01:00Z", rome, false),
        ] {
            assert_eq!(is_offered(at(starts_at), zone, now), expect, "{starts_at} {zone:?}");
        }
    }

    proptest! {
        /// What is read of the dates has all that a gate is offered, and all that it admits to unasked.
        #[test]
        fn what_is_offered_is_among_what_is_looked_at(minutes in -60i64 * 80..60 * 80, day in 0i64..366, zone in prop::sample::select(vec!["Pacific/Apia", "Europe/Rome", "Pacific/Pago_Pago", "America/New_York"])) {
            let now = at("2026-01-01T00:30:00Z") + Duration::days(day);
            let starts_at = now + Duration::minutes(minutes);
            let within = |(from, until): (DateTime<Utc>, DateTime<Utc>)| (from..=until).contains(&starts_at);
            let offered = is_offered(starts_at, zone.parse().unwrap(), now);
            prop_assert!(!offered || within(offered_around(now)));
            prop_assert!(!within(scan_window(now)) || offered);
        }
    }

    #[test]
    fn tickets_are_looked_for_by_words_that_can_be_typed() {
        assert_eq!(search_words(" Rossi "), Some(vec!["rossi".to_owned()]));
        for nothing in ["", "R", "  ", "--", "a\0b", &"x".repeat(SEARCH_CHARS_MAX + 1)] {
            assert_eq!(search_words(nothing), None, "{nothing:?}");
        }
    }
}
