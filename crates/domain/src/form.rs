//! What organizers type: forms as they were typed, and their checks. A check names every problem at once, so that a form
//! is corrected in one go; what was typed is kept as it is.
//!
//! Field names of problems are the struct's field names; inside lists they carry the index: `zones_2_rows`.
//! Amounts are typed as people write them; a date and a time are two fields, read on the clock of the event's zone.

mod announcement;
mod correction;
mod event;
mod fair;
mod hall;
mod moment;
mod organizer;
mod person;
mod discount_code;
mod price;
mod read;
mod settings;
#[cfg(test)]
mod tests;

pub use announcement::*;
pub use correction::*;
pub use discount_code::*;
pub use event::*;
pub use fair::*;
pub use hall::*;
pub(crate) use moment::read_moment;
pub use moment::{moment, split_moment};
pub use organizer::*;
pub use person::*;
pub use price::*;
pub use settings::*;

use crate::question::Question;
use crate::refusal::{FieldProblem, Problem};
use serde::{Deserialize, Deserializer, Serialize};

/// A form that can't be taken as it is: some of it is wrong, or it would do what somebody has to say yes to first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{} fields need another look, {} questions an answer", .problems.len(), .questions.len())]
pub struct FormRefusal {
    pub problems: Vec<FieldProblem>,
    /// Only where nothing is wrong.
    #[serde(default)]
    pub questions: Vec<Question>,
}

impl FormRefusal {
    /// What the form is about isn't there, or isn't this organizer's: no field of it is wrong.
    pub fn unknown() -> FormRefusal {
        FormRefusal { problems: Vec::new(), questions: Vec::new() }
    }

    pub fn is_unknown(&self) -> bool {
        self.problems.is_empty() && self.questions.is_empty()
    }

    pub fn one(field: &str, problem: Problem) -> FormRefusal {
        FormRefusal::from(vec![FieldProblem::new(field, problem)])
    }

    pub fn asked(questions: Vec<Question>) -> FormRefusal {
        FormRefusal { problems: Vec::new(), questions }
    }
}

impl From<Vec<FieldProblem>> for FormRefusal {
    fn from(problems: Vec<FieldProblem>) -> FormRefusal {
        FormRefusal { problems, questions: Vec::new() }
    }
}

/// Reads a checkbox both from JSON (`true`) and from a posted form (`on`, `true`, `1`).
fn checkbox<'de, D: Deserializer<'de>>(d: D) -> Result<bool, D::Error> {
    struct Box;
    impl serde::de::Visitor<'_> for Box {
        type Value = bool;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("true, false, on or off")
        }
        fn visit_bool<E>(self, v: bool) -> Result<bool, E> {
            Ok(v)
        }
        fn visit_u64<E>(self, v: u64) -> Result<bool, E> {
            Ok(v != 0)
        }
        fn visit_str<E>(self, v: &str) -> Result<bool, E> {
            Ok(matches!(v.trim(), "on" | "true" | "1" | "yes"))
        }
    }
    d.deserialize_any(Box)
}
