//! Waiting rooms and who waits in them. Whatever changes a room or its entries locks the room's row first ([`lock`]), so
//! there is one order of locks and several servers are one.

use crate::error::one_row;
use crate::{Conn, Error, rows};
use chrono::{DateTime, Utc};
use domain::ids::{EventId, OrganizerId};
use domain::protection::RoomRuleName;
use domain::room::{EntryState, LOT};
use uuid::Uuid;

/// Whose sale a room stands before: of one event, or (`None`) of the organizer's whole shop.
pub type RoomScope = Option<EventId>;

#[derive(Clone, Debug)]
pub struct RoomRow {
    pub id: Uuid,
    /// `None`: it opened by itself, and places are in the order of arrival.
    pub seed: Option<[u8; 32]>,
    pub opens_at: DateTime<Utc>,
    pub draw_at: DateTime<Utc>,
    pub drawn_at: Option<DateTime<Utc>>,
    pub drawn: u64,
    pub ended_at: Option<DateTime<Utc>>,
    pub shoppers_max: u32,
    pub inside: u32,
    pub waiting: u32,
    pub last_place: u64,
    pub front: u64,
    pub admitted: u64,
    pub admitted_to: DateTime<Utc>,
}

/// Someone's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryRow {
    pub id: Uuid,
    pub visitor: Uuid,
    pub state: EntryState,
    pub place: Option<u64>,
    pub seen_at: DateTime<Utc>,
    pub admitted_at: Option<DateTime<Utc>>,
}

struct Raw {
    id: Uuid,
    seed: Option<Vec<u8>>,
    opens_at: DateTime<Utc>,
    draw_at: DateTime<Utc>,
    drawn_at: Option<DateTime<Utc>>,
    drawn: i64,
    ended_at: Option<DateTime<Utc>>,
    shoppers_max: i32,
    inside: i32,
    waiting: i32,
    last_place: i64,
    front: i64,
    admitted: i64,
    admitted_to: DateTime<Utc>,
}

fn big(column: &'static str, n: i64) -> Result<u64, Error> {
    u64::try_from(n).map_err(|_| Error::inconsistent("rooms", column, n))
}

fn small(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn room(r: Raw) -> Result<RoomRow, Error> {
    let seed = r.seed.map(|seed| seed.try_into().map_err(|s: Vec<u8>| Error::inconsistent("rooms", "seed", s.len())));
    let of = |column, n| rows::count("rooms", column, n);
    Ok(RoomRow {
        id: r.id,
        seed: seed.transpose()?,
        opens_at: r.opens_at,
        draw_at: r.draw_at,
        drawn_at: r.drawn_at,
        drawn: big("drawn", r.drawn)?,
        ended_at: r.ended_at,
        shoppers_max: of("shoppers_max", r.shoppers_max)?,
        inside: of("inside", r.inside)?,
        waiting: of("waiting", r.waiting)?,
        last_place: big("last_place", r.last_place)?,
        front: big("front", r.front)?,
        admitted: big("admitted", r.admitted)?,
        admitted_to: r.admitted_to,
    })
}

/// The room that stands before a sale now, locked until the transaction ends ([locks](crate#locks)).
pub async fn lock(conn: &mut Conn, organizer: OrganizerId, scope: RoomScope) -> Result<Option<RoomRow>, Error> {
    let row = sqlx::query_as!(
        Raw,
        r#"SELECT id, seed, opens_at, draw_at, drawn_at, drawn, ended_at, shoppers_max, inside, waiting, last_place, front,
                  admitted, admitted_to
           FROM rooms
           WHERE organizer_id = $1 AND event_id IS NOT DISTINCT FROM $2 AND ended_at IS NULL FOR UPDATE"#,
        organizer.0,
        scope.map(|e| e.0)
    )
    .fetch_optional(conn)
    .await?;
    row.map(room).transpose()
}

/// The newest room with a draw that stands or stood before a sale.
pub async fn newest_drawn(conn: &mut Conn, organizer: OrganizerId, scope: RoomScope) -> Result<Option<RoomRow>, Error> {
    let row = sqlx::query_as!(
        Raw,
        r#"SELECT id, seed, opens_at, draw_at, drawn_at, drawn, ended_at, shoppers_max, inside, waiting, last_place, front,
                  admitted, admitted_to
           FROM rooms
           WHERE organizer_id = $1 AND event_id IS NOT DISTINCT FROM $2 AND kind = 'scheduled'
           ORDER BY ended_at DESC NULLS FIRST LIMIT 1"#,
        organizer.0,
        scope.map(|e| e.0)
    )
    .fetch_optional(conn)
    .await?;
    row.map(room).transpose()
}

/// Whether a room that was to open then has done its work.
pub async fn is_over(
    conn: &mut Conn,
    organizer: OrganizerId,
    scope: RoomScope,
    opens_at: DateTime<Utc>,
) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM rooms WHERE organizer_id = $1 AND event_id IS NOT DISTINCT FROM $2
                          AND kind = 'scheduled' AND opens_at = $3 AND drawn_at IS NOT NULL
                          AND ended_at IS NOT NULL) AS "over!""#,
        organizer.0,
        scope.map(|e| e.0),
        opens_at
    )
    .fetch_one(conn)
    .await?)
}

