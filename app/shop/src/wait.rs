//! The waiting room's page: where one stands, about how long it takes, and what happens next.

pub mod draw;
pub mod news;
pub mod text;

use crate::house::{access, selling};
use crate::page::{PageContent, artwork, page};
use crate::room_cookie::remember_place;
use domain::event::{Channel, Event};
use domain::ids::EventId;
use domain::locale::Locale;
use domain::room::{RoomRefusal, Standing};
use domain::time::{clock_time, long_date_time};
use face::error::FaceError;
use face::visitor::visitor;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use news::{RoomNews, TILES, news};
use selling::room::PlaceInRoom as Stands;
use ui::kit::*;

/// Without a script the page is loaded anew, not more often than this.
const RELOAD_SECONDS_MIN: u32 = 10;

#[component]
pub fn WaitPage() -> impl IntoView {
    let slug = use_params_map().read_untracked().get("slug").unwrap_or_default();
    page(show(slug))
}

async fn show(slug: String) -> PageContent {
    let shown = selling().event_page(&slug, Channel::Shop).await?.ok_or(FaceError::Missing)?;
    let stands = place(shown.event.id).await?;
    Ok(whole(current_locale(), &shown.event, &stands, face::refusal::in_address()))
}

/// Where the visitor stands to an event's room; what it gives them is kept in their cookie.
pub async fn place(event: EventId) -> Result<Stands, FaceError> {
    let visitor = visitor();
    let stands = selling().where_in_room(event, &visitor).await?.ok_or(FaceError::Missing)?;
    remember_place(&visitor, &stands);
    Ok(stands)
}

/// `refused`: why no place could be taken just now.
fn whole(locale: Locale, event: &Event, stands: &Stands, refused: Option<RoomRefusal>) -> AnyView {
    let title = event.title.get(locale).to_owned();
    let back = format!("/events/{}", event.slug);
    let href = back.clone();
    let content = match &stands.standing {
        Standing::Free => view! {
            <EmptyState sign=Sign::Check title=text::nothing_to_wait_for(locale) text=text::nothing_to_wait_for_text(locale)>
                <LinkButton kind=Kind::Primary href>
                    {text::begin(locale)}
                </LinkButton>
            </EmptyState>
        }
        .into_any(),
        Standing::Opens { .. } | Standing::Outside { .. } => view! {
            {refused
                .map(|RoomRefusal::TooOften { wait_seconds }| {
                    view! { <Notice tone=Tone::Warning title=text::many_join(locale, wait_seconds) /> }
                })}
            {notice(locale, event, &stands.standing)}
        }
        .into_any(),
        _ => waiting(locale, event, stands),
    };
    view! {
        <Title text=format!("{}: {title}", text::title(locale)) />
        <Meta name="robots" content="noindex" />
        <div class="stack loose text-width">
            <Breadcrumbs
                places=vec![NavPlace::new("/", crate::text::events(locale)), NavPlace::new(back, title.clone())]
                here=text::title(locale).to_owned()
            />
            <header class="row stay top pick-head">
                {event
                    .artwork
                    .as_deref()
                    .map(|name| view! { <img class="picture square" src=artwork(name) alt="" width="96" height="96" /> })}
                <div class="stack tight">
                    <p class="muted">{text::title(locale)}</p>
                    <h1>{title}</h1>
                </div>
            </header>
            {content}
        </div>
    }
    .into_any()
}

/// The mosaic with what it means.
fn waiting(locale: Locale, event: &Event, stands: &Stands) -> AnyView {
    let now = news(locale, stands, access().now());
    let reload = now.ask_again_seconds.max(RELOAD_SECONDS_MIN).to_string();
    let turn = match stands.standing {
        Standing::Turn { begin_by } => Some(clock_time(begin_by, event.zone)),
        _ => None,
    };
    let is_turn = turn.is_some();
    let data = view! {
        <section
            class="stack waiting"
            id="waiting"
            data-event=event.id.to_string()
            data-step=now.step.clone()
            data-before=now.before.to_string()
            data-ask=now.ask_again_seconds.to_string()
            data-told=now.told.to_string()
            aria-labelledby="waiting-headline"
        >
            {mosaic(&now)}
            <h2 id="waiting-headline">{now.headline.clone()}</h2>
            <p class="lead" id="waiting-detail">
                {match &turn {
                    Some(at) => text::begin_by(locale, at),
                    None => now.detail.clone(),
                }}
            </p>
            <p class="visually-hidden" role="status" id="waiting-says"></p>
        </section>
    }
    .into_any();
    view! {
        {(!is_turn)
            .then(|| {
                view! {
                    <noscript>
                        <meta http-equiv="refresh" content=reload />
                    </noscript>
                }
            })}
        <crate::island::Waiting>{data}</crate::island::Waiting>
        {if is_turn {
            view! {
                <LinkButton kind=Kind::Primary class="large" sign=Sign::Ticket href=format!("/events/{}", event.slug)>
                    {text::begin(locale)}
                </LinkButton>
            }
            .into_any()
        } else {
            explained(locale, event, &stands.standing)
        }}
        {leave(event, if is_turn { text::done_shopping(locale) } else { text::leave(locale) })}
    }
    .into_any()
}

