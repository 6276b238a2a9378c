//! From what the flows answer to what a steward reads.

use crate::model::{Color, FoundAtGate, PerformanceChoice, ScanResult};
use crate::text;
use chrono::{DateTime, Duration, Utc};
use domain::admission::{Direction, Reason, ScanAnswer, Verdict};
use domain::event::PerformanceStatus;
use domain::gate::{FoundTicket, GatePerformance, ScanRefusal};
use domain::locale::Locale;
use domain::time::{self, Timezone};

/// A date that begins within this many hours is the likely one.
const SOON_HOURS: i64 = 6;

pub(crate) fn performance_choice(date: &GatePerformance, locale: Locale, now: DateTime<Utc>) -> PerformanceChoice {
    let performance = &date.performance;
    let when = time::short_date_time(performance.starts_at, date.zone, locale);
    let cancelled = performance.status == PerformanceStatus::Cancelled;
    let note = if cancelled { format!(" · {}", text::date_cancelled(locale)) } else { String::new() };
    PerformanceChoice {
        id: performance.id.to_string(),
        event: date.event_title.get(locale).to_owned(),
        when_where: format!("{when} · {}{note}", performance.venue.name),
        soon: !cancelled && (performance.starts_at - now).abs() <= Duration::hours(SOON_HOURS),
    }
}

pub(crate) fn answer(answer: &ScanAnswer, locale: Locale) -> ScanResult {
    let zone = answer.ticket.as_ref().map_or(Timezone::ROME, |ticket| ticket.zone);
    let (color, word) = match answer.verdict {
        Verdict::Admitted => (Color::Admit, text::admitted(locale)),
        Verdict::Left => (Color::Exit, text::left(locale)),
        Verdict::Refused { reason: Reason::AlreadyUsed } => (Color::Used, text::already_used(locale)),
        Verdict::Refused { reason: Reason::NotInside } => (Color::Refuse, text::not_inside(locale)),
        Verdict::Refused { .. } => (Color::Refuse, text::refused(locale)),
    };
    let why = match (answer.verdict, &answer.earlier) {
        (Verdict::Refused { reason: Reason::AlreadyUsed | Reason::NotInside }, Some(earlier)) => {
            let at = time::clock_time(earlier.at, zone);
            Some(match earlier.direction {
                Direction::In => text::used_at(locale, at, &earlier.gate),
                Direction::Out => text::left_at(locale, at, &earlier.gate),
            })
        }
        (Verdict::Refused { reason: Reason::NotInside }, None) => Some(text::no_entry(locale).to_owned()),
        (Verdict::Refused { reason }, _) => Some(ui::text::refusal::reason(locale, reason).to_owned()),
        _ => None,
    };
    let ticket = answer.ticket.as_ref();
    let mut details = Vec::new();
    if let Some(ticket) = ticket {
        details.push(ticket.ticket_name.get(locale).to_owned());
        details.extend(ticket.holder.clone());
        details.extend(ticket.age_min.filter(|age| *age > 0).map(|age| text::from_age(locale, age)));
        // A gate may admit to several dates, and a guest may be early: which one it is stands on every ticket.
        if matches!(answer.verdict, Verdict::Admitted | Verdict::Refused { reason: Reason::WrongPerformance }) {
            let when = time::short_date_time(ticket.starts_at, zone, locale);
            details.push(format!("{} · {when}", ticket.event_title.get(locale)));
        }
    }
    let place = ticket.and_then(|t| t.place.words(locale));
    ScanResult { color, word: word.to_owned(), why, place, details }
}

pub(crate) fn not_taken(refusal: &ScanRefusal, locale: Locale) -> ScanResult {
    match refusal {
        ScanRefusal::ClockOff { .. } => clock_off(locale),
        ScanRefusal::CodeTooLong { .. } => {
            question(text::refused(locale), ui::text::refusal::reason(locale, Reason::NotATicket))
        }
        ScanRefusal::Gate { .. } => question(text::attention(locale), text::gate_name_needed(locale)),
        ScanRefusal::Nonce { .. } | ScanRefusal::TooManyPerformances { .. } => {
            question(text::attention(locale), text::set_up_again(locale))
        }
        ScanRefusal::NonceReused => question(text::attention(locale), text::not_this_scan(locale)),
        ScanRefusal::Busy { .. } => question(text::attention(locale), text::scan_again(locale)),
    }
}

pub(crate) fn clock_off(locale: Locale) -> ScanResult {
    question(text::attention(locale), text::clock_off(locale))
}

fn question(word: &str, why: &str) -> ScanResult {
    let (word, why) = (word.to_owned(), Some(why.to_owned()));
    ScanResult { color: Color::Question, word, why, place: None, details: Vec::new() }
}

pub(crate) fn found(found: FoundTicket, locale: Locale) -> FoundAtGate {
    let FoundTicket { ticket, code, inside_since } = found;
    let when = time::short_date_time(ticket.starts_at, ticket.zone, locale);
    let what = [
        Some(ticket.ticket_name.get(locale).to_owned()),
        ticket.place.words(locale),
        Some(text::ticket_number(locale, ticket.sale_number)),
        Some(format!("{} · {when}", ticket.event_title.get(locale))),
    ];
    let holder = ticket.holder.clone().unwrap_or_else(|| text::no_name(locale).to_owned());
    FoundAtGate {
        code,
        who: format!("{holder} · {}", ticket.order_number),
        what: what.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        inside: inside_since.map(|since| text::in_since(locale, time::clock_time(since.at, ticket.zone), &since.gate)),
    }
}
