//! The ticket types of an event: what buyers can choose, for how much, for which places.

use crate::act::ticket::Withdrawal;
use crate::event::{Tab, edited, shown};
use crate::form_builder::{FieldLook, FormBuilder, opened, typed};
use crate::page::{Press, Staff, StaffContent, cell, fold, hidden, number, page};
use crate::text::event as text;
use crate::{edit_conflict, labels, questions};
use domain::edit::{EventEdit, TicketTypeEdit};
use domain::form::TicketTypeForm;
use domain::ids::{EventId, TicketTypeId};
use domain::locale::Locale;
use face::error::FaceError;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::field::field_id;
use ui::kit::*;

#[component]
pub fn TicketsPage() -> impl IntoView {
    let event = crate::page::id("event");
    page(move |staff| list(staff, event))
}

async fn list(staff: Staff, event: Option<EventId>) -> StaffContent {
    let edit = edited(&staff, event).await?;
    let locale = staff.locale;
    let withdrawal = typed::<Withdrawal>(&staff.kept);
    if let (Some(questions), Some(Withdrawal { ticket })) = (questions::asked(&staff), withdrawal) {
        let (ids, page) = (vec![("event", edit.event.id.to_string()), ("ticket", ticket)], list_path(edit.event.id));
        let content = questions::page(&staff, &questions, "/do/organizer/withdraw_ticket_type", ids, &page);
        return Ok(shown(&staff, &edit.event, Tab::Tickets, content));
    }
    let columns = vec![
        Column::text(text::ticket(locale)),
        Column::number(text::buyers_pay(locale)),
        Column::text(text::sold_for(locale)),
        Column::number(text::sold(locale)),
        Column::text(text::actions(locale)),
    ];
    let rows = edit.ticket_types.iter().map(|kind| row(&staff, &edit, kind)).collect_view();
    let new = format!("/organizer/events/{}/tickets/new", edit.event.id);
    let content = view! {
        <div class="row">
            <LinkButton kind=Kind::Primary href=new sign=Sign::Plus>
                {text::new_ticket(locale)}
            </LinkButton>
        </div>
        {if edit.ticket_types.is_empty() {
            view! { <EmptyState title=text::no_tickets(locale) text=text::no_tickets_text(locale) /> }.into_any()
        } else {
            view! {
                <Table caption=text::tickets(locale) columns quiet=true>
                    {rows}
                </Table>
            }
                .into_any()
        }}
    };
    Ok(shown(&staff, &edit.event, Tab::Tickets, content))
}

fn list_path(event: EventId) -> String {
    format!("/organizer/events/{event}/tickets")
}

fn row(staff: &Staff, edit: &EventEdit, kind: &TicketTypeEdit) -> AnyView {
    let locale = staff.locale;
    let name = kind.ticket_type.name.get(locale).to_owned();
    let price = labels::all_in(locale, &kind.ticket_type.price);
    let href = format!("/organizer/events/{}/tickets/{}", edit.event.id, kind.ticket_type.id);
    let prices = format!("{href}/prices");
    let other = match kind.prices.entries().len() {
        0 => text::other_prices(locale).to_owned(),
        count => text::other_prices_of(locale, count),
    };
    let ids = vec![("event", edit.event.id.to_string()), ("ticket", kind.ticket_type.id.to_string())];
    let (about, about_prices) = (name.clone(), name.clone());
    let zones = if kind.zones.is_empty() { text::no_places(locale).to_owned() } else { kind.zones.join(", ") };
    let (action, says) = if kind.active {
        ("/do/organizer/withdraw_ticket_type", text::withdraw(locale))
    } else {
        ("/do/organizer/restore_ticket_type", text::restore(locale))
    };
    let badge = match (kind.active, kind.ticket_type.online) {
        (false, _) => Some(text::withdrawn(locale)),
        (true, false) => Some(text::till_only(locale)),
        (true, true) => None,
    };
    view! {
        <tr>
            <th scope="row">
                {name.clone()} {badge.map(|words| view! { " " <Badge>{words}</Badge> })}
            </th>
            {number(text::buyers_pay(locale), price)}
            {cell(text::sold_for(locale), zones)}
            {number(text::sold(locale), kind.sold)}
            {cell(
                text::actions(locale),
                view! {
                    <div class="row tight">
                        <LinkButton href class="small" sign=Sign::Edit>
                            {text::edit(locale)}
                            <span class="visually-hidden">" " {name.clone()}</span>
                        </LinkButton>
                        <LinkButton href=prices class="small">
                            {other}
                            <span class="visually-hidden">" " {about_prices}</span>
                        </LinkButton>
                        <Press action fields=ids says kind=Kind::Quiet class="small" about />
                    </div>
                },
            )}
        </tr>
    }
    .into_any()
}

