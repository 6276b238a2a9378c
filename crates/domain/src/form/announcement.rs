//! The form of an e-mail to buyers.

use super::read::FormReader;
use crate::announcement::Audience;
use crate::locale::Translated;
use crate::refusal::{FieldProblem, Problem};
use serde::{Deserialize, Serialize};

pub const SUBJECT_CHARS_MAX: u32 = 150;
pub const BODY_CHARS_MAX: u32 = 5_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnnouncementForm {
    /// A [`crate::ids::PerformanceId`] of the event, or empty: all dates.
    pub date: String,
    /// A [`crate::ids::TicketTypeId`] of the event, or empty: all.
    pub ticket: String,
    pub subject_en: String,
    pub body_en: String,
    pub subject_it: String,
    pub body_it: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedAnnouncement {
    pub audience: Audience,
    pub subject: Translated,
    /// Paragraphs, parted by line breaks.
    pub body: Translated,
}

impl AnnouncementForm {
    /// One language is enough, whoever reads another gets that one; but what is written in a language is whole in it.
    pub fn check(&self) -> Result<CheckedAnnouncement, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let audience = Audience {
            performance: read.optional_choice("date", &self.date, |id| id.parse().ok()),
            ticket_type: read.optional_choice("ticket", &self.ticket, |id| id.parse().ok()),
        };
        let subject = read.lines("subject", &self.subject_en, &self.subject_it, SUBJECT_CHARS_MAX);
        let body = read.paragraphs("body", &self.body_en, &self.body_it, BODY_CHARS_MAX);
        let mut half = |language: &str, subject: &str, body: &str| match (subject.is_empty(), body.is_empty()) {
            (true, false) => read.note(&format!("subject_{language}"), Problem::Missing),
            (false, true) => read.note(&format!("body_{language}"), Problem::Missing),
            _ => {}
        };
        half("en", &subject.en, &body.en);
        half("it", &subject.it, &body.it);
        if subject.is_empty() && body.is_empty() {
            read.note("subject_en", Problem::Missing);
            read.note("body_en", Problem::Missing);
        }
        read.finish(CheckedAnnouncement { audience, subject, body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(form: AnnouncementForm) -> Vec<String> {
        form.check().err().unwrap_or_default().into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn one_language_is_enough_but_never_half_of_one() {
        let italian = AnnouncementForm {
            subject_it: "Attenzione".into(),
            body_it: "Ciao.\n\nA presto".into(),
            ..Default::default()
        };
        let checked = italian.check().unwrap();
        assert_eq!(checked.body.get(crate::locale::Locale::En), "Ciao.\n\nA presto");
        assert_eq!(fields(AnnouncementForm { subject_en: "Attention".into(), ..italian.clone() }), ["body_en"]);
        assert_eq!(fields(AnnouncementForm { subject_it: "\u{200B}".into(), ..italian }), ["subject_it"]);
        assert_eq!(fields(AnnouncementForm::default()), ["subject_en", "body_en"]);
        assert_eq!(fields(AnnouncementForm { date: "soon".into(), ..AnnouncementForm::default() })[0], "date");
    }
}
