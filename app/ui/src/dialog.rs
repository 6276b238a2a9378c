//! What opens: in place without any code, or over the page where an island asks.

use leptos::prelude::*;

use crate::button::{Button, Kind};
use crate::icon::{Icon, Sign};
use crate::locale::current_locale;
use crate::text;

/// Opens in place, with or without our code in the browser: a confirmation, a menu (`class="menu"`), more of a text.
#[component]
pub fn Disclosure(
    #[prop(into)] summary: String,
    #[prop(optional)] open: bool,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <details class=format!("disclosure {class}") open=open>
            <summary>
                <Icon sign=Sign::ChevronRight class="small chevron" />
                {summary}
            </summary>
            <div>{children()}</div>
        </details>
    }
}

/// A dialog over the page. An island opens it with the element's `showModal()`, found by `id`; a server-rendered page
/// shows it in place with `open`. The close button works by itself: it sends a form of method `dialog`.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    let labelled = title_id.clone();
    view! {
        <dialog class="dialog" id=id aria-labelledby=labelled open=open>
            <div class="stack">
                <div class="row between stay top">
                    <h2 id=title_id>{title}</h2>
                    <form method="dialog">
                        <Button
                            kind=Kind::Quiet
                            class="icon-only"
                            sign=Sign::Cross
                            label=text::close(current_locale()).to_owned()
                        />
                    </form>
                </div>
                {children()}
            </div>
        </dialog>
    }
}
