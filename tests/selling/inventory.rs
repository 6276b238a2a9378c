//! Nothing is sold twice, whoever asks at once.

use crate::Shop;
use backstage::gateway::payment::Choice;
use base::Failure;
use domain::event::Channel;
use domain::locale::Locale;
use domain::refusal::HoldRefusal;
use domain::seating::{Place, SeatKind};
use futures::future::join_all;
use kit::{claim, seat_claim};

#[tokio::test]
async fn many_claims_at_once_never_oversell() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let claims = [claim(&stage, 1)];
    let all = join_all(
        (0..60)
            .map(|_| shop.flows.selling.add_to_cart(None, Channel::Shop, Locale::En, &claims, base::Visitor::UNKNOWN)),
    )
    .await;
    let held = all.iter().filter(|a| a.is_ok()).count();
    assert_eq!(held, 10);
    for refused in all.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, Failure::Refused(HoldRefusal::AllInCarts { .. })), "{refused:?}");
    }
    shop.audit().await;
}

#[tokio::test]
async fn a_seat_has_one_winner_and_nobody_loses_the_rest_of_a_choice_silently() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let seats = shop.seats(&stage, 5).await;
    let pairs: Vec<_> = (0..4).map(|n| [seat_claim(&stage, &seats[n..n + 2])]).collect();
    let all = join_all(
        pairs
            .iter()
            .map(|c| shop.flows.selling.add_to_cart(None, Channel::Shop, Locale::En, c, base::Visitor::UNKNOWN)),
    )
    .await;
    let held: usize = all.iter().filter_map(|a| a.as_ref().ok()).map(|g| g.cart.lines.len()).sum();
    assert!(held == 2 || held == 4, "{held}");
    for refused in all.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, Failure::Refused(HoldRefusal::SeatTaken { .. })), "{refused:?}");
    }
    shop.audit().await;
}

#[tokio::test]
async fn places_taken_out_of_a_cart_are_free_at_once() {
    let shop = Shop::open().await;
    let stage = shop.stage(1).await;
    let seats = shop.seats(&stage, 1).await;
    let claims = [seat_claim(&stage, &seats)];
    let grant =
        shop.flows.selling.add_to_cart(None, Channel::Shop, Locale::En, &claims, base::Visitor::UNKNOWN).await.unwrap();
    shop.flows.selling.remove_from_cart(&grant.secret, grant.cart.lines[0].hold).await.unwrap();
    let emptied = shop.flows.selling.cart(&grant.secret).await.unwrap().unwrap();
    assert!(emptied.lines.is_empty() && emptied.lapsed.is_empty());
    shop.flows.selling.add_to_cart(None, Channel::Shop, Locale::En, &claims, base::Visitor::UNKNOWN).await.unwrap();
    shop.audit().await;
}

#[tokio::test]
async fn sales_that_race_are_numbered_without_gaps() {
    let shop = Shop::open().await;
    let stage = shop.stage(40).await;
    sqlx::query("UPDATE ticket_types SET price_minor = 0").execute(&shop.owner).await.unwrap();
    let buy = async || {
        let cart = shop.hold(&stage, 2).await;
        shop.check_out(&cart).await
    };
    let placed = join_all((0..12).map(|_| buy())).await;
    let mut numbers = Vec::new();
    for one in &placed {
        numbers.extend(shop.order(one).await.tickets.iter().map(|t| t.sale_number));
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=24).collect::<Vec<i64>>());
    shop.audit().await;
}

#[tokio::test]
async fn the_database_itself_refuses_to_oversell() {
    let shop = Shop::open().await;
    let stage = shop.stage(3).await;
    let counters =
        sqlx::query("UPDATE pools SET held = 2, sold = 2 WHERE id = $1").bind(stage.pool.0).execute(&shop.owner).await;
    assert!(counters.unwrap_err().to_string().contains("pools_never_oversold"));
    let seats = shop.seats(&stage, 1).await;
    let grant = shop
        .flows
        .selling
        .add_to_cart(None, Channel::Shop, Locale::En, &[seat_claim(&stage, &seats)], base::Visitor::UNKNOWN)
        .await;
    grant.unwrap();
    let second = sqlx::query("INSERT INTO seat_claims SELECT organizer_id, gen_random_uuid(), performance_id, seat_id, 'held' FROM seat_claims")
        .execute(&shop.owner)
        .await;
    assert!(second.unwrap_err().to_string().contains("seat_claims_one_live"));
}

/// What is told of each seat, by its number.
fn told<'a>(places: impl Iterator<Item = &'a Place>) -> Vec<(&'a str, SeatKind)> {
    let mut all: Vec<_> = places.map(|place| (place.seat.as_deref().unwrap_or_default(), place.kind)).collect();
    all.sort_by_key(|(seat, _)| *seat);
    all
}

#[tokio::test]
async fn what_is_special_about_a_seat_is_told_from_the_cart_to_the_ticket() {
    let shop = Shop::open().await;
    let stage = shop.stage(3).await;
    let seats = shop.seats(&stage, 3).await;
    sqlx::query("UPDATE seats SET kind = 'restricted_view' WHERE number = '2'").execute(&shop.owner).await.unwrap();
    let wanted = [("1", SeatKind::Standard), ("2", SeatKind::RestrictedView)];
    let claims = [seat_claim(&stage, &seats[..2])];
    let grant =
        shop.flows.selling.add_to_cart(None, Channel::Shop, Locale::En, &claims, base::Visitor::UNKNOWN).await.unwrap();
    assert_eq!(told(grant.cart.lines.iter().map(|line| &line.place)), wanted);
    let cart = shop.flows.selling.cart(&grant.secret).await.unwrap().unwrap();
    assert_eq!(told(cart.lines.iter().map(|line| &line.place)), wanted);
    let placed = shop.check_out(&grant.secret).await;
    shop.work().await;
    shop.choose(&placed, Choice::Approve).await;
    shop.settle(&placed).await;
    let order = shop.order(&placed).await;
    assert_eq!(told(order.lines.iter().map(|line| &line.place)), wanted);
    let papers = money::documents::paper_tickets(&order);
    assert_eq!(papers.iter().filter(|paper| paper.seat_kind == SeatKind::RestrictedView).count(), 1);
}
