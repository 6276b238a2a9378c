//! Orders at the desks: many at once, one spoiling it, two servers.

use crate::Shop;
use backstage::gateway::payment::Choice;
use base::idempotency::IdempotencyRefusal;
use base::{Failure, Visitor};
use domain::buyer::BuyerDraft;
use domain::cart::Secret;
use domain::order::OrderState;
use domain::payment::GatewayKind;
use domain::refusal::CartRefusal;
use futures::future::join_all;
use kit::Stage;
use selling::checkout::PlacedOrder;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

fn buyer(name: &str) -> BuyerDraft {
    BuyerDraft { name: name.into(), email: "maria@example.com".into(), accept_terms: true, ..Default::default() }
}

/// So many carts with a place in each and their buyers' details, ready to be pressed.
async fn carts(shop: &Shop, stage: &Stage, count: usize) -> Vec<Secret> {
    let carts = join_all((0..count).map(|_| shop.hold(stage, 1))).await;
    let buyers = (0..count).map(|n| BuyerDraft { email: format!("maria{n}@example.com"), ..buyer("Maria Rossi") });
    let drafts: Vec<BuyerDraft> = buyers.collect();
    let typed = join_all(
        carts
            .iter()
            .zip(&drafts)
            .map(|(cart, draft)| shop.flows.selling.save_draft(cart, draft, domain::locale::Locale::En)),
    )
    .await;
    assert!(typed.iter().all(Result::is_ok), "{typed:?}");
    carts
}

/// Presses all buttons at once and has the bank approve all payments, without anybody being told yet.
async fn placed_and_approved(shop: &Shop, carts: &[Secret]) -> Vec<PlacedOrder> {
    let pressed =
        join_all(carts.iter().map(|cart| shop.flows.selling.place_order(cart, GatewayKind::Test, None))).await;
    let placed: Vec<PlacedOrder> = pressed.into_iter().map(|p| p.expect("the order is placed")).collect();
    let waits = placed.iter().map(|p| shop.flows.money.wait_for_pay_url(&p.secret, PATIENCE));
    let urls = join_all(waits).await;
    assert!(urls.iter().all(|url| matches!(url, Ok(Some(_)))), "{urls:?}");
    for one in &placed {
        shop.choose(one, Choice::ApproveUntold).await;
    }
    placed
}

async fn ask_about_all(shop: &Shop, placed: &[PlacedOrder]) {
    let asked = join_all(placed.iter().map(|p| shop.flows.money.check_open_payments(&p.secret))).await;
    assert!(asked.iter().all(Result::is_ok), "{asked:?}");
}

const START_JOBS: &str = "SELECT count(*) FROM graphile_worker._private_jobs j \
    JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'start_payment'";
/// How many emails the queue has jobs for.
const EMAIL_JOBS: &str = "SELECT coalesce(sum(json_array_length(j.payload->'emails')), 0)::bigint FROM graphile_worker._private_jobs j \
    JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'send_emails'";

#[tokio::test]
async fn sixty_checkouts_at_once_are_sixty_orders_with_numbers_without_gaps() {
    let shop = Shop::open_eager().await;
    let stage = shop.stage(100).await;
    let carts = carts(&shop, &stage, 60).await;
    let placed = placed_and_approved(&shop, &carts).await;
    assert_eq!(shop.number(START_JOBS).await, 0, "what has begun needs no job");
    ask_about_all(&shop, &placed).await;
    let orders = join_all(placed.iter().map(|p| shop.order(p))).await;
    assert!(orders.iter().all(|o| o.state == OrderState::Paid));
    let mut numbers: Vec<i64> = orders.iter().flat_map(|o| &o.tickets).map(|t| t.sale_number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=60).collect::<Vec<i64>>());
    assert_eq!(shop.number("SELECT count(DISTINCT id) FROM orders WHERE state = 'paid'").await, 60);
    assert_eq!(shop.number("SELECT count(*) FROM emails WHERE state = 'queued'").await, 60);
    assert_eq!(shop.number(EMAIL_JOBS).await, 60);
    assert_eq!(shop.number("SELECT count(*) FROM audit_log WHERE action = 'order.paid'").await, 60);
    let commits = "SELECT count(DISTINCT xmin::text) FROM orders";
    assert!(shop.number(commits).await < 20, "a crowd shares its transactions");
    shop.audit().await;
}

