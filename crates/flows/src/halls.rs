//! Venues and their seat maps.

use crate::{Actor, Failure, Fault, Flows, failure::Never};
use domain::event::Venue;
use domain::form::{FormRefusal, SeatMapForm, VenueForm};
use domain::ids::{SeatMapId, VenueId};
use domain::seating::SeatMap;

impl Flows {
    pub async fn venues(&self, actor: &Actor) -> Result<Vec<Venue>, Failure<Never>> {
        let _ = actor;
        Err(Fault::Broken("not written yet".into()).into())
    }

    pub async fn save_venue(
        &self,
        actor: &Actor,
        venue: Option<VenueId>,
        form: &VenueForm,
    ) -> Result<VenueId, Failure<FormRefusal>> {
        let _ = (actor, venue, form);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// The maps of a venue, whole; of all venues where none is given.
    pub async fn seat_maps(
        &self,
        actor: &Actor,
        venue: Option<VenueId>,
    ) -> Result<Vec<(VenueId, SeatMap)>, Failure<Never>> {
        let _ = (actor, venue);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Draws a hall from a few words. A map is never changed afterwards: dates and tickets name its seats.
    pub async fn create_seat_map(
        &self,
        actor: &Actor,
        venue: VenueId,
        form: &SeatMapForm,
    ) -> Result<SeatMapId, Failure<FormRefusal>> {
        let _ = (actor, venue, form);
        Err(Fault::Broken("not written yet".into()).into())
    }
}
