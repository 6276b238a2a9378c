//! Taking people in. Whoever comes while others are being written waits for the next batch, so a rush costs a transaction
//! for each batch, not for each person.

use super::monitor::{EntryRequest, RoomMonitor};
use super::open;
use crate::Selling;
use base::Fault;
use std::collections::{HashMap, HashSet};
use storage::rooms::{self, EntryRow, RoomRow};
use tokio::sync::oneshot;
use uuid::Uuid;

impl Selling {
    /// The visitor's one place in the room, a new one or the one they have. `None`: no room is open.
    pub(super) async fn enter(
        &self,
        monitor: &RoomMonitor,
        visitor: Uuid,
    ) -> Result<Option<(RoomRow, EntryRow)>, Fault> {
        let (answer, mut answered) = oneshot::channel();
        open(&monitor.requests).push(EntryRequest { visitor, answer });
        let turn = monitor.entering.lock().await;
        if let Ok(known) = answered.try_recv() {
            return Ok(known);
        }
        let requests = std::mem::take(&mut *open(&monitor.requests));
        self.write_entries(monitor, requests).await?;
        drop(turn);
        answered.await.map_err(|_| Fault::Broken("whoever wrote the waiting room's entries broke off".into()))
    }

    async fn write_entries(&self, monitor: &RoomMonitor, requests: Vec<EntryRequest>) -> Result<(), Fault> {
        let now = self.base.clock.now();
        let mut tx = self.base.db.begin_batch(monitor.organizer, None).await?;
        let Some(room) = rooms::lock(&mut tx, monitor.organizer, monitor.scope).await?.filter(|r| now >= r.opens_at)
        else {
            // Whoever is gone doesn't need the answer.
            requests.into_iter().for_each(|wish| drop(wish.answer.send(None)));
            return Ok(());
        };
        let visitors: Vec<Uuid> = requests.iter().map(|wish| wish.visitor).collect();
        let known = rooms::entries_of(&mut tx, monitor.organizer, room.id, &visitors).await?;
        let mut entries: HashMap<Uuid, EntryRow> = known.into_iter().map(|entry| (entry.visitor, entry)).collect();
        let mut asked = HashSet::new();
        let is_new = |visitor: &Uuid| !entries.contains_key(visitor) && asked.insert(*visitor);
        let new: Vec<(Uuid, Uuid)> =
            visitors.into_iter().filter(is_new).map(|visitor| (self.entry_id(), visitor)).collect();
        if !new.is_empty() {
            let taken = rooms::enter(&mut tx, monitor.organizer, &room, &new, now).await?;
            entries.extend(taken.into_iter().map(|entry| (entry.visitor, entry)));
        }
        tx.commit().await?;
        for wish in requests {
            let entry = entries.get(&wish.visitor).map(|entry| (room.clone(), *entry));
            drop(wish.answer.send(entry));
        }
        Ok(())
    }

    /// Says nothing about when it was made: the draw's list is public.
    pub(super) fn entry_id(&self) -> Uuid {
        let mut random = [0; 16];
        self.base.chance.fill(&mut random);
        uuid::Builder::from_random_bytes(random).into_uuid()
    }
}
