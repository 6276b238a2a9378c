//! How a sale is kept fair when more people come than there are places: all settings of an event, or of an organizer's
//! whole shop, in one place.

use crate::event::Channel;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumString, IntoStaticStr, VariantArray};

/// The settings that hold for an event: its own, else its organizer's, else [`Protection::default`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    pub room: RoomRule,
    /// How many may shop at the same time while the waiting room is open.
    pub shoppers_max: u32,
    pub proof: ProofRule,
    /// Places of the event one person may have, over all their carts and orders. `None`: only the limits per order hold.
    pub person_max: Option<u32>,
    /// How often one visitor of the shop may ask for places, a minute.
    pub visitor_per_minute: u32,
    /// How often places may be asked for in the shop from one address, a minute.
    pub address_per_minute: u32,
}

/// Whether a waiting room stands before the sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "room", rename_all = "snake_case")]
#[strum_discriminants(
    name(RoomRuleName),
    doc = "Whether a waiting room stands before the sale, without when it opens.",
    derive(EnumString, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case", const_into_str)
)]
pub enum RoomRule {
    Off,
    /// One may wait from then on; the places in the queue are drawn when the sale begins.
    Scheduled {
        opens_at: DateTime<Utc>,
    },
    /// It opens by itself when more people shop than `shoppers_max`.
    Auto,
}

impl RoomRule {
    /// From when on one may wait, where that is said.
    pub fn opens_at(self) -> Option<DateTime<Utc>> {
        match self {
            RoomRule::Scheduled { opens_at } => Some(opens_at),
            RoomRule::Off | RoomRule::Auto => None,
        }
    }
}

impl RoomRuleName {
    /// The whole rule: one that is scheduled has its time, and no other has one. `None`: they don't go together.
    pub fn with(self, opens_at: Option<DateTime<Utc>>) -> Option<RoomRule> {
        match (self, opens_at) {
            (RoomRuleName::Off, None) => Some(RoomRule::Off),
            (RoomRuleName::Scheduled, Some(opens_at)) => Some(RoomRule::Scheduled { opens_at }),
            (RoomRuleName::Auto, None) => Some(RoomRule::Auto),
            (RoomRuleName::Off | RoomRuleName::Auto, Some(_)) | (RoomRuleName::Scheduled, None) => None,
        }
    }
}

/// When a buyer's device has to do some work before places are held for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum ProofRule {
    Off,
    /// While the sale is busy.
    Busy,
    Always,
}

impl ProofRule {
    /// Whether a request through this channel needs a proof: at the counter never, through the API only where it is always
    /// asked for.
    pub fn asks(self, channel: Channel, is_busy: bool) -> bool {
        match (self, channel) {
            (ProofRule::Off, _) | (_, Channel::Till) => false,
            (ProofRule::Always, _) => true,
            (ProofRule::Busy, channel) => is_busy && channel == Channel::Shop,
        }
    }
}

impl Default for Protection {
    fn default() -> Protection {
        Protection {
            room: RoomRule::Off,
            shoppers_max: 500,
            proof: ProofRule::Off,
            person_max: None,
            visitor_per_minute: 30,
            address_per_minute: 120,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_asked_for_by_the_rule_and_the_rush() {
        use Channel::*;
        for (rule, calm, busy) in [
            (ProofRule::Off, &[][..], &[][..]),
            (ProofRule::Busy, &[][..], &[Shop][..]),
            (ProofRule::Always, &[Shop, Api][..], &[Shop, Api][..]),
        ] {
            for channel in [Shop, Till, Api] {
                assert_eq!(rule.asks(channel, false), calm.contains(&channel), "{rule:?} {channel:?}, calm");
                assert_eq!(rule.asks(channel, true), busy.contains(&channel), "{rule:?} {channel:?}, busy");
            }
        }
    }

    #[test]
    fn only_a_room_that_is_scheduled_has_its_time() {
        for opens_at in [None, Some(DateTime::UNIX_EPOCH)] {
            for name in RoomRuleName::VARIANTS {
                let rule = name.with(opens_at);
                assert_eq!(rule.is_some(), (*name == RoomRuleName::Scheduled) == opens_at.is_some(), "{name:?}");
                assert!(rule.is_none_or(|rule| RoomRuleName::from(rule) == *name && rule.opens_at() == opens_at));
            }
        }
    }
}
