//! What buyers look at: the catalogue, an event's page, what is left of a date, a hall's seats.

use crate::Selling;
use base::failure::Never;
use base::organizer::organizer_by_id;
use base::{Actor, Failure, Fault, keys};
use chrono::{DateTime, Utc};
use domain::availability::{self, DrawnPool};
use domain::cart::Secret;
use domain::event::{
    Catalogue, CatalogueQuery, Channel, Event, EventCard, EventPage, EventStatus, Offer, Performance,
    PerformanceOffers, SaleState, SaleWindow, TicketType, shown_performances,
};
use domain::ids::{EventId, OrganizerId, PerformanceId, PoolId, TicketTypeId, ZoneId};
use domain::money::{Money, MoneyError};
use domain::pricing::PriceRule;
use domain::pricing::book::{DatePrices, PriceBook, price_from};
use domain::role::Permission;
use domain::seating::{SeatState, SeatingPlan, ZonePrice};
use std::collections::{BTreeSet, HashMap};
use storage::catalogue::{CardRow, UpcomingPerformance};
use storage::events::{PoolDraw, StoredTicketType};
use storage::prices::ListedType;
use storage::{Conn, Scope, Tx, catalogue, events, organizers, prices, venues};
use uuid::Uuid;

const PAGE_SIZE: u32 = 24;
/// A card's sale state is that of the next so many dates.
const CARD_PERFORMANCES_MAX: u32 = 60;

impl Selling {
    /// The organizer as buyers see it.
    pub async fn organizer_named(&self, slug: &str) -> Result<Option<domain::event::Organizer>, Fault> {
        if slug.contains('\0') {
            return Ok(None);
        }
        let mut tx = self.base.db.begin(storage::Scope::Nothing).await?;
        let organizer = match organizers::by_slug(&mut tx, slug).await? {
            Some(id) => Some(organizer_by_id(&mut tx, id).await?),
            None => None,
        };
        tx.commit().await?;
        Ok(organizer)
    }

    /// Published and cancelled events with a date to come, those with the nearest date first.
    pub async fn catalogue(&self, query: &CatalogueQuery) -> Result<Catalogue, Fault> {
        let now = self.base.clock.now();
        let query = &query.tidy();
        let mut tx = self.base.db.begin(Scope::Catalogue).await?;
        let (cards, mut total) = catalogue::cards(&mut tx, query, PAGE_SIZE, now).await?;
        if cards.is_empty() && query.page > 0 {
            // A page behind the last one still says how many there are.
            let first = CatalogueQuery { page: 0, ..query.clone() };
            total = catalogue::cards(&mut tx, &first, PAGE_SIZE, now).await?.1;
        }
        let wanted: Vec<_> = cards.iter().map(|c| (c.organizer, c.event)).collect();
        let rows = catalogue::next_performances(&mut tx, &wanted, CARD_PERFORMANCES_MAX, now).await?;
        let performances: Vec<_> = rows.iter().map(|d| (d.organizer, d.performance)).collect();
        let draws = by_performance(events::draws(&mut tx, &performances, now).await?);
        let cities = catalogue::cities(&mut tx, query.organizer.as_deref(), now).await?;
        let types = prices::of_listed(&mut tx, &wanted).await?;
        tx.commit().await?;
        let mut to_come: HashMap<EventId, Vec<&UpcomingPerformance>> = HashMap::new();
        for performance in &rows {
            to_come.entry(performance.event).or_default().push(performance);
        }
        let mut listed = Vec::with_capacity(cards.len());
        for row in cards {
            let performances = to_come.get(&row.event).map_or(&[][..], Vec::as_slice);
            listed.push(card(row, performances, &draws, &types, now)?);
        }
        let did_you_mean = match total == 0 && !query.text.is_empty() {
            true => self.did_you_mean(query).await?,
            false => None,
        };
        Ok(Catalogue { cards: listed, total, page_size: PAGE_SIZE, cities, did_you_mean })
    }

