//! Correcting who an order is for.

use crate::form_builder::{FieldLook, FormBuilder, opened, typed};
use crate::order::{found, ticket_name};
use crate::page::{FramedPage, Staff, StaffContent, hidden, page};
use crate::text::{announcements as text, order as words};
use crate::{edit_conflict, questions};
use domain::form::CorrectionForm;
use domain::ids::OrderId;
use domain::order::{Order, OrderTicket};
use domain::role::Permission;
use domain::ticket::TicketState;
use leptos::prelude::*;
use std::collections::BTreeMap;
use ui::field::field_id;
use ui::kit::*;

#[component]
pub fn CorrectPage() -> impl IntoView {
    let order = crate::page::id("order");
    page(move |staff| show(staff, order))
}

async fn show(staff: Staff, order: Option<OrderId>) -> StaffContent {
    staff.require(Permission::MendOrders)?;
    let order = found(&staff, order).await?;
    let locale = staff.locale;
    let above = vec![
        NavPlace::new("/organizer/orders", crate::text::orders(locale)),
        NavPlace::new(format!("/organizer/orders/{}", order.id), words::order(locale, &order.number)),
    ];
    let ids = vec![("order", order.id.to_string())];
    if let Some(questions) = questions::asked(&staff) {
        let page = format!("/organizer/orders/{}/correct", order.id);
        let body = questions::page(&staff, &questions, "/do/organizer/correct_order", ids, &page);
        return Ok(FramedPage::new(text::correct_title(locale), body).above(above));
    }
    let saved = CorrectionForm::of(&order);
    let form: CorrectionForm = typed(&staff.kept).unwrap_or_else(|| saved.clone());
    let draft = FormBuilder::new(locale, &staff.kept);
    let told = order.buyer_email.as_ref().map(|email| text::email_hint(locale, email)).unwrap_or_default();
    let email = FieldLook { kind: "email", inputmode: "email", hint: &told, ..FieldLook::default() };
    let valid: Vec<&OrderTicket> = order.tickets.iter().filter(|t| t.state == TicketState::Valid).collect();
    let send = (!valid.is_empty()).then(|| draft.tick("send", text::send_tickets_there(locale), form.send, ""));
    let fields = view! {
        {draft.line("name", text::buyers_name(locale), &form.name, FieldLook::default())}
        {draft.line("email", text::buyers_email(locale), &form.email, email)}
        {send}
    };
    let holders = holders(&staff, &order, &valid, &form, &draft);
    let both = edit_conflict::both(&staff, &draft, &by_field(&form, &valid), &by_field(&saved, &valid));
    let mut sent = ids;
    sent.push(("opened", opened(&staff.kept, office::corrections::version(&order))));
    let body = view! {
        <form class="stack form-width" method="post" action="/do/organizer/correct_order" novalidate>
            {hidden(sent)} {draft.summary()} {both}
            <p class="muted">{text::correct_text(locale)}</p>
            {fields}
            {holders}
            <div class="row" id=field_id("opened")>
                <Button kind=Kind::Primary class="large">
                    {crate::text::save(locale)}
                </Button>
                <LinkButton class="large" href=format!("/organizer/orders/{}", order.id)>
                    {words::back_to_order(locale)}
                </LinkButton>
            </div>
        </form>
    };
    Ok(FramedPage::new(text::correct_title(locale), body).above(above))
}

/// What was typed as the holder of a ticket; what is saved where the form doesn't have it.
fn holder(form: &CorrectionForm, ticket: &OrderTicket) -> String {
    let typed = form.holders.iter().find(|holder| holder.ticket == ticket.id.to_string());
    typed.map(|holder| holder.name.clone()).or_else(|| ticket.holder.clone()).unwrap_or_default()
}

/// A form by the names that its fields have on the page, where each holder is one.
fn by_field(form: &CorrectionForm, valid: &[&OrderTicket]) -> BTreeMap<String, String> {
    let holders = valid.iter().enumerate().map(|(n, ticket)| (format!("holder_{n}"), holder(form, ticket)));
    let buyer = [("name".to_owned(), form.name.clone()), ("email".to_owned(), form.email.clone())];
    buyer.into_iter().chain(holders).collect()
}

/// A name for each valid ticket.
fn holders(
    staff: &Staff,
    order: &Order,
    valid: &[&OrderTicket],
    form: &CorrectionForm,
    draft: &FormBuilder,
) -> AnyView {
    let locale = staff.locale;
    if valid.is_empty() {
        return ().into_any();
    }
    let fields = valid.iter().enumerate().map(|(n, ticket)| {
        let (value, was) = (holder(form, ticket), ticket.holder.clone().unwrap_or_default());
        let label =
            text::holder_of(locale, words::numbered(locale, ticket_name(staff, order, ticket), ticket.sale_number));
        let error = draft.error(&format!("holder_{n}"), &label);
        view! {
            <input type="hidden" name=format!("form[holders][{n}][ticket]") value=ticket.id.to_string() />
            <input type="hidden" name=format!("form[holders][{n}][was]") value=was />
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::form::HolderForm;
    use domain::ids::{OrderLineId, TicketId};

    #[test]
    fn each_holder_is_a_field_of_its_own() {
        let ticket = OrderTicket {
            id: TicketId(Default::default()),
            line: OrderLineId(Default::default()),
            state: TicketState::Valid,
            holder: Some("Luca".into()),
            sale_number: 1,
            code: String::new(),
            last_admission: None,
            printed: 0,
        };
        let typed = HolderForm { ticket: ticket.id.to_string(), name: "Anna".into(), was: "Luca".into() };
        let form = CorrectionForm { name: "Maria".into(), holders: vec![typed], ..CorrectionForm::default() };
        let fields = by_field(&form, &[&ticket]);
        assert_eq!((fields["name"].as_str(), fields["holder_0"].as_str()), ("Maria", "Anna"));
        assert_eq!(
            by_field(&CorrectionForm::default(), &[&ticket])["holder_0"],
            "Luca",
            "what a form hasn't is as saved"
        );
    }
}
