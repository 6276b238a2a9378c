//! Which till, which evening.

use crate::model::{DayStart, TillPerformance};
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
pub async fn begin_day() -> Result<DayStart, FaceError> {
    let actor = seller().await?;
    let person = signed_in().await?.ok_or(FaceError::NotSignedIn)?;
    let organizer = person.organizers.iter().find(|(one, _)| one.id == actor.organizer);
    let tills = counter().tills(&actor).await?;
    Ok(DayStart {
        organizer: organizer.map(|(one, _)| one.name.clone()).unwrap_or_default(),
        person: person.name,
        may_mend: actor.may(Permission::MendOrders),
        tills: tills.into_iter().map(|t| TillName { id: t.id, prints: t.terminal.is_some(), name: t.name }).collect(),
        performances: performances_on_sale(&actor).await?,
    })
}

/// What can be sold now, next first.
#[server(prefix = "/do", endpoint = "till/dates", input = Json)]
pub async fn performances() -> Result<Vec<TillPerformance>, FaceError> {
    let actor = seller().await?;
    performances_on_sale(&actor).await
}

#[cfg(feature = "ssr")]
async fn performances_on_sale(actor: &base::Actor) -> Result<Vec<TillPerformance>, FaceError> {
    let locale = current_locale();
    let all = counter().till_performances(actor).await?;
    Ok(all.iter().map(|(event, offers)| view::performance(locale, event, offers)).collect())
}

/// One performance as it stands; none when it isn't sold any more.
#[server(prefix = "/do", endpoint = "till/date", input = Json)]
pub async fn performance(performance: PerformanceId) -> Result<Option<TillPerformance>, FaceError> {
    let actor = seller().await?;
    let found = selling().performance_offers(performance, Channel::Till).await?;
    let found = found.filter(|(event, _)| event.organizer == actor.organizer);
    Ok(found.map(|(event, offers)| view::performance(current_locale(), &event, &offers)))
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
