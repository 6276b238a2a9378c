//! Jobs: payments to ask for, e-mails to send, holds to let go.

use super::settings::settings;
use std::num::NonZeroU32;

settings! {
    /// The worker runs within `server serve`, or by itself as `server worker`; any number may run at once.
    "worker" Worker {
        /// How many jobs one worker does at a time, and as many letters beside them.
        jobs: NonZeroU32 = "TESSERA_WORKER_JOBS", default "8";
    }
}
