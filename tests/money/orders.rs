//! Orders as the organizer finds and mends them.

use crate::Shop;
use base::{Actor, Failure};
use domain::audit::Action;
use domain::ids::OrderId;
use domain::order::{OrderQuery, OrderState};
use domain::refusal::OrderRefusal;
use domain::role::Role;

async fn found(shop: &Shop, actor: &Actor, text: &str) -> Vec<OrderId> {
    let query = OrderQuery { text: text.to_owned(), ..Default::default() };
    let rows = shop.flows.money.find_orders(actor, &query).await.unwrap().rows;
    rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn an_order_is_found_by_the_code_and_the_number_of_its_ticket() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let (_, first) = shop.buy(&stage, 2).await;
    let (_, second) = shop.buy(&stage, 1).await;
    let staff = shop.staff(stage.organizer, Role::BoxOffice).await;
    let code = &second.tickets[0].code;
    assert_eq!(found(&shop, &staff, code).await, [second.id]);
    assert_eq!(found(&shop, &staff, &format!(" {} ", code.to_lowercase())).await, [second.id], "as a scanner types it");
    // As on paper; no order's own number has a zero in it.
    assert_eq!(found(&shop, &staff, "000002").await, [first.id]);
    assert_eq!(found(&shop, &staff, " 000003 ").await, [second.id]);
    assert!(found(&shop, &staff, "000004").await.is_empty());
    assert!(found(&shop, &staff, &code[..80]).await.is_empty(), "half a code is none");

    let manager = shop.staff(stage.organizer, Role::Manager).await;
    shop.flows.money.cancel_order(&manager, second.id, "cannot come").await.unwrap();
    assert_eq!(found(&shop, &staff, code).await, [second.id], "a dead ticket still says whose it was");

    let elsewhere = shop.stage(1).await;
    shop.buy(&elsewhere, 1).await;
    let stranger = shop.staff(elsewhere.organizer, Role::Owner).await;
    assert!(found(&shop, &stranger, code).await.is_empty());
    assert!(found(&shop, &stranger, "000003").await.is_empty());
}

#[tokio::test]
async fn only_what_is_still_valid_is_sent_again() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let (_, order) = shop.buy(&stage, 2).await;
    let staff = shop.staff(stage.organizer, Role::Manager).await;
    shop.flows.money.refund_tickets(&staff, order.id, &[order.tickets[0].id], "ill", "k1").await.unwrap();
    shop.work().await;
    shop.flows.money.resend_tickets(&staff, order.id, Some("friend@example.com")).await.unwrap();
    shop.work().await;
    let mail = shop.mailbox.messages();
    let sent =
        mail.iter().find(|mail| mail.to.iter().any(|to| to.contains("friend@example.com"))).expect("it was sent");
    let text = sent.text.as_deref().unwrap_or_default();
    assert!(text.contains("26.50") && !text.contains("53.00"), "one ticket and its price: {text}");

    shop.flows.money.refund_tickets(&staff, order.id, &[order.tickets[1].id], "ill", "k2").await.unwrap();
    let refused = shop.flows.money.resend_tickets(&staff, order.id, None).await.unwrap_err();
    assert!(matches!(refused, Failure::Refused(OrderRefusal::NoValidTicket)));
}

#[tokio::test]
async fn an_unpaid_order_that_was_cancelled_says_why() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let cart = shop.hold(&stage, 1).await;
    let placed = shop.check_out(&cart).await;
    let staff = shop.staff(stage.organizer, Role::Manager).await;
    let order = shop.order(&placed).await;
    shop.flows.money.cancel_order(&staff, order.id, "no answer").await.unwrap();
    assert_eq!(shop.order(&placed).await.state, OrderState::Cancelled);
    let history = shop.flows.money.order_history(&staff, order.id).await.unwrap();
    assert!(history.len() > 1 && history.is_sorted_by_key(|entry| std::cmp::Reverse(entry.at)), "the newest first");
    let ended =
        history.iter().find(|entry| entry.action == Action::OrderCancelled.into_str()).expect("it is written down");
    assert_eq!(ended.detail["reason"], "no answer");
}
