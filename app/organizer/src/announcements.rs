//! Writing to the buyers of an event: the form, how it reads and to how many it goes, and what was sent before.

use crate::event::{Tab, edited, shown};
use crate::form_builder::{FieldLook, FormBuilder, typed};
use crate::house::{access, office};
use crate::page::{Staff, StaffContent, fold, hidden, id, page};
use crate::text::announcements as text;
use domain::announcement::{Announced, Audience};
use domain::edit::EventEdit;
use domain::form::AnnouncementForm;
use domain::ids::{AnnouncementId, EventId};
use domain::locale::Locale;
use domain::time::short_date_time;
use face::error::FaceError;
use face::refusal;
use face::request::query;
use leptos::prelude::*;
use ui::kit::*;

/// The field of a kept form that says that it is to be looked at before it is sent.
pub const LOOK_FIELD: &str = "look";

#[component]
pub fn AnnouncementsPage() -> impl IntoView {
    let event = id("event");
    page(move |staff| show(staff, event))
}

async fn show(staff: Staff, event: Option<EventId>) -> StaffContent {
    let edit = edited(&staff, event).await?;
    let asked = AnnouncementForm {
        date: query("date").unwrap_or_default(),
        ticket: query("ticket").unwrap_or_default(),
        ..AnnouncementForm::default()
    };
    let form: AnnouncementForm = typed(&staff.kept).unwrap_or(asked);
    let looks = staff.kept.value(LOOK_FIELD).is_some() && query("change").is_none();
    let above = if looks { look(&staff, &edit, &form).await? } else { write(&staff, &edit, &form) };
    let sent = office().announcements(&staff.actor, edit.event.id).await.map_err(FaceError::from)?;
    let before = before(&staff, &edit, &sent);
    let content = view! {
        {above}
        {before}
    };
    Ok(shown(&staff, &edit.event, Tab::Announcements, content))
}

fn language(locale: Locale, of: Locale) -> &'static str {
    match of {
        Locale::En => crate::text::english(locale),
        Locale::It => crate::text::italian(locale),
    }
}

