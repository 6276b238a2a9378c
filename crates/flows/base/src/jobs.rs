//! What is done after a commit, by a worker. Payloads are plain ids; each job reads the state it finds and may run twice.
//!
//! Each part of the house declares its own with [`jobs!`](crate::jobs!), and gives the worker itself as a [`WorkingPart`].

#[doc(hidden)]
pub use graphile_worker;
#[doc(hidden)]
pub use serde;

use crate::{Base, Fault};
use graphile_worker::WorkerOptions;
use serde::Serialize;
use std::time::Duration;
use storage::Conn;
use storage::jobs::NewJob;

/// A job. Its name is stored in the queue: it is never changed, only added to.
pub trait Job: Serialize {
    const NAME: &'static str;
}

/// A part of the house, as the worker hands it to the jobs that are its.
#[derive(Clone)]
pub struct WorkingPart<P>(pub P);

impl<P> std::fmt::Debug for WorkingPart<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WorkingPart")
    }
}

/// Declares jobs of a part: the struct the queue stores, its name there, and the flow that does it; and the function that tells
/// a worker of them.
#[macro_export]
macro_rules! jobs {
    ($(#[$what:meta])* $define:ident of $part:ty: $($(#[$doc:meta])* $job:ident = $name:tt { $($field:ident: $kind:ty),+ } => $flow:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, $crate::jobs::serde::Serialize, $crate::jobs::serde::Deserialize)]
            #[serde(crate = "base::jobs::serde")]
            pub struct $job {
                $(pub $field: $kind,)+
            }

            impl $crate::jobs::Job for $job {
                const NAME: &'static str = $name;
            }

            impl $crate::jobs::graphile_worker::TaskHandler for $job {
                const IDENTIFIER: &'static str = $name;
                async fn run(self, context: $crate::jobs::graphile_worker::WorkerContext) -> impl $crate::jobs::graphile_worker::IntoTaskHandlerResult {
                    let Some(part) = context.get_ext::<$crate::jobs::WorkingPart<$part>>() else {
                        return Err(format!("nobody serves {}", $name));
                    };
                    $crate::jobs::told($name, part.0.$flow($(self.$field),+).await)
                }
            }
        )*

        $(#[$what])*
        pub fn $define(options: $crate::jobs::graphile_worker::WorkerOptions) -> $crate::jobs::graphile_worker::WorkerOptions {
            options$(.define_job::<$job>())*
        }
    };
}

/// Counts how a job ended, and says what broke as the queue keeps it.
pub fn told(name: &'static str, done: Result<(), Fault>) -> Result<(), String> {
    let result = if done.is_ok() { "done" } else { "failed" };
    metrics::counter!("tessera_jobs_total", "job" => name, "result" => result).increment(1);
    done.map_err(|fault| {
        tracing::warn!(job = name, %fault, "a job failed and will be tried again");
        fault.to_string()
    })
}

/// Does every job of this worker that is due now, and those that they ask for, and returns: for tests and the simulator.
pub async fn work_off(worker: WorkerOptions, database_url: &str) -> Result<(), Fault> {
    let broken = |e: String| Fault::Broken(format!("the job queue: {e}"));
    let options = worker.database_url(database_url).max_pg_conn(2).concurrency(1);
    let worker = options.init().await.map_err(|e| broken(e.to_string()))?;
    worker.run_once().await.map_err(|e| broken(e.to_string()))
}

impl Base {
    /// Asks for a job in the caller's transaction, to be begun after it commits.
    pub async fn enqueue<J: Job>(&self, conn: &mut Conn, job: &J, delay: Option<Duration>) -> Result<(), Fault> {
        storage::jobs::enqueue(conn, J::NAME, job, delay, None).await?;
        Ok(())
    }

    /// One waiting job per `key`, however often it is asked for.
    pub async fn enqueue_once<J: Job>(&self, conn: &mut Conn, job: &J, key: &str) -> Result<(), Fault> {
        storage::jobs::enqueue(conn, J::NAME, job, None, Some(key)).await?;
        Ok(())
    }
}

/// A job to be written together with others.
pub fn new_job<J: Job>(job: &J) -> Result<NewJob, Fault> {
    let payload = serde_json::to_value(job).map_err(|e| Fault::Broken(e.to_string()))?;
    Ok(NewJob { task: J::NAME, payload })
}
