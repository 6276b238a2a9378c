//! The gate: every scan is decided under its ticket's lock and written whatever the answer is.

use crate::Door;
use crate::gate_desk::ScanRequest;
use base::{Actor, Failure, Fault};
use domain::admission::{GateCounts, Scan, ScanAnswer, ScannedTicket};
use domain::gate::{
    FoundTicket, GatePerformance, PERFORMANCES_MAX, ScanRefusal, check, is_offered, offered_around, scan_window,
    search_words,
};
use domain::ids::{OrganizerId, PerformanceId};
use domain::role::Permission;
use std::collections::HashMap;
use storage::{Conn, admissions};
use uuid::Uuid;

const FOUND_MAX: u32 = 20;

impl Door {
    /// Decides a scan. Of any number of scans of one ticket at the same instant one is let in; the same scan again gets the
    /// same answer and changes nothing, and another one under its nonce is refused. Scans that come together share a transaction.
    pub async fn validate(&self, actor: &Actor, scan: &Scan) -> Result<ScanAnswer, Failure<ScanRefusal>> {
        actor.require(Permission::Admit)?;
        let received_at = self.base.clock.now();
        check(scan, received_at).map_err(Failure::Refused)?;
        let organizer = actor.organizer;
        // The costly part, outside the queue and the transaction.
        let code = self.base.read_code(organizer, &scan.code).await?;
        self.ask_gate_desk(organizer, ScanRequest::new(actor, scan, code, received_at)).await
    }

    /// Dates a gate can be set to: from twelve hours ago to 48 hours ahead, and all of today by the clock of the venue.
    pub async fn gate_performances(
        &self,
        actor: &Actor,
    ) -> Result<Vec<GatePerformance>, Failure<base::failure::Never>> {
        actor.require(Permission::Admit)?;
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(actor.organizer).await?;
        let (from, until) = offered_around(now);
        let mut found = admissions::gate_performances(&mut tx, actor.organizer, from, until).await?;
        found.retain(|p| is_offered(p.performance.starts_at, p.zone, now));
        let ids: Vec<Uuid> = found.iter().map(|p| p.performance.id.0).collect();
        let counts: HashMap<_, _> = admissions::counts(&mut tx, actor.organizer, &ids).await?.into_iter().collect();
        for performance in &mut found {
            performance.counts = counts.get(&performance.performance.id).copied().unwrap_or_default();
        }
        tx.commit().await?;
        Ok(found)
    }

    /// Counts of these dates together; of those around now when none are named.
    pub async fn gate_counts(
        &self,
        actor: &Actor,
        performances: &[PerformanceId],
    ) -> Result<GateCounts, Failure<base::failure::Never>> {
        actor.require(Permission::Admit)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let ids = self.performances_or_now(&mut tx, actor.organizer, performances).await?;
        let counts = admissions::counts(&mut tx, actor.organizer, &ids).await?;
        tx.commit().await?;
        Ok(counts.into_iter().map(|(_, counts)| counts).sum())
    }

    /// Valid tickets of these dates by a part of the holder's or buyer's name or of the order number, with their codes, so
    /// that whoever forgot their phone is let in by the same scan as everybody; and with who is inside already.
    pub async fn find_tickets_at_gate(
        &self,
        actor: &Actor,
        text: &str,
        performances: &[PerformanceId],
    ) -> Result<Vec<FoundTicket>, Failure<base::failure::Never>> {
        actor.require(Permission::Admit)?;
        let Some(words) = search_words(text) else { return Ok(Vec::new()) };
        let organizer = actor.organizer;
        let mut tx = self.base.organizer(organizer).await?;
        let performances = self.performances_or_now(&mut tx, organizer, performances).await?;
        let found = admissions::search(&mut tx, organizer, &words, &performances, FOUND_MAX).await?;
        let signer = self.base.signer(&mut tx, organizer).await?;
        let ids: Vec<Uuid> = found.iter().map(|t| t.ticket.0).collect();
        let mut codes = HashMap::new();
        for ticket in &found {
            codes.insert(ticket.ticket, signer.code(ticket)?);
        }
        let tickets = admissions::tickets(&mut tx, organizer, &ids).await?;
        let mut inside: HashMap<_, _> = admissions::inside_since(&mut tx, organizer, &ids).await?.into_iter().collect();
        tx.commit().await?;
        let with_code = |ticket: ScannedTicket| {
            let (code, inside_since) = (codes.remove(&ticket.id)?, inside.remove(&ticket.id));
            Some(FoundTicket { ticket, code, inside_since })
        };
        Ok(tickets.into_iter().filter_map(with_code).collect())
    }

    async fn performances_or_now(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        performances: &[PerformanceId],
    ) -> Result<Vec<Uuid>, Fault> {
        let performances = if performances.is_empty() {
            let (from, until) = scan_window(self.base.clock.now());
            admissions::performances_between(conn, organizer, from, until).await?
        } else {
            performances.iter().copied().take(PERFORMANCES_MAX as usize).collect()
        };
        Ok(performances.into_iter().map(|p| p.0).collect())
    }
}
