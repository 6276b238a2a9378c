//! From an event's id to the address of its page.

use crate::{Fault, Flows};
use domain::ids::EventId;
use storage::{Scope, slugs};

impl Flows {
    /// The slug of a published or cancelled event.
    pub async fn event_slug(&self, event: EventId) -> Result<Option<String>, Fault> {
        let mut tx = self.db.begin(Scope::Catalogue).await?;
        Ok(slugs::of_event(&mut tx, event).await?)
    }
}
