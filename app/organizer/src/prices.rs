//! The other prices of a ticket type: a matinée, a sale that begins early, the till.

use crate::event::{Tab, edited, shown};
use crate::form_builder::{FieldLook, FormBuilder, typed};
use crate::labels;
use crate::page::{Press, Staff, StaffContent, cell, hidden, number, page};
use crate::text::prices as text;
use domain::edit::{EventEdit, TicketTypeEdit};
use domain::event::Channel;
use domain::form::PriceForm;
use domain::ids::{EventId, TicketTypeId};
use domain::locale::Locale;
use domain::money::Money;
use domain::pricing::PriceRule;
use domain::pricing::book::PriceEntry;
use domain::time::short_date_time;
use domain::typed::capitalized;
use face::error::FaceError;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use strum::VariantArray;
use ui::kit::*;

#[component]
pub fn PricesPage() -> impl IntoView {
    let event = crate::page::id("event");
    let ticket = use_params_map().read_untracked().get("ticket").unwrap_or_default();
    page(move |staff| list(staff, event, ticket))
}

async fn list(staff: Staff, event: Option<EventId>, ticket: String) -> StaffContent {
    let edit = edited(&staff, event).await?;
    let locale = staff.locale;
    let id: TicketTypeId = ticket.parse().map_err(|_| FaceError::Missing)?;
    let kind = edit.ticket_types.iter().find(|kind| kind.ticket_type.id == id).ok_or(FaceError::Missing)?;
    let name = kind.ticket_type.name.get(locale).to_owned();
    let ordinary = all_in(&kind.ticket_type.price, locale);
    let rows = kind.prices.entries().iter().map(|entry| row(&staff, &edit, kind, entry)).collect_view();
    let columns = vec![
        Column::text(text::holds_for(locale)),
        Column::number(text::buyers_pay(locale)),
        Column::text(text::actions(locale)),
    ];
    let table = if kind.prices.entries().is_empty() {
        view! { <EmptyState title=text::none_yet(locale) text=text::none_yet_text(locale) /> }.into_any()
    } else {
        view! {
            <Table caption=text::other_prices(locale) columns quiet=true>
                {rows}
            </Table>
        }
        .into_any()
    };
    let content = view! {
        <h2>{text::prices_of(locale, &name)}</h2>
        <p class="muted">{text::ordinary(locale, ordinary)}</p>
        {table}
        {form(&staff, &edit, id)}
        <div>
            <LinkButton href=format!("/organizer/events/{}/tickets", edit.event.id)>
                {crate::text::event::back_to_tickets(locale)}
            </LinkButton>
        </div>
    };
    Ok(shown(&staff, &edit.event, Tab::Tickets, content))
}

/// What a buyer pays in all.
fn all_in(rule: &PriceRule, locale: Locale) -> String {
    rule.quote().and_then(|price| price.total()).map(|total| total.format(locale)).unwrap_or_default()
}

fn row(staff: &Staff, edit: &EventEdit, kind: &TicketTypeEdit, entry: &PriceEntry) -> AnyView {
    let locale = staff.locale;
    let words = holds_for(edit, entry, locale);
    let ordinary = &kind.ticket_type.price;
    let rule = PriceRule { price: Money::new(entry.price_minor, ordinary.price.currency), ..ordinary.clone() };
    let ids = vec![
        ("event", edit.event.id.to_string()),
        ("ticket", kind.ticket_type.id.to_string()),
        ("price", entry.id.to_string()),
    ];
    view! {
        <tr>
            <th scope="row">{words.clone()}</th>
            {number(text::buyers_pay(locale), all_in(&rule, locale))}
            {cell(
                text::actions(locale),
                view! {
                    <Press
                        action="/do/organizer/remove_price"
                        fields=ids
                        says=text::remove(locale)
                        kind=Kind::Quiet
                        class="small"
                        about=words
                    />
                },
            )}
        </tr>
    }
    .into_any()
}

/// `Sun 6 Dec, 16:00 · in the shop · until Tue 1 Dec, 00:00`
fn holds_for(edit: &EventEdit, entry: &PriceEntry, locale: Locale) -> String {
    let zone = edit.event.zone;
    let date = entry.performance.map(|id| {
        let date = edit.performances.iter().find(|one| one.performance.id == id);
        date.map(|one| labels::performance_name(locale, &one.performance, zone)).unwrap_or_default()
    });
    let words = [
        date,
        entry.channel.map(|channel| channel_words(locale, channel).to_owned()),
        entry.from.map(|from| text::from(locale, short_date_time(from, zone, locale))),
        entry.until.map(|until| text::until(locale, short_date_time(until, zone, locale))),
    ];
    capitalized(&words.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

fn channel_words(locale: Locale, channel: Channel) -> &'static str {
    match channel {
        Channel::Shop => text::in_the_shop(locale),
        Channel::Till => text::at_the_till(locale),
        Channel::Api => text::through_the_api(locale),
    }
}

fn form(staff: &Staff, edit: &EventEdit, ticket: TicketTypeId) -> AnyView {
    let locale = staff.locale;
    let form: PriceForm = typed(&staff.kept).unwrap_or_default();
    let draft = FormBuilder::new(locale, &staff.kept);
    let all = |words: &str| vec![(String::new(), words.to_owned())];
    let dates = edit.performances.iter().map(|one| {
        (one.performance.id.to_string(), labels::performance_name(locale, &one.performance, edit.event.zone))
    });
    let dates = [all(text::all_dates(locale)), dates.collect()].concat();
    let channels =
        Channel::VARIANTS.iter().map(|one| (one.into_str().to_owned(), channel_words(locale, *one).to_owned()));
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
            {draft.line("price", text::price(locale), &form.price, money)}
            {draft.select("performance", text::date(locale), dates, &form.performance)}
            {draft.select("channel", text::channel(locale), channels, &form.channel)}
            {draft.moment("from_at", text::from_when(locale), &form.from_at, optional)}
            {draft.moment("until_at", text::until_when(locale), &form.until_at, optional)}
        </div>
    };
    let ids = vec![("event", edit.event.id.to_string()), ("ticket", ticket.to_string())];
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
