//! `server serve` and `server worker`: from a configuration to a process that works until it is asked to end.

use crate::config::Config;
use crate::web::{self, Web};
use crate::{Additions, listen, stop, wiring};
use anyhow::Context;
use flows::Core;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Web, and the worker unless it runs elsewhere.
pub async fn serve(config: Config, with_worker: bool) -> anyhow::Result<()> {
    wiring::require_schema(&config).await?;
    ui::assets::set_manifest(wiring::read_manifest(&config.web.site)?);
    let core = wiring::core(&config).await?;
    run(Shop { config, core, additions: Additions::default(), with_worker, on_start: None }).await
}

/// Jobs only, and an answer to whoever watches the process, where the configuration names an address for that.
pub async fn work(config: Config) -> anyhow::Result<()> {
    wiring::require_schema(&config).await?;
    let core = wiring::core(&config).await?;
    let stop = stop::on_signal();
    let metrics = web::install_metrics().context("the numbers can't be collected")?;
    let listener = match config.worker.listen {
        Some(address) => {
            let listener = TcpListener::bind(address).await;
            let to_do = || format!("the port of {address} can't be opened: set TESSERA_WORKER_LISTEN to a free one");
            Some(listener.with_context(to_do)?)
        }
        None => None,
    };
    let worker = worker(&core, &config, stop.clone());
    let listens = listener.as_ref().and_then(|listener| listener.local_addr().ok());
    tracing::info!(address = listens.map(tracing::field::display), "working");
    let additions = Additions::default();
    let web = Web { core: core.clone(), config: Arc::new(config), metrics, stop: stop.clone(), additions };
    let serving = listener.map(|listener| tokio::spawn(listen::serve(listener, web::worker_router(web), stop.clone())));
    let ended = worker.await?;
    // The worker has ended, by itself or because it was asked to: nobody has to be answered any more.
    serving.inspect(JoinHandle::abort);
    core.base().db.close().await;
    ended.map_err(Into::into)
}

/// A shop that is put together and not yet open.
pub struct Shop {
    pub config: Config,
    pub core: Core,
    pub additions: Additions,
    pub with_worker: bool,
    /// Done once the port is open.
    pub on_start: Option<Box<dyn FnOnce() -> anyhow::Result<()> + Send>>,
}

/// Serves until it is asked to end (SIGTERM or Ctrl-C); then finishes what is under way, within its time.
pub async fn run(shop: Shop) -> anyhow::Result<()> {
    let Shop { config, core, additions, with_worker, on_start } = shop;
    let stop = stop::on_signal();
    let metrics = web::install_metrics().context("the numbers can't be collected")?;
    let news = tokio::spawn({
        let core = core.clone();
        async move { core.base().listen_for_news().await }
    });
    let rooms = tokio::spawn({
        let core = core.clone();
        async move { core.selling.run_rooms().await }
    });
    let worker = with_worker.then(|| worker(&core, &config, stop.clone()));
    let listener = TcpListener::bind(config.web.listen).await.with_context(|| {
        format!("the port of {} can't be opened: set TESSERA_LISTEN to a free one", config.web.listen)
    })?;
    let address = listener.local_addr()?;
    let patience = Duration::from_secs(config.limits.shutdown_seconds.get().into());
    let url = config.web.url.clone();
    let web = Web { core: core.clone(), config: Arc::new(config), metrics, stop: stop.clone(), additions };
    let serving = tokio::spawn(listen::serve(listener, web::router(web), stop.clone()));
    tracing::info!(%address, %url, worker = with_worker, "open");
    if let Some(on_start) = on_start {
        on_start()?;
    }
    stop.cancelled().await;
    core.base().live.close();
    finish(serving, worker, patience).await;
    news.abort();
    rooms.abort();
    core.base().db.close().await;
    tracing::info!("ended");
    Ok(())
}

/// Lets requests and jobs come to their end, but not for longer than this.
async fn finish(serving: JoinHandle<()>, worker: Option<JoinHandle<Result<(), base::Fault>>>, patience: Duration) {
    let both = async {
        if let Err(error) = serving.await {
            tracing::error!(%error, "the web server broke");
        }
        if let Some(worker) = worker
            && let Ok(Err(fault)) = worker.await
        {
            tracing::error!(%fault, "the worker broke");
        }
    };
    if tokio::time::timeout(patience, both).await.is_err() {
        tracing::warn!(seconds = patience.as_secs(), "not everything ended in time; jobs are done by the next worker");
    }
}

fn worker(core: &Core, config: &Config, stop: CancellationToken) -> JoinHandle<Result<(), base::Fault>> {
    let core = core.clone();
    let (url, jobs) = (config.database.url.reveal().to_owned(), config.worker.jobs.get());
    tokio::spawn(async move {
        let ended = core.work(&url, usize::try_from(jobs).unwrap_or(1), stop.clone().cancelled_owned()).await;
        if let Err(fault) = &ended {
            // A shop that sells and never sends is worse than one that is restarted.
            tracing::error!(%fault, "the worker broke: ending, so that whoever watches starts it again");
            stop.cancel();
        }
        ended
    })
}
