//! How it is paid: exact, with notes, or any amount; and the change, large, until the next sale begins.

use super::browser;
use super::state::{Panel, TillApp};
use crate::cash::{notes, read, typed, whole};
use crate::model::CompletedSale;
use crate::text;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::paper::PrintJobState;
use domain::till::is_far_above;
use leptos::prelude::*;
use ui::kit::*;

pub fn panel(app: TillApp) -> AnyView {
    let locale = app.locale;
    let total = Memo::new(move |_| app.basket.with(|basket| basket.as_ref().map(|basket| basket.total)));
    let is_free = Memo::new(move |_| total.get().is_none_or(|total| total.is_zero()));
    view! {
        {move || app.paperless.get().then(|| by_mail_only(app))}
        {move || if is_free.get() { free(app, total) } else { cash(app, total) }}
        {move || buyer(app, app.paperless.get())}
        {move || {
            let hint = if is_free.get() { text::free_hint(locale) } else { text::pay_hint(locale) };
            (!app.paperless.get()).then(|| view! { <p class="visually-hidden">{hint}</p> })
        }}
    }
    .into_any()
}

fn free(app: TillApp, total: Memo<Option<Money>>) -> AnyView {
    view! {
        <Button
            action="button"
            kind=Kind::Primary
            class="wide large"
            busy=app.working
            on:click=move |_| {
                if let Some(total) = total.get_untracked() {
                    app.pay(total);
                }
            }
        >
            {text::hand_out(app.locale)}
        </Button>
    }
    .into_any()
}

fn cash(app: TillApp, total: Memo<Option<Money>>) -> AnyView {
    let locale = app.locale;
    let currency = move || total.get_untracked().map_or(Currency::EUR, |total| total.currency);
    let given = Memo::new(move |_| read(&app.given.get(), total.get()?.currency));
    let add = move |note: Money| {
        let sum = given.get_untracked().unwrap_or(Money::zero(note.currency)).checked_add(note);
        app.given.set(sum.map(|sum| typed(sum, locale)).unwrap_or_default());
    };
    let notes = notes(currency())
        .into_iter()
        .map(|note| {
            view! {
                <button type="button" class="button secondary" on:click=move |_| add(note)>
                    {whole(note, locale)}
                </button>
            }
        })
        .collect_view();
    let exact = move |_| {
        if let Some(total) = total.get_untracked() {
            app.pay(total);
        }
    };
    let missing = move || {
        let (given, total) = (given.get()?, total.get()?);
        total.checked_sub(given).ok().filter(|missing| missing.minor > 0)
    };
    let change = move || given.get()?.checked_sub(total.get()?).ok().filter(|change| change.minor >= 0);
    // A sum that a slip of the finger made is asked about before it is taken; another sum is another question.
    let asked: RwSignal<Option<Money>> = RwSignal::new(None);
    let doubtful = Memo::new(move |_| asked.get().filter(|sum| given.get() == Some(*sum)));
    let pay_given = move || match (given.get_untracked(), total.get_untracked()) {
        (Some(given), Some(total)) if missing().is_none() && is_far_above(given, total) => {
            asked.set(Some(given));
            browser::focus("cash-is-right");
        }
        (Some(given), _) if missing().is_none() => app.pay(given),
        _ => browser::focus("field-given"),
    };
    let question = move || {
        let sum = doubtful.get()?;
        let change = sum.checked_sub(total.get()?).ok()?;
        Some(is_it_right(app, sum, change, asked))
    };
    let error = Signal::derive(move || {
        let typed = app.given.get();
        (!typed.trim().is_empty() && given.get().is_none()).then(|| text::not_an_amount(locale).to_owned())
    });
    let below = move || match (change(), missing()) {
        (Some(change), _) => text::change_will_be(locale, change.format(locale)),
        (None, Some(missing)) => text::still_missing(locale, missing.format(locale)),
        (None, None) => String::new(),
    };
    view! {
        <div class="till-pay stack tight">
            <button
                type="button"
                class="button primary large wide"
                id="pay-exact"
                aria-busy=move || app.working.get().then_some("true")
                on:click=exact
            >
                <Icon sign=Sign::Cash />
                {move || total.get().map(|total| text::exact(locale, total.format(locale)))}
            </button>
            <div class="till-notes" role="group" aria-label=text::notes(locale)>
                {notes}
            </div>
            <form
                class="stack tight"
                on:submit=move |event| {
                    event.prevent_default();
                    pay_given();
                }
            >
                <div class="row stay till-given">
                    <div class="grow">
                        <Field
                            label=text::cash_given(locale)
                            name="given"
                            inputmode="decimal"
                            autocomplete="off"
                            class="money"
                            value=app.given
                            error=error
                            on_input=Callback::new(move |typed| app.given.set(typed))
                        />
                    </div>
                    <Button kind=Kind::Secondary class="large" busy=app.working>
                        {text::take_cash(locale)}
                    </Button>
                </div>
                <p class="strong tabular" role="status">{below}</p>
            </form>
            {question}
            {keypad(app)}
        </div>
    }
    .into_any()
}

