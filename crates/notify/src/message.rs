//! One e-mail with its addresses: from parts a person typed to bytes a mail server takes.

use crate::email::Rendered;
use crate::transport::SendError;
use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Mailbox, MultiPart};
use std::error::Error;

/// An e-mail address, with the name shown beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub name: Option<String>,
    pub email: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// `ticket-T-1042.pdf`
    pub name: String,
    /// `application/pdf`
    pub content_type: String,
    pub bytes: Vec<u8>,
}

/// A message to one person. Sending it twice with the same `message_id` lets most servers and programs see that it is
/// the same one, so a job that retries makes the id from its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub from: Address,
    pub to: Address,
    pub reply_to: Option<Address>,
    pub subject: String,
    pub html: String,
    pub text: String,
    pub attachments: Vec<Attachment>,
    /// `something-unique@our-domain`, without angle brackets.
    pub message_id: String,
    /// The Date header.
    pub at: DateTime<Utc>,
    /// For mailings a person can leave: the page that ends them (RFC 2369). Never for tickets.
    pub list_unsubscribe: Option<String>,
}

impl Message {
    pub fn new(from: Address, to: Address, rendered: Rendered, message_id: String, at: DateTime<Utc>) -> Message {
        let Rendered { subject, html, text } = rendered;
        let attachments = Vec::new();
        Message { from, to, reply_to: None, subject, html, text, attachments, message_id, at, list_unsubscribe: None }
    }

    /// The message as RFC 5322 has it. An address or id that isn't one is refused for good: no retry can mend it.
    /// Line breaks in names and subjects become spaces, so nothing a person typed can become a header.
    pub fn to_mime(&self) -> Result<lettre::Message, SendError> {
        let mut builder = lettre::Message::builder()
            .from(self.from.mailbox()?)
            .to(self.to.checked()?)
            .subject(one_line(&self.subject))
            .message_id(Some(format!("<{}>", id(&self.message_id)?)))
            .date(self.at.into())
            .header(AutoSubmitted);
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.mailbox()?);
        }
        if let Some(url) = &self.list_unsubscribe {
            builder = builder.header(ListUnsubscribe(web_address(url)?));
        }
        let body = MultiPart::alternative_plain_html(self.text.clone(), self.html.clone());
        let message = if self.attachments.is_empty() {
            builder.multipart(body)
        } else {
            let mut mixed = MultiPart::mixed().multipart(body);
            for attachment in &self.attachments {
                let kind = ContentType::parse(&attachment.content_type)
                    .map_err(|_| refused(format!("'{}' is not a content type", attachment.content_type)))?;
                mixed = mixed.singlepart(Part::new(one_line(&attachment.name)).body(attachment.bytes.clone(), kind));
            }
            builder.multipart(mixed)
        };
        message.map_err(|error| refused(error.to_string()))
    }
}

impl Address {
    pub fn new(email: impl Into<String>) -> Address {
        Address { name: None, email: email.into() }
    }

    pub fn named(name: impl Into<String>, email: impl Into<String>) -> Address {
        Address { name: Some(name.into()), email: email.into() }
    }

    /// Reads `Teatro <box@aurora.example>` or a bare address, as configuration files have them.
    pub fn parse(text: &str) -> Result<Address, SendError> {
        let mailbox: Mailbox =
            text.trim().parse().map_err(|_| refused(format!("'{text}' is not an e-mail address")))?;
        Ok(Address { name: mailbox.name, email: mailbox.email.to_string() })
    }

    /// The mailbox of somebody who typed their address, by the check that every form has: what one takes goes out, that
    /// of an older row too.
    fn checked(&self) -> Result<Mailbox, SendError> {
        let email = domain::email::check(&self.email)
            .map_err(|_| refused(format!("'{}' is not an e-mail address", self.email)))?;
        Address { name: self.name.clone(), email }.mailbox()
    }

    fn mailbox(&self) -> Result<Mailbox, SendError> {
        let email = self.email.trim().parse();
        let email = email.map_err(|_| refused(format!("'{}' is not an e-mail address", self.email)))?;
        let name = self.name.as_deref().map(one_line).filter(|name| !name.is_empty());
        Ok(Mailbox::new(name, email))
    }
}

/// RFC 3834, section 5: programs that answer for people on holiday leave such a message alone.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<AutoSubmitted, Box<dyn Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(AutoSubmitted::name(), "auto-generated".to_owned())
    }
}

#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<ListUnsubscribe, Box<dyn Error + Send + Sync>> {
        Ok(ListUnsubscribe(text.trim_matches(['<', '>']).to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(ListUnsubscribe::name(), format!("<{}>", self.0))
    }
}

