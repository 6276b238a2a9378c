//! The till in the browser. Every panel is a function of the [`TillApp`]: it reads signals and asks it to do things;
//! only `state` and `wire` talk to the server.

mod navigation;
mod browser;
mod cart;
mod performances;
mod hall;
mod order;
mod pay;
mod printer;
mod sales;
mod state;
mod ticket_types;
mod listeners;

use crate::text;
use leptos::prelude::*;
use state::{Panel, TillApp};
use ui::kit::*;

/// Fills the page's empty place, if there is one: a page to sign in has none.
pub fn open() {
    let Some(place) = browser::by_id("till") else { return };
    place.set_inner_html("");
    leptos::mount::mount_to(place, || view! { <Till /> }).forget();
}

#[component]
fn Till() -> impl IntoView {
    let app = TillApp::new();
    listeners::follow(app);
    app.begin();
    view! {
        <div class="till-frame">
            <header class="till-bar">{navigation::bar(app)}</header>
            <main class="till-what" id="main" tabindex="-1">
                {notices(app)} {said(app)} {printer::questions(app)} {move || what(app)}
            </main>
            <section class="till-sale" aria-label=text::this_sale(app.locale)>
                {move || sale(app)}
            </section>
        </div>
        <p class="visually-hidden" role="status" aria-live="polite" id="till-says">
            {move || app.spoken.get()}
        </p>
    }
}

/// What went wrong, or what the cashier should know; in view wherever the panels are scrolled to, until the next tap or
/// until it is put away.
fn said(app: TillApp) -> impl IntoView {
    let locale = app.locale;
    move || {
        app.said.get().map(|(tone, words)| {
            view! {
                <div class="row stay top till-said">
                    <div class="grow">
                        <Notice tone>{words}</Notice>
                    </div>
                    <Button
                        action="button"
                        kind=Kind::Quiet
                        class="icon-only"
                        sign=Sign::Cross
                        label=text::put_away(locale).to_owned()
                        on:click=move |_| app.said.set(None)
                    />
                </div>
            }
        })
    }
}

/// Without network or signed out: nothing is sold until that is over.
fn notices(app: TillApp) -> impl IntoView {
    let locale = app.locale;
    let lost = move || {
        (!app.online.get())
            .then(|| view! { <Notice tone=Tone::Warning title=text::no_network(locale)>{text::no_network_text(locale)}</Notice> })
    };
    let out = move || {
        app.signed_out.get().then(|| {
            view! {
                <Notice tone=Tone::Warning title=text::signed_out(locale)>
                    <p>{text::signed_out_text(locale)}</p>
                    <p>
                        <a href="/till">{text::sign_in(locale)}</a>
                    </p>
                </Notice>
            }
        })
    };
    view! { <div class="stack tight till-notices">{out} {lost}</div> }
}

fn what(app: TillApp) -> AnyView {
    match app.view.get() {
        _ if app.start.with(Option::is_none) => {
            let locale = app.locale;
            let words = if app.online.get() { ui::text::loading(locale) } else { text::opened_offline(locale) };
            view! { <p class="muted">{words}</p> }.into_any()
        }
        _ if app.till.get().is_none() => navigation::choose_till(app),
        Panel::Sell => ticket_types::panel(app),
        Panel::Performances => performances::panel(app),
        Panel::Sales => sales::panel(app),
        Panel::Order(order) => order::panel(app, order),
        Panel::Printer => printer::panel(app),
    }
}

fn sale(app: TillApp) -> AnyView {
    if app.attempt.with(Option::is_some) {
        return pay::under_way(app);
    }
    match app.done.get() {
        Some(done) => pay::done(app, done),
        None => cart::panel(app),
    }
}
