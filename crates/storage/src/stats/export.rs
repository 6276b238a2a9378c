//! The rows of exports.

use crate::{Conn, Error, admissions, rows};
use chrono::{DateTime, Utc};
use domain::admission::{Direction, Verdict};
use domain::event::Channel;
use domain::hold::trail::{AllocationStep, Via};
use domain::ids::{CartId, EventId, HoldId, OrganizerId, TicketId};
use domain::locale::Translated;
use domain::order::OrderState;
use domain::payment::GatewayKind;
use domain::pricing::Price;
use domain::pricing::adjustment::AppliedAdjustment;
use domain::ticket::TicketState;
use domain::time::Timezone;
use serde_json::Value;

/// One line of an order.
pub struct OrderExport {
    pub number: String,
    pub state: OrderState,
    pub channel: Channel,
    pub placed_at: DateTime<Utc>,
    pub paid_at: Option<DateTime<Utc>>,
    pub buyer_name: Option<String>,
    pub buyer_email: Option<String>,
    pub buyer_phone: Option<String>,
    pub event: Translated,
    pub starts_at: DateTime<Utc>,
    pub zone: Timezone,
    pub ticket_type: Translated,
    pub area: Option<Translated>,
    pub row_label: Option<String>,
    pub seat: Option<String>,
    pub quantity: u32,
    /// Of one ticket.
    pub price: Price,
    /// What was put on the price of one or taken off it.
    pub applied: Vec<AppliedAdjustment>,
    /// What the order was paid with: gateways whose money arrived.
    pub gateways: Vec<GatewayKind>,
    pub till: Option<String>,
    pub cashier: Option<String>,
    /// How many tickets of the line were given their money back.
    pub refunded: i64,
}

pub async fn order_export(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: Option<EventId>,
) -> Result<Vec<OrderExport>, Error> {
    let found = sqlx::query!(
        r#"SELECT o.number, o.state, o.channel, o.placed_at, o.paid_at, o.buyer_name, o.buyer_email, o.buyer_phone,
                  e.title AS event, p.starts_at, e.zone, t.name AS ticket_type, z.name AS "area?",
                  s.row_label AS "row_label?", s.number AS "seat?", l.quantity, l.net_minor, l.tax_minor,
                  l.tax_rate_bp, l.fee_minor, l.absorbed_fee_minor, l.adjustments, o.currency,
                  ARRAY(SELECT DISTINCT y.gateway FROM payments y WHERE y.organizer_id = o.organizer_id
                            AND y.order_id = o.id AND y.state = 'captured' ORDER BY 1) AS "gateways!",
                  d.name AS "till?", w.name AS "cashier?",
                  (SELECT count(*) FROM tickets k WHERE k.organizer_id = l.organizer_id AND k.line_id = l.id
                       AND k.state = 'refunded') AS "refunded!"
           FROM orders o
           JOIN order_lines l ON l.organizer_id = o.organizer_id AND l.order_id = o.id
           JOIN performances p ON p.organizer_id = l.organizer_id AND p.id = l.performance_id
           JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           JOIN ticket_types t ON t.organizer_id = l.organizer_id AND t.id = l.ticket_type_id
           LEFT JOIN seats s ON s.organizer_id = l.organizer_id AND s.id = l.seat_id
           LEFT JOIN zones z ON z.organizer_id = s.organizer_id AND z.id = s.zone_id
           LEFT JOIN tills d ON d.organizer_id = o.organizer_id AND d.id = o.till_id
           LEFT JOIN people w ON w.id = o.cashier_id
           WHERE o.organizer_id = $1 AND ($2::uuid IS NULL OR e.id = $2)
           ORDER BY o.placed_at, o.id, l.position"#,
        organizer.0,
        event.map(|e| e.0)
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(OrderExport {
                state: rows::named("orders", "state", &r.state)?,
                channel: rows::named("orders", "channel", &r.channel)?,
                number: r.number,
                placed_at: r.placed_at,
                paid_at: r.paid_at,
                buyer_name: r.buyer_name,
                buyer_email: r.buyer_email,
                buyer_phone: r.buyer_phone,
                event: rows::translated("events", "title", r.event)?,
                starts_at: r.starts_at,
                zone: rows::zone("events", &r.zone)?,
                ticket_type: rows::translated("ticket_types", "name", r.ticket_type)?,
                area: translated("zones", "name", r.area)?,
                row_label: r.row_label,
                seat: r.seat,
                quantity: rows::count("order_lines", "quantity", r.quantity)?,
                applied: rows::adjustments("order_lines", r.adjustments)?,
                price: rows::price_of!("order_lines", r)?,
                gateways: gateways(&r.gateways)?,
                till: r.till,
                cashier: r.cashier,
                refunded: r.refunded,
            })
        })
        .collect()
}

