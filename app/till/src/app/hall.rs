//! The hall on a map: a tap takes a free seat, a tap on one's own lets it go. What others take is seen as it happens.

use super::browser;
use super::state::{CartChange, TillApp};
use crate::act::counter;
use crate::text;
use domain::hold::Claim;
use domain::ids::{PerformanceId, SeatId, TicketTypeId, ZoneId};
use domain::locale::Locale;
use domain::seating::{Seat, SeatState, SeatingPlan, Zone, ZonePrice};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashMap;
use ui::kit::*;
use ui::seatmap::{ArrowDirection, Legend, drawing, neighbor, seat_name, state_class};
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgElement};

const ZOOM_MAX: u32 = 4;

/// A button that opens the map, where the performance has one, and the map.
pub fn section(app: TillApp) -> AnyView {
    let locale = app.locale;
    let has_seats = Memo::new(move |_| {
        app.current_performance().is_some_and(|performance| performance.offers.iter().any(|o| o.is_seated))
    });
    let kind: RwSignal<Option<TicketTypeId>> = RwSignal::new(None);
    let zoom = RwSignal::new(1u32);
    fetch(app);
    let map = move || {
        let plan = app.plan.get().filter(|_| app.map_open.get())?;
        Some(whole(app, plan, kind, zoom))
    };
    view! {
        {move || {
            has_seats
                .get()
                .then(|| {
                    view! {
                        <div>
                            <button
                                type="button"
                                class="button secondary"
                                aria-expanded=move || app.map_open.get().to_string()
                                on:click=move |_| app.map_open.update(|open| *open = !*open)
                            >
                                <Icon sign=Sign::Map />
                                {move || {
                                    if app.map_open.get() { text::hide_map(locale) } else { text::pick_on_map(locale) }
                                }}
                            </button>
                        </div>
                    }
                })
        }}
        {move || has_seats.get().then(|| view! { {map} })}
    }
    .into_any()
}

/// The plan of the performance that is sold now, once the map is open.
fn fetch(app: TillApp) {
    Effect::new(move |old: Option<Option<PerformanceId>>| {
        let performance = app.performance.get()?;
        if old.flatten() != Some(performance) {
            app.plan.set(None);
            app.taken.set(Vec::new());
        }
        if !app.map_open.get() || app.plan.with_untracked(Option::is_some) {
            return Some(performance);
        }
        let secret = app.basket.with_untracked(|basket| basket.as_ref().map(|basket| basket.secret.clone()));
        spawn_local(async move {
            let found = app.take(counter::plan(performance, secret).await).flatten();
            if app.performance.get_untracked() == Some(performance) {
                app.taken.set(found.as_ref().map(|plan| plan.taken.clone()).unwrap_or_default());
                app.plan.set(found);
            }
        });
        Some(performance)
    });
}

