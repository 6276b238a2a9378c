//! The till in the browser. Every panel is a function of the [`Desk`]: it reads signals and asks the desk to do things;
//! only `state` and `wire` talk to the server.

mod bar;
mod browser;
mod cart;
mod dates;
mod hall;
mod order;
mod pay;
mod printer;
mod sales;
mod state;
mod tiles;
mod wire;

use crate::text;
use leptos::prelude::*;
use state::{Desk, View};
use ui::kit::*;

/// Fills the page's empty place, if there is one: a page to sign in has none.
pub fn open() {
    let Some(place) = browser::by_id("till") else { return };
    place.set_inner_html("");
    leptos::mount::mount_to(place, || view! { <Till /> }).forget();
}

#[component]
fn Till() -> impl IntoView {
    let desk = Desk::new();
    wire::follow(desk);
    desk.begin();
    view! {
        <div class="till-frame">
            <header class="till-bar">{bar::bar(desk)}</header>
            <main class="till-what" id="main" tabindex="-1">
                {notices(desk)} {said(desk)} {printer::questions(desk)} {move || what(desk)}
            </main>
            <section class="till-sale" aria-label=text::this_sale(desk.locale)>
                {move || sale(desk)}
            </section>
        </div>
        <p class="visually-hidden" role="status" aria-live="polite" id="till-says">
            {move || desk.spoken.get()}
        </p>
    }
}

/// What went wrong, or what the cashier should know; in view wherever the panels are scrolled to, until the next tap or
/// until it is put away.
fn said(desk: Desk) -> impl IntoView {
    let locale = desk.locale;
    move || {
        desk.said.get().map(|(tone, words)| {
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
                        on:click=move |_| desk.said.set(None)
                    />
                </div>
            }
        })
    }
}

/// Without network or signed out: nothing is sold until that is over.
fn notices(desk: Desk) -> impl IntoView {
    let locale = desk.locale;
    let lost = move || {
        (!desk.online.get())
            .then(|| view! { <Notice tone=Tone::Warning title=text::no_network(locale)>{text::no_network_text(locale)}</Notice> })
    };
    let out = move || {
        desk.signed_out.get().then(|| {
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

fn what(desk: Desk) -> AnyView {
    match desk.view.get() {
        _ if desk.start.with(Option::is_none) => {
            let locale = desk.locale;
            let words = if desk.online.get() { ui::text::loading(locale) } else { text::opened_offline(locale) };
            view! { <p class="muted">{words}</p> }.into_any()
        }
        _ if desk.till.get().is_none() => bar::choose_till(desk),
        View::Sell => tiles::panel(desk),
        View::Dates => dates::panel(desk),
        View::Sales => sales::panel(desk),
        View::Order(order) => order::panel(desk, order),
        View::Printer => printer::panel(desk),
    }
}

fn sale(desk: Desk) -> AnyView {
    if desk.attempt.with(Option::is_some) {
        return pay::under_way(desk);
    }
    match desk.done.get() {
        Some(done) => pay::done(desk, done),
        None => cart::panel(desk),
    }
}
