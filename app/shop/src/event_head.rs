//! What an event's page tells machines: search engines, chat previews, calendars.

use crate::page::artwork;
use crate::text;
use chrono::{DateTime, Utc};
use domain::event::{EventPage, EventStatus, PerformanceOffers, PerformanceStatus, SaleState};
use domain::locale::Locale;
use domain::money::Money;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use selling::share_card;
use serde_json::{Value, json};

/// Title, canonical address, Open Graph and schema.org/Event.
pub fn head(locale: Locale, page: &EventPage, site: &str) -> AnyView {
    let event = &page.event;
    let title = event.title.get(locale).to_owned();
    let summary = event.summary.get(locale).to_owned();
    let url = format!("{site}/events/{}", event.slug);
    let card = share_card::card(page, locale);
    // Once for all dates: it is made of every one of them.
    let picture = card_address(locale, page, &card, site);
    let data = script_safe(&structured(locale, page, site, &picture).to_string());
    view! {
        <Title text=title.clone() />
        <Meta name="description" content=summary.clone() />
        <Link rel="canonical" href=url.clone() />
        <Meta property="og:type" content="website" />
        <Meta property="og:title" content=title />
        <Meta property="og:description" content=summary />
        <Meta property="og:url" content=url />
        <Meta property="og:locale" content=locale.tag() />
        <Meta property="og:image" content=picture />
        <Meta property="og:image:type" content="image/png" />
        <Meta property="og:image:width" content=share_card::WIDTH.to_string() />
        <Meta property="og:image:height" content=share_card::HEIGHT.to_string() />
        <Meta property="og:image:alt" content=share_card::words(&card) />
        <Meta name="twitter:card" content="summary_large_image" />
        <script type="application/ld+json" inner_html=data></script>
    }
    .into_any()
}

/// Where the event's card is, in the language of the page.
fn card_address(locale: Locale, page: &EventPage, card: &share_card::Card, site: &str) -> String {
    let number = share_card::number(card, page.event.artwork.as_deref());
    format!("{site}/cards/{}/{}.png?{number}", locale.tag(), page.event.slug)
}

fn absolute(site: &str, path: &str) -> String {
    if path.starts_with('/') { format!("{site}{path}") } else { path.to_owned() }
}

/// JSON that can stand inside a script element: no text in it can end the element.
fn script_safe(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// One schema.org/Event per date, https://schema.org/Event, and the way that leads here. `card` is the address of the
/// event's card.
fn structured(locale: Locale, page: &EventPage, site: &str, card: &str) -> Value {
    let dates = page.performances.iter().map(|one| performance_data(locale, page, one, site, card));
    let all: Vec<Value> = dates.chain([way(locale, page, site)]).collect();
    json!({ "@context": "https://schema.org", "@graph": all })
}

/// All events, those of the organizer, this one.
fn way(locale: Locale, page: &EventPage, site: &str) -> Value {
    let steps = [
        (text::events(locale), format!("{site}/")),
        (page.organizer.name.as_str(), format!("{site}/o/{}", page.organizer.slug)),
        (page.event.title.get(locale), format!("{site}/events/{}", page.event.slug)),
    ];
    let step = |(at, (name, address)): (usize, &(&str, String))| json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": address });
    let steps: Vec<Value> = steps.iter().enumerate().map(step).collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": steps })
}

fn performance_data(locale: Locale, page: &EventPage, one: &PerformanceOffers, site: &str, card: &str) -> Value {
    let event = &page.event;
    let venue = &one.performance.venue;
    // Search engines show the hour as it is written: it has to be that of the venue.
    let local = |at: DateTime<Utc>| event.zone.rfc3339(at);
    let cancelled = event.status == EventStatus::Cancelled || one.performance.status == PerformanceStatus::Cancelled;
    let status = if cancelled { "EventCancelled" } else { "EventScheduled" };
    let url = format!("{site}/events/{}/{}", event.slug, one.performance.id);
    let mut value = json!({
        "@type": "Event",
        "name": event.title.get(locale),
        "description": event.summary.get(locale),
        "startDate": local(one.performance.starts_at),
        "eventStatus": format!("https://schema.org/{status}"),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "organizer": { "@type": "Organization", "name": page.organizer.name, "url": format!("{site}/o/{}", page.organizer.slug) },
        "location": {
            "@type": "Place",
            "name": venue.name,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": venue.street,
                "addressLocality": venue.city,
                "addressCountry": venue.country,
            },
        },
    });
    if let Some(end) = one.performance.ends_at {
        value["endDate"] = json!(local(end));
    }
    if let Some(doors) = one.performance.doors_at {
        value["doorTime"] = json!(local(doors));
    }
    let picture = event.artwork.as_deref().map(|name| absolute(site, &artwork(name)));
    value["image"] = json!(std::iter::once(card.to_owned()).chain(picture).collect::<Vec<_>>());
    if let Some(offers) = offers(one, &url, local(one.performance.on_sale_from)) {
        value["offers"] = offers;
    }
    value
}

