//! Events as their organizers make them: from a draft to the shop, and off it again.

mod edit;
mod moved_performances;
mod quick_event;

pub(crate) use edit::{places_in_use, read as read_edit};
pub(crate) use moved_performances::{hall_question, move_question, moves_of_sold};

use crate::Office;
use base::failure::Never;
use base::live::News;
use base::organizer::organizer_by_id;
use base::saving::SaveRequest;
use base::{Actor, Failure, Fault, saving};
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::edit::{EventEdit, EventRefusal, Missing, PublishRefusal, changes};
use domain::event::{Event, EventStatus, PerformanceStatus};
use domain::form::{CheckedEvent, EventForm, FormRefusal, slug_of};
use domain::ids::{EventId, OrganizerId, PerformanceId, SeriesId};
use domain::locale::{Locale, Translated};
use domain::money::Currency;
use domain::refusal::Problem;
use domain::role::Permission;
use domain::stats::EventRow;
use serde_json::json;
use storage::{Conn, events, holds, stats};
use uuid::Uuid;

impl Office {
    /// All events of the organizer, those with a date to come first.
    pub async fn event_rows(&self, actor: &Actor) -> Result<Vec<EventRow>, Failure<Never>> {
        actor.require(Permission::SeeSales)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let rows = stats::event_rows(&mut tx, actor.organizer, self.base.clock.now()).await?;
        tx.commit().await?;
        Ok(rows)
    }

    pub async fn event_for_edit(&self, actor: &Actor, event: EventId) -> Result<Option<EventEdit>, Failure<Never>> {
        actor.require(Permission::SeeSales)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let edit = edit::read(&mut tx, actor.organizer, event, self.base.clock.now()).await?;
        tx.commit().await?;
        Ok(edit)
    }

