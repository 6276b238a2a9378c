//! The dates of an event: a list by month, or, where a day has many times, a grid of times for one day.

use crate::catalogue::state_badge;
use crate::text;
use chrono::{Datelike, NaiveDate};
use domain::event::{Event, PerformanceOffers, SaleState};
use domain::locale::Locale;
use domain::time::{self, clock_time};
use domain::typed::capitalized;
use leptos::prelude::*;
use ui::kit::*;

/// From how many times on a day counts as a day of time slots.
const SLOTS_MIN: usize = 3;
/// How many days are offered at once above a grid of times.
const DAYS_SHOWN: usize = 14;

/// The performances of one day at the venue.
struct DayOfPerformances<'a> {
    date: NaiveDate,
    times: Vec<&'a PerformanceOffers>,
}

/// Whether something can be bought for this date now.
pub fn is_open(state: &SaleState) -> bool {
    matches!(state, SaleState::OnSale { .. } | SaleState::AllInCarts { .. })
}

/// All dates, in the form that suits how many there are. `wanted` is the day the visitor asked to see.
pub fn performance_list(
    locale: Locale,
    event: &Event,
    all: &[PerformanceOffers],
    wanted: Option<NaiveDate>,
) -> AnyView {
    let days = by_day(event, all);
    if days.iter().any(|day| day.times.len() >= SLOTS_MIN) {
        slots(locale, event, &days, wanted)
    } else {
        months(locale, event, &days)
    }
}

fn by_day<'a>(event: &Event, all: &'a [PerformanceOffers]) -> Vec<DayOfPerformances<'a>> {
    let mut sorted: Vec<&PerformanceOffers> = all.iter().collect();
    sorted.sort_by_key(|p| p.performance.starts_at);
    let mut days: Vec<DayOfPerformances<'a>> = Vec::new();
    for one in sorted {
        let date = event.zone.local(one.performance.starts_at).date();
        match days.last_mut() {
            Some(day) if day.date == date => day.times.push(one),
            _ => days.push(DayOfPerformances { date, times: vec![one] }),
        }
    }
    days
}

