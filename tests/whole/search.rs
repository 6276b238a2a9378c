//! What shop, office and gate find of what people type.

use crate::Shop;
use chrono::Duration;
use domain::event::{Catalogue, CatalogueQuery};
use domain::ids::OrderId;
use domain::order::OrderQuery;
use domain::role::Role;

async fn look(shop: &Shop, text: &str) -> Catalogue {
    shop.flows.selling.catalogue(&CatalogueQuery { text: text.into(), ..CatalogueQuery::default() }).await.unwrap()
}

#[tokio::test]
async fn a_hyphen_or_an_apostrophe_is_found_whoever_writes_it() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let (_, order) = shop.buy(&stage, 1).await;
    let steps = [
        r#"UPDATE events SET title = '{"en": "Hip Hop Night", "it": "Hip Hop Night"}'"#,
        "UPDATE orders SET buyer_name = 'Anna Maria O Neill'",
        "UPDATE tickets SET holder = 'Anna Maria O Neill'",
    ];
    for step in steps {
        sqlx::query(step).execute(&shop.owner).await.unwrap();
    }
    shop.flows.selling.fold_texts(stage.organizer).await.unwrap();
    for (typed, total) in [("hip-hop", 1), ("Night, hip‑hop", 1), ("hip hop", 1), ("hip-jazz", 0)] {
        assert_eq!(look(&shop, typed).await.total, total, "{typed}");
    }
    let owner = shop.staff(stage.organizer, Role::Owner).await;
    shop.clock.advance(Duration::days(30) - Duration::hours(1));
    for (typed, is_found) in
        [("Anna-Maria", true), ("O'Neill", true), ("o’neill anna-maria", true), ("Anna-Lucia", false)]
    {
        let query = OrderQuery { text: typed.to_owned(), ..OrderQuery::default() };
        let orders = shop.flows.money.find_orders(&owner, &query).await.unwrap().rows;
        assert_eq!(orders.iter().any(|row| row.id == order.id), is_found, "{typed}");
        let at_gate = shop.flows.door.find_tickets_at_gate(&owner, typed, &[stage.performance]).await.unwrap();
        assert_eq!(!at_gate.is_empty(), is_found, "{typed}");
    }
}

#[tokio::test]
async fn office_and_gate_find_buyers_holders_and_numbers_as_they_are_said() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let (_, order) = shop.buy(&stage, 2).await;
    let (_, other) = shop.buy(&stage, 1).await;
    let rename =
        "UPDATE orders SET buyer_name = 'José D’Ambrosio-Müller', buyer_email = 'jose@forli.example' WHERE id = $1";
    sqlx::query(rename).bind(order.id.0).execute(&shop.owner).await.unwrap();
    let hold = "UPDATE tickets SET holder = CASE sale_number WHEN 1 THEN 'Zoë Ångström' ELSE 'José D’Ambrosio-Müller' END \
                WHERE order_id = $1";
    sqlx::query(hold).bind(order.id.0).execute(&shop.owner).await.unwrap();
    shop.flows.selling.fold_texts(stage.organizer).await.unwrap();
    let owner = shop.staff(stage.organizer, Role::Owner).await;
    let orders = async |typed: &str| -> Vec<OrderId> {
        let query = OrderQuery { text: typed.to_owned(), ..OrderQuery::default() };
        shop.flows.money.find_orders(&owner, &query).await.unwrap().rows.iter().map(|row| row.id).collect()
    };
    let (first, last) = order.number.split_at(4);
    let spaced = format!(" {} {} ", first.to_lowercase(), last);
    for typed in
        ["dambrosio", "D'Ambrosio", "muller jose", "jose@forli.example", "zoe", "Angstrom jose", &spaced, &order.number]
    {
        assert_eq!(orders(typed).await, [order.id], "{typed}");
    }
    assert_eq!(orders("maria").await, [other.id]);
    assert_eq!(orders("").await.len(), 2);
    for typed in ["zoe maria", "---", "%"] {
        assert_eq!(orders(typed).await, [], "{typed}");
    }
    shop.clock.advance(Duration::days(30) - Duration::hours(1));
    let gate = async |typed: &str| {
        shop.flows.door.find_tickets_at_gate(&owner, typed, &[stage.performance]).await.unwrap().len()
    };
    for (typed, count) in
        [("ZOE", 1), ("d ambrosio", 2), (spaced.as_str(), 2), ("maria", 1), ("--", 0), ("zoe maria", 0)]
    {
        assert_eq!(gate(typed).await, count, "{typed}");
    }
}
