//! Orders, their lines and their tickets.

use crate::{Conn, Error, folded, organizers, rows, venues};
use chrono::{DateTime, Utc};
use domain::admission::AdmissionNote;
use domain::event::Channel;
use domain::fold;
use domain::hold::HoldState;
use domain::ids::*;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::order::{Attention, Order, OrderLine, OrderList, OrderQuery, OrderRow, OrderState, OrderTicket};
use domain::pricing::{Price, Quote};
use domain::seating::Place;
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// How many rows a page of the organizer's list has.
pub const PAGE_SIZE: u32 = 50;

/// An order to be written. When it was placed is the same for all that are written together.
pub struct NewOrder {
    pub id: OrderId,
    pub number: String,
    pub secret_hash: [u8; 32],
    pub cart: CartId,
    pub channel: Channel,
    pub locale: Locale,
    pub buyer_name: Option<String>,
    pub buyer_email: Option<String>,
    pub buyer_phone: Option<String>,
    pub total: Money,
    /// Until when it may be paid.
    pub expires_at: DateTime<Utc>,
    pub till: Option<TillId>,
    pub cashier: Option<PersonId>,
}

pub struct NewLine {
    pub id: OrderLineId,
    pub order: OrderId,
    pub position: usize,
    pub hold: HoldId,
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub seat: Option<SeatId>,
    pub quantity: u32,
    pub quote: Quote,
    pub holders: Vec<String>,
}

impl NewOrder {
    /// What it is looked for by.
    fn folded(&self, lines: &[NewLine]) -> String {
        let own = [Some(self.number.as_str()), self.buyer_name.as_deref(), self.buyer_email.as_deref()];
        let holders = lines.iter().filter(|line| line.order == self.id).flat_map(|line| &line.holders);
        folded::of_order(own.into_iter().flatten(), holders.map(String::as_str))
    }
}

