//! The proof of a draw: the seed's fingerprint before it, the seed and all places after it.

use super::text;
use crate::house::selling;
use crate::page::{PageContent, page, said};
use domain::event::{Channel, Event};
use domain::locale::Locale;
use domain::room::DrawNotice;
use domain::time::long_date_time;
use face::error::FaceError;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::kit::*;

#[component]
pub fn DrawPage() -> impl IntoView {
    let slug = use_params_map().read_untracked().get("slug").unwrap_or_default();
    page(show(slug))
}

async fn show(slug: String) -> PageContent {
    let shown = selling().event_page(&slug, Channel::Shop).await?.ok_or(FaceError::Missing)?;
    let locale = current_locale();
    Ok(match selling().draw_notice(shown.event.id).await? {
        Some(notice) => whole(locale, &shown.event, &notice),
        None => said(text::no_draw(locale), view! { <p>{text::no_draw_text(locale)}</p> }.into_any()),
    })
}

fn whole(locale: Locale, event: &Event, notice: &DrawNotice) -> AnyView {
    let at = |at| long_date_time(at, event.zone, locale);
    let (when_label, when) = match notice.drawn_at {
        Some(drawn_at) => (text::drawn_on(locale), at(drawn_at)),
        None => (text::to_be_drawn_on(locale), at(notice.draw_at)),
    };
    let seed = notice.seed.clone().unwrap_or_else(|| text::seed_later(locale).to_owned());
    let list = notice.seed.is_some().then(|| format!("/api/v1/rooms/{}/draw/entries.csv", notice.event));
    let back = format!("/events/{}", event.slug);
    let body = view! {
        <p>
            <a href=back>{event.title.get(locale).to_owned()}</a>
        </p>
        <p>{text::draw_lead(locale)}</p>
        <dl class="stack tight proof">
            <dt class="muted small">{text::fingerprint(locale)}</dt>
            <dd class="digest" id="seed-hash">
                {notice.seed_hash.clone()}
            </dd>
            <dt class="muted small">{text::seed(locale)}</dt>
            <dd class="digest">{seed}</dd>
            <dt class="muted small">{when_label}</dt>
            <dd>{when}</dd>
            <dt class="muted small">{text::entries(locale)}</dt>
            <dd>{notice.entries.to_string()}</dd>
        </dl>
        {list
            .map(|href| {
                view! {
                    <LinkButton href sign=Sign::Download download="draw.csv">
                        {text::download_list(locale)}
                    </LinkButton>
                }
            })}
        <h2>{text::check_it(locale)}</h2>
        <p>{text::check_how(locale)}</p>
    };
    said(text::draw_title(locale), body.into_any())
}
