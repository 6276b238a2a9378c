//! Numbers an organizer watches. Each opens the list it was counted from.

mod sales;
pub use sales::{Attendance, EventCounts, TicketSum};

use crate::event::{Channel, EventStanding, EventStatus, Performance};
use crate::ids::{EventId, PerformanceId, TicketTypeId};
use crate::locale::Translated;
use crate::money::Money;
use crate::time::Timezone;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The state of an inventory at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    pub capacity: u32,
    pub sold: u32,
    /// In carts.
    pub held: u32,
    /// Neither sold nor in carts, of dates that don't take place: nobody can have them.
    pub off: u32,
}

impl Inventory {
    /// The places of one date, or of one of its pools.
    pub fn of(capacity: u32, sold: u32, held: u32, takes_place: bool) -> Inventory {
        let left = capacity.saturating_sub(sold).saturating_sub(held);
        Inventory { capacity, sold, held, off: if takes_place { 0 } else { left } }
    }

    pub fn and(self, other: Inventory) -> Inventory {
        Inventory {
            capacity: self.capacity + other.capacity,
            sold: self.sold + other.sold,
            held: self.held + other.held,
            off: self.off + other.off,
        }
    }

    /// What can be bought.
    pub fn free(&self) -> u32 {
        self.places().saturating_sub(self.sold).saturating_sub(self.held)
    }

    /// What can be bought or is: the places of cancelled dates aren't among them, but for those that are sold.
    pub fn places(&self) -> u32 {
        self.capacity.saturating_sub(self.off)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventStats {
    pub event: EventId,
    pub inventory: Inventory,
    /// What buyers paid, less what was given back.
    pub gross: Money,
    pub fees: Money,
    pub tax: Money,
    /// The organizer's own.
    pub net: Money,
    pub refunded: Money,
    pub today_tickets: u32,
    pub yesterday_tickets: u32,
    pub by_channel: Vec<(Channel, u32)>,
    pub by_ticket_type: Vec<TicketTypeSales>,
    pub by_performance: Vec<PerformanceSales>,
    /// Tickets sold per day, in the event's zone, oldest first, days without sales included.
    pub by_day: Vec<(NaiveDate, u32)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketTypeSales {
    pub ticket_type: TicketTypeId,
    pub name: Translated,
    pub sold: u32,
    pub gross: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerformanceSales {
    pub performance: Performance,
    pub inventory: Inventory,
    pub admitted: u32,
}

/// One row of the organizer's list of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    pub event: EventId,
    pub slug: String,
    pub title: Translated,
    pub status: EventStatus,
    pub standing: EventStanding,
    pub artwork: Option<String>,
    pub next_at: Option<DateTime<Utc>>,
    /// The event's clock.
    pub zone: Timezone,
    /// To come, cancelled ones not among them.
    pub performance_count: u32,
    pub inventory: Inventory,
    pub gross: Money,
}

/// Scans of one performance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanStats {
    pub performance: PerformanceId,
    pub expected: u32,
    pub admitted: u32,
    pub inside: u32,
    pub by_gate: Vec<GateScans>,
    /// Entries per quarter of an hour, oldest first.
    pub by_quarter: Vec<(DateTime<Utc>, u32)>,
    /// Refusals by reason, most frequent first.
    pub refused: Vec<(crate::admission::Reason, u32)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateScans {
    pub gate: String,
    pub entries: u32,
    pub exits: u32,
    pub refused: u32,
    pub last_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_a_cancelled_date_are_nobodys() {
        let (on, off) = (Inventory::of(80, 30, 2, true), Inventory::of(80, 12, 0, false));
        assert_eq!((on.free(), off.free(), on.and(off).free()), (48, 0, 48));
        assert_eq!((on.places(), off.places(), on.and(off).places()), (80, 12, 92));
        assert_eq!(on.and(off).capacity, 160);
    }
}
