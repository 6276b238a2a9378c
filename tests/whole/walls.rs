//! The walls between organizers, tried table by table.

use crate::Shop;
use sqlx::{AssertSqlSafe, Row};

/// Tables with an organizer in them that aren't an organizer's: a session's is the person's choice.
const NOT_TENANTS: &[&str] = &["sessions"];

async fn tenant_tables(shop: &Shop) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'organizer_id' ORDER BY 1",
    )
    .fetch_all(&shop.owner)
    .await
    .unwrap()
}

#[tokio::test]
async fn every_table_with_an_organizer_is_sealed() {
    let shop = Shop::open().await;
    let tables = tenant_tables(&shop).await;
    assert!(tables.len() > 25, "{tables:?}");
    for table in &tables {
        let row = sqlx::query(
            "SELECT relrowsecurity AND relforcerowsecurity AS sealed, \
             EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = 'tenant') AS tenant, \
             (SELECT attname = 'organizer_id' FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] \
              WHERE i.indrelid = c.oid AND i.indisprimary) AS keyed \
             FROM pg_class c WHERE oid = $1::regclass",
        )
        .bind(table)
        .fetch_one(&shop.owner)
        .await
        .unwrap();
        assert!(row.get::<bool, _>("sealed"), "{table} has no forced row-level security");
        if !NOT_TENANTS.contains(&table.as_str()) {
            assert!(row.get::<bool, _>("tenant"), "{table} lacks the tenant policy: CALL make_tenant_table('{table}')");
            assert!(row.get::<bool, _>("keyed"), "the primary key of {table} doesn't begin with organizer_id");
        }
    }
}

#[tokio::test]
async fn no_reference_between_tenant_tables_leaves_the_organizer_out() {
    let shop = Shop::open().await;
    let loose: Vec<String> = sqlx::query_scalar(
        "SELECT con.conrelid::regclass || '.' || con.conname FROM pg_constraint con \
         WHERE con.contype = 'f' AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = con.confrelid AND attname = 'organizer_id') \
           AND NOT EXISTS (SELECT FROM unnest(con.conkey) k JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k AND a.attname = 'organizer_id')",
    )
    .fetch_all(&shop.owner)
    .await
    .unwrap();
    assert!(loose.is_empty(), "{loose:?}");
}

#[tokio::test]
async fn the_application_reads_and_writes_nothing_of_another_organizer() {
    let shop = Shop::open().await;
    let ours = shop.stage(5).await;
    shop.buy(&ours, 1).await;
    let theirs = shop.stage(5).await;
    let mut seen_by_owner = 0;
    for table in tenant_tables(&shop).await {
        let count = |filter: String| AssertSqlSafe(format!("SELECT count(*) FROM {table} {filter}"));
        let all: i64 = sqlx::query_scalar(count(format!("WHERE organizer_id = '{}'", ours.organizer.0)))
            .fetch_one(&shop.owner)
            .await
            .unwrap();
        seen_by_owner += all;
        let mut tx = shop.flows.base().db.organizer(theirs.organizer).await.unwrap();
        let foreign: i64 = sqlx::query_scalar(count(format!("WHERE organizer_id <> '{}'", theirs.organizer.0)))
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(foreign, 0, "{table} shows another organizer's rows");
        let mut tx = shop.flows.base().db.begin(storage::Scope::Nothing).await.unwrap();
        let unscoped: i64 = sqlx::query_scalar(count(String::new())).fetch_one(&mut *tx).await.unwrap();
        assert_eq!(unscoped, 0, "{table} shows rows without a scope");
    }
    assert!(seen_by_owner > 15, "the sale left rows to look for: {seen_by_owner}");
    let mut tx = shop.flows.base().db.organizer(theirs.organizer).await.unwrap();
    let taken =
        sqlx::query("UPDATE pools SET capacity = 0 WHERE id = $1").bind(ours.pool.0).execute(&mut *tx).await.unwrap();
    assert_eq!(taken.rows_affected(), 0);
    let forged = sqlx::query("INSERT INTO pools (organizer_id, id, performance_id, name, capacity) VALUES ($1, gen_random_uuid(), $2, 'x', 1)")
        .bind(ours.organizer.0)
        .bind(ours.performance.0)
        .execute(&mut *tx)
        .await;
    assert!(forged.unwrap_err().to_string().contains("row-level security"));
}

