//! Dates that become others for whoever has tickets of them: asked about first, told to their buyers, and what is said of a
//! date that doesn't take place.

use crate::Shop;
use base::saving::{Consent, SaveRequest};
use base::{Actor, Failure, saving};
use chrono::Duration;
use domain::edit::{EventEdit, PerformanceEdit};
use domain::event::Channel;
use domain::form::*;
use domain::locale::Locale;
use domain::question::{Concerned, Question};
use domain::refusal::Problem;
use domain::role::Role;
use domain::time::Timezone;
use kit::{Stage, claim};

/// What a save was refused with.
fn refusal<T: std::fmt::Debug>(result: Result<T, Failure<FormRefusal>>) -> FormRefusal {
    match result {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn yes(to: &str) -> SaveRequest<'_> {
    SaveRequest { agreed: Consent::To(to), ..SaveRequest::FIRST }
}

async fn edit(shop: &Shop, manager: &Actor, stage: &Stage) -> EventEdit {
    shop.flows.office.event_for_edit(manager, stage.event).await.unwrap().unwrap()
}

fn form(edit: &EventEdit, date: &PerformanceEdit) -> PerformanceForm {
    PerformanceForm::of(&date.performance, edit.event.zone, date.pools.iter().map(|p| p.capacity).sum())
}

#[tokio::test]
async fn a_sold_date_moves_when_somebody_said_yes_and_its_buyers_are_told() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let flows = &shop.flows;
    let (placed, order) = shop.buy(&stage, 2).await;
    shop.work().await;
    let told_before = shop.mailbox.messages().len();
    let whole = edit(&shop, &manager, &stage).await;
    let old = form(&whole, &whole.performances[0]);
    // Its name and its capacity concern nobody.
    let named = PerformanceForm { label_en: "Gala".into(), capacity: "12".into(), ..old.clone() };
    flows
        .office
        .save_performance(&manager, stage.event, Some(stage.performance), &named, &SaveRequest::FIRST)
        .await
        .unwrap();
    let later = PerformanceForm { starts_at: "2027-02-03T21:15".into(), on_sale_until: String::new(), ..named.clone() };
    let save = async |form: &PerformanceForm, saving: &SaveRequest<'_>| {
        flows.office.save_performance(&manager, stage.event, Some(stage.performance), form, saving).await
    };
    let asked = refusal(save(&later, &SaveRequest::FIRST).await);
    let [Question::MoveSold { moves, sold }] = asked.questions.as_slice() else { panic!("{asked:?}") };
    assert_eq!(*sold, Concerned { tickets: 2, buyers: 1, without_address: 0 });
    assert_eq!(Timezone::ROME.input_value(moves[0].to.starts_at), "2027-02-03T21:15");
    let unmoved = shop.order(&placed).await;
    assert_eq!((unmoved.lines[0].starts_at, unmoved.lines[0].sequence), (order.lines[0].starts_at, 0));

    // Somebody buys while it is thought about: the yes is to the same question.
    let key = saving::key(&asked.questions);
    shop.buy(&stage, 1).await;
    shop.work().await;
    let told_before = told_before + 1;
    let other = PerformanceForm { starts_at: "2027-02-04T21:15".into(), ..later.clone() };
    assert_eq!(refusal(save(&other, &yes(&key)).await).questions.len(), 1, "not the hour that was asked about");
    save(&later, &yes(&key)).await.unwrap();
    shop.work().await;
    let mail = shop.mailbox.messages();
    assert_eq!(mail.len(), told_before + 2, "each order once");
    let email = mail
        .iter()
        .find(|m| m.subject.contains("Another date") && m.text.as_deref().unwrap_or_default().contains(&order.number));
    let email = email.expect("the buyer is told");
    let text = email.text.clone().unwrap_or_default();
    assert!(text.contains("3 February 2027, 21:15") && text.contains("Before: "), "{text}");
    let calendar = flows.money.calendar_file(&placed.secret).await.unwrap().unwrap();
    let calendar = String::from_utf8(calendar.bytes).expect("a calendar is text");
    assert!(calendar.contains("SEQUENCE:1") && calendar.contains("DTSTART:20270203T201500Z"), "{calendar}");
    assert!(email.attachments.iter().any(|a| a.content_type.starts_with("text/calendar")), "{:?}", email.attachments);

    // Not to be told is a choice.
    let again = PerformanceForm { starts_at: "2027-02-05T21:15".into(), ..later };
    let key = saving::key(&refusal(save(&again, &SaveRequest::FIRST).await).questions);
    save(&again, &SaveRequest { emails: false, ..yes(&key) }).await.unwrap();
    shop.work().await;
    assert_eq!(shop.mailbox.messages().len(), told_before + 2);
    assert_eq!(shop.order(&placed).await.lines[0].sequence, 2);
    // Pressed twice: it is there already, and moves nobody.
    save(&again, &SaveRequest::FIRST).await.unwrap();
}

