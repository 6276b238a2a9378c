//! The gate: one person per ticket, whatever is scanned, however often and at how many gates at once.

use crate::Shop;
use base::{Actor, Failure};
use chrono::Duration;
use domain::admission::{Direction, Reason, Scan, Verdict};
use domain::cart::Secret;
use domain::gate::ScanRefusal;
use domain::role::Role;
use futures::future::join_all;
use kit::Stage;

struct Gate {
    shop: Shop,
    stage: Stage,
    steward: Actor,
    codes: Vec<String>,
}

impl Gate {
    /// A gate at the hour of the performance, and some tickets for it.
    async fn open(tickets: u32) -> Gate {
        let shop = Shop::open().await;
        let stage = shop.stage(50).await;
        let (_, order) = shop.buy(&stage, tickets).await;
        shop.clock.advance(Duration::days(30) - Duration::minutes(20));
        let steward = shop.staff(stage.organizer, Role::Steward).await;
        Gate { shop, stage, steward, codes: order.tickets.into_iter().map(|ticket| ticket.code).collect() }
    }

    fn scan(&self, code: &str, gate: &str, direction: Direction, nonce: &str) -> Scan {
        Scan {
            code: code.into(),
            gate: gate.into(),
            direction,
            at: self.shop.now(),
            nonce: nonce.into(),
            performances: Vec::new(),
        }
    }

    async fn verdict(&self, code: &str, direction: Direction, nonce: &str) -> Verdict {
        let scan = self.scan(code, "North", direction, nonce);
        self.shop.flows.door.validate(&self.steward, &scan).await.unwrap().verdict
    }
}

fn refused(reason: Reason) -> Verdict {
    Verdict::Refused { reason }
}

#[tokio::test]
async fn of_sixty_four_scans_at_once_one_lets_in() {
    let gate = Gate::open(1).await;
    let scans: Vec<Scan> = (0..64)
        .map(|n| gate.scan(&gate.codes[0], if n % 2 == 0 { "North" } else { "South" }, Direction::In, &format!("n{n}")))
        .collect();
    let answers = join_all(scans.iter().map(|scan| gate.shop.flows.door.validate(&gate.steward, scan))).await;
    let verdicts: Vec<Verdict> = answers.into_iter().map(|answer| answer.unwrap().verdict).collect();
    assert_eq!(verdicts.iter().filter(|v| **v == Verdict::Admitted).count(), 1);
    assert_eq!(verdicts.iter().filter(|v| **v == refused(Reason::AlreadyUsed)).count(), 63);
    let counts = gate.shop.flows.door.gate_counts(&gate.steward, &[gate.stage.performance]).await.unwrap();
    assert_eq!((counts.expected, counts.inside, counts.entries, counts.refused), (1, 1, 1, 63));
    assert_eq!(gate.shop.number("SELECT count(*) FROM event_stream WHERE kind LIKE 'ticket.%'").await, 64);
}

#[tokio::test]
async fn the_same_nonce_is_the_same_scan() {
    let gate = Gate::open(1).await;
    let scan = gate.scan(&gate.codes[0], "North", Direction::In, "once");
    let answers = join_all((0..32).map(|_| gate.shop.flows.door.validate(&gate.steward, &scan))).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers[0].verdict, Verdict::Admitted);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    // Whatever happens to the ticket later, the old scan keeps its old answer.
    assert_eq!(gate.verdict(&gate.codes[0], Direction::Out, "leave").await, Verdict::Left);
    assert_eq!(gate.shop.flows.door.validate(&gate.steward, &scan).await.unwrap(), answers[0]);
    assert_eq!(gate.shop.number("SELECT count(*) FROM admissions").await, 2);
}

