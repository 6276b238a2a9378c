//! What is left, when ticket types draw from several pools. The catalogue, the event page and the till all count here.

use crate::event::SaleState;
use chrono::{DateTime, Utc};

/// A pool as one ticket type draws from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawnPool<P> {
    pub pool: P,
    /// Its places are numbered seats: a ticket draws from one of the seated pools, and from every one of the others.
    pub seated: bool,
    pub capacity: u32,
    pub sold: u32,
    /// In carts whose time isn't over; others come back the moment someone needs them.
    pub held: u32,
    /// When the first of them may come back.
    pub back_at: Option<DateTime<Utc>>,
}

/// What can be had, and what may come back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    pub free: u32,
    /// In carts, and not beyond what would be free if they all came back.
    pub held: u32,
    pub back_at: Option<DateTime<Utc>>,
}

impl<P> DrawnPool<P> {
    fn free(&self) -> u32 {
        self.capacity.saturating_sub(self.sold).saturating_sub(self.held)
    }

    fn unsold(&self) -> u32 {
        self.capacity.saturating_sub(self.sold)
    }
}

/// What is left of one ticket type. A type that draws from nothing has nothing.
pub fn of_type<P: Copy + PartialEq>(pools: &[DrawnPool<P>]) -> Left {
    of_types([pools])
}

/// What is left of several ticket types together; a place that several of them could be sold as is counted once.
pub fn of_types<'a, P: Copy + PartialEq + 'a>(types: impl IntoIterator<Item = &'a [DrawnPool<P>]>) -> Left {
    let types: Vec<&[DrawnPool<P>]> = types.into_iter().collect();
    let free = places(&types, DrawnPool::free);
    let unsold = places(&types, DrawnPool::unsold);
    let back_at = types.iter().flat_map(|t| t.iter()).filter_map(|p| p.back_at).min();
    Left { free, held: unsold.saturating_sub(free), back_at }
}

/// What is said of an event with several dates: the best that any of them offers. `left` and `count` are sums.
pub fn overall(dates: &[SaleState]) -> SaleState {
    let on_sale = dates.iter().filter_map(|d| if let SaleState::OnSale { left } = d { Some(*left) } else { None });
    if let Some(left) = on_sale.reduce(u32::saturating_add) {
        return SaleState::OnSale { left };
    }
    let in_carts = dates.iter().filter_map(|d| match d {
        SaleState::AllInCarts { count, back_at } => Some((*count, *back_at)),
        _ => None,
    });
    let earlier = |a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>| a.into_iter().chain(b).min();
    if let Some((count, back_at)) = in_carts.reduce(|a, b| (a.0.saturating_add(b.0), earlier(a.1, b.1))) {
        return SaleState::AllInCarts { count, back_at };
    }
    if let Some(from) =
        dates.iter().filter_map(|d| if let SaleState::NotYet { from } = d { Some(*from) } else { None }).min()
    {
        return SaleState::NotYet { from };
    }
    let any = |state: SaleState| dates.contains(&state);
    match () {
        () if any(SaleState::SoldOut) => SaleState::SoldOut,
        () if any(SaleState::Cancelled) && !any(SaleState::Ended) => SaleState::Cancelled,
        () => SaleState::Ended,
    }
}

