//! What a gate works with besides the scans themselves.

use crate::admission::GateCounts;
use crate::event::Performance;
use crate::ids::EventId;
use crate::locale::Translated;
use crate::time::Zone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub const NONCE_CHARS_MAX: u32 = 100;
pub const GATE_CHARS_MAX: u32 = 60;
pub const CODE_CHARS_MAX: u32 = 2000;
pub const PERFORMANCES_MAX: u32 = 100;
/// A device whose clock is off by more has no clock.
pub const CLOCK_OFF_DAYS_MAX: i64 = 366;

/// A date that a gate may admit to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatePerformance {
    pub event: EventId,
    pub event_title: Translated,
    pub performance: Performance,
    pub zone: Zone,
    pub counts: GateCounts,
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
    /// More scans wait than can be decided soon.
    #[error("too many scans at once; try again in {seconds} s")]
    Busy { seconds: u32 },
}
