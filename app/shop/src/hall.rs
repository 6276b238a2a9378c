//! The drawing of a hall. It is whole without a script; with one, each seat ticks its box in the list.

use crate::seats::Hall;
use crate::text;
use domain::locale::Locale;
use leptos::prelude::*;
use ui::kit::*;
use ui::seatmap::{Legend, SeatMapDrawing};

/// The map with its legend; the buttons that move it wake up with the island.
pub fn map(locale: Locale, hall: &Hall<'_>) -> AnyView {
    let zoom = |id: &'static str, sign: Sign, label: &'static str| {
        view! {
            <button class="button secondary icon-only" type="button" id=id aria-label=label>
                <Icon sign />
            </button>
        }
    };
    view! {
        <div class="stack hall" id="seat-map" tabindex="-1" data-label=ui::text::seat_map(locale)>
            <Legend plan=hall.plan.clone() />
            <div class="row between live-room">
                <p class="muted small">{text::map_help(locale)}</p>
                <div class="row tight stay zoom">
                    {zoom("zoom-out", Sign::ZoomOut, text::zoom_out(locale))}
                    {zoom("zoom-in", Sign::ZoomIn, text::zoom_in(locale))}
                    {zoom("zoom-all", Sign::Fit, text::whole_hall(locale))}
                </div>
            </div>
            <SeatMapDrawing plan=hall.plan.clone() />
        </div>
    }
    .into_any()
}
