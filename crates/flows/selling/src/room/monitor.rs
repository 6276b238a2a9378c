//! What one process knows of a room: the snapshot it read last, who was seen, who wants in.

use super::{AWAY_LAPSE, INSIDE_LAPSE, PASS_LASTS, WAITING_LAPSE, open};
use chrono::{DateTime, Duration, Utc};
use domain::ids::OrganizerId;
use domain::room::Queue;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use storage::rooms::{EntryRow, RoomRow, RoomScope};
use tokio::sync::oneshot;
use uuid::Uuid;

/// Near the front, being seen is written this often…
const NEAR_EVERY: Duration = Duration::seconds(10);
/// …and so seldom elsewhere: still before the end of [`AWAY_LAPSE`], for a page that was closed at one server and opened at
/// another.
const FAR_EVERY: Duration = Duration::minutes(4);
/// Where more than so many wait, they are counted this often only; all of them are looked through for it.
const MANY: u32 = 5_000;
const COUNT_EVERY: Duration = Duration::seconds(5);
/// Those who lapsed are looked for this often: all who wait are looked through for it.
const LAPSE_EVERY: Duration = Duration::seconds(5);
/// The rate of admission is that of so long…
const RATE_OF: Duration = Duration::minutes(2);
/// …and of no less.
const RATE_SECONDS_MIN: u64 = 30;

pub(super) struct RoomMonitor {
    pub(super) organizer: OrganizerId,
    pub(super) scope: RoomScope,
    snapshot: Mutex<Arc<RoomSnapshot>>,
    /// Held by whoever lets people in and reads a new snapshot.
    pub(super) admitting: tokio::sync::Mutex<()>,
    /// Held by whoever writes the entries of all who want in.
    pub(super) entering: tokio::sync::Mutex<()>,
    pub(super) requests: Mutex<Vec<EntryRequest>>,
    seen: Mutex<HashMap<Uuid, LastSign>>,
    gone: Mutex<HashMap<Uuid, DateTime<Utc>>>,
    shoppers: Mutex<HashMap<Uuid, Shopper>>,
    /// When it was last looked for those who lapsed.
    lapsed_at: Mutex<Option<DateTime<Utc>>>,
    /// The room that opened by itself and took this process's shoppers over.
    pub(super) taken_over_by: Mutex<Option<Uuid>>,
}

/// Someone who wants in, and where they wait for the answer. `None`: the room is closed.
pub(super) struct EntryRequest {
    pub(super) visitor: Uuid,
    pub(super) answer: oneshot::Sender<Option<(RoomRow, EntryRow)>>,
}

#[derive(Clone, Copy)]
struct LastSign {
    at: DateTime<Utc>,
    written: Option<DateTime<Utc>>,
    near: bool,
}

struct Shopper {
    at: DateTime<Utc>,
    /// Can be recognized, so that a room that opens can let them go on.
    known: bool,
}

/// A room as it was a moment ago.
#[derive(Default)]
pub(super) struct RoomSnapshot {
    pub(super) room: Option<RoomRow>,
    pub(super) queue: Queue,
    /// Who waits, as `queue` was counted.
    pub(super) counted: Option<Counted>,
    /// The draw's list, by entry.
    pub(super) drawn: Arc<Vec<(Uuid, u64)>>,
    /// How many were let in a minute, lately.
    pub(super) per_minute: u32,
    pub(super) admitted: VecDeque<(DateTime<Utc>, u64)>,
    /// `None`: never.
    pub(super) read_at: Option<DateTime<Utc>>,
}

/// How many wait, lot by lot.
#[derive(Clone)]
pub(super) struct Counted {
    pub(super) at: DateTime<Utc>,
    /// The last place that was given then.
    pub(super) last: u64,
    pub(super) lots: Arc<Vec<(u64, u32)>>,
}

impl Counted {
    /// So long a count is good where so many wait: fewer wait of each lot by then, never more.
    pub(super) fn is_good(&self, waiting: u32, now: DateTime<Utc>) -> bool {
        waiting > MANY && (Duration::zero()..COUNT_EVERY).contains(&(now - self.at))
    }
}

impl RoomSnapshot {
    pub(super) fn open_room(&self) -> Option<&RoomRow> {
        self.room.as_ref()
    }

    pub(super) fn drawn_place(&self, entry: Uuid) -> Option<u64> {
        let at = self.drawn.binary_search_by_key(&entry, |(entry, _)| *entry).ok()?;
        self.drawn.get(at).map(|(_, place)| *place)
    }

    /// Whether this place may be called before it is asked about again.
    pub(super) fn is_near(&self, place: u64) -> bool {
        place.saturating_sub(self.queue.front()) <= 500 + 5 * u64::from(self.per_minute)
    }

    pub(super) fn has_room_for_all(&self) -> bool {
        self.room.as_ref().is_none_or(|room| room.inside + room.waiting < room.shoppers_max)
    }

    /// Notes how many were let in so far, and what rate that is.
    pub(super) fn rate(&mut self, total: u64, now: DateTime<Utc>) {
        self.admitted.push_back((now, total));
        // A clock that went back, in a demo, begins anew.
        self.admitted.retain(|(at, _)| *at <= now);
        while self.admitted.len() > 2 && self.admitted.get(1).is_some_and(|(at, _)| now - *at >= RATE_OF) {
            self.admitted.pop_front();
        }
        let Some((since, before)) = self.admitted.front().copied() else { return };
        // Those who come in at once when a room opens are no rate.
        let seconds = u64::try_from((now - since).num_seconds()).unwrap_or(0);
        let rate =
            (total.saturating_sub(before) * 60).checked_div(seconds.max(u64::from(seconds > 0) * RATE_SECONDS_MIN));
        self.per_minute = rate.map_or(self.per_minute, |rate| u32::try_from(rate).unwrap_or(u32::MAX));
    }
}

