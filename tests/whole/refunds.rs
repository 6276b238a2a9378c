//! Tickets that were given back, at the gate.

use crate::Shop;
use base::Failure;
use base::idempotency::IdempotencyRefusal;
use domain::admission::{Direction, Reason, Scan, Verdict};
use domain::order::OrderState;
use domain::refusal::OrderRefusal;
use domain::role::Role;
use kit::Stage;
use money::refund::RefundReason;

fn scan(shop: &Shop, stage: &Stage, code: &str, nonce: &str) -> Scan {
    Scan {
        code: code.into(),
        gate: "North".into(),
        direction: Direction::In,
        at: shop.now(),
        nonce: nonce.into(),
        performances: vec![stage.performance],
    }
}

#[tokio::test]
async fn a_refunded_ticket_is_dead_and_its_place_is_on_sale() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    let (placed, order) = shop.buy(&stage, 2).await;
    let staff = shop.staff(stage.organizer, Role::Manager).await;
    let [first, second] = &order.tickets[..] else { panic!("two tickets") };
    shop.flows.money.refund_tickets(&staff, order.id, &[first.id], "cannot come", "k1").await.unwrap();
    let again = shop.flows.money.refund_tickets(&staff, order.id, &[first.id], "cannot come", "k1").await.unwrap_err();
    assert!(matches!(again, Failure::Refused(OrderRefusal::TicketNotValid)));
    shop.work().await;

    let verdict = async |code: &str, nonce: &str| {
        shop.flows.door.validate(&staff, &scan(&shop, &stage, code, nonce)).await.unwrap().verdict
    };
    assert_eq!(verdict(&first.code, "1").await, Verdict::Refused { reason: Reason::Refunded });
    assert_eq!(verdict(&second.code, "2").await, Verdict::Admitted);
    assert_eq!(verdict(&second.code, "3").await, Verdict::Refused { reason: Reason::AlreadyUsed });

    let after = shop.order(&placed).await;
    assert_eq!((after.state, after.refunded.minor), (OrderState::PartlyRefunded, 2650));
    shop.hold(&stage, 1).await;
    shop.audit().await;
}

#[tokio::test]
async fn a_ticket_whose_holder_is_inside_is_asked_about_and_keeps_its_place() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    let (placed, order) = shop.buy(&stage, 2).await;
    let staff = shop.staff(stage.organizer, Role::Manager).await;
    let [first, second] = &order.tickets[..] else { panic!("two tickets") };
    shop.flows.door.validate(&staff, &scan(&shop, &stage, &first.code, "in")).await.unwrap();
    let both = [first.id, second.id];
    let inside = OrderRefusal::HolderInside { count: 1 };
    let refused = shop.flows.money.refund_tickets(&staff, order.id, &both, "ill", "k1").await.unwrap_err();
    assert!(matches!(refused, Failure::Refused(why) if why == inside));
    let refused = shop.flows.money.cancel_order(&staff, order.id, "ill").await.unwrap_err();
    assert!(matches!(refused, Failure::Refused(why) if why == inside));
    let refused = shop.flows.money.refund_once(&staff, order.id, &[first.id], "ill", "k2").await.unwrap_err();
    assert!(matches!(refused, Failure::Refused(IdempotencyRefusal::Refused(why)) if why == inside));
    assert_eq!(shop.order(&placed).await.state, OrderState::Paid, "nothing has happened");

    let meant = RefundReason { words: "ill", though_inside: true };
    shop.flows.money.refund_once(&staff, order.id, &both, meant, "k2").await.unwrap();
    let after = shop.order(&placed).await;
    assert_eq!((after.state, after.refunded), (OrderState::Refunded, order.total));
    // One place is free again; in the other sits somebody.
    assert_eq!(shop.number("SELECT sold::bigint FROM pools").await, 1);
    shop.hold(&stage, 1).await;
    assert_eq!(shop.number("SELECT (capacity - held - sold)::bigint FROM pools").await, 0);
    shop.audit().await;
    // Until they leave: then the place is on sale again, once.
    let inside = shop.flows.door.gate_counts(&staff, &[stage.performance]).await.unwrap().inside;
    assert_eq!(inside, 1, "whoever is there is counted");
    let out = Scan { direction: Direction::Out, ..scan(&shop, &stage, &first.code, "out") };
    let left = shop.flows.door.validate(&staff, &out).await.unwrap();
    assert_eq!(left.verdict, Verdict::Left);
    assert_eq!(shop.number("SELECT sold::bigint FROM pools").await, 0);
    let at_gate = "SELECT count(*) FROM trail WHERE step = 'returned' AND channel = 'gate' AND places = 1";
    assert_eq!(shop.number(at_gate).await, 1, "the trail says where it came back");
    let again = shop.flows.door.validate(&staff, &scan(&shop, &stage, &first.code, "in again")).await.unwrap();
    assert_eq!(again.verdict, Verdict::Refused { reason: Reason::Refunded });
    shop.audit().await;
}
