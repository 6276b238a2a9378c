//! Orders: found by number, name, address or ticket code, filtered by state and event.

use crate::house::{money, office};
use crate::labels;
use crate::page::{FramedPage, Staff, StaffContent, cell, number, page};
use crate::text::{order as text, table};
use domain::ids::{EventId, PerformanceId};
use domain::order::{OrderList, OrderQuery, OrderRow, OrderState, SEARCH_CHARS_MAX, search_text};
use domain::role::Permission;
use domain::time::short_date_time;
use face::error::FaceError;
use face::request::query;
use leptos::prelude::*;
use ui::kit::*;
use ui::text::refusal;

#[component]
pub fn OrdersPage() -> impl IntoView {
    page(show)
}

/// What the address asks for; what can't be read is as if it weren't there.
fn asked() -> OrderQuery {
    let page: u32 = query("page").and_then(|n| n.parse().ok()).unwrap_or(1);
    OrderQuery {
        text: search_text(&query("q").unwrap_or_default()),
        event: query("event").and_then(|id| id.parse::<EventId>().ok()),
        performance: query("date").and_then(|id| id.parse::<PerformanceId>().ok()),
        state: query("state").and_then(|name| name.parse::<OrderState>().ok()),
        page: page.saturating_sub(1),
    }
}

/// The same list as an address, without its page.
fn address(asked: &OrderQuery) -> String {
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    if !asked.text.is_empty() {
        out.append_pair("q", &asked.text);
    }
    if let Some(event) = asked.event {
        out.append_pair("event", &event.to_string());
    }
    if let Some(performance) = asked.performance {
        out.append_pair("date", &performance.to_string());
    }
    if let Some(state) = asked.state {
        out.append_pair("state", state.into_str());
    }
    format!("/organizer/orders?{}", out.finish())
}

async fn show(staff: Staff) -> StaffContent {
    staff.require(Permission::SeeOrders)?;
    let locale = staff.locale;
    let asked = asked();
    let found = money().find_orders(&staff.actor, &asked).await.map_err(FaceError::from)?;
    let filters = filters(&staff, &asked).await?;
    let exports = staff.may(Permission::ExportData).then(|| {
        let event = asked.event.map(|event| format!("?event={event}")).unwrap_or_default();
        let link = |extension: &str, format: &'static str| {
            let label = table::as_format(locale, crate::text::orders(locale), format);
            view! {
                <LinkButton href=format!("/organizer/export/orders.{extension}{event}") sign=Sign::Download label>
                    {format}
                </LinkButton>
            }
        };
        view! { <div class="row tight">{link("csv", table::csv(locale))} {link("xlsx", table::xlsx(locale))}</div> }
    });
    let undelivered = crate::emails::orders_notice(&staff).await?;
    let body = view! { {undelivered} {filters} {results(&staff, &asked, &found)} };
    Ok(FramedPage::new(crate::text::orders(locale), body).actions(exports))
}

async fn filters(staff: &Staff, asked: &OrderQuery) -> Result<AnyView, FaceError> {
    let locale = staff.locale;
    let mut events = vec![(String::new(), text::all_events(locale).to_owned())];
    if staff.may(Permission::SeeSales) {
        let rows = office().event_rows(&staff.actor).await.map_err(FaceError::from)?;
        events.extend(rows.into_iter().map(|row| (row.event.to_string(), row.title.get(locale).to_owned())));
    }
    let states = OrderState::ALL
        .iter()
        .map(|state| (state.into_str().to_owned(), refusal::order_state(locale, *state).to_owned()));
    let states: Vec<_> = std::iter::once((String::new(), text::all_states(locale).to_owned())).chain(states).collect();
    let event = asked.event.map(|id| id.to_string()).unwrap_or_default();
    let state = asked.state.map(|state| state.into_str()).unwrap_or_default();
    let date = asked.performance.map(|id| view! { <input type="hidden" name="date" value=id.to_string() /> });
    Ok(view! {
        <form class="stack tight" method="get" action="/organizer/orders" role="search">
            <div class="search">
                <input
                    class="input"
                    type="search"
                    name="q"
                    value=asked.text.clone()
                    maxlength=SEARCH_CHARS_MAX.to_string()
                    placeholder=text::search_hint(locale)
                    aria-label=text::search_orders(locale)
                />
                <Button kind=Kind::Primary class="icon-only" sign=Sign::Search label=text::search_orders(locale) />
            </div>
            <div class="grid">
                <Select label=text::event(locale) name="event" options=events value=event />
                <Select label=crate::text::state(locale) name="state" options=states value=state />
            </div>
            {date}
            <div class="row">
                <Button class="small">{crate::text::show(locale)}</Button>
                <LinkButton kind=Kind::Quiet class="small" href="/organizer/orders">
                    {text::clear(locale)}
                </LinkButton>
            </div>
        </form>
    }
    .into_any())
}

fn results(staff: &Staff, asked: &OrderQuery, found: &OrderList) -> AnyView {
    let locale = staff.locale;
    if found.rows.is_empty() {
        return view! { <EmptyState sign=Sign::Search title=text::no_orders(locale) text=text::no_orders_text(locale) /> }
            .into_any();
    }
    let columns = vec![
        Column::text(text::number(locale)),
        Column::text(text::buyer(locale)),
        Column::text(text::event(locale)),
        Column::number(text::tickets(locale)),
        Column::number(crate::text::total(locale)),
        Column::text(crate::text::state(locale)),
        Column::text(text::placed(locale)),
    ];
    let rows = found.rows.iter().map(|row| one(staff, row)).collect_view();
    let pages = found.total.div_ceil(found.page_size.max(1));
    view! {
        <p class="muted" role="status">
            {text::orders_found(locale, found.total)}
        </p>
        <Table caption=crate::text::orders(locale) columns quiet=true>
            {rows}
        </Table>
        <Pagination page=asked.page + 1 pages href=page_link query=address(asked) />
    }
    .into_any()
}

fn page_link(page: u32, query: &str) -> String {
    let joint = if query.ends_with('?') { "" } else { "&" };
    format!("{query}{joint}page={page}")
}

fn one(staff: &Staff, row: &OrderRow) -> AnyView {
    let locale = staff.locale;
    let buyer = row.buyer_name.clone().or_else(|| row.buyer_email.clone());
    let buyer = buyer.unwrap_or_else(|| labels::channel(locale, row.channel).to_owned());
    let email = row.buyer_email.clone().filter(|email| *email != buyer);
    view! {
        <tr>
            <th scope="row">
                <a class="code" href=format!("/organizer/orders/{}", row.id)>
                    {row.number.clone()}
                </a>
            </th>
            {cell(
                text::buyer(locale),
                view! {
                    <span>
                        {buyer}
                        {email
                            .map(|email| {
                                view! { <span class="muted small">" " {labels::email_address(&email)}</span> }
                            })}
                    </span>
                },
            )}
            {cell(text::event(locale), row.event_title.get(locale).to_owned())}
            {number(text::tickets(locale), row.tickets)}
            {number(crate::text::total(locale), row.total.format(locale))}
            {cell(
                crate::text::state(locale),
                view! {
                    <span class="row tight">
                        {labels::order_badge(locale, row.state)}
                        {row
                            .attention
                            .map(|_| view! { <Badge tone=Tone::Error>{text::needs_a_look(locale)}</Badge> })}
                    </span>
                },
            )}
            {cell(
                text::placed(locale),
                view! {
                    <span class="nowrap">{short_date_time(row.placed_at, staff.organizer.zone, locale)}</span>
                },
            )}
        </tr>
    }
    .into_any()
}
