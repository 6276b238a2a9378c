//! Jobs: payments to ask for, e-mails to send, holds to let go.

use super::settings::settings;
use std::net::SocketAddr;
use std::num::NonZeroU32;

settings! {
    /// The worker runs within `server serve`, or by itself as `server worker`; any number may run at once.
    "worker" Worker {
        /// How many jobs one worker does at a time, and as many e-mails beside them.
        jobs: NonZeroU32 = "TESSERA_WORKER_JOBS", default "8";
        /// Where `server worker` answers `/health`, `/ready` and `/metrics`. Empty: nowhere. `server serve` answers them itself.
        listen: Option<SocketAddr> = "TESSERA_WORKER_LISTEN", default "";
    }
}
