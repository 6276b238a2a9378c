//! Connections and the scope of a transaction.

use crate::{Error, login};
use domain::ids::{OrganizerId, PersonId};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Executor, PgConnection, Postgres, Transaction};
use std::ops::{Deref, DerefMut};
use std::time::Duration;

/// What storage functions work on: always inside a transaction of [`Db::begin`].
pub type Conn = PgConnection;

#[derive(Clone)]
pub struct Db {
    pool: PgPool,
}

/// On whose behalf a transaction reads and writes. Row-level security shows it that and nothing else.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    /// Everything of one organizer.
    Organizer(OrganizerId),
    /// What any visitor may see, of all organizers: published events.
    Catalogue,
    /// The one row (cart, order, token, session, draft) whose secret hashes to this.
    Secret([u8; 32]),
    /// A person's own sessions and memberships.
    Person(PersonId),
    /// Tables without a tenant only.
    Nothing,
}

impl Db {
    /// Connects as whoever `url` says and then works as the application role; [`Error::NoApplicationRole`] where it may not.
    pub async fn connect(url: &str, connections_max: u32) -> Result<Db, Error> {
        let options: PgConnectOptions = url.parse()?;
        // The pool would try until its patience ends, and then say that it was slow.
        login::check(&options).await?;
        let pool = PgPoolOptions::new()
            .max_connections(connections_max)
            .acquire_timeout(Duration::from_secs(10))
            .after_connect(|conn, _| {
                Box::pin(async move {
                    conn.execute(login::WORK_AS_APPLICATION).await?;
                    Ok(())
                })
            })
            .connect_with(options.application_name("tessera"))
            .await?;
        Ok(Db { pool })
    }

    /// Begins a transaction that sees what its scope allows.
    pub async fn begin(&self, scope: Scope) -> Result<Tx, Error> {
        let (setting, value) = match scope {
            Scope::Organizer(id) => ("organizer", id.0.to_string()),
            Scope::Catalogue => ("catalogue", "on".to_owned()),
            Scope::Secret(hash) => ("secret", hex::encode(hash)),
            Scope::Person(id) => ("person", id.0.to_string()),
            Scope::Nothing => return self.begin_whole("BEGIN".to_owned()).await,
        };
        // One round trip. The value is a UUID, hexadecimal digits or a word of ours: nothing in it can end the quote.
        let begin = format!("BEGIN; SELECT set_config('tessera.{setting}', '{value}', true)");
        self.begin_whole(begin).await
    }

    /// Begins in a task of its own, to the end. sqlx counts a transaction only once BEGIN was answered: a request that goes
    /// away before that would leave its connection to the next one with a transaction open that nobody ends, and what is
    /// written there would never be committed.
    async fn begin_whole(&self, begin: String) -> Result<Tx, Error> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(begin)).await });
        Ok(Tx(begun.await.map_err(|_| sqlx::Error::WorkerCrashed)??))
    }

    /// Shorthand for the scope of one organizer.
    pub async fn organizer(&self, id: OrganizerId) -> Result<Tx, Error> {
        self.begin(Scope::Organizer(id)).await
    }

    /// The same for a batch of what many asked. All that a desk looks for has its index: a plan made while there was little would read
    /// whole tables, and be kept while they grow. Its joins are written in the order they are best done in, which saves the
    /// planner, who plans each anew, from trying all others. Whoever waits for a lock longer than `patience` is refused it.
    pub async fn begin_batch(&self, id: OrganizerId, patience: Option<Duration>) -> Result<Tx, Error> {
        let patience = patience.map_or(0, |patience| patience.as_millis());
        self.begin_whole(format!(
            "BEGIN; SELECT set_config('tessera.organizer', '{}', true), set_config('enable_seqscan', 'off', true), \
             set_config('join_collapse_limit', '1', true), set_config('lock_timeout', '{patience}', true)",
            id.0
        ))
        .await
    }

    /// A connection for one statement that sees nothing of any tenant, unless a secret opens it a row.
    pub async fn unscoped(&self) -> Result<sqlx::pool::PoolConnection<Postgres>, Error> {
        Ok(self.pool.acquire().await?)
    }

    /// For what needs the pool itself: listening, health, the doctor. Its connections have no scope.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A transaction with a scope. Dropped without [`Tx::commit`], it never happened.
pub struct Tx(Transaction<'static, Postgres>);

impl Tx {
    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.0.commit().await?)
    }

    /// Changes the scope for the rest of the transaction, once it is known whose row the catalogue or a secret led to.
    pub async fn rescope(&mut self, organizer: OrganizerId) -> Result<(), Error> {
        let sql = "SELECT set_config('tessera.organizer', $1, true), set_config('tessera.catalogue', '', true), \
                   set_config('tessera.secret', '', true), set_config('tessera.person', '', true)";
        sqlx::query(sql).bind(organizer.0.to_string()).execute(&mut *self.0).await?;
        Ok(())
    }
}

impl Deref for Tx {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.0
    }
}
