//! The gate's desk: scans of one organizer that come together are decided one after the other in one transaction.
//!
//! The tickets are locked in the order of their ids, so that batches of two servers never wait for each other; only then is
//! read which nonces were decided before, so that another server's answer to the same scan is seen. A nonce that bears no
//! ticket, or two, isn't guarded by a ticket's lock: its unique constraint tells, when the scans are written, that somebody
//! was faster. Then nothing of the batch has happened, and it is decided anew.

use crate::admit::admitted_now;
use crate::desk::{Desk, NoAnswer, Unheard};
use crate::live::News;
use crate::together::{Batch, together};
use crate::{Failure, Fault, Flows};
use chrono::{DateTime, Utc};
use domain::admission::{AdmissionNote, Answer, Reason, Scan, ScannedTicket, Verdict, decide};
use domain::code::TicketClaim;
use domain::gate::ScanRefusal;
use domain::ids::{AdmissionId, OrganizerId, PerformanceId, TicketId};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use storage::Conn;
use storage::admissions::{self, Admission, Decided, Rostered};
use storage::stream::Happened;
use uuid::Uuid;

/// A ticket's lock that somebody doesn't let go of is not to hold up every gate for long.
const PATIENCE: Duration = Duration::from_secs(2);

/// A scan at the desk.
pub(crate) struct Ask {
    pub scan: Scan,
    /// What its code claims, or why it is no ticket of this organizer.
    pub code: Result<TicketClaim, Reason>,
    pub received_at: DateTime<Utc>,
    pub actor: String,
}

pub(crate) type GateDesk = Desk<OrganizerId, Ask, Result<Answer, Fault>>;

type Roster = HashMap<TicketId, Rostered>;

impl Flows {
    pub(crate) async fn ask_gate_desk(&self, organizer: OrganizerId, ask: Ask) -> Result<Answer, Failure<ScanRefusal>> {
        let flows = self.clone();
        let work = move |asks: Vec<Ask>| {
            let scanning = Scanning { flows: flows.clone(), organizer };
            async move { together(&scanning, &asks).await }
        };
        match self.0.gate_desk.ask(organizer, ask, Unheard::Do, work).await {
            Ok(answer) => Ok(answer?),
            Err(NoAnswer::Busy(busy)) => Err(Failure::Refused(ScanRefusal::Busy { seconds: busy.seconds })),
            Err(NoAnswer::Broken(fault)) => Err(fault.into()),
        }
    }
}

struct Scanning {
    flows: Flows,
    organizer: OrganizerId,
}

impl Batch for Scanning {
    type Ask = Ask;
    type Answer = Answer;

    async fn run(&self, asks: &[Ask]) -> Result<Vec<Answer>, Fault> {
        let organizer = self.organizer;
        let mut tx = self.flows.db.at_desk(organizer, Some(PATIENCE)).await?;
        let tickets = sorted(asks.iter().filter_map(|ask| ask.code.as_ref().ok()).map(|claim| claim.ticket.0));
        let mut roster: Roster = admissions::lock_tickets(&mut tx, organizer, &tickets).await?.into_iter().collect();
        let nonces: HashSet<&str> = asks.iter().map(|ask| ask.scan.nonce.as_str()).collect();
        let nonces: Vec<String> = nonces.into_iter().map(str::to_owned).collect();
        let mut decided: HashMap<String, Decided> =
            admissions::by_nonces(&mut tx, organizer, &nonces).await?.into_iter().collect();
        let (new, turned) = self.decide_new(asks, &decided, &mut roster);
        if !new.is_empty() {
            decided.extend(self.write(&mut tx, &new, &turned).await?);
        }
        let answers = answers(&mut tx, organizer, asks, &decided).await?;
        tx.commit().await?;
        for scan in &new {
            metrics::counter!("tessera_scans_total", "verdict" => said(scan.verdict).0).increment(1);
        }
        Ok(answers)
    }
}

impl Scanning {
    /// Decides what wasn't decided before, in order of arrival; each scan finds its ticket as the one before left it. Gives
    /// the tickets of whom some are now inside that weren't, or the other way round.
    fn decide_new(
        &self,
        asks: &[Ask],
        decided: &HashMap<String, Decided>,
        roster: &mut Roster,
    ) -> (Vec<Admission>, Vec<Uuid>) {
        let before: HashMap<TicketId, bool> = roster.iter().map(|(id, found)| (*id, found.entry.inside)).collect();
        let mut seen = HashSet::new();
        let mut new = Vec::new();
        for ask in asks {
            if decided.contains_key(&ask.scan.nonce) || !seen.insert(ask.scan.nonce.as_str()) {
                continue;
            }
            let (ticket, verdict, performance) = judge(ask, roster);
            new.push(Admission {
                id: AdmissionId(self.flows.chance.uuid(ask.received_at)),
                ticket,
                performance,
                gate: ask.scan.gate.trim().to_owned(),
                direction: ask.scan.direction,
                verdict,
                at: ask.scan.at,
                received_at: ask.received_at,
                nonce: ask.scan.nonce.clone(),
                actor: ask.actor.clone(),
            });
        }
        let turned =
            roster.iter().filter(|(id, now)| before.get(id) != Some(&now.entry.inside)).map(|(id, _)| id.0).collect();
        (new, turned)
    }

