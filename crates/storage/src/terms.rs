//! What a date is sold under, read at once, with the number by which a change is noticed.

use crate::{Conn, Error, prices, rows};
use domain::ids::{OrganizerId, PerformanceId, PoolId, TicketTypeId, ZoneId};
use domain::sale_terms::{Claimable, ClaimablePool};
use std::collections::HashMap;
use uuid::Uuid;

/// What can be claimed for a performance, by ticket type.
pub async fn claimables(
    conn: &mut Conn,
    organizer: OrganizerId,
    performance: PerformanceId,
) -> Result<HashMap<TicketTypeId, Claimable>, Error> {
    let found = sqlx::query!(
        r#"SELECT t.id, t.event_id, t.name, t.description, t.price_minor, e.currency, t.tax_rate_bp, t.tax_included, t.fee_minor,
                  t.fee_share_bp, t.fee_cap_minor, t.fee_borne_by, t.order_min,
                  t.order_max, t.online, d.pool_id, z.id AS "zone_id?", z.kind AS "zone_kind?", z.name AS "zone_name?",
                  z.position AS "zone_position?"
           FROM draws d
           JOIN ticket_types t ON t.organizer_id = d.organizer_id AND t.id = d.ticket_type_id
           JOIN events e ON e.organizer_id = t.organizer_id AND e.id = t.event_id
           JOIN pools p ON p.organizer_id = d.organizer_id AND p.id = d.pool_id
           LEFT JOIN zones z ON z.organizer_id = p.organizer_id AND z.id = p.zone_id
           WHERE d.organizer_id = $1 AND d.performance_id = $2 AND t.active
           ORDER BY t.id, d.pool_id"#,
        organizer.0,
        performance.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let events: Vec<Uuid> = found.first().map(|r| r.event_id).into_iter().collect();
    let mut prices = prices::of_events(conn, organizer, &events).await?;
    let mut all = HashMap::new();
    for r in found {
        let area = match (r.zone_position, r.zone_name) {
            (Some(position), Some(name)) => Some((position, rows::translated("zones", "name", name)?)),
            _ => None,
        };
        let seated_zone = r.zone_id.filter(|_| r.zone_kind.as_deref() == Some("seated")).map(ZoneId);
        let pool = ClaimablePool { pool: PoolId(r.pool_id), zone: r.zone_id.map(ZoneId), seated_zone, area };
        let id = TicketTypeId(r.id);
        if let Some(known) = all.get_mut(&id) {
            let known: &mut Claimable = known;
            known.pools.push(pool);
            continue;
        }
        let claimable = Claimable {
            ticket_type: id,
            name: rows::translated("ticket_types", "name", r.name)?,
            description: rows::translated("ticket_types", "description", r.description)?,
            price: rows::price_rule!(r),
            prices: prices.remove(&id).unwrap_or_default(),
            order_min: rows::count("ticket_types", "order_min", r.order_min)?,
            order_max: rows::count("ticket_types", "order_max", r.order_max)?,
            online: r.online,
            pools: vec![pool],
        };
        all.insert(id, claimable);
    }
    Ok(all)
}

/// The number of a performance's terms: another number means that something about its sale was changed.
pub async fn number(conn: &mut Conn, organizer: OrganizerId, performance: PerformanceId) -> Result<Option<i32>, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT e.terms FROM performances p JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           WHERE p.organizer_id = $1 AND p.id = $2"#,
        organizer.0,
        performance.0
    )
    .fetch_optional(conn)
    .await?)
}

/// The numbers of the terms that performances are sold under now; those that are gone are left out.
pub async fn numbers(
    conn: &mut Conn,
    organizer: OrganizerId,
    performances: &[Uuid],
) -> Result<HashMap<PerformanceId, i32>, Error> {
    let found = sqlx::query!(
        r#"SELECT p.id, e.terms FROM performances p
           JOIN events e ON e.organizer_id = p.organizer_id AND e.id = p.event_id
           WHERE p.organizer_id = $1 AND p.id = ANY($2)"#,
        organizer.0,
        performances
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|r| (PerformanceId(r.id), r.terms)).collect())
}
