//! Claiming places: the rules in the order they refuse, then the write. All of a request's claims are granted or none.

use crate::{Failure, Fault, Flows, live::News};
use chrono::{DateTime, Duration, Utc};
use domain::event::{Channel, EventStatus, PerformanceStatus};
use domain::hold::Claim;
use domain::ids::{CartId, HoldId, OrganizerId, PerformanceId, PoolId, SeatId, TicketTypeId, ZoneId};
use domain::refusal::HoldRefusal;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use storage::Conn;
use storage::holds::{self, Claimable, LockedPool, NewHold, SaleTerms};
use uuid::Uuid;

/// More places than any order may have; a bound on the work of one request.
pub const PLACES_MAX: u32 = 200;
/// Doors stay open for late comers: the till sells until this long after the start when no end is given.
const TILL_AFTER_START: Duration = Duration::hours(3);

/// What the rules look at, read before anything is locked.
struct Terms {
    performances: HashMap<PerformanceId, SaleTerms>,
    claimables: HashMap<(PerformanceId, TicketTypeId), Claimable>,
    seat_zones: HashMap<(PerformanceId, SeatId), ZoneId>,
    in_cart: Vec<(PerformanceId, TicketTypeId, u32)>,
}

impl Flows {
    /// Holds places for a cart. Runs in the caller's transaction, which must be rolled back on a refusal.
    pub(crate) async fn hold(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        cart: CartId,
        channel: Channel,
        claims: &[Claim],
        now: DateTime<Utc>,
    ) -> Result<(), Failure<HoldRefusal>> {
        let terms = read_terms(conn, organizer, cart, claims, now).await?;
        check_rules(&terms, channel, claims, now).map_err(Failure::Refused)?;
        let new = self.new_holds(&terms, claims, now)?;
        let performances: BTreeSet<Uuid> = claims.iter().map(|c| c.performance.0).collect();
        let performances: Vec<Uuid> = performances.into_iter().collect();
        let pools: BTreeSet<Uuid> = new.iter().flat_map(|h| h.pools.iter().map(|p| p.0)).collect();
        let pools: Vec<Uuid> = pools.into_iter().collect();

        let mut locked = holds::lock_pools(conn, organizer, &pools).await?;
        // Places in carts whose time is over come back the moment someone needs them.
        let may_need_them = first_short(&locked, &new).is_some() || new.iter().any(|h| h.seat.is_some());
        if may_need_them && holds::expire_due(conn, organizer, &performances, now).await? > 0 {
            locked = holds::lock_pools(conn, organizer, &pools).await?;
        }
        // That a seat is someone else's is the truer answer than that the zone is short of one.
        if new.iter().any(|h| h.seat.is_some()) {
            let claimed = holds::claim_seats(conn, organizer, &new).await?;
            if let Some(seat) = new.iter().filter_map(|h| h.seat).find(|seat| !claimed.contains(seat)) {
                return Err(Failure::Refused(HoldRefusal::SeatTaken { seat }));
            }
        }
        if let Some((hold, short)) = first_short(&locked, &new) {
            return Err(self.say_why(conn, organizer, hold, &short).await?);
        }
        let expires_at: Vec<DateTime<Utc>> = new
            .iter()
            .map(|h| {
                now + Duration::minutes(terms.performances.get(&h.performance).map_or(10, |t| t.hold_minutes.into()))
            })
            .collect();
        holds::insert(conn, organizer, cart, &new, &expires_at, now).await?;
        for performance in performances {
            self.say(conn, News::Availability { organizer, performance: PerformanceId(performance) }).await?;
        }
        metrics::counter!("tessera_holds_total", "channel" => channel.as_str()).increment(new.len() as u64);
        Ok(())
    }

