//! What keeps an event from being published.

use super::{Missing, PerformanceEdit, TicketTypeEdit};
use crate::event::EventStatus;
use crate::ids::{PerformanceId, TicketTypeId};
use chrono::{DateTime, Utc};

/// That a ticket type draws from places of a date.
#[derive(Clone, Copy, Debug)]
pub struct TicketTypeDraw {
    pub ticket_type: TicketTypeId,
    pub performance: PerformanceId,
    /// The type isn't withdrawn.
    pub active: bool,
}

/// What has to be done before an event can be published, in the order in which one does it; nothing where it can.
pub fn missing(
    status: EventStatus,
    performances: &[PerformanceEdit],
    ticket_types: &[TicketTypeEdit],
    draws: &[TicketTypeDraw],
    now: DateTime<Utc>,
) -> Vec<Missing> {
    if status == EventStatus::Cancelled {
        return vec![Missing::Cancelled];
    }
    let mut missing = Vec::new();
    let to_come = performances.iter().map(|p| &p.performance).filter(|p| p.is_to_come(now));
    let to_come: Vec<_> = to_come.map(|p| p.id).collect();
    if to_come.is_empty() {
        missing.push(Missing::Performance);
    }
    let active: Vec<_> = ticket_types.iter().filter(|t| t.active).map(|t| t.ticket_type.id).collect();
    if active.is_empty() {
        missing.push(Missing::TicketType);
        return missing;
    }
    let without_ticket = to_come.iter().filter(|p| !draws.iter().any(|d| d.active && d.performance == **p));
    missing.extend(without_ticket.map(|p| Missing::TicketTypeForPerformance { performance: *p }));
    if !performances.is_empty() {
        let without_place = active.iter().filter(|t| !draws.iter().any(|d| d.ticket_type == **t));
        missing.extend(without_place.map(|t| Missing::PlacesForTicketType { ticket_type: *t }));
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{PerformanceStatus, TicketType};
    use crate::ids::EventId;
    use crate::locale::Translated;
    use crate::money::Currency;
    use crate::pricing::PriceRule;
    use crate::pricing::book::PriceBook;
    use crate::sale_terms::example::{at, sale};
    use uuid::Uuid;

    fn date(n: u128, hour: i64, status: PerformanceStatus) -> PerformanceEdit {
        let performance = PerformanceId(Uuid::from_u128(n));
        let performance =
            crate::event::Performance { id: performance, status, starts_at: at(hour), ..sale().performance };
        PerformanceEdit { performance, pools: Vec::new(), sold: 0, held: 0, untouched: true }
    }

    fn kind(n: u128, active: bool) -> TicketTypeEdit {
        let ticket_type = TicketType {
            id: TicketTypeId(Uuid::from_u128(n)),
            event: EventId(Uuid::nil()),
            name: Translated::default(),
            description: Translated::default(),
            price: PriceRule::free(Currency::EUR),
            seated_zones: Vec::new(),
            standing_zones: Vec::new(),
            order_min: 1,
            order_max: 10,
            online: true,
            position: 0,
        };
        TicketTypeEdit { ticket_type, active, sold: 0, zones: Vec::new(), prices: PriceBook::default() }
    }

    #[test]
    fn what_is_missing_is_said_in_the_order_in_which_it_is_done() {
        use EventStatus::*;
        use PerformanceStatus::{Cancelled as Off, Scheduled};
        let draw = |kind: &TicketTypeEdit, date: &PerformanceEdit| TicketTypeDraw {
            ticket_type: kind.ticket_type.id,
            performance: date.performance.id,
            active: kind.active,
        };
        let check = |status,
                     dates: &[&PerformanceEdit],
                     kinds: &[&TicketTypeEdit],
                     draws: &[TicketTypeDraw],
                     expect: &[Missing]| {
            let dates: Vec<_> = dates.iter().map(|date| (*date).clone()).collect();
            let kinds: Vec<_> = kinds.iter().map(|kind| (*kind).clone()).collect();
            assert_eq!(missing(status, &dates, &kinds, draws, at(50)), expect, "{status:?} {dates:?} {kinds:?}");
        };
        let (soon, later) = (date(1, 60, Scheduled), date(2, 80, Scheduled));
        let (over, off) = (date(3, 40, Scheduled), date(4, 60, Off));
        let (full, reduced, gone) = (kind(5, true), kind(6, true), kind(7, false));
        let no_ticket = |date: &PerformanceEdit| Missing::TicketTypeForPerformance { performance: date.performance.id };
        let no_place = Missing::PlacesForTicketType { ticket_type: reduced.ticket_type.id };
        check(Draft, &[], &[], &[], &[Missing::Performance, Missing::TicketType]);
        check(Cancelled, &[&soon], &[&full], &[], &[Missing::Cancelled]);
        check(Draft, &[&soon], &[&full], &[draw(&full, &soon)], &[]);
        check(Draft, &[&over, &off], &[&full], &[draw(&full, &over)], &[Missing::Performance]);
        check(Draft, &[&soon], &[&gone], &[draw(&gone, &soon)], &[Missing::TicketType]);
        check(Draft, &[&soon, &later], &[&full], &[draw(&full, &soon)], &[no_ticket(&later)]);
        check(Draft, &[&soon], &[&full, &gone], &[draw(&full, &over), draw(&gone, &soon)], &[no_ticket(&soon)]);
        check(Draft, &[&soon, &off], &[&full, &reduced], &[draw(&full, &soon)], &[no_place]);
        check(Draft, &[], &[&full], &[], &[Missing::Performance]);
        // It takes three hours where it says nothing of its end.
        let now_on = date(8, 48, Scheduled);
        check(Draft, &[&now_on], &[&full], &[draw(&full, &now_on)], &[]);
    }
}
