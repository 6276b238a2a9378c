//! News for open pages. A transaction says on a Postgres channel what changed; one listener per process hands it on, so
//! that ten thousand open pages cost one connection.

use domain::ids::{OrderId, OrganizerId, PerformanceId};
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, watch};

/// The one channel everything goes through.
pub const CHANNEL: &str = "tessera_news";

/// What changed. It carries ids only: who may see more, asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum News {
    /// Something was held, sold or came back.
    Availability {
        organizer: OrganizerId,
        performance: PerformanceId,
    },
    Order {
        organizer: OrganizerId,
        order: OrderId,
    },
    /// Someone was let in, let out or refused.
    Scan {
        organizer: OrganizerId,
        performance: Option<PerformanceId>,
    },
    /// A print job or a printer's state changed.
    Printer {
        organizer: OrganizerId,
    },
}

/// Hands news on to whoever listens in this process.
#[derive(Clone, Debug)]
pub struct Live {
    news: broadcast::Sender<News>,
    closed: watch::Sender<bool>,
}

impl Default for Live {
    fn default() -> Live {
        Live { news: broadcast::channel(4096).0, closed: watch::Sender::new(false) }
    }
}

impl Live {
    /// News from now on. A listener that is too slow loses the oldest and should look again for itself.
    pub fn listen(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// The process is asked to end: whoever waits for news is to answer with what there is.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    /// Returns once [`Live::close`] was called.
    pub async fn closed(&self) {
        // An error would mean that the sender is gone, and we hold it.
        let _ = self.closed.subscribe().wait_for(|closed| *closed).await;
    }

    pub fn pass_on(&self, news: News) {
        // No listener is fine: nobody has a page open.
        let _ = self.news.send(news);
    }
}

impl crate::Base {
    /// Listens to Postgres until the process ends. Reconnects by itself; what was said meanwhile is lost, so pages also
    /// look for themselves now and then.
    pub async fn listen_for_news(&self) {
        loop {
            if let Err(error) = self.listen_once().await {
                tracing::warn!(%error, "lost the news channel, connecting again");
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        }
    }

    async fn listen_once(&self) -> Result<(), storage::Error> {
        let mut listener = storage::news::listen(&self.db, CHANNEL).await?;
        loop {
            let text = storage::news::next(&mut listener).await?;
            match serde_json::from_str(&text) {
                Ok(news) => self.live.pass_on(news),
                Err(error) => tracing::warn!(%error, text, "news that can't be read"),
            }
        }
    }

    /// Says it when the transaction commits, once per thing however often it changed.
    pub async fn send_news(&self, conn: &mut storage::Conn, news: News) -> Result<(), crate::Fault> {
        let text = serde_json::to_string(&news).map_err(|e| crate::Fault::Broken(e.to_string()))?;
        storage::news::say(conn, CHANNEL, &text).await?;
        Ok(())
    }

    /// Says many things with one statement, each once.
    pub async fn send_all_news(
        &self,
        conn: &mut storage::Conn,
        news: impl IntoIterator<Item = News>,
    ) -> Result<(), crate::Fault> {
        storage::news::say_many(conn, CHANNEL, &news_texts(news)?).await?;
        Ok(())
    }
}

/// News as they go through the channel, each once.
pub fn news_texts(news: impl IntoIterator<Item = News>) -> Result<Vec<String>, crate::Fault> {
    let texts: Result<std::collections::BTreeSet<String>, _> =
        news.into_iter().map(|n| serde_json::to_string(&n)).collect();
    Ok(texts.map_err(|e| crate::Fault::Broken(e.to_string()))?.into_iter().collect())
}
