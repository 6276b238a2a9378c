//! People, their sessions and memberships, and the tokens of programs.

use crate::error::one_row;
use crate::organizers::organizer_of;
use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::edit::{Member, Token};
use domain::event::Organizer;
use domain::ids::{OrganizerId, PersonId, TokenId};
use domain::locale::Locale;
use domain::role::{Permission, Role};

/// A person with what their password is checked against.
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub password_hash: String,
    pub locale: Locale,
}

pub async fn by_email(conn: &mut Conn, email: &str) -> Result<Option<PersonRow>, Error> {
    let row =
        sqlx::query!("SELECT id, name, email, password_hash, locale FROM people WHERE lower(email) = lower($1)", email)
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|r| PersonRow {
        id: PersonId(r.id),
        name: r.name,
        email: r.email,
        password_hash: r.password_hash,
        locale: rows::locale(&r.locale),
    }))
}

/// Where e-mails to this person go.
pub async fn email_of(conn: &mut Conn, person: PersonId) -> Result<Option<String>, Error> {
    let email = sqlx::query_scalar!("SELECT email FROM people WHERE id = $1", person.0).fetch_optional(conn).await?;
    Ok(email)
}

pub async fn insert(conn: &mut Conn, person: &PersonRow, now: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO people (id, email, name, password_hash, locale, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        person.id.0,
        person.email,
        person.name,
        person.password_hash,
        person.locale.tag(),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Needs `Scope::Person`: a session belongs to who signed in.
pub async fn insert_session(
    conn: &mut Conn,
    hash: &[u8; 32],
    person: PersonId,
    organizer: OrganizerId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        r#"INSERT INTO sessions (token_hash, person_id, organizer_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)"#,
        hash.as_slice(),
        person.0,
        organizer.0,
        now,
        expires_at
    )
    .execute(&mut *conn)
    .await?;
    // Signing in is rare enough to tidy up behind oneself.
    sqlx::query!("DELETE FROM sessions WHERE person_id = $1 AND expires_at <= $2", person.0, now).execute(conn).await?;
    Ok(())
}

/// A session that isn't over, with its person. Needs `Scope::Secret`.
pub struct SessionRow {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub locale: Locale,
    pub organizer: Option<OrganizerId>,
    pub expires_at: DateTime<Utc>,
}

pub async fn session(conn: &mut Conn, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<SessionRow>, Error> {
    let row = sqlx::query!(
        r#"SELECT s.person_id, s.organizer_id, s.expires_at, p.name, p.email, p.locale
           FROM sessions s JOIN people p ON p.id = s.person_id
           WHERE s.token_hash = $1 AND s.expires_at > $2"#,
        hash.as_slice(),
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|r| SessionRow {
        person: PersonId(r.person_id),
        name: r.name,
        email: r.email,
        locale: rows::locale(&r.locale),
        organizer: r.organizer_id.map(OrganizerId),
        expires_at: r.expires_at,
    }))
}

/// Needs `Scope::Secret`, like the two below.
pub async fn extend_session(conn: &mut Conn, hash: &[u8; 32], expires_at: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query!("UPDATE sessions SET expires_at = $2 WHERE token_hash = $1", hash.as_slice(), expires_at)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn set_session_organizer(conn: &mut Conn, hash: &[u8; 32], organizer: OrganizerId) -> Result<(), Error> {
    sqlx::query!("UPDATE sessions SET organizer_id = $2 WHERE token_hash = $1", hash.as_slice(), organizer.0)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn delete_session(conn: &mut Conn, hash: &[u8; 32]) -> Result<(), Error> {
    sqlx::query!("DELETE FROM sessions WHERE token_hash = $1", hash.as_slice()).execute(conn).await?;
    Ok(())
}

/// Deletes the sessions that ended more than a day ago, whoever they are of: the table's policy lets nothing else go. Needs
/// `Scope::Nothing`.
pub async fn forget_old_sessions(conn: &mut Conn) -> Result<u64, Error> {
    Ok(sqlx::query!("DELETE FROM sessions").execute(conn).await?.rows_affected())
}

/// The organizers someone works for. Needs `Scope::Person`.
pub async fn organizers_of(conn: &mut Conn, person: PersonId) -> Result<Vec<(Organizer, Role)>, Error> {
    let found = sqlx::query!(
        r#"SELECT o.id, o.slug, o.name, o.address, o.email, o.phone, o.site, o.currency, o.zone, m.role
           FROM memberships m JOIN organizers o ON o.id = m.organizer_id
           WHERE m.person_id = $1 ORDER BY o.name, o.id"#,
        person.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            let role = rows::named("memberships", "role", &r.role)?;
            Ok((organizer_of!(r), role))
        })
        .collect()
}

pub async fn members(conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<Member>, Error> {
    let found = sqlx::query!(
        r#"SELECT p.id, p.name, p.email, m.role FROM memberships m JOIN people p ON p.id = m.person_id
           WHERE m.organizer_id = $1 ORDER BY p.name, p.id"#,
        organizer.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(Member {
                person: PersonId(r.id),
                name: r.name,
                email: r.email,
                role: rows::named("memberships", "role", &r.role)?,
            })
        })
        .collect()
}

/// Locks all memberships of an organizer, so that two owners can't remove each other at once
/// ([locks](crate#locks)).
pub async fn lock_members(conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<(PersonId, Role)>, Error> {
    let found = sqlx::query!(
        "SELECT person_id, role FROM memberships WHERE organizer_id = $1 ORDER BY person_id FOR UPDATE",
        organizer.0
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(|r| Ok((PersonId(r.person_id), rows::named("memberships", "role", &r.role)?))).collect()
}

/// False when they are a member already.
pub async fn insert_member(
    conn: &mut Conn,
    organizer: OrganizerId,
    person: PersonId,
    role: Role,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        r#"INSERT INTO memberships (organizer_id, person_id, role, created_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT DO NOTHING"#,
        organizer.0,
        person.0,
        role.into_str(),
        now
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}

pub async fn set_role(conn: &mut Conn, organizer: OrganizerId, person: PersonId, role: Role) -> Result<(), Error> {
    let result = sqlx::query!(
        "UPDATE memberships SET role = $3 WHERE organizer_id = $1 AND person_id = $2",
        organizer.0,
        person.0,
        role.into_str()
    )
    .execute(conn)
    .await?;
    one_row(result)
}

pub async fn delete_member(conn: &mut Conn, organizer: OrganizerId, person: PersonId) -> Result<(), Error> {
    let result =
        sqlx::query!("DELETE FROM memberships WHERE organizer_id = $1 AND person_id = $2", organizer.0, person.0)
            .execute(conn)
            .await?;
    one_row(result)
}

fn permissions(names: &[String]) -> Result<Vec<Permission>, Error> {
    names.iter().map(|name| rows::named("api_tokens", "scopes", name)).collect()
}

/// Whose token this is and what it may do, unless it was revoked. Needs `Scope::Secret`.
pub async fn token_by_secret(
    conn: &mut Conn,
    hash: &[u8; 32],
) -> Result<Option<(OrganizerId, TokenId, Vec<Permission>)>, Error> {
    let row = sqlx::query!(
        "SELECT organizer_id, id, scopes FROM api_tokens WHERE secret_hash = $1 AND revoked_at IS NULL",
        hash.as_slice()
    )
    .fetch_optional(conn)
    .await?;
    row.map(|r| Ok((OrganizerId(r.organizer_id), TokenId(r.id), permissions(&r.scopes)?))).transpose()
}

pub async fn tokens(conn: &mut Conn, organizer: OrganizerId) -> Result<Vec<Token>, Error> {
    let found = sqlx::query!(
        r#"SELECT t.id, t.name, t.scopes, t.created_at, t.revoked_at, p.name AS "created_by?"
           FROM api_tokens t LEFT JOIN people p ON p.id = t.created_by
           WHERE t.organizer_id = $1 ORDER BY t.revoked_at IS NOT NULL, t.created_at DESC, t.id"#,
        organizer.0
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(Token {
                id: TokenId(r.id),
                name: r.name,
                permissions: permissions(&r.scopes)?,
                created_by: r.created_by,
                created_at: r.created_at,
                revoked_at: r.revoked_at,
            })
        })
        .collect()
}

/// A token to be written.
pub struct NewToken<'a> {
    pub id: TokenId,
    pub name: &'a str,
    pub hash: &'a [u8; 32],
    pub permissions: &'a [Permission],
    pub created_by: Option<PersonId>,
}

pub async fn insert_token(
    conn: &mut Conn,
    organizer: OrganizerId,
    token: &NewToken<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let scopes: Vec<String> = token.permissions.iter().map(|p| p.into_str().to_owned()).collect();
    sqlx::query!(
        r#"INSERT INTO api_tokens (organizer_id, id, name, secret_hash, scopes, created_by, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)"#,
        organizer.0,
        token.id.0,
        token.name,
        token.hash.as_slice(),
        &scopes,
        token.created_by.map(|p| p.0),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// False when there is no such token or it was revoked before.
pub async fn revoke_token(
    conn: &mut Conn,
    organizer: OrganizerId,
    id: TokenId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE api_tokens SET revoked_at = $3 WHERE organizer_id = $1 AND id = $2 AND revoked_at IS NULL",
        organizer.0,
        id.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(result.rows_affected() == 1)
}
