//! The rows of exports, as the tables hold them.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::{EventId, OrganizerId};

/// One line of an order. Amounts in minor units.
pub struct OrderExport {
    pub number: String,
    pub state: String,
    pub channel: String,
    pub placed_at: DateTime<Utc>,
    pub paid_at: Option<DateTime<Utc>>,
    pub buyer_name: Option<String>,
    pub buyer_email: Option<String>,
    pub buyer_phone: Option<String>,
    pub event: serde_json::Value,
    pub starts_at: DateTime<Utc>,
    pub zone: String,
    pub ticket_type: serde_json::Value,
    pub area: Option<serde_json::Value>,
    pub row_label: Option<String>,
    pub seat: Option<String>,
    pub quantity: i32,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub tax_rate_bp: i32,
    pub fee_minor: i64,
    pub currency: String,
    /// What the order was paid with: gateways whose money arrived.
    pub gateways: Vec<String>,
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
    Ok(sqlx::query_as!(
        OrderExport,
        r#"SELECT o.number, o.state, o.channel, o.placed_at, o.paid_at, o.buyer_name, o.buyer_email, o.buyer_phone,
                  e.title AS event, p.starts_at, e.zone, t.name AS ticket_type, z.name AS "area?",
                  s.row_label AS "row_label?", s.number AS "seat?", l.quantity, l.net_minor, l.tax_minor,
                  l.tax_rate_bp, l.fee_minor, o.currency,
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
    .await?)
}

pub struct TicketExport {
    pub id: uuid::Uuid,
    pub number: String,
    pub state: String,
    /// Its date doesn't take place.
    pub called_off: bool,
    pub sale_number: i64,
    pub event: serde_json::Value,
    pub starts_at: DateTime<Utc>,
    pub zone: String,
    pub venue: String,
    pub ticket_type: serde_json::Value,
    pub area: Option<serde_json::Value>,
    pub row_label: Option<String>,
    pub seat: Option<String>,
    pub holder: Option<String>,
    pub buyer_email: Option<String>,
    pub issued_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub fee_minor: i64,
    pub currency: String,
    pub channel: String,
    /// What the order was paid with: gateways whose money arrived.
    pub gateways: Vec<String>,
    pub till: Option<String>,
    pub cashier: Option<String>,
    pub first_in: Option<DateTime<Utc>>,
}

pub async fn ticket_export(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: Option<EventId>,
) -> Result<Vec<TicketExport>, Error> {
    Ok(sqlx::query_as!(
        TicketExport,
        r#"SELECT k.id, o.number, k.state, p.status = 'cancelled' AS "called_off!", k.sale_number, e.title AS event, p.starts_at, e.zone, v.name AS venue,
                  t.name AS ticket_type, z.name AS "area?", s.row_label AS "row_label?", s.number AS "seat?", k.holder,
                  o.buyer_email, k.issued_at, k.ended_at, l.net_minor, l.tax_minor, l.fee_minor, o.currency, o.channel,
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
    .await?)
}

pub struct ScanExport {
    pub at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub gate: String,
    pub direction: String,
    pub verdict: String,
    pub reason: Option<String>,
    pub ticket_id: Option<uuid::Uuid>,
    pub number: Option<String>,
    pub event: Option<serde_json::Value>,
    pub starts_at: Option<DateTime<Utc>>,
    pub zone: Option<String>,
    pub area: Option<serde_json::Value>,
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
    Ok(sqlx::query_as!(
        ScanExport,
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
    .await?)
}

/// One step of a place: held, given longer, let go, sold, returned.
pub struct AllocationExport {
    pub at: DateTime<Utc>,
    pub step: String,
    pub places: i32,
    pub channel: String,
    pub hold_id: uuid::Uuid,
    pub cart_id: uuid::Uuid,
    pub event: serde_json::Value,
    pub starts_at: DateTime<Utc>,
    pub zone: String,
    pub ticket_type: serde_json::Value,
    pub area: Option<serde_json::Value>,
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
    Ok(sqlx::query_as!(
        AllocationExport,
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
    .await?)
}
