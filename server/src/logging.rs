//! Log lines, for people or for collectors.

use crate::config::{LogFormat, Logging};
use anyhow::anyhow;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Takes the log lines of the whole process; once.
pub fn start(logging: &Logging) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&logging.level)
        .map_err(|error| anyhow!("TESSERA_LOG must be levels such as info or info,money=debug: {error}."))?;
    let colors = std::io::stdout().is_terminal();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_target(true).with_ansi(colors);
    match logging.format {
        LogFormat::Pretty => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
    }
    .map_err(|error| anyhow!("the log can't be started: {error}"))
}