/// The sum in words of its own, and the change it would take; nothing is sold before the answer.
fn is_it_right(app: TillApp, sum: Money, change: Money, asked: RwSignal<Option<Money>>) -> AnyView {
    let locale = app.locale;
    view! {
        <Notice tone=Tone::Question title=text::is_that_right(locale, sum.format(locale))>
            <p>{text::change_would_be(locale, change.format(locale))}</p>
            <div class="row tight">
                <button type="button" class="button secondary" id="cash-is-right" on:click=move |_| app.pay(sum)>
                    {text::yes_take(locale, sum.format(locale))}
                </button>
                <Button
                    action="button"
                    on:click=move |_| {
                        asked.set(None);
                        // What was typed is wrong: more keys would only make it longer.
                        app.given.set(String::new());
                        browser::focus("field-given");
                    }
                >
                    {text::no_other_sum(locale)}
                </Button>
            </div>
        </Notice>
    }
    .into_any()
}

/// A low screen shows the cart first and the keypad on demand.
fn has_room() -> bool {
    const ROOM: f64 = 1000.0;
    let height = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64());
    height.is_none_or(|height| height >= ROOM)
}

fn keypad(app: TillApp) -> impl IntoView {
    let locale = app.locale;
    let point = match locale {
        Locale::En => ".",
        Locale::It => ",",
    };
    let key = move |character: &'static str| {
        view! {
            <button type="button" on:click=move |_| app.given.update(|given| given.push_str(character))>
                {character}
            </button>
        }
    };
    let digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map(key).collect_view();
    view! {
        <details class="disclosure till-keypad" open=has_room()>
            <summary>
                <Icon sign=Sign::Keypad class="small" />
                {text::keypad(locale)}
            </summary>
            <div class="keypad" role="group" aria-label=text::keypad(locale)>
                {digits}
                {key(point)}
                {key("0")}
                <button
                    type="button"
                    aria-label=text::delete_last(locale)
                    on:click=move |_| {
                        app.given
                            .update(|given| {
                                given.pop();
                            });
                    }
                >
                    "⌫"
                </button>
            </div>
        </details>
    }
}

/// Before the money is taken: what is sold here isn't printed, and needs an address to go to.
fn by_mail_only(app: TillApp) -> impl IntoView {
    let locale = app.locale;
    view! {
        <div class="stack tight">
            <Notice tone=Tone::Warning title=text::not_printed(locale)>
                {text::by_mail_only(locale)}
            </Notice>
            {email(app, true)}
        </div>
    }
}

/// A name, and an address for sending the tickets too where it isn't asked for already; nobody has to give one.
fn buyer(app: TillApp, paperless: bool) -> impl IntoView {
    let locale = app.locale;
    let summary = if paperless { text::buyer_name(locale) } else { text::by_mail_too(locale) };
    let is_typed = |typed: RwSignal<String>| typed.with_untracked(|typed| !typed.is_empty());
    let is_wrong = app.fields.with_untracked(|all| all.iter().any(|(name, _)| name == "name" || !paperless));
    let open = is_typed(app.name) || (!paperless && is_typed(app.email)) || is_wrong;
    view! {
        <Disclosure summary open>
            <div class="stack tight">
                {(!paperless).then(|| email(app, false))}
                <Field
                    label=text::buyer_name(locale)
                    name="name"
                    autocomplete="off"
                    value=app.name
                    error=problem(app, "name")
                    on_input=Callback::new(move |typed| {
                        app.name.set(typed);
                        app.typed_again("name");
                    })
                />
            </div>
        </Disclosure>
    }
}

