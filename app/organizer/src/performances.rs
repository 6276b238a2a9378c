//! The dates of an event: where and when, and how many places.

use crate::event::{Tab, edited, shown};
use crate::events::sold_bar;
use crate::form_builder::{FieldLook, FormBuilder, opened, typed};
use crate::page::{Press, Staff, StaffContent, cell, fold, hidden, number, page};
use crate::text::event as text;
use crate::venues::{join_place, place_options, split_place};
use crate::{edit_conflict, labels, questions};
use domain::edit::{EventEdit, PerformanceEdit};
use domain::event::{PerformanceStatus, Pool};
use domain::form::{PerformanceForm, moment};
use domain::ids::{EventId, PerformanceId};
use domain::stats::Inventory;
use face::error::FaceError;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use ui::field::field_id;
use ui::kit::*;

/// The page's form: what [`PerformanceForm`] has, with venue and map as one choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PerformanceDraft {
    /// A venue, or a venue and a map of it joined by `|`.
    pub place: String,
    pub capacity: String,
    #[serde(deserialize_with = "moment")]
    pub starts_at: String,
    #[serde(deserialize_with = "moment")]
    pub ends_at: String,
    #[serde(deserialize_with = "moment")]
    pub doors_at: String,
    #[serde(deserialize_with = "moment")]
    pub on_sale_from: String,
    #[serde(deserialize_with = "moment")]
    pub on_sale_until: String,
    pub label_en: String,
    pub label_it: String,
}

impl PerformanceDraft {
    pub fn performance(&self) -> PerformanceForm {
        let (venue, seat_map) = split_place(&self.place);
        PerformanceForm {
            venue,
            seat_map,
            capacity: self.capacity.clone(),
            starts_at: self.starts_at.clone(),
            ends_at: self.ends_at.clone(),
            doors_at: self.doors_at.clone(),
            on_sale_from: self.on_sale_from.clone(),
            on_sale_until: self.on_sale_until.clone(),
            label_en: self.label_en.clone(),
            label_it: self.label_it.clone(),
        }
    }

    fn of(chosen: &PerformanceEdit, zone: domain::time::Timezone) -> PerformanceDraft {
        let capacity = chosen.pools.iter().map(|pool| pool.capacity).sum();
        let form = PerformanceForm::of(&chosen.performance, zone, capacity);
        PerformanceDraft {
            place: join_place(&form.venue, &form.seat_map),
            capacity: form.capacity,
            starts_at: form.starts_at,
            ends_at: form.ends_at,
            doors_at: form.doors_at,
            on_sale_from: form.on_sale_from,
            on_sale_until: form.on_sale_until,
            label_en: form.label_en,
            label_it: form.label_it,
        }
    }
}

#[component]
pub fn PerformancesPage() -> impl IntoView {
    let event = crate::page::id("event");
    page(move |staff| list(staff, event))
}

async fn list(staff: Staff, event: Option<EventId>) -> StaffContent {
    let edit = edited(&staff, event).await?;
    let locale = staff.locale;
    let dates = edit.performances.iter().map(|chosen| performance_row(&staff, &edit, chosen)).collect_view();
    let new = format!("/organizer/events/{}/dates/new", edit.event.id);
    let content = view! {
        <div class="row">
            <LinkButton kind=Kind::Primary href=new sign=Sign::Plus>
                {text::new_date(locale)}
            </LinkButton>
        </div>
        {edit
            .performances
            .is_empty()
            .then(|| {
                view! { <EmptyState sign=Sign::Calendar title=text::no_dates(locale) text=text::no_dates_text(locale) /> }
            })}
        <div class="stack">{dates}</div>
    };
    Ok(shown(&staff, &edit.event, Tab::Dates, content))
}