#[tokio::test]
async fn another_zone_leaves_the_hours_where_they_are() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let whole = edit(&shop, &manager, &stage).await;
    let hour = |edit: &EventEdit| edit.event.zone.input_value(edit.performances[0].performance.starts_at);
    let (was, old) = (hour(&whole), EventForm::of(&whole.event));
    let york = EventForm { zone: "America/New_York".into(), ..old.clone() };
    // Nobody has tickets: there is nothing to ask.
    shop.flows.office.update_event(&manager, stage.event, &york, &SaveRequest::FIRST).await.unwrap();
    assert_eq!(hour(&edit(&shop, &manager, &stage).await), was);
    // The cart goes by the event's clock as everything does, both as it is made and as it is read again.
    let granted = shop
        .flows
        .selling
        .add_to_cart(None, Channel::Shop, Locale::En, &[claim(&stage, 1)], base::Visitor::UNKNOWN)
        .await
        .unwrap();
    let read = shop.flows.selling.cart(&granted.secret).await.unwrap().unwrap();
    for cart in [&granted.cart, &read] {
        assert_eq!(cart.lines[0].zone.name(), "America/New_York");
    }
    shop.buy(&stage, 1).await;
    shop.work().await;
    let before = shop.mailbox.messages().len();
    let asked = refusal(shop.flows.office.update_event(&manager, stage.event, &old, &SaveRequest::FIRST).await);
    assert!(matches!(asked.questions.as_slice(), [Question::MoveSold { .. }]), "{asked:?}");
    assert_eq!(edit(&shop, &manager, &stage).await.event.zone.name(), "America/New_York", "nothing was saved");
    let key = saving::key(&asked.questions);
    shop.flows.office.update_event(&manager, stage.event, &old, &yes(&key)).await.unwrap();
    assert_eq!(hour(&edit(&shop, &manager, &stage).await), was);
    shop.work().await;
    let mail = shop.mailbox.messages();
    assert_eq!(mail.len(), before + 1);
    let text = mail.iter().filter_map(|m| m.text.clone()).find(|text| text.contains("All times are local"));
    assert!(text.is_some_and(|text| text.contains("Europe/Rome") && text.contains("America/New_York")));
}

#[tokio::test]
async fn a_date_that_is_over_stays_where_it_was() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    shop.buy(&stage, 1).await;
    let whole = edit(&shop, &manager, &stage).await;
    let was = whole.performances[0].performance.times();
    shop.clock.advance(was.starts_at - shop.now() + Duration::hours(12));
    let form = EventForm { zone: "America/Los_Angeles".into(), ..EventForm::of(&whole.event) };
    shop.flows.office.update_event(&manager, stage.event, &form, &SaveRequest::FIRST).await.expect("it moves nobody");
    assert_eq!(edit(&shop, &manager, &stage).await.performances[0].performance.times(), was);
}

#[tokio::test]
async fn a_venue_that_goes_to_another_town_takes_nobody_along_unasked() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let (placed, _) = shop.buy(&stage, 1).await;
    shop.work().await;
    let before = shop.mailbox.messages().len();
    let venue = edit(&shop, &manager, &stage).await.performances[0].performance.venue.clone();
    let old = VenueForm::of(&venue);
    let save = async |form: &VenueForm, saving: &SaveRequest<'_>| {
        shop.flows.office.save_venue(&manager, Some(venue.id), form, saving).await
    };
    let exact = VenueForm { street: "Via Roma 1".into(), ..old };
    save(&exact, &SaveRequest::FIRST).await.expect("the same place, said more exactly");
    let pisa = VenueForm { city: "Pisa".into(), ..exact };
    let asked = refusal(save(&pisa, &SaveRequest::FIRST).await);
    assert!(matches!(asked.questions.as_slice(), [Question::MoveSold { .. }]), "{asked:?}");
    save(&pisa, &yes(&saving::key(&asked.questions))).await.unwrap();
    shop.work().await;
    let mail = shop.mailbox.messages();
    assert_eq!(mail.len(), before + 1);
    let texts: Vec<String> = mail.iter().filter_map(|m| m.text.clone()).collect();
    assert!(texts.iter().any(|text| text.contains("Before: ") && text.contains("Via Roma 1, Pisa")), "{texts:?}");
    assert_eq!(shop.order(&placed).await.lines[0].sequence, 2);
}

