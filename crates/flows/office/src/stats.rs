//! Numbers an organizer watches. They are counted from tickets, so that each opens the list it was counted from.

use crate::Office;
use base::failure::Never;
use base::{Actor, Failure, Fault};
use chrono::{Days, NaiveDate};
use domain::event::{Channel, Event, Performance, PerformanceStatus};
use domain::ids::{EventId, PerformanceId, TicketTypeId};
use domain::money::{Money, MoneyError};
use domain::role::Permission;
use domain::stats::{EventStats, Inventory, PerformanceSales, ScanStats, TicketTypeSales};
use domain::ticket::TicketState;
use std::collections::{BTreeMap, HashMap};
use storage::stats::{self, Attendance, TicketSum};
use storage::{Conn, events};

/// The longest row of days that is shown; sales before it count in everything else.
const DAYS_MAX: usize = 400;

impl Office {
    pub async fn event_stats(&self, actor: &Actor, event: EventId) -> Result<Option<EventStats>, Failure<Never>> {
        actor.require(Permission::SeeSales)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let Some(event) = events::find(&mut tx, organizer, event).await? else { return Ok(None) };
        let performances = events::performances(&mut tx, organizer, event.id).await?;
        let pools = events::pools(&mut tx, organizer, event.id, now).await?;
        let types = events::ticket_types(&mut tx, organizer, &[event.id.0], &[]).await?;
        let sums = stats::ticket_sums(&mut tx, organizer, event.id, event.zone).await?;
        let attendance = stats::attendance(&mut tx, organizer, event.id).await?;
        tx.commit().await?;
        let mut inventories: HashMap<PerformanceId, Inventory> = HashMap::new();
        let takes_place = |id| performances.iter().any(|p| p.id == id && p.status == PerformanceStatus::Scheduled);
        for pool in pools {
            let places = Inventory::of(pool.capacity, pool.sold, pool.held, takes_place(pool.performance));
            let one = inventories.entry(pool.performance).or_default();
            *one = one.and(places);
        }
        let total = inventories.values().fold(Inventory::default(), |sum, one| sum.and(*one));
        let today = event.zone.local(now).date();
        let by_type: Vec<_> = types.into_iter().map(|t| (t.ticket_type.id, t.ticket_type.name)).collect();
        let by_type = by_type
            .into_iter()
            .map(|(id, name)| ticket_type_sales(&event, &sums, id, name))
            .collect::<Result<Vec<_>, MoneyError>>()?;
        let by_performance = performances.into_iter().map(|performance| PerformanceSales {
            inventory: inventories.get(&performance.id).copied().unwrap_or_default(),
            admitted: attendance.iter().find(|a| a.performance == performance.id).map_or(0, |a| a.admitted),
            performance,
        });
        let valid = || sums.iter().filter(|s| s.state == TicketState::Valid);
        let money = |minor: i64| Money::new(minor, event.currency);
        let on = |day: Option<NaiveDate>| valid().filter(|s| Some(s.day) == day).map(|s| s.tickets).sum();
        Ok(Some(EventStats {
            event: event.id,
            inventory: total,
            gross: money(sum(valid(), gross)?),
            fees: money(sum(valid(), |s| s.fee_minor)?),
            tax: money(sum(valid(), |s| s.tax_minor)?),
            net: money(sum(valid(), |s| s.net_minor)?),
            refunded: money(sum(sums.iter().filter(|s| s.state == TicketState::Refunded), gross)?),
            today_tickets: on(Some(today)),
            yesterday_tickets: on(today.pred_opt()),
            by_channel: by_channel(&sums),
            by_ticket_type: by_type,
            by_performance: by_performance.collect(),
            by_day: by_day(&sums, today),
        }))
    }

    /// Per date, in the order of time.
    pub async fn scan_stats(
        &self,
        actor: &Actor,
        event: EventId,
    ) -> Result<Vec<(Performance, ScanStats)>, Failure<Never>> {
        // Stewards watch their gates too.
        actor.require(Permission::SeeSales).or_else(|_| actor.require(Permission::Admit))?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let all = scan_stats(&mut tx, actor, event).await?;
        tx.commit().await?;
        Ok(all)
    }
}

