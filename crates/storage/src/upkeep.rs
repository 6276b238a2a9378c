//! What the database is to do for itself now and then.

use crate::{Conn, Error};

/// Has the planner look anew at the tables that have grown by half since it last did; answers how many those were. Safe to
/// call often and by several workers: where nothing has grown it reads one catalogue, and only one of them looks.
pub async fn refresh_statistics(conn: &mut Conn) -> Result<i32, Error> {
    Ok(sqlx::query_scalar("SELECT refresh_statistics()").fetch_one(conn).await?)
}
