//! Events, their dates, and what can be bought for them.

use crate::ids::{EventId, OrganizerId, PerformanceId, PoolId, SeatMapId, SeriesId, TicketTypeId, VenueId, ZoneId};
use crate::locale::Translated;
use crate::money::{Currency, Money};
use crate::pricing::PriceRule;
use crate::pricing::book::price_from;
use crate::seating::ZonePrice;
use crate::time::{TimeError, Timezone};
use crate::typed;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum EventStatus {
    Draft,
    Published,
    Cancelled,
}

/// What kind of evening it is; the shop's filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Category {
    Theatre,
    Opera,
    Concert,
    Club,
    Festival,
    Sport,
    Museum,
    Talk,
    Family,
    Other,
}

impl Category {
    pub const ALL: &'static [Category] = Category::VARIANTS;

    /// What people call it, in any language, as [`crate::fold::fold`] writes it.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Category::Theatre => &["theatre", "theater", "teatro", "play", "plays", "drama", "prosa", "spettacolo"],
            Category::Opera => &["opera", "operas", "opere", "lirica"],
            Category::Concert => &["concert", "concerts", "concerto", "concerti", "music", "musica"],
            Category::Club => &["club", "clubs", "night", "nights", "serata", "serate", "discoteca", "disco"],
            Category::Festival => &["festival", "festivals"],
            Category::Sport => &["sport", "sports", "match", "partita", "partite"],
            Category::Museum => {
                &["museum", "museums", "museo", "musei", "exhibition", "exhibitions", "mostra", "mostre"]
            }
            Category::Talk => &["talk", "talks", "lecture", "incontro", "incontri", "conferenza", "conferenze"],
            Category::Family => &["family", "families", "famiglia", "famiglie", "children", "kids", "bambini"],
            Category::Other => &[],
        }
    }

    /// Whether a folded word begins one of its names.
    pub fn is_called(self, word: &str) -> bool {
        const CHARS_MIN: usize = 3;
        word.chars().count() >= CHARS_MIN && self.names().iter().any(|name| name.starts_with(word))
    }
}

/// The organizer as buyers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organizer {
    pub id: OrganizerId,
    pub slug: String,
    pub name: String,
    /// Lines for receipts: street, town, tax number.
    pub address: Vec<String>,
    pub email: String,
    /// Empty where none is said, as is `site`.
    pub phone: String,
    /// Its own pages, with their scheme.
    pub site: String,
    pub currency: Currency,
    pub zone: Timezone,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Venue {
    pub id: VenueId,
    pub name: String,
    pub street: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub zone: Timezone,
    /// How to get there, for wheelchair users too.
    pub directions: Translated,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    pub id: SeriesId,
    pub slug: String,
    pub title: Translated,
}

/// An event, whole, as its page shows it and its editor edits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    pub organizer: OrganizerId,
    /// Unique in the deployment: `/events/{slug}`.
    pub slug: String,
    pub title: Translated,
    /// One sentence, for cards and search results.
    pub summary: Translated,
    /// Paragraphs, separated by empty lines; plain text.
    pub description: Translated,
    pub category: Category,
    pub status: EventStatus,
    /// File name below `/art/`, or a stored upload.
    pub artwork: Option<String>,
    pub zone: Timezone,
    pub currency: Currency,
    /// How long a hold lasts.
    pub hold_minutes: u32,
    /// Whether each ticket asks for its holder's name.
    pub ask_holder_names: bool,
    pub ask_phone: bool,
    /// Years; shown to the buyer and to the steward.
    pub age_min: Option<u32>,
    /// At most this many tickets in one order.
    pub order_max: u32,
    pub series: Option<Series>,
    pub schedule: EventSchedule,
}

/// What an event's dates come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSchedule {
    /// Past and cancelled ones too.
    pub all: u32,
    /// When the last of those that take place is over; nothing where none does.
    pub over_at: Option<DateTime<Utc>>,
}

