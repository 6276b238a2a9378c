//! The drawing of a hall: one SVG, made on the server, that a page shows as it is or an island brings to life.
//!
//! What an island finds: the `<svg>` in `.seat-map`; in it one `<g class="seat free zone-2" data-seat="…" data-row="C"
//! data-number="14" data-zone="…" data-state="free">` per seat, and one `<g class="zone" data-zone="…">` per standing zone.
//! It listens once on the `<svg>`, asks `closest("[data-seat]")`, and shows a choice by swapping the state's class;
//! both signs are in the drawing already, the sheet shows the right one.
//! No state is told by colour alone: free seats carry their number, chosen ones a check, sold ones a cross, held ones a
//! dashed edge and a cross, wheelchair spaces are round.
//! The drawing is `aria-hidden`: [`SeatRows`] says and does the same for keyboards and screen readers.

use std::collections::HashMap;
use std::fmt::Write;

use domain::ids::{SeatId, ZoneId};
use domain::locale::Locale;
use domain::seating::{Seat, SeatKind, SeatMap, SeatState, SeatingPlan, Shape, Zone, ZoneKind};
use leptos::prelude::*;

use crate::locale::current_locale;
use crate::text;

/// A seat's width in the units of [`SeatMap`].
const SEAT: i32 = 10;
/// How much of it is drawn: tiles with a gap.
const TILE: i32 = 8;

/// Where the arrow keys lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrowDirection {
    Left,
    Right,
    Up,
    Down,
}

/// The seat an arrow key leads to from `from`: the nearest in that direction, where going sideways counts twice.
/// `None` at the edge of the hall, or if `from` isn't in it.
pub fn neighbor(map: &SeatMap, from: SeatId, direction: ArrowDirection) -> Option<SeatId> {
    let seats = || map.zones.iter().flat_map(|zone| &zone.seats);
    let here = seats().find(|seat| seat.id == from)?;
    seats()
        .filter_map(|seat| {
            let (dx, dy) = (seat.x - here.x, seat.y - here.y);
            let (ahead, aside) = match direction {
                ArrowDirection::Left => (-dx, dy.abs()),
                ArrowDirection::Right => (dx, dy.abs()),
                ArrowDirection::Up => (-dy, dx.abs()),
                ArrowDirection::Down => (dy, dx.abs()),
            };
            // A step ahead is at least half a seat, and less aside than ahead unless it is the next row.
            let reach = if matches!(direction, ArrowDirection::Left | ArrowDirection::Right) {
                ahead.min(SEAT * 3)
            } else {
                ahead
            };
            (ahead * 2 >= SEAT && aside <= reach).then_some((ahead + 2 * aside, seat.id))
        })
        .min_by_key(|(far, _)| *far)
        .map(|(_, id)| id)
}

/// The class that says a state.
pub fn state_class(state: SeatState) -> &'static str {
    match state {
        SeatState::Free => "free",
        SeatState::Held => "held",
        SeatState::Sold => "sold",
        SeatState::Mine => "chosen",
        SeatState::Locked => "blocked",
    }
}

fn state_words(state: SeatState, locale: Locale) -> &'static str {
    match state {
        SeatState::Free => text::seat_free(locale),
        SeatState::Held => text::seat_held(locale),
        SeatState::Sold => text::seat_sold(locale),
        SeatState::Mine => text::seat_chosen(locale),
        SeatState::Locked => text::seat_blocked(locale),
    }
}

/// What is special about a seat.
pub fn kind_words(kind: SeatKind, locale: Locale) -> Option<&'static str> {
    match kind {
        SeatKind::Standard => None,
        SeatKind::Wheelchair => Some(text::wheelchair(locale)),
        SeatKind::Companion => Some(text::companion(locale)),
        SeatKind::RestrictedView => Some(text::restricted_view(locale)),
    }
}