/// When the sale begins that a room stands before: of the event's first date, or the next of the shop's from `after` on.
pub async fn sale_begins(
    conn: &mut Conn,
    organizer: OrganizerId,
    scope: RoomScope,
    after: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT min(p.on_sale_from) FROM performances p
           JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           WHERE p.organizer_id = $1 AND p.status = 'scheduled'
             AND CASE WHEN $2::uuid IS NULL THEN p.on_sale_from >= $3 AND e.status = 'published' ELSE p.event_id = $2 END"#,
        organizer.0,
        scope.map(|e| e.0),
        after
    )
    .fetch_one(conn)
    .await?)
}

/// What a new room begins with.
pub struct NewRoom {
    pub id: Uuid,
    pub seed: Option<[u8; 32]>,
    pub opens_at: DateTime<Utc>,
    pub draw_at: DateTime<Utc>,
    pub shoppers_max: u32,
}

/// Opens a room, unless another server was faster.
pub async fn insert(
    conn: &mut Conn,
    organizer: OrganizerId,
    scope: RoomScope,
    new: &NewRoom,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let kind = if new.seed.is_some() { RoomRuleName::Scheduled } else { RoomRuleName::Auto };
    sqlx::query!(
        r#"INSERT INTO rooms (organizer_id, id, event_id, kind, seed, seed_hash, opens_at, draw_at, drawn_at, shoppers_max,
                              admitted_to)
           VALUES ($1, $2, $3, $4, $5, sha256($5), $6, $7, $8, $9, $10)
           ON CONFLICT DO NOTHING"#,
        organizer.0,
        new.id,
        scope.map(|e| e.0),
        kind.into_str(),
        new.seed.as_ref().map(<[u8; 32]>::as_slice),
        new.opens_at,
        new.draw_at,
        new.seed.is_none().then_some(now),
        i32::try_from(new.shoppers_max).unwrap_or(i32::MAX),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Follows the settings. A lower limit holds once enough have left: nobody is sent out.
pub async fn adjust(
    conn: &mut Conn,
    organizer: OrganizerId,
    room: Uuid,
    opens_at: DateTime<Utc>,
    draw_at: DateTime<Utc>,
    shoppers_max: u32,
) -> Result<(), Error> {
    one_row(
        sqlx::query!(
            r#"UPDATE rooms SET opens_at = CASE WHEN drawn_at IS NULL THEN $3 ELSE opens_at END,
                                draw_at = CASE WHEN drawn_at IS NULL THEN $4 ELSE draw_at END,
                                shoppers_max = greatest(inside, $5)
               WHERE organizer_id = $1 AND id = $2"#,
            organizer.0,
            room,
            opens_at,
            draw_at,
            i32::try_from(shoppers_max).unwrap_or(i32::MAX)
        )
        .execute(conn)
        .await?,
    )
}

pub async fn end(conn: &mut Conn, organizer: OrganizerId, room: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
    one_row(
        sqlx::query!("UPDATE rooms SET ended_at = $3 WHERE organizer_id = $1 AND id = $2", organizer.0, room, now)
            .execute(conn)
            .await?,
    )
}

/// The places of these visitors, those who left not among them.
pub async fn entries_of(
    conn: &mut Conn,
    organizer: OrganizerId,
    room: Uuid,
    visitors: &[Uuid],
) -> Result<Vec<EntryRow>, Error> {
    let found = sqlx::query!(
        r#"SELECT id, visitor, state, place, seen_at, admitted_at FROM room_entries
           WHERE organizer_id = $1 AND room_id = $2 AND visitor = ANY($3) AND state <> 'left'"#,
        organizer.0,
        room,
        visitors
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(|r| entry(r.id, r.visitor, &r.state, r.place, r.seen_at, r.admitted_at)).collect()
}

pub async fn find_entry(
    conn: &mut Conn,
    organizer: OrganizerId,
    room: Uuid,
    id: Uuid,
) -> Result<Option<EntryRow>, Error> {
    let found = sqlx::query!(
        r#"SELECT id, visitor, state, place, seen_at, admitted_at FROM room_entries
           WHERE organizer_id = $1 AND room_id = $2 AND id = $3"#,
        organizer.0,
        room,
        id
    )
    .fetch_optional(conn)
    .await?;
    found.map(|r| entry(r.id, r.visitor, &r.state, r.place, r.seen_at, r.admitted_at)).transpose()
}

fn entry(
    id: Uuid,
    visitor: Uuid,
    state: &str,
    place: Option<i64>,
    seen_at: DateTime<Utc>,
    admitted_at: Option<DateTime<Utc>>,
) -> Result<EntryRow, Error> {
    let place = place.map(|place| big("place", place)).transpose()?;
    Ok(EntryRow { id, visitor, state: entry_state(state)?, place, seen_at, admitted_at })
}

fn entry_state(name: &str) -> Result<EntryState, Error> {
    rows::named("room_entries", "state", name)
}

/// Takes people in, in this order; after the draw they get the next places. Needs the room's lock, and that none of them
/// has a place.
pub async fn enter(
    conn: &mut Conn,
    organizer: OrganizerId,
    room: &RoomRow,
    new: &[(Uuid, Uuid)],
    now: DateTime<Utc>,
) -> Result<Vec<EntryRow>, Error> {
    let (ids, visitors): (Vec<Uuid>, Vec<Uuid>) = new.iter().copied().unzip();
    let drawn = room.drawn_at.is_some();
    let place = |at: usize| drawn.then(|| room.last_place + 1 + at as u64);
    let places: Vec<Option<i64>> = (0..new.len()).map(|at| place(at).map(small)).collect();
    sqlx::query!(
        r#"INSERT INTO room_entries (organizer_id, room_id, id, visitor, state, place, arrived_at, seen_at)
           SELECT $1, $2, n.id, n.visitor, 'waiting', n.place, $6, $6
           FROM unnest($3::uuid[], $4::uuid[], $5::bigint[]) AS n (id, visitor, place)"#,
        organizer.0,
        room.id,
        &ids,
        &visitors,
        &places as &[Option<i64>],
        now
    )
    .execute(&mut *conn)
    .await?;
    one_row(
        sqlx::query!(
            r#"UPDATE rooms SET waiting = waiting + $3, last_place = last_place + CASE WHEN $4 THEN $3 ELSE 0 END
               WHERE organizer_id = $1 AND id = $2"#,
            organizer.0,
            room.id,
            count(new.len()),
            drawn
        )
        .execute(conn)
        .await?,
    )?;
    let entry = |(at, (id, visitor)): (usize, &(Uuid, Uuid))| EntryRow {
        id: *id,
        visitor: *visitor,
        state: EntryState::Waiting,
        place: place(at),
        seen_at: now,
        admitted_at: None,
    };
    Ok(new.iter().enumerate().map(entry).collect())
}

/// Who waits for the draw.
pub async fn undrawn(conn: &mut Conn, organizer: OrganizerId, room: Uuid) -> Result<Vec<Uuid>, Error> {
    Ok(sqlx::query_scalar!(
        "SELECT id FROM room_entries WHERE organizer_id = $1 AND room_id = $2 AND state = 'waiting' AND place IS NULL",
        organizer.0,
        room
    )
    .fetch_all(conn)
    .await?)
}

/// Gives places in the order of the draw.
pub async fn set_drawn(
    conn: &mut Conn,
    organizer: OrganizerId,
    room: Uuid,
    order: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        r#"UPDATE room_entries e SET place = n.place
           FROM unnest($3::uuid[]) WITH ORDINALITY AS n (id, place)
           WHERE e.organizer_id = $1 AND e.room_id = $2 AND e.id = n.id"#,
        organizer.0,
        room,
        order
    )
    .execute(&mut *conn)
    .await?;
    one_row(
        sqlx::query!(
            r#"UPDATE rooms SET drawn_at = $3, drawn = $4, last_place = $4, admitted_to = $3
               WHERE organizer_id = $1 AND id = $2"#,
            organizer.0,
            room,
            now,
            i64::from(count(order.len()))
        )
        .execute(conn)
        .await?,
    )
}

/// The draw's list: each entry with its place, the first first.
pub async fn drawn(conn: &mut Conn, organizer: OrganizerId, room: Uuid, drawn: u64) -> Result<Vec<(Uuid, u64)>, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, place AS "place!" FROM room_entries
           WHERE organizer_id = $1 AND room_id = $2 AND place BETWEEN 1 AND $3 ORDER BY place"#,
        organizer.0,
        room,
        small(drawn)
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|r| Ok((r.id, big("place", r.place)?))).collect()
}

