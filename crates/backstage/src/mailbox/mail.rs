//! A message as a person reads it.

use chrono::{DateTime, Utc};
use mail_parser::{Address, MessageParser, MimeHeaders, PartType};

/// A message that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Counts up from 1 over the life of the mailbox.
    pub number: u64,
    /// The Date header, or when it arrived where that is missing.
    pub at: DateTime<Utc>,
    /// `Teatro dell'Aurora <box@aurora.example>`
    pub from: String,
    /// Everyone it was addressed to, in the form of `from`.
    pub to: Vec<String>,
    pub subject: String,
    pub html: Option<String>,
    pub text: Option<String>,
    pub attachments: Vec<ReceivedAttachment>,
    /// As it came over the wire, with the envelope in front (Return-Path, Delivered-To).
    pub raw: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedAttachment {
    pub name: String,
    pub content_type: String,
    pub bytes: Vec<u8>,
}

impl Mail {
    /// Reads what can be read; a message that is no mail at all has only its bytes.
    pub(super) fn read(number: u64, received: DateTime<Utc>, raw: Vec<u8>) -> Mail {
        let mut mail = Mail {
            number,
            at: received,
            from: String::new(),
            to: Vec::new(),
            subject: String::new(),
            html: None,
            text: None,
            attachments: Vec::new(),
            raw: Vec::new(),
        };
        if let Some(message) = MessageParser::default().parse(&raw) {
            let date = message.date().and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0));
            mail.at = date.unwrap_or(received);
            mail.from = message.from().map(people).unwrap_or_default().join(", ");
            mail.to = message.to().map(people).unwrap_or_default();
            mail.subject = message.subject().unwrap_or_default().to_owned();
            mail.html = message.html_bodies().find_map(|part| match &part.body {
                PartType::Html(html) => Some(html.to_string()),
                _ => None,
            });
            mail.text = message.text_bodies().find_map(|part| match &part.body {
                PartType::Text(text) => Some(text.to_string()),
                _ => None,
            });
            mail.attachments = message
                .attachments()
                .map(|part| ReceivedAttachment {
                    name: part.attachment_name().unwrap_or("attachment").to_owned(),
                    content_type: part.content_type().map_or_else(|| "application/octet-stream".to_owned(), kind),
                    bytes: part.contents().to_vec(),
                })
                .collect();
        }
        mail.raw = raw;
        mail
    }
}

fn kind(kind: &mail_parser::ContentType<'_>) -> String {
    match kind.subtype() {
        Some(subtype) => format!("{}/{subtype}", kind.ctype()),
        None => kind.ctype().to_owned(),
    }
}

fn people(address: &Address<'_>) -> Vec<String> {
    address
        .iter()
        .map(|person| {
            let email = person.address().unwrap_or_default();
            match person.name().filter(|name| !name.is_empty()) {
                Some(name) => format!("{name} <{email}>"),
                None => email.to_owned(),
            }
        })
        .collect()
}
