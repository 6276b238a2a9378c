//! An event's page: the picture, its name, when, where, the price, one button.

use crate::event_head::head;
use crate::house::{access, selling};
use crate::organizer::contact;
use crate::page::{PageContent, artwork, page};
use crate::performances::{is_open, performance_list, wanted_day};
use crate::{performance, text, wait, zone_note};
use domain::event::{
    Channel, EventPage as EventView, EventStatus, PerformanceOffers, PerformanceStatus, SaleState, Venue,
};
use domain::locale::Locale;
use domain::money::Money;
use domain::room::Standing;
use domain::time::{clock_time, date_range, long_date_time};
use domain::typed::capitalized;
use face::error::FaceError;
use face::request::{SESSION_COOKIE, cookie, query};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::sync::Arc;
use ui::kit::*;

#[component]
pub fn EventPage() -> impl IntoView {
    let slug = use_params_map().read_untracked().get("slug").unwrap_or_default();
    page(show(slug))
}

async fn show(slug: String) -> PageContent {
    // Whoever works here sees at once what was changed.
    let shown = match cookie(SESSION_COOKIE) {
        None => selling().cached_event_page(&slug).await?,
        Some(_) => selling().event_page(&slug, Channel::Shop).await?.map(Arc::new),
    };
    let shown = shown.ok_or(FaceError::Missing)?;
    let room = wait::place(shown.event.id).await?.standing;
    Ok(whole(current_locale(), &shown, &room))
}

/// The page's content.
fn whole(locale: Locale, shown: &EventView, room: &Standing) -> AnyView {
    let event = &shown.event;
    let wanted = wanted_day(query("day"));
    let open: Vec<&PerformanceOffers> = shown.performances.iter().filter(|p| is_open(&p.state)).collect();
    view! {
        {head(locale, shown, &access().site().url)}
        <article class="stack airy">
            <header class="hero">
                {event
                    .artwork
                    .as_deref()
                    .map(|name| view! { <img class="picture" src=artwork(name) alt="" width="960" height="540" /> })}
                <div class="stack">
                    <h1>{event.title.get(locale).to_owned()}</h1>
                    <p class="lead">{event.summary.get(locale).to_owned()}</p>
                    {facts(locale, shown)} {offer(locale, shown, &open, room)}
                </div>
            </header>
            {(shown.performances.len() > 1 || open.is_empty())
                .then(|| {
                    view! {
                        <section class="stack" id="dates" aria-labelledby="dates-title">
                            <h2 id="dates-title">{text::dates_and_prices(locale)}</h2>
                            {performance::all_in(locale, open.iter().filter_map(|date| date.price_to()))}
                            {if shown.performances.is_empty() {
                                view! { <p>{text::no_dates(locale)}</p> }.into_any()
                            } else {
                                performance_list(locale, event, &shown.performances, wanted)
                            }}
                        </section>
                    }
                })}
            {(!event.description.get(locale).trim().is_empty())
                .then(|| {
                    view! {
                        <section class="stack text-width" aria-labelledby="about-title">
                            <h2 id="about-title">{text::about_event(locale)}</h2>
                            {paragraphs(event.description.get(locale))}
                        </section>
                    }
                })}
            {venues(shown).into_iter().map(|place| venue(locale, place)).collect_view()}
            {contact(locale, &shown.organizer)}
        </article>
    }
    .into_any()
}

/// When, where, from which age, by whom.
fn facts(locale: Locale, shown: &EventView) -> AnyView {
    let event = &shown.event;
    // A date that doesn't take place is none to travel to, unless all of them are.
    let scheduled = |p: &&PerformanceOffers| p.performance.status == PerformanceStatus::Scheduled;
    let any = shown.performances.iter().any(|p| scheduled(&p));
    let performance_list = || shown.performances.iter().filter(|p| !any || scheduled(p));
    let first = performance_list().min_by_key(|p| p.performance.starts_at);
    let last = performance_list().max_by_key(|p| p.performance.starts_at);
    let when = first.zip(last).map(|(first, last)| {
        if first.performance.id == last.performance.id {
            long_date_time(first.performance.starts_at, event.zone, locale)
        } else {
            date_range(first.performance.starts_at, last.performance.starts_at, event.zone, locale)
        }
    });
    let doors = first
        .filter(|_| performance_list().count() == 1)
        .and_then(|p| p.performance.doors_at)
        .map(|at| text::doors(locale, clock_time(at, event.zone)));
    let organizer = (format!("/o/{}", shown.organizer.slug), shown.organizer.name.clone());
    let places = venues(shown);
    let place = places.first().map(|v| format!("{}, {}", v.name, v.city));
    view! {
        <div class="stack tight">
            {when
                .map(|when| {
                    let note = first.map(|first| zone_note::note(first.performance.starts_at, event.zone));
                    view! { <Fact sign=Sign::Calendar>{capitalized(&when)} " " {note}</Fact> }
                })}
            {doors.map(|doors| view! { <Fact sign=Sign::Clock>{doors}</Fact> })}
            {place.map(|place| view! { <Fact sign=Sign::Place>{place}</Fact> })}
            {event.age_min.map(|years| view! { <Fact sign=Sign::User>{text::age(locale, years)}</Fact> })}
            <Fact sign=Sign::People>
                {text::by_organizer(locale)} " "
                <a href=organizer.0>{organizer.1}</a>
            </Fact>
        </div>
    }
    .into_any()
}

