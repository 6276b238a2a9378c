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
    /// What stands on its list, in minor units, and what comes to it.
    pub list: i64,
    pub tax: Tax,
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
    /// As [`TypeFact::list`].
    pub list: i64,
}

/// What comes to a price, and how.
#[derive(Clone, Copy, Debug)]
pub struct Tax {
    pub rate: i32,
    pub included: bool,
    pub fee: i64,
}

impl Tax {
    /// The auditor's own arithmetic of what a buyer pays for one, everything in it.
    pub fn all_in(self, minor: i64) -> i64 {
        let on_top = if self.included { 0 } else { (minor * i64::from(self.rate) + 5000) / 10_000 };
        if minor == 0 { 0 } else { minor + on_top + self.fee }
    }
}

/// A discount code.
#[derive(Clone, Debug)]
pub struct CodeFact {
    pub organizer: Uuid,
    /// As somebody types it.
    pub typed: String,
    pub off: Off,
    /// For one event, or for all of the organizer's.
    pub event: Option<Uuid>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    pub active: bool,
    pub pool: Uuid,
    pub capacity: i64,
}

#[derive(Clone, Copy, Debug)]
pub enum Off {
    /// In basis points.
    Share(i64),
    Minor(i64),
}

impl CodeFact {
    /// What stands on the list, less what the code takes off; nothing costs less than nothing.
    pub fn lowered(&self, list: i64) -> i64 {
        let off = match self.off {
            Off::Share(share) => (list * share + 5000) / 10_000,
            Off::Minor(minor) => minor,
        };
        (list - off).max(0)
    }

    /// Why it isn't accepted at a moment.
    pub fn refused(&self, at: DateTime<Utc>) -> Option<&'static str> {
        if !self.active {
            Some("CodeUnknown")
        } else if self.from.is_some_and(|from| at < from) {
            Some("CodeNotYet")
        } else if self.until.is_some_and(|until| at >= until) {
            Some("CodeEnded")
        } else {
            None
        }
    }
}

impl TypeFact {
    /// What one costs by the list, through a channel at a moment: a date's own price counts before a channel's, and that before a
    /// time's.
    pub fn list_at(&self, channel: &str, at: DateTime<Utc>) -> i64 {
        let holds = |other: &&OtherPrice| {
            other.channel.is_none_or(|of| of == channel)
                && other.from.is_none_or(|from| at >= from)
                && other.until.is_none_or(|until| at < until)
        };
        let rank = |other: &&OtherPrice| {
            (other.of_date, other.channel.is_some(), other.from.is_some() || other.until.is_some())
        };
        self.others.iter().filter(holds).max_by_key(rank).map_or(self.list, |other| other.list)
    }
}

#[derive(Clone, Debug)]
pub struct DateFact {
    pub organizer: Uuid,
    pub event: Uuid,
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
    pub codes: HashMap<Uuid, CodeFact>,
}

impl Facts {
    /// What one of a hold's places costs with a code, where that makes it cheaper; `None` where it doesn't, or isn't for it.
    pub fn coded(&self, code: Uuid, date: Uuid, kind: Uuid, list: i64) -> Option<i64> {
        let (code, date_fact) = (self.codes.get(&code)?, self.dates.get(&date)?);
        let tax = self.types.get(&(date, kind))?.tax;
        let is_for = code.organizer == date_fact.organizer && code.event.is_none_or(|event| event == date_fact.event);
        let price = tax.all_in(code.lowered(list));
        (is_for && price < tax.all_in(list)).then_some(price)
    }

    /// What one costs without a code.
    pub fn plain(&self, date: Uuid, kind: Uuid, list: i64) -> Option<i64> {
        Some(self.types.get(&(date, kind))?.tax.all_in(list))
    }
}
