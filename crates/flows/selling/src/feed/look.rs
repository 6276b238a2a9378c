//! One look at a date: what is left of each ticket type, and which seats are gone.

use super::{HallMap, LiveAvailability};
use crate::Selling;
use base::Fault;
use chrono::{DateTime, Utc};
use domain::event::Channel;
use domain::ids::{OrganizerId, PerformanceId, SeatId};
use domain::seating::{Picture, SeatState, ZoneKind, ZonePrice};
use std::collections::HashMap;
use std::sync::Arc;
use storage::Conn;
use storage::seat_feed::{self, LiveClaim, Mark};
use uuid::Uuid;

/// What is remembered of a date's seats from look to look.
pub(super) struct KnownSeats {
    hall: Arc<HallMap>,
    /// By the seat's number.
    claims: HashMap<u32, LiveClaim>,
    mark: Mark,
}

impl KnownSeats {
    /// The seats whose cart's time is over by what was known: they may be free, or may have been kept longer.
    fn due(&self, now: DateTime<Utc>) -> Vec<Uuid> {
        let due = self.claims.iter().filter(|(_, claim)| !claim.sold && claim.expires_at <= now);
        due.filter_map(|(number, _)| self.hall.id(*number)).map(|seat| seat.0).collect()
    }

    fn take_in(&mut self, seats: Vec<(SeatId, Option<LiveClaim>)>) {
        for (seat, claim) in seats {
            let Some(number) = self.hall.number(seat) else { continue };
            match claim {
                Some(claim) => self.claims.insert(number, claim),
                None => self.claims.remove(&number),
            };
        }
    }

    fn picture(&self, prices: &[ZonePrice], now: DateTime<Utc>) -> Picture {
        let mut picture = Picture::free(self.hall.seats());
        let mut first = 0u32;
        for zone in &self.hall.map.zones {
            let next = first + zone.seats.len() as u32;
            let is_sold_here = zone.kind == ZoneKind::Seated && prices.iter().any(|price| price.zone == zone.id);
            if !is_sold_here {
                (first..next).for_each(|number| picture.set(number, SeatState::Locked));
            }
            first = next;
        }
        for (number, claim) in &self.claims {
            match claim.sold {
                true => picture.set(*number, SeatState::Sold),
                false if claim.expires_at > now => picture.set(*number, SeatState::Held),
                false => {}
            }
        }
        picture
    }
}

impl Selling {
    /// Looks again, and says what is left with a new number if anything is another than before.
    pub(super) async fn look_again(
        &self,
        performance: PerformanceId,
        known: &mut Option<KnownSeats>,
        before: Option<&LiveAvailability>,
    ) -> Result<Option<Arc<LiveAvailability>>, Fault> {
        let now = self.base.clock.now();
        let Some((mut tx, organizer)) = self.open_performance(performance).await? else { return Ok(None) };
        let all = self.offers(&mut tx, organizer, &[performance], Channel::Shop).await?;
        let Some((event, offers)) = all.into_iter().next() else { return Ok(None) };
        let prices = offers.offers.iter().flat_map(|offer| offer.zone_prices.clone()).collect::<Vec<ZonePrice>>();
        match offers.performance.seat_map {
            Some(map) => {
                let hall = self.hall(&mut tx, organizer, map).await?;
                self.read_claims(&mut tx, organizer, performance, hall, known, now).await?;
            }
            None => *known = None,
        }
        tx.commit().await?;
        let picture = known.as_ref().map(|known| known.picture(&prices, now));
        let hall = known.as_ref().map(|known| known.hall.clone());
        Ok(Some(Arc::new(LiveAvailability::after(before, event, offers, prices, hall, picture))))
    }

    async fn read_claims(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        performance: PerformanceId,
        hall: Option<Arc<HallMap>>,
        known: &mut Option<KnownSeats>,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let Some(hall) = hall else {
            *known = None;
            return Ok(());
        };
        let mark = seat_feed::mark(conn).await?;
        match known {
            Some(known) if known.hall.map.id == hall.map.id => {
                let due = known.due(now);
                let changed = seat_feed::changed(conn, organizer, performance, &known.mark, &due).await?;
                known.take_in(changed);
                known.mark = mark;
            }
            _ => {
                let live = seat_feed::live(conn, organizer, performance).await?;
                let mut new = KnownSeats { hall, claims: HashMap::with_capacity(live.len()), mark };
                new.take_in(live.into_iter().map(|(seat, claim)| (seat, Some(claim))).collect());
                *known = Some(new);
            }
        }
        Ok(())
    }
}