pub struct TicketExport {
    pub id: TicketId,
    pub number: String,
    pub state: TicketState,
    /// Its date doesn't take place.
    pub called_off: bool,
    pub sale_number: i64,
    pub event: Translated,
    pub starts_at: DateTime<Utc>,
    pub zone: Timezone,
    pub venue: String,
    pub ticket_type: Translated,
    pub area: Option<Translated>,
    pub row_label: Option<String>,
    pub seat: Option<String>,
    pub holder: Option<String>,
    pub buyer_email: Option<String>,
    pub issued_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub price: Price,
    /// What was put on the price or taken off it.
    pub applied: Vec<AppliedAdjustment>,
    pub channel: Channel,
    /// What the order was paid with: gateways whose money arrived.
    pub gateways: Vec<GatewayKind>,
    pub till: Option<String>,
    pub cashier: Option<String>,
    pub first_in: Option<DateTime<Utc>>,
}

pub async fn ticket_export(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: Option<EventId>,
) -> Result<Vec<TicketExport>, Error> {
    let found = sqlx::query!(
        r#"SELECT k.id, o.number, k.state, p.status = 'cancelled' AS "called_off!", k.sale_number, e.title AS event, p.starts_at, e.zone, v.name AS venue,
                  t.name AS ticket_type, z.name AS "area?", s.row_label AS "row_label?", s.number AS "seat?", k.holder,
                  o.buyer_email, k.issued_at, k.ended_at, l.net_minor, l.tax_minor, l.tax_rate_bp, l.fee_minor,
                  l.absorbed_fee_minor, l.adjustments, o.currency, o.channel,
                  ARRAY(SELECT DISTINCT y.gateway FROM payments y WHERE y.organizer_id = o.organizer_id
                            AND y.order_id = o.id AND y.state = 'captured' ORDER BY 1) AS "gateways!",
                  d.name AS "till?", w.name AS "cashier?",
                  (SELECT min(a.at) FROM admissions a WHERE a.organizer_id = k.organizer_id AND a.ticket_id = k.id
                       AND a.verdict = 'admitted') AS first_in
           FROM tickets k
           JOIN orders o ON o.organizer_id = k.organizer_id AND o.id = k.order_id
           JOIN order_lines l ON l.organizer_id = k.organizer_id AND l.id = k.line_id
           JOIN performances p ON p.organizer_id = k.organizer_id AND p.id = k.performance_id
           JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           JOIN venues v ON v.organizer_id = p.organizer_id AND v.id = p.venue_id
           JOIN ticket_types t ON t.organizer_id = k.organizer_id AND t.id = k.ticket_type_id
           LEFT JOIN seats s ON s.organizer_id = k.organizer_id AND s.id = k.seat_id
           LEFT JOIN zones z ON z.organizer_id = s.organizer_id AND z.id = s.zone_id
           LEFT JOIN tills d ON d.organizer_id = o.organizer_id AND d.id = o.till_id
           LEFT JOIN people w ON w.id = o.cashier_id
           WHERE k.organizer_id = $1 AND ($2::uuid IS NULL OR e.id = $2)
           ORDER BY p.starts_at, p.id, k.sale_number"#,
        organizer.0,
        event.map(|e| e.0)
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(TicketExport {
                id: TicketId(r.id),
                number: r.number,
                state: rows::named("tickets", "state", &r.state)?,
                called_off: r.called_off,
                sale_number: r.sale_number,
                event: rows::translated("events", "title", r.event)?,
                starts_at: r.starts_at,
                zone: rows::zone("events", &r.zone)?,
                venue: r.venue,
                ticket_type: rows::translated("ticket_types", "name", r.ticket_type)?,
                area: translated("zones", "name", r.area)?,
                row_label: r.row_label,
                seat: r.seat,
                holder: r.holder,
                buyer_email: r.buyer_email,
                issued_at: r.issued_at,
                ended_at: r.ended_at,
                applied: rows::adjustments("order_lines", r.adjustments)?,
                price: rows::price_of!("order_lines", r)?,
                channel: rows::named("orders", "channel", &r.channel)?,
                gateways: gateways(&r.gateways)?,
                till: r.till,
                cashier: r.cashier,
                first_in: r.first_in,
            })
        })
        .collect()
}

