//! What an organizer's people see while they edit: an event with everything in it, members, tokens, and what keeps an
//! event from being put on sale.
//!
//! What may be changed is decided by [`changes`] and [`places`], what a ticket type draws from by [`draws`], what is missing
//! before an event can be published by [`missing`]. What others would feel is asked about first: [`crate::question`].

pub mod changes;
pub mod draws;
pub mod missing;
pub mod places;

use crate::event::{Event, Performance, Pool, TicketType};
use crate::ids::{PerformanceId, PersonId, TicketTypeId, TokenId};
use crate::pricing::book::PriceBook;
use crate::refusal::FieldProblem;
use crate::role::{Permission, Role};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An event, whole, for its editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventEdit {
    pub event: Event,
    /// Past and cancelled ones too, in the order of time.
    pub performances: Vec<PerformanceEdit>,
    /// Withdrawn ones too, in their order.
    pub ticket_types: Vec<TicketTypeEdit>,
    /// The names of all pools of all dates, each once: what a ticket type can be sold for.
    pub pool_names: Vec<String>,
    /// What has to be done before it can be published; empty when nothing.
    pub missing: Vec<Missing>,
    /// Valid tickets.
    pub sold: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerformanceEdit {
    pub performance: Performance,
    pub pools: Vec<Pool>,
    pub sold: u32,
    pub held: u32,
    /// Nothing was ever held or sold for it, so that it can be deleted instead of cancelled.
    pub untouched: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketTypeEdit {
    pub ticket_type: TicketType,
    /// Withdrawn ones aren't sold any more.
    pub active: bool,
    /// Valid tickets of it.
    pub sold: u32,
    /// The names of the pools it draws from.
    pub zones: Vec<String>,
    /// Where and when it costs something else.
    pub prices: PriceBook,
}

/// What keeps an event from being published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "missing", rename_all = "snake_case")]
pub enum Missing {
    /// There is no such event (any more).
    Event,
    /// No date, or all are past or cancelled.
    Performance,
    TicketType,
    /// Nothing can be bought for this date: no ticket type draws from its places.
    TicketTypeForPerformance {
        performance: PerformanceId,
    },
    /// This ticket type has no places on any date.
    PlacesForTicketType {
        ticket_type: TicketTypeId,
    },
    /// It is cancelled: a cancelled event can't be put back on sale.
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{} things are missing before it can be published", .missing.len())]
pub struct PublishRefusal {
    pub missing: Vec<Missing>,
}

/// Why an event, a date or a ticket type can't be changed as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum EventRefusal {
    #[error("no such event, date or ticket type")]
    Unknown,
    #[error("it is cancelled already")]
    CancelledAlready,
    #[error("{places} places are sold or in carts")]
    InUse { places: u32 },
    #[error("a reason is needed")]
    ReasonMissing,
    #[error("the reason is longer than {max} characters")]
    ReasonTooLong { max: u32 },
}

/// Why a venue or a seat map can't be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum HallRefusal {
    #[error("no such venue or map")]
    Unknown,
    #[error("{performances} dates take place here")]
    HasPerformances { performances: u32 },
}

/// Someone who works for an organizer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub role: Role,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum MemberRefusal {
    #[error("no such member")]
    Unknown,
    #[error("an organizer needs an owner")]
    LastOwner,
    #[error("they are a member already")]
    MemberAlready,
    #[error("the details are not complete")]
    Invalid { problems: Vec<FieldProblem> },
}

/// A token of the API, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: TokenId,
    pub name: String,
    pub permissions: Vec<Permission>,
    pub created_by: Option<String>,
    pub created_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
}
