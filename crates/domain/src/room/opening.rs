//! When a waiting room makes way or closes, and how many it lets in at once.

use crate::protection::RoomRule;
use chrono::{DateTime, Duration, Utc};

/// After the draw a room stays open at least this long: the rush comes then.
const DRAWN_STAYS: Duration = Duration::hours(1);
/// A room that opened by itself stays open at least this long.
const AUTO_STAYS: Duration = Duration::minutes(1);
/// What of the rate isn't used is lost after this long: no flood after a pause.
const BURST: Duration = Duration::seconds(2);

/// A room that is there, as it is under its lock.
#[derive(Clone, Copy, Debug)]
pub struct OpenRoom {
    /// Its places are drawn; otherwise it opened by itself, and they are in the order of arrival.
    pub has_draw: bool,
    pub opens_at: DateTime<Utc>,
    /// From then on people are let in.
    pub drawn_at: Option<DateTime<Utc>>,
    pub shoppers_max: u32,
    pub inside: u32,
    pub waiting: u32,
    /// How many were let in so far, and until when the rate has been used.
    pub admitted: u64,
    pub admitted_to: DateTime<Utc>,
}

impl OpenRoom {
    /// Whether it is the room that the settings want. Any other makes way, unless people are being let in from its draw.
    /// `scheduled`: when the room of a draw opens, where one is still to open or to be gone through.
    pub fn stays(&self, rule: RoomRule, scheduled: Option<DateTime<Utc>>) -> bool {
        match (rule, scheduled) {
            (RoomRule::Off, _) => false,
            (_, Some(opens_at)) => self.has_draw && (self.drawn_at.is_none() || self.opens_at == opens_at),
            (_, None) => !self.has_draw || self.drawn_at.is_some(),
        }
    }

    /// How many may come in now, at a rate of so many a second; never more than there is room for. Just after the draw and the
    /// opening it is a first second's worth.
    pub fn admits(&self, per_second: u32, now: DateTime<Utc>) -> u32 {
        if self.drawn_at.is_none() || self.waiting == 0 {
            return 0;
        }
        let elapsed = (now - self.admitted_to).clamp(Duration::zero(), BURST).num_milliseconds();
        let millis = if self.admitted == 0 { 1_000 } else { u64::try_from(elapsed).unwrap_or(0) };
        let allowed = u64::from(per_second) * millis / 1_000;
        self.room_for(u32::try_from(allowed).unwrap_or(u32::MAX))
    }

    /// How many of so many there is room for.
    pub fn room_for(&self, people: u32) -> u32 {
        self.shoppers_max.saturating_sub(self.inside).min(people)
    }

    /// Whether it can close once nobody waits: the rush is over, and no more than three quarters shop of those it carries.
    pub fn may_close(&self, now: DateTime<Utc>) -> bool {
        let Some(drawn_at) = self.drawn_at else { return false };
        let stays = if self.has_draw { drawn_at + DRAWN_STAYS } else { self.opens_at + AUTO_STAYS };
        now >= stays && u64::from(self.inside) * 4 <= u64::from(self.shoppers_max) * 3
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::seconds(second)
    }

    /// A room that was drawn at second 0, with 100 inside of 400.
    fn room() -> OpenRoom {
        OpenRoom {
            has_draw: true,
            opens_at: at(-600),
            drawn_at: Some(at(0)),
            shoppers_max: 400,
            inside: 100,
            waiting: 50,
            admitted: 100,
            admitted_to: at(10),
        }
    }

    #[test]
    fn a_room_makes_way_where_the_settings_want_another() {
        let (then, later) = (room().opens_at, at(9_000));
        let scheduled = RoomRule::Scheduled { opens_at: then };
        let (drawn, undrawn) = (room(), OpenRoom { drawn_at: None, ..room() });
        let by_itself = OpenRoom { has_draw: false, ..room() };
        for (name, room, rule, wanted, expect) in [
            ("drawn, off", drawn, RoomRule::Off, None, false),
            ("drawn, its own", drawn, scheduled, Some(then), true),
            ("drawn, another", drawn, scheduled, Some(later), false),
            ("drawn, over", drawn, scheduled, None, true),
            ("drawn, auto", drawn, RoomRule::Auto, None, true),
            ("undrawn, moved", undrawn, scheduled, Some(later), true),
            ("undrawn, auto", undrawn, RoomRule::Auto, None, false),
            ("by itself, scheduled", by_itself, scheduled, Some(then), false),
            ("by itself, auto", by_itself, RoomRule::Auto, None, true),
            ("by itself, off", by_itself, RoomRule::Off, None, false),
        ] {
            assert_eq!(room.stays(rule, wanted), expect, "{name}");
        }
    }

    #[test]
    fn people_come_in_at_the_rate_and_not_in_a_flood() {
        let check = |room: OpenRoom, second, expect| assert_eq!(room.admits(40, at(second)), expect, "{room:?}");
        check(room(), 11, 40);
        check(room(), 12, 80);
        check(room(), 60, 80);
        check(room(), 10, 0);
        check(room(), 9, 0);
        check(OpenRoom { inside: 390, ..room() }, 11, 10);
        check(OpenRoom { admitted: 0, admitted_to: at(-600), ..room() }, 0, 40);
        check(OpenRoom { waiting: 0, ..room() }, 11, 0);
        check(OpenRoom { drawn_at: None, ..room() }, 11, 0);
    }

    #[test]
    fn a_room_closes_when_the_rush_is_over() {
        let by_itself = OpenRoom { has_draw: false, opens_at: at(0), ..room() };
        assert!(!room().may_close(at(3_599)) && room().may_close(at(3_600)));
        assert!(!by_itself.may_close(at(59)) && by_itself.may_close(at(60)));
        assert!(OpenRoom { inside: 300, ..room() }.may_close(at(3_600)));
        assert!(!OpenRoom { inside: 301, ..room() }.may_close(at(3_600)));
        assert!(!OpenRoom { drawn_at: None, ..room() }.may_close(at(9_000)));
    }

    proptest! {
        /// Whatever the rate and the clock: the room is never overfull.
        #[test]
        fn nobody_comes_in_who_has_no_room(inside in 0u32..500, max in 0u32..500, first in prop::bool::ANY, rate in prop::num::u32::ANY, second in -100i64..10_000) {
            let room = OpenRoom { inside, shoppers_max: max.max(inside), admitted: u64::from(!first), ..room() };
            prop_assert!(inside + room.admits(rate, at(second)) <= room.shoppers_max);
        }
    }
}
