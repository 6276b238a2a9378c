//! Where Postgres' time goes, by statement, where it has pg_stat_statements.

use super::report::Report;
use super::scene;
use postgres::Client;

/// How many of them are told.
const WORST: usize = 12;
/// Those of this database.
const OURS: &str =
    "FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database()";
/// What begins, ends and sets scopes.
const FRAME: &str = "query ~* '^ *(BEGIN|COMMIT|ROLLBACK|SET|START|SELECT set_config|SELECT pg_notify)'";

/// Statements of connections made from now on are counted. Without the extension there is nothing to count with.
pub fn watch(owner: &mut Client) {
    let counted = "CREATE EXTENSION pg_stat_statements; ALTER DATABASE tessera SET pg_stat_statements.track = 'top'; \
                   ALTER DATABASE tessera SET pg_stat_statements.track_planning = on";
    let _ = owner.batch_execute(counted);
}

/// Begins to count anew.
pub fn reset(owner: &mut Client) {
    let _ = owner.batch_execute("SELECT pg_stat_statements_reset()");
}

/// How many statements there were for each of `things`: those that do something, and all of them. `None`: nobody counted.
pub fn per(owner: &mut Client, things: i64) -> Option<(f64, f64)> {
    let things = things.max(1) as f64;
    let sum = |owner: &mut Client, which: String| {
        scene::number(owner, &format!("SELECT coalesce(sum(calls), 0)::int8 {OURS} {which}")).ok()
    };
    let work = sum(owner, format!("AND NOT {FRAME}"))?;
    let all = sum(owner, String::new())?;
    Some((work as f64 / things, all as f64 / things))
}

/// Tells what took the longest, for each of so many `things`.
pub fn tell_worst(owner: &mut Client, report: &mut Report, things: i64, thing: &str) {
    let sql = format!(
        "SELECT calls, total_exec_time, total_plan_time, regexp_replace(left(query, 90), '\\s+', ' ', 'g') {OURS} \
         ORDER BY total_exec_time + total_plan_time DESC LIMIT {WORST}"
    );
    let Ok(worst) = owner.query(&sql, &[]) else {
        report.note("pg_stat_statements isn't there (Debian: postgresql-contrib): statements weren't counted");
        return;
    };
    for row in worst {
        let (calls, run, plan, query): (i64, f64, f64, String) = (row.get(0), row.get(1), row.get(2), row.get(3));
        let (calls, things) = (calls as f64, things.max(1) as f64);
        report.note(format!(
            "{:.3} times {thing}, {:.0} µs each and {:.0} µs to plan, {:.0} µs {thing}: `{query}`",
            calls / things,
            run * 1e3 / calls,
            plan * 1e3 / calls,
            (run + plan) * 1e3 / things
        ));
    }
}
