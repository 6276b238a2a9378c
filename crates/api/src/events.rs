//! Events: the catalogue, an event, one of its dates with what is left of it.

use crate::chart::ChartLink;
use crate::error::ApiError;
use crate::extract::{CheckedQuery, Lang, Segments, id, slug};
use crate::seating::Seating;
use crate::shared::{
    Category, EventId, EventStatus, Money, Organizer, PerformanceId, PerformanceStatus, TicketTypeId, VenueId, Words,
    ZoneId,
};
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::event as of;
use domain::locale::Locale;
use flows::Flows;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

const PAGE_MAX: u32 = 10_000;
const TEXT_CHARS_MAX: usize = 100;

/// What to look for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// Words of the event's texts, its kind, its organizer, its venues and their towns.
    #[param(max_length = 100, pattern = r"^[^\x00]*$", example = "opera")]
    q: Option<String>,
    #[param(inline)]
    category: Option<Category>,
    #[param(max_length = 100, pattern = r"^[^\x00]*$", example = "Livorno")]
    city: Option<String>,
    /// Dates from this moment on.
    from: Option<DateTime<Utc>>,
    /// Dates before this moment.
    until: Option<DateTime<Utc>>,
    /// Only this organizer's, by slug.
    #[param(max_length = 100, pattern = r"^[^\x00]*$")]
    organizer: Option<String>,
    /// From 0.
    #[param(minimum = 0, maximum = 10000)]
    page: Option<u32>,
}

/// A page of the catalogue.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Events {
    pub events: Vec<EventCard>,
    /// All that match, over all pages.
    pub total: u32,
    pub page_size: u32,
    /// Towns with something on.
    pub cities: Vec<String>,
    /// Where nothing was found: what was looked for with a slip mended, which would find something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
}

/// An event in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventCard {
    pub id: EventId,
    #[schema(example = "una-notte-all-opera")]
    pub slug: String,
    pub title: Words,
    pub summary: Words,
    pub category: Category,
    pub organizer: String,
    pub venue: String,
    pub city: String,
    /// IANA time zone of the venue.
    #[schema(example = "Europe/Rome")]
    pub zone: String,
    /// The next date, and how many there are from now on.
    pub next_at: DateTime<Utc>,
    pub dates: u32,
    /// The cheapest price, everything in it.
    pub price_from: Money,
    pub sale: SaleStatus,
}

/// Whether something can be bought now, and if not, why.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
#[schema(as = Sale)]
pub enum SaleStatus {
    NotYet {
        from: DateTime<Utc>,
    },
    OnSale {
        left: u32,
    },
    /// Nothing is free, but some places are in carts and may come back.
    AllInCarts {
        count: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        back_at: Option<DateTime<Utc>>,
    },
    SoldOut,
    Ended,
    Cancelled,
}

impl From<of::SaleState> for SaleStatus {
    fn from(state: of::SaleState) -> SaleStatus {
        match state {
            of::SaleState::NotYet { from } => SaleStatus::NotYet { from },
            of::SaleState::OnSale { left } => SaleStatus::OnSale { left },
            of::SaleState::AllInCarts { count, back_at } => SaleStatus::AllInCarts { count, back_at },
            of::SaleState::SoldOut => SaleStatus::SoldOut,
            of::SaleState::Ended => SaleStatus::Ended,
            of::SaleState::Cancelled => SaleStatus::Cancelled,
        }
    }
}

/// An event with its dates.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Event {
    pub id: EventId,
    pub slug: String,
    pub organizer: Organizer,
    pub title: Words,
    pub summary: Words,
    /// Paragraphs, separated by empty lines; plain text.
    pub description: Words,
    pub category: Category,
    pub status: EventStatus,
    /// IANA time zone of the dates.
    pub zone: String,
    #[schema(pattern = "^[A-Z]{3}$")]
    pub currency: String,
    /// Years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_min: Option<u32>,
    /// At most this many tickets in one order.
    pub order_max: u32,
    pub ask_holder_names: bool,
    pub ask_phone: bool,
    pub performances: Vec<Performance>,
}

