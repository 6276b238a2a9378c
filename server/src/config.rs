//! What a deployment says about itself: read once at the start from a TOML file and the environment, checked as a whole.
//!
//! Each setting is declared once, in one of the files below; its doc comment is its help text and its line in
//! docs/configuration.md. The environment goes before the file. Every mistake is told at once, each in one sentence.
//!
//! To add a setting: a field in the `settings!` of its concern, and its use. `server settings` prints the page anew.

mod database;
mod gateways;
mod limits;
mod logging;
mod mail;
mod page;
mod parse;
mod read;
mod secret;
mod settings;
mod web;
mod worker;

pub use database::Database;
pub use gateways::Gateways;
pub use limits::Limits;
pub use logging::{LogFormat, Logging};
pub use mail::Mail;
pub use page::page;
pub use parse::{EmailAddress, Network, Setting};
pub use read::{Mistakes, Sources};
pub use secret::{Secret, SecretKey};
pub use settings::{Hidden, SettingHelp};
pub use web::Web;
pub use worker::Worker;

use std::path::Path;

/// Everything the server is told.
#[derive(Clone, Debug)]
pub struct Config {
    pub database: Database,
    pub web: Web,
    pub mail: Mail,
    pub gateways: Gateways,
    pub secret: Secret,
    pub logging: Logging,
    pub limits: Limits,
    pub worker: Worker,
}

impl Config {
    /// Reads the file, if one is named, and the environment.
    pub fn load(file: Option<&Path>) -> Result<Config, Mistakes> {
        Config::read(Sources::open(file, std::env::vars().collect())?)
    }

    /// Checks everything there is to check before it says what is wrong.
    pub fn read(mut sources: Sources) -> Result<Config, Mistakes> {
        let config = Config {
            database: Database::read(&mut sources),
            web: Web::read(&mut sources),
            mail: Mail::read(&mut sources),
            gateways: Gateways::read(&mut sources),
            secret: Secret::read(&mut sources),
            logging: Logging::read(&mut sources),
            limits: Limits::read(&mut sources),
            worker: Worker::read(&mut sources),
        };
        config.gateways.check(&mut sources);
        config.web.check(&mut sources);
        sources.finish(config)
    }

    /// Every setting there is, by section, in the order they are documented.
    pub fn sections() -> Vec<(&'static str, &'static str, Vec<SettingHelp>)> {
        vec![
            Database::about(),
            Web::about(),
            Mail::about(),
            Gateways::about(),
            Secret::about(),
            Logging::about(),
            Limits::about(),
            Worker::about(),
        ]
    }
}

#[cfg(test)]
mod tests;
