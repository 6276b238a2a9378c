//! Mending orders: resend, refund, cancel.

use super::{actor_or_return, done, ended, id_or_return, turned};
use crate::house::money;
use crate::order::{ASKED_FIELD, meant};
use crate::refusal::OfficeRefusal;
use crate::text::done::Done;
use base::Failure;
use base::forms::KeptForm;
use domain::ids::{OrderId, TicketId};
use domain::reason;
use domain::refusal::{FieldProblem, OrderRefusal, Problem};
use face::error::FaceError;
use face::refusal;
use face::request::send_back;
use leptos::prelude::*;
use money::refund::RefundReason;

/// Sends the tickets again: to the buyer where `to` is empty. `agreed`: the address that was asked about and is meant.
#[server(prefix = "/do", endpoint = "organizer/resend")]
pub async fn resend(
    order: String,
    #[server(default)] to: String,
    #[server(default)] agreed: String,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: OrderId = id_or_return!(order);
    let page = format!("/organizer/orders/{id}");
    let typed = domain::typed::trim(&to);
    if !typed.is_empty() && domain::email::check(typed).is_err() {
        let problems = vec![FieldProblem::new("to", Problem::NotAnEmail)];
        return send_back(&page, KeptForm { fields: vec![("to".to_owned(), to)], problems }).await;
    }
    if typed != agreed && meant(typed).is_some() {
        let fields = vec![(ASKED_FIELD.to_owned(), typed.to_owned()), ("to".to_owned(), to)];
        return send_back(&page, KeptForm { fields, problems: Vec::new() }).await;
    }
    match money().resend_tickets(&actor, id, Some(typed).filter(|to| !to.is_empty())).await {
        Err(Failure::Refused(OrderRefusal::Nothing)) => {
            let problems = vec![FieldProblem::new("to", Problem::Missing)];
            send_back(&page, KeptForm { fields: vec![("to".to_owned(), to)], problems }).await
        }
        other => ended(other, &page, &page, Done::Resent).await,
    }
}

/// Refunds the chosen tickets. `sure` is sent by the second page, which shows the sum first.
#[server(prefix = "/do", endpoint = "organizer/refund")]
pub async fn refund(
    order: String,
    #[server(default)] tickets: Vec<String>,
    #[server(default)] reason: String,
    #[server(default)] key: String,
    #[server(default)] sure: bool,
    #[server(default)] though_inside: bool,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: OrderId = id_or_return!(order);
    let page = format!("/organizer/orders/{id}/refund");
    let chosen: Vec<TicketId> = tickets.iter().filter_map(|ticket| ticket.parse().ok()).collect();
    let mut problems = Vec::new();
    if chosen.is_empty() {
        problems.push(FieldProblem::new("tickets", Problem::Missing));
    }
    problems.extend(reason::check(&reason).err().map(|why| FieldProblem::new("reason", why.into())));
    let mut fields = vec![("reason".to_owned(), reason.clone())];
    fields.extend(chosen.iter().map(|ticket| ("ticket".to_owned(), ticket.to_string())));
    if !problems.is_empty() {
        return send_back(&page, KeptForm { fields, problems }).await;
    }
    if !sure {
        fields.push(("confirm".to_owned(), "yes".to_owned()));
        return send_back(&page, KeptForm { fields, problems }).await;
    }
    let why = RefundReason { words: &reason, though_inside };
    match money().refund_tickets(&actor, id, &chosen, why, &key).await {
        Ok(()) => {
            done(&format!("/organizer/orders/{id}"), Done::Refunded);
            Ok(())
        }
        Err(Failure::Refused(OrderRefusal::HolderInside { .. })) => {
            fields.push(("confirm".to_owned(), "yes".to_owned()));
            send_back(&page, KeptForm { fields, problems: vec![not_said()] }).await
        }
        Err(failure) => match refusal::of(failure) {
            Ok(refused) => {
                fields.push(refusal::field(&OfficeRefusal::from(refused))?);
                send_back(&page, KeptForm { fields, problems }).await
            }
            Err(error) => turned(error),
        },
    }
}

#[server(prefix = "/do", endpoint = "organizer/cancel_order")]
pub async fn cancel_order(
    order: String,
    #[server(default)] reason: String,
    #[server(default)] though_inside: bool,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: OrderId = id_or_return!(order);
    let page = format!("/organizer/orders/{id}");
    let form = format!("{page}/cancel");
    match money().cancel_order(&actor, id, RefundReason { words: &reason, though_inside }).await {
        Err(Failure::Refused(OrderRefusal::HolderInside { .. })) => {
            let fields = vec![("reason".to_owned(), reason)];
            send_back(&form, KeptForm { fields, problems: vec![not_said()] }).await
        }
        Err(Failure::Refused(refusal @ (OrderRefusal::ReasonMissing | OrderRefusal::ReasonTooLong { .. }))) => {
            let problem = match refusal {
                OrderRefusal::ReasonTooLong { max } => Problem::TooLong { max },
                _ => Problem::Missing,
            };
            let (fields, problems) = (vec![("reason".to_owned(), reason)], vec![FieldProblem::new("reason", problem)]);
            send_back(&form, KeptForm { fields, problems }).await
        }
        other => ended(other, &form, &page, Done::OrderCancelled).await,
    }
}

/// Nobody said that the holders who are inside are meant too.
fn not_said() -> FieldProblem {
    FieldProblem::new("though_inside", Problem::MustBeAccepted)
}

/// Sends failed refunds once more; an order that only needed someone's look is taken off the list.
#[server(prefix = "/do", endpoint = "organizer/retry_refunds")]
pub async fn retry_refunds(order: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let id: OrderId = id_or_return!(order);
    let page = format!("/organizer/orders/{id}");
    ended(money().retry_refunds(&actor, id).await, &page, &page, Done::RefundsRetried).await
}
