//! Giving money back: first which tickets and why, then the sum and "are you sure", then it is done.

use crate::order::{found, ticket_name};
use crate::page::{FramedPage, Staff, StaffContent, hidden, page};
use crate::text::order as text;
use domain::ids::{OrderId, TicketId};
use domain::money::Money;
use domain::order::{Order, OrderState, OrderTicket};
use domain::role::Permission;
use domain::ticket::TicketState;
use face::error::FaceError;
use leptos::prelude::*;
use ui::kit::*;
use ui::text::refusal;

#[component]
pub fn RefundPage() -> impl IntoView {
    let order = crate::page::id("order");
    page(move |staff| refund(staff, order))
}

async fn refund(staff: Staff, order: Option<OrderId>) -> StaffContent {
    staff.require(Permission::MendOrders)?;
    let order = found(&staff, order).await?;
    let locale = staff.locale;
    let chosen: Vec<TicketId> =
        staff.kept.fields.iter().filter(|(name, _)| name == "ticket").filter_map(|(_, id)| id.parse().ok()).collect();
    let reason = staff.kept.value("reason").unwrap_or_default().to_owned();
    let body = if staff.kept.value("confirm").is_some() {
        confirm(&staff, &order, &chosen, &reason)?
    } else {
        choose(&staff, &order, &chosen, &reason)
    };
    let above = above(&staff, &order);
    Ok(FramedPage::new(text::refund_tickets(locale), body).above(above))
}

fn above(staff: &Staff, order: &Order) -> Vec<NavPlace> {
    let href = format!("/organizer/orders/{}", order.id);
    vec![
        NavPlace::new("/organizer/orders", crate::text::orders(staff.locale)),
        NavPlace::new(href, text::order(staff.locale, &order.number)),
    ]
}

fn price_of(order: &Order, ticket: &OrderTicket) -> Option<Money> {
    order.lines.iter().find(|line| line.id == ticket.line).map(|line| line.unit_total)
}

/// A ticket as its buyer can name it: tickets of a kind without seats differ by their number alone.
fn numbered(staff: &Staff, order: &Order, ticket: &OrderTicket) -> String {
    text::numbered(staff.locale, ticket_name(staff, order, ticket), ticket.sale_number)
}

fn choose(staff: &Staff, order: &Order, chosen: &[TicketId], reason: &str) -> AnyView {
    let locale = staff.locale;
    let problem = |field: &str| {
        let problem = staff.kept.problems.iter().find(|problem| problem.field == field);
        problem.map(|problem| refusal::problem(locale, &problem.problem))
    };
    let valid: Vec<&OrderTicket> = order.tickets.iter().filter(|ticket| ticket.state == TicketState::Valid).collect();
    if valid.is_empty() {
        return view! { <EmptyState sign=Sign::Money title=text::nothing_to_refund(locale) /> }.into_any();
    }
    let only = valid.len() == 1;
    let boxes = valid.iter().map(|ticket| {
        let price = price_of(order, ticket).map(|price| price.format(locale)).unwrap_or_default();
        let scanned = match ticket.is_inside() {
            true => Some(text::is_inside(locale).to_owned()),
            false => ticket.last_admission.is_some().then(|| text::was_scanned(locale).to_owned()),
        };
        let hint = [Some(price), ticket.holder.clone(), scanned].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        // The only one there is, unless another was meant that can't be refunded any more.
        let checked = chosen.contains(&ticket.id) || (only && chosen.is_empty());
        view! {
            <Checkbox
                label=numbered(staff, order, ticket)
                name="tickets[]"
                value=ticket.id.to_string()
                id=format!("field-{}", ticket.id)
                class="boxed"
                checked
                hint
            />
        }
    });
    let boxes = boxes.collect_view();
    let errors: Vec<(String, String)> =
        [("tickets", text::which_tickets(locale)), ("reason", crate::text::reason(locale))]
            .into_iter()
            .filter_map(|(field, label)| Some((field.to_owned(), format!("{label} {}", problem(field)?))))
            .collect();
    let group = match problem("tickets") {
        Some(error) => view! {
            <ChoiceGroup legend=text::which_tickets(locale) name="tickets" error>
                {boxes}
            </ChoiceGroup>
        }
        .into_any(),
        None => view! {
            <ChoiceGroup legend=text::which_tickets(locale) name="tickets">
                {boxes}
            </ChoiceGroup>
        }
        .into_any(),
    };
    view! {
        <form class="stack form-width" method="post" action="/do/organizer/refund" novalidate>
            {hidden(vec![("order", order.id.to_string())])} <ErrorSummary errors /> {group}
            <Field
                label=crate::text::reason(locale)
                name="reason"
                value=reason.to_owned()
                hint=text::reason_hint(locale)
                maxlength=domain::reason::REASON_CHARS_MAX
                required=true
                error=MaybeProp::from(problem("reason"))
            />
            <div class="row">
                <Button kind=Kind::Primary class="large">
                    {text::see_the_sum(locale)}
                </Button>
                <LinkButton class="large" href=format!("/organizer/orders/{}", order.id)>
                    {text::back_to_order(locale)}
                </LinkButton>
            </div>
        </form>
    }
    .into_any()
}

