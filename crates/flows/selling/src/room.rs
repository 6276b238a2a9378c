//! The waiting room: who may shop when more want to than the sale carries.
//!
//! A room stands before an event or the whole shop ([`domain::protection`]). Its row and its entries are changed under the
//! row's lock only, so that never more than `shoppers_max` are inside, however many servers let people in. Who waits
//! carries a signed place; where they stand is answered from it and from a small snapshot of the room that each process
//! reads about once a second. Asking touches no row: when people were last seen is kept in memory and written in lots, and
//! only near the front is it written often.

mod monitor;
mod draw;
mod enter;
mod pace;
mod admit;
mod token;

use crate::Selling;
use crate::guard::network_of;
use crate::guard::rate::RateLimiter;
use base::timed_cache::kept_or_turn;
use base::visitor::Visitor;
use base::{Failure, Fault};
use chrono::{DateTime, Duration, Utc};
use domain::hold::Claim;
use domain::ids::{EventId, OrganizerId, PerformanceId};
use domain::protection::{Protection, RoomRule};
use domain::refusal::HoldRefusal;
use domain::room::{EntryState, RoomRefusal, Standing, ask_again_before_draw, ask_again_seconds, wait_minutes};
use monitor::{RoomMonitor, RoomSnapshot};
pub use pace::Pace;
use quick_cache::sync::Cache;
use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use storage::rooms::{self, EntryRow, RoomRow, RoomScope};
use storage::{Scope as Rights, organizers, protections};
pub use token::are_of_one_room;
use token::{RoomToken, TokenRight};
use uuid::Uuid;

/// Settings and pictures are at most about this old.
const FRESH: Duration = Duration::seconds(1);
/// Who wasn't seen for so long isn't called; they keep their place and come in when they are back.
const AWAKE: Duration = Duration::seconds(210);
/// Who waits and wasn't seen for so long has left.
const WAITING_LAPSE: Duration = Duration::hours(2);
/// The same for someone who closed the page.
const AWAY_LAPSE: Duration = Duration::minutes(5);
/// So long before a draw it is written often who is there: longer than anybody's page stays silent.
const SOON: Duration = Duration::minutes(5);
/// Who may shop and isn't seen for so long has left.
const INSIDE_LAPSE: Duration = Duration::minutes(10);
/// Nobody stays inside longer: what is in their cart by then can still be paid.
const PASS_LASTS: Duration = Duration::minutes(30);
/// So many performances' events are remembered, and so many events' settings.
const REMEMBERED_MAX: usize = 100_000;

/// Where a visitor stands, what they are to carry from now on, and when to ask again.
#[derive(Clone, Debug)]
pub struct PlaceInRoom {
    pub standing: Standing,
    /// To be brought along with the next request, instead of what this room gave before.
    pub token: Option<String>,
    pub ask_again_seconds: u32,
}

/// All rooms of this process.
pub struct Rooms {
    /// As which it counts shoppers.
    server: Uuid,
    pub pace: Pace,
    /// How often places are taken from an address.
    entries: RateLimiter<(EventId, IpAddr)>,
    events: Cache<PerformanceId, (OrganizerId, EventId)>,
    watches: Cache<EventId, EventSettings>,
    monitors: Mutex<HashMap<(OrganizerId, RoomScope), Arc<RoomMonitor>>>,
}

/// The settings of an event, as they were a moment ago.
#[derive(Clone, Copy)]
struct EventSettings {
    organizer: OrganizerId,
    scope: RoomScope,
    protection: Protection,
    read_at: DateTime<Utc>,
}

/// What is behind these locks is whole after every statement, so a panic elsewhere has broken nothing.
fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl Rooms {
    pub fn new(server: Uuid) -> Rooms {
        Rooms {
            server,
            pace: Pace::default(),
            entries: RateLimiter::default(),
            events: Cache::new(REMEMBERED_MAX),
            watches: Cache::new(REMEMBERED_MAX),
            monitors: Mutex::default(),
        }
    }
}

impl Selling {
    /// How quickly people are let in; the desk tells it how quickly it answers.
    pub fn pace(&self) -> &Pace {
        &self.rooms().pace
    }

    /// What holds for an event, at most about a second old.
    pub async fn protection(&self, organizer: OrganizerId, event: EventId) -> Result<Protection, Fault> {
        Ok(self.watched_room(organizer, event).await?.protection)
    }

    /// To be called when settings were saved, so that they hold here at once; other servers follow within a second. Sets
    /// the room up as well: a draw's hash is there from then on.
    pub async fn protection_changed(&self, organizer: OrganizerId, event: EventId) -> Result<(), Fault> {
        self.forget_rooms_of(organizer);
        let (monitor, protection) = self.monitor(organizer, event).await?;
        self.admit_visitors(&monitor, &protection).await
    }

