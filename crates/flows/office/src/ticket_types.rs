//! Ticket types, and which places they draw from.

use crate::Office;
use crate::events::{read_edit, require_event, unknown_event};
use base::live::News;
use base::saving::SaveRequest;
use base::{Actor, Failure, Fault, saving};
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::edit::{EventRefusal, TicketTypeEdit};
use domain::form::{CheckedTicketType, FormRefusal, TicketTypeForm};
use domain::ids::{EventId, OrganizerId, PerformanceId, PoolId, TicketTypeId};
use domain::question::{Question, is_leap};
use domain::refusal::{FieldProblem, Problem, Unit};
use domain::role::Permission;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
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
        let checked = form.check(whole.currency).and_then(|checked| {
            // Nobody could ever buy it.
            let (max, unit) = (whole.order_max.into(), Unit::TicketsPerOrder);
            match checked.order_min > whole.order_max {
                true => Err(vec![FieldProblem::new("order_min", Problem::OutOfRange { min: 1, max, unit })]),
                false => Ok(checked),
            }
        });
        let refused = |problems: Vec<FieldProblem>| Failure::Refused(FormRefusal::from(problems));
        let id = match ticket_type {
            None => self.insert_ticket_type(&mut tx, actor, event, &checked.map_err(refused)?, "zones", now).await?,
            Some(id) => {
                let Some(old) = known_type(&mut tx, organizer, event, id, now).await? else {
                    return Err(unknown_event());
                };
                let stored = TicketTypeForm::of(&old.ticket_type, old.zones.clone());
                // Who presses twice sends what is there already.
                if saving.is_stale(&stored) && checked != stored.check(whole.currency) {
                    return Err(Failure::Refused(FormRefusal::one("opened", Problem::ChangedMeanwhile)));
                }
                let checked = checked.map_err(refused)?;
                saving.ask(price_question(&old, &checked)?.into_iter().collect()).map_err(Failure::Refused)?;
                events::update_ticket_type(&mut tx, organizer, id, &checked).await?;
                let draws = chosen_draws(&mut tx, organizer, event, &checked.zones, "zones").await?;
                events::set_draws(&mut tx, organizer, id, &draws).await?;
                let detail = detail(event, &checked);
                self.base.record(&mut tx, organizer, now, actor, Action::TicketTypeChanged, id, detail).await?;
                id
            }
        };
        self.send_price_news(&mut tx, organizer, event).await?;
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
        if known.sold > 0 {
            let name = known.ticket_type.name;
            saving.ask(vec![Question::WithdrawSold { name, sold: known.sold }]).map_err(Failure::Refused)?;
        }
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
        self.send_price_news(conn, organizer, event).await
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

    async fn send_price_news(&self, conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<(), Fault> {
        for performance in events::performances(conn, organizer, event).await? {
            self.base.send_news(conn, News::Availability { organizer, performance: performance.id }).await?;
        }
        Ok(())
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

fn price_question(old: &TicketTypeEdit, new: &CheckedTicketType) -> Result<Option<Question>, Fault> {
    let (was, now) = (&old.ticket_type.price, &new.price);
    if old.sold == 0 || !is_leap(was, now) {
        return Ok(None);
    }
    let (was, now) = (was.quote()?.total()?, now.quote()?.total()?);
    Ok(Some(Question::PriceLeap { was, now, sold: old.sold }))
}

fn detail(event: EventId, checked: &CheckedTicketType) -> serde_json::Value {
    json!({"event": event, "name": checked.name, "price": checked.price.price, "fee": checked.price.fee})
}

/// A pool of one date, by the name it is chosen by.
pub(crate) struct NamedPool {
    pub(crate) pool: PoolId,
    pub(crate) name: String,
    pub(crate) seated: bool,
}

/// "All places" of one date. Several crowds can't be meant at once, for a ticket would take a place in each.
fn all_places(pools: &[NamedPool]) -> Option<Vec<PoolId>> {
    (pools.len() == 1 || pools.iter().all(|p| p.seated)).then(|| pools.iter().map(|p| p.pool).collect())
}

/// What a ticket type with these zones draws from on all dates; no zones mean all places.
async fn chosen_draws(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    zones: &[String],
    field: &str,
) -> Result<Vec<(PerformanceId, PoolId)>, Failure<FormRefusal>> {
    let performances = named_pools(conn, organizer, event).await?;
    let refuse = |problem| Failure::Refused(FormRefusal::one(field, problem));
    if zones.iter().any(|zone| !performances.values().flatten().any(|p| p.name == *zone)) {
        return Err(refuse(Problem::NotAChoice));
    }
    let mut draws = Vec::new();
    for (performance, pools) in &performances {
        let drawn = if zones.is_empty() {
            all_places(pools).ok_or_else(|| refuse(Problem::Missing))?
        } else {
            pools.iter().filter(|p| zones.contains(&p.name)).map(|p| p.pool).collect()
        };
        draws.extend(drawn.into_iter().map(|pool| (*performance, pool)));
    }
    Ok(draws)
}

async fn named_pools(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
) -> Result<BTreeMap<PerformanceId, Vec<NamedPool>>, Fault> {
    let mut performances: BTreeMap<PerformanceId, Vec<NamedPool>> = BTreeMap::new();
    for (performance, pool, name, seated) in events::pool_names(conn, organizer, event).await? {
        performances.entry(performance).or_default().push(NamedPool { pool, name, seated });
    }
    Ok(performances)
}

/// What a ticket type draws from on the dates there are: what a new date goes by.
#[derive(Default)]
pub(crate) struct UsualPools {
    names: BTreeSet<String>,
    /// On some date it is sold for every place.
    all: bool,
}

pub(crate) type UsualDraws = Vec<(TicketTypeId, UsualPools)>;

impl UsualPools {
    /// The pools of a new date: those of the same names; where there are none of these, all places, if that is what the
    /// type is for.
    pub(crate) fn of(&self, pools: &[NamedPool]) -> Vec<PoolId> {
        let same: Vec<PoolId> = pools.iter().filter(|p| self.names.contains(&p.name)).map(|p| p.pool).collect();
        match same.is_empty() && (self.all || self.names.is_empty()) {
            true => all_places(pools).unwrap_or_default(),
            false => same,
        }
    }
}

/// The habits of all ticket types of an event.
pub(crate) async fn draws_of_new(conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<UsualDraws, Fault> {
    let performances = named_pools(conn, organizer, event).await?;
    let mut drawn: BTreeMap<TicketTypeId, BTreeMap<PerformanceId, BTreeSet<PoolId>>> = BTreeMap::new();
    let mut habits: BTreeMap<TicketTypeId, UsualPools> = BTreeMap::new();
    for stored in events::ticket_types(conn, organizer, &[event.0], &[]).await? {
        habits.insert(stored.ticket_type.id, UsualPools::default());
    }
    for (ticket_type, performance, pool, name) in events::draw_names(conn, organizer, event).await? {
        habits.entry(ticket_type).or_default().names.insert(name);
        drawn.entry(ticket_type).or_default().entry(performance).or_default().insert(pool);
    }
    for (ticket_type, by_date) in &drawn {
        let is_all = |(performance, pools): (&PerformanceId, &BTreeSet<PoolId>)| {
            performances.get(performance).is_some_and(|d| d.len() == pools.len())
        };
        if let Some(habit) = habits.get_mut(ticket_type) {
            habit.all = by_date.iter().any(is_all);
        }
    }
    Ok(habits.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn pools(names: &[(&str, bool)]) -> Vec<NamedPool> {
        let pool = |(n, (name, seated)): (usize, &(&str, bool))| NamedPool {
            pool: PoolId(Uuid::from_u128(n as u128)),
            name: (*name).to_owned(),
            seated: *seated,
        };
        names.iter().enumerate().map(pool).collect()
    }

    fn habit(names: &[&str], all: bool) -> UsualPools {
        UsualPools { names: names.iter().map(|n| (*n).to_owned()).collect(), all }
    }

    #[test]
    fn all_places_are_one_crowd_or_any_number_of_seats() {
        assert_eq!(all_places(&pools(&[("Floor", false)])).map(|p| p.len()), Some(1));
        assert_eq!(all_places(&pools(&[("Stalls", true), ("Gallery", true)])).map(|p| p.len()), Some(2));
        assert_eq!(all_places(&pools(&[("North", false), ("South", false)])), None);
        assert_eq!(all_places(&pools(&[("Stand", true), ("Floor", false)])), None);
    }

    #[test]
    fn a_new_date_goes_by_the_names_of_the_others() {
        let hall = pools(&[("Stalls", true), ("Gallery", true)]);
        assert_eq!(habit(&["Gallery"], false).of(&hall), [hall[1].pool]);
        assert_eq!(habit(&["Box"], false).of(&hall), []);
        assert_eq!(habit(&["General admission"], true).of(&hall).len(), 2);
        assert_eq!(habit(&[], false).of(&hall).len(), 2);
    }
}
