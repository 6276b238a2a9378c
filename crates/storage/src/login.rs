//! Who connects, and the role that everything is done as.
//!
//! The login of `DATABASE_URL` owns the database and migrates it; all else it does as the application role, which owns
//! nothing and can't bypass row-level security. For that it has to have been granted the role, unless it is a superuser,
//! which it had better not be.

use crate::Error;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Executor};

/// The role every connection works as. The first migration says the same.
pub const APPLICATION_ROLE: &str = "tessera_app";

pub(crate) const WORK_AS_APPLICATION: &str = "SET ROLE tessera_app";

/// Makes the application role and grants it to the login, where either is missing and the login may.
pub(crate) async fn ensure_role(conn: &mut PgConnection) -> Result<(), Error> {
    if may_work(conn).await.is_ok() {
        return Ok(());
    }
    let make = "CREATE ROLE tessera_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS";
    // Whether it is there already or can't be made: what counts is said by the end.
    let _ = conn.execute(make).await;
    let login: String = sqlx::query_scalar("SELECT quote_ident(session_user)").fetch_one(&mut *conn).await?;
    let _ = conn.execute(AssertSqlSafe(format!("GRANT {APPLICATION_ROLE} TO {login}"))).await;
    may_work(conn).await
}

/// Fails with what to do when the login of these options may not work as the application role. A server that doesn't answer
/// is left to whoever connects in earnest, who waits for it.
pub(crate) async fn check(options: &PgConnectOptions) -> Result<(), Error> {
    let Ok(mut conn) = PgConnection::connect_with(options).await else { return Ok(()) };
    may_work(&mut conn).await?;
    Ok(conn.close().await?)
}

async fn may_work(conn: &mut PgConnection) -> Result<(), Error> {
    match conn.execute(WORK_AS_APPLICATION).await {
        Ok(_) => {
            conn.execute("RESET ROLE").await?;
            Ok(())
        }
        Err(sqlx::Error::Database(refusal)) if is_about_the_role(refusal.code().as_deref()) => {
            let login = sqlx::query_scalar("SELECT session_user::text").fetch_one(conn).await?;
            Err(Error::NoApplicationRole { login })
        }
        Err(error) => Err(error.into()),
    }
}

/// `SET ROLE` to one that doesn't exist, or wasn't granted.
fn is_about_the_role(code: Option<&str>) -> bool {
    matches!(code, Some("22023" | "42501" | "42704"))
}
