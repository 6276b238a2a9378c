//! Ticket types, and which places they draw from.

use crate::Office;
use crate::events::{read_edit, require_event, unknown_event};
use base::saving::SaveRequest;
use base::{Actor, Failure, Fault, saving};
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::edit::draws::{NamedPool, PoolsByPerformance, UsualDraws, chosen, usual};
use domain::edit::{EventRefusal, TicketTypeEdit};
use domain::form::{CheckedTicketType, FormRefusal, TicketTypeForm};
use domain::ids::{EventId, OrganizerId, PerformanceId, PoolId, TicketTypeId};
use domain::question::Question;
use domain::refusal::FieldProblem;
use domain::role::Permission;
use serde_json::json;
use storage::{Conn, events};

impl Office {
    /// A new ticket type, or a changed one, for all dates. What is in carts keeps its price. Where it is sold and its price
    /// would become a hundred times as much, or as little, it is asked about first.
    pub async fn save_ticket_type(
        &self,
        actor: &Actor,
        event: EventId,
        ticket_type: Option<TicketTypeId>,
        form: &TicketTypeForm,
        saving: &SaveRequest<'_>,
    ) -> Result<TicketTypeId, Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        require_event(&mut tx, organizer, event).await?;
        let Some(whole) = events::find(&mut tx, organizer, event).await? else { return Err(unknown_event()) };
        let checked = form.check(whole.currency).and_then(|checked| checked.fits(whole.order_max));
        let refused = |problems: Vec<FieldProblem>| Failure::Refused(FormRefusal::from(problems));
        let id = match ticket_type {
            None => self.insert_ticket_type(&mut tx, actor, event, &checked.map_err(refused)?, "zones", now).await?,
            Some(id) => {
                let Some(old) = known_type(&mut tx, organizer, event, id, now).await? else {
                    return Err(unknown_event());
                };
                let stored = TicketTypeForm::of(&old.ticket_type, old.zones.clone());
                saving.check_opened(&stored, &checked, &stored.check(whole.currency)).map_err(Failure::Refused)?;
                let checked = checked.map_err(refused)?;
                let leap = Question::price_leap(&old.ticket_type.price, &checked.price, old.sold)?;
                saving.ask(leap.into_iter().collect()).map_err(Failure::Refused)?;
                events::update_ticket_type(&mut tx, organizer, id, &checked).await?;
                let draws = chosen_draws(&mut tx, organizer, event, &checked.zones, "zones").await?;
                events::set_draws(&mut tx, organizer, id, &draws).await?;
                let detail = detail(event, &checked);
                self.base.record(&mut tx, organizer, now, actor, Action::TicketTypeChanged, id, detail).await?;
                id
            }
        };
        self.send_performance_news(&mut tx, organizer, event).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Not sold any more; tickets of it stay valid. Where there are any, it is asked about first.
    pub async fn withdraw_ticket_type(
        &self,
        actor: &Actor,
        ticket_type: TicketTypeId,
        saving: &SaveRequest<'_>,
    ) -> Result<(), Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(actor.organizer).await?;
        let event = events::event_of_ticket_type(&mut tx, actor.organizer, ticket_type).await?;
        let event = event.ok_or_else(unknown_event)?;
        let known = known_type(&mut tx, actor.organizer, event, ticket_type, now).await?.ok_or_else(unknown_event)?;
        let question = Question::withdraw_sold(&known.ticket_type.name, known.sold);
        saving.ask(question.into_iter().collect()).map_err(Failure::Refused)?;
        self.set_active(&mut tx, actor, event, ticket_type, false).await?;
        tx.commit().await?;
        Ok(())
    }

    /// On sale again after it was withdrawn.
    pub async fn restore_ticket_type(
        &self,
        actor: &Actor,
        ticket_type: TicketTypeId,
    ) -> Result<(), Failure<EventRefusal>> {
        actor.require(Permission::EditEvents)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let event = events::event_of_ticket_type(&mut tx, actor.organizer, ticket_type).await?;
        let event = event.ok_or(Failure::Refused(EventRefusal::Unknown))?;
        self.set_active(&mut tx, actor, event, ticket_type, true).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn set_active(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        event: EventId,
        id: TicketTypeId,
        active: bool,
    ) -> Result<(), Fault> {
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        events::lock(conn, organizer, event).await?;
        events::set_ticket_type_active(conn, organizer, id, active).await?;
        let action = if active { Action::TicketTypeRestored } else { Action::TicketTypeWithdrawn };
        let detail = json!({"event": event});
        self.base.record(conn, organizer, now, actor, action, id, detail).await?;
        self.send_performance_news(conn, organizer, event).await
    }

    /// `field`: where a problem with the places is shown.
    pub(crate) async fn insert_ticket_type(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        event: EventId,
        checked: &CheckedTicketType,
        field: &str,
        now: DateTime<Utc>,
    ) -> Result<TicketTypeId, Failure<FormRefusal>> {
        let organizer = actor.organizer;
        let draws = chosen_draws(conn, organizer, event, &checked.zones, field).await?;
        let id = TicketTypeId(self.base.chance.uuid(now));
        events::insert_ticket_type(conn, organizer, event, id, checked).await?;
        events::add_draws(conn, organizer, id, &draws).await?;
        let detail = detail(event, checked);
        self.base.record(conn, organizer, now, actor, Action::TicketTypeCreated, id, detail).await?;
        Ok(id)
    }
}

/// Tells whether a ticket type's form would still be filled in the same way.
pub fn version(kind: &TicketTypeEdit) -> String {
    saving::version(&TicketTypeForm::of(&kind.ticket_type, kind.zones.clone()))
}

/// A ticket type of this event as its editor shows it.
async fn known_type(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    id: TicketTypeId,
    now: DateTime<Utc>,
) -> Result<Option<TicketTypeEdit>, Fault> {
    let whole = read_edit(conn, organizer, event, now).await?;
    Ok(whole.and_then(|whole| whole.ticket_types.into_iter().find(|kind| kind.ticket_type.id == id)))
}

fn detail(event: EventId, checked: &CheckedTicketType) -> serde_json::Value {
    json!({"event": event, "name": checked.name, "price": checked.price.price, "fee": checked.price.fee})
}

/// What a ticket type with these zones draws from on all dates; no zones mean all places.
async fn chosen_draws(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    zones: &[String],
    field: &str,
) -> Result<Vec<(PerformanceId, PoolId)>, Failure<FormRefusal>> {
    let dates = named_pools(conn, organizer, event).await?;
    chosen(&dates, zones).map_err(|problem| Failure::Refused(FormRefusal::one(field, problem)))
}

async fn named_pools(conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<PoolsByPerformance, Fault> {
    let mut dates = PoolsByPerformance::new();
    for (performance, pool, name, seated) in events::pool_names(conn, organizer, event).await? {
        dates.entry(performance).or_default().push(NamedPool { pool, name, seated });
    }
    Ok(dates)
}

/// The habits of all ticket types of an event.
pub(crate) async fn draws_of_new(conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<UsualDraws, Fault> {
    let dates = named_pools(conn, organizer, event).await?;
    let types = events::ticket_types(conn, organizer, &[event.0], &[]).await?;
    let draws = events::draw_names(conn, organizer, event).await?;
    Ok(usual(types.into_iter().map(|stored| stored.ticket_type.id), &dates, draws))
}
