//! What an organizer mends about itself: its settings and its halls.

use crate::Shop;
use base::Failure;
use base::saving::SaveRequest;
use domain::edit::HallRefusal;
use domain::event::Channel;
use domain::form::{FormRefusal, MapNameForm, SeatMapForm, SettingsForm, VenueForm, ZoneForm};
use domain::refusal::Problem;
use domain::role::Role;

fn problems<T: std::fmt::Debug>(result: Result<T, Failure<FormRefusal>>) -> Vec<(String, Problem)> {
    match result {
        Err(Failure::Refused(refusal)) => refusal.problems.into_iter().map(|p| (p.field, p.problem)).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_organizer_says_how_it_is_reached_and_its_zone_moves_nothing_that_is_sold() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let (placed, before) = shop.buy(&stage, 1).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let slug = before.organizer.slug.clone();
    let known = || async { shop.flows.selling.organizer_named(&slug).await.unwrap().unwrap() };
    let old = known().await;
    let opened = office::organizers::version(&old);
    let form = SettingsForm {
        name: "Teatro Grande".into(),
        address: "Piazza Grande 1\n57123 Livorno".into(),
        phone: "+39 0586 555 0121".into(),
        site: "teatro-grande.example".into(),
        zone: "America/New_York".into(),
        ..SettingsForm::of(&old)
    };
    for role in [Role::BoxOffice, Role::Steward, Role::Viewer] {
        let other = shop.staff(stage.organizer, role).await;
        assert!(
            matches!(shop.flows.office.save_settings(&other, &form, None).await, Err(Failure::Denied(_))),
            "{role:?}"
        );
    }
    let rows = shop.flows.office.event_rows(&manager).await.unwrap();
    shop.flows.office.save_settings(&manager, &form, Some(&opened)).await.unwrap();
    shop.flows.office.save_settings(&manager, &form, Some(&opened)).await.expect("pressed twice");
    let other = SettingsForm { name: "Teatro Piccolo".into(), ..form.clone() };
    let stale = shop.flows.office.save_settings(&manager, &other, Some(&opened)).await;
    assert_eq!(problems(stale), [("opened".to_owned(), Problem::ChangedMeanwhile)]);

    let now = known().await;
    assert_eq!((now.name.as_str(), now.site.as_str()), ("Teatro Grande", "https://teatro-grande.example"));
    assert_eq!(now.address, ["Piazza Grande 1", "57123 Livorno"]);
    let slug = shop.flows.office.event_rows(&manager).await.unwrap()[0].slug.clone();
    let page = shop.flows.selling.event_page(&slug, Channel::Shop).await.unwrap().unwrap();
    assert_eq!(page.organizer.phone, "+39 0586 555 0121");
    assert_eq!((page.event.zone, page.performances[0].performance.venue.zone), (old.zone, old.zone));
    let after = shop.order(&placed).await;
    assert_eq!((after.lines[0].starts_at, after.lines[0].zone), (before.lines[0].starts_at, before.lines[0].zone));
    assert_eq!(shop.flows.office.event_rows(&manager).await.unwrap(), rows, "the list says the same hours");
}

#[tokio::test]
async fn halls_are_renamed_and_go_while_no_date_is_there() {
    let shop = Shop::open().await;
    let stage = shop.stage(4).await;
    let seats = shop.seats(&stage, 4).await;
    assert_eq!(seats.len(), 4);
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let flows = &shop.flows;
    let (used_venue, used_map) = {
        let (venue, map) = flows.office.seat_maps(&manager, None).await.unwrap().remove(0);
        (venue, map.id)
    };
    let form = VenueForm { name: "Sala".into(), city: "Pisa".into(), ..Default::default() };
    let venue = flows.office.save_venue(&manager, None, &form, &SaveRequest::FIRST).await.unwrap();
    let zone = ZoneForm {
        name_en: "Stalls".into(),
        kind: "seated".into(),
        rows: "2".into(),
        seats_per_row: "5".into(),
        ..Default::default()
    };
    let plan = SeatMapForm { name: "As it was".into(), zones: vec![zone], ..Default::default() };
    let map = flows.office.create_seat_map(&manager, venue, &plan).await.unwrap();
    let other = flows.office.create_seat_map(&manager, venue, &plan).await.unwrap();

    let name = |name: &str| MapNameForm { name: name.into() };
    flows.office.rename_seat_map(&manager, map, &name(" As it  is ")).await.unwrap();
    let maps = flows.office.seat_maps(&manager, Some(venue)).await.unwrap();
    assert!(maps.iter().any(|(_, one)| one.id == map && one.name == "As it is"));
    let nameless = flows.office.rename_seat_map(&manager, map, &name(" ")).await;
    assert_eq!(problems(nameless), [("name".to_owned(), Problem::Missing)]);

    let elsewhere = shop.stage(1).await;
    let stranger = shop.staff(elsewhere.organizer, Role::Owner).await;
    let viewer = shop.staff(stage.organizer, Role::Viewer).await;
    assert!(
        problems(flows.office.rename_seat_map(&stranger, map, &name("Mine")).await).is_empty(),
        "unknown to a stranger"
    );
    assert!(matches!(flows.office.delete_venue(&stranger, venue).await, Err(Failure::Refused(HallRefusal::Unknown))));
    assert!(matches!(flows.office.delete_seat_map(&viewer, map).await, Err(Failure::Denied(_))));
    let here = Err(HallRefusal::HasPerformances { performances: 1 });
    let refused = |result| match result {
        Err(Failure::Refused(refusal)) => Err(refusal),
        Ok(()) => Ok(()),
        Err(other) => panic!("{other:?}"),
    };
    assert_eq!(refused(flows.office.delete_seat_map(&manager, used_map).await), here);
    assert_eq!(refused(flows.office.delete_venue(&manager, used_venue).await), here);

    flows.office.delete_seat_map(&manager, other).await.unwrap();
    assert_eq!(refused(flows.office.delete_seat_map(&manager, other).await), Err(HallRefusal::Unknown));
    assert_eq!(flows.office.seat_maps(&manager, Some(venue)).await.unwrap().len(), 1);
    flows.office.delete_venue(&manager, venue).await.unwrap();
    assert!(flows.office.venues(&manager).await.unwrap().iter().all(|one| one.id != venue));
    assert!(flows.office.seat_maps(&manager, None).await.unwrap().iter().all(|(of, _)| *of != venue));
    let gone = flows.office.save_venue(&manager, Some(venue), &form, &SaveRequest::FIRST).await;
    assert_eq!(problems(gone), [("name".to_owned(), Problem::NotAChoice)]);
}

#[tokio::test]
async fn nobody_saves_a_venue_over_another_they_have_not_seen() {
    let shop = Shop::open().await;
    let stage = shop.stage(4).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let venue = shop.flows.office.venues(&manager).await.unwrap().remove(0);
    // Two people have the form open.
    let opened = office::halls::version(&venue);
    let save = async |form: &VenueForm| {
        shop.flows.office.save_venue(&manager, Some(venue.id), form, &SaveRequest::opened(&opened)).await
    };
    let mine = VenueForm { directions_en: "Through the garden.".into(), ..VenueForm::of(&venue) };
    let theirs = VenueForm { name: "Teatro Grande".into(), ..VenueForm::of(&venue) };
    save(&theirs).await.unwrap();
    save(&theirs).await.expect("pressed twice");
    assert_eq!(problems(save(&mine).await), [("opened".to_owned(), Problem::ChangedMeanwhile)]);
    let now = shop.flows.office.venues(&manager).await.unwrap().into_iter().find(|one| one.id == venue.id).unwrap();
    assert_eq!((now.name.as_str(), now.directions.en.as_str()), ("Teatro Grande", venue.directions.en.as_str()));
    // Whoever has seen both saves again.
    let (both, opened) = (VenueForm { name: now.name.clone(), ..mine }, office::halls::version(&now));
    shop.flows.office.save_venue(&manager, Some(venue.id), &both, &SaveRequest::opened(&opened)).await.unwrap();
}