/// Sells one type after the other until nothing is left, and counts.
fn places<P: Copy + PartialEq>(types: &[&[DrawnPool<P>]], room: fn(&DrawnPool<P>) -> u32) -> u32 {
    let mut rooms: Vec<(P, u32)> = Vec::new();
    for pool in types.iter().flat_map(|t| t.iter()) {
        if !rooms.iter().any(|(p, _)| *p == pool.pool) {
            rooms.push((pool.pool, room(pool)));
        }
    }
    let mut total = 0u32;
    for pools in types {
        let left = |pool: P| rooms.iter().find(|(p, _)| *p == pool).map_or(0, |(_, n)| *n);
        let crowd = pools.iter().filter(|p| !p.seated).map(|p| left(p.pool)).min();
        let seats: Option<u32> = pools
            .iter()
            .any(|p| p.seated)
            .then(|| pools.iter().filter(|p| p.seated).map(|p| left(p.pool)).fold(0, u32::saturating_add));
        let sold = match (crowd, seats) {
            (Some(a), Some(b)) => a.min(b),
            (Some(a), None) | (None, Some(a)) => a,
            (None, None) => 0,
        };
        let mut seats_to_take = sold;
        for pool in *pools {
            let Some((_, n)) = rooms.iter_mut().find(|(p, _)| *p == pool.pool) else { continue };
            let taken = if pool.seated { seats_to_take.min(*n) } else { sold };
            if pool.seated {
                seats_to_take -= taken;
            }
            *n -= taken;
        }
        total = total.saturating_add(sold);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pool(pool: u8, seated: bool, capacity: u32, sold: u32, held: u32) -> DrawnPool<u8> {
        DrawnPool { pool, seated, capacity, sold, held, back_at: None }
    }

    fn left(free: u32, held: u32) -> Left {
        Left { free, held, back_at: None }
    }

    #[test]
    fn a_type_has_what_its_scarcest_pool_has_and_any_of_its_seats() {
        assert_eq!(of_type(&[pool(1, false, 100, 10, 5), pool(2, false, 20, 0, 3)]), left(17, 3));
        assert_eq!(of_type(&[pool(1, true, 100, 100, 0), pool(2, true, 20, 10, 10)]), left(0, 10));
        assert_eq!(of_type(&[pool(1, true, 100, 0, 0), pool(2, false, 20, 20, 0)]), left(0, 0));
        assert_eq!(of_type::<u8>(&[]), left(0, 0));
    }

    #[test]
    fn a_place_is_counted_once_however_many_ways_it_can_be_sold() {
        let all = [pool(1, false, 100, 0, 0)];
        let quota = [pool(1, false, 100, 0, 0), pool(2, false, 20, 0, 0)];
        assert_eq!(of_types([all.as_slice(), quota.as_slice()]).free, 100);
        assert_eq!(of_types([quota.as_slice(), all.as_slice()]).free, 100);
        let (stalls, both) = ([pool(1, true, 10, 0, 0)], [pool(1, true, 10, 0, 0), pool(2, true, 5, 0, 0)]);
        assert_eq!(of_types([stalls.as_slice(), both.as_slice()]).free, 15);
    }

    #[test]
    fn an_event_is_what_its_best_date_is() {
        use SaleState::*;
        let (early, late) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + chrono::Duration::hours(1));
        let carts = |count, back_at| AllInCarts { count, back_at };
        assert_eq!(overall(&[SoldOut, OnSale { left: 2 }, OnSale { left: 3 }]), OnSale { left: 5 });
        assert_eq!(overall(&[carts(1, Some(late)), carts(2, Some(early)), SoldOut]), carts(3, Some(early)));
        assert_eq!(overall(&[NotYet { from: late }, SoldOut, NotYet { from: early }]), NotYet { from: early });
        assert_eq!(overall(&[Ended, SoldOut, Cancelled]), SoldOut);
        assert_eq!((overall(&[Cancelled]), overall(&[Cancelled, Ended]), overall(&[])), (Cancelled, Ended, Ended));
    }

    proptest! {
        /// Together there is never more than in the pools, never less than of any one type.
        #[test]
        fn together_is_between_the_most_of_one_and_the_sum(
            rooms in prop::collection::vec((1u32..50, 0u32..25, 0u32..25, any::<bool>()), 1..5),
            draws in prop::collection::vec(prop::collection::btree_set(0usize..5, 1..4), 1..5),
        ) {
            let drawn = |set: &std::collections::BTreeSet<usize>| -> Vec<DrawnPool<u8>> {
                set.iter().filter_map(|n| rooms.get(*n).map(|(c, s, h, seated)| pool(*n as u8, *seated, c + s + h, *s, *h))).collect()
            };
            let types: Vec<Vec<DrawnPool<u8>>> = draws.iter().map(drawn).collect();
            let together = of_types(types.iter().map(Vec::as_slice));
            let capacity: u32 = rooms.iter().map(|(c, ..)| c).sum();
            prop_assert!(together.free <= capacity);
            for one in &types {
                // What one type has alone, another may have taken first: then the total is at least as large.
                prop_assert!(of_type(one).free == 0 || together.free > 0);
            }
            prop_assert!(together.free <= types.iter().map(|t| of_type(t).free).sum());
        }
    }
}
