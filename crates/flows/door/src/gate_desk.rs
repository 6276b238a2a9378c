//! The gate's desk: scans of one organizer that come together are decided one after the other in one transaction.
//!
//! The tickets are locked in the order of their ids, so that batches of two servers never wait for each other. That a scan
//! was decided before is rare: the unique constraint of its name tells, when the scans are written. Then nothing of the batch
//! has happened, and it is done anew, this time reading first how scans of these names were decided.
//!
//! A scan's name is who scans, at which gate, and the device's nonce: two devices that both count 1, 2, 3 have different
//! names. Another code, direction or dates under a name that was given is not that scan: it gets no answer but a refusal.
//!
//! The desk's lane ends with the commit. What the answers say besides the verdict is read afterwards, while the next batch is
//! being decided.

use crate::Door;
use base::batch::{Batch, run_batch, with_retries};
use base::desk::{Desk, IfAbandoned};
use base::idempotency::request_hash;
use base::live::{CHANNEL, News, news_texts};
use base::{Actor, Failure, Fault};
use chrono::{DateTime, Utc};
use domain::admission::{AdmissionNote, Reason, Scan, ScanAnswer, ScanDecision, ScannedTicket, Verdict, decide_scan};
use domain::audit::Action;
use domain::code::TicketClaim;
use domain::gate::ScanRefusal;
use domain::hold::trail::Via;
use domain::ids::{AdmissionId, OrganizerId, PerformanceId, TicketId};
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use serde_json::json;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use storage::admissions::{self, Admission, DecidedScan, Rostered, ScanName};
use storage::holds;
use storage::reversals::{self, PlacesBack};
use storage::stream::Happened;
use storage::{Conn, Db};
use uuid::Uuid;

/// A ticket's lock that somebody doesn't let go of is not to hold up every gate for long.
const PATIENCE: Duration = Duration::from_secs(2);

/// A scan at the desk.
pub(crate) struct ScanRequest {
    pub scan: Scan,
    /// What its code claims, or why it is no ticket of this organizer.
    pub code: Result<TicketClaim, Reason>,
    pub received_at: DateTime<Utc>,
    pub name: ScanName,
    /// A digest of what the name stands for: code, direction and dates.
    pub asked: [u8; 32],
}

impl ScanRequest {
    pub(crate) fn new(
        actor: &Actor,
        scan: &Scan,
        code: Result<TicketClaim, Reason>,
        received_at: DateTime<Utc>,
    ) -> ScanRequest {
        let mut performances: Vec<PerformanceId> = scan.performances.clone();
        performances.sort_unstable();
        performances.dedup();
        let name = ScanName {
            actor: actor.to_string(),
            gate: domain::typed::trim(&scan.gate).to_owned(),
            nonce: scan.nonce.clone(),
        };
        let asked = request_hash(&(scan.code.trim(), scan.direction, performances));
        ScanRequest { scan: scan.clone(), code, received_at, name, asked }
    }
}

pub(crate) type GateDesk = Desk<OrganizerId, ScanRequest, Result<Scanned, Fault>>;

/// A scan that is written and committed.
pub(crate) enum Scanned {
    Decided {
        decided: DecidedScan,
        details: SharedDetails,
    },
    /// Its name had named another scan.
    Reused,
}

/// What the answers of a batch say besides their verdicts, read once for all. A task of its own, so that nobody waits in
/// vain for one who left.
pub(crate) type SharedDetails = Shared<BoxFuture<'static, Result<Arc<AnswerDetails>, Arc<Fault>>>>;

pub(crate) struct AnswerDetails {
    tickets: HashMap<TicketId, ScannedTicket>,
    /// By the number of the scan that came later.
    earlier: HashMap<i64, AdmissionNote>,
}

type Roster = HashMap<TicketId, Rostered>;

impl Door {
    pub(crate) async fn ask_gate_desk(
        &self,
        organizer: OrganizerId,
        ask: ScanRequest,
    ) -> Result<ScanAnswer, Failure<ScanRefusal>> {
        let door = self.clone();
        let repeats = Arc::new(AtomicBool::new(false));
        let work = move |asks: Vec<ScanRequest>| {
            let scanning = ScanBatch { door: door.clone(), organizer, repeats: repeats.clone() };
            async move { run_batch(&scanning, &asks).await }
        };
        let scanned = self.desk.ask(organizer, ask, IfAbandoned::Do, work).await;
        match scanned.map_err(|none| none.refused(|busy| ScanRefusal::Busy { seconds: busy.seconds }))?? {
            Scanned::Decided { decided, details } => Ok(self.answer(organizer, decided, details).await?),
            Scanned::Reused => Err(Failure::Refused(ScanRefusal::NonceReused)),
        }
    }
}

