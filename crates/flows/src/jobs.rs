//! What the worker does after a commit. Payloads are plain ids; each job reads the state it finds and may run twice.

use crate::{Fault, Flows};
use domain::ids::{AnnouncementId, EmailId, OrderId, OrganizerId, PaymentId, RefundId};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use storage::Conn;
use storage::jobs::NewJob;

/// A job and what it does. The name is stored in the queue: it is never changed, only added to.
pub(crate) trait Job: Serialize {
    const NAME: &'static str;
    fn perform(self, flows: &Flows) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// Declares jobs: the struct the queue stores, its name there, and the flow that does it; and the function that tells a
/// worker of them.
macro_rules! jobs {
    ($(#[$what:meta])* $define:ident: $($(#[$doc:meta])* $job:ident = $name:literal { $($field:ident: $kind:ty),+ } => $flow:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Serialize, Deserialize)]
            pub struct $job {
                $(pub $field: $kind,)+
            }

            impl Job for $job {
                const NAME: &'static str = $name;
                async fn perform(self, flows: &Flows) -> Result<(), Fault> {
                    flows.$flow($(self.$field),+).await
                }
            }

            impl TaskHandler for $job {
                const IDENTIFIER: &'static str = $name;
                async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
                    let Some(flows) = context.get_ext::<WorkerFlows>() else { return Err("no flows".to_owned()) };
                    let done = self.perform(&flows.0).await;
                    let result = if done.is_ok() { "done" } else { "failed" };
                    metrics::counter!("tessera_jobs_total", "job" => $name, "result" => result).increment(1);
                    done.map_err(|fault| {
                        tracing::warn!(job = $name, %fault, "a job failed and will be tried again");
                        fault.to_string()
                    })
                }
            }
        )*

        $(#[$what])*
        pub(crate) fn $define(options: graphile_worker::WorkerOptions) -> graphile_worker::WorkerOptions {
            options$(.define_job::<$job>())*
        }
    };
}

jobs! {
    /// What somebody waits for.
    define:

    /// Asks the gateway for the money of one attempt.
    StartPayment = "start_payment" { organizer: OrganizerId, payment: PaymentId } => start_payment;
    /// Asks the gateway what became of an attempt.
    CheckPayment = "check_payment" { organizer: OrganizerId, payment: PaymentId } => check_payment;
    /// Calls an open attempt off.
    CancelPayment = "cancel_payment" { organizer: OrganizerId, payment: PaymentId } => cancel_payment;
    /// Gives money back, or asks what became of it.
    SendRefund = "send_refund" { organizer: OrganizerId, refund: RefundId } => send_refund;
    /// Ends an order whose time to pay is over.
    ExpireOrder = "expire_order" { organizer: OrganizerId, order: OrderId } => expire_order;
}

jobs! {
    /// What can wait until buyers have what they want.
    define_letters:

    /// Writes the letters of an announcement, some hundreds at a time.
    WriteAnnouncement = "write_announcement" { organizer: OrganizerId, announcement: AnnouncementId } => write_announcement;
    SendEmails = "send_emails" { organizer: OrganizerId, emails: Vec<EmailId> } => send_emails;
    /// One that could not be sent with the others, and is tried again.
    SendEmail = "send_email" { organizer: OrganizerId, email: EmailId } => send_email;
}

/// The flows, as the worker hands them to its jobs.
#[derive(Clone)]
pub(crate) struct WorkerFlows(pub(crate) Flows);

impl std::fmt::Debug for WorkerFlows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WorkerFlows")
    }
}

impl Flows {
    /// Asks for a job in the caller's transaction, to be begun after it commits.
    pub(crate) async fn enqueue<J: Job>(&self, conn: &mut Conn, job: &J, delay: Option<Duration>) -> Result<(), Fault> {
        storage::jobs::enqueue(conn, J::NAME, job, delay, None).await?;
        Ok(())
    }
}

/// So many letters are a job: one that dies is done again, and what it had sent isn't sent twice.
const LETTERS: usize = 8;

pub(crate) fn start_payment(organizer: OrganizerId, payment: PaymentId) -> Result<NewJob, Fault> {
    new_job(&StartPayment { organizer, payment })
}

pub(crate) fn cancel_payment(organizer: OrganizerId, payment: PaymentId) -> Result<NewJob, Fault> {
    new_job(&CancelPayment { organizer, payment })
}

pub(crate) fn send_refund(organizer: OrganizerId, refund: RefundId) -> Result<NewJob, Fault> {
    new_job(&SendRefund { organizer, refund })
}

pub(crate) fn send_emails(organizer: OrganizerId, emails: &[EmailId]) -> Result<Vec<NewJob>, Fault> {
    emails.chunks(LETTERS).map(|emails| new_job(&SendEmails { organizer, emails: emails.to_vec() })).collect()
}

fn new_job<J: Job>(job: &J) -> Result<NewJob, Fault> {
    let payload = serde_json::to_value(job).map_err(|e| Fault::Broken(e.to_string()))?;
    Ok(NewJob { task: J::NAME, payload })
}
