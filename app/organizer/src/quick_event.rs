//! A new event on one page: on sale in minutes.

use crate::form_builder::{FieldLook, FormBuilder, typed};
use crate::page::{FramedPage, Staff, StaffContent, fold, page};
use crate::text::event as text;
use crate::venues::{place_options, split_place};
use crate::{labels, questions};
use domain::form::{QuickEventForm, TicketTypeForm, moment};
use domain::locale::Locale;
use domain::role::Permission;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use ui::kit::*;

/// The page's form: what [`QuickEventForm`] has, with venue and map as one choice, and what all its tickets cost besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuickEventDraft {
    pub title: String,
    pub category: String,
    #[serde(deserialize_with = "moment")]
    pub starts_at: String,
    /// A venue, or a venue and a map of it joined by `|`; empty: a new venue.
    pub place: String,
    pub venue_name: String,
    pub venue_city: String,
    pub capacity: String,
    pub ticket_name: String,
    pub price: String,
    pub second_name: String,
    pub second_price: String,
    pub tax_rate: String,
    pub fee: String,
    pub publish: bool,
}

impl QuickEventDraft {
    /// As the flows take it. It is published afterwards, when tax and fee are in its prices.
    pub fn quick(&self) -> QuickEventForm {
        let (venue, seat_map) = split_place(&self.place);
        QuickEventForm {
            title: self.title.clone(),
            category: self.category.clone(),
            starts_at: self.starts_at.clone(),
            venue,
            venue_name: self.venue_name.clone(),
            venue_city: self.venue_city.clone(),
            seat_map,
            capacity: self.capacity.clone(),
            ticket_name: self.ticket_name.clone(),
            price: self.price.clone(),
            second_name: self.second_name.clone(),
            second_price: self.second_price.clone(),
            publish: false,
        }
    }

    /// A ticket type with this tax and fee, to check them by.
    pub fn tax_form(&self, locale: Locale) -> TicketTypeForm {
        TicketTypeForm {
            name_en: "-".to_owned(),
            price: "0".to_owned(),
            tax_rate: self.tax_rate.clone(),
            fee: self.fee.clone(),
            locale,
            ..TicketTypeForm::new()
        }
    }
}

#[component]
pub fn QuickPage() -> impl IntoView {
    page(show)
}

async fn show(staff: Staff) -> StaffContent {
    staff.require(Permission::EditEvents)?;
    let locale = staff.locale;
    let above = vec![NavPlace::new("/organizer", crate::text::events(locale))];
    if let Some(questions) = questions::asked(&staff) {
        let page = "/organizer/events/new";
        let body = questions::page(&staff, &questions, "/do/organizer/create_event", Vec::new(), page);
        return Ok(FramedPage::new(text::new_event(locale), body).above(above));
    }
    let places = place_options(&staff, text::a_new_venue(locale)).await?;
    let form: QuickEventDraft = typed(&staff.kept).unwrap_or_else(|| QuickEventDraft {
        place: places.get(1).map(|(value, _)| value.clone()).unwrap_or_default(),
        ticket_name: text::full_price(locale).to_owned(),
        ..QuickEventDraft::default()
    });
    let draft = FormBuilder::new(locale, &staff.kept).moved("venue", "place").moved("seat_map", "place");
    let what = what(&staff, &draft, &form);
    let venue = venue(&staff, &draft, &form, places);
    let tickets = tickets(&staff, &draft, &form);
    let body = view! {
        <form class="stack loose form-width" method="post" action="/do/organizer/create_event" novalidate>
            {draft.summary()} {what} {venue} {tickets}
            <div class="row">
                <Button kind=Kind::Primary class="large" sign=Sign::Eye>
                    {text::make_and_look(locale)}
                </Button>
                <Button class="large" name="form[publish]" value="true">
                    {text::make_and_publish(locale)}
                </Button>
            </div>
            <p class="muted small">{text::change_later(locale)}</p>
        </form>
    };
    Ok(FramedPage::new(text::new_event(locale), body).above(above))
}