#[component]
pub fn TicketPage() -> impl IntoView {
    let event = crate::page::id("event");
    let ticket = use_params_map().read_untracked().get("ticket").unwrap_or_default();
    page(move |staff| one(staff, event, ticket))
}

async fn one(staff: Staff, event: Option<EventId>, ticket: String) -> StaffContent {
    let edit = edited(&staff, event).await?;
    let locale = staff.locale;
    let ticket: Option<TicketTypeId> = match ticket.as_str() {
        "new" => None,
        id => Some(id.parse().map_err(|_| FaceError::Missing)?),
    };
    let known = match ticket {
        Some(id) => Some(edit.ticket_types.iter().find(|t| t.ticket_type.id == id).ok_or(FaceError::Missing)?),
        None => None,
    };
    let ids =
        || vec![("event", edit.event.id.to_string()), ("ticket", ticket.map(|id| id.to_string()).unwrap_or_default())];
    if let (Some(questions), Some(id)) = (questions::asked(&staff), ticket) {
        let page = format!("{}/{id}", list_path(edit.event.id));
        let content = questions::page(&staff, &questions, "/do/organizer/save_ticket_type", ids(), &page);
        return Ok(shown(&staff, &edit.event, Tab::Tickets, content));
    }
    let fresh = || match known {
        Some(kind) => filled(kind, locale),
        None => TicketTypeForm { order_max: String::new(), ..TicketTypeForm::new() },
    };
    let form: TicketTypeForm = typed(&staff.kept).unwrap_or_else(fresh);
    let draft = FormBuilder::new(locale, &staff.kept);
    let fields = fields(&staff, &draft, &form);
    let price = price(&staff, &edit, &draft, &form);
    let rules = rules(&staff, &edit, &draft, &form);
    let both = known.map(|kind| edit_conflict::both(&staff, &draft, &form, &filled(kind, locale)));
    let mut sent = ids();
    let now = known.map(office::ticket_types::version).unwrap_or_default();
    sent.push(("opened", opened(&staff.kept, now)));
    let title = known.map_or(text::new_ticket(locale).to_owned(), |t| t.ticket_type.name.get(locale).to_owned());
    let content = view! {
        <h2>{title}</h2>
        <form class="stack loose form-width" method="post" action="/do/organizer/save_ticket_type" novalidate>
            {hidden(sent)} {draft.summary()} {both} {fields} {price} {rules}
            <div class="row" id=field_id("opened")>
                <Button kind=Kind::Primary class="large">
                    {crate::text::save(locale)}
                </Button>
                <LinkButton class="large" href=format!("/organizer/events/{}/tickets", edit.event.id)>
                    {text::back_to_tickets(locale)}
                </LinkButton>
            </div>
        </form>
    };
    Ok(shown(&staff, &edit.event, Tab::Tickets, content))
}

/// The form as it is filled with what is saved, amounts as they are typed here.
fn filled(kind: &TicketTypeEdit, locale: Locale) -> TicketTypeForm {
    TicketTypeForm::of(&kind.ticket_type, kind.zones.clone()).written(locale)
}

fn fields(staff: &Staff, draft: &FormBuilder, form: &TicketTypeForm) -> AnyView {
    let locale = staff.locale;
    let label = |words: &str, language: &str| format!("{words} ({language})");
    let (english, italian) = (crate::text::english(locale), crate::text::italian(locale));
    let optional = FieldLook { optional: true, ..FieldLook::default() };
    let missing = draft.error("name", text::ticket_name(locale));
    view! {
        {move || missing.get().map(|words| view! { <p class="error">{words}</p> })}
        <div class="grid">
            {draft.line("name_en", &label(text::ticket_name(locale), english), &form.name_en, FieldLook::default())}
            {draft.line("name_it", &label(text::ticket_name(locale), italian), &form.name_it, FieldLook::default())}
            {draft
                .line("description_en", &label(text::ticket_about(locale), english), &form.description_en, optional)}
            {draft
                .line("description_it", &label(text::ticket_about(locale), italian), &form.description_it, optional)}
        </div>
    }
    .into_any()
}

