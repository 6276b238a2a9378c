//! A change of state that isn't allowed: what the state machines of holds, orders and refunds answer.

use std::fmt::Debug;

/// Something in one state can't go over into the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what is {from:?} can't become {to:?}")]
pub struct InvalidTransition<S: Debug> {
    pub from: S,
    pub to: S,
}

/// The new state, if the change is `allowed`.
pub(crate) fn change<S: Debug>(from: S, to: S, allowed: bool) -> Result<S, InvalidTransition<S>> {
    if allowed { Ok(to) } else { Err(InvalidTransition { from, to }) }
}
