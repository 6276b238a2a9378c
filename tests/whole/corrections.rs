//! A buyer whose name and address the office corrects.

use crate::Shop;
use base::saving::SaveRequest;
use base::{Actor, Failure};
use chrono::Duration;
use domain::audit::Action;
use domain::email::SentTo;
use domain::form::CorrectionForm;
use domain::locale::Locale;
use domain::role::Role;

#[tokio::test]
async fn a_correction_is_told_to_the_old_address_and_shown_everywhere() {
    let shop = Shop::open().await;
    let stage = shop.stage(5).await;
    let office = shop.staff(stage.organizer, Role::BoxOffice).await;
    shop.mailbox.fail_next(1, 550).unwrap();
    let (placed, order) = shop.buy_as(&stage, "Maria Rosi", "maria@gmial.com", Locale::It).await;
    let form =
        CorrectionForm { name: "Maria Rossi".into(), email: " maria@gmail.com".into(), ..CorrectionForm::of(&order) };
    let viewer = shop.staff(stage.organizer, Role::Viewer).await;
    let correct = async |actor: &Actor, form: &CorrectionForm| {
        shop.flows.office.correct_order(actor, order.id, form, &SaveRequest::FIRST).await
    };
    assert!(matches!(correct(&viewer, &form).await, Err(Failure::Denied(_))));
    assert!(correct(&office, &form).await.unwrap());
    assert!(!correct(&office, &form).await.unwrap(), "pressed twice");
    let unchanged = CorrectionForm::of(&shop.order(&placed).await);
    assert!(!correct(&office, &unchanged).await.unwrap());
    shop.work().await;

    let told = shop.emails_to("maria@gmial.com").remove(0);
    assert!(told.contains(&order.number) && !told.contains("gmail.com") && !told.contains("/orders/"), "{told}");
    assert!(!told.contains("Rossi"), "a stranger learns no name: {told}");
    assert!(shop.emails_to("maria@gmail.com")[0].contains("/orders/"), "the tickets went to the new address");
    // Whoever has the old mailbox has the order's link: its page names no address that they didn't have.
    let sent_to = async || shop.flows.money.tickets_delivery(&placed.secret).await.unwrap().unwrap().0;
    assert_eq!(sent_to().await, SentTo::Current);
    shop.clock.advance(Duration::seconds(1));
    shop.flows.money.resend_tickets(&office, order.id, Some("luca@example.com")).await.unwrap();
    assert_eq!(sent_to().await, SentTo::Another);
    assert!(shop.flows.money.undelivered(&office).await.unwrap().is_empty(), "they arrived after all");

    let now = shop.order(&placed).await;
    assert_eq!((now.buyer_name.as_deref(), now.buyer_email.as_deref()), (Some("Maria Rossi"), Some("maria@gmail.com")));
    assert_eq!(now.tickets[0].holder.as_deref(), Some("Maria Rossi"));
    let at_gate = shop.flows.door.find_tickets_at_gate(&office, "rossi", &[stage.performance]).await.unwrap();
    assert_eq!(at_gate[0].ticket.holder.as_deref(), Some("Maria Rossi"));
    assert!(shop.flows.money.ticket_pdf(&placed.secret).await.unwrap().is_some());
    let history = shop.flows.money.order_history(&office, order.id).await.unwrap();
    let corrected =
        history.iter().find(|entry| entry.action == Action::OrderCorrected.into_str()).expect("it is written down");
    assert_eq!(corrected.detail["email"]["was"], "maria@gmial.com");
}
