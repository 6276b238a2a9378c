//! What the worker does after a commit. Payloads are plain ids; each job reads the state it finds and may run twice.

use crate::{Fault, Flows};
use domain::ids::{EmailId, OrderId, OrganizerId, PaymentId, RefundId};
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

/// Declares jobs: the struct the queue stores, its name there, and the flow that does it.
macro_rules! jobs {
    ($($(#[$doc:meta])* $job:ident = $name:literal { $($field:ident: $kind:ty),+ } => $flow:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Serialize, Deserialize)]
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

        /// Tells the worker of every job there is.
        pub(crate) fn define(options: graphile_worker::WorkerOptions) -> graphile_worker::WorkerOptions {
            options$(.define_job::<$job>())*
        }
    };
}

jobs! {
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

/// E-mails wait for everything that somebody waits for.
const EMAIL_PRIORITY: i16 = 10;
/// How long the queue leaves it to the process that placed an order to begin its payment.
const EAGER: Duration = Duration::from_secs(5);

/// The job that begins a payment. Where the process does that by itself (`eager`), the job is for the case that it dies.
pub(crate) fn start_payment(organizer: OrganizerId, payment: PaymentId, eager: bool) -> Result<NewJob, Fault> {
    let job = StartPayment { organizer, payment };
    Ok(NewJob { key: Some(start_key(payment)), delay: eager.then_some(EAGER), ..new_job(&job)? })
}

/// By which the job is called off once the payment has begun.
pub(crate) fn start_key(payment: PaymentId) -> String {
    format!("start_{payment}")
}

pub(crate) fn send_email(organizer: OrganizerId, email: EmailId) -> Result<NewJob, Fault> {
    Ok(NewJob { priority: EMAIL_PRIORITY, ..new_job(&SendEmail { organizer, email })? })
}

fn new_job<J: Job>(job: &J) -> Result<NewJob, Fault> {
    let payload = serde_json::to_value(job).map_err(|e| Fault::Broken(e.to_string()))?;
    Ok(NewJob { task: J::NAME, payload, delay: None, key: None, priority: 0 })
}
