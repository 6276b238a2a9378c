//! Crowds: limits per person over carts and orders, proofs of work, and what counts as busy.

use crate::Shop;
use backstage::gateway::payment::Choice;
use base::visitor::VisitorId;
use base::{Failure, Visitor};
use chrono::Duration;
use domain::buyer::BuyerDraft;
use domain::cart::Secret;
use domain::event::Channel;
use domain::form::FairForm;
use domain::locale::Locale;
use domain::order::OrderState;
use domain::payment::GatewayKind;
use domain::refusal::{CartRefusal, HoldRefusal};
use domain::role::Role;
use futures::future::join_all;
use kit::{Stage, claim};
use selling::carts::CartGrant;
use selling::checkout::PlacedOrder;
use selling::guard::RequestOrigin;
use selling::guard::proof::Challenge;
use storage::{Scope, events};
use uuid::Uuid;

/// What people of a crowd do.
trait Crowd {
    /// Sets how the stage's event is sold, or without one the whole shop.
    async fn set_fair(&self, stage: &Stage, whole_shop: bool, form: FairForm);
    async fn ask(
        &self,
        stage: &Stage,
        cart: Option<&Secret>,
        quantity: u32,
        knock: RequestOrigin<'_>,
    ) -> Result<CartGrant, HoldRefusal>;
    async fn order_as(&self, cart: &Secret, email: &str) -> Result<PlacedOrder, CartRefusal>;
    async fn pay(&self, placed: &PlacedOrder);
}

impl Crowd for Shop {
    async fn set_fair(&self, stage: &Stage, whole_shop: bool, form: FairForm) {
        let owner = self.staff(stage.organizer, Role::Owner).await;
        let event = (!whole_shop).then_some(stage.event);
        self.flows.selling.save_fair_settings(&owner, event, &form).await.expect("the settings are taken");
    }

    async fn ask(
        &self,
        stage: &Stage,
        cart: Option<&Secret>,
        quantity: u32,
        knock: RequestOrigin<'_>,
    ) -> Result<CartGrant, HoldRefusal> {
        let claims = [claim(stage, quantity)];
        let id = knock.visitor.map(|name| VisitorId(id(name)));
        let visitor = Visitor { id, pass: None, address: knock.address, proof: knock.proof.map(str::to_owned) };
        match self.flows.selling.add_to_cart(cart, Channel::Shop, Locale::En, &claims, &visitor).await {
            Ok(grant) => Ok(grant),
            Err(Failure::Refused(refusal)) => Err(refusal),
            Err(other) => panic!("{other}"),
        }
    }

    async fn order_as(&self, cart: &Secret, email: &str) -> Result<PlacedOrder, CartRefusal> {
        let draft =
            BuyerDraft { name: "Maria Rossi".into(), email: email.into(), accept_terms: true, ..Default::default() };
        self.flows.selling.save_draft(cart, &draft, Locale::En).await.expect("the draft is kept");
        match self.flows.selling.place_order(cart, GatewayKind::Test, None).await {
            Ok(placed) => Ok(placed),
            Err(Failure::Refused(refusal)) => Err(refusal),
            Err(other) => panic!("{other}"),
        }
    }

    async fn pay(&self, placed: &PlacedOrder) {
        self.work().await;
        self.choose(placed, Choice::Approve).await;
        self.settle(placed).await;
        assert_eq!(self.order(placed).await.state, OrderState::Paid);
    }
}

/// Somebody's number of chance, and how the guard knows them.
fn id(name: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    Uuid::from_bytes(bytes)
}

fn known(name: &str) -> String {
    id(name).simple().to_string()
}

fn by(visitor: &str) -> RequestOrigin<'_> {
    RequestOrigin { visitor: Some(visitor), ..RequestOrigin::default() }
}

fn person_max(max: u32) -> FairForm {
    FairForm { person_max: max.to_string(), ..FairForm::default() }
}

fn limit<T: std::fmt::Debug>(max: u32, had: u32, result: Result<T, HoldRefusal>) {
    assert_eq!(result.unwrap_err(), HoldRefusal::PersonLimit { max, had });
}

