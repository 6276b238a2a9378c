//! What is done about money after a commit.

use crate::Billing;
use base::Fault;
use base::jobs::new_job;
use base::outbox::SEND_EMAILS;
use domain::ids::{EmailId, OrganizerId, PaymentId, RefundId};
use storage::jobs::NewJob;

base::jobs! {
    /// What somebody waits for.
    define of Billing:

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
    define_emails of Billing:

    /// What the outbox asks for ([`base::outbox::send_emails`]).
    SendEmails = SEND_EMAILS { organizer: OrganizerId, emails: Vec<EmailId> } => send_emails;
    /// One that could not be sent with the others, and is tried again.
    SendEmail = "send_email" { organizer: OrganizerId, email: EmailId } => send_email;
}

pub fn start_payment(organizer: OrganizerId, payment: PaymentId) -> Result<NewJob, Fault> {
    new_job(&StartPayment { organizer, payment })
}

pub fn cancel_payment(organizer: OrganizerId, payment: PaymentId) -> Result<NewJob, Fault> {
    new_job(&CancelPayment { organizer, payment })
}

pub fn send_refund(organizer: OrganizerId, refund: RefundId) -> Result<NewJob, Fault> {
    new_job(&SendRefund { organizer, refund })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::outbox;
    use uuid::Uuid;

    #[test]
    fn what_the_outbox_asks_for_is_read_here() {
        let organizer = OrganizerId(Uuid::from_u128(1));
        let emails: Vec<EmailId> = (0..9).map(|n| EmailId(Uuid::from_u128(n))).collect();
        let jobs = outbox::send_emails(organizer, &emails).unwrap();
        let read: Vec<SendEmails> =
            jobs.iter().map(|job| serde_json::from_value(job.payload.clone()).unwrap()).collect();
        assert!(jobs.iter().all(|job| job.task == <SendEmails as base::jobs::Job>::NAME));
        assert!(read.iter().all(|job| job.organizer == organizer));
        assert_eq!(read.into_iter().flat_map(|job| job.emails).collect::<Vec<_>>(), emails);
    }
}
