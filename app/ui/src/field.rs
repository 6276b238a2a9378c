//! Fields to type in: a label above, a hint, an error that says what to do, and the value kept.

use leptos::prelude::*;

use crate::icon::{Icon, Sign};
use crate::locale::current_locale;
use crate::text;

/// The id of a field's input, for [`crate::feedback::ErrorSummary`] to link to.
pub fn field_id(name: &str) -> String {
    format!("field-{name}")
}

/// What `aria-describedby` names: the hint and, while there is one, the error.
fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    let parts = [hint.then(|| format!("{id}-hint")), error.then(|| format!("{id}-error"))];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The label, hint and error around any control; the control itself carries `id`.
#[component]
pub(crate) fn Around(
    id: String,
    label: String,
    hint: MaybeProp<String>,
    error: MaybeProp<String>,
    #[prop(optional)] optional: bool,
    children: Children,
) -> impl IntoView {
    let locale = current_locale();
    view! {
        <div class="field">
            <label for=id.clone()>
                {label} {optional.then(|| view! { <span class="optional">" " {text::optional(locale)}</span> })}
            </label>
            {hint.get_untracked().map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            {children()}
            {move || {
                error
                    .get()
                    .map(|error| {
                        view! {
                            <p class="error" id=format!("{id}-error")>
                                <Icon sign=Sign::Warning />
                                <span>{error}</span>
                            </p>
                        }
                    })
            }}
        </div>
    }
}

/// One line to type in.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// The input's type: `text`, `email`, `tel`, `date`, `datetime-local`, `number`, `password`, `search`, `file`…
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] value: MaybeProp<String>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    /// A token of the HTML standard: `email`, `given-name`, `one-time-code`…
    #[prop(optional, into)]
    autocomplete: Option<String>,
    #[prop(optional, into)] inputmode: Option<String>,
    #[prop(optional)] required: bool,
    /// Says "(optional)" after the label. Where most fields are required, mark these.
    #[prop(optional)]
    optional: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] readonly: bool,
    #[prop(optional, into)] maxlength: Option<u32>,
    #[prop(optional, into)] min: Option<String>,
    #[prop(optional, into)] max: Option<String>,
    #[prop(optional, into)] step: Option<String>,
    #[prop(optional, into)] pattern: Option<String>,
    /// The id of a `<datalist>` with suggestions.
    #[prop(optional, into)]
    list: Option<String>,
    /// What stands before or after the value, such as a currency sign.
    #[prop(optional, into)]
    before: Option<String>,
    #[prop(optional, into)] after: Option<String>,
    /// Another id than the one made of the name, where a name stands on a page twice.
    #[prop(optional, into)]
    id: Option<String>,
    /// `money`, `short`.
    #[prop(optional, into)]
    class: String,
    #[prop(default = None, into)] on_input: Option<Callback<String>>,
    #[prop(default = None, into)] on_blur: Option<Callback<String>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    let described = {
        let (id, hint) = (id.clone(), hint.get_untracked().is_some());
        move || described_by(&id, hint, error.get().is_some())
    };
    let input = view! {
        <input
            class=format!("input {class}")
            id=id.clone()
            name=name
            type=kind
            value=move || value.get()
            prop:value=move || value.get()
            autocomplete=autocomplete
            inputmode=inputmode
            required=required
            readonly=readonly
            disabled=move || disabled.get()
            maxlength=maxlength.map(|n| n.to_string())
            min=min
            max=max
            step=step
            pattern=pattern
            list=list
            aria-describedby=described
            aria-invalid=move || error.get().map(|_| "true")
            on:input=move |event| {
                if let Some(tell) = on_input {
                    tell.run(event_target_value(&event));
                }
            }
            on:blur=move |event| {
                if let Some(tell) = on_blur {
                    tell.run(event_target_value(&event));
                }
            }
        />
    };
    let affixed = before.is_some() || after.is_some();
    let input = if affixed {
        view! {
            <div class="with-affix">
                {before.map(|text| view! { <span class="affix">{text}</span> })} {input}
                {after.map(|text| view! { <span class="affix">{text}</span> })}
            </div>
        }
        .into_any()
    } else {
        input.into_any()
    };
    view! {
        <Around id label hint error optional>
            {input}
        </Around>
    }
}

/// Text for the few elements whose content is written into a page as it is (`textarea`, `title`): nothing in it may end them.
/// In a browser the text is set as text, and stays as it is.
pub fn markup_free(text: String) -> String {
    if cfg!(feature = "ssr") && text.contains(['&', '<']) {
        text.replace('&', "&amp;").replace('<', "&lt;")
    } else {
        text
    }
}

/// Several lines to type in.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] value: MaybeProp<String>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional)] required: bool,
    #[prop(optional)] optional: bool,
    #[prop(default = 4)] rows: u32,
    #[prop(optional, into)] maxlength: Option<u32>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(default = None, into)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    let described = {
        let (id, hint) = (id.clone(), hint.get_untracked().is_some());
        move || described_by(&id, hint, error.get().is_some())
    };
    let area = view! {
        <textarea
            class="input"
            id=id.clone()
            name=name
            rows=rows.to_string()
            required=required
            maxlength=maxlength.map(|n| n.to_string())
            aria-describedby=described
            aria-invalid=move || error.get().map(|_| "true")
            prop:value=move || value.get()
            on:input=move |event| {
                if let Some(tell) = on_input {
                    tell.run(event_target_value(&event));
                }
            }
        >
            {markup_free(value.get_untracked().unwrap_or_default())}
        </textarea>
    };
    view! {
        <Around id label hint error optional>
            {area}
        </Around>
    }
}

/// One of a few, folded: `options` are value and text.
#[component]
pub fn Select(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(into)] options: Vec<(String, String)>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional)] required: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] autocomplete: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(default = None, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    let described = {
        let (id, hint) = (id.clone(), hint.get_untracked().is_some());
        move || described_by(&id, hint, error.get().is_some())
    };
    let select = view! {
        <select
            class="input"
            id=id.clone()
            name=name
            required=required
            autocomplete=autocomplete
            aria-describedby=described
            aria-invalid=move || error.get().map(|_| "true")
            on:change=move |event| {
                if let Some(tell) = on_change {
                    tell.run(event_target_value(&event));
                }
            }
        >
            {options
                .into_iter()
                .map(|(key, text)| {
                    let selected = key == value;
                    view! {
                        <option value=key selected=selected>
                            {text}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    };
    view! {
        <Around id label hint error optional>
            {select}
        </Around>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_never_ends_its_text_area() {
        let typed = "</textarea><script>alert(1)</script> R&amp;B";
        let html =
            Owner::new().with(|| view! { <TextArea label="Text" name="text" value=typed.to_owned() /> }.to_html());
        assert!(html.contains("&lt;/textarea>&lt;script>alert(1)&lt;/script> R&amp;amp;B</textarea>"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1);
    }
}
