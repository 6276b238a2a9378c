//! Something to sell, and people who work for whoever sells it.

use crate::{House, Shop};
use base::Actor;
use base::actor::ActorKind;
use chrono::Duration;
use domain::hold::Claim;
use domain::ids::{EventId, OrganizerId, PerformanceId, PersonId, PoolId, SeatId, TicketTypeId};
use domain::role::Role;
use uuid::Uuid;

/// Something to sell.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    pub organizer: OrganizerId,
    pub event: EventId,
    pub performance: PerformanceId,
    pub pool: PoolId,
    pub ticket_type: TicketTypeId,
}

impl<F: House> Shop<F> {
    /// An organizer with one event of one date and one ticket type at €25.00 with a fee of €1.50 and 10 % tax included.
    pub async fn stage(&self, capacity: i32) -> Stage {
        let now = self.now();
        let id = || Uuid::new_v4();
        let stage = Stage {
            organizer: OrganizerId(id()),
            event: EventId(id()),
            performance: PerformanceId(id()),
            pool: PoolId(id()),
            ticket_type: TicketTypeId(id()),
        };
        let venue = id();
        let slug = stage.event.0.simple().to_string();
        let run = |sql: &'static str| sqlx::query(sql).bind(stage.organizer.0);
        let steps = [
            run("INSERT INTO organizers (id, slug, name, email, address, currency, zone, gateways, created_at) \
                 VALUES ($1, $2, 'Teatro Nuovo', 'ciao@teatro.example', '{Via Roma 1}', 'EUR', 'Europe/Rome', '{test}', $3)")
                .bind(&slug)
                .bind(now),
            run("INSERT INTO venues (organizer_id, id, name, city, country, zone, created_at) VALUES ($1, $2, 'Hall', 'Livorno', 'IT', 'Europe/Rome', $3)")
                .bind(venue)
                .bind(now),
            run("INSERT INTO events (organizer_id, id, slug, title, category, status, zone, currency, order_max, created_at) \
                 VALUES ($1, $2, $3, '{\"en\": \"La Traviata\", \"it\": \"La Traviata\"}', 'opera', 'published', 'Europe/Rome', 'EUR', 100, $4)")
                .bind(stage.event.0)
                .bind(&slug)
                .bind(now),
            run("INSERT INTO performances (organizer_id, id, event_id, venue_id, starts_at, on_sale_from, on_sale_until, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $5, $6)")
                .bind(stage.performance.0)
                .bind(stage.event.0)
                .bind(venue)
                .bind(now + Duration::days(30))
                .bind(now),
            run("INSERT INTO pools (organizer_id, id, performance_id, name, capacity) VALUES ($1, $2, $3, 'Floor', $4)")
                .bind(stage.pool.0)
                .bind(stage.performance.0)
                .bind(capacity),
            run("INSERT INTO ticket_types (organizer_id, id, event_id, name, price_minor, tax_rate_bp, fee_minor, order_max) \
                 VALUES ($1, $2, $3, '{\"en\": \"Full price\", \"it\": \"Intero\"}', 2500, 1000, 150, 100)")
                .bind(stage.ticket_type.0)
                .bind(stage.event.0),
            run("INSERT INTO draws (organizer_id, ticket_type_id, performance_id, pool_id) VALUES ($1, $2, $3, $4)")
                .bind(stage.ticket_type.0)
                .bind(stage.performance.0)
                .bind(stage.pool.0),
        ];
        for step in steps {
            step.execute(&self.owner).await.expect("the stage is set");
        }
        stage
    }

    /// Numbers the places: a seat map with one zone whose pool is the stage's, one row of seats.
    pub async fn seats(&self, stage: &Stage, count: i32) -> Vec<SeatId> {
        let (map, zone) = (Uuid::new_v4(), Uuid::new_v4());
        let organizer = stage.organizer.0;
        let steps = [
            sqlx::query("INSERT INTO seat_maps (organizer_id, id, venue_id, name, width, height, created_at) \
                         SELECT $1, $2, venue_id, 'Hall', 100, 100, now() FROM performances WHERE id = $3")
                .bind(organizer)
                .bind(map)
                .bind(stage.performance.0),
            sqlx::query("INSERT INTO zones (organizer_id, id, seat_map_id, name, kind, capacity) VALUES ($1, $2, $3, '{\"en\": \"Stalls\"}', 'seated', $4)")
                .bind(organizer)
                .bind(zone)
                .bind(map)
                .bind(count),
            sqlx::query("UPDATE pools SET zone_id = $2 WHERE id = $1").bind(stage.pool.0).bind(zone),
            sqlx::query("UPDATE performances SET seat_map_id = $2 WHERE id = $1").bind(stage.performance.0).bind(map),
        ];
        for step in steps {
            step.execute(&self.owner).await.expect("the hall is built");
        }
        let mut seats = Vec::new();
        for n in 0..count {
            let seat = Uuid::new_v4();
            sqlx::query("INSERT INTO seats (organizer_id, id, zone_id, row_label, number, x, y, position) VALUES ($1, $2, $3, 'A', $4, $5, 0, $5)")
                .bind(organizer)
                .bind(seat)
                .bind(zone)
                .bind((n + 1).to_string())
                .bind(n)
                .execute(&self.owner)
                .await
                .expect("a seat");
            seats.push(SeatId(seat));
        }
        seats
    }

    /// Someone who works for the organizer.
    pub async fn staff(&self, organizer: OrganizerId, role: Role) -> Actor {
        let id = Uuid::new_v4();
        sqlx::query(
            "INSERT INTO people (id, email, name, password_hash, created_at) VALUES ($1, $2, 'Marco', 'x', now())",
        )
        .bind(id)
        .bind(format!("{id}@teatro.example"))
        .execute(&self.owner)
        .await
        .expect("a person");
        Actor { organizer, kind: ActorKind::Person { id: PersonId(id), name: "Marco".into(), role } }
    }
}

/// Places of the stage wherever they are.
pub fn claim(stage: &Stage, quantity: u32) -> Claim {
    Claim { performance: stage.performance, ticket_type: stage.ticket_type, quantity, seats: Vec::new() }
}

/// These seats of the stage.
pub fn seat_claim(stage: &Stage, seats: &[SeatId]) -> Claim {
    Claim { performance: stage.performance, ticket_type: stage.ticket_type, quantity: 0, seats: seats.to_vec() }
}
