//! Which performance: next first, found by any part of its name, with what is left of it as it changes.

use super::state::{Panel, TillApp};
use super::ticket_types::{left_tone, left_words};
use crate::model::TillPerformance;
use crate::text;
use domain::ids::PerformanceId;
use leptos::prelude::*;
use ui::kit::*;

pub fn panel(app: TillApp) -> AnyView {
    let locale = app.locale;
    let found = move || {
        let wanted = app.search.get().to_lowercase();
        let fits = |performance: &&TillPerformance| {
            let text = format!("{} {} {}", performance.event, performance.when, performance.venue).to_lowercase();
            wanted.split_whitespace().all(|word| text.contains(word))
        };
        app.performances
            .with(|performances| performances.iter().filter(fits).map(|performance| performance.id).collect::<Vec<_>>())
    };
    let none = move || {
        found().is_empty().then(|| {
            let title = if app.performances.with(Vec::is_empty) {
                text::nothing_on_sale(locale)
            } else {
                text::nothing_found(locale)
            };
            view! { <EmptyState sign=Sign::Calendar title=title text=text::nothing_on_sale_text(locale) /> }
        })
    };
    let back = app.performance.get_untracked().map(|_| {
        view! {
            <Button action="button" on:click=move |_| app.view.set(Panel::Sell)>
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
                value=app.search
                on_input=Callback::new(move |typed| app.search.set(typed))
            />
            <div class="grid wide-cells till-dates">
                <For each=found key=|id| id.to_string() children=move |id| tile(app, id) />
            </div>
            {none}
        </section>
    }
    .into_any()
}

fn tile(app: TillApp, id: PerformanceId) -> impl IntoView {
    let locale = app.locale;
    let performance = Memo::new(move |_| {
        app.performances.with(|performances| performances.iter().find(|performance| performance.id == id).cloned())
    });
    let part = move |read: fn(&TillPerformance) -> String| {
        move || performance.with(|performance| performance.as_ref().map(read).unwrap_or_default())
    };
    view! {
        <button
            type="button"
            class="tile"
            aria-current=move || (app.performance.get() == Some(id)).then_some("true")
            on:click=move |_| app.choose_performance(id)
        >
            <span class="date-line strong">{part(|performance| performance.when.clone())}</span>
            <span class="till-event">{part(|performance| performance.event.clone())}</span>
            <span class="row between">
                <span class="muted">{part(|performance| performance.venue.clone())}</span>
                {move || {
                    performance.get()
                        .map(|performance| {
                            view! { <Badge tone=left_tone(&performance.state)>{left_words(locale, &performance.state)}</Badge> }
                        })
                }}
            </span>
        </button>
    }
}