#[tokio::test]
async fn a_nonce_is_one_scan_of_one_device() {
    let gate = Gate::open(2).await;
    let flows = &gate.shop.flows;
    let first = gate.scan(&gate.codes[0], "North", Direction::In, "1");
    let admitted = flows.door.validate(&gate.steward, &first).await.unwrap();
    assert_eq!(admitted.verdict, Verdict::Admitted);
    let others = [
        Scan { code: "HELLO".into(), ..first.clone() },
        Scan { code: gate.codes[1].clone(), ..first.clone() },
        Scan { direction: Direction::Out, ..first.clone() },
        Scan { performances: vec![gate.stage.performance], ..first.clone() },
    ];
    // Sent again it is written down as often as before.
    for other in others.iter().chain(&others) {
        let refused = flows.door.validate(&gate.steward, other).await;
        assert!(matches!(refused, Err(Failure::Refused(ScanRefusal::NonceReused))), "{other:?}");
    }
    let written = "SELECT count(*) FROM admissions WHERE reason = 'nonce_reused'";
    assert_eq!(gate.shop.number(written).await, 4);
    let counts = gate.shop.flows.door.gate_counts(&gate.steward, &[gate.stage.performance]).await.unwrap();
    assert_eq!((counts.inside, counts.entries, counts.exits, counts.refused), (1, 1, 0, 3), "and decides nothing");
    assert_eq!(flows.door.validate(&gate.steward, &first).await.unwrap(), admitted, "the scan itself has its answer");

    // Whoever else counts 1, 2, 3 isn't disturbed: at another gate, or with another's hands.
    let elsewhere = gate.scan(&gate.codes[0], "South", Direction::In, "1");
    assert_eq!(flows.door.validate(&gate.steward, &elsewhere).await.unwrap().verdict, refused(Reason::AlreadyUsed));
    let colleague = gate.shop.staff(gate.stage.organizer, Role::Steward).await;
    let same = gate.scan(&gate.codes[1], "North", Direction::In, "1");
    assert_eq!(flows.door.validate(&colleague, &same).await.unwrap().verdict, Verdict::Admitted);
}

#[tokio::test]
async fn two_scans_under_one_nonce_at_once_are_one_scan_and_a_refusal() {
    let gate = Gate::open(2).await;
    let scans = [0, 1].map(|n| gate.scan(&gate.codes[n], "North", Direction::In, "same"));
    let answers = join_all(scans.iter().map(|scan| gate.shop.flows.door.validate(&gate.steward, scan))).await;
    assert_eq!(answers.iter().filter(|a| a.as_ref().is_ok_and(|a| a.verdict == Verdict::Admitted)).count(), 1);
    let reused = |a: &Result<_, _>| matches!(a, Err(Failure::Refused(ScanRefusal::NonceReused)));
    assert_eq!(answers.iter().filter(|a| reused(a)).count(), 1);
    assert_eq!(gate.shop.number("SELECT count(*) FROM tickets WHERE inside").await, 1);
    assert_eq!(gate.shop.number("SELECT count(*) FROM admissions").await, 2);
}

#[tokio::test]
async fn nonsense_sent_twice_at_once_is_answered_and_kept_once() {
    let gate = Gate::open(1).await;
    let scan = gate.scan("https://example.org/menu\0", "North", Direction::In, "menu");
    let answers = join_all((0..16).map(|_| gate.shop.flows.door.validate(&gate.steward, &scan))).await;
    assert!(answers.into_iter().all(|answer| answer.unwrap().verdict == refused(Reason::NotATicket)));
    assert_eq!(gate.shop.number("SELECT count(*) FROM admissions").await, 1);
}

#[tokio::test]
async fn who_left_may_come_back_and_who_is_in_may_not_enter_again() {
    let gate = Gate::open(1).await;
    let code = gate.codes[0].clone();
    for (n, (direction, expect)) in [
        (Direction::Out, refused(Reason::NotInside)),
        (Direction::In, Verdict::Admitted),
        (Direction::In, refused(Reason::AlreadyUsed)),
        (Direction::Out, Verdict::Left),
        (Direction::In, Verdict::Admitted),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(gate.verdict(&code, direction, &format!("s{n}")).await, expect, "step {n}");
    }
    let again = gate.scan(&code, "South", Direction::In, "again");
    let answer = gate.shop.flows.door.validate(&gate.steward, &again).await.unwrap();
    let earlier = answer.earlier.expect("when and where it was used");
    assert_eq!((earlier.gate.as_str(), earlier.direction), ("North", Direction::In));
    assert_eq!(answer.ticket.expect("a ticket").holder.as_deref(), Some("Maria Rossi"));
}

