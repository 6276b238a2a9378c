//! Scans at the gates, let in or not, and what a gate asks about the dates it admits to.

use crate::orders::TicketKey;
use crate::stream::Happened;
use crate::{Conn, Error, rows, venues};
use chrono::{DateTime, Utc};
use domain::admission::{
    AdmissionNote, Direction, GateCounts, Reason, RosterEntry, ScanVerdict, ScannedTicket, Verdict,
};
use domain::event::{EventStatus, Performance, PerformanceStatus, Venue};
use domain::gate::GatePerformance;
use domain::ids::{AdmissionId, EventId, OrganizerId, PerformanceId, SeatMapId, TicketId, VenueId};
use domain::locale::Translated;
use domain::seating::Place;
use serde_json::{Value, json};
use uuid::Uuid;

/// A scan that was decided.
#[derive(Clone, Debug)]
pub struct Admission {
    pub id: AdmissionId,
    pub ticket: Option<TicketId>,
    pub performance: Option<PerformanceId>,
    pub direction: Direction,
    pub verdict: Verdict,
    /// By the device's clock.
    pub at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    /// Who scanned, where, and what they call it.
    pub name: ScanName,
    /// A digest of code, direction and dates.
    pub asked: [u8; 32],
}

/// What a scan is known by: nonces are made by devices, each for itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScanName {
    pub actor: String,
    pub gate: String,
    pub nonce: String,
}

/// How a scan was decided before.
#[derive(Clone, Debug)]
pub struct DecidedScan {
    pub id: AdmissionId,
    pub ticket: Option<TicketId>,
    pub verdict: Verdict,
    /// Its place among the scans of its ticket.
    pub number: i64,
    /// What was scanned, as [`Admission::asked`]; none of a scan from before it was kept.
    pub asked: Option<Vec<u8>>,
}

/// How scans of these names were decided, by name; those that weren't are left out. They are looked up one by one: asked for
/// all at once, Postgres may read every scan of the organizer instead.
pub async fn by_names<'a>(
    conn: &mut Conn,
    organizer: OrganizerId,
    names: impl Iterator<Item = &'a ScanName>,
) -> Result<Vec<(ScanName, DecidedScan)>, Error> {
    let ScanNameColumns { actors, gates, nonces } = ScanNameColumns::of(names);
    let found = sqlx::query!(
        r#"SELECT n.actor AS "actor!", n.gate AS "gate!", n.nonce AS "nonce!", a.id AS "id!",
                  a.ticket_id AS "ticket_id?", a.verdict AS "verdict!", a.reason AS "reason?", a.number AS "number!",
                  a.asked AS "asked?"
           FROM unnest($2::text[], $3::text[], $4::text[]) AS n (actor, gate, nonce),
           LATERAL (SELECT id, ticket_id, verdict, reason, number, asked FROM admissions
                    WHERE organizer_id = $1 AND nonce = n.nonce AND gate = n.gate AND actor = n.actor AND reuse = 0
                    LIMIT 1) a"#,
        organizer.0,
        &actors,
        &gates,
        &nonces
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            let decided = DecidedScan {
                id: AdmissionId(r.id),
                ticket: r.ticket_id.map(TicketId),
                verdict: verdict(&r.verdict, r.reason.as_deref())?,
                number: r.number,
                asked: r.asked,
            };
            Ok((ScanName { actor: r.actor, gate: r.gate, nonce: r.nonce }, decided))
        })
        .collect()
}

/// Names as columns.
struct ScanNameColumns {
    actors: Vec<String>,
    gates: Vec<String>,
    nonces: Vec<String>,
}

impl ScanNameColumns {
    fn of<'a>(names: impl Iterator<Item = &'a ScanName>) -> ScanNameColumns {
        let mut columns = ScanNameColumns { actors: Vec::new(), gates: Vec::new(), nonces: Vec::new() };
        for ScanName { actor, gate, nonce } in names {
            columns.actors.push(actor.clone());
            columns.gates.push(gate.clone());
            columns.nonces.push(nonce.clone());
        }
        columns
    }
}

