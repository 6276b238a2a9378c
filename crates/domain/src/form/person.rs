//! The form for someone who works for an organizer, and for a token of the API.

use super::read::FormReader;
use crate::buyer::NAME_CHARS_MAX;
use crate::email;
use crate::refusal::{FieldProblem, Problem};
use crate::role::{Permission, Role};
use serde::{Deserialize, Serialize};

pub const PASSWORD_CHARS_MIN: u32 = 10;
pub const PASSWORD_CHARS_MAX: u32 = 200;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberForm {
    pub name: String,
    pub email: String,
    /// A [`Role`]'s name.
    pub role: String,
    /// Needed only for someone who has no account yet.
    pub password: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedMember {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub password: String,
}

impl MemberForm {
    /// `known`: the person has an account, which keeps its name and its password.
    pub fn check(&self, known: bool) -> Result<CheckedMember, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let name = if known {
            read.line("name", &self.name, NAME_CHARS_MAX)
        } else {
            read.required_line("name", &self.name, NAME_CHARS_MAX)
        };
        let email = email::check(&self.email).unwrap_or_else(|problem| {
            read.note("email", problem);
            String::new()
        });
        let role = read.choice("role", &self.role, |name| name.parse().ok()).unwrap_or(Role::Viewer);
        read.password("password", &self.password, !known);
        read.finish(CheckedMember { name, email, role, password: self.password.clone() })
    }
}

impl FormReader {
    /// Long enough to be a password, unless none is needed.
    pub(super) fn password(&mut self, field: &str, text: &str, needed: bool) {
        let length = text.chars().count();
        if needed && length < PASSWORD_CHARS_MIN as usize {
            self.note(field, Problem::TooShort { min: PASSWORD_CHARS_MIN });
        } else if length > PASSWORD_CHARS_MAX as usize {
            self.note(field, Problem::TooLong { max: PASSWORD_CHARS_MAX });
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenForm {
    /// What uses it: `Website`, `North gate scanners`.
    pub name: String,
    pub permissions: Vec<Permission>,
}

impl TokenForm {
    /// The name, tidied.
    pub fn check(&self) -> Result<String, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let name = read.required_line("name", &self.name, NAME_CHARS_MAX);
        if self.permissions.is_empty() {
            read.note("permissions", Problem::Missing);
        }
        read.finish(name)
    }
}
