//! The forms of an event: itself, its dates, its ticket types, and the quick one that has all of them in it.

use super::checkbox;
use super::read::FormReader;
use crate::event::{Category, Event, Performance, TicketType};
use crate::hold::HOLD_MINUTES;
use crate::ids::{SeatMapId, VenueId};
use crate::locale::{Locale, Translated};
use crate::money::{Currency, Money};
use crate::pricing::PriceRule;
use crate::pricing::fee::{FeeBearer, FeeRule, FeeSize};
use crate::refusal::{FieldProblem, Problem, Unit};
use crate::time::Timezone;
use crate::typed;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

pub const TITLE_CHARS_MAX: u32 = 120;
pub const SUMMARY_CHARS_MAX: u32 = 240;
pub const DESCRIPTION_CHARS_MAX: u32 = 10_000;
pub const SLUG_CHARS_MAX: u32 = 80;
pub const CAPACITY_MAX: u32 = 500_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventForm {
    pub title_en: String,
    pub title_it: String,
    pub summary_en: String,
    pub summary_it: String,
    pub description_en: String,
    pub description_it: String,
    /// A [`Category`]'s name.
    pub category: String,
    /// Empty: made from the title.
    pub slug: String,
    /// A file below `/art/`, or empty.
    pub artwork: String,
    /// Empty: the organizer's.
    pub zone: String,
    /// Empty: 10.
    pub hold_minutes: String,
    #[serde(deserialize_with = "checkbox")]
    pub ask_holder_names: bool,
    #[serde(deserialize_with = "checkbox")]
    pub ask_phone: bool,
    pub age_min: String,
    /// Empty: 10.
    pub order_max: String,
    /// The title of the series it belongs to, or empty. A new title makes a new series.
    pub series: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedEvent {
    pub title: Translated,
    pub summary: Translated,
    pub description: Translated,
    pub category: Category,
    /// Empty: to be made from the title.
    pub slug: String,
    pub artwork: Option<String>,
    pub zone: Timezone,
    pub hold_minutes: u32,
    pub ask_holder_names: bool,
    pub ask_phone: bool,
    pub age_min: Option<u32>,
    pub order_max: u32,
    /// Its title, in whichever language it was typed.
    pub series: Option<String>,
}

impl EventForm {
    /// The form as it would have been typed for this event.
    pub fn of(event: &Event) -> EventForm {
        EventForm {
            title_en: event.title.en.clone(),
            title_it: event.title.it.clone(),
            summary_en: event.summary.en.clone(),
            summary_it: event.summary.it.clone(),
            description_en: event.description.en.clone(),
            description_it: event.description.it.clone(),
            category: event.category.into_str().to_owned(),
            slug: event.slug.clone(),
            artwork: event.artwork.clone().unwrap_or_default(),
            zone: event.zone.name().to_owned(),
            hold_minutes: event.hold_minutes.to_string(),
            ask_holder_names: event.ask_holder_names,
            ask_phone: event.ask_phone,
            age_min: event.age_min.map(|n| n.to_string()).unwrap_or_default(),
            order_max: event.order_max.to_string(),
            series: event.series.as_ref().map(|s| s.title.get(Locale::En).to_owned()).unwrap_or_default(),
        }
    }

    /// `zone` is the organizer's, for an event that names none.
    pub fn check(&self, zone: Timezone) -> Result<CheckedEvent, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let title = read.required_lines("title", &self.title_en, &self.title_it, TITLE_CHARS_MAX);
        let summary = read.lines("summary", &self.summary_en, &self.summary_it, SUMMARY_CHARS_MAX);
        let description =
            read.paragraphs("description", &self.description_en, &self.description_it, DESCRIPTION_CHARS_MAX);
        let category = read.choice("category", &self.category, |name| name.parse().ok()).unwrap_or(Category::Other);
        let slug = typed::trim(&self.slug).to_owned();
        if slug.chars().count() > SLUG_CHARS_MAX as usize {
            read.note("slug", Problem::TooLong { max: SLUG_CHARS_MAX });
        } else if !slug.is_empty() && !is_slug(&slug) {
            read.note("slug", Problem::NotASlug);
        }
        let artwork = typed::trim(&self.artwork);
        if !artwork.is_empty() && !is_artwork(artwork) {
            read.note("artwork", Problem::NotAChoice);
        }
        let zone = match typed::trim(&self.zone) {
            "" => zone,
            name => name.parse().unwrap_or_else(|_| {
                read.note("zone", Problem::NotAZone);
                zone
            }),
        };
        let checked = CheckedEvent {
            title,
            summary,
            description,
            category,
            slug,
            artwork: (!artwork.is_empty()).then(|| artwork.to_owned()),
            zone,
            hold_minutes: read.count("hold_minutes", &self.hold_minutes, (1, 120), Some(HOLD_MINUTES), Unit::Minutes),
            ask_holder_names: self.ask_holder_names,
            ask_phone: self.ask_phone,
            age_min: (!typed::is_blank(&self.age_min))
                .then(|| read.count("age_min", &self.age_min, (0, 99), None, Unit::Years)),
            order_max: read.count("order_max", &self.order_max, (1, 100), Some(10), Unit::TicketsPerOrder),
            series: Some(read.line("series", &self.series, TITLE_CHARS_MAX)).filter(|s| !s.is_empty()),
        };
        read.finish(checked)
    }
}