#[tokio::test]
async fn a_visitor_has_no_more_than_the_limit_over_carts_and_orders() {
    let shop = Shop::open().await;
    let stage = shop.stage(50).await;
    shop.set_fair(&stage, false, person_max(4)).await;
    let first = shop.ask(&stage, None, 3, by("a")).await.unwrap();
    limit(4, 3, shop.ask(&stage, Some(&first.secret), 2, by("a")).await);
    limit(4, 3, shop.ask(&stage, None, 2, by("a")).await);
    let second = shop.ask(&stage, None, 1, by("a")).await.unwrap();
    limit(4, 4, shop.ask(&stage, None, 1, by("a")).await);
    shop.ask(&stage, None, 4, by("b")).await.unwrap();
    // Bought is as good as held, and what was let go counts no more.
    let placed = shop.order_as(&first.secret, "a@example.org").await.unwrap();
    limit(4, 4, shop.ask(&stage, None, 1, by("a")).await);
    shop.pay(&placed).await;
    limit(4, 4, shop.ask(&stage, None, 1, by("a")).await);
    shop.flows.selling.remove_from_cart(&second.secret, second.cart.lines[0].hold).await.unwrap();
    let third = shop.ask(&stage, None, 1, by("a")).await.unwrap();
    // So does what ran out.
    shop.clock.advance(Duration::minutes(11));
    shop.ask(&stage, None, 1, by("a")).await.unwrap();
    limit(4, 4, shop.ask(&stage, Some(&third.secret), 1, by("a")).await);
    shop.audit().await;
}

#[tokio::test]
async fn a_claim_does_not_wait_for_whoever_edits_the_event() {
    let shop = Shop::open().await;
    let stage = shop.stage(50).await;
    shop.set_fair(&stage, false, person_max(4)).await;
    let mut edit = shop.flows.base().db.begin(Scope::Organizer(stage.organizer)).await.unwrap();
    events::lock(&mut edit, stage.organizer, stage.event).await.unwrap().expect("the event is there");
    // Who cancels an event goes on to its pools, which the claim has locked: each would wait for the other.
    let claimed = tokio::time::timeout(std::time::Duration::from_secs(10), shop.ask(&stage, None, 1, by("a"))).await;
    claimed.expect("the claim doesn't wait").unwrap();
    edit.commit().await.unwrap();
    shop.audit().await;
}

#[tokio::test]
async fn who_has_no_cookie_is_their_cart_from_the_first_place_on() {
    let shop = Shop::open().await;
    let stage = shop.stage(50).await;
    shop.set_fair(&stage, false, person_max(2)).await;
    let cart = shop.ask(&stage, None, 2, RequestOrigin::default()).await.unwrap();
    limit(2, 2, shop.ask(&stage, Some(&cart.secret), 1, RequestOrigin::default()).await);
    shop.audit().await;
}

#[tokio::test]
async fn two_carts_at_once_are_counted_one_after_the_other() {
    let shop = Shop::open().await;
    let stage = shop.stage(200).await;
    shop.set_fair(&stage, false, person_max(5)).await;
    let all = join_all((0..20).map(|_| shop.ask(&stage, None, 1, by("a")))).await;
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 5);
    assert_eq!(shop.number("SELECT sum(held)::bigint FROM pools").await, 5);
    shop.audit().await;
}

#[tokio::test]
async fn what_was_refused_counts_for_nothing() {
    let shop = Shop::open().await;
    let stage = shop.stage(1).await;
    shop.set_fair(&stage, false, person_max(2)).await;
    let refused = shop.ask(&stage, None, 2, by("a")).await.unwrap_err();
    assert!(matches!(refused, HoldRefusal::NotEnough { left: 1, .. }), "{refused:?}");
    let cart = shop.ask(&stage, None, 1, by("a")).await.unwrap();
    let refused = shop.ask(&stage, Some(&cart.secret), 1, by("a")).await.unwrap_err();
    assert!(matches!(refused, HoldRefusal::AllInCarts { .. }), "{refused:?}");
    limit(2, 1, shop.ask(&stage, None, 2, by("a")).await);
    shop.audit().await;
}

