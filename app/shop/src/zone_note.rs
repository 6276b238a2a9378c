//! Whose clock a time is read from. Times are the event's; a reader whose own clock shows another hour is told so.

use chrono::{DateTime, Utc};
use domain::time::Timezone;
use leptos::prelude::*;

/// Room for the zone's name, which `/zone.js` fills in the reader's language where their clock differs from the event's at
/// this instant. Without a script nothing is said: the server doesn't know where the reader is.
pub fn note(at: DateTime<Utc>, zone: Timezone) -> AnyView {
    view! {
        <span class="muted small" data-zone=zone.name() data-at=at.timestamp_millis().to_string() hidden></span>
        <script type="module" src="/zone.js"></script>
    }
    .into_any()
}