/// Small letters, digits and single hyphens between them.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// An address made of a title: `Così fan tutte!` becomes `cosi-fan-tutte`. `event` where nothing readable is left.
pub fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    for c in crate::fold::letters(title).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(60);
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "event".to_owned() } else { slug.to_owned() }
}

fn is_artwork(name: &str) -> bool {
    name.len() <= 100
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        && !name.contains("..")
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PerformanceForm {
    /// A [`VenueId`].
    pub venue: String,
    /// A [`SeatMapId`] of the venue, or empty: then `capacity` counts.
    pub seat_map: String,
    pub capacity: String,
    pub starts_at: String,
    pub ends_at: String,
    pub doors_at: String,
    /// Empty: from now on.
    pub on_sale_from: String,
    /// Empty: until it begins.
    pub on_sale_until: String,
    pub label_en: String,
    pub label_it: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedPerformance {
    pub venue: VenueId,
    pub places: Places,
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub doors_at: Option<DateTime<Utc>>,
    pub on_sale_from: DateTime<Utc>,
    pub on_sale_until: DateTime<Utc>,
    pub label: Translated,
}

/// Where the places of a performance come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Places {
    /// A pool per zone of the map.
    Map(SeatMapId),
    /// One crowd.
    Capacity(u32),
}

impl PerformanceForm {
    /// The form as it would have been typed. `capacity` is the one pool's, where there is no map.
    pub fn of(performance: &Performance, zone: Timezone, capacity: u32) -> PerformanceForm {
        let typed = |at: Option<DateTime<Utc>>| at.map(|at| zone.input_value(at)).unwrap_or_default();
        // Left empty, it follows the date when that is moved.
        let until = Some(performance.on_sale_until).filter(|at| *at != performance.starts_at);
        PerformanceForm {
            venue: performance.venue.id.to_string(),
            seat_map: performance.seat_map.map(|id| id.to_string()).unwrap_or_default(),
            capacity: if performance.seat_map.is_some() { String::new() } else { capacity.to_string() },
            starts_at: zone.input_value(performance.starts_at),
            ends_at: typed(performance.ends_at),
            doors_at: typed(performance.doors_at),
            on_sale_from: zone.input_value(performance.on_sale_from),
            on_sale_until: typed(until),
            label_en: performance.label.en.clone(),
            label_it: performance.label.it.clone(),
        }
    }

    /// Dates are read on the clock of `zone`. `new`: a date in the past is refused.
    pub fn check(
        &self,
        zone: Timezone,
        now: DateTime<Utc>,
        new: bool,
    ) -> Result<CheckedPerformance, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let venue = read.choice("venue", &self.venue, |id| id.parse().ok());
        let seat_map = read.optional_choice("seat_map", &self.seat_map, |id| id.parse().ok());
        let places = match seat_map {
            Some(map) => Places::Map(map),
            None => Places::Capacity(read.count("capacity", &self.capacity, (1, CAPACITY_MAX), None, Unit::Places)),
        };
        let starts_at = read.instant("starts_at", &self.starts_at, zone);
        if typed::is_blank(&self.starts_at) {
            read.note("starts_at", Problem::Missing);
        }
        if new && starts_at.is_some_and(|at| at <= now) {
            read.note("starts_at", Problem::InThePast);
        }
        let starts_at = starts_at.unwrap_or(now);
        let mut ends_at = read.instant("ends_at", &self.ends_at, zone);
        if ends_at.is_some_and(|at| at <= starts_at) {
            read.note("ends_at", Problem::BeforeStart);
            ends_at = None;
        }
        let doors_at = read.instant("doors_at", &self.doors_at, zone);
        if doors_at.is_some_and(|at| at > starts_at) {
            read.note("doors_at", Problem::AfterStart);
        }
        let on_sale_from = read.instant("on_sale_from", &self.on_sale_from, zone);
        let on_sale_from = on_sale_from.unwrap_or(now.min(starts_at - Duration::hours(1)));
        let on_sale_until = read.instant("on_sale_until", &self.on_sale_until, zone).unwrap_or(starts_at);
        // Where it isn't known when it ends, sales may go on as long as such an evening does.
        let last = crate::event::ends_by(starts_at, ends_at);
        if on_sale_until > last {
            read.note("on_sale_until", Problem::AfterEnd);
        }
        if on_sale_from >= on_sale_until {
            let until_start = on_sale_until == starts_at;
            read.note("on_sale_from", if until_start { Problem::AfterStart } else { Problem::AfterSaleEnd });
        }
        let label = read.lines("label", &self.label_en, &self.label_it, TITLE_CHARS_MAX);
        let venue = venue.unwrap_or(VenueId(uuid::Uuid::nil()));
        read.finish(CheckedPerformance {
            venue,
            places,
            starts_at,
            ends_at,
            doors_at,
            on_sale_from,
            on_sale_until,
            label,
        })
    }
}

