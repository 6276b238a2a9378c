//! Work for the buyer's device.

use crate::house::selling;
use crate::visitor;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use face::error::FaceError;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
use leptos_axum::ResponseOptions;
use selling::guard::proof;
use serde::{Deserialize, Serialize};

/// A challenge and how long its answer is good.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProofWork {
    #[serde(flatten)]
    challenge: proof::Challenge,
    seconds: i64,
}

/// A challenge for the event of a date; nothing where none is asked for.
#[server(prefix = "/do", endpoint = "shop/challenge", input = GetUrl, output = Json)]
pub async fn challenge(#[server(default)] performance: String) -> Result<Option<ProofWork>, FaceError> {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let Ok(performance) = performance.parse() else { return Ok(None) };
    let challenge = selling().challenge(performance, Some(&visitor::visitor())).await?;
    Ok(challenge.map(|challenge| ProofWork { challenge, seconds: proof::PROOF_MINUTES * 60 }))
}
