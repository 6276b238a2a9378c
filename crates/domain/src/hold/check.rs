//! What may be claimed, before anybody looks at what is free: refusals in the order a person would want to hear them.

use super::Claim;
use crate::event::{Channel, EventStatus, PerformanceStatus, SaleWindow};
use crate::ids::{PerformanceId, PoolId, SeatId, TicketTypeId, ZoneId};
use crate::refusal::HoldRefusal;
use crate::sale_terms::{Claimable, SaleTerms};
use crate::seating::SeatKind;
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// More places than any order may have; a bound on the work of one request.
pub const PLACES_MAX: u32 = 200;

/// Terms by performance.
pub type TermsByPerformance = HashMap<PerformanceId, Arc<SaleTerms>>;
/// Seats by date and id.
pub type Seats = HashMap<(PerformanceId, SeatId), SeatStatus>;

/// A seat as it is named, and whether someone has it now.
#[derive(Clone, Debug)]
pub struct SeatStatus {
    pub performance: PerformanceId,
    pub seat: SeatId,
    pub zone: ZoneId,
    pub row: String,
    pub number: String,
    pub kind: SeatKind,
    /// Sold, or in a cart whose time isn't over.
    pub taken: bool,
    /// In a cart whose time is over: to be given back first.
    pub due: bool,
}

/// What the rules look at.
pub struct Terms<'a> {
    pub by_performance: &'a TermsByPerformance,
    pub seats: &'a Seats,
    pub channel: Channel,
    /// What the cart holds already.
    pub in_cart: &'a [(PerformanceId, TicketTypeId, u32)],
    pub now: DateTime<Utc>,
}

impl Terms<'_> {
    /// What a claim wants, and the date's sale it is of; `None` where it isn't on sale.
    pub fn wanted(&self, claim: &Claim) -> Option<(&SaleTerms, &Claimable)> {
        let sale = self.by_performance.get(&claim.performance)?;
        Some((sale, sale.claimables.get(&claim.ticket_type)?))
    }
}

/// Whether it is a number of places that can be asked for at all.
pub fn check_size(claims: &[Claim]) -> Result<(), HoldRefusal> {
    let places: u32 = claims.iter().map(Claim::places).fold(0, u32::saturating_add);
    if places == 0 {
        return Err(HoldRefusal::Nothing);
    }
    if places > PLACES_MAX {
        return Err(HoldRefusal::OverLimit { max: PLACES_MAX });
    }
    Ok(())
}

/// Checks a set of claims that belong together.
pub fn check(terms: &Terms<'_>, claims: &[Claim]) -> Result<(), HoldRefusal> {
    check_size(claims)?;
    let mut seen = BTreeSet::new();
    for claim in claims.iter().filter(|c| c.places() > 0) {
        let performance = claim.performance;
        let sale = terms.by_performance.get(&performance).ok_or(HoldRefusal::UnknownPerformance { performance })?;
        check_sale_window(sale, terms.channel, terms.now)?;
        let ticket_type = claim.ticket_type;
        let kind = sale.claimables.get(&ticket_type).ok_or(HoldRefusal::UnknownTicketType { ticket_type })?;
        if !terms.channel.sells(kind.online) {
            return Err(HoldRefusal::WrongChannel { ticket_type });
        }
        match (kind.is_seated(), claim.seats.is_empty()) {
            (true, true) => return Err(HoldRefusal::SeatNeeded { ticket_type }),
            (false, false) => return Err(HoldRefusal::SeatNotExpected { ticket_type }),
            _ => {}
        }
        for seat in &claim.seats {
            check_seat(terms, claim, *seat)?;
            if !seen.insert((performance, *seat)) {
                return Err(HoldRefusal::SeatTaken { seat: *seat });
            }
        }
        // The counter sells without limits: the cashier sees who is asking.
        if terms.channel != Channel::Till {
            check_limits(terms, sale, kind, claims)?;
        }
    }
    Ok(())
}