/// The price with everything in it, and the one button; or why there is none.
fn offer(locale: Locale, shown: &EventView, open: &[&PerformanceOffers], room: &Standing) -> AnyView {
    let none_takes_place = || shown.performances.iter().all(|p| p.state == SaleState::Cancelled);
    if shown.event.status == EventStatus::Cancelled || (!shown.performances.is_empty() && none_takes_place()) {
        return view! {
            <Notice tone=Tone::Error title=text::event_cancelled(locale).to_owned()>
                <p>{text::event_cancelled_text(locale)}</p>
            </Notice>
        }
        .into_any();
    }
    if let Some(waiting) = wait::instead(locale, &shown.event, room) {
        return view! { <div class="offer">{waiting}</div> }.into_any();
    }
    if open.is_empty() {
        return closed(locale, shown);
    }
    let cheapest: Option<Money> = open.iter().filter_map(|p| p.price_from()).min_by_key(|price| price.minor);
    let several = open.len() > 1 || open.iter().any(|p| p.offers.len() > 1);
    let href = match open {
        [only] if shown.performances.len() == 1 => format!("/events/{}/{}", shown.event.slug, only.performance.id),
        _ => "#dates".to_owned(),
    };
    let few =
        (open.len() == 1).then(|| crate::catalogue::state_badge(locale, &open[0].state, shown.event.zone)).flatten();
    view! {
        <div class="offer">
            {cheapest
                .map(|amount| {
                    view! {
                        <div>
                            <Price amount from=several class="large" locale />
                            {performance::all_in(locale, open.iter().filter_map(|date| date.price_to()))}
                        </div>
                    }
                })} {few.map(|(tone, words)| view! { <Badge tone>{words}</Badge> })}
            <LinkButton kind=Kind::Primary class="large" sign=Sign::Ticket href=href>
                {text::get_tickets(locale)}
            </LinkButton>
        </div>
    }
    .into_any()
}

/// Why nothing can be bought: each reason in its own words.
fn closed(locale: Locale, shown: &EventView) -> AnyView {
    let states = || shown.performances.iter().map(|p| &p.state);
    let next_sale = states().find(|state| matches!(state, SaleState::NotYet { .. }));
    let state = next_sale.or_else(|| states().find(|s| matches!(s, SaleState::SoldOut))).or_else(|| states().next());
    let words = match state {
        Some(SaleState::Ended) => text::all_past(locale).to_owned(),
        Some(state) => ui::text::refusal::sale_state(locale, state, shown.event.zone),
        None => text::no_dates(locale).to_owned(),
    };
    view! { <Notice tone=Tone::Info title=words /> }.into_any()
}

/// Each venue once, in the order of its first date.
fn venues(shown: &EventView) -> Vec<&Venue> {
    let mut all: Vec<&Venue> = Vec::new();
    for one in &shown.performances {
        if all.iter().all(|venue| venue.id != one.performance.venue.id) {
            all.push(&one.performance.venue);
        }
    }
    all
}

fn venue(locale: Locale, venue: &Venue) -> AnyView {
    let address: Vec<&str> =
        [venue.street.as_str(), venue.city.as_str()].into_iter().filter(|s| !s.is_empty()).collect();
    let address = address.join(", ");
    let directions = venue.directions.get(locale).to_owned();
    let mut map = String::from("https://www.openstreetmap.org/search?query=");
    map.extend(url::form_urlencoded::byte_serialize(format!("{}, {address}", venue.name).as_bytes()));
    view! {
        <section class="stack tight text-width">
            <h2>{text::where_it_is(locale)}</h2>
            <p>
                <strong>{venue.name.clone()}</strong>
                <br />
                {address}
            </p>
            {(!directions.is_empty())
                .then(|| {
                    view! {
                        <h3>{text::directions(locale)}</h3>
                        {paragraphs(&directions)}
                    }
                })}
            <p>
                <a href=map rel="external noopener">
                    {text::on_the_map(locale)}
                </a>
            </p>
        </section>
    }
    .into_any()
}

/// Plain text with empty lines between paragraphs.
pub fn paragraphs(text: &str) -> AnyView {
    text.split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| view! { <p>{part.to_owned()}</p> })
        .collect_view()
        .into_any()
}