fn write(staff: &Staff, edit: &EventEdit, form: &AnnouncementForm) -> AnyView {
    let locale = staff.locale;
    let draft = FormBuilder::new(locale, &staff.kept);
    let (en, it) = (language(locale, Locale::En), language(locale, Locale::It));
    let area = |field: &str, language: &str, value: &str| {
        draft.area(field, &text::body(locale, language), value, 8, text::body_hint(locale))
    };
    let fields = view! {
        <div class="grid">
            {draft.select("date", text::which_date(locale), performance_options(staff, edit, &form.date), &form.date)}
            {draft.select("ticket", text::which_ticket(locale), tickets(staff, edit), &form.ticket)}
        </div>
        <p class="muted small">{text::one_language(locale)}</p>
        {draft.line("subject_en", &text::subject(locale, en), &form.subject_en, FieldLook::default())}
        {area("body_en", en, &form.body_en)}
        {draft.line("subject_it", &text::subject(locale, it), &form.subject_it, FieldLook::default())}
        {area("body_it", it, &form.body_it)}
    };
    view! {
        <section class="stack" aria-labelledby="write">
            <h2 id="write">{text::write_title(locale)}</h2>
            <p class="muted">{text::write_text(locale)}</p>
            <form class="stack form-width" method="post" action="/do/organizer/preview_announcement" novalidate>
                {hidden(vec![("event", edit.event.id.to_string())])} {draft.summary()} {fields} <div>
                    <Button kind=Kind::Primary class="large" sign=Sign::Eye>
                        {text::look_first(locale)}
                    </Button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// Dates somebody has tickets of, and the chosen one.
fn performance_options(staff: &Staff, edit: &EventEdit, chosen: &str) -> Vec<(String, String)> {
    let all = (String::new(), text::all_dates(staff.locale).to_owned());
    let dates = edit.performances.iter().filter(|d| d.sold > 0 || d.performance.id.to_string() == chosen);
    let named = dates.map(|d| (d.performance.id.to_string(), performance_label(staff, edit, &d.performance)));
    std::iter::once(all).chain(named).collect()
}

fn performance_label(staff: &Staff, edit: &EventEdit, performance: &domain::event::Performance) -> String {
    let when = short_date_time(performance.starts_at, edit.event.zone, staff.locale);
    let label = performance.label.get(staff.locale);
    [when.as_str(), label, &performance.venue.name]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn tickets(staff: &Staff, edit: &EventEdit) -> Vec<(String, String)> {
    let all = (String::new(), text::all_tickets(staff.locale).to_owned());
    let named = edit
        .ticket_types
        .iter()
        .map(|t| (t.ticket_type.id.to_string(), t.ticket_type.name.get(staff.locale).to_owned()));
    std::iter::once(all).chain(named).collect()
}

/// `Sat 21 Nov, 20:30 · Teatro Nuovo · Full price`
fn audience(staff: &Staff, edit: &EventEdit, audience: Audience) -> String {
    let of_date = edit.performances.iter().find(|d| Some(d.performance.id) == audience.performance);
    let of_date = of_date.map(|d| performance_label(staff, edit, &d.performance));
    let of_ticket = edit.ticket_types.iter().find(|t| Some(t.ticket_type.id) == audience.ticket_type);
    let of_ticket = of_ticket.map(|t| t.ticket_type.name.get(staff.locale).to_owned());
    let parts: Vec<String> = [of_date, of_ticket].into_iter().flatten().collect();
    if parts.is_empty() { text::everybody(staff.locale).to_owned() } else { parts.join(" · ") }
}

/// How it reads in each language, to how many people it goes, a trial, and the press that sends it.
async fn look(staff: &Staff, edit: &EventEdit, form: &AnnouncementForm) -> Result<AnyView, FaceError> {
    let locale = staff.locale;
    let (checked, people) = match office().draw_up_announcement(&staff.actor, edit.event.id, form).await {
        Ok(checked) => checked,
        Err(failure) => {
            let words = crate::refusal::words(locale, &refusal::of(failure)?.into());
            let write = write(staff, edit, form);
            return Ok(view! {
                <Notice tone=Tone::Error>
                    <p>{words}</p>
                </Notice>
                {write}
            }
            .into_any());
        }
    };
    let written: Vec<Locale> = Locale::ALL
        .into_iter()
        .filter(|of| match of {
            Locale::En => !checked.subject.en.is_empty(),
            Locale::It => !checked.subject.it.is_empty(),
        })
        .collect();
    let read = written.iter().map(|of| reading(locale, *of, &checked.subject, &checked.body)).collect_view();
    let only = (written.len() == 1).then(|| {
        let words = text::other_language_too(locale, language(locale, written[0]));
        view! { <p class="muted small">{words}</p> }
    });
    let whom = text::for_whom(locale, audience(staff, edit, checked.audience));
    let goes = if people == 0 { text::goes_to_nobody(locale).to_owned() } else { text::goes_to(locale, people) };
    let (sends, tried) = (fields(edit.event.id, form), fields(edit.event.id, form));
    let press = AnnouncementId(access().new_id());
    let send = (people > 0).then(|| {
        view! {
            <form method="post" action="/do/organizer/send_announcement">
                {hidden(vec![("press", press.to_string())])} {sends}
                <Button kind=Kind::Primary class="large" sign=Sign::Mail>
                    {text::send_to(locale, people)}
                </Button>
            </form>
        }
    });
    let again = query("draft").unwrap_or_default();
    let change = format!("/organizer/events/{}/announcements?draft={again}&change=1", edit.event.id);
    Ok(view! {
        <section class="stack form-width" aria-labelledby="look">
            <h2 id="look">{text::preview_title(locale)}</h2>
            {read}
            {only}
            <p role="status">
                <strong>{goes}</strong>
                " "
                {whom}
            </p>
            <p class="muted small">{text::cannot_undo(locale)}</p>
            <div class="row">
                {send}
                <form method="post" action="/do/organizer/try_announcement">
                    {tried}
                    <Button class="large" sign=Sign::User>
                        {text::try_it(locale)}
                    </Button>
                </form>
                <LinkButton kind=Kind::Quiet class="large" href=change sign=Sign::Edit>
                    {text::change_it(locale)}
                </LinkButton>
            </div>
        </section>
    }
    .into_any())
}

/// The announcement as it was typed, sent along with what is pressed.
fn fields(event: EventId, form: &AnnouncementForm) -> AnyView {
    hidden(vec![
        ("event", event.to_string()),
        ("form[date]", form.date.clone()),
        ("form[ticket]", form.ticket.clone()),
        ("form[subject_en]", form.subject_en.clone()),
        ("form[body_en]", form.body_en.clone()),
        ("form[subject_it]", form.subject_it.clone()),
        ("form[body_it]", form.body_it.clone()),
    ])
}

fn reading(
    locale: Locale,
    of: Locale,
    subject: &domain::locale::Translated,
    body: &domain::locale::Translated,
) -> AnyView {
    let paragraphs = body.get(of).lines().map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned);
    let paragraphs = paragraphs.map(|words| view! { <p>{words}</p> }).collect_view();
    view! {
        <article class="card stack tight">
            <p class="muted small">{language(locale, of)}</p>
            <div class="stack tight" lang=of.tag()>
                <h3>{subject.get(of).to_owned()}</h3>
                {paragraphs}
            </div>
        </article>
    }
    .into_any()
}

fn before(staff: &Staff, edit: &EventEdit, sent: &[Announced]) -> AnyView {
    let locale = staff.locale;
    let rows = sent.iter().map(|one| {
        let at = short_date_time(one.at, staff.organizer.zone, locale);
        let whom = audience(staff, edit, one.audience);
        let failed = (one.failed > 0)
            .then(|| text::not_delivered_count(locale, one.failed))
            .map(|words| view! { <Badge tone=Tone::Error>{words}</Badge> });
        let paragraphs = one.body.get(locale).lines().map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned);
        let paragraphs = paragraphs.map(|words| view! { <p>{words}</p> }).collect_view();
        view! {
            <li>
                <div class="stack tight">
                    <p class="strong">{one.subject.get(locale).to_owned()}</p>
                    <p class="muted small">{at} " · " {whom}</p>
                    <p class="row tight">{text::fared(locale, one.sent, one.people)} {failed}</p>
                    {fold(text::read_it(locale), false, "quiet", view! { <div class="stack tight">{paragraphs}</div> })}
                </div>
            </li>
        }
    });
    let rows = rows.collect_view();
    let none = sent.is_empty().then(|| view! { <p class="muted">{text::nothing_sent(locale)}</p> });
    let list = (!sent.is_empty()).then(|| view! { <ul class="lines">{rows}</ul> });
    view! {
        <section class="stack tight" aria-labelledby="sent-announcements">
            <h2 id="sent-announcements">{text::sent_before(locale)}</h2>
            {none}
            {list}
        </section>
    }
    .into_any()
}
