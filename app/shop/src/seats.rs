//! Numbered seats: a list of real checkboxes that is the form, and a map that ticks them.

use crate::performance::PerformanceView;
use crate::{hall_parts, performance, text};
use base::forms::KeptForm;
use domain::event::{Event, Offer};
use domain::ids::{SeatId, ZoneId};
use domain::locale::Locale;
use domain::money::Money;
use domain::seating::{Seat, SeatKind, SeatState, SeatingPlan, Zone, ZoneKind, ZonePrice};
use leptos::prelude::*;
use selling::feed::LiveAvailability;
use std::collections::HashMap;
use ui::kit::*;
use ui::seatmap::kind_words;

/// A seat of the hall by its id.
pub fn find(plan: &SeatingPlan, id: SeatId) -> Option<&Seat> {
    plan.map.zones.iter().flat_map(|zone| &zone.seats).find(|seat| seat.id == id)
}

/// Where a seat is: `Row C, seat 14`.
pub fn seat_name(locale: Locale, seat: &Seat) -> String {
    ui::text::seat(locale, &seat.row, &seat.number)
}

/// What each seat is to the person who looks.
pub struct HallView<'a> {
    pub plan: &'a SeatingPlan,
    taken: HashMap<SeatId, SeatState>,
    chosen: Vec<SeatId>,
}

impl<'a> HallView<'a> {
    pub fn new(plan: &'a SeatingPlan, kept: &KeptForm) -> HallView<'a> {
        let taken: HashMap<SeatId, SeatState> = plan.taken.iter().copied().collect();
        // What was chosen before and has gone since is not chosen any more; the page says so above.
        let chosen = kept
            .fields
            .iter()
            .filter_map(|(name, _)| name.strip_prefix("seats[")?.strip_suffix(']')?.parse::<SeatId>().ok())
            .filter(|seat| !taken.contains_key(seat))
            .collect();
        HallView { plan, taken, chosen }
    }

    pub fn state(&self, seat: SeatId) -> SeatState {
        self.taken.get(&seat).copied().unwrap_or(SeatState::Free)
    }

    pub fn is_chosen(&self, seat: SeatId) -> bool {
        self.chosen.contains(&seat)
    }

    pub fn prices(&self, zone: ZoneId) -> impl Iterator<Item = &ZonePrice> {
        self.plan.prices.iter().filter(move |price| price.zone == zone)
    }

    /// What a seat of the zone costs unless the buyer says otherwise: the first kind of ticket is the one chosen.
    pub fn price(&self, zone: ZoneId) -> Option<Money> {
        self.prices(zone).map(|price| price.price).next()
    }

    /// Zones with numbered seats that can be bought.
    pub fn zones(&self) -> impl Iterator<Item = &'a Zone> {
        let plan = self.plan;
        plan.map
            .zones
            .iter()
            .filter(move |zone| zone.kind == ZoneKind::Seated && plan.prices.iter().any(|price| price.zone == zone.id))
    }

    fn free(&self, zone: &Zone) -> usize {
        zone.seats.iter().filter(|seat| self.state(seat.id) == SeatState::Free).count()
    }

    /// What a seat is, without whether it is free: `Stalls, Row A, seat 14, wheelchair space, €25.00`.
    fn about(&self, locale: Locale, zone: &Zone, seat: &Seat) -> String {
        let mut parts = vec![zone.name.get(locale).to_owned(), seat_name(locale, seat)];
        parts.extend(kind_words(seat.kind, locale).map(str::to_owned));
        parts.extend(self.price(zone.id).map(|price| price.format(locale)));
        parts.join(", ")
    }
}

fn state_words(locale: Locale, state: SeatState) -> &'static str {
    match state {
        SeatState::Free => ui::text::seat_free(locale),
        SeatState::Held => ui::text::seat_held(locale),
        SeatState::Sold => ui::text::seat_sold(locale),
        SeatState::Mine => text::in_your_cart(locale),
        SeatState::Locked => ui::text::seat_blocked(locale),
    }
}

