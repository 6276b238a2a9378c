//! A date as it is sold: what can be claimed of it, under which terms.

use crate::event::{Channel, Event, Organizer, Performance};
use crate::ids::{PerformanceId, PoolId, TicketTypeId, ZoneId};
use crate::locale::Translated;
use crate::payment::GatewayKind;
use crate::pricing::PriceRule;
use crate::pricing::book::{PriceBook, PricedSale, only_zone};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// What one performance is sold under.
#[derive(Debug)]
pub struct SaleTerms {
    pub organizer: Organizer,
    pub gateways: Vec<GatewayKind>,
    pub event: Event,
    pub performance: Performance,
    pub claimables: HashMap<TicketTypeId, Claimable>,
    /// Which terms these are: another number means that something about the sale was changed.
    pub number: i32,
}

/// A ticket type as it can be claimed for one performance; withdrawn ones are left out.
#[derive(Clone, Debug)]
pub struct Claimable {
    pub ticket_type: TicketTypeId,
    pub name: Translated,
    pub description: Translated,
    /// Its ordinary price.
    pub price: PriceRule,
    /// Where and when it costs something else.
    pub prices: PriceBook,
    pub order_min: u32,
    pub order_max: u32,
    pub online: bool,
    pub pools: Vec<ClaimablePool>,
}

/// A pool that a ticket type draws from.
#[derive(Clone, Debug)]
pub struct ClaimablePool {
    pub pool: PoolId,
    /// The part of the hall it counts places of; none where it counts the whole.
    pub zone: Option<ZoneId>,
    /// Set when its places are numbered seats of this zone.
    pub seated_zone: Option<ZoneId>,
    /// Where its places are, and the zone's place among the hall's.
    pub area: Option<(i32, Translated)>,
}

impl Claimable {
    pub fn is_seated(&self) -> bool {
        self.pools.iter().any(|p| p.seated_zone.is_some())
    }

    /// How the price of one place is made up: a seat of this zone, or a counted place (`None`) of the one zone it is counted in.
    pub fn price_rule(
        &self,
        performance: PerformanceId,
        zone: Option<ZoneId>,
        channel: Channel,
        now: DateTime<Utc>,
    ) -> PriceRule {
        let zone = zone.or_else(|| only_zone(self.pools_for(None).filter_map(|pool| pool.zone)));
        let sale = PricedSale { performance, zone, channel, now };
        self.prices.rule(&self.price, &sale)
    }

    /// The pools that one place draws from: those that aren't about other zones' seats.
    pub fn pools_for(&self, zone: Option<ZoneId>) -> impl Iterator<Item = &ClaimablePool> {
        self.pools.iter().filter(move |p| p.seated_zone.is_none() || p.seated_zone == zone)
    }
}

#[cfg(test)]
pub(crate) mod example {
    use super::*;
    use crate::event::{Category, EventSchedule, EventStatus, PerformanceStatus, Venue};
    use crate::ids::{EventId, OrganizerId, VenueId};
    use crate::money::{Currency, Money};
    use crate::time::Timezone;
    use chrono::Duration;
    use uuid::Uuid;

    pub const HALL: PoolId = PoolId(Uuid::from_u128(1));
    pub const STALLS: PoolId = PoolId(Uuid::from_u128(2));
    pub const STALLS_ZONE: ZoneId = ZoneId(Uuid::from_u128(3));
    /// Counted places of the hall, from two up.
    pub const STANDING: TicketTypeId = TicketTypeId(Uuid::from_u128(4));
    /// Seats of the stalls, which are part of the hall.
    pub const SEATED: TicketTypeId = TicketTypeId(Uuid::from_u128(5));
    pub const DATE: PerformanceId = PerformanceId(Uuid::from_u128(6));

    pub fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::hours(hour)
    }

    /// A date at hour 100 that is on sale from hour 10 to hour 90, at most six tickets an order and four of a kind.
    pub fn sale() -> SaleTerms {
        let zone = Timezone::UTC;
        let organizer = Organizer {
            id: OrganizerId(Uuid::from_u128(7)),
            slug: "goldoni".into(),
            name: "Teatro Goldoni".into(),
            address: Vec::new(),
            email: String::new(),
            phone: String::new(),
            site: String::new(),
            currency: Currency::EUR,
            zone,
        };
        let event = Event {
            id: EventId(Uuid::from_u128(8)),
            organizer: organizer.id,
            slug: "la-locandiera".into(),
            title: Translated::default(),
            summary: Translated::default(),
            description: Translated::default(),
            category: Category::Theatre,
            status: EventStatus::Published,
            artwork: None,
            zone,
            currency: Currency::EUR,
            hold_minutes: 10,
            ask_holder_names: false,
            ask_phone: false,
            age_min: None,
            order_max: 6,
            series: None,
            schedule: EventSchedule::default(),
        };
        let venue = Venue {
            id: VenueId(Uuid::from_u128(9)),
            name: String::new(),
            street: String::new(),
            city: String::new(),
            country: String::new(),
            zone,
            directions: Translated::default(),
        };
        let performance = Performance {
            id: DATE,
            event: event.id,
            venue,
            seat_map: None,
            status: PerformanceStatus::Scheduled,
            starts_at: at(100),
            ends_at: None,
            doors_at: None,
            on_sale_from: at(10),
            on_sale_until: at(90),
            label: Translated::default(),
        };
        let hall = ClaimablePool { pool: HALL, zone: None, seated_zone: None, area: None };
        let stalls =
            ClaimablePool { pool: STALLS, zone: Some(STALLS_ZONE), seated_zone: Some(STALLS_ZONE), area: None };
        let mut price = PriceRule::free(Currency::EUR);
        price.price = Money::new(2500, Currency::EUR);
        let kind = |ticket_type, order_min, pools| Claimable {
            ticket_type,
            name: Translated::default(),
            description: Translated::default(),
            price: price.clone(),
            prices: PriceBook::default(),
            order_min,
            order_max: 4,
            online: true,
            pools,
        };
        let kinds = [kind(STANDING, 2, vec![hall.clone()]), kind(SEATED, 1, vec![hall, stalls])];
        SaleTerms {
            organizer,
            gateways: vec![GatewayKind::Test],
            event,
            performance,
            claimables: kinds.into_iter().map(|kind| (kind.ticket_type, kind)).collect(),
            number: 1,
        }
    }
}
