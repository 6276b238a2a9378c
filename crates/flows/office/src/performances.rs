//! The dates of an event: performances and their pools.

use crate::Office;
use crate::events::{hall_question, move_question, moves_of_sold, require_event, unknown_event};
use crate::halls::require_venue;
use crate::ticket_types::draws_of_new;
use base::live::News;
use base::saving::SaveRequest;
use base::{Actor, Failure, Fault, saving};
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::edit::draws::{NamedPool, UsualDraws};
use domain::edit::places::{PlacesChange, change_of_places, check_anew, check_resize};
use domain::edit::{EventRefusal, PerformanceEdit, changes};
use domain::event::{Event, Performance, Pool};
use domain::form::{CheckedPerformance, FormRefusal, PerformanceForm, Places, check_capacity};
use domain::ids::{EventId, OrganizerId, PerformanceId, PoolId, ZoneId};
use domain::locale::Locale;
use domain::question::{PerformanceMove, Question, check_called_off, takes_a_hall};
use domain::refusal::{FieldProblem, Problem};
use domain::role::Permission;
use domain::seating::ZoneKind;
use domain::time::Timezone;
use serde_json::json;
use storage::{Conn, events, holds, venues};

/// What the one pool of a date without a map is called.
const ONE_POOL: &str = "General admission";