/// The columns `verdict` and `reason`.
pub(crate) fn verdict(name: &str, reason: Option<&str>) -> Result<Verdict, Error> {
    let said: ScanVerdict = rows::named("admissions", "verdict", name)?;
    let why = reason.map(|reason| rows::named("admissions", "reason", reason)).transpose()?;
    said.with(why).ok_or_else(|| Error::inconsistent("admissions", "verdict", (name, reason)))
}

/// A ticket's row as the rules want it.
#[derive(Clone, Debug)]
pub struct Rostered {
    pub entry: RosterEntry,
    pub starts_at: DateTime<Utc>,
}

/// Tickets as the rules want them, locked in the order of their ids ([locks](crate#locks)): whoever scans one of them waits here until the answers
/// are written, and two batches never wait for each other. Unknown ones are left out.
pub async fn lock_tickets(
    conn: &mut Conn,
    organizer: OrganizerId,
    ids: &[Uuid],
) -> Result<Vec<(TicketId, Rostered)>, Error> {
    let found = sqlx::query!(
        "SELECT t.id, t.state, t.issue, t.performance_id, t.inside, p.status AS performance_status, p.starts_at,
                e.status AS event_status
         FROM tickets t
         JOIN performances p ON p.organizer_id = t.organizer_id AND p.id = t.performance_id
         JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
         WHERE t.organizer_id = $1 AND t.id = ANY($2)
         ORDER BY t.id
         FOR NO KEY UPDATE OF t",
        organizer.0,
        ids
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            let status: PerformanceStatus = rows::named("performances", "status", &r.performance_status)?;
            let event: EventStatus = rows::named("events", "status", &r.event_status)?;
            let entry = RosterEntry {
                state: rows::named("tickets", "state", &r.state)?,
                issue: u16::try_from(r.issue).map_err(|_| Error::inconsistent("tickets", "issue", r.issue))?,
                performance: PerformanceId(r.performance_id),
                performance_cancelled: status == PerformanceStatus::Cancelled || event == EventStatus::Cancelled,
                inside: r.inside,
            };
            Ok((TicketId(r.id), Rostered { entry, starts_at: r.starts_at }))
        })
        .collect()
}

