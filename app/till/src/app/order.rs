//! One sale: print it again, send it, or take tickets back.

use super::browser;
use super::printer::reason_field;
use super::state::{Panel, TillApp};
use crate::act::orders;
use crate::model::{OrderView, TicketView};
use crate::refusal::TillError;
use crate::text;
use domain::ids::{OrderId, TicketId};
use domain::money::Money;
use domain::refusal::Problem;
use domain::till::Reprint;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashSet;
use ui::kit::*;

/// What is chosen and typed while an order is open.
#[derive(Clone, Copy)]
struct OrderPanel {
    order: RwSignal<Option<OrderView>>,
    chosen: RwSignal<HashSet<TicketId>>,
    reason: RwSignal<String>,
    /// The print that was asked for and isn't confirmed.
    print: RwSignal<Option<AskedReprint>>,
    /// Where the tickets are to be sent, and what is wrong with it.
    to: RwSignal<String>,
    to_problem: RwSignal<Option<String>>,
    /// The refund that was asked for and isn't confirmed: its key stays until its answer is known.
    refund: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

/// Papers that were asked for: until their answer is known, asking for the same again has the same key.
#[derive(Clone)]
struct AskedReprint {
    what: Reprint,
    reason: String,
    key: String,
}

pub fn panel(app: TillApp, id: OrderId) -> AnyView {
    let locale = app.locale;
    let panel_state = OrderPanel {
        order: RwSignal::new(None),
        chosen: RwSignal::new(HashSet::new()),
        reason: RwSignal::new(String::new()),
        print: RwSignal::new(None),
        to: RwSignal::new(String::new()),
        to_problem: RwSignal::new(None),
        refund: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    look(app, id, panel_state);
    let shown = move || match panel_state.order.get() {
        None => view! { <p class="muted">{ui::text::loading(locale)}</p> }.into_any(),
        Some(order) => whole(app, order, panel_state),
    };
    view! {
        <section class="stack">
            <div>
                <Button
                    action="button"
                    kind=Kind::Quiet
                    sign=Sign::ChevronLeft
                    on:click=move |_| {
                        app.said.set(None);
                        app.view.set(Panel::Sales);
                        browser::focus("sales-title");
                    }
                >
                    {text::all_sales(locale)}
                </Button>
            </div>
            {shown}
        </section>
    }
    .into_any()
}

fn look(app: TillApp, id: OrderId, panel_state: OrderPanel) {
    spawn_local(async move {
        if let Some(order) = app.order(id).await {
            panel_state.order.try_set(Some(order));
        }
    });
}

fn whole(app: TillApp, order: OrderView, panel_state: OrderPanel) -> AnyView {
    let locale = app.locale;
    let refunded = (!order.refunded.is_zero()).then(|| {
        view! { <Fact sign=Sign::Again>{text::refunded(locale, order.refunded.format(locale))}</Fact> }
    });
    let buyer = Some(order.buyer.clone()).filter(|buyer| !buyer.is_empty());
    let buyer = buyer.map(|buyer| view! { <Fact sign=Sign::User>{buyer}</Fact> });
    let tickets = order.tickets.iter().map(|ticket| ticket_row(app, ticket, panel_state)).collect_view();
    let head = text::order_title(locale, &order.number);
    let (state, at, total) = (order.state.clone(), order.at.clone(), order.total);
    let actions = order.has_tickets.then(|| actions(app, &order, panel_state));
    view! {
        <div class="row between baseline">
            <h2 id="order-title" tabindex="-1">{head}</h2>
            <Price amount=total exact=true class="large" />
        </div>
        <div class="row">
            <Badge>{state}</Badge>
            <span class="muted">{at}</span>
            {buyer}
            {refunded}
        </div>
        <div class="stack tight">{tickets}</div>
        {actions}
    }
    .into_any()
}

fn ticket_row(app: TillApp, ticket: &TicketView, panel_state: OrderPanel) -> impl IntoView + use<> {
    let locale = app.locale;
    let id = ticket.id;
    let printed = (ticket.printed > 0).then(|| text::printed_times(locale, ticket.printed));
    let hint = [Some(ticket.about.clone()), Some(ticket.state.clone()), printed];
    let hint = hint.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let label = [
        Some(text::ticket_number(locale, ticket.number)),
        ticket.place.clone(),
        Some(ticket.name.clone()),
        Some(ticket.price.format(locale)),
    ];
    let label = label.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let change = Callback::new(move |on: bool| {
        // It may have said that nothing is ticked.
        app.said.set(None);
        panel_state.refund.set(None);
        panel_state.chosen.update(|chosen| {
            if on {
                chosen.insert(id);
            } else {
                chosen.remove(&id);
            }
        });
    });
    view! {
        <Checkbox
            label
            name="ticket"
            id=ticket.id.to_string()
            value=ticket.id.to_string()
            class="boxed"
            hint=hint
            disabled=!ticket.is_valid
            checked=Signal::derive(move || panel_state.chosen.with(|chosen| chosen.contains(&id)))
            on_change=change
        />
    }
}

fn actions(app: TillApp, order: &OrderView, panel_state: OrderPanel) -> AnyView {
    let locale = app.locale;
    let id = order.order;
    let valid: Vec<(TicketId, bool)> =
        order.tickets.iter().filter(|t| t.is_valid).map(|t| (t.id, t.takes_place)).collect();
    let prints = !app.paperless.get_untracked();
    let reprint = move |click: web_sys::MouseEvent, what: Reprint| {
        let Some(till) = app.till.get_untracked() else { return };
        if panel_state.busy.get_untracked() || browser::is_second(&click) {
            return;
        }
        // Whether it is a copy, and needs a reason, the server knows: it counts what was printed at every till.
        let reason = panel_state.reason.get_untracked();
        let again = panel_state.print.get_untracked().filter(|asked| asked.what == what && asked.reason == reason);
        let key = again.map_or_else(browser::fresh_key, |asked| asked.key);
        panel_state.print.set(Some(AskedReprint { what: what.clone(), reason: reason.clone(), key: key.clone() }));
        panel_state.busy.set(true);
        app.act(
            async move {
                let has_reason = !reason.trim().is_empty();
                let answer = orders::print_again(till, id, what, reason, key).await;
                panel_state.busy.try_set(false);
                if !has_reason && answer.as_ref().is_err_and(TillError::is_refused) {
                    browser::focus("field-order_reason");
                }
                if !answer.as_ref().is_err_and(TillError::is_unsure) {
                    panel_state.print.try_set(None);
                }
                answer
            },
            text::comes_out(locale),
            move |_| {
                panel_state.reason.try_set(String::new());
                look(app, id, panel_state);
            },
        );
    };
    let (has_valid, has_printable) = (!valid.is_empty(), valid.iter().any(|(_, takes_place)| *takes_place));
    let all = StoredValue::new(valid);
    let chosen_or_all = move || {
        let chosen = panel_state.chosen.get_untracked();
        // One of a cancelled date that is chosen by name is refused, not left out silently.
        let meant = |(id, takes_place): &&(TicketId, bool)| {
            if chosen.is_empty() { *takes_place } else { chosen.contains(id) }
        };
        all.with_value(|all| all.iter().filter(meant).map(|(id, _)| *id).collect::<Vec<_>>())
    };
    let tickets_words = move || match panel_state.chosen.with(HashSet::len) {
        0 => text::reprint_tickets(locale).to_owned(),
        some => text::reprint_chosen(locale, some),
    };
    let print_keys = prints.then(|| {
        view! {
            <div class="row tight">
                <Button
                    action="button"
                    sign=Sign::Printer
                    busy=panel_state.busy
                    on:click=move |click| reprint(click, Reprint::Receipt)
                >
                    {text::reprint_receipt(locale)}
                </Button>
                {has_printable
                    .then(|| {
                        view! {
                            <Button
                                action="button"
                                sign=Sign::Ticket
                                busy=panel_state.busy
                                on:click=move |click| reprint(click, Reprint::Tickets(chosen_or_all()))
                            >
                                {tickets_words}
                            </Button>
                            <Button
                                action="button"
                                busy=panel_state.busy
                                on:click=move |click| reprint(click, Reprint::Both)
                            >
                                {text::reprint_both(locale)}
                            </Button>
                        }
                    })}
            </div>
        }
    });
    let may_mend = app.start.with_untracked(|start| start.as_ref().is_some_and(|start| start.may_mend));
    let send = (has_printable && may_mend).then(|| send(app, order, panel_state));
    let refund = (has_valid && may_mend).then(|| refund(app, order, panel_state));
    let usual =
        [text::reason_lost(locale), text::reason_paper(locale), text::reason_ill(locale), text::reason_wrong(locale)];
    let again = (prints || refund.is_some()).then(|| {
        let title = if prints { text::again_or_back(locale) } else { text::or_back(locale) };
        view! {
            <section class="card">
                <h3>{title}</h3>
                {reason_field(locale, "order_reason", panel_state.reason, &usual, Some(text::reason_hint(locale)))}
                {print_keys}
                {refund}
            </section>
        }
    });
    view! {
        {send}
        {again}
    }
    .into_any()
}

/// The tickets by e-mail: the only way to get them where nothing is printed, and often the quicker one.
fn send(app: TillApp, order: &OrderView, panel_state: OrderPanel) -> AnyView {
    let locale = app.locale;
    let (id, buyers) = (order.order, order.email.clone());
    let hint = match &buyers {
        Some(email) => text::empty_is_buyer(locale, email),
        None => text::no_address(locale).to_owned(),
    };
    let send = move || {
        let typed = panel_state.to.get_untracked().trim().to_owned();
        if panel_state.busy.get_untracked() {
            return;
        }
        let to = match (domain::email::check(&typed), &buyers) {
            (Ok(to), _) => to,
            (Err(Problem::Missing), Some(email)) => email.clone(),
            (Err(problem), _) => {
                panel_state.to_problem.set(Some(ui::text::refusal::problem(locale, &problem)));
                browser::focus("field-send_to");
                return;
            }
        };
        panel_state.busy.set(true);
        app.act(
            async move {
                let answer = orders::send_tickets(id, typed).await;
                panel_state.busy.try_set(false);
                answer
            },
            "",
            move |()| app.say(Tone::Success, text::mailed_to(locale, to)),
        );
    };
    view! {
        <form
            class="card"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <h3>{text::send_by_mail(locale)}</h3>
            <Field
                label=text::send_to(locale)
                name="send_to"
                kind="email"
                inputmode="email"
                autocomplete="off"
                value=panel_state.to
                hint
                error=panel_state.to_problem
                on_input=Callback::new(move |typed| {
                    panel_state.to.set(typed);
                    panel_state.to_problem.set(None);
                })
            />
            <div class="row tight">
                <Button
                    sign=Sign::Mail
                    busy=panel_state.busy
                    on:click=move |click: web_sys::MouseEvent| {
                        if browser::is_second(&click) {
                            click.prevent_default();
                        }
                    }
                >
                    {text::send_tickets(locale)}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// Asked twice, because money leaves: the first press names the sum, the second gives it back.
fn refund(app: TillApp, order: &OrderView, panel_state: OrderPanel) -> AnyView {
    let locale = app.locale;
    let (id, in_cash, currency) = (order.order, order.in_cash, order.total.currency);
    let is_free = order.total.is_zero();
    let tickets = StoredValue::new(order.tickets.clone());
    let amount = move || {
        let chosen = panel_state.chosen.get();
        let prices = tickets.with_value(|all| {
            all.iter().filter(|t| t.is_valid && chosen.contains(&t.id)).map(|t| t.price).collect::<Vec<_>>()
        });
        Money::sum(currency, prices).unwrap_or(Money::zero(currency))
    };
    // As many of the ticked ones are inside: the question says so, and a yes is meant for them too.
    let inside = move || {
        let chosen = panel_state.chosen.get();
        tickets.with_value(|all| all.iter().filter(|t| t.is_inside && t.is_valid && chosen.contains(&t.id)).count())
    };
    let ask = move |_| {
        let problem = match (
            panel_state.chosen.with_untracked(HashSet::is_empty),
            domain::typed::trim(&panel_state.reason.get_untracked()),
        ) {
            (true, _) => Some(text::choose_tickets_first(locale)),
            (false, "") => {
                browser::focus("field-order_reason");
                Some(text::reason_missing(locale))
            }
            _ => None,
        };
        match problem {
            Some(words) => app.say(Tone::Error, words),
            None => {
                // What was missing isn't any more.
                app.said.set(None);
                panel_state.refund.set(Some(browser::fresh_key()));
                browser::focus("give-back");
            }
        }
    };
    let give = move |_| {
        let (Some(key), Some(till)) = (panel_state.refund.get_untracked(), app.till.get_untracked()) else { return };
        if panel_state.busy.get_untracked() {
            return;
        }
        panel_state.busy.set(true);
        let chosen: Vec<TicketId> = tickets.with_value(|all| {
            let chosen = panel_state.chosen.get_untracked();
            all.iter().map(|t| t.id).filter(|t| chosen.contains(t)).collect()
        });
        let though_inside = untrack(inside) > 0;
        let reason = panel_state.reason.get_untracked();
        let done = match (is_free, in_cash) {
            (true, _) => text::taken_back(locale).to_owned(),
            (false, true) => text::cash_goes_back(locale, untrack(amount).format(locale)),
            (false, false) => text::money_goes_back(locale).to_owned(),
        };
        app.act(
            async move {
                let answer = orders::refund(till, id, chosen, reason, key, though_inside).await;
                panel_state.busy.try_set(false);
                // With no answer the same key asks again.
                if !answer.as_ref().is_err_and(TillError::is_unsure) {
                    panel_state.refund.try_set(None);
                }
                // Somebody else may have been faster: what is shown has to be what is.
                if answer.as_ref().is_err_and(TillError::is_refused) {
                    panel_state.chosen.try_set(HashSet::new());
                    look(app, id, panel_state);
                    browser::focus("order-title");
                }
                answer
            },
            done,
            move |_| {
                panel_state.chosen.try_set(HashSet::new());
                panel_state.reason.try_set(String::new());
                app.sold.update(|count| *count += 1);
                look(app, id, panel_state);
                browser::focus("order-title");
            },
        );
    };
    let key = move || {
        if panel_state.refund.with(Option::is_some) {
            let words = if is_free {
                text::yes_take_back(locale).to_owned()
            } else {
                text::yes_give_back(locale, amount().format(locale))
            };
            view! {
                {(inside() > 0)
                    .then(|| view! { <Notice tone=Tone::Warning>{text::inside_warning(locale, inside())}</Notice> })}
                <div class="row tight">
                    <button
                        type="button"
                        class="button danger large"
                        id="give-back"
                        aria-busy=move || panel_state.busy.get().then_some("true")
                        on:click=give
                    >
                        {words}
                    </button>
                    <Button action="button" on:click=move |_| panel_state.refund.set(None)>
                        {text::no_keep(locale)}
                    </Button>
                </div>
            }
            .into_any()
        } else {
            let words = move || match panel_state.chosen.with(HashSet::len) {
                0 => text::take_back(locale).to_owned(),
                some => text::take_back_chosen(locale, some, amount().format(locale)),
            };
            view! {
                <Button action="button" kind=Kind::Danger sign=Sign::Again on:click=ask>
                    {words}
                </Button>
            }
            .into_any()
        }
    };
    let hint = match (is_free, in_cash) {
        (true, _) => text::take_back_free(locale),
        (false, true) => text::take_back_cash(locale),
        (false, false) => text::take_back_online(locale),
    };
    view! {
        <div class="stack tight">
            <p class="muted small">{hint}</p>
            {key}
        </div>
    }
    .into_any()
}