fn mosaic(now: &RoomNews) -> AnyView {
    let tile = |n: u32| {
        let class = if n < now.tiles { "stone laid" } else { "stone" };
        view! { <i class=class></i> }
    };
    view! {
        <div class="laying" aria-hidden="true">
            {(0..TILES).map(tile).collect_view()}
        </div>
    }
    .into_any()
}

fn explained(locale: Locale, event: &Event, standing: &Standing) -> AnyView {
    let (place, entry, drawn_on) = match standing {
        Standing::BeforeDraw { entry, draw_at, .. } => {
            (None, Some(*entry), Some(long_date_time(*draw_at, event.zone, locale)))
        }
        Standing::Queued { entry, place, .. } => (Some(*place), Some(*entry), None),
        _ => (None, None, None),
    };
    view! {
        <section class="stack tight" aria-labelledby="next-title">
            <h2 id="next-title">{text::what_happens(locale)}</h2>
            {drawn_on.map(|at| view! { <p class="strong">{text::draw_at(locale, at)}</p> })}
            {place.map(|place| view! { <p>{text::your_place(locale, place)}</p> })}
            <p>{text::keeps_place(locale)}</p>
            <p>{text::page_follows(locale)}</p>
            {entry.map(|entry| view! { <p class="muted small digest">{text::your_entry(locale, entry)}</p> })}
            <p>
                <a href=format!("/wait/{}/draw", event.slug)>{text::how_drawn(locale)}</a>
            </p>
        </section>
    }
    .into_any()
}

fn leave(event: &Event, words: &'static str) -> AnyView {
    view! {
        <form method="post" action="/do/shop/leave_room">
            <input type="hidden" name="event" value=event.id.to_string() />
            <input type="hidden" name="slug" value=event.slug.clone() />
            <Button kind=Kind::Quiet sign=Sign::Exit>
                {words}
            </Button>
        </form>
    }
    .into_any()
}

/// What an event's pages say in the place of what can be bought, while its room stands before it; nothing where the
/// visitor may shop.
pub fn instead(locale: Locale, event: &Event, standing: &Standing) -> Option<AnyView> {
    match standing {
        Standing::Free | Standing::Turn { .. } => None,
        _ => Some(notice(locale, event, standing)),
    }
}

/// For whom it is the turn: until when they should begin.
pub fn turn(locale: Locale, event: &Event, standing: &Standing) -> Option<AnyView> {
    let Standing::Turn { begin_by } = standing else { return None };
    let title = text::you_may_shop(locale, clock_time(*begin_by, event.zone));
    Some(view! { <Notice tone=Tone::Success title /> }.into_any())
}

fn notice(locale: Locale, event: &Event, standing: &Standing) -> AnyView {
    let href = format!("/wait/{}", event.slug);
    let (title, detail) = match standing {
        Standing::Opens { at } => {
            (text::opens(locale, long_date_time(*at, event.zone, locale)), text::opens_detail(locale).to_owned())
        }
        Standing::Outside { waiting } if *waiting > 0 => {
            let detail = format!("{} {}", text::is_open_detail(locale), text::now_waiting(locale, *waiting));
            (text::is_open(locale).to_owned(), detail)
        }
        Standing::Outside { .. } => (text::is_open(locale).to_owned(), text::is_open_detail(locale).to_owned()),
        _ => (text::you_wait(locale).to_owned(), text::keeps_place(locale).to_owned()),
    };
    let action = match standing {
        Standing::Opens { .. } => view! {
            <p>
                <a href=format!("{href}/draw")>{text::how_drawn(locale)}</a>
            </p>
        }
        .into_any(),
        Standing::Outside { .. } => view! {
            <form method="post" action="/do/shop/enter_room">
                <input type="hidden" name="event" value=event.id.to_string() />
                <input type="hidden" name="slug" value=event.slug.clone() />
                <Button kind=Kind::Primary class="large" sign=Sign::People>
                    {text::join(locale)}
                </Button>
            </form>
        }
        .into_any(),
        _ => view! {
            <LinkButton kind=Kind::Primary class="large" sign=Sign::People href>
                {text::to_room(locale)}
            </LinkButton>
        }
        .into_any(),
    };
    view! {
        <div class="stack">
            <Notice tone=Tone::Info title>
                <p>{detail}</p>
            </Notice>
            {action}
        </div>
    }
    .into_any()
}
