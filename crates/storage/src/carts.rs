//! Carts and what stands in them.

use crate::{Conn, Error, rows, venues};
use domain::buyer::BuyerDraft;
use domain::cart::{CartLine, HeldLine};
use domain::checkout::CheckoutLine;
use domain::event::{Channel, Performance, Venue};
use domain::ids::*;
use domain::locale::{Locale, Translated};
use domain::pricing::Quote;
use domain::seating::Place;
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// Whose carts these secrets open. Needs no scope: each row is found through its own secret.
pub async fn organizers_opened_by(conn: &mut Conn, hashes: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, OrganizerId)>, Error> {
    let found = sqlx::query!(r#"SELECT hash AS "hash!", organizer AS "organizer!" FROM carts_opened($1)"#, hashes)
        .fetch_all(conn)
        .await?;
    Ok(found.into_iter().map(|r| (r.hash, OrganizerId(r.organizer))).collect())
}

/// A cart, apart from what stands in it.
pub struct CartRow {
    pub secret_hash: Vec<u8>,
    pub id: CartId,
    pub organizer: OrganizerId,
    pub draft: BuyerDraft,
    /// The discount code that was typed into it, as it is compared, and what it is for.
    pub code: Option<(String, Translated)>,
    /// Set once it has become an order.
    pub order: Option<OrderId>,
}

/// The carts that these secrets open, of any organizer. Needs no scope, as [`organizers_opened_by`], and ends the one there is.
pub async fn opened_by(conn: &mut Conn, hashes: &[Vec<u8>]) -> Result<Vec<CartRow>, Error> {
    let found = sqlx::query!(
        r#"SELECT hash AS "hash!", organizer AS "organizer!", cart AS "cart!", draft AS "draft!", code, code_words, ordered_as
           FROM carts_behind($1)"#,
        hashes
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(CartRow {
                secret_hash: r.hash,
                id: CartId(r.cart),
                organizer: OrganizerId(r.organizer),
                draft: rows::json("carts", "draft", r.draft)?,
                code: match (r.code, r.code_words) {
                    (Some(code), Some(words)) => Some((code, rows::translated("discount_codes", "words", words)?)),
                    _ => None,
                },
                order: r.ordered_as.map(OrderId),
            })
        })
        .collect()
}

/// A cart that can't change until the transaction ends.
#[derive(Clone)]
pub struct LockedCart {
    pub id: CartId,
    pub secret_hash: Vec<u8>,
    pub channel: Channel,
    pub locale: Locale,
    pub draft: BuyerDraft,
    /// What is put into it is priced with this code.
    pub code: Option<DiscountCodeId>,
    /// Set once it has become an order, with the order's number.
    pub order: Option<(OrderId, String)>,
}

