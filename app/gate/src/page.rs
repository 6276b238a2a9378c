//! The page around the gate: who isn't signed in signs in, who may not scan is told so, and for everyone else there is an
//! empty place that the bundle fills.

use crate::text;
use domain::locale::Locale;
use domain::role::Permission;
use face::entrance::{Entrance, come_in};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use ui::assets;
use ui::kit::*;

static ENTRANCE: Entrance = Entrance {
    path: "/gate",
    permission: Permission::Admit,
    sign: Sign::Ticket,
    class: "",
    sign_in: text::sign_in_to_scan,
    not_allowed: text::may_not_scan,
    not_allowed_text: text::may_not_scan_text,
    work_for: text::scan_for,
    someone_else: text::someone_else,
    broken: text::cannot_open,
    broken_text: text::cannot_open_text,
};

/// The addresses of the gate.
#[component(transparent)]
pub fn GateRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/gate") view=GatePage ssr=SsrMode::Async /> }.into_inner().into_any_nested_route()
}

#[component]
pub fn GatePage() -> impl IntoView {
    let locale = current_locale();
    let content = come_in(&ENTRANCE, locale, place);
    view! {
        <Title text=text::gate(locale) />
        <Suspense>{Suspend::new(content)}</Suspense>
    }
}

/// The bundle's place. It finds the decoder's files in it.
pub fn place(locale: Locale) -> AnyView {
    view! {
        <div
            id="gate"
            class="gate-root"
            data-decoder-js=assets::url("decoder.js")
            data-decoder-wasm=assets::url("decoder.wasm")
        >
            <main id="main" class="page" aria-busy="true">
                <h1 class="visually-hidden">{text::gate(locale)}</h1>
                <p class="muted">{ui::text::loading(locale)}</p>
            </main>
        </div>
    }
    .into_any()
}
