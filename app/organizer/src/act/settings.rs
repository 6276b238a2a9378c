//! Changing who the organizer is.

use super::{actor_or_return, done, formed};
use crate::house::office;
use crate::text::done::Done;
use domain::form::SettingsForm;
use face::error::FaceError;
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "organizer/save_settings")]
pub async fn save_settings(
    #[server(default)] form: SettingsForm,
    #[server(default)] opened: String,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let page = "/organizer/settings";
    let saved = office().save_settings(&actor, &form, Some(opened.as_str()).filter(|o| !o.is_empty())).await;
    if formed(saved, page, &form).await?.is_some() {
        done(page, Done::Saved);
    }
    Ok(())
}
