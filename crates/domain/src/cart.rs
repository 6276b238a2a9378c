//! The cart: places that are kept for a buyer while they decide and pay.

use crate::buyer::BuyerDraft;
use crate::event::{Organizer, Performance};
use crate::ids::{CartId, EventId, HoldId, OrderId, SeatId, TicketTypeId};
use crate::locale::Translated;
use crate::money::{Currency, Money};
use crate::pricing::Price;
use crate::seating::Place;
use crate::time::Timezone;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Knowing it is the right to a cart or an order: 128 random bits as upper-case base32. The database keeps its hash only.
///
/// One of a cart begins with the second it was made in, which is no secret: see [`Secret::second`].
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

const RANDOM_BYTES: usize = 16;
const SECOND_BYTES: usize = 4;
const DATED_BYTES: usize = SECOND_BYTES + RANDOM_BYTES;

impl Secret {
    pub fn from_bytes(bytes: [u8; 16]) -> Secret {
        Secret(data_encoding::BASE32_NOPAD.encode(&bytes))
    }

    /// One that says when it was made: `second` of the Unix epoch.
    pub fn dated(second: u32, bytes: [u8; 16]) -> Secret {
        let mut all = [0; DATED_BYTES];
        all[..SECOND_BYTES].copy_from_slice(&second.to_be_bytes());
        all[SECOND_BYTES..].copy_from_slice(&bytes);
        Secret(data_encoding::BASE32_NOPAD.encode(&all))
    }

    /// The second it was made in, if it says so. What is looked up by such a secret can be kept in the order in which it
    /// was made: an index that grows at its end stays quick however long it is, one that grows everywhere does not.
    pub fn second(&self) -> Option<u32> {
        let bytes = data_encoding::BASE32_NOPAD.decode(self.0.as_bytes()).ok()?;
        let second = bytes.first_chunk().filter(|_| bytes.len() == DATED_BYTES)?;
        Some(u32::from_be_bytes(*second))
    }

    /// Reads one from a URL or a cookie; anything that can't be one is `None`.
    pub fn parse(text: &str) -> Option<Secret> {
        let text = text.trim().to_ascii_uppercase();
        let bytes = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).ok()?;
        [RANDOM_BYTES, DATED_BYTES].contains(&bytes.len()).then_some(Secret(text))
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
    /// The event's: by its clock the performance takes place.
    pub zone: Timezone,
    pub ticket_type: TicketTypeId,
    pub ticket_name: Translated,
    /// Who may have it and how long it lets in, in the organizer's words; empty where nothing was written.
    pub ticket_description: Translated,
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
