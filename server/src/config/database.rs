//! Where everything is kept.

use super::Hidden;
use super::settings::settings;
use std::num::NonZeroU32;

settings! {
    /// Postgres 15 or newer. The server connects as the database's owner and then works as the role `tessera_app`, which
    /// row-level security binds.
    "database" Database {
        /// Where the database is: `postgres://user:password@host/name`.
        url: Hidden = "DATABASE_URL";
        /// How many connections one server opens at most; the worker opens a few more of its own.
        connections: NonZeroU32 = "TESSERA_DATABASE_CONNECTIONS", default "20";
    }
}
