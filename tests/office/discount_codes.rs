//! Who may make discount codes, and what can be changed of one.

use crate::Shop;
use base::Failure;
use domain::event::Channel;
use domain::form::{DiscountCodeForm, FormRefusal};
use domain::locale::Locale;
use domain::pricing::adjustment::PriceChange;
use domain::refusal::{CartRefusal, Problem};
use domain::role::Role;
use kit::claim;

fn tenth() -> DiscountCodeForm {
    DiscountCodeForm {
        code: "Friends 10".into(),
        percent: "10".into(),
        uses: "3".into(),
        ..DiscountCodeForm::default()
    }
}

fn is_refused<T: std::fmt::Debug>(result: Result<T, Failure<FormRefusal>>, field: &str, problem: Problem) {
    let expect = FormRefusal::one(field, problem);
    assert!(matches!(&result, Err(Failure::Refused(refusal)) if *refusal == expect), "{result:?}");
}

#[tokio::test]
async fn a_code_is_made_once_by_who_may_edit_events() {
    let shop = Shop::open().await;
    let (stage, elsewhere) = (shop.stage(9).await, shop.stage(9).await);
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let office = &shop.flows.office;
    let id = office.add_discount_code(&manager, &tenth()).await.unwrap();
    assert_eq!(office.add_discount_code(&manager, &tenth()).await.unwrap(), id, "pressed twice");
    let other = DiscountCodeForm { code: "FRIENDS10".into(), percent: "20".into(), ..tenth() };
    is_refused(office.add_discount_code(&manager, &other).await, "code", Problem::AlreadyUsed);
    let foreign = DiscountCodeForm { code: "OTHER".into(), event: elsewhere.event.to_string(), ..tenth() };
    if stage.organizer != elsewhere.organizer {
        is_refused(office.add_discount_code(&manager, &foreign).await, "event", Problem::NotAChoice);
        let stranger = shop.staff(elsewhere.organizer, Role::Owner).await;
        assert!(office.discount_codes(&stranger).await.unwrap().is_empty());
        let unknown = office.switch_discount_code(&stranger, id, false).await;
        assert!(matches!(unknown, Err(Failure::Refused(_))), "{unknown:?}");
        let unknown = office.limit_discount_code(&stranger, id, "1").await;
        assert!(matches!(&unknown, Err(Failure::Refused(refusal)) if refusal.is_unknown()), "{unknown:?}");
        // The same code may be another's too.
        office.add_discount_code(&stranger, &tenth()).await.unwrap();
    }
    let cashier = shop.staff(stage.organizer, Role::BoxOffice).await;
    let denied = office.add_discount_code(&cashier, &tenth()).await;
    assert!(matches!(denied, Err(Failure::Denied(_))), "{denied:?}");
    let all = office.discount_codes(&cashier).await.unwrap();
    assert_eq!((all.len(), all[0].code.change, all[0].limit), (1, PriceChange::ByShare { share_bp: -1000 }, Some(3)));
    let written = "SELECT count(*) FROM audit_log WHERE action = 'discount_code.added'";
    assert!(shop.number(written).await >= 1);
}

#[tokio::test]
async fn its_number_is_changed_under_it_up_to_what_is_taken_and_it_is_switched_off() {
    let shop = Shop::open().await;
    let stage = shop.stage(9).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let (office, selling) = (&shop.flows.office, &shop.flows.selling);
    let id = office.add_discount_code(&manager, &tenth()).await.unwrap();
    let claims = [claim(&stage, 2)];
    let cart = selling.add_to_cart(None, Channel::Shop, Locale::En, &claims, base::Visitor::UNKNOWN).await.unwrap();
    selling.use_code(&cart.secret, "friends10").await.unwrap();
    is_refused(office.limit_discount_code(&manager, id, "1").await, "uses", Problem::BelowSold { sold: 2 });
    office.limit_discount_code(&manager, id, "2").await.unwrap();
    let other = shop.hold(&stage, 1).await;
    let refused = selling.use_code(&other, "friends10").await;
    assert!(matches!(refused, Err(Failure::Refused(CartRefusal::CodeUsedUp { left: 0 }))), "{refused:?}");
    office.limit_discount_code(&manager, id, "").await.unwrap();
    selling.use_code(&other, "friends10").await.unwrap();
    let found = &office.discount_codes(&manager).await.unwrap()[0];
    assert_eq!((found.limit, found.held, found.used), (None, 3, 0));
    office.switch_discount_code(&manager, id, false).await.unwrap();
    let third = shop.hold(&stage, 1).await;
    let refused = selling.use_code(&third, "friends10").await;
    assert!(matches!(refused, Err(Failure::Refused(CartRefusal::CodeUnknown))), "{refused:?}");
    // What was priced with it stays so, to the order.
    let placed = shop.check_out(&cart.secret).await;
    assert_eq!(shop.order(&placed).await.total.minor, 4800);
    office.switch_discount_code(&manager, id, true).await.unwrap();
    selling.use_code(&third, "friends10").await.unwrap();
    shop.audit().await;
}
