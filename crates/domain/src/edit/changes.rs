//! What may be done with an event, its dates and its halls that are there already: put on sale and taken off, cancelled, deleted.

use super::{EventRefusal, HallRefusal, Missing, PublishRefusal};
use crate::event::{EventStatus, PerformanceStatus, Pool};

/// Puts an event in the shop; `None` where it is there already.
pub fn publish(status: EventStatus, missing: &[Missing]) -> Result<Option<EventStatus>, PublishRefusal> {
    match status {
        EventStatus::Published => Ok(None),
        _ if !missing.is_empty() => Err(PublishRefusal { missing: missing.to_vec() }),
        EventStatus::Draft => Ok(Some(EventStatus::Published)),
        EventStatus::Cancelled => Err(PublishRefusal { missing: vec![Missing::Cancelled] }),
    }
}

/// Makes it a draft again, while none of its places is sold or in a cart; `None` where it is one.
pub fn unpublish(status: EventStatus, places: u32) -> Result<Option<EventStatus>, EventRefusal> {
    match status {
        EventStatus::Draft => Ok(None),
        EventStatus::Cancelled => Err(EventRefusal::CancelledAlready),
        EventStatus::Published if places > 0 => Err(EventRefusal::InUse { places }),
        EventStatus::Published => Ok(Some(EventStatus::Draft)),
    }
}

/// Cancels an event, whether it was in the shop or not; once.
pub fn cancel_event(status: EventStatus) -> Result<EventStatus, EventRefusal> {
    match status {
        EventStatus::Cancelled => Err(EventRefusal::CancelledAlready),
        EventStatus::Draft | EventStatus::Published => Ok(EventStatus::Cancelled),
    }
}

/// Cancels a date; once.
pub fn cancel_performance(status: PerformanceStatus) -> Result<PerformanceStatus, EventRefusal> {
    match status {
        PerformanceStatus::Cancelled => Err(EventRefusal::CancelledAlready),
        PerformanceStatus::Scheduled => Ok(PerformanceStatus::Cancelled),
    }
}

/// Whether a date may be deleted: only when nothing was ever held or sold for it. `pools`: its own.
pub fn delete_performance<'a>(touched: bool, pools: impl Iterator<Item = &'a Pool>) -> Result<(), EventRefusal> {
    if touched { Err(EventRefusal::InUse { places: pools.map(Pool::in_use).sum() }) } else { Ok(()) }
}

/// Whether a venue or a map may be taken away. `performances`: how many dates are there or ever were.
pub fn take_hall_away(performances: u32) -> Result<(), HallRefusal> {
    if performances > 0 { Err(HallRefusal::HasPerformances { performances }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{PerformanceId, PoolId};
    use uuid::Uuid;

    #[test]
    fn each_status_answers_every_change() {
        use EventStatus::*;
        let missing = |what: &[Missing]| Err(PublishRefusal { missing: what.to_vec() });
        let none = [Missing::Performance];
        let check = |status, published, unready, unpublished, in_use, cancelled| {
            assert_eq!(publish(status, &[]), published, "{status:?}, ready");
            assert_eq!(publish(status, &none), unready, "{status:?}, without a date");
            assert_eq!(unpublish(status, 0), unpublished, "{status:?}, nothing sold");
            assert_eq!(unpublish(status, 3), in_use, "{status:?}, three sold");
            assert_eq!(cancel_event(status), cancelled, "{status:?}");
        };
        let (used, over) = (Err(EventRefusal::InUse { places: 3 }), Err(EventRefusal::CancelledAlready));
        check(Draft, Ok(Some(Published)), missing(&none), Ok(None), Ok(None), Ok(Cancelled));
        check(Published, Ok(None), Ok(None), Ok(Some(Draft)), used, Ok(Cancelled));
        let gone = Err(EventRefusal::CancelledAlready);
        check(
            Cancelled,
            missing(&[Missing::Cancelled]),
            missing(&none),
            over,
            gone,
            Err(EventRefusal::CancelledAlready),
        );
    }

    #[test]
    fn a_date_is_cancelled_once_and_deleted_only_if_nobody_ever_wanted_it() {
        assert_eq!(cancel_performance(PerformanceStatus::Scheduled), Ok(PerformanceStatus::Cancelled));
        assert_eq!(cancel_performance(PerformanceStatus::Cancelled), Err(EventRefusal::CancelledAlready));
        let pool = |held, sold| Pool {
            id: PoolId(Uuid::nil()),
            performance: PerformanceId(Uuid::nil()),
            zone: None,
            name: "Stalls".into(),
            capacity: 10,
            held,
            sold,
        };
        let pools = [pool(1, 2), pool(0, 4)];
        assert_eq!(delete_performance(false, pools.iter()), Ok(()));
        assert_eq!(delete_performance(true, pools.iter()), Err(EventRefusal::InUse { places: 7 }));
        assert_eq!(delete_performance(true, [].iter()), Err(EventRefusal::InUse { places: 0 }), "it was, once");
    }

    #[test]
    fn a_hall_is_taken_away_where_nothing_ever_took_place() {
        assert_eq!(take_hall_away(0), Ok(()));
        assert_eq!(take_hall_away(2), Err(HallRefusal::HasPerformances { performances: 2 }));
    }
}