struct ScanBatch {
    door: Door,
    organizer: OrganizerId,
    /// The batch before had scans that were decided earlier: whoever gets no answer asks again, and so may the others.
    repeats: Arc<AtomicBool>,
}

impl Batch for ScanBatch {
    type Ask = ScanRequest;
    type Answer = Scanned;

    async fn run(&self, asks: &[ScanRequest]) -> Result<Vec<Scanned>, Fault> {
        let decided = if self.repeats.load(Ordering::Relaxed) {
            self.decide(asks, KnownNonces::MayBeOld).await?
        } else {
            match self.decide(asks, KnownNonces::New).await {
                Err(Fault::Storage(storage::Error::Overtaken)) => self.decide(asks, KnownNonces::MayBeOld).await?,
                decided => decided?,
            }
        };
        let details = self.tell(&decided);
        asks.iter()
            .map(|ask| {
                let decided = decided.get(&ask.name);
                let decided =
                    decided.ok_or_else(|| Fault::Broken("a scan at the gate's desk was not decided".into()))?;
                Ok(match is_of(decided, ask) {
                    true => Scanned::Decided { decided: decided.clone(), details: details.clone() },
                    false => Scanned::Reused,
                })
            })
            .collect()
    }
}

/// Whether this is the answer to what is asked, and not to another scan of the same name.
fn is_of(decided: &DecidedScan, ask: &ScanRequest) -> bool {
    decided.asked.as_ref().is_none_or(|asked| asked.as_slice() == ask.asked)
}

/// What is taken for granted of the names in a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KnownNonces {
    /// That none was given before.
    New,
    /// Nothing: it is read which were.
    MayBeOld,
}

impl ScanBatch {
    /// Decides a batch and commits it: how the scan of each name was decided, now or before.
    async fn decide(&self, asks: &[ScanRequest], names: KnownNonces) -> Result<HashMap<ScanName, DecidedScan>, Fault> {
        let organizer = self.organizer;
        let mut tx = self.door.base.db.begin_batch(organizer, Some(PATIENCE)).await?;
        let tickets = sorted(asks.iter().filter_map(|ask| ask.code.as_ref().ok()).map(|claim| claim.ticket.0));
        let mut roster: Roster = admissions::lock_tickets(&mut tx, organizer, &tickets).await?.into_iter().collect();
        let mut decided: HashMap<ScanName, DecidedScan> = match names {
            KnownNonces::New => HashMap::new(),
            KnownNonces::MayBeOld => {
                // Only now that the tickets are locked, so that another server's answer to the same scan is seen.
                let names: HashSet<&ScanName> = asks.iter().map(|ask| &ask.name).collect();
                let old = admissions::by_names(&mut tx, organizer, names.into_iter()).await?;
                self.repeats.store(!old.is_empty(), Ordering::Relaxed);
                old.into_iter().collect()
            }
        };
        let (new, turned) = self.decide_new(asks, &decided, &mut roster);
        if !new.is_empty() {
            decided.extend(self.write(&mut tx, &new, &turned).await?);
            self.give_back(&mut tx, asks, &turned, &roster).await?;
        }
        let reused: Vec<&ScanRequest> =
            asks.iter().filter(|ask| decided.get(&ask.name).is_some_and(|d| !is_of(d, ask))).collect();
        if !reused.is_empty() {
            self.write_reused(&mut tx, &reused, &roster).await?;
        }
        tx.commit().await?;
        for scan in &new {
            metrics::counter!("tessera_scans_total", "verdict" => scan.verdict.into_str()).increment(1);
        }
        Ok(decided)
    }

