//! The gate's desk: scans that share a transaction are decided as if each had come alone, on one server or on two.

use crate::{Flows, Shop};
use base::{Actor, Failure};
use chrono::Duration;
use domain::admission::{Direction, Reason, Scan, ScanAnswer, Verdict};
use domain::gate::ScanRefusal;
use domain::role::Role;
use futures::future::join_all;
use kit::Stage;
use std::collections::HashMap;
use std::sync::Arc;

/// Two servers on one database, at the hour of the performance.
struct Gates {
    shop: Shop,
    stage: Stage,
    steward: Actor,
    servers: [Flows; 2],
    codes: Vec<String>,
}

impl Gates {
    async fn open(tickets: u32) -> Gates {
        let shop = Shop::open().await;
        let stage = shop.stage(100).await;
        let mut codes = Vec::new();
        while codes.len() < tickets as usize {
            let (_, order) = shop.buy(&stage, (tickets - codes.len() as u32).min(10)).await;
            codes.extend(order.tickets.into_iter().map(|ticket| ticket.code));
        }
        shop.clock.advance(Duration::days(30) - Duration::minutes(20));
        let steward = shop.staff(stage.organizer, Role::Steward).await;
        let other = shop.second_server().await;
        let servers = [shop.flows.clone(), other];
        Gates { shop, stage, steward, servers, codes }
    }

    fn scan(&self, code: &str, direction: Direction, nonce: &str) -> Scan {
        Scan {
            code: code.into(),
            gate: format!("Gate {nonce}"),
            direction,
            at: self.shop.now(),
            nonce: nonce.into(),
            performances: Vec::new(),
        }
    }

    fn entry(&self, ticket: usize, nonce: &str) -> Scan {
        self.scan(&self.codes[ticket], Direction::In, nonce)
    }

    /// All at the same moment at one server: they gather while the first of them wakes the desk.
    async fn together(&self, scans: &[Scan]) -> Vec<ScanAnswer> {
        let answers = join_all(scans.iter().map(|scan| self.servers[0].door.validate(&self.steward, scan))).await;
        answers.into_iter().map(|answer| answer.expect("an answer")).collect()
    }

    /// A server that has met the organizer's keys doesn't have to ask for them before a scan queues up.
    async fn meet_keys(&self) {
        for (n, server) in self.servers.iter().enumerate() {
            let early = self.scan(&self.codes[0], Direction::Out, &format!("early{n}"));
            let answer = server.door.validate(&self.steward, &early).await.expect("an answer");
            assert_eq!(answer.verdict, refused(Reason::NotInside));
        }
    }
}