/// Writes decided scans and says their numbers, which count up in this order; whoever of `turned` was inside is out now, and
/// the other way round; what `happened` goes into the stream, and `news` through their channel at the commit. The tickets must be locked by this transaction. A date that a
/// gate named and nobody knows is left out. [`Error::Overtaken`]: another transaction decided one of these scans meanwhile;
/// this one is to be rolled back.
pub async fn record(
    conn: &mut Conn,
    organizer: OrganizerId,
    scans: &[Admission],
    turned: &[Uuid],
    happened: &[Happened],
    (channel, news): (&str, &[String]),
) -> Result<Vec<(AdmissionId, i64)>, Error> {
    let verdicts: Vec<String> = scans.iter().map(|s| s.verdict.into_str().to_owned()).collect();
    let reasons: Vec<Option<String>> =
        scans.iter().map(|s| s.verdict.reason().map(|reason| reason.into_str().to_owned())).collect();
    let ids: Vec<Uuid> = scans.iter().map(|s| s.id.0).collect();
    let tickets: Vec<Option<Uuid>> = scans.iter().map(|s| s.ticket.map(|t| t.0)).collect();
    let performances: Vec<Option<Uuid>> = scans.iter().map(|s| s.performance.map(|p| p.0)).collect();
    let ScanNameColumns { actors, gates, nonces } = ScanNameColumns::of(scans.iter().map(|s| &s.name));
    let directions: Vec<String> = scans.iter().map(|s| s.direction.into_str().to_owned()).collect();
    let at: Vec<DateTime<Utc>> = scans.iter().map(|s| s.at).collect();
    let received_at: Vec<DateTime<Utc>> = scans.iter().map(|s| s.received_at).collect();
    let asked: Vec<Vec<u8>> = scans.iter().map(|s| s.asked.to_vec()).collect();
    let told_at: Vec<DateTime<Utc>> = happened.iter().map(|h| h.at).collect();
    let kinds: Vec<String> = happened.iter().map(|h| h.kind.into_str().to_owned()).collect();
    let subjects: Vec<String> = happened.iter().map(|h| h.subject.clone()).collect();
    let payloads: Vec<Value> = happened.iter().map(|h| h.payload.clone()).collect();
    let found = sqlx::query!(
        r#"WITH written AS (
               INSERT INTO admissions (organizer_id, id, ticket_id, performance_id, gate, direction, verdict, reason, at,
                                       received_at, nonce, actor, asked)
               SELECT $1, s.id, s.ticket_id,
                      (SELECT p.id FROM performances p WHERE p.organizer_id = $1 AND p.id = s.performance_id),
                      s.gate, s.direction, s.verdict, s.reason, s.at, s.received_at, s.nonce, s.actor, s.asked
               FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[],
                           $9::timestamptz[], $10::timestamptz[], $11::text[], $12::text[], $20::bytea[]) WITH ORDINALITY
                    AS s (id, ticket_id, performance_id, gate, direction, verdict, reason, at, received_at, nonce, actor,
                          asked, place)
               ORDER BY s.place
               ON CONFLICT ON CONSTRAINT admissions_nonce_key DO NOTHING
               RETURNING id, number
           ), turned AS (
               UPDATE tickets SET inside = NOT inside WHERE organizer_id = $1 AND id = ANY($13) RETURNING id
           ), told AS (
               INSERT INTO event_stream (organizer_id, at, kind, subject, payload)
               SELECT $1, h.at, h.kind, h.subject, h.payload
               FROM unnest($14::timestamptz[], $15::text[], $16::text[], $17::jsonb[]) WITH ORDINALITY
                    AS h (at, kind, subject, payload, place)
               ORDER BY h.place
           )
           SELECT id AS "id!", number AS "number!", (SELECT count(*) FROM turned) AS "turned!",
                  (SELECT count(pg_notify($18, text)) FROM unnest($19::text[]) AS text) AS "said!"
           FROM written"#,
        organizer.0,
        &ids,
        &tickets as &[Option<Uuid>],
        &performances as &[Option<Uuid>],
        &gates,
        &directions,
        &verdicts,
        &reasons as &[Option<String>],
        &at,
        &received_at,
        &nonces,
        &actors,
        turned,
        &told_at,
        &kinds,
        &subjects,
        &payloads,
        channel,
        news,
        &asked
    )
    .fetch_all(conn)
    .await?;
    if found.len() < scans.len() {
        return Err(Error::Overtaken);
    }
    let (expected, actual) = (turned.len() as u64, found.first().map_or(0, |row| row.turned.unsigned_abs()));
    if expected != actual {
        return Err(Error::RowsAffected { expected, actual });
    }
    Ok(found.into_iter().map(|r| (AdmissionId(r.id), r.number)).collect())
}

/// Writes down scans whose names have named others: they decide nothing. Each is there once however often it comes; gives
/// those that are new.
pub async fn record_reused(
    conn: &mut Conn,
    organizer: OrganizerId,
    scans: &[Admission],
) -> Result<Vec<AdmissionId>, Error> {
    let record = |scan: &Admission| {
        json!({
            "id": scan.id.0,
            "ticket_id": scan.ticket.map(|ticket| ticket.0),
            "performance_id": scan.performance.map(|performance| performance.0),
            "gate": scan.name.gate,
            "direction": scan.direction.into_str(),
            "reason": Reason::NonceReused.into_str(),
            "at": scan.at,
            "received_at": scan.received_at,
            "nonce": scan.name.nonce,
            "actor": scan.name.actor,
            "asked": format!("\\x{}", hex::encode(scan.asked)),
            "reuse": reuse_of(&scan.asked),
        })
    };
    let found = sqlx::query_scalar!(
        r#"INSERT INTO admissions (organizer_id, id, ticket_id, performance_id, gate, direction, verdict, reason, at,
                                   received_at, nonce, actor, asked, reuse)
           SELECT $1, s.id, s.ticket_id,
                  (SELECT p.id FROM performances p WHERE p.organizer_id = $1 AND p.id = s.performance_id),
                  s.gate, s.direction, 'refused', s.reason, s.at, s.received_at, s.nonce, s.actor, s.asked, s.reuse
           FROM jsonb_populate_recordset(NULL::admissions, $2) AS s
           ON CONFLICT ON CONSTRAINT admissions_nonce_key DO NOTHING
           RETURNING id"#,
        organizer.0,
        Value::Array(scans.iter().map(record).collect())
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(AdmissionId).collect())
}

