//! Shorthand for making events of the season.

use super::broken;
use crate::Season;
use base::saving::SaveRequest;
use base::{Actor, Failure, Fault};
use chrono::{DateTime, Datelike, Duration, Utc, Weekday};
use domain::form::{
    DiscountCodeForm, EventForm, PerformanceForm, PriceForm, SeatMapForm, TicketTypeForm, VenueForm, ZoneForm,
};
use domain::ids::{EventId, PerformanceId, SeatMapId, TicketTypeId, VenueId};
use domain::protection::{Protection, RoomRule};
use domain::time::Timezone;
use storage::{protections, rooms};

/// How long before the seeding the season was put on sale.
const ON_SALE_DAYS: i64 = 24;

/// Makes the events of one organizer, as if some weeks ago.
pub(super) struct Maker<'a> {
    pub(super) flows: &'a Season,
    pub(super) then: Season,
    pub(super) actor: &'a Actor,
    pub(super) now: DateTime<Utc>,
}

/// A date of an event; times are the wall clock's.
pub(super) struct PerformancePlan<'a> {
    pub(super) venue: VenueId,
    pub(super) seat_map: Option<SeatMapId>,
    pub(super) capacity: u32,
    /// Days from today.
    pub(super) day: i64,
    pub(super) starts: &'a str,
    pub(super) minutes: i64,
    /// Minutes before it starts.
    pub(super) doors: Option<i64>,
    /// Days from today; some weeks ago where none is said.
    pub(super) on_sale_day: Option<i64>,
}

/// A ticket type: name in English and Italian, price, zones.
pub(super) struct TicketPlan<'a> {
    pub(super) en: &'a str,
    pub(super) it: &'a str,
    pub(super) price: &'a str,
    pub(super) fee: &'a str,
    pub(super) zones: &'a [&'a str],
    pub(super) note: (&'a str, &'a str),
    pub(super) order_max: u32,
}

impl Default for TicketPlan<'_> {
    fn default() -> Self {
        TicketPlan { en: "", it: "", price: "0", fee: "", zones: &[], note: ("", ""), order_max: 10 }
    }
}

