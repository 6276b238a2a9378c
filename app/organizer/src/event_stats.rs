//! The numbers of an event: what is sold, what it brought, through which door, of which kind, on which date.

use crate::events::sold_bar;
use crate::page::{Staff, cell, number};
use crate::text::event as text;
use crate::{chart, labels};
use domain::event::Event;
use domain::role::Permission;
use domain::stats::EventStats;
use leptos::prelude::*;
use ui::kit::*;

pub fn all(staff: &Staff, event: &Event, stats: &EventStats) -> AnyView {
    view! {
        {places(staff, event, stats)}
        {money(staff, stats)}
        {by_day(staff, stats)}
        <div class="grid wide-cells">{by_channel(staff, stats)} {by_ticket_type(staff, stats)}</div>
        {by_performance(staff, event, stats)}
    }
    .into_any()
}

fn places(staff: &Staff, event: &Event, stats: &EventStats) -> AnyView {
    let locale = staff.locale;
    let inventory = stats.inventory;
    let orders = format!("/organizer/orders?event={}", event.id);
    let value = |n: u32| Signal::stored(n.to_string());
    let sold = value(inventory.sold);
    let note = text::of_places(locale, inventory.places());
    let sold = if staff.may(Permission::SeeOrders) {
        view! { <Stat label=text::sold(locale) value=sold note href=orders /> }.into_any()
    } else {
        view! { <Stat label=text::sold(locale) value=sold note /> }.into_any()
    };
    let yesterday = text::yesterday(locale, stats.yesterday_tickets);
    let bar = sold_bar(locale, event.title.get(locale), inventory.sold, inventory.places());
    view! {
        <section class="stack tight" aria-labelledby="places">
            <h2 id="places">{text::places(locale)}</h2>
            <div class="mosaic stats">
                {sold} <Stat label=text::in_carts(locale) value=value(inventory.held) />
                <Stat label=text::free(locale) value=value(inventory.free()) />
                <Stat label=text::today(locale) value=value(stats.today_tickets) note=yesterday />
            </div>
            {bar}
        </section>
    }
    .into_any()
}

fn money(staff: &Staff, stats: &EventStats) -> AnyView {
    let locale = staff.locale;
    let value = |amount: domain::money::Money| Signal::stored(amount.format(locale));
    view! {
        <section class="stack tight" aria-labelledby="money">
            <h2 id="money">{text::money(locale)}</h2>
            <div class="mosaic stats">
                <Stat label=text::gross(locale) value=value(stats.gross) note=text::gross_note(locale) />
                <Stat label=text::fees(locale) value=value(stats.fees) />
                <Stat label=text::tax(locale) value=value(stats.tax) />
                <Stat label=text::net(locale) value=value(stats.net) note=text::net_note(locale) />
                <Stat label=text::refunded(locale) value=value(stats.refunded) />
            </div>
        </section>
    }
    .into_any()
}

fn by_day(staff: &Staff, stats: &EventStats) -> AnyView {
    let locale = staff.locale;
    if stats.by_day.is_empty() {
        return view! { <p class="muted">{text::nothing_sold_yet(locale)}</p> }.into_any();
    }
    let bars: Vec<(String, u32)> =
        stats.by_day.iter().map(|(day, sold)| (day.format("%-d.%-m.%Y").to_string(), *sold)).collect();
    view! {
        <section class="stack tight" aria-labelledby="by-day">
            <h2 id="by-day">{text::by_day(locale)}</h2>
            {chart::bars(locale, text::by_day(locale), &bars)}
        </section>
    }
    .into_any()
}

fn by_channel(staff: &Staff, stats: &EventStats) -> AnyView {
    let locale = staff.locale;
    let rows = stats.by_channel.iter().map(|(channel, sold)| {
        view! {
            <tr>
                <th scope="row">{labels::channel(locale, *channel)}</th>
                {number(text::sold(locale), *sold)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Table
            caption=text::by_channel(locale)
            columns=vec![Column::text(text::sold_through(locale)), Column::number(text::sold(locale))]
        >
            {rows}
        </Table>
    }
    .into_any()
}

fn by_ticket_type(staff: &Staff, stats: &EventStats) -> AnyView {
    let locale = staff.locale;
    let rows = stats.by_ticket_type.iter().map(|kind| {
        view! {
            <tr>
                <th scope="row">{kind.name.get(locale).to_owned()}</th>
                {number(text::sold(locale), kind.sold)}
                {number(text::gross(locale), kind.gross.format(locale))}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![
        Column::text(text::ticket(locale)),
        Column::number(text::sold(locale)),
        Column::number(text::gross(locale)),
    ];
    view! {
        <Table caption=text::by_ticket(locale) columns>
            {rows}
        </Table>
    }
    .into_any()
}

fn by_performance(staff: &Staff, event: &Event, stats: &EventStats) -> AnyView {
    let locale = staff.locale;
    let rows = stats.by_performance.iter().map(|sales| {
        let when = labels::performance_name(locale, &sales.performance, event.zone);
        let inventory = sales.inventory;
        let label = when.clone();
        let name = if staff.may(Permission::SeeOrders) {
            let href = format!("/organizer/orders?date={}", sales.performance.id);
            view! { <a href=href>{when}</a> }.into_any()
        } else {
            when.into_any()
        };
        view! {
            <tr>
                <th scope="row">{name} " " {labels::performance_cancelled(locale, &sales.performance)}</th>
                {cell(text::sold(locale), sold_bar(locale, &label, inventory.sold, inventory.places()))}
                {number(text::in_carts(locale), inventory.held)}
                {number(text::free(locale), inventory.free())}
                {number(text::admitted(locale), sales.admitted)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![
        Column::text(text::date(locale)),
        Column::text(text::sold(locale)),
        Column::number(text::in_carts(locale)),
        Column::number(text::free(locale)),
        Column::number(text::admitted(locale)),
    ];
    view! {
        <Table caption=text::by_date(locale) columns>
            {rows}
        </Table>
    }
    .into_any()
}
