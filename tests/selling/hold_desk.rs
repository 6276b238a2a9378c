//! The desk: what many get who ask at once, and what each is told.

use crate::Shop;
use base::{Failure, Visitor};
use chrono::Duration;
use domain::event::Channel;
use domain::hold::Claim;
use domain::hold::grant::MissedPlaces;
use domain::ids::{PerformanceId, PoolId, SeatId, TicketTypeId};
use domain::locale::Locale;
use domain::refusal::{CartRefusal, HoldRefusal};
use futures::future::join_all;
use kit::{Flows, Stage, claim, seat_claim};
use selling::carts::PlacesWanted;
use uuid::Uuid;

fn partly<'a>(claims: &'a [Claim]) -> PlacesWanted<'a> {
    PlacesWanted {
        cart: None,
        channel: Channel::Shop,
        locale: Locale::En,
        claims,
        partly: true,
        visitor: Visitor::UNKNOWN,
    }
}

#[tokio::test]
async fn asked_for_a_part_one_gets_what_there_is_and_hears_what_is_missing() {
    let shop = Shop::open().await;
    let stage = shop.stage(3).await;
    let grant = shop.flows.selling.hold_and_read_cart(&partly(&[claim(&stage, 5)])).await.unwrap();
    assert_eq!(grant.cart.tickets(), 3);
    let refusal = HoldRefusal::NotEnough { ticket_type: stage.ticket_type, left: 3 };
    let (performance, ticket_type) = (stage.performance, stage.ticket_type);
    let missed = MissedPlaces { performance, ticket_type, places: 2, seat: None, refusal };
    assert_eq!(grant.missed, [missed]);
    let nothing = shop.flows.selling.hold_and_read_cart(&partly(&[claim(&stage, 1)])).await.unwrap_err();
    assert!(
        matches!(nothing, Failure::Refused(HoldRefusal::AllInCarts { count: 3, back_at: Some(_), .. })),
        "{nothing:?}"
    );
    shop.audit().await;
}

#[tokio::test]
async fn of_several_seats_those_that_are_free_are_kept() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let seats = shop.seats(&stage, 5).await;
    shop.flows
        .selling
        .add_to_cart(None, Channel::Shop, Locale::En, &[seat_claim(&stage, &seats[1..2])], Visitor::UNKNOWN)
        .await
        .unwrap();
    let whole = shop
        .flows
        .selling
        .add_to_cart(None, Channel::Shop, Locale::En, &[seat_claim(&stage, &seats[..3])], Visitor::UNKNOWN)
        .await;
    assert!(matches!(whole, Err(Failure::Refused(HoldRefusal::SeatTaken { seat })) if seat == seats[1]));
    let grant = shop.flows.selling.hold_and_read_cart(&partly(&[seat_claim(&stage, &seats[..3])])).await.unwrap();
    let kept: Vec<_> = grant.cart.lines.iter().filter_map(|l| l.seat).collect();
    assert_eq!(kept, [seats[0], seats[2]]);
    assert_eq!(grant.missed.len(), 1);
    assert_eq!(grant.missed[0].refusal, HoldRefusal::SeatTaken { seat: seats[1] });
    shop.audit().await;
}

#[tokio::test]
async fn a_refusal_names_every_seat_that_stood_in_the_way() {
    let shop = Shop::open().await;
    let stage = shop.stage(6).await;
    let seats = shop.seats(&stage, 6).await;
    let (channel, locale, visitor) = (Channel::Shop, Locale::En, Visitor::UNKNOWN);
    shop.flows.selling.add_to_cart(None, channel, locale, &[seat_claim(&stage, &seats[1..3])], visitor).await.unwrap();
    let refused = async |wish: &[SeatId], partly: bool| {
        let claims = [seat_claim(&stage, wish)];
        shop.flows
            .selling
            .hold_places_or_explain(&PlacesWanted { cart: None, channel, locale, claims: &claims, partly, visitor })
            .await
    };
    let Err(Failure::Refused(all)) = refused(&seats[..4], false).await else { panic!("two of them are taken") };
    assert_eq!(all.refusal, HoldRefusal::SeatTaken { seat: seats[1] });
    let named =
        |missed: &[MissedPlaces]| missed.iter().map(|m| (m.seat.unwrap(), m.refusal.clone())).collect::<Vec<_>>();
    let taken = |seat| (seat, HoldRefusal::SeatTaken { seat });
    assert_eq!(named(&all.missed), [taken(seats[1]), taken(seats[2])]);
    // A seat of no hall is named with those that are taken.
    let nowhere = SeatId(Uuid::new_v4());
    let Err(Failure::Refused(all)) = refused(&[seats[0], seats[2], nowhere], false).await else {
        panic!("no such seat")
    };
    assert_eq!(all.refusal, HoldRefusal::UnknownSeat { seat: nowhere });
    assert_eq!(named(&all.missed), [(nowhere, HoldRefusal::UnknownSeat { seat: nowhere }), taken(seats[2])]);
    // Where part is enough it stands in nobody's way.
    let part = refused(&[seats[0], seats[2], nowhere], true).await.unwrap();
    assert_eq!(part.cart.lines.iter().filter_map(|line| line.seat).collect::<Vec<_>>(), [seats[0]]);
    assert_eq!(part.missed.len(), 2);
    shop.audit().await;
}

