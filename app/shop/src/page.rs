//! What every page of the shop stands in: header, footer, and what is shown when there is nothing to show.

use crate::{own_carts, text};
use axum::http::StatusCode;
use domain::locale::Locale;
use face::error::FaceError;
use face::request::set_status;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use std::future::Future;
use ui::kit::*;

/// What a page's content is made into.
pub type PageContent = Result<AnyView, FaceError>;

/// A page whose content has to be fetched first. The response waits for it, so that the HTML is whole.
pub fn page<F>(content: F) -> impl IntoView
where
    F: Future<Output = PageContent> + Send + 'static,
{
    let whole = async move {
        let shown = match content.await {
            Ok(view) => view,
            Err(FaceError::Missing) => missing(current_locale()),
            Err(_) => broken(current_locale()),
        };
        frame(shown).await
    };
    view! { <Suspense>{Suspend::new(whole)}</Suspense> }
}

/// The page for an address that leads nowhere; with the status that says so.
#[component]
pub fn NotFound() -> impl IntoView {
    page(async { Err(FaceError::Missing) })
}

async fn frame(content: AnyView) -> AnyView {
    let locale = current_locale();
    let in_cart = own_carts::carts().await.map(|carts| own_carts::tickets_in(&carts)).unwrap_or(0);
    let path = ui::locale::current_path();
    let at = |start: &str| path.starts_with(start);
    let places = vec![
        NavPlace::new("/", text::events(locale)).sign(Sign::Calendar).current(path == "/" || at("/?") || at("/events")),
        NavPlace::new("/find", text::my_tickets(locale)).sign(Sign::Ticket).current(at("/find") || at("/orders")),
        NavPlace::new("/cart", text::cart(locale))
            .sign(Sign::Cart)
            .count(in_cart)
            .current(at("/cart") || at("/checkout")),
    ];
    let footer = vec![
        NavPlace::new("/find", text::find_tickets(locale)),
        NavPlace::new("/terms", text::terms(locale)),
        NavPlace::new("/privacy", text::privacy(locale)),
        NavPlace::new("/accessibility", text::accessibility(locale)),
    ];
    view! {
        <ShopFrame places footer>
            {content}
        </ShopFrame>
    }
    .into_any()
}

fn missing(locale: Locale) -> AnyView {
    set_status(StatusCode::NOT_FOUND);
    view! {
        <Title text=text::not_found(locale) />
        <Meta name="robots" content="noindex" />
        <EmptyState sign=Sign::Search title=text::not_found(locale) text=text::not_found_text(locale) alone=true>
            {search_box(locale, "")}
            <LinkButton href="/">{text::all_events(locale)}</LinkButton>
        </EmptyState>
    }
    .into_any()
}

fn broken(locale: Locale) -> AnyView {
    set_status(StatusCode::INTERNAL_SERVER_ERROR);
    view! {
        <Title text=text::broken(locale) />
        <EmptyState sign=Sign::Warning title=text::broken(locale) text=text::broken_text(locale) alone=true>
            <LinkButton kind=Kind::Primary href=ui::locale::current_path()>
                {text::try_page_again(locale)}
            </LinkButton>
        </EmptyState>
    }
    .into_any()
}

/// Searches the catalogue from anywhere.
pub fn search_box(locale: Locale, typed: &str) -> AnyView {
    view! {
        <form class="search grow" role="search" method="get" action="/">
            {search_input(locale, typed)}
        </form>
    }
    .into_any()
}

/// The field and the button of a search, for a form that asks for more.
pub fn search_input(locale: Locale, typed: &str) -> AnyView {
    view! {
        <input
            class="input"
            type="search"
            name="q"
            value=typed.to_owned()
            maxlength="100"
            placeholder=text::search_hint(locale)
            aria-label=text::search(locale)
        />
        <Button kind=Kind::Primary class="icon-only" sign=Sign::Search label=text::search(locale).to_owned() />
    }
    .into_any()
}

/// The address of an event's artwork.
pub fn artwork(name: &str) -> String {
    if name.starts_with('/') || name.starts_with("https://") { name.to_owned() } else { format!("/art/{name}") }
}

/// A page that only says something.
pub fn said(title: impl Into<String>, body: AnyView) -> AnyView {
    let title = title.into();
    view! {
        <Title text=title.clone() />
        <div class="stack loose text-width">
            <h1>{title}</h1>
            {body}
        </div>
    }
    .into_any()
}
