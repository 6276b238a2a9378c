//! The page `/style`: every component of the kit in every state.

use crate::text;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::gallery::Gallery;
use ui::kit::*;

#[component]
pub fn StylePage() -> impl IntoView {
    view! {
        <Title text=text::style(current_locale()) />
        <ShopFrame>
            <Gallery />
        </ShopFrame>
    }
}