/// The whole choice: best seats by one button, the list, the map over it, standing places, the summary.
pub fn picker(
    locale: Locale,
    shown: &PerformanceView<'_>,
    plan: &SeatingPlan,
    general: &[&Offer],
    proof: AnyView,
) -> AnyView {
    let (event, offers, kept) = (&shown.availability.event, &shown.availability.offers, shown.kept);
    let hall = HallView::new(plan, kept);
    let first = shown.part.map_or(0, |(_, part)| part.seats.start);
    view! {
        <form class="beside picker seats" id=performance::PICKER_FORM method="post" action="/do/shop/choose" novalidate>
            <input type="hidden" name="performance" value=offers.performance.id.to_string() />
            {proof}
            <div class="stack loose">
                {shown.part.map(|part| hall_parts::here(locale, shown.availability, part))}
                <section class="stack" aria-labelledby="choose-seats">
                    <div class="row between">
                        <h2 id="choose-seats">{text::choose_seats(locale)}</h2>
                        <a class="button secondary to-best" href="#best">
                            <Icon sign=Sign::Seat />
                            {text::best_seats(locale)}
                        </a>
                        <a class="button secondary to-list" href="#seat-list">
                            <Icon sign=Sign::List />
                            {text::choose_from_list(locale)}
                        </a>
                    </div>
                    {performance::all_in(locale, plan.prices.iter().map(|price| price.price))}
                    {performance::limit(locale, event, shown.in_cart)}
                    {crate::hall::map(locale, event, &hall, general)} {kinds(locale, &hall, kept)} {list(locale, &hall)}
                </section>
                {(!general.is_empty())
                    .then(|| {
                        view! {
                            <section class="stack">
                                <h2>{text::how_many(locale)}</h2>
                                {performance::offer_rows(locale, event, general, kept, shown.in_cart)}
                            </section>
                        }
                    })}
            </div>
            <div class="stack">{performance::summary(locale, event)} {best(locale, event, &hall, has_spaces(shown.availability), kept)}</div>
        </form>
        {performance::island(locale, event, offers, first, shown.in_cart)}
    }
    .into_any()
}

