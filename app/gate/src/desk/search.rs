//! Guests whose code can't be read: typed by hand, or found by name.

use super::state::Desk;
use crate::model::Found;
use crate::{act, text};
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::kit::*;

pub fn by_hand(desk: Desk) -> impl IntoView {
    let locale = desk.locale;
    let code = RwSignal::new(String::new());
    let wanted = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Vec<Found>>);
    let busy = RwSignal::new(false);
    let check = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        desk.read(&code.get_untracked(), true);
        code.set(String::new());
    };
    let search = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        spawn_local(async move {
            let dates = desk.post.get_untracked().dates.join(",");
            let answer = act::find(wanted.get_untracked(), dates).await;
            busy.set(false);
            desk.online.set(answer.is_ok());
            if let Ok(tickets) = answer {
                found.set(Some(tickets));
            }
        });
    };
    let results = move || {
        found.get().map(|tickets| {
            if tickets.is_empty() {
                view! { <p role="status">{text::nobody_found(locale)}</p> }.into_any()
            } else {
                let rows = tickets.into_iter().map(|ticket| {
                    let code = ticket.code.clone();
                    view! {
                        <li class="row between">
                            <span>
                                <strong>{ticket.who}</strong>
                                <br />
                                <span class="muted">{ticket.what}</span>
                            </span>
                            <Button action="button" on:click=move |_| desk.read(&code, true)>{text::let_in(locale)}</Button>
                        </li>
                    }
                });
                view! { <ul class="stack tight plain" role="status">{rows.collect_view()}</ul> }.into_any()
            }
        })
    };
    view! {
        <div class="page stack">
            <form class="row bottom" on:submit=check>
                <div class="grow">
                    <Field
                        label=text::type_code(locale)
                        name="code"
                        value=code
                        autocomplete="off"
                        on_input=Callback::new(move |text: String| code.set(text))
                    />
                </div>
                <Button kind=Kind::Primary>{text::check(locale)}</Button>
            </form>
            <form class="row bottom" role="search" on:submit=search>
                <div class="grow">
                    <Field
                        label=text::find(locale)
                        name="find"
                        kind="search"
                        hint=text::find_hint(locale).to_owned()
                        value=wanted
                        autocomplete="off"
                        on_input=Callback::new(move |text: String| wanted.set(text))
                    />
                </div>
                <Button busy=busy sign=Sign::Search>{text::search(locale)}</Button>
            </form>
            {results}
        </div>
    }
}
