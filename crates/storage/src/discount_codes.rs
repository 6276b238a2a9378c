//! Discount codes, and the lines of carts that are priced with them.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::discount_code::{CodeWithUses, CodedLine, DiscountCode, UNLIMITED_USES};
use domain::ids::{CartId, DiscountCodeId, EventId, HoldId, OrganizerId, PoolId};
use domain::pricing::Quote;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Whose code this is, as it is compared.
pub async fn find(conn: &mut Conn, organizer: OrganizerId, code: &str) -> Result<Option<DiscountCodeId>, Error> {
    let id =
        sqlx::query_scalar!("SELECT id FROM discount_codes WHERE organizer_id = $1 AND code = $2", organizer.0, code)
            .fetch_optional(conn)
            .await?;
    Ok(id.map(DiscountCodeId))
}

/// All of the organizer's, the newest first.
pub async fn list(conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<CodeWithUses>, Error> {
    read(conn, organizer, None).await
}

/// These of the organizer's.
pub async fn find_many(conn: &mut Conn, organizer: OrganizerId, ids: &[Uuid]) -> Result<Vec<CodeWithUses>, Error> {
    read(conn, organizer, Some(ids)).await
}

async fn read(conn: &mut Conn, organizer: OrganizerId, ids: Option<&[Uuid]>) -> Result<Vec<CodeWithUses>, Error> {
    let found = sqlx::query!(
        "SELECT d.id, d.code, d.words, d.change, d.currency, d.event_id, d.from_at, d.until_at, d.active, d.pool_id, p.capacity, p.held, p.sold
         FROM discount_codes d JOIN pools p ON p.organizer_id = d.organizer_id AND p.id = d.pool_id
         WHERE d.organizer_id = $1 AND ($2::uuid[] IS NULL OR d.id = ANY($2)) ORDER BY d.created_at DESC, d.id",
        organizer.0,
        ids
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            let capacity = rows::count("pools", "capacity", r.capacity)?;
            Ok(CodeWithUses {
                code: DiscountCode {
                    id: DiscountCodeId(r.id),
                    code: r.code,
                    words: rows::translated("discount_codes", "words", r.words)?,
                    change: rows::json("discount_codes", "change", r.change)?,
                    currency: rows::currency("discount_codes", &r.currency)?,
                    event: r.event_id.map(EventId),
                    from: r.from_at,
                    until: r.until_at,
                    active: r.active,
                    pool: PoolId(r.pool_id),
                },
                limit: (capacity < UNLIMITED_USES).then_some(capacity),
                held: rows::count("pools", "held", r.held)?,
                used: rows::count("pools", "sold", r.sold)?,
            })
        })
        .collect()
}

/// Writes a code with the pool of its uses.
///
/// # Errors
/// Of the constraint `discount_codes_code_key` where the organizer has this code already.
pub async fn insert(
    conn: &mut Conn,
    organizer: OrganizerId,
    new: &DiscountCode,
    limit: Option<u32>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "WITH uses AS (
             INSERT INTO pools (organizer_id, id, name, capacity) VALUES ($1, $2, $3, $4)
         )
         INSERT INTO discount_codes (organizer_id, id, code, words, change, event_id, from_at, until_at, active, pool_id, created_at,
                                     currency)
         VALUES ($1, $5, $3, $6, $7, $8, $9, $10, $11, $2, $12, $13)",
        organizer.0,
        new.pool.0,
        &new.code,
        capacity(limit),
        new.id.0,
        rows::value(&new.words)?,
        rows::value(&new.change)?,
        new.event.map(|event| event.0),
        new.from,
        new.until,
        new.active,
        now,
        new.currency.code()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Switches a code on or off. False where the organizer has none of this id.
pub async fn set_active(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: DiscountCodeId,
    active: bool,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE discount_codes SET active = $3 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        active
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Lets a code be used so often in all. Needs its pool locked; the table refuses fewer than are used and held.
pub async fn set_limit(conn: &mut Conn, organizer: OrganizerId, pool: PoolId, limit: Option<u32>) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE pools SET capacity = $3 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        pool.0,
        capacity(limit)
    )
    .execute(conn)
    .await?;
    crate::error::one_row(result)
}

fn capacity(limit: Option<u32>) -> i32 {
    limit.unwrap_or(UNLIMITED_USES).min(UNLIMITED_USES) as i32
}

