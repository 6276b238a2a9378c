//! The ticket types of the performance: a tap is one, a long press or a number key before it is more.

use super::state::{CartChange, Panel, TillApp};
use super::{browser, hall};
use crate::model::{TillOffer, TillPerformance};
use crate::text;
use domain::event::SaleState;
use domain::hold::Claim;
use domain::ids::{PerformanceId, TicketTypeId};
use domain::locale::Locale;
use leptos::prelude::*;
use std::time::Duration;
use ui::kit::*;

/// How long a finger rests until it means a number.
const LONG_PRESS: Duration = Duration::from_millis(450);
/// How many are offered as keys; others are typed.
const KEYS_MAX: u32 = 12;

pub fn panel(app: TillApp) -> AnyView {
    let Some(id) = app.performance.get() else { return super::performances::panel(app) };
    let locale = app.locale;
    let offers = move || {
        app.current_performance()
            .map(|performance| performance.offers.iter().map(|offer| offer.ticket_type).collect::<Vec<_>>())
            .unwrap_or_default()
    };
    view! {
        <section class="stack">
            {head(app)} {move || app.asking.get().and_then(|kind| how_many(app, id, kind))}
            <div class="grid small-cells till-tiles">
                <For each=offers key=|kind| kind.to_string() children=move |kind| tile(app, id, kind) />
            </div>
            <p class="muted small">{text::tiles_hint(locale)}</p>
            {hall::section(app)}
        </section>
    }
    .into_any()
}

fn head(app: TillApp) -> impl IntoView {
    let locale = app.locale;
    let performance = Memo::new(move |_| app.current_performance());
    let part = move |read: fn(&TillPerformance) -> String| {
        move || performance.with(|performance| performance.as_ref().map(read).unwrap_or_default())
    };
    let times = move || {
        let times = app.times.get();
        (times > 0).then(|| {
            view! {
                <button type="button" class="chip strong" on:click=move |_| app.times.set(0)>
                    {text::next_tile_gives(locale, times)}
                    <Icon sign=Sign::Cross class="small" />
                </button>
            }
        })
    };
    view! {
        <div class="row between">
            <div>
                <h2 id="date-title" tabindex="-1">{part(|performance| performance.event.clone())}</h2>
                <p class="row tight">
                    <span class="date-line strong">{part(|performance| performance.when.clone())}</span>
                    <span class="muted">{part(|performance| performance.venue.clone())}</span>
                    {move || {
                        performance.get()
                            .map(|performance| {
                                view! { <Badge tone=left_tone(&performance.state)>{left_words(locale, &performance.state)}</Badge> }
                            })
                    }}
                </p>
            </div>
            <div class="row tight">
                {times}
                <Button
                    action="button"
                    sign=Sign::Calendar
                    on:click=move |_| {
                        app.view.set(Panel::Performances);
                        browser::focus("field-search");
                    }
                >
                    {text::other_performance(locale)}
                </Button>
            </div>
        </div>
    }
}