#[tokio::test]
async fn a_payment_that_could_not_begin_at_once_begins_by_its_job() {
    let shop = Shop::open_eager().await;
    let stage = shop.stage(1).await;
    let cart = shop.hold(&stage, 1).await;
    shop.type_buyer(&cart).await;
    let placed = shop.flows.selling.place_order(&cart, GatewayKind::Test, None).await.unwrap();
    shop.flows.money.wait_for_pay_url(&placed.secret, PATIENCE).await.unwrap().expect("a page to pay at");
    // As if the process had died before the gateway was asked: the job is there, and what it finds is as it was placed.
    let before = shop.order(&placed).await.payments[0].pay_url.clone();
    sqlx::query("UPDATE payments SET state = 'created', reference = NULL, pay_url = NULL")
        .execute(&shop.owner)
        .await
        .unwrap();
    let mut tx = shop.flows.base().db.organizer(stage.organizer).await.unwrap();
    let payload =
        serde_json::json!({"organizer": stage.organizer, "payment": shop.order(&placed).await.payments[0].id});
    storage::jobs::enqueue(&mut tx, "start_payment", &payload, None, None).await.unwrap();
    tx.commit().await.unwrap();
    shop.work().await;
    // The same attempt is the same payment at the bank.
    assert_eq!(shop.order(&placed).await.payments[0].pay_url, before);
}

#[tokio::test]
async fn the_same_request_sent_ten_times_at_once_is_one_order() {
    let shop = Shop::open_eager().await;
    let stage = shop.stage(10).await;
    let cart = shop.hold(&stage, 2).await;
    let draft = buyer("Maria Rossi");
    let send = |key, draft| shop.flows.selling.checkout_once(&cart, draft, GatewayKind::Test, None, key);
    let all = join_all((0..10).map(|_| send("k", &draft))).await;
    let orders: Vec<_> = all.into_iter().map(|p| p.expect("the order").order).collect();
    assert!(orders.iter().all(|order| *order == orders[0]), "{orders:?}");
    assert_eq!(shop.number("SELECT count(*) FROM payments").await, 1);
    assert_eq!(shop.number("SELECT count(*) FROM idempotency_keys").await, 1);
    let other_key = send("another", &draft).await.unwrap_err();
    assert!(matches!(other_key, Failure::Refused(IdempotencyRefusal::Refused(CartRefusal::Ordered))), "{other_key:?}");
    let other_request = send("k", &buyer("Luca Rossi")).await.unwrap_err();
    assert!(matches!(other_request, Failure::Refused(IdempotencyRefusal::KeyReused)), "{other_request:?}");
    let pressed = shop.flows.selling.place_order(&cart, GatewayKind::Test, None).await.unwrap();
    assert_eq!(pressed.order, orders[0]);
    shop.audit().await;
}

#[tokio::test]
async fn each_of_a_batch_is_answered_for_itself() {
    let shop = Shop::open_eager().await;
    let stage = shop.stage(10).await;
    let good = carts(&shop, &stage, 4).await;
    let unready = shop.hold(&stage, 1).await;
    let stranger = Secret::from_bytes([9; 16]);
    let all: Vec<&Secret> = good.iter().chain([&unready, &stranger]).collect();
    let pressed = join_all(all.iter().map(|cart| shop.flows.selling.place_order(cart, GatewayKind::Test, None))).await;
    assert!(pressed[..4].iter().all(Result::is_ok));
    assert!(matches!(pressed[4], Err(Failure::Refused(CartRefusal::Invalid { .. }))), "{:?}", pressed[4]);
    assert!(matches!(pressed[5], Err(Failure::Refused(CartRefusal::Unknown))), "{:?}", pressed[5]);
    let cash = shop.flows.selling.place_order(&unready, GatewayKind::Cash, None).await;
    assert!(matches!(cash, Err(Failure::Refused(CartRefusal::Invalid { .. }))), "{cash:?}");
    shop.type_buyer(&unready).await;
    let cash = shop.flows.selling.place_order(&unready, GatewayKind::Cash, None).await;
    assert!(matches!(cash, Err(Failure::Refused(CartRefusal::GatewayNotOffered))), "{cash:?}");
    assert_eq!(shop.number("SELECT count(*) FROM orders").await, 4);
}

