//! What an organizer writes to the buyers of an event, of one of its dates or of a ticket type.

use crate::ids::{AnnouncementId, PerformanceId, TicketTypeId};
use crate::locale::Translated;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// After so long the same words to the same people are meant.
pub const AGAIN_AFTER: TimeDelta = TimeDelta::hours(24);

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
    /// How many of the e-mails a mail server has taken…
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

/// Whether an announcement is to be sent: not (`false`) where this press has sent it. `same`: one with the same words to the
/// same people, not older than [`AGAIN_AFTER`]. `people`: how many it would go to.
pub fn check_sending(
    id: AnnouncementId,
    same: Option<AnnouncementId>,
    people: u32,
) -> Result<bool, AnnouncementRefusal> {
    match same {
        _ if people == 0 => Err(AnnouncementRefusal::Nobody),
        None => Ok(true),
        Some(same) if same == id => Ok(false),
        Some(_) => Err(AnnouncementRefusal::SentAlready),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_same_words_go_to_the_same_people_once() {
        let [press, other] = [1, 2].map(|n| AnnouncementId(Uuid::from_u128(n)));
        assert_eq!(check_sending(press, None, 3), Ok(true));
        assert_eq!(check_sending(press, Some(press), 3), Ok(false), "the button was pressed twice");
        assert_eq!(check_sending(press, Some(other), 3), Err(AnnouncementRefusal::SentAlready));
        for same in [None, Some(press), Some(other)] {
            assert_eq!(check_sending(press, same, 0), Err(AnnouncementRefusal::Nobody));
        }
    }
}
