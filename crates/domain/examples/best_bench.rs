//! How long it takes to find the best seats in a stadium of 60,000: median and 99th percentile, for several parties and
//! for an evening that is empty, half sold and nearly full. `cargo xtask bench best`.

use domain::hall::{HallPlan, Layout, Side, ZonePlan, draw};
use domain::ids::{SeatId, SeatMapId, ZoneId};
use domain::locale::Translated;
use domain::seating::{Party, Rows, Seat, SeatMap, SeatSet, Zone};
use std::hint::black_box;
use std::time::{Duration, Instant};
use uuid::Uuid;

const ROUNDS: usize = 400;

fn main() {
    let map = stadium();
    let begun = Instant::now();
    let rows = Rows::of(&map);
    println!("{} seats in {} zones; their rows made ready in {:?}", rows.count(), map.zones.len(), begun.elapsed());
    let parties = [
        ("2 together", Party::of(2)),
        ("6 together", Party::of(6)),
        ("20 together", Party::of(20)),
        ("1 wheelchair, 1 companion, 2 more", Party { seats: 2, wheelchairs: 1, companions: 1 }),
    ];
    let mut worst = Duration::ZERO;
    for taken in [0u32, 50, 97] {
        let free = some_free(rows.count(), taken);
        for (name, party) in parties {
            let (median, p99) = measure(&rows, &party, &free);
            worst = worst.max(p99);
            println!("{taken:>3} % taken, {name:<34} median {median:>10.1?}   p99 {p99:>10.1?}");
        }
        // Of the same seats, whether a choice by hand leaves one alone.
        let chosen = rows.best(&Party::of(1), &free).unwrap_or_default();
        let begun = Instant::now();
        for _ in 0..ROUNDS {
            let _ = black_box(rows.leaves_single_seat(&free, &chosen));
        }
        println!("{taken:>3} % taken, a choice by hand checked in        {:>10.1?}", begun.elapsed() / ROUNDS as u32);
    }
    println!("worst p99 {worst:.1?}; the aim is 5 ms");
}

fn measure(rows: &Rows, party: &Party, free: &SeatSet) -> (Duration, Duration) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            black_box(rows.best(black_box(party), black_box(free)));
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[ROUNDS / 2], times[ROUNDS * 99 / 100])
}

/// The same seats every time.
fn some_free(count: usize, taken_percent: u32) -> SeatSet {
    let mut free = SeatSet::empty(count);
    let mut x = 0x2545_F491u32;
    for seat in 0..count as u32 {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        if (x >> 8) % 100 >= taken_percent {
            free.insert(seat);
        }
    }
    free
}

/// Four stands of two tiers each around the pitch.
fn stadium() -> SeatMap {
    let sides = [Side::North, Side::South, Side::East, Side::West];
    let tiers = [0, 1].into_iter().flat_map(|tier| sides.map(|side| (tier, side)));
    let zones = tiers.map(|(tier, side)| ZonePlan {
        name: Translated::default(),
        side,
        layout: Layout::Rows {
            rows: 50,
            seats_per_row: 150,
            widening: 0,
            aisles: 5,
            curve: 0,
            wheelchairs: if tier == 0 { 10 } else { 0 },
            restricted: 2,
        },
    });
    let plan = HallPlan { name: "Stadium".into(), stage: Some(Translated::default()), zones: zones.collect() };
    let drawing = draw(&plan);
    let mut ids = 0u128;
    let mut id = || {
        ids += 1;
        Uuid::from_u128(ids)
    };
    let map_id = SeatMapId(id());
    let zones = drawing.zones.into_iter().enumerate().map(|(rank, zone)| Zone {
        id: ZoneId(id()),
        name: zone.name,
        kind: zone.kind,
        capacity: zone.capacity,
        rank: rank as i32,
        color: rank as u8,
        area: zone.area,
        seats: zone
            .seats
            .into_iter()
            .map(|s| Seat { id: SeatId(id()), row: s.row, number: s.number, x: s.x, y: s.y, kind: s.kind })
            .collect(),
    });
    let zones = zones.collect();
    SeatMap { id: map_id, name: plan.name, width: drawing.width, height: drawing.height, stage: drawing.stage, zones }
}
