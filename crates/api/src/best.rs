//! The best seats together, as the shop gives them to whoever doesn't choose.

use crate::carts::{Cart, add_to, made};
use crate::error::ApiError;
use crate::extract::{Body, Lang, Visiting};
use crate::shared::{PerformanceId, TicketTypeId, ZoneId};
use axum::extract::State;
use axum::response::IntoResponse;
use base::Visitor;
use domain::event::Channel;
use domain::seating::Party;
use flows::Flows;
use selling::best::{BestWanted, BuyAs};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// How many come, and where they would like to sit.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BestSeats {
    performance: PerformanceId,
    /// Ordinary seats.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100, default = 0, example = 2)]
    seats: u32,
    /// Spaces for wheelchairs.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100, default = 0)]
    wheelchairs: u32,
    /// Seats beside the wheelchairs.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100, default = 0)]
    companions: u32,
    /// Only there.
    #[serde(default)]
    zone: Option<ZoneId>,
    /// What they are bought as, and only where it is offered. Without it each is bought as the first that is offered for it.
    #[serde(default)]
    ticket_type: Option<TicketTypeId>,
    /// Add to this cart, as `create_cart` does.
    #[serde(default)]
    #[schema(min_length = 26, max_length = 32, pattern = "^([A-Z2-7]{25}[AEIMQUY4]|[A-Z2-7]{32})$")]
    cart: Option<String>,
    /// As `create_cart` takes it.
    #[serde(default)]
    #[schema(max_length = 2048)]
    proof: Option<String>,
}

/// Holds the best free seats side by side for some minutes: with a full view, then in the best zone, then nearest the stage,
/// and so that no single seat is left over. All of them, or nothing.
#[utoipa::path(
    post, path = "/carts/best-seats", tag = "Carts", operation_id = "create_cart_of_best_seats", request_body = BestSeats,
    responses(
        (status = 201, body = Cart, headers(("Location" = String, description = "Where the cart is"))),
        (status = 404, description = "No such performance"),
        (status = 409, description = "`none_together`: so many seats are nowhere free side by side; for the rest see create_cart"),
        (status = 503, description = "`busy`: very many ask at this moment; `Retry-After` says when to ask again"),
    ),
    params(
        ("Tessera-Visitor" = Option<String>, Header, description = "Who asks, as a waiting room named them",
            max_length = 64, pattern = "^[A-Za-z0-9_-]*$"),
        ("Tessera-Pass" = Option<String>, Header, description = "What a waiting room gave last, where the sale has one",
            max_length = 800, pattern = "^[A-Za-z0-9_.-]*$"),
    )
)]
pub async fn create(
    State(flows): State<Arc<Flows>>,
    Lang(locale): Lang,
    Visiting(visitor): Visiting,
    Body(asked): Body<BestSeats>,
) -> Result<impl IntoResponse, ApiError> {
    let counts = [asked.seats, asked.wheelchairs, asked.companions];
    if !(1..=100).contains(&counts.iter().fold(0, |sum: u32, count| sum.saturating_add(*count))) {
        return Err(ApiError::bad_json("seats, wheelchairs and companions are 1 to 100 in all"));
    }
    let [seats, wheelchairs, companions] = counts.map(|count| count as usize);
    if companions > 0 && wheelchairs == 0 {
        return Err(ApiError::bad_json("companions sit beside wheelchairs"));
    }
    let cart = add_to(asked.cart.as_deref())?;
    let visitor = Visitor { proof: asked.proof, ..visitor };
    let wanted = BestWanted {
        cart: cart.as_ref(),
        channel: Channel::Api,
        locale,
        performance: asked.performance.0,
        party: Party { seats, wheelchairs, companions },
        zone: asked.zone.map(|zone| zone.0),
        buy_as: asked.ticket_type.map_or(BuyAs::InZone(&|_| None), |kind| BuyAs::All(kind.0)),
        visitor: &visitor,
    };
    made(flows.selling.hold_best_and_read_cart(&wanted).await?, locale)
}
