//! What is written to buyers: e-mails of the organizer, e-mails that reach nobody, and whom the office corrects.

use crate::Shop;
use backstage::gateway::payment::Choice;
use base::saving::{Consent, SaveRequest};
use base::{Actor, Failure, saving};
use chrono::Duration;
use domain::announcement::AnnouncementRefusal;
use domain::email::Delivery;
use domain::email::SentTo;
use domain::email::kind::EmailKindName;
use domain::form::{AnnouncementForm, CorrectionForm, FormRefusal};
use domain::ids::{AnnouncementId, TicketTypeId};
use domain::locale::Locale;
use domain::question::Question;
use domain::refusal::Problem;
use domain::role::Role;
use uuid::Uuid;

#[tokio::test]
async fn an_email_that_reaches_nobody_stands_on_its_order_and_is_sent_again() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let office = shop.staff(stage.organizer, Role::BoxOffice).await;
    shop.mailbox.fail_next(1, 550).unwrap();
    let (placed, order) = shop.buy_as(&stage, "Maria Rosi", "maria\u{200B}@GMIAL.com", Locale::En).await;
    assert_eq!(order.buyer_email.as_deref(), Some("maria@gmial.com"), "as it can be sent");
    let delivery = shop.flows.money.tickets_delivery(&placed.secret).await.unwrap();
    assert_eq!(delivery, Some((SentTo::Placed("maria@gmial.com".to_owned()), Delivery::Failed)));
    let undelivered = shop.flows.money.undelivered(&office).await.unwrap();
    assert_eq!((undelivered.len(), undelivered[0].order), (1, order.id));
    let failed = shop.emails(&office, order.id).await.remove(0);
    assert!(failed.error.is_some_and(|words| words.contains("550")), "the office reads why");

    // Again to the same address: this time it is taken, and pressed twice it goes once.
    shop.flows.money.send_again(&office, order.id, failed.id).await.unwrap();
    shop.flows.money.send_again(&office, order.id, failed.id).await.unwrap();
    shop.work().await;
    assert_eq!(shop.emails_to("maria@gmial.com").len(), 1);
    assert_eq!(shop.emails(&office, order.id).await[0].delivery, Delivery::Sent);
    assert!(shop.flows.money.undelivered(&office).await.unwrap().is_empty());

    // Another organizer's office knows nothing of it.
    let elsewhere = shop.stage(1).await;
    let stranger = shop.staff(elsewhere.organizer, Role::Owner).await;
    assert!(shop.flows.money.order_emails(&stranger, order.id).await.unwrap().is_empty());
    assert!(shop.flows.money.send_again(&stranger, order.id, failed.id).await.is_err());
}

#[tokio::test]
async fn a_mail_server_that_takes_nothing_for_days_is_given_up_on() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    shop.mailbox.fail_next(2, 451).unwrap();
    let (placed, order) = shop.buy_as(&stage, "Maria", "maria@example.com", Locale::En).await;
    let delivery = async || shop.flows.money.tickets_delivery(&placed.secret).await.unwrap().unwrap().1;
    assert_eq!(delivery().await, Delivery::Delayed);
    shop.clock.advance(Duration::hours(49));
    // The job that tries again begins two seconds after the first try.
    tokio::time::sleep(std::time::Duration::from_millis(2_200)).await;
    shop.work().await;
    assert_eq!(delivery().await, Delivery::Failed);

    // Asked for again it is tried as long as a new one.
    let office = shop.staff(stage.organizer, Role::BoxOffice).await;
    let failed = shop.emails(&office, order.id).await.remove(0);
    shop.mailbox.fail_next(1, 451).unwrap();
    shop.flows.money.send_again(&office, order.id, failed.id).await.unwrap();
    shop.work().await;
    assert_eq!(delivery().await, Delivery::Delayed);
}

#[tokio::test]
async fn nobody_corrects_over_another_correction_they_have_not_seen() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let office = shop.staff(stage.organizer, Role::BoxOffice).await;
    let (placed, order) = shop.buy_as(&stage, "Maria Rosi", "maria@gmial.com", Locale::En).await;
    // Two colleagues have the form open.
    let opened = office::corrections::version(&order);
    let save = async |form: &CorrectionForm| {
        shop.flows.office.correct_order(&office, order.id, form, &SaveRequest::opened(&opened)).await
    };
    let theirs =
        CorrectionForm { name: "Maria Rossi".into(), email: "maria@gmail.com".into(), ..CorrectionForm::of(&order) };
    let mut mine = CorrectionForm::of(&order);
    mine.holders[0].name = "Anna".into();
    assert!(save(&theirs).await.unwrap());
    assert!(!save(&theirs).await.expect("pressed twice"));
    let problems: Vec<_> =
        refusal(save(&mine).await).problems.into_iter().map(|problem| (problem.field, problem.problem)).collect();
    assert_eq!(problems, [("opened".to_owned(), Problem::ChangedMeanwhile)]);
    let now = shop.order(&placed).await;
    assert_eq!(now.buyer_email.as_deref(), Some("maria@gmail.com"), "the right address stays");
    assert_eq!(now.tickets[0].holder.as_deref(), Some("Maria Rossi"));
    // Whoever has seen both saves again.
    let mut mine = CorrectionForm::of(&now);
    mine.holders[0].name = "Anna".into();
    let opened = office::corrections::version(&now);
    assert!(shop.flows.office.correct_order(&office, order.id, &mine, &SaveRequest::opened(&opened)).await.unwrap());
    shop.work().await;
    assert_eq!(shop.emails_to("maria@gmail.com").len(), 1);
}

