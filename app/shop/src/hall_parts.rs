//! A hall that is too large for one page: its parts as a list, each with a page of its own.

use crate::performance::PerformanceView;
use crate::seats::{self, HallView};
use crate::{performance, text};
use base::forms::KeptForm;
use domain::event::Offer;
use domain::ids::SeatId;
use domain::locale::Locale;
use domain::seating::SeatingPlan;
use leptos::prelude::*;
use selling::feed::{HallPart, LiveAvailability};

/// The part that the address names, or that the seats of a form sent back are in.
pub fn wanted<'a>(
    availability: &'a LiveAvailability,
    asked: Option<String>,
    kept: &KeptForm,
) -> Option<(usize, &'a HallPart)> {
    let hall = availability.hall.as_ref()?;
    let parts = hall.parts();
    if let Some(at) = asked.and_then(|text| text.parse::<usize>().ok()) {
        return parts.get(at).map(|part| (at, part));
    }
    let ids = kept.fields.iter().filter_map(|(name, _)| name.strip_prefix("seats[")?.strip_suffix(']'));
    let number = ids.filter_map(|id| hall.number(id.parse::<SeatId>().ok()?)).next()?;
    parts.iter().enumerate().find(|(_, part)| part.seats.contains(&number))
}

/// Zone and rows: `Tribuna Nord · Rows A to F`.
fn name(locale: Locale, availability: &LiveAvailability, part: &HallPart) -> String {
    let zone = availability.hall.as_ref().and_then(|hall| hall.map.zones.get(part.zone));
    let (first, last) = &part.rows;
    let rows = if first == last { text::row(locale, first) } else { text::rows_from_to(locale, first, last) };
    format!("{} · {rows}", zone.map_or("", |zone| zone.name.get(locale)))
}

/// Best seats by one button, and all parts to look into.
pub fn overview(
    locale: Locale,
    shown: &PerformanceView<'_>,
    plan: &SeatingPlan,
    general: &[&Offer],
    proof: AnyView,
) -> AnyView {
    let (availability, kept) = (shown.availability, shown.kept);
    let (event, offers) = (&availability.event, &availability.offers);
    let hall = HallView::new(plan, kept);
    // Where nothing is counted there is no summary to have it.
    let says = general.is_empty().then(performance::says);
    view! {
        <form class="beside picker" id=performance::PICKER_FORM method="post" action="/do/shop/choose" novalidate>
            <input type="hidden" name="performance" value=offers.performance.id.to_string() />
            {proof}
            <div class="stack loose">
                {seats::kinds(locale, &hall, kept)} <div class="stack tight">
                    {seats::best(locale, event, &hall, seats::has_spaces(availability), kept)} {says}
                </div>
                <section class="stack" aria-labelledby="parts-title">
                    <h2 id="parts-title">{text::choose_a_part(locale)}</h2>
                    {performance::all_in(locale, plan.prices.iter().map(|price| price.price))}
                    {performance::limit(locale, event, shown.in_cart)}
                    {list(locale, availability, &hall)}
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
            {(!general.is_empty()).then(|| performance::summary(locale, event))}
        </form>
        {performance::island(locale, event, offers, 0, shown.in_cart)}
    }
    .into_any()
}

fn list(locale: Locale, availability: &LiveAvailability, hall: &HallView<'_>) -> AnyView {
    let parts = availability.hall.as_ref().map_or(&[][..], |hall| hall.parts());
    let rows = parts.iter().enumerate().filter_map(|(at, part)| {
        let zone = availability.hall.as_ref()?.map.zones.get(part.zone)?;
        let price = hall.price(zone.id)?.format(locale);
        let (free, name) = (availability.free_in(part), name(locale, availability, part));
        let href = format!("{}?part={at}", address(availability));
        Some(view! {
            <li class="date-row">
                <div class="grow">
                    <p class="strong">{name.clone()}</p>
                    <p class="muted small">{price} " · " {text::seats_free(locale, free)}</p>
                </div>
                {(free > 0)
                    .then(|| {
                        view! {
                            <a class="button secondary" href=href>
                                {text::choose(locale)}
                                <span class="visually-hidden">" " {name}</span>
                            </a>
                        }
                    })}
            </li>
        })
    });
    view! { <ul class="date-list">{rows.collect_view()}</ul> }.into_any()
}

fn address(availability: &LiveAvailability) -> String {
    format!("/events/{}/{}", availability.event.slug, availability.offers.performance.id)
}

/// Which part is shown, with the ways to the next ones and to the whole hall.
pub fn here(locale: Locale, availability: &LiveAvailability, (at, part): (usize, &HallPart)) -> AnyView {
    let count = availability.hall.as_ref().map_or(0, |hall| hall.parts().len());
    let to = |at: Option<usize>, words: &'static str| {
        let at = at.filter(|at| *at < count)?;
        let href = format!("{}?part={at}", address(availability));
        Some(view! { <li><a class="chip" href=href>{words}</a></li> })
    };
    view! {
        <nav class="stack tight" aria-label=text::parts_of_hall(locale)>
            <p class="strong">{name(locale, availability, part)}</p>
            <ul class="filters">
                {to(at.checked_sub(1), text::part_before(locale))} {to(Some(at + 1), text::part_after(locale))}
                <li>
                    <a class="chip" href=address(availability)>
                        {text::all_parts(locale)}
                    </a>
                </li>
            </ul>
        </nav>
    }
    .into_any()
}
