use super::*;
use domain::ids::{SeatMapId, ZoneId};
use domain::locale::Translated;

fn hall(rows: i32, seats: i32) -> SeatMap {
    let row_name = |row: i32| ["A", "B", "C", "D"][row as usize % 4].to_owned();
    let seat = |row: i32, n: i32| Seat {
        id: SeatId(uuid::Uuid::from_u128((row * 100 + n) as u128 + 1)),
        row: row_name(row),
        number: n.to_string(),
        x: 20 + n * 10,
        y: 40 + row * 12,
        kind: SeatKind::Standard,
    };
    let zone = Zone {
        id: ZoneId(uuid::Uuid::from_u128(9)),
        name: Translated::new("Stalls <1>", ""),
        kind: ZoneKind::Seated,
        capacity: (rows * seats) as u32,
        rank: 0,
        color: 2,
        area: None,
        seats: (0..rows).flat_map(|row| (0..seats).map(move |n| (row, n))).map(|(row, n)| seat(row, n)).collect(),
    };
    let id = SeatMapId(uuid::Uuid::from_u128(8));
    SeatMap { id, name: "Hall".into(), width: 200, height: 120, stage: None, zones: vec![zone] }
}

#[test]
fn arrows_walk_along_rows_and_across_them_and_stop_at_the_edge() {
    let map = hall(3, 4);
    let id = |row: usize, n: usize| map.zones[0].seats[row * 4 + n].id;
    assert_eq!(neighbor(&map, id(1, 1), ArrowDirection::Right), Some(id(1, 2)));
    assert_eq!(neighbor(&map, id(1, 1), ArrowDirection::Left), Some(id(1, 0)));
    assert_eq!(neighbor(&map, id(1, 1), ArrowDirection::Up), Some(id(0, 1)));
    assert_eq!(neighbor(&map, id(1, 1), ArrowDirection::Down), Some(id(2, 1)));
    assert_eq!(neighbor(&map, id(0, 0), ArrowDirection::Up), None);
    assert_eq!(neighbor(&map, id(0, 0), ArrowDirection::Left), None);
}

#[test]
fn each_seat_is_drawn_once_in_its_state() {
    let map = hall(2, 3);
    let sold = map.zones[0].seats[4].id;
    let plan = SeatingPlan { map, taken: vec![(sold, SeatState::Sold)], prices: Vec::new() };
    let svg = drawing(&plan, Locale::En);
    assert_eq!(svg.matches("data-seat=").count(), 6);
    assert_eq!(svg.matches("seat sold zone-2").count(), 1);
    assert!(svg.contains(&format!(r#"data-seat="{sold}""#)));
}

#[test]
fn a_seat_says_everything_about_itself() {
    let mut zone = hall(1, 1).zones.remove(0);
    zone.seats[0].kind = SeatKind::Wheelchair;
    assert_eq!(
        seat_name(&zone, &zone.seats[0], SeatState::Free, Some("€25.00"), Locale::En),
        "Stalls <1>, Row A, seat 0, wheelchair space, €25.00, available"
    );
}

#[test]
fn a_standing_zone_leads_to_its_tickets_and_says_what_they_cost() {
    let mut map = hall(1, 1);
    let zone = &mut map.zones[0];
    zone.kind = ZoneKind::General;
    zone.seats.clear();
    zone.area = Some(Shape { x: 0, y: 0, width: 80, height: 30, label: Translated::new("North", "") });
    let (about, left) = ("North \"end\": €14.00.".into(), "3 places left.".into());
    let stand = Stand { zone: zone.id, href: "#stand-1".into(), about, left };
    let plan = SeatingPlan { map, taken: Vec::new(), prices: Vec::new() };
    let svg = drawing_with(&plan, &[stand], Locale::En);
    assert!(
        svg.contains(r##"<a class="stand" href="#stand-1" data-about="North &quot;end&quot;: €14.00." aria-label="North &quot;end&quot;: €14.00. 3 places left.""##),
        "{svg}"
    );
    assert!(svg.ends_with("</g></a>"), "{svg}");
    assert!(!drawing(&plan, Locale::En).contains("<a "));
}

#[cfg(feature = "ssr")]
#[test]
fn the_legend_explains_the_marks_that_the_hall_has() {
    let mut map = hall(1, 3);
    map.zones[0].seats[1].kind = SeatKind::RestrictedView;
    let price = |minor| domain::seating::ZonePrice {
        zone: map.zones[0].id,
        ticket_type: domain::ids::TicketTypeId(uuid::Uuid::from_u128(1)),
        name: Translated::default(),
        price: domain::money::Money::new(minor, domain::money::Currency::EUR),
    };
    let prices = vec![price(2_300), price(550), price(2_300)];
    let plan = SeatingPlan { map, taken: Vec::new(), prices };
    let html = Owner::new().with(|| view! { <Legend plan /> }.to_html());
    assert!(html.contains("restricted view") && !html.contains("wheelchair space"), "{html}");
    assert!(html.contains("€5.50 · €23.00"), "{html}");
}