impl Office {
    /// A new date, or a changed one. With a seat map it gets one pool per zone, without one a single pool. The map can't be
    /// changed once something was held or sold. Where a hall is taken at that time, or tickets that are sold would be for
    /// another hour or place, it is asked about first; their buyers are told.
    pub async fn save_performance(
        &self,
        actor: &Actor,
        event: EventId,
        performance: Option<PerformanceId>,
        form: &PerformanceForm,
        saving: &SaveRequest<'_>,
    ) -> Result<PerformanceId, Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        require_event(&mut tx, organizer, event).await?;
        let Some(whole) = events::find(&mut tx, organizer, event).await? else { return Err(unknown_event()) };
        let checked = form.check(whole.zone, now, performance.is_none());
        let refused = |problems: Vec<FieldProblem>| Failure::Refused(FormRefusal::from(problems));
        let id = match performance {
            None => {
                let checked = checked.map_err(refused)?;
                let id = self.insert_performance(&mut tx, actor, event, &checked, now).await?;
                let new = events::performances_by_id(&mut tx, organizer, &[id.0]).await?;
                ask_about(&mut tx, &whole, &[], &new, saving, now).await?;
                id
            }
            Some(id) => {
                let before = events::performances_by_id(&mut tx, organizer, &[id.0]).await?;
                let Some(old) = before.first().filter(|p| p.event == event) else { return Err(unknown_event()) };
                let pools = pools_of(&mut tx, organizer, old, now).await?;
                let stored = PerformanceForm::of(old, whole.zone, pools.iter().map(|p| p.capacity).sum());
                let there = stored.check(whole.zone, now, false);
                saving.check_opened(&stored, &checked, &there).map_err(Failure::Refused)?;
                let checked = checked.map_err(refused)?;
                self.update_performance(&mut tx, organizer, old, &pools, &checked, now).await?;
                let after = events::performances_by_id(&mut tx, organizer, &[id.0]).await?;
                for new in &after {
                    check_called_off(old, new, whole.zone).map_err(|problem| refuse("starts_at", problem))?;
                }
                let moves = ask_about(&mut tx, &whole, &before, &after, saving, now).await?;
                let told = self.money.email_moved_performances(&mut tx, organizer, &moves, saving).await?;
                let detail = json!({"event": event, "starts_at": checked.starts_at, "emails": told});
                self.base.record(&mut tx, organizer, now, actor, Action::PerformanceChanged, id, detail).await?;
                id
            }
        };
        self.base.send_news(&mut tx, News::Availability { organizer, performance: id }).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Nobody can buy it or be let in to it any more: what is in carts is let go, what is paid after this goes back, and
    /// whoever holds tickets is written to.
    pub async fn cancel_performance(
        &self,
        actor: &Actor,
        performance: PerformanceId,
    ) -> Result<(), Failure<EventRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let found = lock_performance(&mut tx, organizer, performance).await?;
        let next = changes::cancel_performance(found.status).map_err(Failure::Refused)?;
        holds::lock_pools_of(&mut tx, organizer, &[performance.0]).await?;
        holds::expire_all(&mut tx, organizer, &[performance.0], now).await?;
        events::set_performance_status(&mut tx, organizer, performance, next).await?;
        self.money.email_cancelled_performances(&mut tx, organizer, &[performance], None).await?;
        let detail = json!({"event": found.event});
        self.base.record(&mut tx, organizer, now, actor, Action::PerformanceCancelled, performance, detail).await?;
        self.base.send_news(&mut tx, News::Availability { organizer, performance }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Only when nothing was ever held or sold for it.
    pub async fn delete_performance(
        &self,
        actor: &Actor,
        performance: PerformanceId,
    ) -> Result<(), Failure<EventRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let found = lock_performance(&mut tx, organizer, performance).await?;
        holds::lock_pools_of(&mut tx, organizer, &[performance.0]).await?;
        let touched = events::touched(&mut tx, organizer, found.event).await?.contains(&performance);
        let pools = pools_of(&mut tx, organizer, &found, now).await?;
        changes::delete_performance(touched, pools.iter()).map_err(Failure::Refused)?;
        events::delete_performance(&mut tx, organizer, performance).await?;
        let detail = json!({"event": found.event, "starts_at": found.starts_at});
        self.base.record(&mut tx, organizer, now, actor, Action::PerformanceDeleted, performance, detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Never below what is held and sold. A seated pool has as many places as its zone has seats.
    pub async fn set_capacity(&self, actor: &Actor, pool: PoolId, capacity: &str) -> Result<(), Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let capacity = check_capacity(capacity).map_err(|problems| Failure::Refused(problems.into()))?;
        let mut tx = self.base.organizer(organizer).await?;
        let not_this = || Failure::Refused(FormRefusal::one("capacity", Problem::NotAChoice));
        let (performance, seated) = events::pool(&mut tx, organizer, pool).await?.ok_or_else(not_this)?;
        if seated {
            return Err(not_this());
        }
        resize(&mut tx, organizer, performance, pool, capacity, now).await?;
        let detail = json!({"performance": performance, "capacity": capacity});
        self.base.record(&mut tx, organizer, now, actor, Action::PoolResized, pool, detail).await?;
        self.base.send_news(&mut tx, News::Availability { organizer, performance }).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn insert_performance(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        event: EventId,
        checked: &CheckedPerformance,
        now: DateTime<Utc>,
    ) -> Result<PerformanceId, Failure<FormRefusal>> {
        let organizer = actor.organizer;
        require_places(conn, organizer, checked).await?;
        let id = PerformanceId(self.base.chance.uuid(now));
        events::insert_performance(conn, organizer, event, id, checked, now).await?;
        self.make_pools(conn, organizer, event, id, checked, now).await?;
        let detail = json!({"event": event, "starts_at": checked.starts_at});
        self.base.record(conn, organizer, now, actor, Action::PerformanceCreated, id, detail).await?;
        Ok(id)
    }

    async fn update_performance(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        old: &Performance,
        pools: &[Pool],
        checked: &CheckedPerformance,
        now: DateTime<Utc>,
    ) -> Result<(), Failure<FormRefusal>> {
        let (event, id) = (old.event, old.id);
        require_places(conn, organizer, checked).await?;
        match change_of_places(old.seat_map, pools, checked.places) {
            PlacesChange::Nothing => {}
            PlacesChange::Resize(pool, capacity) => resize(conn, organizer, id, pool, capacity, now).await?,
            PlacesChange::Anew => {
                holds::lock_pools_of(conn, organizer, &[id.0]).await?;
                let touched = events::touched(conn, organizer, event).await?.contains(&id);
                check_anew(touched, pools).map_err(|problem| refuse("seat_map", problem))?;
                let draws = draws_of_new(conn, organizer, event).await?;
                events::delete_pools(conn, organizer, id).await?;
                self.insert_pools(conn, organizer, id, checked, now, draws).await?;
            }
        }
        events::update_performance(conn, organizer, id, checked).await?;
        Ok(())
    }

    async fn make_pools(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        event: EventId,
        id: PerformanceId,
        checked: &CheckedPerformance,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let draws = draws_of_new(conn, organizer, event).await?;
        self.insert_pools(conn, organizer, id, checked, now, draws).await
    }

    /// Makes the pools of a date and lets the event's ticket types draw from them as they do on the other dates.
    async fn insert_pools(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        id: PerformanceId,
        checked: &CheckedPerformance,
        now: DateTime<Utc>,
        draws: UsualDraws,
    ) -> Result<(), Fault> {
        let zones: Vec<(Option<ZoneId>, String, u32, bool)> = match checked.places {
            Places::Capacity(capacity) => vec![(None, ONE_POOL.to_owned(), capacity, false)],
            Places::Map(map) => {
                let zones = venues::zones(conn, organizer, map).await?;
                let named = zones.into_iter().map(|z| {
                    let name = z.name.get(Locale::En).to_owned();
                    (Some(z.id), name, z.capacity, z.kind == ZoneKind::Seated)
                });
                named.collect()
            }
        };
        let mut pools = Vec::with_capacity(zones.len());
        for (zone, name, capacity, seated) in zones {
            let pool = PoolId(self.base.chance.uuid(now));
            events::insert_pool(conn, organizer, id, pool, zone, &name, capacity).await?;
            pools.push(NamedPool { pool, name, seated });
        }
        for (ticket_type, habit) in draws {
            let drawn: Vec<_> = habit.of(&pools).into_iter().map(|pool| (id, pool)).collect();
            events::add_draws(conn, organizer, ticket_type, &drawn).await?;
        }
        Ok(())
    }
}

/// Tells whether a date's form would still be filled in the same way.
pub fn version(performance: &PerformanceEdit, zone: Timezone) -> String {
    let capacity = performance.pools.iter().map(|pool| pool.capacity).sum();
    saving::version(&PerformanceForm::of(&performance.performance, zone, capacity))
}

/// Asks what has to be asked about dates that were written in this transaction, and says which of them move somebody.
async fn ask_about(
    conn: &mut Conn,
    event: &Event,
    before: &[Performance],
    after: &[Performance],
    saving: &SaveRequest<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<PerformanceMove>, Failure<FormRefusal>> {
    let organizer = event.organizer;
    let moves = moves_of_sold(conn, (before, event.zone), (after, event.zone), event, now).await?;
    let mut questions: Vec<Question> = move_question(conn, organizer, &moves).await?.into_iter().collect();
    for performance in after.iter().filter(|performance| takes_a_hall(before, performance)) {
        questions.extend(hall_question(conn, organizer, event.id, performance).await?);
    }
    saving.ask(questions).map_err(Failure::Refused)?;
    Ok(moves)
}

fn refuse(field: &str, problem: Problem) -> Failure<FormRefusal> {
    Failure::Refused(FormRefusal::one(field, problem))
}

async fn pools_of(
    conn: &mut Conn,
    organizer: OrganizerId,
    performance: &Performance,
    now: DateTime<Utc>,
) -> Result<Vec<Pool>, Fault> {
    let pools = events::pools(conn, organizer, performance.event, now).await?;
    Ok(pools.into_iter().filter(|p| p.performance == performance.id).collect())
}

async fn require_places(
    conn: &mut Conn,
    organizer: OrganizerId,
    checked: &CheckedPerformance,
) -> Result<(), Failure<FormRefusal>> {
    require_venue(conn, organizer, checked.venue, "venue").await?;
    if let Places::Map(map) = checked.places
        && !venues::map_is_of(conn, organizer, map, checked.venue).await?
    {
        return Err(Failure::Refused(FormRefusal::one("seat_map", Problem::NotAChoice)));
    }
    Ok(())
}

/// Locks the event of a date, like every other edit of it.
async fn lock_performance(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: PerformanceId,
) -> Result<Performance, Failure<EventRefusal>> {
    let unknown = || Failure::Refused(EventRefusal::Unknown);
    let event = events::event_of_performance(conn, organizer, id).await?.ok_or_else(unknown)?;
    events::lock(conn, organizer, event).await?.ok_or_else(unknown)?;
    let found = events::performances_by_id(conn, organizer, &[id.0]).await?;
    found.into_iter().next().ok_or_else(unknown)
}

/// Gives a pool another capacity. Carts whose time is over are let go first.
async fn resize(
    conn: &mut Conn,
    organizer: OrganizerId,
    performance: PerformanceId,
    pool: PoolId,
    capacity: u32,
    now: DateTime<Utc>,
) -> Result<(), Failure<FormRefusal>> {
    holds::lock_pools_of(conn, organizer, &[performance.0]).await?;
    holds::expire_due(conn, organizer, &[performance.0], now).await?;
    let locked = holds::lock_pools(conn, organizer, &[pool.0]).await?;
    let in_use = locked.first().map_or(0, |p| (p.held + p.sold).unsigned_abs());
    check_resize(capacity, in_use).map_err(|problem| refuse("capacity", problem))?;
    events::set_capacity(conn, organizer, pool, capacity).await?;
    Ok(())
}
