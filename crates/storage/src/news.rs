//! LISTEN and NOTIFY. A notice is sent when its transaction commits; the same text twice in one is sent once.

use crate::{Conn, Db, Error};
use sqlx::postgres::PgListener;

pub async fn say(conn: &mut Conn, channel: &str, text: &str) -> Result<(), Error> {
    sqlx::query("SELECT pg_notify($1, $2)").bind(channel).bind(text).execute(conn).await?;
    Ok(())
}

pub async fn say_many(conn: &mut Conn, channel: &str, texts: &[String]) -> Result<(), Error> {
    if !texts.is_empty() {
        let sql = "SELECT pg_notify($1, text) FROM unnest($2::text[]) AS text";
        sqlx::query(sql).bind(channel).bind(texts).execute(conn).await?;
    }
    Ok(())
}

pub async fn listen(db: &Db, channel: &str) -> Result<PgListener, Error> {
    let mut listener = PgListener::connect_with(db.pool()).await?;
    listener.listen(channel).await?;
    Ok(listener)
}

/// The next notice's text; an error when the connection was lost meanwhile.
pub async fn next(listener: &mut PgListener) -> Result<String, Error> {
    match listener.try_recv().await? {
        Some(notice) => Ok(notice.payload().to_owned()),
        None => Err(sqlx::Error::WorkerCrashed.into()),
    }
}
