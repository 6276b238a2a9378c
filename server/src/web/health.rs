//! `/health`: the process answers. `/ready`: it can do its work.

use crate::web::State as WebState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;
use std::time::Duration;
use storage::Scope;
use tokio::time::timeout;

/// A database that takes longer isn't one to send visitors to.
const PATIENCE: Duration = Duration::from_secs(3);

pub async fn health() -> impl IntoResponse {
    Json(json!({ "ok": true }))
}

/// The schema was found current when the server started, so that the database's answer is what is left to see.
pub async fn ready(State(state): State<WebState>) -> impl IntoResponse {
    let question = async { state.web.core.base().db.begin(Scope::Nothing).await?.commit().await };
    let database = matches!(timeout(PATIENCE, question).await, Ok(Ok(())));
    let ready = database && !state.web.stop.is_cancelled();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "database": database })))
}
