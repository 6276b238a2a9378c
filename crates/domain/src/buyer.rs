//! What a buyer tells of themselves, and the rules a typed value has to meet.

use crate::email;
use crate::refusal::{FieldProblem, Problem};
use crate::typed;
use serde::{Deserialize, Serialize};

pub const NAME_CHARS_MAX: u32 = 120;
pub const PHONE_DIGITS_MIN: u32 = 6;
pub const PHONE_CHARS_MAX: u32 = 30;

/// The checkout form as it was typed. It is kept as it is, valid or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyerDraft {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    /// One per ticket in the order of the cart's lines; empty means "same as the buyer".
    #[serde(default)]
    pub holders: Vec<String>,
    #[serde(default)]
    pub accept_terms: bool,
    /// The address that was asked about, being only nearly right: once asked, it is meant. Left out where there is none, so
    /// that a request reads as before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub asked_about: String,
}

/// A buyer whose details are complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    pub name: String,
    /// As [`email::check`] folds it.
    pub email: String,
    pub phone: Option<String>,
    /// One per ticket; the buyer's own name where none was typed.
    pub holders: Vec<String>,
}

/// What the events in the cart ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequiredFields {
    pub holder_names: bool,
    pub phone: bool,
    pub tickets: u32,
}

impl BuyerDraft {
    /// Checks every field and names every problem at once, so that a form is corrected in one go.
    pub fn check(&self, asked: RequiredFields) -> Result<Buyer, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let name = required_name("name", &self.name, &mut problems);
        let email = match email::check(&self.email) {
            Ok(email) => email,
            Err(problem) => {
                problems.push(FieldProblem::new("email", problem));
                String::new()
            }
        };
        let phone = typed::trim(&self.phone);
        if phone.is_empty() {
            if asked.phone {
                problems.push(FieldProblem::new("phone", Problem::Missing));
            }
        } else if let Err(problem) = check_phone(phone) {
            problems.push(FieldProblem::new("phone", problem));
        }
        let mut holders = Vec::new();
        for n in 0..asked.tickets as usize {
            let typed = self.holders.get(n).map(|holder| typed::line(holder)).unwrap_or_default();
            if typed.chars().count() > NAME_CHARS_MAX as usize {
                problems.push(FieldProblem::new(format!("holder_{n}"), Problem::TooLong { max: NAME_CHARS_MAX }));
            }
            holders.push(if asked.holder_names && !typed.is_empty() { typed } else { name.clone() });
        }
        if !self.accept_terms {
            problems.push(FieldProblem::new("accept_terms", Problem::MustBeAccepted));
        }
        if problems.is_empty() {
            let phone = (!phone.is_empty()).then(|| phone.to_owned());
            Ok(Buyer { name, email, phone, holders })
        } else {
            Err(problems)
        }
    }
}

fn required_name(field: &str, text: &str, problems: &mut Vec<FieldProblem>) -> String {
    let name = typed::line(text);
    if name.is_empty() {
        problems.push(FieldProblem::new(field, Problem::Missing));
    } else if name.chars().count() > NAME_CHARS_MAX as usize {
        problems.push(FieldProblem::new(field, Problem::TooLong { max: NAME_CHARS_MAX }));
    }
    name
}

pub(crate) fn check_phone(text: &str) -> Result<(), Problem> {
    if text.chars().count() > PHONE_CHARS_MAX as usize {
        return Err(Problem::TooLong { max: PHONE_CHARS_MAX });
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let allowed = text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    if allowed && digits >= PHONE_DIGITS_MIN as usize { Ok(()) } else { Err(Problem::NotAPhone) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_named_at_once() {
        let draft = BuyerDraft { phone: "12".into(), holders: vec!["x".repeat(121)], ..Default::default() };
        let asked = RequiredFields { holder_names: true, phone: true, tickets: 2 };
        let fields: Vec<_> = draft.check(asked).unwrap_err().into_iter().map(|p| p.field).collect();
        assert_eq!(fields, ["name", "email", "phone", "holder_0", "accept_terms"]);
    }

    #[test]
    fn a_phone_number_is_too_long_before_it_is_none() {
        assert_eq!(check_phone("+39 055 123456"), Ok(()));
        assert_eq!(check_phone("12"), Err(Problem::NotAPhone));
        assert_eq!(check_phone("call me"), Err(Problem::NotAPhone));
        assert_eq!(check_phone(&"1".repeat(30)), Ok(()));
        assert_eq!(check_phone(&"1".repeat(300)), Err(Problem::TooLong { max: PHONE_CHARS_MAX }));
    }

    #[test]
    fn a_name_nobody_can_see_is_missing() {
        for nothing in ["\u{200B}", "\u{AD}\u{AD}", "\u{3164}"] {
            let draft =
                BuyerDraft { name: nothing.into(), email: nothing.into(), phone: nothing.into(), ..Default::default() };
            let asked = RequiredFields { holder_names: false, phone: true, tickets: 1 };
            let missing: Vec<_> = draft.check(asked).unwrap_err();
            let missing: Vec<_> = missing.iter().filter(|p| p.problem == Problem::Missing).map(|p| &*p.field).collect();
            assert_eq!(missing, ["name", "email", "phone"], "{nothing:?}");
        }
    }

    #[test]
    fn a_holder_left_empty_is_the_buyer() {
        let draft = BuyerDraft {
            name: " Maria  Rossi ".into(),
            email: "m@r.it".into(),
            holders: vec!["".into(), "Luca".into()],
            accept_terms: true,
            ..Default::default()
        };
        let buyer = draft.check(RequiredFields { holder_names: true, phone: false, tickets: 2 }).unwrap();
        assert_eq!(buyer.holders, ["Maria Rossi", "Luca"]);
    }
}