/// Writes orders that await payment, with their lines.
pub async fn insert_many(
    conn: &mut Conn,
    organizer: OrganizerId,
    orders: &[NewOrder],
    lines: &[NewLine],
    placed_at: DateTime<Utc>,
) -> Result<(), Error> {
    let orders: Vec<_> = orders
        .iter()
        .map(|o| {
            json!({
                "id": o.id.0, "number": o.number, "cart_id": o.cart.0,
                "secret_hash": format!("\\x{}", hex::encode(o.secret_hash)), "channel": o.channel.into_str(),
                "locale": o.locale.tag(), "buyer_name": o.buyer_name,
                "folded": o.folded(lines),
                "buyer_email": o.buyer_email, "buyer_phone": o.buyer_phone, "currency": o.total.currency.code(),
                "total_minor": o.total.minor, "expires_at": o.expires_at,
                "till_id": o.till.map(|t| t.0), "cashier_id": o.cashier.map(|c| c.0),
            })
        })
        .collect();
    let lines: Vec<_> = lines
        .iter()
        .map(|l| {
            json!({
                "id": l.id.0, "order_id": l.order.0, "hold_id": l.hold.0, "performance_id": l.performance.0,
                "ticket_type_id": l.ticket_type.0, "seat_id": l.seat.map(|s| s.0), "quantity": l.quantity,
                "net_minor": l.quote.price.net.minor, "tax_minor": l.quote.price.tax.minor,
                "tax_rate_bp": l.quote.price.tax_rate_bp,
                "fee_minor": l.quote.price.fee.minor, "absorbed_fee_minor": l.quote.price.absorbed_fee.minor,
                "price_rule": l.quote.rule, "adjustments": (!l.quote.applied.is_empty()).then_some(&l.quote.applied),
                "holders": l.holders, "position": l.position,
            })
        })
        .collect();
    sqlx::query!(
        r#"WITH placed AS (
               INSERT INTO orders (organizer_id, id, number, secret_hash, cart_id, channel, state, locale, buyer_name,
                                   buyer_email, buyer_phone, currency, total_minor, placed_at, expires_at, till_id, cashier_id,
                                   folded)
               SELECT $1, o.id, o.number, o.secret_hash, o.cart_id, o.channel, 'awaiting_payment', o.locale,
                      o.buyer_name, o.buyer_email, o.buyer_phone, o.currency, o.total_minor, $4, o.expires_at,
                      o.till_id, o.cashier_id, o.folded
               FROM jsonb_populate_recordset(NULL::orders, $2) AS o
           )
           INSERT INTO order_lines (organizer_id, id, order_id, hold_id, performance_id, ticket_type_id, seat_id, quantity,
                                    net_minor, tax_minor, tax_rate_bp, fee_minor, absorbed_fee_minor, price_rule, adjustments,
                                    holders, position, ticket_description)
           SELECT $1, l.id, l.order_id, l.hold_id, l.performance_id, l.ticket_type_id, l.seat_id, l.quantity, l.net_minor,
                  l.tax_minor, l.tax_rate_bp, l.fee_minor, l.absorbed_fee_minor, l.price_rule, l.adjustments, l.holders, l.position,
                  (SELECT t.description FROM ticket_types t WHERE t.organizer_id = $1 AND t.id = l.ticket_type_id)
           FROM jsonb_populate_recordset(NULL::order_lines, $3) AS l"#,
        organizer.0,
        serde_json::Value::Array(orders),
        serde_json::Value::Array(lines),
        placed_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What changes of an order are decided on.
pub struct OrderHead {
    pub id: OrderId,
    pub number: String,
    pub cart: CartId,
    pub channel: Channel,
    pub state: OrderState,
    pub locale: Locale,
    pub currency: Currency,
    pub total: Money,
    pub refunded: Money,
    pub buyer_email: Option<String>,
    pub till: Option<TillId>,
    pub expires_at: Option<DateTime<Utc>>,
}

struct HeadColumns {
    id: Uuid,
    number: String,
    cart_id: Uuid,
    channel: String,
    state: String,
    locale: String,
    currency: String,
    total_minor: i64,
    refunded_minor: i64,
    buyer_email: Option<String>,
    till_id: Option<Uuid>,
    expires_at: Option<DateTime<Utc>>,
}

impl HeadColumns {
    fn head(self) -> Result<OrderHead, Error> {
        let currency = rows::currency("orders", &self.currency)?;
        Ok(OrderHead {
            id: OrderId(self.id),
            number: self.number,
            cart: CartId(self.cart_id),
            channel: rows::named("orders", "channel", &self.channel)?,
            state: rows::named("orders", "state", &self.state)?,
            locale: rows::locale(&self.locale),
            currency,
            total: Money::new(self.total_minor, currency),
            refunded: Money::new(self.refunded_minor, currency),
            buyer_email: self.buyer_email,
            till: self.till_id.map(TillId),
            expires_at: self.expires_at,
        })
    }
}

/// Locks an order: the first lock of everything that changes one ([locks](crate#locks)).
pub async fn lock(conn: &mut Conn, organizer: OrganizerId, id: OrderId) -> Result<Option<OrderHead>, Error> {
    let row = sqlx::query_as!(
        HeadColumns,
        r#"SELECT id, number, cart_id, channel, state, locale, currency, total_minor, refunded_minor, buyer_email, till_id,
                  expires_at
           FROM orders WHERE organizer_id = $1 AND id = $2 FOR UPDATE"#,
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(HeadColumns::head).transpose()
}

/// Locks those of these orders that there are, in id order ([locks](crate#locks)).
pub async fn lock_many(conn: &mut Conn, organizer: OrganizerId, ids: &[Uuid]) -> Result<Vec<OrderHead>, Error> {
    let found = sqlx::query_as!(
        HeadColumns,
        r#"SELECT id, number, cart_id, channel, state, locale, currency, total_minor, refunded_minor, buyer_email, till_id,
                  expires_at
           FROM orders WHERE organizer_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE"#,
        organizer.0,
        ids
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(HeadColumns::head).collect()
}

pub async fn set_state(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: OrderId,
    state: OrderState,
    paid_at: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE orders SET state = $3, paid_at = coalesce(paid_at, $4) WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        state.into_str(),
        paid_at
    )
    .execute(conn)
    .await?;
    crate::error::one_row(result)
}

/// These orders, which the caller has locked, are paid.
pub async fn set_paid(conn: &mut Conn, organizer: OrganizerId, ids: &[Uuid], at: DateTime<Utc>) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE orders SET state = 'paid', paid_at = coalesce(paid_at, $3) WHERE organizer_id = $1 AND id = ANY($2)",
        organizer.0,
        ids,
        at
    )
    .execute(conn)
    .await?;
    crate::error::all_rows(result, ids.len())
}

