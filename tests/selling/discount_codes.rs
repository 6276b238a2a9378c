//! Discount codes in carts: what they lower, that their last use is used once, and that no place is lost for one.

use crate::Shop;
use base::{Failure, Visitor};
use chrono::Duration;
use domain::cart::Secret;
use domain::discount_code::{DiscountCode, normal};
use domain::event::Channel;
use domain::ids::{DiscountCodeId, PoolId};
use domain::locale::{Locale, Translated};
use domain::money::Currency;
use domain::pricing::adjustment::{AdjustmentKind, PriceChange};
use domain::refusal::CartRefusal;
use kit::{Stage, claim, seat_claim};
use selling::carts::PlacesWanted;
use uuid::Uuid;

fn tenth(code: &str) -> DiscountCode {
    DiscountCode {
        id: DiscountCodeId(Uuid::new_v4()),
        code: normal(code),
        words: Translated::new("10 % for friends", "10 % agli amici"),
        change: PriceChange::ByShare { share_bp: -1000 },
        currency: Currency::EUR,
        event: None,
        from: None,
        until: None,
        active: true,
        pool: PoolId(Uuid::new_v4()),
    }
}

async fn write(shop: &Shop, stage: &Stage, code: &DiscountCode, limit: Option<u32>) {
    let mut tx = shop.flows.base().db.organizer(stage.organizer).await.unwrap();
    storage::discount_codes::insert(&mut tx, stage.organizer, code, limit, shop.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// How many uses are in carts, and how many are used up.
async fn uses(shop: &Shop, stage: &Stage, code: &DiscountCode) -> (u32, u32) {
    let mut tx = shop.flows.base().db.organizer(stage.organizer).await.unwrap();
    let found = storage::discount_codes::find_many(&mut tx, stage.organizer, &[code.id.0]).await.unwrap();
    (found[0].held, found[0].used)
}

async fn total(shop: &Shop, cart: &Secret) -> i64 {
    shop.flows.selling.cart(cart).await.unwrap().unwrap().total.minor
}

async fn refusal(shop: &Shop, cart: &Secret, typed: &str) -> CartRefusal {
    match shop.flows.selling.use_code(cart, typed).await {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{typed} was answered with {other:?}"),
    }
}

#[tokio::test]
async fn a_code_typed_later_prices_the_cart_again_and_comes_out_again() {
    let shop = Shop::open().await;
    let stage = shop.stage(50).await;
    let code = tenth("Friends 10");
    write(&shop, &stage, &code, Some(5)).await;
    let cart = shop.hold(&stage, 2).await;
    assert_eq!(total(&shop, &cart).await, 5300);
    shop.flows.selling.use_code(&cart, "  friends-10 ").await.unwrap();
    // A tenth off the ticket, not off the fee.
    assert_eq!((total(&shop, &cart).await, uses(&shop, &stage, &code).await), (4800, (2, 0)));
    let read = shop.flows.selling.cart(&cart).await.unwrap().unwrap();
    assert_eq!(read.code.as_ref().map(|code| code.code.as_str()), Some("FRIENDS10"));
    let applied: Vec<_> = read.lines[0].applied.iter().map(|one| (one.kind, one.minor)).collect();
    assert_eq!(applied, [(AdjustmentKind::Code, -250)]);
    // Typed again it is the same; what comes into the cart later has it too.
    shop.flows.selling.use_code(&cart, "FRIENDS10").await.unwrap();
    let (channel, locale) = (Channel::Shop, Locale::En);
    let claims = [claim(&stage, 2)];
    shop.flows.selling.add_to_cart(Some(&cart), channel, locale, &claims, Visitor::UNKNOWN).await.unwrap();
    assert_eq!((total(&shop, &cart).await, uses(&shop, &stage, &code).await), (9600, (4, 0)));
    // One use is left: two more places come at their own price.
    shop.flows.selling.add_to_cart(Some(&cart), channel, locale, &claims, Visitor::UNKNOWN).await.unwrap();
    assert_eq!((total(&shop, &cart).await, uses(&shop, &stage, &code).await), (14_900, (4, 0)));
    shop.flows.selling.drop_code(&cart).await.unwrap();
    assert_eq!((total(&shop, &cart).await, uses(&shop, &stage, &code).await), (15_900, (0, 0)));
    assert_eq!(shop.flows.selling.cart(&cart).await.unwrap().unwrap().code, None);
    assert_eq!(refusal(&shop, &cart, "friends10").await, CartRefusal::CodeUsedUp { left: 5 });
    assert_eq!(total(&shop, &cart).await, 15_900, "nothing is lost by trying");
    shop.audit().await;
}

#[tokio::test]
async fn what_is_no_code_here_is_told_so() {
    let shop = Shop::open().await;
    let stage = shop.stage(50).await;
    let other = shop.stage(50).await;
    let now = shop.now();
    let early = DiscountCode { from: Some(now + Duration::minutes(5)), ..tenth("EARLY") };
    let late = DiscountCode { until: Some(now), ..tenth("LATE") };
    let off = DiscountCode { active: false, ..tenth("OFF") };
    let theirs = DiscountCode { event: Some(other.event), ..tenth("THEIRS") };
    let of_others = tenth("NOTOURS");
    for code in [&early, &late, &off] {
        write(&shop, &stage, code, None).await;
    }
    write(&shop, &other, &of_others, None).await;
    if other.organizer == stage.organizer {
        write(&shop, &stage, &theirs, None).await;
        let cart = shop.hold(&stage, 1).await;
        assert_eq!(refusal(&shop, &cart, "theirs").await, CartRefusal::CodeFitsNothing);
    }
    let cart = shop.hold(&stage, 1).await;
    for typed in ["", "  ", "WRONG", "off", &"x".repeat(5000)] {
        assert_eq!(refusal(&shop, &cart, typed).await, CartRefusal::CodeUnknown, "{typed:.20}");
    }
    if other.organizer != stage.organizer {
        assert_eq!(refusal(&shop, &cart, "notours").await, CartRefusal::CodeUnknown);
    }
    assert_eq!(refusal(&shop, &cart, "early").await, CartRefusal::CodeNotYet);
    assert_eq!(refusal(&shop, &cart, "late").await, CartRefusal::CodeEnded);
    shop.clock.advance(Duration::minutes(5));
    shop.flows.selling.use_code(&cart, "early").await.unwrap();
    let placed = shop.check_out(&cart).await;
    assert_eq!(shop.order(&placed).await.total.minor, 2400);
    assert_eq!(refusal(&shop, &cart, "early").await, CartRefusal::Ordered);
    shop.audit().await;
}

#[tokio::test]
async fn uses_come_back_with_the_places_and_are_used_up_by_sales() {
    let shop = Shop::open().await;
    let stage = shop.stage(6).await;
    let seats = shop.seats(&stage, 6).await;
    let code = tenth("friends");
    write(&shop, &stage, &code, Some(3)).await;
    let (channel, locale) = (Channel::Shop, Locale::En);
    let claims = [seat_claim(&stage, &seats[..3])];
    let held = shop.flows.selling.add_to_cart(None, channel, locale, &claims, Visitor::UNKNOWN).await.unwrap();
    shop.flows.selling.use_code(&held.secret, "friends").await.unwrap();
    assert_eq!(uses(&shop, &stage, &code).await, (3, 0));
    let first = held.cart.lines[0].hold;
    shop.flows.selling.remove_from_cart(&held.secret, first).await.unwrap();
    assert_eq!(uses(&shop, &stage, &code).await, (2, 0));
    let placed = shop.check_out(&held.secret).await;
    assert_eq!(shop.order(&placed).await.total.minor, 4800);
    shop.work().await;
    shop.choose(&placed, backstage::gateway::payment::Choice::Approve).await;
    shop.settle(&placed).await;
    let order = shop.order(&placed).await;
    assert_eq!((order.tickets.len(), uses(&shop, &stage, &code).await), (2, (0, 2)));
    assert_eq!(order.lines[0].applied[0].words, code.words);
    let mail = shop.emails_to("maria@example.com").join("\n");
    assert!(mail.contains("10 % for friends"), "{mail}");
    // Whoever lets a cart lapse gives its uses back.
    let claims = [seat_claim(&stage, &seats[5..])];
    let lapsing = shop.flows.selling.add_to_cart(None, channel, locale, &claims, Visitor::UNKNOWN).await.unwrap();
    shop.flows.selling.use_code(&lapsing.secret, "friends").await.unwrap();
    assert_eq!(uses(&shop, &stage, &code).await, (1, 2));
    shop.clock.advance(Duration::minutes(30));
    shop.flows.selling.sweep_holds(stage.organizer).await.unwrap();
    assert_eq!(uses(&shop, &stage, &code).await, (0, 2));
    shop.audit().await;
}

#[tokio::test]
async fn the_last_use_is_used_once_however_many_type_it() {
    let shop = Shop::open().await;
    let stage = shop.stage(600).await;
    let (code, limit) = (tenth("HUNDRED"), 100);
    write(&shop, &stage, &code, Some(limit)).await;
    let other = shop.second_server().await;
    let (channel, locale, visitor) = (Channel::Shop, Locale::En, Visitor::UNKNOWN);
    let mut buyers = tokio::task::JoinSet::new();
    for n in 0..256 {
        let flows = if n % 2 == 0 { shop.flows.clone() } else { other.clone() };
        let claims = vec![claim(&stage, 1)];
        buyers.spawn(async move {
            let wanted = PlacesWanted { cart: None, channel, locale, claims: &claims, partly: false, visitor };
            let cart = flows.selling.hold_places(&wanted).await.unwrap();
            match flows.selling.use_code(&cart, "hundred").await {
                Ok(()) => true,
                Err(Failure::Refused(CartRefusal::CodeUsedUp { left: 0 })) => false,
                Err(other) => panic!("{other:?}"),
            }
        });
    }
    let had = buyers.join_all().await.into_iter().filter(|had| *had).count();
    assert_eq!((had, uses(&shop, &stage, &code).await), (100, (100, 0)));
    shop.audit().await;
}
