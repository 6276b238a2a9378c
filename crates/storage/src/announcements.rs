//! What organizers write to the buyers of an event, and to whom it went.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::announcement::{Announced, Audience};
use domain::ids::{AnnouncementId, EmailId, EventId, OrderId, OrganizerId, PerformanceId, TicketTypeId};
use domain::locale::{Locale, Translated};
use serde_json::json;
use uuid::Uuid;

/// An announcement as its e-mails need it.
pub struct AnnouncementRow {
    pub event: EventId,
    pub audience: Audience,
    pub subject: Translated,
    pub body: Translated,
    /// The last address whose e-mail is written.
    pub written_to: String,
    pub is_written: bool,
}

pub struct NewAnnouncement<'a> {
    pub id: AnnouncementId,
    pub event: EventId,
    pub audience: Audience,
    pub subject: &'a Translated,
    pub body: &'a Translated,
    pub people: u32,
    pub actor: &'a str,
}

/// Somebody who is written to: their newest order that it is about, and the others.
pub struct Addressee {
    /// In small letters; what they are told apart by.
    pub key: String,
    pub email: String,
    pub locale: Locale,
    pub order: OrderId,
    pub orders: Vec<OrderId>,
}

/// The one with these words to these people, written after `since`. The event's row is to be locked, so that two who press at once
/// see each other.
pub async fn same(
    conn: &mut Conn,
    organizer: OrganizerId,
    new: &NewAnnouncement<'_>,
    since: DateTime<Utc>,
) -> Result<Option<AnnouncementId>, Error> {
    let row = sqlx::query!(
        r#"SELECT id FROM announcements
           WHERE organizer_id = $1 AND event_id = $2 AND performance_id IS NOT DISTINCT FROM $3
             AND ticket_type_id IS NOT DISTINCT FROM $4 AND subject = $5 AND body = $6 AND created_at > $7
           ORDER BY created_at DESC LIMIT 1"#,
        organizer.0,
        new.event.0,
        new.audience.performance.map(|p| p.0),
        new.audience.ticket_type.map(|t| t.0),
        json!(new.subject),
        json!(new.body),
        since
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|r| AnnouncementId(r.id)))
}

/// False where there is one of this id already.
pub async fn insert(
    conn: &mut Conn,
    organizer: OrganizerId,
    new: &NewAnnouncement<'_>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        r#"INSERT INTO announcements (organizer_id, id, event_id, performance_id, ticket_type_id, subject, body, people, actor,
                                      created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (organizer_id, id) DO NOTHING"#,
        organizer.0,
        new.id.0,
        new.event.0,
        new.audience.performance.map(|p| p.0),
        new.audience.ticket_type.map(|t| t.0),
        json!(new.subject),
        json!(new.body),
        i32::try_from(new.people).unwrap_or(i32::MAX),
        new.actor,
        now
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

pub async fn find(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: AnnouncementId,
) -> Result<Option<AnnouncementRow>, Error> {
    let row = sqlx::query!(
        r#"SELECT event_id, performance_id, ticket_type_id, subject, body, written_to, written_at IS NOT NULL AS "is_written!"
           FROM announcements WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| {
        Ok(AnnouncementRow {
            event: EventId(r.event_id),
            audience: Audience {
                performance: r.performance_id.map(PerformanceId),
                ticket_type: r.ticket_type_id.map(TicketTypeId),
            },
            subject: rows::translated("announcements", "subject", r.subject)?,
            body: rows::translated("announcements", "body", r.body)?,
            written_to: r.written_to,
            is_written: r.is_written,
        })
    })
    .transpose()
}

/// One process at a time writes the e-mails of an announcement, whose lock is the first that it takes ([locks](crate#locks)).
pub async fn lock(conn: &mut Conn, organizer: OrganizerId, id: AnnouncementId) -> Result<(), Error> {
    sqlx::query!("SELECT id FROM announcements WHERE organizer_id = $1 AND id = $2 FOR UPDATE", organizer.0, id.0)
        .fetch_optional(conn)
        .await?;
    Ok(())
}

/// The next e-mails are written; `end`: they were the last.
pub async fn set_written(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: AnnouncementId,
    to: &str,
    end: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE announcements SET written_to = $3, written_at = $4 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        to,
        end
    )
    .execute(conn)
    .await?;
    crate::error::one_row(result)
}

/// How many addresses have valid tickets of it.
pub async fn count(conn: &mut Conn, organizer: OrganizerId, event: EventId, audience: Audience) -> Result<u32, Error> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(DISTINCT lower(o.buyer_email))::int AS "count!"
           FROM performances p
           JOIN tickets t ON t.organizer_id = p.organizer_id AND t.performance_id = p.id AND t.state = 'valid'
           JOIN orders o ON o.organizer_id = t.organizer_id AND o.id = t.order_id
           WHERE p.organizer_id = $1 AND p.event_id = $2 AND ($3::uuid IS NULL OR p.id = $3)
             AND ($4::uuid IS NULL OR t.ticket_type_id = $4) AND o.buyer_email IS NOT NULL"#,
        organizer.0,
        event.0,
        audience.performance.map(|p| p.0),
        audience.ticket_type.map(|t| t.0)
    )
    .fetch_one(conn)
    .await?;
    rows::count("announcements", "people", count)
}