/// What is said of an event as a whole, to those who make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventStanding {
    Draft,
    OnSale,
    /// In the shop, but without any date.
    Undated,
    Over,
    /// By itself, or because none of its dates takes place.
    Cancelled,
}

impl EventSchedule {
    pub fn standing(&self, status: EventStatus, now: DateTime<Utc>) -> EventStanding {
        match (status, self.over_at) {
            (EventStatus::Draft, _) => EventStanding::Draft,
            (EventStatus::Cancelled, _) => EventStanding::Cancelled,
            (EventStatus::Published, Some(over_at)) if over_at > now => EventStanding::OnSale,
            (EventStatus::Published, Some(_)) => EventStanding::Over,
            (EventStatus::Published, None) if self.all == 0 => EventStanding::Undated,
            (EventStatus::Published, None) => EventStanding::Cancelled,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum PerformanceStatus {
    Scheduled,
    Cancelled,
}

/// One date of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performance {
    pub id: PerformanceId,
    pub event: EventId,
    pub venue: Venue,
    /// The hall's map, where places are numbered or drawn.
    pub seat_map: Option<SeatMapId>,
    pub status: PerformanceStatus,
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub doors_at: Option<DateTime<Utc>>,
    pub on_sale_from: DateTime<Utc>,
    /// Online sales end; the till may sell until the end of the performance.
    pub on_sale_until: DateTime<Utc>,
    /// A name for the date, where it has one: `Day 2`, `Matinée`.
    pub label: Translated,
}

/// When a performance is over that says nothing of its end: so many hours after its start.
const USUAL_HOURS: i64 = 3;

/// When a performance is over, so far as one knows. The tables have the same rule as `ends_by(starts_at, ends_at)`.
pub fn ends_by(starts_at: DateTime<Utc>, ends_at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    ends_at.unwrap_or(starts_at + TimeDelta::hours(USUAL_HOURS))
}

/// When a date is, in all its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub doors_at: Option<DateTime<Utc>>,
    pub on_sale_from: DateTime<Utc>,
    pub on_sale_until: DateTime<Utc>,
}

impl Performance {
    /// When it is over, so far as one knows.
    pub fn ends_by(&self) -> DateTime<Utc> {
        ends_by(self.starts_at, self.ends_at)
    }

    /// Whether it takes place and isn't over.
    pub fn is_to_come(&self, now: DateTime<Utc>) -> bool {
        self.status == PerformanceStatus::Scheduled && self.ends_by() > now
    }

    pub fn times(&self) -> Times {
        Times {
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            doors_at: self.doors_at,
            on_sale_from: self.on_sale_from,
            on_sale_until: self.on_sale_until,
        }
    }
}

impl Times {
    /// The same hours on the wall of another zone: what stands on a ticket as 20:30 is at 20:30 there. A sale that has begun
    /// goes on. Refused where the clocks over there skip one of the hours, or where an end would come before its beginning.
    pub fn at_the_same_hours(self, from: Timezone, to: Timezone, now: DateTime<Utc>) -> Result<Times, TimeError> {
        let there = |at: DateTime<Utc>| to.instant(from.local(at));
        let maybe = |at: Option<DateTime<Utc>>| at.map(there).transpose();
        let begins = there(self.on_sale_from)?;
        let moved = Times {
            starts_at: there(self.starts_at)?,
            ends_at: maybe(self.ends_at)?,
            doors_at: maybe(self.doors_at)?,
            on_sale_from: if self.on_sale_from <= now && begins > now { self.on_sale_from } else { begins },
            on_sale_until: there(self.on_sale_until)?,
        };
        let is_in_order = moved.ends_at.is_none_or(|end| end > moved.starts_at)
            && moved.doors_at.is_none_or(|doors| doors <= moved.starts_at)
            && moved.on_sale_from < moved.on_sale_until;
        if is_in_order { Ok(moved) } else { Err(TimeError::Skipped(from.local(self.starts_at), to)) }
    }
}

/// Through which face a sale is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Channel {
    Shop,
    Till,
    Api,
}

