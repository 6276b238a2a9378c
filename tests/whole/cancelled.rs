//! A date that is cancelled says so in the shop, in the office and at the gate.

use crate::Shop;
use base::Failure;
use base::saving::SaveRequest;
use domain::event::{Channel, EventStanding, SaleState};
use domain::form::CorrectionForm;
use domain::refusal::OrderRefusal;
use domain::role::Role;
use domain::ticket::TicketState;

#[tokio::test]
async fn what_belongs_to_a_cancelled_date_says_so_everywhere() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    let flows = &shop.flows;
    let (placed, _) = shop.buy(&stage, 2).await;
    let standing = async || flows.office.event_rows(&manager).await.unwrap()[0].standing;
    assert_eq!(standing().await, EventStanding::OnSale);
    flows.office.cancel_performance(&manager, stage.performance).await.unwrap();
    assert_eq!(standing().await, EventStanding::Cancelled);
    let event = flows.office.event_for_edit(&manager, stage.event).await.unwrap().unwrap().event;
    assert_eq!(event.schedule.standing(event.status, shop.now()), EventStanding::Cancelled);
    let page = flows.selling.event_page(&event.slug, Channel::Shop).await.unwrap().unwrap();
    assert_eq!(page.performances[0].state, SaleState::Cancelled);

    let order = shop.order(&placed).await;
    assert!(order.tickets.iter().all(|t| t.state == TicketState::Valid && order.reads_as(t) == TicketState::Cancelled));
    let papers = money::documents::paper_tickets(&order);
    assert!(papers.iter().all(|paper| paper.cancelled && paper.code.is_empty()), "{papers:?}");
    assert!(flows.money.ticket_pdf(&placed.secret).await.unwrap().is_some(), "it says that it is cancelled");
    let form = CorrectionForm { email: "other@example.com".into(), ..CorrectionForm::of(&order) };
    assert!(form.send, "as it is asked for");
    shop.work().await;
    let before = shop.mailbox.messages().len();
    assert!(flows.office.correct_order(&manager, order.id, &form, &SaveRequest::FIRST).await.unwrap());
    shop.work().await;
    assert_eq!(shop.mailbox.messages().len(), before + 1, "the old address is told, and no tickets are sent");
    let resent = flows.money.resend_tickets(&manager, order.id, None).await;
    assert!(matches!(resent, Err(Failure::Refused(OrderRefusal::NoValidTicket))), "{resent:?}");

    let stats = flows.office.event_stats(&manager, stage.event).await.unwrap().unwrap();
    assert_eq!((stats.inventory.free(), stats.inventory.places(), stats.inventory.sold), (0, 2, 2));
    let attendance = flows.office.scan_stats(&manager, stage.event).await.unwrap();
    assert_eq!(attendance[0].1.expected, 0);
    assert_eq!(flows.door.gate_counts(&manager, &[stage.performance]).await.unwrap().expected, 0);
    // It can still be given back.
    let tickets: Vec<_> = order.tickets.iter().map(|t| t.id).collect();
    flows.money.refund_tickets(&manager, order.id, &tickets, "cancelled", "key").await.unwrap();
    shop.audit().await;
}
