//! What is on: search, filters, cards. `/` and, for one organizer, `/o/{organizer}`.

use crate::filter::{Filter, When};
use crate::house::{access, selling};
use crate::organizer::contact;
use crate::page::{PageContent, artwork, page, search_input};
use crate::text;
use domain::event::{Catalogue, Category, EventCard as Card, SaleState};
use domain::locale::Locale;
use domain::time::{Timezone, short_date_time};
use face::error::FaceError;
use face::request::{SESSION_COOKIE, cookie, query};
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use leptos_router::hooks::use_params_map;
use std::sync::Arc;
use ui::kit::*;
use ui::text::refusal;

/// How many cards are on a phone's first screen: their pictures are fetched at once.
const EAGER: usize = 2;

#[component]
pub fn CataloguePage() -> impl IntoView {
    page(show(None))
}

/// One organizer's events.
#[component]
pub fn OrganizerPage() -> impl IntoView {
    let slug = use_params_map().read_untracked().get("organizer");
    page(show(slug))
}

async fn show(organizer: Option<String>) -> PageContent {
    let locale = current_locale();
    let filter = Filter::read(query);
    let asked = filter.ask(organizer.clone(), access().now());
    // Whoever works here sees at once what was changed.
    let found = match cookie(SESSION_COOKIE) {
        None => selling().cached_catalogue(&asked).await?,
        Some(_) => Arc::new(selling().catalogue(&asked).await?),
    };
    let seller = match &organizer {
        None => None,
        Some(slug) => Some(selling().organizer_named(slug).await?.ok_or(FaceError::Missing)?),
    };
    let home = organizer.as_ref().map_or("/".to_owned(), |slug| format!("/o/{slug}"));
    let title = match &seller {
        None => text::whats_on(locale).to_owned(),
        // Whoever has nothing on has no page; a search that finds nothing still has one.
        Some(_) if found.cards.is_empty() && filter.is_empty() => return Err(FaceError::Missing),
        Some(seller) => text::whats_on_by(locale, &seller.name),
    };
    let canonical = format!("{}{home}", access().site().url);
    Ok(view! {
        <Title text=title.clone() />
        <Meta name="description" content=text::catalogue_summary(locale) />
        <Link rel="canonical" href=canonical />
        <div class="stack loose">
            <h1 class:visually-hidden=organizer.is_none()>{title}</h1>
            {form(locale, &home, &filter, &found)}
            {results(locale, &home, &filter, &found)}
            {seller.map(|seller| contact(locale, &seller))}
        </div>
    }
    .into_any())
}

/// Search and filters. Chips are links, everything else is one form, so each works by itself.
fn form(locale: Locale, home: &str, filter: &Filter, found: &Catalogue) -> AnyView {
    let chip = |when: When, words: &'static str| {
        let href = format!("{home}?{}", filter.on(when).query());
        let current = (filter.when == when).then_some("true");
        view! {
            <li>
                <a class="chip" href=href aria-current=current>
                    {words}
                </a>
            </li>
        }
    };
    let cities: Vec<(String, String)> = std::iter::once((String::new(), text::anywhere(locale).to_owned()))
        .chain(found.cities.iter().map(|city| (city.clone(), city.clone())))
        .collect();
    let kinds: Vec<(String, String)> = std::iter::once((String::new(), text::any_kind(locale).to_owned()))
        .chain(Category::ALL.iter().map(|kind| (kind.into_str().to_owned(), category(locale, *kind).to_owned())))
        .collect();
    let open = filter.when == When::Dates || filter.category.is_some() || !filter.city.is_empty();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let (city, kind) = (filter.city.clone(), filter.category.map(|kind| kind.into_str()).unwrap_or_default());
    let (from, until) = (day(filter.from), day(filter.until));
    let clear = (!filter.is_empty()).then(|| home.to_owned());
    view! {
        <form class="stack tight catalogue-form" method="get" action=home.to_owned() role="search">
            <div class="search">{search_input(locale, &filter.text)}</div>
            {filter.when.word().map(|when| view! { <input type="hidden" name="when" value=when /> })}
            <div class="row between top">
                <ul class="filters" aria-label=text::when(locale)>
                    {chip(When::Any, text::any_day(locale))} {chip(When::Today, text::today(locale))}
                    {chip(When::Weekend, text::weekend(locale))}
                </ul>
                <Disclosure summary=text::more_filters(locale) open class="filter-more">
                    <div class="stack">
                        <div class="grid small-cells">
                            <Field label=text::from_day(locale) name="from" kind="date" value=from />
                            <Field label=text::until_day(locale) name="until" kind="date" value=until />
                            <Select label=text::place(locale) name="city" options=cities value=city />
                            <Select
                                label=text::kind(locale)
                                name="category"
                                options=kinds
                                value=kind
                            />
                        </div>
                        <div class="row">
                            <Button>{text::show(locale)}</Button>
                            {clear
                                .map(|href| {
                                    view! {
                                        <LinkButton kind=Kind::Quiet href>
                                            {text::clear_filters(locale)}
                                        </LinkButton>
                                    }
                                })}
                        </div>
                    </div>
                </Disclosure>
            </div>
        </form>
    }
    .into_any()
}