    /// A draft.
    pub async fn create_event(&self, actor: &Actor, form: &EventForm) -> Result<EventId, Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let owner = organizer_by_id(&mut tx, organizer).await?;
        let checked = form.check(owner.zone).map_err(|problems| Failure::Refused(problems.into()))?;
        let id = self.insert_event(&mut tx, actor, &checked, owner.currency, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// In another zone its dates keep their hours. Where that makes tickets that are sold be for another moment, it is asked
    /// about first.
    pub async fn update_event(
        &self,
        actor: &Actor,
        event: EventId,
        form: &EventForm,
        saving: &SaveRequest<'_>,
    ) -> Result<(), Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        require_event(&mut tx, organizer, event).await?;
        let zone = organizer_by_id(&mut tx, organizer).await?.zone;
        let Some(old) = events::find(&mut tx, organizer, event).await? else { return Err(unknown_event()) };
        let checked = form.check(zone);
        let stored = EventForm::of(&old);
        saving.check_opened(&stored, &checked, &stored.check(zone)).map_err(Failure::Refused)?;
        let checked = checked.map_err(|problems| Failure::Refused(problems.into()))?;
        let slug = if checked.slug.is_empty() { old.slug.clone() } else { checked.slug.clone() };
        let series = self.series(&mut tx, organizer, checked.series.as_deref(), now).await?;
        events::update(&mut tx, organizer, event, &slug, &checked, series).await.map_err(|error| {
            match error.constraint() {
                Some("events_slug_key") => Failure::Refused(FormRefusal::one("slug", Problem::AlreadyUsed)),
                _ => Failure::Fault(error.into()),
            }
        })?;
        let moves = self.keep_hours(&mut tx, &old, checked.zone, saving, now).await?;
        let told = self.money.email_moved_performances(&mut tx, organizer, &moves, saving).await?;
        let detail = json!({"title": checked.title, "slug": slug, "zone": checked.zone, "emails": told});
        self.base.record(&mut tx, organizer, now, actor, Action::EventChanged, event, detail).await?;
        if old.zone != checked.zone {
            self.send_performance_news(&mut tx, organizer, event).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Puts it in the shop. Publishing twice is fine.
    pub async fn publish_event(&self, actor: &Actor, event: EventId) -> Result<(), Failure<PublishRefusal>> {
        actor.require(Permission::EditEvents)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        if events::lock(&mut tx, actor.organizer, event).await?.is_none() {
            return Err(Failure::Refused(PublishRefusal { missing: vec![Missing::Event] }));
        }
        self.publish(&mut tx, actor, event, self.base.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Back to a draft, while nothing is sold or in carts.
    pub async fn unpublish_event(&self, actor: &Actor, event: EventId) -> Result<(), Failure<EventRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let status = events::lock(&mut tx, organizer, event).await?.ok_or(Failure::Refused(EventRefusal::Unknown))?;
        let places = places_in_use(&mut tx, organizer, event, now).await?;
        let Some(next) = changes::unpublish(status, places).map_err(Failure::Refused)? else { return Ok(()) };
        events::set_status(&mut tx, organizer, event, next).await?;
        self.base.record(&mut tx, organizer, now, actor, Action::EventUnpublished, event, json!({})).await?;
        self.send_performance_news(&mut tx, organizer, event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// With all its dates to come. Tickets stay until they are refunded, but no gate admits them, and whoever holds one is
    /// written to.
    pub async fn cancel_event(&self, actor: &Actor, event: EventId, reason: &str) -> Result<(), Failure<EventRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let reason = domain::reason::check(reason).map_err(|why| Failure::Refused(why.into()))?;
        let mut tx = self.base.organizer(organizer).await?;
        let status = events::lock(&mut tx, organizer, event).await?.ok_or(Failure::Refused(EventRefusal::Unknown))?;
        let next = changes::cancel_event(status).map_err(Failure::Refused)?;
        events::set_status(&mut tx, organizer, event, next).await?;
        let performances = events::performances(&mut tx, organizer, event).await?;
        let to_come: Vec<Uuid> = performances.iter().filter(|p| p.is_to_come(now)).map(|p| p.id.0).collect();
        // What is in carts is let go; what is paid after this goes back.
        holds::lock_pools_of(&mut tx, organizer, &to_come).await?;
        holds::expire_all(&mut tx, organizer, &to_come, now).await?;
        let cancelled: Vec<PerformanceId> = to_come.into_iter().map(PerformanceId).collect();
        for performance in &cancelled {
            events::set_performance_status(&mut tx, organizer, *performance, PerformanceStatus::Cancelled).await?;
        }
        self.money.email_cancelled_performances(&mut tx, organizer, &cancelled, Some(&reason)).await?;
        let detail = json!({"reason": reason});
        self.base.record(&mut tx, organizer, now, actor, Action::EventCancelled, event, detail).await?;
        self.send_performance_news(&mut tx, organizer, event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Needs the event locked.
    async fn publish(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        event: EventId,
        now: DateTime<Utc>,
    ) -> Result<(), Failure<PublishRefusal>> {
        let organizer = actor.organizer;
        let Some(edit) = edit::read(conn, organizer, event, now).await? else {
            return Err(Failure::Refused(PublishRefusal { missing: vec![Missing::Event] }));
        };
        let next = changes::publish(edit.event.status, &edit.missing).map_err(Failure::Refused)?;
        let Some(next) = next else { return Ok(()) };
        events::set_status(conn, organizer, event, next).await?;
        let detail = json!({"title": edit.event.title, "slug": edit.event.slug});
        self.base.record(conn, organizer, now, actor, Action::EventPublished, event, detail).await?;
        self.send_performance_news(conn, organizer, event).await?;
        Ok(())
    }

    /// Open pages of all its dates look again.
    pub(crate) async fn send_performance_news(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        event: EventId,
    ) -> Result<(), Fault> {
        let all = events::performances(conn, organizer, event).await?;
        let news = all.iter().map(|one| News::Availability { organizer, performance: one.id });
        self.base.send_all_news(conn, news).await
    }

    async fn insert_event(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        checked: &CheckedEvent,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Result<EventId, Failure<FormRefusal>> {
        let organizer = actor.organizer;
        let series = self.series(conn, organizer, checked.series.as_deref(), now).await?;
        let id = EventId(self.base.chance.uuid(now));
        let mut tries = self.slugs(&checked.slug, checked.title.get(Locale::It)).into_iter();
        let slug = loop {
            let Some(slug) = tries.next() else {
                return Err(Failure::Refused(FormRefusal::one("slug", Problem::AlreadyUsed)));
            };
            if events::insert(conn, organizer, id, &slug, checked, currency, series, now).await? {
                break slug;
            }
        };
        let detail = json!({"title": checked.title, "slug": slug});
        self.base.record(conn, organizer, now, actor, Action::EventCreated, id, detail).await?;
        Ok(id)
    }

    /// The address that was typed, or several that are made from the title: the first that is free is taken.
    fn slugs(&self, typed: &str, title: &str) -> Vec<String> {
        if !typed.is_empty() {
            return vec![typed.to_owned()];
        }
        let base = slug_of(title);
        let numbered = (2..10).map(|n| format!("{base}-{n}"));
        let last = format!("{base}-{:04x}", self.base.chance.number() & 0xffff);
        std::iter::once(base.clone()).chain(numbered).chain([last]).collect()
    }

    /// The series of this title; a new one where there is none.
    async fn series(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        title: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Option<SeriesId>, Fault> {
        let Some(title) = title else { return Ok(None) };
        if let Some(id) = events::series_by_title(conn, organizer, title).await? {
            return Ok(Some(id));
        }
        let (id, both) = (SeriesId(self.base.chance.uuid(now)), Translated::new(title, title));
        for slug in self.slugs("", title) {
            if events::insert_series(conn, organizer, id, &slug, &both).await? {
                return Ok(Some(id));
            }
        }
        Err(Fault::Broken(format!("no address is free for the series '{title}'")))
    }
}

/// Tells whether an event's form would still be filled in the same way.
pub fn version(event: &Event) -> String {
    saving::version(&EventForm::of(event))
}

pub(crate) fn unknown_event() -> Failure<FormRefusal> {
    Failure::Refused(FormRefusal::one("event", Problem::NotAChoice))
}

/// Locks the event that is about to be changed.
pub(crate) async fn require_event(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
) -> Result<EventStatus, Failure<FormRefusal>> {
    events::lock(conn, organizer, event).await?.ok_or_else(unknown_event)
}
