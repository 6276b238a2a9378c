//! The ticket types of an event.

use super::{actor_or_return, done, ended, id_or_return, refused, saved, saving};
use crate::house::office;
use crate::text::done::Done;
use base::Failure;
use domain::edit::EventRefusal;
use domain::form::{FormRefusal, TicketTypeForm};
use domain::ids::{EventId, TicketTypeId};
use face::error::FaceError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use ui::kit::current_locale;

/// A new ticket type where `ticket` is empty.
#[server(prefix = "/do", endpoint = "organizer/save_ticket_type")]
pub async fn save_ticket_type(
    event: String,
    #[server(default)] ticket: String,
    #[server(default)] form: TicketTypeForm,
    #[server(default)] opened: String,
    #[server(default)] agreed: String,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let ticket: Option<TicketTypeId> = if ticket.is_empty() { None } else { Some(id_or_return!(ticket)) };
    let list = format!("/organizer/events/{event}/tickets");
    let page = ticket.map_or_else(|| format!("{list}/new"), |ticket| format!("{list}/{ticket}"));
    let form = TicketTypeForm { locale: current_locale(), ..form };
    let result = office().save_ticket_type(&actor, event, ticket, &form, &saving(&opened, &agreed, false)).await;
    if saved(result, &page, &form, &opened).await?.is_some() {
        done(&list, if ticket.is_some() { Done::Saved } else { Done::TicketAdded });
    }
    Ok(())
}

#[server(prefix = "/do", endpoint = "organizer/withdraw_ticket_type")]
pub async fn withdraw_ticket_type(
    event: String,
    ticket: String,
    #[server(default)] agreed: String,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let ticket: TicketTypeId = id_or_return!(ticket);
    let list = format!("/organizer/events/{event}/tickets");
    match office().withdraw_ticket_type(&actor, ticket, &saving("", &agreed, false)).await {
        // What isn't there any more was taken away by somebody else.
        Err(Failure::Refused(FormRefusal { questions, .. })) if questions.is_empty() => {
            refused(&list, EventRefusal::Unknown).await
        }
        // It is the ticket that is asked about again.
        result => {
            if saved(result, &list, &Withdrawal { ticket: ticket.to_string() }, "").await?.is_some() {
                done(&list, Done::Withdrawn);
            }
            Ok(())
        }
    }
}

/// What the list of ticket types keeps while it asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Withdrawal {
    pub ticket: String,
}

#[server(prefix = "/do", endpoint = "organizer/restore_ticket_type")]
pub async fn restore_ticket_type(event: String, ticket: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let ticket: TicketTypeId = id_or_return!(ticket);
    let result = office().restore_ticket_type(&actor, ticket).await;
    let list = format!("/organizer/events/{event}/tickets");
    ended(result, &list, &list, Done::Restored).await
}
