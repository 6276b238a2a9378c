//! The cart: what is in it, for how long, and what it comes to.

use super::state::{CartChange, TillApp};
use super::{browser, pay};
use crate::model::{Basket, BasketLine};
use crate::text;
use domain::hold::Claim;
use leptos::prelude::*;
use ui::kit::*;

pub fn panel(app: TillApp) -> AnyView {
    let locale = app.locale;
    let is_empty = Memo::new(move |_| app.basket.with(|basket| basket.as_ref().is_none_or(|b| b.lines.is_empty())));
    let lines = move || {
        app.basket.with(|basket| basket.iter().flat_map(|basket| &basket.lines).map(line_key).collect::<Vec<_>>())
    };
    let tickets = move || app.basket.with(|basket| basket.as_ref().map_or(0, |basket| basket.tickets));
    let total =
        move || app.basket.with(|basket| basket.as_ref().map(|basket| basket.total.format(locale))).unwrap_or_default();
    let hint = move || is_empty.get().then(|| view! { <p class="muted till-empty">{text::cart_is_empty(locale)}</p> });
    let foot = move || {
        (!is_empty.get()).then(|| {
            view! {
                <div class="till-total">
                    {discount_code(app)}
                    <p class="row between stay baseline">
                        <span>{move || text::tickets(locale, tickets())}</span>
                        <strong class="price large" id="total">
                            {total}
                        </strong>
                    </p>
                    {pay::panel(app)}
                </div>
            }
        })
    };
    view! {
        <div class="till-cart">
            <div class="row between stay">
                <h2 id="cart-title" tabindex="-1">{text::cart(locale)}</h2>
                {move || (!is_empty.get()).then(|| head(app))}
            </div>
            {hint}
            <ul class="lines">
                <For each=lines key=Clone::clone children=move |key| line(app, key) />
            </ul>
        </div>
        {foot}
    }
    .into_any()
}

/// Time left, and the way to empty it.
fn head(app: TillApp) -> impl IntoView {
    let locale = app.locale;
    let left = move || {
        let seconds = ((app.ends_at.get()? - app.clock.get()) / 1000.0).max(0.0) as u32;
        Some((seconds, format!("{}:{:02}", seconds / 60, seconds % 60)))
    };
    let can_extend = move || app.basket.with(|basket| basket.as_ref().is_some_and(|b| b.can_extend));
    let clock = move || {
        left().map(|(seconds, words)| {
            let tone = if seconds < 120 { Tone::Warning } else { Tone::Plain };
            let says = text::kept_for(locale, &words);
            view! {
                <Badge tone sign=Sign::Clock>
                    <span class="tabular" aria-hidden="true">{words}</span>
                    <span class="visually-hidden">{says}</span>
                </Badge>
            }
        })
    };
    let is_late = Memo::new(move |_| left().is_some_and(|(seconds, _)| seconds < 180));
    let longer = move || {
        (can_extend() && is_late.get()).then(|| {
            view! {
                <Button action="button" kind=Kind::Quiet on:click=move |_| app.change(CartChange::Extend)>
                    {text::keep_longer(locale)}
                </Button>
            }
        })
    };
    view! {
        <div class="row tight stay">
            {clock} {longer}
            <Button
                action="button"
                kind=Kind::Quiet
                class="icon-only"
                sign=Sign::Trash
                label=text::empty_the_cart(locale).to_owned()
                on:click=move |_| app.empty_cart()
            />
        </div>
    }
}

