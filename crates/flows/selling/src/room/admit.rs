//! What is done in a room about once a second, by whichever process comes by: opened, drawn, people let in and forgotten,
//! closed. All of it under the lock of the room's row.

use super::monitor::{Counted, RoomMonitor, RoomSnapshot};
use super::{AWAKE, INSIDE_LAPSE, PASS_LASTS, WAITING_LAPSE, open};
use crate::Selling;
use base::Fault;
use chrono::{DateTime, Duration, Utc};
use domain::protection::{Protection, RoomRule};
use domain::room::opening::OpenRoom;
use domain::room::{Queue, draw};
use std::sync::Arc;
use std::time::Duration as Real;
use storage::rooms::{self, NewRoom, RoomRow};
use storage::{Conn, protections};
use tokio::sync::MutexGuard;

/// A server that hasn't counted its shoppers for so long is gone.
const COUNTED: Duration = Duration::seconds(30);

impl Selling {
    /// Keeps the rooms of this process until it ends, so that people are let in even while nobody asks.
    pub async fn run_rooms(&self) {
        let mut tick = tokio::time::interval(Real::from_secs(1));
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            self.rooms().pace.adjust();
            if let Err(fault) = self.admit_everywhere().await {
                tracing::warn!(%fault, "the waiting rooms were not tended and will be again");
            }
        }
    }

    /// Tends every room that is open as far as this process knows.
    pub async fn admit_everywhere(&self) -> Result<(), Fault> {
        let monitors: Vec<Arc<RoomMonitor>> = open(&self.rooms().monitors).values().cloned().collect();
        let mut last = Ok(());
        for monitor in monitors {
            // One that fails doesn't keep the others waiting.
            if let Err(fault) = self.admit_into_room(&monitor).await {
                tracing::warn!(%fault, organizer = %monitor.organizer, event = ?monitor.scope, "a waiting room was not tended");
                last = Err(fault);
            }
        }
        last
    }

    async fn admit_into_room(&self, monitor: &Arc<RoomMonitor>) -> Result<(), Fault> {
        let mut tx = self.base.organizer(monitor.organizer).await?;
        let protection = match monitor.scope {
            Some(event) => protections::of_event(&mut tx, monitor.organizer, event).await?,
            None => protections::of_shop(&mut tx, monitor.organizer).await?,
        };
        drop(tx);
        let protection = protection.unwrap_or_default();
        if protection.room != RoomRule::Off || monitor.snapshot().room.is_some() {
            return self.admit_visitors(monitor, &protection).await;
        }
        // Nobody is kept waiting there: it is watched again when somebody asks and finds that there is a rule.
        open(&self.rooms().monitors).remove(&(monitor.organizer, monitor.scope));
        Ok(())
    }

    pub(super) async fn admit_visitors(&self, monitor: &RoomMonitor, protection: &Protection) -> Result<(), Fault> {
        let turn = monitor.admitting.lock().await;
        self.admit_once_locked(monitor, protection, &turn).await
    }

    pub(super) async fn admit_once_locked(
        &self,
        monitor: &RoomMonitor,
        protection: &Protection,
        _turn: &MutexGuard<'_, ()>,
    ) -> Result<(), Fault> {
        let now = self.base.clock.now();
        let mut tx = self.base.db.begin_batch(monitor.organizer, None).await?;
        let mut room = self.opened(&mut tx, monitor, protection, now).await?;
        if let Some(open) = room.as_ref().filter(|room| now >= room.opens_at) {
            self.admit_waiting(&mut tx, monitor, open, now).await?;
            room = rooms::lock(&mut tx, monitor.organizer, monitor.scope).await?;
        }
        if let Some(open) = &room
            && self.has_done(&mut tx, monitor, open, now).await?
        {
            rooms::end(&mut tx, monitor.organizer, open.id, now).await?;
            room = None;
        }
        let snapshot = self.read_snapshot(&mut tx, monitor, room, now).await?;
        tx.commit().await?;
        monitor.show(snapshot);
        Ok(())
    }

    /// The room as the settings want it, locked.
    async fn opened(
        &self,
        tx: &mut Conn,
        monitor: &RoomMonitor,
        protection: &Protection,
        now: DateTime<Utc>,
    ) -> Result<Option<RoomRow>, Fault> {
        let (organizer, scope, max) = (monitor.organizer, monitor.scope, protection.shoppers_max);
        let mut room = rooms::lock(tx, organizer, scope).await?;
        let scheduled = match protection.room {
            RoomRule::Scheduled { opens_at } if !rooms::is_over(tx, organizer, scope, opens_at).await? => {
                Some(opens_at)
            }
            _ => None,
        };
        if let Some(old) = room.take_if(|room| !open_room(room).stays(protection.room, scheduled)) {
            rooms::end(tx, organizer, old.id, now).await?;
        }
        match (&room, scheduled) {
            (Some(room), Some(opens_at)) => {
                let draw_at =
                    rooms::sale_begins(tx, organizer, scope, opens_at).await?.unwrap_or(opens_at).max(opens_at);
                rooms::adjust(tx, organizer, room.id, opens_at, draw_at, max).await?;
            }
            (Some(room), None) => {
                rooms::adjust(tx, organizer, room.id, room.opens_at, room.draw_at, max).await?;
            }
            (None, Some(opens_at)) => {
                let draw_at =
                    rooms::sale_begins(tx, organizer, scope, opens_at).await?.unwrap_or(opens_at).max(opens_at);
                let mut seed = [0; 32];
                self.base.chance.fill(&mut seed);
                let id = self.base.chance.uuid(now);
                let new = NewRoom { id, seed: Some(seed), opens_at, draw_at, shoppers_max: max };
                rooms::insert(tx, organizer, scope, &new, now).await?;
            }
            (None, None) if protection.room == RoomRule::Off => return Ok(None),
            (None, None) => {
                let (mine, since) = (monitor.shoppers(now), now - COUNTED);
                let all = rooms::count_shoppers(tx, organizer, scope, self.rooms().server, mine, since, now).await?;
                if all <= max {
                    return Ok(None);
                }
                let id = self.base.chance.uuid(now);
                let new = NewRoom { id, seed: None, opens_at: now, draw_at: now, shoppers_max: max };
                rooms::insert(tx, organizer, scope, &new, now).await?;
            }
        }
        Ok(rooms::lock(tx, organizer, scope).await?)
    }

    async fn admit_waiting(
        &self,
        tx: &mut Conn,
        monitor: &RoomMonitor,
        room: &RoomRow,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let organizer = monitor.organizer;
        let seen = monitor.to_write(now);
        if !seen.is_empty() {
            rooms::note_seen(tx, organizer, room.id, &seen).await?;
        }
        if room.seed.is_none() {
            self.take_shoppers_over(tx, monitor, room, now).await?;
        }
        if monitor.may_have_lapsed(now) {
            let (inside_since, admitted_since) = (now - INSIDE_LAPSE, now - PASS_LASTS);
            // Nobody loses a place for which nobody can have been called yet.
            let waiting_since = if room.drawn_at.is_some() { now - WAITING_LAPSE } else { DateTime::UNIX_EPOCH };
            rooms::lapse(tx, organizer, room.id, waiting_since, inside_since, admitted_since, now).await?;
        }
        if let Some(seed) = room.seed.filter(|_| room.drawn_at.is_none() && now >= room.draw_at) {
            let order = draw(&seed, &rooms::undrawn(tx, organizer, room.id).await?);
            rooms::set_drawn(tx, organizer, room.id, &order, now).await?;
            tracing::info!(room = %room.id, entries = order.len(), "drew the places of a waiting room");
        }
        let Some(room) = rooms::lock(tx, organizer, monitor.scope).await? else { return Ok(()) };
        let most = open_room(&room).admits(self.rooms().pace.per_second(), now);
        if most > 0 {
            rooms::admit(tx, organizer, room.id, most, now - AWAKE, now).await?;
        }
        Ok(())
    }

    /// Those who were shopping when a room opened by itself go on shopping, as many as there is room for.
    async fn take_shoppers_over(
        &self,
        tx: &mut Conn,
        monitor: &RoomMonitor,
        room: &RoomRow,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        if open(&monitor.taken_over_by).replace(room.id) == Some(room.id) || now - room.opens_at > COUNTED {
            return Ok(());
        }
        let shoppers = monitor.known_shoppers();
        let known = rooms::entries_of(tx, monitor.organizer, room.id, &shoppers).await?;
        let is_new = |visitor: &uuid::Uuid| known.iter().all(|entry| entry.visitor != *visitor);
        let new: Vec<_> = shoppers.into_iter().filter(is_new).map(|visitor| (self.entry_id(), visitor)).collect();
        if new.is_empty() {
            return Ok(());
        }
        rooms::enter(tx, monitor.organizer, room, &new, now).await?;
        let most = open_room(room).room_for(u32::try_from(new.len()).unwrap_or(u32::MAX));
        rooms::admit(tx, monitor.organizer, room.id, most, now - AWAKE, now).await?;
        Ok(())
    }

    /// Whether a room closes: it may, and nobody waits.
    async fn has_done(
        &self,
        tx: &mut Conn,
        monitor: &RoomMonitor,
        room: &RoomRow,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        Ok(open_room(room).may_close(now) && !rooms::anyone_waits(tx, monitor.organizer, room.id, now - AWAKE).await?)
    }

    async fn read_snapshot(
        &self,
        tx: &mut Conn,
        monitor: &RoomMonitor,
        room: Option<RoomRow>,
        now: DateTime<Utc>,
    ) -> Result<RoomSnapshot, Fault> {
        let old = monitor.snapshot();
        let Some(room) = room else { return Ok(RoomSnapshot { read_at: Some(now), ..RoomSnapshot::default() }) };
        let same = old.room.as_ref().is_some_and(|before| before.id == room.id);
        let mut snapshot = RoomSnapshot { read_at: Some(now), ..RoomSnapshot::default() };
        if same {
            (snapshot.drawn, snapshot.admitted) = (old.drawn.clone(), old.admitted.clone());
            snapshot.per_minute = old.per_minute;
        }
        if room.drawn > 0 && snapshot.drawn.is_empty() {
            let mut drawn = rooms::drawn(tx, monitor.organizer, room.id, room.drawn).await?;
            drawn.sort_unstable();
            snapshot.drawn = Arc::new(drawn);
        }
        if room.drawn_at.is_some() && room.waiting > 0 {
            let good = old.counted.clone().filter(|counted| same && counted.is_good(room.waiting, now));
            let counted = match good {
                Some(counted) => counted,
                None => {
                    let lots = rooms::lots(tx, monitor.organizer, room.id, room.front).await?;
                    Counted { at: now, last: room.last_place, lots: Arc::new(lots) }
                }
            };
            snapshot.queue = Queue::new(room.front, counted.last, counted.lots.iter().copied());
            snapshot.counted = Some(counted);
        } else {
            snapshot.queue = Queue::new(room.front, room.last_place, []);
        }
        if room.drawn_at.is_some() {
            snapshot.rate(room.admitted, now);
        }
        monitor.note_gone(rooms::gone(tx, monitor.organizer, room.id, monitor.gone_since(now)).await?, now);
        snapshot.room = Some(room);
        Ok(snapshot)
    }
}

/// A room as the rules look at it.
fn open_room(row: &RoomRow) -> OpenRoom {
    OpenRoom {
        has_draw: row.seed.is_some(),
        opens_at: row.opens_at,
        drawn_at: row.drawn_at,
        shoppers_max: row.shoppers_max,
        inside: row.inside,
        waiting: row.waiting,
        admitted: row.admitted,
        admitted_to: row.admitted_to,
    }
}
