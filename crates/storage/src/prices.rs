//! The price book ([`domain::pricing::book`]).

use crate::error::one_row;
use crate::{Conn, Error, rows};
use domain::ids::{EventId, OrganizerId, PerformanceId, PriceId, TicketTypeId, ZoneId};
use domain::pricing::PriceRule;
use domain::pricing::book::{PriceBook, PriceEntry};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The books of all ticket types of these events that have one.
pub async fn of_events(
    conn: &mut Conn,
    organizer: OrganizerId,
    events: &[Uuid],
) -> Result<HashMap<TicketTypeId, PriceBook>, Error> {
    books(conn, &[organizer.0], events).await
}

async fn books(
    conn: &mut Conn,
    organizers: &[Uuid],
    events: &[Uuid],
) -> Result<HashMap<TicketTypeId, PriceBook>, Error> {
    let found = sqlx::query!(
        "SELECT p.id, p.ticket_type_id, p.performance_id, p.zone_id, p.channel, p.from_at, p.until_at, p.price_minor, e.currency
         FROM prices p JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
         WHERE p.organizer_id = ANY($1) AND p.event_id = ANY($2) ORDER BY p.id",
        organizers,
        events
    )
    .fetch_all(conn)
    .await?;
    let mut entries: HashMap<TicketTypeId, Vec<PriceEntry>> = HashMap::new();
    for r in found {
        let entry = PriceEntry {
            id: PriceId(r.id),
            ticket_type: TicketTypeId(r.ticket_type_id),
            performance: r.performance_id.map(PerformanceId),
            zone: r.zone_id.map(ZoneId),
            channel: r.channel.map(|channel| rows::named("prices", "channel", &channel)).transpose()?,
            from: r.from_at,
            until: r.until_at,
            price: rows::money("prices", r.price_minor, &r.currency)?,
        };
        entries.entry(entry.ticket_type).or_default().push(entry);
    }
    Ok(entries.into_iter().map(|(ticket_type, entries)| (ticket_type, PriceBook::new(entries))).collect())
}

/// A ticket type as the catalogue tells what its event costs.
pub struct ListedType {
    pub event: EventId,
    pub ticket_type: TicketTypeId,
    pub ordinary: PriceRule,
    pub prices: PriceBook,
}

/// What is sold online of these events. Each comes with its organizer, so that the catalogue can ask for many at once; a row comes
/// back only for an organizer who was named and whom the scope allows.
pub async fn of_listed(conn: &mut Conn, wanted: &[(OrganizerId, EventId)]) -> Result<Vec<ListedType>, Error> {
    let organizers: BTreeSet<Uuid> = wanted.iter().map(|(organizer, _)| organizer.0).collect();
    let organizers: Vec<Uuid> = organizers.into_iter().collect();
    let events: Vec<Uuid> = wanted.iter().map(|(_, event)| event.0).collect();
    let found = sqlx::query!(
        "SELECT t.event_id, t.id, t.price_minor, t.tax_rate_bp, t.tax_included, t.fee_minor,
                t.fee_share_bp, t.fee_cap_minor, t.fee_borne_by, e.currency
         FROM ticket_types t JOIN events e ON e.organizer_id = t.organizer_id AND e.id = t.event_id
         WHERE t.organizer_id = ANY($1) AND t.event_id = ANY($2) AND t.active AND t.online
         ORDER BY t.position, t.id",
        &organizers,
        &events
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut books = books(conn, &organizers, &events).await?;
    found
        .into_iter()
        .map(|r| {
            let (id, ordinary) = (TicketTypeId(r.id), rows::price_rule!(r));
            let prices = books.remove(&id).unwrap_or_default();
            Ok(ListedType { event: EventId(r.event_id), ticket_type: id, ordinary, prices })
        })
        .collect()
}

/// A new entry for an event's ticket type; whatever else it names is the same organizer's.
pub async fn insert(conn: &mut Conn, organizer: OrganizerId, event: EventId, new: &PriceEntry) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO prices (organizer_id, id, event_id, ticket_type_id, performance_id, zone_id, channel, from_at, until_at,
                             price_minor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        organizer.0,
        new.id.0,
        event.0,
        new.ticket_type.0,
        new.performance.map(|performance| performance.0),
        new.zone.map(|zone| zone.0),
        new.channel.map(|channel| channel.into_str()),
        new.from,
        new.until,
        new.price.minor
    )
    .execute(conn)
    .await
    .map_err(Error::from)
    .and_then(one_row)
}

/// Takes an entry out of an event's book. False: it isn't there (any more).
pub async fn delete(conn: &mut Conn, organizer: OrganizerId, event: EventId, id: PriceId) -> Result<bool, Error> {
    let result = sqlx::query!(
        "DELETE FROM prices WHERE organizer_id = $1 AND event_id = $2 AND id = $3",
        organizer.0,
        event.0,
        id.0
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}
