//! From the cart to the ticket in the mailbox.

use crate::Shop;
use backstage::gateway::payment::Choice;
use base::Failure;
use chrono::Duration;
use domain::event::Channel;
use domain::locale::Locale;
use domain::order::OrderState;
use domain::payment::{GatewayKind, PaymentState};
use domain::refusal::{CartRefusal, HoldRefusal};
use domain::ticket::TicketState;
use kit::claim;

#[tokio::test]
async fn a_buyer_pays_and_has_tickets_and_mail() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let (placed, order) = shop.buy(&stage, 2).await;
    assert_eq!(order.total.minor, 2 * 2650);
    assert_eq!(order.tickets.iter().map(|t| t.sale_number).collect::<Vec<_>>(), [1, 2]);
    assert!(order.tickets.iter().all(|t| t.state == TicketState::Valid && t.code.len() == 162));
    let mail = shop.mailbox.messages();
    assert_eq!(mail.len(), 1);
    let text = mail[0].text.as_deref().unwrap_or_default();
    assert!(text.contains(&order.number) && text.contains(placed.secret.as_str()), "{text}");
    let names: Vec<&str> = mail[0].attachments.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, [order.file_name("pdf"), order.file_name("ics")]);
    shop.audit().await;
}

/// In the cart as it is written now, and as it stood then on what was bought: on the order, in the letter and on paper.
#[tokio::test]
async fn what_a_ticket_type_says_of_itself_is_part_of_what_is_bought() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let write = async |words: &str| {
        let description = serde_json::json!({ "en": words });
        sqlx::query("UPDATE ticket_types SET description = $1").bind(description).execute(&shop.owner).await.unwrap();
    };
    write("Valid for entry until 00:00.").await;
    let cart = shop.hold(&stage, 1).await;
    let kept = shop.flows.selling.cart(&cart).await.unwrap().unwrap();
    assert_eq!(kept.lines[0].ticket_description.en, "Valid for entry until 00:00.");
    let placed = shop.check_out(&cart).await;
    write("Valid for entry until 23:00.").await;
    shop.work().await;
    shop.choose(&placed, Choice::Approve).await;
    shop.settle(&placed).await;
    let order = shop.order(&placed).await;
    assert_eq!(order.lines[0].ticket_description.en, "Valid for entry until 00:00.");
    let mail = shop.mailbox.messages();
    let text = mail[0].text.as_deref().unwrap_or_default();
    assert!(text.contains("Valid for entry until 00:00."), "{text}");
    let papers = money::documents::paper_tickets(&order);
    assert_eq!(papers[0].description.as_deref(), Some("Valid for entry until 00:00."));
    // An order from before goes by what is written now.
    sqlx::query("UPDATE order_lines SET ticket_description = NULL").execute(&shop.owner).await.unwrap();
    assert_eq!(shop.order(&placed).await.lines[0].ticket_description.en, "Valid for entry until 23:00.");
}

#[tokio::test]
async fn a_device_finds_what_it_bought_and_nothing_it_made_up() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let ((mine, _), (other, _)) = (shop.buy(&stage, 2).await, shop.buy(&stage, 1).await);
    let text = shop.flows.access.device_text(&[mine.order]);
    assert_eq!(shop.flows.access.device_orders(&text), [mine.order]);
    let found = shop.flows.money.orders_with_secrets(&[mine.order]).await.unwrap();
    assert_eq!(found.iter().map(|one| one.secret.as_str()).collect::<Vec<_>>(), [mine.secret.as_str()]);
    // Another order's id under this one's signature, and nonsense.
    let forged = shop.flows.access.device_text(&[other.order])[..20].to_owned() + &text[20..];
    for text in [forged.as_str(), "", "AAAA", &text[..30]] {
        assert!(shop.flows.access.device_orders(text).is_empty(), "{text}");
    }
    shop.clock.advance(chrono::Duration::days(400));
    assert!(shop.flows.money.orders_with_secrets(&[mine.order]).await.unwrap().is_empty(), "long over");
}

#[tokio::test]
async fn a_free_order_is_paid_at_once() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    sqlx::query("UPDATE ticket_types SET price_minor = 0").execute(&shop.owner).await.unwrap();
    let cart = shop.hold(&stage, 1).await;
    let placed = shop.check_out(&cart).await;
    assert_eq!(shop.order(&placed).await.state, OrderState::Paid);
    shop.audit().await;
}

#[tokio::test]
async fn a_declined_card_keeps_the_places_and_can_be_tried_again() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    let cart = shop.hold(&stage, 2).await;
    let placed = shop.check_out(&cart).await;
    shop.work().await;
    shop.choose(&placed, Choice::Decline).await;
    shop.settle(&placed).await;
    let order = shop.order(&placed).await;
    assert_eq!(order.state, OrderState::AwaitingPayment);
    assert!(matches!(order.payments[0].state, PaymentState::Failed { .. }));
    shop.clock.advance(Duration::seconds(5));
    shop.flows.selling.pay_again(&placed.secret, GatewayKind::Test).await.unwrap();
    shop.work().await;
    shop.choose(&placed, Choice::Approve).await;
    shop.settle(&placed).await;
    assert_eq!(shop.order(&placed).await.state, OrderState::Paid);
    shop.audit().await;
}

#[tokio::test]
async fn a_button_pressed_in_many_tabs_makes_one_order() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let cart = shop.hold(&stage, 1).await;
    shop.type_buyer(&cart).await;
    let press = || shop.flows.selling.place_order(&cart, GatewayKind::Test, None);
    let all = futures::future::join_all((0..8).map(|_| press())).await;
    let mut orders: Vec<_> = all.into_iter().map(|p| p.unwrap().order).collect();
    orders.dedup();
    assert_eq!(orders.len(), 1);
    assert_eq!(shop.number("SELECT count(*) FROM payments").await, 1);
}