/// The sum, before anything happens.
fn confirm(staff: &Staff, order: &Order, chosen: &[TicketId], reason: &str) -> Result<AnyView, FaceError> {
    let locale = staff.locale;
    let tickets: Vec<&OrderTicket> =
        order.tickets.iter().filter(|t| chosen.contains(&t.id) && t.state == TicketState::Valid).collect();
    if tickets.is_empty() {
        return Ok(choose(staff, order, chosen, reason));
    }
    let prices = tickets.iter().filter_map(|ticket| price_of(order, ticket));
    let mut sum = Money::zero(order.total.currency);
    for price in prices {
        sum = sum.checked_add(price).map_err(|_| FaceError::Unavailable)?;
    }
    let rows = tickets.iter().map(|ticket| {
        view! {
            <li>
                <span>{numbered(staff, order, ticket)}</span>
                {price_of(order, ticket).map(|amount| view! { <Price amount exact=true locale /> })}
            </li>
        }
    });
    let rows = rows.collect_view();
    let inside = tickets.iter().filter(|ticket| ticket.is_inside()).count();
    let count = tickets.len() - inside;
    let ids = tickets.iter().map(|t| view! { <input type="hidden" name="tickets[]" value=t.id.to_string() /> });
    // The same page sent twice is one refund: its key names the tickets.
    let key: String =
        tickets.iter().map(|t| t.id.to_string()).collect::<Vec<_>>().join(",").chars().take(100).collect();
    let fields =
        vec![("order", order.id.to_string()), ("reason", reason.to_owned()), ("key", key), ("sure", "true".to_owned())];
    let how = order.payments.iter().find(|payment| payment.state == domain::payment::PaymentState::Captured);
    let how = how.map(|payment| text::goes_back_by(locale, crate::labels::gateway(locale, payment.gateway)));
    Ok(view! {
        <div class="stack form-width">
            <ul class="lines">
                {rows} <li class="total">
                    <span>{text::refund_sum(locale)}</span>
                    <Price amount=sum exact=true locale class="large" />
                </li>
            </ul>
            {how.map(|how| view! { <p>{how}</p> })}
            {(count > 0)
                .then(|| {
                    view! {
                        <Notice tone=Tone::Warning>
                            <p>{text::refund_warning(locale, count)}</p>
                        </Notice>
                    }
                })}
            <form class="stack" method="post" action="/do/organizer/refund" novalidate>
                {hidden(fields)} {ids.collect_view()} {though_inside(staff, inside)}
                <div class="row">
                    <Button kind=Kind::Danger class="large" sign=Sign::Money>
                        {text::refund_now(locale, sum.format(locale))}
                    </Button>
                    <LinkButton class="large" href=format!("/organizer/orders/{}", order.id)>
                        {text::leave_it(locale)}
                    </LinkButton>
                </div>
            </form>
        </div>
    }
    .into_any())
}

/// Asks whether the holders who are inside are meant too, where there are any.
fn though_inside(staff: &Staff, inside: usize) -> Option<AnyView> {
    let locale = staff.locale;
    let problem = staff.kept.problems.iter().find(|problem| problem.field == "though_inside");
    let error = problem.map(|problem| refusal::problem(locale, &problem.problem));
    (inside > 0).then(|| {
        view! {
            <Notice tone=Tone::Warning title=text::inside_title(locale, inside)>
                <p>{text::inside_text(locale, inside)}</p>
            </Notice>
            <Checkbox
                label=text::refund_though_inside(locale, inside)
                name="though_inside"
                class="boxed"
                required=true
                error=MaybeProp::from(error)
            />
        }
        .into_any()
    })
}

#[component]
pub fn CancelPage() -> impl IntoView {
    let order = crate::page::id("order");
    page(move |staff| cancel(staff, order))
}

async fn cancel(staff: Staff, order: Option<OrderId>) -> StaffContent {
    staff.require(Permission::MendOrders)?;
    let order = found(&staff, order).await?;
    let locale = staff.locale;
    let valid = order.tickets.iter().filter(|t| t.state == TicketState::Valid);
    let mut sum = Money::zero(order.total.currency);
    for price in valid.clone().filter_map(|ticket| price_of(&order, ticket)) {
        sum = sum.checked_add(price).map_err(|_| FaceError::Unavailable)?;
    }
    let above = above(&staff, &order);
    let inside = valid.clone().filter(|ticket| ticket.is_inside()).count();
    let words = match (order.state, valid.count()) {
        (OrderState::AwaitingPayment, _) => text::cancel_unpaid_text(locale).to_owned(),
        (_, 0) => {
            let body = view! { <EmptyState sign=Sign::Cross title=text::nothing_to_cancel(locale) /> };
            return Ok(FramedPage::new(text::cancel_order(locale), body).above(above));
        }
        (_, count) => text::cancel_paid_text(locale, count, sum.format(locale)),
    };
    let problem = staff.kept.problems.iter().find(|problem| problem.field == "reason");
    let error = problem.map(|problem| refusal::problem(locale, &problem.problem));
    let errors: Vec<(String, String)> =
        error.iter().map(|words| ("reason".to_owned(), format!("{}: {words}", crate::text::reason(locale)))).collect();
    let body = view! {
        <form class="stack form-width" method="post" action="/do/organizer/cancel_order" novalidate>
            {hidden(vec![("order", order.id.to_string())])} <ErrorSummary errors />
            <Notice tone=Tone::Warning>
                <p>{words}</p>
            </Notice>
            {though_inside(&staff, inside)}
            <Field
                label=crate::text::reason(locale)
                name="reason"
                value=staff.kept.value("reason").unwrap_or_default().to_owned()
                hint=text::reason_hint(locale)
                maxlength=domain::reason::REASON_CHARS_MAX
                required=true
                error=MaybeProp::from(error)
            />
            <div class="row">
                <Button kind=Kind::Danger class="large">
                    {text::cancel_now(locale)}
                </Button>
                <LinkButton class="large" href=format!("/organizer/orders/{}", order.id)>
                    {text::leave_it(locale)}
                </LinkButton>
            </div>
        </form>
    };
    Ok(FramedPage::new(text::cancel_order(locale), body).above(above))
}
