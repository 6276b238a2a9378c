//! Which performance: next first, found by any part of its name, with what is left of it as it changes.

use super::state::{Desk, View};
use super::tiles::{left_tone, left_words};
use crate::model::Date;
use crate::text;
use domain::ids::PerformanceId;
use leptos::prelude::*;
use ui::kit::*;

pub fn panel(desk: Desk) -> AnyView {
    let locale = desk.locale;
    let found = move || {
        let wanted = desk.search.get().to_lowercase();
        let fits = |date: &&Date| {
            let text = format!("{} {} {}", date.event, date.when, date.venue).to_lowercase();
            wanted.split_whitespace().all(|word| text.contains(word))
        };
        desk.dates.with(|dates| dates.iter().filter(fits).map(|date| date.id).collect::<Vec<_>>())
    };
    let none = move || {
        found().is_empty().then(|| {
            let title = if desk.dates.with(Vec::is_empty) {
                text::nothing_on_sale(locale)
            } else {
                text::nothing_found(locale)
            };
            view! { <EmptyState sign=Sign::Calendar title=title text=text::nothing_on_sale_text(locale) /> }
        })
    };
    let back = desk.date.get_untracked().map(|_| {
        view! {
            <Button action="button" on:click=move |_| desk.view.set(View::Sell)>
                {text::back(locale)}
            </Button>
        }
    });
    view! {
        <section class="stack">
            <div class="row between">
                <h2 id="dates-title" tabindex="-1">{text::which_performance(locale)}</h2>
                {back}
            </div>
            <Field
                label=text::search_performances(locale)
                name="search"
                kind="search"
                value=desk.search
                on_input=Callback::new(move |typed| desk.search.set(typed))
            />
            <div class="grid wide-cells till-dates">
                <For each=found key=|id| id.to_string() children=move |id| tile(desk, id) />
            </div>
            {none}
        </section>
    }
    .into_any()
}

fn tile(desk: Desk, id: PerformanceId) -> impl IntoView {
    let locale = desk.locale;
    let date = Memo::new(move |_| desk.dates.with(|dates| dates.iter().find(|date| date.id == id).cloned()));
    let part = move |read: fn(&Date) -> String| move || date.with(|date| date.as_ref().map(read).unwrap_or_default());
    view! {
        <button
            type="button"
            class="tile"
            aria-current=move || (desk.date.get() == Some(id)).then_some("true")
            on:click=move |_| desk.choose_date(id)
        >
            <span class="date-line strong">{part(|date| date.when.clone())}</span>
            <span class="till-event">{part(|date| date.event.clone())}</span>
            <span class="row between">
                <span class="muted">{part(|date| date.venue.clone())}</span>
                {move || {
                    date.get()
                        .map(|date| {
                            view! { <Badge tone=left_tone(&date.state)>{left_words(locale, &date.state)}</Badge> }
                        })
                }}
            </span>
        </button>
    }
}