/// Never 0, which is the scan's that has the name.
fn reuse_of(asked: &[u8; 32]) -> i64 {
    let [a, b, c, d, e, f, g, h, ..] = *asked;
    i64::from_be_bytes([a, b, c, d, e, f, g, h]) | 1
}

/// The last time each ticket was let in or out before the scan of this number, by the scan's number. Its time is the
/// device's where that is within a day of ours, else the moment we heard of it.
pub async fn last_passages(
    conn: &mut Conn,
    organizer: OrganizerId,
    scans: &[(TicketId, i64)],
) -> Result<Vec<(i64, AdmissionNote)>, Error> {
    let (tickets, numbers): (Vec<Uuid>, Vec<i64>) = scans.iter().map(|(ticket, number)| (ticket.0, *number)).unzip();
    let found = sqlx::query!(
        r#"SELECT s.number AS "of!", a.at AS "at!", a.gate AS "gate!", a.direction AS "direction!"
           FROM unnest($2::uuid[], $3::bigint[]) AS s (ticket_id, number),
           LATERAL (SELECT CASE WHEN at BETWEEN received_at - interval '1 day' AND received_at + interval '1 hour'
                                THEN at ELSE received_at END AS at, gate, direction
                    FROM admissions
                    WHERE organizer_id = $1 AND ticket_id = s.ticket_id AND verdict IN ('admitted', 'left')
                      AND number < s.number
                    ORDER BY number DESC LIMIT 1) a"#,
        organizer.0,
        &tickets,
        &numbers
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok((
                r.of,
                AdmissionNote {
                    at: r.at,
                    gate: r.gate,
                    direction: rows::named("admissions", "direction", &r.direction)?,
                },
            ))
        })
        .collect()
}

/// When and where the holders of these tickets came in, of those who are inside. Its time is as that of [`last_passages`].
pub async fn inside_since(
    conn: &mut Conn,
    organizer: OrganizerId,
    tickets: &[Uuid],
) -> Result<Vec<(TicketId, AdmissionNote)>, Error> {
    let found = sqlx::query!(
        r#"SELECT t.id AS "id!", a.at AS "at!", a.gate AS "gate!"
           FROM tickets t,
           LATERAL (SELECT CASE WHEN at BETWEEN received_at - interval '1 day' AND received_at + interval '1 hour'
                                THEN at ELSE received_at END AS at, gate
                    FROM admissions
                    WHERE organizer_id = $1 AND ticket_id = t.id AND verdict = 'admitted'
                    ORDER BY number DESC LIMIT 1) a
           WHERE t.organizer_id = $1 AND t.id = ANY($2) AND t.inside"#,
        organizer.0,
        tickets
    )
    .fetch_all(conn)
    .await?;
    let note = |at, gate| AdmissionNote { at, gate, direction: Direction::In };
    Ok(found.into_iter().map(|r| (TicketId(r.id), note(r.at, r.gate))).collect())
}

