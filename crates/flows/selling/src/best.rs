//! The best seats together, kept for somebody in one go.

use crate::Selling;
use crate::carts::{CartGrant, PlacesWanted};
use base::{Failure, Visitor};
use domain::cart::Secret;
use domain::event::Channel;
use domain::hold::grant::HoldRefused;
use domain::ids::{PerformanceId, TicketTypeId, ZoneId};
use domain::locale::Locale;
use domain::refusal::HoldRefusal;
use domain::seating::Party;

/// How often other seats are tried when someone is faster.
const TRIES_MAX: usize = 4;

/// For whom the best seats are wanted, and where.
#[derive(Clone, Copy, Debug)]
pub struct BestWanted<'a> {
    /// The cart to put them into; see [`PlacesWanted`].
    pub cart: Option<&'a Secret>,
    pub channel: Channel,
    pub locale: Locale,
    pub performance: PerformanceId,
    pub party: Party,
    /// Only of this zone.
    pub zone: Option<ZoneId>,
    /// Only of zones where this is offered, and bought as it; otherwise each seat is bought as the first that is offered there.
    pub ticket_type: Option<TicketTypeId>,
    pub visitor: &'a Visitor,
}

/// Why the best seats aren't kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BestRefusal {
    /// So many seats are nowhere free together, there or at all.
    #[error("no {places} seats are free together")]
    NoneTogether { places: usize },
    #[error("{0}")]
    Refused(HoldRefused),
}

impl Selling {
    /// Keeps the best free seats side by side. When someone is faster the next best are tried.
    pub async fn hold_best_seats(&self, wanted: &BestWanted<'_>) -> Result<CartGrant, Failure<BestRefusal>> {
        let mut taken: Option<HoldRefused> = None;
        for _ in 0..TRIES_MAX {
            let performance = wanted.performance;
            let unknown = || BestRefusal::Refused(HoldRefusal::UnknownPerformance { performance }.into());
            let said = self.current_availability(performance).await?.ok_or_else(|| Failure::Refused(unknown()))?;
            let claims = match wanted.ticket_type {
                Some(ticket_type) => said.best_claims_as(&wanted.party, wanted.zone, ticket_type),
                None => said.best_claims(&wanted.party, wanted.zone, |_| None),
            };
            let Some(claims) = claims else { break };
            let wish = PlacesWanted {
                cart: wanted.cart,
                channel: wanted.channel,
                locale: wanted.locale,
                claims: &claims,
                partly: false,
                visitor: wanted.visitor,
            };
            match self.hold_places_or_explain(&wish).await {
                Ok(grant) => return Ok(grant),
                Err(Failure::Refused(refused)) if matches!(refused.refusal, HoldRefusal::SeatTaken { .. }) => {
                    taken = Some(refused);
                }
                // The first try used the proof of work up: that someone was faster is the truer answer.
                Err(Failure::Refused(refused)) if refused.refusal == HoldRefusal::ProofNeeded => {
                    return Err(Failure::Refused(BestRefusal::Refused(taken.unwrap_or(refused))));
                }
                Err(failure) => return Err(failure.map(BestRefusal::Refused)),
            }
        }
        Err(Failure::Refused(BestRefusal::NoneTogether { places: wanted.party.places() }))
    }
}
