//! E-mails that a transaction wanted and the worker sends.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::email::EmailState;
use domain::email::kind::EmailKindName;
use domain::ids::{EmailId, OrderId, OrganizerId};
use domain::locale::Locale;
use serde_json::{Value, json};

pub struct EmailRow {
    pub id: EmailId,
    pub order: Option<OrderId>,
    pub to_address: String,
    pub locale: Locale,
    pub detail: Value,
    pub state: EmailState,
    /// When it was asked for last: again, or at first.
    pub asked_at: DateTime<Utc>,
}

/// An e-mail that a transaction wants sent.
pub struct NewEmail<'a> {
    pub id: EmailId,
    pub order: Option<OrderId>,
    pub kind: EmailKindName,
    pub to_address: &'a str,
    pub locale: Locale,
    /// What the e-mail of this kind needs beyond its order.
    pub detail: Value,
}

/// Writes e-mails down as queued.
pub async fn insert_many(
    conn: &mut Conn,
    organizer: OrganizerId,
    new: &[NewEmail<'_>],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let records: Vec<_> = new
        .iter()
        .map(|e| {
            json!({
                "id": e.id.0, "order_id": e.order.map(|o| o.0), "kind": e.kind.into_str(), "to_address": e.to_address,
                "locale": e.locale.tag(), "detail": e.detail,
            })
        })
        .collect();
    sqlx::query!(
        r#"INSERT INTO emails (organizer_id, id, order_id, kind, to_address, locale, detail, created_at)
           SELECT $1, e.id, e.order_id, e.kind, e.to_address, e.locale, e.detail, $3
           FROM jsonb_populate_recordset(NULL::emails, $2) AS e"#,
        organizer.0,
        Value::Array(records),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn find(conn: &mut Conn, organizer: OrganizerId, id: EmailId) -> Result<Option<EmailRow>, Error> {
    let row = sqlx::query!(
        r#"SELECT order_id, kind, to_address, locale, detail, state,
                  coalesce(asked_again_at, created_at) AS "asked_at!"
           FROM emails WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| {
        Ok(EmailRow {
            id,
            order: r.order_id.map(OrderId),
            to_address: r.to_address,
            locale: rows::locale(&r.locale),
            detail: r.detail,
            state: rows::named("emails", "state", &r.state)?,
            asked_at: r.asked_at,
        })
    })
    .transpose()
}

/// It went to this address. False where it has another by now: that one hasn't got it.
pub async fn set_sent(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: EmailId,
    to: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        r#"UPDATE emails SET state = 'sent', sent_at = $4, last_error = NULL
           WHERE organizer_id = $1 AND id = $2 AND to_address = $3"#,
        organizer.0,
        id.0,
        to,
        now
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// It has nothing to tell any more.
pub async fn set_moot(conn: &mut Conn, organizer: OrganizerId, id: EmailId) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE emails SET state = 'moot', last_error = NULL WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0
    )
    .execute(conn)
    .await?;
    crate::error::one_row(result)
}

/// `last` says that it won't be tried again.
pub async fn set_error(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: EmailId,
    error: &str,
    last: bool,
) -> Result<(), Error> {
    let result = sqlx::query!(
        r#"UPDATE emails SET last_error = $3, state = CASE WHEN $4 THEN 'failed' ELSE state END
           WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0,
        error,
        last
    )
    .execute(conn)
    .await?;
    crate::error::one_row(result)
}
