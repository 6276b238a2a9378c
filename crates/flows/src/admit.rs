//! The gate: one transaction per scan, decided under the ticket's lock, written whatever the answer is.

use crate::live::News;
use crate::{Actor, Failure, Fault, Flows};
use chrono::{DateTime, Duration, NaiveTime, Utc};
use domain::admission::{Answer, GateCounts, Reason, Scan, ScannedTicket, Verdict, decide};
use domain::code::{self, TicketClaim};
use domain::gate::{
    CLOCK_OFF_DAYS_MAX, CODE_CHARS_MAX, GATE_CHARS_MAX, GatePerformance, NONCE_CHARS_MAX, PERFORMANCES_MAX, ScanRefusal,
};
use domain::ids::{AdmissionId, OrganizerId, PerformanceId};
use domain::role::Permission;
use serde_json::json;
use std::collections::HashMap;
use storage::admissions::{self, Admission};
use storage::{Conn, stream};
use uuid::Uuid;

/// What a gate that was told no dates admits to, in hours around now.
const ADMITS_BACK_HOURS: i64 = 12;
const ADMITS_AHEAD_HOURS: i64 = 18;
/// What a gate is offered to choose from.
const OFFERS_AHEAD_HOURS: i64 = 48;
const FOUND_MAX: u32 = 20;
const SEARCH_CHARS: std::ops::RangeInclusive<usize> = 2..=120;

impl Flows {
    /// Decides a scan. Of any number of scans of one ticket at the same instant one is let in; the same nonce again gets
    /// the same answer and changes nothing.
    pub async fn validate(&self, actor: &Actor, scan: &Scan) -> Result<Answer, Failure<ScanRefusal>> {
        actor.require(Permission::Admit)?;
        let now = self.clock.now();
        check(scan, now).map_err(Failure::Refused)?;
        let organizer = actor.organizer;
        let mut tx = self.organizer(organizer).await?;
        admissions::lock_nonce(&mut tx, organizer, &scan.nonce).await?;
        if let Some(decided) = admissions::by_nonce(&mut tx, organizer, &scan.nonce).await? {
            let answer = answer(&mut tx, organizer, decided).await?;
            tx.commit().await?;
            return Ok(answer);
        }
        let at_gate = at_gate(&mut tx, organizer, scan, now).await?;
        let (claim, verdict, performance) = self.judge(&mut tx, organizer, scan, &at_gate).await?;
        let admission = Admission {
            id: AdmissionId(self.chance.uuid(now)),
            ticket: claim.map(|c| c.ticket),
            performance: performance.filter(|p| at_gate.contains(p)).or(match scan.performances.as_slice() {
                [only] => Some(*only),
                _ => performance,
            }),
            gate: scan.gate.trim().to_owned(),
            direction: scan.direction,
            verdict,
            at: scan.at,
            received_at: now,
            nonce: scan.nonce.clone(),
            actor: actor.to_string(),
        };
        let number = admissions::insert(&mut tx, organizer, &admission).await?;
        self.tell(&mut tx, organizer, &admission).await?;
        let decided = admissions::Decided { id: admission.id, ticket: admission.ticket, verdict, number };
        let answer = answer(&mut tx, organizer, decided).await?;
        tx.commit().await?;
        let result = match verdict {
            Verdict::Admitted => "admitted",
            Verdict::Left => "left",
            Verdict::Refused { .. } => "refused",
        };
        metrics::counter!("tessera_scans_total", "verdict" => result).increment(1);
        Ok(answer)
    }

