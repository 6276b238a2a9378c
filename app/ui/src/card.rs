//! Cards, tiles, and the facts on them: an event, a price, a date, a number.

use chrono::{DateTime, Utc};
use domain::locale::Locale;
use domain::money::Money;
use domain::time::{self, Timezone};
use leptos::prelude::*;

use crate::feedback::{Badge, Tone};
use crate::icon::{Icon, Sign};
use crate::locale::current_locale;
use crate::text;

/// A piece of paper on the page.
#[component]
pub fn Card(
    /// `flush` has no inner margin.
    #[prop(optional, into)]
    class: String,
    children: Children,
) -> impl IntoView {
    view! { <section class=format!("card {class}")>{children()}</section> }
}

/// A tile that leads somewhere (`href`) or only shows something. For a tile that is a button, write
/// `<button class="tile">`.
#[component]
pub fn Tile(
    #[prop(optional, into)] href: Option<String>,
    /// The one chosen among its neighbours.
    #[prop(optional)]
    chosen: bool,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    match href {
        Some(href) => view! {
            <a class=format!("tile {class}") href=href aria-current=chosen.then_some("true")>
                {children()}
            </a>
        }
        .into_any(),
        None => view! {
            <div class=format!("tile {class}") class:chosen=chosen>
                {children()}
            </div>
        }
        .into_any(),
    }
}

/// One event in a list. The name's link covers the card; the picture is decoration.
#[component]
pub fn EventCard(
    #[prop(into)] href: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] picture: MaybeProp<String>,
    /// Said by the caller: `Sat 21 Nov, 20:30`, or `21–23 Nov`.
    #[prop(into)]
    when: String,
    #[prop(into)] place: String,
    /// The lowest price with everything in it; `None` where nothing is on sale.
    #[prop(default = None, into)]
    price: Option<Money>,
    /// Whether other prices are higher.
    #[prop(optional)]
    price_from: bool,
    /// Sold out, few left, cancelled.
    #[prop(default = None, into)]
    badge: Option<(Tone, String)>,
    /// `h3` under a heading of its own, `h2` otherwise.
    #[prop(optional)]
    nested: bool,
) -> impl IntoView {
    let link = view! { <a href=href>{name}</a> };
    let heading = if nested { view! { <h3>{link}</h3> }.into_any() } else { view! { <h2>{link}</h2> }.into_any() };
    view! {
        <article class="event-card">
            {picture
                .get_untracked()
                .map(|src| view! { <img class="picture" src=src alt="" width="640" height="360" loading="lazy" /> })}
            {heading}
            <div class="facts">
                <Fact sign=Sign::Calendar>{when}</Fact>
                <Fact sign=Sign::Place>{place}</Fact>
            </div>
            <div class="foot">
                {price.map(|amount| view! { <Price amount from=price_from /> })}
                {badge.map(|(tone, words)| view! { <Badge tone>{words}</Badge> })}
            </div>
        </article>
    }
}

/// A line with a sign before it: when, where, who.
#[component]
pub fn Fact(sign: Sign, children: Children) -> impl IntoView {
    view! {
        <div class="fact">
            <Icon sign />
            <span>{children()}</span>
        </div>
    }
}

/// An amount as this person writes it. Zero says "Free".
#[component]
pub fn Price(
    amount: Money,
    /// Puts "from" before it.
    #[prop(optional)]
    from: bool,
    /// Writes 0 as a number, in sums and change.
    #[prop(optional)]
    exact: bool,
    #[prop(default = None, into)] locale: Option<Locale>,
    /// `large`.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let locale = locale.unwrap_or_else(current_locale);
    let words = if amount.is_zero() && !exact { text::free(locale).to_owned() } else { amount.format(locale) };
    view! {
        <span class=format!("price {class}")>
            {from.then(|| view! { <span class="from">{text::from_price(locale)}" "</span> })} {words}
        </span>
    }
}

/// A date and time on the venue's wall.
#[component]
pub fn DateLine(
    at: DateTime<Utc>,
    zone: Timezone,
    /// With the year and whole words.
    #[prop(optional)]
    long: bool,
    #[prop(default = None, into)] locale: Option<Locale>,
) -> impl IntoView {
    let locale = locale.unwrap_or_else(current_locale);
    let words = if long { time::long_date_time(at, zone, locale) } else { time::short_date_time(at, zone, locale) };
    view! { <time class="date-line" datetime=at.format("%Y-%m-%dT%H:%MZ").to_string()>{words}</time> }
}

/// One number and what it counts. Put several in `<div class="mosaic stats">`.
#[component]
pub fn Stat(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(optional, into)] note: MaybeProp<String>,
    /// The list behind the number.
    #[prop(optional, into)]
    href: Option<String>,
) -> impl IntoView {
    let inside = view! {
        <span class="label">{label}</span>
        <span class="value">{move || value.get()}</span>
        {move || note.get().map(|note| view! { <span class="note">{note}</span> })}
    };
    match href {
        Some(href) => view! { <a class="stat tile" href=href>{inside}</a> }.into_any(),
        None => view! { <div class="stat">{inside}</div> }.into_any(),
    }
}
