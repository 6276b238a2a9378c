//! Buttons, and links that look like one.

use leptos::prelude::*;

use crate::icon::{Icon, Sign};

/// How much a button asks to be pressed. A page has one primary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    Primary,
    #[default]
    Secondary,
    Quiet,
    /// For what can't be taken back.
    Danger,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Primary, Kind::Secondary, Kind::Quiet, Kind::Danger];

    fn class(self) -> &'static str {
        match self {
            Kind::Primary => "primary",
            Kind::Secondary => "secondary",
            Kind::Quiet => "quiet",
            Kind::Danger => "danger",
        }
    }
}

/// A button; inside a form it submits unless `action` says `button`. `on:click` may be written on it.
#[component]
pub fn Button(
    #[prop(optional)] kind: Kind,
    /// `submit`, `button` or `reset`.
    #[prop(default = "submit")]
    action: &'static str,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    /// Another address for the form this button sends.
    #[prop(optional, into)]
    formaction: Option<String>,
    #[prop(default = None, into)] sign: Option<Sign>,
    /// Under way: it turns, and says so to screen readers. It isn't disabled, so the focus stays.
    #[prop(optional, into)]
    busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// The name where only the sign is seen.
    #[prop(optional, into)]
    label: Option<String>,
    /// `small`, `large`, `wide`, `icon-only`.
    #[prop(optional, into)]
    class: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <button
            class=format!("button {} {class}", kind.class())
            type=action
            name=name
            value=value
            formaction=formaction
            aria-label=label
            aria-busy=move || busy.get().then_some("true")
            disabled=move || disabled.get()
        >
            {sign.map(|sign| view! { <Icon sign /> })}
            {children.map(|children| children())}
        </button>
    }
}

/// A link that looks like a button: it leads somewhere, it changes nothing.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] kind: Kind,
    #[prop(default = None, into)] sign: Option<Sign>,
    #[prop(optional, into)] label: Option<String>,
    /// The file name to save as, for a download.
    #[prop(optional, into)]
    download: Option<String>,
    #[prop(optional, into)] class: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <a class=format!("button {} {class}", kind.class()) href=href aria-label=label download=download>
            {sign.map(|sign| view! { <Icon sign /> })}
            {children.map(|children| children())}
        </a>
    }
}