    /// Decides what wasn't decided before, in order of arrival; each scan finds its ticket as the one before left it. Gives
    /// the tickets of whom some are now inside that weren't, or the other way round.
    fn decide_new(
        &self,
        asks: &[ScanRequest],
        decided: &HashMap<ScanName, DecidedScan>,
        roster: &mut Roster,
    ) -> (Vec<Admission>, Vec<Uuid>) {
        let before: HashMap<TicketId, bool> = roster.iter().map(|(id, found)| (*id, found.entry.inside)).collect();
        let mut seen = HashSet::new();
        let mut new = Vec::new();
        for ask in asks {
            if decided.contains_key(&ask.name) || !seen.insert(&ask.name) {
                continue;
            }
            let decision = decide_on(ask, roster);
            new.push(self.row(ask, decision));
        }
        let turned =
            roster.iter().filter(|(id, now)| before.get(id) != Some(&now.entry.inside)).map(|(id, _)| id.0).collect();
        (new, turned)
    }

    fn row(&self, ask: &ScanRequest, decision: ScanDecision) -> Admission {
        let ScanDecision { ticket, verdict, performance } = decision;
        Admission {
            id: AdmissionId(self.door.base.chance.uuid(ask.received_at)),
            ticket,
            performance,
            direction: ask.scan.direction,
            verdict,
            at: ask.scan.at,
            received_at: ask.received_at,
            name: ask.name.clone(),
            asked: ask.asked,
        }
    }

    async fn write(
        &self,
        conn: &mut Conn,
        new: &[Admission],
        turned: &[Uuid],
    ) -> Result<Vec<(ScanName, DecidedScan)>, Fault> {
        let organizer = self.organizer;
        let happened: Vec<Happened> = new.iter().map(happened).collect();
        let news = news_texts(new.iter().map(|scan| News::Scan { organizer, performance: scan.performance }))?;
        let numbers: HashMap<AdmissionId, i64> =
            admissions::record(conn, organizer, new, turned, &happened, (CHANNEL, &news)).await?.into_iter().collect();
        Ok(new
            .iter()
            .filter_map(|scan| {
                let number = *numbers.get(&scan.id)?;
                let asked = Some(scan.asked.to_vec());
                let decided = DecidedScan { id: scan.id, ticket: scan.ticket, verdict: scan.verdict, number, asked };
                Some((scan.name.clone(), decided))
            })
            .collect())
    }

    /// The places of those who left and whose tickets were given back while they were inside are on sale again.
    async fn give_back(
        &self,
        conn: &mut Conn,
        asks: &[ScanRequest],
        turned: &[Uuid],
        roster: &Roster,
    ) -> Result<(), Fault> {
        let frees = |id: &&Uuid| roster.get(&TicketId(**id)).is_some_and(|found| found.entry.frees_its_place());
        let left: Vec<Uuid> = turned.iter().filter(frees).copied().collect();
        if left.is_empty() {
            return Ok(());
        }
        let organizer = self.organizer;
        let places = reversals::places_of(conn, organizer, &left).await?;
        let pools = sorted(places.iter().flat_map(|place| place.pools.iter().copied()));
        holds::lock_pools(conn, organizer, &pools).await?;
        let actor_of = |ticket: TicketId| {
            let scanned = |ask: &&ScanRequest| ask.code.as_ref().is_ok_and(|claim| claim.ticket == ticket);
            asks.iter().rev().find(scanned).map_or("", |ask| ask.name.actor.as_str())
        };
        let back: Vec<PlacesBack<'_>> = places
            .iter()
            .map(|place| PlacesBack { hold: place.hold, places: 1, via: Via::Gate, actor: actor_of(place.ticket) })
            .collect();
        reversals::put_back(conn, organizer, &back, self.door.base.clock.now()).await?;
        let performances: BTreeSet<PerformanceId> = places.iter().map(|place| place.performance).collect();
        let news = performances.into_iter().map(|performance| News::Availability { organizer, performance });
        self.door.base.send_all_news(conn, news).await
    }

    /// Writes down what came under names of others. The tickets stay as they are.
    async fn write_reused(&self, conn: &mut Conn, reused: &[&ScanRequest], roster: &Roster) -> Result<(), Fault> {
        let organizer = self.organizer;
        let verdict = Verdict::Refused { reason: Reason::NonceReused };
        let row = |ask: &ScanRequest| {
            let found = ask.code.as_ref().ok().and_then(|claim| Some((claim.ticket, roster.get(&claim.ticket)?)));
            let of_ticket = found.map(|(_, found)| found.entry.performance);
            let performance = of_ticket.or_else(|| ask.scan.only_performance());
            self.row(ask, ScanDecision { ticket: found.map(|(ticket, _)| ticket), verdict, performance })
        };
        let rows: Vec<Admission> = reused.iter().map(|ask| row(ask)).collect();
        let new = admissions::record_reused(conn, organizer, &rows).await?;
        for scan in rows.iter().filter(|scan| new.contains(&scan.id)) {
            let Happened { at, kind, subject, payload } = happened(scan);
            storage::stream::append(conn, organizer, at, kind, &subject, payload).await?;
            self.door.base.send_news(conn, News::Scan { organizer, performance: scan.performance }).await?;
            let name = &scan.name;
            tracing::warn!(gate = name.gate, actor = name.actor, "a device used the nonce of one scan for another");
        }
        Ok(())
    }

