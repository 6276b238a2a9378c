//! The price book: what a place costs on its date, through its channel, at its moment, and that everybody is told the same.

use crate::Shop;
use base::Visitor;
use chrono::{DateTime, Duration, Utc};
use domain::event::Channel;
use domain::ids::{PriceId, ZoneId};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::pricing::book::PriceEntry;
use kit::{Flows, Stage, claim, seat_claim};
use uuid::Uuid;

fn entry(stage: &Stage, minor: i64) -> PriceEntry {
    PriceEntry {
        id: PriceId(Uuid::new_v4()),
        ticket_type: stage.ticket_type,
        performance: None,
        zone: None,
        channel: None,
        from: None,
        until: None,
        price: Money::new(minor, Currency::EUR),
    }
}

async fn write(shop: &Shop, stage: &Stage, entry: PriceEntry) {
    let mut tx = shop.flows.base().db.organizer(stage.organizer).await.unwrap();
    storage::prices::insert(&mut tx, stage.organizer, stage.event, &entry).await.unwrap();
    tx.commit().await.unwrap();
}

/// What one costs at a server, as it is offered and as it is held.
async fn costs(flows: &Flows, stage: &Stage, channel: Channel) -> (i64, i64) {
    let offers = flows.selling.performance_offers(stage.performance, channel).await.unwrap().unwrap().1;
    let claims = [claim(stage, 1)];
    let held = flows.selling.add_to_cart(None, channel, Locale::En, &claims, Visitor::UNKNOWN).await.unwrap();
    (offers.offers[0].price.minor, held.cart.total.minor)
}

#[tokio::test]
async fn a_date_and_a_channel_have_prices_of_their_own() {
    let shop = Shop::open().await;
    let stage = shop.stage(50).await;
    let other = shop.second_server().await;
    for flows in [&shop.flows, &other] {
        assert_eq!(costs(flows, &stage, Channel::Shop).await, (2650, 2650));
    }
    // Both servers have the terms in memory by now.
    write(&shop, &stage, PriceEntry { channel: Some(Channel::Till), ..entry(&stage, 3000) }).await;
    for flows in [&shop.flows, &other] {
        assert_eq!(costs(flows, &stage, Channel::Shop).await, (2650, 2650));
        assert_eq!(costs(flows, &stage, Channel::Till).await, (3150, 3150));
    }
    write(&shop, &stage, PriceEntry { performance: Some(stage.performance), ..entry(&stage, 1800) }).await;
    for flows in [&shop.flows, &other] {
        assert_eq!(costs(flows, &stage, Channel::Shop).await, (1950, 1950));
        assert_eq!(costs(flows, &stage, Channel::Till).await, (1950, 1950), "a date counts before a channel");
    }
    shop.audit().await;
}

#[tokio::test]
async fn a_period_begins_without_a_row_that_changes() {
    let shop = Shop::open().await;
    let stage = shop.stage(50).await;
    let other = shop.second_server().await;
    let begins: DateTime<Utc> = shop.now() + Duration::minutes(5);
    write(&shop, &stage, PriceEntry { until: Some(begins), ..entry(&stage, 1500) }).await;
    let early = shop.hold(&stage, 2).await;
    for flows in [&shop.flows, &other] {
        assert_eq!(costs(flows, &stage, Channel::Shop).await, (1650, 1650));
    }
    shop.clock.advance(Duration::minutes(5) - Duration::seconds(1));
    assert_eq!(costs(&other, &stage, Channel::Shop).await, (1650, 1650));
    shop.clock.advance(Duration::seconds(1));
    for flows in [&shop.flows, &other] {
        assert_eq!(costs(flows, &stage, Channel::Shop).await, (2650, 2650));
    }
    // What is held costs what it cost, in the cart and on the order.
    assert_eq!(shop.flows.selling.cart(&early).await.unwrap().unwrap().total.minor, 3300);
    let placed = shop.check_out(&early).await;
    assert_eq!(shop.order(&placed).await.total.minor, 3300);
    shop.audit().await;
}

#[tokio::test]
async fn a_zone_has_a_price_of_its_own_and_the_catalogue_tells_the_least() {
    let shop = Shop::open().await;
    let stage = shop.stage(6).await;
    let seats = shop.seats(&stage, 6).await;
    let slug = stage.event.0.simple().to_string();
    let from = async || {
        let query = domain::event::CatalogueQuery::default();
        let all = shop.flows.selling.catalogue(&query).await.unwrap();
        all.cards.iter().find(|card| card.slug == slug).unwrap().price_from.minor
    };
    assert_eq!(from().await, 2650);
    let zone = ZoneId(sqlx::query_scalar("SELECT id FROM zones").fetch_one(&shop.owner).await.unwrap());
    write(&shop, &stage, PriceEntry { zone: Some(zone), ..entry(&stage, 2000) }).await;
    let claims = [seat_claim(&stage, &seats[..2])];
    let held =
        shop.flows.selling.add_to_cart(None, Channel::Shop, Locale::En, &claims, Visitor::UNKNOWN).await.unwrap();
    assert_eq!(held.cart.total.minor, 4300);
    let plan = shop.flows.selling.seating(stage.performance, None, Channel::Shop).await.unwrap().unwrap();
    assert_eq!(plan.prices.iter().map(|one| (one.zone, one.price.minor)).collect::<Vec<_>>(), [(zone, 2150)]);
    assert_eq!(from().await, 2150);
    write(&shop, &stage, PriceEntry { zone: Some(zone), channel: Some(Channel::Api), ..entry(&stage, 100) }).await;
    assert_eq!(from().await, 2150, "what programs pay is no price of the shop's");
    write(&shop, &stage, PriceEntry { performance: Some(stage.performance), ..entry(&stage, 1000) }).await;
    assert_eq!(from().await, 1150);
    sqlx::query("UPDATE performances SET status = 'cancelled'").execute(&shop.owner).await.unwrap();
    assert_eq!(from().await, 2650, "nobody pays what a cancelled date would have cost");
    shop.audit().await;
}
