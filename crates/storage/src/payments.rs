//! Payment attempts, refunds, and what gateways sent.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrganizerId, PaymentId, RefundId};
use domain::money::Money;
use domain::payment::{GatewayKind, Payment, PaymentState, PaymentStateName, RefundState};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

pub struct PaymentRow {
    pub payment: Payment,
    pub order: OrderId,
    pub reference: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// The columns `state` and `failure`, as they are read; [`note_many`] writes them.
fn state(name: &str, failure: Option<&str>) -> Result<PaymentState, Error> {
    let named: PaymentStateName = rows::named("payments", "state", name)?;
    let why = failure.map(|reason| rows::named("payments", "failure", reason)).transpose()?;
    named.with(why).ok_or_else(|| Error::inconsistent("payments", "state", (name, failure)))
}

/// What a gateway is told besides the order's own numbers. It can't change once it was said: a repeated call has to be the
/// same call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentDescription {
    /// The shop's address, without a slash at the end.
    pub site: String,
    pub description: String,
}

/// An attempt to pay that begins.
pub struct PaymentToInsert {
    pub id: PaymentId,
    pub order: OrderId,
    pub gateway: GatewayKind,
    pub amount: Money,
    /// What the buyer handed over in cash, change included.
    pub tendered: Option<Money>,
    /// Where the gateway is asked at once; else [`keep_asked`] writes it down before it is.
    pub asked: Option<PaymentDescription>,
}

/// Writes an attempt down as created, before anybody is asked for money.
pub async fn insert(
    conn: &mut Conn,
    organizer: OrganizerId,
    new: PaymentToInsert,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    insert_many(conn, organizer, &[new], now).await
}

