//! What the auditor is told of the world before anything happens, and what never changes.

use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Clone, Debug)]
pub struct PoolFact {
    pub name: String,
    pub capacity: i64,
}

/// A ticket type as one date sells it.
#[derive(Clone, Debug)]
pub struct TypeFact {
    /// One place takes one unit of each.
    pub pools: Vec<Uuid>,
    pub seated: bool,
    /// What the buyer pays for one, everything in it, in minor units.
    pub price: i64,
    pub min: i64,
    pub max: i64,
    pub online: bool,
    /// Where and when it costs something else; no two say the same kind of thing.
    pub others: Vec<OtherPrice>,
}

/// Another price than the ordinary one.
#[derive(Clone, Debug)]
pub struct OtherPrice {
    /// For one date alone.
    pub of_date: bool,
    pub channel: Option<&'static str>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    /// As [`TypeFact::price`].
    pub price: i64,
}

impl TypeFact {
    /// What the buyer pays for one through a channel at a moment: a date's own price counts before a channel's, and that before
    /// a time's.
    pub fn price_at(&self, channel: &str, at: DateTime<Utc>) -> i64 {
        let holds = |other: &&OtherPrice| {
            other.channel.is_none_or(|of| of == channel)
                && other.from.is_none_or(|from| at >= from)
                && other.until.is_none_or(|until| at < until)
        };
        let rank = |other: &&OtherPrice| {
            (other.of_date, other.channel.is_some(), other.from.is_some() || other.until.is_some())
        };
        self.others.iter().filter(holds).max_by_key(rank).map_or(self.price, |other| other.price)
    }
}

#[derive(Clone, Debug)]
pub struct DateFact {
    pub organizer: Uuid,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub order_max: i64,
    pub hold_minutes: i64,
    pub seats: Vec<Uuid>,
}

#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub pools: HashMap<Uuid, PoolFact>,
    /// By date and type.
    pub types: HashMap<(Uuid, Uuid), TypeFact>,
    pub dates: HashMap<Uuid, DateFact>,
}