impl RoomMonitor {
    pub(super) fn new(organizer: OrganizerId, scope: RoomScope) -> RoomMonitor {
        RoomMonitor {
            organizer,
            scope,
            snapshot: Mutex::default(),
            admitting: tokio::sync::Mutex::default(),
            entering: tokio::sync::Mutex::default(),
            requests: Mutex::default(),
            seen: Mutex::default(),
            gone: Mutex::default(),
            shoppers: Mutex::default(),
            lapsed_at: Mutex::default(),
            taken_over_by: Mutex::default(),
        }
    }

    pub(super) fn snapshot(&self) -> Arc<RoomSnapshot> {
        open(&self.snapshot).clone()
    }

    pub(super) fn show(&self, snapshot: RoomSnapshot) {
        *open(&self.snapshot) = Arc::new(snapshot);
    }

    /// Someone came in, or was found to have a place; the row says when they were seen last.
    pub(super) fn note_entry(&self, entry: &EntryRow, now: DateTime<Utc>) {
        open(&self.seen).entry(entry.id).or_insert(LastSign { at: now, written: Some(entry.seen_at), near: true });
    }

    /// Someone gave a sign. `near`: it has to be known soon, since they may be called.
    pub(super) fn note_seen(&self, entry: Uuid, at: DateTime<Utc>, near: bool) {
        let mut seen = open(&self.seen);
        let was = seen.get(&entry).copied();
        // Someone who closed the page and is back is written at once.
        let back = was.is_some_and(|was| at - was.at > WAITING_LAPSE / 2);
        let written = was.and_then(|was| was.written).filter(|_| !back);
        seen.insert(entry, LastSign { at, written, near });
    }

    /// Someone closed a page that was told where they stand at `told`. Whoever was seen since has another one open.
    pub(super) fn note_away(&self, entry: Uuid, told: DateTime<Utc>, now: DateTime<Utc>) {
        let mut seen = open(&self.seen);
        let was = seen.get(&entry).copied();
        if was.is_none_or(|was| was.at <= told) {
            let written = was.and_then(|was| was.written);
            seen.insert(entry, LastSign { at: now - WAITING_LAPSE + AWAY_LAPSE, written, near: true });
        }
    }

    pub(super) fn was_seen_after(&self, entry: Uuid, at: DateTime<Utc>) -> bool {
        open(&self.seen).get(&entry).is_some_and(|seen| seen.at > at)
    }

    /// Who left may not go on with what they carry.
    pub(super) fn forget(&self, entry: Uuid, now: DateTime<Utc>) {
        open(&self.seen).remove(&entry);
        open(&self.gone).insert(entry, now);
    }

    pub(super) fn is_gone(&self, entry: Uuid) -> bool {
        open(&self.gone).contains_key(&entry)
    }

    /// From when on leavers have to be read.
    pub(super) fn gone_since(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let read_at = self.snapshot().read_at.map(|at| at - Duration::seconds(5));
        read_at.unwrap_or(now - PASS_LASTS - Duration::minutes(1))
    }

    pub(super) fn note_gone(&self, left: Vec<(Uuid, DateTime<Utc>)>, now: DateTime<Utc>) {
        let mut gone = open(&self.gone);
        gone.extend(left);
        gone.retain(|_, at| now - *at <= PASS_LASTS + Duration::minutes(1));
    }

    /// What of being seen has to be written now.
    pub(super) fn to_write(&self, now: DateTime<Utc>) -> Vec<(Uuid, DateTime<Utc>)> {
        let mut seen = open(&self.seen);
        let mut due = Vec::new();
        for (entry, one) in seen.iter_mut() {
            let every = if one.near { NEAR_EVERY } else { FAR_EVERY };
            let is_due = match one.written {
                None => true,
                Some(written) => one.at - written >= every || one.at < written - AWAY_BY,
            };
            if is_due {
                one.written = Some(one.at);
                due.push((*entry, one.at));
            }
        }
        seen.retain(|_, one| now - one.at < WAITING_LAPSE);
        // One order of locks for all.
        due.sort_unstable();
        due
    }

    /// Whether it is time to look for those who lapsed; notes that it is done.
    pub(super) fn may_have_lapsed(&self, now: DateTime<Utc>) -> bool {
        let mut last = open(&self.lapsed_at);
        // A clock that went back, in a demo, doesn't stop it.
        let is_due = last.is_none_or(|last| now - last >= LAPSE_EVERY || now < last);
        if is_due {
            *last = Some(now);
        }
        is_due
    }

    pub(super) fn note_shopper(&self, key: Uuid, known: bool, at: DateTime<Utc>) {
        open(&self.shoppers).insert(key, Shopper { at, known });
    }

    pub(super) fn shoppers(&self, now: DateTime<Utc>) -> usize {
        let mut shoppers = open(&self.shoppers);
        shoppers.retain(|_, shopper| now - shopper.at < INSIDE_LAPSE);
        shoppers.len()
    }

    /// Those who can be recognized, the earliest first.
    pub(super) fn known_shoppers(&self) -> Vec<Uuid> {
        let shoppers = open(&self.shoppers);
        let mut known: Vec<_> = shoppers.iter().filter(|(_, s)| s.known).map(|(key, s)| (s.at, *key)).collect();
        known.sort_unstable();
        known.into_iter().map(|(_, key)| key).collect()
    }
}

/// A sign that much older than the last one says that someone closed the page.
const AWAY_BY: Duration = Duration::hours(1);
