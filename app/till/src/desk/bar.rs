//! The bar above everything: where, who, which panel, how the printer and the network are.

use super::browser;
use super::printer::{printer_tone, printer_words};
use super::state::{Desk, View};
use crate::text;
use leptos::prelude::*;
use ui::kit::*;

pub fn bar(desk: Desk) -> impl IntoView {
    let locale = desk.locale;
    let name = move || {
        let till = desk.till.get()?;
        desk.start.with(|start| start.as_ref()?.tills.iter().find(|one| one.id == till).map(|one| one.name.clone()))
    };
    let who =
        move || desk.start.with(|start| start.as_ref().map(|start| format!("{} · {}", start.organizer, start.person)));
    let change_till = move || {
        (desk.start.with(|start| start.as_ref().is_some_and(|start| start.tills.len() > 1))
            && desk.till.get().is_some())
        .then(|| {
            view! {
                <Button
                    action="button"
                    kind=Kind::Quiet
                    class="icon-only"
                    sign=Sign::Settings
                    label=text::other_till_button(locale).to_owned()
                    on:click=move |_| desk.till.set(None)
                />
            }
        })
    };
    view! {
        <div class="row tight stay till-name">
            <Mark />
            <h1>
                {move || name().unwrap_or_else(|| text::till(locale).to_owned())}
                <span class="muted small">{who}</span>
            </h1>
            {change_till}
        </div>
        <nav class="row tight till-places" aria-label=text::what_to_do(locale)>
            {place(desk, View::Sell, Sign::Ticket, text::sell(locale))}
            {place(desk, View::Sales, Sign::List, text::sales(locale))}
            {place(desk, View::Printer, Sign::Drawer, text::printer_and_drawer(locale))}
        </nav>
        <div class="row tight till-state">
            {move || printer_badge(desk)} <Connection online=desk.online /> {door(desk)}
        </div>
    }
}

fn place(desk: Desk, view: View, sign: Sign, words: &'static str) -> impl IntoView {
    let here = move || match (desk.view.get(), view) {
        (View::Order(_), View::Sales) | (View::Dates, View::Sell) => true,
        (now, view) => now == view,
    };
    view! {
        <button
            type="button"
            class="button quiet"
            aria-current=move || here().then_some("page")
            on:click=move |_| {
                desk.said.set(None);
                desk.view.set(if view == View::Sell && desk.date.get_untracked().is_none() { View::Dates } else { view });
            }
        >
            <Icon sign />
            {words}
        </button>
    }
}

fn printer_badge(desk: Desk) -> Option<AnyView> {
    let printer = desk.printer.get()?;
    let tone = printer_tone(printer.state.as_ref());
    let words = printer_words(desk.locale, printer.state.as_ref());
    Some(view! { <Badge tone sign=Sign::Printer>{words}</Badge> }.into_any())
}

/// Language and way out.
fn door(desk: Desk) -> impl IntoView {
    view! {
        <Disclosure summary=text::more(desk.locale) class="menu">
            <LocaleSwitch />
            <form
                method="post"
                action="/do/session/sign_out"
                on:submit=move |event| {
                    if !browser::is_online() {
                        event.prevent_default();
                        desk.say(Tone::Warning, text::sign_out_waits(desk.locale));
                    }
                }
            >
                <input type="hidden" name="next" value="/till" />
                <Button kind=Kind::Quiet class="wide" sign=Sign::Exit>
                    {text::sign_out(desk.locale)}
                </Button>
            </form>
        </Disclosure>
    }
}

/// The first question of a device that is new.
pub fn choose_till(desk: Desk) -> AnyView {
    let locale = desk.locale;
    let tills = desk.start.with(|start| start.as_ref().map(|start| start.tills.clone()).unwrap_or_default());
    if tills.is_empty() {
        return view! {
            <EmptyState sign=Sign::Drawer title=text::no_till(locale) text=text::no_till_text(locale) />
        }
        .into_any();
    }
    let tiles = tills
        .into_iter()
        .map(|till| {
            let prints = if till.prints { text::with_printer(locale) } else { text::without_printer(locale) };
            view! {
                <button type="button" class="tile" on:click=move |_| desk.choose_till(till.id)>
                    <span class="strong">{till.name}</span>
                    <span class="muted">{prints}</span>
                </button>
            }
        })
        .collect_view();
    view! {
        <section class="stack">
            <h2>{text::which_till(locale)}</h2>
            <p class="muted">{text::which_till_text(locale)}</p>
            <div class="grid small-cells">{tiles}</div>
        </section>
    }
    .into_any()
}
