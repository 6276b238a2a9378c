//! Fields to tick, choose and count with.

use leptos::prelude::*;

use crate::button::Button;
use crate::field::field_id;
use crate::icon::{Icon, Sign};
use crate::locale::current_locale;
use crate::text;

/// A box to tick; the whole line is the target.
#[component]
pub fn Checkbox(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(default = "true".to_owned(), into)] value: String,
    #[prop(optional, into)] checked: Signal<bool>,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional, into)] id: Option<String>,
    /// `boxed` draws a border around it.
    #[prop(optional, into)]
    class: String,
    #[prop(default = None, into)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    let error_id = format!("{id}-error");
    let describes = error_id.clone();
    view! {
        <div class="field">
            <label class=format!("choice {class}")>
                <input
                    type="checkbox"
                    id=id
                    name=name
                    value=value
                    checked=move || checked.get()
                    prop:checked=move || checked.get()
                    disabled=disabled
                    required=required
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=move || error.get().map(|_| describes.clone())
                    on:change=move |event| {
                        if let Some(tell) = on_change {
                            tell.run(event_target_checked(&event));
                        }
                    }
                />
                <span>{label} {hint.get_untracked().map(|hint| view! { <span class="hint">{hint}</span> })}</span>
            </label>
            {move || {
                error
                    .get()
                    .map(|error| {
                        view! {
                            <p class="error" id=error_id.clone()>
                                <Icon sign=Sign::Warning />
                                <span>{error}</span>
                            </p>
                        }
                    })
            }}
        </div>
    }
}

/// One of several that exclude each other. Put them in a [`ChoiceGroup`].
#[component]
pub fn Radio(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(into)] value: String,
    #[prop(optional, into)] checked: Signal<bool>,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] class: String,
    /// Told the value when it is chosen.
    #[prop(default = None, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let told = value.clone();
    view! {
        <label class=format!("choice {class}")>
            <input
                type="radio"
                name=name
                value=value
                checked=move || checked.get()
                prop:checked=move || checked.get()
                disabled=disabled
                required=required
                on:change=move |_| {
                    if let Some(tell) = on_change {
                        tell.run(told.clone());
                    }
                }
            />
            <span>{label} {hint.get_untracked().map(|hint| view! { <span class="hint">{hint}</span> })}</span>
        </label>
    }
}

/// Choices under one question.
#[component]
pub fn ChoiceGroup(
    #[prop(into)] legend: String,
    /// Makes the id that an error summary links to.
    #[prop(into)]
    name: String,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: Option<String>,
    children: Children,
) -> impl IntoView {
    let id = field_id(&name);
    let error_id = format!("{id}-error");
    let described = error.is_some().then(|| error_id.clone());
    view! {
        <fieldset class="field" id=id tabindex="-1" aria-describedby=described>
            <legend>{legend}</legend>
            {hint.get_untracked().map(|hint| view! { <p class="hint">{hint}</p> })}
            {error
                .map(|error| {
                    view! {
                        <p class="error" id=error_id>
                            <Icon sign=Sign::Warning />
                            <span>{error}</span>
                        </p>
                    }
                })}
            {children()}
        </fieldset>
    }
}

/// How many: a number input, and inside an island (`value` and `on_change` given) a button on either side of it.
#[component]
pub fn Stepper(
    /// What is counted, for screen readers: "Adults".
    #[prop(into)]
    label: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] value: Signal<i64>,
    #[prop(default = 0)] min: i64,
    #[prop(default = 99)] max: i64,
    #[prop(optional)] disabled: bool,
    #[prop(optional, into)] id: Option<String>,
    #[prop(default = None, into)] on_change: Option<Callback<i64>>,
) -> impl IntoView {
    let locale = current_locale();
    let id = id.unwrap_or_else(|| field_id(&name));
    let clamp = move |n: i64| n.clamp(min, max.max(min));
    let button = |by: i64, sign: Sign, says: &'static str| {
        let label = format!("{label}: {says}");
        on_change.map(|tell| {
            view! {
                <Button
                    action="button"
                    class="live-only"
                    sign=sign
                    label=label
                    disabled=Signal::derive(move || disabled || clamp(value.get() + by) == value.get())
                    on:click=move |_| tell.run(clamp(value.get_untracked() + by))
                />
            }
        })
    };
    let less = button(-1, Sign::Minus, text::one_less(locale));
    let more = button(1, Sign::Plus, text::one_more(locale));
    view! {
        <div class="stepper">
            {less}
            <input
                class="input"
                type="number"
                inputmode="numeric"
                id=id
                name=name
                min=min.to_string()
                max=max.to_string()
                value=move || value.get().to_string()
                prop:value=move || value.get().to_string()
                disabled=disabled
                aria-label=label
                on:change=move |event| {
                    if let Some(tell) = on_change {
                        tell.run(clamp(event_target_value(&event).trim().parse().unwrap_or(min)));
                    }
                }
            />
            {more}
        </div>
    }
}
