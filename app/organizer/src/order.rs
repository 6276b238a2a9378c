//! One order: what was bought, its tickets with their last scan, the money, what happened to it, and what can be done.

use crate::house::money;
use crate::page::{FramedPage, Press, Staff, StaffContent, cell, hidden, number, page};
use crate::text::{ask, order as text};
use crate::{emails, history, labels};
use domain::email;
use domain::ids::OrderId;
use domain::order::{Attention, Order, OrderLine, OrderState, OrderTicket};
use domain::role::Permission;
use domain::ticket::TicketState;
use domain::time::short_date_time;
use face::error::FaceError;
use leptos::prelude::*;
use ui::kit::*;
use ui::text::refusal;

#[component]
pub fn OrderPage() -> impl IntoView {
    let order = crate::page::id("order");
    page(move |staff| show(staff, order))
}

/// An order, for whoever may see orders.
pub async fn found(staff: &Staff, order: Option<OrderId>) -> Result<Order, FaceError> {
    staff.require(Permission::SeeOrders)?;
    let order = order.ok_or(FaceError::Missing)?;
    money().order(&staff.actor, order).await.map_err(FaceError::from)?.ok_or(FaceError::Missing)
}

async fn show(staff: Staff, order: Option<OrderId>) -> StaffContent {
    let order = found(&staff, order).await?;
    let locale = staff.locale;
    let entries = money().order_history(&staff.actor, order.id).await.map_err(FaceError::from)?;
    let history = history::list(&staff, &entries).await;
    let attention = attention(&staff, &order).await?;
    let emails = money().order_emails(&staff.actor, order.id).await.map_err(FaceError::from)?;
    let mend = staff.may(Permission::MendOrders);
    let wrong = |words: String| ("to".to_owned(), format!("{}: {words}", text::send_tickets_to(locale)));
    let errors: Vec<(String, String)> = to_problem(&staff).map(wrong).into_iter().collect();
    let body = view! {
        <ErrorSummary errors />
        {attention}
        {emails::notice(&staff, &order, &emails)}
        <div class="beside">
            <div class="stack loose">
                {lines(&staff, &order)} {tickets(&staff, &order)} {payments(&staff, &order)}
                {emails::section(&staff, &order, &emails)}
                <section class="stack tight" aria-labelledby="history">
                    <h2 id="history">{text::history(locale)}</h2>
                    {history}
                </section>
            </div>
            <div class="stack loose">{buyer(&staff, &order)} {mend.then(|| actions(&staff, &order))}</div>
        </div>
    };
    let above = vec![NavPlace::new("/organizer/orders", crate::text::orders(locale))];
    let badge = labels::order_badge(locale, order.state);
    Ok(FramedPage::new(text::order(locale, &order.number), body).above(above).actions(badge))
}

fn buyer(staff: &Staff, order: &Order) -> AnyView {
    let locale = staff.locale;
    let zone = staff.organizer.zone;
    let kept = order.expires_at.filter(|_| order.state == OrderState::AwaitingPayment);
    let fact = |name: &'static str, value: Option<String>| {
        value.filter(|v| !v.is_empty()).map(|value| {
            view! {
                <dt>{name}</dt>
                <dd>{value}</dd>
            }
        })
    };
    view! {
        <section class="card" aria-labelledby="buyer">
            <h2 id="buyer">{text::buyer(locale)}</h2>
            <dl class="facts-list">
                {fact(crate::text::name(locale), order.buyer_name.clone())}
                {order
                    .buyer_email
                    .as_deref()
                    .map(|email| {
                        view! {
                            <dt>{crate::text::email(locale)}</dt>
                            <dd>{labels::email_address(email)}</dd>
                        }
                    })}
                {fact(text::phone(locale), order.buyer_phone.clone())}
                {fact(text::bought(locale), Some(labels::channel(locale, order.channel).to_owned()))}
                {fact(text::placed(locale), Some(short_date_time(order.placed_at, zone, locale)))}
                {fact(text::paid(locale), order.paid_at.map(|at| short_date_time(at, zone, locale)))}
                {fact(text::kept_until(locale), kept.map(|at| short_date_time(at, zone, locale)))}
                {fact(text::language(locale), Some(order.locale.name().to_owned()))}
            </dl>
            {staff.may(Permission::MendOrders).then(|| emails::correct_link(staff, order))}
        </section>
    }
    .into_any()
}