    /// Reads what the answers say.
    fn tell(&self, decided: &HashMap<ScanName, DecidedScan>) -> SharedDetails {
        let (db, organizer) = (self.door.base.db.clone(), self.organizer);
        let scans: Vec<(TicketId, i64)> = decided.values().filter_map(|d| Some((d.ticket?, d.number))).collect();
        let reading = tokio::spawn(async move { read_details(&db, organizer, &scans).await });
        let details = reading.map(|read| match read {
            Ok(read) => read.map(Arc::new).map_err(Arc::new),
            Err(error) => Err(Arc::new(Fault::Broken(format!("what a gate is told could not be read: {error}")))),
        });
        details.boxed().shared()
    }
}

impl Door {
    /// The answer as it was decided, said from the rows, so that it is the same whenever it is asked for.
    async fn answer(
        &self,
        organizer: OrganizerId,
        decided: DecidedScan,
        details: SharedDetails,
    ) -> Result<ScanAnswer, Fault> {
        let details = match details.await {
            Ok(details) => details,
            Err(fault) => {
                // Another's ticket may be what can't be read; and who was let in should be told so.
                tracing::warn!(%fault, "a batch of scans can't be answered together, each is by itself");
                let own: Vec<_> = decided.ticket.map(|ticket| (ticket, decided.number)).into_iter().collect();
                Arc::new(read_details(&self.base.db, organizer, &own).await?)
            }
        };
        Ok(ScanAnswer {
            admission: decided.id,
            verdict: decided.verdict,
            ticket: decided.ticket.and_then(|id| details.tickets.get(&id)).cloned(),
            earlier: details.earlier.get(&decided.number).cloned(),
        })
    }
}

fn sorted(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What becomes of a scan. Keeps the roster up to date.
fn decide_on(ask: &ScanRequest, roster: &mut Roster) -> ScanDecision {
    let code = ask.code.as_ref().map_err(|reason| *reason);
    let found = code.ok().and_then(|claim| roster.get_mut(&claim.ticket));
    decide_scan(&ask.scan, code, found.map(|found| (&mut found.entry, found.starts_at)), ask.received_at)
}

fn happened(scan: &Admission) -> Happened {
    let kind = match scan.verdict {
        Verdict::Admitted => Action::TicketAdmitted,
        Verdict::Left => Action::TicketLeft,
        Verdict::Refused { .. } => Action::TicketRefused,
    };
    let payload = json!({
        "ticket": scan.ticket, "performance": scan.performance, "gate": scan.name.gate, "reason": scan.verdict.reason(),
        "at": scan.at,
    });
    Happened { at: scan.received_at, kind, subject: scan.id.to_string(), payload }
}

async fn read_details(db: &Db, organizer: OrganizerId, scans: &[(TicketId, i64)]) -> Result<AnswerDetails, Fault> {
    with_retries(|| read_once(db, organizer, scans)).await
}

async fn read_once(db: &Db, organizer: OrganizerId, scans: &[(TicketId, i64)]) -> Result<AnswerDetails, Fault> {
    if scans.is_empty() {
        return Ok(AnswerDetails { tickets: HashMap::new(), earlier: HashMap::new() });
    }
    let mut tx = db.begin_batch(organizer, None).await?;
    let ids = sorted(scans.iter().map(|(ticket, _)| ticket.0));
    let tickets = admissions::tickets(&mut tx, organizer, &ids).await?;
    let earlier = admissions::last_passages(&mut tx, organizer, scans).await?;
    tx.commit().await?;
    Ok(AnswerDetails {
        tickets: tickets.into_iter().map(|t| (t.id, t)).collect(),
        earlier: earlier.into_iter().collect(),
    })
}
