//! Tickets: issued by the transaction that posts the hold, valid until they are cancelled.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    Valid,
    /// Money was given back and the place is on sale again.
    Refunded,
    /// Taken back without money, or its performance doesn't take place.
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ticket is not valid any more")]
pub struct NotValid;

impl TicketState {
    pub fn as_str(self) -> &'static str {
        match self {
            TicketState::Valid => "valid",
            TicketState::Refunded => "refunded",
            TicketState::Cancelled => "cancelled",
        }
    }

    pub fn from_name(name: &str) -> Option<TicketState> {
        [TicketState::Valid, TicketState::Refunded, TicketState::Cancelled].into_iter().find(|s| s.as_str() == name)
    }

    /// Its money goes back; once.
    pub fn refund(self) -> Result<TicketState, NotValid> {
        match self {
            TicketState::Valid => Ok(TicketState::Refunded),
            TicketState::Refunded | TicketState::Cancelled => Err(NotValid),
        }
    }
}
