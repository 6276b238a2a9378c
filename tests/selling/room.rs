//! The waiting room: a draw anyone can check, never more inside than may be, and no way past it.

use crate::Shop;
use base::{Failure, Visitor};
use chrono::Duration;
use domain::event::Channel;
use domain::ids::EventId;
use domain::locale::Locale;
use domain::protection::{Protection, RoomRule};
use domain::refusal::HoldRefusal;
use domain::room::{RoomRefusal, Standing};
use futures::future::join_all;
use kit::{Flows, Stage, claim};
use selling::carts::CartGrant;
use selling::room::PlaceInRoom;
use std::collections::BTreeSet;
use std::process::Command;

async fn protect(shop: &Shop, stage: &Stage, event: Option<EventId>, room: RoomRule, shoppers_max: u32) {
    let protection = Protection { room, shoppers_max, ..Protection::default() };
    let mut tx = shop.flows.base().db.organizer(stage.organizer).await.unwrap();
    let id = uuid::Uuid::new_v4();
    storage::protections::save(&mut tx, stage.organizer, event, id, &protection, shop.now()).await.unwrap();
    tx.commit().await.unwrap();
    shop.flows.selling.protection_changed(stage.organizer, stage.event).await.unwrap();
}

/// A sale that begins in an hour, with a room that is open since now.
async fn scheduled(shoppers_max: u32) -> (Shop, Stage) {
    let shop = Shop::open().await;
    let stage = shop.stage(1_000).await;
    sqlx::query("UPDATE performances SET on_sale_from = $1")
        .bind(shop.now() + Duration::hours(1))
        .execute(&shop.owner)
        .await
        .unwrap();
    let opens_at = shop.now();
    protect(&shop, &stage, Some(stage.event), RoomRule::Scheduled { opens_at }, shoppers_max).await;
    (shop, stage)
}

fn someone(flows: &Flows) -> Visitor {
    Visitor { id: Some(flows.access.new_visitor().0), ..Visitor::default() }
}

/// Does as a browser: carries on what the room gave.
fn carry(visitor: &mut Visitor, place: PlaceInRoom) -> Standing {
    visitor.pass = place.token.or(visitor.pass.take());
    place.standing
}

async fn enter(flows: &Flows, stage: &Stage, visitor: &mut Visitor) -> Standing {
    let place = flows.selling.enter_room(stage.event, visitor).await.unwrap().unwrap();
    carry(visitor, place)
}

async fn ask(flows: &Flows, stage: &Stage, visitor: &mut Visitor) -> Standing {
    let place = flows.selling.where_in_room(stage.event, visitor).await.unwrap().unwrap();
    carry(visitor, place)
}

async fn hold(flows: &Flows, stage: &Stage, visitor: &Visitor) -> Result<CartGrant, Failure<HoldRefusal>> {
    flows.selling.add_to_cart(None, Channel::Shop, Locale::En, &[claim(stage, 1)], visitor).await
}

fn is_sent_to_wait(answer: &Result<CartGrant, Failure<HoldRefusal>>) -> bool {
    matches!(answer, Err(Failure::Refused(HoldRefusal::WaitingRoom { .. })))
}

async fn pass_time(shop: &Shop, by: Duration) {
    shop.clock.advance(by);
    shop.flows.selling.admit_everywhere().await.unwrap();
}

fn place_of(standing: &Standing) -> (u64, u32) {
    match standing {
        Standing::Queued { place, before, .. } => (*place, *before),
        other => panic!("{other:?} is no place in the queue"),
    }
}