#[tokio::test]
async fn incomplete_details_are_named_and_what_was_typed_is_kept() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let cart = shop.hold(&stage, 1).await;
    let draft = domain::buyer::BuyerDraft { name: "Maria".into(), email: "maria@".into(), ..Default::default() };
    shop.flows.selling.save_draft(&cart, &draft, Locale::En).await.unwrap();
    let refused = shop.flows.selling.place_order(&cart, GatewayKind::Test, None).await.unwrap_err();
    let Failure::Refused(CartRefusal::Invalid { problems }) = refused else { panic!("{refused:?}") };
    assert_eq!(problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["email", "accept_terms"]);
    assert_eq!(shop.flows.selling.cart(&cart).await.unwrap().unwrap().draft, draft);
}

#[tokio::test]
async fn going_to_pay_takes_nothing_from_the_time_that_was_promised() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    let (prolonged, other) = (shop.hold(&stage, 1).await, shop.hold(&stage, 1).await);
    shop.flows.selling.extend_cart(&prolonged).await.unwrap();
    let promised = shop.flows.selling.cart(&prolonged).await.unwrap().unwrap().expires_at;
    assert_eq!(promised, Some(shop.now() + Duration::minutes(20)));
    let placed = shop.check_out(&prolonged).await;
    assert_eq!(shop.order(&placed).await.expires_at, promised);
    let placed = shop.check_out(&other).await;
    assert_eq!(shop.order(&placed).await.expires_at, Some(shop.now() + Duration::minutes(15)));
    let early = "SELECT count(*) FROM holds h JOIN orders o ON o.cart_id = h.cart_id WHERE h.expires_at < o.expires_at";
    assert_eq!(shop.number(early).await, 0, "no place ends before its order");
    shop.audit().await;
}

#[tokio::test]
async fn letters_are_written_in_the_language_of_the_checkout() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    let cart = shop.hold(&stage, 1).await;
    let mut draft = shop.flows.selling.cart(&cart).await.unwrap().unwrap().draft;
    (draft.name, draft.email, draft.accept_terms) = ("Maria Rossi".into(), "maria@example.org".into(), true);
    shop.flows.selling.save_draft(&cart, &draft, Locale::It).await.unwrap();
    let placed = shop.flows.selling.place_order(&cart, GatewayKind::Test, None).await.unwrap();
    assert_eq!(shop.order(&placed).await.locale, Locale::It);
}

#[tokio::test]
async fn a_cart_is_extended_once_and_then_lapses() {
    let shop = Shop::open().await;
    let stage = shop.stage(1).await;
    let cart = shop.hold(&stage, 1).await;
    let first = shop.flows.selling.cart(&cart).await.unwrap().unwrap().expires_at.unwrap();
    assert_eq!(first, shop.now() + Duration::minutes(10));
    shop.flows.selling.extend_cart(&cart).await.unwrap();
    let extended = shop.flows.selling.cart(&cart).await.unwrap().unwrap();
    assert_eq!(extended.expires_at, Some(first + Duration::minutes(10)));
    let again = shop.flows.selling.extend_cart(&cart).await.unwrap_err();
    assert!(matches!(again, Failure::Refused(CartRefusal::ExtendedAlready)));
    shop.clock.advance(Duration::minutes(20));
    let lapsed = shop.flows.selling.cart(&cart).await.unwrap().unwrap();
    assert!(lapsed.lines.is_empty());
    assert_eq!(lapsed.lapsed.len(), 1);
    // The moment someone else needs the place it is theirs, no sweeper needed.
    shop.hold(&stage, 1).await;
    shop.type_buyer(&cart).await;
    let late = shop.flows.selling.place_order(&cart, GatewayKind::Test, None).await.unwrap_err();
    assert!(matches!(late, Failure::Refused(CartRefusal::Expired)), "{late:?}");
    shop.audit().await;
}

#[tokio::test]
async fn each_reason_not_to_hold_has_its_name() {
    let shop = Shop::open().await;
    let stage = shop.stage(3).await;
    let refusal = async |quantity| match shop
        .flows
        .selling
        .add_to_cart(None, Channel::Shop, Locale::En, &[claim(&stage, quantity)], base::Visitor::UNKNOWN)
        .await
    {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(refusal(0).await, HoldRefusal::Nothing);
    assert_eq!(refusal(101).await, HoldRefusal::OverLimit { max: 100 });
    assert_eq!(refusal(4).await, HoldRefusal::NotEnough { ticket_type: stage.ticket_type, left: 3 });
    shop.hold(&stage, 3).await;
    let back_at = Some(shop.now() + Duration::minutes(10));
    assert_eq!(refusal(1).await, HoldRefusal::AllInCarts { ticket_type: stage.ticket_type, count: 3, back_at });
    shop.clock.advance(Duration::minutes(11));
    shop.buy(&stage, 3).await;
    assert_eq!(refusal(1).await, HoldRefusal::SoldOut { ticket_type: stage.ticket_type });
    sqlx::query("UPDATE performances SET status = 'cancelled'").execute(&shop.owner).await.unwrap();
    assert_eq!(refusal(1).await, HoldRefusal::Cancelled);
    sqlx::query("UPDATE events SET status = 'draft'").execute(&shop.owner).await.unwrap();
    assert!(matches!(refusal(1).await, HoldRefusal::UnknownPerformance { .. }));
}
