//! What is published of a draw.

use super::open;
use crate::Selling;
use base::Fault;
use domain::ids::EventId;
use domain::room::{DrawNotice, seed_hash};
use storage::rooms::{self, RoomRow, RoomScope};
use uuid::Uuid;

impl Selling {
    /// The newest draw that an event's places in the waiting room come from, drawn or to come. The seed is said after it.
    pub async fn draw_notice(&self, event: EventId) -> Result<Option<DrawNotice>, Fault> {
        let Some((_, room, seed)) = self.room_with_draw(event).await? else { return Ok(None) };
        let drawn = room.drawn_at.is_some();
        let entries = if drawn { u32::try_from(room.drawn).unwrap_or(u32::MAX) } else { room.waiting };
        Ok(Some(DrawNotice {
            event,
            seed_hash: data_encoding::HEXLOWER.encode(&seed_hash(&seed)),
            seed: drawn.then(|| data_encoding::HEXLOWER.encode(&seed)),
            draw_at: room.draw_at,
            drawn_at: room.drawn_at,
            entries,
        }))
    }

    /// Each drawn entry with its place, the first first. `None`: nothing was drawn yet.
    pub async fn draw_list(&self, event: EventId) -> Result<Option<Vec<(Uuid, u64)>>, Fault> {
        let Some((scope, room, _)) = self.room_with_draw(event).await? else { return Ok(None) };
        if room.drawn_at.is_none() {
            return Ok(None);
        }
        let Some(organizer) = self.organizer_of_event(event).await? else { return Ok(None) };
        let monitor = open(&self.rooms().monitors).get(&(organizer, scope)).cloned();
        let known =
            monitor.map(|monitor| monitor.snapshot()).filter(|p| p.room.as_ref().is_some_and(|r| r.id == room.id));
        if let Some(snapshot) = known.filter(|snapshot| snapshot.drawn.len() as u64 == room.drawn) {
            let mut list = (*snapshot.drawn).clone();
            list.sort_unstable_by_key(|(_, place)| *place);
            return Ok(Some(list));
        }
        let mut tx = self.base.organizer(organizer).await?;
        let list = rooms::drawn(&mut tx, organizer, room.id, room.drawn).await?;
        tx.commit().await?;
        Ok(Some(list))
    }

    async fn room_with_draw(&self, event: EventId) -> Result<Option<(RoomScope, RoomRow, [u8; 32])>, Fault> {
        let Some(organizer) = self.organizer_of_event(event).await? else { return Ok(None) };
        let (monitor, _) = self.monitor(organizer, event).await?;
        let mut tx = self.base.organizer(organizer).await?;
        let room = rooms::newest_drawn(&mut tx, organizer, monitor.scope).await?;
        tx.commit().await?;
        Ok(room.and_then(|room| room.seed.map(|seed| (monitor.scope, room, seed))))
    }
}
