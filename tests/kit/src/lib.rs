//! A shop for one test: a fresh Postgres database, the Test Bank and a mailbox on real sockets, a clock that only the test
//! moves; and what most tests do in it: a stage with something to sell, people who work there, buyers.
//!
//! It knows of the parts that every purchase goes through, `selling` and `money`, and of no other: a crate of tests says with
//! a [`House`] which parts its shop has besides, so that only a change in those compiles it again.
//!
//! To add what many tests do: a method of [`Shop`] in the file of its noun; what one crate's tests do stays there.

#![expect(
    clippy::disallowed_methods,
    reason = "a test names its rows as it likes; what is tested takes time and chance from the kit"
)]

mod buyers;
mod database;
mod house;
mod stage;

pub use database::{as_login, fresh_database, with_login};
pub use house::{Flows, House, Parts};
pub use stage::{Stage, claim, seat_claim};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use backstage::gateway::{BankSetup, TestBank};
use backstage::mailbox::Mailbox;
use base::clock::FixedClock;
use base::{Site, Tools};
use chrono::{DateTime, Utc};
use domain::ids::OrganizerId;
use domain::payment::GatewayKind;
use money::Billing;
use sqlx::postgres::PgPool;
use std::sync::Arc;

/// When every test begins: a Saturday morning.
pub const START: &str = "2026-11-21T09:00:00Z";

/// What must never be found in the tables: `cargo xtask` asks the same after it has been through every face.
const AUDIT: &str = include_str!("../../audit.sql");

/// A whole shop of its own.
pub struct Shop<F> {
    pub flows: F,
    pub clock: Arc<FixedClock>,
    pub bank: TestBank,
    pub mailbox: Mailbox,
    /// As a superuser, past row-level security: what auditors and attackers of the tests use.
    pub owner: PgPool,
    pub url: String,
    /// As the shop connects: a plain login that owns the database, and is bound like anybody else.
    pub database_url: String,
    settings: payments::test_gateway::TestGatewaySettings,
    client: reqwest::Client,
    _files: tempfile::TempDir,
}

async fn take_webhook(
    State(money): State<Billing>,
    Path((gateway, organizer)): Path<(String, OrganizerId)>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let Ok(kind) = gateway.parse::<GatewayKind>() else { return StatusCode::NOT_FOUND };
    match money.receive_webhook(kind, organizer, &headers, &body).await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

fn flows_on<F: House>(
    db: storage::Db,
    clock: Arc<FixedClock>,
    bank: payments::test_gateway::TestGatewaySettings,
    client: reqwest::Client,
    mailbox: &Mailbox,
    url: &str,
    eager: bool,
) -> F {
    let gateway = payments::test_gateway::TestGateway::new(bank, client).expect("the gateway");
    F::new(Parts {
        tools: Tools {
            db,
            clock,
            chance: Arc::new(base::chance::SystemChance),
            keys: base::keys::MasterKey::new([7; 32]),
            live: base::live::Live::default(),
            site: Site { url: url.to_owned(), mail_from: "tickets@tessera.example".into() },
            eager,
        },
        gateways: payments::registry::Registry::default().with(gateway).with(payments::cash::CashGateway),
        mail: notify::transport::Transport::from_url(&mailbox.url()).expect("the mail transport"),
    })
}

impl<F: House> Shop<F> {
    pub async fn open() -> Shop<F> {
        Shop::open_as(false).await
    }

    /// A shop that begins payments the moment their orders are placed, as servers do.
    pub async fn open_eager() -> Shop<F> {
        Shop::open_as(true).await
    }

    async fn open_as(eager: bool) -> Shop<F> {
        let superuser_url = fresh_database().await;
        let owner = PgPool::connect(&superuser_url).await.expect("the auditor connects");
        let database_url = as_login(&superuser_url);
        let db = storage::Db::connect(&database_url, 20).await.expect("the application connects");
        let files = tempfile::tempdir().expect("a directory");
        let clock = Arc::new(FixedClock::at(START.parse().expect("a time")));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let client = payments::call::client().expect("a client");
        let bank_clock = clock.clone();
        let setup = BankSetup {
            dir: files.path().join("bank"),
            public_url: format!("{url}/backstage/gateway"),
            css_href: "/pkg/tessera.css".into(),
            api_key: "key".into(),
            webhook_secret: "whsec".into(),
            clock: Arc::new(move || base::Clock::now(&*bank_clock)),
            client: client.clone(),
        };
        let bank = TestBank::open(setup).await.expect("the bank opens");
        let settings = payments::test_gateway::TestGatewaySettings {
            base_url: format!("{url}/backstage/gateway"),
            api_key: "key".into(),
            webhook_secret: "whsec".into(),
        };
        let mailbox = Mailbox::bind("127.0.0.1:0", files.path().join("mail")).await.expect("the mailbox");
        let flows: F = flows_on(db, clock.clone(), settings.clone(), client.clone(), &mailbox, &url, eager);
        let routes = axum::Router::new()
            .route("/webhooks/{gateway}/{organizer}", post(take_webhook))
            .with_state(flows.core().money.clone())
            .nest("/backstage/gateway", bank.router());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Shop { flows, clock, bank, mailbox, owner, url, database_url, settings, client, _files: files }
    }

    /// Another process' flows on the same database, at the same bank, by the same clock.
    pub async fn second_server(&self) -> F {
        self.server_at(&self.url).await
    }

    /// The same, of a shop that has moved.
    pub async fn server_at(&self, url: &str) -> F {
        let db = storage::Db::connect(&self.database_url, 20).await.expect("the application connects");
        let (settings, client) = (self.settings.clone(), self.client.clone());
        flows_on(db, self.clock.clone(), settings, client, &self.mailbox, url, self.flows.core().base().eager)
    }

    pub fn now(&self) -> DateTime<Utc> {
        base::Clock::now(&*self.clock)
    }

    /// Does every job there is, and those that they ask for, until none is left that is due.
    pub async fn work(&self) {
        self.flows.work_off(&self.database_url).await.expect("the jobs run");
    }

    /// One number out of the database, as its owner.
    pub async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.owner).await.expect("a number")
    }

    /// What must hold whatever happened: nothing oversold, counters equal to what holds and tickets say, books at zero.
    pub async fn audit(&self) {
        let broken: Vec<(String, String)> = sqlx::query_as(AUDIT).fetch_all(&self.owner).await.expect("an audit");
        assert!(broken.is_empty(), "not so: {broken:#?}");
    }
}