pub struct ScanExport {
    pub at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub gate: String,
    pub direction: Direction,
    pub verdict: Verdict,
    pub ticket: Option<TicketId>,
    pub number: Option<String>,
    pub event: Option<Translated>,
    pub starts_at: Option<DateTime<Utc>>,
    pub zone: Option<Timezone>,
    pub area: Option<Translated>,
    pub row_label: Option<String>,
    pub seat: Option<String>,
    pub holder: Option<String>,
    /// Who scanned: a person by name, a program as the audit log names it.
    pub actor: String,
}

pub async fn scan_export(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: Option<EventId>,
) -> Result<Vec<ScanExport>, Error> {
    let found = sqlx::query!(
        r#"SELECT a.at, a.received_at, a.gate, a.direction, a.verdict, a.reason, a.ticket_id, o.number AS "number?",
                  e.title AS "event?", p.starts_at AS "starts_at?", e.zone AS "zone?", z.name AS "area?",
                  s.row_label AS "row_label?", s.number AS "seat?", k.holder AS "holder?",
                  coalesce(w.name, a.actor) AS "actor!"
           FROM admissions a
           LEFT JOIN tickets k ON k.organizer_id = a.organizer_id AND k.id = a.ticket_id
           LEFT JOIN orders o ON o.organizer_id = k.organizer_id AND o.id = k.order_id
           LEFT JOIN performances p ON p.organizer_id = a.organizer_id AND p.id = coalesce(k.performance_id, a.performance_id)
           LEFT JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           LEFT JOIN seats s ON s.organizer_id = k.organizer_id AND s.id = k.seat_id
           LEFT JOIN zones z ON z.organizer_id = s.organizer_id AND z.id = s.zone_id
           LEFT JOIN people w ON 'person:per_' || replace(w.id::text, '-', '') = a.actor
           WHERE a.organizer_id = $1 AND ($2::uuid IS NULL OR e.id = $2)
           ORDER BY a.received_at, a.id"#,
        organizer.0,
        event.map(|e| e.0)
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(ScanExport {
                at: r.at,
                received_at: r.received_at,
                gate: r.gate,
                direction: rows::named("admissions", "direction", &r.direction)?,
                verdict: admissions::verdict(&r.verdict, r.reason.as_deref())?,
                ticket: r.ticket_id.map(TicketId),
                number: r.number,
                event: translated("events", "title", r.event)?,
                starts_at: r.starts_at,
                zone: r.zone.map(|zone| rows::zone("events", &zone)).transpose()?,
                area: translated("zones", "name", r.area)?,
                row_label: r.row_label,
                seat: r.seat,
                holder: r.holder,
                actor: r.actor,
            })
        })
        .collect()
}

