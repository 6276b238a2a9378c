//! Brings a database to the newest schema. Runs as the database's owner, never as the application role.

use crate::Error;
use graphile_worker::WorkerUtils;
use sqlx::postgres::PgPoolOptions;

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// The queue's own schema first, then ours; both are safe to run again and by several servers at once.
pub async fn migrate(url: &str) -> Result<(), Error> {
    let pool = PgPoolOptions::new().max_connections(2).connect(url).await?;
    WorkerUtils::new(pool.clone(), graphile_worker::Schema::default())
        .migrate()
        .await
        .map_err(|e| Error::QueueMigration(e.to_string()))?;
    MIGRATOR.run(&pool).await?;
    pool.close().await;
    Ok(())
}

/// How many of our migrations the database still lacks.
pub async fn pending(url: &str) -> Result<usize, Error> {
    let pool = PgPoolOptions::new().max_connections(1).connect(url).await?;
    let known: Option<String> =
        sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations')::text").fetch_one(&pool).await?;
    let applied: Vec<i64> = match known {
        Some(_) => sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success").fetch_all(&pool).await?,
        None => Vec::new(),
    };
    pool.close().await;
    Ok(MIGRATOR.iter().filter(|m| !applied.contains(&m.version)).count())
}
