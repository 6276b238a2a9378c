//! Payment attempts, refunds, and what gateways sent.

use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::ids::{OrderId, OrganizerId, PaymentId, RefundId};
use domain::money::Money;
use domain::payment::{FailureReason, GatewayKind, Payment, PaymentState};

pub struct PaymentRow {
    pub payment: Payment,
    pub order: OrderId,
    pub reference: Option<String>,
    pub created_at: DateTime<Utc>,
}

fn failure_name(reason: FailureReason) -> &'static str {
    match reason {
        FailureReason::NotEnoughFunds => "not_enough_funds",
        FailureReason::Declined => "declined",
        FailureReason::Expired => "expired",
        FailureReason::Other => "other",
    }
}

/// The one match from columns to state.
fn state(name: &str, failure: Option<&str>) -> Result<PaymentState, Error> {
    Ok(match (name, failure) {
        ("created", None) => PaymentState::Created,
        ("pending", None) => PaymentState::Pending,
        ("captured", _) => PaymentState::Captured,
        ("cancelled", _) => PaymentState::Cancelled,
        ("returned", _) => PaymentState::Returned,
        ("failed", Some("not_enough_funds")) => PaymentState::Failed { reason: FailureReason::NotEnoughFunds },
        ("failed", Some("declined")) => PaymentState::Failed { reason: FailureReason::Declined },
        ("failed", Some("expired")) => PaymentState::Failed { reason: FailureReason::Expired },
        ("failed", Some("other")) => PaymentState::Failed { reason: FailureReason::Other },
        _ => return Err(Error::inconsistent("payments", "state", (name, failure))),
    })
}

fn columns(state: &PaymentState) -> (&'static str, Option<&'static str>) {
    match state {
        PaymentState::Created => ("created", None),
        PaymentState::Pending => ("pending", None),
        PaymentState::Captured => ("captured", None),
        PaymentState::Failed { reason } => ("failed", Some(failure_name(*reason))),
        PaymentState::Cancelled => ("cancelled", None),
        PaymentState::Returned => ("returned", None),
    }
}

/// An attempt to pay that begins.
pub struct NewPayment {
    pub id: PaymentId,
    pub order: OrderId,
    pub gateway: GatewayKind,
    pub amount: Money,
    /// What the buyer handed over in cash, change included.
    pub tendered: Option<Money>,
}

/// Writes an attempt down as created, before anybody is asked for money.
pub async fn insert(conn: &mut Conn, organizer: OrganizerId, new: NewPayment, now: DateTime<Utc>) -> Result<(), Error> {
    let NewPayment { id, order, gateway, amount, tendered } = new;
    sqlx::query!(
        r#"INSERT INTO payments (organizer_id, id, order_id, gateway, amount_minor, currency, state, tendered_minor, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, 'created', $7, $8)"#,
        organizer.0,
        id.0,
        order.0,
        gateway.as_str(),
        amount.minor,
        amount.currency.code(),
        tendered.map(|t| t.minor),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Reads one attempt; with `lock` it can't change until the transaction ends.
pub async fn find(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: PaymentId,
    lock: bool,
) -> Result<Option<PaymentRow>, Error> {
    if lock {
        sqlx::query!("SELECT id FROM payments WHERE organizer_id = $1 AND id = $2 FOR UPDATE", organizer.0, id.0)
            .fetch_optional(&mut *conn)
            .await?;
    }
    let row = sqlx::query!(
        r#"SELECT order_id, gateway, amount_minor, currency, state, failure, reference, pay_url, refunded_minor, created_at
           FROM payments WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| {
        Ok(PaymentRow {
            payment: Payment {
                id,
                gateway: gateway(&r.gateway)?,
                amount: rows::money("payments", r.amount_minor, &r.currency)?,
                state: state(&r.state, r.failure.as_deref())?,
                pay_url: r.pay_url,
                refunded: rows::money("payments", r.refunded_minor, &r.currency)?,
            },
            order: OrderId(r.order_id),
            reference: r.reference,
            created_at: r.created_at,
        })
    })
    .transpose()
}

fn gateway(name: &str) -> Result<GatewayKind, Error> {
    GatewayKind::from_name(name).ok_or_else(|| Error::inconsistent("payments", "gateway", name))
}

/// All attempts of an order, oldest first.
pub async fn of_order(conn: &mut Conn, organizer: OrganizerId, order: OrderId) -> Result<Vec<Payment>, Error> {
    let found = sqlx::query!(
        r#"SELECT id, gateway, amount_minor, currency, state, failure, pay_url, refunded_minor
           FROM payments WHERE organizer_id = $1 AND order_id = $2 ORDER BY created_at, id"#,
        organizer.0,
        order.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(Payment {
                id: PaymentId(r.id),
                gateway: gateway(&r.gateway)?,
                amount: rows::money("payments", r.amount_minor, &r.currency)?,
                state: state(&r.state, r.failure.as_deref())?,
                pay_url: r.pay_url,
                refunded: rows::money("payments", r.refunded_minor, &r.currency)?,
            })
        })
        .collect()
}

pub async fn set_state(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: PaymentId,
    state: &PaymentState,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (name, failure) = columns(state);
    let result = sqlx::query!(
        r#"UPDATE payments SET state = $3, failure = $4, captured_at = CASE WHEN $3 = 'captured' THEN $5 ELSE captured_at END
           WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0,
        name,
        failure,
        now
    )
    .execute(conn)
    .await?;
    crate::error::one_row(result)
}

/// What the gateway called it, and where the buyer pays.
pub async fn set_reference(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: PaymentId,
    reference: &str,
    pay_url: Option<&str>,
) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE payments SET reference = $3, pay_url = $4 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        reference,
        pay_url
    )
    .execute(conn)
    .await?;
    crate::error::one_row(result)
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
        gateway.as_str(),
        reference
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(PaymentId))
}

