//! From a choice of tickets to places that are kept.

use super::go;
use crate::pick::{NO_BEST_FIELD, REFUSAL_FIELD};
use crate::visit;
use domain::event::{Channel, Event};
use domain::hold::Claim;
use domain::ids::{PerformanceId, SeatId, TicketTypeId, ZoneId};
use domain::refusal::HoldRefusal;
use domain::seating::{SeatingPlan, best_together};
use face::error::FaceError;
use face::request::{flows, remember_cart, send_back};
use flows::Failure;
use flows::forms::KeptForm;
use leptos::prelude::*;
use std::collections::{BTreeMap, HashSet};
use ui::kit::current_locale;

/// How often other seats are tried when someone is faster.
const BEST_TRIES: u32 = 4;

/// Keeps the chosen places and goes to the cart; or back to the choice, as it was made, with what stood in the way.
///
/// `quantity` is a number for each ticket type, `seats` the zone of each ticked seat, `kinds` the ticket type that the
/// seats of a zone are bought as.
#[server(prefix = "/do", endpoint = "shop/choose")]
pub async fn choose(
    #[server(default)] performance: String,
    #[server(default)] quantity: BTreeMap<String, String>,
    #[server(default)] seats: BTreeMap<String, String>,
    #[server(default)] kinds: BTreeMap<String, String>,
    #[server(default)] best_count: String,
    #[server(default)] best_zone: String,
) -> Result<(), FaceError> {
    let typed = Typed { performance, quantity, seats, kinds };
    let wish = wished(best_count, best_zone);
    let Some((performance, event)) = typed.event().await? else {
        go("/");
        return Ok(());
    };
    match keep(&event, &typed.claims(performance)).await? {
        Ok(()) => go("/cart"),
        Err(refusal) => back(&typed, &event, [wish, refused(&refusal)?].concat()).await?,
    }
    Ok(())
}

/// Keeps the best free seats side by side.
#[server(prefix = "/do", endpoint = "shop/choose_best")]
pub async fn choose_best(
    #[server(default)] performance: String,
    #[server(default)] quantity: BTreeMap<String, String>,
    #[server(default)] seats: BTreeMap<String, String>,
    #[server(default)] kinds: BTreeMap<String, String>,
    #[server(default)] best_count: String,
    #[server(default)] best_zone: String,
) -> Result<(), FaceError> {
    let mut typed = Typed { performance, quantity, seats, kinds };
    let Some((performance, event)) = typed.event().await? else {
        go("/");
        return Ok(());
    };
    // Seats ticked by hand are another choice; this one replaces it.
    typed.seats.clear();
    let count = best_count.trim().parse::<usize>().unwrap_or(0).min(event.order_max as usize);
    let zone: Option<ZoneId> = best_zone.parse().ok();
    let wish = wished(best_count, best_zone);
    for _ in 0..BEST_TRIES {
        let secret = visit::open_cart_of(event.organizer).await?.map(|mine| mine.secret);
        let plan = flows().seating(performance, secret.as_ref(), Channel::Shop).await?.ok_or(FaceError::Missing)?;
        let Some(best) = best_claims(&plan, performance, count, zone, &typed) else {
            let mut fields = wish;
            fields.push((NO_BEST_FIELD.to_owned(), count.max(1).to_string()));
            return back(&typed, &event, fields).await;
        };
        match keep(&event, &best).await? {
            Ok(()) => {
                go("/cart");
                return Ok(());
            }
            Err(HoldRefusal::SeatTaken { .. }) => continue,
            Err(refusal) => {
                let fields = [wish, refused(&refusal)?].concat();
                return back(&typed, &event, fields).await;
            }
        }
    }
    let fields = [wish, vec![(NO_BEST_FIELD.to_owned(), count.to_string())]].concat();
    back(&typed, &event, fields).await
}

