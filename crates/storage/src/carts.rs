//! Carts and what stands in them.

use crate::{Conn, Error, rows, venues};
use chrono::{DateTime, Utc};
use domain::buyer::BuyerDraft;
use domain::cart::CartLine;
use domain::event::{Channel, Organizer, Performance, Venue};
use domain::hold::HoldState;
use domain::ids::*;
use domain::locale::Locale;
use domain::seating::Place;

pub struct CartRow {
    pub id: CartId,
    pub organizer: OrganizerId,
    pub channel: Channel,
    pub locale: Locale,
    pub draft: BuyerDraft,
    pub order: Option<OrderId>,
}

/// Whose cart this secret opens. Needs `Scope::Secret` of the same hash.
pub async fn organizer_of(conn: &mut Conn, hash: &[u8; 32]) -> Result<Option<OrganizerId>, Error> {
    let id = sqlx::query_scalar!("SELECT organizer_id FROM carts WHERE secret_hash = $1", hash.as_slice())
        .fetch_optional(conn)
        .await?;
    Ok(id.map(OrganizerId))
}

/// The cart of a secret, locked when it is about to be changed.
pub async fn find(
    conn: &mut Conn,
    organizer: OrganizerId,
    hash: &[u8; 32],
    lock: bool,
) -> Result<Option<CartRow>, Error> {
    if lock {
        sqlx::query!(
            "SELECT id FROM carts WHERE organizer_id = $1 AND secret_hash = $2 FOR UPDATE",
            organizer.0,
            hash.as_slice()
        )
        .fetch_optional(&mut *conn)
        .await?;
    }
    let row = sqlx::query!(
        r#"SELECT c.id, c.channel, c.locale, c.draft, o.id AS "order_id?" FROM carts c
           LEFT JOIN orders o ON o.organizer_id = c.organizer_id AND o.cart_id = c.id
           WHERE c.organizer_id = $1 AND c.secret_hash = $2"#,
        organizer.0,
        hash.as_slice()
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| {
        Ok(CartRow {
            id: CartId(r.id),
            organizer,
            channel: rows::named("carts", "channel", &r.channel)?,
            locale: Locale::from_tag(&r.locale).unwrap_or_default(),
            draft: rows::json("carts", "draft", r.draft)?,
            order: r.order_id.map(OrderId),
        })
    })
    .transpose()
}

pub async fn save_draft(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: CartId,
    draft: &BuyerDraft,
    locale: Locale,
) -> Result<(), Error> {
    let draft = serde_json::to_value(draft).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    let result = sqlx::query!(
        "UPDATE carts SET draft = $3, locale = $4 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        draft,
        locale.tag()
    )
    .execute(conn)
    .await?;
    crate::error::one_row(result)
}

pub async fn organizer(conn: &mut Conn, id: OrganizerId) -> Result<Option<Organizer>, Error> {
    let row = sqlx::query!(
        "SELECT slug, name, address, email, phone, site, currency, zone FROM organizers WHERE id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| {
        Ok(Organizer {
            id,
            slug: r.slug,
            name: r.name,
            address: r.address,
            email: r.email,
            phone: r.phone,
            site: r.site,
            currency: rows::currency("organizers", &r.currency)?,
            zone: rows::zone("organizers", &r.zone)?,
        })
    })
    .transpose()
}

/// The ways to pay that an organizer offers online, by name.
pub async fn gateways(conn: &mut Conn, id: OrganizerId) -> Result<Vec<String>, Error> {
    Ok(sqlx::query_scalar!("SELECT gateways FROM organizers WHERE id = $1", id.0)
        .fetch_optional(conn)
        .await?
        .unwrap_or_default())
}

/// A line with the state of its hold and what its event asks the buyer for.
pub struct LineRow {
    pub line: CartLine,
    pub state: HoldState,
    pub expires_at: DateTime<Utc>,
    pub extended: bool,
    pub ask_holder_names: bool,
    pub ask_phone: bool,
}