impl Channel {
    /// Whether it sells something that is sold online, or isn't: the counter sells everything.
    pub fn sells(self, online: bool) -> bool {
        online || self == Channel::Till
    }
}

/// Something a buyer can choose: `Full price`, `Under 26`, `Day ticket`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketType {
    pub id: TicketTypeId,
    pub event: EventId,
    pub name: Translated,
    pub description: Translated,
    pub price: PriceRule,
    /// Sold per numbered seat of these zones; empty where places are not numbered.
    pub seated_zones: Vec<ZoneId>,
    /// The crowds it lets stand in; empty where places are numbered, or the hall has no drawing.
    #[serde(default)]
    pub standing_zones: Vec<ZoneId>,
    pub order_min: u32,
    pub order_max: u32,
    /// Sold online; if not, only at the till.
    pub online: bool,
    pub position: i32,
}

/// Anything with a capacity that ticket types draw from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    pub id: PoolId,
    pub performance: PerformanceId,
    pub zone: Option<ZoneId>,
    pub name: String,
    pub capacity: u32,
    pub held: u32,
    pub sold: u32,
}

impl Pool {
    /// Held or sold.
    pub fn in_use(&self) -> u32 {
        self.held.saturating_add(self.sold)
    }

    /// What can be claimed right now.
    pub fn free(&self) -> u32 {
        self.capacity.saturating_sub(self.held).saturating_sub(self.sold)
    }
}

/// Why something can or can't be bought now, each said in its own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sale", rename_all = "snake_case")]
pub enum SaleState {
    NotYet {
        from: DateTime<Utc>,
    },
    OnSale {
        left: u32,
    },
    /// Nothing is free, but `count` places are in carts and may come back from `back_at` on.
    AllInCarts {
        count: u32,
        back_at: Option<DateTime<Utc>>,
    },
    SoldOut,
    Ended,
    Cancelled,
}

impl SaleState {
    /// Whether a price is worth saying: of what can be bought, or will be.
    pub fn is_priced(&self) -> bool {
        matches!(self, SaleState::NotYet { .. } | SaleState::OnSale { .. } | SaleState::AllInCarts { .. })
    }
}

/// When a performance can be bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaleWindow {
    pub status: PerformanceStatus,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl SaleWindow {
    /// Through a face: the counter sells before the online sale begins and until the performance is over.
    pub fn of(performance: &Performance, channel: Channel) -> SaleWindow {
        let (from, until) = match channel {
            Channel::Till => (DateTime::UNIX_EPOCH, performance.ends_by()),
            Channel::Shop | Channel::Api => (performance.on_sale_from, performance.on_sale_until),
        };
        SaleWindow { status: performance.status, from, until }
    }

    /// Decides what a buyer is told. The one place where "sold out" and "all in carts" are told apart.
    pub fn state(
        &self,
        event: EventStatus,
        free: u32,
        held: u32,
        back_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> SaleState {
        if event == EventStatus::Cancelled || self.status == PerformanceStatus::Cancelled {
            SaleState::Cancelled
        } else if now >= self.until {
            SaleState::Ended
        } else if now < self.from {
            SaleState::NotYet { from: self.from }
        } else if free > 0 {
            SaleState::OnSale { left: free }
        } else if held > 0 {
            SaleState::AllInCarts { count: held, back_at }
        } else {
            SaleState::SoldOut
        }
    }
}

/// A ticket type with what is left of it for one performance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub ticket_type: TicketType,
    /// With everything in it: what the buyer pays for one now; where its seats cost more in one zone than in another, the least.
    pub price: Money,
    /// What a seat of each zone costs.
    pub zone_prices: Vec<ZonePrice>,
    pub state: SaleState,
}

/// A performance with what is on offer; what the event page and the till show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerformanceOffers {
    pub performance: Performance,
    /// Of the whole date.
    pub state: SaleState,
    pub offers: Vec<Offer>,
}

impl PerformanceOffers {
    /// The lowest price online ([`price_from`]).
    pub fn price_from(&self) -> Option<Money> {
        price_from(self.prices())
    }

