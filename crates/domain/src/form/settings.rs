//! The form by which an organizer says who it is: its name, how it is reached, its clocks.

use super::event::TITLE_CHARS_MAX;
use super::organizer::ADDRESS_LINES_MAX;
use super::read::FormReader;
use crate::buyer::{NAME_CHARS_MAX, check_phone};
use crate::email;
use crate::event::Organizer;
use crate::refusal::{FieldProblem, Problem, Unit};
use crate::time::Timezone;
use crate::typed;
use serde::{Deserialize, Serialize};

pub const SITE_CHARS_MAX: u32 = 200;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    pub name: String,
    /// A line each for street, town, tax number.
    pub address: String,
    pub email: String,
    /// May be empty, as may `site`.
    pub phone: String,
    /// Its own pages on the web; `https://` may be left out.
    pub site: String,
    /// IANA: `Europe/Rome`. For the clocks of its pages and of new events; what is there keeps its own.
    pub zone: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSettings {
    pub name: String,
    pub address: Vec<String>,
    pub email: String,
    pub phone: String,
    pub site: String,
    pub zone: Timezone,
}

impl SettingsForm {
    /// The form as it would have been typed.
    pub fn of(organizer: &Organizer) -> SettingsForm {
        SettingsForm {
            name: organizer.name.clone(),
            address: organizer.address.join("\n"),
            email: organizer.email.clone(),
            phone: organizer.phone.clone(),
            site: organizer.site.clone(),
            zone: organizer.zone.name().to_owned(),
        }
    }

    pub fn check(&self) -> Result<CheckedSettings, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let name = read.required_line("name", &self.name, TITLE_CHARS_MAX);
        let address = read.address("address", self.address.lines());
        let email = email::check(&self.email).unwrap_or_else(|problem| {
            read.note("email", problem);
            String::new()
        });
        let phone = read.phone("phone", &self.phone);
        let site = read.site("site", &self.site);
        let zone = typed::trim(&self.zone).parse().unwrap_or_else(|_| {
            read.note("zone", Problem::NotAZone);
            Timezone::UTC
        });
        read.finish(CheckedSettings { name, address, email, phone, site, zone })
    }
}

impl FormReader {
    /// Lines for tickets and receipts, those that are empty left out.
    pub(super) fn address<'a>(&mut self, field: &str, lines: impl Iterator<Item = &'a str>) -> Vec<String> {
        let lines: Vec<String> =
            lines.map(|line| self.line(field, line, NAME_CHARS_MAX)).filter(|line| !line.is_empty()).collect();
        if lines.len() > ADDRESS_LINES_MAX {
            self.note(field, Problem::OutOfRange { min: 0, max: ADDRESS_LINES_MAX as i64, unit: Unit::Lines });
        }
        lines
    }

    /// A phone number, or nothing.
    pub(super) fn phone(&mut self, field: &str, text: &str) -> String {
        let phone = self.line(field, text, NAME_CHARS_MAX);
        if !phone.is_empty()
            && let Err(problem) = check_phone(&phone)
        {
            self.note(field, problem);
        }
        phone
    }

    /// The address of a page on the web, or nothing. No other scheme passes: it becomes a link.
    pub(super) fn site(&mut self, field: &str, text: &str) -> String {
        let typed = self.line(field, text, SITE_CHARS_MAX);
        if typed.is_empty() {
            return typed;
        }
        let scheme = |name: &str| typed.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let site = if scheme("https://") || scheme("http://") { typed.clone() } else { format!("https://{typed}") };
        let rest = site.split_once("://").map_or("", |(_, rest)| rest);
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let named = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
        if !named || host.contains([':', '@']) || site.contains([' ', '"', '<', '>', '\\', '`']) {
            self.note(field, Problem::NotASite);
        }
        site
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> SettingsForm {
        SettingsForm {
            name: " Teatro  Nuovo ".into(),
            address: "Via Roma 1\r\n\r\n 57123  Livorno \n".into(),
            email: "tickets@teatro.example".into(),
            phone: "+39 0586 123456".into(),
            site: "teatro.example".into(),
            zone: "Europe/Rome".into(),
        }
    }

    #[test]
    fn what_is_typed_is_tidied() {
        let checked = form().check().unwrap();
        assert_eq!((checked.name.as_str(), checked.site.as_str()), ("Teatro Nuovo", "https://teatro.example"));
        assert_eq!(checked.address, ["Via Roma 1", "57123 Livorno"]);
        let bare = SettingsForm { phone: String::new(), site: String::new(), address: String::new(), ..form() };
        assert!(bare.check().is_ok());
    }

    #[test]
    fn what_is_pasted_with_what_nobody_sees_is_what_is_seen() {
        let n = || "\u{200B}".to_owned();
        let pasted = SettingsForm { zone: "\u{200B}Europe/Rome\u{FEFF}".into(), phone: n(), site: n(), ..form() };
        let checked = pasted.check().unwrap();
        assert_eq!((checked.zone, checked.phone.as_str(), checked.site.as_str()), (Timezone::ROME, "", ""));
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let wrong = SettingsForm {
            name: " ".into(),
            address: "line\n".repeat(7),
            email: "nowhere".into(),
            phone: "none".into(),
            site: "javascript:alert(1)".into(),
            zone: "Rome".into(),
        };
        let problems = wrong.check().unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["name", "address", "email", "phone", "site", "zone"]);
    }

    #[test]
    fn a_site_is_an_address_on_the_web() {
        let site = |typed: &str| SettingsForm { site: typed.into(), ..form() }.check().map(|checked| checked.site);
        for good in ["https://teatro.example/it?a=b#c", "HTTP://teatro.example", "www.teatro.example", "città.example"]
        {
            assert!(site(good).is_ok_and(|site| site.contains("://")), "{good}");
        }
        for bad in ["teatro", "ftp://teatro.example", "https://", "a b.example", "https://me@teatro.example", "a..b"] {
            assert_eq!(site(bad).unwrap_err()[0].problem, Problem::NotASite, "{bad}");
        }
    }
}
