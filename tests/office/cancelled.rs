//! A date that is cancelled, for whoever has a cart, an order or tickets of it.

use crate::Shop;
use backstage::gateway::payment::Choice;
use domain::payment::PaymentState;
use domain::role::Role;

#[tokio::test]
async fn what_a_device_bought_is_called_off_with_its_date() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let (placed, order) = shop.buy(&stage, 2).await;
    let is_called_off =
        async || shop.flows.money.orders_with_secrets(&[placed.order]).await.unwrap()[0].order.is_called_off();
    assert!(!is_called_off().await);
    shop.flows.office.cancel_performance(&manager, stage.performance).await.unwrap();
    assert!(is_called_off().await);
    let give_back = async |n: usize| {
        let tickets = [order.tickets[n].id];
        shop.flows.money.refund_tickets(&manager, order.id, &tickets, "cancelled", &format!("key {n}")).await.unwrap();
    };
    give_back(0).await;
    assert!(is_called_off().await, "one is left that lets nobody in");
    give_back(1).await;
    assert!(!is_called_off().await, "it is refunded");
}

#[tokio::test]
async fn nobody_pays_for_a_date_that_is_cancelled() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let (cart, paid_late) = (shop.hold(&stage, 1).await, shop.hold(&stage, 2).await);
    let placed = shop.check_out(&paid_late).await;
    shop.work().await;
    let owner = shop.staff(stage.organizer, Role::Owner).await;
    shop.flows.office.cancel_performance(&owner, stage.performance).await.unwrap();
    // What was in a cart is there no more.
    let left = shop.flows.selling.cart(&cart).await.unwrap().unwrap();
    assert_eq!((left.lines.len(), left.lapsed.len()), (0, 1));
    shop.type_buyer(&cart).await;
    let refused = shop.flows.selling.place_order(&cart, domain::payment::GatewayKind::Test, None).await.unwrap_err();
    assert!(matches!(refused, base::Failure::Refused(domain::refusal::CartRefusal::Expired)), "{refused:?}");
    // Who was at the bank gets the money back.
    shop.choose(&placed, Choice::Approve).await;
    shop.settle(&placed).await;
    let order = shop.order(&placed).await;
    assert_eq!(order.tickets.len(), 0);
    assert_eq!(order.payments[0].state, PaymentState::Returned);
    assert_eq!(shop.number("SELECT sum(held + sold)::bigint FROM pools").await, 0);
    shop.audit().await;
}