/// One date of an event, with what is on offer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Performance {
    pub id: PerformanceId,
    pub event: EventId,
    /// `Day 2`, `Matinée`; empty for most.
    pub label: Words,
    pub venue: Venue,
    pub status: PerformanceStatus,
    pub starts_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doors_at: Option<DateTime<Utc>>,
    pub on_sale_from: DateTime<Utc>,
    pub on_sale_until: DateTime<Utc>,
    /// Of the whole date.
    pub sale: SaleStatus,
    pub offers: Vec<Offer>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Venue {
    pub id: VenueId,
    pub name: String,
    pub street: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    #[schema(example = "IT")]
    pub country: String,
    pub zone: String,
    /// How to get there, for wheelchair users too.
    pub directions: Words,
}

/// What can be bought for a date.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Offer {
    pub ticket_type: TicketTypeId,
    pub name: Words,
    pub description: Words,
    /// For one, everything in it.
    pub price: Money,
    /// Seats of these zones are chosen on the map; empty where places are not numbered.
    pub seated_zones: Vec<ZoneId>,
    pub order_min: u32,
    pub order_max: u32,
    pub sale: SaleStatus,
}

/// One date, with its hall where places are numbered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PerformanceWithSeats {
    #[serde(flatten)]
    pub performance: Performance,
    /// The same hall without prices and states, to be kept; `get_availability` says what is free in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart: Option<ChartLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seating: Option<Seating>,
}

impl EventCard {
    fn new(card: of::EventCard, locale: Locale) -> EventCard {
        EventCard {
            id: card.event.into(),
            slug: card.slug,
            title: card.title.into(),
            summary: card.summary.into(),
            category: card.category.into(),
            organizer: card.organizer_name,
            venue: card.venue_name,
            city: card.city,
            zone: card.zone.name().to_owned(),
            next_at: card.next_at,
            dates: card.performance_count,
            price_from: Money::new(card.price_from, locale),
            sale: card.state.into(),
        }
    }
}

impl Event {
    fn new(page: of::EventPage, locale: Locale) -> Event {
        let event = page.event;
        Event {
            id: event.id.into(),
            slug: event.slug,
            organizer: page.organizer.into(),
            title: event.title.into(),
            summary: event.summary.into(),
            description: event.description.into(),
            category: event.category.into(),
            status: event.status.into(),
            zone: event.zone.name().to_owned(),
            currency: event.currency.code().to_owned(),
            age_min: event.age_min,
            order_max: event.order_max,
            ask_holder_names: event.ask_holder_names,
            ask_phone: event.ask_phone,
            performances: page.performances.into_iter().map(|p| Performance::new(p, locale)).collect(),
        }
    }
}

impl Performance {
    pub fn new(with: of::PerformanceOffers, locale: Locale) -> Performance {
        let performance = with.performance;
        let offers = with.offers.into_iter().map(|offer| Offer::new(offer, locale)).collect();
        Performance {
            id: performance.id.into(),
            event: performance.event.into(),
            label: performance.label.into(),
            venue: performance.venue.into(),
            status: performance.status.into(),
            starts_at: performance.starts_at,
            ends_at: performance.ends_at,
            doors_at: performance.doors_at,
            on_sale_from: performance.on_sale_from,
            on_sale_until: performance.on_sale_until,
            sale: with.state.into(),
            offers,
        }
    }
}

impl From<of::Venue> for Venue {
    fn from(venue: of::Venue) -> Venue {
        Venue {
            id: venue.id.into(),
            name: venue.name,
            street: venue.street,
            city: venue.city,
            country: venue.country,
            zone: venue.zone.name().to_owned(),
            directions: venue.directions.into(),
        }
    }
}

impl Offer {
    fn new(offer: of::Offer, locale: Locale) -> Offer {
        let kind = offer.ticket_type;
        Offer {
            ticket_type: kind.id.into(),
            name: kind.name.into(),
            description: kind.description.into(),
            price: Money::new(offer.price, locale),
            seated_zones: kind.seated_zones.into_iter().map(ZoneId::from).collect(),
            order_min: kind.order_min,
            order_max: kind.order_max,
            sale: offer.state.into(),
        }
    }
}

