//! The drawing of a hall. It is whole without a script; with one, each seat ticks its box in the list.

use crate::seats::HallView;
use crate::text;
use domain::event::{Event, Offer, SaleState};
use domain::ids::ZoneId;
use domain::locale::Locale;
use domain::seating::{SeatingPlan, Zone, ZoneKind, ZonePrice};
use leptos::prelude::*;
use ui::kit::*;
use ui::seatmap::{Legend, SeatMapDrawing, Stand};
use ui::text::refusal;

/// The mark on the page of a crowd's tickets.
pub fn stand_id(zone: ZoneId) -> String {
    format!("stand-{zone}")
}

/// What a crowd costs and what is left of it, for whoever taps it in the drawing. What is left becomes old: the island says it
/// as the rows of its tickets have it.
fn stands(locale: Locale, event: &Event, plan: &SeatingPlan, general: &[&Offer]) -> Vec<Stand> {
    let crowds = plan.map.zones.iter().filter(|zone| zone.kind == ZoneKind::General);
    crowds.filter_map(|zone| stand(locale, event, zone, general)).collect()
}

fn stand(locale: Locale, event: &Event, zone: &Zone, general: &[&Offer]) -> Option<Stand> {
    let offers: Vec<&&Offer> = general.iter().filter(|o| o.ticket_type.standing_zones.contains(&zone.id)).collect();
    let name = zone.name.get(locale);
    let price = |offer: &&&Offer| {
        let (kind, price) = (offer.ticket_type.name.get(locale), offer.price.format(locale));
        if kind == name { price } else { format!("{kind} {price}") }
    };
    let prices = offers.iter().map(price).collect::<Vec<_>>().join(", ");
    let left = offers.iter().filter_map(|offer| match offer.state {
        SaleState::OnSale { left } => Some(left),
        _ => None,
    });
    let left = match left.max() {
        Some(left) => text::places_left(locale, left),
        None => refusal::sale_state(locale, &offers.first()?.state, event.zone),
    };
    Some(Stand { zone: zone.id, href: format!("#{}", stand_id(zone.id)), about: format!("{name}: {prices}."), left })
}

/// The plan with the prices of its crowds beside those of its seats.
fn with_crowds(plan: &SeatingPlan, general: &[&Offer]) -> SeatingPlan {
    let mut whole = plan.clone();
    for offer in general {
        let kind = &offer.ticket_type;
        let price = |zone: &ZoneId| ZonePrice {
            zone: *zone,
            ticket_type: kind.id,
            name: kind.name.clone(),
            price: offer.price,
        };
        whole.prices.extend(kind.standing_zones.iter().map(price));
    }
    whole
}

/// The map with its legend; the buttons that move it wake up with the island.
pub fn map(locale: Locale, event: &Event, hall: &HallView<'_>, general: &[&Offer]) -> AnyView {
    let zoom = |id: &'static str, sign: Sign, label: &'static str| {
        view! {
            <button class="button secondary icon-only" type="button" id=id aria-label=label>
                <Icon sign />
            </button>
        }
    };
    view! {
        <div class="stack hall" id="seat-map" tabindex="-1" data-label=ui::text::seat_map(locale)>
            <Legend plan=with_crowds(hall.plan, general) />
            <div class="row between live-room">
                <p class="muted small">{text::map_help(locale)}</p>
                <div class="row tight stay zoom">
                    {zoom("zoom-out", Sign::ZoomOut, text::zoom_out(locale))}
                    {zoom("zoom-in", Sign::ZoomIn, text::zoom_in(locale))}
                    {zoom("zoom-all", Sign::Fit, text::whole_hall(locale))}
                </div>
            </div>
            <SeatMapDrawing plan=hall.plan.clone() stands=stands(locale, event, hall.plan, general) />
        </div>
    }
    .into_any()
}