pub async fn insert_many(
    conn: &mut Conn,
    organizer: OrganizerId,
    new: &[PaymentToInsert],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let records: Vec<_> = new
        .iter()
        .map(|p| {
            json!({
                "id": p.id.0, "order_id": p.order.0, "gateway": p.gateway.into_str(), "amount_minor": p.amount.minor,
                "currency": p.amount.currency.code(), "tendered_minor": p.tendered.map(|t| t.minor),
                "asked": p.asked,
            })
        })
        .collect();
    sqlx::query!(
        r#"INSERT INTO payments (organizer_id, id, order_id, gateway, amount_minor, currency, state, tendered_minor, asked,
                                    created_at)
           SELECT $1, p.id, p.order_id, p.gateway, p.amount_minor, p.currency, 'created', p.tendered_minor, p.asked, $3
           FROM jsonb_populate_recordset(NULL::payments, $2) AS p"#,
        organizer.0,
        serde_json::Value::Array(records),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct PaymentColumns {
    id: Uuid,
    order_id: Uuid,
    gateway: String,
    amount_minor: i64,
    currency: String,
    state: String,
    failure: Option<String>,
    reference: Option<String>,
    pay_url: Option<String>,
    refunded_minor: i64,
    created_at: DateTime<Utc>,
}

impl PaymentColumns {
    fn row(self) -> Result<PaymentRow, Error> {
        Ok(PaymentRow {
            payment: Payment {
                id: PaymentId(self.id),
                gateway: rows::named("payments", "gateway", &self.gateway)?,
                amount: rows::money("payments", self.amount_minor, &self.currency)?,
                state: state(&self.state, self.failure.as_deref())?,
                pay_url: self.pay_url,
                refunded: rows::money("payments", self.refunded_minor, &self.currency)?,
            },
            order: OrderId(self.order_id),
            reference: self.reference,
            created_at: self.created_at,
        })
    }
}

/// Reads one attempt; with `lock` it can't change until the transaction ends.
pub async fn find(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: PaymentId,
    lock: bool,
) -> Result<Option<PaymentRow>, Error> {
    if lock {
        return Ok(lock_many(conn, organizer, &[id.0]).await?.pop());
    }
    let row = sqlx::query_as!(
        PaymentColumns,
        r#"SELECT id, order_id, gateway, amount_minor, currency, state, failure, reference, pay_url, refunded_minor, created_at
           FROM payments WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(PaymentColumns::row).transpose()
}

/// What the gateway is asked in this attempt: what was written down first, be it this.
pub async fn keep_asked(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: PaymentId,
    asked: &PaymentDescription,
) -> Result<PaymentDescription, Error> {
    let kept = sqlx::query_scalar!(
        r#"UPDATE payments SET asked = coalesce(asked, $3) WHERE organizer_id = $1 AND id = $2 RETURNING asked AS "asked!""#,
        organizer.0,
        id.0,
        json!(asked)
    )
    .fetch_one(conn)
    .await?;
    rows::json("payments", "asked", kept)
}

/// Those of these attempts that there are, locked in id order, after their orders ([locks](crate#locks)).
pub async fn lock_many(conn: &mut Conn, organizer: OrganizerId, ids: &[Uuid]) -> Result<Vec<PaymentRow>, Error> {
    let found = sqlx::query_as!(
        PaymentColumns,
        r#"SELECT id, order_id, gateway, amount_minor, currency, state, failure, reference, pay_url, refunded_minor, created_at
           FROM payments WHERE organizer_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE"#,
        organizer.0,
        ids
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(PaymentColumns::row).collect()
}

/// What is new about an attempt.
pub struct PaymentNote<'a> {
    pub id: PaymentId,
    /// `None`: as it was.
    pub state: Option<PaymentState>,
    /// What the gateway calls it and where the buyer pays, when it has just said so.
    pub started: Option<(&'a str, Option<&'a str>)>,
}

/// Writes down what is new about attempts that the caller has locked.
pub async fn note_many(
    conn: &mut Conn,
    organizer: OrganizerId,
    notes: &[PaymentNote<'_>],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let records: Vec<_> = notes
        .iter()
        .map(|n| {
            let state = n.state.as_ref().map(|state| PaymentStateName::from(state).into_str());
            let failure = n.state.as_ref().and_then(PaymentState::failure).map(|reason| reason.into_str());
            let (reference, pay_url) = n.started.map_or((None, None), |(r, u)| (Some(r), u));
            json!({ "id": n.id.0, "state": state, "failure": failure, "reference": reference, "pay_url": pay_url })
        })
        .collect();
    let result = sqlx::query!(
        r#"UPDATE payments p
           SET state = coalesce(n.state, p.state),
               failure = CASE WHEN n.state IS NULL THEN p.failure ELSE n.failure END,
               captured_at = CASE WHEN n.state = 'captured' THEN $3 ELSE p.captured_at END,
               reference = coalesce(n.reference, p.reference),
               pay_url = CASE WHEN n.reference IS NULL THEN p.pay_url ELSE n.pay_url END
           FROM jsonb_populate_recordset(NULL::payments, $2) AS n
           WHERE p.organizer_id = $1 AND p.id = n.id"#,
        organizer.0,
        serde_json::Value::Array(records),
        now
    )
    .execute(conn)
    .await?;
    crate::error::all_rows(result, notes.len())
}

/// All attempts of an order, oldest first.
pub async fn of_order(conn: &mut Conn, organizer: OrganizerId, order: OrderId) -> Result<Vec<Payment>, Error> {
    Ok(of_orders(conn, organizer, &[order.0]).await?.into_iter().map(|row| row.payment).collect())
}

/// All attempts of these orders, oldest first.
pub async fn of_orders(conn: &mut Conn, organizer: OrganizerId, orders: &[Uuid]) -> Result<Vec<PaymentRow>, Error> {
    let found = sqlx::query_as!(
        PaymentColumns,
        r#"SELECT id, order_id, gateway, amount_minor, currency, state, failure, reference, pay_url, refunded_minor, created_at
           FROM payments WHERE organizer_id = $1 AND order_id = ANY($2) ORDER BY created_at, id"#,
        organizer.0,
        orders
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(PaymentColumns::row).collect()
}

pub async fn set_state(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: PaymentId,
    state: &PaymentState,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    note_many(conn, organizer, &[PaymentNote { id, state: Some(state.clone()), started: None }], now).await
}

pub async fn by_reference(
    conn: &mut Conn,
    organizer: OrganizerId,
    gateway: GatewayKind,
    reference: &str,
) -> Result<Option<PaymentId>, Error> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM payments WHERE organizer_id = $1 AND gateway = $2 AND reference = $3",
        organizer.0,
        gateway.into_str(),
        reference
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(PaymentId))
}

/// Attempts that should have begun by now, or have been open for long: what is to be begun or asked about.
pub async fn open_since(
    conn: &mut Conn,
    organizer: OrganizerId,
    created_before: DateTime<Utc>,
    pending_before: DateTime<Utc>,
) -> Result<Vec<PaymentId>, Error> {
    let ids = sqlx::query_scalar!(
        r#"SELECT id FROM payments
           WHERE organizer_id = $1 AND state IN ('created', 'pending')
             AND created_at <= CASE state WHEN 'created' THEN $2::timestamptz ELSE $3 END
           ORDER BY created_at LIMIT 200"#,
        organizer.0,
        created_before,
        pending_before
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(PaymentId).collect())
}

/// Writes down what really came, where it is not what was asked for.
pub async fn set_amount(conn: &mut Conn, organizer: OrganizerId, id: PaymentId, amount: Money) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE payments SET amount_minor = $3, currency = $4 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        amount.minor,
        amount.currency.code()
    )
    .execute(conn)
    .await?;
    crate::error::one_row(result)
}

