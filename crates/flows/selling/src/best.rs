//! The best seats together, kept for somebody in one go.

use crate::Selling;
use crate::carts::{CartGrant, Kept, PlacesWanted};
use base::{Failure, Visitor};
use domain::cart::Secret;
use domain::event::Channel;
use domain::hold::Claim;
use domain::hold::grant::HoldRefused;
use domain::ids::{PerformanceId, TicketTypeId, ZoneId};
use domain::locale::Locale;
use domain::refusal::HoldRefusal;
use domain::seating::{Party, SeatingPlan, beside_or_best};

/// How often other seats are tried when someone is faster.
const TRIES_MAX: usize = 4;

/// As which ticket types the seats are bought.
#[derive(Clone, Copy)]
pub enum BuyAs<'a> {
    /// All as this one, and only of zones where it is offered.
    All(TicketTypeId),
    /// In each zone as what is wanted there; where nothing is, or it isn't offered, as the first that is.
    InZone(&'a (dyn Fn(ZoneId) -> Option<TicketTypeId> + Sync)),
    /// All as this one, of the seats that the channel sells, at any place of the hall; a single seat goes beside those that are
    /// in the cart, if it can. Of the party only `seats` count.
    BesideCart(TicketTypeId),
}

/// For whom the best seats are wanted, and where.
#[derive(Clone, Copy)]
pub struct BestWanted<'a> {
    /// The cart to put them into; see [`PlacesWanted`].
    pub cart: Option<&'a Secret>,
    pub channel: Channel,
    pub locale: Locale,
    pub performance: PerformanceId,
    pub party: Party,
    /// Only of this zone.
    pub zone: Option<ZoneId>,
    pub buy_as: BuyAs<'a>,
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
    /// Keeps the best free seats side by side and says which cart has them; the cart itself isn't read. When someone is faster
    /// the next best are tried.
    pub async fn hold_best_seats(&self, wanted: &BestWanted<'_>) -> Result<Secret, Failure<BestRefusal>> {
        Ok(self.ask_for_best(wanted).await?.secret)
    }

    /// The same, and reads the cart.
    pub async fn hold_best_and_read_cart(&self, wanted: &BestWanted<'_>) -> Result<CartGrant, Failure<BestRefusal>> {
        let kept = self.ask_for_best(wanted).await?;
        Ok(self.read_kept(kept).await?)
    }

    async fn ask_for_best(&self, wanted: &BestWanted<'_>) -> Result<Kept, Failure<BestRefusal>> {
        let mut taken: Option<HoldRefused> = None;
        for _ in 0..TRIES_MAX {
            let Some(claims) = self.best_claims(wanted).await? else { break };
            let wish = PlacesWanted {
                cart: wanted.cart,
                channel: wanted.channel,
                locale: wanted.locale,
                claims: &claims,
                partly: false,
                visitor: wanted.visitor,
            };
            match self.ask_to_hold(&wish).await {
                Ok(kept) => return Ok(kept),
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

    /// The best that are free now; `None` where so many aren't together.
    async fn best_claims(&self, wanted: &BestWanted<'_>) -> Result<Option<Vec<Claim>>, Failure<BestRefusal>> {
        let performance = wanted.performance;
        if let BuyAs::BesideCart(ticket_type) = wanted.buy_as {
            let plan: Option<SeatingPlan> = self.seating(performance, wanted.cart, wanted.channel).await?;
            let seats = plan.and_then(|plan| beside_or_best(&plan, ticket_type, wanted.party.seats));
            return Ok(seats.map(|seats| vec![Claim { performance, ticket_type, quantity: 0, seats }]));
        }
        let unknown = || BestRefusal::Refused(HoldRefusal::UnknownPerformance { performance }.into());
        let said = self.current_availability(performance).await?.ok_or_else(|| Failure::Refused(unknown()))?;
        Ok(match wanted.buy_as {
            BuyAs::All(ticket_type) => said.best_claims_as(&wanted.party, wanted.zone, ticket_type),
            BuyAs::InZone(wish) => said.best_claims(&wanted.party, wanted.zone, wish),
            BuyAs::BesideCart(_) => None,
        })
    }
}
