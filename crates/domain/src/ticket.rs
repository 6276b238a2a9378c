//! Tickets: issued by the transaction that posts the hold, valid until they are cancelled.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
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
    /// Its money goes back; once.
    pub fn refund(self) -> Result<TicketState, NotValid> {
        match self {
            TicketState::Valid => Ok(TicketState::Refunded),
            TicketState::Refunded | TicketState::Cancelled => Err(NotValid),
        }
    }
}
