//! The cart: places that are kept for a buyer while they decide and pay.

use crate::buyer::BuyerDraft;
use crate::event::{Organizer, Performance};
use crate::ids::{CartId, EventId, HoldId, OrderId, SeatId, TicketTypeId};
use crate::locale::Translated;
use crate::money::{Currency, Money};
use crate::pricing::Price;
use crate::seating::Place;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Knowing it is the right to a cart or an order: 128 random bits as upper-case base32. The database keeps its hash only.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn from_bytes(bytes: [u8; 16]) -> Secret {
        Secret(data_encoding::BASE32_NOPAD.encode(&bytes))
    }

    /// Reads one from a URL or a cookie; anything that can't be one is `None`.
    pub fn parse(text: &str) -> Option<Secret> {
        let text = text.trim().to_ascii_uppercase();
        let bytes = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).ok()?;
        (bytes.len() == 16).then_some(Secret(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    pub id: CartId,
    pub organizer: Organizer,
    pub currency: Currency,
    /// The earliest end of its holds; `None` when it is empty.
    pub expires_at: Option<DateTime<Utc>>,
    pub extended: bool,
    pub lines: Vec<CartLine>,
    /// Lines whose time ran out before they were bought, so that the buyer learns what went back on sale.
    pub lapsed: Vec<CartLine>,
    pub total: Money,
    /// Whether any event in it asks for the holders' names, or a phone number.
    pub ask_holder_names: bool,
    pub ask_phone: bool,
    /// What the buyer has typed so far, valid or not: nothing typed is lost.
    pub draft: BuyerDraft,
    /// Set once it has become an order.
    pub order: Option<OrderId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    pub hold: HoldId,
    pub event: EventId,
    pub event_slug: String,
    pub event_title: Translated,
    pub artwork: Option<String>,
    pub performance: Performance,
    pub ticket_type: TicketTypeId,
    pub ticket_name: Translated,
    pub quantity: u32,
    pub seat: Option<SeatId>,
    pub place: Place,
    /// For one.
    pub price: Price,
    /// For one, everything in it.
    pub unit_total: Money,
    /// For the line.
    pub total: Money,
}

impl Cart {
    /// How many tickets it will become.
    pub fn tickets(&self) -> u32 {
        self.lines.iter().map(|l| l.quantity).sum()
    }
}
