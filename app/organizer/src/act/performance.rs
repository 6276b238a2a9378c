//! The dates of an event.

use super::{actor_or_return, done, ended, id_or_return, saved, saving};
use crate::house::office;
use crate::performances::PerformanceDraft;
use crate::text::done::Done;
use domain::ids::{EventId, PerformanceId};
use face::error::FaceError;
use leptos::prelude::*;

/// A new date where `date` is empty.
#[server(prefix = "/do", endpoint = "organizer/save_date")]
pub async fn save_performance(
    event: String,
    #[server(default)] date: String,
    #[server(default)] form: PerformanceDraft,
    #[server(default)] opened: String,
    #[server(default)] agreed: String,
    #[server(default)] emails: bool,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let date: Option<PerformanceId> = if date.is_empty() { None } else { Some(id_or_return!(date)) };
    let list = format!("/organizer/events/{event}/dates");
    let page = date.map_or_else(|| format!("{list}/new"), |date| format!("{list}/{date}"));
    let saving = saving(&opened, &agreed, emails);
    let result = office().save_performance(&actor, event, date, &form.performance(), &saving).await;
    if saved(result, &page, &form, &opened).await?.is_some() {
        done(&list, if date.is_some() { Done::Saved } else { Done::DateAdded });
    }
    Ok(())
}

#[server(prefix = "/do", endpoint = "organizer/cancel_date")]
pub async fn cancel_performance(event: String, date: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let date: PerformanceId = id_or_return!(date);
    let result = office().cancel_performance(&actor, date).await;
    let list = format!("/organizer/events/{event}/dates");
    ended(result, &list, &list, Done::DateCancelled).await
}

#[server(prefix = "/do", endpoint = "organizer/delete_date")]
pub async fn delete_performance(event: String, date: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let date: PerformanceId = id_or_return!(date);
    let result = office().delete_performance(&actor, date).await;
    let list = format!("/organizer/events/{event}/dates");
    ended(result, &list, &list, Done::DateDeleted).await
}
