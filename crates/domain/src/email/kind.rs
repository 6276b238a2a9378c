//! What an e-mail is about, as it is stored when a transaction wants it sent.

use crate::time::Timezone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why a payment that arrived buys nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TooLate {
    /// Somebody else has the places.
    #[default]
    PlacesGone,
    /// The buyer or the organizer had ended the order.
    OrderCancelled,
    /// It does not take place.
    DateCancelled,
}

/// An order in the answer to whoever looks for their tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundOrder {
    pub number: String,
    pub url: String,
    pub event: String,
    pub starts_at: DateTime<Utc>,
    pub zone: Timezone,
    pub venue: String,
    /// Nothing of it takes place.
    #[serde(default)]
    pub cancelled: bool,
}
