//! A hold keeps places for one cart line for some minutes. It is pending, then exactly once posted (sold), voided
//! (let go by the buyer) or expired.

use crate::event::Channel;
use crate::ids::{CartId, HoldId, PerformanceId, SeatId, TicketTypeId};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// How long a hold lasts unless the event says otherwise.
pub const HOLD_MINUTES: u32 = 10;
/// How much longer the one extension makes it.
pub const EXTENSION_MINUTES: i64 = 10;
/// From the moment the buyer goes to pay, the hold lasts at least this long, so that nobody is overtaken at the gateway.
pub const PAYMENT_MINUTES: i64 = 15;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum HoldState {
    Pending { expires_at: DateTime<Utc>, extended: bool },
    Posted { at: DateTime<Utc> },
    Voided { at: DateTime<Utc> },
    Expired { at: DateTime<Utc> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoldError {
    #[error("the hold ended at {0}")]
    Ended(DateTime<Utc>),
    #[error("the hold was extended once already")]
    ExtendedAlready,
    #[error("the hold runs until {0}")]
    StillRunning(DateTime<Utc>),
}

impl HoldState {
    pub fn begin(now: DateTime<Utc>, minutes: u32) -> HoldState {
        HoldState::Pending { expires_at: now + Duration::minutes(i64::from(minutes)), extended: false }
    }

    /// Whether the places are kept at this moment.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        matches!(self, HoldState::Pending { expires_at, .. } if *expires_at > now)
    }

    /// The buyer asks for more time; once.
    pub fn extend(self, now: DateTime<Utc>) -> Result<HoldState, HoldError> {
        match self.live(now)? {
            (_, true) => Err(HoldError::ExtendedAlready),
            (expires_at, false) => {
                Ok(HoldState::Pending { expires_at: expires_at + Duration::minutes(EXTENSION_MINUTES), extended: true })
            }
        }
    }

    /// The buyer goes to pay: at least `PAYMENT_MINUTES` from now. It never shortens a hold and isn't the extension.
    pub fn keep_for_payment(self, now: DateTime<Utc>) -> Result<HoldState, HoldError> {
        let (expires_at, extended) = self.live(now)?;
        Ok(HoldState::Pending { expires_at: expires_at.max(now + Duration::minutes(PAYMENT_MINUTES)), extended })
    }

    /// Sold. An expired hold that nobody has swept yet can still be posted: its places are still counted as held.
    pub fn post(self, now: DateTime<Utc>) -> Result<HoldState, HoldError> {
        self.pending()?;
        Ok(HoldState::Posted { at: now })
    }

    pub fn void(self, now: DateTime<Utc>) -> Result<HoldState, HoldError> {
        self.pending()?;
        Ok(HoldState::Voided { at: now })
    }

    pub fn expire(self, now: DateTime<Utc>) -> Result<HoldState, HoldError> {
        let (expires_at, _) = self.pending()?;
        if expires_at > now {
            return Err(HoldError::StillRunning(expires_at));
        }
        Ok(HoldState::Expired { at: now })
    }

    fn pending(&self) -> Result<(DateTime<Utc>, bool), HoldError> {
        match *self {
            HoldState::Pending { expires_at, extended } => Ok((expires_at, extended)),
            HoldState::Posted { at } | HoldState::Voided { at } | HoldState::Expired { at } => {
                Err(HoldError::Ended(at))
            }
        }
    }

    fn live(&self, now: DateTime<Utc>) -> Result<(DateTime<Utc>, bool), HoldError> {
        let (expires_at, extended) = self.pending()?;
        if expires_at <= now { Err(HoldError::Ended(expires_at)) } else { Ok((expires_at, extended)) }
    }
}

/// What one person asks to have kept: some places of one performance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    /// How many places, where they are not numbered. With `seats` it is ignored.
    #[serde(default)]
    pub quantity: u32,
    /// The seats, where they are.
    #[serde(default)]
    pub seats: Vec<SeatId>,
}

impl Claim {
    /// How many places this is.
    pub fn places(&self) -> u32 {
        if self.seats.is_empty() { self.quantity } else { self.seats.len() as u32 }
    }
}

/// A set of claims that is granted whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldRequest {
    pub cart: CartId,
    pub channel: Channel,
    pub claims: Vec<Claim>,
}

/// One hold, as the cart shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub id: HoldId,
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub quantity: u32,
    pub seat: Option<SeatId>,
    pub state: HoldState,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(minute)
    }

    #[test]
    fn a_hold_is_extended_once_and_only_while_it_lives() {
        let hold = HoldState::begin(at(0), 10);
        let longer = hold.extend(at(9)).unwrap();
        assert!(longer.is_live(at(19)));
        assert_eq!(longer.extend(at(19)), Err(HoldError::ExtendedAlready));
        assert_eq!(hold.extend(at(10)), Err(HoldError::Ended(at(10))));
        assert!(hold.keep_for_payment(at(9)).unwrap().is_live(at(23)));
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Extend,
        Keep,
        Post,
        Void,
        Expire,
    }

    proptest! {
        /// Whatever is tried in whatever order, a hold ends at most once.
        #[test]
        fn a_hold_ends_once(steps in prop::collection::vec((0i64..60, prop::sample::select(vec![Step::Extend, Step::Keep, Step::Post, Step::Void, Step::Expire])), 0..30)) {
            let mut hold = HoldState::begin(at(0), 10);
            let mut ends = 0;
            for (minute, step) in steps {
                let now = at(minute);
                let next = match step {
                    Step::Extend => hold.extend(now),
                    Step::Keep => hold.keep_for_payment(now),
                    Step::Post => hold.post(now),
                    Step::Void => hold.void(now),
                    Step::Expire => hold.expire(now),
                };
                if let Ok(next) = next {
                    ends += i32::from(!matches!(next, HoldState::Pending { .. }));
                    hold = next;
                }
            }
            prop_assert!(ends <= 1);
        }
    }
}