async fn scan_stats(conn: &mut Conn, actor: &Actor, event: EventId) -> Result<Vec<(Performance, ScanStats)>, Fault> {
    let organizer = actor.organizer;
    let performances = events::performances(conn, organizer, event).await?;
    let attendance: HashMap<PerformanceId, Attendance> =
        stats::attendance(conn, organizer, event).await?.into_iter().map(|a| (a.performance, a)).collect();
    let gates = stats::scans_by_gate(conn, organizer, event).await?;
    let quarters = stats::entries_by_quarter(conn, organizer, event).await?;
    let refusals = stats::refusals(conn, organizer, event).await?;
    let of_date = |performance: Performance| {
        let id = performance.id;
        let came = attendance.get(&id);
        let stats = ScanStats {
            performance: id,
            // Nobody comes to what doesn't take place.
            expected: match performance.status {
                PerformanceStatus::Scheduled => came.map_or(0, |a| a.expected),
                PerformanceStatus::Cancelled => 0,
            },
            admitted: came.map_or(0, |a| a.admitted),
            inside: came.map_or(0, |a| a.inside),
            by_gate: gates.iter().filter(|(p, _)| *p == id).map(|(_, g)| g.clone()).collect(),
            by_quarter: quarters.iter().filter(|(p, ..)| *p == id).map(|(_, at, n)| (*at, *n)).collect(),
            refused: refusals.iter().filter(|(p, ..)| *p == id).map(|(_, why, n)| (*why, *n)).collect(),
        };
        (performance, stats)
    };
    Ok(performances.into_iter().map(of_date).collect())
}

fn gross(one: &TicketSum) -> i64 {
    one.net_minor + one.tax_minor + one.fee_minor
}

fn sum<'a>(sums: impl Iterator<Item = &'a TicketSum>, of: impl Fn(&TicketSum) -> i64) -> Result<i64, MoneyError> {
    sums.map(of).try_fold(0i64, i64::checked_add).ok_or(MoneyError::Overflow)
}

fn ticket_type_sales(
    event: &Event,
    sums: &[TicketSum],
    id: TicketTypeId,
    name: domain::locale::Translated,
) -> Result<TicketTypeSales, MoneyError> {
    let of_type = || sums.iter().filter(|s| s.ticket_type == id && s.state == TicketState::Valid);
    Ok(TicketTypeSales {
        ticket_type: id,
        name,
        sold: of_type().map(|s| s.tickets).sum(),
        gross: Money::new(sum(of_type(), gross)?, event.currency),
    })
}

fn by_channel(sums: &[TicketSum]) -> Vec<(Channel, u32)> {
    let of = |channel| {
        let tickets = sums.iter().filter(|s| s.channel == channel && s.state == TicketState::Valid);
        (channel, tickets.map(|s| s.tickets).sum())
    };
    [Channel::Shop, Channel::Till, Channel::Api].into_iter().map(of).filter(|(_, tickets)| *tickets > 0).collect()
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
mod tests {
    use super::*;
    use uuid::Uuid;

    fn sold(day: &str, state: TicketState, tickets: u32) -> TicketSum {
        TicketSum {
            performance: PerformanceId(Uuid::nil()),
            ticket_type: TicketTypeId(Uuid::nil()),
            channel: Channel::Shop,
            day: day.parse().unwrap(),
            state,
            tickets,
            net_minor: 0,
            tax_minor: 0,
            fee_minor: 0,
        }
    }

    #[test]
    fn days_without_sales_are_shown_and_refunds_are_not() {
        let sums = [
            sold("2026-11-18", TicketState::Valid, 2),
            sold("2026-11-20", TicketState::Valid, 3),
            sold("2026-11-10", TicketState::Refunded, 9),
        ];
        let days = by_day(&sums, "2026-11-21".parse().unwrap());
        let counts: Vec<u32> = days.iter().map(|(_, n)| *n).collect();
        assert_eq!((days[0].0.to_string().as_str(), counts), ("2026-11-18", vec![2, 0, 3, 0]));
        assert_eq!(by_day(&[], "2026-11-21".parse().unwrap()), []);
    }
}
