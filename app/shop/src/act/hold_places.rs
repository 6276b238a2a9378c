//! From a choice of tickets to places that are kept.

#![expect(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its server function")]

use super::wait;
use crate::house::selling;
use crate::performance::{LONE_BEST, LONE_BY_HAND, LONE_FIELD, SelectionRefusal};
use crate::proof::WAIT_FIELD;
use crate::{own_carts, visitor};
use base::Visitor;
use base::forms::KeptForm;
use domain::event::{Channel, Event};
use domain::hold::Claim;
use domain::ids::{PerformanceId, SeatId, TicketTypeId, ZoneId};
use domain::refusal::HoldRefusal;
use domain::seating::{Party, SeatKind, lone_companions};
use face::error::FaceError;
use face::refusal;
use face::request::{go, remember_cart, send_back};
use face::visitor::known_visitor;
use leptos::prelude::*;
use selling::best::{BestRefusal, BestWanted, BuyAs};
use selling::carts::PlacesWanted;
use std::collections::{BTreeMap, HashSet};
use ui::kit::current_locale;

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
    #[server(default)] best_wheelchairs: String,
    #[server(default)] best_companions: String,
    #[server(default)] lone_companions: String,
    #[server(default)] proof: String,
) -> Result<(), FaceError> {
    let typed = Typed { performance, quantity, seats, kinds, proof };
    let wish =
        [wished([best_count, best_zone, best_wheelchairs, best_companions]), said_yes(&lone_companions)].concat();
    let Some((performance, event)) = typed.event().await? else {
        go("/");
        return Ok(());
    };
    if lone_companions.is_empty() && typed.lone_companions(performance, &event).await? > 0 {
        let ask = vec![(LONE_FIELD.to_owned(), LONE_BY_HAND.to_owned())];
        return back(&typed, &event, [wish, ask].concat()).await;
    }
    match hold_places(&event, &typed, &typed.claims(performance)).await? {
        Ok(()) => go("/cart"),
        Err(HoldRefusal::ProofNeeded) => wait_a_little(&typed, &event, performance, wish).await?,
        Err(HoldRefusal::WaitingRoom { event: room }) => wait::enter(room, &event.slug, &typed.page(&event)).await?,
        Err(refusal) => {
            let refusal = refusal::field(&SelectionRefusal::Places(refusal))?;
            back(&typed, &event, [wish, vec![refusal]].concat()).await?;
        }
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
    #[server(default)] best_wheelchairs: String,
    #[server(default)] best_companions: String,
    #[server(default)] lone_companions: String,
    #[server(default)] proof: String,
) -> Result<(), FaceError> {
    let mut typed = Typed { performance, quantity, seats, kinds, proof };
    let Some((performance, event)) = typed.event().await? else {
        go("/");
        return Ok(());
    };
    // Seats ticked by hand are another choice; this one replaces it.
    typed.seats.clear();
    let number = |text: &str| text.trim().parse::<usize>().unwrap_or(0);
    let (count, wheelchairs, companions) = (number(&best_count), number(&best_wheelchairs), number(&best_companions));
    let zone: Option<ZoneId> = best_zone.parse().ok();
    let wish =
        [wished([best_count, best_zone, best_wheelchairs, best_companions]), said_yes(&lone_companions)].concat();
    let party = match Party::of_people(count, wheelchairs, companions, event.order_max) {
        Ok(party) => party,
        Err(refusal) => {
            let refusal = refusal::field(&SelectionRefusal::Places(refusal))?;
            return back(&typed, &event, [wish, vec![refusal]].concat()).await;
        }
    };
    if lone_companions.is_empty() && companions > wheelchairs {
        let ask = vec![(LONE_FIELD.to_owned(), LONE_BEST.to_owned())];
        return back(&typed, &event, [wish, ask].concat()).await;
    }
    let mine = own_carts::open_secret_of(event.organizer).await?;
    let visitor = typed.visitor();
    let wanted = BestWanted {
        cart: mine.as_ref(),
        channel: Channel::Shop,
        locale: current_locale(),
        performance,
        party,
        zone,
        buy_as: BuyAs::InZone(&|of| typed.kind_of(of)),
        visitor: &visitor,
    };
    let failure = match selling().hold_best_seats(&wanted).await {
        Ok(secret) => {
            remember_cart(&secret);
            go("/cart");
            return Ok(());
        }
        Err(failure) => failure,
    };
    let why = match refusal::of(failure)? {
        BestRefusal::NoneTogether { places } => SelectionRefusal::NoneTogether { places: places.max(1) },
        BestRefusal::Refused(refused) => match refused.refusal {
            // The buyer looks again, and the page has the next proof.
            HoldRefusal::ProofNeeded => return wait_a_little(&typed, &event, performance, wish).await,
            HoldRefusal::WaitingRoom { event: room } => {
                return wait::enter(room, &event.slug, &typed.page(&event)).await;
            }
            refusal => SelectionRefusal::Places(refusal),
        },
    };
    back(&typed, &event, [wish, vec![refusal::field(&why)?]].concat()).await
}

/// The fields beside the button for the best seats, which come back with the form whichever button was pressed.
fn wished(values: [String; 4]) -> Vec<(String, String)> {
    let fields = ["best_count", "best_zone", "best_wheelchairs", "best_companions"].into_iter().zip(values);
    fields.filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// That companions' seats are wanted by themselves: said once, also to a page on which one waits.
fn said_yes(lone_companions: &str) -> Vec<(String, String)> {
    let field = (!lone_companions.is_empty()).then(|| ("lone_companions".to_owned(), "yes".to_owned()));
    field.into_iter().collect()
}

/// The form as it was sent.
struct Typed {
    performance: String,
    quantity: BTreeMap<String, String>,
    seats: BTreeMap<String, String>,
    kinds: BTreeMap<String, String>,
    /// What the device worked for; not shown again, since it is used up.
    proof: String,
}

impl Typed {
    async fn event(&self) -> Result<Option<(PerformanceId, Event)>, FaceError> {
        let Ok(id) = self.performance.parse::<PerformanceId>() else { return Ok(None) };
        Ok(selling().recent_availability(id).await?.map(|availability| (id, availability.event.clone())))
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

    /// How many of the ticked seats, with those in the cart, are for companions of nobody.
    async fn lone_companions(&self, performance: PerformanceId, event: &Event) -> Result<usize, FaceError> {
        let Some(availability) = selling().recent_availability(performance).await? else { return Ok(0) };
        let Some(hall) = availability.hall.as_ref() else { return Ok(0) };
        let ticked: HashSet<SeatId> = self.seats.keys().filter_map(|seat| seat.parse().ok()).collect();
        let kind = |seat: &SeatId| hall.map.numbered().find(|(_, one)| one.id == *seat).map(|(_, one)| one.kind);
        let ticked: Vec<SeatKind> = ticked.iter().filter_map(kind).collect();
        if !ticked.contains(&SeatKind::Companion) {
            return Ok(0);
        }
        let mine = own_carts::open_cart_of(event.organizer).await?;
        let held = mine.iter().flat_map(|mine| &mine.cart.lines).filter(|line| line.performance.id == performance);
        let held = held.filter(|line| line.seat.is_some()).map(|line| line.place.kind);
        Ok(lone_companions(ticked.iter().copied().chain(held)))
    }

    /// The ticket type that the seats of a zone are bought as.
    fn kind_of(&self, zone: ZoneId) -> Option<TicketTypeId> {
        self.kinds.get(&zone.to_string()).and_then(|text| text.parse().ok())
    }

    /// Who sent it, with what their device worked for; known again from now on.
    fn visitor(&self) -> Visitor {
        let proof = Some(self.proof.clone()).filter(|text| !text.is_empty());
        Visitor { proof, ..known_visitor() }
    }

    /// Where it was typed.
    fn page(&self, event: &Event) -> String {
        format!("/events/{}/{}", event.slug, self.performance)
    }

    fn fields(&self) -> Vec<(String, String)> {
        let named = |name: &'static str, values: &BTreeMap<String, String>| -> Vec<(String, String)> {
            values.iter().map(|(key, value)| (format!("{name}[{key}]"), value.clone())).collect()
        };
        [named("quantity", &self.quantity), named("seats", &self.seats), named("kinds", &self.kinds)].concat()
    }
}

/// Asks for the places, in the visitor's cart with this organizer, and remembers the cart.
async fn hold_places(event: &Event, typed: &Typed, claims: &[Claim]) -> Result<Result<(), HoldRefusal>, FaceError> {
    if claims.is_empty() {
        return Ok(Err(HoldRefusal::Nothing));
    }
    let mine = own_carts::open_secret_of(event.organizer).await?;
    let visitor = typed.visitor();
    let (channel, locale, cart) = (Channel::Shop, current_locale(), mine.as_ref());
    let wanted = PlacesWanted { cart, channel, locale, claims, partly: false, visitor: &visitor };
    match selling().hold_places(&wanted).await {
        Ok(secret) => {
            remember_cart(&secret);
            Ok(Ok(()))
        }
        Err(failure) => refusal::of(failure).map(Err),
    }
}

/// Whoever comes without a proof waits a little instead, with the choice as it was made.
async fn wait_a_little(
    typed: &Typed,
    event: &Event,
    performance: PerformanceId,
    wish: Vec<(String, String)>,
) -> Result<(), FaceError> {
    let waiting = selling().wait_pass(performance, Some(&visitor::visitor())).await?.ok_or(FaceError::Missing)?;
    let fields = [typed.fields(), wish, vec![(WAIT_FIELD.to_owned(), waiting.token)]].concat();
    let page = format!("{}/wait", typed.page(event));
    send_back(&page, KeptForm { fields, problems: Vec::new() }).await
}

async fn back(typed: &Typed, event: &Event, more: Vec<(String, String)>) -> Result<(), FaceError> {
    let fields = [typed.fields(), more].concat();
    send_back(&typed.page(event), KeptForm { fields, problems: Vec::new() }).await
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
            proof: String::new(),
        };
        let claims = typed.claims(PerformanceId(Uuid::nil()));
        assert_eq!(claims.iter().map(Claim::places).collect::<Vec<_>>(), [2, 2]);
        assert_eq!(claims[1].seats, [seat(8), seat(9)]);
    }
}