    /// The settings of a whole shop were changed: each of its events looks for itself.
    pub fn forget_rooms_of(&self, organizer: OrganizerId) {
        self.rooms().watches.retain(|_, watch| watch.organizer != organizer);
    }

    /// Where a visitor stands. It gives nobody a place; [`Selling::enter_room`] does. `None`: no such event.
    pub async fn where_in_room(&self, event: EventId, visitor: &Visitor) -> Result<Option<PlaceInRoom>, Fault> {
        let Some(organizer) = self.organizer_of_event(event).await? else { return Ok(None) };
        let (monitor, _) = self.monitor(organizer, event).await?;
        let snapshot = monitor.snapshot();
        let Some(room) = snapshot.open_room() else { return Ok(Some(free())) };
        if self.base.clock.now() < room.opens_at {
            return Ok(Some(PlaceInRoom { standing: Standing::Opens { at: room.opens_at }, ..free() }));
        }
        match token::find(visitor, room.id, &self.base.keys) {
            Some(token) => self.standing_of(&monitor, &snapshot, room, token).await.map(Some),
            None => Ok(Some(outside(room))),
        }
    }

    /// Takes a visitor into the room, or says where they stand in it already. `None`: no such event.
    /// Refuses whose network takes places more often than the event's limit for one address.
    pub async fn enter_room(
        &self,
        event: EventId,
        visitor: &Visitor,
    ) -> Result<Option<PlaceInRoom>, Failure<RoomRefusal>> {
        let Some(place) = self.where_in_room(event, visitor).await? else { return Ok(None) };
        let Standing::Outside { .. } = place.standing else { return Ok(Some(place)) };
        let Some(organizer) = self.organizer_of_event(event).await? else { return Ok(None) };
        let (monitor, protection) = self.monitor(organizer, event).await?;
        self.may_enter(event, visitor, &protection)?;
        let id = visitor.id.unwrap_or_else(|| self.base.visitor_id());
        let Some((room, entry)) = self.enter(&monitor, id.0).await? else { return Ok(Some(free())) };
        monitor.note_entry(&entry, self.base.clock.now());
        let mut snapshot = monitor.snapshot();
        // Where nobody waits there is no need to: whoever comes may come in.
        if entry.state == EntryState::Waiting && room.drawn_at.is_some() && snapshot.has_room_for_all() {
            self.admit_visitors(&monitor, &protection).await?;
            snapshot = monitor.snapshot();
        }
        let token = RoomToken { visitor: id, room: room.id, entry: entry.id, right: TokenRight::Place(entry.place) };
        // A snapshot may be older than the room.
        let room = snapshot.open_room().filter(|now| now.id == room.id).unwrap_or(&room);
        let mut place = self.standing_of(&monitor, &snapshot, room, token).await?;
        // Whoever comes in has nothing to carry yet.
        place.token.get_or_insert_with(|| token.sign(&self.base.keys));
        Ok(Some(place))
    }

    /// Frees the visitor's place.
    pub async fn leave_room(&self, event: EventId, visitor: &Visitor) -> Result<(), Fault> {
        let Some(organizer) = self.organizer_of_event(event).await? else { return Ok(()) };
        let (monitor, _) = self.monitor(organizer, event).await?;
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(organizer).await?;
        let Some(room) = rooms::lock(&mut tx, organizer, monitor.scope).await? else { return Ok(()) };
        let Some(token) = token::find(visitor, room.id, &self.base.keys) else { return Ok(()) };
        rooms::leave(&mut tx, organizer, room.id, &[token.entry], now).await?;
        tx.commit().await?;
        monitor.forget(token.entry, now);
        Ok(())
    }

    /// The visitor closed a page: their place is kept for some minutes, and nobody waits for them meanwhile. `told`: when
    /// that page was last told where they stand. Another page, or the same one loaded anew, that was told later counts more.
    pub async fn away_from_room(
        &self,
        event: EventId,
        visitor: &Visitor,
        told: Option<DateTime<Utc>>,
    ) -> Result<(), Fault> {
        let Some(organizer) = self.organizer_of_event(event).await? else { return Ok(()) };
        let (monitor, _) = self.monitor(organizer, event).await?;
        let snapshot = monitor.snapshot();
        let Some(room) = snapshot.open_room() else { return Ok(()) };
        if let Some(RoomToken { entry, right: TokenRight::Place(_), .. }) =
            token::find(visitor, room.id, &self.base.keys)
        {
            let now = self.base.clock.now();
            monitor.note_away(entry, told.unwrap_or(now), now);
        }
        Ok(())
    }

