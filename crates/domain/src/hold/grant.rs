//! Who gets what: claims in the order they came, against what is free. Whoever calls has read what is free under its locks,
//! and writes what is granted before they are let go.

use super::Claim;
use super::check::{self, Seats, Terms, TermsByPerformance};
use crate::discount_code::DiscountCode;
use crate::event::Channel;
use crate::ids::{DiscountCodeId, HoldId, PerformanceId, PoolId, SeatId, TicketTypeId};
use crate::money::MoneyError;
use crate::pricing::Quote;
use crate::refusal::{HoldRefusal, RuleError};
use crate::sale_terms::{Claimable, SaleTerms};
use chrono::{DateTime, Duration, Utc};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A pool's counters at this moment.
#[derive(Clone, Copy, Debug)]
pub struct PoolCounts {
    pub pool: PoolId,
    /// `None`: it counts what holds of many performances draw from, the uses of a code.
    pub performance: Option<PerformanceId>,
    pub capacity: i32,
    pub held: i32,
    pub sold: i32,
}

impl PoolCounts {
    pub fn free(&self) -> i64 {
        i64::from(self.capacity) - i64::from(self.held) - i64::from(self.sold)
    }
}

/// What is free now, less what was granted since it was read.
pub struct FreePlaces {
    pools: HashMap<PoolId, PoolCounts>,
    /// Seats granted in this batch.
    granted: HashSet<(PerformanceId, SeatId)>,
    /// When the first place of a pool may come back; looked up by whoever refuses.
    pub back_at: HashMap<PoolId, Option<DateTime<Utc>>>,
    /// The same of places granted in this batch, which nobody can look up yet.
    granted_until: HashMap<PoolId, DateTime<Utc>>,
}

/// A place, or several of one kind, that somebody is given.
#[derive(Clone, Debug)]
pub struct Granted {
    pub id: HoldId,
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub pools: Vec<PoolId>,
    pub quantity: u32,
    pub seat: Option<SeatId>,
    pub quote: Quote,
    /// The discount code it is priced with; one of the pools counts its uses.
    pub code: Option<DiscountCodeId>,
    pub expires_at: DateTime<Utc>,
}

/// Places that were asked for and can't be had, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissedPlaces {
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub places: u32,
    /// Which seat, where it is one.
    pub seat: Option<SeatId>,
    pub refusal: HoldRefusal,
}

/// Why nothing was granted, and every place that stood in the way; none where it wasn't about places.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{refusal}")]
pub struct HoldRefused {
    pub refusal: HoldRefusal,
    pub missed: Vec<MissedPlaces>,
}

impl From<HoldRefusal> for HoldRefused {
    fn from(refusal: HoldRefusal) -> HoldRefused {
        HoldRefused { refusal, missed: Vec::new() }
    }
}

/// One ask, as the desk sees it.
pub struct HoldWish<'a> {
    pub claims: &'a [Claim],
    pub channel: Channel,
    /// Take what can be had, and say what can't.
    pub partly: bool,
    pub in_cart: &'a [(PerformanceId, TicketTypeId, u32)],
    /// What the cart's places are priced with, as long as it is accepted and has uses left: a place that is there isn't refused for
    /// a code that isn't.
    pub code: Option<&'a DiscountCode>,
}

impl Granted {
    /// As the limits count it.
    pub fn counted(&self) -> (PerformanceId, TicketTypeId, u32) {
        (self.performance, self.ticket_type, self.quantity)
    }
}

impl FreePlaces {
    pub fn new(pools: Vec<PoolCounts>) -> FreePlaces {
        let pools = pools.into_iter().map(|p| (p.pool, p)).collect();
        FreePlaces { pools, granted: HashSet::new(), back_at: HashMap::new(), granted_until: HashMap::new() }
    }

    /// As if there were room for all: for a batch whose room the database looks at by itself.
    pub fn unlimited(pools: &BTreeSet<PoolId>) -> FreePlaces {
        let pool = |pool: &PoolId| PoolCounts { pool: *pool, performance: None, capacity: i32::MAX, held: 0, sold: 0 };
        FreePlaces::new(pools.iter().map(pool).collect())
    }

    pub fn performance_of(&self, pool: PoolId) -> Option<PerformanceId> {
        self.pools.get(&pool)?.performance
    }

    /// How many units of a pool are neither held nor sold.
    pub fn of(&self, pool: PoolId) -> i64 {
        self.pools.get(&pool).map_or(0, PoolCounts::free)
    }

    fn take(&mut self, grant: &Granted) {
        let places = i32::try_from(grant.quantity).unwrap_or(i32::MAX);
        for pool_id in &grant.pools {
            if let Some(pool) = self.pools.get_mut(pool_id) {
                pool.held = pool.held.saturating_add(places);
            }
            let until = self.granted_until.entry(*pool_id).or_insert(grant.expires_at);
            *until = grant.expires_at.min(*until);
        }
        self.granted.extend(grant.seat.map(|seat| (grant.performance, seat)));
    }

