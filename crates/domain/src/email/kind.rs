//! What an e-mail is about, as it is stored when a transaction wants it sent.

use crate::ids::{AnnouncementId, PerformanceId, TicketId};
use crate::locale::Translated;
use crate::money::Money;
use crate::question::PerformanceMove;
use crate::time::Timezone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumString, IntoStaticStr, VariantArray};

/// What an e-mail is about. Stored, in JSON and by its name; what it says is looked up when it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[strum_discriminants(
    name(EmailKindName),
    doc = "An e-mail's kind, as rows name it.",
    derive(Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray),
    serde(rename_all = "snake_case"),
    strum(serialize_all = "snake_case", const_into_str)
)]
pub enum EmailKind {
    OrderConfirmed,
    TicketsResent,
    OrderRefunded {
        amount: Money,
        tickets: Vec<TicketId>,
        reason: String,
    },
    OrderCancelled {
        reason: String,
    },
    /// What becomes of these dates isn't known when it is stored.
    DatesCancelled {
        performances: Vec<PerformanceId>,
        reason: Option<String>,
    },
    /// Where and when these dates were before; where they are is looked up when it is written.
    DatesMoved {
        moves: Vec<PerformanceMove>,
    },
    /// What the organizer wrote; the text is kept once, with the announcement.
    Announcement {
        announcement: AnnouncementId,
    },
    /// The same for whoever writes it, before anybody gets it.
    AnnouncementTrial {
        name: String,
        subject: Translated,
        body: Translated,
    },
    /// To the address that an order had before the office corrected it. That it can't be delivered is likely why.
    AddressChanged,
    PaidTooLate {
        amount: Money,
        #[serde(default)]
        because: TooLate,
    },
    FindMyTickets {
        orders: Vec<FoundOrder>,
    },
}

impl EmailKindName {
    /// Those that carry the tickets; a later one that was sent makes good for an earlier one that failed.
    pub const WITH_TICKETS: [EmailKindName; 2] = [EmailKindName::OrderConfirmed, EmailKindName::TicketsResent];
}

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
    PerformanceCancelled,
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