    fn new_holds(&self, terms: &Terms, claims: &[Claim], now: DateTime<Utc>) -> Result<Vec<NewHold>, Fault> {
        let mut new = Vec::new();
        for claim in claims {
            let Some(kind) = terms.claimables.get(&(claim.performance, claim.ticket_type)) else { continue };
            let price = kind.price.quote()?;
            let mut push = |quantity, seat, pools: Vec<PoolId>| {
                let id = HoldId(self.chance.uuid(now));
                let (performance, ticket_type) = (claim.performance, claim.ticket_type);
                new.push(NewHold { id, performance, ticket_type, pools, quantity, seat, price });
            };
            if claim.seats.is_empty() {
                push(claim.quantity, None, kind.pools_for(None));
            }
            for seat in &claim.seats {
                let zone = terms.seat_zones.get(&(claim.performance, *seat)).copied();
                push(1, Some(*seat), kind.pools_for(zone));
            }
        }
        Ok(new)
    }

    /// "Sold out" and "all in carts" are different answers.
    async fn say_why(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        hold: &NewHold,
        pool: &LockedPool,
    ) -> Result<Failure<HoldRefusal>, Fault> {
        let ticket_type = hold.ticket_type;
        let refusal = if pool.free() > 0 {
            HoldRefusal::NotEnough { ticket_type, left: pool.free().unsigned_abs() }
        } else if pool.held > 0 {
            let back_at = holds::next_expiry(conn, organizer, &[pool.pool.0]).await?;
            HoldRefusal::AllInCarts { ticket_type, count: pool.held.unsigned_abs(), back_at }
        } else {
            HoldRefusal::SoldOut { ticket_type }
        };
        Ok(Failure::Refused(refusal))
    }
}

async fn read_terms(
    conn: &mut Conn,
    organizer: OrganizerId,
    cart: CartId,
    claims: &[Claim],
    now: DateTime<Utc>,
) -> Result<Terms, Fault> {
    let performances: Vec<Uuid> = claims.iter().map(|c| c.performance.0).collect();
    let types: Vec<Uuid> = claims.iter().map(|c| c.ticket_type.0).collect();
    let terms = holds::sale_terms(conn, organizer, &performances).await?;
    let claimables = holds::claimables(conn, organizer, &performances, &types).await?;
    let mut seat_zones = HashMap::new();
    let mut by_performance: BTreeMap<PerformanceId, Vec<Uuid>> = BTreeMap::new();
    for claim in claims.iter().filter(|c| !c.seats.is_empty()) {
        by_performance.entry(claim.performance).or_default().extend(claim.seats.iter().map(|s| s.0));
    }
    for (performance, seats) in by_performance {
        for (seat, zone) in holds::seat_zones(conn, organizer, performance, &seats).await? {
            seat_zones.insert((performance, seat), zone);
        }
    }
    Ok(Terms {
        performances: terms.into_iter().map(|t| (t.performance, t)).collect(),
        claimables: claimables.into_iter().map(|c| ((c.performance, c.ticket_type), c)).collect(),
        seat_zones,
        in_cart: holds::counts_in_cart(conn, organizer, cart, now).await?,
    })
}

/// Refusals in the order a person would want to hear them; the first that holds is the answer.
fn check_rules(terms: &Terms, channel: Channel, claims: &[Claim], now: DateTime<Utc>) -> Result<(), HoldRefusal> {
    let places: u32 = claims.iter().map(Claim::places).fold(0, u32::saturating_add);
    if places == 0 {
        return Err(HoldRefusal::Nothing);
    }
    if places > PLACES_MAX {
        return Err(HoldRefusal::OverLimit { max: PLACES_MAX });
    }
    let mut seen = BTreeSet::new();
    for claim in claims.iter().filter(|c| c.places() > 0) {
        let performance = claim.performance;
        let sale = terms.performances.get(&performance).ok_or(HoldRefusal::UnknownPerformance { performance })?;
        check_sale_window(sale, channel, now)?;
        let ticket_type = claim.ticket_type;
        let kind =
            terms.claimables.get(&(performance, ticket_type)).ok_or(HoldRefusal::UnknownTicketType { ticket_type })?;
        if !kind.online && channel != Channel::Till {
            return Err(HoldRefusal::WrongChannel { ticket_type });
        }
        match (kind.is_seated(), claim.seats.is_empty()) {
            (true, true) => return Err(HoldRefusal::SeatNeeded { ticket_type }),
            (false, false) => return Err(HoldRefusal::SeatNotExpected { ticket_type }),
            _ => {}
        }
        for seat in &claim.seats {
            let zone = terms.seat_zones.get(&(performance, *seat)).ok_or(HoldRefusal::UnknownSeat { seat: *seat })?;
            if !kind.pools.iter().any(|p| p.seated_zone == Some(*zone)) {
                return Err(HoldRefusal::UnknownTicketType { ticket_type });
            }
            if !seen.insert((performance, *seat)) {
                return Err(HoldRefusal::SeatTaken { seat: *seat });
            }
        }
        // The counter sells without limits: the cashier sees who is asking.
        if channel != Channel::Till {
            check_limits(terms, sale, kind, claims)?;
        }
    }
    Ok(())
}

