//! Renaming maps, and taking away venues and maps that nothing hangs on.

use crate::Office;
use base::{Actor, Failure};
use domain::audit::Action;
use domain::edit::HallRefusal;
use domain::edit::changes::take_hall_away;
use domain::form::{FormRefusal, MapNameForm};
use domain::ids::{SeatMapId, VenueId};
use domain::role::Permission;
use serde_json::json;
use storage::venues;

impl Office {
    /// A map's name is for those who work with it; its seats stay as they are.
    pub async fn rename_seat_map(
        &self,
        actor: &Actor,
        map: SeatMapId,
        form: &MapNameForm,
    ) -> Result<(), Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let name = form.check().map_err(|problems| Failure::Refused(problems.into()))?;
        let mut tx = self.base.organizer(organizer).await?;
        if !venues::rename_map(&mut tx, organizer, map, &name).await? {
            return Err(Failure::Refused(FormRefusal::unknown()));
        }
        let detail = json!({ "name": name });
        self.base.record(&mut tx, organizer, now, actor, Action::SeatMapChanged, map, detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes a map away that no date is or ever was on.
    pub async fn delete_seat_map(&self, actor: &Actor, map: SeatMapId) -> Result<(), Failure<HallRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        if !venues::lock_map(&mut tx, organizer, map).await? {
            return Err(Failure::Refused(HallRefusal::Unknown));
        }
        let performances = venues::performances_on_map(&mut tx, organizer, map).await?;
        take_hall_away(performances).map_err(Failure::Refused)?;
        venues::delete_map(&mut tx, organizer, map, now).await?;
        self.base.record(&mut tx, organizer, now, actor, Action::SeatMapDeleted, map, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes a venue away where nothing takes place or ever did, and its maps with it.
    pub async fn delete_venue(&self, actor: &Actor, venue: VenueId) -> Result<(), Failure<HallRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        if !venues::lock(&mut tx, organizer, venue).await? {
            return Err(Failure::Refused(HallRefusal::Unknown));
        }
        let performances = venues::performances_at(&mut tx, organizer, venue).await?;
        take_hall_away(performances).map_err(Failure::Refused)?;
        venues::delete(&mut tx, organizer, venue, now).await?;
        self.base.record(&mut tx, organizer, now, actor, Action::VenueDeleted, venue, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }
}
