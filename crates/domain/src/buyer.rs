//! What a buyer tells of themselves, and the rules a typed value has to meet.

use crate::refusal::{FieldProblem, Problem};
use serde::{Deserialize, Serialize};

pub const NAME_CHARS_MAX: u32 = 120;
pub const EMAIL_CHARS_MAX: u32 = 254;
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
}

/// A buyer whose details are complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    pub name: String,
    /// Lower-case domain, trimmed.
    pub email: String,
    pub phone: Option<String>,
    /// One per ticket; the buyer's own name where none was typed.
    pub holders: Vec<String>,
}

/// What the events in the cart ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub holder_names: bool,
    pub phone: bool,
    pub tickets: u32,
}

impl BuyerDraft {
    /// Checks every field and names every problem at once, so that a form is corrected in one go.
    pub fn check(&self, asked: Asked) -> Result<Buyer, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let name = required_name("name", &self.name, &mut problems);
        let email = match check_email(&self.email) {
            Ok(email) => email,
            Err(problem) => {
                problems.push(FieldProblem::new("email", problem));
                String::new()
            }
        };
        let phone = self.phone.trim();
        if phone.is_empty() {
            if asked.phone {
                problems.push(FieldProblem::new("phone", Problem::Missing));
            }
        } else if let Err(problem) = check_phone(phone) {
            problems.push(FieldProblem::new("phone", problem));
        }
        let mut holders = Vec::new();
        for n in 0..asked.tickets as usize {
            let typed = self.holders.get(n).map(|holder| plain(holder)).unwrap_or_default();
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

/// One line of what was typed: control characters, which nobody means to write, count as blanks.
fn plain(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn required_name(field: &str, text: &str, problems: &mut Vec<FieldProblem>) -> String {
    let name = plain(text);
    if name.is_empty() {
        problems.push(FieldProblem::new(field, Problem::Missing));
    } else if name.chars().count() > NAME_CHARS_MAX as usize {
        problems.push(FieldProblem::new(field, Problem::TooLong { max: NAME_CHARS_MAX }));
    }
    name
}

/// Takes what mail servers take in practice: one @, a local part, a domain with a point, no spaces or control characters.
/// Whether the address exists only a delivered mail can say.
pub fn check_email(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    if text.chars().count() > EMAIL_CHARS_MAX as usize {
        return Err(Problem::TooLong { max: EMAIL_CHARS_MAX });
    }
    let (local, domain) = text.rsplit_once('@').ok_or(Problem::NotAnEmail)?;
    let clean = |s: &str| {
        !s.is_empty() && s.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>(),;:\"[]\\@".contains(c))
    };
    let label_ok = |l: &str| !l.is_empty() && !l.starts_with('-') && !l.ends_with('-');
    let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
    let local_ok = local.split('.').all(|part| !part.is_empty()) && local.chars().count() <= 64;
    if clean(local) && clean(domain) && domain_ok && local_ok {
        Ok(format!("{local}@{}", domain.to_lowercase()))
    } else {
        Err(Problem::NotAnEmail)
    }
}

fn check_phone(text: &str) -> Result<(), Problem> {
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
    fn addresses_people_have_are_taken_and_typos_named() {
        for good in ["a@b.it", "Maria.Rossi+teatro@Example.COM", "o'neil@mail.example.org", "jürgen@müller.de"] {
            assert!(check_email(good).is_ok(), "{good}");
        }
        for bad in ["a@b", "a b@c.it", "@c.it", "a@.it", "a..b@c.it", "a@c.it\nBcc: x@y.z", "a@-c.it", "<a@c.it>"] {
            assert_eq!(check_email(bad), Err(Problem::NotAnEmail), "{bad}");
        }
        assert_eq!(check_email("A@EXAMPLE.it"), Ok("A@example.it".to_owned()));
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let draft = BuyerDraft { phone: "12".into(), holders: vec!["x".repeat(121)], ..Default::default() };
        let asked = Asked { holder_names: true, phone: true, tickets: 2 };
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
    fn a_holder_left_empty_is_the_buyer() {
        let draft = BuyerDraft {
            name: " Maria  Rossi ".into(),
            email: "m@r.it".into(),
            holders: vec!["".into(), "Luca".into()],
            accept_terms: true,
            ..Default::default()
        };
        let buyer = draft.check(Asked { holder_names: true, phone: false, tickets: 2 }).unwrap();
        assert_eq!(buyer.holders, ["Maria Rossi", "Luca"]);
    }
}
