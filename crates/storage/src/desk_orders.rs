//! What a batch of checkouts reads and writes about its carts, each with one statement however many they are.

use crate::{Conn, Error, rows};
use domain::buyer::BuyerDraft;
use domain::checkout::CheckoutLine;
use domain::event::Channel;
use domain::ids::{CartId, HoldId, OrderId, OrganizerId, PerformanceId, PoolId, SeatId, TicketTypeId};
use domain::locale::Locale;
use serde_json::{Value, json};
use uuid::Uuid;

/// Whose carts these secrets open. Needs no scope: each row is found through its own secret.
pub async fn organizers_of_carts(conn: &mut Conn, hashes: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, OrganizerId)>, Error> {
    let found = sqlx::query!(r#"SELECT hash AS "hash!", organizer AS "organizer!" FROM carts_opened($1)"#, hashes)
        .fetch_all(conn)
        .await?;
    Ok(found.into_iter().map(|r| (r.hash, OrganizerId(r.organizer))).collect())
}

pub struct LockedCart {
    pub id: CartId,
    pub secret_hash: Vec<u8>,
    pub channel: Channel,
    pub locale: Locale,
    pub draft: BuyerDraft,
}

/// Locks carts in id order.
pub async fn lock_carts(conn: &mut Conn, organizer: OrganizerId, hashes: &[Vec<u8>]) -> Result<Vec<LockedCart>, Error> {
    let found = sqlx::query!(
        r#"SELECT id, secret_hash, channel, locale, draft FROM carts
           WHERE organizer_id = $1 AND secret_hash = ANY($2) ORDER BY id FOR NO KEY UPDATE"#,
        organizer.0,
        hashes
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(LockedCart {
                id: CartId(r.id),
                secret_hash: r.secret_hash,
                channel: rows::named("carts", "channel", &r.channel)?,
                locale: Locale::from_tag(&r.locale).unwrap_or_default(),
                draft: rows::json("carts", "draft", r.draft)?,
            })
        })
        .collect()
}

/// What these carts, which the caller has locked, have become, with the orders' numbers.
pub async fn orders_of_carts(
    conn: &mut Conn,
    organizer: OrganizerId,
    carts: &[Uuid],
) -> Result<Vec<(CartId, OrderId, String)>, Error> {
    let found = sqlx::query!(
        "SELECT cart_id, id, number FROM orders WHERE organizer_id = $1 AND cart_id = ANY($2)",
        organizer.0,
        carts
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|r| (CartId(r.cart_id), OrderId(r.id), r.number)).collect())
}

/// The carts' lines whose holds are pending or expired, each cart's in the order in which the buyer sees them, which is the
/// order of the holders' names: as in [`crate::carts::lines`].
pub async fn lines_of_carts(
    conn: &mut Conn,
    organizer: OrganizerId,
    carts: &[Uuid],
) -> Result<Vec<CheckoutLine>, Error> {
    let found = sqlx::query!(
        r#"SELECT h.cart_id, h.id, h.state = 'pending' AS "pending!", h.expires_at, h.performance_id, h.ticket_type_id,
                  h.pool_ids, h.seat_id, h.quantity, h.net_minor, h.tax_minor, h.tax_rate_bp, h.fee_minor, h.currency,
                  e.title, e.ask_holder_names, e.ask_phone
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
                price: rows::price("holds", r.net_minor, r.tax_minor, r.tax_rate_bp, r.fee_minor, &r.currency)?,
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
        r#"UPDATE carts SET draft = d.draft FROM jsonb_to_recordset($2) AS d (id uuid, draft jsonb)
           WHERE carts.organizer_id = $1 AND carts.id = d.id"#,
        organizer.0,
        Value::Array(records)
    )
    .execute(conn)
    .await?;
    crate::error::all_rows(result, drafts.len())
}
