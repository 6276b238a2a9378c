//! What any visitor may see, over all organizers. All of it needs `Scope::Catalogue`.

use crate::{Conn, Error, events, holds, rows};
use chrono::{DateTime, NaiveDate, Utc};
use domain::event::{AskedDays, CatalogueQuery, Category, EventStatus, SaleWindow};
use domain::ids::{EventId, OrganizerId, PerformanceId};
use domain::locale::Translated;
use domain::money::Money;
use domain::time::Zone;
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
    pub zone: Zone,
    pub next_at: DateTime<Utc>,
    pub dates: u32,
    /// All-in, of the cheapest ticket type that is sold online; zero where there is none.
    pub price_from: Money,
}

/// One page of what matches, those with the nearest date first, and how many match over all pages (zero when the page lies
/// behind the last). A date without an end lasts three hours.
pub async fn cards(
    conn: &mut Conn,
    query: &CatalogueQuery,
    page_size: u32,
    now: DateTime<Utc>,
) -> Result<(Vec<CardRow>, u32), Error> {
    let words = search_words(&query.text);
    let todays: Vec<NaiveDate> = query.days.iter().map(|asked| asked.today).collect();
    let days: Vec<String> = query.days.iter().map(date_range).collect();
    let found = sqlx::query!(
        r#"SELECT e.organizer_id, e.id, e.slug, e.title, e.summary, e.category, e.status, e.artwork, e.zone, e.currency,
                  o.name AS organizer_name, n.venue_name, n.city, n.starts_at, n.dates AS "dates!",
                  -- as domain::pricing does it: tax half up per ticket, no fee on what is free
                  -- and where only some are free, the least that the others cost
                  (SELECT min(CASE WHEN t.price_minor = 0 THEN NULL
                                   WHEN t.tax_included THEN t.price_minor + t.fee_minor
                                   ELSE t.price_minor + (t.price_minor * t.tax_rate_bp + 5000) / 10000 + t.fee_minor END)
                   FROM ticket_types t
                   WHERE t.organizer_id = e.organizer_id AND t.event_id = e.id AND t.active AND t.online) AS price_from,
                  count(*) OVER () AS "total!"
           FROM events e
           JOIN organizers o ON o.id = e.organizer_id
           CROSS JOIN LATERAL (
               SELECT v.name AS venue_name, v.city, p.starts_at, p.status,
                      (count(*) FILTER (WHERE p.status = 'scheduled') OVER ())::int AS dates
               FROM performances p JOIN venues v ON v.organizer_id = p.organizer_id AND v.id = p.venue_id
               WHERE p.organizer_id = e.organizer_id AND p.event_id = e.id
                 AND coalesce(p.ends_at, p.starts_at + interval '3 hours') > $1
                 AND ($2::timestamptz IS NULL OR p.starts_at >= $2)
                 AND ($3::timestamptz IS NULL OR p.starts_at < $3)
                 -- by the event's own clock, on which it may be another day than on ours
                 AND (cardinality($11::date[]) = 0 OR EXISTS (
                      SELECT FROM unnest($11::date[], $12::text[]) AS asked (today, days)
                      WHERE asked.today = ($1::timestamptz AT TIME ZONE e.zone)::date
                        AND (p.starts_at AT TIME ZONE e.zone)::date <@ asked.days::daterange))
                 AND ($4 = '' OR lower(v.city) = lower($4))
               ORDER BY p.status = 'cancelled', p.starts_at
               LIMIT 1
           ) n
           WHERE e.status <> 'draft'
             AND ($5::text IS NULL OR e.category = $5)
             AND ($6::text IS NULL OR o.slug = $6)
             AND (cardinality($7::text[]) = 0 OR e.search @@ websearch_to_tsquery('simple', $8)
                  OR NOT EXISTS (
                      SELECT FROM unnest($7::text[]) AS word
                      WHERE NOT (e.search @@ to_tsquery('simple', word || ':*')
                                 OR strpos(lower(concat_ws(' ', o.name, n.venue_name, n.city, e.title ->> 'en', e.title ->> 'it')), word) > 0)))
           ORDER BY n.status = 'cancelled' OR e.status = 'cancelled', n.starts_at, e.id
           LIMIT $9 OFFSET $10"#,
        now,
        query.from,
        query.until,
        query.city.trim(),
        query.category.map(Category::as_str),
        query.organizer,
        &words,
        query.text,
        i64::from(page_size),
        i64::from(page_size) * i64::from(query.page),
        &todays,
        &days
    )
    .fetch_all(conn)
    .await?;
    let total = found.first().map_or(0, |r| u32::try_from(r.total).unwrap_or(u32::MAX));
    let cards: Result<Vec<CardRow>, Error> = found
        .into_iter()
        .map(|r| {
            let currency = rows::currency("events", &r.currency)?;
            Ok(CardRow {
                organizer: OrganizerId(r.organizer_id),
                event: EventId(r.id),
                slug: r.slug,
                title: rows::translated("events", "title", r.title)?,
                summary: rows::translated("events", "summary", r.summary)?,
                category: events::category(&r.category)?,
                status: events::status(&r.status)?,
                artwork: r.artwork,
                organizer_name: r.organizer_name,
                venue_name: r.venue_name,
                city: r.city,
                zone: rows::zone("events", &r.zone)?,
                next_at: r.starts_at,
                dates: rows::count("performances", "count", r.dates)?,
                price_from: Money::new(r.price_from.unwrap_or(0), currency),
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

/// The words of a search, small and without anything that means something to a text query.
fn search_words(text: &str) -> Vec<String> {
    const WORDS_MAX: usize = 12;
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(WORDS_MAX)
        .map(str::to_owned)
        .collect()
}

/// When a date can be bought; what its sale state is decided from.
pub struct DateRow {
    pub organizer: OrganizerId,
    pub event: EventId,
    pub performance: PerformanceId,
    pub window: SaleWindow,
}

/// The next dates of each of these events, at most `dates_max` each.
pub async fn next_dates(
    conn: &mut Conn,
    wanted: &[(OrganizerId, EventId)],
    dates_max: u32,
    now: DateTime<Utc>,
) -> Result<Vec<DateRow>, Error> {
    let organizers: Vec<Uuid> = wanted.iter().map(|(o, _)| o.0).collect();
    let ids: Vec<Uuid> = wanted.iter().map(|(_, e)| e.0).collect();
    let found = sqlx::query!(
        r#"SELECT w.organizer_id AS "organizer_id!", w.event_id AS "event_id!", n.id, n.status, n.on_sale_from, n.on_sale_until
           FROM unnest($1::uuid[], $2::uuid[]) AS w (organizer_id, event_id)
           CROSS JOIN LATERAL (
               SELECT p.id, p.status, p.on_sale_from, p.on_sale_until FROM performances p
               WHERE p.organizer_id = w.organizer_id AND p.event_id = w.event_id
                 AND coalesce(p.ends_at, p.starts_at + interval '3 hours') > $3
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
            Ok(DateRow {
                organizer: OrganizerId(r.organizer_id),
                event: EventId(r.event_id),
                performance: PerformanceId(r.id),
                window: SaleWindow {
                    status: holds::performance_status(&r.status)?,
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
           WHERE coalesce(p.ends_at, p.starts_at + interval '3 hours') > $1
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
                         AND coalesce(p.ends_at, p.starts_at + interval '3 hours') > $1)
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
    fn a_search_keeps_words_only() {
        assert_eq!(search_words("  La Traviata! (opera) & | :* '"), ["la", "traviata", "opera"]);
        assert_eq!(search_words("caffè-concerto"), ["caffè", "concerto"]);
    }
}
