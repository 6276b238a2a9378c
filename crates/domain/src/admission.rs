//! At the gate: who is let in, who isn't, and why.

use crate::code::TicketClaim;
use crate::gate::scan_window;
use crate::ids::{AdmissionId, PerformanceId, TicketId};
use crate::locale::Translated;
use crate::seating::Place;
use crate::ticket::TicketState;
use crate::time::Timezone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::iter::Sum;
use strum::{EnumDiscriminants, EnumString, IntoStaticStr, VariantArray};

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Direction {
    #[default]
    In,
    Out,
}

/// Why a ticket was not let in. Ordered: the first that holds is the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Reason {
    /// No ticket code at all: a menu, an advertisement, half a code.
    NotATicket,
    /// The signature is false, or its key isn't the organizer's.
    Forged,
    /// Signed rightly, but not on the roster.
    Unknown,
    /// An older code of a ticket that was issued anew.
    Replaced,
    Refunded,
    Cancelled,
    /// Another date, or another event.
    WrongPerformance,
    /// The performance is cancelled.
    PerformanceCancelled,
    AlreadyUsed,
    /// An exit scan of someone who isn't in.
    NotInside,
    /// Another scan under a nonce that has named one before. It isn't answered, only written down.
    NonceReused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, EnumDiscriminants)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
#[strum_discriminants(
    name(ScanVerdict),
    doc = "What a scan said, without the reason of a refusal.",
    derive(EnumString, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case", const_into_str)
)]
pub enum Verdict {
    Admitted,
    Left,
    Refused { reason: Reason },
}

impl Verdict {
    /// Why it was refused.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Verdict::Admitted | Verdict::Left => None,
            Verdict::Refused { reason } => Some(reason),
        }
    }
}

impl ScanVerdict {
    /// All that the scan said: a refusal has a reason, and nothing else has one. `None`: they don't go together.
    pub fn with(self, reason: Option<Reason>) -> Option<Verdict> {
        match (self, reason) {
            (ScanVerdict::Admitted, None) => Some(Verdict::Admitted),
            (ScanVerdict::Left, None) => Some(Verdict::Left),
            (ScanVerdict::Refused, Some(reason)) => Some(Verdict::Refused { reason }),
            (ScanVerdict::Admitted | ScanVerdict::Left, Some(_)) | (ScanVerdict::Refused, None) => None,
        }
    }
}

/// What the roster knows of a ticket when it is scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterEntry {
    pub state: TicketState,
    pub issue: u16,
    pub performance: PerformanceId,
    pub performance_cancelled: bool,
    /// Admitted and not left since.
    pub inside: bool,
}

impl RosterEntry {
    /// From now on its holder is in, or out; whoever is refused stays where they are.
    fn pass(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Admitted => self.inside = true,
            Verdict::Left => self.inside = false,
            Verdict::Refused { .. } => {}
        }
    }

    /// Whether its place may be sold again: the ticket was given back, and nobody is inside with it.
    pub fn frees_its_place(&self) -> bool {
        self.state != TicketState::Valid && !self.inside
    }
}

/// What a scan comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanDecision {
    /// Whose it is, where it is anybody's.
    pub ticket: Option<TicketId>,
    pub verdict: Verdict,
    /// The date it counts for: the ticket's where the gate admits to it, else the gate's own if it has only one, else the ticket's.
    pub performance: Option<PerformanceId>,
}

/// Decides a scan, and leaves its ticket as the next scan finds it. `code`: what was read, or why it is no ticket of this
/// organizer. `found`: the ticket on the roster, and when its date starts. A gate without dates admits to what takes place
/// around the time at which the scan was received.
pub fn decide_scan(
    scan: &Scan,
    code: Result<&TicketClaim, Reason>,
    found: Option<(&mut RosterEntry, DateTime<Utc>)>,
    received_at: DateTime<Utc>,
) -> ScanDecision {
    let only = scan.only_performance();
    let nobody = |reason| ScanDecision { ticket: None, verdict: Verdict::Refused { reason }, performance: only };
    let claim = match code {
        Ok(claim) => claim,
        Err(reason) => return nobody(reason),
    };
    let Some((entry, starts_at)) = found else { return nobody(Reason::Unknown) };
    let own = entry.performance;
    let around = [own];
    let (from, until) = scan_window(received_at);
    let at_gate = match scan.performances.as_slice() {
        [] if (from..=until).contains(&starts_at) => around.as_slice(),
        named => named,
    };
    let verdict = decide(entry, claim.issue, at_gate, scan.direction);
    entry.pass(verdict);
    let performance = if at_gate.contains(&own) { own } else { only.unwrap_or(own) };
    ScanDecision { ticket: Some(claim.ticket), verdict, performance: Some(performance) }
}