/// The fields beside the button for the best seats, which come back with the form whichever button was pressed.
fn wished(count: String, zone: String) -> Vec<(String, String)> {
    let fields = [("best_count", count), ("best_zone", zone)];
    fields.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The best seats as claims: with the ticket type the buyer chose for their zone, or the first one offered there.
fn best_claims(
    plan: &SeatingPlan,
    performance: PerformanceId,
    count: usize,
    zone: Option<ZoneId>,
    typed: &Typed,
) -> Option<Vec<Claim>> {
    let taken: HashSet<SeatId> = plan.taken.iter().map(|(seat, _)| *seat).collect();
    let seats = best_together(&plan.map, count, |of, seat| {
        zone.is_none_or(|wanted| wanted == of.id)
            && !taken.contains(&seat.id)
            && plan.prices.iter().any(|price| price.zone == of.id)
    })?;
    let of = plan.map.zones.iter().find(|zone| zone.seats.iter().any(|seat| seats.contains(&seat.id)))?;
    let wanted = typed.kinds.get(&of.id.to_string()).and_then(|text| text.parse::<TicketTypeId>().ok());
    let offered = |kind: &TicketTypeId| plan.prices.iter().any(|p| p.zone == of.id && p.ticket_type == *kind);
    let first = || plan.prices.iter().find(|p| p.zone == of.id).map(|p| p.ticket_type);
    let ticket_type = wanted.filter(offered).or_else(first)?;
    Some(vec![Claim { performance, ticket_type, quantity: 0, seats }])
}

/// The form as it was sent.
struct Typed {
    performance: String,
    quantity: BTreeMap<String, String>,
    seats: BTreeMap<String, String>,
    kinds: BTreeMap<String, String>,
}

impl Typed {
    async fn event(&self) -> Result<Option<(PerformanceId, Event)>, FaceError> {
        let Ok(id) = self.performance.parse::<PerformanceId>() else { return Ok(None) };
        Ok(flows().performance_offers(id, Channel::Shop).await?.map(|(event, _)| (id, event)))
    }

    /// One claim for each ticket type. What has no meaning is left out: the flows check what remains.
    fn claims(&self, performance: PerformanceId) -> Vec<Claim> {
        let mut claims: Vec<Claim> = Vec::new();
        for (kind, count) in &self.quantity {
            let (Ok(ticket_type), Ok(quantity)) = (kind.parse(), count.trim().parse::<u32>()) else { continue };
            if quantity > 0 {
                claims.push(Claim { performance, ticket_type, quantity, seats: Vec::new() });
            }
        }
        for (seat, zone) in &self.seats {
            let kind = self.kinds.get(zone).and_then(|kind| kind.parse::<TicketTypeId>().ok());
            let (Ok(seat), Some(ticket_type)) = (seat.parse::<SeatId>(), kind) else { continue };
            match claims.iter_mut().find(|claim| claim.ticket_type == ticket_type && claim.quantity == 0) {
                Some(claim) => claim.seats.push(seat),
                None => claims.push(Claim { performance, ticket_type, quantity: 0, seats: vec![seat] }),
            }
        }
        claims
    }

    fn fields(&self) -> Vec<(String, String)> {
        let named = |name: &'static str, values: &BTreeMap<String, String>| -> Vec<(String, String)> {
            values.iter().map(|(key, value)| (format!("{name}[{key}]"), value.clone())).collect()
        };
        [named("quantity", &self.quantity), named("seats", &self.seats), named("kinds", &self.kinds)].concat()
    }
}

/// Asks for the places, in the visitor's cart with this organizer, and remembers the cart.
async fn keep(event: &Event, claims: &[Claim]) -> Result<Result<(), HoldRefusal>, FaceError> {
    if claims.is_empty() {
        return Ok(Err(HoldRefusal::Nothing));
    }
    let mine = visit::open_cart_of(event.organizer).await?;
    let secret = mine.as_ref().map(|mine| &mine.secret);
    match flows().add_to_cart(secret, Channel::Shop, current_locale(), claims).await {
        Ok(grant) => {
            remember_cart(&grant.secret);
            Ok(Ok(()))
        }
        Err(Failure::Refused(refusal)) => Ok(Err(refusal)),
        Err(other) => Err(other.into()),
    }
}

fn refused(refusal: &HoldRefusal) -> Result<Vec<(String, String)>, FaceError> {
    let json = serde_json::to_string(refusal).map_err(|_| FaceError::Unavailable)?;
    Ok(vec![(REFUSAL_FIELD.to_owned(), json)])
}

async fn back(typed: &Typed, event: &Event, more: Vec<(String, String)>) -> Result<(), FaceError> {
    let fields = [typed.fields(), more].concat();
    let page = format!("/events/{}/{}", event.slug, typed.performance);
    send_back(&page, KeptForm { fields, problems: Vec::new() }).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn one_claim_for_each_kind_of_ticket_and_nonsense_left_out() {
        let (standing, full) = (TicketTypeId(Uuid::from_u128(1)), TicketTypeId(Uuid::from_u128(2)));
        let (zone, seat) = (ZoneId(Uuid::from_u128(3)), |n| SeatId(Uuid::from_u128(n)));
        let typed = Typed {
            performance: String::new(),
            quantity: [(standing.to_string(), " 2 ".to_owned()), ("x".to_owned(), "1".to_owned())].into(),
            seats: [(seat(8).to_string(), zone.to_string()), (seat(9).to_string(), zone.to_string())].into(),
            kinds: [(zone.to_string(), full.to_string())].into(),
        };
        let claims = typed.claims(PerformanceId(Uuid::nil()));
        assert_eq!(claims.iter().map(Claim::places).collect::<Vec<_>>(), [2, 2]);
        assert_eq!(claims[1].seats, [seat(8), seat(9)]);
    }
}