/// Whether a seat is one of the date's and sold as what the claim wants it as.
pub fn check_seat(terms: &Terms<'_>, claim: &Claim, seat: SeatId) -> Result<(), HoldRefusal> {
    let found = terms.seats.get(&(claim.performance, seat)).ok_or(HoldRefusal::UnknownSeat { seat })?;
    match terms.wanted(claim) {
        Some((_, kind)) if kind.pools.iter().any(|p| p.seated_zone == Some(found.zone)) => Ok(()),
        _ => Err(HoldRefusal::UnknownTicketType { ticket_type: claim.ticket_type }),
    }
}

/// Whether so many places of a claim, with what is had already, are as many as must be bought together.
pub fn reaches_minimum(terms: &Terms<'_>, claim: &Claim, places: u32) -> bool {
    let same = |p: PerformanceId, t: TicketTypeId| (p, t) == (claim.performance, claim.ticket_type);
    let had: u32 = terms.in_cart.iter().filter(|(p, t, _)| same(*p, *t)).map(|(_, _, n)| n).sum();
    terms.channel == Channel::Till
        || terms.wanted(claim).is_none_or(|(_, kind)| had.saturating_add(places) >= kind.order_min)
}

/// How many places of each pool are asked for in all.
pub fn wanted_of_pools<'a>(
    claims: impl Iterator<Item = &'a Claim>,
    terms: &TermsByPerformance,
    seats: &Seats,
) -> HashMap<PoolId, i64> {
    let mut wanted = HashMap::new();
    for claim in claims {
        let Some(kind) = terms.get(&claim.performance).and_then(|s| s.claimables.get(&claim.ticket_type)) else {
            continue;
        };
        let mut count = |zone, places: u32| {
            for pool in kind.pools_for(zone) {
                *wanted.entry(pool.pool).or_default() += i64::from(places);
            }
        };
        if claim.seats.is_empty() {
            count(None, claim.quantity);
        }
        for seat in &claim.seats {
            count(seats.get(&(claim.performance, *seat)).map(|s| s.zone), 1);
        }
    }
    wanted
}

/// The pools that claims may draw on.
pub fn drawn_pools<'a>(claims: impl Iterator<Item = &'a Claim>, terms: &TermsByPerformance) -> BTreeSet<PoolId> {
    let kind = |claim: &Claim| terms.get(&claim.performance)?.claimables.get(&claim.ticket_type);
    claims.filter_map(kind).flat_map(|kind| kind.pools.iter().map(|p| p.pool)).collect()
}

fn check_sale_window(sale: &SaleTerms, channel: Channel, now: DateTime<Utc>) -> Result<(), HoldRefusal> {
    let performance = &sale.performance;
    if sale.event.status == EventStatus::Draft {
        return Err(HoldRefusal::UnknownPerformance { performance: performance.id });
    }
    if sale.event.status == EventStatus::Cancelled || performance.status == PerformanceStatus::Cancelled {
        return Err(HoldRefusal::Cancelled);
    }
    let SaleWindow { from, until, .. } = SaleWindow::of(performance, channel);
    if now >= until {
        return Err(HoldRefusal::SaleEnded { at: until });
    }
    if now < from {
        return Err(HoldRefusal::NotYetOnSale { from });
    }
    Ok(())
}

/// Limits count what the cart holds already.
fn check_limits(terms: &Terms<'_>, sale: &SaleTerms, kind: &Claimable, claims: &[Claim]) -> Result<(), HoldRefusal> {
    let performance = sale.performance.id;
    let of_type = |p: PerformanceId, t: TicketTypeId| p == performance && t == kind.ticket_type;
    let wanted: u32 = claims.iter().filter(|c| of_type(c.performance, c.ticket_type)).map(Claim::places).sum();
    let had: u32 = terms.in_cart.iter().filter(|(p, t, _)| of_type(*p, *t)).map(|(_, _, n)| n).sum();
    if wanted + had > kind.order_max {
        return Err(HoldRefusal::OverLimit { max: kind.order_max });
    }
    if wanted + had < kind.order_min {
        return Err(HoldRefusal::UnderMinimum { min: kind.order_min });
    }
    let wanted: u32 = claims.iter().filter(|c| c.performance == performance).map(Claim::places).sum();
    let had: u32 = terms.in_cart.iter().filter(|(p, _, _)| *p == performance).map(|(_, _, n)| n).sum();
    if wanted + had > sale.event.order_max {
        return Err(HoldRefusal::OverLimit { max: sale.event.order_max });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
