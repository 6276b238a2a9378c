//! Counting what was sold and scanned, and the rows of exports.

mod export;
pub use export::*;

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::admission::Reason;
use domain::event::{Event, EventSchedule};
use domain::ids::{EventId, OrganizerId, PerformanceId, TicketTypeId};
use domain::money::Money;
use domain::stats::{Attendance, EventRow, GateScans, Inventory, TicketSum};

/// Tickets of an event, counted by everything that is asked for; what they cost is in the event's currency.
pub async fn ticket_sums(conn: &mut Conn, organizer: OrganizerId, event: &Event) -> Result<Vec<TicketSum>, Error> {
    let found = sqlx::query!(
        r#"SELECT t.performance_id, t.ticket_type_id, o.channel, (t.issued_at AT TIME ZONE $3)::date AS "day!", t.state,
                  count(*)::int AS "tickets!", sum(l.net_minor - l.absorbed_fee_minor)::bigint AS "net!", sum(l.tax_minor)::bigint AS "tax!",
                  sum(l.fee_minor + l.absorbed_fee_minor)::bigint AS "fee!"
           FROM tickets t
           JOIN performances p ON p.organizer_id = t.organizer_id AND p.id = t.performance_id
           JOIN order_lines l ON l.organizer_id = t.organizer_id AND l.id = t.line_id
           JOIN orders o ON o.organizer_id = t.organizer_id AND o.id = t.order_id
           WHERE t.organizer_id = $1 AND p.event_id = $2
           GROUP BY 1, 2, 3, 4, 5"#,
        organizer.0,
        event.id.0,
        event.zone.name()
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(TicketSum {
                performance: PerformanceId(r.performance_id),
                ticket_type: TicketTypeId(r.ticket_type_id),
                channel: rows::named("orders", "channel", &r.channel)?,
                day: r.day,
                state: rows::named("tickets", "state", &r.state)?,
                tickets: rows::count("tickets", "count", r.tickets)?,
                net: Money::new(r.net, event.currency),
                tax: Money::new(r.tax, event.currency),
                fee: Money::new(r.fee, event.currency),
            })
        })
        .collect()
}

/// Who came to an event's performances, and who is expected; one without tickets is left out.
pub async fn attendance(conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<Vec<Attendance>, Error> {
    let found = sqlx::query!(
        r#"SELECT t.performance_id,
                  (count(*) FILTER (WHERE (t.state = 'valid' AND p.status <> 'cancelled' AND e.status <> 'cancelled')
                      OR EXISTS (SELECT FROM admissions a WHERE a.organizer_id = t.organizer_id AND a.ticket_id = t.id
                                 AND a.verdict = 'admitted')))::int AS "expected!",
                  (count(*) FILTER (WHERE t.inside))::int AS "inside!",
                  (count(*) FILTER (WHERE EXISTS (SELECT FROM admissions a WHERE a.organizer_id = t.organizer_id
                      AND a.ticket_id = t.id AND a.verdict = 'admitted')))::int AS "admitted!"
           FROM tickets t JOIN performances p ON p.organizer_id = t.organizer_id AND p.id = t.performance_id
           JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           WHERE t.organizer_id = $1 AND p.event_id = $2
           GROUP BY t.performance_id"#,
        organizer.0,
        event.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(Attendance {
                performance: PerformanceId(r.performance_id),
                expected: rows::count("tickets", "count", r.expected)?,
                admitted: rows::count("tickets", "count", r.admitted)?,
                inside: rows::count("tickets", "count", r.inside)?,
            })
        })
        .collect()
}

pub async fn scans_by_gate(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
) -> Result<Vec<(PerformanceId, GateScans)>, Error> {
    let found = sqlx::query!(
        r#"SELECT p.id, a.gate, (count(*) FILTER (WHERE a.verdict = 'admitted'))::int AS "entries!",
                  (count(*) FILTER (WHERE a.verdict = 'left'))::int AS "exits!",
                  (count(*) FILTER (WHERE a.verdict = 'refused'))::int AS "refused!", max(a.at) AS last_at
           FROM admissions a JOIN performances p ON p.organizer_id = a.organizer_id AND p.id = a.performance_id
           WHERE a.organizer_id = $1 AND p.event_id = $2
           GROUP BY p.id, a.gate ORDER BY a.gate"#,
        organizer.0,
        event.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            let scans = GateScans {
                gate: r.gate,
                entries: rows::count("admissions", "count", r.entries)?,
                exits: rows::count("admissions", "count", r.exits)?,
                refused: rows::count("admissions", "count", r.refused)?,
                last_at: r.last_at,
            };
            Ok((PerformanceId(r.id), scans))
        })
        .collect()
}

/// Entries per quarter of an hour, oldest first.
pub async fn entries_by_quarter(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
) -> Result<Vec<(PerformanceId, DateTime<Utc>, u32)>, Error> {
    let found = sqlx::query!(
        r#"SELECT p.id, date_bin('15 minutes', a.at, timestamptz 'epoch') AS "quarter!", count(*)::int AS "entries!"
           FROM admissions a JOIN performances p ON p.organizer_id = a.organizer_id AND p.id = a.performance_id
           WHERE a.organizer_id = $1 AND p.event_id = $2 AND a.verdict = 'admitted'
           GROUP BY 1, 2 ORDER BY 2"#,
        organizer.0,
        event.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| Ok((PerformanceId(r.id), r.quarter, rows::count("admissions", "count", r.entries)?)))
        .collect()
}

