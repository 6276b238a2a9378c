//! Venues and their seat maps.

mod upkeep;

use crate::Office;
use crate::events::move_question;
use base::failure::Never;
use base::organizer::organizer_by_id;
use base::saving::SaveRequest;
use base::{Actor, Failure, saving};
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::event::Venue;
use domain::form::{FormRefusal, SeatMapForm, VenueForm};
use domain::hall::{self, DrawnZone};
use domain::ids::{OrganizerId, SeatId, SeatMapId, VenueId, ZoneId};
use domain::question::moves_of;
use domain::refusal::Problem;
use domain::role::Permission;
use domain::seating::{Seat, SeatMap, Zone};
use serde_json::json;
use storage::{Conn, events, venues};

impl Office {
    pub async fn venues(&self, actor: &Actor) -> Result<Vec<Venue>, Failure<Never>> {
        actor.require(Permission::SeeSales)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let all = venues::all(&mut tx, actor.organizer).await?;
        tx.commit().await?;
        Ok(all)
    }

    /// A new venue, or a changed one. Where its address becomes another and tickets of its dates are sold, it is asked about
    /// first; their buyers are told.
    pub async fn save_venue(
        &self,
        actor: &Actor,
        venue: Option<VenueId>,
        form: &VenueForm,
        saving: &SaveRequest<'_>,
    ) -> Result<VenueId, Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let zone = organizer_by_id(&mut tx, organizer).await?.zone;
        let checked = form.check(zone);
        if let Some(id) = venue {
            let stored = VenueForm::of(&lock_venue(&mut tx, organizer, id).await?);
            saving.check_opened(&stored, &checked, &stored.check(zone)).map_err(Failure::Refused)?;
        }
        let checked = checked.map_err(|problems| Failure::Refused(problems.into()))?;
        let mut told = 0;
        let id = match venue {
            Some(id) => {
                let sold = events::sold_at(&mut tx, organizer, id, now).await?;
                let performances: Vec<_> = sold.iter().map(|(performance, _)| performance.0).collect();
                let before = events::performances_by_id(&mut tx, organizer, &performances).await?;
                venues::update(&mut tx, organizer, id, &checked).await?;
                let after = events::performances_by_id(&mut tx, organizer, &performances).await?;
                let moves = moves_of(&before, &after, &sold);
                let questions = move_question(&mut tx, organizer, &moves).await?.into_iter().collect();
                saving.ask(questions).map_err(Failure::Refused)?;
                told = self.money.email_moved_performances(&mut tx, organizer, &moves, saving).await?;
                id
            }
            None => {
                let id = VenueId(self.base.chance.uuid(now));
                venues::insert(&mut tx, organizer, id, &checked, now).await?;
                id
            }
        };
        let action = if venue.is_some() { Action::VenueChanged } else { Action::VenueCreated };
        let detail = json!({"name": checked.name, "city": checked.city, "emails": told});
        self.base.record(&mut tx, organizer, now, actor, action, id, detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The maps of a venue, whole; of all venues where none is given.
    pub async fn seat_maps(
        &self,
        actor: &Actor,
        venue: Option<VenueId>,
    ) -> Result<Vec<(VenueId, SeatMap)>, Failure<Never>> {
        actor.require(Permission::SeeSales)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let mut maps = Vec::new();
        for (venue, id) in venues::map_ids(&mut tx, actor.organizer, venue).await? {
            maps.extend(venues::map(&mut tx, actor.organizer, id).await?.map(|map| (venue, map)));
        }
        tx.commit().await?;
        Ok(maps)
    }

    /// Draws a hall from a few words. Its seats are never changed afterwards: dates and tickets name them.
    pub async fn create_seat_map(
        &self,
        actor: &Actor,
        venue: VenueId,
        form: &SeatMapForm,
    ) -> Result<SeatMapId, Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let plan = form.check().map_err(|problems| Failure::Refused(problems.into()))?;
        let drawing = hall::draw(&plan);
        let zones = drawing.zones.into_iter().enumerate();
        let map = SeatMap {
            id: SeatMapId(self.base.chance.uuid(now)),
            name: plan.name,
            width: drawing.width,
            height: drawing.height,
            stage: drawing.stage,
            zones: zones.map(|(n, zone)| self.zone(n, zone, now)).collect(),
        };
        let mut tx = self.base.organizer(organizer).await?;
        require_venue(&mut tx, organizer, venue, "venue").await?;
        venues::insert_map(&mut tx, organizer, venue, &map, now).await?;
        let places: u32 = map.zones.iter().map(|z| z.capacity).sum();
        let detail = json!({"venue": venue, "name": map.name, "places": places});
        self.base.record(&mut tx, organizer, now, actor, Action::SeatMapCreated, map.id, detail).await?;
        tx.commit().await?;
        Ok(map.id)
    }

    /// The first zone is the best, and each has a color of its own as long as there are colors.
    fn zone(&self, n: usize, drawn: DrawnZone, now: DateTime<Utc>) -> Zone {
        let seats = drawn.seats.into_iter().map(|s| Seat {
            id: SeatId(self.base.chance.uuid(now)),
            row: s.row,
            number: s.number,
            x: s.x,
            y: s.y,
            kind: s.kind,
        });
        Zone {
            id: ZoneId(self.base.chance.uuid(now)),
            name: drawn.name,
            kind: drawn.kind,
            capacity: drawn.capacity,
            rank: i32::try_from(n).unwrap_or(i32::MAX),
            color: u8::try_from(n % 8).unwrap_or(0),
            area: drawn.area,
            seats: seats.collect(),
        }
    }
}

/// Tells whether a venue's form would still be filled in the same way.
pub fn version(venue: &Venue) -> String {
    saving::version(&VenueForm::of(venue))
}

/// Locks the venue that is about to be changed.
async fn lock_venue(conn: &mut Conn, organizer: OrganizerId, id: VenueId) -> Result<Venue, Failure<FormRefusal>> {
    let unknown = || Failure::Refused(FormRefusal::one("name", Problem::NotAChoice));
    if !venues::lock(conn, organizer, id).await? {
        return Err(unknown());
    }
    venues::all(conn, organizer).await?.into_iter().find(|venue| venue.id == id).ok_or_else(unknown)
}

/// Refuses a venue of nobody's or of someone else.
pub(crate) async fn require_venue(
    conn: &mut Conn,
    organizer: OrganizerId,
    venue: VenueId,
    field: &str,
) -> Result<(), Failure<FormRefusal>> {
    if venues::exists(conn, organizer, venue).await? {
        Ok(())
    } else {
        Err(Failure::Refused(FormRefusal::one(field, Problem::NotAChoice)))
    }
}