fn check_sale_window(sale: &SaleTerms, channel: Channel, now: DateTime<Utc>) -> Result<(), HoldRefusal> {
    if sale.event_status == EventStatus::Draft {
        return Err(HoldRefusal::UnknownPerformance { performance: sale.performance });
    }
    if sale.event_status == EventStatus::Cancelled || sale.status == PerformanceStatus::Cancelled {
        return Err(HoldRefusal::Cancelled);
    }
    let until = match channel {
        Channel::Till => sale.ends_at.unwrap_or(sale.starts_at + TILL_AFTER_START),
        Channel::Shop | Channel::Api => sale.on_sale_until,
    };
    if now >= until {
        return Err(HoldRefusal::SaleEnded { at: until });
    }
    if now < sale.on_sale_from && channel != Channel::Till {
        return Err(HoldRefusal::NotYetOnSale { from: sale.on_sale_from });
    }
    Ok(())
}

/// Limits count what the cart holds already.
fn check_limits(terms: &Terms, sale: &SaleTerms, kind: &Claimable, claims: &[Claim]) -> Result<(), HoldRefusal> {
    let of_type = |p: PerformanceId, t: TicketTypeId| p == kind.performance && t == kind.ticket_type;
    let wanted: u32 = claims.iter().filter(|c| of_type(c.performance, c.ticket_type)).map(Claim::places).sum();
    let had: u32 = terms.in_cart.iter().filter(|(p, t, _)| of_type(*p, *t)).map(|(_, _, n)| n).sum();
    if wanted + had > kind.order_max {
        return Err(HoldRefusal::OverLimit { max: kind.order_max });
    }
    if wanted + had < kind.order_min {
        return Err(HoldRefusal::UnderMinimum { min: kind.order_min });
    }
    let wanted: u32 = claims.iter().filter(|c| c.performance == sale.performance).map(Claim::places).sum();
    let had: u32 = terms.in_cart.iter().filter(|(p, _, _)| *p == sale.performance).map(|(_, _, n)| n).sum();
    if wanted + had > sale.order_max {
        return Err(HoldRefusal::OverLimit { max: sale.order_max });
    }
    Ok(())
}

fn needs(new: &[NewHold]) -> BTreeMap<PoolId, i64> {
    let mut needs = BTreeMap::new();
    for hold in new {
        for pool in &hold.pools {
            *needs.entry(*pool).or_insert(0) += i64::from(hold.quantity);
        }
    }
    needs
}

/// The first hold that one of its pools has no room for, with that pool.
fn first_short<'a>(locked: &[LockedPool], new: &'a [NewHold]) -> Option<(&'a NewHold, LockedPool)> {
    let needs = needs(new);
    let short = |pool: &PoolId| {
        let locked = locked.iter().find(|l| l.pool == *pool)?;
        (needs.get(pool).copied().unwrap_or(0) > i64::from(locked.free())).then_some(*locked)
    };
    new.iter().find_map(|hold| hold.pools.iter().find_map(short).map(|pool| (hold, pool)))
}
