use super::*;
use crate::ids::{SeatMapId, ZoneId};
use crate::locale::Translated;
use crate::seating::Shape;
use proptest::prelude::*;
use std::collections::HashSet;
use uuid::Uuid;

fn seat_id(row: u32, number: u32) -> SeatId {
    SeatId(Uuid::from_u128(u128::from(row) * 1000 + u128::from(number)))
}

/// Two zones of `rows` rows of `seats` seats with an aisle after the fourth; the second zone has the better rank.
fn hall(rows: u32, seats: u32) -> SeatMap {
    let zone = |rank: u32| Zone {
        id: ZoneId(Uuid::from_u128(u128::from(rank))),
        name: Translated::default(),
        kind: ZoneKind::Seated,
        capacity: rows * seats,
        rank: rank as i32,
        color: 0,
        area: None,
        seats: (0..rows)
            .flat_map(|row| (0..seats).map(move |number| (row + rank * 100, number)))
            .map(|(row, number)| Seat {
                id: seat_id(row, number),
                row: row.to_string(),
                number: number.to_string(),
                x: number as i32 * 10 + if number >= 4 { 20 } else { 0 },
                y: 50 + row as i32 * 10,
                kind: SeatKind::Standard,
            })
            .collect(),
    };
    let stage = Some(Shape { x: 0, y: 0, width: 120, height: 20, label: Translated::default() });
    SeatMap {
        id: SeatMapId(Uuid::nil()),
        name: String::new(),
        width: 120,
        height: 2000,
        stage,
        zones: vec![zone(1), zone(0)],
    }
}

/// One row of these kinds: `s`tandard, `r`estricted view, `w`heelchair, `c`ompanion; a space is an aisle.
fn row(kinds: &str) -> SeatMap {
    let mut map = hall(1, 0);
    map.zones.truncate(1);
    for (at, letter) in kinds.char_indices().filter(|(_, letter)| *letter != ' ') {
        let kind = match letter {
            'w' => SeatKind::Wheelchair,
            'c' => SeatKind::Companion,
            'r' => SeatKind::RestrictedView,
            _ => SeatKind::Standard,
        };
        let (id, number) = (seat_id(0, at as u32), at.to_string());
        map.zones[0].seats.push(Seat { id, row: "A".into(), number, x: at as i32 * 12, y: 50, kind });
    }
    map
}

fn all_free(map: &SeatMap) -> (Rows, SeatSet) {
    let rows = Rows::of(map);
    let free = SeatSet::full(rows.count());
    (rows, free)
}

#[test]
fn the_best_zone_and_row_come_first_and_wheelchair_spaces_are_kept() {
    let mut map = hall(2, 10);
    assert_eq!(best_together(&map, 2, |_, _| true).map(|s| s[0]), Some(seat_id(0, 4)));
    for seat in map.zones[1].seats.iter_mut().filter(|seat| seat.row == "0") {
        seat.kind = SeatKind::Wheelchair;
    }
    let chosen = best_together(&map, 2, |_, _| true).unwrap();
    assert!(chosen.contains(&seat_id(1, 4)), "{chosen:?}");
}

#[test]
fn an_aisle_parts_a_row() {
    let map = hall(1, 6);
    assert_eq!(best_together(&map, 5, |_, _| true), None);
    assert!(best_together(&map, 4, |_, _| true).is_some());
    assert_eq!(best_together(&map, 0, |_, _| true), None);
}

#[test]
fn no_seat_is_left_alone_where_it_can_be_helped() {
    let map = hall(1, 4);
    let only_first_zone = |zone: &Zone, _: &Seat| zone.rank == 0;
    assert!(best_together(&map, 3, only_first_zone).is_some(), "better a lonely seat than none");
    // The better zone has three free seats, the other one four: two people leave nobody alone in the other.
    let three = |zone: &Zone, seat: &Seat| zone.rank == 1 || seat.number != "0";
    assert_eq!(best_together(&map, 2, three), Some(vec![seat_id(100, 2), seat_id(100, 3)]));
}

#[test]
fn a_wheelchair_comes_with_its_companion_and_only_when_asked_for() {
    let map = row("sssswcssss");
    let (rows, mut free) = all_free(&map);
    let ask =
        |seats, wheelchairs, companions, free: &SeatSet| rows.best(&Party { seats, wheelchairs, companions }, free);
    assert_eq!(ask(0, 1, 1, &free), Some(vec![4, 5]));
    assert_eq!(ask(0, 1, 0, &free), Some(vec![4]), "the companion's seat stays");
    assert_eq!(ask(2, 1, 1, &free), Some(vec![3, 4, 5, 6]), "those who come along sit in the same row");
    assert_eq!(ask(0, 0, 1, &free), None, "no companion's seat without its space");
    assert_eq!(ask(5, 0, 0, &free), None, "nor either of them to others");
    free.remove(5);
    assert_eq!(ask(0, 1, 1, &free), Some(vec![3, 4]), "an ordinary seat beside it, where the companion's is gone");
    free.remove(4);
    assert_eq!(ask(0, 1, 0, &free), None);
}

