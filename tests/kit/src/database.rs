//! A database for each test, copied from one that is migrated once for all programs of tests on a server.

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::os::unix::process::parent_id;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

static COUNTER: AtomicU32 = AtomicU32::new(0);
/// Has this process seen to the template?
static READY: AtomicBool = AtomicBool::new(false);

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
    let template = format!("tessera_template_{:016x}", storage::migrate::fingerprint());
    // Tests start together, and programs of tests: one of them makes the template, the others wait for it.
    admin.execute("SELECT pg_advisory_lock(7301)").await.expect("a lock");
    let exists: Option<i32> = sqlx::query_scalar("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind(&template)
        .fetch_optional(&mut admin)
        .await
        .expect("the catalogue");
    if exists.is_none() || !READY.load(Ordering::Relaxed) {
        drop_leftovers(&mut admin, &template).await;
        admin.execute(MAKE_LOGIN).await.expect("a login");
        if exists.is_none() {
            let create = format!("CREATE DATABASE {template} OWNER {LOGIN}");
            admin.execute(AssertSqlSafe(create)).await.expect("a template");
        }
        // Of one that stands nothing is left to do, unless whoever made it was killed on the way.
        let url = with_database(&as_login(&admin_url), &template);
        storage::migrate::migrate(&url).await.expect("the migrations run");
        READY.store(true, Ordering::Relaxed);
    }
    let (run, pid, number) = (parent_id(), std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
    let name = format!("tessera_test_{run}_{pid}_{number}");
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

/// Databases of runs that have ended, and templates of another schema. While a run goes on, what its programs left stays:
/// to drop it would take as long as some tests.
async fn drop_leftovers(admin: &mut PgConnection, template: &str) {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT datname FROM pg_database d WHERE (datname LIKE 'tessera\\_test\\_%' OR datname LIKE 'tessera\\_template\\_%') \
         AND datname <> $1 AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)",
    )
    .bind(template)
    .fetch_all(&mut *admin)
    .await
    .unwrap_or_default();
    for name in names {
        let run = name.strip_prefix("tessera_test_").and_then(|rest| rest.split('_').next());
        if run.is_none_or(|run| !std::path::Path::new(&format!("/proc/{run}")).exists()) {
            // Someone else may have been faster, or it is in use after all: it is only housekeeping.
            let _ = admin.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await;
        }
    }
}
