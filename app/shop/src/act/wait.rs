//! Into the waiting room, and out of it.

use crate::house::selling;
use crate::room_cookie::remember_place;
use chrono::DateTime;
use domain::form::SLUG_CHARS_MAX;
use domain::ids::EventId;
use domain::room::Standing;
use face::error::FaceError;
use face::refusal;
use face::request::go;
use face::visitor::{known_visitor, visitor};
use leptos::prelude::*;

/// Takes a place; or, where it is the visitor's turn, on to the tickets.
#[server(prefix = "/do", endpoint = "shop/enter_room")]
pub async fn enter_room(#[server(default)] event: String, #[server(default)] slug: String) -> Result<(), FaceError> {
    let event: EventId = event.parse().map_err(|_| FaceError::Missing)?;
    enter(event, &slug, &page_of(&slug, "events")).await
}

/// The same, for a visitor who was sent to wait while they chose: `back` is where they were.
pub async fn enter(event: EventId, slug: &str, back: &str) -> Result<(), FaceError> {
    let visitor = known_visitor();
    let place = match selling().enter_room(event, &visitor).await {
        Ok(place) => place.ok_or(FaceError::Missing)?,
        Err(failure) => {
            let refused = refusal::of(failure)?;
            go(&format!("{}?{}", page_of(slug, "wait"), refusal::address(&refused)));
            return Ok(());
        }
    };
    remember_place(&visitor, &place);
    match place.standing {
        Standing::Turn { .. } | Standing::Free => go(back),
        _ => go(&page_of(slug, "wait")),
    }
    Ok(())
}

/// Frees the place.
#[server(prefix = "/do", endpoint = "shop/leave_room")]
pub async fn leave_room(#[server(default)] event: String, #[server(default)] slug: String) -> Result<(), FaceError> {
    let event: EventId = event.parse().map_err(|_| FaceError::Missing)?;
    selling().leave_room(event, &visitor()).await?;
    go(&page_of(&slug, "events"));
    Ok(())
}

/// A page was closed; `told` is what [`crate::wait::news::RoomNews::told`] said to it last.
#[server(prefix = "/do", endpoint = "shop/away_from_room")]
pub async fn away_from_room(
    #[server(default)] event: String,
    #[server(default)] told: String,
) -> Result<(), FaceError> {
    let event: EventId = event.parse().map_err(|_| FaceError::Missing)?;
    let told = told.parse().ok().and_then(DateTime::from_timestamp_millis);
    selling().away_from_room(event, &visitor(), told).await?;
    Ok(())
}

/// A page of an event's; the catalogue where what was posted can't be an event's name.
fn page_of(slug: &str, page: &str) -> String {
    if slug.len() > SLUG_CHARS_MAX as usize {
        return "/".to_owned();
    }
    let slug: String = url::form_urlencoded::byte_serialize(slug.as_bytes()).collect();
    format!("/{page}/{slug}")
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn an_answer_leads_to_a_page_and_never_to_an_address_of_any_length() {
        assert_eq!(page_of("la-locandiera", "wait"), "/wait/la-locandiera");
        assert_eq!(page_of("//elsewhere.example", "events"), "/events/%2F%2Felsewhere.example");
        assert_eq!(page_of(&"x".repeat(100_000), "events"), "/");
    }
}
