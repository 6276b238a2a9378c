//! Who connects to the database: a plain owner is enough, and no more than that is wanted.

use crate::Shop;
use kit::{as_login, fresh_database, with_login};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};
use storage::{Db, Error, Scope, health, migrate};
use uuid::Uuid;

#[tokio::test]
async fn a_plain_owner_is_all_the_shop_needs_and_the_doctor_tells_a_superuser() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    shop.buy(&stage, 2).await;
    let mut tx = shop.flows.base().db.begin(Scope::Nothing).await.unwrap();
    let seen = health::look(&mut tx).await.unwrap();
    assert_eq!((seen.role.as_str(), seen.role_sees_all), ("tessera_app", false));
    assert_eq!((seen.login.as_str(), seen.login_sees_all), ("tessera_plain", false));
    assert!(seen.unprotected.is_empty(), "{:?}", seen.unprotected);
    // The login that owns every table sees no row of theirs either, should the role ever be put off.
    let mut login = PgConnection::connect(&shop.database_url).await.unwrap();
    let orders: i64 = sqlx::query_scalar("SELECT count(*) FROM orders").fetch_one(&mut login).await.unwrap();
    assert_eq!(orders, 0);
    let above = Db::connect(&fresh_database().await, 1).await.unwrap();
    let mut tx = above.begin(Scope::Nothing).await.unwrap();
    let seen = health::look(&mut tx).await.unwrap();
    assert!(seen.login_sees_all && !seen.role_sees_all, "{seen:?}");
}

#[tokio::test]
async fn a_login_without_the_role_is_told_what_to_grant() {
    let url = fresh_database().await;
    let mut admin = PgConnection::connect(&url).await.unwrap();
    let name = format!("tessera_bare_{}", Uuid::new_v4().simple());
    admin.execute(AssertSqlSafe(format!("CREATE ROLE {name} LOGIN PASSWORD 'bare'"))).await.unwrap();
    let bare = with_login(&url, &name, "bare");
    let refusals = [Db::connect(&bare, 1).await.map(drop), migrate::migrate(&bare).await];
    admin.execute(AssertSqlSafe(format!("DROP ROLE {name}"))).await.unwrap();
    for refused in refusals {
        let error = refused.unwrap_err();
        assert!(matches!(&error, Error::NoApplicationRole { login } if *login == name), "{error}");
        assert!(error.to_string().contains(&format!("GRANT tessera_app TO \"{name}\"")), "{error}");
    }
}

#[tokio::test]
async fn a_migration_that_was_killed_on_its_way_is_sealed_by_the_next() {
    let url = as_login(&fresh_database().await);
    let mut login = PgConnection::connect(&url).await.unwrap();
    login.execute("ALTER TABLE orders NO FORCE ROW LEVEL SECURITY").await.unwrap();
    let newest = "DELETE FROM _sqlx_migrations WHERE version = (SELECT max(version) FROM _sqlx_migrations)";
    login.execute(newest).await.unwrap();
    // The newest can't be run twice: it fails, and what was opened for it is closed all the same.
    let _ = migrate::migrate(&url).await;
    let open = "SELECT count(*) FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity \
                AND relnamespace = 'public'::regnamespace";
    let open: i64 = sqlx::query_scalar(open).fetch_one(&mut login).await.unwrap();
    assert_eq!(open, 0);
}

#[tokio::test]
async fn a_database_from_before_the_baseline_is_told_so_and_left_as_it_is() {
    let url = as_login(&fresh_database().await);
    let mut login = PgConnection::connect(&url).await.unwrap();
    let old = "UPDATE _sqlx_migrations SET version = version - 11000000, checksum = ''; DROP SCHEMA graphile_worker CASCADE; \
               ALTER TABLE orders NO FORCE ROW LEVEL SECURITY";
    login.execute(old).await.unwrap();
    for refused in [migrate::migrate(&url).await, migrate::pending(&url).await.map(drop)] {
        let error = refused.unwrap_err();
        assert!(matches!(error, Error::BeforeBaseline), "{error}");
        assert!(error.to_string().contains("made by an earlier version of Tessera"), "{error}");
    }
    let touched = "SELECT to_regnamespace('graphile_worker') IS NOT NULL OR relforcerowsecurity FROM pg_class \
                   WHERE oid = 'orders'::regclass";
    let touched: bool = sqlx::query_scalar(touched).fetch_one(&mut login).await.unwrap();
    assert!(!touched);
}
