//! The forms by which an organizer comes to be, and by which it gets its tills.

use super::event::{SLUG_CHARS_MAX, TITLE_CHARS_MAX, is_slug, slug_of};
use super::read::FormReader;
use crate::buyer::NAME_CHARS_MAX;
use crate::email;
use crate::money::Currency;
use crate::refusal::{FieldProblem, Problem};
use crate::time::Timezone;
use crate::typed;
use serde::{Deserialize, Serialize};

pub const ADDRESS_LINES_MAX: usize = 6;
/// Short enough for narrow receipts.
pub const TILL_NAME_CHARS_MAX: u32 = 40;

/// A new organizer and the person it belongs to.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OrganizerForm {
    pub name: String,
    /// Empty: made of the name.
    pub slug: String,
    /// ISO 4217: `EUR`.
    pub currency: String,
    /// IANA: `Europe/Rome`.
    pub zone: String,
    /// What stands on tickets and receipts. Empty: the owner's.
    pub email: String,
    /// Lines for tickets and receipts.
    pub address: Vec<String>,
    /// May be empty, as may `site`.
    pub phone: String,
    pub site: String,
    /// This and the password are needed only for someone who has no account yet.
    pub owner_name: String,
    pub owner_email: String,
    pub password: String,
}

/// Passwords stay out of logs.
impl std::fmt::Debug for OrganizerForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OrganizerForm({}, {})", self.slug, self.owner_email)
    }
}

#[derive(Clone, PartialEq, Eq)]
pub struct CheckedOrganizer {
    pub name: String,
    pub slug: String,
    pub currency: Currency,
    pub zone: Timezone,
    pub email: String,
    pub address: Vec<String>,
    pub phone: String,
    pub site: String,
    pub owner_name: String,
    pub owner_email: String,
    pub password: String,
}

impl OrganizerForm {
    /// `known`: the owner has an account, which keeps its name and its password.
    pub fn check(&self, known: bool) -> Result<CheckedOrganizer, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let name = read.required_line("name", &self.name, TITLE_CHARS_MAX);
        let slug = match typed::trim(&self.slug) {
            "" => slug_of(&name),
            typed => typed.to_owned(),
        };
        if !is_slug(&slug) {
            read.note("slug", Problem::NotASlug);
        } else if slug.len() > SLUG_CHARS_MAX as usize {
            read.note("slug", Problem::TooLong { max: SLUG_CHARS_MAX });
        }
        let currency = read.choice("currency", &self.currency, |code| code.parse().ok()).unwrap_or(Currency::EUR);
        let zone = typed::trim(&self.zone).parse().unwrap_or_else(|_| {
            read.note("zone", Problem::NotAZone);
            Timezone::UTC
        });
        let mut email_of = |field: &str, text: &str| {
            email::check(text).unwrap_or_else(|problem| {
                read.note(field, problem);
                String::new()
            })
        };
        let owner_email = email_of("owner_email", &self.owner_email);
        let email = match typed::trim(&self.email) {
            "" => owner_email.clone(),
            typed => email_of("email", typed),
        };
        let address = read.address("address", self.address.iter().map(String::as_str));
        let phone = read.phone("phone", &self.phone);
        let site = read.site("site", &self.site);
        let owner_name = if known {
            read.line("owner_name", &self.owner_name, NAME_CHARS_MAX)
        } else {
            read.required_line("owner_name", &self.owner_name, NAME_CHARS_MAX)
        };
        read.password("password", &self.password, !known);
        let password = self.password.clone();
        read.finish(CheckedOrganizer {
            name,
            slug,
            currency,
            zone,
            email,
            address,
            phone,
            site,
            owner_name,
            owner_email,
            password,
        })
    }
}

/// A new till.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TillForm {
    /// Where it stands: `Foyer`. It is printed on receipts.
    pub name: String,
}

impl TillForm {
    /// The name, tidied.
    pub fn check(&self) -> Result<String, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let name = read.required_line("name", &self.name, TILL_NAME_CHARS_MAX);
        read.finish(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> OrganizerForm {
        OrganizerForm {
            name: " Teatro  Nuovo ".into(),
            currency: "eur".into(),
            zone: "Europe/Rome".into(),
            owner_name: "Anna Moretti".into(),
            owner_email: "anna@teatro.example".into(),
            password: "a long password".into(),
            ..OrganizerForm::default()
        }
    }

    #[test]
    fn what_is_left_out_follows_from_the_rest() {
        let checked = form().check(false).ok().unwrap();
        assert_eq!((checked.name.as_str(), checked.slug.as_str()), ("Teatro Nuovo", "teatro-nuovo"));
        assert_eq!((checked.email.as_str(), checked.currency), ("anna@teatro.example", Currency::EUR));
        let known = OrganizerForm { owner_name: String::new(), password: String::new(), ..form() };
        assert!(known.check(true).is_ok());
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let wrong = OrganizerForm {
            slug: "Teatro Nuovo".into(),
            currency: "lire".into(),
            zone: "Rome".into(),
            email: "nowhere".into(),
            owner_email: "anna@".into(),
            password: "short".into(),
            owner_name: " ".into(),
            address: vec!["a".into(); 7],
            ..form()
        };
        let problems = wrong.check(false).err().unwrap();
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["slug", "currency", "zone", "owner_email", "email", "address", "owner_name", "password"]);
        assert!(!format!("{wrong:?}").contains("short"), "passwords stay out of logs");
    }

    #[test]
    fn a_till_has_a_name_that_fits_on_a_receipt() {
        assert_eq!(TillForm { name: " Box  office ".into() }.check(), Ok("Box office".to_owned()));
        assert!(TillForm::default().check().is_err());
        assert!(TillForm { name: "x".repeat(41) }.check().is_err());
    }
}