    /// The highest price online: of zero, nobody pays anything.
    pub fn price_to(&self) -> Option<Money> {
        self.prices().max_by_key(|price| price.minor)
    }

    fn prices(&self) -> impl Iterator<Item = Money> {
        let online = self.offers.iter().filter(|offer| offer.ticket_type.online);
        online.flat_map(|offer| {
            let whole = offer.zone_prices.is_empty().then_some(offer.price);
            whole.into_iter().chain(offer.zone_prices.iter().map(|one| one.price))
        })
    }
}

/// What the event page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPage {
    pub organizer: Organizer,
    pub event: Event,
    pub performances: Vec<PerformanceOffers>,
}

/// One card of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventCard {
    pub event: EventId,
    pub slug: String,
    pub title: Translated,
    pub summary: Translated,
    pub category: Category,
    pub artwork: Option<String>,
    pub organizer_name: String,
    pub venue_name: String,
    pub city: String,
    pub zone: Timezone,
    /// The next date, and how many there are from now on.
    pub next_at: DateTime<Utc>,
    pub performance_count: u32,
    /// The cheapest all-in price; zero is free.
    pub price_from: Money,
    pub state: SaleState,
}

/// The days somebody asks for where it is `today`. It is not the same day everywhere: what is on today, or this weekend,
/// each event answers by its own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedDays {
    pub today: NaiveDate,
    pub first: Option<NaiveDate>,
    pub last: Option<NaiveDate>,
}

impl AskedDays {
    /// What is asked for on each day that it is somewhere in the world.
    pub fn everywhere(
        now: DateTime<Utc>,
        days: impl Fn(NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Vec<AskedDays> {
        let here = now.date_naive();
        let todays = [here.pred_opt(), Some(here), here.succ_opt()].into_iter().flatten();
        let asked = |today| {
            let (first, last) = days(today);
            AskedDays { today, first, last }
        };
        todays.map(asked).collect()
    }
}

/// What a visitor looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueQuery {
    pub text: String,
    pub category: Option<Category>,
    pub city: String,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    /// Empty: any day.
    pub days: Vec<AskedDays>,
    /// Only this organizer's.
    pub organizer: Option<String>,
    /// From 0.
    pub page: u32,
}

/// Of a text that is looked for.
const QUERY_CHARS_MAX: usize = 200;

impl CatalogueQuery {
    /// As it can be asked: texts come from addresses anyone can type, dates stay within what the database can hold, and what
    /// no calendar on a wall shows is asked for by nobody.
    pub fn tidy(&self) -> CatalogueQuery {
        let plain = |text: &str| -> String {
            typed::trim(text).chars().filter(|c| !c.is_control()).take(QUERY_CHARS_MAX).collect()
        };
        let (first, last) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + TimeDelta::days(400 * 365));
        let shown = |day: &NaiveDate| (1..=9999).contains(&day.year());
        let days =
            |days: &AskedDays| AskedDays { first: days.first.filter(shown), last: days.last.filter(shown), ..*days };
        CatalogueQuery {
            text: plain(&self.text),
            category: self.category,
            city: plain(&self.city),
            from: self.from.map(|at| at.clamp(first, last)),
            until: self.until.map(|at| at.clamp(first, last)),
            days: self.days.iter().map(days).collect(),
            organizer: self.organizer.as_deref().map(plain),
            page: self.page,
        }
    }
}