    /// Refuses to hold places for whom it isn't the turn of. Costs no look into the database while the snapshot is fresh.
    pub async fn check_room(&self, visitor: &Visitor, claims: &[Claim]) -> Result<(), Failure<HoldRefusal>> {
        let performances: BTreeSet<PerformanceId> = claims.iter().map(|claim| claim.performance).collect();
        for performance in performances {
            // An unknown one is refused by the rules of holding.
            let Some((organizer, event)) = self.event_of(performance).await? else { continue };
            let (monitor, protection) = self.monitor(organizer, event).await?;
            let (snapshot, now) = (monitor.snapshot(), self.base.clock.now());
            match snapshot.open_room().filter(|room| now >= room.opens_at) {
                None if protection.room == RoomRule::Off => {}
                None => {
                    let key = visitor.id.map_or_else(|| self.base.chance.uuid(now), |id| id.0);
                    monitor.note_shopper(key, visitor.id.is_some(), now);
                }
                Some(room) => {
                    let token = token::find(visitor, room.id, &self.base.keys);
                    match token.filter(|token| is_live(&monitor, token, now)) {
                        Some(token) => {
                            monitor.note_seen(token.entry, now, true);
                            monitor.note_shopper(visitor.id.map_or(token.entry, |id| id.0), visitor.id.is_some(), now);
                        }
                        None => return Err(Failure::Refused(HoldRefusal::WaitingRoom { event })),
                    }
                }
            }
        }
        Ok(())
    }

    /// Where the bearer of a token stands.
    async fn standing_of(
        &self,
        monitor: &RoomMonitor,
        snapshot: &RoomSnapshot,
        room: &RoomRow,
        token: RoomToken,
    ) -> Result<PlaceInRoom, Fault> {
        let now = self.base.clock.now();
        if monitor.is_gone(token.entry) {
            return Ok(outside(room));
        }
        if is_live(monitor, &token, now) {
            monitor.note_seen(token.entry, now, true);
            let TokenRight::Pass { until } = token.right else { return Ok(outside(room)) };
            let begin_by = until.min(now + INSIDE_LAPSE);
            return Ok(PlaceInRoom { standing: Standing::Turn { begin_by }, token: None, ask_again_seconds: 60 });
        }
        let (mut place, fresh) = match token.right {
            TokenRight::Place(Some(place)) => (Some(place), None),
            TokenRight::Place(None) => {
                let place = snapshot.drawn_place(token.entry);
                (place, place)
            }
            TokenRight::Pass { .. } => (None, None),
        };
        let undrawn = room.drawn_at.is_none() && token.right == TokenRight::Place(None);
        let in_doubt = !undrawn && place.is_none_or(|place| place <= snapshot.queue.front() || snapshot.room.is_none());
        if in_doubt || !monitor.was_seen_after(token.entry, now - AWAY_LAPSE) {
            // Called, or not in the list, or back after a while in which they may have lapsed: the database knows.
            let mut tx = self.base.organizer(monitor.organizer).await?;
            let entry = rooms::find_entry(&mut tx, monitor.organizer, room.id, token.entry).await?;
            tx.commit().await?;
            match entry {
                Some(EntryRow { state: EntryState::Inside, admitted_at: Some(admitted_at), .. }) => {
                    return Ok(self.turn(monitor, room, token, admitted_at, now));
                }
                Some(EntryRow { state: EntryState::Waiting, place: of_row, .. }) => place = of_row,
                _ => return Ok(outside(room)),
            }
        }
        let Some(place) = place else {
            // The draw calls those who are there: that has to be known by then, also to other servers.
            monitor.note_seen(token.entry, now, room.draw_at - now <= SOON);
            let ask_again_seconds = ask_again_before_draw(token.entry, (room.draw_at - now).num_seconds());
            let standing =
                Standing::BeforeDraw { entry: token.entry, draw_at: room.draw_at, waiting: room.waiting.max(1) };
            return Ok(PlaceInRoom {
                standing,
                token: Some(waiting(room, &token, None, &self.base.keys)),
                ask_again_seconds,
            });
        };
        let before = snapshot.queue.before(place);
        monitor.note_seen(token.entry, now, snapshot.is_near(place));
        let standing = Standing::Queued {
            entry: token.entry,
            place,
            before,
            waiting: room.waiting.max(1),
            minutes: wait_minutes(before, snapshot.per_minute),
        };
        let ask_again_seconds = ask_again_seconds(token.entry, before, snapshot.per_minute);
        let changed = fresh.is_some() || token.right != TokenRight::Place(Some(place));
        let token = changed.then(|| waiting(room, &token, Some(place), &self.base.keys));
        Ok(PlaceInRoom { standing, token, ask_again_seconds })
    }