/// A seat's whole name: its part of the hall, row, number, what is special, what it costs, whether it is free. Row A is in
/// every part of a hall.
pub fn seat_name(zone: &Zone, seat: &Seat, state: SeatState, price: Option<&str>, locale: Locale) -> String {
    let mut name = format!("{}, {}", zone.name.get(locale), text::seat(locale, &seat.row, &seat.number));
    for part in [kind_words(seat.kind, locale), price, Some(state_words(state, locale))].into_iter().flatten() {
        name.push_str(", ");
        name.push_str(part);
    }
    name
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A standing zone that answers to a tap: where its tickets are on the page, and what there is to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    pub zone: ZoneId,
    pub href: String,
    /// Its name and what it costs.
    pub about: String,
    /// What is left of it, which whoever keeps the page true says anew.
    pub left: String,
}

/// The inside of the `<svg>`: stage, standing zones, rows and seats.
pub fn drawing(plan: &SeatingPlan, locale: Locale) -> String {
    drawing_with(plan, &[], locale)
}

/// The same, with standing zones that lead to their tickets: each is an `<a class="stand" data-about="…">`.
fn drawing_with(plan: &SeatingPlan, stands: &[Stand], locale: Locale) -> String {
    let states: HashMap<SeatId, SeatState> = plan.taken.iter().copied().collect();
    let mut svg = String::new();
    if let Some(stage) = &plan.map.stage {
        push_area(&mut svg, stage, "stage", locale);
    }
    for zone in &plan.map.zones {
        let color = zone.color % 8;
        match (&zone.kind, &zone.area) {
            (ZoneKind::General, Some(area)) => {
                let stand = stands.iter().find(|stand| stand.zone == zone.id);
                if let Some(Stand { href, about, left, .. }) = stand {
                    let (href, says, about) = (escaped(href), escaped(&format!("{about} {left}")), escaped(about));
                    // Out of the way of the tabulator key until the drawing is one that can be worked by keyboard.
                    let _ = write!(
                        svg,
                        r#"<a class="stand" href="{href}" data-about="{about}" aria-label="{says}" tabindex="-1"><title>{says}</title>"#
                    );
                }
                let _ = write!(svg, r#"<g class="zone zone-{color}" data-zone="{}">"#, zone.id);
                push_area(&mut svg, area, "area", locale);
                svg.push_str(if stand.is_some() { "</g></a>" } else { "</g>" });
            }
            _ => push_seats(&mut svg, zone, &states),
        }
    }
    svg
}

fn push_area(svg: &mut String, area: &Shape, class: &str, locale: Locale) {
    let Shape { x, y, width, height, label } = area;
    let size = (width / 8).min(*height * 2 / 3).clamp(5, 11);
    let _ = write!(
        svg,
        r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="3"/><text x="{}" y="{}" font-size="{size}">{}</text>"#,
        x + width / 2,
        y + height / 2,
        escaped(label.get(locale))
    );
}

fn push_seats(svg: &mut String, zone: &Zone, states: &HashMap<SeatId, SeatState>) {
    let mut row = None;
    for seat in &zone.seats {
        if row != Some(&seat.row) {
            row = Some(&seat.row);
            let (x, y) = (seat.x - SEAT, seat.y);
            let _ =
                write!(svg, r#"<text class="row-name" x="{x}" y="{y}" font-size="5">{}</text>"#, escaped(&seat.row));
        }
        push_seat(svg, zone, seat, states.get(&seat.id).copied().unwrap_or(SeatState::Free));
    }
}

fn push_seat(svg: &mut String, zone: &Zone, seat: &Seat, state: SeatState) {
    let Seat { id, row, number, x, y, kind } = seat;
    let state_name = state_class(state);
    let _ = write!(
        svg,
        r#"<g class="seat {state_name} zone-{}" data-seat="{id}" data-row="{}" data-number="{}" data-zone="{}" data-state="{state_name}"{} transform="translate({x} {y})">"#,
        zone.color % 8,
        escaped(row),
        escaped(number),
        zone.id,
        match kind {
            SeatKind::Wheelchair => r#" data-kind="wheelchair""#,
            SeatKind::Companion => r#" data-kind="companion""#,
            SeatKind::Standard | SeatKind::RestrictedView => "",
        }
    );
    push_tile(svg, *kind);
    if *kind != SeatKind::Wheelchair {
        let _ = write!(svg, r#"<text font-size="4">{}</text>"#, escaped(number));
    }
    svg.push_str(r#"<path class="sign check" d="m-2 .2 1.5 1.5 2.6-3"/><path class="sign cross" d="m-1.6-1.6 3.2 3.2m0-3.2-3.2 3.2"/></g>"#);
}

/// The tile of a seat with the mark of its kind.
fn push_tile(svg: &mut String, kind: SeatKind) {
    let half = TILE / 2;
    match kind {
        SeatKind::Wheelchair => {
            let _ = write!(svg, r#"<circle class="shape" r="{half}"/>"#);
        }
        _ => {
            let _ =
                write!(svg, r#"<rect class="shape" x="-{half}" y="-{half}" width="{TILE}" height="{TILE}" rx="1.5"/>"#);
        }
    }
    svg.push_str(match kind {
        SeatKind::Wheelchair => r#"<path class="mark" d="M-.8-2.2v2.4h1.8l1 1.8M-1.4-.2a1.5 1.5 0 1 0 2 2"/>"#,
        SeatKind::RestrictedView => r#"<path class="mark" d="M-4 2.5 2.5-4"/>"#,
        SeatKind::Companion => r#"<path class="mark" d="M-2.5 3h5"/>"#,
        SeatKind::Standard => "",
    });
}

/// The drawing, whole and still. Inside an island it stays what the server sent: nothing here is rendered again.
#[component]
pub fn SeatMapDrawing(
    plan: SeatingPlan,
    /// Standing zones whose tickets are on the page as well.
    #[prop(optional)]
    stands: Vec<Stand>,
) -> impl IntoView {
    let locale = current_locale();
    let view_box = format!("0 0 {} {}", plan.map.width.max(1), plan.map.height.max(1));
    view! {
        <div class="seat-map">
            <svg viewBox=view_box aria-hidden="true" inner_html=drawing_with(&plan, &stands, locale)></svg>
        </div>
    }
}

/// The same as a list: a heading per zone, a row of checkboxes per row. Works as a form without any code: each chosen
/// seat is sent as `name=seat id`.
#[component]
pub fn SeatRows(
    plan: SeatingPlan,
    /// The checkboxes' name.
    #[prop(default = "seat".to_owned(), into)]
    name: String,
) -> impl IntoView {
    let locale = current_locale();
    let states: HashMap<SeatId, SeatState> = plan.taken.iter().copied().collect();
    let prices = plan.prices;
    plan.map
        .zones
        .into_iter()
        .filter(|zone| !zone.seats.is_empty())
        .map(|zone| {
            let price = prices.iter().find(|price| price.zone == zone.id).map(|price| price.price.format(locale));
            let color = zone.color % 8;
            let rows = rows_of(&zone.seats);
            let row = |seats| seat_row(&zone, seats, &states, &name, price.as_deref(), locale);
            let rows = rows.into_iter().map(row).collect_view();
            view! {
                <details class="disclosure" open=color == 0>
                    <summary>
                        <crate::icon::Icon sign=crate::icon::Sign::ChevronRight class="small chevron" />
                        {zone.name.get(locale).to_owned()}
                        {price.map(|price| view! { <span class="price">{price}</span> })}
                    </summary>
                    <div class=format!("seat-rows zone-{color}")>{rows}</div>
                </details>
            }
        })
        .collect_view()
}

fn rows_of(seats: &[Seat]) -> Vec<&[Seat]> {
    seats.chunk_by(|a, b| a.row == b.row).collect()
}

fn seat_row(
    zone: &Zone,
    seats: &[Seat],
    states: &HashMap<SeatId, SeatState>,
    name: &str,
    price: Option<&str>,
    locale: Locale,
) -> impl IntoView + use<> {
    let row = seats.first().map(|seat| seat.row.clone()).unwrap_or_default();
    let boxes = seats
        .iter()
        .map(|seat| {
            let state = states.get(&seat.id).copied().unwrap_or(SeatState::Free);
            let says = seat_name(zone, seat, state, price, locale);
            let open = matches!(state, SeatState::Free | SeatState::Mine);
            view! {
                <label>
                    <input
                        type="checkbox"
                        name=name.to_owned()
                        value=seat.id.to_string()
                        checked=state == SeatState::Mine
                        disabled=!open
                        aria-label=says
                    />
                    {seat.number.clone()}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>{text::row(locale, row)}</legend>
            {boxes}
        </fieldset>
    }
}

/// All that a place of the zone can cost, the lowest first: `€5.50 · €23.00`.
fn prices_of(plan: &SeatingPlan, zone: &Zone, locale: Locale) -> String {
    let mut prices: Vec<_> = plan.prices.iter().filter(|price| price.zone == zone.id).map(|one| one.price).collect();
    prices.sort_by_key(|price| price.minor);
    prices.dedup();
    prices.iter().map(|price| price.format(locale)).collect::<Vec<_>>().join(" · ")
}

/// What colours and signs mean: the zones with their prices, then the states, then the marks of the seats that have one.
#[component]
pub fn Legend(plan: SeatingPlan) -> impl IntoView {
    let locale = current_locale();
    let zones = plan
        .map
        .zones
        .iter()
        .map(|zone| {
            let prices = prices_of(&plan, zone, locale);
            // As text: in a browser `view!` puts an element of its own around a still shape, and `.seat > .shape` misses it.
            let shape = r#"<rect class="shape" x="-4" y="-4" width="8" height="8" rx="1.5"/>"#;
            view! {
                <li>
                    <svg viewBox="-5 -5 10 10" aria-hidden="true">
                        <g class=format!("seat zone-{}", zone.color % 8) inner_html=shape></g>
                    </svg>
                    <span>{zone.name.get(locale).to_owned()} " " {prices}</span>
                </li>
            }
        })
        .collect_view();
    let states = [SeatState::Mine, SeatState::Held, SeatState::Sold]
        .into_iter()
        .map(|state| {
            let inside = concat!(
                r#"<rect class="shape" x="-4" y="-4" width="8" height="8" rx="1.5"/>"#,
                r#"<path class="sign check" d="m-2 .2 1.5 1.5 2.6-3"/><path class="sign cross" d="m-1.6-1.6 3.2 3.2m0-3.2-3.2 3.2"/>"#
            );
            view! {
                <li>
                    <svg viewBox="-5 -5 10 10" aria-hidden="true">
                        <g class=format!("seat {}", state_class(state)) inner_html=inside></g>
                    </svg>
                    <span>{state_words(state, locale)}</span>
                </li>
            }
        })
        .collect_view();
    let kinds = [SeatKind::RestrictedView, SeatKind::Wheelchair, SeatKind::Companion]
        .into_iter()
        .filter(|kind| plan.map.numbered().any(|(_, seat)| seat.kind == *kind))
        .filter_map(|kind| {
            let words = kind_words(kind, locale)?;
            let mut inside = String::new();
            push_tile(&mut inside, kind);
            Some(view! {
                <li>
                    <svg viewBox="-5 -5 10 10" aria-hidden="true">
                        <g class="seat" inner_html=inside></g>
                    </svg>
                    <span>{words}</span>
                </li>
            })
        })
        .collect_view();
    view! { <ul class="legend" aria-label=text::legend(locale)>{zones} {states} {kinds}</ul> }
}

#[cfg(test)]
mod tests;
