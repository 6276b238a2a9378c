//! What any visitor may see, over all organizers. All of it needs `Scope::Catalogue`.

use crate::{Conn, Error, rows};
use chrono::{DateTime, NaiveDate, Utc};
use domain::event::{AskedDays, CatalogueQuery, Category, EventStatus, SaleWindow};
use domain::fold;
use domain::ids::{EventId, OrganizerId, PerformanceId};
use domain::locale::Translated;
use domain::money::Currency;
use domain::time::Timezone;
use uuid::Uuid;

/// A card without its sale state.
pub struct CardRow {
    pub organizer: OrganizerId,
    pub event: EventId,
    pub slug: String,
    pub title: Translated,
    pub summary: Translated,
    pub category: Category,
    pub status: EventStatus,
    pub artwork: Option<String>,
    pub organizer_name: String,
    pub venue_name: String,
    pub city: String,
    pub zone: Timezone,
    pub next_at: DateTime<Utc>,
    pub performance_count: u32,
    pub currency: Currency,
}

/// One page of what matches, those with the nearest date first, and how many match over all pages (zero when the page lies
/// behind the last). A date without an end lasts three hours.
pub async fn cards(
    conn: &mut Conn,
    query: &CatalogueQuery,
    page_size: u32,
    now: DateTime<Utc>,
) -> Result<(Vec<CardRow>, u32), Error> {
    let todays: Vec<NaiveDate> = query.days.iter().map(|asked| asked.today).collect();
    let days: Vec<String> = query.days.iter().map(date_range).collect();
    let (is_asked, words) = (!query.text.trim().is_empty(), fold::words(&query.text));
    // The kinds of events that each word is a name of, between commas.
    let kinds: Vec<String> = words.iter().map(|word| kinds(word)).collect();
    let found = sqlx::query!(
        r#"WITH words AS MATERIALIZED (
               SELECT w.word, w.kinds FROM unnest($7::text[], $8::text[]) AS w (word, kinds)
           ), at_venues AS MATERIALIZED (
               SELECT w.word, p.event_id FROM words w
               JOIN venues v ON strpos(coalesce(v.folded, lower(concat_ws(' ', v.name, v.city))), w.word) > 0
               JOIN performances p ON p.organizer_id = v.organizer_id AND p.venue_id = v.id
               WHERE ends_by(p.starts_at, p.ends_at) > $1
           ), by_organizers AS MATERIALIZED (
               SELECT w.word, o.id FROM words w JOIN organizers o ON strpos(coalesce(o.folded, lower(o.name)), w.word) > 0
           )
           -- Before their dates are looked at: most searches leave few.
           , found AS MATERIALIZED (
               SELECT e.organizer_id, e.id, e.slug, e.title, e.summary, e.category, e.status, e.artwork, e.zone, e.currency
               FROM events e
               WHERE e.status <> 'draft'
                 AND ($5::text IS NULL OR e.category = $5)
                 -- Each word somewhere: in the event's texts, in its kind's names, at a venue, with its organizer.
                 AND (NOT $11 OR EXISTS (SELECT FROM words))
                 AND NOT EXISTS (
                     SELECT FROM words w
                     WHERE strpos(coalesce(e.folded,
                                           lower(concat_ws(' ', e.title::text, e.summary::text, e.description::text))), w.word) = 0
                       AND strpos(w.kinds, ',' || e.category || ',') = 0
                       AND (w.word, e.id) NOT IN (SELECT word, event_id FROM at_venues)
                       AND (w.word, e.organizer_id) NOT IN (SELECT word, id FROM by_organizers))
           )
           SELECT e.organizer_id, e.id, e.slug, e.title, e.summary, e.category, e.status, e.artwork, e.zone, e.currency,
                  o.name AS organizer_name, v.name AS venue_name, v.city, n.starts_at, n.dates AS "dates!",
                  count(*) OVER () AS "total!"
           FROM found e
           JOIN organizers o ON o.id = e.organizer_id
           CROSS JOIN LATERAL (
               SELECT p.venue_id, p.starts_at, p.status,
                      (count(*) FILTER (WHERE p.status = 'scheduled') OVER ())::int AS dates
               FROM performances p
               WHERE p.organizer_id = e.organizer_id AND p.event_id = e.id
                 AND ends_by(p.starts_at, p.ends_at) > $1
                 AND ($2::timestamptz IS NULL OR p.starts_at >= $2)
                 AND ($3::timestamptz IS NULL OR p.starts_at < $3)
                 -- by the event's own clock, on which it may be another day than on ours
                 AND (cardinality($12::date[]) = 0 OR EXISTS (
                      SELECT FROM unnest($12::date[], $13::text[]) AS asked (today, days)
                      WHERE asked.today = ($1::timestamptz AT TIME ZONE e.zone)::date
                        AND (p.starts_at AT TIME ZONE e.zone)::date <@ asked.days::daterange))
                 AND ($4 = '' OR p.venue_id IN (SELECT there.id FROM venues there WHERE lower(there.city) = lower($4)))
               ORDER BY p.status = 'cancelled', p.starts_at
               LIMIT 1
           ) n
           JOIN venues v ON v.organizer_id = e.organizer_id AND v.id = n.venue_id
           WHERE $6::text IS NULL OR o.slug = $6
           ORDER BY n.status = 'cancelled' OR e.status = 'cancelled', n.starts_at, e.id
           LIMIT $9 OFFSET $10"#,
        now,
        query.from,
        query.until,
        query.city.trim(),
        query.category.map(|kind| kind.into_str()),
        query.organizer,
        &words,
        &kinds,
        i64::from(page_size),
        i64::from(page_size) * i64::from(query.page),
        is_asked,
        &todays,
        &days
    )
    .fetch_all(conn)
    .await?;
    let total = found.first().map_or(0, |r| u32::try_from(r.total).unwrap_or(u32::MAX));
    let cards: Result<Vec<CardRow>, Error> = found
        .into_iter()
        .map(|r| {
            Ok(CardRow {
                organizer: OrganizerId(r.organizer_id),
                event: EventId(r.id),
                slug: r.slug,
                title: rows::translated("events", "title", r.title)?,
                summary: rows::translated("events", "summary", r.summary)?,
                category: rows::named("events", "category", &r.category)?,
                status: rows::named("events", "status", &r.status)?,
                artwork: r.artwork,
                organizer_name: r.organizer_name,
                venue_name: r.venue_name,
                city: r.city,
                zone: rows::zone("events", &r.zone)?,
                next_at: r.starts_at,
                performance_count: rows::count("performances", "count", r.dates)?,
                currency: rows::currency("events", &r.currency)?,
            })
        })
        .collect();
    Ok((cards?, total))
}