/// The next addresses after this one, each once.
pub async fn addressees(
    conn: &mut Conn,
    organizer: OrganizerId,
    event: EventId,
    audience: Audience,
    after: &str,
    limit: u32,
) -> Result<Vec<Addressee>, Error> {
    let found = sqlx::query!(
        r#"SELECT x.key AS "key!", (array_agg(x.buyer_email ORDER BY x.placed_at DESC, x.id))[1] AS "email!",
                  (array_agg(x.locale ORDER BY x.placed_at DESC, x.id))[1] AS "locale!",
                  array_agg(x.id ORDER BY x.placed_at DESC, x.id) AS "orders!"
           FROM (SELECT DISTINCT lower(o.buyer_email) AS key, o.id, o.buyer_email, o.locale, o.placed_at
                 FROM performances p
                 JOIN tickets t ON t.organizer_id = p.organizer_id AND t.performance_id = p.id AND t.state = 'valid'
                 JOIN orders o ON o.organizer_id = t.organizer_id AND o.id = t.order_id
                 WHERE p.organizer_id = $1 AND p.event_id = $2 AND ($3::uuid IS NULL OR p.id = $3)
                   AND ($4::uuid IS NULL OR t.ticket_type_id = $4) AND lower(o.buyer_email) > $5) x
           GROUP BY x.key ORDER BY x.key LIMIT $6"#,
        organizer.0,
        event.0,
        audience.performance.map(|p| p.0),
        audience.ticket_type.map(|t| t.0),
        after,
        i64::from(limit)
    )
    .fetch_all(conn)
    .await?;
    let addressee = |key, email, locale: String, orders: Vec<Uuid>| {
        let newest = orders.first().map(|id| OrderId(*id));
        let order = newest.ok_or_else(|| Error::inconsistent("orders", "id", "none"))?;
        let locale = rows::locale(&locale);
        Ok(Addressee { key, email, locale, order, orders: orders.into_iter().map(OrderId).collect() })
    };
    found.into_iter().map(|r| addressee(r.key, r.email, r.locale, r.orders)).collect()
}

/// Keeps with each order which e-mail it got: the first, where its address was corrected while the e-mails were written.
pub async fn keep(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: AnnouncementId,
    emails: &[(OrderId, EmailId)],
) -> Result<(), Error> {
    let (orders, emails): (Vec<Uuid>, Vec<Uuid>) = emails.iter().map(|(order, email)| (order.0, email.0)).unzip();
    sqlx::query!(
        r#"INSERT INTO announcement_orders (organizer_id, announcement_id, order_id, email_id)
           SELECT $1, $2, o.order_id, o.email_id FROM unnest($3::uuid[], $4::uuid[]) AS o (order_id, email_id)
           ON CONFLICT (organizer_id, announcement_id, order_id) DO NOTHING"#,
        organizer.0,
        id.0,
        &orders,
        &emails
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was written to the buyers of an event, the newest first, and how it fared.
pub async fn of_event(conn: &mut Conn, organizer: OrganizerId, event: EventId) -> Result<Vec<Announced>, Error> {
    let found = sqlx::query!(
        r#"SELECT a.id, a.performance_id, a.ticket_type_id, a.subject, a.body, a.people, a.created_at,
                  (SELECT count(DISTINCT m.id) FROM announcement_orders ao
                   JOIN emails m ON m.organizer_id = ao.organizer_id AND m.id = ao.email_id
                   WHERE ao.organizer_id = a.organizer_id AND ao.announcement_id = a.id AND m.state = 'sent')::int AS "sent!",
                  (SELECT count(DISTINCT m.id) FROM announcement_orders ao
                   JOIN emails m ON m.organizer_id = ao.organizer_id AND m.id = ao.email_id
                   WHERE ao.organizer_id = a.organizer_id AND ao.announcement_id = a.id AND m.state = 'failed')::int AS "failed!"
           FROM announcements a WHERE a.organizer_id = $1 AND a.event_id = $2 ORDER BY a.created_at DESC, a.id LIMIT 100"#,
        organizer.0,
        event.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(Announced {
                id: AnnouncementId(r.id),
                audience: Audience {
                    performance: r.performance_id.map(PerformanceId),
                    ticket_type: r.ticket_type_id.map(TicketTypeId),
                },
                subject: rows::translated("announcements", "subject", r.subject)?,
                body: rows::translated("announcements", "body", r.body)?,
                people: rows::count("announcements", "people", r.people)?,
                at: r.created_at,
                sent: rows::count("emails", "state", r.sent)?,
                failed: rows::count("emails", "state", r.failed)?,
            })
        })
        .collect()
}

/// Whether the organizer has such an event, and the event such a date and such a ticket type.
pub async fn fits(conn: &mut Conn, organizer: OrganizerId, event: EventId, audience: Audience) -> Result<bool, Error> {
    let fits = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM events WHERE organizer_id = $1 AND id = $2)
              AND ($3::uuid IS NULL OR EXISTS (
                    SELECT FROM performances WHERE organizer_id = $1 AND event_id = $2 AND id = $3))
              AND ($4::uuid IS NULL OR EXISTS (
                    SELECT FROM ticket_types WHERE organizer_id = $1 AND event_id = $2 AND id = $4)) AS "fits!""#,
        organizer.0,
        event.0,
        audience.performance.map(|p| p.0),
        audience.ticket_type.map(|t| t.0)
    )
    .fetch_one(conn)
    .await?;
    Ok(fits)
}