/// Marks an order for someone to look at, unless one stands there that it gives way to; with `None`, as looked after.
pub async fn set_attention(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: OrderId,
    why: Option<Attention>,
) -> Result<(), Error> {
    let stronger = why.map(Attention::gives_way_to).unwrap_or_default();
    let stronger: Vec<String> = stronger.iter().map(|was| was.into_str().to_owned()).collect();
    sqlx::query!(
        r#"UPDATE orders SET attention = CASE WHEN attention = ANY($4) THEN attention ELSE $3 END
           WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0,
        why.map(|why| why.into_str()),
        &stronger
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whose order this secret opens. Needs `Scope::Secret` of the same hash.
pub async fn by_secret(conn: &mut Conn, hash: &[u8; 32]) -> Result<Option<(OrganizerId, OrderId)>, Error> {
    let row = sqlx::query!("SELECT organizer_id, id FROM orders WHERE secret_hash = $1", hash.as_slice())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|r| (OrganizerId(r.organizer_id), OrderId(r.id))))
}

/// Whose orders these secrets open. Needs no scope: each row is found through its own secret.
pub async fn by_secrets(conn: &mut Conn, hashes: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, OrganizerId, OrderId)>, Error> {
    let found = sqlx::query!(
        r#"SELECT hash AS "hash!", organizer AS "organizer!", id AS "id!" FROM orders_opened($1)"#,
        hashes
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|r| (r.hash, OrganizerId(r.organizer), OrderId(r.id))).collect())
}

/// Unpaid orders whose time is over.
pub async fn overdue(conn: &mut Conn, organizer: OrganizerId, now: DateTime<Utc>) -> Result<Vec<OrderId>, Error> {
    let ids = sqlx::query_scalar!(
        r#"SELECT id FROM orders WHERE organizer_id = $1 AND state = 'awaiting_payment' AND expires_at <= $2
           ORDER BY expires_at LIMIT 200"#,
        organizer.0,
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(OrderId).collect())
}

/// A line as the flows that sell and return it need it.
pub struct OrderLineRow {
    pub id: OrderLineId,
    pub order: OrderId,
    pub hold: HoldId,
    /// While it is pending the places are kept, even if their time is over.
    pub hold_state: HoldState,
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub seat: Option<SeatId>,
    pub quantity: u32,
    pub price: Price,
    pub holders: Vec<String>,
    pub pools: Vec<PoolId>,
}

pub async fn line_rows(conn: &mut Conn, organizer: OrganizerId, order: OrderId) -> Result<Vec<OrderLineRow>, Error> {
    line_rows_of(conn, organizer, &[order.0]).await
}

/// The lines of these orders, each order's together and in their order.
pub async fn line_rows_of(
    conn: &mut Conn,
    organizer: OrganizerId,
    orders: &[Uuid],
) -> Result<Vec<OrderLineRow>, Error> {
    let found = sqlx::query!(
        r#"SELECT l.id, l.order_id, l.hold_id, l.performance_id, l.ticket_type_id, l.seat_id, l.quantity, l.net_minor,
                  l.tax_minor, l.tax_rate_bp, l.fee_minor, l.absorbed_fee_minor, l.holders, h.pool_ids, h.state, o.currency
           FROM order_lines l
           -- Each by itself: a plan made while there were few would read all of an organizer's.
           JOIN LATERAL (SELECT o.currency FROM orders o
                         WHERE o.organizer_id = l.organizer_id AND o.id = l.order_id LIMIT 1) o ON true
           JOIN LATERAL (SELECT h.pool_ids, h.state FROM holds h
                         WHERE h.organizer_id = l.organizer_id AND h.id = l.hold_id LIMIT 1) h ON true
           WHERE l.organizer_id = $1 AND l.order_id = ANY($2) ORDER BY l.order_id, l.position"#,
        organizer.0,
        orders
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(OrderLineRow {
                id: OrderLineId(r.id),
                order: OrderId(r.order_id),
                hold: HoldId(r.hold_id),
                hold_state: rows::named("holds", "state", &r.state)?,
                performance: PerformanceId(r.performance_id),
                ticket_type: TicketTypeId(r.ticket_type_id),
                seat: r.seat_id.map(SeatId),
                quantity: rows::count("order_lines", "quantity", r.quantity)?,
                price: rows::price_of!("order_lines", r)?,
                holders: r.holders,
                pools: r.pool_ids.into_iter().map(PoolId).collect(),
            })
        })
        .collect()
}

