//! What the tickets, places and entries of an event come to.

use super::{EventStats, Inventory, PerformanceSales, TicketTypeSales};
use crate::event::{Channel, Event, Performance, PerformanceStatus, Pool};
use crate::ids::{PerformanceId, TicketTypeId};
use crate::locale::Translated;
use crate::money::{Currency, Money, MoneyError};
use crate::ticket::TicketState;
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::collections::{BTreeMap, HashMap};
use strum::VariantArray;

/// The longest row of days that is shown; sales before it count in everything else.
const DAYS_MAX: usize = 400;

/// Tickets of an event, counted by everything that is asked for.
#[derive(Clone, Debug)]
pub struct TicketSum {
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub channel: Channel,
    /// On the event's wall calendar.
    pub day: NaiveDate,
    pub state: TicketState,
    pub tickets: u32,
    /// Of all of them, as the others.
    pub net: Money,
    pub tax: Money,
    pub fee: Money,
}

impl TicketSum {
    /// What buyers paid for them.
    pub fn gross(&self) -> Result<Money, MoneyError> {
        self.net.checked_add(self.tax)?.checked_add(self.fee)
    }
}

/// Tickets that were let in at least once, those inside now, and all that were or would be let in ([`Attendance::expected_at`]
/// says whether anybody is waited for).
#[derive(Clone, Copy, Debug)]
pub struct Attendance {
    pub performance: PerformanceId,
    pub expected: u32,
    pub admitted: u32,
    pub inside: u32,
}

impl Attendance {
    /// How many the gates of a performance that stands so wait for in all. Nobody comes to what doesn't take place.
    pub fn expected_at(&self, status: PerformanceStatus) -> u32 {
        match status {
            PerformanceStatus::Scheduled => self.expected,
            PerformanceStatus::Cancelled => 0,
        }
    }
}

/// What the numbers of an event are counted from.
#[derive(Clone, Debug)]
pub struct EventCounts {
    pub performances: Vec<Performance>,
    /// Of all its performances.
    pub pools: Vec<Pool>,
    /// In the order in which they are shown.
    pub ticket_types: Vec<(TicketTypeId, Translated)>,
    pub tickets: Vec<TicketSum>,
    pub attendance: Vec<Attendance>,
}

impl EventStats {
    /// The numbers of an event as they are at this moment; its today is that of its own clock.
    ///
    /// # Errors
    /// Tickets were sold in another currency than the event's, or for too large a sum.
    pub fn of(event: &Event, counts: EventCounts, now: DateTime<Utc>) -> Result<EventStats, MoneyError> {
        let EventCounts { performances, pools, ticket_types, tickets, attendance } = counts;
        let inventories = inventories(&performances, &pools);
        let valid = || tickets.iter().filter(|s| s.state == TicketState::Valid);
        let refunded = tickets.iter().filter(|s| s.state == TicketState::Refunded);
        let today = event.zone.local(now).date();
        let on = |day: Option<NaiveDate>| valid().filter(|s| Some(s.day) == day).map(|s| s.tickets).sum();
        let of_type = |(id, name)| ticket_type_sales(id, name, event.currency, &tickets);
        let by_ticket_type = ticket_types.into_iter().map(of_type).collect::<Result<Vec<_>, MoneyError>>()?;
        let by_performance = performances.into_iter().map(|performance| PerformanceSales {
            inventory: inventories.get(&performance.id).copied().unwrap_or_default(),
            admitted: attendance.iter().find(|a| a.performance == performance.id).map_or(0, |a| a.admitted),
            performance,
        });
        Ok(EventStats {
            event: event.id,
            inventory: inventories.values().fold(Inventory::default(), |sum, one| sum.and(*one)),
            gross: sum(event.currency, valid(), TicketSum::gross)?,
            fees: sum(event.currency, valid(), |s| Ok(s.fee))?,
            tax: sum(event.currency, valid(), |s| Ok(s.tax))?,
            net: sum(event.currency, valid(), |s| Ok(s.net))?,
            refunded: sum(event.currency, refunded, TicketSum::gross)?,
            today_tickets: on(Some(today)),
            yesterday_tickets: on(today.pred_opt()),
            by_channel: by_channel(&tickets),
            by_ticket_type,
            by_performance: by_performance.collect(),
            by_day: by_day(&tickets, today),
        })
    }
}

/// The places of each performance that has any.
fn inventories(performances: &[Performance], pools: &[Pool]) -> HashMap<PerformanceId, Inventory> {
    let takes_place = |id| performances.iter().any(|p| p.id == id && p.status == PerformanceStatus::Scheduled);
    let mut inventories: HashMap<PerformanceId, Inventory> = HashMap::new();
    for pool in pools {
        let places = Inventory::of(pool.capacity, pool.sold, pool.held, takes_place(pool.performance));
        let one = inventories.entry(pool.performance).or_default();
        *one = one.and(places);
    }
    inventories
}

fn sum<'a>(
    currency: Currency,
    sums: impl Iterator<Item = &'a TicketSum>,
    of: impl Fn(&TicketSum) -> Result<Money, MoneyError>,
) -> Result<Money, MoneyError> {
    sums.map(of).try_fold(Money::zero(currency), |all, one| all.checked_add(one?))
}

fn ticket_type_sales(
    id: TicketTypeId,
    name: Translated,
    currency: Currency,
    sums: &[TicketSum],
) -> Result<TicketTypeSales, MoneyError> {
    let of_type = || sums.iter().filter(|s| s.ticket_type == id && s.state == TicketState::Valid);
    Ok(TicketTypeSales {
        ticket_type: id,
        name,
        sold: of_type().map(|s| s.tickets).sum(),
        gross: sum(currency, of_type(), TicketSum::gross)?,
    })
}

/// Channels through which nothing was sold are left out.
fn by_channel(sums: &[TicketSum]) -> Vec<(Channel, u32)> {
    let of = |channel: &Channel| {
        let tickets = sums.iter().filter(|s| s.channel == *channel && s.state == TicketState::Valid);
        (*channel, tickets.map(|s| s.tickets).sum())
    };
    Channel::VARIANTS.iter().map(of).filter(|(_, tickets)| *tickets > 0).collect()
}

/// From the first sale to today, days without sales included.
fn by_day(sums: &[TicketSum], today: NaiveDate) -> Vec<(NaiveDate, u32)> {
    let mut counts: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    for one in sums.iter().filter(|s| s.state == TicketState::Valid) {
        *counts.entry(one.day).or_default() += one.tickets;
    }
    let Some(first) = counts.keys().next().copied() else { return Vec::new() };
    let earliest = today.checked_sub_days(Days::new(DAYS_MAX as u64 - 1)).unwrap_or(first);
    let last = counts.keys().last().copied().map_or(today, |d| d.max(today));
    first
        .max(earliest)
        .iter_days()
        .take_while(|d| *d <= last)
        .map(|d| (d, counts.get(&d).copied().unwrap_or(0)))
        .collect()
}

#[cfg(test)]
mod tests;