fn email(app: TillApp, required: bool) -> impl IntoView {
    view! {
        <Field
            label=text::buyer_email(app.locale)
            name="email"
            kind="email"
            autocomplete="off"
            required
            value=app.email
            error=problem(app, "email")
            on_input=Callback::new(move |typed| {
                app.email.set(typed);
                app.typed_again("email");
            })
        />
    }
}

/// What is wrong with a field.
fn problem(app: TillApp, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        app.fields.with(|all| all.iter().find(|(name, _)| name == field).map(|(_, words)| words.clone()))
    })
}

/// A payment that isn't answered yet: what is going on, and that nothing will be sold twice.
pub fn under_way(app: TillApp) -> AnyView {
    let locale = app.locale;
    let amount = app.attempt.with(|attempt| attempt.as_ref().map(|a| a.tendered.format(locale))).unwrap_or_default();
    let waits = move || {
        (!app.paying.get()).then(|| {
            view! {
                <Notice tone=Tone::Warning title=text::not_answered(locale)>
                    {text::not_answered_text(locale)}
                </Notice>
                <Button action="button" kind=Kind::Primary class="wide large" on:click=move |_| app.try_attempt()>
                    {text::ask_again(locale)}
                </Button>
            }
        })
    };
    view! {
        <div class="stack">
            <h2>{text::selling(locale)}</h2>
            <p class="muted">{text::cash_taken(locale, amount)}</p>
            <p aria-busy="true">{move || app.paying.get().then(|| ui::text::loading(locale))}</p>
            {waits}
        </div>
    }
    .into_any()
}

/// The sale that was made. It stays until the next one begins.
pub fn done(app: TillApp, sale: CompletedSale) -> AnyView {
    let locale = app.locale;
    let (order, job) = (sale.order, sale.print_job);
    let change = if sale.change.is_zero() { text::no_change(locale).to_owned() } else { sale.change.format(locale) };
    // Where nothing was to be paid nobody waits for change.
    let was_free = sale.total.is_zero() && sale.change.is_zero();
    let title = if was_free { text::handed_out(locale) } else { text::change_due(locale) };
    let cash = (!was_free).then(|| {
        let paid = text::paid_of(locale, sale.total.format(locale), sale.tendered.format(locale));
        view! {
            <p class="change-due" id="change">{change}</p>
            <p class="strong tabular">{paid}</p>
        }
    });
    let mailed = sale.mailed_to.map(|address| {
        view! { <Fact sign=Sign::Mail>{text::mailed_to(locale, address)}</Fact> }
    });
    let printing = move || {
        let words = match job {
            None => text::not_printed(locale),
            Some(id) => app.printer.with(|printer| {
                let job = printer.as_ref().and_then(|p| p.jobs.iter().find(|job| job.id == id));
                let state = job.map(|job| job.state);
                let is_stuck = printer.as_ref().is_some_and(super::printer::is_stuck);
                match state {
                    Some(PrintJobState::Queued) if is_stuck => text::print_waits(locale),
                    state => job_words(locale, state),
                }
            }),
        };
        view! { <Fact sign=Sign::Printer>{words}</Fact> }
    };
    view! {
        <div class="till-done stack">
            <h2 id="change-title" tabindex="-1">{title}</h2>
            {cash}
            <div class="stack tight">
                <Fact sign=Sign::Check>{text::sold_as(locale, &sale.number)}</Fact>
                {printing}
                {mailed}
            </div>
            <div class="stack tight">
                <Button
                    action="button"
                    kind=Kind::Primary
                    class="wide large"
                    on:click=move |_| {
                        app.begin_next();
                        app.view.set(Panel::Sell);
                        browser::focus("date-title");
                    }
                >
                    {text::next_sale(locale)}
                </Button>
                <Button action="button" class="wide" sign=Sign::List on:click=move |_| app.open_order(order)>
                    {text::open_sale(locale)}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

fn job_words(locale: Locale, state: Option<PrintJobState>) -> &'static str {
    match state {
        None | Some(PrintJobState::Queued | PrintJobState::Printing) => text::printing(locale),
        Some(PrintJobState::Done) => text::printed(locale),
        Some(PrintJobState::Waiting) => text::print_waits(locale),
        Some(PrintJobState::Unsure) => text::print_unsure(locale),
        Some(PrintJobState::Cancelled) => text::print_cancelled(locale),
    }
}
