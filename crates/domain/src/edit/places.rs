//! The places of a date that is there already: when they may become others, and how few they may be.

use crate::event::Pool;
use crate::form::Places;
use crate::ids::{PoolId, SeatMapId};
use crate::refusal::Problem;

/// What a save does to the places of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlacesChange {
    Nothing,
    /// Its one pool gets another capacity.
    Resize(PoolId, u32),
    /// Its pools make way for others, which nobody may have places of.
    Anew,
}

/// `map` and `pools` are what the date has, `wanted` is what was typed.
pub fn change_of_places(map: Option<SeatMapId>, pools: &[Pool], wanted: Places) -> PlacesChange {
    match (map, wanted, pools) {
        (Some(old), Places::Map(new), _) if old == new => PlacesChange::Nothing,
        (None, Places::Capacity(capacity), [pool]) if pool.capacity == capacity => PlacesChange::Nothing,
        (None, Places::Capacity(capacity), [pool]) => PlacesChange::Resize(pool.id, capacity),
        _ => PlacesChange::Anew,
    }
}

/// Whether all pools of a date may make way: only where nothing was ever held or sold.
pub fn check_anew(touched: bool, pools: &[Pool]) -> Result<(), Problem> {
    if touched { Err(Problem::BelowSold { sold: pools.iter().map(Pool::in_use).sum() }) } else { Ok(()) }
}

/// Whether a pool may have this capacity: never below what is held and sold.
pub fn check_resize(capacity: u32, in_use: u32) -> Result<(), Problem> {
    if capacity < in_use { Err(Problem::BelowSold { sold: in_use }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PerformanceId;
    use uuid::Uuid;

    fn pool(n: u128, capacity: u32) -> Pool {
        let (id, performance) = (PoolId(Uuid::from_u128(n)), PerformanceId(Uuid::nil()));
        Pool { id, performance, zone: None, name: String::new(), capacity, held: 1, sold: 2 }
    }

    #[test]
    fn places_become_others_only_where_they_are_others() {
        let (here, there) = (SeatMapId(Uuid::from_u128(1)), SeatMapId(Uuid::from_u128(2)));
        let (one, two) = (vec![pool(3, 100)], vec![pool(3, 100), pool(4, 50)]);
        for (map, pools, wanted, expect) in [
            (Some(here), &two, Places::Map(here), PlacesChange::Nothing),
            (Some(here), &two, Places::Map(there), PlacesChange::Anew),
            (Some(here), &one, Places::Capacity(100), PlacesChange::Anew),
            (None, &one, Places::Map(here), PlacesChange::Anew),
            (None, &one, Places::Capacity(100), PlacesChange::Nothing),
            (None, &one, Places::Capacity(120), PlacesChange::Resize(one[0].id, 120)),
            (None, &two, Places::Capacity(150), PlacesChange::Anew),
        ] {
            assert_eq!(change_of_places(map, pools, wanted), expect, "{map:?} {wanted:?}");
        }
    }

    #[test]
    fn nobody_loses_a_place() {
        let pools = [pool(3, 100), pool(4, 50)];
        assert_eq!(check_anew(false, &pools), Ok(()));
        assert_eq!(check_anew(true, &pools), Err(Problem::BelowSold { sold: 6 }));
        assert_eq!(check_resize(6, 6), Ok(()));
        assert_eq!(check_resize(5, 6), Err(Problem::BelowSold { sold: 6 }));
    }
}