    fn give_back(&mut self, grant: &Granted) {
        let places = i32::try_from(grant.quantity).unwrap_or(i32::MAX);
        for pool in &grant.pools {
            if let Some(pool) = self.pools.get_mut(pool) {
                pool.held -= places;
            }
        }
        if let Some(seat) = grant.seat {
            self.granted.remove(&(grant.performance, seat));
        }
    }

    /// "Sold out", "only so many left" and "all in carts" are different answers. What the same wish was granted before
    /// (`own`) counts as left: it isn't somebody else's.
    fn why(&self, pool: PoolId, ticket_type: TicketTypeId, own: u32) -> HoldRefusal {
        let Some(now) = self.pools.get(&pool) else { return HoldRefusal::SoldOut { ticket_type } };
        let left = now.free() + i64::from(own);
        let in_carts = i64::from(now.held) - i64::from(own);
        if left > 0 {
            HoldRefusal::NotEnough { ticket_type, left: u32::try_from(left).unwrap_or(u32::MAX) }
        } else if in_carts > 0 {
            let back_at = self.back_at.get(&pool).copied().flatten().or(self.granted_until.get(&pool).copied());
            HoldRefusal::AllInCarts { ticket_type, count: u32::try_from(in_carts).unwrap_or(u32::MAX), back_at }
        } else {
            HoldRefusal::SoldOut { ticket_type }
        }
    }

    /// Pools that have less than these claims want in all.
    pub fn short_of(&self, wanted: &HashMap<PoolId, i64>) -> Vec<PoolId> {
        wanted.iter().filter(|(pool, places)| self.of(**pool) < **places).map(|(pool, _)| *pool).collect()
    }
}

/// Grants a wish, whole or, where that is wished, in part: what is granted, and what of it can't be had. Nothing is taken from
/// `free` by a wish that is refused.
pub fn grant(
    wish: &HoldWish<'_>,
    terms: &TermsByPerformance,
    seats: &Seats,
    free: &mut FreePlaces,
    id: &mut dyn FnMut() -> HoldId,
    now: DateTime<Utc>,
) -> Result<(Vec<Granted>, Vec<MissedPlaces>), RuleError<HoldRefused>> {
    let mut granted: Vec<Granted> = Vec::new();
    let mut missed: Vec<MissedPlaces> = Vec::new();
    let whole = Terms { by_performance: terms, seats, channel: wish.channel, in_cart: wish.in_cart, now };
    let checked = match wish.partly {
        true => check::check_size(wish.claims),
        false => check::check(&whole, wish.claims),
    };
    if let Err(refusal) = checked {
        return Err(RuleError::Refused(HoldRefused { refusal, missed: missing_seats(&whole, wish.claims, free) }));
    }
    for claim in wish.claims.iter().filter(|c| c.places() > 0) {
        let mut claim = Cow::Borrowed(claim);
        if wish.partly && !claim.seats.is_empty() {
            // A seat that isn't sold here stands in its own way, not in that of the others.
            let misfits = misfits(&whole, &claim);
            claim.to_mut().seats.retain(|seat| !misfits.iter().any(|m| m.seat == Some(*seat)));
            missed.extend(misfits);
            if claim.seats.is_empty() {
                continue;
            }
        }
        let claim: &Claim = &claim;
        // In part, each claim is looked at by itself: after what those before it were granted.
        let had: Vec<_> = wish.in_cart.iter().copied().chain(granted.iter().map(Granted::counted)).collect();
        let terms = Terms { by_performance: terms, seats, channel: wish.channel, in_cart: &had, now };
        if wish.partly
            && let Err(refusal) = check::check(&terms, std::slice::from_ref(claim))
        {
            missed.push(miss(claim, None, claim.places(), refusal));
            continue;
        }
        let Some((sale, kind)) = terms.wanted(claim) else {
            let refusal = HoldRefusal::UnknownTicketType { ticket_type: claim.ticket_type };
            missed.push(miss(claim, None, claim.places(), refusal));
            continue;
        };
        let (before, missed_before) = (granted.len(), missed.len());
        for part in parts(claim, sale, kind, seats, wish.channel, now)? {
            let part = with_code(
                Granted { id: id(), ..part },
                wish.code.filter(|code| code.is_for(sale.event.id)),
                free,
                now,
            )?;
            match fit(&part, &granted, seats, free) {
                Ok(()) => {
                    free.take(&part);
                    granted.push(part);
                }
                Err((refusal, left)) => {
                    missed.push(miss(claim, part.seat, part.quantity - left, refusal));
                    if left > 0 && wish.partly {
                        let part = Granted { quantity: left, ..part };
                        free.take(&part);
                        granted.push(part);
                    }
                }
            }
        }
        let got: u32 = granted[before..].iter().map(|g| g.quantity).sum();
        // Fewer than have to be bought together are none.
        if wish.partly
            && let Some(why) = missed.get(missed_before).map(|m| m.refusal.clone())
            && !check::reaches_minimum(&terms, claim, got)
        {
            granted.drain(before..).rev().for_each(|grant| free.give_back(&grant));
            missed.truncate(missed_before);
            missed.push(miss(claim, None, claim.places(), why));
        }
    }
    let refused = missed.first().filter(|_| !wish.partly || granted.is_empty()).map(|m| m.refusal.clone());
    match refused {
        Some(refusal) => {
            granted.iter().rev().for_each(|grant| free.give_back(grant));
            Err(RuleError::Refused(HoldRefused { refusal, missed }))
        }
        None if granted.is_empty() => Err(RuleError::Refused(HoldRefusal::Nothing.into())),
        None => Ok((granted, missed)),
    }
}

