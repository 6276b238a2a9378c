//! Holds that ended before their money came: whether they come to life again.

use super::HoldState;
use super::grant::PoolCounts;
use crate::ids::{HoldId, PoolId};
use crate::transition::InvalidTransition;
use std::collections::HashMap;

/// A hold of an order, as it is read under its pools' locks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderHold {
    pub id: HoldId,
    pub state: HoldState,
    pub pools: Vec<PoolId>,
    pub quantity: u32,
}

impl OrderHold {
    /// Whether its places aren't kept any more.
    pub fn has_lapsed(&self) -> bool {
        self.state != HoldState::Pending
    }
}

/// What a revival is decided on, read under the locks of all pools of the order's performances.
#[derive(Clone, Copy, Debug)]
pub struct LapsedOrder<'a> {
    /// All of the order's, kept or not.
    pub holds: &'a [OrderHold],
    pub pools: &'a [PoolCounts],
    /// Whether some of what was ordered doesn't take place.
    pub cancelled: bool,
    /// Whether a seat of a hold that lapsed is someone else's by now.
    pub seats_taken: bool,
}

impl LapsedOrder<'_> {
    /// Which holds are to be revived so that the order has all its places again: all that lapsed, or none (`None`) where
    /// something doesn't take place, or a place can't be had any more.
    ///
    /// # Errors
    /// When a hold was sold: then the order is paid, and nothing of it is to be revived.
    pub fn revive(&self) -> Result<Option<Vec<HoldId>>, InvalidTransition<HoldState>> {
        let lapsed: Vec<&OrderHold> = self.holds.iter().filter(|hold| hold.has_lapsed()).collect();
        let mut needs: HashMap<PoolId, i64> = HashMap::new();
        for hold in &lapsed {
            hold.state.become_state(HoldState::Pending)?;
            for pool in &hold.pools {
                *needs.entry(*pool).or_default() += i64::from(hold.quantity);
            }
        }
        if lapsed.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let has_room = |(pool, need): (&PoolId, &i64)| self.pools.iter().any(|p| p.pool == *pool && p.free() >= *need);
        let can_be_had = !self.cancelled && !self.seats_taken && needs.iter().all(has_room);
        Ok(can_be_had.then(|| lapsed.iter().map(|hold| hold.id).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PerformanceId;
    use HoldState::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn pool_id(n: u128) -> PoolId {
        PoolId(Uuid::from_u128(n))
    }

    fn pool(n: u128, free: i32) -> PoolCounts {
        let performance = PerformanceId(Uuid::from_u128(99));
        PoolCounts { pool: pool_id(n), performance: Some(performance), capacity: free + 5, held: 2, sold: 3 }
    }

    fn hold(n: u128, state: HoldState, quantity: u32, pools: &[u128]) -> OrderHold {
        let pools = pools.iter().map(|n| pool_id(*n)).collect();
        OrderHold { id: HoldId(Uuid::from_u128(n)), state, pools, quantity }
    }

    fn revive(holds: &[OrderHold], pools: &[PoolCounts]) -> Option<Vec<HoldId>> {
        LapsedOrder { holds, pools, cancelled: false, seats_taken: false }.revive().unwrap()
    }

    #[test]
    fn what_lapsed_comes_back_whole_or_not_at_all() {
        let holds = [hold(1, Pending, 9, &[1]), hold(2, Expired, 2, &[1]), hold(3, Voided, 1, &[1, 2])];
        let both = Some(vec![holds[1].id, holds[2].id]);
        assert_eq!(revive(&holds, &[pool(1, 3), pool(2, 1)]), both, "what is kept needs no room");
        assert_eq!(revive(&holds, &[pool(1, 2), pool(2, 1)]), None, "the two draw on one pool");
        assert_eq!(revive(&holds, &[pool(1, 3), pool(2, 0)]), None);
        assert_eq!(revive(&holds, &[pool(1, 3)]), None, "a pool that is gone has no room");
        assert_eq!(revive(&holds[..1], &[]), Some(Vec::new()), "nothing has lapsed");
    }

    #[test]
    fn what_is_cancelled_or_someone_elses_stays_away() {
        let holds = [hold(2, Expired, 1, &[1])];
        for (cancelled, seats_taken) in [(true, false), (false, true), (true, true)] {
            let order = LapsedOrder { holds: &holds, pools: &[pool(1, 5)], cancelled, seats_taken };
            assert_eq!(order.revive(), Ok(None));
        }
    }

    #[test]
    fn what_was_sold_is_not_revived() {
        let holds = [hold(1, Posted, 1, &[1]), hold(2, Expired, 1, &[1])];
        let order = LapsedOrder { holds: &holds, pools: &[pool(1, 5)], cancelled: false, seats_taken: false };
        assert_eq!(order.revive(), Err(InvalidTransition { from: Posted, to: Pending }));
    }

    proptest! {
        /// What is revived never counts more than a pool has room for, and leaves none of the order's holds ended.
        #[test]
        fn no_pool_is_overdrawn(
            all in prop::collection::vec((0usize..3, 1u32..4, prop::sample::subsequence(vec![1u128, 2, 3], 1..=3)), 1..6),
            free in prop::collection::vec(0i32..8, 3),
        ) {
            let states = [Pending, Voided, Expired];
            let holds: Vec<OrderHold> = (10u128..).zip(&all)
                .map(|(n, (state, quantity, pools))| hold(n, states[*state], *quantity, pools)).collect();
            let pools: Vec<PoolCounts> = (1u128..).zip(&free).map(|(n, free)| pool(n, *free)).collect();
            let need = |pool: &PoolCounts| -> i64 {
                let of_pool = holds.iter().filter(|h| h.has_lapsed() && h.pools.contains(&pool.pool));
                of_pool.map(|h| i64::from(h.quantity)).sum()
            };
            let fits = pools.iter().all(|pool| need(pool) <= pool.free());
            let lapsed: Vec<HoldId> = holds.iter().filter(|h| h.has_lapsed()).map(|h| h.id).collect();
            prop_assert_eq!(revive(&holds, &pools), fits.then_some(lapsed));
        }
    }
}
