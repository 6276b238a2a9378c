//! What a batch of claims on places reads and writes: few statements, however many claims. Its carts ([`crate::carts::lock`])
//! and pools ([`crate::holds::lock`]) are locked ([locks](crate#locks)).

use crate::{Conn, Db, Error, rows, venues};
use chrono::{DateTime, Utc};
use domain::event::Channel;
use domain::hold::PendingHold;
use domain::hold::check::SeatStatus;
use domain::ids::{CartId, DiscountCodeId, HoldId, OrganizerId, PerformanceId, PoolId, SeatId, TicketTypeId, ZoneId};
use domain::locale::Locale;
use domain::pricing::Quote;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The carts' holds that haven't ended.
pub async fn pending_of_carts(
    conn: &mut Conn,
    organizer: OrganizerId,
    carts: &[Uuid],
) -> Result<Vec<PendingHold>, Error> {
    let found = sqlx::query!(
        r#"SELECT cart_id, id, performance_id, ticket_type_id, pool_ids, quantity, expires_at, extended FROM holds
           WHERE organizer_id = $1 AND cart_id = ANY($2) AND state = 'pending'"#,
        organizer.0,
        carts
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(PendingHold {
                cart: CartId(r.cart_id),
                id: HoldId(r.id),
                performance: PerformanceId(r.performance_id),
                ticket_type: TicketTypeId(r.ticket_type_id),
                pools: r.pool_ids.into_iter().map(PoolId).collect(),
                quantity: rows::count("holds", "quantity", r.quantity)?,
                expires_at: r.expires_at,
                extended: r.extended,
            })
        })
        .collect()
}

/// These seats of these performances; those that aren't in the performance's hall are left out. Needs the pools locked.
pub async fn seats_now(
    conn: &mut Conn,
    organizer: OrganizerId,
    performances: &[Uuid],
    seats: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<SeatStatus>, Error> {
    let found = sqlx::query!(
        r#"SELECT w.performance_id AS "performance_id!", s.id, s.zone_id, s.row_label, s.number, s.kind,
                  c.state IS NOT NULL AND (c.state = 'sold' OR h.expires_at > $4) AS "taken!",
                  c.state = 'held' AND h.expires_at <= $4 AS due
           FROM unnest($2::uuid[], $3::uuid[]) AS w (performance_id, seat_id)
           JOIN seats s ON s.organizer_id = $1 AND s.id = w.seat_id
           JOIN zones z ON z.organizer_id = s.organizer_id AND z.id = s.zone_id
           JOIN performances p ON p.organizer_id = z.organizer_id AND p.id = w.performance_id AND p.seat_map_id = z.seat_map_id
           -- Each by itself: a plan made while there were few would read all of an organizer's.
           LEFT JOIN LATERAL (SELECT c.state, c.hold_id FROM seat_claims c
                              WHERE c.organizer_id = $1 AND c.performance_id = w.performance_id AND c.seat_id = s.id
                                AND c.state <> 'released' LIMIT 1) c ON true
           LEFT JOIN LATERAL (SELECT h.expires_at FROM holds h
                              WHERE h.organizer_id = $1 AND h.id = c.hold_id LIMIT 1) h ON true"#,
        organizer.0,
        performances,
        seats,
        now
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(SeatStatus {
                performance: PerformanceId(r.performance_id),
                seat: SeatId(r.id),
                zone: ZoneId(r.zone_id),
                row: r.row_label,
                number: r.number,
                kind: venues::seat_kind_of(Some(&r.kind))?,
                taken: r.taken,
                due: r.due.unwrap_or(false),
            })
        })
        .collect()
}

/// A cart to be written together with its first holds.
pub struct CartToInsert {
    pub id: CartId,
    pub secret_hash: [u8; 32],
    pub channel: Channel,
    pub locale: Locale,
}

/// A hold to be written.
pub struct NewHold {
    pub id: HoldId,
    pub cart: CartId,
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub pools: Vec<PoolId>,
    pub quantity: u32,
    pub seat: Option<SeatId>,
    pub quote: Quote,
    /// The code it is priced with; one of the pools counts its uses.
    pub code: Option<DiscountCodeId>,
    pub expires_at: DateTime<Utc>,
}

/// What a batch writes.
pub struct HoldBatchRows<'a> {
    pub carts: &'a [CartToInsert],
    pub holds: &'a [NewHold],
    /// Where the news are said, and the news.
    pub channel: &'a str,
    pub texts: &'a [String],
}

/// Writes new carts, holds and claims on seats, counts the places as held, and says the news, in one statement. Needs the
/// pools locked and the seats seen to be free; the constraints refuse the rest.
pub async fn write(
    conn: &mut Conn,
    organizer: OrganizerId,
    batch: &HoldBatchRows<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    call(conn, organizer, batch, None, now).await.map(drop)
}

/// A batch of claims on counted places, in one round trip and a transaction of its own: looks whether the terms are those
/// of `sales` and whether there is room for all, and writes. `false`, and nothing written, when not.
pub async fn hold_all(
    db: &Db,
    organizer: OrganizerId,
    batch: &HoldBatchRows<'_>,
    sales: &[(PerformanceId, i32)],
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    call(db.pool(), organizer, batch, Some(sales), now).await
}