    async fn write(
        &self,
        conn: &mut Conn,
        new: &[Admission],
        turned: &[Uuid],
    ) -> Result<Vec<(String, Decided)>, Fault> {
        let organizer = self.organizer;
        let happened: Vec<Happened> = new.iter().map(happened).collect();
        let numbers: HashMap<AdmissionId, i64> =
            admissions::record(conn, organizer, new, turned, &happened).await?.into_iter().collect();
        self.flows
            .say_all(conn, new.iter().map(|scan| News::Scan { organizer, performance: scan.performance }))
            .await?;
        Ok(new
            .iter()
            .filter_map(|scan| {
                let number = *numbers.get(&scan.id)?;
                let decided = Decided { id: scan.id, ticket: scan.ticket, verdict: scan.verdict, number };
                Some((scan.nonce.clone(), decided))
            })
            .collect())
    }
}

fn sorted(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Who it is, if anybody, what becomes of them, and which date the scan counts for. Keeps the roster up to date.
fn judge(ask: &Ask, roster: &mut Roster) -> (Option<TicketId>, Verdict, Option<PerformanceId>) {
    let only = match ask.scan.performances.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let nobody = |reason| (None, Verdict::Refused { reason }, only);
    let claim = match &ask.code {
        Ok(claim) => claim,
        Err(reason) => return nobody(*reason),
    };
    let Some(Rostered { entry, starts_at }) = roster.get_mut(&claim.ticket) else { return nobody(Reason::Unknown) };
    let own = entry.performance;
    let around = [own];
    let (from, until) = admitted_now(ask.received_at);
    let at_gate = match ask.scan.performances.as_slice() {
        [] if (from..=until).contains(starts_at) => around.as_slice(),
        named => named,
    };
    let verdict = decide(entry, claim.issue, at_gate, ask.scan.direction);
    match verdict {
        Verdict::Admitted => entry.inside = true,
        Verdict::Left => entry.inside = false,
        Verdict::Refused { .. } => {}
    }
    let performance = if at_gate.contains(&own) { own } else { only.unwrap_or(own) };
    (Some(claim.ticket), verdict, Some(performance))
}

/// The verdict's name, and its reason's.
fn said(verdict: Verdict) -> (&'static str, Option<&'static str>) {
    match verdict {
        Verdict::Admitted => ("admitted", None),
        Verdict::Left => ("left", None),
        Verdict::Refused { reason } => ("refused", Some(reason.as_str())),
    }
}

fn happened(scan: &Admission) -> Happened {
    let kind = match scan.verdict {
        Verdict::Admitted => "ticket.admitted",
        Verdict::Left => "ticket.left",
        Verdict::Refused { .. } => "ticket.refused",
    };
    let payload = json!({
        "ticket": scan.ticket, "performance": scan.performance, "gate": scan.gate, "reason": said(scan.verdict).1,
        "at": scan.at,
    });
    Happened { at: scan.received_at, kind, subject: scan.id.to_string(), payload }
}

/// The answers as they were decided, said from the rows, so that each is the same whenever it is asked for.
async fn answers(
    conn: &mut Conn,
    organizer: OrganizerId,
    asks: &[Ask],
    decided: &HashMap<String, Decided>,
) -> Result<Vec<Answer>, Fault> {
    let scans: Vec<(TicketId, i64)> = decided.values().filter_map(|d| Some((d.ticket?, d.number))).collect();
    let (mut tickets, mut earlier) = (HashMap::new(), HashMap::new());
    if !scans.is_empty() {
        let ids = sorted(scans.iter().map(|(ticket, _)| ticket.0));
        let found = admissions::tickets(conn, organizer, &ids).await?;
        tickets = found.into_iter().map(|t| (t.id, t)).collect::<HashMap<TicketId, ScannedTicket>>();
        let found = admissions::last_passages(conn, organizer, &scans).await?;
        earlier = found.into_iter().collect::<HashMap<i64, AdmissionNote>>();
    }
    asks.iter()
        .map(|ask| {
            let decided = decided
                .get(&ask.scan.nonce)
                .ok_or_else(|| Fault::Broken("a scan at the gate's desk was not decided".into()))?;
            Ok(Answer {
                admission: decided.id,
                verdict: decided.verdict,
                ticket: decided.ticket.and_then(|id| tickets.get(&id)).cloned(),
                earlier: earlier.get(&decided.number).cloned(),
            })
        })
        .collect()
}
