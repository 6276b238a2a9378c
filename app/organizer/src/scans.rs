//! What happened at the gates: how many came, when, through which gate, and who was turned away for what.

use crate::event::{Tab, seen, shown};
use crate::house::office;
use crate::page::{Staff, StaffContent, cell, following, id, number, page};
use crate::text::event as text;
use crate::{chart, labels};
use domain::event::Performance;
use domain::ids::EventId;
use domain::stats::ScanStats;
use domain::time::{Timezone, clock_time, short_date_time};
use face::error::FaceError;
use leptos::prelude::*;
use ui::kit::*;
use ui::text::refusal;

#[component]
pub fn ScansPage() -> impl IntoView {
    let event = id("event");
    page(move |staff| show(staff, event))
}

async fn show(staff: Staff, event: Option<EventId>) -> StaffContent {
    let event = seen(&staff, event).await?.event;
    let all = office().scan_stats(&staff.actor, event.id).await.map_err(FaceError::from)?;
    let locale = staff.locale;
    let none = all.iter().all(|(_, stats)| stats.by_gate.is_empty());
    let dates = all.iter().map(|(performance, stats)| one(&staff, event.zone, performance, stats)).collect_view();
    let content = view! {
        {none
            .then(|| view! { <EmptyState sign=Sign::Scan title=text::no_scans(locale) text=text::no_scans_text(locale) /> })}
        <div id="scans" class="stack loose" data-follow="scan">
            {dates}
        </div>
        {following()}
    };
    Ok(shown(&staff, &event, Tab::Scans, content))
}

fn one(staff: &Staff, zone: Timezone, performance: &Performance, stats: &ScanStats) -> AnyView {
    let locale = staff.locale;
    let value = |n: u32| Signal::stored(n.to_string());
    let absent = stats.expected.saturating_sub(stats.admitted);
    let quarters: Vec<(String, u32)> = stats.by_quarter.iter().map(|(at, n)| (clock_time(*at, zone), *n)).collect();
    let scanned = !stats.by_gate.is_empty();
    let details = scanned.then(|| {
        view! {
            <div class="grid wide-cells">{gates(staff, zone, stats)} {refused(staff, stats)}</div>
            {(!quarters.is_empty()).then(|| chart::bars(locale, text::by_quarter(locale), &quarters))}
        }
    });
    view! {
        <section class="stack">
            <h2>{labels::performance_name(locale, performance, zone)} " " {labels::performance_cancelled(locale, performance)}</h2>
            <div class="mosaic stats">
                <Stat label=text::expected(locale) value=value(stats.expected) />
                <Stat label=text::admitted(locale) value=value(stats.admitted) />
                <Stat label=text::inside(locale) value=value(stats.inside) />
                <Stat label=text::not_come(locale) value=value(absent) />
            </div>
            {details}
        </section>
    }
    .into_any()
}

fn gates(staff: &Staff, zone: Timezone, stats: &ScanStats) -> AnyView {
    let locale = staff.locale;
    let rows = stats.by_gate.iter().map(|gate| {
        let last = gate.last_at.map(|at| short_date_time(at, zone, locale)).unwrap_or_default();
        view! {
            <tr>
                <th scope="row">{gate.gate.clone()}</th>
                {number(text::entries(locale), gate.entries)}
                {number(text::exits(locale), gate.exits)}
                {number(text::refused(locale), gate.refused)}
                {cell(text::last_scan(locale), last)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![
        Column::text(crate::text::gate(locale)),
        Column::number(text::entries(locale)),
        Column::number(text::exits(locale)),
        Column::number(text::refused(locale)),
        Column::text(text::last_scan(locale)),
    ];
    view! {
        <Table caption=text::by_gate(locale) columns>
            {rows}
        </Table>
    }
    .into_any()
}

fn refused(staff: &Staff, stats: &ScanStats) -> AnyView {
    let locale = staff.locale;
    if stats.refused.is_empty() {
        return view! { <p class="muted">{text::nobody_refused(locale)}</p> }.into_any();
    }
    let rows = stats.refused.iter().map(|(reason, count)| {
        view! {
            <tr>
                <th scope="row">{refusal::reason(locale, *reason)}</th>
                {number(text::refused(locale), *count)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Table
            caption=text::refused_why(locale)
            columns=vec![Column::text(crate::text::reason(locale)), Column::number(text::refused(locale))]
        >
            {rows}
        </Table>
    }
    .into_any()
}
