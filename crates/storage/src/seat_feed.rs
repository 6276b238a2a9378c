//! What the availability feed reads: a date's live seat claims once, and after that only what changed.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::{OrganizerId, PerformanceId, SeatId};
use uuid::Uuid;

/// Up to where changes have been seen: every transaction before it had ended when it was made.
#[derive(Clone, Debug)]
pub struct Mark(String);

/// A claim on a seat that wasn't released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveClaim {
    pub sold: bool,
    /// Until when a cart holds it; of no meaning once it is sold.
    pub expires_at: DateTime<Utc>,
}

/// To be asked for before reading: what is committed later is after it, or was still running.
pub async fn mark(conn: &mut Conn) -> Result<Mark, Error> {
    let text = sqlx::query_scalar!(r#"SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS "mark!""#);
    Ok(Mark(text.fetch_one(conn).await?))
}

/// All live claims of a date.
pub async fn live(
    conn: &mut Conn,
    organizer: OrganizerId,
    performance: PerformanceId,
) -> Result<Vec<(SeatId, LiveClaim)>, Error> {
    let found = sqlx::query!(
        r#"SELECT c.seat_id, c.state = 'sold' AS "sold!", h.expires_at
           FROM seat_claims c JOIN holds h ON h.organizer_id = c.organizer_id AND h.id = c.hold_id
           WHERE c.organizer_id = $1 AND c.performance_id = $2 AND c.state <> 'released'"#,
        organizer.0,
        performance.0
    )
    .fetch_all(conn)
    .await?;
    let claim = |sold, expires_at| LiveClaim { sold, expires_at };
    Ok(found.into_iter().map(|r| (SeatId(r.seat_id), claim(r.sold, r.expires_at))).collect())
}

/// The seats whose claims changed since the mark, and those of `also`, each with its live claim if it has one. What was
/// seen before may come again; nothing is left out.
pub async fn changed(
    conn: &mut Conn,
    organizer: OrganizerId,
    performance: PerformanceId,
    since: &Mark,
    also: &[Uuid],
) -> Result<Vec<(SeatId, Option<LiveClaim>)>, Error> {
    let found = sqlx::query!(
        r#"WITH touched AS (
               SELECT seat_id FROM seat_claims
               WHERE organizer_id = $1 AND performance_id = $2 AND changed_in >= $3::text::xid8
               UNION
               SELECT unnest($4::uuid[])
           )
           SELECT t.seat_id AS "seat_id!", c.state = 'sold' AS "sold?", h.expires_at AS "expires_at?"
           FROM touched t
           LEFT JOIN seat_claims c ON c.organizer_id = $1 AND c.performance_id = $2 AND c.seat_id = t.seat_id
                                  AND c.state <> 'released'
           LEFT JOIN holds h ON h.organizer_id = $1 AND h.id = c.hold_id"#,
        organizer.0,
        performance.0,
        since.0,
        also
    )
    .fetch_all(conn)
    .await?;
    let claim = |(sold, expires_at)| LiveClaim { sold, expires_at };
    Ok(found.into_iter().map(|r| (SeatId(r.seat_id), r.sold.zip(r.expires_at).map(claim))).collect())
}