/// What can be bought for a date, from the cheapest to the dearest.
fn offers(one: &PerformanceOffers, url: &str, valid_from: String) -> Option<Value> {
    let cheapest = one.price_from()?;
    let prices: Vec<Money> = one.offers.iter().filter(|o| o.ticket_type.online).map(|o| o.price).collect();
    let (lowest, highest) = (prices.iter().min_by_key(|p| p.minor)?, prices.iter().max_by_key(|p| p.minor)?);
    let stock = match one.state {
        SaleState::OnSale { .. } => "InStock",
        SaleState::AllInCarts { .. } => "LimitedAvailability",
        SaleState::NotYet { .. } => "PreOrder",
        SaleState::SoldOut | SaleState::Ended | SaleState::Cancelled => "SoldOut",
    };
    let mut value = json!({
        "@type": "Offer",
        "url": url,
        "priceCurrency": cheapest.currency.code(),
        "availability": format!("https://schema.org/{stock}"),
        "validFrom": valid_from,
    });
    if lowest == highest {
        value["price"] = json!(cheapest.decimal());
    } else {
        value["@type"] = json!("AggregateOffer");
        value["lowPrice"] = json!(lowest.decimal());
        value["highPrice"] = json!(highest.decimal());
        value["offerCount"] = json!(prices.len());
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use domain::event::{Category, Event, EventSchedule, Organizer, Performance, Venue};
    use domain::ids::{EventId, OrganizerId, PerformanceId, VenueId};
    use domain::locale::Translated;
    use domain::money::Currency;
    use domain::time::Timezone;
    use uuid::Uuid;

    fn event_with_dates(count: u128) -> EventPage {
        let (id, organizer) = (EventId(Uuid::from_u128(1)), OrganizerId(Uuid::from_u128(2)));
        let event = Event {
            id,
            organizer,
            slug: "aida".into(),
            title: Translated::new("Aida", "Aida"),
            summary: Translated::default(),
            description: Translated::default(),
            category: Category::Opera,
            status: EventStatus::Published,
            artwork: Some("aida.svg".into()),
            zone: Timezone::ROME,
            currency: Currency::EUR,
            hold_minutes: 10,
            ask_holder_names: false,
            ask_phone: false,
            age_min: None,
            order_max: 10,
            series: None,
            schedule: EventSchedule::default(),
        };
        let venue = Venue {
            id: VenueId(Uuid::from_u128(3)),
            name: "Hall".into(),
            street: String::new(),
            city: "Livorno".into(),
            country: "IT".into(),
            zone: Timezone::ROME,
            directions: Translated::default(),
        };
        let performance = |number: u128| {
            let starts_at = DateTime::UNIX_EPOCH + Duration::days(number as i64);
            let performance = Performance {
                id: PerformanceId(Uuid::from_u128(number)),
                event: id,
                venue: venue.clone(),
                seat_map: None,
                status: PerformanceStatus::Scheduled,
                starts_at,
                ends_at: None,
                doors_at: None,
                on_sale_from: DateTime::UNIX_EPOCH,
                on_sale_until: starts_at,
                label: Translated::default(),
            };
            PerformanceOffers { performance, state: SaleState::SoldOut, offers: Vec::new() }
        };
        let organizer = Organizer {
            id: organizer,
            slug: "teatro".into(),
            name: "Teatro".into(),
            address: Vec::new(),
            email: "ciao@teatro.example".into(),
            phone: String::new(),
            site: String::new(),
            currency: Currency::EUR,
            zone: Timezone::ROME,
        };
        EventPage { organizer, event, performances: (0..count).map(performance).collect() }
    }

    #[test]
    fn no_title_ends_the_script_element() {
        assert_eq!(script_safe(r#"{"name":"</script><b>"}"#), r#"{"name":"\u003c/script>\u003cb>"}"#);
    }

    /// The card is made of all dates: made again for each of them, a page of a thousand dates costs a million.
    #[test]
    fn all_dates_share_the_card_that_was_made_once() {
        let page = event_with_dates(3);
        let value = structured(Locale::En, &page, "https://shop.example", "https://shop.example/card.png");
        let dates: Vec<&Value> =
            value["@graph"].as_array().into_iter().flatten().filter(|one| one["@type"] == "Event").collect();
        assert_eq!(dates.len(), 3);
        for date in dates {
            assert_eq!(date["image"], json!(["https://shop.example/card.png", "https://shop.example/art/aida.svg"]));
        }
    }
}