/// The discount code that the cart has, or where one is typed.
fn discount_code(app: TillApp) -> impl IntoView {
    let locale = app.locale;
    let typed = RwSignal::new(String::new());
    let code = Memo::new(move |_| app.basket.with(|basket| basket.as_ref().and_then(|basket| basket.code.clone())));
    let use_it = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let code = typed.get_untracked();
        if !domain::typed::is_blank(&code) {
            app.change(CartChange::UseCode(Some(code)));
        }
    };
    let in_use = move |code: String| {
        view! {
            <p class="row between stay">
                <span>
                    <Icon sign=Sign::Check />
                    " "
                    {code.clone()}
                </span>
                <button
                    type="button"
                    class="button quiet icon-only"
                    aria-label=text::remove(locale, &code)
                    on:click=move |_| {
                        typed.set(String::new());
                        app.change(CartChange::UseCode(None));
                    }
                >
                    <Icon sign=Sign::Trash />
                </button>
            </p>
        }
        .into_any()
    };
    let ask = move || {
        view! {
            <Disclosure summary=text::discount_code(locale)>
                <form class="row stay till-given" on:submit=use_it>
                    <div class="grow">
                        <Field
                            label=text::code(locale)
                            name="code"
                            autocomplete="off"
                            maxlength=100u32
                            value=typed
                            on_input=Callback::new(move |code| typed.set(code))
                        />
                    </div>
                    <Button kind=Kind::Secondary>{text::use_code(locale)}</Button>
                </form>
            </Disclosure>
        }
        .into_any()
    };
    move || match code.get() {
        Some(code) => in_use(code),
        None => ask(),
    }
}

/// Stays the same while the number changes, so that the finger and the focus stay on the button.
fn line_key(line: &BasketLine) -> String {
    let seat = line.seat.map(|seat| seat.to_string()).unwrap_or_default();
    format!("{}/{}/{seat}", line.performance, line.ticket_type)
}

fn find(basket: &Option<Basket>, key: &str) -> Option<BasketLine> {
    basket.as_ref()?.lines.iter().find(|line| line_key(line) == key).cloned()
}

fn line(app: TillApp, key: String) -> impl IntoView {
    let locale = app.locale;
    let line = Memo::new(move |_| app.basket.with(|basket| find(basket, &key)));
    let part =
        move |read: fn(&BasketLine) -> String| move || line.with(|line| line.as_ref().map(read).unwrap_or_default());
    let has_seat = line.with_untracked(|line| line.as_ref().is_some_and(|line| line.seat.is_some()));
    let named = move |words: fn(domain::locale::Locale, &str) -> String| {
        move || line.with(|line| line.as_ref().map(|line| words(locale, &format!("{}, {}", line.name, line.about))))
    };
    let remove = move |_| {
        if let Some(line) = line.get_untracked() {
            app.change(CartChange::Remove(line.holds.iter().map(|(hold, _)| *hold).collect()));
            browser::focus("cart-title");
        }
    };
    let less = move |_| {
        let Some(line) = line.get_untracked() else { return };
        // The smallest hold first: letting one of one go is a single step.
        let hold = line.holds.iter().min_by_key(|(_, quantity)| *quantity).map(|(hold, _)| *hold);
        if let Some(hold) = hold {
            app.change(CartChange::Less(hold));
        }
        if line.quantity == 1 {
            browser::focus("cart-title");
        }
    };
    let more = move |_| {
        if let Some(line) = line.get_untracked() {
            let (performance, ticket_type) = (line.performance, line.ticket_type);
            app.change(CartChange::Add(Claim { performance, ticket_type, quantity: 1, seats: Vec::new() }));
        }
    };
    let counter = (!has_seat).then(|| {
        view! {
            <div class="till-count">
                <button
                    type="button"
                    class="button secondary icon-only"
                    aria-label=named(|locale, what| text::one_less(locale, what))
                    on:click=less
                >
                    <Icon sign=Sign::Minus />
                </button>
                <strong class="tabular center">{part(|line| line.quantity.to_string())}</strong>
                <button
                    type="button"
                    class="button secondary icon-only"
                    aria-label=named(|locale, what| text::one_more(locale, what))
                    on:click=more
                >
                    <Icon sign=Sign::Plus />
                </button>
            </div>
        }
    });
    view! {
        <li>
            <div class="grow">
                <p class="strong">{part(|line| line.name.clone())}</p>
                <p class="muted small">{part(|line| line.about.clone())}</p>
                {counter}
            </div>
            <div class="till-line-end">
                <span class="price">{move || line.with(|line| line.as_ref().map(|line| line.total.format(locale)))}</span>
                <button
                    type="button"
                    class="button quiet icon-only"
                    aria-label=named(|locale, what| text::remove(locale, what))
                    on:click=remove
                >
                    <Icon sign=Sign::Trash />
                </button>
            </div>
        </li>
    }
}