#[tokio::test]
async fn the_cart_that_is_told_is_the_cart_that_is_stored() {
    let shop = Shop::open().await;
    let stage = shop.stage(9).await;
    let seats = shop.seats(&stage, 4).await;
    let grant = shop
        .flows
        .selling
        .add_to_cart(None, Channel::Shop, Locale::It, &[seat_claim(&stage, &seats[..2])], Visitor::UNKNOWN)
        .await
        .unwrap();
    let stored = shop.flows.selling.cart(&grant.secret).await.unwrap().unwrap();
    assert_eq!(grant.cart, stored);
    assert_eq!(grant.gateways, shop.flows.selling.online_gateways(&grant.secret).await.unwrap());
}

#[tokio::test]
async fn a_change_of_terms_counts_for_the_next_claim() {
    let shop = Shop::open().await;
    let stage = shop.stage(9).await;
    let before = shop
        .flows
        .selling
        .add_to_cart(None, Channel::Shop, Locale::En, &[claim(&stage, 1)], Visitor::UNKNOWN)
        .await
        .unwrap();
    sqlx::query("UPDATE ticket_types SET price_minor = 5000").execute(&shop.owner).await.unwrap();
    let after = shop
        .flows
        .selling
        .add_to_cart(None, Channel::Shop, Locale::En, &[claim(&stage, 1)], Visitor::UNKNOWN)
        .await
        .unwrap();
    assert_eq!((before.cart.total.minor, after.cart.total.minor), (2650, 5150));
    sqlx::query("UPDATE ticket_types SET active = false").execute(&shop.owner).await.unwrap();
    let gone = shop
        .flows
        .selling
        .add_to_cart(None, Channel::Shop, Locale::En, &[claim(&stage, 1)], Visitor::UNKNOWN)
        .await
        .unwrap_err();
    assert!(matches!(gone, Failure::Refused(HoldRefusal::UnknownTicketType { .. })), "{gone:?}");
    sqlx::query("UPDATE ticket_types SET active = true").execute(&shop.owner).await.unwrap();
    shop.flows
        .selling
        .add_to_cart(None, Channel::Shop, Locale::En, &[claim(&stage, 1)], Visitor::UNKNOWN)
        .await
        .unwrap();
}

#[tokio::test]
async fn two_servers_on_one_database_stay_exact() {
    let shop = Shop::open().await;
    let stage = shop.stage(30).await;
    let seats = shop.seats(&stage, 30).await;
    let other: Flows = shop.second_server().await;
    let claims: Vec<[Claim; 1]> = (0..200).map(|n| [seat_claim(&stage, &seats[n * 7 % 29..n * 7 % 29 + 2])]).collect();
    let asks = claims.iter().enumerate().map(|(n, claims)| {
        let flows = if n % 2 == 0 { &shop.flows } else { &other };
        flows.selling.add_to_cart(None, Channel::Shop, Locale::En, claims, Visitor::UNKNOWN)
    });
    let all = join_all(asks).await;
    let held: usize = all.iter().filter_map(|a| a.as_ref().ok()).map(|g| g.cart.lines.len()).sum();
    assert!((16..=30).contains(&held), "{held}");
    for refused in all.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, Failure::Refused(HoldRefusal::SeatTaken { .. })), "{refused:?}");
    }
    shop.audit().await;
}

