//! What an event's page tells machines: search engines, chat previews, calendars.

use crate::dates::price_from;
use crate::page::artwork;
use domain::event::{EventPage, EventStatus, PerformanceOffers, PerformanceStatus, SaleState};
use domain::locale::Locale;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use serde_json::{Value, json};

/// Title, canonical address, Open Graph and schema.org/Event.
pub fn head(locale: Locale, page: &EventPage, site: &str) -> AnyView {
    let event = &page.event;
    let title = event.title.get(locale).to_owned();
    let summary = event.summary.get(locale).to_owned();
    let url = format!("{site}/events/{}", event.slug);
    let picture = event.artwork.as_deref().map(artwork).map(|path| absolute(site, &path));
    let data = script_safe(&structured(locale, page, site).to_string());
    view! {
        <Title text=title.clone() />
        <Meta name="description" content=summary.clone() />
        <Link rel="canonical" href=url.clone() />
        <Meta property="og:type" content="website" />
        <Meta property="og:title" content=title />
        <Meta property="og:description" content=summary />
        <Meta property="og:url" content=url />
        <Meta property="og:locale" content=locale.tag() />
        {picture.map(|src| view! { <Meta property="og:image" content=src /> })}
        <script type="application/ld+json" inner_html=data></script>
    }
    .into_any()
}

fn absolute(site: &str, path: &str) -> String {
    if path.starts_with('/') { format!("{site}{path}") } else { path.to_owned() }
}

/// JSON that can stand inside a script element: no text in it can end the element.
fn script_safe(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// One schema.org/Event per date, https://schema.org/Event.
fn structured(locale: Locale, page: &EventPage, site: &str) -> Value {
    let dates: Vec<Value> = page.performances.iter().map(|one| date(locale, page, one, site)).collect();
    json!({ "@context": "https://schema.org", "@graph": dates })
}

fn date(locale: Locale, page: &EventPage, one: &PerformanceOffers, site: &str) -> Value {
    let event = &page.event;
    let venue = &one.performance.venue;
    let cancelled = event.status == EventStatus::Cancelled || one.performance.status == PerformanceStatus::Cancelled;
    let status = if cancelled { "EventCancelled" } else { "EventScheduled" };
    let url = format!("{site}/events/{}/{}", event.slug, one.performance.id);
    let mut value = json!({
        "@type": "Event",
        "name": event.title.get(locale),
        "description": event.summary.get(locale),
        "startDate": one.performance.starts_at.to_rfc3339(),
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
        value["endDate"] = json!(end.to_rfc3339());
    }
    if let Some(doors) = one.performance.doors_at {
        value["doorTime"] = json!(doors.to_rfc3339());
    }
    if let Some(name) = &event.artwork {
        value["image"] = json!([absolute(site, &artwork(name))]);
    }
    if let Some(price) = price_from(one) {
        let stock = match one.state {
            SaleState::OnSale { .. } => "InStock",
            SaleState::AllInCarts { .. } => "LimitedAvailability",
            SaleState::NotYet { .. } => "PreOrder",
            SaleState::SoldOut | SaleState::Ended | SaleState::Cancelled => "SoldOut",
        };
        value["offers"] = json!({
            "@type": "Offer",
            "url": url,
            "price": price.decimal(),
            "priceCurrency": price.currency.code(),
            "availability": format!("https://schema.org/{stock}"),
            "validFrom": one.performance.on_sale_from.to_rfc3339(),
        });
    }
    value
}

#[cfg(test)]
mod tests {
    use super::script_safe;

    #[test]
    fn no_title_ends_the_script_element() {
        assert_eq!(script_safe(r#"{"name":"</script><b>"}"#), r#"{"name":"\u003c/script>\u003cb>"}"#);
    }
}
