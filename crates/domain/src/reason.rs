//! Why something was done, as whoever did it wrote: one rule for the office, the till and the API.

use crate::edit::EventRefusal;
use crate::refusal::{OrderRefusal, Problem};
use crate::till::TillRefusal;
use crate::typed;

pub const REASON_CHARS_MAX: u32 = 500;

/// Why a reason is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonRefusal {
    Missing,
    TooLong { max: u32 },
}

/// A reason as it is kept; empty where nothing was written.
///
/// # Errors
/// It is too long: it isn't cut, for its end may be what matters.
pub fn if_given(typed: &str) -> Result<String, ReasonRefusal> {
    let reason = typed::line(typed);
    match reason.chars().count() > REASON_CHARS_MAX as usize {
        true => Err(ReasonRefusal::TooLong { max: REASON_CHARS_MAX }),
        false => Ok(reason),
    }
}

/// The same where one has to be given.
pub fn check(typed: &str) -> Result<String, ReasonRefusal> {
    let reason = if_given(typed)?;
    if reason.is_empty() { Err(ReasonRefusal::Missing) } else { Ok(reason) }
}

impl From<ReasonRefusal> for Problem {
    fn from(refusal: ReasonRefusal) -> Problem {
        match refusal {
            ReasonRefusal::Missing => Problem::Missing,
            ReasonRefusal::TooLong { max } => Problem::TooLong { max },
        }
    }
}

impl From<ReasonRefusal> for OrderRefusal {
    fn from(refusal: ReasonRefusal) -> OrderRefusal {
        match refusal {
            ReasonRefusal::Missing => OrderRefusal::ReasonMissing,
            ReasonRefusal::TooLong { max } => OrderRefusal::ReasonTooLong { max },
        }
    }
}

impl From<ReasonRefusal> for EventRefusal {
    fn from(refusal: ReasonRefusal) -> EventRefusal {
        match refusal {
            ReasonRefusal::Missing => EventRefusal::ReasonMissing,
            ReasonRefusal::TooLong { max } => EventRefusal::ReasonTooLong { max },
        }
    }
}

impl From<ReasonRefusal> for TillRefusal {
    fn from(refusal: ReasonRefusal) -> TillRefusal {
        match refusal {
            ReasonRefusal::Missing => TillRefusal::ReasonMissing,
            ReasonRefusal::TooLong { max } => TillRefusal::ReasonTooLong { max },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_line_that_says_something_and_is_kept_whole() {
        assert_eq!(check(" to\nrn "), Ok("to rn".to_owned()));
        assert_eq!(check("\u{3164}"), Err(ReasonRefusal::Missing), "nothing to see");
        assert_eq!(if_given(" "), Ok(String::new()));
        let longest = "è".repeat(REASON_CHARS_MAX as usize);
        assert_eq!(check(&longest).as_ref(), Ok(&longest));
        assert_eq!(check(&format!("{longest}!")), Err(ReasonRefusal::TooLong { max: REASON_CHARS_MAX }));
        assert_eq!(if_given(&format!("{longest}!")), Err(ReasonRefusal::TooLong { max: REASON_CHARS_MAX }));
    }
}