/// Decides a scan of a code whose signature is right. Entering again is possible after an exit scan; whoever is inside may leave,
/// whatever has become of their ticket.
pub fn decide(entry: &RosterEntry, issue: u16, at_gate: &[PerformanceId], direction: Direction) -> Verdict {
    let refuse = |reason| Verdict::Refused { reason };
    if issue != entry.issue {
        return refuse(Reason::Replaced);
    }
    let leaves = direction == Direction::Out && entry.inside;
    match entry.state {
        TicketState::Refunded if !leaves => return refuse(Reason::Refunded),
        TicketState::Cancelled if !leaves => return refuse(Reason::Cancelled),
        _ => {}
    }
    if entry.performance_cancelled && !leaves {
        return refuse(Reason::PerformanceCancelled);
    }
    if !at_gate.contains(&entry.performance) {
        return refuse(Reason::WrongPerformance);
    }
    match (direction, entry.inside) {
        (Direction::In, true) => refuse(Reason::AlreadyUsed),
        (Direction::In, false) => Verdict::Admitted,
        (Direction::Out, true) => Verdict::Left,
        (Direction::Out, false) => refuse(Reason::NotInside),
    }
}

/// A scan as a device sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// What the QR code held, or what was typed.
    pub code: String,
    /// The gate's name, as the device was set up: `North`.
    pub gate: String,
    #[serde(default)]
    pub direction: Direction,
    /// When it happened, by the device's clock.
    pub at: DateTime<Utc>,
    /// Made by the device for this one scan. Who scans, at this gate, with the same nonce again means the same scan and gets
    /// the same answer; with another code, direction or dates it is refused ([`crate::gate::ScanRefusal::NonceReused`]).
    pub nonce: String,
    /// The dates this gate admits to. Empty: whatever takes place within hours of now.
    #[serde(default)]
    pub performances: Vec<PerformanceId>,
}

