//! What is done about money after a commit.

use crate::Treasury;
use base::Fault;
use base::jobs::new_job;
use domain::ids::{EmailId, OrganizerId, PaymentId, RefundId};
use storage::jobs::NewJob;

base::jobs! {
    /// What somebody waits for.
    define of Treasury:

    /// Asks the gateway for the money of one attempt.
    StartPayment = "start_payment" { organizer: OrganizerId, payment: PaymentId } => start_payment;
    /// Asks the gateway what became of an attempt.
    CheckPayment = "check_payment" { organizer: OrganizerId, payment: PaymentId } => check_payment;
    /// Calls an open attempt off.
    CancelPayment = "cancel_payment" { organizer: OrganizerId, payment: PaymentId } => cancel_payment;
    /// Gives money back, or asks what became of it.
    SendRefund = "send_refund" { organizer: OrganizerId, refund: RefundId } => send_refund;
}

base::jobs! {
    /// What can wait until buyers have what they want.
    define_letters of Treasury:

    SendEmails = "send_emails" { organizer: OrganizerId, emails: Vec<EmailId> } => send_emails;
    /// One that could not be sent with the others, and is tried again.
    SendEmail = "send_email" { organizer: OrganizerId, email: EmailId } => send_email;
}

/// So many letters are a job: one that dies is done again, and what it had sent isn't sent twice.
const LETTERS: usize = 8;

pub fn start_payment(organizer: OrganizerId, payment: PaymentId) -> Result<NewJob, Fault> {
    new_job(&StartPayment { organizer, payment })
}

pub fn cancel_payment(organizer: OrganizerId, payment: PaymentId) -> Result<NewJob, Fault> {
    new_job(&CancelPayment { organizer, payment })
}

pub fn send_refund(organizer: OrganizerId, refund: RefundId) -> Result<NewJob, Fault> {
    new_job(&SendRefund { organizer, refund })
}

pub fn send_emails(organizer: OrganizerId, emails: &[EmailId]) -> Result<Vec<NewJob>, Fault> {
    emails.chunks(LETTERS).map(|emails| new_job(&SendEmails { organizer, emails: emails.to_vec() })).collect()
}
