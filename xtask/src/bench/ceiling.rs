//! What Postgres itself can do here and now: the same claims, in batches, by a loop that does nothing else.
//!
//! The tables are copies of the real ones, with their indexes and checks, without foreign keys and without row-level
//! security. A batch is one transaction: the pool's counter, then a row for each claim.

use super::scene::HOT;
use postgres::Client;
use std::time::{Duration, Instant};

pub const BATCH: i64 = 256;
/// Fewer would be over before the disk shows what it can do.
const CLAIMS_MIN: i64 = 50_000;
const CLAIMS_MAX: i64 = 500_000;

/// Claims a second.
pub fn claims(client: &mut Client, claims: i64) -> anyhow::Result<f64> {
    client.batch_execute(
        "DROP TABLE IF EXISTS ceiling_holds, ceiling_pools; \
         CREATE TABLE ceiling_pools (LIKE pools INCLUDING ALL); \
         INSERT INTO ceiling_pools SELECT * FROM pools; \
         CREATE TABLE ceiling_holds (LIKE holds INCLUDING ALL); \
         CHECKPOINT",
    )?;
    let count = client.prepare(&format!(
        "UPDATE ceiling_pools SET held = held + $1::int8::int WHERE id = '{}' AND held + sold + $1::int8::int <= capacity",
        HOT.pool_uuid()
    ))?;
    let rows = client.prepare(&format!(
        "INSERT INTO ceiling_holds (organizer_id, id, cart_id, performance_id, ticket_type_id, pool_ids, quantity, net_minor, \
             tax_minor, tax_rate_bp, fee_minor, currency, expires_at, created_at) \
         SELECT p.organizer_id, gen_random_uuid(), gen_random_uuid(), p.performance_id, p.id, ARRAY[p.id], claim.quantity::int, \
             2273, 227, 1000, 150, 'EUR', now() + interval '10 minutes', now() \
         FROM unnest($1::int8[]) AS claim (quantity), ceiling_pools p WHERE p.id = '{}'",
        HOT.pool_uuid()
    ))?;
    let batch = vec![1_i64; BATCH as usize];
    let batches = claims.clamp(CLAIMS_MIN, CLAIMS_MAX) / BATCH;
    let begun = Instant::now();
    for _ in 0..batches {
        let mut transaction = client.transaction()?;
        transaction.execute(&count, &[&BATCH])?;
        transaction.execute(&rows, &[&batch])?;
        transaction.commit()?;
    }
    let took = begun.elapsed();
    client.batch_execute("DROP TABLE ceiling_holds, ceiling_pools")?;
    Ok(per_second(batches * BATCH, took))
}

/// Commits a second of one row that everybody wants: what a desk that doesn't batch is bound by.
pub fn commits(client: &mut Client) -> anyhow::Result<f64> {
    const COMMITS: i64 = 1_000;
    client.batch_execute("CREATE TABLE ceiling_row AS SELECT 0 AS held")?;
    let count = client.prepare("UPDATE ceiling_row SET held = held + 1")?;
    let begun = Instant::now();
    for _ in 0..COMMITS {
        client.execute(&count, &[])?;
    }
    let took = begun.elapsed();
    client.batch_execute("DROP TABLE ceiling_row")?;
    Ok(per_second(COMMITS, took))
}

fn per_second(count: i64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
