//! The event as a buyer will see it, drafts too: picture, words, dates, prices, and whether each can be bought.

use crate::event::{Tab, seen, shown};
use crate::labels;
use crate::page::{Staff, StaffContent, id, page};
use crate::text::event as text;
use domain::event::{EventPage, EventStatus, PerformanceOffers, SaleState};
use domain::ids::EventId;
use domain::locale::Locale;
use domain::time::long_date_time;
use leptos::prelude::*;
use ui::kit::*;
use ui::text::refusal;

#[component]
pub fn PreviewPage() -> impl IntoView {
    let event = id("event");
    page(move |staff| show(staff, event))
}

async fn show(staff: Staff, event: Option<EventId>) -> StaffContent {
    let found = seen(&staff, event).await?;
    let locale = staff.locale;
    let is_draft = found.event.status == EventStatus::Draft;
    let words = if is_draft { text::preview_draft(locale) } else { text::preview_live(locale) };
    let link = (!is_draft).then(|| {
        view! {
            <LinkButton href=format!("/events/{}", found.event.slug) sign=Sign::External>
                {text::to_shop_page(locale)}
            </LinkButton>
        }
    });
    let content = view! {
        <div class="row between">
            <p class="muted">{words}</p>
            {link}
        </div>
        <div class="card raised preview">{as_buyer(locale, &found)}</div>
    };
    Ok(shown(&staff, &found.event, Tab::Preview, content))
}

fn as_buyer(locale: Locale, page: &EventPage) -> AnyView {
    let event = &page.event;
    let title = event.title.get(locale).to_owned();
    let summary = event.summary.get(locale).to_owned();
    let picture = event.artwork.as_ref().map(|name| {
        let src = if name.starts_with('/') { name.clone() } else { format!("/art/{name}") };
        view! { <img class="picture" src=src alt="" width="640" height="360" /> }
    });
    let paragraphs: Vec<String> = event
        .description
        .get(locale)
        .split("\n\n")
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(str::to_owned)
        .collect();
    let dates = page.performances.iter().map(|offers| performance_label(locale, page, offers)).collect_view();
    view! {
        <div class="stack loose">
            <div class="hero">
                {picture}
                <div class="stack tight">
                    <p class="display preview-title">{title}</p>
                    {(!summary.is_empty()).then(|| view! { <p class="lead">{summary}</p> })}
                    <p class="muted">{page.organizer.name.clone()}</p>
                    {event.age_min.map(|years| view! { <Fact sign=Sign::User>{text::age_from(locale, years)}</Fact> })}
                </div>
            </div>
            <section class="stack" aria-labelledby="buyer-dates">
                <h2 id="buyer-dates">{text::dates(locale)}</h2>
                {page
                    .performances
                    .is_empty()
                    .then(|| view! { <p class="muted">{text::no_dates(locale)}</p> })}
                {dates}
            </section>
            <div class="stack text-width">
                {paragraphs.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
            </div>
        </div>
    }
    .into_any()
}

fn performance_label(locale: Locale, page: &EventPage, offers: &PerformanceOffers) -> AnyView {
    let performance = &offers.performance;
    let zone = page.event.zone;
    let tone = |state: &SaleState| match state {
        SaleState::OnSale { .. } => Tone::Success,
        SaleState::NotYet { .. } | SaleState::AllInCarts { .. } => Tone::Info,
        SaleState::SoldOut | SaleState::Ended => Tone::Plain,
        SaleState::Cancelled => Tone::Error,
    };
    let place = labels::venue(&performance.venue);
    let label = performance.label.get(locale).to_owned();
    let rows = offers.offers.iter().map(|offer| {
        let says = refusal::sale_state(locale, &offer.state, zone);
        view! {
            <li>
                <div>
                    <p>{offer.ticket_type.name.get(locale).to_owned()}</p>
                    <p class="muted small">{offer.ticket_type.description.get(locale).to_owned()}</p>
                </div>
                <div class="row tight">
                    <Badge tone=tone(&offer.state)>{says}</Badge>
                    <Price amount=offer.price locale />
                </div>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="stack tight">
            <h3>{long_date_time(performance.starts_at, zone, locale)}</h3>
            {(!label.is_empty()).then(|| view! { <p class="strong">{label}</p> })}
            <Fact sign=Sign::Place>{place}</Fact>
            {offers.offers.is_empty().then(|| view! { <p class="muted">{text::nothing_offered(locale)}</p> })}
            <ul class="lines">{rows}</ul>
        </div>
    }
    .into_any()
}
