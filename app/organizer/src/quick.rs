//! A new event on one page: on sale in minutes.

use crate::draft::{Draft, Look, typed};
use crate::page::{Content, Desk, Shown, fold, page};
use crate::text::event as text;
use crate::venues::{place_options, split_place};
use crate::{ask, words};
use domain::form::{QuickEventForm, TicketTypeForm, moment};
use domain::locale::Locale;
use domain::role::Permission;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use ui::kit::*;

/// The page's form: what [`QuickEventForm`] has, with venue and map as one choice, and what all its tickets cost besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuickDraft {
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

impl QuickDraft {
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

async fn show(desk: Desk) -> Content {
    desk.require(Permission::EditEvents)?;
    let locale = desk.locale;
    let above = vec![Place::new("/organizer", crate::text::events(locale))];
    if let Some(questions) = ask::asked(&desk) {
        let page = "/organizer/events/new";
        let body = ask::page(&desk, &questions, "/do/organizer/create_event", Vec::new(), page);
        return Ok(Shown::new(text::new_event(locale), body).above(above));
    }
    let places = place_options(&desk, text::a_new_venue(locale)).await?;
    let form: QuickDraft = typed(&desk.kept).unwrap_or_else(|| QuickDraft {
        place: places.get(1).map(|(value, _)| value.clone()).unwrap_or_default(),
        ticket_name: text::full_price(locale).to_owned(),
        ..QuickDraft::default()
    });
    let draft = Draft::new(locale, &desk.kept).moved("venue", "place").moved("seat_map", "place");
    let what = what(&desk, &draft, &form);
    let venue = venue(&desk, &draft, &form, places);
    let tickets = tickets(&desk, &draft, &form);
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
    Ok(Shown::new(text::new_event(locale), body).above(above))
}

fn what(desk: &Desk, draft: &Draft, form: &QuickDraft) -> AnyView {
    let locale = desk.locale;
    let zone = text::local_time(locale, desk.organizer.zone.name());
    let when = Look { hint: &zone, ..Look::default() };
    view! {
        <section class="stack" aria-labelledby="what">
            <h2 id="what">{text::what_and_when(locale)}</h2>
            {draft.line("title", text::title(locale), &form.title, Look::default())}
            <div class="grid">
                {draft.select("category", text::category(locale), words::categories(locale), &form.category)}
                {draft.moment("starts_at", text::begins(locale), &form.starts_at, when)}
            </div>
        </section>
    }
    .into_any()
}

fn venue(desk: &Desk, draft: &Draft, form: &QuickDraft, places: Vec<(String, String)>) -> AnyView {
    let locale = desk.locale;
    let only_new = places.len() < 2;
    let open = only_new || !form.venue_name.is_empty() || draft.wrong_in(&["venue_name", "venue_city"]);
    let count = Look { inputmode: "numeric", class: "short", hint: text::capacity_hint(locale), ..Look::default() };
    let choice = (!only_new).then(|| draft.select("place", text::venue_and_map(locale), places, &form.place));
    let capacity = draft.line("capacity", text::capacity(locale), &form.capacity, count);
    let name = draft.line("venue_name", text::venue_name(locale), &form.venue_name, Look::default());
    let city = draft.line("venue_city", text::city(locale), &form.venue_city, Look::default());
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

fn tickets(desk: &Desk, draft: &Draft, form: &QuickDraft) -> AnyView {
    let locale = desk.locale;
    let money = Look { inputmode: "decimal", class: "money", after: desk.organizer.currency.code(), ..Look::default() };
    let hinted = Look { hint: text::price_hint(locale), ..money };
    let percent = Look { inputmode: "decimal", class: "short", after: "%", optional: true, ..Look::default() };
    let percent = Look { hint: text::tax_hint(locale), ..percent };
    let open = !form.second_name.is_empty() || draft.wrong_in(&["second_name", "second_price"]);
    view! {
        <section class="stack" aria-labelledby="tickets">
            <h2 id="tickets">{text::tickets_and_prices(locale)}</h2>
            <div class="grid">
                {draft.line("ticket_name", text::ticket_name(locale), &form.ticket_name, Look::default())}
                {draft.line("price", text::price(locale), &form.price, hinted)}
            </div>
            {fold(
                text::second_ticket(locale),
                open,
                "",
                view! {
                    <div class="grid">
                        {draft.line("second_name", text::ticket_name(locale), &form.second_name, Look::default())}
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
                        Look { hint: text::fee_hint(locale), optional: true, ..money },
                    )}
            </div>
        </section>
    }
    .into_any()
}
