//! Events as their organizers make them: from a draft to the shop, and off it again.

use crate::{Actor, Failure, Fault, Flows, failure::Never};
use domain::edit::{EventEdit, EventRefusal, PublishRefusal};
use domain::form::{EventForm, FormRefusal, QuickEventForm};
use domain::ids::EventId;
use domain::locale::Locale;
use domain::stats::EventRow;

impl Flows {
    /// All events of the organizer, those with a date to come first.
    pub async fn event_rows(&self, actor: &Actor) -> Result<Vec<EventRow>, Failure<Never>> {
        let _ = actor;
        Err(Fault::Broken("not written yet".into()).into())
    }

    pub async fn event_for_edit(&self, actor: &Actor, event: EventId) -> Result<Option<EventEdit>, Failure<Never>> {
        let _ = (actor, event);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// A draft.
    pub async fn create_event(&self, actor: &Actor, form: &EventForm) -> Result<EventId, Failure<FormRefusal>> {
        let _ = (actor, form);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Event, date and ticket types in one go; published if it says so. Its texts are in `locale`.
    pub async fn create_quick_event(
        &self,
        actor: &Actor,
        form: &QuickEventForm,
        locale: Locale,
    ) -> Result<EventId, Failure<FormRefusal>> {
        let _ = (actor, form, locale);
        Err(Fault::Broken("not written yet".into()).into())
    }

    pub async fn update_event(
        &self,
        actor: &Actor,
        event: EventId,
        form: &EventForm,
    ) -> Result<(), Failure<FormRefusal>> {
        let _ = (actor, event, form);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Puts it in the shop. Publishing twice is fine.
    pub async fn publish_event(&self, actor: &Actor, event: EventId) -> Result<(), Failure<PublishRefusal>> {
        let _ = (actor, event);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Back to a draft, while nothing is sold or in carts.
    pub async fn unpublish_event(&self, actor: &Actor, event: EventId) -> Result<(), Failure<EventRefusal>> {
        let _ = (actor, event);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// With all its dates to come. Tickets stay until they are refunded, but no gate admits them.
    pub async fn cancel_event(&self, actor: &Actor, event: EventId, reason: &str) -> Result<(), Failure<EventRefusal>> {
        let _ = (actor, event, reason);
        Err(Fault::Broken("not written yet".into()).into())
    }
}
