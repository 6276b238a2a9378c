//! Events from a form to the shop, changed and taken off again; people who may and who may not.

use crate::Shop;
use base::saving::SaveRequest;
use base::{Actor, Failure};
use domain::edit::{EventRefusal, Missing};
use domain::event::{AskedDays, CatalogueQuery, Channel, Event, EventStatus, SaleState};
use domain::form::*;
use domain::ids::*;
use domain::locale::Locale;
use domain::refusal::Problem;
use domain::role::Role;
use kit::{Stage, claim};

fn quick() -> QuickEventForm {
    QuickEventForm {
        title: "Serata jazz".into(),
        category: "concert".into(),
        starts_at: "2026-12-01T21:00".into(),
        venue_name: "Il Ridotto".into(),
        venue_city: "Livorno".into(),
        capacity: "80".into(),
        ticket_name: "Intero".into(),
        price: "15".into(),
        second_name: "Under 26".into(),
        second_price: "8,50".into(),
        publish: true,
        ..Default::default()
    }
}

/// The problems a form was refused for, as field names.
fn fields<T: std::fmt::Debug>(result: Result<T, Failure<FormRefusal>>) -> Vec<(String, Problem)> {
    match result {
        Err(Failure::Refused(refusal)) => refusal.problems.into_iter().map(|p| (p.field, p.problem)).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

async fn two_organizers(shop: &Shop) -> (Stage, Actor, Actor) {
    let (here, there) = (shop.stage(10).await, shop.stage(10).await);
    (here, shop.staff(here.organizer, Role::Manager).await, shop.staff(there.organizer, Role::Manager).await)
}

#[tokio::test]
async fn a_quick_event_is_on_sale_at_once() {
    let shop = Shop::open().await;
    let (_, manager, _) = two_organizers(&shop).await;
    let event =
        shop.flows.office.create_quick_event(&manager, &quick(), Locale::It, &SaveRequest::FIRST).await.unwrap();
    let page = shop.flows.selling.event_page("serata-jazz", Channel::Shop).await.unwrap().unwrap();
    assert_eq!(page.event.id, event);
    let offers = &page.performances[0];
    assert_eq!(offers.state, SaleState::OnSale { left: 80 });
    let prices: Vec<i64> = offers.offers.iter().map(|o| o.price.minor).collect();
    assert_eq!(prices, [1500, 850]);
    let claim = domain::hold::Claim {
        performance: offers.performance.id,
        ticket_type: offers.offers[1].ticket_type.id,
        quantity: 2,
        seats: Vec::new(),
    };
    shop.flows.selling.add_to_cart(None, Channel::Shop, Locale::It, &[claim], base::Visitor::UNKNOWN).await.unwrap();
    let (_, left) = shop.flows.selling.performance_offers(offers.performance.id, Channel::Shop).await.unwrap().unwrap();
    assert_eq!(left.state, SaleState::OnSale { left: 78 });
    let again =
        shop.flows.office.create_quick_event(&manager, &quick(), Locale::It, &SaveRequest::FIRST).await.unwrap();
    assert_ne!(again, event);
    assert!(
        shop.flows.selling.event_page("serata-jazz-2", Channel::Shop).await.unwrap().is_some(),
        "addresses stay apart"
    );
}

#[tokio::test]
async fn a_draft_is_seen_by_its_people_only_until_nothing_is_missing() {
    let shop = Shop::open().await;
    let (_, manager, other) = two_organizers(&shop).await;
    let form = EventForm { title_it: "Aida".into(), category: "opera".into(), ..Default::default() };
    let event = shop.flows.office.create_event(&manager, &form).await.unwrap();
    let missing = |result| match result {
        Err(Failure::Refused(domain::edit::PublishRefusal { missing })) => missing,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        missing(shop.flows.office.publish_event(&manager, event).await),
        [Missing::Performance, Missing::TicketType]
    );
    assert_eq!(missing(shop.flows.office.publish_event(&other, event).await), [Missing::Event]);
    assert!(shop.flows.selling.event_page("aida", Channel::Shop).await.unwrap().is_none());
    assert!(shop.flows.selling.event_preview(&manager, event).await.unwrap().is_some());
    assert!(shop.flows.selling.event_preview(&other, event).await.unwrap().is_none());
    assert!(shop.flows.office.event_for_edit(&other, event).await.unwrap().is_none());
    let taken = EventForm { slug: "aida".into(), ..form.clone() };
    assert_eq!(fields(shop.flows.office.create_event(&other, &taken).await), [("slug".into(), Problem::AlreadyUsed)]);
    let foreign = shop.flows.office.update_event(&other, event, &form, &SaveRequest::FIRST).await;
    assert_eq!(fields(foreign), [("event".into(), Problem::NotAChoice)]);
}

#[tokio::test]
async fn nobody_saves_over_what_they_have_not_seen() {
    let shop = Shop::open().await;
    let (stage, manager, _) = two_organizers(&shop).await;
    let stored = async || shop.flows.office.event_for_edit(&manager, stage.event).await.unwrap().unwrap().event;
    let seen = stored().await;
    let (form, opened) = (EventForm::of(&seen), office::events::version(&seen));
    let first = EventForm { summary_en: "With a prologue".into(), ..form.clone() };
    let second = EventForm { title_en: "Traviata".into(), ..form };
    shop.flows.office.update_event(&manager, stage.event, &first, &SaveRequest::opened(&opened)).await.unwrap();
    shop.flows
        .office
        .update_event(&manager, stage.event, &first, &SaveRequest::opened(&opened))
        .await
        .expect("pressed twice");
    let refused = shop.flows.office.update_event(&manager, stage.event, &second, &SaveRequest::opened(&opened)).await;
    assert_eq!(fields(refused), [("opened".into(), Problem::ChangedMeanwhile)]);
    let now = stored().await;
    assert_eq!((now.title.en.as_str(), now.summary.en.as_str()), ("La Traviata", "With a prologue"));
    let opened = office::events::version(&now);
    shop.flows.office.update_event(&manager, stage.event, &second, &SaveRequest::opened(&opened)).await.unwrap();
    assert_eq!(stored().await.title.en, "Traviata");
}

/// A theatre with two seated zones and a standing one, and an event in it.
async fn theatre(shop: &Shop, manager: &Actor) -> (VenueId, SeatMapId, EventId) {
    let venue = VenueForm { name: "Sala".into(), city: "Pisa".into(), ..Default::default() };
    let venue = shop.flows.office.save_venue(manager, None, &venue, &SaveRequest::FIRST).await.unwrap();
    let seated = |name: &str| ZoneForm {
        name_en: name.into(),
        kind: "seated".into(),
        rows: "2".into(),
        seats_per_row: "5".into(),
        ..Default::default()
    };
    let standing =
        ZoneForm { name_en: "Floor".into(), kind: "general".into(), capacity: "30".into(), ..Default::default() };
    let map = SeatMapForm {
        name: "Sala".into(),
        zones: vec![seated("Stalls"), seated("Balcony"), standing],
        ..Default::default()
    };
    let map = shop.flows.office.create_seat_map(manager, venue, &map).await.unwrap();
    let form = EventForm { title_en: "Aida".into(), category: "opera".into(), ..Default::default() };
    (venue, map, shop.flows.office.create_event(manager, &form).await.unwrap())
}

fn date(venue: VenueId, map: SeatMapId, starts_at: &str) -> PerformanceForm {
    PerformanceForm {
        venue: venue.to_string(),
        seat_map: map.to_string(),
        starts_at: starts_at.into(),
        ..Default::default()
    }
}

fn ticket(name: &str, zones: &[&str]) -> TicketTypeForm {
    TicketTypeForm {
        name_en: name.into(),
        price: "20".into(),
        zones: zones.iter().map(|z| (*z).to_owned()).collect(),
        ..TicketTypeForm::new()
    }
}

#[tokio::test]
async fn ticket_types_draw_from_the_same_zones_on_every_date() {
    let shop = Shop::open().await;
    let (_, manager, _) = two_organizers(&shop).await;
    let (venue, map, event) = theatre(&shop, &manager).await;
    let first = shop
        .flows
        .office
        .save_performance(&manager, event, None, &date(venue, map, "2026-12-01T20:00"), &SaveRequest::FIRST)
        .await
        .unwrap();
    let seats = shop
        .flows
        .office
        .save_ticket_type(&manager, event, None, &ticket("Seat", &["Stalls", "Balcony"]), &SaveRequest::FIRST)
        .await
        .unwrap();
    let floor = shop
        .flows
        .office
        .save_ticket_type(&manager, event, None, &ticket("Standing", &["Floor"]), &SaveRequest::FIRST)
        .await
        .unwrap();
    let all = shop.flows.office.save_ticket_type(&manager, event, None, &ticket("All", &[]), &SaveRequest::FIRST).await;
    assert_eq!(fields(all), [("zones".into(), Problem::Missing)], "a crowd and seats can't both be meant");
    let unknown = shop
        .flows
        .office
        .save_ticket_type(&manager, event, None, &ticket("Box", &["Boxes"]), &SaveRequest::FIRST)
        .await;
    assert_eq!(fields(unknown), [("zones".into(), Problem::NotAChoice)]);
    shop.flows.office.publish_event(&manager, event).await.unwrap();
    let second = shop
        .flows
        .office
        .save_performance(&manager, event, None, &date(venue, map, "2026-12-02T20:00"), &SaveRequest::FIRST)
        .await
        .unwrap();
    let page = shop.flows.selling.event_page("aida", Channel::Shop).await.unwrap().unwrap();
    for offers in &page.performances {
        let left: Vec<_> = offers.offers.iter().map(|o| (o.ticket_type.id, o.state.clone())).collect();
        assert_eq!(left, [(seats, SaleState::OnSale { left: 20 }), (floor, SaleState::OnSale { left: 30 })]);
        assert_eq!(offers.state, SaleState::OnSale { left: 50 });
    }
    shop.flows.office.withdraw_ticket_type(&manager, floor, &SaveRequest::FIRST).await.unwrap();
    let page = shop.flows.selling.event_page("aida", Channel::Shop).await.unwrap().unwrap();
    assert_eq!(page.performances[1].state, SaleState::OnSale { left: 20 });
    shop.flows.office.delete_performance(&manager, second).await.unwrap();
    shop.flows.office.cancel_performance(&manager, first).await.unwrap();
    let again = shop.flows.office.cancel_performance(&manager, first).await;
    assert!(matches!(again, Err(Failure::Refused(EventRefusal::CancelledAlready))));
    let page = shop.flows.selling.event_page("aida", Channel::Shop).await.unwrap().unwrap();
    assert_eq!(page.performances.iter().map(|p| p.state.clone()).collect::<Vec<_>>(), [SaleState::Cancelled]);
}

#[tokio::test]
async fn what_is_held_or_sold_stands_in_the_way() {
    let shop = Shop::open().await;
    let (stage, manager, other) = two_organizers(&shop).await;
    let flows = &shop.flows;
    let (placed, order) = shop.buy(&stage, 3).await;
    shop.hold(&stage, 2).await;
    let below = flows.office.set_capacity(&manager, stage.pool, "4").await;
    assert_eq!(fields(below), [("capacity".into(), Problem::BelowSold { sold: 5 })]);
    assert_eq!(
        fields(flows.office.set_capacity(&other, stage.pool, "50").await),
        [("capacity".into(), Problem::NotAChoice)]
    );
    assert_eq!(
        fields(flows.office.set_capacity(&manager, stage.pool, "x").await),
        [("capacity".into(), Problem::NotANumber)]
    );
    flows.office.set_capacity(&manager, stage.pool, "5").await.unwrap();
    let (_, offers) = flows.selling.performance_offers(stage.performance, Channel::Shop).await.unwrap().unwrap();
    assert!(matches!(offers.state, SaleState::AllInCarts { count: 2, back_at: Some(_) }), "{:?}", offers.state);
    let in_use = flows.office.unpublish_event(&manager, stage.event).await;
    assert!(matches!(in_use, Err(Failure::Refused(EventRefusal::InUse { places: 5 }))));
    let in_use = flows.office.delete_performance(&manager, stage.performance).await;
    assert!(matches!(in_use, Err(Failure::Refused(EventRefusal::InUse { places: 5 }))));
    shop.clock.advance(chrono::Duration::minutes(11));
    flows.office.set_capacity(&manager, stage.pool, "3").await.unwrap();
    let (_, offers) = flows.selling.performance_offers(stage.performance, Channel::Shop).await.unwrap().unwrap();
    assert_eq!(offers.state, SaleState::SoldOut);
    let nameless = flows.office.cancel_event(&manager, stage.event, " ").await;
    assert!(matches!(nameless, Err(Failure::Refused(EventRefusal::ReasonMissing))));
    let foreign = flows.office.cancel_event(&other, stage.event, "rain").await;
    assert!(matches!(foreign, Err(Failure::Refused(EventRefusal::Unknown))));
    shop.work().await;
    let before = shop.mailbox.messages().len();
    flows.office.cancel_event(&manager, stage.event, "rain").await.unwrap();
    shop.work().await;
    let mail = shop.mailbox.messages();
    assert_eq!(mail.len(), before + 1, "whoever has tickets is told once");
    let told = mail.iter().find(|mail| mail.text.as_deref().is_some_and(|text| text.contains("rain")));
    let told = told.expect("the reason is told").text.clone().unwrap_or_default();
    assert!(told.contains("cancelled") && told.contains(&order.number), "{told}");
    assert!(shop.order(&placed).await.lines.iter().all(|line| line.cancelled));
    let late =
        flows.selling.add_to_cart(None, Channel::Shop, Locale::En, &[claim(&stage, 1)], base::Visitor::UNKNOWN).await;
    assert!(matches!(late, Err(Failure::Refused(domain::refusal::HoldRefusal::Cancelled))));
    shop.audit().await;
}

#[tokio::test]
async fn places_in_carts_whose_time_is_over_are_free_before_anyone_sweeps() {
    let shop = Shop::open().await;
    let stage = shop.stage(4).await;
    shop.hold(&stage, 4).await;
    let state = async || {
        let query = CatalogueQuery::default();
        let card = shop.flows.selling.catalogue(&query).await.unwrap().cards.remove(0).state;
        let (_, offers) =
            shop.flows.selling.performance_offers(stage.performance, Channel::Shop).await.unwrap().unwrap();
        assert_eq!((&card, &offers.offers[0].state), (&offers.state, &offers.state));
        card
    };
    let back_at = shop.now() + chrono::Duration::minutes(10);
    assert_eq!(state().await, SaleState::AllInCarts { count: 4, back_at: Some(back_at) });
    shop.clock.advance(chrono::Duration::minutes(10));
    assert_eq!(state().await, SaleState::OnSale { left: 4 });
    assert_eq!(shop.number("SELECT held::bigint FROM pools").await, 4, "nobody has swept yet");
}

/// Another date of the stage's event, so many days from now.
async fn another_date(shop: &Shop, stage: &Stage, days: i64, status: &str) -> PerformanceId {
    let id = PerformanceId(uuid::Uuid::new_v4());
    let insert = "INSERT INTO performances (organizer_id, id, event_id, venue_id, status, starts_at, on_sale_from, on_sale_until, created_at) \
                  SELECT organizer_id, $2, event_id, venue_id, $3, $4, on_sale_from, $4, created_at FROM performances WHERE id = $1";
    let starts_at = shop.now() + chrono::Duration::days(days);
    let insert = sqlx::query(insert).bind(stage.performance.0).bind(id.0).bind(status).bind(starts_at);
    insert.execute(&shop.owner).await.unwrap();
    id
}

#[tokio::test]
async fn another_date_is_one_that_takes_place_and_is_still_to_come() {
    let shop = Shop::open().await;
    let event = async |date| shop.flows.selling.performance_offers(date, Channel::Shop).await.unwrap().unwrap().0;
    // Each date is asked about once: what was found is kept for a moment.
    let others = async |date| shop.flows.selling.has_other_performances(&event(date).await, date).await.unwrap();
    let alone = shop.stage(4).await;
    assert!(!others(alone.performance).await);
    let stage = shop.stage(4).await;
    let cancelled = another_date(&shop, &stage, 40, "cancelled").await;
    assert_eq!((others(stage.performance).await, others(cancelled).await), (false, true));
    let stage = shop.stage(4).await;
    let second = another_date(&shop, &stage, 40, "scheduled").await;
    assert_eq!((others(stage.performance).await, others(second).await), (true, true));
    let off = Event { status: EventStatus::Cancelled, ..event(second).await };
    assert!(!shop.flows.selling.has_other_performances(&off, second).await.unwrap());
    let stage = shop.stage(4).await;
    let second = another_date(&shop, &stage, 40, "scheduled").await;
    shop.clock.advance(chrono::Duration::days(31));
    assert_eq!((others(stage.performance).await, others(second).await), (true, false), "the first is over");
}

#[tokio::test]
async fn today_is_the_day_on_the_events_own_clock() {
    let shop = Shop::open().await;
    shop.stage(4).await;
    // The evening of the day on which it is asked in California, and the next morning in Italy.
    for (zone, found) in [("America/Los_Angeles", 1), ("Europe/Rome", 0)] {
        sqlx::query("UPDATE events SET zone = $1").bind(zone).execute(&shop.owner).await.unwrap();
        sqlx::query("UPDATE performances SET starts_at = '2026-11-22T03:00:00Z'").execute(&shop.owner).await.unwrap();
        let days = AskedDays::everywhere(shop.now(), |today| (Some(today), Some(today)));
        let today = CatalogueQuery { days, ..CatalogueQuery::default() };
        assert_eq!(shop.flows.selling.catalogue(&today).await.unwrap().cards.len(), found, "{zone}");
    }
    let days = AskedDays::everywhere(shop.now(), |today| (today.succ_opt(), today.pred_opt()));
    let backwards = CatalogueQuery { days, ..CatalogueQuery::default() };
    assert!(shop.flows.selling.catalogue(&backwards).await.unwrap().cards.is_empty());
}

#[tokio::test]
async fn seats_are_seen_as_mine_held_and_sold() {
    use domain::seating::SeatState::*;
    let shop = Shop::open().await;
    let stage = shop.stage(4).await;
    let seats = shop.seats(&stage, 4).await;
    let hold = async |seats: &[SeatId]| {
        let claim = kit::seat_claim(&stage, seats);
        shop.flows
            .selling
            .add_to_cart(None, Channel::Shop, Locale::En, &[claim], base::Visitor::UNKNOWN)
            .await
            .unwrap()
            .secret
    };
    let mine = hold(&seats[..1]).await;
    hold(&seats[1..2]).await;
    let sold = hold(&seats[2..3]).await;
    let placed = shop.check_out(&sold).await;
    shop.work().await;
    shop.choose(&placed, backstage::gateway::payment::Choice::Approve).await;
    shop.settle(&placed).await;
    let plan = async |cart| shop.flows.selling.seating(stage.performance, cart, Channel::Shop).await.unwrap().unwrap();
    let seen = |plan: &domain::seating::SeatingPlan| {
        let state = |seat| plan.taken.iter().find(|(s, _)| s == seat).map_or(Free, |(_, state)| *state);
        seats.iter().map(state).collect::<Vec<_>>()
    };
    let whole = plan(Some(&mine)).await;
    assert_eq!(seen(&whole), [Mine, Held, Sold, Free]);
    assert_eq!((whole.prices.len(), whole.prices[0].price.minor), (1, 2650));
    assert_eq!(seen(&plan(None).await), [Held, Held, Sold, Free]);
    shop.clock.advance(chrono::Duration::minutes(16));
    assert_eq!(seen(&plan(Some(&mine)).await), [Free, Free, Sold, Free]);
}

#[tokio::test]
async fn only_those_who_may_edit() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    for role in [Role::BoxOffice, Role::Steward, Role::Viewer] {
        let actor = shop.staff(stage.organizer, role).await;
        let denied = |result: bool| assert!(result, "{role:?}");
        denied(matches!(
            shop.flows.office.create_quick_event(&actor, &quick(), Locale::It, &SaveRequest::FIRST).await,
            Err(Failure::Denied(_))
        ));
        denied(matches!(shop.flows.office.publish_event(&actor, stage.event).await, Err(Failure::Denied(_))));
        denied(matches!(shop.flows.office.cancel_event(&actor, stage.event, "x").await, Err(Failure::Denied(_))));
        denied(matches!(shop.flows.office.set_capacity(&actor, stage.pool, "1").await, Err(Failure::Denied(_))));
        denied(matches!(shop.flows.office.members(&actor).await, Err(Failure::Denied(_))));
        denied(matches!(
            shop.flows.office.export(&actor, office::table_export::TableKind::Orders, None).await,
            Err(Failure::Denied(_))
        ));
    }
}