impl<'a> Maker<'a> {
    pub(super) fn new(flows: &'a Season, actor: &'a Actor, now: DateTime<Utc>) -> Maker<'a> {
        Maker { flows, then: flows.at(now - Duration::days(ON_SALE_DAYS)), actor, now }
    }

    pub(super) async fn venue(&self, form: VenueForm) -> Result<VenueId, Fault> {
        made(self.then.office.save_venue(self.actor, None, &form, &SaveRequest::UNASKED).await)
    }

    pub(super) async fn seat_map(&self, venue: VenueId, form: SeatMapForm) -> Result<SeatMapId, Fault> {
        made(self.then.office.create_seat_map(self.actor, venue, &form).await)
    }

    pub(super) async fn event(&self, form: EventForm) -> Result<EventId, Fault> {
        made(self.then.office.create_event(self.actor, &form).await)
    }

    pub(super) async fn date(&self, event: EventId, date: PerformancePlan<'_>) -> Result<PerformanceId, Fault> {
        let starts_at = self.time(date.day, date.starts);
        let on_sale = date.on_sale_day.unwrap_or(-ON_SALE_DAYS);
        let at = |minutes: i64| typed_plus(&starts_at, minutes);
        let form = PerformanceForm {
            venue: date.venue.to_string(),
            seat_map: date.seat_map.map(|m| m.to_string()).unwrap_or_default(),
            capacity: date.capacity.to_string(),
            ends_at: at(date.minutes),
            doors_at: date.doors.map(|minutes| at(-minutes)).unwrap_or_default(),
            on_sale_from: self.time(on_sale, "10:00"),
            starts_at,
            ..PerformanceForm::default()
        };
        made(self.then.office.save_performance(self.actor, event, None, &form, &SaveRequest::UNASKED).await)
    }

    pub(super) async fn ticket(&self, event: EventId, ticket: TicketPlan<'_>) -> Result<TicketTypeId, Fault> {
        let form = TicketTypeForm {
            name_en: ticket.en.to_owned(),
            name_it: ticket.it.to_owned(),
            description_en: ticket.note.0.to_owned(),
            description_it: ticket.note.1.to_owned(),
            price: ticket.price.to_owned(),
            tax_rate: "10".to_owned(),
            fee: ticket.fee.to_owned(),
            order_max: ticket.order_max.to_string(),
            zones: ticket.zones.iter().map(|z| (*z).to_owned()).collect(),
            ..TicketTypeForm::new()
        };
        made(self.then.office.save_ticket_type(self.actor, event, None, &form, &SaveRequest::UNASKED).await)
    }

    /// Another price for one date.
    pub(super) async fn price_on(
        &self,
        event: EventId,
        ticket: TicketTypeId,
        date: PerformanceId,
        price: &str,
    ) -> Result<(), Fault> {
        let form = PriceForm { price: price.to_owned(), performance: date.to_string(), ..PriceForm::default() };
        made(self.then.office.add_price(self.actor, event, ticket, &form, &SaveRequest::UNASKED).await).map(drop)
    }

    /// A discount code.
    pub(super) async fn code(&self, form: DiscountCodeForm) -> Result<(), Fault> {
        made(self.then.office.add_discount_code(self.actor, &form).await).map(drop)
    }

    pub(super) async fn publish(&self, event: EventId) -> Result<(), Fault> {
        made(self.then.office.publish_event(self.actor, event).await)
    }

    /// A waiting room that opens so long before the event's sale.
    pub(super) async fn waiting_room(&self, event: EventId, before: Duration, shoppers_max: u32) -> Result<(), Fault> {
        let organizer = self.actor.organizer;
        let mut tx = self.flows.base().organizer(organizer).await?;
        let sale = rooms::sale_begins(&mut tx, organizer, Some(event), self.now).await?.unwrap_or(self.now);
        let room = RoomRule::Scheduled { opens_at: sale - before };
        let protection = Protection { room, shoppers_max, ..Protection::default() };
        let id = self.flows.base().chance.uuid(self.now);
        protections::save(&mut tx, organizer, Some(event), id, &protection, self.now).await?;
        tx.commit().await?;
        self.flows.selling.protection_changed(organizer, event).await
    }

    /// What a date field would hold: a day from today, a time on the wall.
    fn time(&self, days: i64, clock: &str) -> String {
        let day = Timezone::ROME.local(self.now).date() + Duration::days(days);
        format!("{}T{clock}", day.format("%Y-%m-%d"))
    }

    /// How many days from today the next such weekday is, at least `from`.
    pub(super) fn days_until(&self, weekday: Weekday, from: i64) -> i64 {
        let today = Timezone::ROME.local(self.now).date().weekday().num_days_from_monday();
        let wanted = i64::from(weekday.num_days_from_monday());
        from + (wanted - i64::from(today) - from).rem_euclid(7)
    }
}

/// A typed wall time some minutes later.
fn typed_plus(typed: &str, minutes: i64) -> String {
    let parsed = chrono::NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M");
    parsed.map(|at| (at + Duration::minutes(minutes)).format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default()
}

pub(super) fn made<T, R: std::fmt::Debug + std::fmt::Display>(result: Result<T, Failure<R>>) -> Result<T, Fault> {
    result.map_err(broken)
}

/// A zone with rows: name in both languages, rows, seats, and how it is bent and cut.
pub(super) fn rows(en: &str, it: &str, rows: u32, seats: u32, curve: u32, aisles: u32) -> ZoneForm {
    ZoneForm {
        name_en: en.into(),
        name_it: it.into(),
        kind: "seated".into(),
        rows: rows.to_string(),
        seats_per_row: seats.to_string(),
        curve: curve.to_string(),
        aisles: aisles.to_string(),
        ..ZoneForm::default()
    }
}

pub(super) fn crowd(en: &str, it: &str, capacity: u32, side: &str) -> ZoneForm {
    ZoneForm {
        name_en: en.into(),
        name_it: it.into(),
        kind: "general".into(),
        capacity: capacity.to_string(),
        side: side.into(),
        ..ZoneForm::default()
    }
}
