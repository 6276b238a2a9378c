//! Work for programs that buy where an event always asks for a proof.

use crate::error::ApiError;
use crate::extract::{Segments, id};
use crate::shared::PerformanceId;
use axum::Json;
use axum::extract::State;
use flows::Flows;
use selling::guard::proof as of;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// What has to be worked for before places of a date are kept, if anything.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Work {
    /// `null` where the event never asks.
    pub challenge: Option<Challenge>,
}

/// A challenge of ALTCHA's protocol: find the number whose SHA-256 after the salt is `challenge`. The answer is the JSON of
/// `algorithm`, `challenge`, `number`, `salt` and `signature`, in Base64.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Challenge {
    #[schema(example = "SHA-256")]
    pub algorithm: String,
    pub challenge: String,
    /// The number is not above it.
    #[schema(minimum = 1)]
    pub maxnumber: u64,
    pub salt: String,
    pub signature: String,
}

/// A challenge whose answer lets one request for places through.
#[utoipa::path(
    get, path = "/performances/{performance}/challenge", tag = "Carts", operation_id = "get_challenge",
    params(("performance" = PerformanceId, Path)),
    responses((status = 200, body = Work))
)]
pub async fn challenge(
    State(flows): State<Arc<Flows>>,
    Segments(performance): Segments<String>,
) -> Result<Json<Work>, ApiError> {
    let id: domain::ids::PerformanceId = id(&performance, "performance")?;
    let challenge = flows.selling.challenge(id, None).await?;
    Ok(Json(Work { challenge: challenge.map(Challenge::from) }))
}

impl From<of::Challenge> for Challenge {
    fn from(given: of::Challenge) -> Challenge {
        let of::Challenge { algorithm, challenge, maxnumber, salt, signature } = given;
        Challenge { algorithm, challenge, maxnumber, salt, signature }
    }
}
