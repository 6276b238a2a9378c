//! What visitors are shown of the catalogue, read once for all who look at the same moment.

use crate::recent::Recent;
use crate::{Fault, Flows};
use domain::event::{Catalogue, CatalogueQuery, Channel, EventPage};
use std::sync::Arc;
use std::time::Duration;

/// Rendered pages are kept for as long again (`server::web::pages`), so that nothing shown is older than a second.
const AGE_MAX: Duration = Duration::from_millis(500);
const EVENTS_MAX: usize = 1_000;
/// Searches are as many as people can think of; few are made twice.
const CATALOGUES_MAX: usize = 200;

pub(crate) struct Shown {
    events: Recent<Option<Arc<EventPage>>>,
    catalogues: Recent<Arc<Catalogue>>,
}

impl Default for Shown {
    fn default() -> Shown {
        Shown { events: Recent::new(AGE_MAX, EVENTS_MAX), catalogues: Recent::new(AGE_MAX, CATALOGUES_MAX) }
    }
}

impl Flows {
    /// As [`Flows::event_page`] in the shop, at most half a second old.
    pub async fn event_shown(&self, slug: &str) -> Result<Option<Arc<EventPage>>, Fault> {
        let read = || async { Ok(self.event_page(slug, Channel::Shop).await?.map(Arc::new)) };
        self.shown().events.get(slug, read).await
    }

    /// As [`Flows::catalogue`], at most half a second old.
    pub async fn catalogue_shown(&self, query: &CatalogueQuery) -> Result<Arc<Catalogue>, Fault> {
        let key = serde_json::to_string(query).map_err(|error| Fault::Broken(error.to_string()))?;
        self.shown().catalogues.get(&key, || async { Ok(Arc::new(self.catalogue(query).await?)) }).await
    }
}
