//! The keys that sign an organizer's ticket codes. The private halves are sealed; only `base` can open them.

use crate::{Conn, Error};
use chrono::{DateTime, Utc};
use domain::ids::OrganizerId;

/// The key new tickets are signed with: the newest that isn't retired.
pub struct SealedKey {
    pub number: u16,
    pub sealed: Vec<u8>,
}

fn number(n: i32) -> Result<u16, Error> {
    u16::try_from(n).map_err(|_| Error::inconsistent("signing_keys", "number", n))
}

pub async fn current(conn: &mut Conn, organizer: OrganizerId) -> Result<Option<SealedKey>, Error> {
    let row = sqlx::query!(
        "SELECT number, sealed FROM signing_keys WHERE organizer_id = $1 AND retired_at IS NULL ORDER BY number DESC LIMIT 1",
        organizer.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| Ok(SealedKey { number: number(r.number)?, sealed: r.sealed })).transpose()
}

pub async fn sealed(conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<SealedKey>, Error> {
    let rows = sqlx::query!("SELECT number, sealed FROM signing_keys WHERE organizer_id = $1", organizer.0)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(|r| Ok(SealedKey { number: number(r.number)?, sealed: r.sealed })).collect()
}

/// All public keys, retired ones too: old tickets stay valid.
pub async fn public(conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<(u16, [u8; 32])>, Error> {
    let rows = sqlx::query!("SELECT number, public_key FROM signing_keys WHERE organizer_id = $1", organizer.0)
        .fetch_all(conn)
        .await?;
    rows.into_iter()
        .map(|r| {
            let key = r
                .public_key
                .try_into()
                .map_err(|k: Vec<u8>| Error::inconsistent("signing_keys", "public_key", k.len()))?;
            Ok((number(r.number)?, key))
        })
        .collect()
}

pub async fn insert(
    conn: &mut Conn,
    organizer: OrganizerId,
    number: u16,
    public_key: &[u8; 32],
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        r#"INSERT INTO signing_keys (organizer_id, number, public_key, sealed, created_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT DO NOTHING"#,
        organizer.0,
        i32::from(number),
        public_key.as_slice(),
        sealed,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// From now on no new ticket is signed with the older keys.
pub async fn retire_before(
    conn: &mut Conn,
    organizer: OrganizerId,
    number: u16,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE signing_keys SET retired_at = $3 WHERE organizer_id = $1 AND number < $2 AND retired_at IS NULL",
        organizer.0,
        i32::from(number),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
