//! The mark: four tiles, one torn like a ticket. The same drawing as public/mark.svg.

use leptos::prelude::*;

/// The inside of the mark on a 32 by 32 field; the torn tile is the accent.
pub const MARK: &str = concat!(
    r#"<path d="M5 2h10v13H2V5a3 3 0 0 1 3-3zM2 17h13v13H5a3 3 0 0 1-3-3zM17 17h13v10a3 3 0 0 1-3 3H17z" fill="currentColor"/>"#,
    r#"<path class="mark-accent" d="M17 2h13v2.75a3.75 3.75 0 0 0 0 7.5V15H17z"/>"#
);

/// The mark alone, in the colour of the text with the accent on its torn tile.
#[component]
pub fn Mark() -> impl IntoView {
    view! { <svg viewBox="0 0 32 32" aria-hidden="true" inner_html=MARK></svg> }
}
