//! Sales that were made, newest first; and any order of the organizer, by number, name, address or ticket.

use super::state::TillApp;
use crate::act::orders;
use crate::model::SaleRow;
use crate::text;
use domain::locale::Locale;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::kit::*;

const SHOWN_CHARS: usize = 24;

pub fn panel(app: TillApp) -> AnyView {
    let locale = app.locale;
    let typed = RwSignal::new(String::new());
    let asked = RwSignal::new(String::new());
    // With the text they were found for.
    let rows: RwSignal<Option<(String, Vec<SaleRow>)>> = RwSignal::new(None);
    Effect::new(move |_| {
        app.sold.get();
        let (Some(till), text) = (app.till.get(), asked.get()) else { return };
        spawn_local(async move {
            if let Some(found) = app.take(orders::sales(till, text.clone()).await) {
                // An answer to an older question is no answer.
                if asked.try_get_untracked().as_ref() == Some(&text) {
                    rows.try_set(Some((text, found)));
                }
            }
        });
    });
    let title =
        move || if asked.with(String::is_empty) { text::recent_sales(locale) } else { text::found_orders(locale) };
    let list = move || match rows.get() {
        None => view! { <p class="muted">{ui::text::loading(locale)}</p> }.into_any(),
        Some((text, rows)) if rows.is_empty() => nothing(locale, &text),
        Some((_, rows)) => {
            let rows = rows.into_iter().map(|row| one(app, row)).collect_view();
            view! { <div class="stack tight">{rows}</div> }.into_any()
        }
    };
    view! {
        <section class="stack">
            <h2 id="sales-title" tabindex="-1">{title}</h2>
            <form
                class="row stay till-given"
                role="search"
                on:submit=move |event| {
                    event.prevent_default();
                    asked.set(typed.get_untracked());
                }
            >
                <div class="grow">
                    <Field
                        label=text::find_order(locale)
                        name="order_search"
                        kind="search"
                        value=typed
                        hint=text::find_order_hint(locale)
                        on_input=Callback::new(move |text: String| {
                            if text.is_empty() {
                                asked.set(String::new());
                            }
                            typed.set(text);
                        })
                    />
                </div>
                <Button sign=Sign::Search>{text::find(locale)}</Button>
            </form>
            {list}
        </section>
    }
    .into_any()
}

/// No sale yet, or nothing that fits what was typed: two things to be told apart.
fn nothing(locale: Locale, typed: &str) -> AnyView {
    let typed = domain::typed::trim(typed);
    if typed.is_empty() {
        return view! { <EmptyState sign=Sign::List title=text::no_sales(locale) text=text::no_sales_text(locale) /> }
            .into_any();
    }
    // A ticket's code would fill the screen.
    let mut short: String = typed.chars().take(SHOWN_CHARS).collect();
    if typed.chars().count() > SHOWN_CHARS {
        short.push('…');
    }
    let title = text::nothing_fits(locale, short);
    view! { <EmptyState sign=Sign::Search title text=text::nothing_fits_text(locale) /> }.into_any()
}

fn one(app: TillApp, row: SaleRow) -> impl IntoView {
    let locale = app.locale;
    let order = row.order;
    let about: Vec<String> = [row.at, row.event, row.buyer].into_iter().filter(|part| !part.is_empty()).collect();
    view! {
        <button
            type="button"
            class="tile till-row"
            on:click=move |_| app.open_order(order)
        >
            <span class="row between">
                <span>
                    <strong class="code">{row.number}</strong>
                    " "
                    <span class="muted">{text::tickets(locale, row.tickets)} " · " {row.state}</span>
                </span>
                <Price amount=row.total exact=true />
            </span>
            <span class="muted small">{about.join(" · ")}</span>
        </button>
    }
}
