//! What is written down.

use super::settings::settings;
use strum::EnumString;

settings! {
    /// Log lines go to the standard output. Secrets are in none of them.
    "logging" Logging {
        /// `pretty` for people, `json` for collectors.
        format: LogFormat = "TESSERA_LOG_FORMAT", default "pretty";
        /// Which lines: `info`, `debug`, or finer, such as `info,money=debug`.
        level: String = "TESSERA_LOG", default "info,sqlx=warn,graphile_worker=warn";
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum LogFormat {
    Pretty,
    Json,
}