/// The till that sold an order, if one did.
pub async fn till_of(conn: &mut Conn, organizer: OrganizerId, id: OrderId) -> Result<Option<TillId>, Error> {
    let till = sqlx::query_scalar!("SELECT till_id FROM orders WHERE organizer_id = $1 AND id = $2", organizer.0, id.0)
        .fetch_optional(conn)
        .await?;
    Ok(till.flatten().map(TillId))
}

/// The order without its payments and codes, which `money` adds.
pub async fn find(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: OrderId,
) -> Result<Option<(Order, Vec<TicketKey>)>, Error> {
    Ok(find_many(conn, organizer, &[id.0]).await?.pop())
}

/// Those of these orders that there are, in no order.
pub async fn find_many(
    conn: &mut Conn,
    organizer: OrganizerId,
    ids: &[Uuid],
) -> Result<Vec<(Order, Vec<TicketKey>)>, Error> {
    let heads = sqlx::query!(
        r#"SELECT id, number, channel, state, locale, buyer_name, buyer_email, buyer_phone, currency, total_minor,
                  refunded_minor, placed_at, paid_at, expires_at
           FROM orders WHERE organizer_id = $1 AND id = ANY($2)"#,
        organizer.0,
        ids
    )
    .fetch_all(&mut *conn)
    .await?;
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let seller = organizers::find(conn, organizer).await?;
    let seller = seller.ok_or_else(|| Error::inconsistent("orders", "organizer_id", organizer))?;
    let mut lines = lines(conn, organizer, ids).await?;
    let mut tickets = tickets(conn, organizer, ids).await?;
    heads
        .into_iter()
        .map(|head| {
            let currency = rows::currency("orders", &head.currency)?;
            let id = OrderId(head.id);
            let (tickets, keys) = tickets.remove(&id).unwrap_or_default().into_iter().unzip();
            let order = Order {
                id,
                number: head.number,
                organizer: seller.clone(),
                channel: rows::named("orders", "channel", &head.channel)?,
                state: rows::named("orders", "state", &head.state)?,
                locale: rows::locale(&head.locale),
                buyer_name: head.buyer_name,
                buyer_email: head.buyer_email,
                buyer_phone: head.buyer_phone,
                placed_at: head.placed_at,
                paid_at: head.paid_at,
                expires_at: head.expires_at,
                total: Money::new(head.total_minor, currency),
                refunded: Money::new(head.refunded_minor, currency),
                lines: lines.remove(&id).unwrap_or_default(),
                tickets,
                payments: Vec::new(),
            };
            Ok((order, keys))
        })
        .collect()
}

