//! The parts every e-mail is made of, so that the HTML and the plain text can't say different things.

use domain::locale::Locale;

/// One e-mail before it has a shape.
pub struct EmailLayout {
    pub locale: Locale,
    pub subject: String,
    /// What an inbox shows after the subject.
    pub preview: String,
    pub heading: String,
    pub blocks: Vec<EmailBlock>,
    /// Who it is from, and where an answer goes; the last lines.
    pub signature: Vec<String>,
}

pub enum EmailBlock {
    Paragraph(String),
    /// One performance and what was bought for it.
    Event {
        name: String,
        when: String,
        place: String,
        items: Vec<EmailTableRow>,
    },
    /// Sums, the last of which may be strong.
    Sums(Vec<EmailTableRow>),
    Button {
        label: String,
        url: String,
    },
    /// Something less important than the rest.
    Note(String),
}

pub struct EmailTableRow {
    pub label: String,
    pub detail: Option<String>,
    /// A sentence of its own below.
    pub note: Option<String>,
    pub amount: Option<String>,
    pub strong: bool,
}

impl EmailTableRow {
    pub fn sum(label: impl Into<String>, amount: String) -> EmailTableRow {
        EmailTableRow { label: label.into(), detail: None, note: None, amount: Some(amount), strong: false }
    }

    pub fn strong(self) -> EmailTableRow {
        EmailTableRow { strong: true, ..self }
    }
}