/// `Traviata · Sat 21 Nov, 20:30 · Stalls · Row C, seat 14`
fn what(staff: &Staff, line: &OrderLine) -> String {
    let locale = staff.locale;
    let when = short_date_time(line.starts_at, line.zone, locale);
    let place = labels::place(locale, &line.place);
    [line.event_title.get(locale), &when, &place].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What was put on the line's price or taken off it.
fn reasons(locale: domain::locale::Locale, line: &OrderLine) -> AnyView {
    let words = line.applied.iter().map(|one| one.said(line.total.currency, line.quantity, locale));
    words.map(|words| view! { <p class="muted small">{words}</p> }).collect_view().into_any()
}

fn lines(staff: &Staff, order: &Order) -> AnyView {
    let locale = staff.locale;
    let rows = order.lines.iter().map(|line| {
        view! {
            <li>
                <div>
                    <p>{line.quantity} " × " {line.ticket_name.get(locale).to_owned()}</p>
                    <p class="muted small">{what(staff, line)}</p>
                    {reasons(locale, line)}
                </div>
                <Price amount=line.total exact=true locale />
            </li>
        }
    });
    let rows = rows.collect_view();
    let refunded = (!order.refunded.is_zero()).then(|| {
        view! {
            <li>
                <span>{text::refunded(locale)}</span>
                <Price amount=order.refunded exact=true locale />
            </li>
        }
    });
    view! {
        <section class="stack tight" aria-labelledby="lines">
            <h2 id="lines">{text::bought_what(locale)}</h2>
            <ul class="lines">
                {rows} <li class="total">
                    <span>{crate::text::total(locale)}</span>
                    <Price amount=order.total exact=true locale />
                </li> {refunded}
            </ul>
        </section>
    }
    .into_any()
}

fn tickets(staff: &Staff, order: &Order) -> AnyView {
    let locale = staff.locale;
    if order.tickets.is_empty() {
        return view! { <p class="muted">{text::no_tickets_yet(locale)}</p> }.into_any();
    }
    let columns = vec![
        Column::text(text::ticket(locale)),
        Column::text(text::holder(locale)),
        Column::number(text::sale_number(locale)),
        Column::text(crate::text::state(locale)),
        Column::text(text::last_scan(locale)),
    ];
    let rows = order.tickets.iter().map(|ticket| one_ticket(staff, order, ticket));
    let rows = rows.collect_view();
    view! {
        <section class="stack tight" aria-labelledby="tickets">
            <h2 id="tickets">{text::tickets(locale)}</h2>
            <Table caption=text::tickets(locale) columns quiet=true>
                {rows}
            </Table>
        </section>
    }
    .into_any()
}

/// What a ticket is for: its kind and its place, and the date where the order has several.
pub fn ticket_name(staff: &Staff, order: &Order, ticket: &OrderTicket) -> String {
    let Some(line) = order.lines.iter().find(|line| line.id == ticket.line) else { return String::new() };
    let several = order.lines.iter().any(|other| other.performance != line.performance);
    let about = if several { what(staff, line) } else { labels::place(staff.locale, &line.place) };
    let parts = [line.ticket_name.get(staff.locale), &about];
    parts.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn one_ticket(staff: &Staff, order: &Order, ticket: &OrderTicket) -> AnyView {
    let locale = staff.locale;
    let scan = match &ticket.last_admission {
        Some(note) => {
            let at = short_date_time(note.at, staff.organizer.zone, locale);
            match note.direction {
                domain::admission::Direction::In => text::came_in(locale, at, &note.gate),
                domain::admission::Direction::Out => text::went_out(locale, at, &note.gate),
            }
        }
        None => "–".to_owned(),
    };
    view! {
        <tr>
            <th scope="row">{ticket_name(staff, order, ticket)}</th>
            {cell(text::holder(locale), ticket.holder.clone().unwrap_or_else(|| "–".to_owned()))}
            {number(text::sale_number(locale), ticket.sale_number)}
            {cell(crate::text::state(locale), labels::ticket_badge(locale, order.reads_as(ticket)))}
            {cell(text::last_scan(locale), scan)}
        </tr>
    }
    .into_any()
}

fn payments(staff: &Staff, order: &Order) -> AnyView {
    let locale = staff.locale;
    if order.payments.is_empty() {
        return ().into_any();
    }
    let columns = vec![
        Column::text(text::payment(locale)),
        Column::text(crate::text::state(locale)),
        Column::number(text::amount(locale)),
        Column::number(text::refunded(locale)),
    ];
    let rows = order.payments.iter().map(|payment| {
        view! {
            <tr>
                <th scope="row">{labels::gateway(locale, payment.gateway)}</th>
                {cell(crate::text::state(locale), labels::payment_state(locale, &payment.state))}
                {number(text::amount(locale), payment.amount.format(locale))}
                {number(text::refunded(locale), payment.refunded.format(locale))}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="stack tight" aria-labelledby="payments">
            <h2 id="payments">{text::payments(locale)}</h2>
            <Table caption=text::payments(locale) columns quiet=true>
                {rows}
            </Table>
        </section>
    }
    .into_any()
}

/// Someone should look: says at what, and offers the way to mend it.
async fn attention(staff: &Staff, order: &Order) -> Result<AnyView, FaceError> {
    let locale = staff.locale;
    let query = domain::order::OrderQuery { text: order.number.clone(), ..Default::default() };
    let rows = money().find_orders(&staff.actor, &query).await.map_err(FaceError::from)?.rows;
    let Some(why) = rows.iter().find(|row| row.id == order.id).and_then(|row| row.attention) else {
        return Ok(().into_any());
    };
    let (words, says) = match why {
        Attention::RefundFailed => (text::refund_failed_text(locale), text::send_refund_again(locale)),
        Attention::AmountMismatch => (text::amount_differs_text(locale), text::looked_at_it(locale)),
    };
    let fields = vec![("order", order.id.to_string())];
    let fix = staff.may(Permission::MendOrders).then(|| {
        view! { <Press action="/do/organizer/retry_refunds" fields says kind=Kind::Primary sign=Sign::Refresh /> }
    });
    Ok(view! {
        <Notice tone=Tone::Warning title=text::needs_a_look(locale)>
            <div class="stack tight">
                <p>{words}</p>
                {fix}
            </div>
        </Notice>
    }
    .into_any())
}

fn actions(staff: &Staff, order: &Order) -> AnyView {
    let locale = staff.locale;
    let base = format!("/organizer/orders/{}", order.id);
    let valid = order.tickets.iter().any(|ticket| ticket.state == TicketState::Valid);
    if !valid && order.state != OrderState::AwaitingPayment {
        return ().into_any();
    }
    let refund = valid.then(|| {
        let href = format!("{base}/refund");
        view! { <LinkButton href class="wide" sign=Sign::Money>{text::refund_tickets(locale)}</LinkButton> }
    });
    view! {
        <section class="card stack" aria-labelledby="do">
            <h2 id="do">{text::what_to_do(locale)}</h2>
            {order.has_valid_ticket().then(|| resend(staff, order))} {refund}
            <LinkButton href=format!("{base}/cancel") class="wide" sign=Sign::Cross>
                {text::cancel_order(locale)}
            </LinkButton>
        </section>
    }
    .into_any()
}

/// The field of a kept form with the address that is asked about.
pub const ASKED_FIELD: &str = "asked";

/// The address that was probably meant, where the typed one is only nearly right.
pub fn meant(typed: &str) -> Option<String> {
    email::suggestion(&email::check(typed).ok()?)
}

/// What is wrong, or may be, with the address that the tickets were to be sent to.
fn to_problem(staff: &Staff) -> Option<String> {
    if let Some(typed) = staff.kept.value(ASKED_FIELD) {
        return meant(typed).map(|meant| ask::send_all_the_same(staff.locale, meant, typed));
    }
    let problem = staff.kept.problems.iter().find(|problem| problem.field == "to");
    problem.map(|problem| refusal::problem(staff.locale, &problem.problem))
}

fn resend(staff: &Staff, order: &Order) -> AnyView {
    let locale = staff.locale;
    let hint = match &order.buyer_email {
        Some(email) => text::empty_is_buyer(locale, email),
        None => text::no_email(locale).to_owned(),
    };
    // Pressed again, what was asked about is meant.
    let agreed = staff.kept.value(ASKED_FIELD).unwrap_or_default().to_owned();
    view! {
        <form class="stack tight" method="post" action="/do/organizer/resend" novalidate>
            {hidden(vec![("order", order.id.to_string()), ("agreed", agreed)])}
            <Field
                label=text::send_tickets_to(locale)
                name="to"
                kind="email"
                inputmode="email"
                autocomplete="off"
                value=staff.kept.value("to").unwrap_or_default().to_owned()
                hint
                error=MaybeProp::from(to_problem(staff))
            />
            <Button class="wide" sign=Sign::Mail>
                {text::resend(locale)}
            </Button>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_nearly_right_is_asked_about() {
        assert_eq!(meant(" maria@GMIAL.com").as_deref(), Some("maria@gmail.com"));
        assert_eq!((meant("maria@gmail.com"), meant("maria@"), meant("")), (None, None, None));
    }
}