/// Tickets as stewards see them, by performance, holder and number.
pub async fn tickets(conn: &mut Conn, organizer: OrganizerId, ids: &[Uuid]) -> Result<Vec<ScannedTicket>, Error> {
    let found = sqlx::query!(
        r#"SELECT t.id, e.title, y.name AS ticket_name, t.holder, t.sale_number, o.number, p.starts_at, e.zone, e.age_min,
                  z.name AS "area?", s.row_label AS "row?", s.number AS "seat?", s.kind AS "seat_kind?"
           FROM tickets t
           JOIN orders o ON o.organizer_id = t.organizer_id AND o.id = t.order_id
           JOIN performances p ON p.organizer_id = t.organizer_id AND p.id = t.performance_id
           JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           JOIN ticket_types y ON y.organizer_id = t.organizer_id AND y.id = t.ticket_type_id
           LEFT JOIN seats s ON s.organizer_id = t.organizer_id AND s.id = t.seat_id
           LEFT JOIN zones z ON z.organizer_id = t.organizer_id AND z.id = coalesce(s.zone_id, (
               SELECT l.zone_id FROM draws d
               JOIN pools l ON l.organizer_id = d.organizer_id AND l.id = d.pool_id
               WHERE d.organizer_id = t.organizer_id AND d.performance_id = t.performance_id
                 AND d.ticket_type_id = t.ticket_type_id AND l.zone_id IS NOT NULL
               ORDER BY l.id LIMIT 1))
           WHERE t.organizer_id = $1 AND t.id = ANY($2)
           ORDER BY p.starts_at, t.holder, t.sale_number, t.id"#,
        organizer.0,
        ids
    )
    .fetch_all(conn)
    .await?;
    let mut tickets = Vec::with_capacity(found.len());
    for row in found {
        let area = row.area.map(|a| rows::translated("zones", "name", a)).transpose()?;
        tickets.push(ScannedTicket {
            id: TicketId(row.id),
            event_title: rows::translated("events", "title", row.title)?,
            ticket_name: rows::translated("ticket_types", "name", row.ticket_name)?,
            holder: row.holder,
            place: Place {
                area: area.filter(|a: &Translated| !a.is_empty()),
                row: row.row,
                seat: row.seat,
                kind: venues::seat_kind_of(row.seat_kind.as_deref())?,
            },
            order_number: row.number,
            sale_number: row.sale_number,
            starts_at: row.starts_at,
            zone: rows::zone("events", &row.zone)?,
            age_min: row.age_min.map(|n| rows::count("events", "age_min", n)).transpose()?,
        });
    }
    Ok(tickets)
}

/// Valid tickets of these dates whose holder, buyer and order number have all of these folded words in them.
pub async fn search(
    conn: &mut Conn,
    organizer: OrganizerId,
    words: &[String],
    performances: &[Uuid],
    most: u32,
) -> Result<Vec<TicketKey>, Error> {
    let found = sqlx::query!(
        "SELECT t.id, t.performance_id, t.issue, t.key_number FROM tickets t
         JOIN orders o ON o.organizer_id = t.organizer_id AND o.id = t.order_id
         WHERE t.organizer_id = $1 AND t.performance_id = ANY($2) AND t.state = 'valid'
           AND NOT EXISTS (
               SELECT FROM unnest($3::text[]) AS word
               WHERE strpos(coalesce(t.folded, lower(t.holder), ''), word) = 0
                 AND strpos(coalesce(split_part(o.folded, '|', 1), lower(concat_ws(' ', o.number, o.buyer_name, o.buyer_email))), word) = 0)
         ORDER BY t.holder, t.sale_number, t.id
         LIMIT $4",
        organizer.0,
        performances,
        words,
        i64::from(most)
    )
    .fetch_all(conn)
    .await?;
    let number = |column, n: i32| u16::try_from(n).map_err(|_| Error::inconsistent("tickets", column, n));
    found
        .into_iter()
        .map(|r| {
            Ok(TicketKey {
                ticket: TicketId(r.id),
                performance: PerformanceId(r.performance_id),
                issue: number("issue", r.issue)?,
                key_number: number("key_number", r.key_number)?,
            })
        })
        .collect()
}

/// Dates that start within this time, soonest first.
pub async fn performances_between(
    conn: &mut Conn,
    organizer: OrganizerId,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<PerformanceId>, Error> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM performances WHERE organizer_id = $1 AND starts_at BETWEEN $2 AND $3 ORDER BY starts_at, id",
        organizer.0,
        from,
        until
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(PerformanceId).collect())
}