async fn lines(
    conn: &mut Conn,
    organizer: OrganizerId,
    orders: &[Uuid],
) -> Result<HashMap<OrderId, Vec<OrderLine>>, Error> {
    let found = sqlx::query!(
        r#"SELECT l.id, l.order_id, l.quantity, l.net_minor, l.tax_minor, l.tax_rate_bp, l.fee_minor, l.absorbed_fee_minor,
                  l.adjustments, h.currency,
                  l.ticket_type_id, t.name AS ticket_name, coalesce(l.ticket_description, t.description) AS "ticket_description!",
                  e.id AS event_id, e.slug, e.title, e.artwork, e.zone, e.age_min, p.id AS performance_id, p.label,
                  p.status = 'cancelled' AS "cancelled!", p.sequence, p.starts_at, p.ends_at, p.doors_at, v.name AS venue_name, v.street, v.city,
                  s.row_label AS "row_label?", s.number AS "number?", s.kind AS "seat_kind?",
                  z.name AS "zone_name?"
           FROM order_lines l
           -- Each by itself: a plan made while there were few would read all of an organizer's.
           JOIN LATERAL (SELECT h.organizer_id, h.currency, h.pool_ids FROM holds h
                         WHERE h.organizer_id = l.organizer_id AND h.id = l.hold_id LIMIT 1) h ON true
           JOIN ticket_types t ON t.organizer_id = l.organizer_id AND t.id = l.ticket_type_id
           JOIN events e ON e.organizer_id = t.organizer_id AND e.id = t.event_id
           JOIN performances p ON p.organizer_id = l.organizer_id AND p.id = l.performance_id
           JOIN venues v ON v.organizer_id = p.organizer_id AND v.id = p.venue_id
           LEFT JOIN seats s ON s.organizer_id = l.organizer_id AND s.id = l.seat_id
           LEFT JOIN LATERAL (
               SELECT zz.name FROM pools pp JOIN zones zz ON zz.organizer_id = pp.organizer_id AND zz.id = pp.zone_id
               WHERE pp.organizer_id = h.organizer_id AND pp.id = ANY(h.pool_ids) ORDER BY zz.position LIMIT 1
           ) z ON true
           WHERE l.organizer_id = $1 AND l.order_id = ANY($2) ORDER BY l.position"#,
        organizer.0,
        orders
    )
    .fetch_all(conn)
    .await?;
    let mut all: HashMap<OrderId, Vec<OrderLine>> = HashMap::new();
    for r in found {
        let price = rows::price_of!("order_lines", r)?;
        let unit_total = price.total().map_err(|e| Error::inconsistent("order_lines", "net_minor", e))?;
        let total =
            unit_total.checked_mul(r.quantity.into()).map_err(|e| Error::inconsistent("order_lines", "quantity", e))?;
        let area = r.zone_name.map(|name| rows::translated("zones", "name", name)).transpose()?;
        let address: Vec<String> = [r.street, r.city].into_iter().filter(|s| !s.is_empty()).collect();
        all.entry(OrderId(r.order_id)).or_default().push(OrderLine {
            id: OrderLineId(r.id),
            event: EventId(r.event_id),
            event_slug: r.slug,
            event_title: rows::translated("events", "title", r.title)?,
            artwork: r.artwork,
            performance: PerformanceId(r.performance_id),
            performance_label: rows::translated("performances", "label", r.label)?,
            cancelled: r.cancelled,
            sequence: rows::count("performances", "sequence", r.sequence)?,
            starts_at: r.starts_at,
            ends_at: r.ends_at,
            doors_at: r.doors_at,
            zone: rows::zone("events", &r.zone)?,
            venue_name: r.venue_name,
            venue_address: address.join(", "),
            age_min: r.age_min.map(|a| rows::count("events", "age_min", a)).transpose()?,
            ticket_type: TicketTypeId(r.ticket_type_id),
            ticket_name: rows::translated("ticket_types", "name", r.ticket_name)?,
            ticket_description: rows::translated("order_lines", "ticket_description", r.ticket_description)?,
            place: Place {
                area,
                row: r.row_label,
                seat: r.number,
                kind: venues::seat_kind_of(r.seat_kind.as_deref())?,
            },
            quantity: rows::count("order_lines", "quantity", r.quantity)?,
            price,
            applied: rows::adjustments("order_lines", r.adjustments)?,
            unit_total,
            total,
        });
    }
    Ok(all)
}

/// A buyer with valid tickets who left an address.
pub struct Reached {
    pub order: OrderId,
    pub email: String,
    pub locale: Locale,
    /// Those of the performances that the tickets are for.
    pub performances: Vec<PerformanceId>,
}

/// Whoever can be written to about these performances.
pub async fn reached(conn: &mut Conn, organizer: OrganizerId, performances: &[Uuid]) -> Result<Vec<Reached>, Error> {
    let found = sqlx::query!(
        r#"SELECT o.id, o.buyer_email AS "email!", o.locale, array_agg(DISTINCT t.performance_id) AS "performances!"
           FROM tickets t JOIN orders o ON o.organizer_id = t.organizer_id AND o.id = t.order_id
           WHERE t.organizer_id = $1 AND t.performance_id = ANY($2) AND t.state = 'valid' AND o.buyer_email IS NOT NULL
           GROUP BY o.id, o.buyer_email, o.locale ORDER BY o.id"#,
        organizer.0,
        performances
    )
    .fetch_all(conn)
    .await?;
    Ok(found
        .into_iter()
        .map(|r| Reached {
            order: OrderId(r.id),
            email: r.email,
            locale: rows::locale(&r.locale),
            performances: r.performances.into_iter().map(PerformanceId).collect(),
        })
        .collect())
}

