//! Correcting who an order is for.

use crate::draft::{Draft, Look, typed};
use crate::order::{found, ticket_name};
use crate::page::{Content, Desk, Shown, hidden, page};
use crate::text::{letters as text, order as words};
use domain::form::CorrectionForm;
use domain::ids::OrderId;
use domain::order::{Order, OrderTicket};
use domain::role::Permission;
use domain::ticket::TicketState;
use leptos::prelude::*;
use ui::kit::*;

#[component]
pub fn CorrectPage() -> impl IntoView {
    let order = crate::page::id("order");
    page(move |desk| show(desk, order))
}

async fn show(desk: Desk, order: Option<OrderId>) -> Content {
    desk.require(Permission::MendOrders)?;
    let order = found(&desk, order).await?;
    let locale = desk.locale;
    let form: CorrectionForm = typed(&desk.kept).unwrap_or_else(|| CorrectionForm::of(&order));
    let draft = Draft::new(locale, &desk.kept);
    let told = order.buyer_email.as_ref().map(|email| text::email_hint(locale, email)).unwrap_or_default();
    let email = Look { kind: "email", inputmode: "email", hint: &told, ..Look::default() };
    let valid: Vec<&OrderTicket> = order.tickets.iter().filter(|t| t.state == TicketState::Valid).collect();
    let send = (!valid.is_empty()).then(|| draft.tick("send", text::send_tickets_there(locale), form.send, ""));
    let fields = view! {
        {draft.line("name", text::buyers_name(locale), &form.name, Look::default())}
        {draft.line("email", text::buyers_email(locale), &form.email, email)}
        {send}
    };
    let holders = holders(&desk, &order, &valid, &form, &draft);
    let body = view! {
        <form class="stack form-width" method="post" action="/do/organizer/correct_order" novalidate>
            {hidden(vec![("order", order.id.to_string())])} {draft.summary()}
            <p class="muted">{text::correct_text(locale)}</p>
            {fields}
            {holders}
            <div class="row">
                <Button kind=Kind::Primary class="large">
                    {crate::text::save(locale)}
                </Button>
                <LinkButton class="large" href=format!("/organizer/orders/{}", order.id)>
                    {words::back_to_order(locale)}
                </LinkButton>
            </div>
        </form>
    };
    let above = vec![
        Place::new("/organizer/orders", crate::text::orders(locale)),
        Place::new(format!("/organizer/orders/{}", order.id), words::order(locale, &order.number)),
    ];
    Ok(Shown::new(text::correct_title(locale), body).above(above))
}

/// A name for each valid ticket.
fn holders(desk: &Desk, order: &Order, valid: &[&OrderTicket], form: &CorrectionForm, draft: &Draft) -> AnyView {
    let locale = desk.locale;
    if valid.is_empty() {
        return ().into_any();
    }
    let fields = valid.iter().enumerate().map(|(n, ticket)| {
        let typed = form.holders.iter().find(|holder| holder.ticket == ticket.id.to_string());
        let value = typed.map(|holder| holder.name.clone()).or_else(|| ticket.holder.clone()).unwrap_or_default();
        let label =
            text::holder_of(locale, words::numbered(locale, ticket_name(desk, order, ticket), ticket.sale_number));
        let error = draft.error(&format!("holder_{n}"), &label);
        view! {
            <input type="hidden" name=format!("form[holders][{n}][ticket]") value=ticket.id.to_string() />
            <Field
                label
                name=format!("form[holders][{n}][name]")
                id=format!("field-holder_{n}")
                value
                autocomplete="off"
                hint=text::empty_is_buyer(locale)
                error
            />
        }
    });
    let fields = fields.collect_view();
    view! {
        <fieldset class="stack">
            <legend>{text::holders(locale)}</legend>
            {fields}
        </fieldset>
    }
    .into_any()
}