#[tokio::test]
async fn a_corrected_address_that_is_nearly_right_is_asked_about_once() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let office = shop.staff(stage.organizer, Role::BoxOffice).await;
    let (placed, order) = shop.buy_as(&stage, "Maria", "maria@example.com", Locale::En).await;
    let form = CorrectionForm { email: "maria@gmial.com".into(), ..CorrectionForm::of(&order) };
    let save = async |saving: &SaveRequest<'_>| shop.flows.office.correct_order(&office, order.id, &form, saving).await;
    let asked = refusal(save(&SaveRequest::FIRST).await).questions;
    assert_eq!(asked, [Question::AddressSlip { typed: "maria@gmial.com".into(), meant: "maria@gmail.com".into() }]);
    assert_eq!(shop.order(&placed).await.buyer_email, order.buyer_email, "nothing is saved before");
    let key = saving::key(&asked);
    assert!(save(&SaveRequest { agreed: Consent::To(&key), ..SaveRequest::FIRST }).await.unwrap());
    // It is there now: no other correction asks about it.
    let now = shop.order(&placed).await;
    let named = CorrectionForm { name: "Maria Rossi".into(), ..CorrectionForm::of(&now) };
    assert!(shop.flows.office.correct_order(&office, order.id, &named, &SaveRequest::FIRST).await.unwrap());
}

