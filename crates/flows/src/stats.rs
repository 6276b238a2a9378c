//! Numbers an organizer watches.

use crate::{Actor, Failure, Fault, Flows, failure::Never};
use domain::event::Performance;
use domain::ids::EventId;
use domain::stats::{EventStats, ScanStats};

impl Flows {
    pub async fn event_stats(&self, actor: &Actor, event: EventId) -> Result<Option<EventStats>, Failure<Never>> {
        let _ = (actor, event);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Per date, in the order of time.
    pub async fn scan_stats(
        &self,
        actor: &Actor,
        event: EventId,
    ) -> Result<Vec<(Performance, ScanStats)>, Failure<Never>> {
        let _ = (actor, event);
        Err(Fault::Broken("not written yet".into()).into())
    }
}
