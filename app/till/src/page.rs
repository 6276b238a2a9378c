//! The page around the till: who isn't signed in signs in, who may not sell is told so, and for everyone else there is an
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
use ui::kit::*;

static ENTRANCE: Entrance = Entrance {
    path: "/till",
    permission: Permission::Sell,
    sign: Sign::Drawer,
    class: "till-door",
    sign_in: text::sign_in_to_sell,
    not_allowed: text::may_not_sell,
    not_allowed_text: text::may_not_sell_text,
    work_for: text::sell_for,
    someone_else: text::someone_else,
    broken: text::cannot_open,
    broken_text: text::cannot_open_text,
};

/// The addresses of the till.
#[component(transparent)]
pub fn TillRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/till") view=TillPage ssr=SsrMode::Async /> }.into_inner().into_any_nested_route()
}

#[component]
pub fn TillPage() -> impl IntoView {
    let locale = current_locale();
    let content = come_in(&ENTRANCE, locale, place);
    view! {
        <Title text=text::till(locale) />
        <Suspense>{Suspend::new(content)}</Suspense>
    }
}

/// The bundle's place. What stands in it is seen until the bundle runs.
pub fn place(locale: Locale) -> AnyView {
    view! {
        <div id="till" class="till-root">
            <main id="main" class="till-wait" aria-busy="true">
                <h1 class="visually-hidden">{text::till(locale)}</h1>
                <p class="muted">{ui::text::loading(locale)}</p>
            </main>
        </div>
    }
    .into_any()
}
