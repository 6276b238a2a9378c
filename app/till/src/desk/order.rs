//! One sale: print it again, or take tickets back.

use super::browser;
use super::printer::reason_field;
use super::state::{Desk, View};
use crate::act::orders;
use crate::model::{OrderView, TicketView};
use crate::text;
use domain::ids::{OrderId, TicketId};
use domain::money::Money;
use domain::till::Reprint;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashSet;
use ui::kit::*;

/// What is chosen and typed while an order lies on the desk.
#[derive(Clone, Copy)]
struct Looked {
    order: RwSignal<Option<OrderView>>,
    chosen: RwSignal<HashSet<TicketId>>,
    reason: RwSignal<String>,
    /// The refund that was asked for and isn't confirmed: its key stays until its answer is known.
    refund: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

pub fn panel(desk: Desk, id: OrderId) -> AnyView {
    let locale = desk.locale;
    let looked = Looked {
        order: RwSignal::new(None),
        chosen: RwSignal::new(HashSet::new()),
        reason: RwSignal::new(String::new()),
        refund: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    look(desk, id, looked);
    let shown = move || match looked.order.get() {
        None => view! { <p class="muted">{ui::text::loading(locale)}</p> }.into_any(),
        Some(order) => whole(desk, order, looked),
    };
    view! {
        <section class="stack">
            <div>
                <Button
                    action="button"
                    kind=Kind::Quiet
                    sign=Sign::ChevronLeft
                    on:click=move |_| {
                        desk.view.set(View::Sales);
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

fn look(desk: Desk, id: OrderId, looked: Looked) {
    spawn_local(async move {
        if let Some(order) = desk.order(id).await {
            looked.order.try_set(Some(order));
        }
    });
}

fn whole(desk: Desk, order: OrderView, looked: Looked) -> AnyView {
    let locale = desk.locale;
    let refunded = (!order.refunded.is_zero()).then(|| {
        view! { <Fact sign=Sign::Again>{text::refunded(locale, order.refunded.format(locale))}</Fact> }
    });
    let buyer = Some(order.buyer.clone()).filter(|buyer| !buyer.is_empty());
    let buyer = buyer.map(|buyer| view! { <Fact sign=Sign::User>{buyer}</Fact> });
    let tickets = order.tickets.iter().map(|ticket| ticket_row(desk, ticket, looked)).collect_view();
    let head = text::order_title(locale, &order.number);
    let (state, at, total) = (order.state.clone(), order.at.clone(), order.total);
    let actions = order.has_tickets.then(|| actions(desk, &order, looked));
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

fn ticket_row(desk: Desk, ticket: &TicketView, looked: Looked) -> impl IntoView + use<> {
    let locale = desk.locale;
    let id = ticket.id;
    let printed = (ticket.printed > 0).then(|| text::printed_times(locale, ticket.printed));
    let hint = [Some(ticket.about.clone()), Some(ticket.state.clone()), printed];
    let hint = hint.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let change = Callback::new(move |on: bool| {
        looked.refund.set(None);
        looked.chosen.update(|chosen| {
            if on {
                chosen.insert(id);
            } else {
                chosen.remove(&id);
            }
        });
    });
    view! {
        <Checkbox
            label=format!("{} · {}", ticket.name, ticket.price.format(locale))
            name="ticket"
            id=ticket.id.to_string()
            value=ticket.id.to_string()
            class="boxed"
            hint=hint
            disabled=!ticket.is_valid
            checked=Signal::derive(move || looked.chosen.with(|chosen| chosen.contains(&id)))
            on_change=change
        />
    }
}

fn actions(desk: Desk, order: &OrderView, looked: Looked) -> AnyView {
    let locale = desk.locale;
    let id = order.order;
    let valid: Vec<TicketId> = order.tickets.iter().filter(|t| t.is_valid).map(|t| t.id).collect();
    let prints = desk.printer.with_untracked(|p| p.as_ref().is_none_or(|p| p.state.is_some()));
    let reprint = move |what: Reprint| {
        let Some(till) = desk.till.get_untracked() else { return };
        let reason = looked.reason.get_untracked();
        if reason.trim().is_empty() {
            desk.say(Tone::Error, text::reason_missing(locale));
            browser::focus("field-order_reason");
            return;
        }
        looked.busy.set(true);
        desk.act(
            async move {
                let answer = orders::print_again(till, id, what, reason).await;
                looked.busy.try_set(false);
                answer
            },
            text::comes_out(locale),
            move |_| look(desk, id, looked),
        );
    };
    let all = StoredValue::new(valid);
    let chosen_or_all = move || {
        let chosen = looked.chosen.get_untracked();
        all.with_value(|all| {
            all.iter().copied().filter(|t| chosen.is_empty() || chosen.contains(t)).collect::<Vec<_>>()
        })
    };
    let has_valid = all.with_value(|all| !all.is_empty());
    let tickets_words = move || match looked.chosen.with(HashSet::len) {
        0 => text::reprint_tickets(locale).to_owned(),
        some => text::reprint_chosen(locale, some),
    };
    let print_keys = prints.then(|| {
        view! {
            <div class="row tight">
                <Button action="button" sign=Sign::Printer busy=looked.busy on:click=move |_| reprint(Reprint::Receipt)>
                    {text::reprint_receipt(locale)}
                </Button>
                {has_valid
                    .then(|| {
                        view! {
                            <Button
                                action="button"
                                sign=Sign::Ticket
                                busy=looked.busy
                                on:click=move |_| reprint(Reprint::Tickets(chosen_or_all()))
                            >
                                {tickets_words}
                            </Button>
                            <Button action="button" busy=looked.busy on:click=move |_| reprint(Reprint::Both)>
                                {text::reprint_both(locale)}
                            </Button>
                        }
                    })}
            </div>
        }
    });
    let may_refund = desk.start.with_untracked(|start| start.as_ref().is_some_and(|start| start.may_refund));
    let refund = (has_valid && may_refund).then(|| refund(desk, order, looked));
    let usual =
        [text::reason_lost(locale), text::reason_paper(locale), text::reason_ill(locale), text::reason_wrong(locale)];
    view! {
        <section class="card">
            <h3>{text::again_or_back(locale)}</h3>
            {reason_field(locale, "order_reason", looked.reason, &usual)}
            {print_keys}
            {refund}
        </section>
    }
    .into_any()
}

/// Asked twice, because money leaves: the first press names the sum, the second gives it back.
fn refund(desk: Desk, order: &OrderView, looked: Looked) -> AnyView {
    let locale = desk.locale;
    let (id, in_cash, currency) = (order.order, order.in_cash, order.total.currency);
    let tickets = StoredValue::new(order.tickets.clone());
    let amount = move || {
        let chosen = looked.chosen.get();
        let prices = tickets.with_value(|all| {
            all.iter().filter(|t| t.is_valid && chosen.contains(&t.id)).map(|t| t.price).collect::<Vec<_>>()
        });
        Money::sum(currency, prices).unwrap_or(Money::zero(currency))
    };
    let ask = move |_| {
        let problem = match (looked.chosen.with_untracked(HashSet::is_empty), looked.reason.get_untracked().trim()) {
            (true, _) => Some(text::choose_tickets_first(locale)),
            (false, "") => {
                browser::focus("field-order_reason");
                Some(text::reason_missing(locale))
            }
            _ => None,
        };
        match problem {
            Some(words) => desk.say(Tone::Error, words),
            None => {
                looked.refund.set(Some(browser::fresh_key()));
                browser::focus("give-back");
            }
        }
    };
    let give = move |_| {
        let (Some(key), Some(till)) = (looked.refund.get_untracked(), desk.till.get_untracked()) else { return };
        if looked.busy.get_untracked() {
            return;
        }
        looked.busy.set(true);
        let chosen: Vec<TicketId> = tickets.with_value(|all| {
            let chosen = looked.chosen.get_untracked();
            all.iter().map(|t| t.id).filter(|t| chosen.contains(t)).collect()
        });
        let reason = looked.reason.get_untracked();
        let done = if in_cash { text::cash_goes_back(locale) } else { text::money_goes_back(locale) };
        desk.act(
            async move {
                let answer = orders::refund(till, id, chosen, reason, key).await;
                looked.busy.try_set(false);
                // With no answer the same key asks again.
                if !answer.as_ref().is_err_and(crate::error::TillError::is_unsure) {
                    looked.refund.try_set(None);
                }
                answer
            },
            done,
            move |_| {
                looked.chosen.try_set(HashSet::new());
                desk.sold.update(|count| *count += 1);
                look(desk, id, looked);
                browser::focus("order-title");
            },
        );
    };
    let key = move || {
        if looked.refund.with(Option::is_some) {
            let words = text::yes_give_back(locale, amount().format(locale));
            view! {
                <div class="row tight">
                    <button
                        type="button"
                        class="button danger large"
                        id="give-back"
                        aria-busy=move || looked.busy.get().then_some("true")
                        on:click=give
                    >
                        {words}
                    </button>
                    <Button action="button" on:click=move |_| looked.refund.set(None)>
                        {text::no_keep(locale)}
                    </Button>
                </div>
            }
            .into_any()
        } else {
            let words = move || match looked.chosen.with(HashSet::len) {
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
    let hint = if in_cash { text::take_back_cash(locale) } else { text::take_back_online(locale) };
    view! {
        <div class="stack tight">
            <p class="muted small">{hint}</p>
            {key}
        </div>
    }
    .into_any()
}