/// What the code of a ticket is made of.
#[derive(Clone, Copy)]
pub struct TicketKey {
    pub ticket: TicketId,
    pub performance: PerformanceId,
    pub key_number: u16,
    pub issue: u16,
}

async fn tickets(
    conn: &mut Conn,
    organizer: OrganizerId,
    orders: &[Uuid],
) -> Result<HashMap<OrderId, Vec<(OrderTicket, TicketKey)>>, Error> {
    let found = sqlx::query!(
        r#"SELECT t.id, t.order_id, t.line_id, t.performance_id, t.state, t.issue, t.key_number, t.holder, t.sale_number,
                  t.printed, a.at AS "last_at?", a.gate AS "last_gate?", a.direction AS "last_direction?"
           FROM tickets t
           JOIN order_lines l ON l.organizer_id = t.organizer_id AND l.id = t.line_id
           LEFT JOIN LATERAL (
               SELECT at, gate, direction FROM admissions
               WHERE organizer_id = t.organizer_id AND ticket_id = t.id AND verdict <> 'refused'
               ORDER BY received_at DESC LIMIT 1
           ) a ON true
           WHERE t.organizer_id = $1 AND t.order_id = ANY($2) ORDER BY l.position, t.sale_number"#,
        organizer.0,
        orders
    )
    .fetch_all(conn)
    .await?;
    let mut all: HashMap<OrderId, Vec<(OrderTicket, TicketKey)>> = HashMap::new();
    for r in found {
        let last_admission = match (r.last_at, r.last_gate, r.last_direction) {
            (Some(at), Some(gate), Some(direction)) => {
                Some(AdmissionNote { at, gate, direction: rows::named("admissions", "direction", &direction)? })
            }
            _ => None,
        };
        let small = |column, n: i32| u16::try_from(n).map_err(|_| Error::inconsistent("tickets", column, n));
        let key = TicketKey {
            ticket: TicketId(r.id),
            performance: PerformanceId(r.performance_id),
            key_number: small("key_number", r.key_number)?,
            issue: small("issue", r.issue)?,
        };
        let ticket = OrderTicket {
            id: TicketId(r.id),
            line: OrderLineId(r.line_id),
            state: rows::named("tickets", "state", &r.state)?,
            holder: r.holder,
            sale_number: r.sale_number,
            code: String::new(),
            last_admission,
            printed: rows::count("tickets", "printed", r.printed)?,
        };
        all.entry(OrderId(r.order_id)).or_default().push((ticket, key));
    }
    Ok(all)
}

/// The order of a ticket, valid or not.
pub async fn of_ticket(conn: &mut Conn, organizer: OrganizerId, ticket: TicketId) -> Result<Option<OrderId>, Error> {
    let id =
        sqlx::query_scalar!("SELECT order_id FROM tickets WHERE organizer_id = $1 AND id = $2", organizer.0, ticket.0)
            .fetch_optional(conn)
            .await?;
    Ok(id.map(OrderId))
}

/// The orders whose tickets have this number, each of another date.
pub async fn of_sale_number(conn: &mut Conn, organizer: OrganizerId, number: i64) -> Result<Vec<OrderId>, Error> {
    let ids = sqlx::query_scalar!(
        r#"SELECT t.order_id FROM performances p
           -- Each by itself: a plan made while there were few would read all of an organizer's.
           JOIN LATERAL (SELECT t.order_id FROM tickets t
                         WHERE t.organizer_id = p.organizer_id AND t.performance_id = p.id AND t.sale_number = $2
                         LIMIT 1) t ON true
           WHERE p.organizer_id = $1"#,
        organizer.0,
        number
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(OrderId).collect())
}