/// As Postgres writes a range of days: both ends in it, none where it has no end.
fn date_range(asked: &AskedDays) -> String {
    if asked.first.zip(asked.last).is_some_and(|(first, last)| last < first) {
        return "empty".to_owned();
    }
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    format!("[{},{}]", day(asked.first), day(asked.last))
}

fn kinds(word: &str) -> String {
    let named: Vec<&str> = Category::ALL.iter().filter(|kind| kind.is_called(word)).map(Category::into_str).collect();
    format!(",{},", named.join(","))
}

/// The names of what is on, as they are written: titles in each language, organizers, venues, towns.
pub async fn names(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<String>, Error> {
    Ok(sqlx::query_scalar!(
        r#"WITH coming AS MATERIALIZED (
               SELECT DISTINCT p.organizer_id, p.event_id, p.venue_id FROM performances p
               WHERE ends_by(p.starts_at, p.ends_at) > $1
           )
           SELECT t.value AS "name!" FROM events e, LATERAL jsonb_each_text(e.title) AS t
           WHERE e.status <> 'draft' AND (e.organizer_id, e.id) IN (SELECT organizer_id, event_id FROM coming)
           UNION
           SELECT o.name FROM organizers o WHERE o.id IN (SELECT organizer_id FROM coming)
           UNION
           SELECT concat_ws(' ', v.name, v.city) FROM venues v
           WHERE (v.organizer_id, v.id) IN (SELECT organizer_id, venue_id FROM coming)"#,
        now
    )
    .fetch_all(conn)
    .await?)
}

/// When a date can be bought; what its sale state is decided from.
pub struct UpcomingPerformance {
    pub organizer: OrganizerId,
    pub event: EventId,
    pub performance: PerformanceId,
    pub window: SaleWindow,
}

/// The next dates of each of these events, at most `dates_max` each.
pub async fn next_performances(
    conn: &mut Conn,
    wanted: &[(OrganizerId, EventId)],
    dates_max: u32,
    now: DateTime<Utc>,
) -> Result<Vec<UpcomingPerformance>, Error> {
    let organizers: Vec<Uuid> = wanted.iter().map(|(o, _)| o.0).collect();
    let ids: Vec<Uuid> = wanted.iter().map(|(_, e)| e.0).collect();
    let found = sqlx::query!(
        r#"SELECT w.organizer_id AS "organizer_id!", w.event_id AS "event_id!", n.id, n.status, n.on_sale_from, n.on_sale_until
           FROM unnest($1::uuid[], $2::uuid[]) AS w (organizer_id, event_id)
           CROSS JOIN LATERAL (
               SELECT p.id, p.status, p.on_sale_from, p.on_sale_until FROM performances p
               WHERE p.organizer_id = w.organizer_id AND p.event_id = w.event_id
                 AND ends_by(p.starts_at, p.ends_at) > $3
               ORDER BY p.starts_at LIMIT $4
           ) n"#,
        &organizers,
        &ids,
        now,
        i64::from(dates_max)
    )
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|r| {
            Ok(UpcomingPerformance {
                organizer: OrganizerId(r.organizer_id),
                event: EventId(r.event_id),
                performance: PerformanceId(r.id),
                window: SaleWindow {
                    status: rows::named("performances", "status", &r.status)?,
                    from: r.on_sale_from,
                    until: r.on_sale_until,
                },
            })
        })
        .collect()
}

/// Towns where something is on, in alphabetical order; of one organizer where one is given.
pub async fn cities(conn: &mut Conn, organizer: Option<&str>, now: DateTime<Utc>) -> Result<Vec<String>, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT DISTINCT v.city FROM performances p
           JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id AND e.status = 'published'
           JOIN venues v ON v.organizer_id = p.organizer_id AND v.id = p.venue_id
           JOIN organizers o ON o.id = p.organizer_id
           WHERE ends_by(p.starts_at, p.ends_at) > $1
             AND p.status = 'scheduled' AND ($2::text IS NULL OR o.slug = $2)
           ORDER BY v.city"#,
        now,
        organizer
    )
    .fetch_all(conn)
    .await?)
}

/// The addresses of published events with a date to come.
pub async fn slugs(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<String>, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT e.slug FROM events e
           WHERE e.status = 'published'
             AND EXISTS (SELECT FROM performances p WHERE p.organizer_id = e.organizer_id AND p.event_id = e.id
                         AND ends_by(p.starts_at, p.ends_at) > $1)
           ORDER BY e.slug"#,
        now
    )
    .fetch_all(conn)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_kind_in_each_language() {
        assert_eq!((kinds("opera"), kinds("concerti")), (",opera,".into(), ",concert,".into()));
        assert_eq!((kinds("la"), kinds("rossi")), (",,".into(), ",,".into()));
    }
}