impl Scan {
    /// The date of a gate that admits to one.
    pub fn only_performance(&self) -> Option<PerformanceId> {
        match self.performances.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// The answer to a scan, with all that a steward wants to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanAnswer {
    pub admission: AdmissionId,
    pub verdict: Verdict,
    pub ticket: Option<ScannedTicket>,
    /// For `AlreadyUsed`: when and where it was used before.
    pub earlier: Option<AdmissionNote>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScannedTicket {
    pub id: TicketId,
    pub event_title: Translated,
    pub ticket_name: Translated,
    pub holder: Option<String>,
    pub place: Place,
    pub order_number: String,
    /// The gapless number of the sale within its performance: it tells tickets apart that share everything else.
    pub sale_number: i64,
    pub starts_at: DateTime<Utc>,
    /// The venue's: what a steward is told of times is what the clock on the wall says.
    pub zone: Timezone,
    pub age_min: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmissionNote {
    pub at: DateTime<Utc>,
    pub gate: String,
    pub direction: Direction,
}

/// Counts of a gate's dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateCounts {
    /// Valid tickets.
    pub expected: u32,
    pub inside: u32,
    /// All entries and exits, re-entries too.
    pub entries: u32,
    pub exits: u32,
    pub refused: u32,
}

impl Sum for GateCounts {
    fn sum<I: Iterator<Item = GateCounts>>(all: I) -> GateCounts {
        all.fold(GateCounts::default(), |sum, one| GateCounts {
            expected: sum.expected + one.expected,
            inside: sum.inside + one.inside,
            entries: sum.entries + one.entries,
            exits: sum.exits + one.exits,
            refused: sum.refused + one.refused,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;
    use uuid::Uuid;

    const HERE: PerformanceId = PerformanceId(Uuid::from_u128(1));
    const ELSEWHERE: PerformanceId = PerformanceId(Uuid::from_u128(2));
    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn entry(inside: bool) -> RosterEntry {
        RosterEntry { state: TicketState::Valid, issue: 1, performance: HERE, performance_cancelled: false, inside }
    }

    fn claim() -> TicketClaim {
        TicketClaim { key_number: 1, ticket: TicketId(Uuid::from_u128(3)), performance: HERE, issue: 1 }
    }

    fn scan(direction: Direction, performances: &[PerformanceId]) -> Scan {
        let performances = performances.to_vec();
        Scan { code: "X".into(), gate: "North".into(), direction, at: NOW, nonce: "n1".into(), performances }
    }

    #[test]
    fn a_scan_counts_for_the_date_it_is_about() {
        let check = |gate: &[PerformanceId], starts_in: i64, verdict, performance| {
            let starts_at = NOW + Duration::hours(starts_in);
            let mut ticket = entry(false);
            let decided = decide_scan(&scan(Direction::In, gate), Ok(&claim()), Some((&mut ticket, starts_at)), NOW);
            let expect = ScanDecision { ticket: Some(claim().ticket), verdict, performance: Some(performance) };
            assert_eq!(decided, expect, "{gate:?} {starts_in}");
            assert_eq!(ticket.inside, verdict == Verdict::Admitted);
        };
        let elsewhere = Verdict::Refused { reason: Reason::WrongPerformance };
        check(&[HERE], 100, Verdict::Admitted, HERE);
        check(&[ELSEWHERE, HERE], 100, Verdict::Admitted, HERE);
        check(&[ELSEWHERE], 1, elsewhere, ELSEWHERE);
        check(&[ELSEWHERE, PerformanceId(Uuid::from_u128(9))], 1, elsewhere, HERE);
        // A gate without dates goes by the hour.
        check(&[], 18, Verdict::Admitted, HERE);
        check(&[], 19, elsewhere, HERE);
        check(&[], -12, Verdict::Admitted, HERE);
        check(&[], -13, elsewhere, HERE);
    }

    #[test]
    fn what_is_no_ticket_counts_for_the_gate() {
        let refused =
            |reason, performance| ScanDecision { ticket: None, verdict: Verdict::Refused { reason }, performance };
        let (one, two) = (scan(Direction::In, &[HERE]), scan(Direction::In, &[HERE, ELSEWHERE]));
        assert_eq!(decide_scan(&one, Err(Reason::Forged), None, NOW), refused(Reason::Forged, Some(HERE)));
        assert_eq!(decide_scan(&two, Err(Reason::NotATicket), None, NOW), refused(Reason::NotATicket, None));
        assert_eq!(decide_scan(&one, Ok(&claim()), None, NOW), refused(Reason::Unknown, Some(HERE)));
    }

    #[test]
    fn a_place_is_free_when_its_ticket_is_gone_and_its_guest_too() {
        for state in [TicketState::Valid, TicketState::Refunded, TicketState::Cancelled] {
            for inside in [true, false] {
                let frees = RosterEntry { state, ..entry(inside) }.frees_its_place();
                assert_eq!(frees, state != TicketState::Valid && !inside, "{state:?} {inside}");
            }
        }
    }

    proptest! {
        /// However a ticket is scanned, nobody comes in twice without having left, nor leaves twice.
        #[test]
        fn in_and_out_take_turns(ways in prop::collection::vec(prop::bool::ANY, 1..20)) {
            let mut ticket = entry(false);
            let mut passed = Vec::new();
            for way in ways {
                let direction = if way { Direction::In } else { Direction::Out };
                let decided = decide_scan(&scan(direction, &[HERE]), Ok(&claim()), Some((&mut ticket, NOW)), NOW);
                passed.extend(decided.verdict.reason().is_none().then_some(decided.verdict));
            }
            for (n, verdict) in passed.iter().enumerate() {
                prop_assert_eq!(*verdict, if n % 2 == 0 { Verdict::Admitted } else { Verdict::Left });
            }
        }
    }

    #[test]
    fn the_counts_of_dates_add_up() {
        let one = GateCounts { expected: 1, inside: 2, entries: 3, exits: 4, refused: 5 };
        let two = GateCounts { expected: 2, inside: 4, entries: 6, exits: 8, refused: 10 };
        assert_eq!([one, one].into_iter().sum::<GateCounts>(), two);
    }

    #[test]
    fn a_refusal_has_its_reason_and_nothing_else_has_one() {
        let reasons = Reason::VARIANTS.iter().map(|reason| Some(*reason)).chain([None]);
        for reason in reasons {
            for said in ScanVerdict::VARIANTS {
                let verdict = said.with(reason);
                assert_eq!(
                    verdict.is_some(),
                    (*said == ScanVerdict::Refused) == reason.is_some(),
                    "{said:?} {reason:?}"
                );
                assert!(verdict.is_none_or(|v| ScanVerdict::from(v) == *said && v.reason() == reason), "{verdict:?}");
            }
        }
    }

    #[test]
    fn the_first_reason_is_the_answer() {
        let here = PerformanceId(Uuid::from_u128(1));
        let good = RosterEntry {
            state: TicketState::Valid,
            issue: 1,
            performance: here,
            performance_cancelled: false,
            inside: false,
        };
        let refused = |reason| Verdict::Refused { reason };
        let check = |entry: RosterEntry, direction, expect| {
            assert_eq!(decide(&entry, 1, &[here], direction), expect, "{entry:?} {direction:?}");
        };
        check(good, Direction::In, Verdict::Admitted);
        check(RosterEntry { inside: true, ..good }, Direction::In, refused(Reason::AlreadyUsed));
        check(RosterEntry { inside: true, ..good }, Direction::Out, Verdict::Left);
        check(good, Direction::Out, refused(Reason::NotInside));
        check(
            RosterEntry { state: TicketState::Refunded, inside: true, ..good },
            Direction::In,
            refused(Reason::Refunded),
        );
        let refunded = RosterEntry { state: TicketState::Refunded, ..good };
        check(RosterEntry { inside: true, ..refunded }, Direction::Out, Verdict::Left);
        check(refunded, Direction::Out, refused(Reason::Refunded));
        check(RosterEntry { performance_cancelled: true, inside: true, ..good }, Direction::Out, Verdict::Left);
        check(RosterEntry { issue: 2, state: TicketState::Refunded, ..good }, Direction::In, refused(Reason::Replaced));
        let elsewhere = PerformanceId(Uuid::from_u128(2));
        check(
            RosterEntry { performance: elsewhere, inside: true, ..good },
            Direction::In,
            refused(Reason::WrongPerformance),
        );
    }
}