    /// A published or cancelled event. Past dates are left out unless all are past. `channel` decides which ticket types
    /// are on offer.
    pub async fn event_page(&self, slug: &str, channel: Channel) -> Result<Option<EventPage>, Fault> {
        if slug.contains('\0') {
            return Ok(None);
        }
        let mut tx = self.base.db.begin(Scope::Catalogue).await?;
        let Some((organizer, event)) = events::by_slug(&mut tx, slug).await? else { return Ok(None) };
        tx.rescope(organizer).await?;
        let page = self.page(&mut tx, organizer, event, channel).await?;
        tx.commit().await?;
        Ok(page)
    }

    /// As a buyer would see it, drafts too.
    pub async fn event_preview(&self, actor: &Actor, event: EventId) -> Result<Option<EventPage>, Failure<Never>> {
        actor.require(Permission::SeeSales)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let page = self.page(&mut tx, actor.organizer, event, Channel::Shop).await?;
        tx.commit().await?;
        Ok(page)
    }

    /// One date of a published or cancelled event.
    pub async fn performance_offers(
        &self,
        performance: PerformanceId,
        channel: Channel,
    ) -> Result<Option<(Event, PerformanceOffers)>, Fault> {
        let Some((mut tx, organizer)) = self.open_performance(performance).await? else { return Ok(None) };
        let offers = self.offers(&mut tx, organizer, &[performance], channel).await?;
        tx.commit().await?;
        Ok(offers.into_iter().next())
    }

    /// Several dates of one organizer at once, in the order of time.
    pub async fn offers(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        performances: &[PerformanceId],
        channel: Channel,
    ) -> Result<Vec<(Event, PerformanceOffers)>, Fault> {
        let now = self.base.clock.now();
        let ids: Vec<Uuid> = performances.iter().map(|p| p.0).collect();
        let pairs: Vec<_> = performances.iter().map(|p| (organizer, *p)).collect();
        let performances = events::performances_by_id(conn, organizer, &ids).await?;
        let draws = events::draws(conn, &pairs, now).await?;
        let event_ids: BTreeSet<Uuid> = performances.iter().map(|p| p.event.0).collect();
        let event_ids: Vec<Uuid> = event_ids.into_iter().collect();
        let types = events::ticket_types(conn, organizer, &event_ids, &draws).await?;
        let mut of_id = HashMap::new();
        for id in event_ids {
            of_id.extend(events::find(conn, organizer, EventId(id)).await?.map(|e| (e.id, e)));
        }
        let draws = by_performance(draws);
        let mut all = Vec::with_capacity(performances.len());
        for performance in performances {
            let Some(event) = of_id.get(&performance.event) else { continue };
            let offers = offers_of(performance, event.status, &types, &draws, channel, now)?;
            all.push((event.clone(), offers));
        }
        Ok(all)
    }

    /// The hall of a date with numbered seats, as whoever holds this cart sees it. `None` where there is no map.
    pub async fn seating(
        &self,
        performance: PerformanceId,
        cart: Option<&Secret>,
        channel: Channel,
    ) -> Result<Option<SeatingPlan>, Fault> {
        let now = self.base.clock.now();
        let Some((mut tx, organizer)) = self.open_performance(performance).await? else { return Ok(None) };
        let found = events::performances_by_id(&mut tx, organizer, &[performance.0]).await?;
        let Some((event, map)) = found.first().and_then(|p| Some((p.event, p.seat_map?))) else { return Ok(None) };
        let Some(map) = venues::map(&mut tx, organizer, map).await? else { return Ok(None) };
        let cart = cart.map(keys::hash);
        let taken = venues::taken(&mut tx, organizer, performance, cart.as_ref(), now).await?;
        let draws = events::draws(&mut tx, &[(organizer, performance)], now).await?;
        let types = events::ticket_types(&mut tx, organizer, &[event.0], &draws).await?;
        tx.commit().await?;
        let mut prices = Vec::new();
        for stored in types.iter().filter(|t| t.active && channel.sells(t.ticket_type.online)) {
            let kind = &stored.ticket_type;
            let costs = date_prices(kind.id, &kind.price, &stored.prices, &draws, (performance, channel, now))?;
            prices.extend(zone_prices(kind, costs.of_zones));
        }
        let taken = taken.iter().map(|t| (t.seat, SeatState::of_taken(t.mine, t.sold))).collect();
        Ok(Some(SeatingPlan::of(map, taken, prices)))
    }