/// Which ticket the seats of a zone are bought as, where there is a choice.
pub fn kinds(locale: Locale, hall: &HallView<'_>, kept: &KeptForm) -> AnyView {
    hall.zones()
        .map(|zone| {
            let field = format!("kinds[{}]", zone.id);
            let prices: Vec<&ZonePrice> = hall.prices(zone.id).collect();
            let data = |price: &ZonePrice| price.price.minor.to_string();
            if let [only] = prices.as_slice() {
                let (value, minor, words) = (only.ticket_type.to_string(), data(only), only.price.format(locale));
                return view! { <input type="hidden" name=field value=value data-minor=minor data-price=words /> }
                    .into_any();
            }
            let typed = kept.value(&field).map(str::to_owned);
            let id = format!("kind-{}", zone.id);
            view! {
                <div class="field kind-of-zone">
                    <label for=id.clone()>{text::price_category(locale, zone.name.get(locale))}</label>
                    <select class="input" id=id name=field>
                        {prices
                            .iter()
                            .map(|price| {
                                let value = price.ticket_type.to_string();
                                let selected = typed.as_deref() == Some(value.as_str());
                                let words = price.price.format(locale);
                                let named = format!("{}, {words}", price.name.get(locale));
                                view! {
                                    <option
                                        value=value
                                        selected=selected
                                        data-minor=data(price)
                                        data-price=words
                                    >
                                        {named}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </div>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

/// Zone, row, seat: what a form needs, and what the map ticks.
fn list(locale: Locale, hall: &HallView<'_>) -> AnyView {
    view! {
        <section class="stack seat-list" id="seat-list" tabindex="-1" aria-labelledby="seat-list-title">
            <div class="row between">
                <h3 id="seat-list-title">{text::seats_list(locale)}</h3>
                <a class="button quiet to-map" href="#seat-map">
                    <Icon sign=Sign::Map />
                    {text::back_to_map(locale)}
                </a>
            </div>
            {hall.zones().enumerate().map(|(at, zone)| zone_list(locale, hall, zone, at == 0)).collect_view()}
        </section>
    }
    .into_any()
}

fn zone_list(locale: Locale, hall: &HallView<'_>, zone: &Zone, first: bool) -> AnyView {
    let chosen = zone.seats.iter().any(|seat| hall.is_chosen(seat.id));
    let price = hall.price(zone.id).map(|price| price.format(locale)).unwrap_or_default();
    let summary = [zone.name.get(locale).to_owned(), price, text::seats_free(locale, hall.free(zone))].join(" · ");
    let rows = rows(zone)
        .into_iter()
        .map(|(row, seats)| {
            view! {
                <fieldset>
                    <legend>{text::row(locale, row)}</legend>
                    {seats.into_iter().map(|seat| seat_box(locale, hall, zone, seat)).collect_view()}
                </fieldset>
            }
        })
        .collect_view()
        .into_any();
    let class = format!("seat-rows zone-{}", zone.color % 8);
    view! {
        <Disclosure summary open=first || chosen>
            <div class=class>{rows}</div>
        </Disclosure>
    }
    .into_any()
}

/// The seats of each row, in drawing order.
pub fn rows(zone: &Zone) -> Vec<(&str, Vec<&Seat>)> {
    let mut rows: Vec<(&str, Vec<&Seat>)> = Vec::new();
    for seat in &zone.seats {
        match rows.iter_mut().find(|(name, _)| *name == seat.row) {
            Some((_, seats)) => seats.push(seat),
            None => rows.push((&seat.row, vec![seat])),
        }
    }
    rows
}

fn seat_box(locale: Locale, hall: &HallView<'_>, zone: &Zone, seat: &Seat) -> AnyView {
    let state = hall.state(seat.id);
    let about = hall.about(locale, zone, seat);
    let is_chosen = hall.is_chosen(seat.id);
    let availability = if is_chosen { ui::text::seat_chosen(locale) } else { state_words(locale, state) };
    let label = format!("{about}, {availability}");
    let (mine, special) = (state == SeatState::Mine, kind_words(seat.kind, locale));
    let place = seat_name(locale, seat);
    let name = [Some(zone.name.get(locale)), Some(place.as_str()), special].into_iter().flatten().collect::<Vec<_>>();
    let beside = [special, mine.then(|| text::in_your_cart(locale))].into_iter().flatten().collect::<Vec<_>>();
    let beside = (!beside.is_empty()).then(|| view! { <small>{beside.join(" · ")}</small> });
    let sign = match seat.kind {
        SeatKind::Wheelchair => "♿",
        _ => "",
    };
    view! {
        <label class:mine=mine>
            <input
                type="checkbox"
                id=seat.id.to_string()
                name=format!("seats[{}]", seat.id)
                value=zone.id.to_string()
                checked=is_chosen
                disabled=state != SeatState::Free
                data-name=name.join(" · ")
                data-about=about
                aria-label=label
            />
            <span aria-hidden="true">{seat.number.clone()} {sign} {beside}</span>
        </label>
    }
    .into_any()
}

/// Whether the hall has spaces for wheelchairs.
pub fn has_spaces(availability: &LiveAvailability) -> bool {
    availability.hall.as_ref().is_some_and(|hall| hall.has_spaces)
}

/// The server chooses: adjacent seats of the best rank, with or without a script.
pub fn best(locale: Locale, event: &Event, hall: &HallView<'_>, has_spaces: bool, kept: &KeptForm) -> AnyView {
    let zones: Vec<&Zone> = hall.zones().collect();
    let places: Vec<(String, String)> = std::iter::once((String::new(), text::best_anywhere(locale).to_owned()))
        .chain(zones.iter().map(|zone| {
            let price = hall.price(zone.id).map(|price| price.format(locale)).unwrap_or_default();
            (zone.id.to_string(), format!("{}, {price}", zone.name.get(locale)))
        }))
        .collect();
    let count = kept.value("best_count").unwrap_or("2").to_owned();
    let max = event.order_max.to_string();
    let spaces = has_spaces.then(|| {
        let field = |label: &'static str, name: &'static str| {
            let value = kept.value(name).unwrap_or("0").to_owned();
            let max = event.order_max.to_string();
            view! { <Field label name kind="number" inputmode="numeric" value min="0" max class="short" /> }
        };
        view! {
            <div class="row top stay">
                {field(text::best_wheelchairs(locale), "best_wheelchairs")}
                {field(text::best_companions(locale), "best_companions")}
            </div>
        }
    });
    view! {
        <section class="card" id="best" aria-labelledby="best-title">
            <h3 id="best-title">{text::best_seats(locale)}</h3>
            <div class="row top stay">
                <Field
                    label=text::best_how_many(locale)
                    name="best_count"
                    kind="number"
                    inputmode="numeric"
                    value=count
                    min="1"
                    max=max
                    class="short"
                />
                <div class="grow">
                    <Select
                        label=text::best_where(locale)
                        name="best_zone"
                        options=places
                        value=kept.value("best_zone").unwrap_or_default().to_owned()
                    />
                </div>
            </div>
            {spaces}
            <Button class="wide" formaction="/do/shop/choose_best" sign=Sign::Seat>
                {text::best_button(locale)}
            </Button>
            <p class="muted small">{text::best_hint(locale)}</p>
        </section>
    }
    .into_any()
}