async fn call<'c>(
    executor: impl sqlx::PgExecutor<'c>,
    organizer: OrganizerId,
    batch: &HoldBatchRows<'_>,
    sales: Option<&[(PerformanceId, i32)]>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let c = HoldColumns::of(batch)?;
    let dates: Option<Vec<Uuid>> = sales.map(|sales| sales.iter().map(|(p, _)| p.0).collect());
    let numbers: Option<Vec<i32>> = sales.map(|sales| sales.iter().map(|(_, number)| *number).collect());
    let done = sqlx::query_scalar!(
        r#"SELECT desk_hold($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                            $21, $22, $23, $24, $25, $26, $27, $28, $29) AS "done!""#,
        organizer.0,
        now,
        &c.cart_ids,
        &c.cart_hashes,
        &c.cart_channels,
        &c.cart_locales,
        &c.ids,
        &c.carts,
        &c.performances,
        &c.ticket_types,
        &c.pools,
        &c.quantities,
        &c.seats as &[Option<Uuid>],
        &c.nets,
        &c.taxes,
        &c.rates,
        &c.fees,
        &c.absorbed_fees,
        &c.currencies,
        &c.rules,
        &c.adjustments as &[Option<String>],
        &c.codes as &[Option<Uuid>],
        &c.expiries,
        &c.taken_pools,
        &c.taken_places,
        batch.channel,
        batch.texts,
        dates.as_deref(),
        numbers.as_deref()
    )
    .fetch_one(executor)
    .await?;
    Ok(done)
}

/// What a batch writes, column by column.
#[derive(Default)]
struct HoldColumns {
    cart_ids: Vec<Uuid>,
    cart_hashes: Vec<Vec<u8>>,
    cart_channels: Vec<String>,
    cart_locales: Vec<String>,
    ids: Vec<Uuid>,
    carts: Vec<Uuid>,
    performances: Vec<Uuid>,
    ticket_types: Vec<Uuid>,
    pools: Vec<String>,
    quantities: Vec<i32>,
    seats: Vec<Option<Uuid>>,
    nets: Vec<i64>,
    taxes: Vec<i64>,
    rates: Vec<i32>,
    fees: Vec<i64>,
    absorbed_fees: Vec<i64>,
    currencies: Vec<String>,
    rules: Vec<String>,
    adjustments: Vec<Option<String>>,
    codes: Vec<Option<Uuid>>,
    expiries: Vec<DateTime<Utc>>,
    taken_pools: Vec<Uuid>,
    taken_places: Vec<i32>,
}

impl HoldColumns {
    fn of(batch: &HoldBatchRows<'_>) -> Result<HoldColumns, Error> {
        let mut all = HoldColumns::default();
        for cart in batch.carts {
            all.cart_ids.push(cart.id.0);
            all.cart_hashes.push(cart.secret_hash.to_vec());
            all.cart_channels.push(cart.channel.into_str().to_owned());
            all.cart_locales.push(cart.locale.tag().to_owned());
        }
        let mut taken: BTreeMap<Uuid, i32> = BTreeMap::new();
        for hold in batch.holds {
            all.push(hold)?;
            for pool in &hold.pools {
                *taken.entry(pool.0).or_default() += i32::try_from(hold.quantity).unwrap_or(i32::MAX);
            }
        }
        (all.taken_pools, all.taken_places) = taken.into_iter().unzip();
        Ok(all)
    }

    fn push(&mut self, hold: &NewHold) -> Result<(), Error> {
        let price = &hold.quote.price;
        self.ids.push(hold.id.0);
        self.carts.push(hold.cart.0);
        self.performances.push(hold.performance.0);
        self.ticket_types.push(hold.ticket_type.0);
        self.pools.push(array_text(&hold.pools));
        self.quantities.push(i32::try_from(hold.quantity).unwrap_or(i32::MAX));
        self.seats.push(hold.seat.map(|s| s.0));
        self.nets.push(price.net.minor);
        self.taxes.push(price.tax.minor);
        self.rates.push(i32::try_from(price.tax_rate_bp).unwrap_or(i32::MAX));
        self.fees.push(price.fee.minor);
        self.absorbed_fees.push(price.absorbed_fee.minor);
        self.rules.push(rows::text(&hold.quote.rule)?);
        self.adjustments.push(rows::adjustments_text(&hold.quote.applied)?);
        self.codes.push(hold.code.map(|code| code.0));
        self.currencies.push(price.net.currency.code().to_owned());
        self.expiries.push(hold.expires_at);
        Ok(())
    }
}

/// As Postgres writes an array of UUIDs: an array of arrays of different lengths can't be unnested by row.
fn array_text(pools: &[PoolId]) -> String {
    let ids: Vec<String> = pools.iter().map(|p| p.0.to_string()).collect();
    format!("{{{}}}", ids.join(","))
}