#[tokio::test]
async fn one_bad_order_does_not_sink_the_others() {
    let shop = Shop::open_eager().await;
    let stage = shop.stage(30).await;
    let carts = join_all((0..20).map(|_| shop.hold(&stage, 1))).await;
    // A zero byte is nothing that Postgres can keep.
    let drafts: Vec<BuyerDraft> = (0..20).map(|n| buyer(if n == 7 { "Maria\0Rossi" } else { "Maria Rossi" })).collect();
    let press = |n: usize| shop.flows.selling.checkout_once(&carts[n], &drafts[n], GatewayKind::Test, None, "k");
    let pressed = join_all((0..20).map(press)).await;
    let broken: Vec<usize> = (0..20).filter(|n| matches!(pressed[*n], Err(Failure::Fault(_)))).collect();
    assert_eq!(broken, [7], "{pressed:?}");
    assert_eq!(shop.number("SELECT count(*) FROM orders").await, 19);
    assert_eq!(shop.number("SELECT count(*) FROM idempotency_keys").await, 19);

    // The same when they are paid: one whose tickets are refused keeps its payment open, and gets them when asked again.
    let placed: Vec<PlacedOrder> = pressed.into_iter().filter_map(Result::ok).collect();
    join_all(placed.iter().map(|p| shop.flows.money.wait_for_pay_url(&p.secret, PATIENCE))).await;
    for one in &placed {
        shop.choose(one, Choice::ApproveUntold).await;
    }
    let spoilt = &placed[3];
    let trigger = format!(
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF NEW.order_id = '{}' THEN RAISE EXCEPTION 'spoilt' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$; \
         CREATE TRIGGER spoil BEFORE INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION spoil()",
        spoilt.order.0
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(trigger)).execute(&shop.owner).await.unwrap();
    ask_about_all(&shop, &placed).await;
    assert_eq!(shop.number("SELECT count(*) FROM orders WHERE state = 'paid'").await, 18);
    assert_eq!(shop.order(spoilt).await.state, OrderState::AwaitingPayment);
    shop.audit().await;
    sqlx::raw_sql("DROP TRIGGER spoil ON tickets").execute(&shop.owner).await.unwrap();
    ask_about_all(&shop, &placed).await;
    assert_eq!(shop.order(spoilt).await.state, OrderState::Paid);
    assert_eq!(shop.number("SELECT max(sale_number) FROM tickets").await, 19);
    shop.audit().await;
}

#[tokio::test]
async fn two_servers_settle_the_same_payments_once() {
    let shop = Shop::open_eager().await;
    let stage = shop.stage(20).await;
    let carts = carts(&shop, &stage, 8).await;
    let placed = placed_and_approved(&shop, &carts).await;
    let other = shop.second_server().await;
    let asks = placed.iter().flat_map(|p| [(&shop.flows, p), (&other, p), (&other, p), (&shop.flows, p)]);
    let asked = join_all(asks.map(|(flows, p)| flows.money.check_open_payments(&p.secret))).await;
    assert!(asked.iter().all(Result::is_ok));
    assert_eq!(shop.number("SELECT count(*) FROM tickets").await, 8);
    assert_eq!(shop.number("SELECT count(*) FROM emails").await, 8);
    assert_eq!(shop.number("SELECT count(*) FROM refunds").await, 0);
    shop.audit().await;
}

#[tokio::test]
async fn two_servers_press_the_same_buttons_once() {
    let shop = Shop::open_eager().await;
    let stage = shop.stage(20).await;
    sqlx::query("UPDATE ticket_types SET price_minor = 0").execute(&shop.owner).await.unwrap();
    let carts = carts(&shop, &stage, 8).await;
    let other = shop.second_server().await;
    let presses = carts.iter().flat_map(|cart| [(&shop.flows, cart), (&other, cart)]);
    let pressed = join_all(presses.map(|(flows, cart)| flows.selling.place_order(cart, GatewayKind::Test, None))).await;
    let orders: Vec<_> = pressed.into_iter().map(|p| p.expect("the order").order).collect();
    assert!(orders.chunks(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(shop.number("SELECT count(*) FROM tickets").await, 8);
    shop.audit().await;
}

#[tokio::test]
async fn seats_are_sold_with_their_orders() {
    let shop = Shop::open_eager().await;
    let stage = shop.stage(6).await;
    let seats = shop.seats(&stage, 6).await;
    let claims: Vec<_> = seats.iter().map(|seat| [kit::seat_claim(&stage, &[*seat])]).collect();
    let (channel, locale) = (domain::event::Channel::Shop, domain::locale::Locale::It);
    let grants =
        join_all(claims.iter().map(|c| shop.flows.selling.add_to_cart(None, channel, locale, c, Visitor::UNKNOWN)))
            .await;
    let carts: Vec<Secret> = grants.into_iter().map(|g| g.expect("the seat").secret).collect();
    join_all(carts.iter().map(|cart| shop.type_buyer(cart))).await;
    let placed = placed_and_approved(&shop, &carts).await;
    ask_about_all(&shop, &placed).await;
    assert_eq!(shop.number("SELECT count(*) FROM seat_claims WHERE state = 'sold'").await, 6);
    assert_eq!(shop.number("SELECT count(DISTINCT seat_id) FROM tickets").await, 6);
    shop.audit().await;
}
