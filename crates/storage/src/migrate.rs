//! Brings a database to the newest schema. Runs as the database's owner, never as the application role.
//!
//! The owner may be a plain login: it needs no superuser's rights, only to have been granted the application role.

use crate::{Error, login};
use graphile_worker::WorkerUtils;
use sqlx::postgres::{PgConnection, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::hash::{DefaultHasher, Hash, Hasher};

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// What is held while a database is migrated, so that of several servers that start together one does it all.
const LOCK: &str = "SELECT pg_advisory_lock(hashtextextended('tessera_migrate', 0))";

/// The queue's own schema first, then ours; both are safe to run again and by several servers at once.
///
/// # Errors
/// [`Error::BeforeBaseline`] for a database that carries the migrations of before the baseline, or an earlier one: then nothing in
/// it is changed.
pub async fn migrate(url: &str) -> Result<(), Error> {
    let mut conn = PgConnection::connect(url).await?;
    conn.execute(LOCK).await?;
    login::ensure_role(&mut conn).await?;
    let pending = pending_on(&mut conn).await?;
    let pool = PgPoolOptions::new().max_connections(2).connect(url).await?;
    WorkerUtils::new(pool.clone(), graphile_worker::Schema::default())
        .migrate()
        .await
        .map_err(|e| Error::QueueMigration(e.to_string()))?;
    pool.close().await;
    let migrated = match pending {
        0 => Ok(()),
        _ => with_tables_open(&mut conn).await,
    };
    // Whatever happened, and also where an earlier run was killed on its way.
    force_tables(&mut conn).await?;
    migrated?;
    conn.close().await?;
    Ok(())
}

/// Runs the migrations while the owner isn't bound by the policies of its own tables: a migration that changes rows would
/// find none of them, and say nothing. The application is another role, and stays bound.
async fn with_tables_open(conn: &mut PgConnection) -> Result<(), Error> {
    let forced: Vec<String> = sqlx::query_scalar(
        "SELECT c.oid::regclass::text FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relforcerowsecurity
         ORDER BY c.relname",
    )
    .fetch_all(&mut *conn)
    .await?;
    for table in forced {
        conn.execute(AssertSqlSafe(format!("ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))).await?;
    }
    Ok(MIGRATOR.run(conn).await?)
}

/// Binds the owner as well, on every table that has policies.
async fn force_tables(conn: &mut PgConnection) -> Result<(), Error> {
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT c.oid::regclass::text FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
           AND c.relrowsecurity AND NOT c.relforcerowsecurity
         ORDER BY c.relname",
    )
    .fetch_all(&mut *conn)
    .await?;
    for table in open {
        conn.execute(AssertSqlSafe(format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))).await?;
    }
    Ok(())
}

/// A number for the schema that our migrations make: another as soon as one of them is changed, added or taken out.
pub fn fingerprint() -> u64 {
    let mut hasher = DefaultHasher::new();
    for migration in MIGRATOR.iter() {
        (migration.version, &migration.checksum).hash(&mut hasher);
    }
    hasher.finish()
}

/// How many of our migrations the database still lacks.
///
/// # Errors
/// [`Error::BeforeBaseline`] for a database that carries the migrations of before the baseline.
pub async fn pending(url: &str) -> Result<usize, Error> {
    let mut conn = PgConnection::connect(url).await?;
    let pending = pending_on(&mut conn).await?;
    conn.close().await?;
    Ok(pending)
}

async fn pending_on(conn: &mut PgConnection) -> Result<usize, Error> {
    let known: Option<String> =
        sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations')::text").fetch_one(&mut *conn).await?;
    let applied: Vec<(i64, Vec<u8>)> = match known {
        Some(_) => {
            sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations WHERE success").fetch_all(conn).await?
        }
        None => Vec::new(),
    };
    lacking(&applied)
}

/// How many of our migrations aren't among those that were run, each with its checksum. One that is newer than all of ours is of a
/// newer server, which may share the database with this one. One that says something else than it did is of an earlier baseline.
fn lacking(applied: &[(i64, Vec<u8>)]) -> Result<usize, Error> {
    let baseline = MIGRATOR.iter().map(|m| m.version).min();
    let ours = |version: i64| MIGRATOR.iter().find(|m| m.version == version);
    let is_another = |(version, checksum): &(i64, Vec<u8>)| {
        Some(*version) < baseline || ours(*version).is_some_and(|m| *m.checksum != checksum[..])
    };
    if applied.iter().any(is_another) {
        return Err(Error::BeforeBaseline);
    }
    Ok(MIGRATOR.iter().filter(|m| !applied.iter().any(|(version, _)| *version == m.version)).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_than_the_baseline_is_no_schema_of_ours() {
        let ours: Vec<(i64, Vec<u8>)> = MIGRATOR.iter().map(|m| (m.version, m.checksum.to_vec())).collect();
        let older = (20_261_121_000_100, Vec::new());
        assert!(matches!(lacking(std::slice::from_ref(&older)), Err(Error::BeforeBaseline)));
        assert!(matches!(lacking(&[&[older], ours.as_slice()].concat()), Err(Error::BeforeBaseline)));
        assert_eq!(lacking(&[]).unwrap(), ours.len());
        assert_eq!(lacking(&ours[..2]).unwrap(), ours.len() - 2);
        let newer = (ours[ours.len() - 1].0 + 1, vec![7]);
        assert_eq!(lacking(&[ours.as_slice(), &[newer]].concat()).unwrap(), 0);
        let mut rewritten = ours;
        rewritten[1].1[0] ^= 1;
        assert!(matches!(lacking(&rewritten), Err(Error::BeforeBaseline)), "an earlier baseline");
    }
}
