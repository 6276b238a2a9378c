//! A database of one's own, emptied before each seed, and the servers that work on it.

use crate::bank::Bank;
use crate::dice::Dice;
use base::chance::SeededChance;
use base::clock::FixedClock;
use base::{Site, Tools};
use chrono::Duration;
use flows::Core;
use payments::registry::Registry;
use sqlx::postgres::{PgConnection, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::sync::Arc;

pub struct Lane {
    /// As the database's owner, past row-level security: the auditor's eyes and the hand that moves the queue's clock.
    pub owner: PgPool,
    pub url: String,
    server: String,
    name: String,
}

fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let root = base.rsplit_once('/').map_or(base, |(root, _)| root);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{root}/{name}{query}")
}

/// What a lane's database lacks on purpose, to see whether anybody notices.
const GUARDS: [&str; 2] = ["ALTER TABLE pools DROP CONSTRAINT pools_never_oversold", "DROP INDEX seat_claims_one_live"];

const EMPTY: &str = "TRUNCATE organizers, people, webhooks, form_drafts, graphile_worker._private_jobs CASCADE";

impl Lane {
    /// Makes the database on the server of `server_url`, in place of one that an earlier run left.
    pub async fn open(server_url: &str, number: usize, without_guards: bool) -> anyhow::Result<Lane> {
        let name = format!("tessera_sim_{}_{number}", std::process::id());
        let server = with_database(server_url, "postgres");
        let mut admin = PgConnection::connect(&server).await?;
        admin.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).await?;
        admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
        let url = with_database(server_url, &name);
        storage::migrate::migrate(&url).await?;
        let owner = PgPoolOptions::new().max_connections(3).connect(&url).await?;
        if without_guards {
            for guard in GUARDS {
                owner.execute(guard).await?;
            }
        }
        Ok(Lane { owner, url, server, name })
    }

    /// Nothing of an earlier seed is left.
    pub async fn clear(&self) -> anyhow::Result<()> {
        self.owner.execute(EMPTY).await?;
        Ok(())
    }

    /// A server as it stands after a start.
    pub async fn server(&self, clock: Arc<FixedClock>, bank: &Bank, dice: &mut Dice) -> anyhow::Result<Core> {
        let db = storage::Db::connect(&self.url, 4).await?;
        let tools = Tools {
            db,
            clock,
            chance: Arc::new(SeededChance::new(dice.number())),
            keys: base::keys::MasterKey::new([7; 32]),
            live: base::live::Live::default(),
            site: Site { url: "http://sim.example".into(), mail_from: "tickets@sim.example".into() },
            eager: false,
        };
        let gateways = Registry::default().with(bank.clone()).with(payments::cash::CashGateway);
        Ok(Core::new(tools, gateways, notify::transport::Transport::Blackhole))
    }

    /// The queue keeps real time; this is how much of ours has gone by.
    pub async fn let_jobs_come_due(&self, by: Duration) -> anyhow::Result<()> {
        sqlx::query("UPDATE graphile_worker._private_jobs SET run_at = run_at - make_interval(secs => $1)")
            .bind(by.num_seconds() as f64)
            .execute(&self.owner)
            .await?;
        Ok(())
    }

    /// What the queue's recovery does for the jobs of a worker that has been silent for long.
    pub async fn take_jobs_from_the_dead(&self) -> anyhow::Result<()> {
        self.owner
            .execute("UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL WHERE locked_at IS NOT NULL")
            .await?;
        Ok(())
    }

    /// Why jobs failed, other than by the bank's doing.
    pub async fn broken_jobs(&self) -> anyhow::Result<Vec<String>> {
        let errors: Vec<String> = sqlx::query_scalar(
            "SELECT last_error FROM graphile_worker._private_jobs \
             WHERE last_error IS NOT NULL AND last_error NOT LIKE '%the gateway%' ORDER BY id",
        )
        .fetch_all(&self.owner)
        .await?;
        Ok(errors)
    }

    pub async fn close(self) -> anyhow::Result<()> {
        self.owner.close().await;
        let mut admin = PgConnection::connect(&self.server).await?;
        admin.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name))).await?;
        Ok(())
    }
}