#[tokio::test]
async fn an_extension_counts_once_however_often_it_is_pressed() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let cart = shop.hold(&stage, 2).await;
    let pressed = join_all((0..5).map(|_| shop.flows.selling.extend_cart(&cart))).await;
    assert_eq!(pressed.iter().filter(|p| p.is_ok()).count(), 1);
    for refused in pressed.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, Failure::Refused(CartRefusal::ExtendedAlready)), "{refused:?}");
    }
    assert_eq!(
        shop.flows.selling.cart(&cart).await.unwrap().unwrap().expires_at,
        Some(shop.now() + Duration::minutes(20))
    );
}

#[tokio::test]
async fn a_line_is_made_fewer_and_what_stays_keeps_its_time_and_price() {
    let shop = Shop::open().await;
    let stage = shop.stage(4).await;
    sqlx::query("UPDATE ticket_types SET order_min = 2").execute(&shop.owner).await.unwrap();
    let cart = shop.hold(&stage, 3).await;
    let before = shop.flows.selling.cart(&cart).await.unwrap().unwrap();
    shop.clock.advance(Duration::minutes(2));
    let whole = before.lines[0].hold;
    shop.flows.selling.shorten_line(&cart, whole, 2, Channel::Shop).await.unwrap();
    let after = shop.flows.selling.cart(&cart).await.unwrap().unwrap();
    assert_eq!((after.tickets(), after.total.minor), (2, 2 * 2650));
    assert_eq!(after.expires_at, before.expires_at);
    // Pressed twice it is once.
    shop.flows.selling.shorten_line(&cart, whole, 2, Channel::Shop).await.unwrap();
    assert_eq!(shop.flows.selling.cart(&cart).await.unwrap().unwrap().tickets(), 2);
    // The place is free for others at once.
    shop.hold(&stage, 2).await;
    let fewest = shop.flows.selling.shorten_line(&cart, after.lines[0].hold, 1, Channel::Shop).await.unwrap_err();
    assert!(matches!(fewest, Failure::Refused(CartRefusal::UnderMinimum { min: 2 })), "{fewest:?}");
    shop.flows.selling.shorten_line(&cart, after.lines[0].hold, 0, Channel::Shop).await.unwrap();
    assert_eq!(shop.flows.selling.cart(&cart).await.unwrap().unwrap().tickets(), 0);
    shop.audit().await;
}

#[tokio::test]
async fn emptying_a_cart_frees_its_places_at_once() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    let cart = shop.hold(&stage, 2).await;
    shop.flows.selling.empty_cart(&cart).await.unwrap();
    assert!(shop.flows.selling.cart(&cart).await.unwrap().unwrap().lines.is_empty());
    shop.hold(&stage, 2).await;
    shop.audit().await;
}

#[tokio::test]
async fn a_request_that_goes_away_leaves_no_transaction_open() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let cart = shop.hold(&stage, 1).await;
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    for polls in 1..30 {
        let mut request = Box::pin(shop.flows.selling.cart(&cart));
        for _ in 0..polls {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            if futures::poll!(&mut request).is_ready() {
                break;
            }
        }
        drop(request);
        // Rolled back as soon as the connection is looked after, which a busy machine takes its time for.
        let mut looks = 0;
        while shop.number(open).await > 0 {
            looks += 1;
            assert!(looks < 500, "gone after {polls} looks, a transaction stayed open");
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }
    // What is written next is there for everyone.
    shop.hold(&stage, 2).await;
    assert_eq!(shop.number("SELECT held::bigint FROM pools").await, 3);
}

