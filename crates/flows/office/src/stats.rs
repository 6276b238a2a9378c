//! Numbers an organizer watches. They are counted from tickets, so that each opens the list it was counted from.

use crate::Office;
use base::failure::Never;
use base::{Actor, Failure, Fault};
use domain::event::Performance;
use domain::ids::{EventId, PerformanceId};
use domain::role::Permission;
use domain::stats::{Attendance, EventCounts, EventStats, ScanStats};
use std::collections::HashMap;
use storage::{Conn, events, stats};

impl Office {
    pub async fn event_stats(&self, actor: &Actor, event: EventId) -> Result<Option<EventStats>, Failure<Never>> {
        actor.require(Permission::SeeSales)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let Some(event) = events::find(&mut tx, organizer, event).await? else { return Ok(None) };
        let performances = events::performances(&mut tx, organizer, event.id).await?;
        let pools = events::pools(&mut tx, organizer, event.id, now).await?;
        let types = events::ticket_types(&mut tx, organizer, &[event.id.0], &[]).await?;
        let tickets = stats::ticket_sums(&mut tx, organizer, &event).await?;
        let attendance = stats::attendance(&mut tx, organizer, event.id).await?;
        tx.commit().await?;
        let ticket_types = types.into_iter().map(|t| (t.ticket_type.id, t.ticket_type.name)).collect();
        let counts = EventCounts { performances, pools, ticket_types, tickets, attendance };
        Ok(Some(EventStats::of(&event, counts, now).map_err(Fault::from)?))
    }

    /// Per date, in the order of time.
    pub async fn scan_stats(
        &self,
        actor: &Actor,
        event: EventId,
    ) -> Result<Vec<(Performance, ScanStats)>, Failure<Never>> {
        // Stewards watch their gates too.
        actor.require(Permission::SeeSales).or_else(|_| actor.require(Permission::Admit))?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let all = scan_stats(&mut tx, actor, event).await?;
        tx.commit().await?;
        Ok(all)
    }
}

async fn scan_stats(conn: &mut Conn, actor: &Actor, event: EventId) -> Result<Vec<(Performance, ScanStats)>, Fault> {
    let organizer = actor.organizer;
    let performances = events::performances(conn, organizer, event).await?;
    let attendance: HashMap<PerformanceId, Attendance> =
        stats::attendance(conn, organizer, event).await?.into_iter().map(|a| (a.performance, a)).collect();
    let gates = stats::scans_by_gate(conn, organizer, event).await?;
    let quarters = stats::entries_by_quarter(conn, organizer, event).await?;
    let refusals = stats::refusals(conn, organizer, event).await?;
    let of_date = |performance: Performance| {
        let id = performance.id;
        let came = attendance.get(&id);
        let stats = ScanStats {
            performance: id,
            expected: came.map_or(0, |a| a.expected_at(performance.status)),
            admitted: came.map_or(0, |a| a.admitted),
            inside: came.map_or(0, |a| a.inside),
            by_gate: gates.iter().filter(|(p, _)| *p == id).map(|(_, g)| g.clone()).collect(),
            by_quarter: quarters.iter().filter(|(p, ..)| *p == id).map(|(_, at, n)| (*at, *n)).collect(),
            refused: refusals.iter().filter(|(p, ..)| *p == id).map(|(_, why, n)| (*why, *n)).collect(),
        };
        (performance, stats)
    };
    Ok(performances.into_iter().map(of_date).collect())
}