    /// What a visitor's address may do to get places, counted by this process.
    fn may_enter(
        &self,
        event: EventId,
        visitor: &Visitor,
        protection: &Protection,
    ) -> Result<(), Failure<RoomRefusal>> {
        let Some(address) = visitor.address else { return Ok(()) };
        let (key, most) = ((event, network_of(address)), protection.address_per_minute);
        let asked = self.rooms().entries.ask(key, most, self.base.clock.now());
        asked.map_err(|wait_seconds| Failure::Refused(RoomRefusal::TooOften { wait_seconds }))
    }

    fn turn(
        &self,
        monitor: &RoomMonitor,
        room: &RoomRow,
        token: RoomToken,
        admitted_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> PlaceInRoom {
        let until = admitted_at + PASS_LASTS;
        if until <= now {
            return outside(room);
        }
        monitor.note_seen(token.entry, now, true);
        let token = RoomToken { right: TokenRight::Pass { until }, ..token }.sign(&self.base.keys);
        let standing = Standing::Turn { begin_by: until.min(now + INSIDE_LAPSE) };
        PlaceInRoom { standing, token: Some(token), ask_again_seconds: 60 }
    }

    /// Whose a performance is. Performances don't change hands, so it is asked once.
    async fn event_of(&self, performance: PerformanceId) -> Result<Option<(OrganizerId, EventId)>, Fault> {
        let turn = match self.rooms().events.get_value_or_guard_async(&performance).await {
            Ok(known) => return Ok(Some(known)),
            Err(turn) => turn,
        };
        let mut tx = self.base.db.begin(Rights::Catalogue).await?;
        let found = rooms::event_of(&mut tx, performance).await?;
        tx.commit().await?;
        if let Some(found) = found {
            let _ = turn.insert(found);
        }
        Ok(found)
    }

    pub async fn organizer_of_event(&self, event: EventId) -> Result<Option<OrganizerId>, Fault> {
        if let Some(watch) = self.rooms().watches.get(&event) {
            return Ok(Some(watch.organizer));
        }
        let mut tx = self.base.db.begin(Rights::Catalogue).await?;
        let found = organizers::of_event(&mut tx, event).await?;
        tx.commit().await?;
        Ok(found)
    }

    async fn watched_room(&self, organizer: OrganizerId, event: EventId) -> Result<EventSettings, Fault> {
        let now = self.base.clock.now();
        let is_good = |watch: &EventSettings| (now - watch.read_at).abs() < FRESH && watch.organizer == organizer;
        // A crowd that comes at once looks once.
        let turn = match kept_or_turn(&self.rooms().watches, &event, is_good).await {
            Ok(watch) => return Ok(watch),
            Err(turn) => turn,
        };
        let mut tx = self.base.organizer(organizer).await?;
        let (scope, protection) = protections::find_scoped(&mut tx, organizer, event).await?;
        tx.commit().await?;
        let watch = EventSettings { organizer, scope, protection, read_at: now };
        let _ = turn.insert(watch);
        Ok(watch)
    }

    /// The monitor of the room before an event's sale, its snapshot at most about a second old.
    async fn monitor(&self, organizer: OrganizerId, event: EventId) -> Result<(Arc<RoomMonitor>, Protection), Fault> {
        let watch = self.watched_room(organizer, event).await?;
        let monitor = {
            let mut monitors = open(&self.rooms().monitors);
            let new = || Arc::new(RoomMonitor::new(organizer, watch.scope));
            monitors.entry((organizer, watch.scope)).or_insert_with(new).clone()
        };
        let snapshot = monitor.snapshot();
        let unwatched = watch.protection.room == RoomRule::Off && snapshot.room.is_none();
        if !unwatched && snapshot.read_at.is_none_or(|at| (self.base.clock.now() - at).abs() >= FRESH) {
            match monitor.admitting.try_lock() {
                Ok(turn) => self.admit_once_locked(&monitor, &watch.protection, &turn).await?,
                // Someone is at it; who has never seen a snapshot waits for it, all others go by the old one.
                Err(_) if snapshot.read_at.is_none() => drop(monitor.admitting.lock().await),
                Err(_) => {}
            }
        }
        Ok((monitor, watch.protection))
    }
}

fn free() -> PlaceInRoom {
    PlaceInRoom { standing: Standing::Free, token: None, ask_again_seconds: 30 }
}

fn outside(room: &RoomRow) -> PlaceInRoom {
    PlaceInRoom { standing: Standing::Outside { waiting: room.waiting }, token: None, ask_again_seconds: 30 }
}

fn waiting(room: &RoomRow, token: &RoomToken, place: Option<u64>, keys: &base::keys::MasterKey) -> String {
    RoomToken { room: room.id, right: TokenRight::Place(place), ..*token }.sign(keys)
}

fn is_live(monitor: &RoomMonitor, token: &RoomToken, now: DateTime<Utc>) -> bool {
    matches!(token.right, TokenRight::Pass { until } if until > now) && !monitor.is_gone(token.entry)
}
