//! Answers for guests who were asked to wait. Each says whom it is about, and all stay until they have been read.

use super::state::{GateApp, LateAnswer};
use super::verdict_of;
use crate::text;
use domain::locale::Locale;
use leptos::prelude::*;
use ui::kit::*;

pub fn answers(app: GateApp) -> impl IntoView {
    let locale = app.locale;
    let answered = move || app.late_here().into_iter().map(|late| answer(locale, late)).collect_view();
    let waiting = move || {
        app.waiting()
            .into_iter()
            .map(|guest| view! { <li class="late-answer">{text::still_waiting(locale, guest)}</li> })
            .collect_view()
    };
    view! {
        <Show when=move || !app.late_here().is_empty()>
            <section class="late-answers" aria-labelledby="late-title">
                <h2 id="late-title">{text::late_answers(locale)}</h2>
                <div role="status">
                    <ol class="stack tight plain">{answered} {waiting}</ol>
                </div>
                <Button action="button" kind=Kind::Primary class="wide large" on:click=move |_| app.forget_late()>
                    {text::all_told(locale)}
                </Button>
            </section>
        </Show>
    }
}

fn answer(locale: Locale, late: LateAnswer) -> impl IntoView {
    let verdict = verdict_of(late.shown.color);
    let said = [late.shown.why, late.shown.place].into_iter().flatten().chain(late.shown.details);
    view! {
        <li class=format!("late-answer {}", verdict.class())>
            <Icon sign=verdict.sign() />
            <div>
                <p class="strong">{text::guest_is(locale, late.guest, &late.shown.word)}</p>
                <p>{said.collect::<Vec<_>>().join(" · ")}</p>
            </div>
        </li>
    }
}