fn price(staff: &Staff, edit: &EventEdit, draft: &FormBuilder, form: &TicketTypeForm) -> AnyView {
    let locale = staff.locale;
    let currency = edit.event.currency;
    let money = FieldLook { inputmode: "decimal", class: "money", after: currency.code(), ..FieldLook::default() };
    let percent =
        FieldLook { inputmode: "decimal", class: "short", after: "%", optional: true, ..FieldLook::default() };
    view! {
        <section class="stack" aria-labelledby="price">
            <h2 id="price">{text::price(locale)}</h2>
            <div class="grid">
                {draft
                    .line("price", text::price(locale), &form.price, FieldLook { hint: text::price_hint(locale), ..money })}
                {draft
                    .line(
                        "fee",
                        text::fee(locale),
                        &form.fee,
                        FieldLook { hint: text::fee_hint(locale), optional: true, ..money },
                    )}
                {draft
                    .line(
                        "tax_rate",
                        text::tax_rate(locale),
                        &form.tax_rate,
                        FieldLook { hint: text::tax_hint(locale), ..percent },
                    )}
            </div>
            {draft.tick("tax_included", text::tax_included(locale), form.tax_included, text::tax_included_hint(locale))}
            {draft.tick("fee_absorbed", text::fee_absorbed(locale), form.fee_absorbed, text::fee_absorbed_hint(locale))}
            {fold(
                text::fee_as_share(locale),
                !form.fee_share.is_empty() || draft.wrong_in(&["fee_share", "fee_cap"]),
                "quiet",
                view! {
                    <div class="grid">
                        {draft.line("fee_share", text::fee_share(locale), &form.fee_share, percent)}
                        {draft
                            .line("fee_cap", text::fee_cap(locale), &form.fee_cap, FieldLook { optional: true, ..money })}
                    </div>
                },
            )}
        </section>
    }
    .into_any()
}

fn rules(staff: &Staff, edit: &EventEdit, draft: &FormBuilder, form: &TicketTypeForm) -> AnyView {
    let locale = staff.locale;
    let number = FieldLook { inputmode: "numeric", class: "short", optional: true, ..FieldLook::default() };
    let boxes = edit.pool_names.iter().map(|name| {
        let checked = form.zones.contains(name);
        view! {
            <Checkbox
                label=name.clone()
                name="form[zones][]"
                value=name.clone()
                id=format!("zone-{name}")
                checked
            />
        }
    });
    let boxes = boxes.collect_view();
    let zones = (edit.pool_names.len() > 1).then(|| {
        let _ = draft.error("zones", text::sold_for(locale));
        view! {
            <ChoiceGroup legend=text::sold_for(locale) name="zones" hint=text::sold_for_hint(locale)>
                {boxes}
            </ChoiceGroup>
        }
    });
    view! {
        <section class="stack" aria-labelledby="rules">
            <h2 id="rules">{text::how_it_is_sold(locale)}</h2>
            {zones}
            <div class="grid small-cells">
                {draft.line("order_min", text::order_min(locale), &form.order_min, number)}
                {draft.line("order_max", text::order_max(locale), &form.order_max, number)}
                {draft
                    .line(
                        "position",
                        text::position(locale),
                        &form.position,
                        FieldLook { hint: text::position_hint(locale), ..number },
                    )}
            </div>
            {draft.tick("online", text::sold_online(locale), form.online, text::sold_online_hint(locale))}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::event::TicketType;
    use domain::locale::Translated;
    use domain::money::{Currency, Money};
    use domain::pricing::PriceRule;
    use domain::pricing::book::PriceBook;
    use domain::pricing::fee::FeeRule;

    #[test]
    fn amounts_are_filled_in_as_they_are_typed_and_read_back() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let price = PriceRule { price: eur(2550), fee: FeeRule::on_top(150), tax_rate_bp: 750, tax_included: true };
        let ticket_type = TicketType {
            id: TicketTypeId(Default::default()),
            event: EventId(Default::default()),
            name: Translated::new("Full", "Intero"),
            description: Translated::default(),
            price: price.clone(),
            seated_zones: Vec::new(),
            standing_zones: Vec::new(),
            order_min: 1,
            order_max: 10,
            online: true,
            position: 0,
        };
        let kind =
            TicketTypeEdit { ticket_type, active: true, sold: 0, zones: Vec::new(), prices: PriceBook::default() };
        let form = filled(&kind, Locale::It);
        assert_eq!((form.price.as_str(), form.fee.as_str(), form.tax_rate.as_str()), ("25,50", "1,50", "7,50"));
        assert_eq!(form.check(Currency::EUR).unwrap().price, price);
    }
}
