//! Writing to buyers: looking at it first, trying it on oneself, sending it. And sending again what reached nobody.

use super::{actor_or_return, after, done, failed, go, id_or_return, saved, saving, turned};
use crate::announcements::LOOK_FIELD;
use crate::form_builder::{form_back, form_on};
use crate::house::{money, office};
use crate::text::done::Done;
use base::Failure;
use domain::announcement::AnnouncementRefusal;
use domain::form::{AnnouncementForm, CorrectionForm};
use domain::ids::{AnnouncementId, EmailId, EventId, OrderId};
use face::error::FaceError;
use face::refusal;
use leptos::prelude::*;
use ui::kit::current_locale;

fn page_of(event: EventId) -> String {
    format!("/organizer/events/{event}/announcements")
}

/// Shows how an announcement reads and to how many it goes; or what is wrong with it.
#[server(prefix = "/do", endpoint = "organizer/preview_announcement")]
pub async fn preview_announcement(event: String, #[server(default)] form: AnnouncementForm) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: EventId = id_or_return!(event);
    match office().draw_up_announcement(&actor, id, &form).await {
        Ok(_) => form_on(&page_of(id), &form, LOOK_FIELD).await,
        Err(failure) => back(id, &form, failure).await,
    }
}

/// A trial to whoever is signed in.
#[server(prefix = "/do", endpoint = "organizer/try_announcement")]
pub async fn try_announcement(event: String, #[server(default)] form: AnnouncementForm) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: EventId = id_or_return!(event);
    match office().try_announcement(&actor, id, &form, current_locale()).await {
        Ok(_) => form_on(&after(&page_of(id), Done::AnnouncementTried), &form, LOOK_FIELD).await,
        Err(failure) => back(id, &form, failure).await,
    }
}

/// To everybody it is for. The same `press` again sends nothing more.
#[server(prefix = "/do", endpoint = "organizer/send_announcement")]
pub async fn send_announcement(
    event: String,
    press: String,
    #[server(default)] form: AnnouncementForm,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: EventId = id_or_return!(event);
    let press: AnnouncementId = id_or_return!(press);
    match office().announce(&actor, id, &form, press).await {
        Ok(_) => {
            done(&page_of(id), Done::AnnouncementSent);
            Ok(())
        }
        Err(failure) => back(id, &form, failure).await,
    }
}

async fn back(event: EventId, form: &AnnouncementForm, failure: Failure<AnnouncementRefusal>) -> Result<(), FaceError> {
    let page = page_of(event);
    match failure {
        Failure::Refused(AnnouncementRefusal::Invalid { problems }) => form_back(&page, form, problems).await,
        failure => failed(failure, &page).await,
    }
}

/// Sends an e-mail of an order again that could not be delivered.
#[server(prefix = "/do", endpoint = "organizer/send_again")]
pub async fn send_again(order: String, email: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: OrderId = id_or_return!(order);
    let email: EmailId = id_or_return!(email);
    match money().send_again(&actor, id, email).await {
        Ok(()) => {
            done(&format!("/organizer/orders/{id}"), Done::SentAgain);
            Ok(())
        }
        Err(failure) => turned(refusal::of(failure).map_or_else(|error| error, |_| FaceError::Missing)),
    }
}

/// Corrects the buyer's name and address, and the names on the tickets.
#[server(prefix = "/do", endpoint = "organizer/correct_order")]
pub async fn correct_order(
    order: String,
    #[server(default)] form: CorrectionForm,
    #[server(default)] opened: String,
    #[server(default)] agreed: String,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: OrderId = id_or_return!(order);
    let page = format!("/organizer/orders/{id}");
    let result = office().correct_order(&actor, id, &form, &saving(&opened, &agreed, false)).await;
    match saved(result, &format!("{page}/correct"), &form, &opened).await? {
        Some(true) => done(&page, Done::Corrected),
        Some(false) => go(&page),
        None => {}
    }
    Ok(())
}