fn what(staff: &Staff, draft: &FormBuilder, form: &QuickEventDraft) -> AnyView {
    let locale = staff.locale;
    let zone = text::local_time(locale, staff.organizer.zone.name());
    let when = FieldLook { hint: &zone, ..FieldLook::default() };
    view! {
        <section class="stack" aria-labelledby="what">
            <h2 id="what">{text::what_and_when(locale)}</h2>
            {draft.line("title", text::title(locale), &form.title, FieldLook::default())}
            <div class="grid">
                {draft.select("category", text::category(locale), labels::categories(locale), &form.category)}
                {draft.moment("starts_at", text::begins(locale), &form.starts_at, when)}
            </div>
        </section>
    }
    .into_any()
}

fn venue(staff: &Staff, draft: &FormBuilder, form: &QuickEventDraft, places: Vec<(String, String)>) -> AnyView {
    let locale = staff.locale;
    let only_new = places.len() < 2;
    let open = only_new || !form.venue_name.is_empty() || draft.wrong_in(&["venue_name", "venue_city"]);
    let count =
        FieldLook { inputmode: "numeric", class: "short", hint: text::capacity_hint(locale), ..FieldLook::default() };
    let choice = (!only_new).then(|| draft.select("place", text::venue_and_map(locale), places, &form.place));
    let capacity = draft.line("capacity", text::capacity(locale), &form.capacity, count);
    let name = draft.line("venue_name", text::venue_name(locale), &form.venue_name, FieldLook::default());
    let city = draft.line("venue_city", text::city(locale), &form.venue_city, FieldLook::default());
    view! {
        <section class="stack" aria-labelledby="where">
            <h2 id="where">{text::where_is_it(locale)}</h2>
            {choice}
            {fold(
                text::a_new_venue(locale),
                open,
                "",
                view! {
                    <div class="stack">
                        <p class="muted small">{text::new_venue_hint(locale)}</p>
                        <div class="grid">{name} {city}</div>
                    </div>
                },
            )}
            {capacity}
        </section>
    }
    .into_any()
}

fn tickets(staff: &Staff, draft: &FormBuilder, form: &QuickEventDraft) -> AnyView {
    let locale = staff.locale;
    let money = FieldLook {
        inputmode: "decimal",
        class: "money",
        after: staff.organizer.currency.code(),
        ..FieldLook::default()
    };
    let hinted = FieldLook { hint: text::price_hint(locale), ..money };
    let percent =
        FieldLook { inputmode: "decimal", class: "short", after: "%", optional: true, ..FieldLook::default() };
    let percent = FieldLook { hint: text::tax_hint(locale), ..percent };
    let open = !form.second_name.is_empty() || draft.wrong_in(&["second_name", "second_price"]);
    view! {
        <section class="stack" aria-labelledby="tickets">
            <h2 id="tickets">{text::tickets_and_prices(locale)}</h2>
            <div class="grid">
                {draft.line("ticket_name", text::ticket_name(locale), &form.ticket_name, FieldLook::default())}
                {draft.line("price", text::price(locale), &form.price, hinted)}
            </div>
            {fold(
                text::second_ticket(locale),
                open,
                "",
                view! {
                    <div class="grid">
                        {draft.line("second_name", text::ticket_name(locale), &form.second_name, FieldLook::default())}
                        {draft.line("second_price", text::price(locale), &form.second_price, money)}
                    </div>
                },
            )}
            <div class="grid">
                {draft.line("tax_rate", text::tax_rate(locale), &form.tax_rate, percent)}
                {draft
                    .line(
                        "fee",
                        text::fee(locale),
                        &form.fee,
                        FieldLook { hint: text::fee_hint(locale), optional: true, ..money },
                    )}
            </div>
        </section>
    }
    .into_any()
}
