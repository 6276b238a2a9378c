//! What was found at a look, as pages use it and as streams send it.

use super::{HallMap, HallPart};
use domain::event::{Event, PerformanceOffers};
use domain::hold::Claim;
use domain::ids::{SeatId, TicketTypeId, ZoneId};
use domain::seating::picture::code;
use domain::seating::{Party, Picture, SeatSet, SeatState, SeatingPlan, ZonePrice};
use serde_json::{Value, json};
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, OnceLock};

/// So many changes are kept for streams that are behind; whoever misses more gets a whole picture.
const KEPT_MAX: usize = 16;
/// Above this, a whole picture is shorter than its changes.
const CHANGES_MAX: usize = 1_500;

/// Bytes that all streams share.
#[derive(Clone, Debug)]
pub struct StreamLine(Arc<str>);

impl AsRef<[u8]> for StreamLine {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl StreamLine {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is left of a date, as of one look.
pub struct LiveAvailability {
    /// One more at each change.
    pub number: u64,
    pub event: Event,
    pub offers: PerformanceOffers,
    pub prices: Vec<ZonePrice>,
    /// Where the date has numbered seats.
    pub hall: Option<Arc<HallMap>>,
    pub picture: Option<Picture>,
    whole: OnceLock<StreamLine>,
    /// The changes that led here, the newest last.
    kept: VecDeque<(u64, StreamLine)>,
}

impl LiveAvailability {
    /// With the number of the look before if nothing that is sent changed since.
    pub(super) fn after(
        before: Option<&LiveAvailability>,
        event: Event,
        offers: PerformanceOffers,
        prices: Vec<ZonePrice>,
        hall: Option<Arc<HallMap>>,
        picture: Option<Picture>,
    ) -> LiveAvailability {
        let mut availability = LiveAvailability {
            number: before.map_or(1, |before| before.number),
            event,
            offers,
            prices,
            hall,
            picture,
            whole: OnceLock::new(),
            kept: VecDeque::new(),
        };
        let Some(before) = before else { return availability };
        availability.kept = before.kept.clone();
        let is_shown = availability.event != before.event
            || availability.offers != before.offers
            || availability.prices != before.prices;
        // What a stream sends, or what only pages show.
        if let Some(mut changes) = availability.changes(before).or_else(|| is_shown.then(|| json!({}))) {
            availability.number += 1;
            changes["n"] = json!(availability.number);
            let line = line(availability.number, &changes);
            availability.kept.push_back((availability.number, line));
            if availability.kept.len() > KEPT_MAX {
                availability.kept.pop_front();
            }
        } else if let Some(whole) = before.whole.get() {
            availability.whole = OnceLock::from(whole.clone());
        }
        availability
    }

    /// `None` where nothing that is sent is another.
    fn changes(&self, before: &LiveAvailability) -> Option<Value> {
        let mut changes = json!({});
        if self.states() != before.states() {
            changes["state"] = json!(self.offers.state);
            changes["offers"] = self.states();
        }
        match (&before.picture, &self.picture) {
            (Some(old), Some(new)) if old.len() == new.len() => {
                let seats = old.changes(new);
                if seats.len() > CHANGES_MAX {
                    changes["seats"] = json!(new.encode());
                } else if !seats.is_empty() {
                    let flat = seats.iter().flat_map(|(seat, state)| [*seat, u32::from(code(*state))]);
                    changes["changes"] = flat.collect();
                }
            }
            (None, None) => {}
            (_, Some(new)) => changes["seats"] = json!(new.encode()),
            (Some(_), None) => changes["seats"] = Value::Null,
        }
        if self.offers.state != before.offers.state {
            changes["state"] = json!(self.offers.state);
        }
        changes.as_object().is_some_and(|fields| !fields.is_empty()).then_some(changes)
    }

    fn states(&self) -> Value {
        let each = self.offers.offers.iter();
        each.map(|offer| json!({ "ticket_type": offer.ticket_type.id, "state": offer.state })).collect()
    }

    /// The first line of every stream.
    pub fn whole(&self) -> StreamLine {
        let make = || {
            let seats = self.picture.as_ref().map(Picture::encode);
            let offers = self.states();
            let whole = json!({ "n": self.number, "state": self.offers.state, "offers": offers, "seats": seats });
            line(self.number, &whole)
        };
        self.whole.get_or_init(make).clone()
    }

    /// What a stream that has seen up to this number is to be sent now.
    pub(super) fn since(&self, seen: &mut Option<u64>) -> StreamLine {
        let had = seen.replace(self.number);
        let missed = had.map(|had| self.number.saturating_sub(had));
        match missed {
            Some(0) => StreamLine(Arc::from(":\n\n")),
            Some(1) => self.kept.back().map_or_else(|| self.whole(), |(_, line)| line.clone()),
            Some(missed) if (missed as usize) <= self.kept.len() => {
                let lines = self.kept.iter().skip(self.kept.len() - missed as usize).map(|(_, line)| line.as_str());
                StreamLine(Arc::from(lines.collect::<String>()))
            }
            _ => self.whole(),
        }
    }