/// The cart's lines whose holds are pending or expired (voided ones were taken out by the buyer).
pub async fn lines(conn: &mut Conn, organizer: OrganizerId, cart: CartId) -> Result<Vec<LineRow>, Error> {
    let found = sqlx::query!(
        r#"SELECT h.id, h.state, h.expires_at, h.extended, h.quantity, h.seat_id, h.net_minor, h.tax_minor, h.tax_rate_bp,
                  h.fee_minor, h.currency, h.ticket_type_id, t.name AS ticket_name,
                  t.description AS ticket_description,
                  e.id AS event_id, e.slug, e.title, e.artwork, e.ask_holder_names, e.ask_phone,
                  e.zone AS event_zone, p.id AS performance_id, p.seat_map_id, p.status, p.starts_at, p.ends_at, p.doors_at, p.on_sale_from,
                  p.on_sale_until, p.label, v.id AS venue_id, v.name AS venue_name, v.street, v.city, v.country,
                  v.zone, v.directions, s.row_label AS "row_label?", s.number AS "number?", s.kind AS "seat_kind?",
                  z.name AS "zone_name?"
           FROM holds h
           JOIN ticket_types t ON t.organizer_id = h.organizer_id AND t.id = h.ticket_type_id
           JOIN events e ON e.organizer_id = t.organizer_id AND e.id = t.event_id
           JOIN performances p ON p.organizer_id = h.organizer_id AND p.id = h.performance_id
           JOIN venues v ON v.organizer_id = p.organizer_id AND v.id = p.venue_id
           LEFT JOIN seats s ON s.organizer_id = h.organizer_id AND s.id = h.seat_id
           LEFT JOIN LATERAL (
               SELECT zz.name FROM pools pp JOIN zones zz ON zz.organizer_id = pp.organizer_id AND zz.id = pp.zone_id
               WHERE pp.organizer_id = h.organizer_id AND pp.id = ANY(h.pool_ids) ORDER BY zz.position LIMIT 1
           ) z ON true
           WHERE h.organizer_id = $1 AND h.cart_id = $2 AND h.state <> 'voided'
           ORDER BY p.starts_at, h.created_at, z.name, s.position"#,
        organizer.0,
        cart.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            let price = rows::price("holds", r.net_minor, r.tax_minor, r.tax_rate_bp, r.fee_minor, &r.currency)?;
            let unit_total = price.total().map_err(|e| Error::inconsistent("holds", "net_minor", e))?;
            let total =
                unit_total.checked_mul(r.quantity.into()).map_err(|e| Error::inconsistent("holds", "quantity", e))?;
            let venue = Venue {
                id: VenueId(r.venue_id),
                name: r.venue_name,
                street: r.street,
                city: r.city,
                country: r.country,
                zone: rows::zone("venues", &r.zone)?,
                directions: rows::translated("venues", "directions", r.directions)?,
            };
            let performance = Performance {
                id: PerformanceId(r.performance_id),
                event: EventId(r.event_id),
                venue,
                seat_map: r.seat_map_id.map(SeatMapId),
                status: rows::named("performances", "status", &r.status)?,
                starts_at: r.starts_at,
                ends_at: r.ends_at,
                doors_at: r.doors_at,
                on_sale_from: r.on_sale_from,
                on_sale_until: r.on_sale_until,
                label: rows::translated("performances", "label", r.label)?,
            };
            let area = r.zone_name.map(|name| rows::translated("zones", "name", name)).transpose()?;
            let line = CartLine {
                hold: HoldId(r.id),
                event: EventId(r.event_id),
                event_slug: r.slug,
                event_title: rows::translated("events", "title", r.title)?,
                artwork: r.artwork,
                performance,
                zone: rows::zone("events", &r.event_zone)?,
                ticket_type: TicketTypeId(r.ticket_type_id),
                ticket_name: rows::translated("ticket_types", "name", r.ticket_name)?,
                ticket_description: rows::translated("ticket_types", "description", r.ticket_description)?,
                quantity: rows::count("holds", "quantity", r.quantity)?,
                seat: r.seat_id.map(SeatId),
                place: Place {
                    area,
                    row: r.row_label,
                    seat: r.number,
                    kind: venues::seat_kind_of(r.seat_kind.as_deref())?,
                },
                price,
                unit_total,
                total,
            };
            Ok(LineRow {
                line,
                state: rows::named("holds", "state", &r.state)?,
                expires_at: r.expires_at,
                extended: r.extended,
                ask_holder_names: r.ask_holder_names,
                ask_phone: r.ask_phone,
            })
        })
        .collect()
}