#[tokio::test]
async fn the_draw_is_fair_announced_and_can_be_computed_by_anyone() {
    let (shop, stage) = scheduled(5).await;
    let before = shop.flows.selling.draw_notice(stage.event).await.unwrap().unwrap();
    assert_eq!((before.seed.as_ref(), before.drawn_at), (None, None));
    assert_eq!(before.draw_at, shop.now() + Duration::hours(1));
    let mut early: Vec<Visitor> = (0..40).map(|_| someone(&shop.flows)).collect();
    for standing in join_all(early.iter_mut().map(|v| enter(&shop.flows, &stage, v))).await {
        assert!(matches!(standing, Standing::BeforeDraw { .. }), "{standing:?}");
    }
    assert!(shop.flows.selling.draw_list(stage.event).await.unwrap().is_none());
    assert!(is_sent_to_wait(&hold(&shop.flows, &stage, &early[0]).await));

    pass_time(&shop, Duration::hours(1)).await;
    let after = shop.flows.selling.draw_notice(stage.event).await.unwrap().unwrap();
    let list = shop.flows.selling.draw_list(stage.event).await.unwrap().unwrap();
    assert_eq!((after.seed_hash.as_str(), after.entries, list.len()), (before.seed_hash.as_str(), 40, 40));
    assert_eq!(list.iter().map(|(_, place)| *place).collect::<Vec<_>>(), (1..=40).collect::<Vec<u64>>());
    let listed: Vec<String> = list.iter().map(|(entry, place)| format!("{place},{entry}")).collect();
    recompute(&before.seed_hash, &after.seed.unwrap(), &listed);

    // Nobody loses what was drawn, and who comes now is behind them all, in the order in which they come.
    let mut late = [someone(&shop.flows), someone(&shop.flows)];
    let first = place_of(&enter(&shop.flows, &stage, &mut late[0]).await);
    let next = place_of(&enter(&shop.flows, &stage, &mut late[1]).await);
    assert_eq!((first.0, next.0), (41, 42));
    assert!(first.1 <= next.1);
    let mut places = BTreeSet::new();
    let mut turns = 0;
    for visitor in &mut early {
        match ask(&shop.flows, &stage, visitor).await {
            Standing::Turn { .. } => turns += 1,
            standing => drop(places.insert(place_of(&standing).0)),
        }
    }
    assert_eq!(turns + places.len(), 40);
}

/// Runs the recipe of docs/waiting-room.md, word for word.
fn recompute(hash: &str, seed: &str, listed: &[String]) {
    let docs = include_str!("../../docs/waiting-room.md");
    let recipe = docs.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a recipe");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("check.py"), recipe).unwrap();
    let check = |lines: &[String]| {
        let csv = format!("place,entry\n{}\n", lines.join("\n"));
        std::fs::write(folder.path().join("draw.csv"), csv).unwrap();
        let run =
            Command::new("python3").args(["check.py", hash, seed, "draw.csv"]).current_dir(folder.path()).output();
        let run = run.expect("Python runs");
        (run.status.success(), String::from_utf8_lossy(&run.stdout).into_owned())
    };
    assert_eq!(check(listed), (true, format!("{} places, drawn as published\n", listed.len())));
    let mut turned = listed.to_vec();
    let (one, other) = (turned[0].clone(), turned[1].clone());
    turned[0] = format!("1,{}", other.split_once(',').unwrap().1);
    turned[1] = format!("2,{}", one.split_once(',').unwrap().1);
    assert!(!check(&turned).0, "a list in another order is found out");
}

#[tokio::test]
async fn never_more_are_inside_than_may_be_on_however_many_servers() {
    let (shop, stage) = scheduled(7).await;
    let servers = [shop.flows.clone(), shop.second_server().await];
    let mut all: Vec<Visitor> = (0..30).map(|_| someone(&shop.flows)).collect();
    join_all(all.iter_mut().enumerate().map(|(n, v)| enter(&servers[n % 2], &stage, v))).await;
    shop.clock.advance(Duration::hours(1));
    let mut served = 0;
    for _ in 0..12 {
        shop.clock.advance(Duration::seconds(2));
        join_all(servers.iter().map(|server| server.selling.admit_everywhere()))
            .await
            .into_iter()
            .for_each(|done| done.unwrap());
        let asked = join_all(all.iter_mut().enumerate().map(|(n, v)| ask(&servers[n % 2], &stage, v))).await;
        let inside = shop.number("SELECT count(*) FROM room_entries WHERE state = 'inside'").await;
        assert!(inside <= 7, "{inside}");
        assert_eq!(shop.number("SELECT inside::bigint FROM rooms").await, inside);
        assert_eq!(
            shop.number("SELECT waiting::bigint FROM rooms").await,
            shop.number("SELECT count(*) FROM room_entries WHERE state = 'waiting'").await
        );
        // A pass of one server counts at the other; who has had their turn goes.
        for (n, standing) in asked.iter().enumerate() {
            if matches!(standing, Standing::Turn { .. }) {
                hold(&servers[(n + 1) % 2], &stage, &all[n]).await.unwrap();
                servers[n % 2].selling.leave_room(stage.event, &all[n]).await.unwrap();
                all[n].pass = None;
                served += 1;
            }
        }
    }
    assert_eq!(served, 30, "everyone has their turn");
    let refused = sqlx::query("UPDATE rooms SET inside = 8").execute(&shop.owner).await.unwrap_err().to_string();
    assert!(refused.contains("rooms_never_overfull"), "{refused}");
}

