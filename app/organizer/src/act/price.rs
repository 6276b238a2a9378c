//! The other prices of a ticket type.

use super::{actor_or_return, done, ended, id_or_return, saved, saving};
use crate::house::office;
use crate::text::done::Done;
use domain::form::PriceForm;
use domain::ids::{EventId, PriceId, TicketTypeId};
use face::error::FaceError;
use leptos::prelude::*;
use ui::kit::current_locale;

#[server(prefix = "/do", endpoint = "organizer/add_price")]
pub async fn add_price(
    event: String,
    ticket: String,
    #[server(default)] form: PriceForm,
    #[server(default)] agreed: String,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let ticket: TicketTypeId = id_or_return!(ticket);
    let page = format!("/organizer/events/{event}/tickets/{ticket}/prices");
    let form = PriceForm { locale: current_locale(), ..form };
    let result = office().add_price(&actor, event, ticket, &form, &saving("", &agreed, false)).await;
    if saved(result, &page, &form, "").await?.is_some() {
        done(&page, Done::PriceAdded);
    }
    Ok(())
}

#[server(prefix = "/do", endpoint = "organizer/remove_price")]
pub async fn remove_price(event: String, ticket: String, price: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let ticket: TicketTypeId = id_or_return!(ticket);
    let price: PriceId = id_or_return!(price);
    let page = format!("/organizer/events/{event}/tickets/{ticket}/prices");
    ended(office().remove_price(&actor, event, price).await, &page, &page, Done::PriceRemoved).await
}