    /// The slugs of all published events with a date to come.
    pub async fn sitemap(&self) -> Result<Vec<String>, Fault> {
        let mut tx = self.base.db.begin(Scope::Catalogue).await?;
        let slugs = catalogue::slugs(&mut tx, self.base.clock.now()).await?;
        tx.commit().await?;
        Ok(slugs)
    }

    /// Finds whose performance it is, unless its event is a draft, and goes on in that organizer's scope.
    pub(crate) async fn open_performance(
        &self,
        performance: PerformanceId,
    ) -> Result<Option<(Tx, OrganizerId)>, Fault> {
        let mut tx = self.base.db.begin(Scope::Catalogue).await?;
        let Some(organizer) = organizers::of_performance(&mut tx, performance).await? else { return Ok(None) };
        tx.rescope(organizer).await?;
        Ok(Some((tx, organizer)))
    }

    async fn page(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        event: EventId,
        channel: Channel,
    ) -> Result<Option<EventPage>, Fault> {
        let now = self.base.clock.now();
        let Some(event) = events::find(conn, organizer, event).await? else { return Ok(None) };
        let organizer = organizer_by_id(conn, organizer).await?;
        let performances = shown_performances(events::performances(conn, organizer.id, event.id).await?, now);
        let pairs: Vec<_> = performances.iter().map(|p| (organizer.id, p.id)).collect();
        let draws = events::draws(conn, &pairs, now).await?;
        let types = events::ticket_types(conn, organizer.id, &[event.id.0], &draws).await?;
        let draws = by_performance(draws);
        let offers: Result<Vec<_>, Fault> =
            performances.into_iter().map(|p| offers_of(p, event.status, &types, &draws, channel, now)).collect();
        Ok(Some(EventPage { organizer, event, performances: offers? }))
    }
}

type Draws = HashMap<PerformanceId, Vec<PoolDraw>>;

fn by_performance(draws: Vec<PoolDraw>) -> Draws {
    let mut map = Draws::new();
    for draw in draws {
        map.entry(draw.performance).or_default().push(draw);
    }
    map
}

fn is_offered(draw: &PoolDraw, channel: Channel) -> bool {
    draw.active && channel.sells(draw.online)
}

fn drawn(draw: &PoolDraw) -> DrawnPool<PoolId> {
    DrawnPool {
        pool: draw.pool,
        seated: draw.seated,
        capacity: draw.capacity,
        sold: draw.sold,
        held: draw.held,
        back_at: draw.back_at,
    }
}

/// What is left of each ticket type that is offered.
fn pools_by_type(draws: &[PoolDraw], channel: Channel) -> Vec<Vec<DrawnPool<PoolId>>> {
    let types: BTreeSet<_> = draws.iter().filter(|d| is_offered(d, channel)).map(|d| d.ticket_type).collect();
    types.iter().map(|t| draws.iter().filter(|d| d.ticket_type == *t).map(drawn).collect()).collect()
}

fn offers_of(
    performance: Performance,
    status: EventStatus,
    types: &[StoredTicketType],
    draws: &Draws,
    channel: Channel,
    now: DateTime<Utc>,
) -> Result<PerformanceOffers, Fault> {
    let draws: &[PoolDraw] = draws.get(&performance.id).map_or(&[], Vec::as_slice);
    let window = SaleWindow::of(&performance, channel);
    let say = |left: availability::Left| window.state(status, left.free, left.held, left.back_at, now);
    let pools = pools_by_type(draws, channel);
    let state = say(availability::of_types(pools.iter().map(Vec::as_slice)));
    let mut offers = Vec::new();
    for stored in types {
        let kind = &stored.ticket_type;
        let pools: Vec<_> =
            draws.iter().filter(|d| d.ticket_type == kind.id && is_offered(d, channel)).map(drawn).collect();
        if !pools.is_empty() {
            let prices = date_prices(kind.id, &kind.price, &stored.prices, draws, (performance.id, channel, now))?;
            let state = say(availability::of_type(&pools));
            let zone_prices = zone_prices(kind, prices.of_zones);
            offers.push(Offer { ticket_type: kind.clone(), price: prices.least, zone_prices, state });
        }
    }
    Ok(PerformanceOffers { performance, state, offers })
}