#[tokio::test]
async fn a_visitors_carts_are_read_at_once_each_in_the_scope_of_its_organizer() {
    let shop = Shop::open().await;
    let (here, there) = (shop.stage(5).await, shop.stage(5).await);
    let (first, second, ordered) = (shop.hold(&here, 1).await, shop.hold(&there, 2).await, shop.hold(&here, 1).await);
    shop.hold(&there, 1).await;
    let placed = shop.check_out(&ordered).await;
    let nobodys = shop.flows.base().chance.secret();
    let secrets = [second.clone(), nobodys, ordered.clone(), first.clone(), second.clone()];
    let selling = &shop.flows.selling;
    let found = selling.find_carts(&secrets).await.unwrap();
    let told: Vec<_> = found.iter().map(|c| (&c.secret, c.organizer, c.order)).collect();
    let wanted = [
        (&second, there.organizer, None),
        (&ordered, here.organizer, Some(placed.order)),
        (&first, here.organizer, None),
    ];
    assert_eq!(told, wanted, "in the order of the secrets; one that is said twice is one cart");
    let whole = selling.carts(&secrets).await.unwrap();
    let told: Vec<_> = whole.iter().map(|(s, c)| (s, c.organizer.id, c.order, c.tickets())).collect();
    let wanted = [
        (&second, there.organizer, None, 2),
        (&ordered, here.organizer, Some(placed.order), 1),
        (&first, here.organizer, None, 1),
    ];
    assert_eq!(told, wanted);
    // What the functions set for themselves doesn't outlive them.
    let mut tx = shop.flows.base().db.begin(storage::Scope::Nothing).await.unwrap();
    let hashes = [base::keys::hash(&first).to_vec()];
    assert_eq!(storage::carts::lines_opened_by(&mut tx, &hashes).await.unwrap().len(), 1);
    assert_eq!(storage::carts::opened_by(&mut tx, &hashes).await.unwrap().len(), 1);
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM carts").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn the_application_role_owns_nothing_and_cannot_bypass() {
    let shop = Shop::open().await;
    let row = sqlx::query("SELECT rolsuper, rolbypassrls, (SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owned FROM pg_roles r WHERE rolname = 'tessera_app'")
        .fetch_one(&shop.owner)
        .await
        .unwrap();
    assert!(!row.get::<bool, _>("rolsuper") && !row.get::<bool, _>("rolbypassrls"));
    assert_eq!(row.get::<i64, _>("owned"), 0);
}

#[tokio::test]
async fn the_books_cannot_be_changed_or_left_unbalanced() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    shop.buy(&stage, 1).await;
    for sql in ["UPDATE ledger_entries SET amount_minor = 1", "DELETE FROM ledger_entries", "DELETE FROM audit_log"] {
        let mut tx = shop.flows.base().db.organizer(stage.organizer).await.unwrap();
        let refused = sqlx::query(sql).execute(&mut *tx).await.unwrap_err();
        assert!(refused.to_string().contains("permission denied"), "{refused}");
    }
    let mut tx = shop.flows.base().db.organizer(stage.organizer).await.unwrap();
    let unbalanced = sqlx::query(
        "INSERT INTO ledger_entries SELECT organizer_id, id, 99, 'organizer', 1, 'EUR' FROM ledger_postings LIMIT 1",
    )
    .execute(&mut *tx)
    .await;
    assert!(unbalanced.unwrap_err().to_string().contains("is off by"));
}