fn months(locale: Locale, event: &Event, days: &[DayOfPerformances<'_>]) -> AnyView {
    let mut groups: Vec<(String, Vec<AnyView>)> = Vec::new();
    for day in days {
        for one in &day.times {
            let month = month_name(locale, event, one);
            let row = performance_row(locale, event, one);
            match groups.last_mut() {
                Some((name, rows)) if *name == month => rows.push(row),
                _ => groups.push((month, vec![row])),
            }
        }
    }
    let several = groups.len() > 1;
    groups
        .into_iter()
        .map(|(name, rows)| {
            view! {
                <div class="stack tight">
                    {several.then(|| view! { <h3>{name}</h3> })} <ul class="date-list">{rows}</ul>
                </div>
            }
        })
        .collect_view()
        .into_any()
}

/// `December 2026`
fn month_name(locale: Locale, event: &Event, one: &PerformanceOffers) -> String {
    // The long date ends in month and year; the weekday and the day of the month come first in both languages.
    let long = time::long_date(one.performance.starts_at, event.zone, locale);
    let words: Vec<&str> = long.split(' ').collect();
    let name = words.iter().rev().take(2).rev().copied().collect::<Vec<_>>().join(" ");
    capitalized(&name)
}

/// One date as a row: when, where if it differs, price, and the way on.
fn performance_row(locale: Locale, event: &Event, one: &PerformanceOffers) -> AnyView {
    let performance = &one.performance;
    let label = performance.label.get(locale).to_owned();
    let until = performance.ends_at.map(|at| text::until(locale, clock_time(at, event.zone)));
    let badge = state_badge(locale, &one.state, event.zone);
    let price = one.price_from().filter(|_| one.state.is_priced());
    let dear = one.offers.len() > 1;
    let href = format!("/events/{}/{}", event.slug, performance.id);
    let named = time::long_date_time(performance.starts_at, event.zone, locale);
    view! {
        <li class="date-row">
            <div class="grow">
                <p class="strong">
                    <DateLine at=performance.starts_at zone=event.zone locale />
                </p>
                <p class="muted small">
                    {[label, performance.venue.name.clone(), until.unwrap_or_default()]
                        .into_iter()
                        .filter(|part| !part.is_empty())
                        .collect::<Vec<_>>()
                        .join(" · ")}
                </p>
            </div>
            <div class="row tight stay">
                {badge.map(|(tone, words)| view! { <Badge tone>{words}</Badge> })}
                {price.map(|amount| view! { <Price amount from=dear locale /> })}
            </div>
            {is_open(&one.state)
                .then(|| {
                    view! {
                        <a class="button secondary" href=href>
                            {text::choose(locale)}
                            <span class="visually-hidden">" " {named}</span>
                        </a>
                    }
                })}
        </li>
    }
    .into_any()
}

/// A row of days, and the times of the one chosen.
fn slots(locale: Locale, event: &Event, days: &[DayOfPerformances<'_>], wanted: Option<NaiveDate>) -> AnyView {
    let first_open = days.iter().position(|day| day.times.iter().any(|t| is_open(&t.state))).unwrap_or(0);
    let chosen = wanted.and_then(|date| days.iter().position(|day| day.date == date)).unwrap_or(first_open);
    let Some(day) = days.get(chosen) else { return ().into_any() };
    let window = (chosen / DAYS_SHOWN) * DAYS_SHOWN;
    let link = |date: NaiveDate| format!("/events/{}?day={date}#times", event.slug);
    let to = |at: Option<usize>, sign: Sign, words: &'static str| {
        at.and_then(|at| days.get(at)).map(|day| {
            view! {
                <li>
                    <a class="chip" href=link(day.date) aria-label=words>
                        <Icon sign />
                    </a>
                </li>
            }
        })
    };
    let day_chips = days.iter().enumerate().skip(window).take(DAYS_SHOWN).filter_map(|(at, day)| {
        let first = day.times.first()?;
        let words = time::short_date(first.performance.starts_at, event.zone, locale);
        let open = day.times.iter().any(|t| is_open(&t.state));
        let current = (at == chosen).then_some("true");
        Some(view! {
            <li>
                <a class="chip" class:gone=!open href=link(day.date) aria-current=current>
                    {words}
                </a>
            </li>
        })
    });
    let title = day.times.first().map(|t| time::long_date(t.performance.starts_at, event.zone, locale));
    view! {
        <div class="stack" id="times">
            <h3>{text::choose_a_day(locale)}</h3>
            <ul class="filters">
                {to(window.checked_sub(1), Sign::ChevronLeft, text::earlier_days(locale))}
                {day_chips.collect_view()}
                {to(Some(window + DAYS_SHOWN), Sign::ChevronRight, text::later_days(locale))}
            </ul>
            <h3>{text::choose_a_time(locale)} <span class="muted">" · " {title}</span></h3>
            <div class="mosaic">{day.times.iter().map(|one| slot(locale, event, one)).collect_view()}</div>
        </div>
    }
    .into_any()
}

fn slot(locale: Locale, event: &Event, one: &PerformanceOffers) -> AnyView {
    let at = clock_time(one.performance.starts_at, event.zone);
    let state = ui::text::refusal::sale_state(locale, &one.state, event.zone);
    let inside = view! {
        <span class="strong tabular">{at}</span>
        <span class="small muted">{state}</span>
        {one.price_from().filter(|_| is_open(&one.state)).map(|amount| view! { <Price amount locale /> })}
    };
    if is_open(&one.state) {
        let href = format!("/events/{}/{}", event.slug, one.performance.id);
        view! {
            <a class="tile" href=href>
                {inside}
            </a>
        }
        .into_any()
    } else {
        view! {
            <div class="tile" aria-disabled="true">
                {inside}
            </div>
        }
        .into_any()
    }
}

/// The day in the page's address, if it is one.
pub fn wanted_day(text: Option<String>) -> Option<NaiveDate> {
    text.and_then(|text| text.parse::<NaiveDate>().ok()).filter(|day| (2000..=2200).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_can_be_are_wanted() {
        assert_eq!(wanted_day(Some("2026-12-24".into())), NaiveDate::from_ymd_opt(2026, 12, 24));
        for nonsense in ["", "soon", "99999-01-01", "2026-02-30"] {
            assert_eq!(wanted_day(Some(nonsense.into())), None, "{nonsense}");
        }
    }
}
