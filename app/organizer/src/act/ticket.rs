//! The ticket types of an event.

use super::{acted, actor_or_return, done, formed, id_or_return};
use domain::form::TicketTypeForm;
use domain::ids::{EventId, TicketTypeId};
use face::error::FaceError;
use face::request::flows;
use leptos::prelude::*;

/// A new ticket type where `ticket` is empty.
#[server(prefix = "/do", endpoint = "organizer/save_ticket_type")]
pub async fn save_ticket_type(
    event: String,
    #[server(default)] ticket: String,
    #[server(default)] form: TicketTypeForm,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let ticket: Option<TicketTypeId> = if ticket.is_empty() { None } else { Some(id_or_return!(ticket)) };
    let list = format!("/organizer/events/{event}/tickets");
    let page = ticket.map_or_else(|| format!("{list}/new"), |ticket| format!("{list}/{ticket}"));
    let saved = flows().save_ticket_type(&actor, event, ticket, &form).await;
    if formed(saved, &page, &form).await?.is_some() {
        done(&list, if ticket.is_some() { "saved" } else { "ticket_added" });
    }
    Ok(())
}

#[server(prefix = "/do", endpoint = "organizer/withdraw_ticket_type")]
pub async fn withdraw_ticket_type(event: String, ticket: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let ticket: TicketTypeId = id_or_return!(ticket);
    let result = flows().withdraw_ticket_type(&actor, ticket).await;
    acted(result, &format!("/organizer/events/{event}/tickets"), "withdrawn").await
}

#[server(prefix = "/do", endpoint = "organizer/restore_ticket_type")]
pub async fn restore_ticket_type(event: String, ticket: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let ticket: TicketTypeId = id_or_return!(ticket);
    let result = flows().restore_ticket_type(&actor, ticket).await;
    acted(result, &format!("/organizer/events/{event}/tickets"), "restored").await
}