    /// Dates a gate can be set to: from twelve hours ago to 48 hours ahead, and all of today by the clock of the venue.
    pub async fn gate_performances(
        &self,
        actor: &Actor,
    ) -> Result<Vec<GatePerformance>, Failure<crate::failure::Never>> {
        actor.require(Permission::Admit)?;
        let now = self.clock.now();
        let mut tx = self.organizer(actor.organizer).await?;
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
    ) -> Result<GateCounts, Failure<crate::failure::Never>> {
        actor.require(Permission::Admit)?;
        let mut tx = self.organizer(actor.organizer).await?;
        let ids = self.dates_or_now(&mut tx, actor.organizer, performances).await?;
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

    /// Valid tickets of these dates by a part of the holder's or buyer's name or of the order number, with their codes,
    /// so that whoever forgot their phone is let in by the same scan as everybody.
    pub async fn find_tickets_at_gate(
        &self,
        actor: &Actor,
        text: &str,
        performances: &[PerformanceId],
    ) -> Result<Vec<(ScannedTicket, String)>, Failure<crate::failure::Never>> {
        actor.require(Permission::Admit)?;
        let text = text.trim();
        if !SEARCH_CHARS.contains(&text.chars().count()) || text.contains('\0') {
            return Ok(Vec::new());
        }
        let organizer = actor.organizer;
        let mut tx = self.organizer(organizer).await?;
        let dates = self.dates_or_now(&mut tx, organizer, performances).await?;
        let found = admissions::search(&mut tx, organizer, text, &dates, FOUND_MAX).await?;
        let signer = self.signer(&mut tx, organizer).await?;
        let ids: Vec<Uuid> = found.iter().map(|t| t.ticket.0).collect();
        let mut codes = HashMap::new();
        for ticket in &found {
            codes.insert(ticket.ticket, signer.code(ticket)?);
        }
        let tickets = admissions::tickets(&mut tx, organizer, &ids).await?;
        tx.commit().await?;
        Ok(tickets.into_iter().filter_map(|t| codes.remove(&t.id).map(|code| (t, code))).collect())
    }

    /// Who it is, if anybody, and what becomes of them. Flips the ticket's `inside`.
    async fn judge(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        scan: &Scan,
        at_gate: &[PerformanceId],
    ) -> Result<(Option<TicketClaim>, Verdict, Option<PerformanceId>), Fault> {
        let refused = |reason| Verdict::Refused { reason };
        let keys = self.public_keys(conn, organizer).await?;
        let claim = match code::verify(&scan.code, |number| keys.get(&number).copied()) {
            Ok(claim) => claim,
            Err(code::CodeError::NotACode) => return Ok((None, refused(Reason::NotATicket), None)),
            Err(code::CodeError::UnknownKey | code::CodeError::Forged) => {
                return Ok((None, refused(Reason::Forged), None));
            }
        };
        let Some(entry) = admissions::lock_ticket(conn, organizer, claim.ticket).await? else {
            return Ok((None, refused(Reason::Unknown), None));
        };
        let verdict = decide(&entry, claim.issue, at_gate, scan.direction);
        match verdict {
            Verdict::Admitted => admissions::set_inside(conn, organizer, claim.ticket, true).await?,
            Verdict::Left => admissions::set_inside(conn, organizer, claim.ticket, false).await?,
            Verdict::Refused { .. } => {}
        }
        Ok((Some(claim), verdict, Some(entry.performance)))
    }

    async fn tell(&self, conn: &mut Conn, organizer: OrganizerId, scan: &Admission) -> Result<(), Fault> {
        let (kind, reason) = match scan.verdict {
            Verdict::Admitted => ("ticket.admitted", None),
            Verdict::Left => ("ticket.left", None),
            Verdict::Refused { reason } => ("ticket.refused", Some(reason.as_str())),
        };
        let payload = json!({
            "ticket": scan.ticket, "performance": scan.performance, "gate": scan.gate, "reason": reason, "at": scan.at,
        });
        stream::append(conn, organizer, scan.received_at, kind, &scan.id.to_string(), payload).await?;
        self.say(conn, News::Scan { organizer, performance: scan.performance }).await
    }

    async fn dates_or_now(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        performances: &[PerformanceId],
    ) -> Result<Vec<Uuid>, Fault> {
        let dates = if performances.is_empty() {
            around(conn, organizer, self.clock.now()).await?
        } else {
            performances.iter().copied().take(PERFORMANCES_MAX as usize).collect()
        };
        Ok(dates.into_iter().map(|p| p.0).collect())
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
    !text.trim().is_empty() && text.chars().count() <= max as usize && !text.chars().any(char::is_control)
}

async fn at_gate(
    conn: &mut Conn,
    organizer: OrganizerId,
    scan: &Scan,
    now: DateTime<Utc>,
) -> Result<Vec<PerformanceId>, Fault> {
    if scan.performances.is_empty() { around(conn, organizer, now).await } else { Ok(scan.performances.clone()) }
}

async fn around(conn: &mut Conn, organizer: OrganizerId, now: DateTime<Utc>) -> Result<Vec<PerformanceId>, Fault> {
    let (from, until) = (now - Duration::hours(ADMITS_BACK_HOURS), now + Duration::hours(ADMITS_AHEAD_HOURS));
    Ok(admissions::performances_between(conn, organizer, from, until).await?)
}

/// The answer as it was decided, said from the row, so that it is the same each time it is asked for.
async fn answer(conn: &mut Conn, organizer: OrganizerId, decided: admissions::Decided) -> Result<Answer, Fault> {
    let (ticket, earlier) = match decided.ticket {
        Some(id) => (
            admissions::ticket(conn, organizer, id).await?,
            admissions::last_passage(conn, organizer, id, decided.number).await?,
        ),
        None => (None, None),
    };
    Ok(Answer { admission: decided.id, verdict: decided.verdict, ticket, earlier })
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
        assert_eq!(verdict(&|s| s.nonce = "a\0b".into()), nonce);
        assert_eq!(verdict(&|s| s.nonce = max(NONCE_CHARS_MAX)), nonce);
        assert_eq!(verdict(&|s| s.gate = String::new()), Some(ScanRefusal::Gate { max: GATE_CHARS_MAX }));
        assert_eq!(verdict(&|s| s.code = max(CODE_CHARS_MAX)), Some(ScanRefusal::CodeTooLong { max: CODE_CHARS_MAX }));
        assert_eq!(verdict(&|s| s.code = "\0".into()), None, "a code isn't kept: whatever it holds is an answer");
        assert_eq!(verdict(&|s| s.at = DateTime::<Utc>::MAX_UTC), Some(ScanRefusal::ClockOff { now }));
        assert_eq!(verdict(&|s| s.at = DateTime::<Utc>::MIN_UTC), Some(ScanRefusal::ClockOff { now }));
    }
}