/// Locks the carts that these secrets' hashes open, by id ([locks](crate#locks)). A hash that opens none of this organizer's
/// is left out. Whatever puts something into a cart, or makes an order of it, begins here.
pub async fn lock(conn: &mut Conn, organizer: OrganizerId, hashes: &[Vec<u8>]) -> Result<Vec<LockedCart>, Error> {
    let found = sqlx::query!(
        r#"SELECT id, secret_hash, channel, locale, draft, discount_code_id FROM carts
           WHERE organizer_id = $1 AND secret_hash = ANY($2) ORDER BY id FOR NO KEY UPDATE"#,
        organizer.0,
        hashes
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<Uuid> = found.iter().map(|r| r.id).collect();
    // A second look: an order may have been made of one while we waited for its lock.
    let ordered = sqlx::query!(
        "SELECT cart_id, id, number FROM orders WHERE organizer_id = $1 AND cart_id = ANY($2)",
        organizer.0,
        &ids
    )
    .fetch_all(conn)
    .await?;
    let mut ordered: HashMap<Uuid, (OrderId, String)> =
        ordered.into_iter().map(|r| (r.cart_id, (OrderId(r.id), r.number))).collect();
    found
        .into_iter()
        .map(|r| {
            Ok(LockedCart {
                id: CartId(r.id),
                secret_hash: r.secret_hash,
                channel: rows::named("carts", "channel", &r.channel)?,
                locale: rows::locale(&r.locale),
                draft: rows::json("carts", "draft", r.draft)?,
                code: r.discount_code_id.map(DiscountCodeId),
                order: ordered.remove(&r.id),
            })
        })
        .collect()
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

/// The carts' lines but for those that were taken out, each cart's in the order in which the buyer sees them, which is the
/// order of the holders' names: as in [`lines_opened_by`].
pub async fn checkout_lines(
    conn: &mut Conn,
    organizer: OrganizerId,
    carts: &[Uuid],
) -> Result<Vec<CheckoutLine>, Error> {
    let found = sqlx::query!(
        r#"SELECT h.cart_id, h.id, h.state = 'pending' AS "pending!", h.expires_at, h.performance_id, h.ticket_type_id,
                  h.pool_ids, h.seat_id, h.quantity, h.net_minor, h.tax_minor, h.tax_rate_bp, h.fee_minor,
                  h.absorbed_fee_minor, h.price_rule, h.adjustments, h.currency, e.title, e.ask_holder_names, e.ask_phone
           FROM holds h
           JOIN performances p ON p.organizer_id = h.organizer_id AND p.id = h.performance_id
           JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           LEFT JOIN seats s ON s.organizer_id = h.organizer_id AND s.id = h.seat_id
           LEFT JOIN LATERAL (
               SELECT zz.name FROM pools pp JOIN zones zz ON zz.organizer_id = pp.organizer_id AND zz.id = pp.zone_id
               WHERE pp.organizer_id = h.organizer_id AND pp.id = ANY(h.pool_ids) ORDER BY zz.position LIMIT 1
           ) z ON true
           WHERE h.organizer_id = $1 AND h.cart_id = ANY($2) AND h.state <> 'voided'
           ORDER BY p.starts_at, h.created_at, z.name, s.position"#,
        organizer.0,
        carts
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(CheckoutLine {
                cart: CartId(r.cart_id),
                hold: HoldId(r.id),
                pending: r.pending,
                expires_at: r.expires_at,
                performance: PerformanceId(r.performance_id),
                ticket_type: TicketTypeId(r.ticket_type_id),
                pools: r.pool_ids.into_iter().map(PoolId).collect(),
                seat: r.seat_id.map(SeatId),
                quantity: rows::count("holds", "quantity", r.quantity)?,
                quote: Quote {
                    price: rows::price_of!("holds", r)?,
                    rule: rows::json("holds", "price_rule", r.price_rule)?,
                    applied: rows::adjustments("holds", r.adjustments)?,
                },
                event_title: rows::translated("events", "title", r.title)?,
                ask_holder_names: r.ask_holder_names,
                ask_phone: r.ask_phone,
            })
        })
        .collect()
}

/// Keeps what was typed, of many carts.
pub async fn save_drafts(
    conn: &mut Conn,
    organizer: OrganizerId,
    drafts: &[(CartId, &BuyerDraft)],
) -> Result<(), Error> {
    let records: Vec<_> = drafts.iter().map(|(cart, draft)| json!({ "id": cart.0, "draft": draft })).collect();
    let result = sqlx::query!(
        r#"UPDATE carts SET draft = d.draft FROM jsonb_populate_recordset(NULL::carts, $2) AS d
           WHERE carts.organizer_id = $1 AND carts.id = d.id"#,
        organizer.0,
        Value::Array(records)
    )
    .execute(conn)
    .await?;
    crate::error::all_rows(result, drafts.len())
}

/// The lines of the carts that these secrets open, whose holds are pending, posted or expired (voided ones were taken out by
/// the buyer), each cart's in the order in which it shows them. Needs no scope, as [`opened_by`].
pub async fn lines_opened_by(conn: &mut Conn, hashes: &[Vec<u8>]) -> Result<Vec<(CartId, HeldLine)>, Error> {
    let found = sqlx::query!(
        r#"SELECT cart_id AS "cart_id!", id AS "id!", state AS "state!", expires_at AS "expires_at!", extended AS "extended!",
                  quantity AS "quantity!", net_minor AS "net_minor!", tax_minor AS "tax_minor!", tax_rate_bp AS "tax_rate_bp!",
                  fee_minor AS "fee_minor!", absorbed_fee_minor AS "absorbed_fee_minor!", adjustments, currency AS "currency!", ticket_type_id AS "ticket_type_id!", ticket_name AS "ticket_name!",
                  ticket_description AS "ticket_description!", event_id AS "event_id!", slug AS "slug!", title AS "title!",
                  ask_holder_names AS "ask_holder_names!", ask_phone AS "ask_phone!", event_zone AS "event_zone!",
                  performance_id AS "performance_id!", status AS "status!", starts_at AS "starts_at!", ends_at,
                  doors_at, on_sale_from AS "on_sale_from!", on_sale_until AS "on_sale_until!", label AS "label!",
                  venue_id AS "venue_id!", venue_name AS "venue_name!", street AS "street!", city AS "city!", country AS "country!",
                  zone AS "zone!", directions AS "directions!", seat_id, artwork, seat_map_id, row_label, number, seat_kind, zone_name
           FROM cart_lines_behind($1)"#,
        hashes
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            let price = rows::price_of!("holds", r)?;
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
                applied: rows::adjustments("holds", r.adjustments)?,
                unit_total,
                total,
            };
            let held = HeldLine {
                line,
                state: rows::named("holds", "state", &r.state)?,
                expires_at: r.expires_at,
                extended: r.extended,
                ask_holder_names: r.ask_holder_names,
                ask_phone: r.ask_phone,
            };
            Ok((CartId(r.cart_id), held))
        })
        .collect()
}
