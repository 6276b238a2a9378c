//! Which till, which evening.

use crate::model::{Date, Start};
use domain::cart::Secret;
use domain::ids::PerformanceId;
use domain::seating::SeatingPlan;
use face::error::FaceError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::{seller, view},
    crate::house::{counter, selling},
    crate::model::TillName,
    domain::event::Channel,
    domain::role::Permission,
    face::request::signed_in,
    ui::locale::current_locale,
};

/// Everything the till begins with.
#[server(prefix = "/do", endpoint = "till/start", input = Json)]
pub async fn begin_day() -> Result<Start, FaceError> {
    let actor = seller().await?;
    let person = signed_in().await?.ok_or(FaceError::NotSignedIn)?;
    let organizer = person.organizers.iter().find(|(one, _)| one.id == actor.organizer);
    let tills = counter().tills(&actor).await?;
    Ok(Start {
        organizer: organizer.map(|(one, _)| one.name.clone()).unwrap_or_default(),
        person: person.name,
        may_mend: actor.may(Permission::MendOrders),
        tills: tills.into_iter().map(|t| TillName { id: t.id, prints: t.terminal.is_some(), name: t.name }).collect(),
        dates: all_dates(&actor).await?,
    })
}

/// What can be sold now, next first.
#[server(prefix = "/do", endpoint = "till/dates", input = Json)]
pub async fn dates() -> Result<Vec<Date>, FaceError> {
    let actor = seller().await?;
    all_dates(&actor).await
}

#[cfg(feature = "ssr")]
async fn all_dates(actor: &base::Actor) -> Result<Vec<Date>, FaceError> {
    let locale = current_locale();
    let all = counter().till_performances(actor).await?;
    Ok(all.iter().map(|(event, offers)| view::date(locale, event, offers)).collect())
}

/// One performance as it stands; none when it isn't sold any more.
#[server(prefix = "/do", endpoint = "till/date", input = Json)]
pub async fn look_at_date(performance: PerformanceId) -> Result<Option<Date>, FaceError> {
    let actor = seller().await?;
    let found = selling().performance_offers(performance, Channel::Till).await?;
    let found = found.filter(|(event, _)| event.organizer == actor.organizer);
    Ok(found.map(|(event, offers)| view::date(current_locale(), &event, &offers)))
}

/// The hall, its prices, and which seats are gone.
#[server(prefix = "/do", endpoint = "till/plan", input = Json)]
pub async fn plan(performance: PerformanceId, cart: Option<Secret>) -> Result<Option<SeatingPlan>, FaceError> {
    let actor = seller().await?;
    let found = selling().performance_offers(performance, Channel::Till).await?;
    if found.is_none_or(|(event, _)| event.organizer != actor.organizer) {
        return Ok(None);
    }
    Ok(selling().seating(performance, cart.as_ref(), Channel::Till).await?)
}