fn whole(app: TillApp, plan: SeatingPlan, kind: RwSignal<Option<TicketTypeId>>, zoom: RwSignal<u32>) -> AnyView {
    let locale = app.locale;
    let view_box = format!("0 0 {} {}", plan.map.width.max(1), plan.map.height.max(1));
    // Seats not sold here stay so whatever is sold elsewhere.
    let locked: Vec<SeatId> =
        plan.taken.iter().filter(|(_, s)| *s == SeatState::Locked).map(|(seat, _)| *seat).collect();
    let inside = drawing(&SeatingPlan { taken: Vec::new(), ..plan.clone() }, locale);
    let at = RwSignal::new(first_seat(&plan));
    let chips = kinds(&plan, locale)
        .into_iter()
        .map(|(id, words)| {
            let is_chosen = move || kind.get() == id;
            view! {
                <button
                    type="button"
                    class="chip"
                    aria-current=move || is_chosen().then_some("true")
                    on:click=move |_| kind.set(id)
                >
                    {words}
                </button>
            }
        })
        .collect_view();
    let plan = StoredValue::new(plan);
    let states = Memo::new(move |_| {
        let mut states: HashMap<SeatId, SeatState> = app.taken.with(|taken| taken.iter().copied().collect());
        states.extend(locked.iter().map(|seat| (*seat, SeatState::Locked)));
        states.retain(|_, state| *state != SeatState::Mine);
        let now = app.performance.get();
        app.basket.with(|basket| {
            let lines = basket.iter().flat_map(|b| &b.lines).filter(|line| Some(line.performance) == now);
            states.extend(lines.filter_map(|line| Some((line.seat?, SeatState::Mine))));
        });
        states
    });
    Effect::new(move |drawn: Option<Option<TicketTypeId>>| {
        let wanted = kind.get();
        let other_prices = drawn != Some(wanted);
        let at = at.get_untracked();
        states.with(|states| plan.with_value(|plan| draw(plan, states, wanted, other_prices, at, locale)));
        wanted
    });
    let legend = move || {
        let wanted = kind.get();
        let plan = plan.with_value(|plan| {
            let prices = plan.map.zones.iter().filter_map(|zone| sold_as(plan, zone.id, wanted));
            SeatingPlan { map: plan.map.clone(), taken: Vec::new(), prices: prices.cloned().collect() }
        });
        view! { <Legend plan /> }
    };
    let press = move |seat: SeatId| {
        let state = states.with_untracked(|states| states.get(&seat).copied().unwrap_or(SeatState::Free));
        at.set(Some(seat));
        match state {
            SeatState::Free => plan.with_value(|plan| take(app, plan, seat, kind.get_untracked())),
            SeatState::Mine => let_go(app, seat),
            SeatState::Held | SeatState::Sold | SeatState::Locked => {
                let words = plan
                    .with_value(|plan| find(plan, seat).map(|(zone, one)| seat_name(zone, one, state, None, locale)));
                app.spoken.set(words.unwrap_or_default());
            }
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        let direction = match event.key().as_str() {
            "ArrowLeft" => Some(ArrowDirection::Left),
            "ArrowRight" => Some(ArrowDirection::Right),
            "ArrowUp" => Some(ArrowDirection::Up),
            "ArrowDown" => Some(ArrowDirection::Down),
            "Enter" | " " => None,
            _ => return,
        };
        event.prevent_default();
        let Some(here) = at.get_untracked() else { return };
        match direction.map(|direction| plan.with_value(|plan| neighbor(&plan.map, here, direction))) {
            None => press(here),
            Some(Some(next)) => enter(at, next),
            Some(None) => {}
        }
    };
    view! {
        <section class="stack tight" aria-labelledby="map-title">
            <div class="row between">
                <h3 id="map-title">{text::pick_on_map(locale)}</h3>
                <div class="row tight">
                    <Button
                        action="button"
                        class="icon-only"
                        sign=Sign::Minus
                        label=text::smaller(locale).to_owned()
                        on:click=move |_| zoom.update(|zoom| *zoom = zoom.saturating_sub(1).max(1))
                    />
                    <Button
                        action="button"
                        class="icon-only"
                        sign=Sign::Plus
                        label=text::larger(locale).to_owned()
                        on:click=move |_| zoom.update(|zoom| *zoom = (*zoom + 1).min(ZOOM_MAX))
                    />
                </div>
            </div>
            <div class="row tight" role="group" aria-label=text::sold_as_kind(locale)>
                {chips}
            </div>
            <div class=move || format!("seat-map till-map zoom-{}", zoom.get())>
                <svg
                    viewBox=view_box
                    role="group"
                    aria-label=ui::text::seat_map(locale)
                    inner_html=inside
                    on:click=move |event| {
                        if let Some(seat) = event.target().and_then(|target| seat_of(target.dyn_into().ok()?)) {
                            press(seat);
                        }
                    }
                    on:keydown=key
                ></svg>
            </div>
            {legend}
        </section>
    }
    .into_any()
}

/// The kinds of ticket seats are sold as; the first is whatever the seat's zone begins with.
fn kinds(plan: &SeatingPlan, locale: Locale) -> Vec<(Option<TicketTypeId>, String)> {
    let mut kinds: Vec<(Option<TicketTypeId>, String)> = vec![(None, text::usual_kind(locale).to_owned())];
    for price in &plan.prices {
        if !kinds.iter().any(|(id, _)| *id == Some(price.ticket_type)) {
            kinds.push((Some(price.ticket_type), price.name.get(locale).to_owned()));
        }
    }
    kinds
}

fn find(plan: &SeatingPlan, id: SeatId) -> Option<(&Zone, &Seat)> {
    plan.map.zones.iter().find_map(|zone| Some((zone, zone.seats.iter().find(|seat| seat.id == id)?)))
}

fn first_seat(plan: &SeatingPlan) -> Option<SeatId> {
    plan.map.zones.iter().flat_map(|zone| &zone.seats).map(|seat| seat.id).next()
}

/// What a seat of the zone is sold as: the kind that is wanted, or the one the zone begins with.
fn sold_as(plan: &SeatingPlan, zone: ZoneId, wanted: Option<TicketTypeId>) -> Option<&ZonePrice> {
    plan.prices.iter().find(|price| price.zone == zone && wanted.is_none_or(|kind| kind == price.ticket_type))
}

fn take(app: TillApp, plan: &SeatingPlan, seat: SeatId, wanted: Option<TicketTypeId>) {
    let Some(performance) = app.performance.get_untracked() else { return };
    let Some((zone, _)) = find(plan, seat) else { return };
    match sold_as(plan, zone.id, wanted) {
        Some(price) => {
            let claim = Claim { performance, ticket_type: price.ticket_type, quantity: 0, seats: vec![seat] };
            app.change(CartChange::Add(claim));
        }
        None => app.say(Tone::Warning, text::not_in_this_zone(app.locale, zone.name.get(app.locale))),
    }
}

fn let_go(app: TillApp, seat: SeatId) {
    let holds = app.basket.with_untracked(|basket| {
        let line = basket.as_ref()?.lines.iter().find(|line| line.seat == Some(seat))?;
        Some(line.holds.iter().map(|(hold, _)| *hold).collect::<Vec<_>>())
    });
    if let Some(holds) = holds {
        app.change(CartChange::Remove(holds));
    }
}

fn seat_of(target: Element) -> Option<SeatId> {
    target.closest("[data-seat]").ok()??.get_attribute("data-seat")?.parse().ok()
}

/// Moves on: one seat is in the tab order, the arrows do the rest.
fn enter(at: RwSignal<Option<SeatId>>, next: SeatId) {
    for element in browser::all(".till-map [tabindex='0']") {
        let _ = element.set_attribute("tabindex", "-1");
    }
    at.set(Some(next));
    if let Some(element) = browser::all(&format!(".till-map [data-seat='{next}']")).into_iter().next() {
        let _ = element.set_attribute("tabindex", "0");
        if let Ok(element) = element.dyn_into::<SvgElement>() {
            let _ = element.focus();
        }
    }
}

/// Brings the drawing in line with what is taken and with the kind that is wanted. Only what changed is touched.
fn draw(
    plan: &SeatingPlan,
    states: &HashMap<SeatId, SeatState>,
    wanted: Option<TicketTypeId>,
    other_prices: bool,
    at: Option<SeatId>,
    locale: Locale,
) {
    let seats: HashMap<SeatId, (&Zone, &Seat)> =
        plan.map.zones.iter().flat_map(|zone| zone.seats.iter().map(move |seat| (seat.id, (zone, seat)))).collect();
    for element in browser::all(".till-map [data-seat]") {
        let id = element.get_attribute("data-seat").and_then(|id| id.parse::<SeatId>().ok());
        let Some((id, (zone, seat))) = id.and_then(|id| Some((id, *seats.get(&id)?))) else { continue };
        let state = states.get(&id).copied().unwrap_or(SeatState::Free);
        let (was, now) = (element.get_attribute("data-state").unwrap_or_default(), state_class(state));
        if was == now && !other_prices && element.has_attribute("role") {
            continue;
        }
        let price = sold_as(plan, zone.id, wanted).map(|price| price.price.format(locale));
        let classes = element.class_list();
        let _ = classes.remove_1(&was);
        let _ = classes.add_1(now);
        let name = seat_name(zone, seat, state, price.as_deref(), locale);
        let is_mine = if state == SeatState::Mine { "true" } else { "false" };
        let is_gone = if matches!(state, SeatState::Free | SeatState::Mine) { "false" } else { "true" };
        for (attribute, value) in [
            ("data-state", now),
            ("role", "checkbox"),
            ("aria-checked", is_mine),
            ("aria-disabled", is_gone),
            ("aria-label", name.as_str()),
        ] {
            let _ = element.set_attribute(attribute, value);
        }
        if !element.has_attribute("tabindex") {
            let _ = element.set_attribute("tabindex", if at == Some(id) { "0" } else { "-1" });
        }
    }
}
