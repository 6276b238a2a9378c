//! The first page: all events with what is sold of each; for a steward the way to the gate; for a visitor the sign-in form.

use crate::house::office;
use crate::page::{self, FramedPage, Staff, StaffContent, bare, cell, fold, following, framed, number};
use crate::text::event as text;
use crate::{labels, session};
use domain::event::EventStatus;
use domain::locale::Locale;
use domain::role::Permission;
use domain::stats::EventRow;
use domain::time::short_date_time;
use face::error::FaceError;
use leptos::prelude::*;
use ui::kit::*;

#[component]
pub fn HomePage() -> impl IntoView {
    let whole = async move {
        match page::staff().await {
            Ok(staff) => {
                let shown = show(&staff).await;
                framed(&staff, shown)
            }
            Err(_) => session::sign_in().await.unwrap_or_else(|_| bare(page::broken(current_locale()))),
        }
    };
    view! { <Suspense>{Suspend::new(whole)}</Suspense> }
}

async fn show(staff: &Staff) -> StaffContent {
    if !staff.may(Permission::SeeSales) && staff.may(Permission::Admit) {
        return Ok(to_the_gate(staff.locale));
    }
    list(staff).await
}

fn to_the_gate(locale: Locale) -> FramedPage {
    let title = crate::text::steward_start(locale);
    let body = view! {
        <EmptyState sign=Sign::Scan title text=crate::text::steward_start_text(locale)>
            <LinkButton kind=Kind::Primary class="large" href="/gate" sign=Sign::Scan>
                {crate::text::open_gate(locale)}
            </LinkButton>
        </EmptyState>
    };
    FramedPage::new(crate::text::gate(locale), body)
}

async fn list(staff: &Staff) -> StaffContent {
    let locale = staff.locale;
    let rows = office().event_rows(&staff.actor).await.map_err(FaceError::from)?;
    let is_past = |row: &EventRow| row.next_at.is_none() && row.status != EventStatus::Draft;
    let (past, coming): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_past);
    let new = staff.may(Permission::EditEvents).then(|| {
        view! {
            <LinkButton kind=Kind::Quiet href="/organizer/fair" sign=Sign::Lock>
                {crate::text::fair::shop_title(locale)}
            </LinkButton>
            <LinkButton kind=Kind::Primary href="/organizer/events/new" sign=Sign::Plus>
                {text::new_event(locale)}
            </LinkButton>
        }
    });
    let past_count = past.len();
    let none = coming.is_empty();
    let body = view! {
        {none
            .then(|| {
                view! {
                    <EmptyState
                        sign=Sign::Calendar
                        title=text::no_events(locale)
                        text=text::no_events_text(locale)
                    />
                }
            })}
        <div id="events" data-follow="availability order">
            {(!none).then(|| table(staff, text::coming_events(locale), coming))}
        </div>
        {(past_count > 0)
            .then(|| {
                view! {
                    {fold(
                        text::past_events(locale, past_count),
                        none,
                        "",
                        view! {
                            {table(staff, text::past_events(locale, past_count).as_str(), past)}
                        },
                    )}
                }
            })}
        {following()}
    };
    Ok(FramedPage::new(crate::text::events(locale), body).actions(new))
}

fn table(staff: &Staff, caption: &str, rows: Vec<EventRow>) -> AnyView {
    let locale = staff.locale;
    let columns = vec![
        Column::text(text::event(locale)),
        Column::text(text::next_date(locale)),
        Column::text(crate::text::state(locale)),
        Column::text(text::sold(locale)),
        Column::number(text::gross(locale)),
    ];
    let rows = rows.into_iter().map(|row| one_row(staff, row)).collect_view();
    view! {
        <Table caption=caption.to_owned() columns quiet=true>
            {rows}
        </Table>
    }
    .into_any()
}

fn one_row(staff: &Staff, row: EventRow) -> AnyView {
    let locale = staff.locale;
    let title = row.title.get(locale).to_owned();
    let next = match row.next_at {
        Some(at) => short_date_time(at, row.zone, locale),
        None => "–".to_owned(),
    };
    let more = (row.performance_count > 1).then(|| text::and_more_dates(locale, row.performance_count - 1));
    let inventory = row.inventory;
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/organizer/events/{}", row.event)>{title.clone()}</a>
            </th>
            {cell(
                text::next_date(locale),
                view! {
                    <span class="nowrap">{next}</span>
                    {more.map(|more| view! { <span class="muted small">" " {more}</span> })}
                },
            )}
            {cell(crate::text::state(locale), labels::standing_badge(locale, row.standing))}
            {cell(text::sold(locale), sold_bar(locale, &title, inventory.sold, inventory.places()))}
            {number(text::gross(locale), row.gross.format(locale))}
        </tr>
    }
    .into_any()
}

/// How much of a capacity is sold, as a bar and in numbers.
pub fn sold_bar(locale: Locale, what: &str, sold: u32, capacity: u32) -> AnyView {
    if capacity == 0 {
        return view! { <span class="muted">{text::no_places_yet(locale)}</span> }.into_any();
    }
    view! {
        <span class="sold-bar">
            <Progress
                label=format!("{what}: {}", text::sold(locale))
                value=Signal::stored(i64::from(sold))
                max=Signal::stored(i64::from(capacity))
            />
            <span class="tabular nowrap small">{sold} " / " {capacity}</span>
        </span>
    }
    .into_any()
}