#[tokio::test]
async fn whoever_needs_what_lapsed_waits_for_all_pools_of_the_date_in_one_order() {
    let shop = Shop::open().await;
    let stage = shop.stage(1).await;
    // A second pool that comes before the first, with a ticket type of its own.
    let low = Stage { pool: PoolId(Uuid::nil()), ticket_type: TicketTypeId(Uuid::new_v4()), ..stage };
    for step in [
        "INSERT INTO pools (organizer_id, id, performance_id, name, capacity) \
         SELECT organizer_id, $1, performance_id, 'Balcony', 1 FROM pools",
        "INSERT INTO ticket_types (organizer_id, id, event_id, name, price_minor, tax_rate_bp, fee_minor, order_max) \
         SELECT organizer_id, $2, event_id, name, price_minor, tax_rate_bp, fee_minor, order_max FROM ticket_types \
         WHERE $1::uuid IS NOT NULL",
        "INSERT INTO draws SELECT organizer_id, $2, performance_id, $1 FROM draws",
    ] {
        let query = sqlx::query(step).bind(low.pool.0);
        let query = if step.contains("$2") { query.bind(low.ticket_type.0) } else { query };
        query.execute(&shop.owner).await.unwrap();
    }
    shop.hold(&stage, 1).await;
    shop.hold(&low, 1).await;
    shop.clock.advance(Duration::minutes(11));
    let mut other = shop.owner.begin().await.unwrap();
    sqlx::query("SELECT FROM pools WHERE id = $1 FOR UPDATE").bind(low.pool.0).execute(&mut *other).await.unwrap();
    let (flows, wish) = (shop.flows.clone(), claim(&stage, 1));
    let claims = tokio::spawn(async move {
        flows.selling.add_to_cart(None, Channel::Shop, Locale::En, &[wish], Visitor::UNKNOWN).await.map(drop)
    });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(!claims.is_finished(), "it gives back what lapsed, which draws on the pool that is locked");
    sqlx::query("SET LOCAL lock_timeout = '500ms'").execute(&mut *other).await.unwrap();
    let next = sqlx::query("SELECT FROM pools WHERE id = $1 FOR UPDATE").bind(stage.pool.0).execute(&mut *other).await;
    next.expect("nobody has the later pool who waits for the earlier one");
    other.commit().await.unwrap();
    claims.await.unwrap().unwrap();
    shop.audit().await;
}

#[tokio::test]
async fn limits_hold_for_what_is_granted_in_part_too() {
    let shop = Shop::open().await;
    let stage = shop.stage(150).await;
    sqlx::query("UPDATE ticket_types SET order_max = 4, order_min = 2").execute(&shop.owner).await.unwrap();
    let claims = [claim(&stage, 3), claim(&stage, 3)];
    let grant = shop.flows.selling.hold_and_read_cart(&partly(&claims)).await.unwrap();
    assert_eq!(grant.cart.tickets(), 3);
    assert_eq!(grant.missed.len(), 1);
    assert_eq!(grant.missed[0].refusal, HoldRefusal::OverLimit { max: 4 });
    let many = [claim(&stage, 70), claim(&stage, 70), claim(&stage, 70)];
    let refused = shop.flows.selling.hold_and_read_cart(&partly(&many)).await.unwrap_err();
    assert!(matches!(refused, Failure::Refused(HoldRefusal::OverLimit { max: 200 })), "{refused:?}");
    // One is left, and no fewer than two are sold together.
    sqlx::query("UPDATE pools SET capacity = 4").execute(&shop.owner).await.unwrap();
    let refused = shop.flows.selling.hold_and_read_cart(&partly(&[claim(&stage, 3)])).await.unwrap_err();
    assert!(matches!(refused, Failure::Refused(HoldRefusal::NotEnough { left: 1, .. })), "{refused:?}");
    assert_eq!(shop.number("SELECT sum(held)::bigint FROM pools").await, 3);
    shop.audit().await;
}

#[tokio::test]
async fn in_the_first_rush_all_in_carts_has_a_time_too() {
    let shop = Shop::open().await;
    let stage = shop.stage(2).await;
    // The first is refused, so that the others gather and are decided together.
    let (flows, stage) = (&shop.flows, &stage);
    let asks = (0..6).map(|n| async move {
        let wish = claim(stage, if n == 0 { 101 } else { 1 });
        flows.selling.add_to_cart(None, Channel::Shop, Locale::En, &[wish], Visitor::UNKNOWN).await
    });
    let refused: Vec<_> = join_all(asks).await.into_iter().skip(1).filter_map(Result::err).collect();
    assert_eq!(refused.len(), 3);
    let until = shop.now() + Duration::minutes(10);
    for refusal in refused {
        let Failure::Refused(HoldRefusal::AllInCarts { count: 2, back_at, .. }) = refusal else {
            panic!("{refusal:?}")
        };
        assert_eq!(back_at, Some(until));
    }
}

#[tokio::test]
async fn a_date_that_nobody_knows_costs_the_others_nothing() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let unknown = PerformanceId(Uuid::new_v4());
    let claims = [claim(&stage, 1), Claim { performance: unknown, ..claim(&stage, 1) }];
    let refused = shop.flows.selling.hold_and_read_cart(&partly(&claims)).await.unwrap_err();
    let Failure::Refused(HoldRefusal::UnknownPerformance { performance }) = refused else { panic!("{refused:?}") };
    assert_eq!(performance, unknown);
    assert_eq!(shop.number("SELECT count(*) FROM holds").await, 0);
}
