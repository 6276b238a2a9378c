//! How the e-mails of orders fared, for the office and for the order's page.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::email::kind::EmailKindName;
use domain::email::{Delivery, OrderEmail, Undelivered};
use domain::ids::{EmailId, OrderId, OrganizerId};

/// More are a broken mail server, not a list to be worked through.
const UNDELIVERED_MAX: i64 = 50;

fn delivery(state: &str, error: Option<&str>) -> Result<Delivery, Error> {
    Ok(Delivery::of(rows::named("emails", "state", state)?, error.is_some()))
}

fn with_tickets() -> Vec<String> {
    EmailKindName::WITH_TICKETS.iter().map(|kind| kind.into_str().to_owned()).collect()
}

/// All e-mails about an order, the newest first; announcements that were for it as well.
pub async fn of_order(conn: &mut Conn, organizer: OrganizerId, order: OrderId) -> Result<Vec<OrderEmail>, Error> {
    let found = sqlx::query!(
        r#"SELECT m.id, m.kind, m.to_address, m.state, m.last_error, m.sent_at, a.subject AS "subject?",
                  coalesce(m.asked_again_at, m.created_at) AS "at!"
           FROM emails m
           LEFT JOIN announcement_orders ao ON ao.organizer_id = m.organizer_id AND ao.email_id = m.id AND ao.order_id = $2
           LEFT JOIN announcements a ON a.organizer_id = ao.organizer_id AND a.id = ao.announcement_id
           WHERE m.organizer_id = $1 AND (m.order_id = $2 OR m.id IN (
               SELECT email_id FROM announcement_orders WHERE organizer_id = $1 AND order_id = $2))
           ORDER BY m.created_at DESC, m.id DESC"#,
        organizer.0,
        order.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(OrderEmail {
                id: EmailId(r.id),
                kind: rows::named("emails", "kind", &r.kind)?,
                subject: r.subject.map(|s| rows::translated("announcements", "subject", s)).transpose()?,
                to: r.to_address,
                at: r.at,
                sent_at: r.sent_at,
                delivery: delivery(&r.state, r.last_error.as_deref())?,
                error: r.last_error,
            })
        })
        .collect()
}

/// How the tickets of an order were sent last.
pub struct TicketsSent {
    pub to: String,
    pub delivery: Delivery,
    /// The address the order was placed with, and the one it has now.
    pub placed: Option<String>,
    pub current: Option<String>,
}

/// Nothing where no e-mail with its tickets was wanted.
pub async fn of_tickets(conn: &mut Conn, organizer: OrganizerId, order: OrderId) -> Result<Option<TicketsSent>, Error> {
    let row = sqlx::query!(
        r#"SELECT m.to_address, m.state, m.last_error, coalesce(o.placed_email, o.buyer_email) AS placed, o.buyer_email
           FROM emails m JOIN orders o ON o.organizer_id = m.organizer_id AND o.id = m.order_id
           WHERE m.organizer_id = $1 AND m.order_id = $2 AND m.kind = ANY($3) AND m.state <> 'moot'
           ORDER BY m.created_at DESC, m.id DESC LIMIT 1"#,
        organizer.0,
        order.0,
        &with_tickets()
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| {
        let delivery = delivery(&r.state, r.last_error.as_deref())?;
        Ok(TicketsSent { to: r.to_address, delivery, placed: r.placed, current: r.buyer_email })
    })
    .transpose()
}

/// Orders with an e-mail that reached nobody and that nothing later made good for, as [`domain::email::undelivered`] has
/// it; the newest first.
pub async fn undelivered(conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<Undelivered>, Error> {
    let found = sqlx::query!(
        r#"SELECT f.id AS "id!", f.number AS "number!", f.to_address AS "to_address!" FROM (
           SELECT DISTINCT ON (m.order_id) o.id, o.number, m.to_address, m.created_at
           FROM emails m JOIN orders o ON o.organizer_id = m.organizer_id AND o.id = m.order_id
           WHERE m.organizer_id = $1 AND m.state = 'failed' AND m.kind <> 'address_changed' AND NOT (m.kind = ANY($2) AND EXISTS (
               SELECT FROM emails l WHERE l.organizer_id = m.organizer_id AND l.order_id = m.order_id
                 AND l.kind = ANY($2) AND l.state = 'sent' AND l.id <> m.id
                 AND l.sent_at >= coalesce(m.asked_again_at, m.created_at)))
           ORDER BY m.order_id, m.created_at DESC) f
           ORDER BY f.created_at DESC, f.id DESC LIMIT $3"#,
        organizer.0,
        &with_tickets(),
        UNDELIVERED_MAX
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|r| Undelivered { order: OrderId(r.id), number: r.number, to: r.to_address }).collect())
}

/// Puts an e-mail that failed back into the queue. `false`: there is no such e-mail, or it hasn't failed.
pub async fn ask_again(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: EmailId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        r#"UPDATE emails SET state = 'queued', last_error = NULL, asked_again_at = $3
           WHERE organizer_id = $1 AND id = $2 AND state = 'failed'"#,
        organizer.0,
        id.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// E-mails about an order that haven't gone out go to the buyer's new address.
pub async fn readdress(
    conn: &mut Conn,
    organizer: OrganizerId,
    order: OrderId,
    was: &str,
    now: &str,
) -> Result<(), Error> {
    sqlx::query!(
        r#"UPDATE emails SET to_address = $4
           WHERE organizer_id = $1 AND order_id = $2 AND to_address = $3 AND state IN ('queued', 'failed')"#,
        organizer.0,
        order.0,
        was,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
