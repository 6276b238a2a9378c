//! Money that comes late, twice or never, and money that goes back.

use crate::Shop;
use backstage::gateway::payment::Choice;
use backstage::gateway::settings::{BankSettings, RefundMode};
use base::Failure;
use base::idempotency::IdempotencyRefusal;
use chrono::Duration;
use domain::order::{Attention, OrderQuery, OrderState};
use domain::payment::PaymentState;
use domain::refusal::OrderRefusal;
use domain::role::Role;
use futures::future::join_all;
use kit::House;

#[tokio::test]
async fn an_answer_given_many_times_at_once_counts_once() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let cart = shop.hold(&stage, 2).await;
    let placed = shop.check_out(&cart).await;
    shop.work().await;
    shop.choose(&placed, Choice::Approve).await;
    let asked = join_all((0..10).map(|_| shop.flows.money.check_open_payments(&placed.secret))).await;
    assert!(asked.iter().all(Result::is_ok));
    shop.work().await;
    let order = shop.order(&placed).await;
    assert_eq!((order.state, order.tickets.len()), (OrderState::Paid, 2));
    assert_eq!(shop.mailbox.messages().len(), 1);
    shop.audit().await;
}

/// The gateway was asked and its answer lost; what was asked is asked again, by another server, after everything that could
/// be told differently was changed.
#[tokio::test]
async fn a_repeated_call_is_the_same_call_whatever_was_changed_meanwhile() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let cart = shop.hold(&stage, 2).await;
    let placed = shop.check_out(&cart).await;
    shop.work().await;
    for sql in [
        "UPDATE payments SET state = 'created', reference = NULL, pay_url = NULL",
        "UPDATE organizers SET name = 'Teatro Nuovissimo'",
        r#"UPDATE events SET title = '{"en": "La Traviata!", "it": "La Traviata!"}'"#,
    ] {
        sqlx::query(sql).execute(&shop.owner).await.unwrap();
    }
    let moved = shop.server_at("https://moved.example.org").await;
    shop.clock.advance(Duration::minutes(1));
    moved.sweep().await.unwrap();
    moved.work_off(&shop.database_url).await.unwrap();
    shop.choose(&placed, Choice::Approve).await;
    shop.settle(&placed).await;
    let order = shop.order(&placed).await;
    assert_eq!((order.state, order.tickets.len()), (OrderState::Paid, 2));
    assert_eq!(shop.number("SELECT count(*) FROM payments").await, 1);
    shop.audit().await;
}

#[tokio::test]
async fn money_that_comes_late_buys_the_places_if_they_are_free() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    let cart = shop.hold(&stage, 2).await;
    let placed = shop.check_out(&cart).await;
    shop.work().await;
    shop.choose(&placed, Choice::ApproveUntold).await;
    shop.clock.advance(Duration::minutes(16));
    // The sweeper ends the order and asks about the silent payment, which has been captured meanwhile.
    shop.flows.sweep().await.unwrap();
    assert_eq!(shop.order(&placed).await.state, OrderState::Expired);
    shop.work().await;
    let order = shop.order(&placed).await;
    assert_eq!((order.state, order.tickets.len()), (OrderState::Paid, 2));
    shop.audit().await;
}

#[tokio::test]
async fn places_in_carts_whose_time_is_over_are_free_for_late_money() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    let cart = shop.hold(&stage, 2).await;
    let placed = shop.check_out(&cart).await;
    shop.work().await;
    shop.choose(&placed, Choice::ApproveUntold).await;
    shop.clock.advance(Duration::minutes(16));
    shop.flows.sweep().await.unwrap();
    // Somebody took them and let their time run out; nobody has swept since.
    shop.hold(&stage, 2).await;
    shop.clock.advance(Duration::minutes(11));
    shop.work().await;
    let order = shop.order(&placed).await;
    assert_eq!((order.state, order.tickets.len()), (OrderState::Paid, 2));
    shop.audit().await;
}