    /// The hall as a person sees it whose cart holds these seats: whole, or one part of it. `None` where no seat is
    /// numbered.
    pub fn plan(&self, mine: &HashSet<SeatId>, part: Option<&HallPart>) -> Option<SeatingPlan> {
        let (hall, picture) = (self.hall.as_ref()?, self.picture.as_ref()?);
        let (map, first) = match part {
            Some(part) => (hall.map_of(part), part.seats.start),
            None => (hall.map.clone(), 0),
        };
        let states = map.numbered().zip(first..).map(|((_, seat), number)| match picture.get(number) {
            // Free: held a moment ago, and not in the picture yet.
            SeatState::Held | SeatState::Free if mine.contains(&seat.id) => (seat.id, SeatState::Mine),
            state => (seat.id, state),
        });
        let taken = states.filter(|(_, state)| *state != SeatState::Free).collect();
        Some(SeatingPlan { taken, prices: self.prices.clone(), map })
    }

    /// The zones and their prices, without seats.
    pub fn outline(&self) -> Option<SeatingPlan> {
        let map = self.hall.as_ref()?.outline();
        Some(SeatingPlan { map, taken: Vec::new(), prices: self.prices.clone() })
    }

    /// How many seats of a part are free.
    pub fn free_in(&self, part: &HallPart) -> usize {
        let Some(picture) = &self.picture else { return 0 };
        part.seats.clone().filter(|number| picture.get(*number) == SeatState::Free).count()
    }

    /// The seats that are free and sold here.
    pub fn free(&self) -> SeatSet {
        let Some(picture) = &self.picture else { return SeatSet::empty(0) };
        let mut free = SeatSet::empty(picture.len());
        let numbers = 0..picture.len() as u32;
        numbers.filter(|number| picture.get(*number) == SeatState::Free).for_each(|number| free.insert(number));
        free
    }

    /// The best free seats for a party, of one zone only if one is wanted. See [`domain::seating::Rows`].
    pub fn best(&self, party: &Party, zone: Option<ZoneId>) -> Option<Vec<SeatId>> {
        self.best_in(party, |of| zone.is_none_or(|wanted| wanted == of))
    }

    /// The same, of those zones that may be looked at.
    fn best_in(&self, party: &Party, may_look: impl Fn(ZoneId) -> bool) -> Option<Vec<SeatId>> {
        let hall = self.hall.as_ref()?;
        let mut free = self.free();
        let others = hall.map.numbered().zip(0..).filter(|((zone, _), _)| !may_look(zone.id));
        others.for_each(|(_, number)| free.remove(number));
        let chosen = hall.rows.best(party, &free)?;
        chosen.into_iter().map(|number| hall.id(number)).collect()
    }

    /// The best free seats for a party as claims: each as the ticket type that is wanted in its zone, or where none is or it
    /// isn't offered there, as the first one that is.
    pub fn best_claims(
        &self,
        party: &Party,
        zone: Option<ZoneId>,
        wanted: impl Fn(ZoneId) -> Option<TicketTypeId>,
    ) -> Option<Vec<Claim>> {
        self.claims_of(self.best(party, zone)?, wanted)
    }

    /// The same where all are to be bought as this ticket type: of the zones in which it is offered.
    pub fn best_claims_as(&self, party: &Party, zone: Option<ZoneId>, wanted: TicketTypeId) -> Option<Vec<Claim>> {
        let offered = |of| self.prices.iter().any(|price| price.zone == of && price.ticket_type == wanted);
        let seats = self.best_in(party, |of| zone.is_none_or(|zone| zone == of) && offered(of))?;
        self.claims_of(seats, |_| Some(wanted))
    }

    fn claims_of(&self, seats: Vec<SeatId>, wanted: impl Fn(ZoneId) -> Option<TicketTypeId>) -> Option<Vec<Claim>> {
        let mut claims: Vec<Claim> = Vec::new();
        for seat in seats {
            let of = self.hall.as_ref()?.zone_of(seat)?.id;
            let offered = |kind: &TicketTypeId| self.prices.iter().any(|p| p.zone == of && p.ticket_type == *kind);
            let first = || self.prices.iter().find(|p| p.zone == of).map(|p| p.ticket_type);
            let ticket_type = wanted(of).filter(offered).or_else(first)?;
            match claims.iter_mut().find(|claim| claim.ticket_type == ticket_type) {
                Some(claim) => claim.seats.push(seat),
                None => {
                    let performance = self.offers.performance.id;
                    claims.push(Claim { performance, ticket_type, quantity: 0, seats: vec![seat] });
                }
            }
        }
        Some(claims)
    }
}

fn line(number: u64, data: &Value) -> StreamLine {
    StreamLine(Arc::from(format!("id: {number}\nevent: availability\ndata: {data}\n\n")))
}