#[tokio::test]
async fn an_address_is_one_person_however_it_is_written() {
    let shop = Shop::open().await;
    let stage = shop.stage(50).await;
    shop.set_fair(&stage, false, person_max(4)).await;
    let carts = [
        shop.ask(&stage, None, 3, by("a")).await.unwrap().secret,
        shop.ask(&stage, None, 2, by("b")).await.unwrap().secret,
        shop.ask(&stage, None, 1, by("c")).await.unwrap().secret,
    ];
    let placed = shop.order_as(&carts[0], "maria.rossi@gmail.com").await.unwrap();
    let again = shop.order_as(&carts[1], "MariaRossi+two@googlemail.com").await.unwrap_err();
    assert_eq!(again, CartRefusal::PersonLimit { max: 4, had: 3 });
    shop.order_as(&carts[2], "MariaRossi+two@googlemail.com").await.unwrap();
    // Another person may.
    shop.order_as(&carts[1], "luca@gmail.com").await.unwrap();
    // An order that is given up leaves its places to the same person again.
    shop.flows.selling.give_up_order(&placed.secret).await.unwrap();
    let cart = shop.ask(&stage, None, 3, by("d")).await.unwrap().secret;
    shop.order_as(&cart, "mariarossi@gmail.com").await.unwrap();
    shop.audit().await;
}

#[tokio::test]
async fn refunded_places_count_no_more() {
    let shop = Shop::open().await;
    let stage = shop.stage(50).await;
    shop.set_fair(&stage, false, person_max(2)).await;
    let cart = shop.ask(&stage, None, 2, by("a")).await.unwrap().secret;
    let placed = shop.order_as(&cart, "a@example.org").await.unwrap();
    shop.pay(&placed).await;
    limit(2, 2, shop.ask(&stage, None, 1, by("a")).await);
    let order = shop.order(&placed).await;
    let owner = shop.staff(stage.organizer, Role::Owner).await;
    shop.flows.money.refund_tickets(&owner, order.id, &[order.tickets[0].id], "ill", "k").await.unwrap();
    limit(2, 1, shop.ask(&stage, None, 2, by("a")).await);
    let next = shop.ask(&stage, None, 1, by("a")).await.unwrap().secret;
    shop.order_as(&next, "a+again@example.org").await.unwrap();
    shop.audit().await;
}

#[tokio::test]
async fn a_limit_that_is_set_later_counts_what_was_sold_before() {
    let shop = Shop::open().await;
    let stage = shop.stage(50).await;
    let cart = shop.ask(&stage, None, 3, by("a")).await.unwrap().secret;
    shop.order_as(&cart, "a@example.org").await.unwrap();
    shop.set_fair(&stage, true, person_max(4)).await;
    let cart = shop.ask(&stage, None, 2, by("b")).await.unwrap().secret;
    let refused = shop.order_as(&cart, "A@example.org").await.unwrap_err();
    assert_eq!(refused, CartRefusal::PersonLimit { max: 4, had: 3 });
    // The event's own settings go before the shop's, until it has none again.
    shop.set_fair(&stage, false, FairForm::default()).await;
    shop.order_as(&cart, "A@example.org").await.unwrap();
    shop.set_fair(&stage, false, FairForm { as_shop: true, ..FairForm::default() }).await;
    limit(4, 0, shop.ask(&stage, None, 5, by("c")).await);
}

#[tokio::test]
async fn the_till_is_not_held_back_and_the_api_only_where_it_is_said() {
    let shop = Shop::open().await;
    let stage = shop.stage(100).await;
    let strict = FairForm { visitor_per_minute: "1".into(), address_per_minute: "1".into(), ..person_max(2) };
    shop.set_fair(&stage, false, strict.clone()).await;
    let claims = [claim(&stage, 1)];
    for _ in 0..3 {
        shop.flows
            .selling
            .add_to_cart(None, Channel::Till, Locale::En, &[claim(&stage, 3)], Visitor::UNKNOWN)
            .await
            .unwrap();
        shop.flows.selling.add_to_cart(None, Channel::Api, Locale::En, &claims, Visitor::UNKNOWN).await.unwrap();
    }
    let three =
        shop.flows.selling.add_to_cart(None, Channel::Api, Locale::En, &[claim(&stage, 3)], Visitor::UNKNOWN).await;
    assert!(matches!(three, Err(Failure::Refused(HoldRefusal::PersonLimit { max: 2, had: 0 }))));
    shop.set_fair(&stage, false, FairForm { proof: "busy".into(), ..strict.clone() }).await;
    shop.flows.selling.add_to_cart(None, Channel::Api, Locale::En, &claims, Visitor::UNKNOWN).await.unwrap();
    shop.set_fair(&stage, false, FairForm { proof: "always".into(), ..strict }).await;
    let refused = shop.flows.selling.add_to_cart(None, Channel::Api, Locale::En, &claims, Visitor::UNKNOWN).await;
    assert!(matches!(refused, Err(Failure::Refused(HoldRefusal::ProofNeeded))));
    shop.flows.selling.add_to_cart(None, Channel::Till, Locale::En, &claims, Visitor::UNKNOWN).await.unwrap();
    let given = shop.flows.selling.challenge(stage.performance, None).await.unwrap().unwrap();
    let proof = solve(&given);
    let visitor = Visitor { proof: Some(proof), ..Visitor::default() };
    shop.flows.selling.add_to_cart(None, Channel::Api, Locale::En, &claims, &visitor).await.unwrap();
}