#[tokio::test]
async fn the_names_of_an_order_that_is_paid_later_are_the_corrected_ones() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let office = shop.staff(stage.organizer, Role::BoxOffice).await;
    let cart = shop.hold(&stage, 2).await;
    let placed = shop.check_out(&cart).await;
    let order = shop.order(&placed).await;
    let form = CorrectionForm { name: "Mario Rossi".into(), ..CorrectionForm::of(&order) };
    assert!(shop.flows.office.correct_order(&office, order.id, &form, &SaveRequest::FIRST).await.unwrap());
    shop.work().await;
    shop.choose(&placed, Choice::Approve).await;
    shop.settle(&placed).await;
    let holders: Vec<_> = shop.order(&placed).await.tickets.into_iter().map(|t| t.holder.unwrap()).collect();
    assert_eq!(holders, ["Mario Rossi", "Mario Rossi"]);
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Failure<FormRefusal>>) -> FormRefusal {
    match result {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn email() -> AnnouncementForm {
    AnnouncementForm {
        subject_en: "The square is closed".into(),
        body_en: "Please come through the garden.\n\nIt opens at seven.".into(),
        subject_it: "La piazza è chiusa".into(),
        body_it: "Si entra dal giardino.".into(),
        ..AnnouncementForm::default()
    }
}

#[tokio::test]
async fn an_email_goes_once_to_each_address_in_its_language_and_is_kept_with_each_order() {
    let shop = Shop::open().await;
    let stage = shop.stage(9).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let (_, first) = shop.buy_as(&stage, "Maria", "Maria@example.com", Locale::It).await;
    let (_, second) = shop.buy_as(&stage, "Maria", "maria@example.com", Locale::It).await;
    let (_, others) = shop.buy_as(&stage, "Luca", "luca@example.com", Locale::En).await;
    let (_, gone) = shop.buy_as(&stage, "Anna", "anna@example.com", Locale::En).await;
    shop.flows.money.cancel_order(&manager, gone.id, "ill").await.unwrap();
    shop.work().await;

    let form = email();
    let (_, people) = shop.flows.office.draw_up_announcement(&manager, stage.event, &form).await.unwrap();
    assert_eq!(people, 2);
    let me = shop.flows.office.try_announcement(&manager, stage.event, &form, Locale::En).await.unwrap();
    shop.work().await;
    assert!(shop.emails_to(&me)[0].contains("The square is closed"));
    assert!(
        shop.flows.office.announcements(&manager, stage.event).await.unwrap().is_empty(),
        "a trial is kept nowhere"
    );

    let press = AnnouncementId(Uuid::new_v4());
    assert_eq!(shop.flows.office.announce(&manager, stage.event, &form, press).await.unwrap(), 2);
    assert_eq!(shop.flows.office.announce(&manager, stage.event, &form, press).await.unwrap(), 2);
    // The same words in another press: a page that was loaded again.
    let again = shop.flows.office.announce(&manager, stage.event, &form, AnnouncementId(Uuid::new_v4())).await;
    assert!(matches!(again, Err(Failure::Refused(AnnouncementRefusal::SentAlready))), "{again:?}");
    let other = AnnouncementForm { subject_en: "Doors at 23:00".into(), ..email() };
    let reused = shop.flows.office.announce(&manager, stage.event, &other, press).await;
    assert!(matches!(reused, Err(Failure::Refused(AnnouncementRefusal::SentAlready))), "{reused:?}");
    shop.work().await;
    let of = |email: &str, words: &str| shop.emails_to(email).iter().filter(|email| email.contains(words)).count();
    assert_eq!((of("aria@example.com", "La piazza è chiusa"), of("luca@example.com", "The square is closed")), (1, 1));
    assert_eq!((of("anna@example.com", "square"), of("aria@example.com", "The square")), (0, 0));
    assert!(shop.emails_to("luca@example.com")[0].contains("/orders/"), "with the way to the order");
    for order in [&first, &second, &others] {
        let emails = shop.emails(&manager, order.id).await;
        let kept = emails.iter().find(|email| email.kind == EmailKindName::Announcement).expect("kept with the order");
        assert_eq!(kept.subject.as_ref().unwrap().en, "The square is closed");
        assert_eq!(kept.delivery, Delivery::Sent);
    }
    let sent = shop.flows.office.announcements(&manager, stage.event).await.unwrap();
    assert_eq!((sent.len(), sent[0].people, sent[0].sent, sent[0].failed), (1, 2, 2, 0));
}

#[tokio::test]
async fn an_email_to_one_kind_of_ticket_names_only_those() {
    let shop = Shop::open().await;
    let stage = shop.stage(9).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let (_, order) = shop.buy_as(&stage, "Maria", "maria@example.com", Locale::En).await;
    let name = order.lines[0].ticket_name.get(Locale::En).to_owned();
    let announced = async |ticket_type: TicketTypeId| {
        let row = AnnouncementForm { ticket: ticket_type.to_string(), ..email() };
        let press = AnnouncementId(Uuid::new_v4());
        shop.flows.office.announce(&manager, stage.event, &row, press).await
    };
    assert_eq!(announced(stage.ticket_type).await.unwrap(), 1);
    // Meanwhile the ticket is one of another kind: the e-mail is about none of its tickets.
    sqlx::query(
        "WITH other AS (INSERT INTO ticket_types SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).*
                        FROM ticket_types t LIMIT 1 RETURNING id)
         UPDATE order_lines SET ticket_type_id = (SELECT id FROM other)",
    )
    .execute(&shop.owner)
    .await
    .unwrap();
    shop.work().await;
    let emails = shop.emails_to("maria@example.com");
    let email = emails.iter().find(|email| email.contains("The square is closed")).unwrap();
    assert!(!email.contains(&name), "{email}");
}

#[tokio::test]
async fn an_email_with_nothing_to_tell_any_more_ends() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let (_, order) = shop.buy_as(&stage, "Maria", "maria@example.com", Locale::En).await;
    shop.flows.money.resend_tickets(&manager, order.id, None).await.unwrap();
    shop.flows.office.cancel_performance(&manager, stage.performance).await.unwrap();
    shop.work().await;
    let emails = shop.emails(&manager, order.id).await;
    let resent = emails.iter().find(|email| email.kind == EmailKindName::TicketsResent).unwrap();
    assert_eq!(resent.delivery, Delivery::Moot);
}

#[tokio::test]
async fn nobody_is_written_to_by_mistake() {
    let shop = Shop::open().await;
    let (stage, elsewhere) = (shop.stage(5).await, shop.stage(5).await);
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let refusal = async |actor: &Actor, form: &AnnouncementForm| match shop
        .flows
        .office
        .announce(actor, stage.event, form, AnnouncementId(Uuid::new_v4()))
        .await
    {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(refusal(&manager, &email()).await, AnnouncementRefusal::Nobody);
    shop.buy_as(&stage, "Maria", "maria@example.com", Locale::En).await;
    shop.buy_as(&elsewhere, "Luca", "luca@example.com", Locale::En).await;
    let foreign = AnnouncementForm { date: elsewhere.performance.to_string(), ..email() };
    assert_eq!(refusal(&manager, &foreign).await, AnnouncementRefusal::Unknown);
    let half = AnnouncementForm { body_it: "\u{200B}".into(), ..email() };
    assert!(matches!(refusal(&manager, &half).await, AnnouncementRefusal::Invalid { .. }));
    let stranger = shop.staff(elsewhere.organizer, Role::Owner).await;
    assert_eq!(refusal(&stranger, &email()).await, AnnouncementRefusal::Unknown);
    let box_office = shop.staff(stage.organizer, Role::BoxOffice).await;
    let denied = shop.flows.office.announce(&box_office, stage.event, &email(), AnnouncementId(Uuid::new_v4())).await;
    assert!(matches!(denied, Err(Failure::Denied(_))));
    let narrow =
        AnnouncementForm { date: stage.performance.to_string(), ticket: stage.ticket_type.to_string(), ..email() };
    assert_eq!(shop.flows.office.draw_up_announcement(&manager, stage.event, &narrow).await.unwrap().1, 1);
}
