//! E-mails that a transaction wants: written down with it, and sent after it commits by whoever writes them (`money::emails`).

use crate::jobs::{Job, new_job};
use crate::{Base, Fault};
use domain::email::kind::EmailKind;
use domain::ids::{EmailId, OrderId, OrganizerId};
use domain::locale::Locale;
use serde::Serialize;
use storage::Conn;
use storage::emails::{self, NewEmail};
use storage::jobs::NewJob;

/// The job that sends e-mails, as the queue knows it; `money::jobs` does it.
pub const SEND_EMAILS: &str = "send_emails";

/// So many e-mails are a job: one that dies is done again, and what it had sent isn't sent twice.
const EMAILS_A_JOB: usize = 8;

/// An e-mail to be sent after the commit.
pub struct OutgoingEmail {
    /// The order it is about, if it is about one.
    pub order: Option<OrderId>,
    pub to: String,
    pub locale: Locale,
    pub kind: EmailKind,
}

/// What is kept in the queue.
#[derive(Serialize)]
struct SendEmails<'a> {
    organizer: OrganizerId,
    emails: &'a [EmailId],
}

impl Job for SendEmails<'_> {
    const NAME: &'static str = SEND_EMAILS;
}

/// Jobs that send these e-mails.
pub fn send_emails(organizer: OrganizerId, emails: &[EmailId]) -> Result<Vec<NewJob>, Fault> {
    emails.chunks(EMAILS_A_JOB).map(|emails| new_job(&SendEmails { organizer, emails })).collect()
}

impl Base {
    /// An e-mail, wanted by this transaction and sent after it.
    pub async fn queue_email(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        email: &OutgoingEmail,
    ) -> Result<(), Fault> {
        self.queue_emails(conn, organizer, std::slice::from_ref(email)).await.map(drop)
    }

    /// E-mails, wanted by this transaction and sent after it. Returns an id for each, in their order.
    pub async fn queue_emails(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        emails: &[OutgoingEmail],
    ) -> Result<Vec<EmailId>, Fault> {
        if emails.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.clock.now();
        let mut new = Vec::with_capacity(emails.len());
        for email in emails {
            new.push(NewEmail {
                id: EmailId(self.chance.uuid(now)),
                order: email.order,
                kind: (&email.kind).into(),
                to_address: &email.to,
                locale: email.locale,
                detail: serde_json::to_value(&email.kind).map_err(|e| Fault::Broken(e.to_string()))?,
            });
        }
        emails::insert_many(conn, organizer, &new, now).await?;
        let ids: Vec<EmailId> = new.iter().map(|email| email.id).collect();
        storage::jobs::enqueue_many(conn, &send_emails(organizer, &ids)?).await?;
        Ok(ids)
    }
}
