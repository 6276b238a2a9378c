//! Dates that become others for whoever has tickets of them.

use crate::Office;
use base::saving::SaveRequest;
use base::{Failure, Fault};
use chrono::{DateTime, Utc};
use domain::event::{Event, Performance};
use domain::form::FormRefusal;
use domain::ids::{EventId, OrganizerId};
use domain::question::{PerformanceMove, Question, sold_moves};
use domain::refusal::Problem;
use domain::time::Timezone;
use std::collections::BTreeSet;
use storage::events::HallSlot;
use storage::{Conn, events};
use uuid::Uuid;

impl Office {
    /// Gives the dates of an event the same hours in another zone, and asks about those that are sold. What is over stays as it
    /// was.
    pub(super) async fn keep_hours(
        &self,
        conn: &mut Conn,
        event: &Event,
        zone: Timezone,
        saving: &SaveRequest<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<PerformanceMove>, Failure<FormRefusal>> {
        if zone == event.zone {
            return Ok(Vec::new());
        }
        let before = events::performances(conn, event.organizer, event.id).await?;
        let mut to_move: Vec<&Performance> = before.iter().filter(|performance| performance.ends_by() > now).collect();
        // By id: whoever sells several of them locks them so.
        to_move.sort_by_key(|performance| performance.id);
        for performance in to_move {
            // An hour that doesn't exist there can't be kept.
            let times = performance.times().at_the_same_hours(event.zone, zone, now);
            let times = times.map_err(|_| Failure::Refused(FormRefusal::one("zone", Problem::SkippedHour)))?;
            events::set_times(conn, event.organizer, performance.id, &times).await?;
        }
        let after = events::performances(conn, event.organizer, event.id).await?;
        let moves = moves_of_sold(conn, (&before, event.zone), (&after, zone), event, now).await?;
        saving
            .ask(move_question(conn, event.organizer, &moves).await?.into_iter().collect())
            .map_err(Failure::Refused)?;
        Ok(moves)
    }
}

/// The dates with sold tickets that were at another hour or place before.
pub(crate) async fn moves_of_sold(
    conn: &mut Conn,
    before: (&[Performance], Timezone),
    after: (&[Performance], Timezone),
    event: &Event,
    now: DateTime<Utc>,
) -> Result<Vec<PerformanceMove>, Fault> {
    let pools = events::pools(conn, event.organizer, event.id, now).await?;
    let sold: BTreeSet<_> = pools.iter().filter(|p| p.sold > 0).map(|p| p.performance).collect();
    Ok(sold_moves(before, after, &sold, now))
}

/// What is asked about these moves, if there are any.
pub(crate) async fn move_question(
    conn: &mut Conn,
    organizer: OrganizerId,
    moves: &[PerformanceMove],
) -> Result<Option<Question>, Fault> {
    if moves.is_empty() {
        return Ok(None);
    }
    let ids: Vec<Uuid> = moves.iter().map(|m| m.performance.0).collect();
    let sold = events::concerned(conn, organizer, &ids).await?;
    Ok(Some(Question::MoveSold { moves: moves.to_vec(), sold }))
}

/// What is asked where something else takes place in the hall of this date at its time.
pub(crate) async fn hall_question(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    performance: &Performance,
) -> Result<Option<Question>, Fault> {
    let wanted = HallSlot {
        event,
        performance: performance.id,
        venue: performance.venue.id,
        seat_map: performance.seat_map,
        starts_at: performance.starts_at,
        ends_at: performance.ends_at,
    };
    Ok(Question::same_place(events::clashes(conn, organizer, &wanted).await?))
}
