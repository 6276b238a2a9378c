//! What gateways send us. Not part of v1: each gateway has its own words, and only it calls here.

use crate::error::ApiError;
use crate::extract::{Segments, unreadable};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use domain::ids::OrganizerId;
use domain::payment::GatewayKind;
use flows::Flows;
use money::payment::WebhookRefusal;
use std::sync::Arc;

/// Verified, stored and answered; what follows from it is a job's work.
pub async fn receive(
    State(flows): State<Arc<Flows>>,
    Segments((gateway, organizer)): Segments<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let kind = gateway.parse::<GatewayKind>().map_err(|_| ApiError::no_route())?;
    let organizer: OrganizerId = organizer.parse().map_err(|_| ApiError::no_route())?;
    let body = body.map_err(unreadable)?;
    match flows.money.receive_webhook(kind, organizer, &headers, &body).await {
        Ok(()) => Ok(StatusCode::OK),
        Err(WebhookRefusal::NoSuchGateway) => Err(ApiError::no_route()),
        Err(WebhookRefusal::NotBelieved(why)) => Err(ApiError::webhook_refused(why)),
        Err(WebhookRefusal::Fault(fault)) => Err(fault.into()),
    }
}
