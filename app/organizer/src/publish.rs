//! On sale or not: what is missing before it can be, and the three steps: publish, take back, cancel.

use crate::event::{Tab, edited, shown};
use crate::labels;
use crate::page::{Press, Staff, StaffContent, fold, hidden, id, page};
use crate::text::event as text;
use domain::edit::{EventEdit, Missing};
use domain::event::EventStatus;
use domain::ids::EventId;
use leptos::prelude::*;
use ui::kit::*;
use ui::text::refusal;

#[component]
pub fn PublishPage() -> impl IntoView {
    let event = id("event");
    page(move |staff| show(staff, event))
}

async fn show(staff: Staff, event: Option<EventId>) -> StaffContent {
    let edit = edited(&staff, event).await?;
    let content = view! {
        {match edit.event.status {
            EventStatus::Draft => draft(&staff, &edit),
            EventStatus::Published => published(&staff, &edit),
            EventStatus::Cancelled => cancelled(&staff),
        }}
        {(edit.event.status != EventStatus::Cancelled).then(|| cancel(&staff, &edit))}
    };
    Ok(shown(&staff, &edit.event, Tab::Publish, content))
}

fn draft(staff: &Staff, edit: &EventEdit) -> AnyView {
    let locale = staff.locale;
    let event = edit.event.id;
    let ids = vec![("event", event.to_string())];
    let list = checklist(staff, edit);
    let ready = edit.missing.is_empty();
    view! {
        <section class="stack" aria-labelledby="checklist">
            <h2 id="checklist">{if ready { text::ready(locale) } else { text::not_ready(locale) }}</h2>
            {list}
            <div class="row">
                {ready
                    .then(|| {
                        view! {
                            <Press
                                action="/do/organizer/publish_event"
                                fields=ids
                                says=text::put_on_sale_now(locale)
                                kind=Kind::Primary
                                class="large"
                                sign=Sign::Tag
                            />
                        }
                    })}
                <LinkButton class="large" href=format!("/organizer/events/{event}/preview") sign=Sign::Eye>
                    {text::see_as_buyer(locale)}
                </LinkButton>
            </div>
        </section>
    }
    .into_any()
}

/// What there is, and what is missing with the way to mend it.
fn checklist(staff: &Staff, edit: &EventEdit) -> AnyView {
    let locale = staff.locale;
    let has = |is_missing: fn(&Missing) -> bool| !edit.missing.iter().any(is_missing);
    let there = [
        (has(|m| *m == Missing::Performance), text::has_date(locale)),
        (has(|m| *m == Missing::TicketType), text::has_ticket(locale)),
        (edit.missing.is_empty(), text::has_places(locale)),
    ];
    let there = there.into_iter().filter(|(done, _)| *done).map(|(_, words)| {
        view! {
            <li class="row tight stay top">
                <Icon sign=Sign::Check />
                <span>{words}</span>
            </li>
        }
    });
    let missing = edit.missing.iter().map(|missing| {
        let (words, tail) = missing_words(staff, edit, missing);
        let words = match tail {
            Some(tail) => {
                let href = format!("/organizer/events/{}{tail}", edit.event.id);
                view! { <a href=href>{words}</a> }.into_any()
            }
            None => words.into_any(),
        };
        view! {
            <li class="row tight stay top">
                <Icon sign=Sign::Cross />
                <span>{words}</span>
            </li>
        }
    });
    view! { <ul class="plain-list stack tight">{missing.collect_view()} {there.collect_view()}</ul> }.into_any()
}

/// What is missing, and the page where it is mended.
fn missing_words(staff: &Staff, edit: &EventEdit, missing: &Missing) -> (String, Option<String>) {
    let locale = staff.locale;
    match missing {
        Missing::Event => (text::missing_event(locale).to_owned(), None),
        Missing::Performance => (text::missing_date(locale).to_owned(), Some("/dates/new".to_owned())),
        Missing::TicketType => (text::missing_ticket(locale).to_owned(), Some("/tickets/new".to_owned())),
        Missing::TicketTypeForPerformance { performance } => {
            let date = edit.performances.iter().find(|p| p.performance.id == *performance);
            let when =
                date.map(|p| labels::performance_name(locale, &p.performance, edit.event.zone)).unwrap_or_default();
            (text::missing_ticket_for(locale, when), Some("/tickets".to_owned()))
        }
        Missing::PlacesForTicketType { ticket_type } => {
            let kind = edit.ticket_types.iter().find(|t| t.ticket_type.id == *ticket_type);
            let name = kind.map(|t| t.ticket_type.name.get(locale)).unwrap_or_default();
            (text::missing_places(locale, name), Some(format!("/tickets/{ticket_type}")))
        }
        Missing::Cancelled => (text::missing_cancelled(locale).to_owned(), None),
    }
}

fn published(staff: &Staff, edit: &EventEdit) -> AnyView {
    let locale = staff.locale;
    let ids = vec![("event", edit.event.id.to_string())];
    let href = format!("/events/{}", edit.event.slug);
    view! {
        <section class="stack" aria-labelledby="on-sale">
            <h2 id="on-sale">{text::is_on_sale(locale)}</h2>
            <p>
                <a href=href>{text::to_shop_page(locale)}</a>
            </p>
            {fold(
                text::take_back(locale),
                false,
                "",
                view! {
                    <div class="stack tight">
                        <p>{text::take_back_text(locale)}</p>
                        <Press action="/do/organizer/unpublish_event" fields=ids says=text::take_back_sure(locale) />
                    </div>
                },
            )}
        </section>
    }
    .into_any()
}

fn cancelled(staff: &Staff) -> AnyView {
    let locale = staff.locale;
    view! {
        <Notice tone=Tone::Warning title=text::is_cancelled(locale)>
            <p>{text::is_cancelled_text(locale)}</p>
        </Notice>
    }
    .into_any()
}

/// Not by one tap: it opens first, and asks why.
fn cancel(staff: &Staff, edit: &EventEdit) -> AnyView {
    let locale = staff.locale;
    let problem = staff.kept.problems.iter().find(|problem| problem.field == "reason");
    let error = problem.map(|problem| refusal::problem(locale, &problem.problem));
    let errors: Vec<(String, String)> =
        error.iter().map(|words| ("reason".to_owned(), format!("{}: {words}", crate::text::reason(locale)))).collect();
    view! {
        {fold(
            text::cancel_event(locale),
            error.is_some(),
            "",
            view! {
                <form class="stack tight form-width" method="post" action="/do/organizer/cancel_event" novalidate>
                    {hidden(vec![("event", edit.event.id.to_string())])} <ErrorSummary errors />
                    <p>{text::cancel_event_text(locale, edit.sold)}</p>
                    <Field
                        label=crate::text::reason(locale)
                        name="reason"
                        value=staff.kept.value("reason").unwrap_or_default().to_owned()
                        maxlength=domain::reason::REASON_CHARS_MAX
                        required=true
                        error=MaybeProp::from(error)
                    />
                    <div>
                        <Button kind=Kind::Danger>{text::cancel_event_sure(locale)}</Button>
                    </div>
                </form>
            },
        )}
    }
    .into_any()
}
