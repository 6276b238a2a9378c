//! What visitors are shown of the catalogue, read once for all who look at the same moment.

use crate::Selling;
use base::Fault;
use base::timed_cache::TimedCache;
use domain::event::{Catalogue, CatalogueQuery, Channel, Event, EventPage, EventStatus};
use domain::ids::PerformanceId;
use std::sync::Arc;
use std::time::Duration;
use storage::events;

/// Rendered pages are kept for as long again (`server::web::pages`), so that nothing shown is older than a second.
const AGE_MAX: Duration = Duration::from_millis(500);
const EVENTS_MAX: usize = 1_000;
const PERFORMANCES_MAX: usize = 1_000;
/// Searches are as many as people can think of; few are made twice.
const CATALOGUES_MAX: usize = 200;

pub struct PageCache {
    events: TimedCache<Option<Arc<EventPage>>>,
    catalogues: TimedCache<Arc<Catalogue>>,
    /// By date, whether there are others.
    others: TimedCache<bool>,
}

impl Default for PageCache {
    fn default() -> PageCache {
        PageCache {
            events: TimedCache::new(AGE_MAX, EVENTS_MAX),
            catalogues: TimedCache::new(AGE_MAX, CATALOGUES_MAX),
            others: TimedCache::new(AGE_MAX, PERFORMANCES_MAX),
        }
    }
}

impl Selling {
    /// As [`Selling::event_page`] in the shop, at most half a second old.
    pub async fn cached_event_page(&self, slug: &str) -> Result<Option<Arc<EventPage>>, Fault> {
        let read = || async { Ok(self.event_page(slug, Channel::Shop).await?.map(Arc::new)) };
        self.page_cache().events.get(slug, read).await
    }

    /// Whether the event has another date to come than this one, at most half a second old. Of a cancelled event none takes
    /// place.
    pub async fn has_other_performances(&self, event: &Event, performance: PerformanceId) -> Result<bool, Fault> {
        if event.status == EventStatus::Cancelled {
            return Ok(false);
        }
        let now = self.base.clock.now();
        let read = || async {
            let mut tx = self.base.organizer(event.organizer).await?;
            let any = events::has_other_performances(&mut tx, event.organizer, event.id, performance, now).await?;
            tx.commit().await?;
            Ok::<_, Fault>(any)
        };
        self.page_cache().others.get(&performance.to_string(), read).await
    }

    /// As [`Selling::catalogue`], at most half a second old.
    pub async fn cached_catalogue(&self, query: &CatalogueQuery) -> Result<Arc<Catalogue>, Fault> {
        let key = serde_json::to_string(query).map_err(|error| Fault::Broken(error.to_string()))?;
        self.page_cache().catalogues.get(&key, || async { Ok(Arc::new(self.catalogue(query).await?)) }).await
    }
}
