//! What a gate works with besides the scans themselves.

use crate::admission::{AdmissionNote, GateCounts, ScannedTicket};
use crate::event::Performance;
use crate::ids::EventId;
use crate::locale::Translated;
use crate::time::Timezone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub const NONCE_CHARS_MAX: u32 = 100;
pub const GATE_CHARS_MAX: u32 = 60;
pub const CODE_CHARS_MAX: u32 = 2000;
pub const PERFORMANCES_MAX: u32 = 100;
/// Of a name or an order number that is searched for.
pub const SEARCH_CHARS_MIN: usize = 2;
pub const SEARCH_CHARS_MAX: usize = 120;
/// A device whose clock is off by more has no clock.
pub const CLOCK_OFF_DAYS_MAX: i64 = 366;

/// A date that a gate may admit to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatePerformance {
    pub event: EventId,
    pub event_title: Translated,
    pub performance: Performance,
    pub zone: Timezone,
    pub counts: GateCounts,
}

/// A ticket of someone who can't show it, found by name or order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTicket {
    pub ticket: ScannedTicket,
    /// Scanned like any other.
    pub code: String,
    /// When and where its holder came in, while they are inside.
    pub inside_since: Option<AdmissionNote>,
}

/// Why a scan can't be taken in at all. A ticket that isn't let in is an answer, not one of these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum ScanRefusal {
    #[error("a nonce of 1 to {max} plain characters is needed")]
    Nonce { max: u32 },
    #[error("the gate needs a name of 1 to {max} plain characters")]
    Gate { max: u32 },
    #[error("the code is longer than {max} characters")]
    CodeTooLong { max: u32 },
    #[error("a gate can admit to at most {max} dates at once")]
    TooManyPerformances { max: u32 },
    #[error("the device's clock is far off; it is {now} here")]
    ClockOff { now: DateTime<Utc> },
    /// The nonce has named another scan by the same device at this gate. It is written down and decides nothing.
    #[error("this nonce was used for another scan; scan again with a new one")]
    NonceReused,
    /// More scans wait than can be decided soon.
    #[error("too many scans at once; try again in {seconds} s")]
    Busy { seconds: u32 },
}
