//! What opens in place, without any code.

use leptos::prelude::*;

use crate::icon::{Icon, Sign};

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