#[tokio::test]
async fn one_visitor_has_one_place_and_keeps_it() {
    let (shop, stage) = scheduled(1).await;
    let other = shop.second_server().await;
    let me = someone(&shop.flows);
    // Two tabs, two servers, at once, and a reload without what was given.
    let (mut tab, mut second_tab) = (me.clone(), me.clone());
    let (one, two) = futures::join!(enter(&shop.flows, &stage, &mut tab), enter(&other, &stage, &mut second_tab));
    assert_eq!(one, two);
    let mut again = me.clone();
    assert_eq!(enter(&shop.flows, &stage, &mut again).await, one);
    assert_eq!(shop.number("SELECT count(*) FROM room_entries").await, 1);
    // Asleep for an hour and a half: not called, but not forgotten.
    let mut awake = someone(&shop.flows);
    enter(&shop.flows, &stage, &mut awake).await;
    pass_time(&shop, Duration::minutes(90)).await;
    assert!(matches!(ask(&shop.flows, &stage, &mut awake).await, Standing::Queued { .. }));
    pass_time(&shop, Duration::seconds(2)).await;
    assert!(matches!(ask(&shop.flows, &stage, &mut awake).await, Standing::Turn { .. }));
    let mine = ask(&shop.flows, &stage, &mut tab).await;
    assert!(matches!(mine, Standing::Queued { .. }), "{mine:?}");
    shop.flows.selling.leave_room(stage.event, &awake).await.unwrap();
    pass_time(&shop, Duration::seconds(2)).await;
    assert!(matches!(ask(&shop.flows, &stage, &mut tab).await, Standing::Turn { .. }));
}

#[tokio::test]
async fn a_pass_is_for_its_bearer_its_room_and_its_time() {
    let (shop, stage) = scheduled(2).await;
    let mut me = someone(&shop.flows);
    enter(&shop.flows, &stage, &mut me).await;
    pass_time(&shop, Duration::hours(1)).await;
    ask(&shop.flows, &stage, &mut me).await;
    pass_time(&shop, Duration::seconds(2)).await;
    assert!(matches!(ask(&shop.flows, &stage, &mut me).await, Standing::Turn { .. }));
    hold(&shop.flows, &stage, &me).await.unwrap();

    let nobody = Visitor { pass: None, ..me.clone() };
    assert!(is_sent_to_wait(&hold(&shop.flows, &stage, &nobody).await));
    let pass = me.pass.clone().unwrap();
    for at in [0, pass.len() / 2, pass.len() - 1] {
        let mut forged = pass.clone().into_bytes();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = Visitor { pass: String::from_utf8(forged).ok(), ..me.clone() };
        assert!(is_sent_to_wait(&hold(&shop.flows, &stage, &forged).await), "letter {at}");
    }
    let handed_on = Visitor { pass: me.pass.clone(), ..someone(&shop.flows) };
    assert!(is_sent_to_wait(&hold(&shop.flows, &stage, &handed_on).await), "another visitor's pass");
    let elsewhere = shop.stage(10).await;
    let opens_at = shop.now();
    protect(&shop, &elsewhere, Some(elsewhere.event), RoomRule::Scheduled { opens_at }, 2).await;
    assert!(is_sent_to_wait(&hold(&shop.flows, &elsewhere, &me).await), "a pass of another event");
    // The counter has its own queue.
    let till =
        shop.flows.selling.add_to_cart(None, Channel::Till, Locale::En, &[claim(&stage, 1)], Visitor::UNKNOWN).await;
    till.unwrap();

    // Half an hour is the end of it, however busy one was.
    for _ in 0..5 {
        pass_time(&shop, Duration::minutes(7)).await;
        if let Err(refused) = hold(&shop.flows, &stage, &me).await {
            assert!(matches!(refused, Failure::Refused(HoldRefusal::WaitingRoom { .. })), "{refused:?}");
        }
    }
    assert!(is_sent_to_wait(&hold(&shop.flows, &stage, &me).await));
    assert_eq!(shop.number("SELECT inside::bigint FROM rooms WHERE drawn > 0").await, 0);
}