/// The dates that a page of their event shows: past ones only where all are past.
pub fn shown_performances(dates: Vec<Performance>, now: DateTime<Utc>) -> Vec<Performance> {
    let is_over = |date: &Performance| date.ends_by() <= now;
    let all_over = dates.iter().all(is_over);
    dates.into_iter().filter(|date| all_over || !is_over(date)).collect()
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    pub cards: Vec<EventCard>,
    /// All that match, over all pages.
    pub total: u32,
    pub page_size: u32,
    /// Towns with something on, for the filter.
    pub cities: Vec<String>,
    /// What was looked for with a slip mended, where nothing was found and this would find something.
    pub did_you_mean: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn performance() -> Performance {
        Performance {
            id: PerformanceId(uuid::Uuid::nil()),
            event: EventId(uuid::Uuid::nil()),
            venue: Venue {
                id: VenueId(uuid::Uuid::nil()),
                name: "Hall".into(),
                street: String::new(),
                city: String::new(),
                country: "IT".into(),
                zone: Timezone::ROME,
                directions: Translated::default(),
            },
            seat_map: None,
            status: PerformanceStatus::Scheduled,
            starts_at: at("2026-12-01T20:00:00Z"),
            ends_at: None,
            doors_at: None,
            on_sale_from: at("2026-11-01T09:00:00Z"),
            on_sale_until: at("2026-12-01T20:00:00Z"),
            label: Translated::default(),
        }
    }

    #[test]
    fn the_counter_sells_earlier_longer_and_everything() {
        let check = |channel, now: &str, expect: SaleState| {
            let window = SaleWindow::of(&performance(), channel);
            assert_eq!(window.state(EventStatus::Published, 5, 0, None, at(now)), expect, "{channel:?} {now}");
        };
        let (early, late) = ("2026-10-01T00:00:00Z", "2026-12-01T22:00:00Z");
        check(Channel::Till, early, SaleState::OnSale { left: 5 });
        check(Channel::Till, late, SaleState::OnSale { left: 5 });
        check(Channel::Till, "2026-12-01T23:00:00Z", SaleState::Ended);
        check(Channel::Api, early, SaleState::NotYet { from: at("2026-11-01T09:00:00Z") });
        check(Channel::Api, late, SaleState::Ended);
        for (channel, offline) in [(Channel::Shop, false), (Channel::Api, false), (Channel::Till, true)] {
            assert!(channel.sells(true) && channel.sells(false) == offline, "{channel:?}");
        }
    }

    #[test]
    fn a_date_is_to_come_until_it_is_over_unless_it_is_called_off() {
        let check = |performance: Performance, now: &str, expect| {
            assert_eq!(performance.is_to_come(at(now)), expect, "{now}");
        };
        check(performance(), "2026-12-01T22:59:00Z", true);
        check(performance(), "2026-12-01T23:00:00Z", false);
        let long = Performance { ends_at: Some(at("2026-12-02T01:00:00Z")), ..performance() };
        check(long, "2026-12-01T23:00:00Z", true);
        check(Performance { status: PerformanceStatus::Cancelled, ..performance() }, "2026-11-01T00:00:00Z", false);
    }

    #[test]
    fn each_reason_not_to_sell_is_its_own() {
        let check = |free, held, now: &str, expect: SaleState| {
            let window = SaleWindow::of(&performance(), Channel::Shop);
            assert_eq!(window.state(EventStatus::Published, free, held, None, at(now)), expect);
        };
        check(5, 0, "2026-10-01T00:00:00Z", SaleState::NotYet { from: at("2026-11-01T09:00:00Z") });
        check(5, 0, "2026-11-01T09:00:00Z", SaleState::OnSale { left: 5 });
        check(0, 3, "2026-11-02T00:00:00Z", SaleState::AllInCarts { count: 3, back_at: None });
        check(0, 0, "2026-11-02T00:00:00Z", SaleState::SoldOut);
        check(5, 0, "2026-12-01T20:00:00Z", SaleState::Ended);
        assert_eq!(
            SaleWindow::of(&performance(), Channel::Shop).state(
                EventStatus::Cancelled,
                5,
                0,
                None,
                at("2026-11-02T00:00:00Z")
            ),
            SaleState::Cancelled
        );
    }

    #[test]
    fn past_dates_are_shown_where_there_are_no_others() {
        let date = |starts_at: &str| Performance { starts_at: at(starts_at), ..performance() };
        let dates = vec![date("2026-12-01T20:00:00Z"), date("2026-12-03T20:00:00Z")];
        let shown = |now: &str| shown_performances(dates.clone(), at(now)).len();
        assert_eq!(["2026-12-01T22:59:00Z", "2026-12-01T23:00:00Z", "2026-12-03T23:00:00Z"].map(shown), [2, 1, 2]);
    }

    #[test]
    fn what_cannot_be_asked_for_is_left_out_of_a_query() {
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 1);
        let asked = |first, last| AskedDays { today: NaiveDate::MIN, first, last };
        let query = CatalogueQuery {
            text: format!(" a\0b{} ", "x".repeat(300)),
            city: "\u{3164}".into(),
            from: Some(DateTime::<Utc>::MIN_UTC),
            until: Some(DateTime::<Utc>::MAX_UTC),
            days: vec![asked(day(2026), day(10_000)), asked(day(0), None)],
            organizer: Some("teatro\n".into()),
            ..CatalogueQuery::default()
        };
        let tidy = query.tidy();
        assert_eq!((tidy.text.len(), &tidy.text[..3], tidy.city.as_str()), (QUERY_CHARS_MAX, "abx", ""));
        assert_eq!((tidy.from, tidy.organizer.as_deref()), (Some(DateTime::UNIX_EPOCH), Some("teatro")));
        assert!(tidy.until.is_some_and(|until| (2300..2400).contains(&until.year())));
        assert_eq!(tidy.days, [asked(day(2026), None), asked(None, None)]);
        assert_eq!(tidy.tidy(), tidy, "once is enough");
    }

    #[test]
    fn an_event_is_on_sale_while_one_of_its_dates_takes_place() {
        let now = at("2026-12-01T12:00:00Z");
        let check = |all, over_at: Option<&str>, expect| {
            let schedule = EventSchedule { all, over_at: over_at.map(at) };
            assert_eq!(schedule.standing(EventStatus::Published, now), expect, "{all} {over_at:?}");
            assert_eq!(schedule.standing(EventStatus::Draft, now), EventStanding::Draft);
            assert_eq!(schedule.standing(EventStatus::Cancelled, now), EventStanding::Cancelled);
        };
        check(2, Some("2026-12-01T23:00:00Z"), EventStanding::OnSale);
        check(2, Some("2026-11-30T23:00:00Z"), EventStanding::Over);
        check(1, None, EventStanding::Cancelled);
        check(0, None, EventStanding::Undated);
    }

    #[test]
    fn the_hour_on_the_wall_stays_when_the_zone_is_another() {
        let (rome, york): (Timezone, Timezone) = (Timezone::ROME, "America/New_York".parse().unwrap());
        let evening = Times {
            starts_at: at("2026-12-01T19:30:00Z"),
            ends_at: Some(at("2026-12-01T22:00:00Z")),
            doors_at: Some(at("2026-12-01T18:45:00Z")),
            on_sale_from: at("2026-11-30T10:00:00Z"),
            on_sale_until: at("2026-12-01T19:30:00Z"),
        };
        let now = at("2026-11-30T12:00:00Z");
        let moved = evening.at_the_same_hours(rome, york, now).unwrap();
        assert_eq!(york.input_value(moved.starts_at), "2026-12-01T20:30");
        assert_eq!(moved.ends_at.map(|at| york.input_value(at)).as_deref(), Some("2026-12-01T23:00"));
        assert_eq!(moved.doors_at.map(|at| york.input_value(at)).as_deref(), Some("2026-12-01T19:45"));
        assert_eq!(moved.on_sale_until, moved.starts_at);
        // It began at 11:00 in Rome; in New York it is not eleven yet.
        assert_eq!(moved.on_sale_from, evening.on_sale_from);
        assert_eq!(moved.at_the_same_hours(york, rome, now).unwrap().starts_at, evening.starts_at);
        // 2:30 of this night exists in London, and not in Rome.
        let london = "Europe/London".parse().unwrap();
        let night = Times { starts_at: at("2026-03-29T02:30:00+01:00"), ends_at: None, doors_at: None, ..evening };
        let night = Times { on_sale_from: at("2026-03-01T00:00:00Z"), on_sale_until: night.starts_at, ..night };
        assert!(night.at_the_same_hours(london, rome, now).is_err());
    }
}