/// One step of a place: held, given longer, let go, sold, returned.
pub struct AllocationExport {
    pub at: DateTime<Utc>,
    pub step: AllocationStep,
    pub places: u32,
    pub via: Via,
    pub hold: HoldId,
    pub cart: CartId,
    pub event: Translated,
    pub starts_at: DateTime<Utc>,
    pub zone: Timezone,
    pub ticket_type: Translated,
    pub area: Option<Translated>,
    pub row_label: Option<String>,
    pub seat: Option<String>,
    pub number: Option<String>,
    pub buyer_name: Option<String>,
    pub buyer_email: Option<String>,
    pub till: Option<String>,
    pub cashier: Option<String>,
    /// Who took it back: a person by name, anything else as the audit log names it.
    pub actor: Option<String>,
}

/// The trail of every place, in the order of the steps.
pub async fn allocation_export(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: Option<EventId>,
) -> Result<Vec<AllocationExport>, Error> {
    let found = sqlx::query!(
        r#"SELECT a.at AS "at!", a.step AS "step!", a.places AS "places!", a.channel AS "channel!", a.hold_id AS "hold_id!", h.cart_id, e.title AS event, p.starts_at, e.zone,
                  t.name AS ticket_type, z.name AS "area?", s.row_label AS "row_label?", s.number AS "seat?",
                  o.number AS "number?", o.buyer_name AS "buyer_name?", o.buyer_email AS "buyer_email?",
                  d.name AS "till?", w.name AS "cashier?", coalesce(b.name, a.actor) AS actor
           FROM trail a
           JOIN holds h ON h.organizer_id = a.organizer_id AND h.id = a.hold_id
           JOIN performances p ON p.organizer_id = h.organizer_id AND p.id = h.performance_id
           JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           JOIN ticket_types t ON t.organizer_id = h.organizer_id AND t.id = h.ticket_type_id
           LEFT JOIN seats s ON s.organizer_id = h.organizer_id AND s.id = h.seat_id
           LEFT JOIN zones z ON z.organizer_id = s.organizer_id AND z.id = s.zone_id
           LEFT JOIN orders o ON o.organizer_id = h.organizer_id AND o.cart_id = h.cart_id
           LEFT JOIN tills d ON d.organizer_id = o.organizer_id AND d.id = o.till_id
           LEFT JOIN people w ON w.id = o.cashier_id
           LEFT JOIN people b ON 'person:per_' || replace(b.id::text, '-', '') = a.actor
           WHERE a.organizer_id = $1 AND ($2::uuid IS NULL OR e.id = $2)
           ORDER BY a.at, a.number"#,
        organizer.0,
        event.map(|e| e.0)
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(AllocationExport {
                at: r.at,
                step: rows::named("allocations", "step", &r.step)?,
                places: rows::count("allocations", "places", r.places)?,
                via: rows::named("allocations", "channel", &r.channel)?,
                hold: HoldId(r.hold_id),
                cart: CartId(r.cart_id),
                event: rows::translated("events", "title", r.event)?,
                starts_at: r.starts_at,
                zone: rows::zone("events", &r.zone)?,
                ticket_type: rows::translated("ticket_types", "name", r.ticket_type)?,
                area: translated("zones", "name", r.area)?,
                row_label: r.row_label,
                seat: r.seat,
                number: r.number,
                buyer_name: r.buyer_name,
                buyer_email: r.buyer_email,
                till: r.till,
                cashier: r.cashier,
                actor: r.actor,
            })
        })
        .collect()
}

fn translated(table: &'static str, column: &'static str, text: Option<Value>) -> Result<Option<Translated>, Error> {
    text.map(|text| rows::translated(table, column, text)).transpose()
}

fn gateways(names: &[String]) -> Result<Vec<GatewayKind>, Error> {
    names.iter().map(|name| rows::named("payments", "gateway", name)).collect()
}
