//! The other prices of a ticket type: a matinée, a sale that begins early, the till.

use crate::event::{Tab, edited, shown};
use crate::form_builder::{FieldLook, FormBuilder, typed};
use crate::labels;
use crate::page::{Press, Staff, StaffContent, cell, hidden, number, page};
use crate::questions;
use crate::text::event as words;
use crate::text::prices as text;
use domain::edit::{EventEdit, TicketTypeEdit};
use domain::event::Channel;
use domain::form::PriceForm;
use domain::ids::{EventId, TicketTypeId};
use domain::locale::Locale;
use domain::pricing::book::PriceEntry;
use domain::time::short_date_time;
use domain::typed::capitalized;
use face::error::FaceError;
use leptos::prelude::*;
use strum::VariantArray;
use ui::kit::*;

#[component]
pub fn PricesPage() -> impl IntoView {
    let event = crate::page::id("event");
    let ticket = crate::page::id("ticket");
    page(move |staff| list(staff, event, ticket))
}

async fn list(staff: Staff, event: Option<EventId>, ticket: Option<TicketTypeId>) -> StaffContent {
    let edit = edited(&staff, event).await?;
    let locale = staff.locale;
    let id = ticket.ok_or(FaceError::Missing)?;
    let kind = edit.ticket_types.iter().find(|kind| kind.ticket_type.id == id).ok_or(FaceError::Missing)?;
    let ids = || vec![("event", edit.event.id.to_string()), ("ticket", id.to_string())];
    if let Some(questions) = questions::asked(&staff) {
        let page = format!("/organizer/events/{}/tickets/{id}/prices", edit.event.id);
        let content = questions::page(&staff, &questions, "/do/organizer/add_price", ids(), &page);
        return Ok(shown(&staff, &edit.event, Tab::Tickets, content));
    }
    let name = kind.ticket_type.name.get(locale).to_owned();
    let ordinary = labels::all_in(locale, &kind.ticket_type.price);
    let rows = kind.prices.entries().iter().map(|entry| row(&staff, &edit, kind, entry)).collect_view();
    let columns = vec![
        Column::text(text::holds_for(locale)),
        Column::number(words::buyers_pay(locale)),
        Column::text(words::actions(locale)),
    ];
    let table = if kind.prices.entries().is_empty() {
        view! { <EmptyState title=text::none_yet(locale) text=text::none_yet_text(locale) /> }.into_any()
    } else {
        view! {
            <Table caption=words::other_prices(locale) columns quiet=true>
                {rows}
            </Table>
        }
        .into_any()
    };
    let content = view! {
        <h2>{text::prices_of(locale, &name)}</h2>
        <p class="muted">{text::ordinary(locale, ordinary)}</p>
        {table}
        {form(&staff, &edit, ids())}
        <div>
            <LinkButton href=format!("/organizer/events/{}/tickets", edit.event.id)>
                {words::back_to_tickets(locale)}
            </LinkButton>
        </div>
    };
    Ok(shown(&staff, &edit.event, Tab::Tickets, content))
}

fn row(staff: &Staff, edit: &EventEdit, kind: &TicketTypeEdit, entry: &PriceEntry) -> AnyView {
    let locale = staff.locale;
    let holds_for = holds_for(edit, entry, locale);
    let ordinary = &kind.ticket_type.price;
    let ids = vec![
        ("event", edit.event.id.to_string()),
        ("ticket", kind.ticket_type.id.to_string()),
        ("price", entry.id.to_string()),
    ];
    view! {
        <tr>
            <th scope="row">{holds_for.clone()}</th>
            {number(words::buyers_pay(locale), labels::all_in(locale, &ordinary.at(entry.price)))}
            {cell(
                words::actions(locale),
                view! {
                    <Press
                        action="/do/organizer/remove_price"
                        fields=ids
                        says=text::remove(locale)
                        kind=Kind::Quiet
                        class="small"
                        about=holds_for
                    />
                },
            )}
        </tr>
    }
    .into_any()
}

/// `Sun 6 Dec, 16:00 · Online shop · until Tue 1 Dec, 00:00`
fn holds_for(edit: &EventEdit, entry: &PriceEntry, locale: Locale) -> String {
    let zone = edit.event.zone;
    let date = entry.performance.map(|id| {
        let date = edit.performances.iter().find(|one| one.performance.id == id);
        date.map(|one| labels::performance_name(locale, &one.performance, zone)).unwrap_or_default()
    });
    let parts = [
        date,
        entry.channel.map(|channel| labels::channel(locale, channel).to_owned()),
        entry.from.map(|from| text::from(locale, short_date_time(from, zone, locale))),
        entry.until.map(|until| text::until(locale, short_date_time(until, zone, locale))),
    ];
    capitalized(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

fn form(staff: &Staff, edit: &EventEdit, ids: Vec<(&'static str, String)>) -> AnyView {
    let locale = staff.locale;
    let form: PriceForm = typed(&staff.kept).unwrap_or_default();
    let draft = FormBuilder::new(locale, &staff.kept);
    let all = |words: &str| vec![(String::new(), words.to_owned())];
    let dates = edit.performances.iter().map(|one| {
        (one.performance.id.to_string(), labels::performance_name(locale, &one.performance, edit.event.zone))
    });
    let dates = [all(text::all_dates(locale)), dates.collect()].concat();
    let channels =
        Channel::VARIANTS.iter().map(|one| (one.into_str().to_owned(), labels::channel(locale, *one).to_owned()));
    let channels = [all(text::all_channels(locale)), channels.collect()].concat();
    let money = FieldLook {
        inputmode: "decimal",
        class: "money",
        after: edit.event.currency.code(),
        hint: text::price_hint(locale),
        ..FieldLook::default()
    };
    let optional = FieldLook { optional: true, ..FieldLook::default() };
    let fields = view! {
        <div class="grid">
            {draft.line("price", words::price(locale), &form.price, money)}
            {draft.select("performance", text::date(locale), dates, &form.performance)}
            {draft.select("channel", text::channel(locale), channels, &form.channel)}
            {draft.moment("from_at", text::from_when(locale), &form.from_at, optional)}
            {draft.moment("until_at", text::until_when(locale), &form.until_at, optional)}
        </div>
    };
    view! {
        <section class="stack" aria-labelledby="add-price">
            <h2 id="add-price">{text::add(locale)}</h2>
            <p class="muted">{text::add_text(locale)}</p>
            <form class="stack form-width" method="post" action="/do/organizer/add_price" novalidate>
                {hidden(ids)} {draft.summary()} {fields}
                <div>
                    <Button kind=Kind::Primary class="large">
                        {text::add(locale)}
                    </Button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
