//! What wakes up in the browser. An island has no data of its own: it reads the elements the server rendered, so it weighs
//! little, and the page says the same without it. Listeners live as long as the page: there is no client-side navigation.

use leptos::prelude::*;

#[cfg(feature = "hydrate")]
mod countdown;
#[cfg(feature = "hydrate")]
mod dom;
#[cfg(feature = "hydrate")]
mod follow;
#[cfg(feature = "hydrate")]
mod map;
#[cfg(feature = "hydrate")]
mod neighbors;
#[cfg(feature = "hydrate")]
mod picker;
#[cfg(feature = "hydrate")]
mod send;
#[cfg(feature = "hydrate")]
mod typed;
#[cfg(feature = "hydrate")]
mod wait;

/// Counts down the time a cart has left, and says so aloud at five, two and one minutes.
#[island]
pub fn Countdown(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| countdown::start().unwrap_or_default());
    children()
}

/// Makes the choice of tickets quicker: steppers, the map, a running total, live availability.
#[island]
pub fn LivePicker(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| picker::start().unwrap_or_default());
    children()
}

/// Looks at the fields of the checkout when they are left, and takes an error away when it is mended.
#[island]
pub fn CheckTyped(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| typed::start().unwrap_or_default());
    children()
}

/// Follows an order until its payment is known.
#[island]
pub fn FollowOrder(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| follow::start().unwrap_or_default());
    children()
}

/// Follows one's place in a waiting room.
#[island]
pub fn Waiting(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| wait::start().unwrap_or_default());
    children()
}

/// Prints the page.
#[island]
pub fn Printing(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| {
        if let Some(button) = dom::one("button.print") {
            dom::on(&button, "click", |_: web_sys::Event| drop(web_sys::window().map(|window| window.print())));
        }
    });
    children()
}
