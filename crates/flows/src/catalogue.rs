//! What buyers look at: the catalogue, an event's page, what is left of a date, a hall's seats.

use crate::{Actor, Failure, Fault, Flows, failure::Never};
use domain::cart::Secret;
use domain::event::{Catalogue, CatalogueQuery, Channel, Event, EventPage, PerformanceOffers};
use domain::ids::{EventId, PerformanceId};
use domain::role::Permission;
use domain::seating::SeatingPlan;

impl Flows {
    /// Published events with a date to come, those with the nearest date first.
    pub async fn catalogue(&self, query: &CatalogueQuery) -> Result<Catalogue, Fault> {
        let _ = query;
        Err(Fault::Broken("not written yet".into()))
    }

    /// A published or cancelled event. Past dates are left out unless all are past. `channel` decides which ticket types
    /// are on offer.
    pub async fn event_page(&self, slug: &str, channel: Channel) -> Result<Option<EventPage>, Fault> {
        let _ = (slug, channel);
        Err(Fault::Broken("not written yet".into()))
    }

    /// As a buyer would see it, drafts too.
    pub async fn event_preview(&self, actor: &Actor, event: EventId) -> Result<Option<EventPage>, Failure<Never>> {
        actor.require(Permission::SeeSales)?;
        let _ = event;
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// One date of a published event.
    pub async fn performance_offers(
        &self,
        performance: PerformanceId,
        channel: Channel,
    ) -> Result<Option<(Event, PerformanceOffers)>, Fault> {
        let _ = (performance, channel);
        Err(Fault::Broken("not written yet".into()))
    }

    /// The hall of a date with numbered seats, as whoever holds this cart sees it. `None` where there is no map.
    pub async fn seating(
        &self,
        performance: PerformanceId,
        cart: Option<&Secret>,
        channel: Channel,
    ) -> Result<Option<SeatingPlan>, Fault> {
        let _ = (performance, cart, channel);
        Err(Fault::Broken("not written yet".into()))
    }

    /// The slugs of all published events with a date to come.
    pub async fn sitemap(&self) -> Result<Vec<String>, Fault> {
        Err(Fault::Broken("not written yet".into()))
    }
}
