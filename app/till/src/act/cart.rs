//! Changes to the cart. Each answers with the whole cart, so that page and server never disagree for long.

use crate::model::Basket;
use crate::refusal::TillError;
use domain::cart::Secret;
use domain::hold::Claim;
use domain::ids::{HoldId, PerformanceId, TicketTypeId};
use face::error::FaceError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::{seller, view},
    crate::house::{access, selling},
    crate::refusal::{CounterRefusal, PlacesRefusal},
    base::Actor,
    base::Failure,
    domain::cart::Cart,
    domain::event::{Channel, Event, PerformanceOffers},
    domain::refusal::{CartRefusal, HoldRefusal},
    domain::seating::Party,
    domain::till::TillRefusal,
    face::refusal,
    selling::best::{BestRefusal, BestWanted, BuyAs},
    ui::locale::current_locale,
    ui::text::refusal::named_moment,
};

/// The cart as it stands; none if there is no such cart.
#[server(prefix = "/do", endpoint = "till/cart", input = Json)]
pub async fn look_at_cart(cart: Secret) -> Result<Option<Basket>, FaceError> {
    let actor = seller().await?;
    let found = selling().cart(&cart).await?.filter(|found| found.organizer.id == actor.organizer);
    Ok(found.map(|found| shown(cart, &found)))
}

/// Keeps places: those of a claim, all or none.
#[server(prefix = "/do", endpoint = "till/add", input = Json)]
pub async fn add(cart: Option<Secret>, claim: Claim) -> Result<Basket, TillError> {
    let actor = seller().await?;
    let (event, offers) = mine(&actor, claim.performance).await?;
    match hold_places(cart.as_ref(), claim.clone()).await? {
        Ok(basket) => Ok(basket),
        Err(refusal) => Err(refused(&event, &offers, claim.ticket_type, refusal).await?),
    }
}

/// Keeps the best free seats: side by side, and beside those that are in the cart already.
#[server(prefix = "/do", endpoint = "till/best", input = Json)]
pub async fn best(
    cart: Option<Secret>,
    performance: PerformanceId,
    ticket_type: TicketTypeId,
    count: u32,
) -> Result<Basket, TillError> {
    let actor = seller().await?;
    let (event, offers) = mine(&actor, performance).await?;
    let wanted = BestWanted {
        cart: cart.as_ref(),
        channel: Channel::Till,
        locale: current_locale(),
        performance,
        party: Party { seats: count as usize, wheelchairs: 0, companions: 0 },
        zone: None,
        buy_as: BuyAs::BesideCart(ticket_type),
        visitor: base::Visitor::UNKNOWN,
    };
    let failure = match selling().hold_best_and_read_cart(&wanted).await {
        Ok(grant) => return Ok(shown(grant.secret, &grant.cart)),
        Err(failure) => failure,
    };
    Err(match refusal::of(failure)? {
        BestRefusal::NoneTogether { .. } => {
            TillError::Refused { refusal: CounterRefusal::NotTogether { seats: count } }
        }
        BestRefusal::Refused(refused_places) => refused(&event, &offers, ticket_type, refused_places.refusal).await?,
    })
}

/// Lets places go; they are free for everyone at once. Those that went already are as good as removed.
#[server(prefix = "/do", endpoint = "till/remove", input = Json)]
pub async fn remove(cart: Secret, holds: Vec<HoldId>) -> Result<Basket, TillError> {
    let actor = seller().await?;
    for hold in holds {
        selling().remove_from_cart(&cart, hold).await.map_err(of_cart)?;
    }
    again(&actor, cart).await
}

/// One place less of a line.
#[server(prefix = "/do", endpoint = "till/less", input = Json)]
pub async fn less(cart: Secret, hold: HoldId) -> Result<Basket, TillError> {
    let actor = seller().await?;
    let before = selling().cart(&cart).await?.filter(|one| one.organizer.id == actor.organizer);
    let before = before.ok_or(FaceError::Missing)?;
    let keep = before.lines.iter().find(|line| line.hold == hold).map_or(0, |line| line.quantity.saturating_sub(1));
    selling().shorten_line(&cart, hold, keep, Channel::Till).await.map_err(of_cart)?;
    again(&actor, cart).await
}

/// Keeps everything longer, once.
#[server(prefix = "/do", endpoint = "till/extend", input = Json)]
pub async fn extend(cart: Secret) -> Result<Basket, TillError> {
    let actor = seller().await?;
    selling().extend_cart(&cart).await.map_err(of_cart)?;
    again(&actor, cart).await
}

/// Prices the cart with a discount code, or without any.
#[server(prefix = "/do", endpoint = "till/use_code", input = Json)]
pub async fn use_code(cart: Secret, code: Option<String>) -> Result<Basket, TillError> {
    let actor = seller().await?;
    match code {
        Some(code) => selling().use_code(&cart, &code).await.map_err(of_cart)?,
        None => selling().drop_code(&cart).await.map_err(of_cart)?,
    }
    again(&actor, cart).await
}

#[cfg(feature = "ssr")]
pub(crate) fn shown(secret: Secret, cart: &Cart) -> Basket {
    view::basket(current_locale(), secret, cart, access().now())
}

#[cfg(feature = "ssr")]
async fn again(actor: &Actor, secret: Secret) -> Result<Basket, TillError> {
    let found = selling().cart(&secret).await?.filter(|cart| cart.organizer.id == actor.organizer);
    Ok(found.map(|cart| shown(secret, &cart)).ok_or(FaceError::Missing)?)
}

/// A performance of the organizer this person works for, and of no other.
#[cfg(feature = "ssr")]
async fn mine(actor: &Actor, performance: PerformanceId) -> Result<(Event, PerformanceOffers), FaceError> {
    let found = selling().performance_offers(performance, Channel::Till).await?;
    found.filter(|(event, _)| event.organizer == actor.organizer).ok_or(FaceError::Missing)
}

#[cfg(feature = "ssr")]
async fn hold_places(cart: Option<&Secret>, claim: Claim) -> Result<Result<Basket, HoldRefusal>, FaceError> {
    match selling().add_to_cart(cart, Channel::Till, current_locale(), &[claim], base::Visitor::UNKNOWN).await {
        Ok(grant) => Ok(Ok(shown(grant.secret, &grant.cart))),
        Err(failure) => refusal::of(failure).map(Err),
    }
}

/// The refusal with the names of what it is about.
#[cfg(feature = "ssr")]
async fn refused(
    event: &Event,
    offers: &PerformanceOffers,
    ticket_type: TicketTypeId,
    refusal: HoldRefusal,
) -> Result<TillError, FaceError> {
    let locale = current_locale();
    let offer = offers.offers.iter().find(|offer| offer.ticket_type.id == ticket_type);
    let seat = match &refusal {
        HoldRefusal::SeatTaken { seat } => {
            let plan = selling().seating(offers.performance.id, None, Channel::Till).await?;
            let mut seats = plan.into_iter().flat_map(|plan| plan.map.zones).flat_map(|zone| zone.seats);
            seats.find(|one| one.id == *seat).map(|seat| (seat.row, seat.number))
        }
        _ => None,
    };
    let ticket = offer.map(|offer| offer.ticket_type.name.get(locale).to_owned());
    let moment = named_moment(locale, &refusal, event.zone);
    Ok(TillError::Refused { refusal: CounterRefusal::Places(PlacesRefusal { refusal, ticket, seat, moment }) })
}

#[cfg(feature = "ssr")]
fn of_cart(failure: Failure<CartRefusal>) -> TillError {
    refusal::sent(failure, |refusal| CounterRefusal::Till(TillRefusal::Cart(refusal)))
}
