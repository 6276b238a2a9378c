//! What is on sale while it is measured, put straight into the tables.

use anyhow::Context;
use postgres::Client;

/// The gates' token.
pub const TOKEN: &str = "tsr_ABCDEFGHIJKLMNOPQRSTUVWXY4";

const ORGANIZER: u32 = 1;
const VENUE: u32 = 2;

/// One event of one date, by a number of its own.
#[derive(Clone, Copy)]
pub struct Stage(u32);

pub const HOT: Stage = Stage(0x100);
pub const RUSH: Stage = Stage(0x200);
pub const HALL: Stage = Stage(0x300);
pub const DOOR: Stage = Stage(0x400);
pub const ROOM: Stage = Stage(0x500);

/// Rows of a hundred seats.
const ROWS: u32 = 50;
pub const SEATS: u32 = ROWS * 100;
/// More than any bench sells.
const ENDLESS: u32 = 2_000_000_000;
pub const RUSH_PLACES: u32 = 200;

impl Stage {
    fn uuid(self, what: u32) -> String {
        uuid(self.0 + what)
    }

    fn event(self) -> String {
        self.uuid(0)
    }

    /// As the API writes it.
    pub fn event_id(self) -> String {
        format!("evt_{}", self.event().replace('-', ""))
    }

    fn performance_uuid(self) -> String {
        self.uuid(1)
    }

    pub fn pool_uuid(self) -> String {
        self.uuid(2)
    }

    /// As the API writes it.
    pub fn performance(self) -> String {
        format!("prf_{}", self.performance_uuid().replace('-', ""))
    }

    pub fn ticket_type(self) -> String {
        format!("tty_{}", self.uuid(3).replace('-', ""))
    }

    pub fn slug(self) -> String {
        format!("stage-{:x}", self.0)
    }

    fn filled(self, sql: &str) -> String {
        sql.replace("{organizer}", &uuid(ORGANIZER))
            .replace("{venue}", &uuid(VENUE))
            .replace("{event}", &self.event())
            .replace("{performance}", &self.performance_uuid())
            .replace("{pool}", &self.pool_uuid())
            .replace("{type}", &self.uuid(3))
            .replace("{map}", &self.uuid(4))
            .replace("{zone}", &self.uuid(5))
            .replace("{slug}", &self.slug())
            .replace("{rows}", &ROWS.to_string())
    }
}

fn uuid(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// The shop with every stage.
pub fn set(client: &mut Client) -> anyhow::Result<()> {
    let mut sql = include_str!("scene.sql").to_owned();
    let stages = [
        (HOT, ENDLESS, 2500, 150, "30 days"),
        (RUSH, RUSH_PLACES, 2500, 150, "30 days"),
        (HALL, SEATS, 2500, 150, "30 days"),
        // Free of charge, so that tickets are sold without a bank, and about to begin, so that gates let them in.
        (ROOM, ENDLESS, 2500, 150, "30 days"),
        (DOOR, ENDLESS, 0, 0, "1 hour"),
    ];
    for (stage, capacity, price, fee, starts_in) in stages {
        let filled = include_str!("stage.sql")
            .replace("{capacity}", &capacity.to_string())
            .replace("{price}", &price.to_string())
            .replace("{fee}", &fee.to_string())
            .replace("{starts_in}", starts_in);
        sql.push_str(&stage.filled(&filled));
    }
    sql.push_str(&HALL.filled(include_str!("hall.sql")));
    client.batch_execute(&sql).context("the scene can't be set: has the schema changed? See xtask/src/bench/*.sql")?;
    Ok(())
}

/// A waiting room that is open before the sale begins, and lets few shop at a time.
pub fn set_room(client: &mut Client) -> anyhow::Result<()> {
    let sql = ROOM.filled(
        // All come from one address here.
        "UPDATE performances SET on_sale_from = now() + interval '1 hour' WHERE event_id = '{event}'; \
         INSERT INTO protections (organizer_id, id, event_id, room, room_opens_at, shoppers_max, address_per_minute, changed_at) \
         VALUES ('{organizer}', '{event}', '{event}', 'scheduled', now() - interval '1 minute', 100, 1000000, now())",
    );
    client.batch_execute(&sql).context("the waiting room can't be set: has the schema changed?")?;
    Ok(())
}

/// The sale begins, and with it the draw.
pub fn begin_sale(client: &mut Client) -> anyhow::Result<()> {
    let sql = ROOM.filled("UPDATE performances SET on_sale_from = now() WHERE event_id = '{event}'");
    client.batch_execute(&sql).context("the sale can't begin")?;
    Ok(())
}

/// Gives the shop a past.
pub fn set_past(client: &mut Client, tickets: u32, events: u32) -> anyhow::Result<()> {
    let sql = HOT
        .filled(include_str!("past.sql"))
        .replace("{tickets}", &tickets.to_string())
        .replace("{events}", &events.to_string());
    client.batch_execute(&sql).context("the past can't be written: has the schema changed? See past.sql")?;
    Ok(())
}

/// A catalogue of so many events.
pub fn set_catalogue(client: &mut Client, events: u32) -> anyhow::Result<()> {
    let sql = include_str!("search.sql").replace("{events}", &events.to_string());
    client.batch_execute(&sql).context("the events can't be put on: has the schema changed? See search.sql")?;
    Ok(())
}

/// What autovacuum would have done by now. It doesn't come to an empty table, and it matters that it doesn't: of one that was
/// analyzed while it was empty Postgres believes that it stays so.
pub fn settle(client: &mut Client) -> anyhow::Result<()> {
    let tables = client.query(
        "SELECT format('%I.%I', schemaname, relname) FROM pg_stat_user_tables WHERE pg_relation_size(relid) > 0",
        &[],
    )?;
    for table in tables {
        let table: String = table.get(0);
        client.batch_execute(&format!("VACUUM ANALYZE {table}"))?;
    }
    client.batch_execute("CHECKPOINT")?;
    Ok(())
}

/// The seats of the hall, as the API writes them.
pub fn seats(client: &mut Client) -> anyhow::Result<Vec<String>> {
    let rows = client.query("SELECT 'sea_' || replace(id::text, '-', '') FROM seats ORDER BY position", &[])?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// One number.
pub fn number(client: &mut Client, sql: &str) -> anyhow::Result<i64> {
    Ok(client.query_one(sql, &[]).with_context(|| format!("the question failed: {sql}"))?.get(0))
}
