//! What the binary can be told to do.

use crate::config::{self, Config};
use crate::organizer::{KeysCommand, OrganizerCommand};
use crate::{doctor, logging, serve, wiring};
use clap::{Args, Parser, Subcommand};
use std::fmt::Write;
use std::future::Future;
use std::path::PathBuf;
use std::process::ExitCode;

/// Tessera, open ticketing: the shop, the organizers' admin, the till, the gate and the API in one server.
#[derive(Parser)]
#[command(name = "server", version, after_long_help = settings_help(), max_term_width = 120)]
pub struct ServerCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Serve the shop until asked to end (SIGTERM or Ctrl-C); the worker runs along
    Serve {
        #[command(flatten)]
        file: File,
        /// Leave the jobs to `server worker` processes
        #[arg(long)]
        no_worker: bool,
    },
    /// Do jobs only: payments, e-mails, expiry
    Worker {
        #[command(flatten)]
        file: File,
    },
    /// Bring the database to the newest schema, and end
    Migrate {
        #[command(flatten)]
        file: File,
    },
    /// Add an organizer with its owner, or list those there are
    Organizer {
        #[command(flatten)]
        file: File,
        #[command(subcommand)]
        what: OrganizerCommand,
    },
    /// Change the keys that tickets are signed with
    Keys {
        #[command(flatten)]
        file: File,
        #[command(subcommand)]
        what: KeysCommand,
    },
    /// Look whether everything works, say how to mend what doesn't, and end; fails when something is broken
    Doctor {
        #[command(flatten)]
        file: File,
    },
    /// Print every setting there is, as docs/configuration.md
    Settings,
}

#[derive(Args)]
struct File {
    /// A TOML file with settings; the environment goes before it
    #[arg(long, env = "TESSERA_CONFIG", value_name = "FILE", global = true)]
    config: Option<PathBuf>,
}

impl File {
    fn load(&self) -> anyhow::Result<Config> {
        Ok(Config::load(self.config.as_deref())?)
    }
}

impl ServerCommand {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.what {
            What::Serve { file, no_worker } => {
                let config = file.load()?;
                logging::start(&config.logging)?;
                wait_for(serve::serve(config, !no_worker))?;
            }
            What::Worker { file } => {
                let config = file.load()?;
                logging::start(&config.logging)?;
                wait_for(serve::work(config))?;
            }
            What::Migrate { file } => {
                let config = file.load()?;
                logging::start(&config.logging)?;
                let url = config.database.url.reveal();
                wait_for(async { storage::migrate::migrate(url).await.map_err(wiring::schema_failure) })?;
                println!("The database is at the newest schema.");
            }
            What::Organizer { file, what } => wait_for(what.run(file.load()?))?,
            What::Keys { file, what } => wait_for(what.run(file.load()?))?,
            What::Doctor { file } => {
                let config = file.load()?;
                let healthy = wait_for(doctor::examine(&config))?;
                return Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE });
            }
            What::Settings => print!("{}", config::page()),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn wait_for<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// The settings at the end of `--help`.
fn settings_help() -> String {
    let mut help = "Settings, by environment or in a TOML file (--config):\n".to_owned();
    for (section, _, settings) in Config::sections() {
        // Writing to a String doesn't fail.
        let _ = writeln!(help, "\n[{section}]");
        for one in settings {
            let doc: Vec<&str> = one.doc.iter().map(|line| line.trim()).collect();
            let default = match one.default {
                None => "must be set".to_owned(),
                Some("") => "default: empty".to_owned(),
                Some(text) => format!("default: {text}"),
            };
            let _ = writeln!(help, "  {}, {} ({default})\n      {}", one.env, one.name, doc.join(" "));
        }
    }
    help
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn a_password_is_never_an_argument() {
        let add =
            ["server", "organizer", "add", "--name", "Teatro Nuovo", "--currency", "EUR", "--zone", "Europe/Rome"];
        let whole = add.into_iter().chain(["--owner-email", "anna@example.org", "--owner-name", "Anna"]);
        assert!(ServerCommand::try_parse_from(whole.clone()).is_ok());
        assert!(ServerCommand::try_parse_from(whole.chain(["--password", "a long password"])).is_err());
        assert!(ServerCommand::try_parse_from(["server", "keys", "rotate", "--organizer", "teatro-nuovo"]).is_ok());
        assert!(ServerCommand::try_parse_from(["server", "keys", "rotate"]).is_err());
    }

    #[test]
    fn the_help_names_every_setting() {
        ServerCommand::command().debug_assert();
        let help = ServerCommand::command().render_long_help().to_string();
        for (_, _, settings) in Config::sections() {
            for one in settings {
                assert!(help.contains(one.env), "{}", one.env);
            }
        }
    }
}
