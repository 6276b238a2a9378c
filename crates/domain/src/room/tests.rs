use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn ids() -> impl Strategy<Value = BTreeSet<u128>> {
    prop::collection::btree_set(any::<u128>(), 0..200)
}

/// Who waits, as the database would count it.
fn queue(front: u64, waiting: &BTreeSet<u64>) -> Queue {
    let mut lots = std::collections::BTreeMap::new();
    for place in waiting.iter().filter(|place| **place > front) {
        *lots.entry((place - 1) / LOT).or_insert(0) += 1;
    }
    Queue::new(front, waiting.last().copied().unwrap_or(0), lots)
}

#[test]
fn the_draw_is_the_one_that_is_documented() {
    // As the recipe in docs/waiting-room.md computes it.
    let entries: Vec<Uuid> = (1..=5).map(Uuid::from_u128).collect();
    let drawn: Vec<u128> = draw(&[7; 32], &entries).iter().map(Uuid::as_u128).collect();
    assert_eq!(drawn, DOCUMENTED);
}

const DOCUMENTED: [u128; 5] = [2, 5, 3, 4, 1];

#[test]
fn nobody_asks_more_seldom_than_a_call_lasts_nor_all_at_once() {
    let of = |n: u128| ask_again_before_draw(Uuid::from_u128(n), 10);
    let moments: BTreeSet<u32> = (0..100).map(of).collect();
    assert!(moments.len() > 10 && moments.iter().all(|s| (11..=26).contains(s)), "{moments:?}");
    for before in [0, 10, 1_000, 1_000_000] {
        for rate in [0, 1, 600] {
            let seconds = ask_again_seconds(Uuid::from_u128(77), before, rate);
            assert!((4..=ASK_SECONDS_MAX).contains(&seconds), "{before} {rate} {seconds}");
        }
    }
}

proptest! {
    #[test]
    fn a_draw_gives_everyone_one_place(seed: [u8; 32], ids in ids()) {
        let entries: Vec<Uuid> = ids.iter().copied().map(Uuid::from_u128).collect();
        let drawn = draw(&seed, &entries);
        prop_assert_eq!(drawn.len(), entries.len());
        prop_assert_eq!(drawn.iter().collect::<BTreeSet<_>>(), entries.iter().collect::<BTreeSet<_>>());
    }

    #[test]
    fn a_draw_doesnt_know_who_came_first(seed: [u8; 32], ids in ids(), turn in 0usize..200) {
        let entries: Vec<Uuid> = ids.iter().copied().map(Uuid::from_u128).collect();
        let mut turned = entries.clone();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        turned.reverse();
        prop_assert_eq!(draw(&seed, &entries), draw(&seed, &turned));
    }

    #[test]
    fn another_seed_is_another_order(seed: [u8; 32], other: [u8; 32]) {
        prop_assume!(seed != other);
        let entries: Vec<Uuid> = (0..40).map(Uuid::from_u128).collect();
        prop_assert_ne!(draw(&seed, &entries), draw(&other, &entries));
    }

    #[test]
    fn what_is_said_is_never_too_little_and_grows_with_the_place(
        waiting in prop::collection::btree_set(1u64..600, 1..300),
        front in 0u64..600,
    ) {
        let queue = queue(front, &waiting);
        let mut last = 0;
        for place in &waiting {
            let (said, front) = (queue.before(*place), queue.front());
            let truth = waiting.iter().filter(|p| **p > front && *p < place).count() as u32;
            if *place > front {
                prop_assert!(said >= truth && u64::from(said - truth) < LOT, "{} is {}, said {}", place, truth, said);
            }
            prop_assert!(said >= last);
            last = said;
        }
        let late = waiting.last().copied().unwrap_or(0).max(front) + 1;
        prop_assert_eq!(queue.before(late) as usize, waiting.iter().filter(|p| **p > front).count());
    }

    #[test]
    fn a_person_only_comes_nearer(
        waiting in prop::collection::btree_set(1u64..600, 2..300),
        front in 0u64..300,
        called in 0u64..100,
        at in any::<prop::sample::Index>(),
        gone in any::<prop::sample::Index>(),
    ) {
        let all: Vec<u64> = waiting.iter().copied().collect();
        let (me, leaver) = (all[at.index(all.len())], all[gone.index(all.len())]);
        prop_assume!(me != leaver);
        let before = queue(front, &waiting).before(me);
        let mut fewer = waiting.clone();
        fewer.remove(&leaver);
        prop_assert!(queue(front, &fewer).before(me) <= before);
        prop_assert!(queue(front + called, &waiting).before(me) <= before);
    }
}