fn performance_row(staff: &Staff, edit: &EventEdit, chosen: &PerformanceEdit) -> AnyView {
    let locale = staff.locale;
    let performance = &chosen.performance;
    let when = labels::performance_name(locale, performance, edit.event.zone);
    let capacity: u32 = chosen.pools.iter().map(|pool| pool.capacity).sum();
    let href = format!("/organizer/events/{}/dates/{}", edit.event.id, performance.id);
    let scheduled = performance.status == PerformanceStatus::Scheduled;
    let place = labels::venue(&performance.venue);
    let about = when.clone();
    let ids = vec![("event", edit.event.id.to_string()), ("date", performance.id.to_string())];
    let about_edit = when.clone();
    let end = match (scheduled, chosen.untouched) {
        (_, true) => view! {
            {fold(
                text::delete(locale),
                false,
                "quiet",
                view! {
                    <div class="stack tight">
                        <p>{text::delete_date_text(locale)}</p>
                        <Press
                            action="/do/organizer/delete_date"
                            fields=ids
                            says=text::delete_sure(locale)
                            kind=Kind::Danger
                            about
                        />
                    </div>
                },
            )}
        }
        .into_any(),
        (true, false) => view! {
            {fold(
                text::cancel_date(locale),
                false,
                "quiet",
                view! {
                    <div class="stack tight">
                        <p>{text::cancel_date_text(locale, chosen.sold)}</p>
                        <Press
                            action="/do/organizer/cancel_date"
                            fields=ids
                            says=text::cancel_date_sure(locale)
                            kind=Kind::Danger
                            about
                        />
                    </div>
                },
            )}
        }
        .into_any(),
        (false, false) => ().into_any(),
    };
    view! {
        <section class="card">
            <div class="stack tight">
                <div class="row between">
                    <h2>{when.clone()}</h2>
                    {labels::performance_cancelled(locale, performance)}
                </div>
                <Fact sign=Sign::Place>{place}</Fact>
                {sold_bar(locale, &when, chosen.sold, capacity)}
                {(chosen.held > 0).then(|| view! { <p class="muted small">{text::held_now(locale, chosen.held)}</p> })}
                <div class="row top">
                    <LinkButton href class="small" sign=Sign::Edit>
                        {text::edit(locale)}
                        <span class="visually-hidden">" " {about_edit}</span>
                    </LinkButton>
                    {end}
                </div>
            </div>
        </section>
    }
    .into_any()
}

#[component]
pub fn PerformancePage() -> impl IntoView {
    let event = crate::page::id("event");
    let chosen = use_params_map().read_untracked().get("date").unwrap_or_default();
    page(move |staff| one(staff, event, chosen))
}

/// A date to change, or a new one, which begins like the last.
async fn one(staff: Staff, event: Option<EventId>, chosen: String) -> StaffContent {
    let edit = edited(&staff, event).await?;
    let locale = staff.locale;
    let zone = edit.event.zone;
    let chosen: Option<PerformanceId> = match chosen.as_str() {
        "new" => None,
        id => Some(id.parse().map_err(|_| FaceError::Missing)?),
    };
    let known = match chosen {
        Some(id) => Some(edit.performances.iter().find(|p| p.performance.id == id).ok_or(FaceError::Missing)?),
        None => None,
    };
    let ids =
        || vec![("event", edit.event.id.to_string()), ("date", chosen.map(|id| id.to_string()).unwrap_or_default())];
    if let Some(questions) = questions::asked(&staff) {
        let last = chosen.map_or_else(|| "new".to_owned(), |id| id.to_string());
        let page = format!("/organizer/events/{}/dates/{last}", edit.event.id);
        let content = questions::page(&staff, &questions, "/do/organizer/save_date", ids(), &page);
        return Ok(shown(&staff, &edit.event, Tab::Dates, content));
    }
    let fresh = || match (known, edit.performances.last()) {
        (Some(chosen), _) => PerformanceDraft::of(chosen, zone),
        (None, Some(last)) => {
            let last = PerformanceDraft::of(last, zone);
            PerformanceDraft { place: last.place, capacity: last.capacity, ..PerformanceDraft::default() }
        }
        (None, None) => PerformanceDraft::default(),
    };
    let form: PerformanceDraft = typed(&staff.kept).unwrap_or_else(fresh);
    let places = place_options(&staff, text::choose_venue(locale)).await?;
    let draft = FormBuilder::new(locale, &staff.kept).moved("venue", "place").moved("seat_map", "place");
    let fields = fields(&staff, &edit, &draft, &form, places);
    let both = known.map(|chosen| edit_conflict::both(&staff, &draft, &form, &PerformanceDraft::of(chosen, zone)));
    let mut sent = ids();
    let now = known.map(|chosen| office::performances::version(chosen, zone)).unwrap_or_default();
    sent.push(("opened", opened(&staff.kept, now)));
    let title =
        known.map_or(text::new_date(locale).to_owned(), |p| labels::performance_name(locale, &p.performance, zone));
    let pools = known.map(|chosen| pools(&staff, &edit, chosen));
    let content = view! {
        <h2>{title}</h2>
        <form class="stack loose form-width" method="post" action="/do/organizer/save_date" novalidate>
            {hidden(sent)} {draft.summary()} {both} {fields} <div class="row" id=field_id("opened")>
                <Button kind=Kind::Primary class="large">
                    {crate::text::save(locale)}
                </Button>
                <LinkButton class="large" href=format!("/organizer/events/{}/dates", edit.event.id)>
                    {text::back_to_dates(locale)}
                </LinkButton>
            </div>
        </form>
        {pools}
    };
    Ok(shown(&staff, &edit.event, Tab::Dates, content))
}