/// Attempts that have been open since before `before`: what the scheduled question to the gateways is about.
pub async fn open_since(
    conn: &mut Conn,
    organizer: OrganizerId,
    before: DateTime<Utc>,
) -> Result<Vec<PaymentId>, Error> {
    let ids = sqlx::query_scalar!(
        r#"SELECT id FROM payments WHERE organizer_id = $1 AND state IN ('created', 'pending') AND created_at <= $2
           ORDER BY created_at LIMIT 200"#,
        organizer.0,
        before
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(PaymentId).collect())
}

pub async fn add_refunded(conn: &mut Conn, organizer: OrganizerId, id: PaymentId, amount: Money) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE payments SET refunded_minor = refunded_minor + $3 WHERE organizer_id = $1 AND id = $2",
        organizer.0,
        id.0,
        amount.minor
    )
    .execute(conn)
    .await?;
    crate::error::one_row(result)
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
    /// 'created', 'pending', 'done' or 'failed'.
    pub state: String,
    pub reference: Option<String>,
    pub reason: String,
}

/// Money that is to go back to where it came from.
pub struct NewRefund<'a> {
    pub id: RefundId,
    pub order: OrderId,
    pub payment: PaymentId,
    pub amount: Money,
    pub reason: &'a str,
}

/// Writes a refund down as created, before the gateway is asked.
pub async fn insert_refund(
    conn: &mut Conn,
    organizer: OrganizerId,
    new: NewRefund<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let NewRefund { id, order, payment, amount, reason } = new;
    sqlx::query!(
        r#"INSERT INTO refunds (organizer_id, id, order_id, payment_id, amount_minor, state, reason, created_at)
           VALUES ($1, $2, $3, $4, $5, 'created', $6, $7)"#,
        organizer.0,
        id.0,
        order.0,
        payment.0,
        amount.minor,
        reason,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

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
            state: r.state,
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
    state: &str,
    reference: Option<&str>,
    failure: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let result = sqlx::query!(
        r#"UPDATE refunds SET state = $3, reference = coalesce($4, reference), failure = $5,
                  done_at = CASE WHEN $3 = 'done' THEN $6 ELSE done_at END
           WHERE organizer_id = $1 AND id = $2"#,
        organizer.0,
        id.0,
        state,
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
        gateway.as_str(),
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
        r#"SELECT id FROM refunds WHERE organizer_id = $1 AND order_id = $2 AND state = 'failed'
             AND failure IS DISTINCT FROM 'tried again' ORDER BY created_at"#,
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