#[tokio::test]
async fn money_that_comes_too_late_goes_back() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    let cart = shop.hold(&stage, 2).await;
    let placed = shop.check_out(&cart).await;
    shop.work().await;
    shop.choose(&placed, Choice::ApproveUntold).await;
    shop.clock.advance(Duration::minutes(16));
    shop.hold(&stage, 2).await;
    shop.flows.sweep().await.unwrap();
    shop.work().await;
    let order = shop.order(&placed).await;
    assert_eq!((order.state, order.tickets.len()), (OrderState::Expired, 0));
    assert_eq!(order.payments[0].state, PaymentState::Returned);
    let mail = shop.mailbox.messages();
    assert_eq!(mail.len(), 1, "the buyer is told");
    assert_eq!(shop.number("SELECT count(*) FROM refunds WHERE state = 'done'").await, 1);
    shop.audit().await;
}

#[tokio::test]
async fn money_that_is_not_what_was_asked_for_goes_back_as_it_came() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let cart = shop.hold(&stage, 2).await;
    let placed = shop.check_out(&cart).await;
    shop.work().await;
    let asked = shop.order(&placed).await.payments[0].amount;
    // As if the bank had taken one euro more than we asked for.
    let less = "UPDATE payments SET amount_minor = amount_minor - 100 RETURNING amount_minor";
    assert_eq!(shop.number(less).await, asked.minor - 100);
    shop.choose(&placed, Choice::Approve).await;
    shop.settle(&placed).await;
    let order = shop.order(&placed).await;
    assert_eq!(order.tickets.len(), 0);
    let staff = shop.staff(stage.organizer, Role::Manager).await;
    let found = shop.flows.money.find_orders(&staff, &OrderQuery::default()).await.unwrap();
    assert_eq!(found.rows[0].attention, Some(Attention::AmountMismatch));
    let payment = &order.payments[0];
    assert_eq!((&payment.state, payment.amount), (&PaymentState::Returned, asked));
    shop.audit().await;
}

#[tokio::test]
async fn an_order_nobody_pays_ends_and_gives_its_places_back() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    let cart = shop.hold(&stage, 2).await;
    let placed = shop.check_out(&cart).await;
    shop.work().await;
    shop.clock.advance(Duration::minutes(16));
    shop.flows.sweep().await.unwrap();
    shop.work().await;
    let order = shop.order(&placed).await;
    assert_eq!(order.state, OrderState::Expired);
    assert!(
        matches!(order.payments[0].state, PaymentState::Failed { .. } | PaymentState::Cancelled),
        "{:?}",
        order.payments
    );
    shop.hold(&stage, 2).await;
    shop.audit().await;
}

#[tokio::test]
async fn an_order_needs_a_look_from_a_failed_refund_until_it_is_sent_again() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let (_, order) = shop.buy(&stage, 1).await;
    let staff = shop.staff(stage.organizer, Role::Manager).await;
    let attention = async || {
        let found = shop.flows.money.find_orders(&staff, &OrderQuery::default()).await.unwrap();
        found.rows[0].attention
    };
    shop.bank.set_settings(BankSettings { refunds: RefundMode::Fail, ..shop.bank.settings() }).unwrap();
    shop.flows.money.refund_tickets(&staff, order.id, &[order.tickets[0].id], "ill", "k").await.unwrap();
    assert_eq!(attention().await, None);
    shop.work().await;
    assert_eq!(attention().await, Some(Attention::RefundFailed));
    shop.bank.set_settings(BankSettings { refunds: RefundMode::AtOnce, ..shop.bank.settings() }).unwrap();
    shop.flows.money.retry_refunds(&staff, order.id).await.unwrap();
    assert_eq!(attention().await, None);
    shop.work().await;
    assert_eq!(shop.number("SELECT count(*) FROM refunds WHERE state = 'done'").await, 1);
    shop.audit().await;
}

#[tokio::test]
async fn who_may_not_refund_is_refused() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    let (_, order) = shop.buy(&stage, 1).await;
    for role in [Role::Steward, Role::Viewer] {
        let actor = shop.staff(stage.organizer, role).await;
        let refused =
            shop.flows.money.refund_tickets(&actor, order.id, &[order.tickets[0].id], "x", "k").await.unwrap_err();
        assert!(matches!(refused, Failure::Denied(_)), "{role:?}");
    }
    let elsewhere = shop.stage(1).await;
    let stranger = shop.staff(elsewhere.organizer, Role::Owner).await;
    let refused = shop.flows.money.cancel_order(&stranger, order.id, "x").await.unwrap_err();
    assert!(matches!(refused, Failure::Refused(OrderRefusal::Unknown)));
}