/// Refusals by reason, most frequent first.
pub async fn refusals(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
) -> Result<Vec<(PerformanceId, Reason, u32)>, Error> {
    let found = sqlx::query!(
        r#"SELECT p.id, a.reason AS "reason!", count(*)::int AS "refused!"
           FROM admissions a JOIN performances p ON p.organizer_id = a.organizer_id AND p.id = a.performance_id
           WHERE a.organizer_id = $1 AND p.event_id = $2 AND a.verdict = 'refused'
           GROUP BY 1, 2 ORDER BY 3 DESC, 2"#,
        organizer.0,
        event.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            let reason = rows::named("admissions", "reason", &r.reason)?;
            Ok((PerformanceId(r.id), reason, rows::count("admissions", "count", r.refused)?))
        })
        .collect()
}

/// All events of an organizer: those with a date to come first, the nearest before the others; then the past, newest first.
pub async fn event_rows(conn: &mut Conn, organizer: OrganizerId, now: DateTime<Utc>) -> Result<Vec<EventRow>, Error> {
    let found = sqlx::query!(
        r#"SELECT e.id, e.slug, e.title, e.status, e.artwork, e.zone, e.currency, d.next_at, d.dates AS "dates!", d.last_at,
                  d.all_dates AS "all_dates!", d.over_at, s.capacity AS "capacity!", s.sold AS "sold!", s.off AS "off!",
                  greatest(s.held - coalesce(due.places, 0), 0)::int AS "held!", m.gross AS "gross!"
           FROM events e
           CROSS JOIN LATERAL (
               SELECT min(p.starts_at) FILTER (WHERE p.status = 'scheduled'
                          AND ends_by(p.starts_at, p.ends_at) > $2) AS next_at,
                      max(p.starts_at) AS last_at, count(*)::int AS all_dates,
                      (count(*) FILTER (WHERE p.status = 'scheduled'
                          AND ends_by(p.starts_at, p.ends_at) > $2))::int AS dates,
                      max(ends_by(p.starts_at, p.ends_at))
                          FILTER (WHERE p.status = 'scheduled') AS over_at
               FROM performances p WHERE p.organizer_id = e.organizer_id AND p.event_id = e.id
           ) d
           CROSS JOIN LATERAL (
               SELECT coalesce(sum(q.capacity), 0)::int AS capacity, coalesce(sum(q.sold), 0)::int AS sold,
                      coalesce(sum(q.held), 0)::int AS held,
                      coalesce(sum(q.capacity - q.sold - q.held) FILTER (WHERE p.status = 'cancelled'), 0)::int AS off
               FROM performances p JOIN pools q ON q.organizer_id = p.organizer_id AND q.performance_id = p.id
               WHERE p.organizer_id = e.organizer_id AND p.event_id = e.id
           ) s
           CROSS JOIN LATERAL (
               -- A code's pool counts no places.
               SELECT sum(h.quantity * (cardinality(h.pool_ids) - (h.discount_code_id IS NOT NULL)::int)) AS places
               FROM performances p JOIN holds h ON h.organizer_id = p.organizer_id AND h.performance_id = p.id
               WHERE p.organizer_id = e.organizer_id AND p.event_id = e.id AND h.state = 'pending' AND h.expires_at <= $2
           ) due
           CROSS JOIN LATERAL (
               SELECT coalesce(sum(l.net_minor + l.tax_minor + l.fee_minor), 0)::bigint AS gross
               FROM performances p
               JOIN tickets t ON t.organizer_id = p.organizer_id AND t.performance_id = p.id AND t.state = 'valid'
               JOIN order_lines l ON l.organizer_id = t.organizer_id AND l.id = t.line_id
               WHERE p.organizer_id = e.organizer_id AND p.event_id = e.id
           ) m
           WHERE e.organizer_id = $1
           ORDER BY d.next_at IS NULL, d.next_at, d.last_at DESC NULLS FIRST, e.id"#,
        organizer.0,
        now
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            let status = rows::named("events", "status", &r.status)?;
            let dates = EventSchedule { all: rows::count("performances", "count", r.all_dates)?, over_at: r.over_at };
            Ok(EventRow {
                event: EventId(r.id),
                slug: r.slug,
                title: rows::translated("events", "title", r.title)?,
                status,
                standing: dates.standing(status, now),
                artwork: r.artwork,
                next_at: r.next_at,
                zone: rows::zone("events", &r.zone)?,
                performance_count: rows::count("performances", "count", r.dates)?,
                inventory: Inventory {
                    capacity: rows::count("pools", "capacity", r.capacity)?,
                    sold: rows::count("pools", "sold", r.sold)?,
                    held: rows::count("pools", "held", r.held)?,
                    off: rows::count("pools", "off", r.off)?,
                },
                gross: Money::new(r.gross, rows::currency("events", &r.currency)?),
            })
        })
        .collect()
}