/// The carts' lines that are kept at this moment, as a code prices them. Needs the carts locked.
pub async fn lines_of_carts(
    conn: &mut Conn,
    organizer: OrganizerId,
    carts: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<(CartId, CodedLine)>, Error> {
    let found = sqlx::query!(
        r#"SELECT h.cart_id, h.id, p.event_id, h.quantity, h.net_minor, h.tax_minor, h.tax_rate_bp, h.fee_minor,
                  h.absorbed_fee_minor, h.currency, h.price_rule, h.adjustments, d.id AS "code?", d.pool_id AS "pool_id?"
           FROM holds h
           JOIN performances p ON p.organizer_id = h.organizer_id AND p.id = h.performance_id
           LEFT JOIN discount_codes d ON d.organizer_id = h.organizer_id AND d.id = h.discount_code_id
           WHERE h.organizer_id = $1 AND h.cart_id = ANY($2) AND h.state = 'pending' AND h.expires_at > $3
           ORDER BY h.created_at, h.id"#,
        organizer.0,
        carts,
        now
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            let line = CodedLine {
                hold: HoldId(r.id),
                event: EventId(r.event_id),
                quantity: rows::count("holds", "quantity", r.quantity)?,
                quote: Quote {
                    price: rows::price_of!("holds", r)?,
                    rule: rows::json("holds", "price_rule", r.price_rule)?,
                    applied: rows::adjustments("holds", r.adjustments)?,
                },
                code: r.code.zip(r.pool_id).map(|(code, pool)| (DiscountCodeId(code), PoolId(pool))),
            };
            Ok((CartId(r.cart_id), line))
        })
        .collect()
}

/// Prices lines anew: each as it was and as it becomes. What their codes' pools count as held follows. Needs these pools locked.
pub async fn reprice(conn: &mut Conn, organizer: OrganizerId, lines: &[(CodedLine, CodedLine)]) -> Result<(), Error> {
    let (mut ids, mut nets, mut taxes, mut fees, mut absorbed) = (vec![], vec![], vec![], vec![], vec![]);
    let (mut adjustments, mut codes, mut left, mut entered) = (vec![], vec![], vec![], vec![]);
    let mut moved: BTreeMap<Uuid, i32> = BTreeMap::new();
    for (was, now) in lines {
        let price = &now.quote.price;
        ids.push(now.hold.0);
        nets.push(price.net.minor);
        taxes.push(price.tax.minor);
        fees.push(price.fee.minor);
        absorbed.push(price.absorbed_fee.minor);
        adjustments.push(rows::adjustments_text(&now.quote.applied)?);
        codes.push(now.code.map(|(code, _)| code.0));
        let pool = |line: &CodedLine| line.code.map(|(_, pool)| pool.0);
        let places = i32::try_from(now.quantity).unwrap_or(i32::MAX);
        if let Some(pool) = pool(was) {
            *moved.entry(pool).or_default() -= places;
        }
        if let Some(pool) = pool(now) {
            *moved.entry(pool).or_default() += places;
        }
        left.push(pool(was));
        entered.push(pool(now));
    }
    let (pools, places): (Vec<Uuid>, Vec<i32>) = moved.into_iter().unzip();
    sqlx::query!(
        r#"WITH priced AS (
               UPDATE holds h SET net_minor = l.net, tax_minor = l.tax, fee_minor = l.fee, absorbed_fee_minor = l.absorbed,
                      adjustments = l.adjustments::jsonb, discount_code_id = l.code,
                      pool_ids = array_remove(h.pool_ids, l.left_pool)
                          || CASE WHEN l.entered IS NULL THEN '{}'::uuid[] ELSE ARRAY[l.entered] END
               FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[], $8::uuid[], $9::uuid[],
                           $10::uuid[]) AS l (id, net, tax, fee, absorbed, adjustments, code, left_pool, entered)
               WHERE h.organizer_id = $1 AND h.id = l.id AND h.state = 'pending'
           )
           SELECT move_places($1, $11, $12, 1, 0)"#,
        organizer.0,
        &ids,
        &nets,
        &taxes,
        &fees,
        &absorbed,
        &adjustments as &[Option<String>],
        &codes as &[Option<Uuid>],
        &left as &[Option<Uuid>],
        &entered as &[Option<Uuid>],
        &pools,
        &places
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// What is put into these carts from now on is priced with these codes, or with none.
pub async fn set_of_carts(
    conn: &mut Conn,
    organizer: OrganizerId,
    carts: &[(CartId, Option<DiscountCodeId>)],
) -> Result<(), Error> {
    let (carts, codes): (Vec<Uuid>, Vec<Option<Uuid>>) =
        carts.iter().map(|(cart, code)| (cart.0, code.map(|code| code.0))).unzip();
    let result = sqlx::query!(
        "UPDATE carts SET discount_code_id = c.code FROM unnest($2::uuid[], $3::uuid[]) AS c (id, code)
         WHERE carts.organizer_id = $1 AND carts.id = c.id",
        organizer.0,
        &carts,
        &codes as &[Option<Uuid>]
    )
    .execute(conn)
    .await?;
    crate::error::all_rows(result, carts.len())
}
