//! Who may set other prices, and what is written down of it.

use crate::Shop;
use base::Failure;
use domain::form::{FormRefusal, PriceForm};
use domain::refusal::Problem;
use domain::role::Role;

#[tokio::test]
async fn a_price_is_added_and_removed_by_who_may_edit_events() {
    let shop = Shop::open().await;
    let (stage, elsewhere) = (shop.stage(9).await, shop.stage(9).await);
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let matinee = PriceForm { price: "18".into(), performance: stage.performance.to_string(), ..PriceForm::default() };
    let office = &shop.flows.office;
    let price = office.add_price(&manager, stage.event, stage.ticket_type, &matinee).await.unwrap();
    assert_eq!(shop.number("SELECT price_minor FROM prices").await, 1800);
    assert_eq!(shop.number("SELECT count(*) FROM audit_log WHERE action = 'price.added'").await, 1);

    // For all dates of this event, and for none of another one.
    let foreign = PriceForm { performance: elsewhere.performance.to_string(), ..matinee.clone() };
    let refused = office.add_price(&manager, stage.event, stage.ticket_type, &foreign).await.unwrap_err();
    let not_a_choice = FormRefusal::one("performance", Problem::NotAChoice);
    assert!(matches!(&refused, Failure::Refused(refusal) if *refusal == not_a_choice), "{refused:?}");
    let no_event = FormRefusal::one("event", Problem::NotAChoice);
    for (event, ticket_type) in [(elsewhere.event, elsewhere.ticket_type), (stage.event, elsewhere.ticket_type)] {
        let unknown = office.add_price(&manager, event, ticket_type, &matinee).await.unwrap_err();
        assert!(matches!(&unknown, Failure::Refused(refusal) if *refusal == no_event), "{unknown:?}");
    }
    let cashier = shop.staff(stage.organizer, Role::BoxOffice).await;
    let denied = office.add_price(&cashier, stage.event, stage.ticket_type, &matinee).await;
    assert!(matches!(denied, Err(Failure::Denied(_))), "{denied:?}");

    let stranger = shop.staff(elsewhere.organizer, Role::Owner).await;
    office.remove_price(&stranger, elsewhere.event, price).await.unwrap();
    assert_eq!(shop.number("SELECT count(*) FROM prices").await, 1, "it is no price of theirs");
    for _ in 0..2 {
        office.remove_price(&manager, stage.event, price).await.unwrap();
    }
    assert_eq!(shop.number("SELECT count(*) FROM prices").await, 0);
    assert_eq!(shop.number("SELECT count(*) FROM audit_log WHERE action = 'price.removed'").await, 1);
}
