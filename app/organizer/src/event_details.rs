//! What an event is: its texts in both languages side by side, its picture, and how it is sold.

use crate::event::{Tab, edited, shown};
use crate::form_builder::{FieldLook, FormBuilder, opened, posted, typed};
use crate::page::{Staff, StaffContent, hidden, id, page};
use crate::text::event as text;
use crate::{edit_conflict, labels, questions};
use domain::form::EventForm;
use domain::ids::EventId;
use leptos::prelude::*;
use ui::field::field_id;
use ui::kit::*;

#[component]
pub fn DetailsPage() -> impl IntoView {
    let event = id("event");
    page(move |staff| show(staff, event))
}

async fn show(staff: Staff, event: Option<EventId>) -> StaffContent {
    let edit = edited(&staff, event).await?;
    let locale = staff.locale;
    let event = edit.event;
    if let Some(questions) = questions::asked(&staff) {
        let (ids, page) = (vec![("event", event.id.to_string())], format!("/organizer/events/{}/details", event.id));
        let content = questions::page(&staff, &questions, "/do/organizer/save_event", ids, &page);
        return Ok(shown(&staff, &event, Tab::Details, content));
    }
    let saved = EventForm::of(&event);
    let form: EventForm = typed(&staff.kept).unwrap_or_else(|| saved.clone());
    let draft = FormBuilder::new(locale, &staff.kept);
    let texts = texts(&staff, &draft, &form);
    let picture = picture(&staff, &draft, &form);
    let selling = selling(&staff, &draft, &form);
    // Where somebody else has saved, the way on is to press again, now that both were seen.
    let opened = opened(&staff.kept, office::events::version(&event));
    let both = edit_conflict::both(&staff, &draft, &form, &saved);
    let content = view! {
        <form class="stack loose" method="post" action="/do/organizer/save_event" novalidate>
            {hidden(vec![("event", event.id.to_string()), ("opened", opened)])} {draft.summary()} {both} {texts} {picture} {selling}
            <div id=field_id("opened")>
                <Button kind=Kind::Primary class="large">
                    {crate::text::save(locale)}
                </Button>
            </div>
        </form>
    };
    Ok(shown(&staff, &event, Tab::Details, content))
}

fn texts(staff: &Staff, draft: &FormBuilder, form: &EventForm) -> AnyView {
    let locale = staff.locale;
    let column = |language: &'static str, tag: &'static str, fields: [(&'static str, &str); 3]| {
        let [title, summary, description] = fields;
        let label = |words: &str| format!("{words} ({language})");
        let look = FieldLook { hint: text::summary_hint(locale), optional: true, ..FieldLook::default() };
        view! {
            <div class="stack" lang=tag>
                {draft.line(title.0, &label(text::title(locale)), title.1, FieldLook::default())}
                {draft.line(summary.0, &label(text::summary(locale)), summary.1, look)}
                {draft
                    .area(
                        description.0,
                        &label(text::description(locale)),
                        description.1,
                        10,
                        text::description_hint(locale),
                    )}
            </div>
        }
    };
    let english = column(
        crate::text::english(locale),
        "en",
        [("title_en", &form.title_en), ("summary_en", &form.summary_en), ("description_en", &form.description_en)],
    );
    let italian = column(
        crate::text::italian(locale),
        "it",
        [("title_it", &form.title_it), ("summary_it", &form.summary_it), ("description_it", &form.description_it)],
    );
    // A title missing in both languages is a problem of both.
    let missing = draft.error("title", text::title(locale));
    view! {
        <section class="stack" aria-labelledby="texts">
            <h2 id="texts">{text::texts(locale)}</h2>
            <p class="muted small">{text::texts_hint(locale)}</p>
            {move || missing.get().map(|words| view! { <p class="error">{words}</p> })}
            <div class="grid wide-cells">{english} {italian}</div>
        </section>
    }
    .into_any()
}

fn picture(staff: &Staff, draft: &FormBuilder, form: &EventForm) -> AnyView {
    let locale = staff.locale;
    let chosen = form.artwork.trim().to_owned();
    let mut all = labels::artwork(locale);
    if !chosen.is_empty() && all.iter().all(|(file, _)| *file != chosen) {
        // A picture of the organizer's own, set by a program: its file is its name.
        all.insert(0, (chosen.clone(), chosen.clone()));
    }
    let option = |value: String, title: String, picture: Option<String>| {
        let checked = value == chosen;
        view! {
            <label class="tile artwork-choice">
                {picture.map(|src| view! { <img class="picture" src=src alt="" width="160" height="90" loading="lazy" /> })}
                <span class="row tight">
                    <input type="radio" name=posted("artwork") value=value checked=checked />
                    <span>{title}</span>
                </span>
            </label>
        }
    };
    let pictures = all.into_iter().map(|(file, title)| {
        let address = format!("/art/{file}");
        option(file, title, Some(address))
    });
    let pictures = pictures.collect_view();
    let none = option(String::new(), text::no_picture(locale).to_owned(), None);
    let error = draft.error("artwork", text::picture(locale)).get_untracked();
    match error {
        Some(error) => view! {
            <ChoiceGroup legend=text::picture(locale) name="artwork" error>
                <div class="grid small-cells">{none} {pictures}</div>
            </ChoiceGroup>
        }
        .into_any(),
        None => view! {
            <ChoiceGroup legend=text::picture(locale) name="artwork">
                <div class="grid small-cells">{none} {pictures}</div>
            </ChoiceGroup>
        }
        .into_any(),
    }
}

fn selling(staff: &Staff, draft: &FormBuilder, form: &EventForm) -> AnyView {
    let locale = staff.locale;
    let number = FieldLook { inputmode: "numeric", class: "short", ..FieldLook::default() };
    let age = FieldLook { optional: true, hint: text::age_hint(locale), ..number };
    let hold = FieldLook { hint: text::hold_minutes_hint(locale), ..number };
    let slug = FieldLook { hint: text::slug_hint(locale), ..FieldLook::default() };
    let optional = FieldLook { optional: true, ..FieldLook::default() };
    view! {
        <section class="stack" aria-labelledby="selling">
            <h2 id="selling">{text::how_it_is_sold(locale)}</h2>
            <div class="grid">
                {draft.select("category", text::category(locale), labels::categories(locale), &form.category)}
                {draft.line("age_min", text::age_min(locale), &form.age_min, age)}
                {draft.line("order_max", text::order_max(locale), &form.order_max, number)}
                {draft.line("hold_minutes", text::hold_minutes(locale), &form.hold_minutes, hold)}
            </div>
            {draft
                .tick(
                    "ask_holder_names",
                    text::ask_holder_names(locale),
                    form.ask_holder_names,
                    text::ask_holder_names_hint(locale),
                )}
            {draft.tick("ask_phone", text::ask_phone(locale), form.ask_phone, text::ask_phone_hint(locale))}
            <div class="grid">
                {draft.line("series", text::series(locale), &form.series, optional)}
                {draft.line("slug", text::slug(locale), &form.slug, slug)}
                {draft.line("zone", text::time_zone(locale), &form.zone, FieldLook::default())}
            </div>
        </section>
    }
    .into_any()
}