fn id(text: &str) -> Result<&str, SendError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '@');
    let one_at = text.matches('@').count() == 1 && !text.starts_with('@') && !text.ends_with('@');
    if one_at && text.chars().all(allowed) { Ok(text) } else { Err(refused(format!("'{text}' is not a message id"))) }
}

fn web_address(text: &str) -> Result<String, SendError> {
    let plain = text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ','));
    let known = text.starts_with("https://") || text.starts_with("http://") || text.starts_with("mailto:");
    if plain && known { Ok(text.to_owned()) } else { Err(refused(format!("'{text}' is not a web address"))) }
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control()).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn refused(reason: String) -> SendError {
    SendError::Permanent { code: None, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message {
            from: Address::named("Teatro dell'Aurora", "box@aurora.example"),
            to: Address::named("Zoë Müller", "zoe@example.org"),
            reply_to: Some(Address::new("help@aurora.example")),
            subject: "I tuoi biglietti per «La Traviata»".into(),
            html: "<p>Città</p>".into(),
            text: "Città\n".into(),
            attachments: vec![Attachment {
                name: "biglietti-È.pdf".into(),
                content_type: "application/pdf".into(),
                bytes: (0..=255).collect(),
            }],
            message_id: "job-7@tessera.example".into(),
            at: "2026-11-01T09:00:00Z".parse().unwrap(),
            list_unsubscribe: None,
        }
    }

    #[test]
    fn what_is_sent_is_what_a_reader_gets() {
        let bytes = message().to_mime().unwrap().formatted();
        let read = mail_parser::MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(read.subject(), Some("I tuoi biglietti per «La Traviata»"));
        assert_eq!(read.to().unwrap().first().unwrap().name(), Some("Zoë Müller"));
        assert_eq!(read.body_text(0).unwrap().trim(), "Città");
        assert_eq!(read.body_html(0).unwrap().trim(), "<p>Città</p>");
        assert_eq!(read.message_id(), Some("job-7@tessera.example"));
        let file = read.attachment(0).unwrap();
        assert_eq!(file.contents(), (0..=255).collect::<Vec<u8>>());
        assert!(String::from_utf8_lossy(&bytes).contains("Auto-Submitted: auto-generated"));
    }

    #[test]
    fn nothing_typed_becomes_a_header() {
        let sly = Message {
            subject: "Hello\r\nBcc: victim@example.org".into(),
            to: Address::named("Zoë\r\nBcc: victim@example.org", "zoe@example.org"),
            attachments: vec![Attachment {
                name: "a\r\nBcc: victim@example.org\r\n\"".into(),
                content_type: "text/plain".into(),
                bytes: vec![1],
            }],
            ..message()
        };
        let bytes = sly.to_mime().unwrap().formatted();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.lines().any(|line| line.starts_with("bcc")), "{text}");
        assert_eq!(sly.to_mime().unwrap().envelope().to().len(), 1);
    }

    #[test]
    fn an_older_row_goes_where_the_form_would_send_it() {
        let to = |email: &str| {
            Message { to: Address::new(email), ..message() }.to_mime().map(|m| m.envelope().to()[0].to_string())
        };
        assert_eq!(to("zoe\u{200B}@MÜLLER.de").unwrap(), "zoe@xn--mller-kva.de");
        assert!(to(&format!("zoe@{}.it", "x".repeat(64))).is_err());
    }

    proptest::proptest! {
        /// What every form takes, the mailer takes.
        #[test]
        fn what_the_check_takes_can_be_sent(local in "\\PC{1,30}", domain in "[\\PC--@]{1,30}\\.(it|com|рф)", plain in "[a-z]{1,9}") {
            for email in [format!("{local}@{domain}"), format!("{plain}@{domain}"), format!("{local}@{plain}.it")] {
                if let Ok(folded) = domain::email::check(&email) {
                    let message = Message { to: Address::new(folded.clone()), ..message() };
                    proptest::prop_assert!(message.to_mime().is_ok(), "{folded:?}");
                    proptest::prop_assert_eq!(domain::email::check(&folded), Ok(folded));
                }
            }
        }
    }

    #[test]
    fn what_no_retry_can_mend_is_permanent() {
        let check = |message: Message| assert!(!message.to_mime().unwrap_err().is_temporary());
        for email in ["nobody", "a@b.example\r\nRCPT TO:<x@y.example>", "a b@c.example", ""] {
            check(Message { to: Address::new(email), ..message() });
        }
        check(Message { message_id: "a>\r\nBcc: x@y.example".into(), ..message() });
        check(Message { list_unsubscribe: Some("https://a.example/\r\nBcc: x@y.example".into()), ..message() });
    }
}
