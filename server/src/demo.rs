//! `server demo`: the shop with a season in it, and the other side of the world to go with it.
//!
//! Everything it keeps lies in the database and in `TESSERA_DATA`, so that a killed demo goes on where it was.

mod home;

use crate::config::{Config, Sources};
use crate::serve::{self, Shop};
use crate::{logging, stop, wiring};
use anyhow::Context;
use backstage::gateway::{Setup, TestBank};
use backstage::mailbox::Mailbox;
use backstage::printer::VirtualPrinter;
use base::Clock;
use base::clock::MovableClock;
use chrono::{DateTime, Utc};
use home::Home;
use season::{DemoSeason, DemoSecrets};
use serde_json::json;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(clap::Args)]
pub struct Options {
    /// The database; it is migrated, and the season is put in when it isn't there
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: String,
    /// Where the shop listens
    #[arg(long, env = "TESSERA_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// The folder with the browser bundles
    #[arg(long, env = "TESSERA_SITE", default_value = "target/site")]
    site: PathBuf,
    /// Where the demo keeps its secrets, mails and payments
    #[arg(long, env = "TESSERA_DATA", default_value = "target/demo")]
    data: PathBuf,
    /// Where the virtual printer listens
    #[arg(long, env = "TESSERA_PRINTER_LISTEN", default_value = "127.0.0.1:9100")]
    printer_listen: SocketAddr,
    /// Where the mailbox takes mail
    #[arg(long, env = "TESSERA_SMTP_LISTEN", default_value = "127.0.0.1:2525")]
    smtp_listen: SocketAddr,
}

pub async fn run(options: Options) -> anyhow::Result<()> {
    let home = Home::open(&options.data)?;
    let mailbox = Mailbox::bind(options.smtp_listen, options.data.join("mail"))
        .await
        .with_context(|| format!("the mailbox can't listen on {}: set TESSERA_SMTP_LISTEN", options.smtp_listen))?;
    let config = settings(&options, &home, &mailbox)?;
    logging::start(&config.logging)?;
    storage::migrate::migrate(config.database.url.reveal()).await.context("the database can't be migrated")?;
    ui::assets::set_manifest(wiring::read_manifest(&config.web.site)?);

    let clock = Arc::new(MovableClock::default());
    clock.set_ahead(stage::clock::kept(&options.data));
    let time: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync> = {
        let clock = clock.clone();
        Arc::new(move || clock.now())
    };
    let printer = VirtualPrinter::bind_with(options.printer_listen, time.clone()).await.with_context(|| {
        format!("the printer can't listen on {}: set TESSERA_PRINTER_LISTEN", options.printer_listen)
    })?;
    let bank = TestBank::open(Setup {
        dir: options.data.join("bank"),
        public_url: config.gateways.test_url.clone(),
        css_href: ui::assets::url("tessera.css"),
        api_key: home.secrets.bank_key.clone(),
        webhook_secret: home.secrets.bank_webhook_secret.clone(),
        clock: time,
        client: payments::call::client()?,
    })
    .await?;
    let flows = wiring::flows_at(&config, clock.clone()).await?;
    let secrets = DemoSecrets { terminal: home.secrets.terminal.clone(), api: home.secrets.api.clone() };
    let season = season::seed(&flows, &secrets).await.context("the season can't be put in")?;
    let facts = facts(&config, &season, printer.address());
    let backstage = stage::Backstage::new(stage::Setup {
        bank,
        mailbox,
        printer,
        clock,
        data: options.data.clone(),
        season,
        is_https: config.web.is_https(),
    });
    let stop = stop::on_signal();
    let on_start = Box::new(move || write_facts(&options.data, &facts));
    let on_start = Some(on_start as Box<dyn FnOnce() -> anyhow::Result<()> + Send>);
    serve::run(Shop { config, flows, stop, backstage: Some(backstage), with_worker: true, on_start }).await
}

/// The environment's settings, and for whatever it leaves open what fits a demo: nobody is held back, and payments and
/// mails go to the backstage.
fn settings(options: &Options, home: &Home, mailbox: &Mailbox) -> anyhow::Result<Config> {
    let url = std::env::var("TESSERA_URL").unwrap_or_else(|_| format!("http://{}", options.listen));
    let mut env: BTreeMap<String, String> = std::env::vars().collect();
    let many = "1000000";
    let fitting = [
        ("TESSERA_SECRET", home.secrets.master.clone()),
        ("TESSERA_URL", url.clone()),
        ("TESSERA_MAIL", mailbox.url()),
        ("TESSERA_MAIL_FROM", "tickets@tessera.example".to_owned()),
        ("TESSERA_TEST_GATEWAY_URL", format!("{url}/backstage/gateway")),
        ("TESSERA_TEST_GATEWAY_KEY", home.secrets.bank_key.clone()),
        ("TESSERA_TEST_GATEWAY_WEBHOOK_SECRET", home.secrets.bank_webhook_secret.clone()),
        ("TESSERA_LIMIT_SIGN_IN", many.to_owned()),
        ("TESSERA_LIMIT_CHECKOUT", many.to_owned()),
        ("TESSERA_LIMIT_FIND", many.to_owned()),
        ("TESSERA_LIMIT_API", many.to_owned()),
    ];
    for (name, value) in fitting {
        env.entry(name.to_owned()).or_insert(value);
    }
    env.insert("DATABASE_URL".to_owned(), options.database_url.clone());
    env.insert("TESSERA_LISTEN".to_owned(), options.listen.to_string());
    env.insert("TESSERA_SITE".to_owned(), options.site.display().to_string());
    Ok(Config::read(Sources::new(toml::Table::new(), "", env))?)
}

/// What tests and `cargo xtask demo` have to know.
fn facts(config: &Config, season: &DemoSeason, printer: SocketAddr) -> serde_json::Value {
    let url = &config.web.url;
    let people = season.people.iter().flat_map(|person| {
        person.roles.iter().map(move |(organizer, role)| {
            json!({
                "email": person.email,
                "name": person.name,
                "password": person.password,
                "organizer": organizer,
                "role": role,
            })
        })
    });
    json!({
        "shop": url,
        "organizer": format!("{url}/organizer"),
        "till": format!("{url}/till"),
        "gate": format!("{url}/gate"),
        "backstage": format!("{url}/backstage"),
        "api": format!("{url}/api/v1/docs"),
        "terminal_token": season.tills.iter().find_map(|till| till.terminal_token.clone()),
        "api_token": season.api_token,
        "printer": printer.to_string(),
        "people": people.collect::<Vec<_>>(),
    })
}

/// Whole or not at all: whoever waits for the file reads it at once.
fn write_facts(data: &Path, facts: &serde_json::Value) -> anyhow::Result<()> {
    home::write_private(&data.join("demo.json"), &serde_json::to_string_pretty(facts)?)
}
