//! From configuration to the whole house: what every command that works begins with.

use crate::config::Config;
use anyhow::Context;
use base::chance::SystemChance;
use base::clock::SystemClock;
use base::keys::MasterKey;
use base::live::Live;
use base::{Clock, Site, Tools};
use flows::Core;
use payments::cash::CashGateway;
use payments::registry::Registry;
use payments::test_gateway::{TestGateway, TestGatewaySettings};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use storage::{Db, Error};

/// The house on the machine's clock.
pub async fn core(config: &Config) -> anyhow::Result<Core> {
    core_at(config, Arc::new(SystemClock)).await
}

/// The house on this clock.
pub async fn core_at(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Core> {
    let url = config.database.url.reveal();
    let db = Db::connect(url, config.database.connections.get())
        .await
        .context("the database can't be reached: is DATABASE_URL right, and is Postgres running?")?;
    let mail = notify::transport::Transport::from_url(config.mail.server.reveal())?;
    let tools = Tools {
        db,
        clock,
        chance: Arc::new(SystemChance),
        keys: MasterKey::new(config.secret.key.bytes()),
        live: Live::default(),
        site: Site { url: config.web.url.clone(), mail_from: config.mail.from.0.clone() },
        eager: true,
    };
    Ok(Core::new(tools, gateways(config)?, mail))
}

pub fn gateways(config: &Config) -> anyhow::Result<Registry> {
    let registry = Registry::default().with(CashGateway);
    if config.gateways.test_url.is_empty() {
        return Ok(registry);
    }
    let settings = TestGatewaySettings {
        base_url: config.gateways.test_url.clone(),
        api_key: config.gateways.test_key.reveal().to_owned(),
        webhook_secret: config.gateways.test_webhook_secret.reveal().to_owned(),
    };
    Ok(registry.with(TestGateway::new(settings, payments::call::client()?)?))
}

/// Fails with what to do when the schema is not the one this server was built for.
pub async fn require_schema(config: &Config) -> anyhow::Result<()> {
    let pending = match storage::migrate::pending(config.database.url.reveal()).await {
        Ok(pending) => pending,
        Err(error @ Error::BeforeBaseline) => return Err(schema_failure(error)),
        Err(error) => {
            return Err(error)
                .context("the database can't be reached: is DATABASE_URL right, and is Postgres running?");
        }
    };
    anyhow::ensure!(pending == 0, "the database lacks {pending} migrations: run `server migrate`, then this again");
    Ok(())
}

/// What to do about a database that no migration leads on from.
pub const START_AFRESH: &str = "name an empty database in DATABASE_URL, then run `server migrate`";

/// Why the schema can't be brought to the newest, and what to do about it.
pub fn schema_failure(error: Error) -> anyhow::Error {
    match error {
        Error::BeforeBaseline => anyhow::anyhow!("{error}; {START_AFRESH}"),
        error => error.into(),
    }
}

/// The names of the built files, from the site's folder.
pub fn read_manifest(site: &Path) -> anyhow::Result<HashMap<String, String>> {
    let path = site.join("manifest.json");
    let shown = path.display();
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!("{shown} can't be read: build the site with `cargo xtask web`, or set TESSERA_SITE")
    })?;
    serde_json::from_str(&text).with_context(|| format!("{shown} is no list of files: build the site anew"))
}
