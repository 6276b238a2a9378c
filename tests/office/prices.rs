//! Who may set other prices, and what is written down of it.

use crate::Shop;
use base::Failure;
use base::saving::SaveRequest;
use domain::form::{FormRefusal, PriceForm};
use domain::money::{Currency, Money};
use domain::question::Question;
use domain::refusal::Problem;
use domain::role::Role;

const ONCE: SaveRequest<'static> = SaveRequest::FIRST;

#[tokio::test]
async fn a_price_is_added_and_removed_by_who_may_edit_events() {
    let shop = Shop::open().await;
    let (stage, elsewhere) = (shop.stage(9).await, shop.stage(9).await);
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let matinee = PriceForm { price: "18".into(), performance: stage.performance.to_string(), ..PriceForm::default() };
    let office = &shop.flows.office;
    let price = office.add_price(&manager, stage.event, stage.ticket_type, &matinee, &ONCE).await.unwrap();
    assert_eq!(shop.number("SELECT price_minor FROM prices").await, 1800);
    assert_eq!(shop.number("SELECT count(*) FROM audit_log WHERE action = 'price.added'").await, 1);

    // Pressed twice it is one; just that has no second price.
    assert_eq!(office.add_price(&manager, stage.event, stage.ticket_type, &matinee, &ONCE).await.unwrap(), price);
    let other = PriceForm { price: "17".into(), ..matinee.clone() };
    let refused = office.add_price(&manager, stage.event, stage.ticket_type, &other, &ONCE).await.unwrap_err();
    let there = FormRefusal::one("price", Problem::PricedAlready { price: Money::new(1800, Currency::EUR) });
    assert!(matches!(&refused, Failure::Refused(refusal) if *refusal == there), "{refused:?}");
    assert_eq!(shop.number("SELECT count(*) FROM prices").await, 1);
    assert_eq!(shop.number("SELECT count(*) FROM audit_log WHERE action = 'price.added'").await, 1);

    // For all dates of this event, and for none of another one.
    let foreign = PriceForm { performance: elsewhere.performance.to_string(), ..matinee.clone() };
    let refused = office.add_price(&manager, stage.event, stage.ticket_type, &foreign, &ONCE).await.unwrap_err();
    let not_a_choice = FormRefusal::one("performance", Problem::NotAChoice);
    assert!(matches!(&refused, Failure::Refused(refusal) if *refusal == not_a_choice), "{refused:?}");
    let no_event = FormRefusal::one("event", Problem::NotAChoice);
    for (event, ticket_type) in [(elsewhere.event, elsewhere.ticket_type), (stage.event, elsewhere.ticket_type)] {
        let unknown = office.add_price(&manager, event, ticket_type, &matinee, &ONCE).await.unwrap_err();
        assert!(matches!(&unknown, Failure::Refused(refusal) if *refusal == no_event), "{unknown:?}");
    }
    let cashier = shop.staff(stage.organizer, Role::BoxOffice).await;
    let denied = office.add_price(&cashier, stage.event, stage.ticket_type, &matinee, &ONCE).await;
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

#[tokio::test]
async fn a_zero_too_many_is_asked_about_where_tickets_are_sold() {
    let shop = Shop::open().await;
    let stage = shop.stage(9).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    shop.buy(&stage, 1).await;
    let leap = PriceForm { price: "2500".into(), channel: "till".into(), ..PriceForm::default() };
    let office = &shop.flows.office;
    let asked = office.add_price(&manager, stage.event, stage.ticket_type, &leap, &ONCE).await.unwrap_err();
    let Failure::Refused(refusal) = asked else { panic!("{asked:?}") };
    assert!(matches!(refusal.questions[..], [Question::PriceLeap { sold: 1, .. }]), "{refusal:?}");
    let agreed = base::saving::key(&refusal.questions);
    let meant = SaveRequest { agreed: base::saving::Consent::To(&agreed), ..ONCE };
    office.add_price(&manager, stage.event, stage.ticket_type, &leap, &meant).await.unwrap();
    assert_eq!(shop.number("SELECT price_minor FROM prices WHERE channel = 'till'").await, 250_000);
}