pub struct RefundRow {
    pub id: RefundId,
    pub order: OrderId,
    pub payment: PaymentId,
    pub amount: Money,
    pub state: RefundState,
    pub reference: Option<String>,
    pub reason: String,
}

/// Reads one refund; with `lock` it can't change until the transaction ends ([locks](crate#locks)).
pub async fn find_refund(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: RefundId,
    lock: bool,
) -> Result<Option<RefundRow>, Error> {
    if lock {
        sqlx::query!("SELECT id FROM refunds WHERE organizer_id = $1 AND id = $2 FOR UPDATE", organizer.0, id.0)
            .fetch_optional(&mut *conn)
            .await?;
    }
    let row = sqlx::query!(
        r#"SELECT r.order_id, r.payment_id, r.amount_minor, r.state, r.reference, r.reason, p.currency
           FROM refunds r JOIN payments p ON p.organizer_id = r.organizer_id AND p.id = r.payment_id
           WHERE r.organizer_id = $1 AND r.id = $2"#,
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| {
        Ok(RefundRow {
            id,
            order: OrderId(r.order_id),
            payment: PaymentId(r.payment_id),
            amount: rows::money("payments", r.amount_minor, &r.currency)?,
            state: rows::named("refunds", "state", &r.state)?,
            reference: r.reference,
            reason: r.reason,
        })
    })
    .transpose()
}

pub async fn set_refund_state(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: RefundId,
    state: RefundState,
    reference: Option<&str>,
    failure: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let result = sqlx::query!(
        r#"UPDATE refunds SET state = $3, reference = coalesce($4, reference), failure = coalesce($5, failure),
                  done_at = CASE WHEN $3 = 'done' THEN $6 ELSE done_at END
           WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0,
        state.into_str(),
        reference,
        failure,
        now
    )
    .execute(conn)
    .await?;
    crate::error::one_row(result)
}

pub async fn open_refunds(
    conn: &mut Conn,
    organizer: OrganizerId,
    before: DateTime<Utc>,
) -> Result<Vec<RefundId>, Error> {
    let ids = sqlx::query_scalar!(
        r#"SELECT id FROM refunds WHERE organizer_id = $1 AND state IN ('created', 'pending') AND created_at <= $2
           ORDER BY created_at LIMIT 200"#,
        organizer.0,
        before
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(RefundId).collect())
}

/// Stores what a gateway sent, word for word. `false` when this event was stored before. Needs no scope.
pub async fn store_webhook(
    conn: &mut Conn,
    gateway: GatewayKind,
    event_id: &str,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "INSERT INTO webhooks (gateway, event_id, received_at, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        gateway.into_str(),
        event_id,
        now,
        body
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Refunds that failed and were not tried again.
pub async fn failed_refunds(conn: &mut Conn, organizer: OrganizerId, order: OrderId) -> Result<Vec<RefundRow>, Error> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM refunds WHERE organizer_id = $1 AND order_id = $2 AND state = 'failed' ORDER BY created_at",
        organizer.0,
        order.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut all = Vec::new();
    for id in ids {
        all.extend(find_refund(conn, organizer, RefundId(id), true).await?);
    }
    Ok(all)
}
