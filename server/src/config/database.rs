//! Where everything is kept.

use super::Hidden;
use super::settings::settings;
use std::num::NonZeroU32;

settings! {
    /// Postgres 15 or newer. The server connects as the database's owner, a plain login that was granted the role
    /// `tessera_app`, and then works as that role, which row-level security binds. A superuser isn't needed, and
    /// `server doctor` fails on one.
    "database" Database {
        /// Where the database is: `postgres://user:password@host/name`.
        url: Hidden = "DATABASE_URL";
        /// How many connections one server opens at most; the worker opens a few more of its own.
        connections: NonZeroU32 = "TESSERA_DATABASE_CONNECTIONS", default "20";
    }
}
