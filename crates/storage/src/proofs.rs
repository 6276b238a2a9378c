//! Proofs of work that were used once and are good no more.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::OrganizerId;

/// How many that have expired are forgotten with each new one: more than one, so that the table shrinks again.
const FORGET_MAX: i64 = 20;

/// Uses a proof up; `false` when that was done before, by whichever server. Old ones that somebody else has locked
/// ([locks](crate#locks)) are left to them.
pub async fn spend(
    conn: &mut Conn,
    organizer: OrganizerId,
    proof: &[u8; 32],
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    sqlx::query!(
        "DELETE FROM spent_proofs WHERE organizer_id = $1 AND proof IN (
             SELECT proof FROM spent_proofs WHERE organizer_id = $1 AND expires_at <= $2 LIMIT $3 FOR UPDATE SKIP LOCKED)",
        organizer.0,
        now,
        FORGET_MAX
    )
    .execute(&mut *conn)
    .await?;
    let spent = sqlx::query!(
        "INSERT INTO spent_proofs (organizer_id, proof, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        organizer.0,
        proof.as_slice(),
        expires_at
    )
    .execute(conn)
    .await?;
    Ok(spent.rows_affected() == 1)
}