/// Lets in at most so many of those who are there, the lowest places first. Needs the room's lock.
pub async fn admit(
    conn: &mut Conn,
    organizer: OrganizerId,
    room: Uuid,
    most: u32,
    awake_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u32, Error> {
    let places = sqlx::query_scalar!(
        r#"UPDATE room_entries e SET state = 'inside', admitted_at = $5, seen_at = $5
           FROM (SELECT id FROM room_entries
                 WHERE organizer_id = $1 AND room_id = $2 AND state = 'waiting' AND place IS NOT NULL AND seen_at > $4
                 ORDER BY place LIMIT $3) n
           WHERE e.organizer_id = $1 AND e.room_id = $2 AND e.id = n.id
           RETURNING e.place AS "place!""#,
        organizer.0,
        room,
        i64::from(most),
        awake_since,
        now
    )
    .fetch_all(&mut *conn)
    .await?;
    let (admitted, front) = (count(places.len()), places.iter().copied().max().unwrap_or(0));
    one_row(
        sqlx::query!(
            r#"UPDATE rooms SET inside = inside + $3, waiting = waiting - $3, admitted = admitted + $3,
                                front = greatest(front, $4), admitted_to = $5
               WHERE organizer_id = $1 AND id = $2"#,
            organizer.0,
            room,
            admitted,
            front,
            now
        )
        .execute(conn)
        .await?,
    )?;
    rows::count("rooms", "inside", admitted)
}

/// When people were last seen. A moment more than an hour before the stored one says that they closed their page; any other
/// earlier one is old news from a server that is late.
pub async fn note_seen(
    conn: &mut Conn,
    organizer: OrganizerId,
    room: Uuid,
    seen: &[(Uuid, DateTime<Utc>)],
) -> Result<(), Error> {
    let (ids, moments): (Vec<Uuid>, Vec<DateTime<Utc>>) = seen.iter().copied().unzip();
    sqlx::query!(
        r#"UPDATE room_entries e SET seen_at = n.seen_at
           FROM unnest($3::uuid[], $4::timestamptz[]) AS n (id, seen_at)
           WHERE e.organizer_id = $1 AND e.room_id = $2 AND e.id = n.id AND e.state <> 'left'
             AND (n.seen_at > e.seen_at OR n.seen_at < e.seen_at - interval '1 hour')"#,
        organizer.0,
        room,
        &ids,
        &moments
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Frees the places of those who said so. Needs the room's lock.
pub async fn leave(
    conn: &mut Conn,
    organizer: OrganizerId,
    room: Uuid,
    entries: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let were = sqlx::query_scalar!(
        r#"UPDATE room_entries e SET state = 'left', left_at = $4
           FROM (SELECT id, state FROM room_entries
                 WHERE organizer_id = $1 AND room_id = $2 AND id = ANY($3) AND state <> 'left') n
           WHERE e.organizer_id = $1 AND e.room_id = $2 AND e.id = n.id
           RETURNING n.state"#,
        organizer.0,
        room,
        entries,
        now
    )
    .fetch_all(&mut *conn)
    .await?;
    count_out(conn, organizer, room, &were).await
}

/// Frees the places of those who weren't seen, or who have been inside, for too long. Needs the room's lock.
pub async fn lapse(
    conn: &mut Conn,
    organizer: OrganizerId,
    room: Uuid,
    waiting_since: DateTime<Utc>,
    inside_since: DateTime<Utc>,
    admitted_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let were = sqlx::query_scalar!(
        r#"UPDATE room_entries e SET state = 'left', left_at = $6
           FROM (SELECT id, state FROM room_entries
                 WHERE organizer_id = $1 AND room_id = $2
                   AND (state = 'waiting' AND seen_at < $3
                        OR state = 'inside' AND (seen_at < $4 OR admitted_at < $5))) n
           WHERE e.organizer_id = $1 AND e.room_id = $2 AND e.id = n.id
           RETURNING n.state"#,
        organizer.0,
        room,
        waiting_since,
        inside_since,
        admitted_since,
        now
    )
    .fetch_all(&mut *conn)
    .await?;
    count_out(conn, organizer, room, &were).await
}

async fn count_out(conn: &mut Conn, organizer: OrganizerId, room: Uuid, were: &[String]) -> Result<(), Error> {
    if were.is_empty() {
        return Ok(());
    }
    let were = were.iter().map(|was| entry_state(was)).collect::<Result<Vec<EntryState>, Error>>()?;
    let of = |state| count(were.iter().filter(|was| **was == state).count());
    one_row(
        sqlx::query!(
            "UPDATE rooms SET waiting = waiting - $3, inside = inside - $4 WHERE organizer_id = $1 AND id = $2",
            organizer.0,
            room,
            of(EntryState::Waiting),
            of(EntryState::Inside)
        )
        .execute(conn)
        .await?,
    )
}

/// How many wait of each lot of places that wasn't called yet.
pub async fn lots(conn: &mut Conn, organizer: OrganizerId, room: Uuid, front: u64) -> Result<Vec<(u64, u32)>, Error> {
    let rows = sqlx::query!(
        r#"SELECT (place - 1) / $4 AS "lot!", count(*)::int AS "count!" FROM room_entries
           WHERE organizer_id = $1 AND room_id = $2 AND state = 'waiting' AND place > $3 GROUP BY 1 ORDER BY 1"#,
        organizer.0,
        room,
        small(front),
        small(LOT)
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|r| Ok((big("lot", r.lot)?, rows::count("room_entries", "count", r.count)?))).collect()
}

/// Who has left since, from inside or from the queue.
pub async fn gone(
    conn: &mut Conn,
    organizer: OrganizerId,
    room: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<(Uuid, DateTime<Utc>)>, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, left_at AS "left_at!" FROM room_entries
           WHERE organizer_id = $1 AND room_id = $2 AND state = 'left' AND left_at >= $3"#,
        organizer.0,
        room,
        since
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.left_at)).collect())
}