fn tile(app: TillApp, performance: PerformanceId, kind: TicketTypeId) -> impl IntoView {
    let locale = app.locale;
    let offer = Memo::new(move |_| {
        app.performances.with(|performances| {
            let shown = performances.iter().find(|one| one.id == performance)?;
            shown.offers.iter().find(|offer| offer.ticket_type == kind).cloned()
        })
    });
    let in_cart = move || {
        app.basket.with(|basket| {
            let lines = basket.iter().flat_map(|basket| &basket.lines);
            lines.filter(|l| l.performance == performance && l.ticket_type == kind).map(|l| l.quantity).sum::<u32>()
        })
    };
    // A finger that rested is no tap.
    let pressed: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    let rested = StoredValue::new(false);
    let lift = move || {
        if let Some(handle) = pressed.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    let press = move || {
        lift();
        rested.set_value(false);
        let fire = move || {
            rested.set_value(true);
            ask(app, kind);
        };
        pressed.set_value(set_timeout_with_handle(fire, LONG_PRESS).ok());
    };
    view! {
        <button
            type="button"
            class="tile till-tile"
            class:chosen=move || { in_cart() > 0 }
            aria-disabled=move || offer.with(|offer| offer.as_ref().is_none_or(|o| !is_open(&o.state))).then_some("true")
            on:pointerdown=move |_| press()
            on:pointerup=move |_| lift()
            on:pointerleave=move |_| lift()
            on:pointercancel=move |_| lift()
            on:contextmenu=move |event| event.prevent_default()
            on:click=move |_| {
                if rested.get_value() {
                    rested.set_value(false);
                } else if let Some(offer) = offer.get_untracked() {
                    let times = app.times.get_untracked().max(1);
                    app.times.set(0);
                    app.asking.set(None);
                    take(app, performance, &offer, times);
                }
            }
        >
            <span class="row between stay top">
                <span class="strong">{move || offer.get().map(|offer| offer.name)}</span>
                {move || { (in_cart() > 0).then(|| view! { <span class="count">{in_cart()}</span> }) }}
            </span>
            <span class="row between">
                {move || offer.get().map(|offer| view! { <Price amount=offer.price class="large" /> })}
                {move || {
                    offer
                        .get()
                        .map(|offer| {
                            view! { <Badge tone=left_tone(&offer.state)>{left_words(locale, &offer.state)}</Badge> }
                        })
                }}
            </span>
        </button>
    }
}

fn ask(app: TillApp, kind: TicketTypeId) {
    app.asking.set(Some(kind));
    browser::focus("how-many");
}

/// Takes places of a ticket type: numbered ones where it has seats, the best that are free.
fn take(app: TillApp, performance: PerformanceId, offer: &TillOffer, count: u32) {
    let ticket_type = offer.ticket_type;
    app.change(if offer.is_seated {
        CartChange::Best { performance, ticket_type, count }
    } else {
        CartChange::Add(Claim { performance, ticket_type, quantity: count, seats: Vec::new() })
    });
}

/// The number of a long press.
fn how_many(app: TillApp, performance: PerformanceId, kind: TicketTypeId) -> Option<AnyView> {
    let locale = app.locale;
    let shown = app.current_performance()?;
    let offer = StoredValue::new(shown.offers.into_iter().find(|offer| offer.ticket_type == kind)?);
    let typed = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let give = move |count: u32| {
        app.asking.set(None);
        offer.with_value(|offer| take(app, performance, offer, count));
        browser::focus("date-title");
    };
    let most = offer.with_value(|offer| offer.most);
    let keys = (1..=most.min(KEYS_MAX))
        .map(|count| {
            view! {
                <button type="button" on:click=move |_| give(count)>
                    {count}
                </button>
            }
        })
        .collect_view();
    let more = (most > KEYS_MAX).then(|| {
        view! {
            <form
                class="row"
                on:submit=move |event| {
                    event.prevent_default();
                    match typed.get_untracked().trim().parse::<u32>() {
                        Ok(count) if (1..=most).contains(&count) => give(count),
                        // Never another number than was typed.
                        _ => problem.set(Some(text::from_one_to(locale, most))),
                    }
                }
            >
                <Field
                    label=text::another_number(locale)
                    name="how_many"
                    inputmode="numeric"
                    class="short"
                    value=typed
                    error=Signal::derive(move || problem.get())
                    on_input=Callback::new(move |text| {
                        problem.set(None);
                        typed.set(text);
                    })
                />
                <Button kind=Kind::Primary>{text::add(locale)}</Button>
            </form>
        }
    });
    let title = text::how_many(locale, offer.with_value(|offer| offer.name.clone()));
    Some(
        view! {
            <section class="card" aria-labelledby="how-many">
                <div class="row between stay">
                    <h3 id="how-many" tabindex="-1">{title}</h3>
                    <Button
                        action="button"
                        kind=Kind::Quiet
                        class="icon-only"
                        sign=Sign::Cross
                        label=text::put_away(locale).to_owned()
                        on:click=move |_| app.asking.set(None)
                    />
                </div>
                <div class="keypad numbers">{keys}</div>
                {more}
            </section>
        }
        .into_any(),
    )
}

pub fn is_open(state: &SaleState) -> bool {
    matches!(state, SaleState::OnSale { .. })
}

/// What is left, exactly: a cashier is asked.
pub fn left_words(locale: Locale, state: &SaleState) -> String {
    match state {
        SaleState::OnSale { left } => text::left(locale, *left),
        SaleState::AllInCarts { count, .. } => text::in_carts(locale, *count),
        SaleState::SoldOut => text::sold_out(locale).to_owned(),
        SaleState::NotYet { .. } => text::not_yet(locale).to_owned(),
        SaleState::Ended => text::over(locale).to_owned(),
        SaleState::Cancelled => text::cancelled(locale).to_owned(),
    }
}

pub fn left_tone(state: &SaleState) -> Tone {
    match state {
        SaleState::OnSale { left } if *left <= ui::text::refusal::FEW => Tone::Warning,
        SaleState::OnSale { .. } => Tone::Plain,
        SaleState::AllInCarts { .. } | SaleState::NotYet { .. } => Tone::Warning,
        SaleState::SoldOut | SaleState::Ended | SaleState::Cancelled => Tone::Error,
    }
}