#[test]
fn a_party_that_fits_no_row_stays_near_its_wheelchairs() {
    let map = row("wc ssss wc");
    let (rows, free) = all_free(&map);
    let mut chosen = rows.best(&Party { seats: 3, wheelchairs: 2, companions: 2 }, &free).unwrap();
    chosen.sort_unstable();
    assert_eq!(chosen.len(), 7);
    assert!([0, 1, 6, 7].iter().all(|seat| chosen.contains(seat)), "{chosen:?}");
    assert_eq!(rows.best(&Party { seats: 5, wheelchairs: 1, companions: 0 }, &free), None);
}

#[test]
fn a_choice_by_hand_leaves_no_single_seat_unless_it_must() {
    let map = row("sssss sss");
    let (rows, mut free) = all_free(&map);
    assert_eq!(rows.leaves_single_seat(&free, &[1, 2]), Some(0));
    assert_eq!(rows.leaves_single_seat(&free, &[0, 1]), None);
    assert_eq!(rows.leaves_single_seat(&free, &[0, 2]), Some(1));
    assert_eq!(rows.leaves_single_seat(&free, &[0, 1, 2, 3]), None, "four have no other way in this row");
    assert_eq!(rows.leaves_single_seat(&free, &[5, 6]), Some(7), "two would leave nobody alone on the other side");
    free.remove(5);
    free.remove(6);
    free.remove(7);
    for seat in [3, 4] {
        free.remove(seat);
    }
    // Three free seats: two of them always leave one alone.
    assert_eq!(rows.leaves_single_seat(&free, &[0, 1]), None);
    assert_eq!(rows.leaves_single_seat(&free, &[1]), Some(0));
    assert_eq!(rows.leaves_single_seat(&free, &[99]), None, "a seat of no hall leaves nothing");
}

/// Another way to the same answer: every window of every block, judged by counting.
fn reference(map: &SeatMap, party: &Party, free: &SeatSet) -> Option<Vec<u32>> {
    let numbered: Vec<(usize, &Zone, &Seat)> = map.numbered().enumerate().map(|(n, (z, s))| (n, z, s)).collect();
    let mut blocks: Vec<Vec<(usize, &Zone, &Seat)>> = Vec::new();
    let mut zones: Vec<&Zone> = map.zones.iter().collect();
    zones.sort_by_key(|zone| zone.rank);
    for zone in zones {
        let mut names: Vec<&str> = zone.seats.iter().map(|seat| seat.row.as_str()).collect();
        names.dedup();
        for name in names {
            let mut row: Vec<_> =
                numbered.iter().filter(|(_, z, s)| z.id == zone.id && s.row == name).copied().collect();
            row.sort_by_key(|(_, _, seat)| seat.x);
            for one in row {
                match blocks.last_mut() {
                    Some(block)
                        if block
                            .last()
                            .is_some_and(|(_, z, s)| z.id == zone.id && s.row == name && one.2.x - s.x <= 16) =>
                    {
                        block.push(one)
                    }
                    _ => blocks.push(vec![one]),
                }
            }
        }
    }
    let alone = |block: &[(usize, &Zone, &Seat)], gone: &HashSet<usize>| -> HashSet<usize> {
        let open = |at: Option<usize>| {
            at.and_then(|at| block.get(at)).is_some_and(|(n, _, s)| {
                free.has(*n as u32)
                    && !gone.contains(n)
                    && matches!(s.kind, SeatKind::Standard | SeatKind::RestrictedView)
            })
        };
        let single = |at: &usize| open(Some(*at)) && !open(at.checked_sub(1)) && !open(Some(at + 1));
        (0..block.len()).filter(single).map(|at| block[at].0).collect()
    };
    let stage = (60i64, 10i64);
    type Cost = (bool, usize, bool, i32, i64);
    let mut best: Option<(Cost, Vec<u32>)> = None;
    for block in &blocks {
        for window in block.windows(party.places()) {
            let of = |kind| window.iter().filter(|(_, _, seat)| seat.kind == kind).count();
            let beside = |at: usize| {
                let space = |at: Option<usize>| {
                    at.and_then(|at| window.get(at)).is_some_and(|w| w.2.kind == SeatKind::Wheelchair)
                };
                space(at.checked_sub(1)) || space(Some(at + 1))
            };
            let companions = of(SeatKind::Companion);
            let all_beside = (0..window.len()).all(|at| window[at].2.kind != SeatKind::Companion || beside(at));
            let all_free = window.iter().all(|(n, ..)| free.has(*n as u32));
            if !all_free
                || of(SeatKind::Wheelchair) != party.wheelchairs
                || companions > party.companions
                || !all_beside
            {
                continue;
            }
            let gone: HashSet<usize> = window.iter().map(|(n, ..)| *n).collect();
            let before = alone(block, &HashSet::new());
            let orphan = alone(block, &gone).difference(&before).next().is_some();
            let far = |seat: &Seat| (i64::from(seat.x) - stage.0).pow(2) + (i64::from(seat.y) - stage.1).pow(2);
            let far = window.iter().map(|(_, _, seat)| far(seat)).max().unwrap();
            let key = (of(SeatKind::RestrictedView) > 0, party.companions - companions, orphan, block[0].1.rank, far);
            if best.as_ref().is_none_or(|(least, _)| key < *least) {
                best = Some((key, window.iter().map(|(n, ..)| *n as u32).collect()));
            }
        }
    }
    best.map(|(_, seats)| seats)
}

