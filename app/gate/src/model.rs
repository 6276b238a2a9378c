//! What the server tells the gate, in words already: the browser formats no date and knows no rule. So a scan's refusal is said
//! on the server, as a page rendered there says one, in the language of whoever is signed in; elsewhere it goes to the browser as
//! data. A gate's bundle is fetched on a phone at a door.

use serde::{Deserialize, Serialize};

/// What a steward chooses from before the doors open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateChoices {
    /// `org_…`
    pub organizer_id: String,
    pub organizer: String,
    /// Empty in what a device remembers.
    pub person: String,
    /// Id and name of whoever else this person scans for.
    pub others: Vec<(String, String)>,
    pub dates: Vec<PerformanceChoice>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerformanceChoice {
    /// `prf_…`
    pub id: String,
    pub event: String,
    /// `Sat 21 Nov, 20:30 · Teatro Nuovo`
    pub when_where: String,
    /// Whether it is the one a gate most likely stands at: it begins within hours.
    pub soon: bool,
}

/// The colour of an answer; the words come with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Color {
    Admit,
    Used,
    Refuse,
    Exit,
    /// The gate needs something before it can scan on: someone to sign in, the clock to be set.
    Question,
}

/// The answer to a scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanResult {
    pub color: Color,
    /// `Admitted`
    pub word: String,
    /// Why not, or when and where it was used before.
    pub why: Option<String>,
    /// `Stalls, row C, seat 14`
    pub place: Option<String>,
    /// Ticket type, holder, age: what a steward looks at.
    pub details: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateTotals {
    pub expected: u32,
    pub inside: u32,
    pub entries: u32,
    pub exits: u32,
    pub refused: u32,
}

/// A ticket found by name, to be let in by the same scan as any other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAtGate {
    pub code: String,
    /// `Maria Rossi · K7QM2XPD`
    pub who: String,
    /// `Full price · Stalls, row C, seat 14 · No. 12`
    pub what: String,
    /// `In since 09:14, gate North`, while they are inside.
    pub inside: Option<String>,
}
