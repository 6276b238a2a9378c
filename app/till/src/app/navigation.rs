//! The bar above everything: where, who, which panel, how the printer and the network are.

use super::browser;
use super::printer::{printer_tone, printer_words};
use super::state::{Panel, TillApp};
use crate::text;
use leptos::prelude::*;
use ui::kit::*;

pub fn bar(app: TillApp) -> impl IntoView {
    let locale = app.locale;
    let name = move || {
        let till = app.till.get()?;
        app.start.with(|start| start.as_ref()?.tills.iter().find(|one| one.id == till).map(|one| one.name.clone()))
    };
    let who =
        move || app.start.with(|start| start.as_ref().map(|start| format!("{} · {}", start.organizer, start.person)));
    let change_till = move || {
        (app.start.with(|start| start.as_ref().is_some_and(|start| start.tills.len() > 1)) && app.till.get().is_some())
            .then(|| {
                view! {
                    <Button
                        action="button"
                        kind=Kind::Quiet
                        class="icon-only"
                        sign=Sign::Settings
                        label=text::other_till_button(locale).to_owned()
                        on:click=move |_| app.till.set(None)
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
            {place(app, Panel::Sell, Sign::Ticket, text::sell(locale))}
            {place(app, Panel::Sales, Sign::List, text::sales(locale))}
            {place(app, Panel::Printer, Sign::Drawer, text::printer_and_drawer(locale))}
        </nav>
        <div class="row tight till-state">
            {move || printer_badge(app)} <Connection online=app.online /> {door(app)}
        </div>
    }
}

fn place(app: TillApp, view: Panel, sign: Sign, words: &'static str) -> impl IntoView {
    let here = move || match (app.view.get(), view) {
        (Panel::Order(_), Panel::Sales) | (Panel::Performances, Panel::Sell) => true,
        (now, view) => now == view,
    };
    view! {
        <button
            type="button"
            class="button quiet"
            aria-current=move || here().then_some("page")
            on:click=move |_| {
                app.said.set(None);
                app.view.set(if view == Panel::Sell && app.performance.get_untracked().is_none() { Panel::Performances } else { view });
            }
        >
            <Icon sign />
            {words}
        </button>
    }
}

fn printer_badge(app: TillApp) -> Option<AnyView> {
    let printer = app.printer.get()?;
    let tone = printer_tone(printer.state.as_ref());
    let words = printer_words(app.locale, printer.state.as_ref());
    Some(view! { <Badge tone sign=Sign::Printer>{words}</Badge> }.into_any())
}

/// Language and way out.
fn door(app: TillApp) -> impl IntoView {
    view! {
        <Disclosure summary=text::more(app.locale) class="menu">
            <LocaleSwitch />
            <form
                method="post"
                action="/do/session/sign_out"
                on:submit=move |event| {
                    if !browser::is_online() {
                        event.prevent_default();
                        app.say(Tone::Warning, text::sign_out_waits(app.locale));
                    }
                }
            >
                <input type="hidden" name="next" value="/till" />
                <Button kind=Kind::Quiet class="wide" sign=Sign::Exit>
                    {text::sign_out(app.locale)}
                </Button>
            </form>
        </Disclosure>
    }
}

/// The first question of a device that is new.
pub fn choose_till(app: TillApp) -> AnyView {
    let locale = app.locale;
    let tills = app.start.with(|start| start.as_ref().map(|start| start.tills.clone()).unwrap_or_default());
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
                <button type="button" class="tile" on:click=move |_| app.choose_till(till.id)>
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