/// The organizer's list, newest first. The text finds these orders as well.
pub async fn search(
    conn: &mut Conn,
    organizer: OrganizerId,
    query: &OrderQuery,
    as_well: &[OrderId],
) -> Result<OrderList, Error> {
    let as_well: Vec<Uuid> = as_well.iter().map(|order| order.0).collect();
    let (is_asked, words) = (!query.text.trim().is_empty(), fold::words(&query.text));
    let found = sqlx::query!(
        r#"SELECT o.id, o.number, o.state, o.channel, o.buyer_name, o.buyer_email, o.total_minor, o.currency, o.placed_at,
                  o.attention,
                  (SELECT coalesce(sum(l.quantity), 0)::int FROM order_lines l
                   WHERE l.organizer_id = o.organizer_id AND l.order_id = o.id) AS "tickets!",
                  (SELECT e.title FROM order_lines l
                   JOIN performances p ON p.organizer_id = l.organizer_id AND p.id = l.performance_id
                   JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
                   WHERE l.organizer_id = o.organizer_id AND l.order_id = o.id ORDER BY l.position LIMIT 1) AS event_title,
                  count(*) OVER () AS "total!"
           FROM orders o
           WHERE o.organizer_id = $1
             AND (NOT $2 OR o.id = ANY($9)
                  -- Each word somewhere; of no word there is nothing to find.
                  OR (cardinality($3::text[]) > 0 AND NOT EXISTS (
                      SELECT FROM unnest($3::text[]) AS word
                      WHERE strpos(coalesce(o.folded, lower(concat_ws(' ', o.number, o.buyer_name, o.buyer_email))), word) = 0)))
             AND ($4::text IS NULL OR o.state = $4)
             AND ($5::uuid IS NULL OR EXISTS (
                   SELECT FROM order_lines l JOIN performances p ON p.organizer_id = l.organizer_id AND p.id = l.performance_id
                   WHERE l.organizer_id = o.organizer_id AND l.order_id = o.id AND p.event_id = $5))
             AND ($6::uuid IS NULL OR EXISTS (
                   SELECT FROM order_lines l
                   WHERE l.organizer_id = o.organizer_id AND l.order_id = o.id AND l.performance_id = $6))
           -- Whose ticket was named comes first: a number of a ticket is part of many an order's.
           ORDER BY (o.id = ANY($9)) DESC, o.placed_at DESC, o.id DESC LIMIT $7 OFFSET $8"#,
        organizer.0,
        is_asked,
        &words,
        query.state.map(|s| s.into_str()),
        query.event.map(|e| e.0),
        query.performance.map(|p| p.0),
        i64::from(PAGE_SIZE),
        i64::from(query.page) * i64::from(PAGE_SIZE),
        &as_well
    )
    .fetch_all(conn)
    .await?;
    let total = found.first().map_or(0, |r| u32::try_from(r.total).unwrap_or(u32::MAX));
    let rows: Result<Vec<_>, Error> = found
        .into_iter()
        .map(|r| {
            Ok(OrderRow {
                id: OrderId(r.id),
                number: r.number,
                state: rows::named("orders", "state", &r.state)?,
                channel: rows::named("orders", "channel", &r.channel)?,
                buyer_name: r.buyer_name,
                buyer_email: r.buyer_email,
                tickets: rows::count("order_lines", "quantity", r.tickets)?,
                total: rows::money("orders", r.total_minor, &r.currency)?,
                placed_at: r.placed_at,
                event_title: r
                    .event_title
                    .map(|t| rows::translated("events", "title", t))
                    .transpose()?
                    .unwrap_or_default(),
                attention: r.attention.map(|why| rows::named("orders", "attention", &why)).transpose()?,
            })
        })
        .collect();
    Ok(OrderList { rows: rows?, total, page_size: PAGE_SIZE })
}

/// Paid orders with tickets that are still to come, of one buyer, for "find my tickets".
pub async fn coming_of_email(
    conn: &mut Conn,
    organizer: OrganizerId,
    email: &str,
    since: DateTime<Utc>,
) -> Result<Vec<OrderId>, Error> {
    let ids = sqlx::query_scalar!(
        r#"SELECT o.id FROM orders o
           WHERE o.organizer_id = $1 AND lower(o.buyer_email) = lower($2) AND o.state IN ('paid', 'partly_refunded')
             AND EXISTS (SELECT FROM order_lines l
                         JOIN performances p ON p.organizer_id = l.organizer_id AND p.id = l.performance_id
                         WHERE l.organizer_id = o.organizer_id AND l.order_id = o.id AND ends_by(p.starts_at, p.ends_at) > $3)
           ORDER BY o.placed_at DESC LIMIT 20"#,
        organizer.0,
        email,
        since
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(OrderId).collect())
}
