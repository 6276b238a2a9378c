//! How a sale is kept fair, as the organizer sets it: for one event, or for all that have no settings of their own.

use crate::Selling;
use base::failure::Never;
use base::organizer::organizer_by_id;
use base::{Actor, Failure};
use domain::audit::Action;
use domain::form::{FairForm, FormRefusal};
use domain::ids::EventId;
use domain::protection::Protection;
use domain::refusal::Problem;
use domain::role::Permission;
use domain::time::Timezone;
use serde_json::json;
use storage::{events, protections};

/// The settings as they are edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FairSettings {
    /// The event's own; the whole shop's where no event was asked for. `None`: it goes by what stands below it.
    pub own: Option<Protection>,
    /// What holds without its own: the shop's, or the defaults.
    pub below: Protection,
    /// Times are typed on this clock.
    pub zone: Timezone,
}

impl FairSettings {
    /// What holds now.
    pub fn holds(&self) -> Protection {
        self.own.unwrap_or(self.below)
    }
}

impl Selling {
    /// Nothing where the organizer has no such event.
    pub async fn fair_settings(
        &self,
        actor: &Actor,
        event: Option<EventId>,
    ) -> Result<Option<FairSettings>, Failure<Never>> {
        actor.require(Permission::EditEvents)?;
        let organizer = actor.organizer;
        let mut tx = self.base.organizer(organizer).await?;
        let shop = protections::of_shop(&mut tx, organizer).await?;
        let settings = match event {
            None => {
                let zone = organizer_by_id(&mut tx, organizer).await?.zone;
                FairSettings { own: shop, below: Protection::default(), zone }
            }
            Some(id) => {
                let Some(event) = events::find(&mut tx, organizer, id).await? else { return Ok(None) };
                let own = protections::of_event(&mut tx, organizer, id).await?;
                FairSettings { own, below: shop.unwrap_or_default(), zone: event.zone }
            }
        };
        tx.commit().await?;
        Ok(Some(settings))
    }

    /// Sets them for an event, or without one for the whole shop. Where a limit per person is set, the orders that are there
    /// count from the same moment.
    pub async fn save_fair_settings(
        &self,
        actor: &Actor,
        event: Option<EventId>,
        form: &FairForm,
    ) -> Result<(), Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let zone = match event {
            None => organizer_by_id(&mut tx, organizer).await?.zone,
            Some(id) => match events::find(&mut tx, organizer, id).await? {
                Some(event) => event.zone,
                None => return Err(Failure::Refused(FormRefusal::one("event", Problem::NotAChoice))),
            },
        };
        let subject = event.map_or_else(|| organizer.to_string(), |event| event.to_string());
        let person_max = match event.filter(|_| form.as_shop) {
            Some(event) => {
                protections::forget(&mut tx, organizer, event).await?;
                let holds = protections::find(&mut tx, organizer, event).await?;
                self.base
                    .record(&mut tx, organizer, now, actor, Action::ProtectionForgotten, &subject, json!({}))
                    .await?;
                holds.person_max
            }
            None => {
                let checked = form.check(zone).map_err(|problems| Failure::Refused(problems.into()))?;
                protections::save(&mut tx, organizer, event, self.base.chance.uuid(now), &checked, now).await?;
                let detail = json!(checked);
                self.base.record(&mut tx, organizer, now, actor, Action::ProtectionChanged, &subject, detail).await?;
                checked.person_max
            }
        };
        if person_max.is_some() {
            self.count_buyers(&mut tx, organizer, event).await?;
        }
        tx.commit().await?;
        self.guard().forget_settings();
        match event {
            // A room that is to come shows its seed's hash from now on.
            Some(event) => self.protection_changed(organizer, event).await?,
            None => self.forget_rooms_of(organizer),
        }
        Ok(())
    }
}