/// Events with a date to come, the nearest first.
#[utoipa::path(get, path = "/events", tag = "Events", operation_id = "list_events", params(EventsQuery), responses((status = 200, body = Events)))]
pub async fn list(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    CheckedQuery(asked): CheckedQuery<EventsQuery>,
) -> Result<Json<Events>, ApiError> {
    let page = asked.page.unwrap_or(0);
    let texts = [&asked.q, &asked.city, &asked.organizer];
    if page > PAGE_MAX || texts.into_iter().flatten().any(|text| text.chars().count() > TEXT_CHARS_MAX) {
        return Err(ApiError::bad_query("a text has at most 100 characters, a page is at most 10000"));
    }
    let query = of::CatalogueQuery {
        text: asked.q.unwrap_or_default(),
        category: asked.category.map(of::Category::from),
        city: asked.city.unwrap_or_default(),
        from: asked.from,
        until: asked.until,
        days: Vec::new(),
        organizer: asked.organizer,
        page,
    };
    let found = flows.selling.catalogue(&query).await?;
    Ok(Json(Events {
        events: found.cards.into_iter().map(|card| EventCard::new(card, locale)).collect(),
        total: found.total,
        page_size: found.page_size,
        cities: found.cities,
        did_you_mean: found.did_you_mean,
    }))
}

/// An event that is published or cancelled. Past dates are left out unless all are past.
#[utoipa::path(
    get, path = "/events/{event}", tag = "Events", operation_id = "get_event",
    params(("event" = String, Path, description = "The event's id, or its slug", pattern = "^[a-z0-9_-]{1,120}$")),
    responses((status = 200, body = Event))
)]
pub async fn one(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Segments(event): Segments<String>,
) -> Result<Json<Event>, ApiError> {
    let slug = slug_of(&flows, &event).await?;
    let page = flows.selling.event_page(&slug, of::Channel::Api).await?.ok_or_else(|| ApiError::no_such("event"))?;
    Ok(Json(Event::new(page, locale)))
}

/// One date with what is left of it, and the state of every seat where places are numbered. It is large where the hall is:
/// to follow a date ask once for this, keep its `chart`, and ask again for `get_availability`.
#[utoipa::path(
    get, path = "/events/{event}/performances/{performance}", tag = "Events", operation_id = "get_performance",
    params(
        ("event" = String, Path, description = "The event's id, or its slug", pattern = "^[a-z0-9_-]{1,120}$"),
        ("performance" = PerformanceId, Path),
    ),
    responses((status = 200, body = PerformanceWithSeats))
)]
pub async fn performance(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Segments((event, performance)): Segments<(String, String)>,
) -> Result<Json<PerformanceWithSeats>, ApiError> {
    let unknown = || ApiError::no_such("performance");
    let id: domain::ids::PerformanceId = id(&performance, "performance")?;
    let slug = slug_of(&flows, &event).await?;
    let (found, offers) = flows.selling.performance_offers(id, of::Channel::Api).await?.ok_or_else(unknown)?;
    if found.slug != slug {
        return Err(unknown());
    }
    let seating = match offers.performance.seat_map {
        Some(_) => flows.selling.seating(id, None, of::Channel::Api).await?,
        None => None,
    };
    let chart = match offers.performance.seat_map {
        Some(_) => flows
            .selling
            .recent_availability(id)
            .await?
            .and_then(|said| Some(ChartLink::new(found.id, id, said.hall.as_deref()?))),
        None => None,
    };
    Ok(Json(PerformanceWithSeats {
        performance: Performance::new(offers, locale),
        chart,
        seating: seating.map(|plan| Seating::new(plan, locale)),
    }))
}

/// The slug of an event that is named by it or by its id.
pub async fn slug_of(flows: &Flows, event: &str) -> Result<String, ApiError> {
    match event.parse::<domain::ids::EventId>() {
        Ok(id) => flows.selling.event_slug(id).await?.ok_or_else(|| ApiError::no_such("event")),
        Err(_) => Ok(slug(event, "event")?.to_owned()),
    }
}