/// Whether anyone waits who was seen lately.
pub async fn anyone_waits(
    conn: &mut Conn,
    organizer: OrganizerId,
    room: Uuid,
    awake_since: DateTime<Utc>,
) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM room_entries
                          WHERE organizer_id = $1 AND room_id = $2 AND state = 'waiting' AND seen_at > $3) AS "any!""#,
        organizer.0,
        room,
        awake_since
    )
    .fetch_one(conn)
    .await?)
}

/// Notes how many shop at this server, and answers how many do at all that have counted lately.
pub async fn count_shoppers(
    conn: &mut Conn,
    organizer: OrganizerId,
    scope: RoomScope,
    server: Uuid,
    shoppers: usize,
    counted_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u32, Error> {
    sqlx::query!(
        r#"INSERT INTO room_shoppers (organizer_id, event_id, server, shoppers, counted_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT ON CONSTRAINT room_shoppers_key DO UPDATE SET shoppers = $4, counted_at = $5"#,
        organizer.0,
        scope.map(|e| e.0),
        server,
        count(shoppers),
        now
    )
    .execute(&mut *conn)
    .await?;
    let sum = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(shoppers), 0) AS "sum!" FROM room_shoppers
           WHERE organizer_id = $1 AND event_id IS NOT DISTINCT FROM $2 AND counted_at > $3"#,
        organizer.0,
        scope.map(|e| e.0),
        counted_since
    )
    .fetch_one(conn)
    .await?;
    Ok(u32::try_from(sum).unwrap_or(u32::MAX))
}

/// Whose a performance is, and of which event. Needs `RoomScope::Catalogue`, which is what hides drafts.
pub async fn event_of(
    conn: &mut Conn,
    performance: domain::ids::PerformanceId,
) -> Result<Option<(OrganizerId, EventId)>, Error> {
    let row = sqlx::query!("SELECT organizer_id, event_id FROM performances WHERE id = $1", performance.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|r| (OrganizerId(r.organizer_id), EventId(r.event_id))))
}
