//! An event with everything in it, as its editor shows it.

use base::Fault;
use chrono::{DateTime, Utc};
use domain::edit::missing::{TicketTypeDraw, missing};
use domain::edit::{EventEdit, PerformanceEdit, TicketTypeEdit};
use domain::event::Pool;
use domain::ids::{EventId, OrganizerId, PerformanceId};
use std::collections::HashMap;
use storage::events::PoolDraw;
use storage::{Conn, events};

pub(crate) async fn read(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: EventId,
    now: DateTime<Utc>,
) -> Result<Option<EventEdit>, Fault> {
    let Some(event) = events::find(conn, organizer, id).await? else { return Ok(None) };
    let performances = events::performances(conn, organizer, id).await?;
    let pairs: Vec<_> = performances.iter().map(|p| (organizer, p.id)).collect();
    let draws = events::draws(conn, &pairs, now).await?;
    let types = events::ticket_types(conn, organizer, &[id.0], &draws).await?;
    let sold: HashMap<_, _> = events::sold_by_type(conn, organizer, id).await?.into_iter().collect();
    let touched = events::touched(conn, organizer, id).await?;
    let mut pools: HashMap<PerformanceId, Vec<Pool>> = HashMap::new();
    let mut pool_names: Vec<String> = Vec::new();
    for pool in events::pools(conn, organizer, id, now).await? {
        if !pool_names.contains(&pool.name) {
            pool_names.push(pool.name.clone());
        }
        pools.entry(pool.performance).or_default().push(pool);
    }
    let mut ticket_types = Vec::with_capacity(types.len());
    for stored in types {
        let kind = stored.ticket_type;
        let drawn: Vec<&PoolDraw> = draws.iter().filter(|d| d.ticket_type == kind.id).collect();
        let is_drawn =
            |name: &&String| pools.values().flatten().any(|p| p.name == **name && drawn.iter().any(|d| d.pool == p.id));
        ticket_types.push(TicketTypeEdit {
            active: stored.active,
            sold: sold.get(&kind.id).copied().unwrap_or(0),
            zones: pool_names.iter().filter(is_drawn).cloned().collect(),
            ticket_type: kind,
            prices: stored.prices,
        });
    }
    let performances: Vec<PerformanceEdit> = performances
        .into_iter()
        .map(|performance| {
            let pools = pools.remove(&performance.id).unwrap_or_default();
            PerformanceEdit {
                sold: pools.iter().map(|p| p.sold).sum(),
                held: pools.iter().map(|p| p.held).sum(),
                untouched: !touched.contains(&performance.id),
                performance,
                pools,
            }
        })
        .collect();
    let draws: Vec<TicketTypeDraw> = draws
        .iter()
        .map(|d| TicketTypeDraw { ticket_type: d.ticket_type, performance: d.performance, active: d.active })
        .collect();
    let missing = missing(event.status, &performances, &ticket_types, &draws, now);
    let sold = sold.values().sum();
    Ok(Some(EventEdit { event, performances, ticket_types, pool_names, missing, sold }))
}

/// Places of an event that are sold or in carts whose time isn't over.
pub(crate) async fn places_in_use(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    now: DateTime<Utc>,
) -> Result<u32, Fault> {
    Ok(events::pools(conn, organizer, event, now).await?.iter().map(Pool::in_use).sum())
}
