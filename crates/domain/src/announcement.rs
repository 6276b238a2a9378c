//! What an organizer writes to the buyers of an event, of one of its dates or of a ticket type.

use crate::ids::{AnnouncementId, PerformanceId, TicketTypeId};
use crate::locale::Translated;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Whose tickets an announcement is for, within one event: whoever has valid ones that fit both. With neither, all have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    pub performance: Option<PerformanceId>,
    pub ticket_type: Option<TicketTypeId>,
}

/// An announcement that was sent, as its organizer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    pub id: AnnouncementId,
    pub audience: Audience,
    pub subject: Translated,
    pub body: Translated,
    /// To how many addresses it goes.
    pub people: u32,
    pub at: DateTime<Utc>,
    /// How many of the letters a mail server has taken…
    pub sent: u32,
    /// …and how many could not be delivered.
    pub failed: u32,
}

/// Why an announcement wasn't sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum AnnouncementRefusal {
    #[error("no such event, date or ticket type")]
    Unknown,
    #[error("nobody has a valid ticket and left an address")]
    Nobody,
    #[error("the text needs another look")]
    Invalid { problems: Vec<crate::refusal::FieldProblem> },
    /// The same text went to the same people within a day.
    #[error("this text was sent to them already")]
    SentAlready,
    /// A program has no mailbox of its own.
    #[error("only a person can send themselves a trial")]
    NoMailbox,
}
