//! What became of each place, as the office takes it out.

use crate::Shop;
use chrono::Duration;
use domain::hold::trail::{AllocationStep, Via};
use office::table_export::{TableCell, TableKind};

#[tokio::test]
async fn every_step_of_a_place_is_written_down() {
    let shop = Shop::open().await;
    let stage = shop.stage(3).await;
    let (placed, order) = shop.buy(&stage, 2).await;
    let owner = shop.staff(stage.organizer, domain::role::Role::Owner).await;
    let tickets = [order.tickets[0].id];
    shop.flows.money.refund_tickets(&owner, placed.order, &tickets, "ill", "k").await.unwrap();
    let dropped = shop.hold(&stage, 1).await;
    shop.flows.selling.extend_cart(&dropped).await.unwrap();
    shop.flows.selling.empty_cart(&dropped).await.unwrap();
    shop.hold(&stage, 1).await;
    shop.clock.advance(Duration::hours(1));
    shop.flows.sweep().await.unwrap();
    let rows = sqlx::query_scalar::<_, String>(
        "SELECT string_agg(concat_ws(' ', step, places, channel), ', ' ORDER BY number) AS story FROM trail \
         GROUP BY hold_id ORDER BY story",
    );
    let stories = rows.fetch_all(&shop.owner).await.unwrap();
    let expected = [
        "held 1 shop, expired 1 shop",
        "held 1 shop, extended 1 shop, released 1 shop",
        "held 2 shop, sold 2 shop, returned 1 office",
    ];
    assert_eq!(stories, expected);
    let table = shop.flows.office.export(&owner, TableKind::Places, Some(stage.event)).await.unwrap();
    assert_eq!(table.rows.len(), 8);
    let has = |cells: &[TableCell]| table.rows.iter().any(|row| cells.iter().all(|cell| row.contains(cell)));
    let number = TableCell::Text(order.number.clone());
    assert!(has(&[
        TableCell::Step(AllocationStep::Sold),
        TableCell::Count(2),
        TableCell::Via(Via::Shop),
        number.clone()
    ]));
    // Whoever took it back stands there by name.
    assert!(has(&[
        TableCell::Step(AllocationStep::Returned),
        TableCell::Count(1),
        TableCell::Via(Via::Office),
        number,
        TableCell::Text("Marco".into())
    ]));
}
