//! What helps a search: texts that are folded, and the word that was meant.

use crate::Selling;
use base::Fault;
use base::timed_cache::TimedCache;
use domain::event::CatalogueQuery;
use domain::ids::OrganizerId;
use domain::known_names::KnownNames;
use std::sync::Arc;
use std::time::Duration;
use storage::folded::{self, Folded};
use storage::{Scope, catalogue};

/// Names change seldom, and a slip is mended as well by those of a minute ago.
const NAMES_KEPT: Duration = Duration::from_secs(60);

/// The words that a slip may have been one of.
pub struct NameIndex {
    names: TimedCache<Arc<KnownNames>>,
}

impl Default for NameIndex {
    fn default() -> NameIndex {
        NameIndex { names: TimedCache::new(NAMES_KEPT, 1) }
    }
}

impl Selling {
    /// Folds what somebody has written without. Safe at any time and by several workers at once.
    pub async fn fold_texts(&self, organizer: OrganizerId) -> Result<(), Fault> {
        loop {
            let (mut tx, mut count) = (self.base.organizer(organizer).await?, 0);
            for what in Folded::ALL {
                count += folded::fill(&mut tx, organizer, what).await?;
            }
            tx.commit().await?;
            if count == 0 {
                return Ok(());
            }
        }
    }

    /// What was looked for, with each word that nothing is called mended to one that is a slip away. `None` where there is no
    /// such slip, or where the mended text finds nothing either.
    pub async fn did_you_mean(&self, query: &CatalogueQuery) -> Result<Option<String>, Fault> {
        let now = self.base.clock.now();
        let read = || async {
            let mut tx = self.base.db.begin(Scope::Catalogue).await?;
            let names = catalogue::names(&mut tx, now).await?;
            tx.commit().await?;
            Ok::<_, Fault>(Arc::new(KnownNames::of(&names)))
        };
        let names = self.name_index().names.get("", read).await?;
        let Some(text) = names.mended(&query.text) else { return Ok(None) };
        let mut tx = self.base.db.begin(Scope::Catalogue).await?;
        let query = CatalogueQuery { text: text.clone(), page: 0, ..query.clone() };
        let (found, _) = catalogue::cards(&mut tx, &query, 1, now).await?;
        tx.commit().await?;
        Ok((!found.is_empty()).then_some(text))
    }
}