fn refused(reason: Reason) -> Verdict {
    Verdict::Refused { reason }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_scans_at_two_servers_let_each_of_fifty_in_once() {
    let gates = Arc::new(Gates::open(50).await);
    let tasks = (0..64).map(|task| {
        let gates = gates.clone();
        tokio::spawn(async move {
            let mut done = Vec::new();
            for n in (task..200).step_by(64) {
                let scan = gates.entry(n % 50, &format!("n{n}"));
                let answer = gates.servers[n / 50 % 2].door.validate(&gates.steward, &scan).await.expect("an answer");
                done.push((scan, answer));
            }
            done
        })
    });
    let done: Vec<(Scan, ScanAnswer)> =
        join_all(tasks).await.into_iter().flat_map(|task| task.expect("a task")).collect();
    let mut let_in = HashMap::new();
    for (scan, answer) in done.iter().filter(|(_, answer)| answer.verdict == Verdict::Admitted) {
        assert_eq!(answer.earlier, None);
        assert!(let_in.insert(scan.code.clone(), scan.gate.clone()).is_none(), "nobody comes in twice");
    }
    assert_eq!((done.len(), let_in.len()), (200, 50));
    for (scan, answer) in &done {
        let ticket = answer.ticket.as_ref().expect("a ticket");
        assert_eq!(ticket.id, domain::code::read(&scan.code).expect("a code").ticket);
        if answer.verdict != Verdict::Admitted {
            assert_eq!(answer.verdict, refused(Reason::AlreadyUsed));
            assert_eq!(answer.earlier.as_ref().map(|e| &e.gate), let_in.get(&scan.code), "where they came in");
        }
    }
    for (n, (scan, answer)) in done.iter().enumerate() {
        let again = gates.servers[n % 2].door.validate(&gates.steward, scan).await.expect("an answer");
        assert_eq!(again, *answer, "the same scan has the same answer, whoever is asked");
    }
    let counts = gates.shop.flows.door.gate_counts(&gates.steward, &[gates.stage.performance]).await.unwrap();
    assert_eq!((counts.inside, counts.entries, counts.refused), (50, 50, 150));
    assert_eq!(gates.shop.number("SELECT count(*) FROM event_stream WHERE kind LIKE 'ticket.%'").await, 200);
}

#[tokio::test]
async fn scans_of_one_ticket_in_one_transaction_are_decided_in_turn() {
    let gates = Gates::open(2).await;
    gates.meet_keys().await;
    use Direction::{In, Out};
    let steps = [
        (In, Verdict::Admitted, None),
        (In, refused(Reason::AlreadyUsed), Some(0)),
        (Out, Verdict::Left, Some(0)),
        (Out, refused(Reason::NotInside), Some(2)),
        (In, Verdict::Admitted, Some(2)),
        (In, refused(Reason::AlreadyUsed), Some(4)),
    ];
    let scan = |n: usize, direction| gates.scan(&gates.codes[1], direction, &format!("s{n}"));
    let scans: Vec<Scan> = steps.iter().enumerate().map(|(n, (direction, ..))| scan(n, *direction)).collect();
    let answers = gates.together(&scans).await;
    for (n, (answer, (_, verdict, earlier))) in answers.iter().zip(&steps).enumerate() {
        assert_eq!(answer.verdict, *verdict, "step {n}");
        assert_eq!(
            answer.earlier.as_ref().map(|e| e.gate.clone()),
            earlier.map(|at| format!("Gate s{at}")),
            "step {n}"
        );
    }
    let transactions =
        gates.shop.number("SELECT count(DISTINCT xmin::text) FROM admissions WHERE nonce LIKE 's_'").await;
    assert_eq!(transactions, 1);
    let in_order = "SELECT count(*) FROM (SELECT nonce, lag(nonce) OVER (ORDER BY number) AS before FROM admissions \
                    WHERE nonce LIKE 's_') n WHERE before > nonce";
    assert_eq!(gates.shop.number(in_order).await, 0);
    assert_eq!(gates.shop.number("SELECT count(*) FROM tickets WHERE inside").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_nonce_ten_times_at_two_servers_is_one_scan() {
    let gates = Gates::open(1).await;
    let nonsense = gates.scan("https://example.org/menu", Direction::In, "menu");
    for scan in [gates.entry(0, "once"), nonsense] {
        let sent = (0..10).map(|n| gates.servers[n % 2].door.validate(&gates.steward, &scan));
        let answers: Vec<ScanAnswer> =
            join_all(sent).await.into_iter().map(|answer| answer.expect("an answer")).collect();
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
    assert_eq!(gates.shop.number("SELECT count(*) FROM admissions").await, 2);
    assert_eq!(gates.shop.number("SELECT count(*) FROM tickets WHERE inside").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_loses_a_nonce_to_another_server_lets_nobody_in() {
    let gates = Gates::open(40).await;
    gates.meet_keys().await;
    for round in 0..20 {
        // A device that gives two guests one nonce, at two servers at once, among scans that are as they should be.
        let (one, two) = (round * 2, round * 2 + 1);
        let nonce = format!("both{round}");
        let (a, b) = (gates.entry(one, &nonce), gates.entry(two, &nonce));
        let (menu_a, menu_b) = (
            gates.scan("menu", Direction::In, &format!("a{round}")),
            gates.scan("menu", Direction::In, &format!("b{round}")),
        );
        let [here, there] = &gates.servers;
        let steward = &gates.steward;
        let (a, b, _, _) = tokio::join!(
            here.door.validate(steward, &a),
            there.door.validate(steward, &b),
            here.door.validate(steward, &menu_a),
            there.door.validate(steward, &menu_b),
        );
        // One of them is the scan of that name; the other is told so, and not the first guest's name.
        let (scan, other) = if a.is_ok() { (a, b) } else { (b, a) };
        assert_eq!(scan.expect("an answer").verdict, Verdict::Admitted);
        assert!(matches!(other, Err(Failure::Refused(ScanRefusal::NonceReused))), "{other:?}");
        let inside = gates.shop.number("SELECT count(*) FROM tickets WHERE inside").await;
        assert_eq!(inside, i64::try_from(round).unwrap() + 1, "only whom the answer names");
    }
}

#[tokio::test]
async fn one_scan_that_breaks_leaves_the_others_their_answers() {
    let gates = Gates::open(8).await;
    gates.meet_keys().await;
    let breaks = "CREATE FUNCTION break_bad() RETURNS trigger LANGUAGE plpgsql AS \
                  $$ BEGIN RAISE EXCEPTION 'this one breaks'; END $$";
    sqlx::query(breaks).execute(&gates.shop.owner).await.unwrap();
    let when = "CREATE TRIGGER bad BEFORE INSERT ON admissions FOR EACH ROW WHEN (NEW.nonce = 'bad') \
                EXECUTE FUNCTION break_bad()";
    sqlx::query(when).execute(&gates.shop.owner).await.unwrap();
    let nonce = |n| if n == 3 { "bad".to_owned() } else { format!("good{n}") };
    let scans: Vec<Scan> = (0..8).map(|n| gates.entry(n, &nonce(n))).collect();
    let answers = join_all(scans.iter().map(|scan| gates.servers[0].door.validate(&gates.steward, scan))).await;
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(answer.as_ref().ok().map(|a| a.verdict), (n != 3).then_some(Verdict::Admitted), "scan {n}");
    }
    assert_eq!(gates.shop.number("SELECT count(*) FROM tickets WHERE inside").await, 7);
    sqlx::query("DROP TRIGGER bad ON admissions").execute(&gates.shop.owner).await.unwrap();
    assert_eq!(gates.together(&scans[3..4]).await[0].verdict, Verdict::Admitted);
}

#[tokio::test]
async fn one_ticket_that_cannot_be_told_about_leaves_the_others_their_answers() {
    let gates = Gates::open(4).await;
    gates.meet_keys().await;
    let odd = domain::code::read(&gates.codes[1]).unwrap().ticket;
    let kind = uuid::Uuid::new_v4();
    let new_type = "INSERT INTO ticket_types (organizer_id, id, event_id, name, price_minor, tax_rate_bp, fee_minor) \
                    SELECT organizer_id, $1, event_id, '{\"en\": 1}', price_minor, tax_rate_bp, fee_minor \
                    FROM ticket_types LIMIT 1";
    sqlx::query(new_type).bind(kind).execute(&gates.shop.owner).await.unwrap();
    let of_it = "UPDATE tickets SET ticket_type_id = $1 WHERE id = $2";
    sqlx::query(of_it).bind(kind).bind(odd.0).execute(&gates.shop.owner).await.unwrap();
    let scans: Vec<Scan> = (0..4).map(|n| gates.entry(n, &format!("n{n}"))).collect();
    let answers = join_all(scans.iter().map(|scan| gates.servers[0].door.validate(&gates.steward, scan))).await;
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(answer.as_ref().ok().map(|a| a.verdict), (n != 1).then_some(Verdict::Admitted), "scan {n}");
    }
    // Decided it was: whoever mends the name and scans the same again hears that they were let in.
    sqlx::query("UPDATE ticket_types SET name = '{\"en\": \"Half\"}' WHERE id = $1")
        .bind(kind)
        .execute(&gates.shop.owner)
        .await
        .unwrap();
    assert_eq!(gates.together(&scans[1..2]).await[0].verdict, Verdict::Admitted);
    assert_eq!(gates.shop.number("SELECT count(*) FROM admissions WHERE nonce IN ('n0', 'n1', 'n2', 'n3')").await, 4);
}

#[tokio::test]
async fn a_batch_that_the_database_calls_back_is_tried_again_as_a_whole() {
    let gates = Gates::open(5).await;
    gates.meet_keys().await;
    let steps = [
        "CREATE SEQUENCE tries",
        "CREATE FUNCTION call_back() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS \
         $$ BEGIN IF nextval('tries') <= 3 THEN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER call_back BEFORE INSERT ON admissions FOR EACH STATEMENT EXECUTE FUNCTION call_back()",
    ];
    for step in steps {
        sqlx::query(step).execute(&gates.shop.owner).await.unwrap();
    }
    let scans: Vec<Scan> = (0..10).map(|n| gates.entry(n % 5, &format!("s{n}"))).collect();
    let answers = gates.together(&scans).await;
    for (n, answer) in answers.iter().enumerate() {
        let expect = if n < 5 { Verdict::Admitted } else { refused(Reason::AlreadyUsed) };
        assert_eq!(answer.verdict, expect, "scan {n}");
    }
    assert_eq!(gates.shop.number("SELECT last_value FROM tries").await, 4);
    assert_eq!(gates.shop.number("SELECT count(*) FROM admissions WHERE nonce LIKE 's%'").await, 10);
}
