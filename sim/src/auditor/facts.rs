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
