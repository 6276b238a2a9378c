//! A shop for one test, and a small stage to sell places on.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use backstage::gateway::payment::Choice;
use backstage::gateway::{Setup, TestBank};
use backstage::mailbox::Mailbox;
use base::actor::ActorKind;
use base::clock::FixedClock;
use base::{Actor, Site};
use chrono::{DateTime, Duration, Utc};
use domain::buyer::BuyerDraft;
use domain::cart::Secret;
use domain::event::Channel;
use domain::hold::Claim;
use domain::ids::*;
use domain::locale::Locale;
use domain::order::{Order, OrderState};
use domain::payment::GatewayKind;
use domain::role::Role;
use flows::{Flows, Parts};
use selling::checkout::Placed;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;

/// When every test begins: a Saturday morning.
pub const START: &str = "2026-11-21T09:00:00Z";

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A whole shop of its own.
pub struct Shop {
    pub flows: Flows,
    pub clock: Arc<FixedClock>,
    pub bank: TestBank,
    pub mailbox: Mailbox,
    /// As a superuser, past row-level security: what auditors and attackers of the tests use.
    pub owner: PgPool,
    pub url: String,
    /// As the shop connects: a plain login that owns the database, and is bound like anybody else.
    pub database_url: String,
    settings: payments::test_gateway::Settings,
    client: reqwest::Client,
    _files: tempfile::TempDir,
}

/// Something to sell.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    pub organizer: OrganizerId,
    pub event: EventId,
    pub performance: PerformanceId,
    pub pool: PoolId,
    pub ticket_type: TicketTypeId,
}

fn server_url() -> String {
    std::env::var("DATABASE_URL")
        .expect("DATABASE_URL names a Postgres these tests may make databases in; `cargo xtask test` sets it")
}

fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(b, q)| (b, Some(q)));
    let root = base.rsplit_once('/').map_or(base, |(root, _)| root);
    match query {
        Some(query) => format!("{root}/{name}?{query}"),
        None => format!("{root}/{name}"),
    }
}

/// The login that the README tells to make: it owns its database, was granted the application's role, and may nothing else.
const LOGIN: &str = "tessera_plain";

const MAKE_LOGIN: &str = "DO $$ BEGIN \
     IF to_regrole('tessera_app') IS NULL THEN CREATE ROLE tessera_app NOLOGIN; END IF; \
     IF to_regrole('tessera_plain') IS NULL THEN CREATE ROLE tessera_plain LOGIN PASSWORD 'plain'; END IF; \
     IF NOT pg_has_role('tessera_plain', 'tessera_app', 'MEMBER') THEN GRANT tessera_app TO tessera_plain; END IF; END $$";

/// The same address for somebody else.
pub fn with_login(url: &str, login: &str, password: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("an address");
    let host_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let host = rest[..host_end].rsplit_once('@').map_or(&rest[..host_end], |(_, host)| host);
    format!("{scheme}://{login}:{password}@{host}{}", &rest[host_end..])
}

/// As a superuser: a database with the newest schema and nothing in it, copied from one that is migrated once. Both belong
/// to the plain login, which migrated it.
pub async fn fresh_database() -> String {
    let admin_url = with_database(&server_url(), "postgres");
    let mut admin = PgConnection::connect(&admin_url).await.expect("the database server answers");
    let pid = std::process::id();
    let template = format!("tessera_template_{pid}");
    // Tests of one process start together: one of them makes the template, the others wait for it.
    admin.execute("SELECT pg_advisory_lock(7301)").await.expect("a lock");
    let exists: Option<i32> = sqlx::query_scalar("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind(&template)
        .fetch_optional(&mut admin)
        .await
        .expect("the catalogue");
    if exists.is_none() {
        drop_leftovers(&mut admin).await;
        admin.execute(MAKE_LOGIN).await.expect("a login");
        admin.execute(AssertSqlSafe(format!("CREATE DATABASE {template} OWNER {LOGIN}"))).await.expect("a template");
        let url = with_database(&as_login(&admin_url), &template);
        storage::migrate::migrate(&url).await.expect("the migrations run");
    }
    let name = format!("tessera_test_{pid}_{}", COUNTER.fetch_add(1, Ordering::Relaxed));
    admin
        .execute(AssertSqlSafe(format!("CREATE DATABASE {name} OWNER {LOGIN} TEMPLATE {template}")))
        .await
        .expect("a database");
    admin.execute("SELECT pg_advisory_unlock(7301)").await.expect("an unlock");
    with_database(&admin_url, &name)
}

/// The same address for the plain login.
pub fn as_login(url: &str) -> String {
    with_login(url, LOGIN, "plain")
}

/// Databases of test processes that have ended.
async fn drop_leftovers(admin: &mut PgConnection) {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT datname FROM pg_database d WHERE (datname LIKE 'tessera\\_test\\_%' OR datname LIKE 'tessera\\_template\\_%') \
         AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)",
    )
    .fetch_all(&mut *admin)
    .await
    .unwrap_or_default();
    for name in names {
        let pid = name.split('_').nth(2).unwrap_or("");
        if !std::path::Path::new(&format!("/proc/{pid}")).exists() {
            // Someone else may have been faster, or it is in use after all: it is only housekeeping.
            let _ = admin.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await;
        }
    }
}