#[tokio::test]
async fn leaving_and_not_being_seen_free_the_place() {
    let (shop, stage) = scheduled(1).await;
    let mut people: Vec<Visitor> = (0..3).map(|_| someone(&shop.flows)).collect();
    for visitor in &mut people {
        enter(&shop.flows, &stage, visitor).await;
    }
    pass_time(&shop, Duration::hours(1)).await;
    let turn = async |people: &mut [Visitor]| -> Vec<usize> {
        let mut turns = Vec::new();
        for (n, visitor) in people.iter_mut().enumerate() {
            if matches!(ask(&shop.flows, &stage, visitor).await, Standing::Turn { .. }) {
                turns.push(n);
            }
        }
        turns
    };
    turn(&mut people).await;
    pass_time(&shop, Duration::seconds(2)).await;
    let first = turn(&mut people).await;
    assert_eq!(first.len(), 1);
    shop.flows.selling.leave_room(stage.event, &people[first[0]]).await.unwrap();
    let left = people.remove(first[0]);
    assert!(is_sent_to_wait(&hold(&shop.flows, &stage, &left).await), "who left has no pass any more");
    pass_time(&shop, Duration::seconds(2)).await;
    let next = turn(&mut people).await;
    assert_eq!(next.len(), 1, "the next one is let in");
    // The other one closes the page, and the one inside is silent for ten minutes: both are gone.
    let away = &people[1 - next[0]];
    shop.flows.selling.away_from_room(stage.event, away, None).await.unwrap();
    pass_time(&shop, Duration::minutes(11)).await;
    assert_eq!(shop.number("SELECT (inside + waiting)::bigint FROM rooms").await, 0);
    assert!(is_sent_to_wait(&hold(&shop.flows, &stage, &people[next[0]]).await));
}

#[tokio::test]
async fn a_page_that_is_loaded_anew_keeps_its_place_awake() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    protect(&shop, &stage, Some(stage.event), RoomRule::Auto, 1).await;
    let inside = someone(&shop.flows);
    for visitor in [&inside, &someone(&shop.flows)] {
        hold(&shop.flows, &stage, visitor).await.unwrap();
    }
    pass_time(&shop, Duration::seconds(1)).await;
    let mut visitor = someone(&shop.flows);
    assert!(matches!(enter(&shop.flows, &stage, &mut visitor).await, Standing::Queued { .. }));
    let told = shop.now();
    shop.clock.advance(Duration::seconds(1));
    // The page is loaded anew, and only then is it heard that the old one was closed.
    ask(&shop.flows, &stage, &mut visitor).await;
    shop.flows.selling.away_from_room(stage.event, &visitor, Some(told)).await.unwrap();
    pass_time(&shop, Duration::minutes(7)).await;
    assert!(matches!(ask(&shop.flows, &stage, &mut visitor).await, Standing::Queued { .. } | Standing::Turn { .. }));
}