/// The same with all that a gate shows, drafts left out; counts are left at zero.
pub async fn gate_performances(
    conn: &mut Conn,
    organizer: OrganizerId,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<GatePerformance>, Error> {
    let found = sqlx::query!(
        r#"SELECT p.id, p.event_id, p.seat_map_id, p.status, p.label, p.starts_at, p.ends_at, p.doors_at, p.on_sale_from,
                  p.on_sale_until, e.title, e.zone, v.id AS venue_id, v.name AS venue_name, v.street, v.city, v.country,
                  v.zone AS venue_zone, v.directions
           FROM performances p
           JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           JOIN venues v ON v.organizer_id = p.organizer_id AND v.id = p.venue_id
           WHERE p.organizer_id = $1 AND p.starts_at BETWEEN $2 AND $3 AND e.status <> 'draft'
           ORDER BY p.starts_at, p.id"#,
        organizer.0,
        from,
        until
    )
    .fetch_all(conn)
    .await?;
    let mut performances = Vec::with_capacity(found.len());
    for row in found {
        let venue = Venue {
            id: VenueId(row.venue_id),
            name: row.venue_name,
            street: row.street,
            city: row.city,
            country: row.country,
            zone: rows::zone("venues", &row.venue_zone)?,
            directions: rows::translated("venues", "directions", row.directions)?,
        };
        performances.push(GatePerformance {
            event: EventId(row.event_id),
            event_title: rows::translated("events", "title", row.title)?,
            zone: rows::zone("events", &row.zone)?,
            counts: GateCounts::default(),
            performance: Performance {
                id: PerformanceId(row.id),
                event: EventId(row.event_id),
                venue,
                seat_map: row.seat_map_id.map(SeatMapId),
                status: rows::named("performances", "status", &row.status)?,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                doors_at: row.doors_at,
                on_sale_from: row.on_sale_from,
                on_sale_until: row.on_sale_until,
                label: rows::translated("performances", "label", row.label)?,
            },
        });
    }
    Ok(performances)
}

/// Counts per date, for those of `performances` that the organizer has. Nobody is expected at a date that doesn't take place;
/// whoever is inside is counted also when their ticket has been refunded.
pub async fn counts(
    conn: &mut Conn,
    organizer: OrganizerId,
    performances: &[Uuid],
) -> Result<Vec<(PerformanceId, GateCounts)>, Error> {
    let found = sqlx::query!(
        r#"SELECT p.id, t.expected AS "expected!", t.inside AS "inside!", a.entries AS "entries!", a.exits AS "exits!",
                  a.refused AS "refused!"
           FROM performances p JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id,
           LATERAL (SELECT count(*) FILTER (WHERE inside OR state = 'valid' AND p.status <> 'cancelled' AND e.status <> 'cancelled')::int
                               AS expected,
                           count(*) FILTER (WHERE inside)::int AS inside
                    FROM tickets WHERE organizer_id = p.organizer_id AND performance_id = p.id) t,
           LATERAL (SELECT count(*) FILTER (WHERE verdict = 'admitted')::int AS entries,
                           count(*) FILTER (WHERE verdict = 'left')::int AS exits,
                           count(*) FILTER (WHERE verdict = 'refused')::int AS refused
                    FROM admissions WHERE organizer_id = p.organizer_id AND performance_id = p.id) a
           WHERE p.organizer_id = $1 AND p.id = ANY($2)"#,
        organizer.0,
        performances
    )
    .fetch_all(conn)
    .await?;
    let count = |column, n: i32| rows::count("admissions", column, n);
    found
        .into_iter()
        .map(|r| {
            let counts = GateCounts {
                expected: count("expected", r.expected)?,
                inside: count("inside", r.inside)?,
                entries: count("entries", r.entries)?,
                exits: count("exits", r.exits)?,
                refused: count("refused", r.refused)?,
            };
            Ok((PerformanceId(r.id), counts))
        })
        .collect()
}
