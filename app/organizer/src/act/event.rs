//! Making an event, changing it, and putting it on sale.

use super::{actor_or_return, done, ended, id_or_return, refused, saved, saving, turned};
use crate::form_builder::form_back;
use crate::house::{access, office};
use crate::quick_event::QuickEventDraft;
use crate::refusal::OfficeRefusal;
use crate::text::done::Done;
use base::forms::KeptForm;
use base::saving::SaveRequest;
use base::{Actor, Failure};
use domain::edit::EventRefusal;
use domain::form::{EventForm, FormRefusal, TicketTypeForm};
use domain::ids::EventId;
use domain::refusal::{FieldProblem, Problem};
use face::error::FaceError;
use face::refusal;
use face::request::{send_back, signed_in};
use leptos::prelude::*;
use ui::kit::current_locale;

/// A new event with a date and tickets, on one page; on sale at once where it was asked for.
#[server(prefix = "/do", endpoint = "organizer/create_event")]
pub async fn create_event(
    #[server(default)] form: QuickEventDraft,
    #[server(default)] agreed: String,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let page = "/organizer/events/new";
    let (locale, now) = (current_locale(), access().now());
    let signed = signed_in().await?.ok_or(FaceError::NotSignedIn)?;
    let organizer = signed.organizers.into_iter().map(|(o, _)| o).find(|o| o.id == actor.organizer);
    let Some(organizer) = organizer else { return turned(FaceError::NotSignedIn) };
    let quick = form.quick();
    // Everything that is wrong is said at once, tax and fee as well.
    let tax = form.tax_form(locale).check(organizer.currency).err().unwrap_or_default();
    let mut problems = quick.check(locale, organizer.zone, organizer.currency, now).err().unwrap_or_default();
    problems.extend(tax.into_iter().filter(|p| matches!(p.field.as_str(), "tax_rate" | "fee")));
    if !problems.is_empty() {
        return form_back(page, &form, problems).await;
    }
    let made = office().create_quick_event(&actor, &quick, locale, &saving("", &agreed, false)).await;
    let Some(event) = saved(made, page, &form, "").await? else { return Ok(()) };
    if !price_in(&actor, event, &form).await? {
        return Ok(());
    }
    if form.publish {
        return publish(&actor, event).await;
    }
    done(&format!("/organizer/events/{event}/preview"), Done::Created);
    Ok(())
}

/// Writes the tax rate and the fee of the quick form into its ticket types. `false` where one doesn't take them: then its own
/// page says why.
async fn price_in(actor: &Actor, event: EventId, form: &QuickEventDraft) -> Result<bool, FaceError> {
    if domain::typed::is_blank(&form.tax_rate) && domain::typed::is_blank(&form.fee) {
        return Ok(true);
    }
    let edit = office().event_for_edit(actor, event).await?.ok_or(FaceError::Missing)?;
    for kind in edit.ticket_types {
        let id = kind.ticket_type.id;
        let typed = TicketTypeForm {
            tax_rate: form.tax_rate.clone(),
            tax_included: true,
            fee: form.fee.clone(),
            ..TicketTypeForm::of(&kind.ticket_type, kind.zones).written(current_locale())
        };
        let priced = office().save_ticket_type(actor, event, Some(id), &typed, &SaveRequest::FIRST).await;
        if saved(priced, &format!("/organizer/events/{event}/tickets/{id}"), &typed, "").await?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

#[server(prefix = "/do", endpoint = "organizer/save_event")]
pub async fn save_event(
    event: String,
    #[server(default)] form: EventForm,
    #[server(default)] opened: String,
    #[server(default)] agreed: String,
    #[server(default)] emails: bool,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: EventId = id_or_return!(event);
    let page = format!("/organizer/events/{id}/details");
    let result = office().update_event(&actor, id, &form, &saving(&opened, &agreed, emails)).await;
    if saved(result, &page, &form, &opened).await?.is_some() {
        done(&page, Done::Saved);
    }
    Ok(())
}

#[server(prefix = "/do", endpoint = "organizer/publish_event")]
pub async fn publish_event(event: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: EventId = id_or_return!(event);
    publish(&actor, id).await
}

async fn publish(actor: &Actor, id: EventId) -> Result<(), FaceError> {
    match office().publish_event(actor, id).await {
        Ok(()) => {
            done(&format!("/organizer/events/{id}"), Done::Published);
            Ok(())
        }
        Err(failure) => match refusal::of(failure) {
            // The page lists what is missing, with the way to each.
            Ok(_) => refused(&format!("/organizer/events/{id}/publish"), OfficeRefusal::NotReady).await,
            Err(error) => turned(error),
        },
    }
}

#[server(prefix = "/do", endpoint = "organizer/unpublish_event")]
pub async fn unpublish_event(event: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: EventId = id_or_return!(event);
    let result = office().unpublish_event(&actor, id).await;
    let page = format!("/organizer/events/{id}/publish");
    ended(result, &page, &page, Done::Unpublished).await
}

#[server(prefix = "/do", endpoint = "organizer/cancel_event")]
pub async fn cancel_event(event: String, #[server(default)] reason: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: EventId = id_or_return!(event);
    let page = format!("/organizer/events/{id}/publish");
    match office().cancel_event(&actor, id, &reason).await {
        Err(Failure::Refused(refusal @ (EventRefusal::ReasonMissing | EventRefusal::ReasonTooLong { .. }))) => {
            let problem = match refusal {
                EventRefusal::ReasonTooLong { max } => Problem::TooLong { max },
                _ => Problem::Missing,
            };
            let (fields, problems) = (vec![("reason".to_owned(), reason)], vec![FieldProblem::new("reason", problem)]);
            send_back(&page, KeptForm { fields, problems }).await
        }
        other => ended(other, &page, &page, Done::EventCancelled).await,
    }
}

/// The capacity of a pool without numbered seats.
#[server(prefix = "/do", endpoint = "organizer/set_capacity")]
pub async fn set_capacity(
    event: String,
    date: String,
    pool: String,
    #[server(default)] capacity: String,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let event: EventId = id_or_return!(event);
    let date: domain::ids::PerformanceId = id_or_return!(date);
    let pool: domain::ids::PoolId = id_or_return!(pool);
    let page = format!("/organizer/events/{event}/dates/{date}");
    let failure = match office().set_capacity(&actor, pool, &capacity).await {
        Ok(()) => {
            done(&page, Done::Saved);
            return Ok(());
        }
        Err(failure) => failure,
    };
    match refusal::of(failure) {
        Ok(FormRefusal { problems, .. }) => {
            let typed = capacity.trim().chars().take(20).collect();
            let mut fields = vec![refusal::field(&OfficeRefusal::Capacity { typed, problems })?];
            fields.extend([("pool".to_owned(), pool.to_string()), ("capacity".to_owned(), capacity)]);
            send_back(&page, KeptForm { fields, problems: Vec::new() }).await
        }
        Err(error) => turned(error),
    }
}
