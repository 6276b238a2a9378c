//! One event: its numbers, and the tabs that all its pages share.

use crate::house::{access, office, selling};
use crate::page::{FramedPage, Staff, StaffContent, following, id, page};
use crate::text::{event as text, table};
use crate::{event_stats, export_sheets, labels};
use domain::event::{Event, EventStatus};
use domain::ids::EventId;
use domain::role::Permission;
use face::error::FaceError;
use leptos::prelude::*;
use office::table_export::TableKind;
use ui::kit::*;

/// The pages of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Numbers,
    Scans,
    Details,
    Dates,
    Tickets,
    Announcements,
    Fair,
    Publish,
    Preview,
}

impl Tab {
    const ALL: [Tab; 9] = [
        Tab::Numbers,
        Tab::Scans,
        Tab::Details,
        Tab::Dates,
        Tab::Tickets,
        Tab::Announcements,
        Tab::Fair,
        Tab::Preview,
        Tab::Publish,
    ];

    fn permission(self) -> Permission {
        match self {
            Tab::Numbers | Tab::Scans | Tab::Preview => Permission::SeeSales,
            Tab::Details | Tab::Dates | Tab::Tickets | Tab::Announcements | Tab::Fair | Tab::Publish => {
                Permission::EditEvents
            }
        }
    }

    fn place(self, staff: &Staff, event: EventId) -> NavPlace {
        let locale = staff.locale;
        let (tail, title, sign) = match self {
            Tab::Numbers => ("", text::numbers(locale), Sign::Chart),
            Tab::Scans => ("/scans", text::scans(locale), Sign::Scan),
            Tab::Details => ("/details", text::details(locale), Sign::Edit),
            Tab::Dates => ("/dates", text::dates(locale), Sign::Calendar),
            Tab::Tickets => ("/tickets", text::tickets(locale), Sign::Ticket),
            Tab::Announcements => ("/announcements", crate::text::announcements::announcements(locale), Sign::Mail),
            Tab::Fair => ("/fair", crate::text::fair::fair(locale), Sign::Lock),
            Tab::Publish => ("/publish", text::on_sale(locale), Sign::Tag),
            Tab::Preview => ("/preview", text::preview(locale), Sign::Eye),
        };
        NavPlace::new(format!("/organizer/events/{event}{tail}"), title).sign(sign)
    }
}

/// A page of an event: its title and state, the tabs, then the content.
pub fn shown(staff: &Staff, event: &Event, here: Tab, content: impl IntoAny) -> FramedPage {
    let locale = staff.locale;
    let tabs: Vec<NavPlace> = Tab::ALL
        .into_iter()
        .filter(|tab| staff.may(tab.permission()))
        .map(|tab| tab.place(staff, event.id).current(tab == here))
        .collect();
    let title = event.title.get(locale).to_owned();
    let draft =
        (event.status == EventStatus::Draft && here != Tab::Publish && staff.may(Permission::EditEvents)).then(|| {
            let href = format!("/organizer/events/{}/publish", event.id);
            view! { <LinkButton kind=Kind::Primary href sign=Sign::Tag>{text::put_on_sale(locale)}</LinkButton> }
        });
    let actions = view! {
        {labels::standing_badge(locale, event.schedule.standing(event.status, access().now()))}
        {draft}
    };
    let label = text::parts_of_event(locale);
    let body = view! {
        <div class="scroll">
            <Tabs label places=tabs />
        </div>
        {content.into_any()}
    };
    FramedPage::new(title, body).above(vec![NavPlace::new("/organizer", crate::text::events(locale))]).actions(actions)
}

/// The event of a page that only shows; whoever may see sales may see it.
pub async fn seen(staff: &Staff, event: Option<EventId>) -> Result<domain::event::EventPage, FaceError> {
    let event = event.ok_or(FaceError::Missing)?;
    selling().event_preview(&staff.actor, event).await.map_err(FaceError::from)?.ok_or(FaceError::Missing)
}

/// The event of a page that changes it.
pub async fn edited(staff: &Staff, event: Option<EventId>) -> Result<domain::edit::EventEdit, FaceError> {
    staff.require(Permission::EditEvents)?;
    let event = event.ok_or(FaceError::Missing)?;
    office().event_for_edit(&staff.actor, event).await.map_err(FaceError::from)?.ok_or(FaceError::Missing)
}

#[component]
pub fn EventPage() -> impl IntoView {
    let event = id("event");
    page(move |staff| show(staff, event))
}

async fn show(staff: Staff, event: Option<EventId>) -> StaffContent {
    let event = seen(&staff, event).await?.event;
    let stats =
        office().event_stats(&staff.actor, event.id).await.map_err(FaceError::from)?.ok_or(FaceError::Missing)?;
    let numbers = event_stats::all(&staff, &event, &stats);
    let exports = staff.may(Permission::ExportData).then(|| exports(&staff, &event));
    let content = view! {
        <div id="numbers" class="stack loose" data-follow="availability order scan">
            {numbers}
        </div>
        {exports}
        {following()}
    };
    Ok(shown(&staff, &event, Tab::Numbers, content))
}

/// Tables to take away.
fn exports(staff: &Staff, event: &Event) -> AnyView {
    let locale = staff.locale;
    let rows = TableKind::ALL.iter().map(|&kind| {
        let name = export_sheets::name(locale, kind);
        let link = |extension: &str, format: &'static str| {
            let href = format!("/organizer/export/{}.{extension}?event={}", kind.into_str(), event.id);
            view! {
                <LinkButton href sign=Sign::Download label=table::as_format(locale, name, format)>
                    {format}
                </LinkButton>
            }
        };
        view! {
            <li>
                <span>{name}</span>
                <span class="row tight stay">
                    {link("csv", table::csv(locale))} {link("xlsx", table::xlsx(locale))}
                </span>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="stack tight" aria-labelledby="export">
            <h2 id="export">{text::export(locale)}</h2>
            <p class="muted small">{text::export_text(locale)}</p>
            <ul class="lines form-width">{rows}</ul>
        </section>
    }
    .into_any()
}