fn fields(
    staff: &Staff,
    edit: &EventEdit,
    draft: &FormBuilder,
    form: &PerformanceDraft,
    places: Vec<(String, String)>,
) -> AnyView {
    let locale = staff.locale;
    let local = text::local_time(locale, edit.event.zone.name());
    let begins = FieldLook { hint: &local, ..FieldLook::default() };
    let when = FieldLook { optional: true, ..FieldLook::default() };
    let from = FieldLook { hint: text::on_sale_from_hint(locale), ..when };
    let until = FieldLook { hint: text::on_sale_until_hint(locale), ..when };
    let count =
        FieldLook { inputmode: "numeric", class: "short", hint: text::capacity_hint(locale), ..FieldLook::default() };
    let label = |language: &str| format!("{} ({language})", text::date_label(locale));
    let optional = FieldLook { optional: true, hint: text::date_label_hint(locale), ..FieldLook::default() };
    view! {
        <div class="stack">
            {draft.moment("starts_at", text::begins(locale), &form.starts_at, begins)}
            <div class="grid">
                {draft.moment("doors_at", text::doors(locale), &form.doors_at, when)}
                {draft.moment("ends_at", text::ends(locale), &form.ends_at, when)}
            </div>
            {draft.select("place", text::venue_and_map(locale), places, &form.place)}
            {draft.line("capacity", text::capacity(locale), &form.capacity, count)}
            <div class="grid">
                {draft.moment("on_sale_from", text::on_sale_from(locale), &form.on_sale_from, from)}
                {draft.moment("on_sale_until", text::on_sale_until(locale), &form.on_sale_until, until)}
            </div>
            <div class="grid">
                {draft.line("label_en", &label(crate::text::english(locale)), &form.label_en, optional)}
                {draft.line("label_it", &label(crate::text::italian(locale)), &form.label_it, optional)}
            </div>
        </div>
    }
    .into_any()
}

/// What can be claimed of each pool, and how many there may be.
fn pools(staff: &Staff, edit: &EventEdit, chosen: &PerformanceEdit) -> AnyView {
    let locale = staff.locale;
    let rows = chosen.pools.iter().map(|pool| one_pool(staff, edit, chosen, pool)).collect_view();
    let columns = vec![
        Column::text(text::zone(locale)),
        Column::number(text::sold(locale)),
        Column::number(text::in_carts(locale)),
        Column::number(text::free(locale)),
        Column::text(text::capacity(locale)),
    ];
    view! {
        <section class="stack tight" aria-labelledby="pools">
            <h2 id="pools">{text::places(locale)}</h2>
            <Table caption=text::places(locale) columns quiet=true>
                {rows}
            </Table>
        </section>
    }
    .into_any()
}

fn one_pool(staff: &Staff, edit: &EventEdit, chosen: &PerformanceEdit, pool: &Pool) -> AnyView {
    let locale = staff.locale;
    let ids = vec![
        ("event", edit.event.id.to_string()),
        ("date", chosen.performance.id.to_string()),
        ("pool", pool.id.to_string()),
    ];
    let label = format!("{}: {}", text::capacity(locale), pool.name);
    let takes_place = chosen.performance.status == PerformanceStatus::Scheduled;
    let free = Inventory::of(pool.capacity, pool.sold, pool.held, takes_place).free();
    let is_mistaken = staff.kept.value("pool").is_some_and(|typed_for| typed_for == pool.id.to_string());
    let typed = staff.kept.value("capacity").filter(|_| is_mistaken).map(str::to_owned);
    view! {
        <tr>
            <th scope="row">{pool.name.clone()}</th>
            {number(text::sold(locale), pool.sold)}
            {number(text::in_carts(locale), pool.held)}
            {number(text::free(locale), free)}
            {cell(
                text::capacity(locale),
                view! {
                    <form class="row tight stay" method="post" action="/do/organizer/set_capacity">
                        {hidden(ids)}
                        <input
                            class="input short"
                            name="capacity"
                            inputmode="numeric"
                            autocomplete="off"
                            value=typed.unwrap_or_else(|| pool.capacity.to_string())
                            aria-invalid=is_mistaken.then_some("true")
                            aria-label=label.clone()
                        />
                        <Button class="small">
                            {crate::text::save(locale)} <span class="visually-hidden">" " {label}</span>
                        </Button>
                    </form>
                },
            )}
        </tr>
    }
    .into_any()
}