fn miss(claim: &Claim, seat: Option<SeatId>, places: u32, refusal: HoldRefusal) -> MissedPlaces {
    MissedPlaces { performance: claim.performance, ticket_type: claim.ticket_type, places, seat, refusal }
}

/// The seats of a claim that can't be had by it whoever else wants them: there is none, it isn't sold as this ticket, or it is
/// named twice.
fn misfits(terms: &Terms<'_>, claim: &Claim) -> Vec<MissedPlaces> {
    let mut seen = BTreeSet::new();
    let mut refused = |seat: &SeatId| {
        let again = (!seen.insert(*seat)).then_some(HoldRefusal::SeatTaken { seat: *seat });
        check::check_seat(terms, claim, *seat).err().or(again)
    };
    claim.seats.iter().filter_map(|seat| Some(miss(claim, Some(*seat), 1, refused(seat)?))).collect()
}

/// Every seat that can't be had, of claims that are refused as a whole.
fn missing_seats(terms: &Terms<'_>, claims: &[Claim], free: &FreePlaces) -> Vec<MissedPlaces> {
    let of = |claim: &Claim| {
        let mut missed = misfits(terms, claim);
        let fitting: Vec<SeatId> =
            claim.seats.iter().copied().filter(|seat| !missed.iter().any(|m| m.seat == Some(*seat))).collect();
        let taken = fitting.into_iter().filter(|seat| is_taken(terms.seats, free, claim.performance, *seat));
        missed.extend(taken.map(|seat| miss(claim, Some(seat), 1, HoldRefusal::SeatTaken { seat })));
        missed
    };
    claims.iter().flat_map(of).collect()
}

fn is_taken(seats: &Seats, free: &FreePlaces, performance: PerformanceId, seat: SeatId) -> bool {
    let key = (performance, seat);
    free.granted.contains(&key) || seats.get(&key).is_some_and(|s| s.taken)
}

/// A claim as holds: one for all its counted places, or one for each seat.
fn parts(
    claim: &Claim,
    sale: &SaleTerms,
    kind: &Claimable,
    seats: &Seats,
    channel: Channel,
    now: DateTime<Utc>,
) -> Result<Vec<Granted>, MoneyError> {
    let quote = |zone| kind.price_rule(claim.performance, zone, channel, now).quote_with(&[]);
    let expires_at = now + Duration::minutes(i64::from(sale.event.hold_minutes));
    let part = |quantity, seat, zone| -> Result<Granted, MoneyError> {
        Ok(Granted {
            id: HoldId(uuid::Uuid::nil()),
            performance: claim.performance,
            ticket_type: claim.ticket_type,
            pools: kind.pools_for(zone).map(|p| p.pool).collect(),
            quantity,
            seat,
            quote: quote(zone)?,
            code: None,
            expires_at,
        })
    };
    if claim.seats.is_empty() {
        return Ok(vec![part(claim.quantity, None, None)?]);
    }
    let each = claim.seats.iter().map(|seat| {
        let zone = seats.get(&(claim.performance, *seat)).map(|s| s.zone);
        part(1, Some(*seat), zone)
    });
    each.collect()
}

/// The same at the price that a code makes of it, where that is accepted, lowers it and has so many uses left.
fn with_code(
    part: Granted,
    code: Option<&DiscountCode>,
    free: &FreePlaces,
    now: DateTime<Utc>,
) -> Result<Granted, MoneyError> {
    let Some(code) = code.filter(|code| code.check(now).is_ok() && free.of(code.pool) >= i64::from(part.quantity))
    else {
        return Ok(part);
    };
    Ok(match code.price(&part.quote)? {
        Some(quote) => {
            let pools = part.pools.iter().copied().chain([code.pool]).collect();
            Granted { quote, pools, code: Some(code.id), ..part }
        }
        None => part,
    })
}

/// Whether there is room for it; otherwise why not, and how many places there are room for.
fn fit(part: &Granted, granted: &[Granted], seats: &Seats, free: &FreePlaces) -> Result<(), (HoldRefusal, u32)> {
    // That a seat is someone else's is the truer answer than that the zone is short of one.
    if let Some(seat) = part.seat
        && (is_taken(seats, free, part.performance, seat) || !seats.contains_key(&(part.performance, seat)))
    {
        return Err((HoldRefusal::SeatTaken { seat }, 0));
    }
    let tightest = part.pools.iter().min_by_key(|pool| free.of(**pool));
    match tightest {
        Some(pool) if free.of(*pool) < i64::from(part.quantity) => {
            let left = u32::try_from(free.of(*pool).max(0)).unwrap_or(0);
            let own = granted.iter().filter(|g| g.pools.contains(pool)).map(|g| g.quantity).sum();
            Err((free.why(*pool, part.ticket_type, own), left))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