#[tokio::test]
async fn two_dates_in_one_hall_at_one_time_are_asked_about() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let whole = edit(&shop, &manager, &stage).await;
    let there = form(&whole, &whole.performances[0]);
    let save = async |form: &PerformanceForm, saving: &SaveRequest<'_>| {
        shop.flows.office.save_performance(&manager, stage.event, None, form, saving).await
    };
    let asked = refusal(save(&there, &SaveRequest::FIRST).await);
    let [Question::SamePlace { clashes }] = asked.questions.as_slice() else { panic!("{asked:?}") };
    assert_eq!(clashes[0].performance, stage.performance);
    assert_eq!(edit(&shop, &manager, &stage).await.performances.len(), 1, "nothing was saved");
    // Two hours later the other event is still on; its own entry by the hour is not.
    let starts_at =
        Timezone::ROME.input_value(whole.performances[0].performance.starts_at + chrono::Duration::hours(2));
    let quick = QuickEventForm {
        title: "Jazz".into(),
        category: "concert".into(),
        starts_at: starts_at.clone(),
        venue: there.venue.clone(),
        capacity: "80".into(),
        ticket_name: "Intero".into(),
        price: "15".into(),
        ..Default::default()
    };
    let make = async |saving: &SaveRequest<'_>| {
        shop.flows.office.create_quick_event(&manager, &quick, Locale::It, saving).await
    };
    let other = refusal(make(&SaveRequest::FIRST).await);
    make(&yes(&saving::key(&other.questions))).await.unwrap();
    let next = PerformanceForm { starts_at, on_sale_until: String::new(), ..there.clone() };
    assert_eq!(refusal(save(&next, &SaveRequest::FIRST).await).questions.len(), 1, "the concert is in the way now");
    // It wasn't when this was asked: a yes to one date is none to two.
    let both = refusal(save(&there, &yes(&saving::key(&asked.questions))).await);
    save(&there, &yes(&saving::key(&both.questions))).await.unwrap();
    assert_eq!(edit(&shop, &manager, &stage).await.performances.len(), 2);
}

#[tokio::test]
async fn a_price_that_leaps_and_a_ticket_that_goes_are_asked_about_once_sold() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let whole = edit(&shop, &manager, &stage).await;
    let kind = &whole.ticket_types[0];
    let old = TicketTypeForm::of(&kind.ticket_type, kind.zones.clone());
    let save = async |form: &TicketTypeForm, saving: &SaveRequest<'_>| {
        shop.flows.office.save_ticket_type(&manager, stage.event, Some(stage.ticket_type), form, saving).await
    };
    let dear = TicketTypeForm { price: "2500".into(), ..old.clone() };
    save(&dear, &SaveRequest::FIRST).await.expect("nobody has one");
    save(&old, &SaveRequest::FIRST).await.unwrap();
    shop.buy(&stage, 2).await;
    save(&TicketTypeForm { price: "30".into(), ..old.clone() }, &SaveRequest::FIRST)
        .await
        .expect("a change like any other");
    save(&old, &SaveRequest::FIRST).await.unwrap();
    let asked = refusal(save(&dear, &SaveRequest::FIRST).await);
    assert!(matches!(asked.questions.as_slice(), [Question::PriceLeap { sold: 2, .. }]), "{asked:?}");
    save(&dear, &yes(&saving::key(&asked.questions))).await.unwrap();

    let withdraw = async |saving: &SaveRequest<'_>| {
        shop.flows.office.withdraw_ticket_type(&manager, stage.ticket_type, saving).await
    };
    let asked = refusal(withdraw(&SaveRequest::FIRST).await);
    assert!(matches!(asked.questions.as_slice(), [Question::WithdrawSold { sold: 2, .. }]), "{asked:?}");
    assert!(edit(&shop, &manager, &stage).await.ticket_types[0].active);
    withdraw(&yes(&saving::key(&asked.questions))).await.unwrap();
    assert!(!edit(&shop, &manager, &stage).await.ticket_types[0].active);
}

#[tokio::test]
async fn nobody_saves_a_date_or_a_ticket_type_over_another_they_have_not_seen() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let whole = edit(&shop, &manager, &stage).await;
    let changed = |refusal: FormRefusal| {
        let problems: Vec<_> = refusal.problems.into_iter().map(|p| (p.field, p.problem)).collect();
        assert_eq!(problems, [("opened".to_owned(), Problem::ChangedMeanwhile)]);
    };
    let date = &whole.performances[0];
    let opened = office::performances::version(date, whole.event.zone);
    let (mine, theirs) = (form(&whole, date), PerformanceForm { label_en: "Gala".into(), ..form(&whole, date) });
    let save = async |form: &PerformanceForm| {
        let saving = SaveRequest::opened(&opened);
        shop.flows.office.save_performance(&manager, stage.event, Some(stage.performance), form, &saving).await
    };
    save(&theirs).await.unwrap();
    save(&theirs).await.expect("pressed twice");
    changed(refusal(save(&PerformanceForm { capacity: "20".into(), ..mine }).await));

    let kind = &whole.ticket_types[0];
    let opened = office::ticket_types::version(kind);
    let mine = TicketTypeForm::of(&kind.ticket_type, kind.zones.clone());
    let save = async |form: &TicketTypeForm| {
        let saving = SaveRequest::opened(&opened);
        shop.flows.office.save_ticket_type(&manager, stage.event, Some(stage.ticket_type), form, &saving).await
    };
    save(&TicketTypeForm { fee: "2".into(), ..mine.clone() }).await.unwrap();
    changed(refusal(save(&TicketTypeForm { name_en: "Adult".into(), ..mine }).await));
}