async fn take_webhook(
    State(flows): State<Flows>,
    Path((gateway, organizer)): Path<(String, OrganizerId)>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let Some(kind) = GatewayKind::from_name(&gateway) else { return StatusCode::NOT_FOUND };
    match flows.money.receive_webhook(kind, organizer, &headers, &body).await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

fn flows_on(
    db: storage::Db,
    clock: Arc<FixedClock>,
    bank: payments::test_gateway::Settings,
    client: reqwest::Client,
    mailbox: &Mailbox,
    url: &str,
    eager: bool,
) -> Flows {
    let gateway = payments::test_gateway::TestGateway::new(bank, client).expect("the gateway");
    Flows::new(Parts {
        db,
        clock,
        chance: Arc::new(base::chance::SystemChance),
        gateways: payments::registry::Registry::default().with(gateway).with(payments::cash::Cash),
        mail: notify::transport::Transport::from_url(&mailbox.url()).expect("the mail transport"),
        keys: base::keys::MasterKey::new([7; 32]),
        live: base::live::Live::default(),
        site: Site { url: url.to_owned(), mail_from: "tickets@tessera.example".into() },
        eager,
    })
}

impl Shop {
    pub async fn open() -> Shop {
        Shop::open_as(false).await
    }

    /// A shop that begins payments the moment their orders are placed, as servers do.
    pub async fn open_eager() -> Shop {
        Shop::open_as(true).await
    }

    async fn open_as(eager: bool) -> Shop {
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
        let setup = Setup {
            dir: files.path().join("bank"),
            public_url: format!("{url}/backstage/gateway"),
            css_href: "/pkg/tessera.css".into(),
            api_key: "key".into(),
            webhook_secret: "whsec".into(),
            clock: Arc::new(move || base::Clock::now(&*bank_clock)),
            client: client.clone(),
        };
        let bank = TestBank::open(setup).await.expect("the bank opens");
        let settings = payments::test_gateway::Settings {
            base_url: format!("{url}/backstage/gateway"),
            api_key: "key".into(),
            webhook_secret: "whsec".into(),
        };
        let mailbox = Mailbox::bind("127.0.0.1:0", files.path().join("mail")).await.expect("the mailbox");
        let flows = flows_on(db, clock.clone(), settings.clone(), client.clone(), &mailbox, &url, eager);
        let routes = axum::Router::new()
            .route("/webhooks/{gateway}/{organizer}", post(take_webhook))
            .with_state(flows.clone())
            .nest("/backstage/gateway", bank.router());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Shop { flows, clock, bank, mailbox, owner, url, database_url, settings, client, _files: files }
    }

    /// Another process' flows on the same database, at the same bank, by the same clock.
    pub async fn second_server(&self) -> Flows {
        self.server_at(&self.url).await
    }

    /// The same, of a shop that has moved.
    pub async fn server_at(&self, url: &str) -> Flows {
        let db = storage::Db::connect(&self.database_url, 20).await.expect("the application connects");
        let (settings, client) = (self.settings.clone(), self.client.clone());
        flows_on(db, self.clock.clone(), settings, client, &self.mailbox, url, self.flows.base().eager)
    }

    pub fn now(&self) -> DateTime<Utc> {
        base::Clock::now(&*self.clock)
    }

    /// Does every job there is, and those that they ask for, until none is left that is due.
    pub async fn work(&self) {
        self.flows.work_off(&self.database_url).await.expect("the jobs run");
    }

    /// An organizer with one event of one date and one ticket type at €25.00 with a fee of €1.50 and 10 % tax included.
    pub async fn stage(&self, capacity: i32) -> Stage {
        let now = self.now();
        let id = || Uuid::new_v4();
        let stage = Stage {
            organizer: OrganizerId(id()),
            event: EventId(id()),
            performance: PerformanceId(id()),
            pool: PoolId(id()),
            ticket_type: TicketTypeId(id()),
        };
        let venue = id();
        let slug = stage.event.0.simple().to_string();
        let run = |sql: &'static str| sqlx::query(sql).bind(stage.organizer.0);
        let steps = [
            run("INSERT INTO organizers VALUES ($1, $2, 'Teatro Nuovo', 'ciao@teatro.example', '{Via Roma 1}', 'EUR', 'Europe/Rome', '{test}', $3)")
                .bind(&slug)
                .bind(now),
            run("INSERT INTO venues (organizer_id, id, name, city, country, zone, created_at) VALUES ($1, $2, 'Hall', 'Livorno', 'IT', 'Europe/Rome', $3)")
                .bind(venue)
                .bind(now),
            run("INSERT INTO events (organizer_id, id, slug, title, category, status, zone, currency, order_max, created_at) \
                 VALUES ($1, $2, $3, '{\"en\": \"La Traviata\", \"it\": \"La Traviata\"}', 'opera', 'published', 'Europe/Rome', 'EUR', 100, $4)")
                .bind(stage.event.0)
                .bind(&slug)
                .bind(now),
            run("INSERT INTO performances (organizer_id, id, event_id, venue_id, starts_at, on_sale_from, on_sale_until, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $5, $6)")
                .bind(stage.performance.0)
                .bind(stage.event.0)
                .bind(venue)
                .bind(now + Duration::days(30))
                .bind(now),
            run("INSERT INTO pools (organizer_id, id, performance_id, name, capacity) VALUES ($1, $2, $3, 'Floor', $4)")
                .bind(stage.pool.0)
                .bind(stage.performance.0)
                .bind(capacity),
            run("INSERT INTO ticket_types (organizer_id, id, event_id, name, price_minor, tax_rate_bp, fee_minor, order_max) \
                 VALUES ($1, $2, $3, '{\"en\": \"Full price\", \"it\": \"Intero\"}', 2500, 1000, 150, 100)")
                .bind(stage.ticket_type.0)
                .bind(stage.event.0),
            run("INSERT INTO draws VALUES ($1, $2, $3, $4)")
                .bind(stage.ticket_type.0)
                .bind(stage.performance.0)
                .bind(stage.pool.0),
        ];
        for step in steps {
            step.execute(&self.owner).await.expect("the stage is set");
        }
        stage
    }

    /// Numbers the places: a seat map with one zone whose pool is the stage's, one row of seats.
    pub async fn seats(&self, stage: &Stage, count: i32) -> Vec<SeatId> {
        let (map, zone) = (Uuid::new_v4(), Uuid::new_v4());
        let organizer = stage.organizer.0;
        let steps = [
            sqlx::query("INSERT INTO seat_maps (organizer_id, id, venue_id, name, width, height, created_at) \
                         SELECT $1, $2, venue_id, 'Hall', 100, 100, now() FROM performances WHERE id = $3")
                .bind(organizer)
                .bind(map)
                .bind(stage.performance.0),
            sqlx::query("INSERT INTO zones (organizer_id, id, seat_map_id, name, kind, capacity) VALUES ($1, $2, $3, '{\"en\": \"Stalls\"}', 'seated', $4)")
                .bind(organizer)
                .bind(zone)
                .bind(map)
                .bind(count),
            sqlx::query("UPDATE pools SET zone_id = $2 WHERE id = $1").bind(stage.pool.0).bind(zone),
            sqlx::query("UPDATE performances SET seat_map_id = $2 WHERE id = $1").bind(stage.performance.0).bind(map),
        ];
        for step in steps {
            step.execute(&self.owner).await.expect("the hall is built");
        }
        let mut seats = Vec::new();
        for n in 0..count {
            let seat = Uuid::new_v4();
            sqlx::query("INSERT INTO seats (organizer_id, id, zone_id, row_label, number, x, y, position) VALUES ($1, $2, $3, 'A', $4, $5, 0, $5)")
                .bind(organizer)
                .bind(seat)
                .bind(zone)
                .bind((n + 1).to_string())
                .bind(n)
                .execute(&self.owner)
                .await
                .expect("a seat");
            seats.push(SeatId(seat));
        }
        seats
    }

    /// Someone who works for the organizer.
    pub async fn staff(&self, organizer: OrganizerId, role: Role) -> Actor {
        let id = Uuid::new_v4();
        sqlx::query(
            "INSERT INTO people (id, email, name, password_hash, created_at) VALUES ($1, $2, 'Marco', 'x', now())",
        )
        .bind(id)
        .bind(format!("{id}@teatro.example"))
        .execute(&self.owner)
        .await
        .expect("a person");
        Actor { organizer, kind: ActorKind::Person { id: PersonId(id), name: "Marco".into(), role } }
    }

    /// Puts places into a new cart.
    pub async fn hold(&self, stage: &Stage, quantity: u32) -> Secret {
        let claim = claim(stage, quantity);
        self.flows
            .selling
            .add_to_cart(None, Channel::Shop, Locale::En, &[claim], base::Visitor::UNKNOWN)
            .await
            .expect("the places are held")
            .secret
    }

    /// Types the buyer's details and presses the button.
    pub async fn check_out(&self, cart: &Secret) -> Placed {
        self.type_buyer(cart).await;
        self.flows.selling.place_order(cart, GatewayKind::Test, None).await.expect("the order is placed")
    }

    pub async fn type_buyer(&self, cart: &Secret) {
        let draft = BuyerDraft {
            name: "Maria Rossi".into(),
            email: "maria@example.com".into(),
            accept_terms: true,
            ..Default::default()
        };
        self.flows.selling.save_draft(cart, &draft, Locale::En).await.expect("the draft is kept");
    }

    pub async fn order(&self, placed: &Placed) -> Order {
        self.flows.money.order_by_secret(&placed.secret).await.expect("the order is read").expect("the order is there")
    }

    /// Buys places with the Test Bank's approval, to the end.
    pub async fn buy(&self, stage: &Stage, quantity: u32) -> (Placed, Order) {
        let cart = self.hold(stage, quantity).await;
        let placed = self.check_out(&cart).await;
        self.work().await;
        self.choose(&placed, Choice::Approve).await;
        self.settle(&placed).await;
        let order = self.order(&placed).await;
        assert_eq!(order.state, OrderState::Paid);
        (placed, order)
    }

    /// Presses a button of the bank's pay page for the newest attempt of an order.
    pub async fn choose(&self, placed: &Placed, choice: Choice) {
        let order = self.order(placed).await;
        let url = order.payments.last().and_then(|p| p.pay_url.clone()).expect("the bank has a page for it");
        let id = url.rsplit('/').next().expect("an id");
        self.bank.choose(id, choice).expect("the bank takes the choice");
    }

    /// The buyer comes back, the gateway is asked, and the jobs are done.
    pub async fn settle(&self, placed: &Placed) {
        self.flows.money.check_open_payments(&placed.secret).await.expect("the gateway is asked");
        self.work().await;
    }

    /// One number out of the database, as its owner.
    pub async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.owner).await.expect("a number")
    }

    /// What must hold whatever happened: nothing oversold, counters equal to what holds and tickets say, books at zero.
    pub async fn audit(&self) {
        let checks = [
            ("oversold pools", "SELECT count(*) FROM pools WHERE held + sold > capacity"),
            (
                "pools whose held differs from their pending holds",
                "SELECT count(*) FROM pools p WHERE held <> coalesce((SELECT sum(quantity) FROM holds h WHERE h.state = 'pending' AND p.id = ANY(h.pool_ids)), 0)",
            ),
            (
                "pools whose sold differs from their tickets that are valid or have somebody inside",
                "SELECT count(*) FROM pools p WHERE sold <> (SELECT count(*) FROM tickets t JOIN order_lines l ON l.id = t.line_id \
                 JOIN holds h ON h.id = l.hold_id WHERE (t.state = 'valid' OR t.inside) AND p.id = ANY(h.pool_ids))",
            ),
            (
                "seats with two live claims",
                "SELECT count(*) FROM (SELECT 1 FROM seat_claims WHERE state <> 'released' GROUP BY performance_id, seat_id HAVING count(*) > 1) x",
            ),
            (
                "unbalanced currencies",
                "SELECT count(*) FROM (SELECT 1 FROM ledger_entries GROUP BY currency HAVING sum(amount_minor) <> 0) x",
            ),
            (
                "gaps in sale numbers",
                "SELECT count(*) FROM performances p WHERE sale_number <> (SELECT count(*) FROM tickets t WHERE t.performance_id = p.id)",
            ),
            (
                "captured payments without tickets or refund",
                "SELECT count(*) FROM payments p JOIN orders o ON o.id = p.order_id WHERE p.state = 'captured' AND p.amount_minor > p.refunded_minor \
                 AND NOT EXISTS (SELECT FROM tickets t WHERE t.order_id = o.id)",
            ),
        ];
        for (what, sql) in checks {
            assert_eq!(self.number(sql).await, 0, "{what}");
        }
    }
}

pub fn claim(stage: &Stage, quantity: u32) -> Claim {
    Claim { performance: stage.performance, ticket_type: stage.ticket_type, quantity, seats: Vec::new() }
}

pub fn seat_claim(stage: &Stage, seats: &[SeatId]) -> Claim {
    Claim { performance: stage.performance, ticket_type: stage.ticket_type, quantity: 0, seats: seats.to_vec() }
}
