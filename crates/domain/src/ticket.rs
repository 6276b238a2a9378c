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

    /// What it is to be called by everybody who reads it. A ticket that was never given back isn't valid where its date is called
    /// off: it lets nobody in, though its price may still have to go back.
    pub fn read_as(self, called_off: bool) -> TicketState {
        match self {
            TicketState::Valid if called_off => TicketState::Cancelled,
            state => state,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_be_valid_reads_as_cancelled_where_its_date_is_called_off() {
        use TicketState::*;
        for (state, expect) in [(Valid, Cancelled), (Refunded, Refunded), (Cancelled, Cancelled)] {
            assert_eq!((state.read_as(true), state.read_as(false)), (expect, state), "{state:?}");
        }
    }
}