#[tokio::test]
async fn a_room_opens_by_itself_lets_shoppers_go_on_and_closes_again() {
    let shop = Shop::open().await;
    let stage = shop.stage(1_000).await;
    // Before the whole shop, so that it holds for every event without settings of its own.
    protect(&shop, &stage, None, RoomRule::Auto, 4).await;
    let mut shoppers: Vec<Visitor> = (0..4).map(|_| someone(&shop.flows)).collect();
    for visitor in &shoppers {
        hold(&shop.flows, &stage, visitor).await.unwrap();
    }
    pass_time(&shop, Duration::seconds(1)).await;
    let mut fifth = someone(&shop.flows);
    assert_eq!(ask(&shop.flows, &stage, &mut fifth).await, Standing::Free);
    shop.clock.advance(Duration::seconds(1));
    hold(&shop.flows, &stage, &fifth).await.unwrap();
    pass_time(&shop, Duration::seconds(1)).await;
    let mut sixth = someone(&shop.flows);
    assert!(is_sent_to_wait(&hold(&shop.flows, &stage, &sixth).await));
    assert!(matches!(enter(&shop.flows, &stage, &mut sixth).await, Standing::Queued { .. }));
    for visitor in &mut shoppers {
        let standing = enter(&shop.flows, &stage, visitor).await;
        assert!(matches!(standing, Standing::Turn { .. }), "who shopped already goes on: {standing:?}");
        hold(&shop.flows, &stage, visitor).await.unwrap();
        shop.flows.selling.leave_room(stage.event, visitor).await.unwrap();
    }
    let mut inside = None;
    for _ in 0..4 {
        pass_time(&shop, Duration::seconds(2)).await;
        if let Standing::Turn { .. } = ask(&shop.flows, &stage, &mut sixth).await {
            inside = Some(());
        }
    }
    assert!(inside.is_some());
    pass_time(&shop, Duration::minutes(15)).await;
    assert_eq!(ask(&shop.flows, &stage, &mut sixth).await, Standing::Free);
    hold(&shop.flows, &stage, &someone(&shop.flows)).await.unwrap();
}

#[tokio::test]
async fn thousands_wait_without_a_row_being_touched() {
    let (shop, stage) = scheduled(1).await;
    let mut crowd: Vec<Visitor> = (0..2_000).map(|_| someone(&shop.flows)).collect();
    join_all(crowd.iter_mut().map(|v| enter(&shop.flows, &stage, v))).await;
    pass_time(&shop, Duration::hours(1)).await;
    // Whatever writes a row changes who wrote it last.
    let written = "SELECT sum(xmin::text::bigint)::bigint FROM (SELECT xmin FROM rooms UNION ALL SELECT xmin FROM room_entries) x";
    let before = shop.number(written).await;
    let asked: Vec<Standing> = join_all(crowd.iter_mut().map(|v| ask(&shop.flows, &stage, v))).await;
    let again: Vec<Standing> = join_all(crowd.iter_mut().map(|v| ask(&shop.flows, &stage, v))).await;
    assert_eq!(asked, again);
    assert_eq!(shop.number(written).await, before);
    let mut places: Vec<(u64, u32)> =
        asked.iter().filter(|s| matches!(s, Standing::Queued { .. })).map(place_of).collect();
    places.sort_unstable();
    assert!(places.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1));
}

#[tokio::test]
async fn whoever_left_the_queue_is_outside_at_every_server_and_may_come_again() {
    let (shop, stage) = scheduled(1).await;
    let other = shop.second_server().await;
    let (mut me, mut ahead) = (someone(&shop.flows), someone(&shop.flows));
    enter(&shop.flows, &stage, &mut ahead).await;
    let Standing::BeforeDraw { entry, .. } = enter(&shop.flows, &stage, &mut me).await else {
        panic!("no draw to wait for")
    };
    shop.flows.selling.leave_room(stage.event, &me).await.unwrap();
    for server in [&shop.flows, &other] {
        let standing = ask(server, &stage, &mut me).await;
        assert!(matches!(standing, Standing::Outside { .. }), "{standing:?}");
    }
    let Standing::BeforeDraw { entry: anew, .. } = enter(&other, &stage, &mut me).await else { panic!("no way back") };
    assert_ne!(entry, anew);

    // Lapsed while the page was closed for hours, at a server that has never seen them.
    pass_time(&shop, Duration::hours(1)).await;
    let (place, _) = place_of(&ask(&shop.flows, &stage, &mut if_waiting(&shop, &stage, [&me, &ahead]).await).await);
    assert!(place <= 2);
    let mut waits = if_waiting(&shop, &stage, [&me, &ahead]).await;
    pass_time(&shop, Duration::hours(3)).await;
    let standing = ask(&shop.second_server().await, &stage, &mut waits).await;
    assert!(matches!(standing, Standing::Outside { .. } | Standing::Free), "{standing:?}");
}