/// The number of places of one pool, as it was typed.
pub fn check_capacity(text: &str) -> Result<u32, Vec<FieldProblem>> {
    let mut read = FormReader::default();
    let capacity = read.count("capacity", text, (0, CAPACITY_MAX), None, Unit::Places);
    read.finish(capacity)
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TicketTypeForm {
    pub name_en: String,
    pub name_it: String,
    pub description_en: String,
    pub description_it: String,
    pub price: String,
    /// In percent: `10`, `7,5`. Empty: none.
    pub tax_rate: String,
    /// Whether the price has the tax in it.
    #[serde(deserialize_with = "checkbox")]
    pub tax_included: bool,
    /// Per ticket: so much, or a share of the price in percent, the latter at most so much. Empty: none.
    pub fee: String,
    pub fee_share: String,
    pub fee_cap: String,
    /// Whether the organizer bears the fee, or it comes on top of the price.
    #[serde(deserialize_with = "checkbox")]
    pub fee_absorbed: bool,
    /// Empty: 1.
    pub order_min: String,
    /// Empty: 10.
    pub order_max: String,
    #[serde(deserialize_with = "checkbox")]
    pub online: bool,
    /// Empty: after the others.
    pub position: String,
    /// The names of the pools it is sold for; none chosen means all places.
    pub zones: Vec<String>,
    /// By whose conventions its amounts are typed; the page's, never posted.
    #[serde(skip)]
    pub locale: Locale,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedTicketType {
    pub name: Translated,
    pub description: Translated,
    pub price: PriceRule,
    pub order_min: u32,
    pub order_max: u32,
    pub online: bool,
    pub position: Option<u32>,
    pub zones: Vec<String>,
}

impl TicketTypeForm {
    /// An empty form as it should be offered: tax included, sold online.
    pub fn new() -> TicketTypeForm {
        TicketTypeForm { tax_included: true, online: true, ..Default::default() }
    }

    pub fn of(ticket_type: &TicketType, zones: Vec<String>) -> TicketTypeForm {
        let t = ticket_type;
        let percent = |bp: u32| {
            let percent = Money::new(bp.into(), Currency::EUR).decimal();
            percent.strip_suffix(".00").unwrap_or(&percent).to_owned()
        };
        let money = |minor: i64| Money::new(minor, t.price.price.currency).decimal();
        let (fee, fee_share, fee_cap) = match t.price.fee.size {
            FeeSize::Fixed { minor } => (money(minor), String::new(), String::new()),
            FeeSize::Share { share_bp, cap_minor } => {
                (String::new(), percent(share_bp), cap_minor.map(money).unwrap_or_default())
            }
        };
        TicketTypeForm {
            name_en: t.name.en.clone(),
            name_it: t.name.it.clone(),
            description_en: t.description.en.clone(),
            description_it: t.description.it.clone(),
            price: t.price.price.decimal(),
            tax_rate: percent(t.price.tax_rate_bp),
            tax_included: t.price.tax_included,
            fee,
            fee_share,
            fee_cap,
            fee_absorbed: t.price.fee.borne_by == FeeBearer::Organizer,
            order_min: t.order_min.to_string(),
            order_max: t.order_max.to_string(),
            online: t.online,
            position: t.position.to_string(),
            zones,
            locale: Locale::default(),
        }
    }

    /// The form with its amounts as a person of this locale writes them, for them to go on with.
    pub fn written(self, locale: Locale) -> TicketTypeForm {
        let written = |text: String| text.replace(self.locale.decimal_point(), &locale.decimal_point().to_string());
        TicketTypeForm {
            price: written(self.price),
            fee: written(self.fee),
            fee_share: written(self.fee_share),
            fee_cap: written(self.fee_cap),
            tax_rate: written(self.tax_rate),
            locale,
            ..self
        }
    }

    pub fn check(&self, currency: Currency) -> Result<CheckedTicketType, Vec<FieldProblem>> {
        let mut read = FormReader::of(self.locale);
        let per_order = Unit::TicketsPerOrder;
        let order_min = read.count("order_min", &self.order_min, (1, 100), Some(1), per_order);
        let order_max = read.count("order_max", &self.order_max, (1, 100), Some(order_min.max(10)), per_order);
        if order_max < order_min {
            read.note("order_max", Problem::OutOfRange { min: order_min.into(), max: 100, unit: per_order });
        }
        let checked = CheckedTicketType {
            name: read.required_lines("name", &self.name_en, &self.name_it, TITLE_CHARS_MAX),
            description: read.lines("description", &self.description_en, &self.description_it, SUMMARY_CHARS_MAX),
            price: PriceRule {
                price: read.amount("price", &self.price, currency, None),
                tax_rate_bp: read.percent("tax_rate", &self.tax_rate),
                tax_included: self.tax_included,
                fee: self.fee_rule(&mut read, currency),
            },
            order_min,
            order_max,
            online: self.online,
            position: read.optional_number("position", &self.position, 0, 10_000),
            zones: self.zones.iter().map(|z| typed::line(z)).filter(|z| !z.is_empty()).collect(),
        };
        read.finish(checked)
    }
}

impl TicketTypeForm {
    fn fee_rule(&self, read: &mut FormReader, currency: Currency) -> FeeRule {
        let fixed = read.amount("fee", &self.fee, currency, Some(Money::zero(currency)));
        let share_bp = read.percent("fee_share", &self.fee_share);
        let cap = (!typed::is_blank(&self.fee_cap)).then(|| read.amount("fee_cap", &self.fee_cap, currency, None));
        let size = match share_bp {
            0 => FeeSize::Fixed { minor: fixed.minor },
            _ => FeeSize::Share { share_bp, cap_minor: cap.map(|cap| cap.minor) },
        };
        if share_bp > 0 && !fixed.is_zero() {
            read.note("fee_share", Problem::NotBoth);
        }
        if share_bp == 0 && cap.is_some() {
            read.note("fee_share", Problem::Missing);
        }
        let borne_by = if self.fee_absorbed { FeeBearer::Organizer } else { FeeBearer::Buyer };
        FeeRule { size, borne_by }
    }
}

impl CheckedTicketType {
    /// Whether it can be bought at all where an order of the event has at most so many tickets.
    pub fn fits(self, order_max: u32) -> Result<CheckedTicketType, Vec<FieldProblem>> {
        let too_many = Problem::OutOfRange { min: 1, max: order_max.into(), unit: Unit::TicketsPerOrder };
        match self.order_min > order_max {
            true => Err(vec![FieldProblem::new("order_min", too_many)]),
            false => Ok(self),
        }
    }
}

/// Everything an event needs to be on sale, on one page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuickEventForm {
    pub title: String,
    pub category: String,
    pub starts_at: String,
    /// A [`VenueId`], or empty: then the next two make a new one.
    pub venue: String,
    pub venue_name: String,
    pub venue_city: String,
    /// A [`SeatMapId`] of the venue, or empty: then `capacity` counts.
    pub seat_map: String,
    pub capacity: String,
    pub ticket_name: String,
    pub price: String,
    /// A second kind of ticket, or empty.
    pub second_name: String,
    pub second_price: String,
    /// Put it on sale at once.
    #[serde(deserialize_with = "checkbox")]
    pub publish: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedQuickEvent {
    pub title: Translated,
    pub category: Category,
    pub starts_at: DateTime<Utc>,
    pub venue: QuickVenue,
    pub places: Places,
    pub tickets: Vec<(Translated, Money)>,
    pub publish: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuickVenue {
    Known(VenueId),
    New { name: String, city: String },
}

impl QuickEventForm {
    /// The texts are taken to be in `locale`, the date on the clock of `zone`.
    pub fn check(
        &self,
        locale: Locale,
        zone: Timezone,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Result<CheckedQuickEvent, Vec<FieldProblem>> {
        let mut read = FormReader::of(locale);
        let written = |text: String| {
            let mut both = Translated::default();
            both.set(locale, text);
            both
        };
        let title = written(read.required_line("title", &self.title, TITLE_CHARS_MAX));
        let category = read.choice("category", &self.category, |name| name.parse().ok()).unwrap_or(Category::Other);
        let starts_at = read.instant("starts_at", &self.starts_at, zone);
        if typed::is_blank(&self.starts_at) {
            read.note("starts_at", Problem::Missing);
        }
        if starts_at.is_some_and(|at| at <= now) {
            read.note("starts_at", Problem::InThePast);
        }
        let venue = match read.optional_choice("venue", &self.venue, |id| id.parse().ok()) {
            Some(id) => QuickVenue::Known(id),
            None => QuickVenue::New {
                name: read.required_line("venue_name", &self.venue_name, TITLE_CHARS_MAX),
                city: read.required_line("venue_city", &self.venue_city, TITLE_CHARS_MAX),
            },
        };
        let places = match read.optional_choice("seat_map", &self.seat_map, |id| id.parse().ok()) {
            Some(map) => Places::Map(map),
            None => Places::Capacity(read.count("capacity", &self.capacity, (1, CAPACITY_MAX), None, Unit::Places)),
        };
        let mut tickets = vec![(
            written(read.required_line("ticket_name", &self.ticket_name, TITLE_CHARS_MAX)),
            read.amount("price", &self.price, currency, None),
        )];
        if !typed::is_blank(&self.second_name) || !typed::is_blank(&self.second_price) {
            tickets.push((
                written(read.required_line("second_name", &self.second_name, TITLE_CHARS_MAX)),
                read.amount("second_price", &self.second_price, currency, None),
            ));
        }
        let starts_at = starts_at.unwrap_or(now);
        read.finish(CheckedQuickEvent { title, category, starts_at, venue, places, tickets, publish: self.publish })
    }
}