#[tokio::test]
async fn each_reason_to_refuse_is_its_own() {
    let gate = Gate::open(3).await;
    let (shop, flows) = (&gate.shop, &gate.shop.flows);
    let forged = format!("{}A", &gate.codes[0][..gate.codes[0].len() - 1]);
    let forged = if forged == gate.codes[0] { format!("{}Q", &forged[..forged.len() - 1]) } else { forged };
    assert_eq!(gate.verdict(&forged, Direction::In, "forged").await, refused(Reason::Forged));
    // Another organizer's ticket is signed with keys this one doesn't know.
    let other = shop.stage(5).await;
    let (_, foreign) = shop.buy(&other, 1).await;
    assert_eq!(gate.verdict(&foreign.tickets[0].code, Direction::In, "foreign").await, refused(Reason::Forged));
    // Dates the gate wasn't set to.
    let elsewhere = domain::ids::PerformanceId(uuid::Uuid::new_v4());
    let scan = Scan { performances: vec![elsewhere], ..gate.scan(&gate.codes[0], "North", Direction::In, "date") };
    let answer = flows.door.validate(&gate.steward, &scan).await.unwrap();
    assert_eq!(answer.verdict, refused(Reason::WrongPerformance));
    // Given back.
    let manager = shop.staff(gate.stage.organizer, Role::Manager).await;
    let claim = domain::code::read(&gate.codes[1]).unwrap();
    let order = sqlx::query_scalar("SELECT order_id FROM tickets WHERE id = $1")
        .bind(claim.ticket.0)
        .fetch_one(&shop.owner)
        .await
        .unwrap();
    let order = domain::ids::OrderId(order);
    flows.money.refund_tickets(&manager, order, &[claim.ticket], "ill", "k1").await.unwrap();
    assert_eq!(gate.verdict(&gate.codes[1], Direction::In, "refunded").await, refused(Reason::Refunded));
    // Cancelled by the organizer.
    sqlx::query("UPDATE performances SET status = 'cancelled'").execute(&shop.owner).await.unwrap();
    assert_eq!(gate.verdict(&gate.codes[2], Direction::In, "off").await, refused(Reason::PerformanceCancelled));
}

#[tokio::test]
async fn a_gate_without_dates_admits_to_what_is_on_and_nothing_else() {
    let gate = Gate::open(1).await;
    gate.shop.clock.advance(Duration::days(-3));
    assert_eq!(gate.verdict(&gate.codes[0], Direction::In, "early").await, refused(Reason::WrongPerformance));
    assert!(gate.shop.flows.door.gate_performances(&gate.steward).await.unwrap().is_empty());
    gate.shop.clock.advance(Duration::days(3));
    let offered = gate.shop.flows.door.gate_performances(&gate.steward).await.unwrap();
    assert_eq!(offered.len(), 1);
    assert_eq!(offered[0].counts.expected, 1);
    assert_eq!(gate.verdict(&gate.codes[0], Direction::In, "now").await, Verdict::Admitted);
}

#[tokio::test]
async fn whoever_forgot_their_phone_is_found_by_name_or_number() {
    let gate = Gate::open(2).await;
    let flows = &gate.shop.flows;
    let found = flows.door.find_tickets_at_gate(&gate.steward, "rossi", &[]).await.unwrap();
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|one| gate.codes.contains(&one.code) && one.inside_since.is_none()));
    assert_ne!(found[0].ticket.sale_number, found[1].ticket.sale_number, "what tells them apart");
    assert_eq!(gate.verdict(&found[1].code, Direction::In, "in").await, Verdict::Admitted);
    let again = flows.door.find_tickets_at_gate(&gate.steward, "rossi", &[]).await.unwrap();
    let inside: Vec<_> = again.iter().map(|one| one.inside_since.as_ref().map(|since| since.gate.as_str())).collect();
    assert_eq!(inside, [None, Some("North")]);
    let number = found[0].ticket.order_number.to_lowercase();
    assert_eq!(flows.door.find_tickets_at_gate(&gate.steward, &number, &[]).await.unwrap().len(), 2);
    for nothing in ["", "r", "%%", "__", "r\0o", "verdi"] {
        assert!(flows.door.find_tickets_at_gate(&gate.steward, nothing, &[]).await.unwrap().is_empty(), "{nothing:?}");
    }
}

#[tokio::test]
async fn only_who_may_admit_admits_and_a_bad_scan_is_refused_by_name() {
    let gate = Gate::open(1).await;
    let viewer = gate.shop.staff(gate.stage.organizer, Role::Viewer).await;
    let scan = gate.scan(&gate.codes[0], "North", Direction::In, "v");
    assert!(matches!(gate.shop.flows.door.validate(&viewer, &scan).await, Err(Failure::Denied(_))));
    let nameless = Scan { nonce: String::new(), ..scan };
    let refusal = gate.shop.flows.door.validate(&gate.steward, &nameless).await;
    assert!(matches!(refusal, Err(Failure::Refused(ScanRefusal::Nonce { .. }))));
    assert_eq!(gate.shop.number("SELECT count(*) FROM admissions").await, 0);
    assert!(Secret::parse(&gate.codes[0]).is_none());
}