fn results(locale: Locale, home: &str, filter: &Filter, found: &Catalogue) -> AnyView {
    if found.cards.is_empty() {
        return nothing(locale, home, filter, found.did_you_mean.as_deref());
    }
    let pages = found.total.div_ceil(found.page_size.max(1));
    let query = format!("{home}?{}", filter.query());
    view! {
        <section class="stack" aria-label=text::events(locale)>
            {(!filter.is_empty())
                .then(|| view! { <p class="muted" role="status">{text::events_found(locale, found.total)}</p> })}
            <div class="grid">
                {found.cards.iter().enumerate().map(|(n, card)| event_card(locale, card, n < EAGER)).collect_view()}
            </div>
            <Pagination page=filter.page pages href=page_link query />
        </section>
    }
    .into_any()
}

/// The address of a page of the same list.
fn page_link(page: u32, query: &str) -> String {
    let joint = if query.ends_with('?') { "" } else { "&" };
    format!("{query}{joint}page={page}")
}

fn nothing(locale: Locale, home: &str, filter: &Filter, meant: Option<&str>) -> AnyView {
    let (title, words) = if filter.is_empty() {
        (text::nothing_on(locale), text::nothing_on_text(locale))
    } else {
        (text::nothing_found(locale), text::nothing_found_text(locale))
    };
    let way_on = (!filter.is_empty()).then(|| {
        view! {
            <div class="row">
                <LinkButton kind=Kind::Primary href=home.to_owned()>
                    {text::all_events(locale)}
                </LinkButton>
                {(filter.when != When::Any)
                    .then(|| {
                        let href = format!("{home}?{}", filter.on(When::Any).query());
                        view! { <LinkButton href=href>{text::any_day(locale)}</LinkButton> }
                    })}
            </div>
        }
    });
    let meant = meant.map(|words| {
        let href = format!("{home}?{}", Filter { text: words.to_owned(), page: 1, ..filter.clone() }.query());
        view! {
            <p>
                {text::did_you_mean(locale)} " "
                <a href=href>
                    <strong>{words.to_owned()}</strong>
                </a> "?"
            </p>
        }
    });
    view! {
        <EmptyState sign=Sign::Calendar title text=words>
            {meant} {way_on}
        </EmptyState>
    }
    .into_any()
}

fn event_card(locale: Locale, card: &Card, eager: bool) -> AnyView {
    let loading = if eager { "eager" } else { "lazy" };
    let next = short_date_time(card.next_at, card.zone, locale);
    let when =
        if card.performance_count > 1 { text::more_dates(locale, card.performance_count - 1, next) } else { next };
    let badge = state_badge(locale, &card.state, card.zone);
    let price = card.state.is_priced().then_some(card.price_from);
    let place =
        if card.city.is_empty() { card.venue_name.clone() } else { format!("{}, {}", card.venue_name, card.city) };
    let picture = card.artwork.as_deref().map(artwork);
    view! {
        <article class="event-card">
            {picture
                .map(|src| view! { <img class="picture" src=src alt="" width="640" height="360" loading=loading /> })}
            <h2>
                <a href=format!("/events/{}", card.slug)>{card.title.get(locale).to_owned()}</a>
            </h2>
            <div class="facts">
                <Fact sign=Sign::Calendar>{when}</Fact>
                <Fact sign=Sign::Place>{place}</Fact>
            </div>
            <div class="foot">
                {price.map(|amount| view! { <Price amount from=!amount.is_zero() /> })}
                {badge.map(|(tone, words)| view! { <Badge tone>{words}</Badge> })}
            </div>
        </article>
    }
    .into_any()
}

/// A badge for every state but plenty.
pub fn state_badge(locale: Locale, state: &SaleState, zone: Timezone) -> Option<(Tone, String)> {
    let tone = match state {
        SaleState::OnSale { left } if *left > refusal::FEW => return None,
        SaleState::OnSale { .. } => Tone::Warning,
        SaleState::NotYet { .. } => Tone::Info,
        SaleState::AllInCarts { .. } => Tone::Question,
        SaleState::SoldOut | SaleState::Ended => Tone::Plain,
        SaleState::Cancelled => Tone::Error,
    };
    Some((tone, refusal::sale_state(locale, state, zone)))
}

/// A category's name, for the filter.
pub fn category(locale: Locale, category: Category) -> &'static str {
    match category {
        Category::Theatre => text::theatre(locale),
        Category::Opera => text::opera(locale),
        Category::Concert => text::concert(locale),
        Category::Club => text::club(locale),
        Category::Festival => text::festival(locale),
        Category::Sport => text::sport(locale),
        Category::Museum => text::museum(locale),
        Category::Talk => text::talk(locale),
        Category::Family => text::family(locale),
        Category::Other => text::other(locale),
    }
}
