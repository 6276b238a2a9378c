//! The worker: does the jobs, and looks by itself for what nobody told it: holds and orders whose time is over, payments
//! and refunds that stayed silent.

use crate::Core;
use base::Fault;
use base::jobs::WorkingPart;
use chrono::Duration;
use domain::ids::OrganizerId;
use graphile_worker::{ShutdownSignal, WorkerOptions, WorkerRecoveryConfig, WorkerShutdownConfig};
use std::future::Future;
use std::time::Duration as Real;
use storage::{Scope, organizers};

/// How often new jobs are looked for. A payment isn't begun by a job where people wait for it.
const LOOK_EVERY: Real = Real::from_secs(1);
/// How often the sweeper gives back what nobody needed meanwhile.
const SWEEP_EVERY: Real = Real::from_secs(5);
/// A program that repeats a command does so within days; then its key is new again.
const KEY_DAYS: i64 = 30;
/// Running jobs get this long to finish when the process is asked to stop.
const GRACE: Real = Real::from_secs(15);
/// A worker that has said nothing for this long is dead, and its jobs are done by another: after a kill -9 a buyer waits
/// this long for their ticket at most, plus one sweep.
const DEAD_AFTER: Real = Real::from_secs(12);

impl Core {
    /// Works until `stop` completes, then finishes what runs. `database_url` is the owner's: the queue's tables are its own.
    pub async fn work(
        &self,
        database_url: &str,
        concurrency: usize,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Fault> {
        let (sender, receiver) = tokio::sync::watch::channel(false);
        let waiter = tokio::spawn(async move {
            stop.await;
            // Nobody listens any more only when the worker has ended.
            let _ = sender.send(true);
        });
        let sweeper = tokio::spawn(self.clone().keep_sweeping(receiver.clone()));
        self.base.rush().watch();
        let urgent = urgent(self.options(database_url, concurrency, receiver.clone()));
        let emails = can_wait(self.options(database_url, concurrency, receiver));
        let broken = |e: String| Fault::Broken(format!("the job queue: {e}"));
        // One after the other: each brings the queue's tables up to date.
        let urgent = urgent.init().await.map_err(|e| broken(e.to_string()))?;
        let emails = emails.init().await.map_err(|e| broken(e.to_string()))?;
        let both = async { tokio::try_join!(urgent.run(), emails.run()) };
        let result = both.await.map(drop).map_err(|e| broken(e.to_string()));
        sweeper.abort();
        waiter.abort();
        result
    }

    fn options(
        &self,
        database_url: &str,
        concurrency: usize,
        stop: tokio::sync::watch::Receiver<bool>,
    ) -> WorkerOptions {
        let recovery = WorkerRecoveryConfig {
            heartbeat_interval: Real::from_secs(3),
            sweep_interval: Real::from_secs(4),
            sweep_threshold: DEAD_AFTER,
            recovery_delay: Real::ZERO,
            enabled: true,
            ..Default::default()
        };
        let shutdown = WorkerShutdownConfig {
            listen_os_shutdown_signals: false,
            grace_period: GRACE,
            interrupted_job_retry_delay: Real::from_secs(1),
            shutdown_signal: None,
        };
        self.serving()
            .database_url(database_url)
            .max_pg_conn(4)
            .concurrency(concurrency)
            // Looked for, not told of: in a rush there is a new job at every moment, and each would be looked for by itself.
            .poll_interval(LOOK_EVERY)
            .use_notification_delivery(false)
            .worker_recovery(recovery)
            .worker_shutdown(shutdown)
            .shutdown_signal(stopped(stop))
    }

    /// Does every job that is due now, and those that they ask for, and returns: for tests and the simulator.
    pub async fn work_off(&self, database_url: &str) -> Result<(), Fault> {
        base::jobs::work_off(can_wait(urgent(self.serving())), database_url).await
    }

    /// A worker that has the parts whose jobs there are.
    fn serving(&self) -> WorkerOptions {
        WorkerOptions::default()
            .add_extension(WorkingPart(self.money.clone()))
            .add_extension(WorkingPart(self.office.clone()))
    }

    async fn keep_sweeping(self, mut stop: tokio::sync::watch::Receiver<bool>) {
        let mut tick = tokio::time::interval(SWEEP_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = stop.changed() => return,
                _ = tick.tick() => {
                    if let Err(fault) = self.sweep().await {
                        tracing::warn!(%fault, "the sweeper failed and will try again");
                    }
                    if let Err(fault) = self.refresh_statistics().await {
                        tracing::warn!(%fault, "the planner's statistics could not be refreshed");
                    }
                }
            }
        }
    }

    /// Gives lapsed places back, ends overdue orders, asks about silent payments and refunds, and folds texts that searches
    /// look through. Safe to run at any time
    /// and by several workers at once.
    pub async fn sweep(&self) -> Result<(), Fault> {
        let mut tx = self.base.db.begin(Scope::Nothing).await?;
        let organizers = organizers::all(&mut tx).await?;
        storage::forms::forget_old(&mut tx).await?;
        storage::people::forget_old_sessions(&mut tx).await?;
        tx.commit().await?;
        let mut broken = None;
        for organizer in organizers {
            // What stands in one organizer's way is not the next one's.
            if let Err(fault) = self.sweep_organizer(organizer).await {
                tracing::warn!(%fault, %organizer, "an organizer was not swept to the end");
                broken = Some(fault);
            }
        }
        broken.map_or(Ok(()), Err)
    }

    async fn sweep_organizer(&self, organizer: OrganizerId) -> Result<(), Fault> {
        self.money.sweep_orders(organizer).await?;
        self.selling.sweep_holds(organizer).await?;
        self.selling.fold_texts(organizer).await?;
        let mut tx = self.base.organizer(organizer).await?;
        let old = self.base.clock.now() - Duration::days(KEY_DAYS);
        storage::idempotency::forget_old(&mut tx, organizer, old).await?;
        tx.commit().await?;
        self.money.check_silent_payments(organizer).await
    }

    /// Lets the planner know of tables that grew quickly, as all do in the first minutes of a sale.
    pub async fn refresh_statistics(&self) -> Result<(), Fault> {
        let mut tx = self.base.db.begin(Scope::Nothing).await?;
        let tables = storage::upkeep::refresh_statistics(&mut tx).await?;
        tx.commit().await?;
        if tables > 0 {
            tracing::debug!(tables, "looked anew at tables that grew");
        }
        Ok(())
    }
}

/// The jobs that somebody waits for.
fn urgent(options: WorkerOptions) -> WorkerOptions {
    money::jobs::define(options)
}

/// The jobs that can wait until buyers have what they want.
fn can_wait(options: WorkerOptions) -> WorkerOptions {
    office::jobs::define(money::jobs::define_emails(options))
}

fn stopped(mut receiver: tokio::sync::watch::Receiver<bool>) -> ShutdownSignal {
    use futures::FutureExt;
    let wait = async move {
        // An error means the sender is gone, which is a stop as well.
        let _ = receiver.wait_for(|stop| *stop).await;
    };
    wait.boxed().shared()
}