#[tokio::test]
async fn every_refunded_sale_leaves_the_books_as_they_were() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let (_, order) = shop.buy(&stage, 3).await;
    let staff = shop.staff(stage.organizer, Role::Owner).await;
    shop.flows.money.cancel_order(&staff, order.id, "the singer is ill").await.unwrap();
    shop.work().await;
    assert_eq!(
        shop.number(
            "SELECT count(*) FROM (SELECT 1 FROM ledger_entries GROUP BY account HAVING sum(amount_minor) <> 0) x"
        )
        .await,
        0
    );
    shop.audit().await;
}

#[tokio::test]
async fn returns_that_are_asked_for_together_share_a_transaction_and_happen_once() {
    let shop = Shop::open().await;
    let stage = shop.stage(60).await;
    let other = shop.second_server().await;
    let staff = shop.staff(stage.organizer, Role::Manager).await;
    let mut sold = Vec::new();
    for _ in 0..10 {
        sold.push(shop.buy(&stage, 2).await.1);
    }
    // Each order's first ticket three times, at two servers, and half of the orders as a whole: whoever comes first.
    let firsts = sold.iter().flat_map(|order| [(order, &shop.flows), (order, &other), (order, &shop.flows)]);
    let firsts = firsts.map(|(order, flows)| {
        let staff = &staff;
        async move { flows.money.refund_tickets(staff, order.id, &[order.tickets[0].id], "ill", "k").await }
    });
    let wholes = sold.iter().take(5).map(|order| shop.flows.money.cancel_order(&staff, order.id, "ill"));
    let (firsts, wholes) = tokio::join!(join_all(firsts), join_all(wholes));
    for refused in firsts.iter().chain(&wholes).filter_map(|answer| answer.as_ref().err()) {
        let known = matches!(refused, Failure::Refused(OrderRefusal::TicketNotValid | OrderRefusal::Ended));
        assert!(known, "{refused:?}");
    }
    assert!(wholes.iter().all(Result::is_ok), "one ticket of each was left for it");
    shop.work().await;
    assert_eq!(shop.number("SELECT count(*) FROM tickets WHERE state = 'refunded'").await, 15);
    assert_eq!(shop.number("SELECT sum(amount_minor)::bigint FROM refunds WHERE state = 'done'").await, 15 * 2650);
    let transactions = "SELECT count(DISTINCT xmin::text) FROM tickets WHERE state = 'refunded'";
    let transactions = shop.number(transactions).await;
    assert!(transactions < 10, "{transactions} transactions for 35 returns");
    for _ in 0..11 {
        shop.hold(&stage, 5).await;
    }
    shop.audit().await;
}

#[tokio::test]
async fn a_key_that_comes_to_two_servers_at_once_is_one_request() {
    let shop = Shop::open().await;
    let stage = shop.stage(60).await;
    let other = shop.second_server().await;
    let staff = shop.staff(stage.organizer, Role::Manager).await;
    for round in 0..10 {
        let (one, two) = (shop.buy(&stage, 1).await.1, shop.buy(&stage, 1).await.1);
        let (key, of_one, of_two) = (format!("key {round}"), [one.tickets[0].id], [two.tickets[0].id]);
        let answers = tokio::join!(
            shop.flows.money.refund_once(&staff, one.id, &of_one, "ill", &key),
            other.money.refund_once(&staff, two.id, &of_two, "ill", &key),
        );
        let refused = match answers {
            (Ok(()), Err(refused)) | (Err(refused), Ok(())) => refused,
            both => panic!("one of them: {both:?}"),
        };
        assert!(matches!(refused, Failure::Refused(IdempotencyRefusal::KeyReused)), "{refused:?}");
    }
    assert_eq!(shop.number("SELECT count(*) FROM tickets WHERE state = 'refunded'").await, 10);
    shop.audit().await;
}
