//! Guests whose code can't be read: typed by hand, or found by name.

use super::state::GateApp;
use crate::model::FoundAtGate;
use crate::{act, text};
use domain::fold;
use domain::gate::SEARCH_CHARS_MIN;
use face::error::FaceError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashSet;
use ui::kit::*;

/// What a search has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Search {
    /// Nothing is looked for, or no longer what is typed.
    None,
    /// The answer isn't there yet.
    Asked,
    Found(Vec<FoundAtGate>),
    /// It was not done, and why.
    Failed(String),
}

pub fn by_hand(app: GateApp) -> impl IntoView {
    let locale = app.locale;
    let code = RwSignal::new(String::new());
    let check = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        app.read(&code.get_untracked(), true);
        code.set(String::new());
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
            {by_name(app)}
        </div>
    }
}

fn by_name(app: GateApp) -> impl IntoView {
    let locale = app.locale;
    let wanted = RwSignal::new(String::new());
    let search = RwSignal::new(Search::None);
    // The answer to an older question says nothing about this one.
    let turn = RwSignal::new(0_u32);
    // Codes that were pressed in what is found: their rows are done with.
    let pressed = RwSignal::new(HashSet::<String>::new());
    let begin = move |state: Search| {
        turn.update(|turn| *turn = turn.wrapping_add(1));
        pressed.set(HashSet::new());
        search.set(state);
        turn.get_untracked()
    };
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = wanted.get_untracked();
        // As the search goes by them: of signs alone nothing would be looked for, and nobody found.
        if fold::countable(&name) < SEARCH_CHARS_MIN {
            begin(Search::Failed(text::more_letters(locale).to_owned()));
            return;
        }
        let this = begin(Search::Asked);
        spawn_local(async move {
            let answer = act::find(name, app.post.get_untracked().dates.join(",")).await;
            app.heard(answer.as_ref().err());
            if turn.get_untracked() == this {
                search.set(match answer {
                    Ok(tickets) => Search::Found(tickets),
                    Err(FaceError::Refused(words)) => Search::Failed(words),
                    Err(FaceError::NotSignedIn | FaceError::NotAllowed) => {
                        Search::Failed(text::signed_out(locale).to_owned())
                    }
                    Err(_) => Search::Failed(text::could_not_search(locale).to_owned()),
                });
            }
        });
    };
    let results = move || match search.get() {
        Search::None | Search::Asked => ().into_any(),
        Search::Failed(words) => view! { <Notice tone=Tone::Error>{words}</Notice> }.into_any(),
        Search::Found(tickets) if tickets.is_empty() => {
            view! { <p role="status">{text::nobody_found(locale)}</p> }.into_any()
        }
        Search::Found(tickets) => {
            let count = tickets.len();
            let rows = tickets.into_iter().map(|ticket| row(app, ticket, pressed)).collect_view();
            view! {
                <p role="status" class="visually-hidden">
                    {text::found(locale, count)}
                </p>
                <ul class="stack tight plain">{rows}</ul>
            }
            .into_any()
        }
    };
    view! {
        <form class="row bottom" role="search" on:submit=ask>
            <div class="grow">
                <Field
                    label=text::find(locale)
                    name="find"
                    kind="search"
                    hint=text::find_hint(locale).to_owned()
                    value=wanted
                    autocomplete="off"
                    on_input=Callback::new(move |text: String| {
                        wanted.set(text);
                        begin(Search::None);
                    })
                />
            </div>
            <Button busy=Signal::derive(move || search.with(|search| *search == Search::Asked)) sign=Sign::Search>
                {text::search(locale)}
            </Button>
        </form>
        {results}
    }
}

/// A ticket, with a button where a scan would change something: who is inside can't come in, who isn't can't leave.
fn row(app: GateApp, ticket: FoundAtGate, pressed: RwSignal<HashSet<String>>) -> impl IntoView {
    let locale = app.locale;
    let FoundAtGate { code, who, what, inside } = ticket;
    let is_inside = inside.is_some();
    let code = StoredValue::new(code);
    let (name_who, name_what) = (who.clone(), what.clone());
    let press = move |_| {
        code.with_value(|code| {
            pressed.update(|pressed| {
                pressed.insert(code.clone());
            });
            app.read(code, true);
        });
    };
    let button = move || {
        let exit = app.post.get().exit;
        if code.with_value(|code| pressed.with(|pressed| pressed.contains(code))) {
            return view! { <span class="muted">{text::scanned(locale)}</span> }.into_any();
        }
        if exit != is_inside {
            return ().into_any();
        }
        let does = if exit { text::let_out(locale) } else { text::let_in(locale) };
        let label = text::button_for(locale, does, &name_who, &name_what);
        view! {
            <Button action="button" label=label on:click=press>
                {does}
            </Button>
        }
        .into_any()
    };
    view! {
        <li class="row between">
            <span>
                <strong>{who}</strong>
                <br />
                <span class="muted">{what}</span>
                {inside.map(|since| view! { <br /><span>{since}</span> })}
            </span>
            {button}
        </li>
    }
}