fn card(
    row: CardRow,
    performances: &[&UpcomingPerformance],
    draws: &Draws,
    types: &[ListedType],
    now: DateTime<Utc>,
) -> Result<EventCard, MoneyError> {
    let stand = |performance: &UpcomingPerformance| performance_state(performance, row.status, draws, now);
    let performances: Vec<_> = performances.iter().map(|performance| (*performance, stand(performance))).collect();
    let states: Vec<SaleState> = performances.iter().map(|(_, state)| state.clone()).collect();
    let state =
        if row.status == EventStatus::Cancelled { SaleState::Cancelled } else { availability::overall(&states) };
    let price_from = price_from_of(&row, &performances, draws, types, now)?;
    Ok(EventCard {
        event: row.event,
        slug: row.slug,
        title: row.title,
        summary: row.summary,
        category: row.category,
        artwork: row.artwork,
        organizer_name: row.organizer_name,
        venue_name: row.venue_name,
        city: row.city,
        zone: row.zone,
        next_at: row.next_at,
        performance_count: row.performance_count,
        price_from,
        state,
    })
}

/// What an event costs at least on its dates that can be bought, or will be; where there are none, what it costs ordinarily.
fn price_from_of(
    row: &CardRow,
    performances: &[(&UpcomingPerformance, SaleState)],
    draws: &Draws,
    types: &[ListedType],
    now: DateTime<Utc>,
) -> Result<Money, MoneyError> {
    let of_event = || types.iter().filter(|kind| kind.event == row.event);
    let mut prices = Vec::new();
    for (performance, _) in performances.iter().filter(|(_, state)| state.is_priced()) {
        let draws = draws.get(&performance.performance).map_or(&[][..], Vec::as_slice);
        for kind in of_event().filter(|kind| draws.iter().any(|draw| draw.ticket_type == kind.ticket_type)) {
            let asked = (performance.performance, Channel::Shop, now);
            prices.push(date_prices(kind.ticket_type, &kind.ordinary, &kind.prices, draws, asked)?.least);
        }
    }
    if prices.is_empty() {
        for kind in of_event() {
            prices.push(kind.ordinary.quote()?.total()?);
        }
    }
    Ok(price_from(prices).unwrap_or(Money::zero(row.currency)))
}

fn date_prices(
    ticket_type: TicketTypeId,
    ordinary: &PriceRule,
    book: &PriceBook,
    draws: &[PoolDraw],
    asked: (PerformanceId, Channel, DateTime<Utc>),
) -> Result<DatePrices, MoneyError> {
    let drawn = draws.iter().filter(|draw| draw.ticket_type == ticket_type).map(|draw| (draw.zone, draw.seated));
    DatePrices::of(ordinary, book, drawn, asked)
}

/// What a seat of each zone can be bought as.
fn zone_prices(kind: &TicketType, of_zones: Vec<(ZoneId, Money)>) -> Vec<ZonePrice> {
    let price = |(zone, price)| ZonePrice { zone, ticket_type: kind.id, name: kind.name.clone(), price };
    of_zones.into_iter().map(price).collect()
}

fn performance_state(
    performance: &UpcomingPerformance,
    event: EventStatus,
    draws: &Draws,
    now: DateTime<Utc>,
) -> SaleState {
    let draws = draws.get(&performance.performance).map_or(&[][..], Vec::as_slice);
    let pools = pools_by_type(draws, Channel::Shop);
    let left = availability::of_types(pools.iter().map(Vec::as_slice));
    performance.window.state(event, left.free, left.held, left.back_at, now)
}
