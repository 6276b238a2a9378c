//! From an event's id to the address of its page.

use crate::Selling;
use base::Fault;
use domain::ids::EventId;
use storage::{Scope, slugs};

impl Selling {
    /// The slug of a published or cancelled event.
    pub async fn event_slug(&self, event: EventId) -> Result<Option<String>, Fault> {
        let mut tx = self.base.db.begin(Scope::Catalogue).await?;
        Ok(slugs::of_event(&mut tx, event).await?)
    }
}
