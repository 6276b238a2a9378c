//! The gate: every scan is decided under its ticket's lock and written whatever the answer is.

use crate::Door;
use crate::gate_desk::ScanRequest;
use base::{Actor, Failure, Fault};
use chrono::{DateTime, Duration, NaiveTime, Utc};
use domain::admission::{GateCounts, Scan, ScanAnswer, ScannedTicket};
use domain::fold;
use domain::gate::{
    CLOCK_OFF_DAYS_MAX, CODE_CHARS_MAX, FoundTicket, GATE_CHARS_MAX, GatePerformance, NONCE_CHARS_MAX,
    PERFORMANCES_MAX, SEARCH_CHARS_MAX, SEARCH_CHARS_MIN, ScanRefusal,
};
use domain::ids::{OrganizerId, PerformanceId};
use domain::role::Permission;
use std::collections::HashMap;
use storage::{Conn, admissions};
use uuid::Uuid;

/// What a gate that was told no dates admits to, in hours around now.
const ADMITS_BACK_HOURS: i64 = 12;
const ADMITS_AHEAD_HOURS: i64 = 18;
/// What a gate is offered to choose from.
const OFFERS_AHEAD_HOURS: i64 = 48;
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
        // A day more on both sides, of which "today" is then taken by each venue's own clock.
        let (from, until) = (now - Duration::hours(36), now + Duration::hours(OFFERS_AHEAD_HOURS));
        let mut found = admissions::gate_performances(&mut tx, actor.organizer, from, until).await?;
        found.retain(|p| {
            let starts = p.performance.starts_at;
            starts >= now - Duration::hours(ADMITS_BACK_HOURS) || p.zone.local(starts) >= midnight(p.zone.local(now))
        });
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
        let mut sum = GateCounts::default();
        for (_, counts) in admissions::counts(&mut tx, actor.organizer, &ids).await? {
            sum.expected += counts.expected;
            sum.inside += counts.inside;
            sum.entries += counts.entries;
            sum.exits += counts.exits;
            sum.refused += counts.refused;
        }
        tx.commit().await?;
        Ok(sum)
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
        let text = domain::typed::trim(text);
        let words = fold::words(text);
        let typeable = (SEARCH_CHARS_MIN..=SEARCH_CHARS_MAX).contains(&text.chars().count()) && !text.contains('\0');
        if !typeable || words.is_empty() {
            return Ok(Vec::new());
        }
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
            around(conn, organizer, self.base.clock.now()).await?
        } else {
            performances.iter().copied().take(PERFORMANCES_MAX as usize).collect()
        };
        Ok(performances.into_iter().map(|p| p.0).collect())
    }
}

fn check(scan: &Scan, now: DateTime<Utc>) -> Result<(), ScanRefusal> {
    if !is_plain(&scan.nonce, NONCE_CHARS_MAX) {
        return Err(ScanRefusal::Nonce { max: NONCE_CHARS_MAX });
    }
    if !is_plain(&scan.gate, GATE_CHARS_MAX) {
        return Err(ScanRefusal::Gate { max: GATE_CHARS_MAX });
    }
    if scan.code.chars().count() > CODE_CHARS_MAX as usize {
        return Err(ScanRefusal::CodeTooLong { max: CODE_CHARS_MAX });
    }
    if scan.performances.len() > PERFORMANCES_MAX as usize {
        return Err(ScanRefusal::TooManyPerformances { max: PERFORMANCES_MAX });
    }
    if (scan.at - now).num_days().abs() > CLOCK_OFF_DAYS_MAX {
        return Err(ScanRefusal::ClockOff { now });
    }
    Ok(())
}

fn is_plain(text: &str, max: u32) -> bool {
    !domain::typed::is_blank(text) && text.chars().count() <= max as usize && !text.chars().any(char::is_control)
}

async fn around(conn: &mut Conn, organizer: OrganizerId, now: DateTime<Utc>) -> Result<Vec<PerformanceId>, Fault> {
    let (from, until) = admitted_now(now);
    Ok(admissions::performances_between(conn, organizer, from, until).await?)
}

/// When a date starts that a gate without dates admits to.
pub(crate) fn admitted_now(now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    (now - Duration::hours(ADMITS_BACK_HOURS), now + Duration::hours(ADMITS_AHEAD_HOURS))
}

fn midnight(local: chrono::NaiveDateTime) -> chrono::NaiveDateTime {
    local.date().and_time(NaiveTime::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::admission::Direction;

    #[test]
    fn a_scan_that_cannot_be_kept_is_refused_by_name() {
        let now = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let good = Scan {
            code: "X".into(),
            gate: "North".into(),
            direction: Direction::In,
            at: now,
            nonce: "n1".into(),
            performances: Vec::new(),
        };
        let max = |chars: u32| "x".repeat(chars as usize + 1);
        let verdict = |change: &dyn Fn(&mut Scan)| {
            let mut scan = good.clone();
            change(&mut scan);
            check(&scan, now).err()
        };
        let nonce = Some(ScanRefusal::Nonce { max: NONCE_CHARS_MAX });
        assert_eq!(verdict(&|_| {}), None);
        assert_eq!(verdict(&|s| s.nonce = " ".into()), nonce);
        assert_eq!(verdict(&|s| s.nonce = "\u{3164}".into()), nonce, "nothing to see");
        assert_eq!(verdict(&|s| s.nonce = "a\0b".into()), nonce);
        assert_eq!(verdict(&|s| s.nonce = max(NONCE_CHARS_MAX)), nonce);
        assert_eq!(verdict(&|s| s.gate = String::new()), Some(ScanRefusal::Gate { max: GATE_CHARS_MAX }));
        assert_eq!(verdict(&|s| s.code = max(CODE_CHARS_MAX)), Some(ScanRefusal::CodeTooLong { max: CODE_CHARS_MAX }));
        assert_eq!(verdict(&|s| s.code = "\0".into()), None, "a code isn't kept: whatever it holds is an answer");
        assert_eq!(verdict(&|s| s.at = DateTime::<Utc>::MAX_UTC), Some(ScanRefusal::ClockOff { now }));
        assert_eq!(verdict(&|s| s.at = DateTime::<Utc>::MIN_UTC), Some(ScanRefusal::ClockOff { now }));
    }
}
