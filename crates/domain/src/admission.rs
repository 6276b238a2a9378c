//! At the gate: who is let in, who isn't, and why.

use crate::ids::{AdmissionId, PerformanceId, TicketId};
use crate::locale::Translated;
use crate::seating::Place;
use crate::ticket::TicketState;
use crate::time::Timezone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
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

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

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
