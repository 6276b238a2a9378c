//! Setting how a sale is kept fair.

use super::{actor_or_return, done, formed, id_or_return};
use crate::house::selling;
use crate::text::done::Done;
use domain::form::FairForm;
use domain::ids::EventId;
use face::error::FaceError;
use leptos::prelude::*;

/// For the event that is named, else for the whole shop.
#[server(prefix = "/do", endpoint = "organizer/save_fair")]
pub async fn save_fair(#[server(default)] event: String, #[server(default)] form: FairForm) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: Option<EventId> = if event.is_empty() { None } else { Some(id_or_return!(event)) };
    let page = match id {
        Some(id) => format!("/organizer/events/{id}/fair"),
        None => "/organizer/fair".to_owned(),
    };
    let saved = selling().save_fair_settings(&actor, id, &form).await;
    if formed(saved, &page, &form).await?.is_some() {
        done(&page, Done::Saved);
    }
    Ok(())
}