#[tokio::test]
async fn a_visitor_and_an_address_ask_as_often_as_is_set() {
    let shop = Shop::open().await;
    let stage = shop.stage(100).await;
    let form = FairForm { visitor_per_minute: "2".into(), address_per_minute: "4".into(), ..FairForm::default() };
    shop.set_fair(&stage, false, form).await;
    let from = |visitor: &'static str, address: &str| RequestOrigin { address: address.parse().ok(), ..by(visitor) };
    shop.ask(&stage, None, 1, from("a", "203.0.113.1")).await.unwrap();
    shop.ask(&stage, None, 1, from("a", "203.0.113.1")).await.unwrap();
    let refused = shop.ask(&stage, None, 1, from("a", "203.0.113.1")).await.unwrap_err();
    assert_eq!(refused, HoldRefusal::TooOften { wait_seconds: 30 });
    // The same address with new cookies, then another one.
    shop.ask(&stage, None, 1, from("b", "203.0.113.1")).await.unwrap();
    shop.ask(&stage, None, 1, from("c", "203.0.113.1")).await.unwrap();
    let refused = shop.ask(&stage, None, 1, from("d", "203.0.113.1")).await.unwrap_err();
    assert_eq!(refused, HoldRefusal::TooOften { wait_seconds: 15 });
    shop.ask(&stage, None, 1, from("d", "203.0.113.2")).await.unwrap();
    shop.clock.advance(Duration::seconds(30));
    shop.ask(&stage, None, 1, from("a", "203.0.113.1")).await.unwrap();
}

/// As a browser does it, with the library that ALTCHA's users use.
fn solve(given: &Challenge) -> String {
    let number = altcha_lib_rs::solve_challenge(&given.challenge, &given.salt, None, Some(given.maxnumber), 0);
    let json = serde_json::json!({
        "algorithm": given.algorithm, "challenge": given.challenge, "number": number.expect("a number fits"),
        "salt": given.salt, "signature": given.signature, "took": 7,
    });
    data_encoding::BASE64.encode(json.to_string().as_bytes())
}

#[tokio::test]
async fn a_proof_is_good_once_for_whoever_worked_for_it() {
    let shop = Shop::open().await;
    let stage = shop.stage(100).await;
    shop.set_fair(&stage, false, FairForm { proof: "always".into(), ..FairForm::default() }).await;
    let needed = Some(HoldRefusal::ProofNeeded);
    let proofs: Vec<String> = {
        let name = known("a");
        let given = join_all((0..4).map(|_| shop.flows.selling.challenge(stage.performance, Some(&name)))).await;
        given.into_iter().map(|one| solve(&one.unwrap().unwrap())).collect()
    };
    let with = |proof| RequestOrigin { proof: Some(proof), ..by("a") };
    assert_eq!(shop.ask(&stage, None, 1, by("a")).await.err(), needed);
    assert_eq!(shop.ask(&stage, None, 1, with("nonsense")).await.err(), needed);
    shop.ask(&stage, None, 1, with(&proofs[0])).await.unwrap();
    assert_eq!(shop.ask(&stage, None, 1, with(&proofs[0])).await.err(), needed, "used up");
    let another = RequestOrigin { proof: Some(&proofs[1]), ..by("b") };
    assert_eq!(shop.ask(&stage, None, 1, another).await.err(), needed, "someone else's");
    let at_once = join_all((0..8).map(|_| shop.ask(&stage, None, 1, with(&proofs[1])))).await;
    assert_eq!(at_once.iter().filter(|one| one.is_ok()).count(), 1);
    // What is asked for with it may be refused for another reason: it is used up all the same.
    let refused = shop.ask(&stage, None, 150, with(&proofs[2])).await.unwrap_err();
    assert!(matches!(refused, HoldRefusal::OverLimit { .. }), "{refused:?}");
    assert_eq!(shop.ask(&stage, None, 1, with(&proofs[2])).await.err(), needed);
    shop.clock.advance(Duration::minutes(20));
    assert_eq!(shop.ask(&stage, None, 1, with(&proofs[3])).await.err(), needed, "too old");
    // The remembered ones go with the next that is used.
    let fresh = solve(&shop.flows.selling.challenge(stage.performance, Some(&known("a"))).await.unwrap().unwrap());
    shop.ask(&stage, None, 1, with(&fresh)).await.unwrap();
    assert_eq!(shop.number("SELECT count(*) FROM spent_proofs").await, 1);
}

