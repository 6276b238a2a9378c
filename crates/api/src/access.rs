//! Gates: deciding scans, and the dates a gate can be set to.

use crate::error::ApiError;
use crate::extract::{Body, Caller};
use crate::shared::{AdmissionId, Direction, EventId, Passage, PerformanceId, Place, Reason, TicketId, Words};
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::admission as of;
use flows::Flows;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// A scan as a device sends it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// What the QR code held, or what was typed.
    #[schema(max_length = 2000, pattern = r"^[^\x00]*$")]
    code: String,
    /// The gate's name, as the device was set up.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = r"^[^\x00-\x1F\x7F-\x9F]*[^\s\x00-\x1F\x7F-\x9F][^\x00-\x1F\x7F-\x9F]*$",
        example = "North"
    )]
    gate: String,
    #[serde(default = "inward")]
    #[schema(inline, default = "in")]
    direction: Direction,
    /// When it happened, by the device's clock.
    at: DateTime<Utc>,
    /// Made by the device for this one scan: the same nonce again, with the same token and gate, is the same scan and gets
    /// the same answer. With another code, direction or dates it is refused. Two devices that use one token need gates of
    /// different names, or nonces that can't meet.
    #[schema(min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "b1946ac9-1")]
    nonce: String,
    /// The dates this gate admits to. Empty: whatever takes place around now.
    #[serde(default)]
    #[schema(max_items = 100)]
    performances: Vec<PerformanceId>,
}

fn inward() -> Direction {
    Direction::In
}

/// The answer to a scan.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Answer)]
pub struct ScanAnswer {
    pub admission: AdmissionId,
    pub verdict: Verdict,
    /// Set when the verdict is `refused`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<ScannedTicket>,
    /// The last time this ticket was let in or out before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Passage>,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Admitted,
    Left,
    Refused,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScannedTicket {
    pub id: TicketId,
    pub event_title: Words,
    pub ticket_name: Words,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    pub place: Place,
    pub order_number: String,
    pub starts_at: DateTime<Utc>,
    /// IANA time zone.
    pub zone: String,
    /// Years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_min: Option<u32>,
}

/// Dates a gate can be set to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GatePerformances {
    pub performances: Vec<GatePerformance>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GatePerformance {
    pub id: PerformanceId,
    pub event: EventId,
    pub event_title: Words,
    pub label: Words,
    pub venue: String,
    pub starts_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doors_at: Option<DateTime<Utc>>,
    /// IANA time zone.
    pub zone: String,
    /// Valid tickets.
    pub expected: u32,
    pub inside: u32,
    /// All entries and exits, re-entries too.
    pub entries: u32,
    pub exits: u32,
    pub refused: u32,
}

impl From<of::ScanAnswer> for ScanAnswer {
    fn from(answer: of::ScanAnswer) -> ScanAnswer {
        let (verdict, reason) = match answer.verdict {
            of::Verdict::Admitted => (Verdict::Admitted, None),
            of::Verdict::Left => (Verdict::Left, None),
            of::Verdict::Refused { reason } => (Verdict::Refused, Some(reason.into())),
        };
        ScanAnswer {
            admission: answer.admission.into(),
            verdict,
            reason,
            ticket: answer.ticket.map(ScannedTicket::from),
            earlier: answer.earlier.map(Passage::from),
        }
    }
}

impl From<of::ScannedTicket> for ScannedTicket {
    fn from(ticket: of::ScannedTicket) -> ScannedTicket {
        ScannedTicket {
            id: ticket.id.into(),
            event_title: ticket.event_title.into(),
            ticket_name: ticket.ticket_name.into(),
            holder: ticket.holder,
            place: ticket.place.into(),
            order_number: ticket.order_number,
            starts_at: ticket.starts_at,
            zone: ticket.zone.name().to_owned(),
            age_min: ticket.age_min,
        }
    }
}

impl From<domain::gate::GatePerformance> for GatePerformance {
    fn from(found: domain::gate::GatePerformance) -> GatePerformance {
        let performance = found.performance;
        GatePerformance {
            id: performance.id.into(),
            event: found.event.into(),
            event_title: found.event_title.into(),
            label: performance.label.into(),
            venue: performance.venue.name,
            starts_at: performance.starts_at,
            doors_at: performance.doors_at,
            zone: found.zone.name().to_owned(),
            expected: found.counts.expected,
            inside: found.counts.inside,
            entries: found.counts.entries,
            exits: found.counts.exits,
            refused: found.counts.refused,
        }
    }
}

/// Decides a scan, once per nonce. A ticket that is not let in is an answer too: the verdict says so. Needs the scope
/// `admit`.
#[utoipa::path(
    post, path = "/access/validate", tag = "Access", operation_id = "validate_scan", request_body = Scan,
    responses(
        (status = 200, body = ScanAnswer),
        (status = 409, description = "`clock_off`: the device's clock is a year off; `nonce_reused`: the nonce has named another scan of this token at this gate, make a new one"),
        (status = 503, description = "`busy`: too many scans wait; `seconds` says when to send it again, with the same nonce"),
        (status = 500, description = "`internal`: it may have been decided; send it again with the same nonce, and the answer is the one that was decided"),
    ),
    security(("token" = ["admit"]))
)]
pub async fn validate(
    State(flows): State<Arc<Flows>>,
    Caller(actor): Caller,
    Body(scan): Body<Scan>,
) -> Result<Json<ScanAnswer>, ApiError> {
    let scan = of::Scan {
        code: scan.code,
        gate: scan.gate,
        direction: scan.direction.into(),
        at: scan.at,
        nonce: scan.nonce,
        performances: scan.performances.into_iter().map(|performance| performance.0).collect(),
    };
    Ok(Json(flows.door.validate(&actor, &scan).await?.into()))
}

/// Dates around now with their counts. Needs the scope `admit`.
#[utoipa::path(
    get, path = "/access/performances", tag = "Access", operation_id = "list_gate_performances",
    responses((status = 200, body = GatePerformances)),
    security(("token" = ["admit"]))
)]
pub async fn performances(
    State(flows): State<Arc<Flows>>,
    Caller(actor): Caller,
) -> Result<Json<GatePerformances>, ApiError> {
    let found = flows.door.gate_performances(&actor).await?;
    Ok(Json(GatePerformances { performances: found.into_iter().map(GatePerformance::from).collect() }))
}
