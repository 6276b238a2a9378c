//! The demo: the same server as any shop's, with a season in it and the other side of the world around it. Payments go to a
//! bank of its own, mails to a mailbox, papers to a printer, and the clock can be moved; the backstage pages show all that.
//!
//! Everything it keeps lies in the database and in `TESSERA_DATA`, so that a killed demo goes on where it was. It wires and
//! hands [`server::Additions`] over; it must not know how they are served, nor the shop's tables. Nothing of the product
//! knows of it.
//!
//! To add a counterpart: itself in `backstage`, its handle and its pages in `stage`, where it listens in [`Options`], its start
//! in [`run`].

mod facts;
mod home;
mod settings;
mod text;

use anyhow::Context;
use app::{FurtherFace, SignInNotice};
use backstage::gateway::{self, TestBank};
use backstage::mailbox::Mailbox;
use backstage::printer::VirtualPrinter;
use base::clock::MovableClock;
use base::{Access, Clock};
use chrono::{DateTime, Utc};
use clap::Parser;
use home::Home;
use leptos::prelude::provide_context;
use season::{DemoSeason, DemoSecrets};
use server::serve::{self, Shop};
use server::{Additions, logging, memory, wiring};
use stage::Backstage;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use ui::shell::Face;

/// Tessera with a season to try things with: its own bank, mailbox and printer on the backstage page.
#[derive(Parser)]
#[command(name = "demo", version, max_term_width = 120)]
struct Options {
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

fn main() -> ExitCode {
    memory::spare();
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(options))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> anyhow::Result<()> {
    let home = Home::open(&options.data)?;
    let mailbox = Mailbox::bind(options.smtp_listen, options.data.join("mail"))
        .await
        .with_context(|| format!("the mailbox can't listen on {}: set TESSERA_SMTP_LISTEN", options.smtp_listen))?;
    let config = settings::read(&options, &home, &mailbox)?;
    logging::start(&config.logging)?;
    storage::migrate::migrate(config.database.url.reveal())
        .await
        .map_err(|error| migration_failure(error, &options.data))?;
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
    let bank = TestBank::open(gateway::BankSetup {
        dir: options.data.join("bank"),
        public_url: config.gateways.test_url.clone(),
        css_href: ui::assets::url("tessera.css"),
        api_key: home.secrets.bank_key.clone(),
        webhook_secret: home.secrets.bank_webhook_secret.clone(),
        clock: time,
        client: payments::call::client()?,
    })
    .await?;
    let core = wiring::core_at(&config, clock.clone()).await?;
    let secrets = DemoSecrets { terminal: home.secrets.terminal.clone(), api: home.secrets.api.clone() };
    let season = season::seed(&core, &secrets).await.context("the season can't be put in")?;
    let facts = facts::of(&config, &season, printer.address());
    let backstage =
        Backstage::new(stage::StageSetup { bank, mailbox, printer, clock, data: options.data.clone(), season });
    let additions = additions(backstage, core.access.clone());
    let on_start = Some(Box::new(move || facts::write(&options.data, &facts)) as Box<_>);
    serve::run(Shop { config, core, additions, with_worker: true, on_start }).await
}

/// Nothing is deleted by itself: whoever has an old demo is told how to start afresh.
fn migration_failure(error: storage::Error, data: &Path) -> anyhow::Error {
    match error {
        storage::Error::BeforeBaseline => anyhow::anyhow!(
            "{error}; to start afresh name an empty database in DATABASE_URL and move {} away, or let \
             `cargo xtask demo --fresh` delete the demo's own",
            data.display()
        ),
        error => anyhow::Error::new(error).context("the database can't be migrated"),
    }
}

/// What stands behind the stage, for the server to serve.
fn additions(backstage: Backstage, access: Access) -> Additions {
    let face = FurtherFace { face: Face::Backstage, below: &stage::BELOW, routes: stage::routes };
    let routes = stage::router(backstage.clone(), access);
    let context = move || {
        provide_context(backstage.clone());
        if let Some(notice) = sign_in_notice(&backstage.season) {
            provide_context(notice);
        }
    };
    Additions {
        face: Some(face),
        routes,
        context: Some(Arc::new(context)),
        with_token: &[stage::GATEWAY],
        waiting: &[stage::BANK],
    }
}

/// The first person of the season may do everything.
fn sign_in_notice(season: &DemoSeason) -> Option<SignInNotice> {
    let person = season.people.first()?;
    let locale = ui::locale::asked_locale();
    let text = text::sign_in_as(locale, &person.email, person.password);
    Some(SignInNotice { title: text::demo(locale).to_owned(), text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn what_it_can_be_told_is_consistent() {
        Options::command().debug_assert();
    }

    #[test]
    fn an_old_demo_is_kept_and_told_how_to_start_afresh() {
        let said = migration_failure(storage::Error::BeforeBaseline, Path::new("target/demo")).to_string();
        for part in ["an earlier version of Tessera", "left as it is", "target/demo", "cargo xtask demo --fresh"] {
            assert!(said.contains(part), "{said}");
        }
    }

    #[test]
    fn whoever_signs_in_is_told_as_whom() {
        let person = season::DemoPerson {
            email: "giulia@teatro-nuovo.example".into(),
            name: "Giulia Ferrante".into(),
            password: season::DEMO_PASSWORD,
            roles: Vec::new(),
        };
        let season = DemoSeason { people: vec![person], tills: Vec::new(), api_token: String::new() };
        let text = sign_in_notice(&season).unwrap().text;
        assert!(text.contains("giulia@teatro-nuovo.example") && text.contains(season::DEMO_PASSWORD), "{text}");
    }
}