#[tokio::test]
async fn who_has_no_script_waits_and_is_let_through_once() {
    let shop = Shop::open().await;
    let stage = shop.stage(100).await;
    shop.set_fair(&stage, false, FairForm { proof: "always".into(), ..FairForm::default() }).await;
    let waiting = shop.flows.selling.wait_pass(stage.performance, Some(&known("a"))).await.unwrap().unwrap();
    let with = RequestOrigin { proof: Some(&waiting.token), ..by("a") };
    assert_eq!(shop.flows.selling.wait_left(&waiting.token), Some(waiting.seconds));
    assert_eq!(shop.ask(&stage, None, 1, with).await.err(), Some(HoldRefusal::ProofNeeded), "too early");
    shop.clock.advance(Duration::seconds(waiting.seconds.into()));
    assert_eq!(shop.flows.selling.wait_left(&waiting.token), Some(0));
    shop.ask(&stage, None, 1, with).await.unwrap();
    assert_eq!(shop.ask(&stage, None, 1, with).await.err(), Some(HoldRefusal::ProofNeeded), "once");
}

#[tokio::test]
async fn a_busy_sale_asks_for_a_proof_and_a_calm_one_does_not() {
    let shop = Shop::open().await;
    let stage = shop.stage(200).await;
    shop.set_fair(&stage, false, FairForm { proof: "busy".into(), ..FairForm::default() }).await;
    let calm = shop.flows.selling.challenge(stage.performance, Some(&known("a"))).await.unwrap().unwrap();
    for n in 0..50 {
        shop.ask(&stage, None, 1, by(&n.to_string())).await.unwrap();
    }
    assert_eq!(shop.ask(&stage, None, 1, by("a")).await.err(), Some(HoldRefusal::ProofNeeded));
    let proof = solve(&calm);
    let knock = RequestOrigin { proof: Some(&proof), ..by("a") };
    shop.ask(&stage, None, 1, knock).await.unwrap();
    // Ten seconds later nobody is asked any more.
    shop.clock.advance(Duration::seconds(10));
    shop.ask(&stage, None, 1, by("b")).await.unwrap();
    shop.set_fair(&stage, false, FairForm::default()).await;
    assert_eq!(shop.flows.selling.challenge(stage.performance, Some(&known("a"))).await.unwrap(), None);
}

#[tokio::test]
async fn only_who_may_edit_events_sets_it_and_it_is_written_down() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    for role in [Role::BoxOffice, Role::Viewer, Role::Steward] {
        let actor = shop.staff(stage.organizer, role).await;
        let refused = shop.flows.selling.save_fair_settings(&actor, Some(stage.event), &person_max(1)).await;
        assert!(matches!(refused, Err(Failure::Denied(_))), "{role:?}");
        assert!(matches!(shop.flows.selling.fair_settings(&actor, None).await, Err(Failure::Denied(_))), "{role:?}");
    }
    // Nobody sets it for another organizer's event.
    let other = shop.stage(10).await;
    let owner = shop.staff(other.organizer, Role::Owner).await;
    assert!(matches!(
        shop.flows.selling.save_fair_settings(&owner, Some(stage.event), &person_max(1)).await,
        Err(Failure::Refused(_))
    ));
    assert_eq!(shop.flows.selling.fair_settings(&owner, Some(stage.event)).await.unwrap(), None);
    shop.set_fair(&stage, false, person_max(3)).await;
    let owner = shop.staff(stage.organizer, Role::Owner).await;
    let settings = shop.flows.selling.fair_settings(&owner, Some(stage.event)).await.unwrap().unwrap();
    assert_eq!(settings.holds().person_max, Some(3));
    let lines = shop.number("SELECT count(*) FROM audit_log WHERE action = 'protection.changed'").await;
    assert_eq!(lines, 1);
}
