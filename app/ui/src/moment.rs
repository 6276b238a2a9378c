//! A day and a time to choose. The time is text: a browser's own time field counts to twelve wherever the browser's
//! language does, whatever the page's.

use crate::field::field_id;
use crate::icon::{Icon, Sign};
use crate::locale::current_locale;
use crate::text;
use leptos::prelude::*;

/// Posts `name[date]` and `name[time]`.
#[component]
pub fn DateTimeField(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// `2026-12-24`
    #[prop(optional, into)]
    date: String,
    /// `20:30`
    #[prop(optional, into)]
    time: String,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional)] optional: bool,
    /// Another id than the one made of the name, where a name stands on a page twice.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let locale = current_locale();
    let id = id.unwrap_or_else(|| field_id(&name));
    let (hint, error) = (hint.get_untracked(), error.get_untracked());
    let described = [hint.as_ref().map(|_| format!("{id}-hint")), error.as_ref().map(|_| format!("{id}-error"))];
    let described: Vec<String> = described.into_iter().flatten().collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let invalid = error.is_some().then_some("true");
    let time_id = format!("{id}-time");
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend>
                {label} {optional.then(|| view! { <span class="optional">" " {text::optional(locale)}</span> })}
            </legend>
            {hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            <div class="day-and-time">
                <label for=id.clone()>{text::day(locale)}</label>
                <input class="input" type="date" id=id.clone() name=format!("{name}[date]") value=date aria-invalid=invalid />
                <label for=time_id.clone()>{text::time_of_day(locale)}</label>
                <input
                    class="input"
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    id=time_id
                    name=format!("{name}[time]")
                    value=time
                    aria-invalid=invalid
                />
            </div>
            {error
                .map(|error| {
                    view! {
                        <p class="error" id=format!("{id}-error")>
                            <Icon sign=Sign::Warning />
                            <span>{error}</span>
                        </p>
                    }
                })}
        </fieldset>
    }
}