/// The one of two who isn't inside after the draw.
async fn if_waiting(shop: &Shop, stage: &Stage, people: [&Visitor; 2]) -> Visitor {
    for person in people {
        let mut person = person.clone();
        if matches!(ask(&shop.flows, stage, &mut person).await, Standing::Queued { .. }) {
            return person;
        }
    }
    panic!("nobody waits");
}

#[tokio::test]
async fn those_who_wait_at_two_servers_are_called_by_their_places_right_after_the_draw() {
    let (shop, stage) = scheduled(20).await;
    let servers = [shop.flows.clone(), shop.second_server().await];
    let mut people: Vec<Visitor> = (0..60).map(|_| someone(&shop.flows)).collect();
    for (n, person) in people.iter_mut().enumerate() {
        enter(&servers[n % 2], &stage, person).await;
    }
    // An hour of asking every two minutes, as pages do.
    for _ in 0..29 {
        shop.clock.advance(Duration::minutes(2));
        for (n, person) in people.iter_mut().enumerate() {
            ask(&servers[n % 2], &stage, person).await;
        }
        for server in &servers {
            server.selling.admit_everywhere().await.unwrap();
        }
    }
    pass_time(&shop, Duration::minutes(2)).await;
    let skipped = "SELECT count(*) FROM room_entries WHERE state = 'waiting' \
                   AND place < (SELECT max(place) FROM room_entries WHERE state = 'inside')";
    assert_eq!(shop.number("SELECT count(*) FROM room_entries WHERE state = 'inside'").await, 20);
    assert_eq!(shop.number(skipped).await, 0);
}

#[tokio::test]
async fn places_are_not_taken_by_the_thousand_from_one_address() {
    let (shop, stage) = scheduled(5).await;
    let from = |last: u8| Some(std::net::IpAddr::from([203, 0, 113, last]));
    let mut taken = 0;
    let refused = loop {
        let visitor = Visitor { address: from(1), ..someone(&shop.flows) };
        match shop.flows.selling.enter_room(stage.event, &visitor).await {
            Ok(_) if taken < 1_000 => taken += 1,
            other => break other,
        }
    };
    assert!(
        matches!(refused, Err(Failure::Refused(RoomRefusal::TooOften { wait_seconds: 1.. }))),
        "{taken} taken, then {refused:?}"
    );
    assert_eq!(taken, Protection::default().address_per_minute);
    let neighbor = Visitor { address: from(2), ..someone(&shop.flows) };
    shop.flows.selling.enter_room(stage.event, &neighbor).await.unwrap();
}

#[tokio::test]
async fn a_room_that_was_closed_before_its_draw_can_open_again() {
    let (shop, stage) = scheduled(5).await;
    let opens_at = shop.now();
    protect(&shop, &stage, Some(stage.event), RoomRule::Off, 5).await;
    assert_eq!(ask(&shop.flows, &stage, &mut someone(&shop.flows)).await, Standing::Free);
    // The same hour as before.
    protect(&shop, &stage, Some(stage.event), RoomRule::Scheduled { opens_at }, 5).await;
    let standing = enter(&shop.flows, &stage, &mut someone(&shop.flows)).await;
    assert!(matches!(standing, Standing::BeforeDraw { .. }), "{standing:?}");
}