fn some_hall() -> impl Strategy<Value = (SeatMap, SeatSet)> {
    (1u32..4, 1u32..12).prop_flat_map(|(rows, seats)| {
        let count = (rows * seats * 2) as usize;
        (prop::collection::vec(0u8..12, count), prop::collection::vec(0u8..10, count), 0u8..10).prop_map(
            move |(kinds, luck, taken)| {
                let mut map = hall(rows, seats);
                let mut free = SeatSet::empty(count);
                for (number, seat) in map.zones.iter_mut().flat_map(|zone| &mut zone.seats).enumerate() {
                    seat.kind = match kinds[number] {
                        0 => SeatKind::Wheelchair,
                        1 => SeatKind::Companion,
                        2 => SeatKind::RestrictedView,
                        _ => SeatKind::Standard,
                    };
                    if luck[number] >= taken {
                        free.insert(number as u32);
                    }
                }
                (map, free)
            },
        )
    })
}

#[test]
fn a_party_is_made_of_people_and_no_larger_than_an_order() {
    let party = |people, wheelchairs, companions| Party::of_people(people, wheelchairs, companions, 6);
    assert_eq!(party(4, 1, 1), Ok(Party { seats: 2, wheelchairs: 1, companions: 1 }));
    assert_eq!(party(0, 1, 1), Ok(Party { seats: 0, wheelchairs: 1, companions: 1 }), "more than were said to come");
    assert_eq!(party(6, 0, 0), Ok(Party::of(6)));
    for (people, wheelchairs, companions) in [(7, 0, 0), (1, 7, 0), (1, 0, 7), (usize::MAX, 0, 0)] {
        assert_eq!(party(people, wheelchairs, companions), Err(HoldRefusal::OverLimit { max: 6 }));
    }
}

proptest! {
    #[test]
    fn the_best_is_what_trying_everything_finds(
        (map, free) in some_hall(), seats in 0usize..6, wheelchairs in 0usize..3, companions in 0usize..3,
    ) {
        let party = Party { seats, wheelchairs, companions };
        prop_assume!(party.places() > 0 && (wheelchairs > 0 || companions == 0));
        let rows = Rows::of(&map);
        let found = rows.best(&party, &free);
        match reference(&map, &party, &free) {
            Some(best) => prop_assert_eq!(found, Some(best)),
            None if wheelchairs == 0 => prop_assert_eq!(found, None),
            None => {}
        }
    }

    /// Whatever is asked: what is given was free, each place once, of the right kinds and as many as asked for.
    #[test]
    fn a_party_gets_what_it_needs_and_nothing_else(
        (map, free) in some_hall(), seats in 0usize..6, wheelchairs in 0usize..4, companions in 0usize..4,
    ) {
        let party = Party { seats, wheelchairs, companions };
        let Some(chosen) = Rows::of(&map).best(&party, &free) else { return Ok(()) };
        let kinds: Vec<SeatKind> = map.numbered().map(|(_, seat)| seat.kind).collect();
        let of = |kind| chosen.iter().filter(|seat| kinds[**seat as usize] == kind).count();
        prop_assert_eq!(chosen.len(), party.places());
        prop_assert_eq!(chosen.iter().collect::<HashSet<_>>().len(), chosen.len());
        prop_assert!(chosen.iter().all(|seat| free.has(*seat)));
        prop_assert_eq!(of(SeatKind::Wheelchair), wheelchairs);
        prop_assert!(of(SeatKind::Companion) <= companions);
    }

    /// What the server would choose itself is never refused to whoever chooses it by hand.
    #[test]
    fn the_best_choice_is_one_that_may_be_made((map, free) in some_hall(), seats in 1usize..6) {
        let rows = Rows::of(&map);
        if let Some(chosen) = rows.best(&Party::of(seats), &free)
            && let Some(left) = rows.leaves_single_seat(&free, &chosen)
        {
            // Only where every choice with as good a view leaves someone alone, while a worse view would not.
            let kinds: Vec<SeatKind> = map.numbered().map(|(_, seat)| seat.kind).collect();
            prop_assert!(kinds.contains(&SeatKind::RestrictedView), "{left} stays alone");
        }
    }
}
